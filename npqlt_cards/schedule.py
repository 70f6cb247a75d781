"""When a card comes back: FSRS as pure functions of a memory, a grade, an instant and a study day.

Anki counts study days, which begin at 04:00 local time, where py-fsrs counts spans of 24 hours. So FSRS is handed the
study day's number as if it were a date: with the same parameters and history, stability and difficulty then equal
Anki's. Fuzz is our own, seeded by the card and its number of answers, so that a previewed interval is the applied one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from typing import NamedTuple
from zlib import crc32

from npqlt_cards.fsrs6 import Formulas

AGAIN, HARD, GOOD, EASY = GRADES = (1, 2, 3, 4)
LEARNING, REVIEW, RELEARNING = PHASES = ("learning", "review", "relearning")
MINUTE_MS = 60_000
DAY_S = 86_400

_EPOCH = datetime(1, 1, 1, tzinfo=timezone.utc)
_LONGEST_ABSENCE = 1_000_000  # days: a clock set thousands of years ahead must not leave the calendar
_LARGEST_STABILITY = 36_500.0  # days; Anki's upper bound, which py-fsrs lacks
# Anki's fuzz: from 2.5 days an interval moves by 1 day and a share of each stretch of it (start, end, share).
_FUZZ_STRETCHES = ((2.5, 7.0, 0.15), (7.0, 20.0, 0.1), (20.0, float("inf"), 0.05))


# FSRS-6's default weights, as fsrs 6.3.2 and Anki 26.8 have them. They stand here so that no later release of either
# changes what a learner's log gives.
DEFAULT_PARAMETERS = (
    0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796,
    1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542,
)  # fmt: skip


class Settings(NamedTuple):
    """How cards are scheduled: steps in seconds, the longest interval in days, the rollover in hours past midnight.

    ``parameters`` are FSRS-6's 21 weights; empty for :data:`DEFAULT_PARAMETERS`.
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


class Answer(NamedTuple):
    """One answer of a card's history: instant, study day, grade, and the settings that it was scheduled with."""

    at: int
    day: int
    grade: int
    settings: Settings


def answer(memory: Memory | None, card: str, grade: int, at: int, day: int, settings: Settings) -> Memory:
    """The memory after one answer. A clock or zone set back never makes time run backwards for a card."""
    return _answered(memory, card, grade, at, day, _engine(settings), _after)


def course(card: str, answers: Iterable[tuple[int, int, int, Settings]]) -> Iterator[Memory]:
    """The memory after each answer of a card's history, oldest first; ``answers`` are those of :class:`Answer`."""
    memory = used = None
    for at, day, grade, settings in answers:
        if settings is not used:  # to look an engine up costs as much as FSRS itself
            used, engine = settings, _engine(settings)
        memory = _answered(memory, card, grade, at, day, engine, _after_in_replay)
        yield memory


def _answered(
    memory: Memory | None, card: str, grade: int, at: int, day: int, engine: _Engine, after: Callable[..., _After]
) -> Memory:
    if memory is None:
        phase, step, stability, difficulty, wait = after(engine, LEARNING, 0, None, None, 0, grade)
        reps, lapses = 1, 0
    else:
        was, step, known, hard, _, _, last_at, last_day, reps, lapses = memory
        at, day = max(at, last_at + 1), max(day, last_day)
        phase, step, stability, difficulty, wait = after(engine, was, step, known, hard, day - last_day, grade)
        reps += 1
        lapses += grade == AGAIN and was == REVIEW
    due_at = due_day = None
    if phase == REVIEW:
        due_day = day + fuzzed(wait, f"{card}:{reps}", engine.longest)
    else:
        due_at = at + wait
    return Memory(phase, step, stability, difficulty, due_at, due_day, at, day, reps, lapses)


def preview(memory: Memory | None, card: str, at: int, day: int, settings: Settings) -> dict[int, Memory]:
    """For each grade exactly what :func:`answer` would give at this instant."""
    return {grade: answer(memory, card, grade, at, day, settings) for grade in GRADES}


def replay(card: str, answers: Iterable[Answer]) -> Memory | None:
    """The memory that a card's history leaves; None for a card without one."""
    memory = None
    for memory in course(card, answers):  # noqa: B007 - the last one is wanted
        pass
    return memory


def retrievability(memory: Memory, day: int, settings: Settings) -> float:
    """The chance that the card would be recalled on a study day, between 0 and 1."""
    return recall_chance(memory.stability, day - memory.last_day, settings)


def recall_chance(stability: float, days: int, settings: Settings) -> float:
    """The chance of recall so many days after an answer that left this stability (days)."""
    return _formulas(settings).recall(stability, max(days, 0))


def wanted_interval(stability: float, settings: Settings) -> int:
    """The days, before fuzz, after which a memory of that stability has faded to the retention that is desired."""
    return _formulas(settings).interval(stability)


