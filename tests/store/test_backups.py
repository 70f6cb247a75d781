"""Backups: whole, few enough, found again, and never in the way."""

from __future__ import annotations

import os
import random
import re
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from living import live
from making import TODAY, card, shelf

from npqlt_cards.days import iso_day
from npqlt_cards.errors import DamagedError, NpqltError
from npqlt_cards.session import Row
from npqlt_cards.store import backups, copies, open_book, opening, schema
from npqlt_cards.store.copies import Backup
from npqlt_cards.store.projection import Watch


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book to be copied, with some weeks of answers."""
    path = tmp_path_factory.mktemp("made") / "book.db"
    with open_book(path) as book:
        book.take_cards("1", shelf(*(card(f"area/s{number}#q") for number in range(12))))
        live(book, random.Random(1), days=12)
    return path


@pytest.fixture
def path(made: Path, tmp_path: Path) -> Path:
    """A book with some weeks of answers."""
    return Path(shutil.copy(made, tmp_path))


def damage(path: Path) -> None:
    """Overwrite the middle of a file."""
    data = bytearray(path.read_bytes())
    middle = len(data) // 2 // 4096 * 4096
    data[middle : middle + 12_288] = b"\xff" * 12_288
    path.write_bytes(data)


def names(path: Path) -> list[str]:
    """The backups beside a book, newest first."""
    return [each.path.name for each in copies.listed(path.with_name("backups"))]


def log(path: Path) -> list[tuple[object, ...]]:
    """A book's log."""
    db = sqlite3.connect(path)
    try:
        return db.execute("SELECT * FROM log ORDER BY seq").fetchall()
    finally:
        db.close()


# -- making ------------------------------------------------------------------------------------------------------------


def test_one_a_day(path: Path) -> None:
    """The day's first call makes a backup with the whole log in it, the second none; nothing else is left there."""
    made = backups.keep_daily(path, TODAY)
    assert made == path.with_name("backups") / f"book-{iso_day(TODAY)}.db"
    assert log(made) == log(path)
    assert backups.keep_daily(path, TODAY) is None
    assert backups.keep_daily(path, TODAY + 1) is not None
    assert len(list(made.parent.iterdir())) == 2
    found = copies.sound(made)
    assert found.rows == len(log(path))
    assert found.answers == sum(row[5] in ("review", "cram") for row in log(path))
    assert found.last_at == max(row[2] for row in log(path))  # type: ignore[type-var]


def test_before_an_import(path: Path) -> None:
    """One where the newest has not all of the log; else none. The day's own is still to come."""
    backups.keep_daily(path, TODAY)
    assert backups.keep_before_import(path, TODAY) is None
    with open_book(path) as book:
        book.note(Row("more", 1, TODAY, "area/s1#q:1", "bury"))
    made = backups.keep_before_import(path, TODAY)
    assert made is not None
    assert made.name == f"book-{iso_day(TODAY)}-before-import.db"
    assert log(made) == log(path)
    assert backups.keep_before_import(path, TODAY) is None
    told = list[tuple[int, int]]()
    with open_book(path) as book:
        book.note(Row("still more", 1, TODAY, "area/s1#q:1", "bury"))
    backups.keep_before_import(path, TODAY, lambda done, whole: told.append((done, whole)))
    assert told


def test_before_an_import_into_another_book(path: Path) -> None:
    """A backup of as many rows, but of others, does not count as one of this book."""
    backups.keep_daily(path, TODAY)
    for number, which in enumerate(("SELECT max(seq) FROM log", "1")):
        with closing(sqlite3.connect(path)) as db, db:
            db.execute("DROP TRIGGER IF EXISTS log_keeps_words")
            db.execute(f"UPDATE log SET id = 'other{number}' WHERE seq = ({which})")
        made = backups.keep_before_import(path, TODAY)
        assert made is not None
        assert log(made) == log(path)


def test_nothing_studied(tmp_path: Path) -> None:
    """A book without a log needs no backup, and gets no folder."""
    open_book(tmp_path / "book.db").close()
    assert backups.keep_daily(tmp_path / "book.db", TODAY) is None
    assert not (tmp_path / "backups").exists()


def test_while_another_writes(path: Path) -> None:
    """A backup made in the midst of another's transaction has what was committed, and waits for nothing."""
    before = log(path)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    other.execute("INSERT INTO log (id, at, day, card, kind) VALUES ('x', 1, 1, 'c', 'flag')")
    made = backups.keep_now(path, TODAY)
    other.execute("ROLLBACK")
    other.close()
    assert log(made) == before


