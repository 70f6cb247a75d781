"""Crib sheets: every statement in its place and in its words, whatever those hold."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading import WORDS, Page, shown

from npqlt_cards.decks.library import Library
from npqlt_cards.decks.records import LEARN_HOW_TO, LEARN_THAT, Deck, Statement
from npqlt_cards.handout.crib import COLUMNS, as_csv, as_markdown, as_page, chapters

SOURCE = "Somebody, *A Framework* (2nd edition). Some copyright."


def one_statement(stem: str | None, text: str) -> Library:
    """A library of one area with one statement."""
    kind, number = (LEARN_HOW_TO, "1.1") if stem else (LEARN_THAT, "1")
    statement = Statement("a/x", "a", kind, number, stem, (text,))
    return Library((Deck("a.yaml", "a", 2, "Area", (statement,), ()),))


def test_markdown_of_the_framework(library: Library) -> None:
    """Areas, "Learn that" and stems are headings; each statement stands below its own, numbered; the source ends it."""
    wanted = []
    for area in library.areas:
        wanted.append(("h1", area.heading))
        under = ""
        for s in (s for s in library.statements.values() if s.area == area.slug):
            heading = f"{s.number.split('.')[0]} {s.stem}" if s.stem else "Learn that"
            wanted += [] if heading == under else [("h2", heading)]
            under = heading
            wanted.append(("li", f"{s.number} {s.text}" if s.stem else s.text))
    document = as_markdown(chapters(library, list(library.titles)), SOURCE)
    assert shown(document) == [*wanted, ("p", SOURCE)]
    first = next(s for s in library.statements.values() if s.kind == LEARN_THAT and s.number == "4")
    assert f"\n4. {first.text}\n" in document


def test_some_areas(library: Library) -> None:
    """Only the areas asked for, in the framework's order."""
    sheet = chapters(library, ["implementation", "assessment"])
    assert [chapter.area.slug for chapter in sheet] == ["assessment", "implementation"]


@given(st.none() | WORDS, WORDS)
def test_markdown_shows_just_the_words(stem: str | None, text: str) -> None:
    """Whatever words a deck holds, none of them becomes markup."""
    heading, item = shown(as_markdown(chapters(one_statement(stem, text), ["a"]), SOURCE))[1:3]
    assert heading == ("h2", f"1 {stem}" if stem else "Learn that")
    assert item == ("li", f"1.1 {text}" if stem else text)


def test_page_of_the_framework(library: Library) -> None:
    """The same headings and statements one level down, each with its number; links to areas, and nothing fetched."""
    page = Page(as_page(chapters(library, list(library.titles)), SOURCE))
    wanted = [("h1", "Statements of the framework"), *(("li", area.heading) for area in library.areas)]
    for chapter in chapters(library, list(library.titles)):
        wanted.append(("h2", chapter.area.heading))
        for part in chapter.parts:
            wanted.append(("h3", part.title))
            wanted += [("li", f"{s.number} {s.text}") for s in part.statements]
    assert page.blocks == [*wanted, ("p", SOURCE)]
    assert page.targets == [f"#{area.slug}" for area in library.areas]
    assert "script" not in page.tags


def test_page_of_one_area(library: Library) -> None:
    """One area needs no list of areas, and gives the page its name."""
    page = as_page(chapters(library, ["assessment"]), SOURCE)
    assert "<title>Statements of the framework: 7 Assessment</title>" in page
    assert "<nav" not in page


@pytest.mark.slow
@given(st.none() | WORDS, WORDS)
def test_page_shows_just_the_words(stem: str | None, text: str) -> None:
    """No words of a deck become markup."""
    page = Page(as_page(chapters(one_statement(stem, text), ["a"]), SOURCE))
    assert page.blocks[2:4] == [
        ("h3", f"1 {stem}" if stem else "Learn that"),
        ("li", f"{'1.1' if stem else '1'} {text}"),
    ]
    assert page.tags == Page(as_page(chapters(one_statement("x", "x"), ["a"]), SOURCE)).tags


def test_table_of_the_framework(library: Library) -> None:
    """A header, then each statement with its id, place and words, twins with the words of their other place."""
    document = as_csv(chapters(library, list(library.titles)))
    assert document.startswith("\ufeffid,area_number,area,kind,number,stem,text,same_as\r\n")
    rows = list(csv.reader(io.StringIO(document[1:], newline=""), strict=True))
    assert tuple(rows[0]) == COLUMNS
    assert rows[1:] == [
        [s.id, str(library.numbers[s.area] or ""), s.area, s.kind, s.number, s.stem or "", s.text, s.same_as or ""]
        for s in library.statements.values()
    ]


@given(st.none() | WORDS, WORDS)
def test_table_holds_no_formulas(stem: str | None, text: str) -> None:
    """No cell begins as a formula does; an apostrophe before such words is all that is added; a row has one line."""
    document = as_csv(chapters(one_statement(stem, text), ["a"]))
    assert document.count("\r\n") == document.count("\n") == 2
    _, row = csv.reader(io.StringIO(document[1:], newline=""), strict=True)
    for cell, wanted in zip(row[5:7], (stem or "", text), strict=True):
        assert not cell.startswith(("=", "+", "-", "@"))
        assert cell == (f"'{wanted}" if wanted.startswith(("=", "+", "-", "@")) else wanted)


def test_an_appendix_has_no_number(library: Library) -> None:
    """An area without a number stands under its title alone."""
    assert as_markdown(chapters(library, ["high-expectations"]), SOURCE).startswith("# High Expectations\n")
