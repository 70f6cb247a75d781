"""Crib sheets: every statement in its place and in its words, whatever those hold."""

from __future__ import annotations

import csv
import io
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from npqlt_cards.decks.library import Library, load_library
from npqlt_cards.decks.records import LEARN_HOW_TO, LEARN_THAT, SOURCE, Deck, Statement
from npqlt_cards.handout.crib import COLUMNS, as_csv, as_markdown, chapters
from npqlt_cards.places import built_in_decks

# What one line of a deck can hold: no controls, no white space but single spaces.
WORDS = st.text(st.characters(exclude_categories=("C", "Z")) | st.sampled_from(" *_`[]<>&#+-=@1.)\\|~'\"")).map(
    lambda text: " ".join(text.split()) or "x"
)


@pytest.fixture(scope="module")
def built_in(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The built-in decks."""
    return load_library(built_in_decks(), tmp_path_factory.mktemp("cache"))


def shown(document: str) -> list[tuple[str, str]]:
    """What a reader of the Markdown sees: each piece of text with the element that it stands in."""
    tokens = MarkdownIt().parse(document)
    found = []
    for before, token in pairwise(tokens):
        if token.type == "inline":
            words = "".join(child.content for child in token.children or () if child.type in ("text", "text_special"))
            found.append(("li" if before.hidden else before.tag, words))
    return found


def one_statement(stem: str | None, text: str) -> Library:
    """A library of one area with one statement."""
    kind, number = (LEARN_HOW_TO, "1.1") if stem else (LEARN_THAT, "1")
    statement = Statement("a/x", "a", kind, number, stem, (text,))
    return Library((Deck("a.yaml", "a", 2, "Area", (statement,), ()),))


def test_markdown_of_the_framework(built_in: Library) -> None:
    """Areas, "Learn that" and stems are headings; each statement stands below its own, numbered; the source ends it."""
    wanted = []
    for area in built_in.areas:
        wanted.append(("h1", area.heading))
        under = ""
        for s in (s for s in built_in.statements.values() if s.area == area.slug):
            heading = f"{s.number.split('.')[0]} {s.stem}" if s.stem else "Learn that"
            wanted += [] if heading == under else [("h2", heading)]
            under = heading
            wanted.append(("li", f"{s.number} {s.text}" if s.stem else s.text))
    document = as_markdown(chapters(built_in, list(built_in.titles)))
    assert shown(document) == [*wanted, ("p", SOURCE)]
    first = next(s for s in built_in.statements.values() if s.kind == LEARN_THAT and s.number == "4")
    assert f"\n4. {first.text}\n" in document


def test_some_areas(built_in: Library) -> None:
    """Only the areas asked for, in the framework's order."""
    sheet = chapters(built_in, ["implementation", "assessment"])
    assert [chapter.area.slug for chapter in sheet] == ["assessment", "implementation"]


@given(st.none() | WORDS, WORDS)
def test_markdown_shows_just_the_words(stem: str | None, text: str) -> None:
    """Whatever words a deck holds, none of them becomes markup."""
    heading, item = shown(as_markdown(chapters(one_statement(stem, text), ["a"])))[1:3]
    assert heading == ("h2", f"1 {stem}" if stem else "Learn that")
    assert item == ("li", f"1.1 {text}" if stem else text)


def test_table_of_the_framework(built_in: Library) -> None:
    """A header, then each statement with its id, place and words, twins with the words of their other place."""
    document = as_csv(chapters(built_in, list(built_in.titles)))
    assert document.startswith("\ufeffid,area_number,area,kind,number,stem,text,same_as\r\n")
    rows = list(csv.reader(io.StringIO(document[1:], newline=""), strict=True))
    assert tuple(rows[0]) == COLUMNS
    assert rows[1:] == [
        [s.id, str(built_in.numbers[s.area] or ""), s.area, s.kind, s.number, s.stem or "", s.text, s.same_as or ""]
        for s in built_in.statements.values()
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


def test_an_appendix_has_no_number(built_in: Library) -> None:
    """An area without a number stands under its title alone."""
    assert as_markdown(chapters(built_in, ["high-expectations"])).startswith("# High Expectations\n")
