"""``npqlt``, ``areas``, ``statements``, ``cards``: what they list, and the JSON they promise."""

from __future__ import annotations

import subprocess
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]
Json = Callable[..., Any]
AREAS = [
    (1, "teaching"),
    (2, "school-culture"),
    (3, "how-pupils-learn"),
    (4, "subject-and-curriculum"),
    (5, "classroom-practice"),
    (6, "adaptive-teaching"),
    (7, "assessment"),
    (8, "professional-development"),
    (9, "implementation"),
    (None, "high-expectations"),
]


def test_areas(npqlt_json: Json) -> None:
    """All nine areas and High Expectations; Teaching is there, not printed, without cards."""
    rows = npqlt_json("areas")
    assert [(row["number"], row["slug"]) for row in rows] == AREAS
    assert [row["slug"] for row in rows if not row["printed"]] == ["teaching"]
    for row in rows:
        assert set(row) == {"number", "slug", "title", "printed", "cards", "due", "new", "later"}
        assert row["cards"] == row["new"] + row["due"] + row["later"]
        assert (row["cards"] > 0) == row["printed"]


def test_today(npqlt: Run, npqlt_json: Json) -> None:
    """A first day holds ten new cards and says what to type."""
    assert npqlt().stdout.splitlines()[-2:] == ["Today: 0 due, 10 new.", "Type: npqlt review"]
    document = npqlt_json()
    assert document["today"] == {"due": 0, "new": 10}
    assert document["next"] == "npqlt review"
    assert [row["slug"] for row in document["areas"]] == [slug for _, slug in AREAS[1:]]


def test_statements(npqlt_json: Json) -> None:
    """164 + 14 statements in the promised form, twins with the words of their other place."""
    rows = npqlt_json("statements")
    assert Counter(row["kind"] for row in rows) == {"learn-that": 78 + 6, "learn-how-to": 86 + 8}
    keys = ["id", "area", "area_number", "kind", "number", "stem", "text", "same_as", "cards"]
    assert all(list(row) == keys for row in rows)
    assert len({row["id"] for row in rows}) == len(rows)
    assert all(row["cards"] > 0 and row["text"] for row in rows)
    by_id = {row["id"]: row for row in rows}
    twins = [row for row in rows if row["same_as"]]
    assert [(row["area"], row["number"]) for row in twins] == [("high-expectations", n) for n in "12346"]
    assert all(by_id[row["same_as"]]["text"] == row["text"] for row in twins)
    assert sorted(by_id[row["same_as"]]["number"] for row in twins) == list("12345")


def test_cards(npqlt_json: Json) -> None:
    """Every card in the promised form; a cloze front has a gap, its back none; no markup shows."""
    rows = npqlt_json("cards")
    assert len({row["id"] for row in rows}) == len(rows)
    for row in rows:
        assert list(row) == ["id", "note", "statement", "area", "form", "context", "front", "back"]
        assert row["id"].startswith(row["note"] + ":")
        assert row["note"].startswith(row["statement"] + "#")
        assert "{{" not in row["front"] + row["back"]
        assert (row["form"] == "cloze") == ("[" in row["front"])
        assert "[" not in row["back"]
    assert {row["form"] for row in rows} == {"cloze", "fact", "why", "scenario"}


def test_every_area_has_every_form(npqlt_json: Json) -> None:
    """Each area asks in all four forms."""
    forms: dict[str, set[str]] = {}
    for row in npqlt_json("cards"):
        forms.setdefault(row["area"], set()).add(row["form"])
    assert all(found == {"cloze", "fact", "why", "scenario"} for found in forms.values())
    assert len(forms) == 9


def test_twins_are_listed_once(npqlt_json: Json) -> None:
    """A twin's cards stand under the statement that holds them; asked for alone, the other area has them too."""
    everything = npqlt_json("cards")
    alone = npqlt_json("cards", "high-expectations")
    assert {row["area"] for row in alone} == {"school-culture", "high-expectations"}
    assert all(row in everything for row in alone)


@pytest.mark.parametrize("name", ["3", "how-pupils-learn", "how", "How Pupils", "HOW"])
def test_ways_to_name_an_area(npqlt_json: Json, name: str) -> None:
    """A number, the slug, or any beginning that only one area has."""
    assert {row["area"] for row in npqlt_json("statements", name)} == {"how-pupils-learn"}


def test_several_areas(npqlt_json: Json) -> None:
    """Several at once come in the framework's order, as arguments or options, each once."""
    rows = npqlt_json("statements", "9", "how", "-a", "3")
    assert list(dict.fromkeys(row["area"] for row in rows)) == ["how-pupils-learn", "implementation"]


@pytest.mark.parametrize("verb", ["review", "statements", "cards", "export"])
@pytest.mark.parametrize("arguments", [["teaching"], ["--area", "teaching"], ["1"], ["teach"]])
def test_teaching_is_explained(npqlt: Run, verb: str, arguments: list[str]) -> None:
    """Area 1 exists by name: the message says what the page lacks, and where to look instead."""
    done = npqlt(verb, *arguments)
    assert done.returncode == 1
    assert done.stdout == ""
    assert "prints no statements" in done.stderr
    assert "high-expectations" in done.stderr


@pytest.mark.parametrize(("name", "said"), [("zebra", "there is no area"), ("a", "could be any of"), ("10", "no area")])
def test_unknown_area(npqlt: Run, name: str, said: str) -> None:
    """A name that means none or several areas is a usage error that lists them."""
    done = npqlt("cards", name)
    assert done.returncode == 2
    assert said in done.stderr
    assert "adaptive-teaching" in done.stderr
    assert "Traceback" not in done.stderr


def test_statements_for_reading(npqlt: Run) -> None:
    """Without --json the words stand under their headings."""
    lines = npqlt("statements", "assessment").stdout.splitlines()
    assert lines[:2] == ["Assessment", "  Learn that"]
    assert sum(line.startswith("      ") for line in lines) == 7
