"""How a review says things."""

from __future__ import annotations

import pytest

from npqlt_cards.queue import Counts, Wait
from npqlt_cards.schedule import REVIEW, Memory
from npqlt_cards.session import Row, Tally
from npqlt_cards.terminal import words

MINUTE = 60_000
DAY = 24 * 60 * MINUTE
NOTHING = Counts(0, 0, 0)


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (1, "1 min"),
        (10 * MINUTE, "10 min"),
        (60 * MINUTE, "1 hour"),
        (DAY - MINUTE, "24 hours"),
        (DAY, "1 day"),
        (30 * DAY, "30 days"),
        (31 * DAY, "1 month"),
        (100 * DAY, "3 months"),
        (365 * DAY, "1 year"),
        (550 * DAY, "1.5 years"),
    ],
)
def test_in_words(span: int, said: str) -> None:
    """Spans read as people say them."""
    assert words.in_words(span) == said


def test_answers() -> None:
    """How many, how many recalled, and how long; nothing where nothing was answered."""
    assert words.answers_of(Tally()) == ""
    assert words.answers_of(Tally(1, 1, 20_000)) == "1 answer, 1 recalled (100 %), 1 min. All of it is kept."
    assert words.answers_of(Tally(12, 9, 5 * MINUTE)) == "12 answers, 9 recalled (75 %), 5 min. All of it is kept."


@pytest.mark.parametrize(
    ("left", "wait", "answered", "said"),
    [
        (NOTHING, None, False, "Nothing is due today."),
        (NOTHING, None, True, "Today is done."),
        (Counts(1, 0, 4), None, True, "Left for today: 1 new · 0 learning · 4 to review."),
        (Counts(0, 1, 0), Wait(25 * MINUTE), True, "The next card comes in 25 min: type npqlt review then."),
    ],
)
def test_outlook(left: Counts, wait: Wait | None, answered: bool, said: str) -> None:
    """What is left of today or when to come back, then what tomorrow brings."""
    assert list(words.outlook(left, Counts(10, 1, 4), wait, 0, answered)) == [said, "Tomorrow: 5 due, 10 new."]


def test_history() -> None:
    """A line for each thing that happened, with its day, grade or reason."""
    rows = [
        Row("a", 0, 0, "c", "review", 3, 4_400),
        Row("b", 1, 1, "c", "cram", 1, 900),
        Row("c", 2, 1, "c", "flag", about="two answers fit"),
        Row("d", 3, 31, "c", "suspend"),
    ]
    assert list(words.history(rows)) == [
        "1970-01-01  Good, 4 s",
        "1970-01-02  Again (cram), 1 s",
        "1970-01-02  flagged: two answers fit",
        "1970-02-01  suspended",
    ]


def test_memory() -> None:
    """Stability, difficulty, the chance of recall, and when it is due; or that the card is new."""
    memory = Memory(REVIEW, 0, 12.34, 5.0, None, 20, 0, 10, 4, 1)
    assert words.memory_of(None, 5, None) == "New: not answered yet."
    assert words.memory_of(memory, 13, 0.934) == (
        "Stability 12.3 days, difficulty 5.0 of 10, recall 93% today. 4 answers, 1 lapse. Due in 7 days."
    )
    assert "Due" not in words.memory_of(memory, 20, 0.9)


def test_taken_back() -> None:
    """An undo says what it took back."""
    assert words.taken_back(Row("a", 0, 0, "c", "review", 1)) == "Taken back: Again."
    assert words.taken_back(Row("a", 0, 0, "c", "bury")) == "Taken back: buried for the day."
