"""Which card comes next, from a source held in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from making import NOON, TODAY, card

from npqlt_cards.queue import (
    MIXED,
    NEW_FIRST,
    ORDERS,
    REVIEWS_FIRST,
    Counts,
    Entry,
    Limits,
    Moment,
    Plan,
    Wait,
    left,
    next_entry,
)
from npqlt_cards.schedule import LEARNING, MINUTE_MS, REVIEW, Memory

NOW = Moment(NOON, TODAY)
LIMITS = Limits(new=2, reviews=3)
PLAN = Plan(LIMITS, REVIEWS_FIRST)
LEARN_AHEAD_MS = PLAN.learn_ahead
NEW = Entry(card("area/new#q"), None)
DUE = Entry(card("area/due#q"), Memory(REVIEW, 0, 5.0, 5.0, None, TODAY, NOON - 10**9, TODAY - 12, 3, 0))


def step(due_at: int) -> Entry:
    """A card in learning, whose step is due at an instant."""
    return Entry(card("area/step#q"), Memory(LEARNING, 0, 1.0, 5.0, due_at, None, NOON - 60_000, TODAY, 1, 0))


@dataclass
class Shelf:
    """A source of at most one card of each kind, given for its day and its areas alone; it notes what it is asked."""

    step: Entry | None = None
    due: Entry | None = None
    fresh: Entry | None = None
    later: Entry | None = None
    tally: tuple[int, int] = (0, 0)
    asked: tuple[object, ...] = ()
    many: Counts | None = None
    areas: tuple[str, ...] = ()
    day: int = TODAY

    def given(self, areas: Sequence[str], day: int, entry: Entry | None) -> Entry | None:
        """The card, if it is asked for."""
        return entry if (areas, day) == (self.areas, self.day) else None

    def learning(self, areas: Sequence[str], day: int) -> Entry | None:
        """The one in learning."""
        return self.given(areas, day, self.step)

    def review(self, areas: Sequence[str], day: int) -> Entry | None:
        """The one due."""
        return self.given(areas, day, self.due)

    def ahead(self, areas: Sequence[str], day: int) -> Entry | None:
        """The one due later."""
        return self.given(areas, day, self.later)

    def new(self, areas: Sequence[str], day: int) -> Entry | None:
        """The one new."""
        return self.given(areas, day, self.fresh)

    def done(self, day: int) -> tuple[int, int]:
        """What the day brought so far."""
        return self.tally if day == TODAY else (0, 0)

    def counts(self, areas: Sequence[str], day: int, most_new: int, most_reviews: int) -> Counts:
        """Notes its question; nothing is left of another day or of other areas."""
        self.asked = (areas, day, most_new, most_reviews)
        if (areas, day) != (self.areas, self.day):
            return Counts(0, 0, 0)
        return Counts(1, 2, 3) if self.many is None else self.many


def test_order() -> None:
    """A learning card whose step is due, then reviews, then new cards."""
    late = step(NOON - 1)
    assert next_entry(Shelf(late, DUE, NEW), (), NOW, PLAN) == late
    assert next_entry(Shelf(step(NOON), DUE, NEW), (), NOW, PLAN) == step(NOON)
    assert next_entry(Shelf(step(NOON + 1), DUE, NEW), (), NOW, PLAN) == DUE
    assert next_entry(Shelf(step(NOON + 1), None, NEW), (), NOW, PLAN) == NEW
    assert next_entry(Shelf(None, DUE, NEW), (), NOW, PLAN) == DUE


def test_learn_ahead() -> None:
    """With nothing else left, a step due within 20 minutes is asked now; a later one is waited for."""
    assert LEARN_AHEAD_MS == 20 * MINUTE_MS == 20 * 60 * 1000
    soon, later = step(NOON + LEARN_AHEAD_MS), step(NOON + LEARN_AHEAD_MS + 1)
    assert next_entry(Shelf(soon), (), NOW, PLAN) == soon
    assert next_entry(Shelf(later), (), NOW, PLAN) == Wait(NOON + LEARN_AHEAD_MS + 1)
    assert next_entry(Shelf(later, None, NEW), (), NOW, PLAN) == NEW


def test_limits() -> None:
    """What the day has brought already counts: new cards and reviews stop each at its limit, learning never does."""
    assert next_entry(Shelf(None, DUE, NEW, tally=(0, 3)), (), NOW, PLAN) == NEW
    assert next_entry(Shelf(None, None, NEW, tally=(2, 0)), (), NOW, PLAN) is None
    assert next_entry(Shelf(None, DUE, NEW, tally=(2, 3)), (), NOW, PLAN) is None
    assert next_entry(Shelf(None, DUE, NEW, tally=(9, 9), day=TODAY + 1), (), Moment(NOON, TODAY + 1), PLAN) == DUE
    assert next_entry(Shelf(step(NOON), DUE, NEW, tally=(2, 3)), (), NOW, PLAN) == step(NOON)
    assert next_entry(Shelf(None, DUE, NEW), (), NOW, Plan(Limits(new=0, reviews=0))) is None


def test_ahead() -> None:
    """Cards due later come only when asked for, when all else is done, and before a step that must be waited for."""
    later = step(NOON + LEARN_AHEAD_MS + 1)
    tomorrow = Entry(card("area/later#q"), DUE.memory)
    assert next_entry(Shelf(later=tomorrow), (), NOW, PLAN) is None
    assert next_entry(Shelf(later=tomorrow), (), NOW, PLAN, ahead=True) == tomorrow
    assert next_entry(Shelf(later, later=tomorrow), (), NOW, PLAN, ahead=True) == tomorrow
    assert next_entry(Shelf(None, DUE, NEW, tomorrow), (), NOW, PLAN, ahead=True) == DUE


@pytest.mark.parametrize(
    ("order", "asked"),
    [
        (MIXED, "rnrrrnrrrnrr"),
        (MIXED, "rnr"),
        (MIXED, "nr"),
        (MIXED, "nrnnrn"),
        (REVIEWS_FIRST, "rrrrrrrrrnnn"),
        (NEW_FIRST, "nnnrrrrrrrrr"),
    ],
)
def test_orders(order: str, asked: str) -> None:
    """Mixed, new cards are spread evenly among the reviews of the areas; or one kind comes before the other."""
    found, limits, areas = "", Limits(asked.count("n"), asked.count("r")), ("area", "other")
    while len(found) < len(asked):
        done = introduced, answered = found.count("n"), found.count("r")
        many = new, _, reviews = Counts(limits.new - introduced, 0, limits.reviews - answered)
        source = Shelf(None, DUE if reviews else None, NEW if new else None, tally=done, many=many, areas=areas)
        found += "n" if next_entry(source, areas, NOW, Plan(limits, order)) == NEW else "r"
    assert found == asked


def test_nothing() -> None:
    """An empty source: the day is done."""
    assert next_entry(Shelf(), (), NOW, PLAN) is None


def test_default_plan() -> None:
    """Ten new cards and 200 reviews a day, mixed; the orders have the names that learners' settings have."""
    assert Plan()[:2] == ((10, 200), "mixed")
    assert ORDERS == (MIXED, REVIEWS_FIRST, NEW_FIRST) == ("mixed", "reviews-first", "new-first")


def test_left() -> None:
    """What is left is counted within what the limits leave, never below nothing."""
    source = Shelf(tally=(1, 1), areas=("area",))
    assert left(source, ("area",), TODAY, LIMITS).total == 6
    assert source.asked == (("area",), TODAY, 1, 2)
    over = Shelf(tally=(5, 9))
    left(over, (), TODAY, LIMITS)
    assert over.asked == ((), TODAY, 0, 0)
