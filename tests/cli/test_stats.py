"""``npqlt stats``: the promised document, what AREA narrows, and the screen."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from typing import Any

import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]
Json = Callable[..., Any]
KEYS = ["today", "retention", "days", "forecast", "areas", "cards", "statements"]


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The morning of 24 November 2026."""
    monkeypatch.setenv("NPQLT_CARDS_NOW", "2026-11-24T08:00:00+00:00")


def test_before_the_first_answer(npqlt: Run, npqlt_json: Json) -> None:
    """Everything is new and unseen: 173 statements, five of the 178 being twins."""
    document = npqlt_json("stats")
    assert list(document) == KEYS
    assert document["today"] == {
        "day": "2026-11-24",
        **dict.fromkeys(("answers", "recalled", "introduced", "reviewed", "crammed", "took_ms", "due"), 0),
        "new": 10,
    }
    assert (document["retention"], document["days"]) == ([], [])
    assert document["statements"]["unseen"] == 173
    assert sum(row["unseen"] for row in document["statements"]["areas"]) == 178
    assert document["cards"]["new"] == len(npqlt_json("cards"))
    assert [row["area"] for row in document["areas"]] == [row["slug"] for row in npqlt_json("areas")[1:]]
    shown = npqlt("stats")
    assert shown.returncode == 0
    assert "No answers yet" in shown.stdout


def test_after_some_answers(npqlt: Run, npqlt_json: Json, monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers of two days: today agrees with `npqlt`, days with the log, and the cards with what was answered."""
    npqlt("review", "how", given="\n4\n\n4\n\n1\nq\n")
    monkeypatch.setenv("NPQLT_CARDS_NOW", "2026-11-25T08:00:00+00:00")
    npqlt("review", "how", "--cram", given="\n3\nq\n")
    npqlt("review", "how", given="\n3\nq\n")
    document = npqlt_json("stats")
    today = document["today"]
    assert (today["day"], today["answers"], today["crammed"], today["recalled"]) == ("2026-11-25", 1, 1, 1)
    glance = npqlt_json()["today"]
    assert {name: today[name] for name in glance} == glance
    assert [(day["day"], day["answers"], day["crammed"]) for day in document["days"]] == [
        ("2026-11-24", 3, 0),
        ("2026-11-25", 1, 1),
    ]
    cards = document["cards"]
    assert (cards["young"], cards["learning"]) == (2, 1)
    assert 0.9 < cards["retrievability"] <= 1
    assert sum(day["due"] for day in document["forecast"]) == 3
    assert document["statements"]["seen"] == 3


def test_narrowed(npqlt: Run, npqlt_json: Json) -> None:
    """AREA narrows the forecast, the cards and the statements, and the screen says what it does not."""
    npqlt("review", "how", given="\n4\nq\n")
    other, own = npqlt_json("stats", "assessment"), npqlt_json("stats", "-a", "3")
    assert other["today"] == own["today"]
    assert other["days"] == own["days"] != []
    assert [row["area"] for row in other["areas"]] == ["assessment"]
    assert (sum(day["due"] for day in other["forecast"]), sum(day["due"] for day in own["forecast"])) == (0, 1)
    assert (other["statements"]["seen"], own["statements"]["seen"]) == (0, 1)
    lines = npqlt("stats", "9", "3").stdout.splitlines()
    assert lines[0] == "Forecast, cards and statements: How Pupils Learn, Implementation."
    assert lines[1] == "Today, retention and the calendar: all areas."


def test_todays_cards_of_chosen_areas(npqlt: Run, npqlt_json: Json) -> None:
    """What is left of today follows the setting of areas, as `npqlt` does."""
    assert npqlt("config", "set", "areas", "3").returncode == 0
    assert npqlt("config", "set", "new_per_day", "400").returncode == 0
    assert npqlt_json("stats")["today"]["new"] == npqlt_json()["today"]["new"] < 100


@pytest.mark.parametrize(("name", "code", "said"), [("teaching", 1, "prints no statements"), ("zebra", 2, "no area")])
def test_areas_that_are_not_there(npqlt: Run, name: str, code: int, said: str) -> None:
    """A name without cards is explained on stderr."""
    done = npqlt("stats", name)
    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr


@pytest.mark.parametrize("columns", ["20", "40", "80", "200"])
def test_widths(npqlt: Run, monkeypatch: pytest.MonkeyPatch, columns: str) -> None:
    """The screen's width is kept to, down to 40 columns."""
    npqlt("review", "how", given="\n4\n\n1\nq\n")
    monkeypatch.setenv("COLUMNS", columns)
    lines = npqlt("stats").stdout.splitlines()
    assert max(map(len, lines)) <= max(int(columns), 40)
    assert "Tue 24 Nov" in "\n".join(lines)


def test_help_defines_its_words(npqlt: Run) -> None:
    """`npqlt stats --help` says what true retention, young, mature, seen and secure mean."""
    text = " ".join(npqlt("stats", "--help").stdout.split())
    for words in ("not Again", "less than 21 days when answered", "secure while every one", "once any of their cards"):
        assert words in text
