"""The phrases of a sentence that could be hidden, each with how much it carries.

A phrase is whole: a noun with its adjectives, an adjective or participle that says what something is, a list's item.
What it carries is how rare its words are on the page, and the place it has in its sentence.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from npqlt_cards.checks.words import HEDGES, STOP_WORDS, content, count
from npqlt_cards.draft import lexicon as lex
from npqlt_cards.draft.tags import Token, tagged

_LONGEST_PHRASE = 5  # words: one less than a deletion may have
_OWN_SENSE = 0.3  # how much each further word of a phrase adds to what it carries
_PLACES = {"predicate": 0.9, "contrast": 0.8, "object": 0.7, "example": -2.5, "subject": -0.1, "": 0.0}
_ALONE = {"E": 2.5, "A": 0.8, "N": 0.6}  # one word has seldom one right answer, “maintained” least of all
_VAGUE = lex.words_of(
    "important essential valuable beneficial helpful necessary key able likely possible effective good better "
    "best used needed made done well based required crucial critical clear taken given held taught learnt learned "
    "shown seen found put asked undertaken provided involved included new different thought considered working "
    "overall suited certain whole particular various"
)


# Plurals of people end a noun phrase: what follows them is their verb, or what they are taught.
_WHOLE = frozenset(word for word in lex.PEOPLE if lex.is_plural(word)) - {"schools"}


class Phrase(NamedTuple):
    """A stretch of a sentence by its first and last token, what it carries, and its words."""

    first: int
    last: int
    weight: float
    text: str


class Rarity:
    """How rare each word is among a page's statements: 0 for one that all have, more the rarer it is."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.texts = 0
        self.holders: Counter[str] = Counter()
        for text in texts:
            self.texts += 1
            self.holders.update(content(text).keys())

    def of(self, text: str) -> float:
        """The mean rarity of a text's meaning-carrying words, a little more the more there are."""
        keys = content(text).keys()
        if not keys:
            return 0.0
        rare = [math.log((self.texts + 1) / (self.holders[key] or 1)) for key in keys]
        return sum(rare) / len(rare) * (1 + _OWN_SENSE * min(len(rare) - 1, 2))


def phrases(sentence: str, rarity: Rarity) -> list[Phrase]:
    """The phrases that could be hidden, in their order in the sentence."""
    tokens = tagged(sentence)
    found = []
    for first, last in _stretches(tokens):
        text = sentence[tokens[first].start : tokens[last].end]
        opens = tokens[last].low in lex.LIGHT and last + 1 < len(tokens) and tokens[last + 1].low == "of"
        if not opens and _worth_hiding(tokens[first : last + 1], text):
            alone = _ALONE.get(tokens[first].tag, 0.0) if first == last else 0.0
            weight = rarity.of(text) + _PLACES[_place(tokens, first)] - alone
            found.append(Phrase(first, last, weight, text))
    return found


