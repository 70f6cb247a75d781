"""Which backups there are, what they hold, and which of them is sound: all of it without a byte written."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from datetime import date
from pathlib import Path

import pytest
from living import live
from making import NOON, TODAY, card, shelf

from npqlt_cards.errors import DamagedError, NpqltError
from npqlt_cards.session import Row
from npqlt_cards.store import backups, copies, open_book
from npqlt_cards.store.copies import Backup, Contents

LATER = "for later ones, `npqlt export --log` before it and `npqlt import` after it"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A book with five rows, four of them answers of three kinds."""
    path = tmp_path / "book.db"
    with open_book(path) as book:
        book.take_cards("1", shelf(card("area/s#q")))
    kinds = (("review", 1), ("imported", 4), ("cram", 2), ("flag", None), ("review", 3))
    with closing(sqlite3.connect(path)) as db, db:
        for number, what in enumerate(kinds):
            add = "INSERT INTO log (id, at, day, card, kind, grade) VALUES (?, ?, 20000, 'area/s#q:1', ?, ?)"
            db.execute(add, (str(number), NOON - number, *what))
    return path


def change(path: Path, statement: str) -> None:
    """Something done to a file behind the program's back."""
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(statement)


def test_names(tmp_path: Path) -> None:
    """A name says the day, and why there is another copy; a number tells those of one day apart and says nothing."""
    names = {
        "book-2026-11-24.db": "",
        "book-2026-11-24-2.db": "",
        "book-2026-11-24-before-restore.db": "before-restore",
        "book-2026-11-24-before-restore-12.db": "before-restore",
        "book-2026-11-24-format1.db": "format1",
    }
    for name in (*names, "book-2026-11-24-.db", "book-2026-11-24-Why.db", "xbook-2026-11-24.db", "book-2026-13-24.db"):
        (tmp_path / name).touch()
    (tmp_path / "book-2026-11-25.db").mkdir()
    found = {each.path.name: (each.day, each.why) for each in copies.listed(tmp_path)}
    assert found == {name: (date(2026, 11, 24), why) for name, why in names.items()}
    assert copies.listed(tmp_path / "nowhere") == []


def test_newest_first(tmp_path: Path) -> None:
    """By the day in the name; those of one day by when they were written, and of one moment by name."""
    times = {"book-2026-11-23.db": 9, "book-2026-11-24-2.db": 7, "book-2026-11-24-3.db": 5, "book-2026-11-24.db": 5}
    for name, time in times.items():
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (time, time))
    assert [each.path.name for each in copies.listed(tmp_path)] == [
        "book-2026-11-24-2.db",
        "book-2026-11-24.db",
        "book-2026-11-24-3.db",
        "book-2026-11-23.db",
    ]
    assert copies.listed(tmp_path)[0] == Backup(tmp_path / "book-2026-11-24-2.db", date(2026, 11, 24), "")


def test_contents(path: Path, tmp_path: Path) -> None:
    """The format, the rows, the answers among them, and the instant of the last; of an empty log no instant."""
    assert copies.contents(path) == copies.sound(path) == Contents(2, 5, 4, NOON)
    open_book(tmp_path / "new.db").close()
    assert copies.contents(tmp_path / "new.db") == Contents(2, 0, 0, None)


ODD = pytest.param("what?mode=rw.db", marks=pytest.mark.skipif(sys.platform == "win32", reason="no such names there"))


@pytest.mark.parametrize("name", ["a b.db", "50%41.db", ODD, "#1.db"])
def test_reading(path: Path, tmp_path: Path, name: str) -> None:
    """A file of any name is read as it is; it is never written to, and none is made."""
    path = path.rename(tmp_path / name)
    before = path.read_bytes()
    with copies.reading(path) as db:
        assert db.execute("SELECT count(*) FROM log").fetchone() == (5,)
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            db.execute("DELETE FROM card")
    with pytest.raises(sqlite3.OperationalError), copies.reading(tmp_path / f"x{name}") as db:
        db.execute("SELECT 1 FROM log")
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == [name]