def test_held_for_long(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A book that another holds wholly is told as that, not waited for without end; nothing is left behind."""
    monkeypatch.setattr("npqlt_cards.store.opening.BUSY_S", 0.05)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    for make in (backups.keep_daily, backups.keep_now):
        with pytest.raises(NpqltError, match=f"^{re.escape(str(path))}: another npqlt"):
            make(path, TODAY)
    other.close()
    assert names(path) == []


def test_watched(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever looks on is told how many of how many pages are copied, up to all."""
    monkeypatch.setattr(backups, "_PAGES", 3)
    whole = path.stat().st_size // 4096
    for make in (
        lambda watch: backups.keep_daily(path, TODAY, watch),
        lambda watch: backups.keep_now(path, TODAY, "", watch),
        lambda watch: backups.write(path, tmp_path / "x.db", watch),
    ):
        told: list[tuple[int, int]] = []
        make(lambda done, all_, told=told: told.append((done, all_)))
        assert told == [(min(done, whole), whole) for done in range(3, whole + 3, 3)]


def test_no_room(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk too full for the copy is told of the copy, not of the book; nothing is left behind."""
    building = opening.building

    @contextmanager
    def small(aside: Path) -> Iterator[sqlite3.Connection]:
        with building(aside) as db:
            db.execute("PRAGMA max_page_count = 2")
            yield db

    monkeypatch.setattr(opening, "building", small)
    target, before = tmp_path / "folder" / "x.db", path.read_bytes()
    with pytest.raises(NpqltError) as raised:
        backups.write(path, target)
    assert (
        str(raised.value)
        == f"{target}: the backup cannot be written (No space left on device): the disk is full: free some space"
    )
    assert list(target.parent.iterdir()) == []
    assert path.read_bytes() == before


def test_before_an_upgrade(tmp_path: Path) -> None:
    """A book of an older format is kept as it was, under its last answer's day and its format; an empty one not."""
    path = tmp_path / "book.db"
    shutil.copy(Path(__file__).parent.parent / "data" / "book-1.db", path)
    before = log(path)
    open_book(path).close()
    (kept,) = (tmp_path / "backups").iterdir()
    assert kept.name == f"book-{iso_day(max(row[3] for row in before))}-format1.db"  # type: ignore[type-var,arg-type]
    assert (copies.sound(kept).version, log(kept)) == (1, before)
    new = tmp_path / "other" / "book.db"
    new.parent.mkdir()
    db = sqlite3.connect(new)
    db.executescript(
        f"{schema.MIGRATIONS[0]} PRAGMA user_version = 1; PRAGMA application_id = {schema.APPLICATION_ID};"
    )
    db.close()
    open_book(new).close()
    assert copies.contents(new).version == 2
    assert not (new.parent / "backups").exists()


def test_a_ruin_before_an_upgrade(path: Path) -> None:
    """A ruin that cannot be kept is told as one, by name."""
    path.write_bytes(b"hello")
    with pytest.raises(DamagedError, match=f"^{re.escape(str(path))}: is damaged"):
        backups.keep_before_upgrade(path, 1)


def test_into_new_folders(path: Path, tmp_path: Path) -> None:
    """The folders that a copy is to stand in are made."""
    backups.write(path, tmp_path / "a" / "b" / "x.db")
    assert log(tmp_path / "a" / "b" / "x.db") == log(path)


def test_a_copy_that_is_not_whole(path: Path, tmp_path: Path) -> None:
    """A fault in what was copied is told as the book's, with SQLite's words, and the copy does not stay."""
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA ignore_check_constraints = ON")
    db.execute("INSERT INTO log (id, at, day, card, kind, grade) VALUES ('x', 1, 1, 'c', 'review', 9)")
    db.close()
    with pytest.raises(DamagedError, match=r"is damaged \(malformed: CHECK constraint failed in log\)") as raised:
        backups.write(path, tmp_path / "folder" / "x.db")
    assert str(raised.value).startswith(f"{path}: ")
    assert list((tmp_path / "folder").iterdir()) == []


def test_a_log_with_a_spoilt_row_makes_none(path: Path) -> None:
    """A book whose log has a value that no log can hold becomes no backup, and pushes out none either."""
    backups.keep_daily(path, TODAY)
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("INSERT INTO log (id, at, day, card, kind) VALUES ('x', 1, 1, 'c', 'seview')")
    with pytest.raises(DamagedError, match=r"is damaged \(malformed: row \d+ of the log has no usable kind\)"):
        backups.keep_daily(path, TODAY + 1)
    assert len(names(path)) == 1


def test_imports_alone(path: Path) -> None:
    """Who only imports has no more backups than others."""
    for day in range(20):
        with open_book(path) as book:
            book.note(Row(f"more{day}", 1, TODAY + day, "area/s1#q:1", "bury"))
        assert backups.keep_before_import(path, TODAY + day) is not None
    assert 7 <= len(names(path)) <= 7 + 4


def test_a_damaged_backup_does_not_count(path: Path) -> None:
    """A backup that has the same last row, and is damaged, is none to rely on before an import."""
    made = backups.keep_daily(path, TODAY)
    assert made is not None
    with closing(sqlite3.connect(made)) as db, db:
        db.execute("INSERT INTO undone VALUES ('x')")
        db.execute("DROP TRIGGER log_keeps_words")
        db.execute("UPDATE log SET kind = 'dance' WHERE seq = 1")
    assert backups.keep_before_import(path, TODAY) is not None


def test_a_damaged_book_makes_none(path: Path) -> None:
    """A damaged book becomes no backup, so it never pushes out a sound one."""
    backups.keep_daily(path, TODAY)
    damage(path)
    with pytest.raises(NpqltError, match="is damaged"):
        backups.keep_daily(path, TODAY + 1)
    with pytest.raises(NpqltError, match="is damaged"):
        backups.keep_now(path, TODAY + 1)
    assert names(path) == [f"book-{iso_day(TODAY)}.db"]
    assert len(list(path.with_name("backups").iterdir())) == 1


def test_none_is_replaced(path: Path) -> None:
    """Backups by hand on one day stand beside each other, and leave the day's own name to the one still to come."""
    for _ in range(3):
        backups.keep_now(path, TODAY)
    backups.keep_now(path, TODAY, "before-restore")
    day = iso_day(TODAY)
    assert set(names(path)) == {f"book-{day}{rest}.db" for rest in ("-2", "-3", "-4", "-before-restore")}
    found = copies.listed(path.with_name("backups"))
    assert {each.why for each in found} == {"", "before-restore"}
    assert {each.day.isoformat() for each in found} == {day}


def test_one_with_a_path_of_its_own(path: Path, tmp_path: Path) -> None:
    """A file named by hand is replaced by the newer backup."""
    (tmp_path / "mine.db").write_bytes(b"old")
    backups.write(path, tmp_path / "mine.db")
    assert log(tmp_path / "mine.db") == log(path)


def test_held_in_mid_copy(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A book that another takes wholly after the first look is told as that too."""
    monkeypatch.setattr(opening, "BUSY_S", 0.05)
    monkeypatch.setattr(opening, "check", lambda _: None)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(NpqltError, match=f"^{re.escape(str(path))}: another npqlt is writing"):
            backups.write(path, tmp_path / "x.db")


def test_a_place_for_none(path: Path) -> None:
    """Where the folder cannot be, that is told, by hand as by itself."""
    path.with_name("backups").write_text("mine")
    for keep in (backups.keep_now, backups.keep_before_import):
        with pytest.raises(NpqltError, match="the backup cannot be written"):
            keep(path, TODAY)


def test_another_was_first(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that another process takes meanwhile is left to it: the backup gets the next one."""
    write, other = backups.write, b"another process's"

    def late(book: Path, target: Path, watch: Watch, new: bool) -> None:
        if target.name.endswith("-2.db"):
            target.parent.mkdir()
            target.write_bytes(other)
        write(book, target, watch, new)

    monkeypatch.setattr(backups, "write", late)
    assert backups.keep_now(path, TODAY).name == f"book-{iso_day(TODAY)}-3.db"
    assert (path.with_name("backups") / f"book-{iso_day(TODAY)}-2.db").read_bytes() == other


def test_of_another_program_or_version(path: Path) -> None:
    """What is no book of ours, or is a newer version's, is refused by its own name before anything is copied."""
    for mark, words in (("user_version = 9", "newer npqlt-cards"), ("application_id = 1", "is not a book")):
        with closing(sqlite3.connect(path)) as db:
            db.execute(f"PRAGMA {mark}")
        with pytest.raises(NpqltError, match=words) as raised:
            backups.keep_now(path, TODAY)
        assert str(raised.value).startswith(f"{path}: ")
        assert not path.with_name("backups").exists()


def test_a_target_that_is_none(path: Path, tmp_path: Path) -> None:
    """The book itself, a folder, and a folder that cannot be are refused by name; the book is untouched."""
    before = path.read_bytes()
    (tmp_path / "file").write_text("mine")
    for target in (path, tmp_path):
        with pytest.raises(NpqltError) as raised:
            backups.write(path, target)
        assert str(raised.value) == f"{target}: is no file for a backup: name another one"
    with pytest.raises(
        NpqltError,
        match=r"x\.db: the backup cannot be written \([^()]+\): check that its folder is one, and can be written to$",
    ):
        backups.write(path, tmp_path / "file" / "x.db")
    assert path.read_bytes() == before


def test_a_target_and_no_book(tmp_path: Path) -> None:
    """Where there is no book that is told, whatever stands where the backup should go."""
    (tmp_path / "mine").touch()
    with pytest.raises(NpqltError, match=r"book\.db: there is no book yet"):
        backups.write(tmp_path / "book.db", tmp_path / "mine")
    assert (tmp_path / "mine").read_bytes() == b""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has longer names, and other words")
def test_a_target_with_too_long_a_name(path: Path, tmp_path: Path) -> None:
    """What the system will not take for a name is told with its words."""
    with pytest.raises(
        NpqltError, match=r"the backup cannot be written \(File name too long\): check that its folder "
    ):
        backups.write(path, tmp_path / ("x" * 300))


def test_left_by_a_killed_process(path: Path) -> None:
    """What was set aside long ago goes with the next backup; what may still be written, and others' files, stay."""
    folder = path.with_name("backups")
    folder.mkdir()
    name = f".book-{iso_day(TODAY)}.db"
    for left in (f"{name}.1-2.tmp", f"{name}.mine.tmp", ".book-2020-01-01.db.1-2.tmp", ".book.db.1-2.tmp"):
        place = (path.parent if "book.db" in left else folder) / left
        place.write_text("half")
        os.utime(place, (1, 1))
    (folder / f"{name}.3-4.tmp").write_text("half")
    (folder / ".damaged-2020-01-01.db.1-2.tmp").write_text("half")
    os.utime(folder / ".damaged-2020-01-01.db.1-2.tmp", (1, 1))
    backups.keep_daily(path, TODAY)
    assert {each.name for each in folder.iterdir()} == {name[1:], f"{name}.mine.tmp", f"{name}.3-4.tmp"}
    assert not (path.parent / ".book.db.1-2.tmp").exists()


# -- keeping -----------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_what_is_kept_of_a_year(path: Path) -> None:
    """After a year of days: the last seven, and the last of each of the four weeks before these."""
    for day in range(60):
        backups.keep_daily(path, TODAY + day)
    kept = [each.day for each in copies.listed(path.with_name("backups"))]
    today = date.fromisoformat(iso_day(TODAY + 59))
    assert kept[:7] == [today - timedelta(days=back) for back in range(7)]
    assert len(kept) == 7 + 4
    weeks = [each - timedelta(days=each.weekday()) for each in kept[7:]]
    assert [weeks[0] - timedelta(weeks=back) for back in range(4)] == weeks
    assert all(each.weekday() == 6 for each in kept[8:])


@given(st.lists(st.integers(0, 200), max_size=60))
def test_lasting(days: list[int]) -> None:
    """The newest is always kept, never more than eleven days, and a second look takes nothing more away."""
    first = date(2026, 1, 1)
    found = [Backup(Path(f"{day}"), first + timedelta(days=day), "") for day in sorted(set(days), reverse=True)]
    kept = backups.lasting(found)
    assert kept[:7] == found[:7]
    assert len(kept) <= backups.DAILY + backups.WEEKLY
    assert backups.lasting(kept) == kept


def test_which_weeks_last() -> None:
    """Of sixty days, by hand two a day: all of the last seven days, and of the four weeks before these the last one."""
    newest = date(2026, 11, 25)  # a Wednesday
    days = [newest - timedelta(days=back) for back in range(60)]
    found = [Backup(Path(f"{day}{name}"), day, "") for day in days for name in ("b", "a")]
    weeks = [date(2026, 11, 18), date(2026, 11, 15), date(2026, 11, 8), date(2026, 11, 1)]
    assert backups.lasting(found) == [
        *(each for each in found if each.day > date(2026, 11, 18)),
        *(Backup(Path(f"{day}b"), day, "") for day in weeks),
    ]


@pytest.mark.slow
def test_the_fullest_stays(path: Path, tmp_path: Path) -> None:
    """Where the book was begun anew, the backups of the new one do not push out the last of the old one."""
    old = backups.keep_now(path, TODAY)
    path.unlink()
    with open_book(path) as book:
        book.take_cards("1", shelf(card("area/s0#q")))
        live(book, random.Random(3), days=4)
    assert 0 < len(log(path)) < len(log(old))
    for day in range(1, 80):
        backups.keep_daily(path, TODAY + day)
    assert old.exists()
    assert len(names(path)) == 7 + 4 + 1


def test_the_last_that_holds_anything_stays(tmp_path: Path) -> None:
    """A single row is more than all that damaged files hold, which count as empty."""
    path = tmp_path / "book.db"
    with open_book(path) as book:
        book.take_cards("1", shelf(card("area/s0#q")))
        book.note(Row("one", TODAY * 86_400_000, TODAY, "area/s0#q:1", "suspend"))
    old = backups.keep_now(path, TODAY)
    for day in range(1, 60):
        (old.parent / f"book-{iso_day(TODAY + day)}.db").write_bytes(b"\xff" * 5000)
    backups._thin(old.parent, old.parent / f"book-{iso_day(TODAY + 59)}.db")
    assert old.exists()
    assert len(names(path)) == 7 + 4 + 1


def test_the_end_of_a_log(path: Path, tmp_path: Path) -> None:
    """How many rows, and the last one's id; nothing of an empty log, and of what is none."""
    count, id_ = backups._end(path)
    assert (count, id_) == (len(log(path)), log(path)[-1][1])
    open_book(tmp_path / "new.db").close()
    path.write_bytes(b"hello")
    assert backups._end(tmp_path / "new.db") == backups._end(path) == (0, "")


def test_one_that_was_just_made_stays(path: Path) -> None:
    """A clock that is behind all that is kept takes nothing away that it has just made."""
    for day in range(50):
        backups.keep_daily(path, TODAY + day)
    made = backups.keep_daily(path, TODAY - 400)
    assert made is not None
    assert made.exists()
    assert len(names(path)) == 7 + 4 + 1


def test_one_that_cannot_be_taken_away(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A backup that the system holds on to is in nobody's way: the day's new one is made, and the others go."""
    for day in range(20):
        backups.keep_daily(path, TODAY + day)
    before, unlink = set(names(path)), Path.unlink
    held = copies.listed(path.with_name("backups"))[6].path

    def refused(gone: Path, missing_ok: bool = False) -> None:
        if gone == held:
            raise PermissionError(gone)
        unlink(gone, missing_ok)

    monkeypatch.setattr(Path, "unlink", refused)
    for day in range(20, 27):
        assert backups.keep_daily(path, TODAY + day)
    assert held.exists()
    assert len({*names(path)} & before) <= 7


@pytest.mark.slow
def test_others_stay(path: Path) -> None:
    """Files of other names are neither listed nor taken away."""
    folder = path.with_name("backups")
    folder.mkdir()
    for name in ("book.db", "book-2026-13-45.db", "book-2020-01-01.db.old", "damaged-2020-01-01.db"):
        (folder / name).write_text("mine")
    for day in range(20):
        backups.keep_daily(path, TODAY + day)
    assert len(list(folder.iterdir())) == len(names(path)) + 4


# -- looking into one --------------------------------------------------------------------------------------------------


def test_what_is_no_backup(path: Path, tmp_path: Path) -> None:
    """Nothing, another file, another's database, a newer version's and a damaged one are each told, and not changed."""
    made = backups.keep_now(path, TODAY)
    bad = tmp_path / "bad.db"
    with pytest.raises(NpqltError, match="no such file"):
        copies.sound(bad)
    for data in (b"", b"hello", made.read_bytes()[:9_000]):
        bad.write_bytes(data)
        with pytest.raises(NpqltError, match=r"damaged|no backup"):
            copies.sound(bad)
        assert bad.read_bytes() == data
    shutil.copy(made, bad)
    damage(bad)
    with pytest.raises(NpqltError, match="is damaged"):
        copies.sound(bad)
    for pragma, words in (("user_version = 99", "newer npqlt-cards"), ("application_id = 7", "is no backup")):
        shutil.copy(made, bad)
        db = sqlite3.connect(bad)
        db.execute(f"PRAGMA {pragma}")
        db.close()
        with pytest.raises(NpqltError, match=words):
            copies.sound(bad)


def test_advice(path: Path) -> None:
    """A book that cannot be used names the newest backup with which nothing is wrong, and how many answers it has."""
    good = backups.keep_now(path, TODAY)
    damage(backups.keep_now(path, TODAY + 1))
    for data in (b"", b"hello", random.Random(1).randbytes(9_000), path.read_bytes()[:20_000]):
        path.write_bytes(data)
        with pytest.raises(NpqltError, match=rf"npqlt restore {good.name}.*{copies.sound(good).answers} answers"):
            open_book(path)
        assert path.read_bytes() == data
    good.unlink()
    with pytest.raises(NpqltError, match="no sound backup"):
        open_book(path)
