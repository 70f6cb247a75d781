"""What the book lists: states that fit together, flags with their time, cards that the decks no longer have."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from making import NOON, TODAY, Clock, Ids, card, shelf

from npqlt_cards.queue import Entry, Limits, Plan
from npqlt_cards.session import FLAGGED, SUSPENDED, UNFLAGGED, Row, Session, undo
from npqlt_cards.store import Book, open_book
from npqlt_cards.store.lists import CONDITIONS, Aside


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """A book of six cards in two areas."""
    with open_book(tmp_path / "book.db") as opened:
        opened.take_cards("1", shelf(*(card(f"{area}/s{number}#q") for area in ("one", "two") for number in range(3))))
        yield opened


def ids(book: Book, state: str, *areas: str, day: int = TODAY, leech_lapses: int = 8) -> list[str]:
    """The cards in a state."""
    return [each.card.id for each in book.in_state(state, areas, day, leech_lapses)]


def test_states_part_the_cards(book: Book) -> None:
    """After any session every card is new, learning, suspended, due or for later, and in one of them only."""
    rng, clock, new_id = random.Random(5), Clock(), Ids()
    everything = set(ids(book, "new"))
    for _ in range(20):
        session = Session(book, clock, new_id, plan=Plan(Limits(new=2)))
        while isinstance(session.next(), Entry):
            if rng.random() < 0.03:
                session.suspend()
            else:
                session.reveal()
                session.grade(rng.choice((1, 3, 3, 4)))
        day = clock().day
        parts = [ids(book, state, day=day) for state in ("new", "learning", "suspended", "due")]
        listed = [each for part in parts for each in part]
        assert len(listed) == len(set(listed))
        later = set(ids(book, "leech", day=day, leech_lapses=0)) - set(listed)  # every card that was answered
        assert later | set(listed) == everything
        clock.skip(days=3)


def test_leeches_are_counted_as_listed(book: Book) -> None:
    """The count and the list are of the same cards: a suspended leech is in neither."""
    clock, new_id = Clock(), Ids()
    session = Session(book, clock, new_id)
    for _ in range(2):
        assert isinstance(session.next(), Entry)
        session.reveal()
        session.grade(1)
    assert (book.leeches(0), len(ids(book, "leech", leech_lapses=0))) == (2, 2)
    book.note(Row("away", NOON, TODAY, ids(book, "leech", leech_lapses=0)[0], SUSPENDED))
    assert (book.leeches(0), len(ids(book, "leech", leech_lapses=0))) == (1, 1)


def test_areas_and_order(book: Book) -> None:
    """Areas are chosen by slug; cards come in framework order."""
    assert ids(book, "new", "two") == [f"two/s{number}#q:1" for number in range(3)]
    assert ids(book, "new")[:3] == [f"one/s{number}#q:1" for number in range(3)]


def test_flags(book: Book) -> None:
    """A flag has its last reason and time; taken off, or taken back, it is gone; the decks need not have its card."""
    for at, (name, why) in enumerate([("one/s1#q:1", "old"), ("one/s1#q:1", "new"), ("gone/s#q:1", None)]):
        book.note(Row(f"f{at}", NOON + at, TODAY, name, FLAGGED, about=why))
    assert [(each.id, each.why, each.at, each.day, each.card is None) for each in book.flags()] == [
        ("one/s1#q:1", "new", NOON + 1, TODAY, False),
        ("gone/s#q:1", "", NOON + 2, TODAY, True),
    ]
    assert (book.flagged(), ids(book, "flagged")) == (2, ["one/s1#q:1"])
    undo(book, Clock()(), Ids("undo"))
    book.note(Row("off", NOON + 9, TODAY, "one/s1#q:1", UNFLAGGED))
    assert book.flags() == []


def test_aside(book: Book) -> None:
    """Every card of the decks, then those set aside that the decks no longer have."""
    book.note(Row("a", NOON, TODAY, "two/s0#q:1", SUSPENDED))
    book.note(Row("b", NOON, TODAY, "gone/s#q:1", SUSPENDED))
    found = book.aside()
    assert len(found) == 7
    assert list(found)[-1] == "gone/s#q:1"
    assert [name for name, each in found.items() if each == Aside(True, False)] == ["two/s0#q:1", "gone/s#q:1"]


def test_lists_write_nothing(book: Book) -> None:
    """Looking leaves the book as it was."""
    before = list(book.log())
    for state in CONDITIONS:
        book.in_state(state, (), TODAY, 8)
    assert (book.flags(), book.leeches(1), book.tally(TODAY).answers) == ([], 0, 0)
    assert list(book.log()) == before
