"""``npqlt`` alone: today at a glance, in few columns, and the JSON it promises."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from typing import Any

import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]
Json = Callable[..., Any]


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    """A morning."""
    monkeypatch.setenv("NPQLT_CARDS_NOW", "2026-11-24T08:00:00+00:00")


def test_first_day(npqlt: Run) -> None:
    """Every area with what is due and new, within forty columns; nothing on flags, leeches or answers."""
    lines = npqlt().stdout.splitlines()
    assert len(lines) == 1 + 9 + 1 + 2
    assert lines[2].split()[:4] == ["3", "How", "Pupils", "Learn"]
    assert all(len(line) <= 40 for line in lines)
    assert lines[-2:] == ["Today: 0 due, 10 new.", "Type: npqlt review"]


def test_after_a_session(npqlt: Run) -> None:
    """What was done, what is flagged, what is left; every line within forty columns."""
    npqlt("review", given="f\ntoo easy\n\n4\n\n1\nq\n")
    npqlt("config", "set", "leech_lapses", "1")
    lines = npqlt().stdout.splitlines()
    assert lines[-4:] == [
        "Flagged: 1, see npqlt flags",
        "Done today: 2 answers, 1 recalled.",
        "Today: 1 due, 8 new.",
        "Type: npqlt review",
    ]
    assert all(len(line) <= 40 for line in lines)


def test_when_today_is_done(npqlt: Run) -> None:
    """With the day's limits met it says so, and what tomorrow brings."""
    npqlt("config", "set", "new_per_day", "1")
    npqlt("review", given="\n4")
    assert npqlt().stdout.splitlines()[-4:] == [
        "Done today: 1 answer, 1 recalled.",
        "Today is done.",
        "Tomorrow: 0 due, 1 new.",
        "Type then: npqlt review",
    ]


def test_leeches(npqlt: Run, npqlt_json: Json, monkeypatch: pytest.MonkeyPatch) -> None:
    """A leech is told of until it is suspended."""
    npqlt("config", "set", "leech_lapses", "1")
    npqlt("review", "how", given="\n4\nq\n")
    monkeypatch.setenv("NPQLT_CARDS_NOW", "2027-01-24T08:00:00+00:00")
    npqlt("review", "how", "--new", "0", given="\n1\nq\n")
    lines = npqlt().stdout.splitlines()
    assert "Leeches: 1, npqlt cards --state leech" in lines
    assert all(len(line) <= 40 for line in lines)
    npqlt("suspend", npqlt_json("cards", "--state", "leech")[0]["id"])
    assert npqlt_json()["leeches"] == 0
    assert npqlt_json("cards", "--state", "leech") == []
    assert "Leeches" not in npqlt().stdout


def test_chosen_areas(npqlt: Run, npqlt_json: Json) -> None:
    """With the setting `areas` those alone are shown and counted; the JSON document still has all."""
    npqlt("config", "set", "areas", "how, 7")
    lines = npqlt().stdout.splitlines()
    assert [line.split()[0] for line in lines[1:4]] == ["3", "7", "7"]
    assert lines[3] == "7 more: npqlt areas"
    assert len(npqlt_json()["areas"]) == 9


def test_json(npqlt: Run, npqlt_json: Json) -> None:
    """The promised form, whole."""
    npqlt("review", given="f\ntoo easy\n\n4\n\n1\nq\n")
    document = npqlt_json()
    assert document.pop("areas") == npqlt_json("areas")[1:]
    assert document == {
        "today": {"due": 1, "new": 8},
        "next": "npqlt review",
        "day": "2026-11-24",
        "done": {"answers": 2, "recalled": 1, "new": 2, "reviews": 0},
        "limits": {"new": 10, "reviews": 200},
        "tomorrow": {"due": 1, "new": 10},
        "flagged": 1,
        "leeches": 0,
    }


def test_areas_agree_with_a_review(npqlt: Run, npqlt_json: Json, monkeypatch: pytest.MonkeyPatch) -> None:
    """An area's due cards are those a review asks today: none buried, siblings once, no more than the limit leaves."""

    def due() -> tuple[int, int]:
        row = next(row for row in npqlt_json("areas") if row["number"] == 3)
        assert row["cards"] == row["due"] + row["new"] + row["later"]
        return row["due"], npqlt_json()["today"]["due"]

    npqlt("config", "set", "new_per_day", "99")
    for day in ("2026-11-24", "2026-11-25"):  # easy both, so that siblings are due together in the end
        monkeypatch.setenv("NPQLT_CARDS_NOW", f"{day}T08:00:00+00:00")
        npqlt("review", "how", "--limit", "30", given="\n4\n" * 30)
    monkeypatch.setenv("NPQLT_CARDS_NOW", "2027-11-24T08:00:00+00:00")
    listed = [row["note"] for row in npqlt_json("cards", "--state", "due")]
    notes = len(set(listed))
    assert notes < len(listed)
    assert due() == (notes, notes)
    npqlt("review", "how", "--new", "0", given="b\n\n4\nq\n")
    assert due() == (notes - 2, notes - 2)
    npqlt("config", "set", "reviews_per_day", "5")
    assert due() == (4, 4)
    said = npqlt("review", "how", "--new", "0", given="\n4\n" * 20).stdout
    assert "4 answers" in said
    assert due() == (0, 0)
