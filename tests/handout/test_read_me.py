"""READ-ME-FIRST: every file and every form of card is told of, to everybody."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser import Visits, is_too_wide, violations
from hostile_deck import HOSTILE_EVENT, LIVE, hostile_library

from npqlt_cards.decks.library import Library
from npqlt_cards.handout.read_me import Contents, read_me_page
from npqlt_cards.handout.records import Event, Handout, make_handout

EVENT = Event("Event 1", ("how-pupils-learn", "assessment"), "14 January 2027", "Ten cards a day.\nBring a pen.")
CONTENTS = Contents("practice.html", "sheet.html", [("all.apkg", ""), ("3.apkg", "3 How Pupils Learn")], "sheet.pdf")


@pytest.fixture(scope="module")
def handout(library: Library) -> Handout:
    """One event of two areas."""
    return make_handout(library, EVENT, "1.0")


def test_every_file_is_told_of(handout: Handout) -> None:
    """Each file of the contents has a link to it, and what it holds beside it."""
    page = read_me_page(handout, CONTENTS)
    for name in ("practice.html", "sheet.html", "all.apkg", "3.apkg", "sheet.pdf"):
        assert f'<a href="{name}">' in page
    assert "All the areas of this hand-out" in page
    assert "Take both, and you still get each\ncard once." in page


def test_what_is_not_there_is_not_told_of(handout: Handout) -> None:
    """Without a PDF, a note, a date, or several packages, nothing speaks of them."""
    page = read_me_page(
        handout._replace(event=Event("Event 1", EVENT.areas)), Contents("p.html", "s.html", [("3.apkg", "3 How")])
    )
    assert "PDF" not in page
    assert "facilitator</h2>" not in page
    assert "Take both" not in page
    assert "cut along" not in page
    assert "cut along" in read_me_page(handout, CONTENTS._replace(cut_lines=True))


def test_only_the_forms_there_are(handout: Handout) -> None:
    """Only forms of card that the hand-out has are explained."""
    whole = read_me_page(handout, CONTENTS)
    assert whole.count("<dt>") == 4
    gaps = [s._replace(cards=tuple(c for c in s.cards if c.form == "cloze")) for s in handout.sections]
    page = read_me_page(handout._replace(sections=tuple(gaps)), CONTENTS)
    assert page.count("<dt>") == 1
    assert "<dt>Gaps</dt>" in page


def test_for_everybody(handout: Handout, visits: Visits, axe: str) -> None:
    """By day and by night, wide and narrow, axe-core finds nothing; it needs no script; the note keeps its lines."""
    page = visits.open(read_me_page(handout, CONTENTS))
    for width in (320, 1200):
        page.set_viewport_size({"width": width, "height": 900})
        assert not violations(page, axe), width
        assert not is_too_wide(page)
        assert "Ten cards a day.\nBring a pen." in page.inner_text("main")
    plain = visits.open(read_me_page(handout, CONTENTS), java_script_enabled=False)
    assert "On an Android phone" in plain.inner_text("main")


def test_links_within(handout: Handout, visits: Visits) -> None:
    """Each link within the page leads to a heading that is there."""
    page = visits.open(read_me_page(handout, CONTENTS))
    links = page.eval_on_selector_all("a[href^='#']", "found => found.map(link => link.getAttribute('href'))")
    assert len(links) == 3
    assert all(page.locator(link).evaluate("found => found.tagName") == "H2" for link in links)


def test_hostile_words(visits: Visits, tmp_path: Path) -> None:
    """Markup in an event, a deck or a file's name is shown as words, and runs nowhere."""
    handout = make_handout(hostile_library(tmp_path / "decks"), HOSTILE_EVENT, "1.0")
    page = visits.open(read_me_page(handout, Contents("p.html", "s.html", [(f'"{LIVE}', f"What {LIVE}")])))
    shown = page.inner_text("body")
    for start in ("Event", "Day", "Note", "What", "3 Title"):
        assert f"{start} {LIVE}" in shown, start
    assert page.locator("img, script").count() == 0
