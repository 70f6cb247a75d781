"""The records: what a card shows, and mends taken back."""

from __future__ import annotations

import pytest

from npqlt_cards.decks.cards import Card
from npqlt_cards.decks.records import FORMS, Mend, Note, Statement, context_line, unmended


def test_mends_are_taken_back_in_order() -> None:
    """Each mend is taken back once, from the left, after the one before."""
    assert unmended("a-b a-b c", [Mend("ab", "a-b", "")]) == "ab a-b c"
    assert unmended("a-b a-b c", [Mend("ab", "a-b", ""), Mend("AB", "a-b", "")]) == "ab AB c"
    assert unmended("x", [Mend("y", "z", "")]) == "x"
    assert unmended("one, two", [Mend("one", "one, two", "")]) == "one"


def test_context_line() -> None:
    """Area, kind and number; then the stem; then what “it” is, which a question has no need of."""
    that = Statement("a/x", "a", "learn-that", "4", None, ("Words.",))
    assert {context_line("Tea", that, Note("a/x#n", "a/x", form, "Words.")) for form in FORMS} == {"Tea · Learn that 4"}
    how = Statement("a/x", "a", "learn-how-to", "2.3", "Make tea, by:", ("Words.",), gloss="it: tea")
    assert (
        context_line("Tea", how, Note("a/x#cloze", "a/x", "cloze", "Words."))
        == "Tea · Learn how to 2.3\nMake tea, by:\n(it: tea)"
    )
    for form in ("fact", "why", "scenario"):
        assert context_line("Tea", how, Note("a/x#q", "a/x", form, "Words?")) == "Tea · Learn how to 2.3\nMake tea, by:"


@pytest.mark.parametrize(
    ("gloss", "above"),
    [
        ("it: tea", [False, True]),
        ("IT, they: tea", [False, True]),
        ("leaves: of tea", [True, False]),
        ("leaf: of tea", [True, True]),
        ("no colon", [True, True]),
        ("", [False, False]),
    ],
)
def test_gloss(gloss: str, above: list[bool]) -> None:
    """A gloss stands above the sentences that have one of its words as a word, above all where none has."""
    sentences = ("{{c1::Leaves}} have its colour.", "Then {{c1::it}} is poured.")
    statement = Statement("a/x", "a", "learn-that", "4", None, sentences, gloss=gloss)
    notes = [Note("a/x#cloze", "a/x", "cloze", sentence) for sentence in sentences]
    assert [statement.gloss_for(note) for note in notes] == [gloss if shown else "" for shown in above]


def test_numbers() -> None:
    """A cloze has a card for each number, a question one."""
    assert Note("a/x#cloze", "a/x", "cloze", "{{c3::a}} {{c1::b}} {{c3::c}}").numbers == [1, 3]
    assert Note("a/x#q", "a/x", "fact", "{{c3::a}}?", "b").numbers == [1]


def test_sides() -> None:
    """The asked-for words are the active piece on each side."""
    cloze = Card("i", "n", 2, "s", ("a",), "cloze", "", "A {{c2::b::hint}} c", "", "")
    question = Card("i", "n", 1, "s", ("a",), "why", "", "Why?", "So.", "")
    assert cloze.front() == [("A ", False), ("[hint]", True), (" c", False)]
    assert cloze.back() == [("A ", False), ("b", True), (" c", False)]
    assert (question.front(), question.back()) == ([("Why?", False)], [("So.", True)])
