"""Backups of the book: whole copies by SQLite's own means, each in a file, in the folder ``backups`` beside it.

A name is ``book-2026-11-24.db``, by the study day; a word after the day says why there is another one. A copy is set
aside, looked through, and moved into place: so one that has a backup's name is whole, and a damaged book never pushes
out a sound backup.
"""

from __future__ import annotations

import errno
import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from npqlt_cards.days import iso_day
from npqlt_cards.errors import NpqltError
from npqlt_cards.files import set_aside, sweep
from npqlt_cards.places import backups_beside
from npqlt_cards.store import opening, schema
from npqlt_cards.store.projection import ANSWERS, Watch, unwatched

DAILY, WEEKLY = 7, 4  # how many are kept
_PAGES = 4_096  # copied at a time: 16 MB
_NAME = re.compile(r"book-(\d{4}-\d\d-\d\d)(?:-([a-z][a-z0-9-]*?))??(?:-\d+)?\.db")
_HELD = (5, 6)  # SQLite's codes for a file that another holds
_ANSWERS = ", ".join(f"'{kind}'" for kind in (*ANSWERS, "cram"))


class Backup(NamedTuple):
    """A backup by its name: the file, the study day it was made on, and why, "" for the daily one."""

    path: Path
    day: date
    why: str


class Contents(NamedTuple):
    """What a book holds: its format, the rows of its log, the answers among them, and the instant of the last row."""

    version: int
    rows: int
    answers: int
    last_at: int | None


# -- making ------------------------------------------------------------------------------------------------------------


def keep_daily(book: Path, day: int, watch: Watch = unwatched) -> Path | None:
    """The study day's backup; None where it is there already, or nothing was studied yet. The oldest ones then go.

    Raises NpqltError, with what to do, where it cannot be made.
    """
    folder = backups_beside(book)
    target = folder / f"book-{iso_day(day)}.db"
    if target.exists() or not _studied(book):
        return None
    write(book, target, watch)
    _thin(folder)
    now, book = target.stat().st_mtime, book.resolve()
    sweep(folder, now, lambda name: name.startswith(("book-", "damaged-")))
    sweep(book.parent, now, book.name.__eq__)
    return target


def keep_now(book: Path, day: int, why: str = "", watch: Watch = unwatched) -> Path:
    """Another backup, which replaces none. Raises NpqltError, with what to do, where it cannot be made."""
    target = _free(backups_beside(book), iso_day(day), why)
    write(book, target, watch)
    return target


def keep_before_upgrade(book: Path, version: int) -> None:
    """A backup of a book of an older format, named after the day of its last answer. Raises NpqltError."""
    with opening.in_words(book), closing(opening.raw(book)) as db:
        last = db.execute("SELECT max(day) FROM log").fetchone()[0]
    if last is not None:
        write(book, backups_beside(book) / f"book-{iso_day(last)}-format{version}.db")


def write(book: Path, target: Path, watch: Watch = unwatched) -> None:
    """A copy of the book as it is at one moment, looked through, at ``target``. Raises NpqltError, with what to do.

    Others may read and write the book meanwhile.
    """
    target = target.resolve()
    if target.exists() and (not target.is_file() or target.samefile(book)):
        raise NpqltError(f"{target}: is no file for a backup: name another one")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with opening.in_words(book), set_aside(target) as aside:
            with closing(opening.raw(book)) as source, opening.building(aside) as copy:
                _copy(source, copy, watch)
                faults = [row[0] for row in copy.execute("PRAGMA quick_check(1)") if row[0] != "ok"]
            if faults:
                raise opening.refusal(book, sqlite3.DatabaseError(f"malformed: {faults[0]}"))
    except OSError as error:
        raise NpqltError(f"{target}: the backup cannot be written ({error.strerror})") from error


def _copy(source: sqlite3.Connection, copy: sqlite3.Connection, watch: Watch) -> None:
    def told(status: int, remaining: int, whole: int) -> None:
        if status in _HELD:  # the wait for it is over already
            raise sqlite3.OperationalError("database is locked")
        watch(whole - remaining, whole)

    try:
        source.backup(copy, pages=_PAGES, progress=told)
    except sqlite3.OperationalError as error:
        if "full" in str(error):  # not the book's, the copy's
            raise OSError(errno.ENOSPC, "the disk is full: free some space") from error
        raise


def _studied(book: Path) -> bool:
    with opening.in_words(book), closing(opening.raw(book)) as db:
        return db.execute("SELECT 1 FROM log LIMIT 1").fetchone() is not None


def _free(folder: Path, day: str, why: str) -> Path:
    words, count = "-".join(filter(None, ("book", day, why))), 1
    while (path := folder / f"{words}{f'-{count}' if count > 1 else ''}.db").exists():
        count += 1
    return path


