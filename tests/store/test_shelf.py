"""The book's copy of the decks: what other decks change in it, and what a learner is told of that."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from making import NOON, TODAY, card, shelf

from npqlt_cards.schedule import Settings, answer
from npqlt_cards.session import Row
from npqlt_cards.store import Book, open_book
from npqlt_cards.store.shelf import News

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
