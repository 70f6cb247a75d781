"""What follows from the log: the same for the same rows, whatever the order they came in."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from living import live
from making import DAY_MS, NOON, Clock, Ids, card, shelf

from npqlt_cards.errors import NpqltError
from npqlt_cards.queue import Entry, Moment
from npqlt_cards.schedule import AGAIN, REVIEW, Answer, Memory, Settings, course
from npqlt_cards.session import Row, Session
from npqlt_cards.store import Book, open_book, projection, schema
from npqlt_cards.store.projection import Tally, settings_id, settings_row, tally_of

DERIVED = ("memory", "tally", "aside", "undone", "place")


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """A book of 30 cards."""
    with open_book(tmp_path / "book.db") as opened:
        opened.take_cards("1", shelf(*(card(f"area/s{number}#q") for number in range(30))))
        yield opened


def derived(book: Book) -> dict[str, list[tuple[object, ...]]]:
    """Every derived table; of the tally the days that anything happened on."""
    found = {name: sorted(book._db.execute(f"SELECT * FROM {name}"), key=repr) for name in DERIVED}
    found["tally"] = [row for row in found["tally"] if any(row[1:])]
    return found


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_rebuild_gives_the_same(book: Book, seed: int) -> None:
    """After weeks of answers, undos and settings, a replay of the log gives every derived table as it stands."""
    live(book, random.Random(seed))
    before = derived(book)
    assert len(before["memory"]) > 3
    book.rebuild()
    assert derived(book) == before


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_order_of_arrival_does_not_matter(book: Book, tmp_path: Path, seed: int) -> None:
    """The rows of a log appended in any other order give the same memories."""
    live(book, random.Random(seed))
    rows = list(book.log())
    random.Random(seed).shuffle(rows)
    with open_book(tmp_path / "other.db") as other:
        other.take_cards("1", shelf(*(card(f"area/s{number}#q") for number in range(30))))
        marks = ", ".join("?" * len(Row._fields))
        other._db.executemany(f"INSERT INTO log ({', '.join(Row._fields)}) VALUES ({marks})", rows)
        other.rebuild()
        assert derived(other) == derived(book)


def test_a_row_is_taken_back_once(book: Book) -> None:
    """Two undos of one row: the second writes nothing."""
    clock = Clock()
    session = Session(book, clock, Ids())
    session.next(), session.reveal(), session.grade(AGAIN)
    assert book.undo(Row("u1", clock.at, clock().day, "area/s0#q:1", "undo", about="row-1"))
    assert not book.undo(Row("u2", clock.at, clock().day, "area/s0#q:1", "undo", about="row-1"))
    assert [row.id for row in book.log()] == ["row-1", "u1"]


def test_later_wins_whatever_the_clock(book: Book) -> None:
    """Suspended and brought back with a clock set back in between: the last that was done counts."""
    for number, (kind, at) in enumerate((("suspend", NOON), ("unsuspend", NOON - DAY_MS), ("flag", 0), ("unflag", 0))):
        book.note(Row(f"n{number}", at, at // DAY_MS, "area/s0#q:1", kind))
    assert derived(book)["aside"] == []


def test_tally_of() -> None:
    """First answers, reviews of young and of mature cards, and crammed ones are counted apart."""
    row = Row("a", 0, 0, "c", "review", 3, 700)

    def reviewed(interval: int) -> Memory:
        return Memory(REVIEW, 0, 9.0, 5.0, None, 100 + interval, 0, 100, 3, 0)

    assert tally_of(row, None) == Tally(introduced=1, answers=1, recalled=1, took_ms=700)
    assert Tally() == (0,) * len(Tally._fields)
    assert tally_of(row._replace(took_ms=None), None).took_ms == 0
    assert tally_of(row, reviewed(20)) == Tally(0, 1, 1, 1, 0, 700, 1, 1, 0, 0)
    assert tally_of(row._replace(grade=1), reviewed(21)) == Tally(0, 1, 1, 0, 0, 700, 0, 0, 1, 0)
    assert tally_of(row._replace(kind="cram"), reviewed(21)) == Tally(crammed=1, took_ms=700)


def test_settings_id() -> None:
    """The defaults have no id; others one that depends on all that bears on the schedule, and not on the rollover."""
    assert settings_id(Settings()) is None
    assert settings_id(Settings(rollover=0)) is None
    ids = {settings_id(Settings(desired_retention=share)) for share in (0.8, 0.85, 0.95)}
    assert len(ids) == 3
    assert None not in ids


def test_settings_row() -> None:
    """What stands for settings in a log is the same on every machine and in every release: all but the rollover."""
    row = settings_row(Settings(0.8, (60,), (), 365, rollover=7, parameters=(0.5,)), 1, 2)
    about = (
        '{"desired_retention": 0.8, "learning_steps": [60], "maximum_interval": 365, "parameters": [0.5], '
        '"relearning_steps": []}'
    )
    assert row == Row("settings:18799170e5658e02", 1, 2, "", "settings", about=about)
    assert settings_row(Settings(), 1, 2).id == ""


def test_settings_are_written_once(book: Book) -> None:
    """Settings become one row of the log, however often and by whomever they are used."""
    first = book.settle(Settings(desired_retention=0.8), Moment(NOON, 1))
    assert book.settle(Settings(desired_retention=0.8), Moment(NOON + 1, 2)) == first
    assert [row.id for row in book.log()] == [first]


def test_rows_of_one_instant(book: Book) -> None:
    """Rows of one instant count in the order of their ids, whatever the order they came in, were there no index."""
    name = "area/s0#q:1"
    rows = [Row(id_, NOON, NOON // DAY_MS, name, "review", grade) for id_, grade in (("c", 1), ("a", 4), ("b", 3))]
    rows.append(Row("d", NOON - 5, NOON // DAY_MS, name, "review", 2))
    marks = ", ".join("?" * len(Row._fields))
    book._db.executemany(f"INSERT INTO log ({', '.join(Row._fields)}) VALUES ({marks})", rows)
    book._db.execute("DROP INDEX log_card")
    ordered = sorted(rows, key=lambda row: (row.at, row.id))
    assert book.history(name) == ordered
    assert list(book.log()) == ordered
    book.rebuild()
    answers = [Answer(row.at, row.day, row.grade or 0, Settings()) for row in ordered]
    assert book.memory(name) == list(course(name, answers))[-1]


def test_watched(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    """A replay tells after every so many cards how many answers are done, crammed ones too, and at the end all."""
    monkeypatch.setattr(projection, "_BATCH", 2)
    for card_, answers in enumerate((1, 3, 1, 2, 1)):
        for number in range(answers):
            kind = "cram" if number == 2 else "review"
            at = NOON + number
            add = "INSERT INTO log (id, at, day, card, kind, grade) VALUES (?, ?, 20000, ?, ?, 3)"
            book._db.execute(add, (f"{card_}-{number}", at, f"area/s{card_}#q:1", kind))
    told: list[tuple[int, int]] = []
    book.rebuild(lambda done, whole: told.append((done, whole)))
    assert told == [(4, 8), (7, 8), (8, 8)]
    assert [row[9] for row in derived(book)["memory"]] == [1, 2, 1, 2, 1]


def test_an_only_answer_taken_back(book: Book) -> None:
    """A card whose only answer was taken back is new again, and its day came to nothing."""
    session = Session(book, Clock(), Ids())
    assert isinstance(entry := session.next(), Entry)
    session.reveal(), session.grade(AGAIN)
    assert book.undo(Row("u", NOON, NOON // DAY_MS, entry.card.id, "undo", about="row-1"))
    assert book.new((), NOON // DAY_MS) == (entry.card, None)
    assert book.tally(NOON // DAY_MS) == Tally()
    before = derived(book)
    book.rebuild()
    assert derived(book) == before


def test_answered_while_suspended(book: Book) -> None:
    """A card that another window suspended stays suspended when its answer comes, then and after a replay."""
    session = Session(book, Clock(), Ids())
    session.next(), session.reveal()
    book.note(Row("s", NOON, NOON // DAY_MS, "area/s0#q:1", "suspend"))
    assert session.grade(AGAIN)
    before = derived(book)
    assert [row[11] for row in before["memory"]] == [1]
    assert book.learning((), NOON // DAY_MS) is None
    book.rebuild()
    assert derived(book) == before


def test_oldest_format(tmp_path: Path) -> None:
    """A book of format 1 opens: its log is untouched, and memories, tallies and cards are what a replay gives."""
    path = tmp_path / "book.db"
    shutil.copy(Path(__file__).parent.parent / "data" / "book-1.db", path)
    db = sqlite3.connect(path)
    log = db.execute("SELECT * FROM log ORDER BY seq").fetchall()
    columns = "card, phase, step, stability, difficulty, last_at, last_day, reps, lapses"
    memory = db.execute(f"SELECT {columns} FROM memory ORDER BY card").fetchall()
    tally = db.execute("SELECT day, introduced, reviewed FROM tally ORDER BY day").fetchall()
    db.close()
    with open_book(path) as book:
        assert book._db.execute("SELECT * FROM log ORDER BY seq").fetchall() == log
        assert not book.stale()
        found = book._db.execute(f"SELECT {columns} FROM memory ORDER BY card").fetchall()
        assert [row[:3] + row[5:] for row in found] == [row[:3] + row[5:] for row in memory]
        for row, old in zip(found, memory, strict=True):
            assert row[3:5] == pytest.approx(old[3:5])
        assert book._db.execute("SELECT day, introduced, reviewed FROM tally ORDER BY day").fetchall() == tally
        assert len(book.cards_in((), 0)) == 16


@pytest.mark.parametrize("version", range(1, schema.VERSION + 1))
def test_every_format(tmp_path: Path, version: int) -> None:
    """A stored book of each format opens, its log untouched, all else as a replay gives; an older one is kept."""
    path, kept = tmp_path / "book.db", tmp_path / "backups"
    shutil.copy(Path(__file__).parent.parent / "data" / f"book-{version}.db", path)
    db = sqlite3.connect(path)
    assert db.execute("PRAGMA user_version").fetchone() == (version,)
    log = db.execute("SELECT * FROM log ORDER BY seq").fetchall()
    db.close()
    with open_book(path) as book:
        assert book._db.execute("SELECT * FROM log ORDER BY seq").fetchall() == log
        states = derived(book)
        book.rebuild()
        assert derived(book) == states
    if version == schema.VERSION:
        assert not kept.exists()
    else:
        (backup,) = kept.iterdir()
        assert backup.name.endswith(f"-format{version}.db")
        db = sqlite3.connect(backup)
        assert db.execute("PRAGMA user_version").fetchone() == (version,)
        assert db.execute("SELECT * FROM log ORDER BY seq").fetchall() == log
        db.close()


def test_no_upgrade_without_a_backup(tmp_path: Path) -> None:
    """Where no backup can be made, a book of an older format is left as it is, and that is told."""
    path = tmp_path / "book.db"
    shutil.copy(Path(__file__).parent.parent / "data" / "book-1.db", path)
    before = path.read_bytes()
    (tmp_path / "backups").write_text("in the way")
    with pytest.raises(NpqltError, match="backup cannot be written"):
        open_book(path)
    assert path.read_bytes() == before


def test_settings_that_are_none(book: Book, tmp_path: Path) -> None:
    """A row of settings that cannot be read is damage, told by the row's id, and not an error of Python's."""
    for about in ("{bad", '{"nope": 1}', "[]"):
        book.note(Row(f"x{about}", 1, 1, "", "settings", about=about))
        with pytest.raises(NpqltError, match=r"is damaged \(malformed settings in the log: x"):
            book.rebuild()
        with closing(sqlite3.connect(next(tmp_path.glob("*.db")))) as db, db:
            db.execute("DROP TRIGGER IF EXISTS log_keeps_rows")
            db.execute("DELETE FROM log")


def test_a_rebuild_is_watched(book: Book) -> None:
    """Whoever looks on is told at last that all answers are replayed."""
    live(book, random.Random(1), days=9)
    told: list[tuple[int, int]] = []
    book.rebuild(lambda done, whole: told.append((done, whole)))
    answers = sum(row.kind in ("review", "cram") for row in book.log())
    assert told == [(answers, answers)]
