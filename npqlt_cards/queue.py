"""Which card comes next: learning cards whose step is due, then reviews, then new cards in framework order.

The cards themselves are asked for one at a time from a :class:`Source`, so that no start reads more than is due.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from npqlt_cards.decks.cards import Card
from npqlt_cards.schedule import MINUTE_MS, Memory

LEARN_AHEAD_MS = 20 * MINUTE_MS


class Limits(NamedTuple):
    """How many new and review cards one study day brings, over all its sessions."""

    new: int = 10
    reviews: int = 200


class Moment(NamedTuple):
    """An instant (milliseconds since 1970 UTC) and the study day it falls on."""

    at: int
    day: int


class Entry(NamedTuple):
    """A card to be asked, and its memory: None while it is new."""

    card: Card
    memory: Memory | None


class Wait(NamedTuple):
    """Nothing to ask before an instant, when the next learning step is due."""

    until: int


class Counts(NamedTuple):
    """What a study day still holds, within its limits."""

    new: int
    learning: int
    reviews: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.new + self.learning + self.reviews


class Source(Protocol):
    """Where the queue looks. ``areas`` is a choice of area slugs, empty for all."""

    def learning(self, areas: Sequence[str]) -> Entry | None:
        """The learning card whose step is due first, be it past or to come."""

    def review(self, areas: Sequence[str], day: int) -> Entry | None:
        """The review card due longest, none whose sibling was seen on ``day``."""

    def new(self, areas: Sequence[str], day: int) -> Entry | None:
        """The first new card in framework order, none whose statement was seen on ``day``."""

    def done(self, day: int) -> tuple[int, int]:
        """How many cards were introduced on a study day, and how many reviews answered."""

    def counts(self, areas: Sequence[str], day: int, most_new: int, most_reviews: int) -> Counts:
        """What is left for ``day``, with at most so many new and review cards."""


def next_entry(source: Source, areas: Sequence[str], now: Moment, limits: Limits) -> Entry | Wait | None:
    """The next card to ask; how long to wait for it; or None when the day is done."""
    introduced, answered = source.done(now.day)
    learning = source.learning(areas)
    due = learning.memory.due_at if learning and learning.memory else None
    if due is not None and due <= now.at:
        return learning
    found = source.review(areas, now.day) if answered < limits.reviews else None
    found = found or (source.new(areas, now.day) if introduced < limits.new else None)
    if found is not None or due is None:
        return found
    return learning if due <= now.at + LEARN_AHEAD_MS else Wait(due)


def left(source: Source, areas: Sequence[str], day: int, limits: Limits) -> Counts:
    """How many cards of each kind the study day still holds."""
    introduced, answered = source.done(day)
    return source.counts(areas, day, max(0, limits.new - introduced), max(0, limits.reviews - answered))
