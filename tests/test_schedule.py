"""The scheduler, held against the real Anki, against fsrs-rs, and against the clock's tricks."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zlib import crc32
from zoneinfo import ZoneInfo

import fsrs
import fsrs_rs_python
import pytest
from anki.collection import AddNoteRequest, Collection
from anki.decks import DeckId
from hypothesis import given, settings
from hypothesis import strategies as st

from npqlt_cards.schedule import (
    AGAIN,
    DEFAULT_PARAMETERS,
    EASY,
    GOOD,
    GRADES,
    LEARNING,
    PHASES,
    RELEARNING,
    REVIEW,
    Answer,
    Memory,
    Settings,
    answer,
    fuzzed,
    interval,
    parameter_bounds,
    preview,
    recall_chance,
    replay,
    retrievability,
    study_day,
    wanted_interval,
)

PARAMETERS = list(fsrs.scheduler.DEFAULT_PARAMETERS)
HISTORIES = 2_000
DAY_MS = 86_400_000

Answers = list[tuple[int, int, int]]

# -- the real Anki -----------------------------------------------------------------------------------------------------


@dataclass
class Oracle:
    """A collection of the real Anki with FSRS on and our parameters. Its study days turn where ours do."""

    collection: Collection

    @property
    def turn(self) -> int:
        """The next rollover, in seconds since 1970."""
        return int(self.collection.sched.day_cutoff)

    def day(self, at: int) -> int:
        """Our study day of an instant, in a zone whose 04:00 is this collection's rollover."""
        return study_day(at, (4 * 3600 - self.turn) % 86_400, 4)

    def memories(self, histories: list[Answers]) -> list[tuple[float, float]]:
        """Stability and difficulty after each history, as Anki computes them from its review log."""
        col, notes = self.collection, []
        for number in range(len(histories)):
            notes.append(col.new_note(col.models.by_name("Basic")))
            notes[-1]["Front"] = str(number)
        col.add_notes([AddNoteRequest(note, DeckId(1)) for note in notes])  # one transaction, where add_note has many
        cards = [note.cards()[0].id for note in notes]
        rows = [
            (at, card, -1, grade, 1, 1, 2500, 4000, int(count > 0))  # the first of each card is of type 0: learning
            for card, history in zip(cards, histories, strict=True)
            for count, (at, _, grade) in enumerate(history)
        ]
        col.db.executemany("insert into revlog values (?,?,?,?,?,?,?,?,?)", rows)
        col.db.execute("update cards set type = 2, queue = 2, ivl = 1, due = 1")
        states = [col.compute_memory_state(card) for card in cards]
        return [(state.stability, state.difficulty) for state in states]


@pytest.fixture
def oracle(tmp_path: Path) -> Iterator[Oracle]:
    """A new collection."""
    collection = Collection(str(tmp_path / "oracle.anki2"))
    collection.db.execute("pragma synchronous = off")  # it is thrown away, and each question put to it is a write
    collection.set_config("fsrs", True)
    preset = collection.decks.config_dict_for_deck_id(1)
    preset["fsrsParams6"] = PARAMETERS
    collection.decks.update_config(preset)
    yield Oracle(collection)
    collection.close()


