"""The book's copy of the decks: what other decks change in it, and what a learner is told of that."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest
from making import NOON, TODAY, card, shelf

from npqlt_cards.decks.areas import Area
from npqlt_cards.errors import Problem
from npqlt_cards.schedule import Settings, answer
from npqlt_cards.session import Row
from npqlt_cards.store import Book, open_book
from npqlt_cards.store.shelf import News, Shelf, shelf_of

A, B, C = card("a/s1#q"), card("a/s2#cloze"), card("b/s3#q")


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """A book that took two cards of one area."""
    with open_book(tmp_path / "book.db") as opened:
        opened.take_cards("1", shelf(A, B))
        yield opened


def test_the_first_decks_are_no_news(book: Book) -> None:
    """Whoever has had no cards before is told of none."""
    assert book.news() == News()


def test_news(book: Book) -> None:
    """Cards that came, went, and read otherwise, over several editions, until the learner was told."""
    book.take_cards("2", shelf(A._replace(answer="Another."), C))
    assert book.news() == News(new=1, reworded=1, retired=1)
    book.take_cards("3", shelf(A._replace(answer="A third.")))
    assert book.news() == News(new=1, reworded=2, retired=2)
    book.news_told()
    assert book.news() == News()
    book.take_cards("4", shelf(A._replace(answer="A third.")))
    assert book.news() == News()


@pytest.mark.parametrize("field", ["context", "text", "answer", "source", "remark"])
def test_words_that_are_read(book: Book, field: str) -> None:
    """Any words that a learner reads on a card make it another."""
    book.take_cards("2", shelf(A._replace(**{field: "Other words"}), B))  # type: ignore[arg-type]
    assert book.news() == News(reworded=1)


def test_what_is_not_read_is_no_news(book: Book) -> None:
    """A further area for a card, and a hint of another gap of its sentence, leave it as it reads."""
    cloze = B._replace(form="cloze", text="{{c1::One}} and {{c2::two}}.", answer="")
    book.take_cards("2", shelf(A, cloze))
    book.news_told()
    hinted = cloze._replace(text="{{c1::One}} and {{c2::two::a number}}.", areas=("a", "b"))
    book.take_cards("3", shelf(A, hinted))
    assert book.news() == News()


def test_own_decks_are_no_news(book: Book) -> None:
    """They come, change and go without a word; the built-in ones beside them are still told of."""
    book.take_cards("2", shelf(A, B, C), own=["b"])
    book.take_cards("3", shelf(A, C._replace(answer="Another.")), own=["b"])
    assert book.news() == News(retired=1)
    book.take_cards("4", shelf(A))
    assert book.news() == News(retired=1)


def test_several_own_decks(book: Book) -> None:
    """Each of several own areas is one, when they come and when they go."""
    d = card("c/s4#q")
    book.take_cards("2", shelf(A, B, C, d), own=["b", "c"])
    book.take_cards("3", shelf(A, B))
    assert book.news() == News()


def test_twins(book: Book) -> None:
    """A card of two areas is one card with a place in each, and stands in the order of its first."""
    twin = card("a/s1#q", 1, "a", "b")
    book.take_cards("2", shelf(twin, C, B))
    assert book.areas() == ["a", "b"]
    assert book.cards_in((), TODAY) == [twin.id, B.id, C.id]
    assert book.cards_in(("b",), TODAY) == [twin.id, C.id]
    found = book.entry(twin.id)
    assert found and found.card == twin
    assert {area: (counts.new, cards) for area, (counts, cards) in book.standing(TODAY).items()} == {
        "a": (2, 2),
        "b": (2, 2),
    }


def test_areas_by_name(book: Book) -> None:
    """Areas come in framework order, with number and title; one without a number too."""
    areas = [Area("z", 2, "Zed"), Area("a", None, "Ay")]
    book.take_cards("2", [(area, [card(f"{area.slug}/s#q")]) for area in areas])
    assert book.named_areas() == areas
    assert (book.areas(), book.edition()) == (["z", "a"], "2")


def test_fresh_cards(book: Book) -> None:
    """A card that was answered or suspended is not new again with other decks; one that was flagged or buried is."""
    cards = [card(f"a/s{number}#q") for number in range(5)]
    book.take_cards("2", shelf(*cards))
    memory = answer(None, cards[0].id, 4, NOON, TODAY, Settings())
    assert book.record(Row("r", NOON, TODAY, cards[0].id, "review", 4, 1), None, memory)
    for each, kind in zip(cards[1:], ("suspend", "flag", "bury"), strict=False):
        book.note(Row(kind, NOON, TODAY, each.id, kind))
    book.take_cards("3", shelf(*cards))
    assert book.standing(TODAY)["a"] == ((3, 0, 0), 5)
    assert [each.card.id for each in book.in_state("new", (), TODAY, 8)] == [each.id for each in cards[2:]]


def test_shelf_of() -> None:
    """A library as the book copies it: each area with its cards, own areas, and why files were left out, by line."""

    class Library:
        areas = (Area("a", 1, "Ay"), Area("b", None, "Bee"))
        cards_by_area: ClassVar = {"b": [C], "a": [A, B]}
        own = frozenset({"b"})
        left_out = (Problem("D01", "x.yaml", 3, "wrong", "mend it"), Problem("D02", "y.yaml", 0, "bad"))

    assert shelf_of("7", Library()) == Shelf(  # type: ignore[arg-type]
        "7",
        [(Area("a", 1, "Ay"), [A, B]), (Area("b", None, "Bee"), [C])],
        frozenset({"b"}),
        "x.yaml:3: D01 wrong: mend it\ny.yaml: D02 bad",
    )


def test_left_out(book: Book) -> None:
    """Why own decks were left out is kept for as long as the edition is."""
    assert book.left_out() == ""
    book.take_cards("2", shelf(A), left_out="own.yaml:1: wrong")
    assert book.left_out() == "own.yaml:1: wrong"
    book.take_cards("3", shelf(A))
    assert book.left_out() == ""


def test_a_retired_card_is_asked_no_more(book: Book) -> None:
    """Due, in learning or ahead, nothing of it comes or is counted; its memory is kept, and comes back with it."""
    for id_, grade in ((A.id, 4), (B.id, 1)):
        memory = answer(None, id_, grade, NOON, TODAY, Settings())
        assert book.record(Row(f"row {id_}", NOON, TODAY, id_, "review", grade, 1), None, memory)
    due = TODAY + 400
    assert book.review([], due)
    assert book.learning([], due)
    known = [book.memory(A.id), book.memory(B.id)]
    book.take_cards("2", shelf(C))
    assert (book.review([], due), book.learning([], due), book.ahead([], due)) == (None, None, None)
    counts = book.counts([], due, 10, 10)
    assert (counts.new, counts.learning, counts.reviews) == (1, 0, 0)
    assert book.cards_in([], due) == [C.id]
    assert book.in_state("due", [], due, 8) == []
    assert book.leeches(1) == 0
    assert [book.memory(A.id), book.memory(B.id)] == known
    book.take_cards("3", shelf(A, B, C))
    assert book.review([], due)
