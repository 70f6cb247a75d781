"""Questions from the examples in brackets: “(e.g. governance, data collection)”."""

from __future__ import annotations

import re
from collections.abc import Iterator

from npqlt_cards.draft import lexicon as lex
from npqlt_cards.draft.asked import Asked, asked
from npqlt_cards.draft.clauses import lowered
from npqlt_cards.draft.phrases import noun_phrase
from npqlt_cards.draft.tags import tagged

_BRACKET = re.compile(r"(?P<before>[^()]+) \(e\.g\. (?P<items>[^()]+)\)")
_NUMBERS = {2: "two", 3: "three", 4: "four"}


def which_examples(text: str) -> Iterator[Asked]:
    """“existing processes and resources (e.g. a, b)” → which two examples of existing processes and resources."""
    found = _BRACKET.match(text)
    if not found:
        return
    items = [item.strip() for item in re.split(r", (?:and |or )?| and | or ", found["items"]) if item.strip()]
    things = _things_before(found["before"])
    if things and len(items) in _NUMBERS and all(_is_thing(item) for item in items):
        listed = ", ".join(items[:-1]) + " and " + items[-1]
        question = f"which {_NUMBERS[len(items)]} examples of {things} does the framework give"
        yield asked("fact", question, listed, things)


def _things_before(text: str) -> str:
    """The plural that the examples are of, “a and b” too, if it stands for itself right before the bracket."""
    tokens = tagged(text)
    starts = [at for at in range(len(tokens)) if noun_phrase(tokens, at) == len(tokens) - 1]
    if not starts or not lex.is_plural(tokens[-1].low) or tokens[-1].low in lex.PEOPLE:
        return ""
    first = starts[0]
    if first > 1 and tokens[first - 1].tag == "C" and tokens[first - 2].tag == "N":
        earlier = [at for at in range(first) if noun_phrase(tokens, at) == first - 2]
        first = earlier[0] if earlier else first
    if first > 1 and tokens[first - 1].low == "of":
        wholes = [at for at in range(first - 1) if noun_phrase(tokens, at) == first - 2]
        if not wholes:
            return ""
        first = wholes[0]
    if first and tokens[first - 1].tag in ("D", "C"):
        return ""
    return lowered(text[tokens[first].start :], tokens[first:])


def _is_thing(item: str) -> bool:
    tokens = tagged(item)
    return noun_phrase(tokens, 0) == len(tokens) - 1
