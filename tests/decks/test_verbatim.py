"""The built-in decks against the framework's page: nothing missing, nothing altered but by a listed mend."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from npqlt_cards.decks.library import Library, load_library
from npqlt_cards.decks.records import unmended
from npqlt_cards.framework import Area, Page, read_page
from npqlt_cards.places import built_in_decks

PAGE = Path(__file__).parent.parent / "data" / "framework-page.txt"


@pytest.fixture(scope="module")
def page() -> Page:
    """The framework part of the published page."""
    return read_page(PAGE)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The decks that the package ships."""
    return load_library(built_in_decks(), tmp_path_factory.mktemp("cache"))


def printed(area: Area) -> list[tuple[str, str | None, str]]:
    """Number, stem and words of each statement of a section of the page."""
    learn_that = [(str(s.number), None, s.text) for s in area.learn_that]
    practices = [
        (f"{count}.{place}", group.stem, practice.text)
        for count, group in enumerate(area.learn_how_to, start=1)
        for place, practice in enumerate(group.practices, start=1)
    ]
    return [*learn_that, *practices]


def test_every_statement_as_printed(page: Page, library: Library) -> None:
    """Each of the 164 + 14 statements stands in its deck under its number and stem, word for word."""
    stems = {stem: unmended(stem, mends) for deck in library.decks for stem, mends in deck.stems}
    for area in page.areas:
        deck = next(deck for deck in library.decks if deck.area == area.slug)
        assert (deck.number, area.title.startswith(deck.title)) == (area.number, True)
        found = [library.statements[s.id] for s in deck.statements]
        assert [(s.number, s.stem and stems[s.stem], s.printed) for s in found] == printed(area)
        assert list(deck.remarks) == [note.text for note in area.notes]
    assert len(library.statements) == 164 + 14
    assert len(page.areas) == len(library.decks) == 9


def test_mends(library: Library) -> None:
    """The mends are the slips of the printed page, no others, each with its reason."""
    mends = [mend for s in library.statements.values() for mend in s.mends if not s.same_as]
    mends += [mend for deck in library.decks for _, found in deck.stems for mend in found]
    assert all(mend.why for mend in mends)
    assert sorted((mend.printed, mend.text) for mend in mends) == sorted(
        [
            ("highquality", "high-quality"),
            ("overinfluenced", "over-influenced"),
            ("Contributing", "Contribute"),
            ("qualityassured", "quality-assured"),
            ("highquality", "high-quality"),
            ("teachers'", "teachers’"),
            (",).", ")."),
        ]
    )


def test_twins(library: Library) -> None:
    """High Expectations 1, 2, 3, 4 and 6 share the notes of School Culture 4, 5, 2, 3 and 1."""
    pairs = {s.number: library.statements[s.same_as].number for s in library.statements.values() if s.same_as}
    assert pairs == {"1": "4", "2": "5", "3": "2", "4": "3", "6": "1"}


def test_every_statement_has_a_cloze(library: Library) -> None:
    """A cloze and an open question on each statement, a twin's in its other place."""
    forms: dict[str, set[str]] = {}
    for note in library.notes.values():
        forms.setdefault(note.statement, set()).add(note.form)
    for statement in library.statements.values():
        found = forms[statement.same_as or statement.id]
        assert "cloze" in found
        assert len(found) > 1


def test_no_words_of_the_provider(page: Page) -> None:
    """The page kept as test data begins with the list of areas and the framework's own title."""
    text = PAGE.read_text("utf-8")
    assert len(page.named) == 9
    assert not re.search(r"£|Liverpool|Masters credits|https?://|Canvas", text)


def test_attribution() -> None:
    """Every deck file says whose words the statements are."""
    for path in built_in_decks().glob("*.yaml"):
        head = path.read_text("utf-8").split("\narea:")[0]
        assert "Department for Education" in head
        assert "Crown copyright" in head
