"""What the book lists: states that fit together, flags with their time, cards that the decks no longer have."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from making import DAY_MS, NOON, TODAY, Clock, Ids, card, shelf

from npqlt_cards.queue import Entry, Limits, Plan
from npqlt_cards.schedule import Memory
from npqlt_cards.session import FLAGGED, SUSPENDED, UNFLAGGED, Row, Session, undo
from npqlt_cards.store import Book, open_book
from npqlt_cards.store.lists import CONDITIONS, Aside, Listed
from npqlt_cards.store.merge import Origin
from npqlt_cards.store.projection import Tally


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


def known(book: Book, name: str, **changed: object) -> None:
    """A card with a memory: in review, due tomorrow, or as told."""
    memory = Memory("review", 0, 9.0, 5.0, None, TODAY + 1, NOON, TODAY, 1, 0)._replace(**changed)  # type: ignore[arg-type]
    assert book.record(Row(f"r{name}", NOON, TODAY, name, "review", 3, 900), None, memory)


def test_states_to_the_bound(book: Book) -> None:
    """Due is a card from its day on, a leech from so many lapses on; a suspended one is neither, nor in learning."""
    names = [f"one/s{number}#q:1" for number in range(3)]
    known(book, names[0], due_day=TODAY + 3, lapses=4)
    known(book, names[1], due_day=None, due_at=NOON, phase="learning", lapses=5)
    known(book, names[2], due_day=TODAY + 2, lapses=6)
    assert [ids(book, "due", day=TODAY + days) for days in (1, 2, 3)] == [[], [names[2]], [names[0], names[2]]]
    for lapses, leeches in ((4, names), (5, names[1:]), (6, names[2:]), (7, [])):
        assert ids(book, "leech", leech_lapses=lapses) == leeches
        assert book.leeches(lapses) == len(leeches)
    assert ids(book, "learning") == [names[1]]
    for name in (*names, "two/s0#q:1"):
        book.note(Row(f"s{name}", NOON, TODAY, name, SUSPENDED))
    assert ids(book, "due", day=TODAY + 9) == ids(book, "leech", leech_lapses=0) == ids(book, "learning") == []
    assert ids(book, "suspended") == [*names, "two/s0#q:1"]
    assert ids(book, "new") == ["two/s1#q:1", "two/s2#q:1"]


def test_listed(book: Book) -> None:
    """A card comes with its memory, whether it is suspended, and why it is flagged; one of two areas with either."""
    twin = card("one/s0#q", 1, "one", "two")
    book.take_cards("2", shelf(twin, card("one/s1#q")))
    known(book, twin.id)
    book.note(Row("f", NOON, TODAY, twin.id, FLAGGED, about="why"))
    book.note(Row("g", NOON, TODAY, "one/s1#q:1", FLAGGED))
    book.note(Row("s", NOON, TODAY, "one/s1#q:1", SUSPENDED))
    both = [Listed(twin, book.memory(twin.id), False, "why"), Listed(card("one/s1#q"), None, True, "")]
    assert book.in_state("flagged", (), TODAY, 8) == book.in_state("flagged", ("two", "one"), TODAY, 8) == both
    assert book.in_state("flagged", ("two",), TODAY, 8) == both[:1]
    assert book.in_state("flagged", ("none",), TODAY, 8) == []
    book.take_cards("3", shelf(card("one/s2#q")))
    assert book.in_state("new", (), TODAY, 8) == [Listed(card("one/s2#q"), None, False, None)]


def test_the_last_flag_that_stands(book: Book) -> None:
    """A flag's time is that of the last one that was not taken back."""
    for number, why in enumerate(("first", "second", "third")):
        book.note(Row(f"f{number}", NOON + number * DAY_MS, TODAY + number, "one/s1#q:1", FLAGGED, about=why))
    assert book.undo(Row("u", NOON, TODAY + 2, "one/s1#q:1", "undo", about="f2"))
    assert [(each.why, each.at, each.day) for each in book.flags()] == [("second", NOON + DAY_MS, TODAY + 1)]
    book.merge([(1, Row("f9", NOON + DAY_MS, TODAY + 2, "one/s1#q:1", FLAGGED, about="ninth"))], Origin("log"))
    assert [(each.why, each.at, each.day) for each in book.flags()] == [("ninth", NOON + DAY_MS, TODAY + 2)]


def test_order_of_flags_and_of_what_is_aside(book: Book) -> None:
    """In framework order, and those of cards that the decks no longer have last, by name."""
    names = ["two/s1#q:1", "gone/b#q:1", "one/s2#q:1", "gone/a#q:1"]
    for name in names:
        book.note(Row(name, NOON, TODAY, name, FLAGGED))
    last = ["gone/a#q:1", "gone/b#q:1"]
    assert [each.id for each in book.flags()] == ["one/s2#q:1", "two/s1#q:1", *last]
    assert [each.card and each.card.id for each in book.flags()] == ["one/s2#q:1", "two/s1#q:1", None, None]
    everything = [f"{area}/s{number}#q:1" for area in ("one", "two") for number in range(3)]
    book.take_cards("2", shelf(*(card(name.removesuffix(":1")) for name in reversed(everything))))
    assert list(book.aside()) == [*reversed(everything), *last]
    assert {name for name, each in book.aside().items() if each == Aside(False, True)} == set(names)


def test_tally(book: Book) -> None:
    """What a day came to, and nothing of a day without answers."""
    known(book, "one/s0#q:1")
    assert book.tally(TODAY) == Tally(introduced=1, answers=1, recalled=1, took_ms=900)
    assert book.tally(TODAY + 1) == Tally()


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
