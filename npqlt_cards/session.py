"""A review session as a state machine without a screen: it shows a card's front, then its back, then takes a grade.

Everything that happens becomes a row of the log, written with the new memory in one step before the next card is
chosen. What the session needs of the outside comes in: the log, the clock, and a maker of ids.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from npqlt_cards import queue, schedule
from npqlt_cards.queue import Counts, Entry, Limits, Moment, Wait
from npqlt_cards.schedule import Memory, Settings

LONGEST_ANSWER_MS = 60_000  # a longer pause is somebody at the door, not thinking; Anki caps at a minute too


class Row(NamedTuple):
    """One row of the review log: what happened to a card, when, and on which study day.

    ``id`` is unique over all machines. ``kind`` is ``review`` here; the log has room for ``cram``, ``imported``,
    ``undo``, ``suspend``, ``bury`` and ``flag``, which carry their subject in ``about``.
    """

    id: str
    at: int
    day: int
    card: str
    kind: str
    grade: int | None = None
    took_ms: int | None = None
    about: str | None = None


class Book(queue.Source, Protocol):
    """The log and what is derived from it, as a session sees them."""

    def record(self, row: Row, before: Memory | None, after: Memory) -> bool:
        """Append the row and set the card's memory, on disk when this returns; False if ``before`` is out of date."""


@dataclass
class Tally:
    """What a session came to: answers given, and how many of them were a recall."""

    answers: int = 0
    recalled: int = 0


@dataclass
class Session:
    """One sitting. Call :meth:`next`, then :meth:`reveal`, then :meth:`grade`, and again.

    ``day`` is the study day that the answer on show will count for.
    """

    book: Book
    clock: Callable[[], Moment]
    new_id: Callable[[], str]
    areas: Sequence[str] = ()
    settings: Settings = field(default_factory=Settings)
    limits: Limits = field(default_factory=Limits)
    tally: Tally = field(default_factory=Tally)
    current: Entry | None = None
    previews: dict[int, Memory] | None = None
    day: int = 0
    _shown_at: int = 0

    def next(self) -> Entry | Wait | None:
        """Choose the next card and show its front; or say how long to wait; or None when the day is done."""
        now = self.clock()
        found = queue.next_entry(self.book, self.areas, now, self.limits)
        self.current = found if isinstance(found, Entry) else None
        self.previews = None
        self._shown_at = now.at
        return found

    def left(self) -> Counts:
        """How many cards the study day still holds, the current one included."""
        return queue.left(self.book, self.areas, self.clock().day, self.limits)

    def reveal(self) -> dict[int, Memory]:
        """Show the back; gives the memory that each grade would leave."""
        if self.current is None:
            raise ValueError("no card is on show")
        now = self.clock()
        self.day = now.day
        self.previews = schedule.preview(self.current.memory, self.current.card.id, now.at, now.day, self.settings)
        return self.previews

    def grade(self, grade: int) -> bool:
        """Write the answer. False if the card was answered elsewhere meanwhile: nothing is written then.

        It counts for the study day on which the back was shown, so that the intervals on show are those applied even
        when the day turns before the key is pressed.
        """
        if self.current is None or self.previews is None:
            raise ValueError("no answer is on show")
        now, entry = self.clock(), self.current
        after = schedule.answer(entry.memory, entry.card.id, grade, now.at, self.day, self.settings)
        took = min(max(0, now.at - self._shown_at), LONGEST_ANSWER_MS)
        row = Row(self.new_id(), after.last_at, after.last_day, entry.card.id, "review", grade, took)
        written = self.book.record(row, entry.memory, after)
        if written:
            self.tally.answers += 1
            self.tally.recalled += grade != schedule.AGAIN
        self.current = self.previews = None
        return written