# -- keeping some ------------------------------------------------------------------------------------------------------


def listed(folder: Path) -> list[Backup]:
    """The backups in a folder, newest first; other files are left out."""
    found = []
    with suppress(OSError):
        for path in folder.iterdir():
            if (name := _NAME.fullmatch(path.name)) and path.is_file():
                with suppress(ValueError):
                    found.append(Backup(path, date.fromisoformat(name[1]), name[2] or ""))
    return sorted(found, key=lambda each: (each.day, _made(each.path), each.path.name), reverse=True)


def _made(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:  # another npqlt has just taken it away
        return 0.0


def lasting(found: Sequence[Backup]) -> list[Backup]:
    """Which of some backups, newest first, are kept: those of the last days that have any, and of the weeks before
    these the last of each.
    """
    days = sorted({each.day for each in found}, reverse=True)[:DAILY]
    weeks: dict[date, Backup] = {}
    for each in found:
        if each.day not in days:
            weeks.setdefault(each.day - timedelta(days=each.day.weekday()), each)
    kept = [weeks[week] for week in sorted(weeks, reverse=True)[:WEEKLY]]
    return [each for each in found if each.day in days or each in kept]


def _thin(folder: Path) -> None:
    """Take away what is no longer kept; the fullest of all stays, in case the book was begun anew."""
    found = listed(folder)
    kept = lasting(found)
    gone = [each for each in found if each not in kept]
    if not gone:
        return
    rows = {each.path: _rows(each.path) for each in found}
    most = max(rows[each.path] for each in kept)
    fullest = max(gone, key=lambda each: rows[each.path])
    for each in gone:
        if each is not fullest or rows[each.path] <= most:
            with suppress(OSError):
                each.path.unlink()


def _rows(path: Path) -> int:
    """How many rows a backup's log has, quickly: none is ever taken out, so the last number says it."""
    try:
        with reading(path) as db:
            return int(db.execute("SELECT coalesce(max(seq), 0) FROM log").fetchone()[0])
    except sqlite3.Error:
        return 0


# -- looking into one --------------------------------------------------------------------------------------------------


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that never writes, nor makes a file."""
    words = path.absolute().as_posix()
    uri = f"file://{'' if words.startswith('/') else '/'}{quote(words)}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True, isolation_level=None)) as db:
        yield db


def contents(path: Path) -> Contents:
    """What a book or backup holds. Raises NpqltError for a file that is none, is damaged, or is a newer version's."""
    try:
        if not path.is_file():
            raise NpqltError(f"{path}: there is no such file")
        with reading(path) as db:
            return contents_of(db, path)
    except (OSError, sqlite3.Error) as error:
        raise opening.DamagedError(f"{path}: is damaged, or no backup of npqlt-cards ({error})") from error


def contents_of(db: sqlite3.Connection, path: Path) -> Contents:
    """The same of a file that is open."""
    id_, version = (db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version"))
    if id_ != schema.APPLICATION_ID:
        raise NpqltError(f"{path}: is no backup of npqlt-cards")
    if version > schema.VERSION:
        raise NpqltError(f"{path}: was written by a newer npqlt-cards (format {version}): upgrade npqlt-cards")
    query = f"SELECT count(*), total(kind IN ({_ANSWERS})), max(at) FROM log"
    rows, answers, last_at = db.execute(query).fetchone()
    return Contents(version, rows, int(answers), last_at)


def sound(path: Path) -> Contents:
    """What a backup holds, once all of it was looked through. Raises NpqltError where anything is wrong with it."""
    found = contents(path)
    try:
        with reading(path) as db:
            faults = [row[0] for row in db.execute("PRAGMA integrity_check(3)") if row[0] != "ok"]
    except sqlite3.Error as error:
        faults = [str(error)]
    if faults:
        raise opening.DamagedError(f"{path}: is damaged ({faults[0]})")
    return found


def newest_sound(book: Path) -> tuple[Backup, Contents] | None:
    """The newest backup of a book with which nothing is wrong."""
    for each in listed(backups_beside(book)):
        with suppress(NpqltError):
            return each, sound(each.path)
    return None


def advice(book: Path) -> str:
    """What to do about a book that cannot be used."""
    found = newest_sound(book)
    if found is None:
        rest = book.is_file() and book.stat().st_size
        first = "`npqlt export --log` gets out what can still be read; then " if rest else ""
        return f"there is no sound backup of it: {first}move it away to start again"
    backup, held = found
    return f"`npqlt restore {backup.path.name}` puts back the newest sound backup, with {held.answers:,} answers"
