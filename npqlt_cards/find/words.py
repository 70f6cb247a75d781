"""Searched words, and where a text has them: whatever the case, the accents and the hyphens, at the beginning of words.

``model`` finds ``modelling``; ``long-term`` finds ``long term`` and ``longterm``, and ``longterm`` finds ``long-term``;
several words in one, as in ``working memory``, are a phrase.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

Span = tuple[int, int]

_HYPHENS = "-\u2010\u2011"
_UNSEEN = "'’ʼ\u00ad"  # apostrophes and soft hyphens stand inside words and are not typed by everyone
_WORD_BEGINS = r"(?<![^ -])"


class Word(NamedTuple):
    """One searched word or phrase: as typed, and the pattern that finds it in a folded text."""

    typed: str
    pattern: re.Pattern[str]


def word(typed: str) -> Word | None:
    """What to look for; None where there is no letter or digit in it."""
    parts = re.findall(r"[^ -]+|[ -]+", fold(typed).strip(" -"))
    joined = "".join(_gap(part) if part.strip(" -") == "" else "-?".join(map(re.escape, part)) for part in parts)
    return Word(typed, re.compile(_WORD_BEGINS + joined)) if joined else None


def _gap(between: str) -> str:
    """What may stand between two parts: a hyphen that was typed may be missing, a space may not."""
    return "[ -]+" if " " in between else "[ -]*"


def has(text: str, words: Iterable[Word]) -> bool:
    """Whether all the words occur."""
    folded = fold(text)
    return all(each.pattern.search(folded) for each in words)


def marked(text: str, words: Iterable[Word]) -> list[Span]:
    """Where the words occur, from and to; what overlaps or touches is one span."""
    folded = fold(text)
    found = [match.span() for each in words for match in each.pattern.finditer(folded)]
    places = _places(text) if found else []
    return _merged(sorted((places[start], _end(text, places[end - 1] + 1)) for start, end in found))


def _end(text: str, at: int) -> int:
    """The end of a span, an accent that is a letter of its own taken in."""
    while at < len(text) and unicodedata.combining(text[at]):
        at += 1
    return at


def _merged(spans: Iterable[Span]) -> list[Span]:
    found: list[Span] = []
    for start, end in spans:
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def beginnings(text: str) -> list[str]:
    """The words of a text, folded, hyphens parted."""
    return fold(text).replace("-", " ").split()


def mark(text: str, spans: Sequence[Span], before: str, after: str) -> str:
    """The text with a sign before and after each span."""
    for start, end in reversed(spans):
        text = f"{text[:start]}{before}{text[start:end]}{after}{text[end:]}"
    return text


# -- folding ---------------------------------------------------------------------------------------------------------


class _Folds(dict[int, str]):
    """What each letter becomes, found out when it is first met."""

    def __missing__(self, code: int) -> str:
        self[code] = "".join(map(_plain, unicodedata.normalize("NFKD", chr(code)).casefold()))
        return self[code]


def _plain(char: str) -> str:
    if char in _UNSEEN or unicodedata.combining(char):
        return ""
    if char in _HYPHENS:
        return "-"
    return char if char.isalnum() else " "


_FOLDS = _Folds()


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """The text in plain small letters; what is neither letter, digit nor hyphen is a space."""
    return text.translate(_FOLDS)


def _places(text: str) -> list[int]:
    """For each letter of the folded text where it stands in the text itself."""
    return [at for at, char in enumerate(text) for _ in _FOLDS[ord(char)]]
