"""Names of events on any system."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from npqlt_cards.decks.areas import Area
from npqlt_cards.handout.naming import slug, title_of, unprintable


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Event 1", "event-1"),
        ("  Event 1: Köln’s café / north  ", "event-1-kolns-cafe-north"),
        ("../../etc/passwd", "etc-passwd"),
        ("CON", "event-con"),
        ("com1", "event-com1"),
        ("console", "console"),
        ("学习", ""),
        ("…", ""),
        ("x" * 99, "x" * 60),
    ],
)
def test_slug(title: str, name: str) -> None:
    """Letters and digits stay, in lower case and without accents; what Windows keeps for devices is moved away from."""
    assert slug(title) == name


@given(st.text())
def test_any_title(title: str) -> None:
    """Whatever the title, its name is none, or one that every system takes; and it names itself."""
    name = slug(title)
    assert re.fullmatch("(?:[a-z0-9]+(?:-[a-z0-9]+)*)?", name)
    assert len(name) <= 70
    assert slug(name) == name


def test_title_of_areas() -> None:
    """Few areas are named, many are counted."""
    areas = [Area(f"a{number}", number, f"Area {number}") for number in range(4)]
    assert title_of(areas[:2]) == "Area 0, Area 1"
    assert title_of(areas) == "NPQLT: 4 areas"


def test_unprintable() -> None:
    """Invisible characters and halves of letters are told by number; lines and long dashes are fine."""
    assert unprintable("Two\nlines – “good”") == ""
    assert unprintable("a\u202eb") == "holds the invisible character U+202E"
    assert unprintable("a\udcffb") == "holds the invisible character U+DCFF"
    assert unprintable("a\x00") == "holds the invisible character U+0000"
    assert "longer than 2000" in unprintable("x" * 2001)