def test_messages(path: Path, tmp_path: Path) -> None:
    """What is no backup is told by its path, with what it is instead."""
    bad = tmp_path / "bad.db"
    told: list[tuple[type[NpqltError], str]] = []
    steps: list[Callable[[], object]] = [
        lambda: None,
        lambda: bad.write_bytes(b"hello"),
        lambda: (shutil.copy(path, bad), change(bad, "PRAGMA application_id = 7")),
        lambda: (shutil.copy(path, bad), change(bad, "PRAGMA user_version = 3")),
    ]
    for step in steps:
        step()
        for look in (copies.contents, copies.sound):
            with pytest.raises(NpqltError) as raised:
                look(bad)
            told.append((type(raised.value), str(raised.value)))
    assert told == [
        (kind, f"{bad}: {words}")
        for kind, words in (
            (NpqltError, "there is no such file"),
            (DamagedError, "is damaged, or no backup of npqlt-cards (file is not a database)"),
            (NpqltError, "is no backup of npqlt-cards"),
            (NpqltError, "was written by a newer npqlt-cards (format 3): upgrade npqlt-cards"),
        )
        for _ in range(2)
    ]


@pytest.mark.parametrize("grade", [0, 5])
def test_what_is_not_sound(path: Path, grade: int) -> None:
    """A value that the log forbids, an index without its rows, or a page that is missing: told with what it is."""
    found = []
    insert = f"INSERT INTO log (id, at, day, card, kind, grade) VALUES ('x', 1, 1, 'c', 'review', {grade})"
    for statement in (insert, "DELETE FROM sqlite_master WHERE name = 'log_day'"):
        with closing(sqlite3.connect(path, isolation_level=None)) as db:
            db.execute("PRAGMA ignore_check_constraints = ON")
            db.execute("PRAGMA writable_schema = ON")
            db.execute(statement)
        assert copies.contents(path).rows == 6
        with pytest.raises(DamagedError) as raised:
            copies.sound(path)
        found.append(str(raised.value))
    assert found[0] == f"{path}: is damaged (row 6 of the log has no usable grade)"
    assert found[1].startswith(f"{path}: is damaged (")
    assert found[1].endswith(("is never used)", ": never used)"))  # SQLite's words; the second, of newer ones
    path.write_bytes(path.read_bytes()[:-4_096])
    with pytest.raises(DamagedError, match="is damaged"):
        copies.sound(path)


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE log SET at = 'abc' WHERE seq = 2", "row 2 of the log has no usable at"),
        ("UPDATE log SET kind = 'seview' WHERE seq = 3", "row 3 of the log has no usable kind"),
        ("UPDATE log SET card = x'ff41' WHERE seq = 1", "row 1 of the log has no usable card"),
        ("UPDATE log SET card = cast(x'ff41' AS text) WHERE seq = 1", "Could not decode"),
        ("UPDATE log SET kind = 'settings', card = '', grade = NULL, about = '{bad'", "row 1 of the log has no usable"),
        ("ALTER TABLE log ADD COLUMN more", "table log is not as it was made"),
        ("PRAGMA user_version = 0", "there is no format 0"),
        ("DROP TABLE log", "no such table: log"),
    ],
)
def test_what_sqlite_takes(path: Path, statement: str, words: str) -> None:
    """A value that no log can hold, and a log that is not as it was made: told with what it is."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        if "UPDATE log" in statement:
            guard = db.execute("SELECT sql FROM sqlite_master WHERE name = 'log_keeps_words'").fetchone()[0]
            db.execute("DROP TRIGGER log_keeps_words")
            db.execute(statement)
            db.execute(guard)
        else:
            db.execute(statement)
    with pytest.raises(DamagedError, match=r"is damaged[^(]*\(" + words):
        copies.sound(path)


@pytest.mark.parametrize("statement", ["DROP TABLE memory", "DROP TRIGGER log_keeps_rows", "DROP INDEX log_day"])
def test_what_follows_from_the_log(path: Path, statement: str) -> None:
    """A backup is as sound as its log: whatever else it lacks is made of that."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute(statement)
        assert copies.odd_parts(db, 2)
    assert copies.sound(path).rows == 5


