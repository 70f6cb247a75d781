"""The practice page as it is written: each card once, in a list that needs no script."""

from __future__ import annotations

import html
import re

import pytest
from handouts import HEDGES, ORCHARDS, hand_out, make_card, make_handout

from npqlt_cards.decks.library import Library
from npqlt_cards.handout.practice import _key, practice_page
from npqlt_cards.handout.records import Event, Handout, Section
from npqlt_cards.handout.records import make_handout as made

BUDGET = 300_000
LETS_RUN = re.compile(r"\son[a-z]+=|\sstyle=|javascript:", re.IGNORECASE)


def one_card(**values: str) -> str:
    """The page of a single cloze."""
    card = make_card(ORCHARDS, "pruning", "cloze:1", "cloze", **values)
    return practice_page(hand_out(Event("", ("orchards",)), Section(ORCHARDS, (card,))))


def test_all_areas_are_small_enough_to_send(library: Library) -> None:
    """All areas together make a page under 300 kB."""
    page = practice_page(made(library, Event("All", tuple(library.titles), "24 November", "Twice."), "1.0"))
    assert len(page.encode()) < BUDGET


def test_every_word_stands_once(library: Library) -> None:
    """A sentence with several gaps is in the page once, and so are its remark and its statement's context."""
    page = html.unescape(practice_page(made(library, Event("", ("how-pupils-learn",)), "1.0")))
    remark = next(card.remark for card in library.cards(["how-pupils-learn"]) if card.remark)
    assert page.count(remark) == 1
    assert page.count(">How Pupils Learn · Learn that 2<") == 1
    assert page.count("plays an important role in how pupils learn; committing some <i>") == 1


def test_gaps_are_numbered_and_answered() -> None:
    """The list shows every gap of a sentence by number, with its hint; each answer names the cards that ask for it."""
    page = one_card(text="{{c1::Pruning}} keeps {{c2::trees::what}} open, and {{c1::hedges}} low.")
    assert "<i>[1]</i> keeps <i>[2: what]</i> open, and <i>[1]</i> low." in page
    assert re.findall(r"<b data.*</b>", page) == [
        '<b data-n="1">Pruning</b>',
        '<b data-n="2" data-hint="what">trees</b>',
        '<b data-n="1">hedges</b>',
    ]


def test_gaps_in_gaps() -> None:
    """Of nested deletions the outermost is the gap; one of several cards names them all; number 0 hides nothing."""
    page = one_card(text="{{c1::early {{c2::spring}}}} or {{c1,3::late}} {{c0::winter}}")
    assert "<i>[1]</i> or <i>[1,3]</i> winter" in page
    assert '<b data-n="1">early <b data-n="2">spring</b></b>' in page
    assert '<b data-n="1,3">late</b>' in page


def test_context_stands_above_what_shares_it() -> None:
    """Lines that all notes of a statement have stand above them once; a gloss stands in its own cloze."""
    page = practice_page(make_handout())
    assert page.count("<h3>Orchards · Learn that 1</h3>") == 1
    assert page.count('<span class="context">(it is a tree)</span>') == 1


def test_whose_words() -> None:
    """The page says whose the statements are, whose the questions, what event it is for, and of which release."""
    page = " ".join(practice_page(make_handout()._replace(source="Somebody’s <words>.")).split())
    assert "Somebody’s &lt;words&gt;." in page
    assert "MIT licence. Made with npqlt-cards 1.0, cards of 1970-01-01;" in page
    assert "<title>Event 1: practice cards</title>" in page
    assert "24 November" in page
    assert "Twice. Ten minutes." in page


def test_nothing_that_the_policy_forbids() -> None:
    """No handler and no style stands in an attribute, and there is one script and one style."""
    page = practice_page(make_handout())
    assert not LETS_RUN.search(page.partition("<body>")[2].partition("<script>")[0])
    assert page.count("<script") == page.count("<style") == 1
    assert "innerHTML" not in page
    assert ".style" not in page


def test_nothing_moves() -> None:
    """Nobody has to ask for less motion: there is none."""
    assert not re.search(r"animation|transition|scroll-behavior", practice_page(make_handout()))


@pytest.mark.parametrize(
    "other",
    [
        make_handout("Event 2"),
        make_handout()._replace(version="1.1"),
        make_handout()._replace(sections=make_handout().sections[:1]),
        make_handout()._replace(
            sections=(Section(HEDGES, make_handout().sections[1].cards), make_handout().sections[0])
        ),
    ],
)
def test_another_hand_out_keeps_another_place(other: Handout) -> None:
    """Another title, release, choice or order of cards has a place of its own; another note or date has not."""
    assert _key(make_handout()) != _key(other)
    same = make_handout()._replace(event=Event("Event 1", ("orchards", "hedges"), "tomorrow", "Once."))
    assert _key(make_handout()) == _key(same)
