"""Which card comes next: learning cards whose step is due, then reviews and new cards, mixed or one after the other.

The cards themselves are asked for one at a time from a :class:`Source`, so that no start reads more than is due.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from npqlt_cards.decks.cards import Card
from npqlt_cards.schedule import MINUTE_MS, Memory

MIXED, REVIEWS_FIRST, NEW_FIRST = ORDERS = ("mixed", "reviews-first", "new-first")


class Limits(NamedTuple):
    """How many new and review cards one study day brings, over all its sessions."""

    new: int = 10
    reviews: int = 200


class Plan(NamedTuple):
    """How a day's cards are chosen: its limits, how reviews and new cards are ordered, and how early a step may come.

    ``learn_ahead`` is in milliseconds: with nothing else left, a learning card comes that much before its step is due.
    """

    limits: Limits = Limits()
    order: str = MIXED
    learn_ahead: int = 20 * MINUTE_MS


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
    """Where the queue looks. ``areas`` is a choice of area slugs, empty for all.

    Suspended cards are never given, nor those buried for the day.
    """

    def learning(self, areas: Sequence[str], day: int) -> Entry | None:
        """The learning card whose step is due first, be it past or to come."""

    def review(self, areas: Sequence[str], day: int) -> Entry | None:
        """The review card due longest, none whose sibling was seen on ``day``."""

    def ahead(self, areas: Sequence[str], day: int) -> Entry | None:
        """The review card that is due first, be it after ``day``; none that was seen on it or whose sibling was."""

    def new(self, areas: Sequence[str], day: int) -> Entry | None:
        """The first new card in framework order, none whose statement was seen on ``day``."""

    def done(self, day: int) -> tuple[int, int]:
        """How many cards were introduced on a study day, and how many reviews answered."""

    def counts(self, areas: Sequence[str], day: int, most_new: int, most_reviews: int) -> Counts:
        """What is left for ``day``, with at most so many new and review cards."""


def next_entry(
    source: Source, areas: Sequence[str], now: Moment, plan: Plan, ahead: bool = False
) -> Entry | Wait | None:
    """The next card to ask; how long to wait for it; or None when the day is done.

    With ``ahead``, cards that are due on later days come once the day is done.
    """
    learning = source.learning(areas, now.day)
    due = learning.memory.due_at if learning and learning.memory else None
    if due is not None and due <= now.at:
        return learning
    found = _of_the_day(source, areas, now.day, plan)
    if found is not None:
        return found
    if due is not None and due <= now.at + plan.learn_ahead:
        return learning
    early = source.ahead(areas, now.day) if ahead else None
    return early or (Wait(due) if due is not None else None)


def _of_the_day(source: Source, areas: Sequence[str], day: int, plan: Plan) -> Entry | None:
    """A review or a new card, within the day's limits."""
    introduced, answered = source.done(day)
    review = source.review(areas, day) if answered < plan.limits.reviews else None
    new = source.new(areas, day) if introduced < plan.limits.new else None
    if review is None or new is None:
        return review or new
    return new if _new_is_next(source, areas, day, plan) else review


def _new_is_next(source: Source, areas: Sequence[str], day: int, plan: Plan) -> bool:
    """Whether a new card is due before a review: mixed, each kind is spread evenly over the day's cards."""
    if plan.order != MIXED:
        return plan.order == NEW_FIRST
    introduced, answered = source.done(day)
    remaining = left(source, areas, day, plan.limits)
    all_new, all_reviews = introduced + remaining.new, answered + remaining.reviews
    return (2 * introduced + 1) * all_reviews <= (2 * answered + 1) * all_new


def left(source: Source, areas: Sequence[str], day: int, limits: Limits) -> Counts:
    """How many cards of each kind the study day still holds."""
    introduced, answered = source.done(day)
    return source.counts(areas, day, max(0, limits.new - introduced), max(0, limits.reviews - answered))
