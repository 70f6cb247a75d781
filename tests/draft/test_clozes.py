"""Deletions: whole phrases that pass every check, as many as the sentence has room for."""

from __future__ import annotations

from pages import STEM, statement

from npqlt_cards import cloze
from npqlt_cards.decks.records import Note
from npqlt_cards.draft.clozes import mark, marked_up
from npqlt_cards.draft.judge import faults
from npqlt_cards.draft.phrases import Rarity

EVEN = Rarity([])


def marked(text: str, stem: str | None = None) -> str:
    """The sentence with its deletions."""
    return mark(statement(text, stem), text, EVEN).text


def test_items_of_a_list_each_have_a_deletion() -> None:
    """A list of three is marked item by item, the others in view."""
    text = "Good pruning can improve the taste, colour and size of ripe fruit."
    assert marked(text) == (
        "Good pruning can improve the {{c1::taste}}, {{c2::colour}} and {{c3::size}} of ripe fruit."
    )


def test_longer_sentences_have_more_deletions() -> None:
    """One for a short sentence, three at most for a long one, and never two side by side."""
    texts = ["Careful gardeners water trees.", "Trees need water.", "Old trees.", "Hot weeks."]
    short = marked("Careful gardeners water all of their youngest trees at dusk in hot weeks.")
    text = (
        "Careful gardeners water their youngest trees at dusk in hot weeks, because cool evenings slow down the steady "
        "evaporation that would otherwise carry precious moisture out of exposed sandy soil."
    )
    long = mark(statement(text), text, Rarity(texts)).text
    assert len(cloze.card_numbers(short)) == 1
    assert len(cloze.card_numbers(long)) == 3


def test_no_word_that_stands_elsewhere_is_hidden() -> None:
    """What the sentence or the stem shows is not asked for."""
    assert "{{c1::orchard" not in marked("Walking the orchard daily in all seasons with a notebook.", STEM)


def test_too_long_and_too_short_say_why() -> None:
    """A sentence that no front can show, or with too little in view, has no deletion and a reason."""
    long = "Pears " + "and plums " * 30 + "grow."
    for text, code in ((long, "C05c"), ("Apples ripen late.", "C05a"), ("It is so that they may do as we do it.", "")):
        choice = mark(statement(text), text, EVEN)
        assert choice.text == text
        assert choice.fault is not None
        assert choice.fault.code == code
        assert choice.fault.message


def test_marked_up() -> None:
    """Spans are numbered from the left, whatever their order."""
    assert marked_up("ab cd ef", [(6, 8), (0, 2)]) == "{{c1::ab}} cd {{c2::ef}}"


def test_faults_are_those_of_the_checks() -> None:
    """The judge tells the codes that ``npqlt check`` would."""
    text = "Apples ripen in {{c1::the late}} summer on every tree here."
    found = faults(statement(text), Note("orchards/idea#cloze", "orchards/idea", "cloze", text))
    assert [fault.code for fault in found] == ["C04b"]
