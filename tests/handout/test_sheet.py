"""The question sheet: every card asked once and answered once, by one number."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from browser import Visits, is_too_wide, violations
from hostile_deck import HOSTILE_EVENT, LIVE, hostile_library
from hypothesis import given
from hypothesis import strategies as st

from npqlt_cards.cloze import card_numbers, hidden
from npqlt_cards.decks.cards import Card
from npqlt_cards.decks.library import Library
from npqlt_cards.handout import sheet
from npqlt_cards.handout.records import Event, Handout, make_handout
from npqlt_cards.handout.sheet import Blank, sheet_page

THREE = Event("Event 1", ("how-pupils-learn", "subject-and-curriculum", "implementation"), "14 January 2027")
WIDTHS = (320, 1200)


@pytest.fixture(scope="module")
def handout(library: Library) -> Handout:
    """One event of three areas."""
    return make_handout(library, THREE, "1.0")


@pytest.fixture(scope="module")
def everything(library: Library) -> Handout:
    """All areas."""
    return make_handout(library, Event("All", tuple(library.titles)), "1.0")


def words(page: str) -> str:
    """What a page says: no styles, no tags, white space folded."""
    page = re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", page)).split())


def card(text: str, number: int, place: str = "Area · Learn that 4", form: str = "cloze") -> Card:
    """A card of one note."""
    return Card(f"a/b#c:{number}", "a/b#c", number, "a/b", ("a",), form, place, text, "Answer", "Source")


def test_one_number_for_each_note(everything: Handout) -> None:
    """Numbers run without a gap over all areas; each has its question once, and its answers once for each card."""
    numbers = sheet.count(1)
    papers = [sheet._paper(section, numbers, False) for section in everything.sections]
    items = [item for paper in papers for item in paper.items]
    assert [item.number for item in items] == list(range(1, len(items) + 1))
    assert len(items) == len({card.note for card in everything.cards})
    assert sum(len(item.answers) for item in items) == len(everything.cards)
    assert all(answer for item in items for _, answer in item.answers)
    assert all(
        sum(isinstance(word, Blank) for word in item.words) >= len(item.answers) for item in items if item.answers[0][0]
    )


def test_every_answer_is_there(everything: Handout) -> None:
    """Whatever a card hides, or its answer, stands behind the questions; no gap's answer stands in its own sentence."""
    page = sheet_page(everything)
    questions, _, answers = page.partition('id="answers"')
    told, asked = words(answers), words(questions)
    for each in everything.cards:
        for answer in hidden(each.text, each.number) if each.form == "cloze" else [each.answer]:
            assert answer in told, each.id
        if each.form != "cloze":
            assert each.text in asked


def test_numbers_agree(handout: Handout) -> None:
    """The lists of questions and of answers, as a browser counts them, have the same numbers."""
    questions, _, answers = sheet_page(handout).partition('id="answers"')

    def counted(part: str) -> list[int]:
        found = []
        for start, items in re.findall(r'<ol[^>]* start="(\d+)">(.*?)</ol>', part, re.DOTALL):
            found += range(int(start), int(start) + items.count("<li>"))
        return found

    assert counted(questions) == counted(answers) == list(range(1, len({card.note for card in handout.cards}) + 1))


def test_a_sentence_with_several_gaps() -> None:
    """It stands once, each gap with its letter and its hint, and the answers by letter."""
    text = "The {{c1::first}} and the {{c2::second::hint}} of {{c1::one}}."
    item = sheet._item(7, [card(text, 1), card(text, 2)])
    assert item.words == ("The ", Blank("a"), " and the ", Blank("b", "hint"), " of ", Blank("a"), ".")
    assert item.answers == (("a", "first … one"), ("b", "second"))
    assert item.place == "Learn that 4"


def test_a_sentence_with_one_gap() -> None:
    """A single gap has no letter; other deletions are in view."""
    assert sheet._item(1, [card("A {{c1::gap}}.", 1)]).words == ("A ", Blank(), ".")
    text = "The {{c1::first}} of {{c2::two::hint}}."
    assert sheet._gap(card(text, 2)) == (("The first of ", Blank(hint="hint"), "."), (("", "two"),))


