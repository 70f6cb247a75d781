"""Decks written as authors write them, and read back as they were."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from npqlt_cards.decks.nodes import parse
from npqlt_cards.decks.read import deck_of, read_deck, unholdable
from npqlt_cards.decks.records import LEARN_HOW_TO, LEARN_THAT, Deck, Mend, Note, Statement
from npqlt_cards.decks.write import deck_text
from npqlt_cards.places import built_in_decks

FILES = sorted(built_in_decks().glob("*.yaml"))


def bare(deck: Deck) -> Deck:
    """The deck without lines."""
    statements = tuple(statement._replace(line=0) for statement in deck.statements)
    return deck._replace(statements=statements, notes=tuple(note._replace(line=0) for note in deck.notes), line=1)


def again(deck: Deck) -> Deck:
    """The deck written and read."""
    return deck_of(parse(deck_text(deck).encode(), deck.file), deck.file)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_built_in_decks_come_back(file: Path) -> None:
    """Every built-in deck is the same deck once written and read."""
    deck = read_deck(file)[0]
    assert bare(again(deck)) == bare(deck)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_lines_are_those_of_hand_made_files(file: Path) -> None:
    """Ids, forms, questions and answers stand on the same lines, indented alike, as in the built-in files."""

    def kept(text: str) -> list[str]:
        keys = ("id:", "- id:", "form:", "q: >-", "a: >-", "same_as:", "practices:", "ask:")
        return [line for line in text.splitlines() if line.lstrip().startswith(keys)]

    assert kept(deck_text(read_deck(file)[0])) == kept(file.read_text("utf-8"))


words = (
    st.text(min_size=1).filter(lambda text: text.split() and not unholdable(text)).map(lambda t: " ".join(t.split()))
)


@pytest.mark.slow
@given(words, words, words, words, st.booleans())
def test_any_words_come_back(title: str, text: str, stem: str, answer: str, draft: bool) -> None:
    """Whatever a deck can hold is the same once written and read: colons, hashes, quotes, dashes and all."""
    that = Statement("a/x", "a", LEARN_THAT, "1", None, (text, answer), gloss=stem, draft=draft)
    how = Statement("a/y", "a", LEARN_HOW_TO, "1.1", stem, (answer,), mends=(Mend(title, answer, text),))
    twin = Statement("a/z", "a", LEARN_HOW_TO, "1.2", stem, (), same_as="b/x", draft=draft)
    question = Note("a/y#q", "a/y", "why", text, answer, title, draft=draft)
    deck = Deck("a.yaml", "a", None, title, (that, how, twin), (question,), ((stem, ()),), (text,), answer)
    found = again(deck)
    assert bare(found)._replace(notes=()) == deck._replace(notes=())
    assert [note._replace(line=0) for note in found.notes if note.form != "cloze"] == [question]


def test_header_and_remarks_are_comments() -> None:
    """They stand above the file, a statement or a group, and change nothing that is read."""
    that = Statement("a/x", "a", LEARN_THAT, "1", None, ("One.",))
    how = Statement("a/y", "a", LEARN_HOW_TO, "1.1", "Do it by:", ("Two.",))
    deck = Deck("a.yaml", "a", 3, "A", (that, how), (), (("Do it by:", ()),))
    text = deck_text(deck, ["Top\x85."], {"a/x": ["to do: this"], "group 1": ["to do: that"]})
    assert text.startswith("# Top.\narea: a\n")
    assert "    # to do: this\n    text: >-\n" in text
    assert "  # to do: that\n  - stem: >-\n" in text
    assert bare(deck_of(parse(text.encode(), "a.yaml"), "a.yaml")) == deck


def test_unholdable() -> None:
    """Invisible characters, and more than anybody would read."""
    assert unholdable("plain “words” 🙂 数学") == ""
    assert "U+200B" in unholdable("zero\u200bwidth")
    assert "U+FFFF" in unholdable("\uffff")
    assert "4000" in unholdable("x" * 4001)
