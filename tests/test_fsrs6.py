"""The formulas that replay a log, held to the last bit against the fsrs package."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import fsrs
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from npqlt_cards.fsrs6 import Formulas
from npqlt_cards.schedule import AGAIN, DEFAULT_PARAMETERS, GRADES, parameter_bounds

START = datetime(2026, 11, 24, tzinfo=timezone.utc)

weights = st.one_of(st.just(DEFAULT_PARAMETERS), st.tuples(*(st.floats(*bounds) for bounds in parameter_bounds())))
stabilities = st.one_of(st.floats(0.001, 36_500), st.floats(0.001, 1), st.sampled_from((0.001, 36_500.0)))
difficulties = st.one_of(st.floats(1, 10), st.sampled_from((1.0, 10.0)))
gaps = st.one_of(st.integers(0, 3), st.integers(0, 100), st.integers(0, 1_000_000))


@pytest.mark.slow
@given(weights, stabilities, difficulties, gaps, st.sampled_from(GRADES), st.floats(0.5, 0.999), st.integers(1, 36_500))
@example(DEFAULT_PARAMETERS, 0.001, 10.0, 0, 1, 0.9, 36_500)  # at the floor of stability and the ceiling of difficulty
@example(DEFAULT_PARAMETERS, 36_500.0, 1.0, 1_000_000, 4, 0.9, 36_500)  # past every ceiling
@settings(max_examples=2_000, deadline=None)
def test_one_answer(
    weights: tuple[float, ...],
    stability: float,
    difficulty: float,
    days: int,
    grade: int,
    retention: float,
    longest: int,
) -> None:
    """Stability, difficulty, interval and chance of recall are the package's very numbers, whatever the weights."""
    ours = Formulas(weights, retention, longest)
    theirs = fsrs.Scheduler(weights, retention, relearning_steps=[], maximum_interval=longest, enable_fuzzing=False)
    card = fsrs.Card(1, fsrs.State.Review, None, stability, difficulty, START, START)
    now = START + timedelta(days=days)
    assert ours.recall(stability, days) == theirs.get_card_retrievability(card, now)
    after, _ = theirs.review_card(card, fsrs.Rating(grade), now)
    found = ours.stability(stability, difficulty, days, grade)
    assert (found, ours.difficulty(difficulty, grade)) == (after.stability, after.difficulty)
    assert ours.interval(found) == (after.due - now).days


@pytest.mark.slow
@given(weights, stabilities, difficulties, gaps)
def test_forgetting_never_strengthens(
    weights: tuple[float, ...], stability: float, difficulty: float, days: int
) -> None:
    """A card forgotten on a later day is never kept better than before, and no stability falls below its floor."""
    after = Formulas(weights, 0.9, 36_500).stability(stability, difficulty, days + 1, AGAIN)
    assert 0.001 <= after <= max(stability, 0.001)
