"""``npqlt cards --state``: the cards that are so in the learner's book today."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from typing import Any

import pytest

from npqlt_cards.cli.cards import STATES
from npqlt_cards.store.lists import CONDITIONS

Run = Callable[..., "subprocess.CompletedProcess[str]"]
Json = Callable[..., Any]
FIRST = "how-pupils-learn/lasting-change#cloze:1"
SECOND = "how-pupils-learn/prior-knowledge#cloze:1"


@pytest.fixture
def reviewed(npqlt: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """One card known for later, one flagged and in learning, one suspended."""
    monkeypatch.setenv("NPQLT_CARDS_NOW", "2026-11-24T08:00:00+00:00")
    assert npqlt("review", "how", given="\n4\nf\nfar too easy\n\n1\ns\nq\n").returncode == 0
    return npqlt


def ids(rows: list[dict[str, Any]]) -> list[str]:
    """Which cards they are."""
    return [row["id"] for row in rows]


def test_states_are_the_books() -> None:
    """Every state that can be asked for is one that the book knows."""
    assert set(STATES) == set(CONDITIONS)


def test_json(reviewed: Run, npqlt_json: Json) -> None:
    """The promised fields of a card, then how it stands."""
    (row,) = npqlt_json("cards", "--state", "learning")
    listed = {each["id"]: each for each in npqlt_json("cards")}
    assert list(row)[: len(listed[row["id"]])] == list(listed[row["id"]])
    assert {key: row[key] for key in listed[row["id"]]} == listed[row["id"]]
    due_at = row.pop("due_at")
    assert due_at.startswith("2026-11-24T08:01:0")
    assert due_at.endswith("Z")
    assert {key: row[key] for key in row if key not in listed[row["id"]]} == {
        "state": "learning",
        "due_day": None,
        "lapses": 0,
        "suspended": False,
        "flag": "far too easy",
    }


def test_every_state(reviewed: Run, npqlt_json: Json, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each state has its cards, and no others; due comes with its day, leeches by the setting."""
    assert ids(npqlt_json("cards", "--state", "flagged")) == [SECOND]
    assert ids(npqlt_json("cards", "--state", "learning")) == [SECOND]
    (suspended,) = ids(npqlt_json("cards", "--state", "suspended"))
    assert npqlt_json("cards", "--state", "leech") == npqlt_json("cards", "--state", "due") == []
    new = set(ids(npqlt_json("cards", "how", "--state", "new")))
    assert new == set(ids(npqlt_json("cards", "how"))) - {FIRST, SECOND, suspended}
    monkeypatch.setenv("NPQLT_CARDS_NOW", "2027-01-24T08:00:00+00:00")
    (due,) = npqlt_json("cards", "--state", "due")
    assert (due["id"], due["due_at"]) == (FIRST, None)
    assert "2026-11-24" < due["due_day"] < "2027-01-24"
    assert npqlt_json("cards", "9", "--state", "due") == []
    assert reviewed("review", "--new", "0", "--limit", "2", given="\n1\n\n1\n").returncode == 0
    assert npqlt_json("cards", "--state", "due") == []
    reviewed("config", "set", "leech_lapses", "1")
    (leech,) = npqlt_json("cards", "--state", "leech")
    assert (leech["id"], leech["lapses"], leech["state"]) == (FIRST, 1, "leech")


def test_for_reading(reviewed: Run) -> None:
    """A line says how each card stands; where there is none, that is said."""
    assert reviewed("cards", "--state", "flagged").stdout.splitlines()[-2:] == [
        "  learning · flagged: far too easy",
        "",
    ]
    assert reviewed("cards", "--state", "suspended").stdout.splitlines()[-2] == "  new · suspended"
    assert reviewed("cards", "--state", "leech").stdout == "No card is a leech.\n"
    assert reviewed("cards", "--state", "due").stdout == "No card is due.\n"


def test_unknown_state(npqlt: Run) -> None:
    """A state that there is not is a usage error that names them all."""
    done = npqlt("cards", "--state", "tired")
    assert done.returncode == 2
    assert all(state in done.stderr for state in STATES)
