"""What a learner has got to with each card: its answers with the memory before and after, and what is set aside."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from making import DAY_MS, NOON, TODAY, card, shelf

from npqlt_cards.queue import Moment
from npqlt_cards.schedule import GOOD, Memory, Settings, answer
from npqlt_cards.session import Row
from npqlt_cards.store import Book, open_book
from npqlt_cards.store.merge import Origin
from npqlt_cards.store.progress import Progress, Step


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """A book of four cards."""
    with open_book(tmp_path / "book.db") as opened:
        opened.take_cards("1", shelf(*(card(f"area/{name}#q") for name in "abcd")))
        yield opened


def row(id_: str, name: str, days: int = 0, kind: str = "review", about: str | None = None) -> Row:
    """An answer, or whatever else is done with a card, some days on."""
    grade = GOOD if kind in ("review", "imported", "cram") else None
    return Row(id_, NOON + days * DAY_MS, TODAY + days, f"area/{name}#q:1", kind, grade, about=about)


def take(book: Book, *rows: Row) -> None:
    """Put rows into the log as another machine's."""
    book.merge(list(enumerate(rows, start=1)), Origin("log.jsonl"))


def after(name: str, days: int, before: Memory | None = None, settings: Settings | None = None) -> Memory:
    """The memory that a good answer leaves."""
    return answer(before, f"area/{name}#q:1", GOOD, NOON + days * DAY_MS, TODAY + days, settings or Settings())


def test_nothing_yet(book: Book) -> None:
    """A card that nobody did anything with has no progress."""
    assert list(book.progress()) == []


def test_answers(book: Book) -> None:
    """By card, oldest answer first, wherever it came from, each with the memory before and after; no crammed ones."""
    rows = [row("3", "b", 2), row("1", "b", kind="imported"), row("2", "a"), row("4", "a", 1, "cram"), row("5", "b", 1)]
    take(book, *rows)
    first, second = after("b", 0), after("b", 1, after("b", 0))
    third = after("b", 2, second)
    assert list(book.progress()) == [
        Progress("area/a#q:1", [Step(rows[2], None, after("a", 0))]),
        Progress(
            "area/b#q:1", [Step(rows[1], None, first), Step(rows[4], first, second), Step(rows[0], second, third)]
        ),
    ]
    assert [each.memory for each in book.progress()] == [after("a", 0), third]


def test_answers_of_one_instant(book: Book) -> None:
    """Answers of one instant come by id, whatever the order they came in, were there no index."""
    marks = ", ".join("?" * len(Row._fields))
    rows = [row("b", "a"), row("a", "a")]
    book._db.executemany(f"INSERT INTO log ({', '.join(Row._fields)}) VALUES ({marks})", rows)
    book._db.execute("DROP INDEX log_card")
    (found,) = book.progress()
    assert [step.row.id for step in found.steps] == ["a", "b"]


def test_taken_back(book: Book) -> None:
    """An answer that was taken back is none."""
    take(book, row("1", "a"), row("2", "a", 1), row("3", "b"))
    take(book, row("4", "a", 1, "undo", "1"), row("5", "b", 1, "undo", "3"))
    assert list(book.progress()) == [Progress("area/a#q:1", [Step(row("2", "a", 1), None, after("a", 1))])]


def test_settings(book: Book) -> None:
    """An answer is replayed with the settings that it names."""
    wanted = Settings(learning_steps=())
    about = book.settle(wanted, Moment(NOON, TODAY))
    take(book, row("1", "a", about=about))
    (found,) = book.progress()
    assert found.memory == after("a", 0, settings=wanted) != after("a", 0)


def test_set_aside(book: Book) -> None:
    """A card that is suspended or buried is told as that, answered or new; new ones come last, by name."""
    take(book, row("1", "c"), row("2", "d"))
    for number, (name, kind) in enumerate([("c", "suspend"), ("d", "bury"), ("b", "bury"), ("a", "suspend")]):
        book.note(row(f"n{number}", name, number, kind))
    found = list(book.progress())
    assert [(each.card[5:6], len(each.steps), each.suspended, each.buried_day) for each in found] == [
        ("c", 1, True, None),
        ("d", 1, False, TODAY + 1),
        ("a", 0, True, None),
        ("b", 0, False, TODAY + 2),
    ]
    assert [each.memory for each in found[2:]] == [None, None]