def test_what_stands_above() -> None:
    """A stem and a gloss stand above, the place beside the answer, whatever the title holds."""
    item = sheet._item(1, [card("A {{c1::gap}}.", 1, "One · two · Learn how to 1.2\nStem by:\n(it: this)")])
    assert (item.above, item.place) == ("Stem by:\n(it: this)", "Learn how to 1.2")


@given(st.text(alphabet="{}c12:: ,ab", max_size=60))
def test_any_markup(text: str) -> None:
    """Whatever the markup, each card has its answers on the sheet."""
    if numbers := card_numbers(text):
        item = sheet._item(1, [card(text, number) for number in numbers])
        assert len(item.answers) == len(numbers)


@pytest.mark.slow
def test_cards_to_cut_out(handout: Handout) -> None:
    """Each card has a strip of its own, with question and answer side by side, and no answers behind."""
    page = sheet_page(handout, cut_lines=True)
    assert page.count("<li>") == len(handout.cards)
    assert page.count('class="back"') == len(handout.cards)
    assert 'id="answers"' not in page
    for each in handout.cards:
        answer = hidden(each.text, each.number)[0] if each.form == "cloze" else each.answer
        assert answer in words(page)


def test_an_area_whose_cards_stand_elsewhere(library: Library) -> None:
    """An area without cards of its own is named, and the numbers go on."""
    full = make_handout(library, THREE, "1.0")
    handout = full._replace(sections=(full.sections[0], full.sections[1]._replace(cards=()), full.sections[2]))
    for cut_lines in (False, True):
        page = sheet_page(handout, cut_lines)
        assert page.count("No further cards.") == 1
        assert "4 Subject and Curriculum" in page


def test_whose_words(handout: Handout) -> None:
    """The sheet says whose words the statements are, of which edition, and which release made it."""
    for page in (sheet_page(handout), sheet_page(handout, cut_lines=True)):
        assert "Crown copyright" in page
        assert handout.edition in words(page)
        assert handout.newest in page


def test_size(everything: Handout) -> None:
    """All the cards make a page of less than 300 kB."""
    assert len(sheet_page(everything).encode()) < 300_000
    assert len(sheet_page(everything, cut_lines=True).encode()) < 500_000


@pytest.mark.parametrize("cut_lines", [False, True])
def test_at_any_width(handout: Handout, visits: Visits, cut_lines: bool) -> None:
    """Wide and narrow, nothing scrolls sideways, and no script is needed."""
    page = visits.open(sheet_page(handout, cut_lines))
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert not is_too_wide(page), width
    plain = visits.open(sheet_page(handout, cut_lines), java_script_enabled=False)
    assert plain.locator("li").count() >= len({card.note for card in handout.cards})


@pytest.mark.parametrize("cut_lines", [False, True])
def test_for_everybody(library: Library, visits: Visits, axe: str, cut_lines: bool) -> None:
    """By day and night, wide and narrow, axe-core finds nothing in a sheet of one area, whose parts are any sheet's."""
    page = visits.open(sheet_page(make_handout(library, Event("Event 1", ("how-pupils-learn",)), "1.0"), cut_lines))
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert not violations(page, axe), width


@pytest.mark.parametrize("cut_lines", [False, True])
def test_hostile_words(visits: Visits, tmp_path: Path, cut_lines: bool) -> None:
    """Markup in a deck or an event is shown as words, and runs nowhere."""
    handout = make_handout(hostile_library(tmp_path / "decks"), HOSTILE_EVENT, "1.0")
    page = visits.open(sheet_page(handout, cut_lines))
    shown = page.inner_text("body")
    for start in ("Event", "Day", "Title", "Why", "Since", "Stem", "(Gloss"):
        assert f"{start} {LIVE}" in shown, start
    assert page.locator("img, script").count() == 0
