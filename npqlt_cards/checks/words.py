"""Words as the checks count and compare them: counted by spaces, compared by a light stem."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+(?:[’'][^\W_]+)*")
_SENTENCE_END = re.compile(r"(?:(?<=[.!?])|(?<=[.!?][’”\"')]))\s+(?=[‘“\"'(]?[A-Z0-9])")

_STOP_WORDS = (
    "a about above after again against all also am an and another any are aren’t as at be because been before being "
    "below between both but by can cannot could did do does doing don’t down during each e eg either else etc even "
    "ever every few for from further g had has have having he her here hers him his how i ie if in instead into is "
    "isn’t it its itself just less let like made make makes making many may me might more most much must my need "
    "neither no nor not of off on once one only onto or other others our out over own per rather s same shall she "
    "should so some still such t than that the their theirs them themselves then there these they this those though "
    "through thus to too under until up upon us very via was we were what when where whether which while who whom "
    "whose why will with within without would yet you your yours"
)
STOP_WORDS = frozenset(_STOP_WORDS.split())

# A deletion of nothing but these hides how sure the framework is, not what it says.
_HEDGES = (
    "likely unlikely may might can could often usually sometimes generally potentially potential typically probably "
    "possible possibly perhaps tend tends frequently largely mostly normally"
)
HEDGES = frozenset(_HEDGES.split())

# Whom and what nearly every statement is about. A question can hardly be asked without them, and meeting one of them
# in it gives no answer away, so they are left out where questions are compared with answers.
SUBJECT_WORDS = (
    "pupil pupils teacher teachers colleague colleagues school schools staff child children learning teaching framework"
)

# Stop words that say how much: an answer may begin with them.
QUANTITIES = frozenset({"all", "both", "each", "every", "further", "own"})

_INFLECTIONS = ("ing", "ed", "es", "ly", "er", "e", "s", "y")
_ENDINGS = (
    "ational ations ation ements ement ments ment fulness iveness ness ively ive ingly edly fully ful less ally al ity "
    "ers ors or ions ion ances ance ences ence ently ent able ible ably ous ising ised ise ice ist iours iour"
)
_DERIVATIONS = tuple(_ENDINGS.split())


def words(text: str) -> list[str]:
    """The words of a text in lower case, hyphens parted."""
    return [word.casefold() for word in _WORD.findall(text)]


def count(text: str) -> int:
    """How many words a reader counts: what stands between spaces and holds a letter or digit."""
    return sum(any(char.isalnum() for char in part) for part in text.split())


@lru_cache(maxsize=10_000)  # decks have some thousands, which every check meets again
def stem(word: str) -> str:
    """The word without its endings: crude, so that relatives meet (``assessments`` and ``assessing``)."""
    word = re.sub(r"[’']s?$", "", word.casefold())
    if word.endswith("ies") and len(word) > 5:
        word = word[:-3] + "y"
    elif word.endswith("s") and len(word) > 3 and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    while (shorter := _shorter(word)) != word:
        word = shorter
    return word


def _shorter(word: str) -> str:
    for endings, least in ((_DERIVATIONS, 5), (_INFLECTIONS, 4)):
        for ending in endings:
            if word.endswith(ending) and len(word) - len(ending) >= least and not (ending == "s" and word[-2] == "s"):
                return _undoubled(word[: -len(ending)])
    return word


def _undoubled(word: str) -> str:
    return word[:-1] if len(word) > 4 and word[-1] == word[-2] and word[-1] in "bdgmnprt" else word


def content(text: str) -> dict[str, str]:
    """The words that carry meaning: each stem with the word as first met."""
    found: dict[str, str] = {}
    for word in words(text):
        if word not in STOP_WORDS and (len(word) > 1 or word.isdigit()):
            found.setdefault(stem(word), word)
    return found


SUBJECT_STEMS = frozenset(stem(word) for word in SUBJECT_WORDS.split())


def shared(one: str, other: str) -> list[str]:
    """The meaning-carrying words of ``one`` that stand in ``other`` too, by stem."""
    there = content(other)
    return [word for key, word in content(one).items() if key in there]


def same_thing(one: str, other: str, least: float) -> bool:
    """Whether two wordings are of one thing: at least that share of the shorter one’s meaning is common to both."""
    here, there = (content(text).keys() - SUBJECT_STEMS or content(text).keys() for text in (one, other))
    if not here or not there:
        return words(one) == words(other)
    return len(here & there) >= least * min(len(here), len(there))


def runs(text: str, length: int) -> Iterator[tuple[str, ...]]:
    """Every run of ``length`` words in a row."""
    found = words(text)
    yield from zip(*(found[at:] for at in range(length)), strict=False)


def sentences(text: str) -> list[str]:
    """The sentences of a question; ``e.g.`` and its like end none, as no capital follows them."""
    return [part for part in _SENTENCE_END.split(text.strip()) if part]


def listed(items: Iterable[str]) -> str:
    """Words in quotes, for a message."""
    return ", ".join(f"“{item}”" for item in items)