@lru_cache(maxsize=64)
def _formulas(settings: Settings) -> Formulas:
    return Formulas(settings.parameters or DEFAULT_PARAMETERS, settings.desired_retention, settings.maximum_interval)


def interval(memory: Memory) -> int:
    """The days that a card in the review phase was given; 0 in the learning phases."""
    return memory.due_day - memory.last_day if memory.due_day is not None else 0


def fuzzed(days: int, seed: str, maximum: int) -> int:
    """An interval moved a little, so that cards learned together part: always the same for the same seed."""
    lowest, many = _fuzz(days, maximum)
    return lowest + crc32(seed.encode()) * many // 2**32


@lru_cache(maxsize=4096)
def _fuzz(days: int, maximum: int) -> tuple[int, int]:
    """The lowest interval that fuzz may give, and how many there are from it on."""
    if days < 3:  # whole days, so none between this and the 2.5 of the first stretch
        return days, 1
    reach = 1.0 + sum(share * max(min(days, end) - start, 0.0) for start, end, share in _FUZZ_STRETCHES)
    lowest = min(max(2, _rounded(days - reach)), maximum)
    return lowest, min(_rounded(days + reach), maximum) - lowest + 1


def _rounded(days: float) -> int:
    """Rounded as Anki does it, halves up; ``round`` takes them to the even number."""
    return int(days + 0.5)


@lru_cache(maxsize=4096)
def _day_after(days: int) -> datetime:
    """A study day as FSRS gets it: counted from the last answer, as only the days between tell; so any year will do."""
    return _EPOCH + timedelta(days=min(days, _LONGEST_ABSENCE))


class _Engine:
    """FSRS with some settings."""

    def __init__(self, settings: Settings) -> None:
        import fsrs  # loaded when the first answer is scheduled: a card can be asked without it

        class Card(fsrs.Card):
            def __copy__(self) -> Card:
                return self  # FSRS copies what it is given, which takes as long as all the rest; ours is for one answer

        self.card, self.longest = Card, settings.maximum_interval
        self.states = {phase: fsrs.State(number) for number, phase in enumerate(PHASES, start=1)}
        self.ratings = {grade: fsrs.Rating(grade) for grade in GRADES}
        self.formulas = _formulas(settings)
        self.scheduler = fsrs.Scheduler(
            parameters=settings.parameters or DEFAULT_PARAMETERS,
            desired_retention=settings.desired_retention,
            learning_steps=[timedelta(seconds=step) for step in settings.learning_steps],
            relearning_steps=[timedelta(seconds=step) for step in settings.relearning_steps],
            maximum_interval=settings.maximum_interval,
            enable_fuzzing=False,
        )


_engine = lru_cache(maxsize=64)(_Engine)


_After = tuple[str, int, float, float, int]
"""What an answer leaves: phase, step, stability, difficulty; and the wait, in the review phase in days, else in ms."""


@lru_cache(maxsize=4096)
def _after(
    engine: _Engine, phase: str, step: int, stability: float | None, difficulty: float | None, days: int, grade: int
) -> _After:
    """What an answer after so many days leaves, as the fsrs package has it. A stability of None is a new card's."""
    today = _day_after(days)
    card = engine.card(
        card_id=0,  # an id of our own, as fsrs sleeps to make one
        state=engine.states[phase],
        step=None if phase == REVIEW else step,
        stability=stability,
        difficulty=difficulty,
        due=_EPOCH,
        last_review=None if stability is None else _EPOCH,
    )
    after, _ = engine.scheduler.review_card(card, engine.ratings[grade], today)
    wait, phase, stability = after.due - today, PHASES[after.state - 1], min(after.stability or 0.0, _LARGEST_STABILITY)
    waited = wait.days if phase == REVIEW else round(wait.total_seconds() * 1000)
    return phase, after.step or 0, stability, after.difficulty or 0.0, waited


def _after_in_replay(
    engine: _Engine, phase: str, step: int, stability: float | None, difficulty: float | None, days: int, grade: int
) -> _After:
    """What :func:`_after` gives, to the last bit, in a fraction of its time.

    Which phase and step come next hangs on the grade, not on the memory: FSRS is asked once for each that there is.
    """
    if stability is None or difficulty is None:
        return _after(engine, phase, step, None, None, 0, grade)
    phase, step, _, _, wait = _after(engine, phase, step, 1.0, 5.0, 0, grade)
    after = engine.formulas.stability(stability, difficulty, min(days, _LONGEST_ABSENCE), grade)
    if phase == REVIEW:
        wait = engine.formulas.interval(after)
    return phase, step, min(after, _LARGEST_STABILITY), engine.formulas.difficulty(difficulty, grade), wait
