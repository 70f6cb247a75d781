"""Words as Markdown and as a table."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import example, given
from reading import WORDS, shown

from npqlt_cards.handout.plain import escaped, table


@pytest.mark.parametrize("text", ["a [...] b", "area/statement#cloze:1", "one - two", "No. 1. is here", "50 % + 3 = 4"])
def test_ordinary_words_stand_as_they_are(text: str) -> None:
    """What means nothing in Markdown gets no backslash: it is read as it is, too, and ids are copied from it."""
    assert escaped(text) == text


@given(WORDS)
@example("[a](b)")
@example("[a]: b")
@example("![a][b]")
@example("a #")
@example("# a")
@example("12) a")
@example("&amp; <b> \\* `a`")
def test_any_words_are_shown(text: str) -> None:
    """As a paragraph, a heading or an item, they come out as they went in."""
    mark = escaped(text)
    assert shown(f"{mark}\n\n# {mark}\n\n- {mark}\n") == [("p", text), ("h1", text), ("li", text)]


@given(WORDS)
def test_cells(text: str) -> None:
    """A cell comes back as it was, but for an apostrophe before what a spreadsheet would work out."""
    document = table(("a", "b"), [(text, "x")])
    (cell, other) = list(csv.reader(io.StringIO(document.removeprefix("\ufeff"), newline=""), strict=True))[1]
    assert (cell, other) == (f"'{text}" if text.startswith(("=", "+", "-", "@")) else text, "x")
