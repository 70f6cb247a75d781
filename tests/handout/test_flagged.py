"""Flagged cards for their author: where each stands, and what was said of it."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from reading import shown

from npqlt_cards.days import iso_day
from npqlt_cards.decks.library import Library
from npqlt_cards.handout.flagged import Flagged, as_csv, as_markdown, located
from npqlt_cards.store.lists import Flag

DAY = 20_781


@pytest.fixture
def rows(library: Library) -> list[Flagged]:
    """Flags on a gone card, on a twin's, and on two of one file, out of order."""
    cards = {card.id: card for card in library.cards()}
    names = ["gone/s#q:1", *sorted(cards, reverse=True)[:2], "school-culture/life-chances#cloze:1"]
    return located([Flag(name, f"why\n{name}", 0, DAY, cards.get(name)) for name in names], library)


def test_places(rows: list[Flagged], library: Library) -> None:
    """In the order of files and lines, each line being where the note's words stand; what is gone comes last."""
    assert [row.file for row in rows] == ["2-school-culture.yaml", *["4-subject-and-curriculum.yaml"] * 2, ""]
    assert rows[1].line <= rows[2].line
    for row in rows[:3]:
        (path,) = [deck.file for deck in library.decks if Path(deck.file).name == row.file]
        line = Path(path).read_text("utf-8").splitlines()[row.line - 1]
        assert line.strip().startswith(("text:", "- id:", "id:")), line
    assert rows[3] == Flagged("", 0, "gone/s#q:1", "", "", "why gone/s#q:1", iso_day(DAY))


def test_markdown(rows: list[Flagged]) -> None:
    """A heading for each file and each card, and below it the line, both sides, why and when."""
    found = shown(as_markdown(rows, "1.2.3"))
    assert found[:3] == [("h1", "Flagged cards"), ("p", "npqlt-cards 1.2.3"), ("h2", "2-school-culture.yaml")]
    first = rows[0]
    assert found[3:9] == [
        ("h3", first.card),
        ("li", f"Line: {first.line}"),
        ("li", f"Front: {first.front}"),
        ("li", f"Back: {first.back}"),
        ("li", f"Why: {first.why}"),
        ("li", f"Flagged on {first.date}"),
    ]
    assert found[-4:] == [
        ("h2", "No longer in the decks"),
        ("h3", "gone/s#q:1"),
        ("li", "Why: why gone/s#q:1"),
        ("li", f"Flagged on {iso_day(DAY)}"),
    ]


def test_no_flags() -> None:
    """Without flags it says so."""
    assert shown(as_markdown([], "1"))[-1] == ("p", "No card is flagged.")


def test_table(rows: list[Flagged]) -> None:
    """A header and a row for each flag."""
    found = list(csv.reader(io.StringIO(as_csv(rows).removeprefix("\ufeff"), newline=""), strict=True))
    assert found == [list(Flagged._fields), *([str(value) for value in row] for row in rows)]
