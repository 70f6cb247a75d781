"""Backups of the book: whole copies by SQLite's own means, each in a file, in the folder ``backups`` beside it.

A copy is set aside, looked through, and moved into place: so one that has a backup's name is whole, and a damaged book
never pushes out a sound backup.
"""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from datetime import date, timedelta
from itertools import count, zip_longest
from pathlib import Path

from npqlt_cards.days import iso_day
from npqlt_cards.errors import NpqltError
from npqlt_cards.files import remedy, resolved, set_aside, sweep
from npqlt_cards.places import backups_beside
from npqlt_cards.store import opening
from npqlt_cards.store.copies import Backup, listed, reading, sound, unsound
from npqlt_cards.store.projection import Watch, unwatched

DAILY, WEEKLY = 7, 4  # how many are kept
_PAGES = 4_096  # copied at a time: 16 MB
_HELD = (5, 6)  # SQLite's codes for a file that another holds


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
    _tidy(book, target)
    return target


def keep_now(book: Path, day: int, why: str = "", watch: Watch = unwatched) -> Path:
    """Another backup, which replaces none, nor takes the daily one's name: that one is still to come, with more in it.

    Raises NpqltError, with what to do, where it cannot be made.
    """
    words = "-".join(filter(None, ("book", iso_day(day), why)))
    for target in free_names(backups_beside(book), words, first=1 if why else 2):
        with suppress(FileExistsError):  # another was first
            write(book, target, watch, new=True)
            break
    return target


def free_names(folder: Path, words: str, first: int = 1) -> Iterator[Path]:
    """Paths ``words.db``, ``words-2.db`` and so on, from the ``first`` on, where nothing is: without an end."""
    for number in count(first):
        path = folder / f"{words}{f'-{number}' if number > 1 else ''}.db"
        if not path.exists():
            yield path


def keep_before_import(book: Path, day: int, watch: Watch = unwatched) -> Path | None:
    """A backup of what an import, which cannot be undone, adds to; None where the newest has it all, or it is nothing.

    The oldest ones then go. Raises NpqltError, with what to do, where it cannot be made.
    """
    newest = listed(backups_beside(book))[:1]
    if not _studied(book) or any(_has_all(each.path, book) for each in newest):
        return None
    made = keep_now(book, day, "before-import", watch)
    _tidy(book, made)
    return made


def _has_all(backup: Path, book: Path) -> bool:
    """Whether a backup is sound and has the book's log, row by row; quickly where it has not."""
    if _end(backup) != _end(book):
        return False
    try:
        sound(backup)
        with reading(backup) as one, reading(book) as other:
            query = "SELECT id FROM log ORDER BY seq"
            return all(a == b for a, b in zip_longest(one.execute(query), other.execute(query)))
    except (NpqltError, sqlite3.Error):
        return False


def keep_before_upgrade(book: Path, version: int) -> None:
    """A backup of a book of an older format, named after the day of its last answer. Raises NpqltError."""
    with opening.in_words(book), closing(opening.raw(book)) as db:
        last = db.execute("SELECT max(day) FROM log").fetchone()[0]
    if last is not None:
        write(book, backups_beside(book) / f"book-{iso_day(last)}-format{version}.db")


def write(book: Path, target: Path, watch: Watch = unwatched, new: bool = False) -> None:
    """A copy of the book as it is at one moment, looked through, at ``target``. Raises NpqltError, with what to do.

    Others may read and write the book meanwhile. With ``new`` nothing is replaced: FileExistsError where another was
    first.
    """
    opening.check(book)
    try:
        target = resolved(target)
        if target.exists() and (not target.is_file() or target.samefile(book)):
            raise NpqltError(f"{target}: is no file for a backup: name another one")
        target.parent.mkdir(parents=True, exist_ok=True)
        with opening.in_words(book), set_aside(target, new) as aside:
            with closing(opening.raw(book)) as source, opening.building(aside) as copy:
                _copy(source, copy, watch)
                faults = unsound(copy, "quick_check(1)")
            if faults:
                raise opening.refusal(book, sqlite3.DatabaseError(f"malformed: {faults[0]}"))
    except OSError as error:
        if new and isinstance(error, FileExistsError) and target.exists():
            raise
        to_do = remedy(error, "check that its folder is one, and can be written to")
        raise NpqltError(f"{target}: the backup cannot be written ({error.strerror}): {to_do}") from error


def _copy(source: sqlite3.Connection, copy: sqlite3.Connection, watch: Watch) -> None:
    def told(status: int, remaining: int, whole: int) -> None:
        if status in _HELD:  # the wait for it is over already
            raise sqlite3.OperationalError("database is locked")
        watch(whole - remaining, whole)

    try:
        source.backup(copy, pages=_PAGES, progress=told)
    except sqlite3.OperationalError as error:
        if "full" in str(error):  # not the book's, the copy's
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from error
        raise


def _studied(book: Path) -> bool:
    with opening.in_words(book), closing(opening.raw(book)) as db:
        return db.execute("SELECT 1 FROM log LIMIT 1").fetchone() is not None


# -- keeping some ------------------------------------------------------------------------------------------------------


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


def _tidy(book: Path, made: Path) -> None:
    """Once a backup was made: take away the older ones that are no longer kept, and what killed processes left."""
    _thin(made.parent, made)
    now, book = made.stat().st_mtime, book.resolve()
    sweep(made.parent, now, lambda name: name.startswith(("book-", "damaged-")))
    sweep(book.parent, now, book.name.__eq__)


def _thin(folder: Path, made: Path) -> None:
    """Take away what is no longer kept; the one just made stays, should the clock be behind, and the fullest of all, in
    case the book was begun anew.
    """
    found = listed(folder)
    kept = [*lasting(found), *(each for each in found if each.path == made)]
    gone = [each for each in found if each not in kept]
    if not gone:
        return
    rows = {each.path: _end(each.path)[0] for each in found}
    most = max(rows[each.path] for each in kept)
    fullest = max(gone, key=lambda each: rows[each.path])
    for each in gone:
        if each is not fullest or rows[each.path] <= most:
            with suppress(OSError):
                each.path.unlink()


def _end(path: Path) -> tuple[int, str]:
    """How many rows a log has, and the last one's id, quickly: none is ever taken out, so its number says it."""
    try:
        with reading(path) as db:
            return db.execute("SELECT seq, id FROM log ORDER BY seq DESC LIMIT 1").fetchone() or (0, "")
    except sqlite3.Error:
        return 0, ""
