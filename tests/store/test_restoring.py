"""A backup put back: the log is the backup's, what was there is kept, and nobody's answer falls between."""

from __future__ import annotations

import random
import shutil
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from living import live
from making import TODAY, Clock, Ids, card, shelf
from replaying import rows_of, whole

from npqlt_cards.errors import NpqltError
from npqlt_cards.queue import Entry, Limits, Plan
from npqlt_cards.session import Session
from npqlt_cards.store import Book, backups, copies, open_book
from npqlt_cards.store.restoring import Restored, find, restore

CARDS = shelf(*(card(f"area/s{number}#q") for number in range(40)))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A book with some weeks of answers, and a day's backup from before the last of them."""
    path = tmp_path / "book.db"
    with open_book(path) as book:
        book.take_cards("1", CARDS)
        live(book, random.Random(1), days=9)
        backups.keep_daily(path, TODAY)
        live(book, random.Random(2), days=4)
    return path


def first(path: Path) -> Path:
    """The backup made in mid-course."""
    return copies.listed(path.with_name("backups"))[-1].path


def put_back(path: Path, source: Path) -> Restored:
    """Restore, and hold the book against a replay of its log."""
    done = restore(source, path, TODAY + 1)
    whole(path, path.parent)
    return done


def test_put_back(path: Path) -> None:
    """The log is the backup's, row by row; what was replaced is a backup, and can be put back in turn."""
    source, before = first(path), rows_of(path)
    done = put_back(path, source)
    assert rows_of(path) == rows_of(source) != before
    assert done.before and done.kept
    assert (done.now.rows, done.before.rows) == (len(rows_of(source)), len(before))
    assert done.kept.name.endswith("-before-restore.db")
    put_back(path, done.kept)
    assert rows_of(path) == before


def test_the_log_is_guarded_afterwards(path: Path) -> None:
    """The triggers that keep the log are there again, and cards are asked as before."""
    put_back(path, first(path))
    db = sqlite3.connect(path)
    for statement in ("DELETE FROM log", "UPDATE log SET grade = 4"):
        with pytest.raises(sqlite3.IntegrityError, match="never"):
            db.execute(statement)
    db.close()
    with open_book(path) as book:
        assert isinstance(Session(book, Clock(), Ids("z"), plan=Plan(Limits(40, 200))).next(), Entry)


def test_without_a_book(path: Path) -> None:
    """Where there is no book, the backup becomes one."""
    source = first(path)
    path.unlink()
    done = put_back(path, source)
    assert (done.before, done.kept) == (None, None)
    assert rows_of(path) == rows_of(source)


@pytest.mark.skipif(sys.platform == "win32", reason="links as POSIX has them")
@pytest.mark.parametrize("ruin", [None, b"hello"])
def test_a_book_that_is_a_link(path: Path, tmp_path: Path, ruin: bytes | None) -> None:
    """A book kept elsewhere stays there, behind its link; what is replaced is kept beside the link."""
    source, real = first(path), tmp_path / "elsewhere" / "mine.db"
    real.parent.mkdir()
    path.replace(real)
    path.symlink_to(real)
    if ruin:
        real.write_bytes(ruin)
    done = put_back(path, source)
    assert path.is_symlink()
    assert rows_of(real) == rows_of(source)
    assert done.kept
    assert done.kept.parent == path.with_name("backups")