def _stretches(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Noun phrases without their determiners, and what stands after a form of be."""
    at = 0
    while at < len(tokens):
        end = noun_phrase(tokens, at)
        if end is not None:
            end = _with_of(tokens, at, end)
            yield _without_owner(tokens, at, end), end
            at = end + 1
            continue
        predicate = _verb_pair(tokens, at) or _predicate(tokens, at)
        if predicate is not None:
            yield at, predicate
            at = predicate
        at += 1


def noun_phrase(tokens: Sequence[Token], at: int) -> int | None:
    """The last token of the noun phrase that begins at ``at``; None where none does.

    Adjectives, two of them joined by “and” too, then nouns: “clear and intentional questions”.
    """
    end, noun = at, None
    while end < len(tokens):
        tag = tokens[end].tag
        if tag == "N":
            noun = end
            if tokens[end].low in _WHOLE:
                break
        elif (tag == "C" and noun is None and _joins_adjectives(tokens, at, end)) or (
            tag == "L" and noun is None and tokens[end].low.endswith("ly") and _before_adjective(tokens, end)
        ):
            pass
        elif tag != "A" or (noun is not None and end > noun + 1) or (noun is not None and not _runs_on(tokens, end)):
            break
        end += 1
    if noun is None or tokens[at].tag in ("C",):
        return None
    return noun


def _joins_adjectives(tokens: Sequence[Token], at: int, end: int) -> bool:
    """Whether “and” stands between two adjectives, the first “and” of its phrase."""
    pair = end > at and tokens[end - 1].tag == "A" and _before_adjective(tokens, end)
    return pair and all(token.tag != "C" for token in tokens[at:end])


def _before_adjective(tokens: Sequence[Token], at: int) -> bool:
    return at + 1 < len(tokens) and tokens[at + 1].tag == "A"


def _runs_on(tokens: Sequence[Token], end: int) -> bool:
    """Whether an adjective after a noun is still before one (“language rich environment”)."""
    return end + 1 < len(tokens) and tokens[end + 1].tag == "N"


def _with_of(tokens: Sequence[Token], first: int, last: int) -> int:
    """On to the end of a short “of …” that belongs to the noun: “patterns of performance”."""
    joined = first > 0 and tokens[first - 1].tag == "C"  # “the focus and rigour of dialogue”: it belongs to both
    if joined or tokens[last].low in lex.LIGHT or last + 2 >= len(tokens) or tokens[last + 1].low != "of":
        return last
    end = noun_phrase(tokens, last + 2)
    if end is None or end - first >= _LONGEST_PHRASE or tokens[end].low in lex.PEOPLE:
        return last
    goes_on = (end + 1 < len(tokens) and tokens[end + 1].tag in ("C", "P", "T")) or tokens[end].low.endswith(
        ("’", "’s")
    )
    return last if goes_on else end


def _without_owner(tokens: Sequence[Token], first: int, last: int) -> int:
    """Past a leading “pupils’”: whose it is stays in view."""
    return first + 1 if first < last and tokens[first].low.endswith(("’", "’s")) else first


def _predicate(tokens: Sequence[Token], at: int) -> int | None:
    """The end of what something is said to be: “actively processed”, “contestable”, “introduced too quickly”."""
    before = tokens[at - 1] if at else None
    links = before is not None and (before.tag in ("B", "L") or before.low in _LINKING)
    if before is None or not links or (before.tag == "L" and not _after_be(tokens, at)):
        return None
    end = at + 1 if tokens[at].tag == "L" and at + 1 < len(tokens) else at
    if tokens[end].tag not in ("E", "A"):
        return None
    while end + 1 < len(tokens) and tokens[end + 1].tag == "L":
        end += 1
    pair = end + 2 < len(tokens) and tokens[end + 1].tag == "C" and tokens[end + 2].tag == tokens[at].tag == "A"
    return end + 2 if pair else end


_LINKING = lex.words_of("feel feels become becomes remain remains seem seems appear appears")


def _verb_pair(tokens: Sequence[Token], at: int) -> int | None:
    """Two verbs that share their object: “challenge and stretch”, “tailor and improve”."""
    if [token.tag for token in tokens[at : at + 3]] != ["V", "C", "V"] or at == 0:
        return None
    return at + 2 if at + 3 < len(tokens) and tokens[at + 3].tag in ("N", "A", "D") else None


def _after_be(tokens: Sequence[Token], at: int) -> bool:
    return at > 1 and tokens[at - 2].tag == "B"


def _worth_hiding(tokens: Sequence[Token], text: str) -> bool:
    """Whether the phrase carries an idea that is not everywhere, and that one could be asked for."""
    words = [token.low for token in tokens]
    meant = [word for word in words if word not in STOP_WORDS]
    if not meant or words[0] in STOP_WORDS or words[-1] in STOP_WORDS or words[0] in HEDGES:
        return False
    if count(text) > _LONGEST_PHRASE or not (text[0].isalnum() and text[-1].isalnum()):
        return False
    if all(word in lex.PEOPLE or word in lex.LIGHT or word in _VAGUE or word in HEDGES for word in meant):
        return False
    head = words[words.index("of") - 1] if "of" in words else words[-1]
    return any(char.isalpha() for char in text) and (head not in lex.LIGHT or len(meant) > 1)


def _place(tokens: Sequence[Token], first: int) -> str:
    """What the phrase is in its sentence, which tells how much it matters there."""
    before = [token for token in tokens[:first] if token.tag not in ("D", "L")]
    if not before:
        return "subject"
    if in_example(tokens, first):
        return "example"
    last, two = before[-1], " ".join(token.low for token in before[-2:])
    if two in ("rather than", "such as", "instead of") or last.low == "than":
        return "contrast"
    if last.tag == "B" or two in ("considered as", "of as"):
        return "predicate"
    return "object" if last.tag in ("V", "G", "H") and last is not before[0] else ""


def in_example(tokens: Sequence[Token], at: int) -> bool:
    """Whether a token stands inside brackets that open with “e.g.”: an example, not the idea."""
    lows = [token.low for token in tokens[:at]]
    opened = max((place for place, low in enumerate(lows) if low == "("), default=-1)
    return opened >= 0 and ")" not in lows[opened:] and "e.g." in lows[opened : opened + 2]


_HALVED = 1.5  # what a part of a phrase carries less than the whole


def halves(sentence: str, rarity: Rarity) -> list[Phrase]:
    """The parts of noun phrases, for where the whole cannot be hidden: the noun alone, or what stands before it."""
    tokens = tagged(sentence)
    found = []
    for first, last in _stretches(tokens):
        tags = {token.tag for token in tokens[first : last + 1]}
        if first == last or not tags <= {"A", "N", "C"} or tokens[last].tag != "N":
            continue
        for start, end in ((last, last), (first, last - 1))[: 1 if "C" in tags else 2]:
            text = sentence[tokens[start].start : tokens[end].end]
            if _worth_hiding(tokens[start : end + 1], text) and not tokens[end].low.endswith(("’", "’s")):
                less = _HALVED + (2.5 if start == end and tokens[end].tag == "A" else 0.0)
                found.append(Phrase(start, end, rarity.of(text) + _PLACES[_place(tokens, first)] - less, text))
    return found


_EMPTY = lex.words_of(
    "use way ways part parts set number range lot kind kinds case example examples time place importance value role "
    "benefit benefits need"
)


_EMPTY_VERBS = lex.words_of("be do have make take get go give use help let keep put ensure want need")


def plain_words(sentence: str, rarity: Rarity) -> list[Phrase]:
    """Where no phrase is worth hiding: nouns that say little by themselves, people left out, and infinitives."""
    tokens = tagged(sentence)
    found = []
    for first, last in _stretches(tokens):
        text = sentence[tokens[first].start : tokens[last].end]
        low = tokens[first].low
        if first == last and first and tokens[first].tag == "N" and low not in lex.PEOPLE and low not in _EMPTY:
            found.append(Phrase(first, last, rarity.of(text) + _PLACES[_place(tokens, first)], text))
    for at, token in enumerate(tokens):
        if token.tag == "V" and at and tokens[at - 1].tag == "T" and token.low not in _EMPTY_VERBS:
            found.append(Phrase(at, at, rarity.of(token.text) - 1, token.text))
    return found
