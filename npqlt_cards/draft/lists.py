"""Lists of three or more in a sentence: “knowledge, capabilities and beliefs”."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from npqlt_cards.draft.phrases import noun_phrase
from npqlt_cards.draft.tags import Token

MOST_ITEMS = 6


class Items(NamedTuple):
    """The items of one list, each by its first and last token, in order."""

    spans: tuple[tuple[int, int], ...]

    @property
    def first(self) -> int:
        """Where the list begins."""
        return self.spans[0][0]

    @property
    def last(self) -> int:
        """Where the list ends."""
        return self.spans[-1][1]


def lists(tokens: Sequence[Token]) -> list[Items]:
    """Every list of three to six like items that ends in “and” or “or”."""
    found = [_parted(tokens)]
    at = 0
    while at < len(tokens):
        items = _list_at(tokens, at)
        if items and len(items.spans) >= 3 and _alike(tokens, items):
            found.append(_trimmed(tokens, items))
            at = items.last
        at += 1
    return [items for items in found if 3 <= len(items.spans) <= MOST_ITEMS]


def _parted(tokens: Sequence[Token]) -> Items:
    """The items that semicolons part, in brackets or after a colon; none where there are not two semicolons."""
    lows = [token.low for token in tokens]
    opens = next((at for at, low in enumerate(lows) if low in ("(", ":") and ";" in lows[at:]), None)
    if opens is None:
        return Items(())
    ends = [at for at, low in enumerate(lows) if at > opens and low in (";", ")", ".")]
    end = next((at for at in ends if lows[at] != ";"), len(lows))
    starts = [opens + 1, *(at + 1 for at in ends if at < end)]
    stops = [*(at for at in ends if at < end), end]
    pairs = [(start, stop - 1) for start, stop in zip(starts, stops, strict=True) if start < stop]
    spans = [_without_and(tokens, start, last) for start, last in pairs]
    return Items(tuple(spans) if all(first <= last for first, last in spans) else ())


def _without_and(tokens: Sequence[Token], first: int, last: int) -> tuple[int, int]:
    return (first + 1 if tokens[first].tag == "C" else first), last


def _trimmed(tokens: Sequence[Token], items: Items) -> Items:
    """An adjective for all items (“new knowledge, skills and concepts”) left outside; “about …” at the end taken in."""
    (first, end), *others = items.spans
    if all(start == last for start, last in others):
        first = next((at for at in range(first, end) if tokens[at].tag != "A"), end)
    *middle, (start, last) = others
    tail = noun_phrase(tokens, last + 2) if last + 1 < len(tokens) and tokens[last + 1].low == "about" else None
    return Items(((first, end), *middle, (start, last if tail is None else tail)))


def _alike(tokens: Sequence[Token], items: Items) -> bool:
    """Whether the items are all things, or all verbs of one form."""
    tags = {tokens[last].tag for _, last in items.spans}
    return len(tags) == 1


def _list_at(tokens: Sequence[Token], at: int) -> Items | None:
    """The list that begins with the item at ``at``."""
    spans: list[tuple[int, int]] = []
    joined = False
    while (span := _item(tokens, at)) is not None:
        spans.append(span)
        at = span[1] + 1
        if joined:
            return Items(tuple(spans))
        at, joined, more = _separator(tokens, at)
        if not more:
            return None
    return None


def _separator(tokens: Sequence[Token], at: int) -> tuple[int, bool, bool]:
    """Past a comma, a semicolon, “and”: where the next item begins, whether it is the last, whether there is one."""
    comma = at < len(tokens) and tokens[at].low in (",", ";")
    at += comma
    last = at < len(tokens) and tokens[at].tag == "C"
    return at + last, last, comma or last


def _item(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    """One item: a noun phrase, whose determiner stays outside, or a single verb, participle or gerund."""
    while at < len(tokens) and (tokens[at].tag == "D" or tokens[at].low.endswith(("’", "’s"))):
        at += 1
    if at >= len(tokens):
        return None
    end = _single(tokens, at) if tokens[at].tag in ("V", "G", "E") else noun_phrase(tokens, at)
    return None if end is None else (at, end)


def _single(tokens: Sequence[Token], at: int) -> int | None:
    """A verb by itself, with no object before the comma: “plan, monitor and evaluate”."""
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    return at if after is None or after.tag in (",", "C", "P", "S", "T", "D", "N", "A") else None