def test_parts_that_are_not_as_made(path: Path, tmp_path: Path) -> None:
    """Each table, index and trigger of the format that is not there, or is another: in their order, with what it is."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        assert copies.odd_parts(db, 2) == []
        db.execute("DROP TABLE memory")
        db.execute("ALTER TABLE tally ADD COLUMN more")
        gone = ["there is no table memory", "there is no index memory_steps", "there is no index memory_days"]
        assert copies.odd_parts(db, 2) == [*gone, "table tally is not as it was made"]
    shutil.copy(Path(__file__).parent.parent / "data" / "book-1.db", tmp_path / "old.db")
    assert copies.contents(tmp_path / "old.db").version == 1
    with copies.reading(tmp_path / "old.db") as db:
        assert copies.odd_parts(db, 1) == []
        assert copies.odd_parts(db, 2) != []


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="there all names of files are text")
def test_a_name_that_is_no_text(path: Path) -> None:
    """A name with bytes that are no UTF-8 is one like others."""
    odd = path.with_name(os.fsdecode(b"b\xff.db"))
    path.rename(odd)
    assert copies.sound(odd).rows == 5


def test_that_cannot_be_looked_through(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A backup of which a part cannot even be looked at is not sound."""
    reading, fails = copies.reading, iter((False, True))

    def failing(path: Path) -> AbstractContextManager[sqlite3.Connection]:
        if next(fails):
            raise sqlite3.OperationalError("disk I/O error")
        return reading(path)

    monkeypatch.setattr(copies, "reading", failing)
    with pytest.raises(DamagedError) as raised:
        copies.sound(path)
    assert str(raised.value) == f"{path}: is damaged (disk I/O error)"


def test_advice(path: Path, tmp_path: Path) -> None:
    """What to do about a book that cannot be used: what can still be read, and the newest backup that is sound."""
    start = "move it away to start again"
    read = "there is no sound backup of it: `npqlt export --log` gets out what can still be read; then "
    assert copies.advice(path) == read + start
    none = f"there is no sound backup of it: {start}"
    assert copies.advice(tmp_path / "nowhere.db") == copies.advice(tmp_path) == none
    (tmp_path / "empty.db").touch()
    assert copies.advice(tmp_path / "empty.db") == none
    with open_book(path) as book:
        live(book, random.Random(1), days=2)
        book._db.execute("BEGIN")
        rows = [(f"x{number}",) for number in range(1_200)]
        book._db.executemany("INSERT INTO log VALUES (NULL, ?, 1, 1, 'c', 'review', 3, NULL, NULL)", rows)
        book._db.execute("COMMIT")
    old, new = backups.keep_now(path, TODAY), backups.keep_now(path, TODAY + 1)
    new.write_bytes(b"hello")
    count = copies.contents(old).answers
    assert 1_000 < count < 2_000
    words = f"`npqlt restore {old.name}` puts back the newest sound backup, with {count:,} answers; {LATER}"
    assert copies.advice(path) == words
    path.write_bytes(b"")  # nothing of it can be got out
    assert copies.advice(path) == words.removesuffix(f"; {LATER}")


def test_all_kinds_of_answers_are_counted(path: Path) -> None:
    """An undo, or a card set aside, is a row and no answer."""
    with open_book(path) as book:
        book.note(Row("s", NOON, TODAY, "area/s#q:1", "suspend"))
        assert book.undo(Row("u", NOON, TODAY, "area/s#q:1", "undo", about="0"))
    found = copies.contents(path)
    assert (found.rows, found.answers) == (7, 4)