def random_histories(oracle: Oracle, rng: random.Random, many: int) -> list[Answers]:
    """Histories that end before now: same-day answers, lapses, long overdue, pairs on both sides of a rollover."""
    found: list[Answers] = []
    used: set[int] = set()  # Anki's log is keyed by the millisecond
    for _ in range(many):
        at = (oracle.turn - 86_400 * rng.randint(2, 30)) * 1000
        backwards = []
        for _ in range(rng.randint(1, 25)):
            while at in used or at // 1000 % 86_400 == oracle.turn % 86_400:  # Anki counts that one second to the eve
                at -= 1
            used.add(at)
            backwards.append((at, oracle.day(at), rng.choice((1, 2, 3, 3, 3, 4))))
            at -= rng.choice(
                (
                    rng.randint(5_000, 20 * 60_000),
                    rng.randint(60_000, DAY_MS),
                    rng.randint(DAY_MS, 20 * DAY_MS),
                    rng.randint(20 * DAY_MS, 900 * DAY_MS),
                    (at // 1000 - oracle.turn) % 86_400 * 1000 + rng.randint(1000, 120_000),  # just before a rollover
                )
            )
        found.append(backwards[::-1])
    return found


def worst_difference(histories: list[Answers], wanted: list[tuple[float, float]]) -> float:
    """The largest relative difference between our memories and the wanted ones."""
    worst = 0.0
    for history, (stability, difficulty) in zip(histories, wanted, strict=True):
        memory = replay("card", [Answer(*each, Settings()) for each in history])
        assert memory is not None
        worst = max(worst, abs(memory.stability / stability - 1), abs(memory.difficulty / difficulty - 1))
    return worst


@pytest.mark.slow
def test_memory_equals_ankis(oracle: Oracle) -> None:
    """Stability and difficulty equal the real Anki's to 1e-5 over random histories."""
    histories = random_histories(oracle, random.Random(20261124), HISTORIES)
    gaps = [second[0] - first[0] for each in histories for first, second in itertools.pairwise(each)]
    assert min(gaps) < 60_000 < 300 * DAY_MS < max(gaps)
    assert worst_difference(histories, oracle.memories(histories)) < 1e-5


def test_our_weights_are_the_defaults(oracle: Oracle) -> None:
    """The weights that stand in our code are the fsrs package's, fsrs-rs's, and those of an Anki told none."""
    assert tuple(fsrs.scheduler.DEFAULT_PARAMETERS) == DEFAULT_PARAMETERS
    assert pytest.approx(DEFAULT_PARAMETERS) == fsrs_rs_python.DEFAULT_PARAMETERS
    preset = oracle.collection.decks.config_dict_for_deck_id(1)
    oracle.collection.decks.update_config({**preset, "fsrsParams6": []})
    histories = random_histories(oracle, random.Random(5), 100)
    assert worst_difference(histories, oracle.memories(histories)) < 1e-5


def test_default_settings_are_ankis(oracle: Oracle) -> None:
    """The desired retention, the steps, the longest interval and the rollover are those of a new collection of Anki."""
    preset = oracle.collection.decks.config_dict_for_deck_id(1)
    first, again = (tuple(round(60 * minutes) for minutes in preset[kind]["delays"]) for kind in ("new", "lapse"))
    rollover = oracle.collection.get_preferences().scheduling.rollover
    assert Settings() == (preset["desiredRetention"], first, again, preset["rev"]["maxIvl"], rollover, ())


def test_memory_equals_ankis_for_years_of_easy(oracle: Oracle) -> None:
    """A stability that runs away is held where Anki holds it."""
    start = (oracle.turn - 86_400 * 20_000) * 1000 + 3_600_000
    history = [(at, oracle.day(at), EASY) for at in range(start, start + 19_000 * DAY_MS, 1900 * DAY_MS)]
    assert worst_difference([history], oracle.memories([history])) < 1e-5


@pytest.mark.slow
def test_memory_equals_fsrs_rs() -> None:
    """Stability and difficulty equal fsrs-rs's to 1e-5 over random histories."""
    rng, engine = random.Random(7), fsrs_rs_python.FSRS(PARAMETERS)
    histories, wanted = [], []
    for _ in range(HISTORIES):
        day, answers, reviews = 20_000, [], []
        for count in range(rng.randint(1, 25)):
            gap = rng.choice((0, 0, 1, 1, rng.randint(2, 30), rng.randint(30, 900))) if count else 0
            day, grade = day + gap, rng.choice((1, 2, 3, 3, 3, 4))
            answers.append((day * DAY_MS + count, day, grade))
            reviews.append(fsrs_rs_python.FSRSReview(grade, gap))
        state = engine.memory_state(fsrs_rs_python.FSRSItem(reviews))
        histories.append(answers)
        wanted.append((state.stability, state.difficulty))
    assert worst_difference(histories, wanted) < 1e-5


# -- fuzz --------------------------------------------------------------------------------------------------------------


def anki_range(days: int) -> tuple[int, int]:
    """Anki's fuzz range, worked out in tenths of thousandths so that no half is lost."""
    if days < 3:
        return days, days
    reach = 10_000 + 1500 * (min(days, 7) * 10 - 25) // 10
    reach += 1000 * max(0, min(days, 20) - 7) + 500 * max(0, days - 20)
    return (days * 10_000 - reach + 5000) // 10_000, (days * 10_000 + reach + 5000) // 10_000


def test_fuzz_ranges() -> None:
    """Every interval of the range comes up, none outside it; days below 2.5 stay."""
    assert [anki_range(days) for days in (1, 2, 3, 10, 100)] == [(1, 1), (2, 2), (2, 4), (8, 12), (93, 107)]
    for days in [*range(1, 40), 100, 365, 1825]:
        lowest, highest = anki_range(days)
        seen = {fuzzed(days, f"card:{seed}", 36_500) for seed in range(4000)}
        assert (min(seen), max(seen)) == (lowest, highest), days
        assert len(seen) == highest - lowest + 1, days


@pytest.mark.slow
def test_fuzz_ends() -> None:
    """For every interval, the lowest hash of a seed gives the start of Anki's range, and the highest its end."""
    lowest, highest = "", next(seed for seed in map(str, itertools.count()) if crc32(seed.encode()) >= 2**32 - 2**19)
    for days in range(1, 36_501):
        assert (fuzzed(days, lowest, 50_000), fuzzed(days, highest, 50_000)) == anki_range(days), days


@given(st.integers(1, 36_500), st.text(max_size=40), st.integers(1, 36_500))
def test_fuzz_bounds(days: int, seed: str, maximum: int) -> None:
    """The same seed gives the same interval, at least a day and never over the longest."""
    days = min(days, maximum)
    found = fuzzed(days, seed, maximum)
    assert 1 <= found <= maximum
    assert found == fuzzed(days, seed, maximum)


@given(st.integers(1, 36_499), st.text(max_size=20))
def test_fuzz_keeps_the_order(days: int, seed: str) -> None:
    """With one seed a longer interval never becomes the shorter one."""
    assert fuzzed(days, seed, 36_500) <= fuzzed(days + 1, seed, 36_500)


# -- answers -----------------------------------------------------------------------------------------------------------

moments = st.tuples(st.integers(-(10**14), 25 * 10**13), st.integers(-14 * 3600, 14 * 3600))
steps = st.lists(st.tuples(moments, st.sampled_from(GRADES)), min_size=1, max_size=12)


@pytest.mark.slow
@given(steps)
@settings(max_examples=200, deadline=None)
def test_any_clock(history: list[tuple[tuple[int, int], int]]) -> None:
    """Clocks and zones that jump anywhere never raise and never make time run backwards; previews are what happens."""
    memory: Memory | None = None
    for (at, offset), grade in history:
        day = study_day(at, offset, 4)
        shown = preview(memory, "card", at, day, Settings())
        after = answer(memory, "card", grade, at, day, Settings())
        assert shown[grade] == after
        check_memory(memory, after, at, day)
        memory = after


def check_memory(before: Memory | None, after: Memory, at: int, day: int) -> None:
    """What holds after every answer."""
    assert after.last_at >= at
    assert after.last_day >= day
    if before:
        assert after.last_at > before.last_at
        assert after.last_day >= before.last_day
    assert after.reps == (before.reps if before else 0) + 1
    assert 0 < after.stability <= 36_500
    assert 1 <= after.difficulty <= 10
    if after.phase == REVIEW:
        assert after.due_at is None
        assert after.due_day is not None
        assert 1 <= after.due_day - after.last_day <= 36_500
    else:
        assert after.due_day is None
        assert after.due_at is not None
        assert after.due_at > after.last_at
    assert 0 <= retrievability(after, day, Settings()) <= 1
    assert retrievability(after, after.last_day, Settings()) == pytest.approx(1)


waits = st.lists(st.integers(1, 86_400), max_size=3).map(tuple)
weights = st.one_of(st.just(()), st.tuples(*(st.floats(*bounds) for bounds in parameter_bounds())))
any_settings = st.builds(Settings, st.floats(0.5, 0.99), waits, waits, st.integers(1, 36_500), st.just(4), weights)


@pytest.mark.slow
@given(st.lists(st.tuples(any_settings, steps), min_size=1, max_size=3))
@settings(max_examples=500, deadline=None)
def test_replay_is_step_by_step(parts: list[tuple[Settings, list[tuple[tuple[int, int], int]]]]) -> None:
    """A log replayed, which has formulas of its own, gives the very memory that the answers left, to the last bit."""
    memory, log = None, []
    for used, history in parts:
        for (at, offset), grade in history:
            memory = answer(memory, "card", grade, at, study_day(at, offset, 4), used)
            log.append(Answer(memory.last_at, memory.last_day, grade, used))
    assert replay("card", log) == memory


def test_names_of_phases() -> None:
    """The phases have the names that stand in learners' books."""
    assert PHASES == (LEARNING, REVIEW, RELEARNING) == ("learning", "review", "relearning")


def test_no_history() -> None:
    """A card without answers is new."""
    assert replay("card", []) is None


def test_steps_and_phases() -> None:
    """New: 1 and 10 minutes, then days; a lapse: 10 minutes in relearning, counted once."""
    at = 20_000 * DAY_MS

    def given_(memory: Memory | None, grade: int) -> Memory:
        return answer(memory, "card", grade, at, 20_000, Settings())

    first = given_(None, AGAIN)
    assert (first.phase, first.step, first.due_at) == (LEARNING, 0, at + 60_000)
    second = given_(first, GOOD)
    assert (second.phase, second.step) == (LEARNING, 1)
    assert second.due_at == second.last_at + 600_000
    known = given_(second, GOOD)
    assert (known.phase, known.step, known.lapses) == (REVIEW, 0, 0)
    lapsed = given_(known, AGAIN)
    assert (lapsed.phase, lapsed.lapses) == (RELEARNING, 1)
    assert lapsed.due_at == lapsed.last_at + 600_000
    assert given_(lapsed, AGAIN).lapses == 1
    assert given_(lapsed, GOOD).phase == REVIEW
    assert given_(None, EASY).phase == REVIEW


def test_steps_of_ones_own() -> None:
    """Each step waits for its seconds, in learning and relearning; then, or without steps, there are only days."""
    at, mine = 20_000 * DAY_MS, Settings(learning_steps=(30, 300, 3600), relearning_steps=(120, 7200))

    def waits_of(memory: Memory | None, grades: tuple[int, ...], used: Settings) -> list[tuple[str, int, int | None]]:
        found = []
        for grade in grades:
            memory = answer(memory, "card", grade, at, 20_000, used)
            found.append((memory.phase, memory.step, None if memory.due_at is None else memory.due_at - memory.last_at))
        return found

    first = [(LEARNING, 0, 30_000), (LEARNING, 1, 300_000), (LEARNING, 2, 3_600_000), (REVIEW, 0, None)]
    assert waits_of(None, (AGAIN, GOOD, GOOD, GOOD), mine) == first
    known = answer(None, "card", EASY, at, 20_000, mine)
    again = [(RELEARNING, 0, 120_000), (RELEARNING, 1, 7_200_000), (REVIEW, 0, None)]
    assert waits_of(known, (AGAIN, GOOD, GOOD), mine) == again
    none = Settings(learning_steps=(), relearning_steps=())
    assert waits_of(None, (AGAIN, AGAIN), none) == [(REVIEW, 0, None)] * 2


def test_grades_are_in_order() -> None:
    """Hard never comes back after Good, nor Good after Easy."""
    rng = random.Random(3)
    for card in range(300):
        memory, day = None, 20_000
        for _ in range(rng.randint(1, 10)):
            memory = answer(memory, f"card-{card}", rng.choice(GRADES), day * DAY_MS, day, Settings())
            day += rng.randint(0, 40)
        days = [after.due_day for after in preview(memory, f"card-{card}", day * DAY_MS, day, Settings()).values()]
        kept = [due for due in days if due is not None]
        assert kept == sorted(kept)


@pytest.mark.parametrize("longest", [1, 2, 3, 30])
def test_longest_interval(longest: int) -> None:
    """No interval is longer than the setting."""
    limited, memory = Settings(maximum_interval=longest), None
    for day in range(20_000, 20_400, 20):
        memory = answer(memory, f"card {longest}", EASY, day * DAY_MS, day, limited)
        assert memory.due_day is not None
        assert memory.due_day - memory.last_day <= longest


def test_clock_set_back() -> None:
    """An answer from before the last one, by clock and day, counts as one a millisecond after it, on its day."""
    first = answer(None, "card", AGAIN, 20_000 * DAY_MS, 20_000, Settings())
    second = answer(first, "card", AGAIN, 19_000 * DAY_MS, 19_000, Settings())
    assert (second.last_at, second.last_day) == (first.last_at + 1, first.last_day)
    assert second.due_at == second.last_at + 60_000


def test_no_answer_sleeps(monkeypatch: pytest.MonkeyPatch) -> None:
    """FSRS is not left to make ids of its own, for each of which it would sleep."""
    monkeypatch.setattr("time.sleep", lambda _: pytest.fail("slept"))
    with pytest.raises(pytest.fail.Exception):
        fsrs.Card()
    assert answer(None, "card", GOOD, 20_000 * DAY_MS, 20_000, Settings(learning_steps=(77, 7))).due_at


def test_interval() -> None:
    """The days from the answer to the day that it made the card due; none while it is learned."""
    known = answer(None, "card", EASY, 20_000 * DAY_MS, 20_000, Settings())
    assert known.due_day is not None
    assert interval(known) == known.due_day - 20_000 > 1
    assert interval(answer(None, "card", GOOD, 20_000 * DAY_MS, 20_000, Settings())) == 0


@given(st.floats(1, 30_000), st.floats(0.5, 0.99))
def test_wanted_interval(stability: float, retention: float) -> None:
    """After so many days the chance of recall is the desired one, to the nearest day; the longest interval holds."""
    wanted = Settings(retention, maximum_interval=10**9)
    days = wanted_interval(stability, wanted)
    assert days >= 1
    assert recall_chance(stability, days + 1, wanted) < retention
    assert days == 1 or recall_chance(stability, days - 1, wanted) > retention
    assert wanted_interval(stability, wanted._replace(maximum_interval=7)) == min(days, 7)


def test_parameter_bounds() -> None:
    """Two bounds for each of the 21 weights, with the default between them."""
    bounds = parameter_bounds()
    assert len(bounds) == len(DEFAULT_PARAMETERS) == 21
    assert all(
        lowest <= weight <= highest for (lowest, highest), weight in zip(bounds, DEFAULT_PARAMETERS, strict=True)
    )
    assert (bounds[0], bounds[20]) == ((0.001, 100.0), (0.1, 0.8))


def test_far_centuries() -> None:
    """A clock set to the end of the calendar schedules as any other."""
    day = (datetime(9999, 12, 31) - datetime(1970, 1, 1)).days
    memory = answer(None, "card", EASY, day * DAY_MS, day, Settings())
    assert answer(memory, "card", EASY, day * DAY_MS, day, Settings()).phase == REVIEW


# -- study days --------------------------------------------------------------------------------------------------------


def day_of(zone: str, local: datetime, fold: int = 0) -> int:
    """The study day of a wall clock's reading."""
    aware = local.replace(tzinfo=ZoneInfo(zone), fold=fold)
    offset: Any = aware.utcoffset()
    return study_day(round(aware.timestamp() * 1000), int(offset.total_seconds()), 4)


@pytest.mark.parametrize("zone", ["UTC", "Europe/London", "Asia/Kathmandu", "Pacific/Kiritimati", "Pacific/Marquesas"])
def test_day_turns_at_four(zone: str) -> None:
    """03:59:59.999 is still the eve, 04:00 the day, by the wall clock of any zone."""
    morning = datetime(2026, 11, 24, 4)
    epoch_days = (morning - datetime(1970, 1, 1)).days
    assert day_of(zone, morning) == epoch_days
    assert day_of(zone, morning - timedelta(milliseconds=1)) == epoch_days - 1


@pytest.mark.parametrize("night", [datetime(2026, 3, 29), datetime(2026, 10, 25)])
def test_day_turns_at_four_when_the_clocks_change(night: datetime) -> None:
    """Days of 23 and 25 hours turn at 04:00 by the wall clock too, and only then."""
    london = ZoneInfo("Europe/London")
    turns = []
    start = night.replace(tzinfo=london) - timedelta(days=1)
    for minute in range(4 * 24 * 60):
        aware = datetime.fromtimestamp(start.timestamp() + minute * 60, london)
        day = day_of("Europe/London", aware.replace(tzinfo=None), aware.fold)
        if turns and turns[-1][1] != day:
            assert day == turns[-1][1] + 1
            assert (aware.hour, aware.minute) == (4, 0)
        if not turns or turns[-1][1] != day:
            turns.append((minute, day))
    assert len(turns) == 5
    assert {second - first for (first, _), (second, _) in itertools.pairwise(turns)} & {23 * 60, 25 * 60}


def test_the_eve_at_any_distance() -> None:
    """A day turns on the millisecond however far from now it is, where a number with a fraction would be too coarse."""
    for day in (10**9, -(10**9)):
        turn = (day * 24 + 4) * 3_600_000
        assert (study_day(turn - 1, 0, 4), study_day(turn, 0, 4)) == (day - 1, day)


def test_thousands_of_years() -> None:
    """A clock that leaps over more years than the calendar has still gives a memory."""
    before, after = -(10**14), 25 * 10**13
    first = answer(None, "card", 3, before, study_day(before, 0, 4), Settings())
    second = answer(first, "card", 3, after, study_day(after, 0, 4), Settings())
    check_memory(first, second, after, study_day(after, 0, 4))
