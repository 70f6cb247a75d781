"""A few hundred hostile inputs through every way in; ``python -m tests.trials.hostile`` runs as many as one likes."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hostile import running
from hostile.running import Target, run_here, run_watched, scratch
from hostile.targets import TARGETS

from npqlt_cards.errors import NpqltError

pytestmark = pytest.mark.whole

MANY = {"merge": 40, "commands": 60, "checks": 60, "published": 80, "reviews": 80}


@pytest.fixture
def room() -> Iterator[Path]:
    """A folder for one run."""
    with scratch() as folder:
        yield Path(folder)


@pytest.mark.filterwarnings("ignore:Duplicate name:UserWarning")
@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_target(target: Target, room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever comes, the result is right, or a message says what is wrong; some of it is right and some wrong."""
    monkeypatch.setattr(running, "SLOWEST_S", 30.0)  # beside other tests; the run by itself is stricter
    found = run_here(target, 1, range(MANY.get(target.name, 300)), room)
    assert [(each.number, each.what) for each in found.failures] == []
    assert found.right


def _failing(data: bytes, _room: Path) -> str:
    if data == b"crash":
        raise ValueError
    if data == b"endless message":
        raise NpqltError("x" * 10_000)
    if data == b"slow":
        end = time.process_time() + 0.15
        while time.process_time() < end:
            pass
    return "right"


@pytest.mark.parametrize("data", [b"crash", b"endless message", b"slow"])
def test_what_breaks_is_found(data: bytes, room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A crash, a message that nobody reads and a slow input are failures, each with its number and the input itself."""
    monkeypatch.setattr(running, "SLOWEST_S", 0.1)
    target = Target("failing", 1, lambda rng, _room: data if rng.random() < 0.5 else b"well", _failing)
    found = run_here(target, 1, range(6), room)
    assert {each.data for each in found.failures} == {data}
    assert found.right + len(found.failures) == 6 or data == b"slow"
    assert all(running.input_of(target, 1, each.number, room) == data for each in found.failures)


def test_in_a_process_of_its_own(room: Path) -> None:
    """A watched run comes to the same as one here."""
    target = next(each for each in TARGETS if each.name == "cloze")
    here, watched = run_here(target, 2, range(40), room), run_watched(target, 2, range(40))
    assert here[:3] == watched[:3] == (40, 40, 0)


def test_the_same_again(room: Path) -> None:
    """A seed and a number give the same input each time, and another seed others."""
    for target in TARGETS:
        if target.name not in ("reviews", "published"):  # what SQLite writes has its own counters
            one, again, other = (running.input_of(target, seed, 7, room) for seed in (1, 1, 2))
            assert one == again != other
    assert random.Random("1/cloze/7").random() != random.Random("2/cloze/7").random()
