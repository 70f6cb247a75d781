"""When a card comes back: FSRS as pure functions of a memory, a grade, an instant and a study day.

Anki counts study days, which begin at 04:00 local time, where py-fsrs counts spans of 24 hours. So FSRS is handed the
study day's number as if it were a date: with the same parameters and history, stability and difficulty then equal
Anki's. Fuzz is our own, seeded by the card and its number of answers, so that a previewed interval is the applied one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from types import ModuleType
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import fsrs  # loaded when the first answer is scheduled: a card can be asked without it

AGAIN, HARD, GOOD, EASY = GRADES = (1, 2, 3, 4)
LEARNING, REVIEW, RELEARNING = PHASES = ("learning", "review", "relearning")
MINUTE_MS = 60_000
DAY_S = 86_400

_EPOCH = datetime(1, 1, 1, tzinfo=timezone.utc)
_LONGEST_ABSENCE = 1_000_000  # days: a clock set thousands of years ahead must not leave the calendar
_LARGEST_STABILITY = 36_500.0  # days; Anki's upper bound, which py-fsrs lacks
# Anki's fuzz: from 2.5 days an interval moves by 1 day and a share of each stretch of it (start, end, share).
_FUZZ_STRETCHES = ((2.5, 7.0, 0.15), (7.0, 20.0, 0.1), (20.0, float("inf"), 0.05))


class Settings(NamedTuple):
    """How cards are scheduled: steps in seconds, the longest interval in days, the rollover in hours past midnight.

    ``parameters`` are FSRS-6's 21 weights; empty for the defaults of the fsrs package.
    """

    desired_retention: float = 0.9
    learning_steps: tuple[int, ...] = (60, 600)
    relearning_steps: tuple[int, ...] = (600,)
    maximum_interval: int = 36_500
    rollover: int = 4
    parameters: tuple[float, ...] = ()


class Memory(NamedTuple):
    """What is known of a card that was answered at least once; a new card has None in its place.

    Instants are milliseconds since 1970 UTC, days are study days (see :func:`study_day`). ``due_at`` is set in the
    learning phases, ``due_day`` in the review phase. ``step`` is 0 in the review phase.
    """

    phase: str
    step: int
    stability: float
    difficulty: float
    due_at: int | None
    due_day: int | None
    last_at: int
    last_day: int
    reps: int
    lapses: int


def parameter_bounds() -> tuple[tuple[float, float], ...]:
    """The lowest and the highest value of each of FSRS-6's 21 weights, in order. Loads the fsrs package."""
    import fsrs

    return tuple(zip(fsrs.scheduler.LOWER_BOUNDS_PARAMETERS, fsrs.scheduler.UPPER_BOUNDS_PARAMETERS, strict=True))


def study_day(at: int, offset: int, rollover: int) -> int:
    """The study day of an instant, as days since 1970.

    The local clock is ``offset`` seconds ahead of UTC, and the day turns ``rollover`` hours past its midnight.
    """
    return (at // 1000 + offset - rollover * 3600) // DAY_S


def answer(memory: Memory | None, card: str, grade: int, at: int, day: int, settings: Settings) -> Memory:
    """The memory after one answer. A clock or zone set back never makes time run backwards for a card."""
    if memory is not None:
        at, day = max(at, memory.last_at + 1), max(day, memory.last_day)
    engine, scheduler = _engine(settings)
    today = _today(memory, day)
    after, _ = scheduler.review_card(_as_fsrs(memory, today), engine.Rating(grade), today)
    reps = memory.reps + 1 if memory else 1
    lapsed = memory is not None and memory.phase == REVIEW and grade == AGAIN
    phase = PHASES[after.state - 1]
    due_at = due_day = None
    if phase == REVIEW:
        due_day = day + fuzzed((after.due - today).days, f"{card}:{reps}", settings.maximum_interval)
    else:
        due_at = at + round((after.due - today).total_seconds() * 1000)
    return Memory(
        phase=phase,
        step=after.step or 0,
        stability=min(after.stability or 0.0, _LARGEST_STABILITY),
        difficulty=after.difficulty or 0.0,
        due_at=due_at,
        due_day=due_day,
        last_at=at,
        last_day=day,
        reps=reps,
        lapses=(memory.lapses if memory else 0) + lapsed,
    )


def preview(memory: Memory | None, card: str, at: int, day: int, settings: Settings) -> dict[int, Memory]:
    """For each grade exactly what :func:`answer` would give at this instant."""
    return {grade: answer(memory, card, grade, at, day, settings) for grade in GRADES}


def replay(card: str, answers: Iterable[tuple[int, int, int]], settings: Settings) -> Memory | None:
    """The memory that a card's history leaves: ``(at, day, grade)`` of each answer, oldest first."""
    memory = None
    for at, day, grade in answers:
        memory = answer(memory, card, grade, at, day, settings)
    return memory


def retrievability(memory: Memory, day: int, settings: Settings) -> float:
    """The chance that the card would be recalled on a study day, between 0 and 1."""
    today = _today(memory, max(day, memory.last_day))
    _, scheduler = _engine(settings)
    return float(scheduler.get_card_retrievability(_as_fsrs(memory, today), today))


def fuzzed(days: int, seed: str, maximum: int) -> int:
    """An interval moved a little, so that cards learned together part: always the same for the same seed."""
    if days < 2.5:
        return days
    reach = 1.0 + sum(share * max(min(days, end) - start, 0.0) for start, end, share in _FUZZ_STRETCHES)
    lowest = min(max(2, _rounded(days - reach)), maximum)
    highest = min(_rounded(days + reach), maximum)
    digest = hashlib.sha256(seed.encode()).digest()
    fraction = int.from_bytes(digest[:8], "big") / 2**64
    return lowest + int(fraction * (highest - lowest + 1))


def _rounded(days: float) -> int:
    """Rounded as Anki does it, halves up; ``round`` takes them to the even number."""
    return int(days + 0.5)


def _today(memory: Memory | None, day: int) -> datetime:
    """A study day as FSRS gets it: counted from the last answer, as only the days between tell; so any year will do."""
    return _EPOCH + timedelta(days=min(day - memory.last_day, _LONGEST_ABSENCE) if memory else 0)


@lru_cache(maxsize=8)
def _engine(settings: Settings) -> tuple[ModuleType, fsrs.Scheduler]:
    import fsrs

    scheduler = fsrs.Scheduler(
        parameters=settings.parameters or fsrs.scheduler.DEFAULT_PARAMETERS,
        desired_retention=settings.desired_retention,
        learning_steps=[timedelta(seconds=step) for step in settings.learning_steps],
        relearning_steps=[timedelta(seconds=step) for step in settings.relearning_steps],
        maximum_interval=settings.maximum_interval,
        enable_fuzzing=False,
    )
    return fsrs, scheduler


def _as_fsrs(memory: Memory | None, today: datetime) -> fsrs.Card:
    import fsrs

    if memory is None:
        return fsrs.Card(card_id=0, due=today)  # an id of our own, as fsrs sleeps to make one
    return fsrs.Card(
        card_id=0,
        state=fsrs.State(PHASES.index(memory.phase) + 1),  # fsrs counts Learning 1, Review 2, Relearning 3
        step=None if memory.phase == REVIEW else memory.step,
        stability=memory.stability,
        difficulty=memory.difficulty,
        due=today,
        last_review=_EPOCH,
    )
