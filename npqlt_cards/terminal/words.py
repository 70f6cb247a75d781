"""How a review says things: spans of time, counts, grades, and what became of a card."""

from __future__ import annotations

from collections.abc import Iterable

from npqlt_cards.days import iso_day
from npqlt_cards.queue import Counts, Wait
from npqlt_cards.schedule import DAY_S, MINUTE_MS, Memory
from npqlt_cards.session import Row, Tally
from npqlt_cards.wording import counted

GRADE_NAMES = {1: "Again", 2: "Hard", 3: "Good", 4: "Easy"}
_DONE = {
    "suspend": "suspended",
    "unsuspend": "no longer suspended",
    "bury": "buried for the day",
    "flag": "flagged",
    "unflag": "flag taken off",
}

HELP = (
    ("Space, Enter", "show the answer; then: Good"),
    ("1 2 3 4", "Again, Hard, Good, Easy"),
    ("t", "type the answer"),
    ("u", "undo, back to the day’s start"),
    ("b", "bury: away until tomorrow"),
    ("s", "suspend: away until unsuspended"),
    ("f", "flag it, with a word of why"),
    ("Esc", "leave the line you are typing, nothing done"),
    ("i", "the card's history and memory"),
    ("?", "these keys"),
    ("q", "leave; everything is kept"),
)
LEECH = "A leech: it was forgotten many times. u goes back to it; there s suspends it, f says what is wrong with it."


def in_words(span: int) -> str:
    """A span of milliseconds as a learner reads it: ``10 min``, ``1 day``, ``3 months``, ``1.5 years``."""
    minutes = max(1, round(span / MINUTE_MS))
    days = span / (DAY_S * 1000)
    if minutes < 60:
        return f"{minutes} min"
    if days < 1:
        return counted(round(minutes / 60), "hour")
    if days < 31:
        return counted(round(days), "day")
    if days < 365:
        return counted(round(days / 30.4), "month")
    years = round(days / 365.25, 1)
    return "1 year" if years == 1 else f"{years:g} years"


def interval(memory: Memory, day: int) -> str:
    """How long after an answer on study day ``day`` the card comes back."""
    if memory.due_day is not None:
        return in_words((memory.due_day - day) * DAY_S * 1000)
    return in_words((memory.due_at or 0) - memory.last_at)


def counts(left: Counts) -> str:
    """What is left of the day."""
    return f"{left.new} new · {left.learning} learning · {left.reviews} to review"


def taken_back(row: Row) -> str:
    """What an undo took back."""
    what = GRADE_NAMES[row.grade] if row.grade else _DONE.get(row.kind, row.kind)
    return f"Taken back: {what}."


def answers_of(tally: Tally) -> str:
    """What a session came to: ``12 answers, 10 recalled (83 %), 4 min.``; empty without an answer."""
    if not tally.answers:
        return ""
    share = round(100 * tally.recalled / tally.answers)
    answers = counted(tally.answers, "answer")
    return f"{answers}, {tally.recalled} recalled ({share} %), {in_words(tally.took_ms)}. All of it is kept."


def outlook(left: Counts, tomorrow: Counts, wait: Wait | None, at: int, answered: bool) -> Iterable[str]:
    """What is left of today, and what tomorrow brings."""
    if wait:
        yield f"The next card comes in {in_words(wait.until - at)}: type npqlt review then."
    elif left.total:
        yield f"Left for today: {counts(left)}."
    else:
        yield "Today is done." if answered else "Nothing is due today."
    due = tomorrow.reviews + tomorrow.learning
    yield f"Tomorrow: {due} due, {tomorrow.new} new."


def history(rows: Iterable[Row]) -> Iterable[str]:
    """A card's past, a line for each thing that happened."""
    for row in rows:
        what = GRADE_NAMES[row.grade] if row.grade else _DONE.get(row.kind, row.kind)
        kind = f" ({row.kind})" if row.grade and row.kind != "review" else ""
        took = f", {row.took_ms / 1000:.0f} s" if row.took_ms is not None else ""
        why = f": {row.about}" if row.about and not row.grade else ""
        yield f"{iso_day(row.day)}  {what}{kind}{took}{why}"


def memory_of(memory: Memory | None, day: int, recall: float | None) -> str:
    """What is known of a card: stability in days, difficulty from 1 to 10, and the chance of recall today."""
    if memory is None or recall is None:
        return "New: not answered yet."
    facts = (
        f"Stability {memory.stability:.1f} days, difficulty {memory.difficulty:.1f} of 10, recall {recall:.0%} today."
    )
    due = (
        f" Due in {in_words((memory.due_day - day) * DAY_S * 1000)}." if memory.due_day and memory.due_day > day else ""
    )
    return f"{facts} {counted(memory.reps, 'answer')}, {counted(memory.lapses, 'lapse')}.{due}"