RUINS: list[Callable[[bytes], bytes]] = [
    lambda _: b"",
    lambda _: b"hello",
    lambda data: random.Random(1).randbytes(len(data)),
    lambda data: data[: len(data) // 2 + 100],
    lambda data: data[:8_192] + b"\xff" * 16_384 + data[24_576:],
]


@pytest.mark.parametrize("number", range(len(RUINS)))
def test_a_ruin_is_kept(path: Path, number: int) -> None:
    """A damaged book is replaced, and every byte of it kept beside the backups."""
    source = first(path)
    path.write_bytes(ruin := RUINS[number](path.read_bytes()))
    done = put_back(path, source)
    assert done.before is None
    assert done.kept
    assert done.kept.read_bytes() == ruin
    assert done.kept.name.startswith("damaged-")
    assert rows_of(path) == rows_of(source)


def test_a_journal_does_not_stay(path: Path) -> None:
    """A journal beside a damaged book is gone with it: played into the new one it would ruin that."""
    source, journal = first(path), path.with_name("book.db-journal")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("PRAGMA cache_size = 1")
    other.execute("BEGIN")
    other.execute("UPDATE card SET text = text || 'x'")
    hot = journal.read_bytes()
    other.execute("ROLLBACK")
    other.close()
    assert len(hot) > 512
    for ruin in (b"", b"hello"):
        path.write_bytes(ruin)
        journal.write_bytes(hot)
        put_back(path, source)
        assert rows_of(path) == rows_of(source)
        assert not journal.exists() or not journal.read_bytes()


@pytest.mark.parametrize("version", [1, 2])
def test_older_formats(path: Path, tmp_path: Path, version: int) -> None:
    """A backup of any format is put back in the newest one, and is itself not changed."""
    source = tmp_path / "old.db"
    shutil.copy(Path(__file__).parent.parent / "data" / f"book-{version}.db", source)
    before = source.read_bytes()
    put_back(path, source)
    assert rows_of(path) == rows_of(source)
    assert source.read_bytes() == before


def refused(path: Path, source: Path, words: str) -> None:
    """The message, and nothing changed."""
    before, files = rows_of(path), sorted(path.parent.rglob("*"))
    with pytest.raises(NpqltError, match=words):
        restore(source, path, TODAY + 1)
    assert rows_of(path) == before
    assert sorted(path.parent.rglob("*")) == files


def test_what_is_no_backup(path: Path, tmp_path: Path) -> None:
    """A file that is none, a damaged backup, and the book itself change nothing."""
    (tmp_path / "bad.db").write_bytes(b"hello")
    refused(path, tmp_path / "bad.db", "damaged, or no backup")
    refused(path, path, "is the book itself")
    half = tmp_path / "half.db"
    half.write_bytes(first(path).read_bytes()[:20_000])
    refused(path, half, "damaged")


def test_a_book_that_is_held(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another that is writing is waited for, and then told; nothing is changed."""
    monkeypatch.setattr("npqlt_cards.store.opening.BUSY_S", 0.05)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    refused(path, first(path), "another npqlt is writing")
    other.execute("ROLLBACK")
    other.close()


def test_no_room_for_what_is_replaced(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where what is there cannot be kept, it is not replaced."""

    def fail(*_: object) -> None:
        raise NpqltError("no room for the backup")

    monkeypatch.setattr("npqlt_cards.store.backups.write", fail)
    refused(path, first(path), "no room for the backup")


def test_failing_half_way(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What fails after the log was emptied leaves the log as it was."""
    before = rows_of(path)

    def fail(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr("npqlt_cards.store.projection.rebuild", fail)
    with pytest.raises(NpqltError, match="disk is full"):
        restore(first(path), path, TODAY + 1)
    monkeypatch.undo()
    assert whole(path, path.parent) == before


def answer(book: Book, id_: str) -> bool:
    """One answer in an open window."""
    session = Session(book, Clock(), Ids(id_), plan=Plan(Limits(40, 200)))
    assert isinstance(session.next(), Entry)
    session.reveal()
    return session.grade(3)


def test_an_open_window_goes_on(path: Path) -> None:
    """A window that had a card on show: its answer either counts in the restored book or is told as out of date."""
    with open_book(path) as book:
        session = Session(book, Clock(), Ids("window"), plan=Plan(Limits(40, 200)))
        assert isinstance(session.next(), Entry)
        session.reveal()
        restore(first(path), path, TODAY + 1)
        known, kept = len(rows_of(path)), session.grade(3)
        assert len(rows_of(path)) == known + kept
        assert answer(book, "after")
    whole(path, path.parent)


def test_a_window_on_a_ruin(path: Path) -> None:
    """A window that has the damaged file open is told that its answer is not kept: it never goes into a lost file."""
    with open_book(path) as book:
        data = path.read_bytes()
        with path.open("rb+") as file:
            file.truncate(len(data) // 2)
        restore(first(path), path, TODAY + 1)
        before = rows_of(path)
        with pytest.raises((NpqltError, sqlite3.DatabaseError)):
            answer(book, "window")
    assert rows_of(path) == before


def test_find(path: Path, tmp_path: Path) -> None:
    """A backup is named by its file, its name with or without the end, or its day, which means the last of it."""
    old, folder = first(path), path.with_name("backups")
    new = backups.keep_now(path, TODAY)
    assert find(old.name, folder) == find(old.stem, folder) == find(str(old), folder) == old
    assert find(new.stem.removeprefix("book-")[:10], folder) == new
    shutil.copy(old, tmp_path / "mine.db")
    assert find(str(tmp_path / "mine.db"), folder) == tmp_path / "mine.db"
    for name in ("nowhere", "2020-01-01", ""):
        with pytest.raises(NpqltError, match="no such backup"):
            find(name, folder)
