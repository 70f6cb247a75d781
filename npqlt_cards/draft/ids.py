"""Ids proposed from the words: two or three that carry the idea, never the text's first ones, a number or a hash."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import count as counting

from npqlt_cards.checks.words import HEDGES, STOP_WORDS
from npqlt_cards.draft import lexicon as lex
from npqlt_cards.draft.phrases import Phrase, Rarity, halves, phrases

_MOST_LETTERS = 40
_LEAST, _MOST = 2, 3
_DULL = lex.words_of("e g i etc providing ensuring using making including particularly emphasising explaining")


def statement_slug(text: str, rarity: Rarity, taken: Collection[str]) -> str:
    """An id for a statement, one that ``taken`` does not hold: its weightiest phrase, then that with a further word."""
    found = sorted(phrases(text, rarity) or halves(text, rarity), key=lambda each: (-each.weight, each.first))
    return _free((*filter(_allowed, _candidates(found, text)), "idea"), taken)


def question_slug(about: str, taken: Collection[str], fallback: str) -> str:
    """An id for a question, from the words that it is about."""
    words = _words(about)
    lengths = (length for length in (_MOST, _LEAST, 1) if len(words) >= length)
    slugs = ("-".join(words[:length]) for length in lengths)
    return _free((*filter(_allowed, slugs), fallback), taken)


def _candidates(found: Sequence[Phrase], text: str) -> Iterator[str]:
    """Slugs in order of preference: each phrase by itself if it has two words, then with words of the next ones."""
    wordings = [_words(phrase.text) for phrase in found]
    for words in wordings:
        if len(words) >= _LEAST:
            yield "-".join(words[:_MOST])
    for words in wordings:
        for more in wordings:
            if words and more and words != more:
                yield "-".join(dict.fromkeys([*words, *more][:_MOST]))
    every = _words(text)
    for length in range(min(_MOST, len(every)), 0, -1):
        yield "-".join(every[-length:])


def _words(text: str) -> list[str]:
    """The meaning-carrying words in plain letters; numbers are left out, as they would count."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("’", "'")).encode("ascii", "ignore").decode()
    words = [word for word in re.findall(r"[a-z]+", re.sub(r"'s?\b", "", plain)) if len(word) > 1]
    kept = [w for w in words if w not in STOP_WORDS and w not in HEDGES and w not in _DULL and w not in lex.MODALS]
    return list(dict.fromkeys(kept))


def _free(candidates: Iterable[str], taken: Collection[str]) -> str:
    """The first slug that is not taken; where all are, the first one with a letter more."""
    slugs = [slug for slug in candidates if slug]
    for slug in slugs:
        if slug not in taken:
            return slug
    return next(slug for number in counting(2) if (slug := f"{slugs[0]}-{_letters(number)}") not in taken)


def _allowed(slug: str) -> bool:
    """Whether an id may be so: not too long for a file's line, not kept for clozes."""
    return len(slug) <= _MOST_LETTERS and not slug.startswith("cloze")


def _letters(number: int) -> str:
    """``b`` for 2, ``z`` for 26, ``aa`` for 27: an id never counts in figures."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters
