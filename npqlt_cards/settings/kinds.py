"""The kinds of value a setting can have: how each is read from words, written as words, and what is allowed.

``read`` raises ValueError for words that are not allowed; its text, where it has one, says more than ``allowed`` does.
What ``write`` gives, ``read`` takes back to the same value; they are plain words to YAML too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, Protocol, TypeVar

from npqlt_cards.wording import quoted

_Real = TypeVar("_Real", int, float)

_NUMBER = re.compile(r"-?[0-9]{1,20}(\.[0-9]{1,30})?([eE]-?[0-9]{1,3})?")
_SPAN = re.compile(r"([0-9]{1,6})([smhd])")
_SECONDS = {"d": 86_400, "h": 3_600, "m": 60, "s": 1}  # the longest first: a span is written in the longest that fits
_AREA = re.compile(r"[a-z0-9][a-z0-9-]{0,99}")


class Kind(Protocol):
    """How the values of one setting are read and written."""

    @property
    def allowed(self) -> str:
        """What may be written, in words that go after “write”."""

    def read(self, words: str) -> Any:
        """The value that the words mean."""

    def write(self, value: Any) -> str:
        """The words for a value."""

    def plain(self, value: Any) -> Any:
        """The value as JSON has it: a number, words, or a list of either."""


class Whole(NamedTuple):
    """A whole number within bounds."""

    lowest: int
    highest: int

    @property
    def allowed(self) -> str:
        """The bounds."""
        return f"a whole number from {self.lowest} to {self.highest}"

    def read(self, words: str) -> int:
        """The number."""
        value = int(words) if re.fullmatch("[0-9]{1,9}", words) else -1
        return _within(value, self.lowest, self.highest)

    def write(self, value: int) -> str:
        """Its digits."""
        return str(value)

    def plain(self, value: int) -> int:
        """Itself."""
        return value


class Number(NamedTuple):
    """A number within bounds."""

    lowest: float
    highest: float

    @property
    def allowed(self) -> str:
        """The bounds."""
        return f"a number from {self.lowest} to {self.highest}"

    def read(self, words: str) -> float:
        """The number."""
        if not _NUMBER.fullmatch(words):
            raise ValueError
        return _within(float(words), self.lowest, self.highest)

    def write(self, value: float) -> str:
        """The shortest digits that mean exactly this number."""
        return repr(value)

    def plain(self, value: float) -> float:
        """Itself."""
        return value


class Choice(NamedTuple):
    """One of some words."""

    options: tuple[str, ...]

    @property
    def allowed(self) -> str:
        """The words."""
        return f"{', '.join(self.options[:-1])} or {self.options[-1]}"

    def read(self, words: str) -> str:
        """The option; case does not matter."""
        if words.casefold() not in self.options:
            raise ValueError
        return words.casefold()

    def write(self, value: str) -> str:
        """Itself."""
        return value

    def plain(self, value: str) -> str:
        """Itself."""
        return value


class Span(NamedTuple):
    """A span of time, in seconds; written with its unit."""

    highest: int

    @property
    def allowed(self) -> str:
        """The units and the bounds."""
        return f"a span like 30s, 10m, 2h or 1d, up to {self.write(self.highest)}"

    def read(self, words: str) -> int:
        """The seconds."""
        found = _SPAN.fullmatch(words)
        if not found:
            raise ValueError
        return _within(int(found[1]) * _SECONDS[found[2]], 1, self.highest)

    def write(self, value: int) -> str:
        """In the longest unit that leaves no rest."""
        unit = next(unit for unit, seconds in _SECONDS.items() if value % seconds == 0)
        return f"{value // _SECONDS[unit]}{unit}"

    def plain(self, value: int) -> str:
        """As it is written."""
        return self.write(value)


class AreaName(NamedTuple):
    """An area as people name it; whether there is such an area shows when it is used, as decks come and go."""

    @property
    def allowed(self) -> str:
        """The three ways to name one."""
        return "an area's number, name or the beginning of one"

    def read(self, words: str) -> str:
        """The name in the form of a slug."""
        name = "-".join(words.casefold().split())
        if not _AREA.fullmatch(name):
            raise ValueError
        return name

    def write(self, value: str) -> str:
        """Itself."""
        return value

    def plain(self, value: str) -> str:
        """Itself."""
        return value


class Many(NamedTuple):
    """Several values of one kind; ``none`` is the word for none of them.

    Blanks part them, or commas; commas alone where ``joint`` has one, as blanks are then part of a value.
    """

    each: Kind
    allowed: str
    none: str
    lengths: range
    joint: str = " "
    check: Callable[[tuple[Any, ...]], None] | None = None

    def read(self, words: str) -> tuple[Any, ...]:
        """The values, in the order of the words."""
        if "," not in self.joint:
            return self.read_items(words.replace(",", " ").split())
        return self.read_items([item.strip() for item in words.split(",")] if words else [])

    def read_items(self, items: Sequence[str]) -> tuple[Any, ...]:
        """The values of a list that is parted already."""
        if not items or list(items) == [self.none]:
            return ()
        if len(items) not in self.lengths:
            raise ValueError(f"there are {len(items)}")
        values = tuple(map(self._one, items))
        if self.check:
            self.check(values)
        return values

    def write(self, value: Sequence[Any]) -> str:
        """The values with their joint between them."""
        return self.joint.join(map(self.each.write, value)) or self.none

    def plain(self, value: Sequence[Any]) -> list[Any]:
        """A list."""
        return list(map(self.each.plain, value))

    def _one(self, item: str) -> Any:
        if item == self.none:
            raise ValueError(f"{item} goes alone")
        try:
            return self.each.read(item)
        except ValueError:
            raise ValueError(f"{quoted(item)} is not {self.each.allowed}") from None


def _within(value: _Real, lowest: float, highest: float) -> _Real:
    if not lowest <= value <= highest:
        raise ValueError
    return value
