"""The real program killed at random moments: a few of what ``python -m tests.trials.kills`` runs by the thousand."""

from __future__ import annotations

from pathlib import Path

import pytest
from kills.__main__ import rounds, told
from kills.world import World

pytest.importorskip("pty", reason="pseudo-terminals and SIGKILL are POSIX's")


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_killed_at_random(tmp_path: Path, seed: int) -> None:
    """Eight kills over all that the program writes: nothing told as kept is lost, nothing is half-written."""
    lines: list[str] = []
    world = World(tmp_path / "world", seed)
    rounds(world, 8, lines.append)
    assert world.figures["killed"] == 8
    assert world.figures["answers told as kept"] > 0


def test_what_a_sitting_tells() -> None:
    """Each sentence that tells something as kept is read as the row that stands for it, and no other sentence is."""
    said = "Card 1. Gardens.\nGrades: 1 Again, 1 minute.\nGood. Comes back in 10 minutes.\nBuried until tomorrow.\n"
    said += (
        "Taken back: Good.\nFlagged: npqlt flags lists it, u takes it back.\nSuspended. npqlt unsuspend x\nAgain. Comes"
    )
    assert told(said) == [
        ("review", 3),
        ("bury", None),
        ("undo", None),
        ("flag", None),
        ("suspend", None),
        ("review", 1),
    ]
