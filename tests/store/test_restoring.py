"""A backup put back: the log is the backup's, what was there is kept, and nobody's answer falls between."""

from __future__ import annotations

import random
import re
import shutil
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from living import live
from making import TODAY, Clock, Ids, card, shelf
from replaying import rows_of, whole

from npqlt_cards.days import iso_day
from npqlt_cards.errors import NpqltError
from npqlt_cards.queue import Entry, Limits, Plan
from npqlt_cards.session import Session
from npqlt_cards.store import Book, backups, copies, open_book
from npqlt_cards.store.restoring import Restored, find, restore

CARDS = shelf(*(card(f"area/s{number}#q") for number in range(40)))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home to be copied: a book with some weeks of answers, and a day's backup from before the last of them."""
    path = tmp_path_factory.mktemp("made") / "book.db"
    with open_book(path) as book:
        book.take_cards("1", CARDS)
        live(book, random.Random(1), days=9)
        backups.keep_daily(path, TODAY)
        live(book, random.Random(2), days=4)
    return path.parent


@pytest.fixture
def path(made: Path, tmp_path: Path) -> Path:
    """A book with some weeks of answers, and a day's backup from before the last of them."""
    return Path(shutil.copytree(made, tmp_path, dirs_exist_ok=True)) / "book.db"


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


def test_where_another_makes_a_book_meanwhile(path: Path) -> None:
    """A book that another makes while the backup is replayed is not replaced: nothing of it would be kept."""
    source, other = first(path), path.read_bytes()
    path.unlink()
    with pytest.raises(NpqltError, match="cannot be replaced"):
        restore(source, path, TODAY + 1, lambda *_: path.write_bytes(other))
    assert path.read_bytes() == other


def test_into_an_older_book(path: Path, tmp_path: Path) -> None:
    """A book of an older format is kept as it was, and as the newest format has it, before it is replaced."""
    old = tmp_path / "old" / "book.db"
    old.parent.mkdir()
    shutil.copy(Path(__file__).parent.parent / "data" / "book-1.db", old)
    before = rows_of(old)
    done = restore(path, old, TODAY + 1)
    kept = sorted(copies.listed(old.with_name("backups")), key=lambda each: each.why)
    assert [(each.why, copies.contents(each.path).version) for each in kept] == [("before-restore", 2), ("format1", 1)]
    assert [rows_of(each.path) for each in kept] == [before, before]
    assert (done.kept, rows_of(old)) == (kept[0].path, rows_of(path))


def test_into_new_folders(path: Path, tmp_path: Path) -> None:
    """The folders that the book is to stand in are made."""
    new = tmp_path / "a" / "b" / "book.db"
    assert restore(path, new, TODAY).kept is None
    assert rows_of(new) == rows_of(path)


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


@pytest.mark.slow
def test_ruins_of_one_day(path: Path) -> None:
    """Ruins of one day stand beside each other, in a folder that is made for them."""
    source = path.with_name("mine.db")
    first(path).replace(source)
    shutil.rmtree(path.with_name("backups"))
    kept = []
    for number in range(3):
        path.write_bytes(b"ruin %d" % number)
        done = put_back(path, source)
        assert done.kept
        kept.append((done.kept.name, done.kept.read_bytes()))
    day = iso_day(TODAY + 1)
    names = (f"damaged-{day}.db", f"damaged-{day}-2.db", f"damaged-{day}-3.db")
    assert kept == [(name, b"ruin %d" % number) for number, name in enumerate(names)]


