"""Cloze markup, parsed and shown exactly as Anki does: ``{{c1::words}}``, ``{{c1::words::hint}}``.

The format, as the Anki manual and the behaviour of its back end give it: ``{{cN::`` opens a deletion (``{{cN,M::`` one
that belongs to several cards), the next ``}}`` closes the innermost open one, and inside it the first ``::`` of a run
of text parts text from hint. Deletions nest, to ten levels. One that is never closed vanishes. Number 0 makes no card.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

_TOKEN = re.compile(r"(\{\{c[0-9,]+::|\}\})")
_DEEPEST = 10
_LARGEST = "65535"


@dataclass(slots=True)
class Gap:
    """One deletion: the cards it belongs to, what it hides (text and inner gaps), and its hint (None without one)."""

    numbers: tuple[int, ...]
    nodes: list[Node] = field(default_factory=list)
    hint: str | None = None


Node = str | Gap


class Piece(NamedTuple):
    """A run of text of one side of a card; ``active`` marks the gap that the card is about."""

    text: str
    active: bool = False


@lru_cache(maxsize=64)
def parse(text: str) -> Sequence[Node]:
    """The text as a tree of strings and gaps; shared between calls, so never to be changed."""
    done: list[Node] = []
    open_: list[Gap] = []
    for token in _tokens(text):
        if isinstance(token, tuple):
            if len(open_) < _DEEPEST:
                open_.append(Gap(token))
        elif token is None:
            home = open_[-2].nodes if len(open_) > 1 else done
            home.append(open_.pop() if open_ else "}}")
        elif open_:
            _add_words(open_[-1], token)
        else:
            done.append(token)
    return done


def _tokens(text: str) -> Iterator[tuple[int, ...] | str | None]:
    """Numbers for an opening, None for a closing, and the text between."""
    words, *rest = _TOKEN.split(text)
    for mark, following in zip(rest[::2], rest[1::2], strict=True):
        numbers = None if mark == "}}" else _numbers(mark)
        if numbers == ():
            words += mark + following
            continue
        if words:
            yield words
        yield numbers
        words = following
    if words:
        yield words


@lru_cache(maxsize=64)
def _numbers(opening: str) -> tuple[int, ...]:
    """The numbers of an opening; none for one that Anki takes for text."""
    parts = [part.lstrip("0") or "0" for part in opening.removeprefix("{{c").removesuffix("::").split(",") if part]
    # Compared as digits, since Python will not read a number of thousands of them.
    return tuple(sorted({int(part) for part in parts if (len(part), part) <= (len(_LARGEST), _LARGEST)}))


def _add_words(gap: Gap, words: str) -> None:
    text, sign, hint = words.partition("::")
    if sign:
        gap.hint = hint
    gap.nodes.append(text)


def card_numbers(text: str) -> list[int]:
    """The numbers of the cards that a text makes, in order."""
    found: set[int] = set()
    _collect(parse(text), found)
    return sorted(found - {0})


def _collect(nodes: Iterable[Node], found: set[int]) -> None:
    for node in nodes:
        if isinstance(node, Gap):
            found.update(node.numbers)
            _collect(node.nodes, found)


def front(text: str, number: int) -> list[Piece]:
    """The question side of one card: its gap as ``[...]`` or ``[hint]``, all other deletions in view."""
    return _merged(_front(parse(text), number))


def _front(nodes: Iterable[Node], number: int) -> Iterator[Piece]:
    for node in nodes:
        if isinstance(node, str):
            yield Piece(node)
        elif number in node.numbers:
            yield Piece("[...]" if node.hint is None else f"[{node.hint}]", active=True)
        else:
            yield from _front(node.nodes, number)


def blanked(text: str) -> list[Node]:
    """The text with a gap for each outermost deletion that belongs to a card: all that its cards hide, at once."""
    return list(_blanked(parse(text)))


def _blanked(nodes: Iterable[Node]) -> Iterator[Node]:
    for node in nodes:
        if isinstance(node, str) or any(node.numbers):
            yield node
        else:
            yield from _blanked(node.nodes)


def back(text: str, number: int) -> list[Piece]:
    """The answer side of one card: everything in view, what was hidden marked as active."""
    return _merged(_back(parse(text), number, False))


def _back(nodes: Iterable[Node], number: int, active: bool) -> Iterator[Piece]:
    for node in nodes:
        if isinstance(node, str):
            yield Piece(node, active)
        else:
            yield from _back(node.nodes, number, active or number in node.numbers)


def _merged(pieces: Iterable[Piece]) -> list[Piece]:
    found: list[Piece] = []
    for piece in pieces:
        if found and not piece.active and not found[-1].active:
            found[-1] = Piece(found[-1].text + piece.text)
        elif piece.text:
            found.append(piece)
    return found


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """The text without its markup, nothing hidden."""
    return _all_words(parse(text))


def _all_words(nodes: Iterable[Node]) -> str:
    return "".join([node if isinstance(node, str) else _all_words(node.nodes) for node in nodes])


def shown(pieces: Iterable[Piece]) -> str:
    """The pieces of a side as one string."""
    return "".join(piece.text for piece in pieces)


def hidden(text: str, number: int) -> list[str]:
    """What one card hides, deletion by deletion, hints left out and outermost first where they nest."""
    return [_all_words(gap.nodes) for gap in _active(parse(text), number)]


def _active(nodes: Iterable[Node], number: int) -> Iterator[Gap]:
    for node in nodes:
        if isinstance(node, Gap):
            if number in node.numbers:
                yield node
            else:
                yield from _active(node.nodes, number)
