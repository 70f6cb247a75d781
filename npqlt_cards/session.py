"""A review session as a state machine without a screen: it shows a card's front, then its back, then takes a grade.

Everything that happens becomes a row of the log, written with the new memory in one step before the next card is
chosen. What the session needs of the outside comes in: the log, the clock, and a maker of ids.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from npqlt_cards import queue, schedule
from npqlt_cards.queue import Counts, Entry, Limits, Moment, Plan, Wait
from npqlt_cards.schedule import AGAIN, MINUTE_MS, Memory, Settings

LONGEST_ABOUT = 2_000  # letters of a flag's reason; one that is read may have twice as many
LONGEST_ANSWER_MS = 60_000  # a longer pause is somebody at the door, not thinking; Anki caps at a minute too
DAILY, AHEAD, CRAM = ("daily", "ahead", "cram")
REVIEWED, CRAMMED, SUSPENDED, UNSUSPENDED, BURIED, FLAGGED, UNFLAGGED, UNDONE = (
    "review",
    "cram",
    "suspend",
    "unsuspend",
    "bury",
    "flag",
    "unflag",
    "undo",
)
UNDOABLE = (REVIEWED, CRAMMED, SUSPENDED, UNSUSPENDED, BURIED, FLAGGED, UNFLAGGED)


class Row(NamedTuple):
    """One row of the review log: what happened to a card, when (milliseconds since 1970 UTC), and on which study day.

    ``id`` is unique over all machines. ``kind`` is ``review`` or ``imported`` (answers that move the card's memory),
    ``cram`` (an answer that does not), ``suspend``, ``unsuspend``, ``bury``, ``flag``, ``unflag``, ``undo``, or
    ``settings``. ``about`` is for an answer the id of the settings it was scheduled with (None for the defaults), for a
    flag its reason, for an undo the id of the row that is taken back, for settings what they are, as JSON.
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

    def settle(self, settings: Settings, now: Moment) -> str | None:
        """Make settings known to the log, and give the id by which answers refer to them; None for the defaults."""

    def record(self, row: Row, before: Memory | None, after: Memory) -> bool:
        """Append the row and set the card's memory, on disk when this returns; False if ``before`` is out of date."""

    def note(self, row: Row) -> None:
        """Append a row that moves no memory: a cram answer, or a card suspended, buried or flagged; on disk after."""

    def last_undoable(self, day: int) -> Row | None:
        """What was last done on a study day and not taken back."""

    def undo(self, row: Row) -> bool:
        """Append an undo and take back what ``row.about`` did; False if that was taken back already."""

    def entry(self, card: str) -> Entry | None:
        """A card of the decks with its memory."""

    def cards_in(self, areas: Sequence[str], day: int) -> list[str]:
        """The ids of the cards of some areas, in framework order, none suspended or buried."""


@dataclass
class Tally:
    """What a session came to: answers given, how many of them were a recall, and the time they took."""

    answers: int = 0
    recalled: int = 0
    took_ms: int = 0

    def count(self, grade: int, took_ms: int, sign: int = 1) -> None:
        """Add an answer, or with ``sign`` −1 take it away."""
        self.answers += sign
        self.recalled += sign * (grade != AGAIN)
        self.took_ms += sign * took_ms


@dataclass
class Session:
    """One sitting. Call :meth:`next`, then :meth:`reveal`, then :meth:`grade`, and again.

    ``usual`` are the limits of other days, where today's are others. ``mode`` is ``daily``; ``ahead``, where cards due
    on later days follow; or ``cram``, which asks the chosen areas' cards in the order of ``mix`` until each is known,
    and moves no schedule. ``most`` and ``minutes`` end the session after so many answers or so much time.

    ``leech_lapses`` is the number of lapses at which a card is a leech; ``leeched`` tells after an answer whether its
    card just became one, or did so again (after every half of that number more, as in Anki). ``day`` is the study day
    that the answer on show will count for.
    """

    book: Book
    clock: Callable[[], Moment]
    new_id: Callable[[], str]
    areas: Sequence[str] = ()
    settings: Settings = field(default_factory=Settings)
    plan: Plan = field(default_factory=Plan)
    usual: Limits | None = None
    mode: str = DAILY
    leech_lapses: int = 8
    most: int | None = None
    minutes: float | None = None
    mix: Callable[[list[str]], Iterable[str]] = list
    tally: Tally = field(default_factory=Tally)
    current: Entry | None = None
    previews: dict[int, Memory] | None = None
    day: int = 0
    stopped: str = ""
    leeched: bool = False
    _shown_at: int = 0
    _begun_at: int | None = None
    _back_to: str | None = None
    _crammed: deque[str] | None = None
    _own: dict[str, tuple[int, int] | None] = field(default_factory=dict)

    # -- asking ------------------------------------------------------------------------------------------------------

    def next(self) -> Entry | Wait | None:
        """Choose the next card and show its front; or say how long to wait; or None when the session is over.

        ``stopped`` is then ``limit`` or ``time`` where the session's own bounds ended it.
        """
        now = self.clock()
        self._begun_at = now.at if self._begun_at is None else self._begun_at
        self.stopped = self._bound(now)
        found = None if self.stopped else self._chosen(now)
        self.current = found if isinstance(found, Entry) else None
        self.previews = None
        self._shown_at = now.at
        return found

    def _bound(self, now: Moment) -> str:
        if self.most is not None and self.tally.answers >= self.most:
            return "limit"
        over = self.minutes is not None and now.at - (self._begun_at or 0) >= self.minutes * MINUTE_MS
        return "time" if over else ""

    def _chosen(self, now: Moment) -> Entry | Wait | None:
        back, self._back_to = self._back_to, None
        found = self.book.entry(back) if back else None
        if found is not None:
            return found
        if self.mode == CRAM:
            return self._next_crammed(now.day)
        return queue.next_entry(self.book, self.areas, now, self.plan, self.mode == AHEAD)

    def _next_crammed(self, day: int) -> Entry | None:
        if self._crammed is None:
            self._crammed = deque(self.mix(self.book.cards_in(self.areas, day)))
        while self._crammed:
            if found := self.book.entry(self._crammed.popleft()):
                return found
        return None

    def left(self) -> Counts:
        """How many cards the study day still holds, the current one included; in a cram, all as reviews."""
        if self.mode == CRAM:
            return Counts(0, 0, len(self._crammed or ()) + (self.current is not None))
        return queue.left(self.book, self.areas, self.clock().day, self.plan.limits)

    def tomorrow(self) -> Counts:
        """How many cards the next study day will hold as things stand, learning cards of today included."""
        return self.book.counts(self.areas, self.clock().day + 1, *(self.usual or self.plan.limits))

    # -- answering ---------------------------------------------------------------------------------------------------

    def reveal(self) -> dict[int, Memory]:
        """Show the back; gives the memory that each grade would leave: none in a cram.

        Raises ValueError where no card is on show.
        """
        entry = self._on_show()
        now = self.clock()
        self.day = now.day
        self.previews = {}
        if self.mode != CRAM:
            self.previews = schedule.preview(entry.memory, entry.card.id, now.at, now.day, self.settings)
        return self.previews

    def grade(self, grade: int) -> bool:
        """Write the answer. False if the card was answered elsewhere meanwhile: nothing is written then.

        It counts for the study day on which the back was shown, so that the intervals on show are those applied even
        when the day turns before the key is pressed. Raises ValueError where no answer is on show.
        """
        if self.current is None or self.previews is None:
            raise ValueError("no answer is on show")
        now, entry = self.clock(), self.current
        took = min(max(0, now.at - self._shown_at), LONGEST_ANSWER_MS)
        row = Row(self.new_id(), now.at, self.day, entry.card.id, CRAMMED, grade, took)
        self.leeched = False
        written = self._cram(row) if self.mode == CRAM else self._schedule(row, entry.memory)
        if written:
            self.tally.count(grade, took)
            self._own[row.id] = (grade, took)
        self.current = self.previews = None
        return written

    def _cram(self, row: Row) -> bool:
        self.book.note(row)
        if row.grade == AGAIN and self._crammed is not None:
            self._crammed.append(row.card)
        return True

    def _schedule(self, row: Row, before: Memory | None) -> bool:
        after = schedule.answer(before, row.card, row.grade or 0, row.at, row.day, self.settings)
        self.leeched = self._leech(before, after)
        about = self.book.settle(self.settings, Moment(row.at, row.day))
        row = row._replace(at=after.last_at, day=after.last_day, kind=REVIEWED, about=about)
        return self.book.record(row, before, after)

    def _leech(self, before: Memory | None, after: Memory) -> bool:
        over = after.lapses - self.leech_lapses
        lapsed = before is not None and after.lapses > before.lapses
        return lapsed and over >= 0 and over % max(1, self.leech_lapses // 2) == 0

    # -- setting aside and taking back -------------------------------------------------------------------------------

    def bury(self) -> None:
        """Put the card on show away until the next study day. Raises ValueError where none is on show."""
        self._set_aside(BURIED)

    def suspend(self) -> None:
        """Put the card on show away until it is asked for again. Raises ValueError where none is on show."""
        self._set_aside(SUSPENDED)

    def flag(self, why: str) -> None:
        """Note what is wrong with the card on show, in as many words as a log holds; it stays on show.

        Raises ValueError where none is.
        """
        self.book.note(self._row(FLAGGED, why[:LONGEST_ABOUT] or None))

    def _set_aside(self, kind: str) -> None:
        self.book.note(self._row(kind))
        self.current = self.previews = None

    def _row(self, kind: str, about: str | None = None) -> Row:
        now, card = self.clock(), self._on_show().card.id
        row = Row(self.new_id(), now.at, now.day, card, kind, about=about)
        self._own[row.id] = None
        return row

    def undo(self) -> Row | None:
        """Take back what was last done on this study day, in whatever session; None where there is nothing.

        :meth:`next` then shows the card again, if this session had it on show or its schedule was moved by an answer.
        """
        taken = undo(self.book, self.clock(), self.new_id)
        if taken is None:
            return None
        own, on_show = taken.id in self._own, self.current.card.id if self.current else None
        self._uncram(taken, own, on_show)
        if given := self._own.pop(taken.id, None):
            self.tally.count(*given, sign=-1)
        if own or (taken.kind == REVIEWED and self.mode != CRAM):
            self._back_to = taken.card
        self.current = self.previews = None
        return taken

    def _uncram(self, taken: Row, own: bool, on_show: str | None) -> None:
        """Put back into a cram what is on show, and take out what an answer taken back had sent to its end."""
        if self._crammed is None or (own and on_show == taken.card):
            return
        if on_show is not None:
            self._crammed.appendleft(on_show)
        if own and taken.grade == AGAIN and self._crammed and self._crammed[-1] == taken.card:
            self._crammed.pop()

    def _on_show(self) -> Entry:
        if self.current is None:
            raise ValueError("no card is on show")
        return self.current


def undo(book: Book, now: Moment, new_id: Callable[[], str]) -> Row | None:
    """Take back what was last done on this study day, and give its row; None where there is nothing to take back."""
    while row := book.last_undoable(now.day):
        if book.undo(Row(new_id(), now.at, now.day, row.card, UNDONE, about=row.id)):
            return row
    return None