def test_a_ruin_that_another_holds(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A ruin that another is writing to is waited for, and then told; it stays as it is, and nothing is kept of it."""
    monkeypatch.setattr("npqlt_cards.store.opening.BUSY_S", 0.05)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with path.open("rb+") as file:
        file.truncate()
    files = sorted(path.parent.rglob("*"))
    with pytest.raises(NpqltError, match=f"{re.escape(str(path))}: another npqlt is writing"):
        restore(first(path), path, TODAY + 1)
    other.close()
    assert path.read_bytes() == b""
    assert {*path.parent.rglob("*")} <= {*files}


@pytest.mark.parametrize("ruin", [None, b"", b"hello"])
def test_watched(path: Path, ruin: bytes | None) -> None:
    """Whoever looks on is told how many answers are replayed, up to all, were the book sound, a ruin or none."""
    source = first(path)
    path.unlink() if ruin is None else path.write_bytes(ruin)
    for _ in range(2):  # onto none or a ruin, then onto a sound one
        told: list[tuple[int, int]] = []
        restore(source, path, TODAY + 1, lambda done, all_, told=told: told.append((done, all_)))  # type: ignore[misc]
        assert told[-1] == (copies.contents(source).answers, copies.contents(source).answers)


def test_into_an_empty_book(path: Path) -> None:
    """Of a book without a log nothing is kept; its cards stay, and the log is there."""
    source = first(path)
    path.unlink()
    with open_book(path) as book:
        book.take_cards("7", CARDS)
    done = put_back(path, source)
    assert (done.before, done.kept) == (copies.Contents(2, 0, 0, None), None)
    with open_book(path) as book:
        assert (book.edition(), book.standing(TODAY)["area"][1]) == ("7", 40)
        assert list(book.log()) != []


def test_numbers_of_rows_are_kept(path: Path) -> None:
    """Each row has the number that it has in the backup: what was last done there is what an undo takes back here."""
    source = first(path)
    put_back(path, source)
    numbered = []
    for file in (source, path):
        with closing(sqlite3.connect(file)) as db:
            numbered.append(db.execute("SELECT * FROM log ORDER BY id").fetchall())
    assert numbered[0] == numbered[1]


def test_a_stale_book(path: Path) -> None:
    """What was left behind by an upgrade is no longer so once another log was put in and replayed."""
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("INSERT INTO fact VALUES ('stale', '1')")
    restore(first(path), path, TODAY + 1)
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT count(*) FROM fact WHERE name = 'stale'").fetchone() == (0,)
        assert db.execute("SELECT count(*) FROM fact").fetchone() > (0,)


def test_that_cannot_be_replaced(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the system says against it is told, with what may help."""

    def fail(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    to_do = "make its folder writable, and close other windows of npqlt"
    path.write_bytes(b"hello")
    monkeypatch.setattr("npqlt_cards.store.restoring.set_aside", fail)
    with pytest.raises(NpqltError) as raised:
        restore(first(path), path, TODAY + 1)
    assert str(raised.value) == f"{path}: cannot be replaced (Permission denied): {to_do}"
    assert path.read_bytes() == b"hello"


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


@pytest.mark.slow
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
    refused(path, path, r"is the book itself: name a backup \(`npqlt backup --list`\)$")
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


@pytest.mark.parametrize("statement", ["DROP TABLE memory", "DROP TRIGGER log_keeps_rows"])
def test_over_a_book_that_lacks_something(path: Path, statement: str) -> None:
    """A book of which more than the log is needed, and is not there, is replaced as a damaged one, and kept."""
    with closing(sqlite3.connect(path)) as db:
        db.execute(statement)
    done = restore(first(path), path, TODAY + 1)
    assert done.kept is not None
    assert done.kept.name.startswith("damaged-")
    assert whole(path, path.parent) == rows_of(first(path))


def test_no_room_for_what_is_replaced(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where what is there cannot be kept, it is not replaced."""

    def fail(*_: object, **__: object) -> None:
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
        with pytest.raises(
            NpqltError, match=f"^{name}: there is no such backup: `npqlt backup --list` names those there are$"
        ):
            find(name, folder)
    with pytest.raises(NpqltError, match=f"^{re.escape(str(folder))}: is no file: `npqlt backup --list` names those"):
        find(str(folder), folder)
