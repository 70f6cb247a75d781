"""``npqlt suspend``, ``unsuspend`` and ``undo``: cards put away and brought back, and what was last done taken back."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from typing import Any

import pytest

from npqlt_cards.cli.aside import cards_meant
from npqlt_cards.errors import UsageError

Run = Callable[..., "subprocess.CompletedProcess[str]"]
Json = Callable[..., Any]
NOTE = "how-pupils-learn/working-memory#cloze"
KNOWN = ["a/b#cloze:1", "a/b#cloze:2", "a/b#why:1"]


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    """A morning."""
    monkeypatch.setenv("NPQLT_CARDS_NOW", "2026-11-24T08:00:00+00:00")


def suspended(npqlt_json: Json) -> list[str]:
    """The cards put away."""
    return [row["id"] for row in npqlt_json("cards", "--state", "suspended")]


def test_there_and_back(npqlt: Run, npqlt_json: Json, log: Callable[[], list[dict[str, Any]]]) -> None:
    """A note's id means all its cards, a card's that one; what is so already is said, and writes nothing."""
    assert npqlt("suspend", NOTE).stdout == f"Suspended: {NOTE}:1\nSuspended: {NOTE}:2\n"
    assert suspended(npqlt_json) == [f"{NOTE}:1", f"{NOTE}:2"]
    assert npqlt("suspend", f"{NOTE}:2").stdout == f"Suspended already: {NOTE}:2\n"
    assert npqlt("unsuspend", f"{NOTE}:2").stdout == f"Back: {NOTE}:2\n"
    assert suspended(npqlt_json) == [f"{NOTE}:1"]
    assert npqlt("unsuspend", NOTE).stdout == f"Back: {NOTE}:1\nNot suspended: {NOTE}:2\n"
    assert suspended(npqlt_json) == []
    assert sorted(row["kind"] for row in log()) == ["suspend", "suspend", "unsuspend", "unsuspend"]


def test_suspended_cards_are_not_counted(npqlt: Run, npqlt_json: Json) -> None:
    """A suspended card is neither new nor due for its area, and still one of its cards."""
    before = next(row for row in npqlt_json("areas") if row["number"] == 3)
    npqlt("suspend", NOTE)
    after = next(row for row in npqlt_json("areas") if row["number"] == 3)
    assert after == {**before, "new": before["new"] - 2, "later": before["later"] + 2}


@pytest.mark.parametrize("verb", ["suspend", "unsuspend"])
def test_unknown_ids(npqlt: Run, npqlt_json: Json, verb: str) -> None:
    """One unknown id, and nothing is done; the nearest id is named."""
    done = npqlt(verb, NOTE, "how-pupils-learn/workin-memory#cloze", "zebra")
    assert (done.returncode, done.stdout) == (2, "")
    assert "no card “how-pupils-learn/workin-memory#cloze”: did you mean " + NOTE in done.stderr
    assert "no card “zebra”: `npqlt cards` lists them all" in done.stderr
    assert suspended(npqlt_json) == []


def test_cards_meant() -> None:
    """Each card once, in the order typed; every unknown id is told."""
    assert cards_meant(["a/b#cloze:2", "a/b#cloze", "a/b#why"], KNOWN) == ["a/b#cloze:2", "a/b#cloze:1", "a/b#why:1"]
    with pytest.raises(UsageError, match="“x/y#z”") as refused:
        cards_meant(["a/b#why", "x/y#z", "a/b#cloze:9"], KNOWN)
    assert "“a/b#cloze:9”: did you mean a/b#cloze" in str(refused.value)
    assert refused.value.exit_code == 2


def test_many_unknown_ids() -> None:
    """Of many ids that there are not a few are told, once each and no longer than anybody reads, and how many more."""
    with pytest.raises(UsageError) as refused:
        cards_meant(["x" * 5_000, *(f"x{number // 2}" for number in range(400))], KNOWN)
    lines = str(refused.value).splitlines()
    assert lines[-1] == "and 196 more ids that no card has"
    assert len(lines) == 6
    assert max(map(len, lines)) < 250


def test_undo_goes_back_through_the_day(npqlt: Run, npqlt_json: Json) -> None:
    """What was last done first, each on its card; then there is nothing, with exit code 1."""
    npqlt("review", "how", given="\n3\nq")
    npqlt("suspend", NOTE)
    first = "  How Pupils Learn · Learn that 1\n  Learning involves a [...] in pupils’ capabilities or understanding.\n"
    assert npqlt("undo").stdout.startswith(f"Taken back: suspended.\n{NOTE}:2\n  How Pupils Learn · Learn that 4\n")
    assert npqlt("undo").stdout.startswith(f"Taken back: suspended.\n{NOTE}:1\n")
    assert npqlt("undo").stdout == f"Taken back: Good.\nhow-pupils-learn/lasting-change#cloze:1\n{first}"
    assert suspended(npqlt_json) == npqlt_json("cards", "--state", "learning") == []
    done = npqlt("undo")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "npqlt: nothing was done today that could be taken back\n"


def test_undo_leaves_yesterday_alone(npqlt: Run, npqlt_json: Json, monkeypatch: pytest.MonkeyPatch) -> None:
    """The study day is the reach of undo."""
    npqlt("suspend", f"{NOTE}:1")
    monkeypatch.setenv("NPQLT_CARDS_NOW", "2026-11-25T04:00:00+00:00")
    assert npqlt("undo").returncode == 1
    assert suspended(npqlt_json) == [f"{NOTE}:1"]
