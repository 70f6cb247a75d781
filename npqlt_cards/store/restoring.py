"""A backup put back: its log takes the place of the book's, and what follows from it is derived anew.

What is replaced is kept before. A book that SQLite can read is changed in one transaction, begun before that copy is
made: so no answer of another window falls between the two, and open windows go on with what was restored. A damaged
book, or none, is replaced by a file that was made aside; the damaged one is kept as it is.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from npqlt_cards.days import iso_day
from npqlt_cards.errors import DamagedError, NpqltError
from npqlt_cards.files import remedy, set_aside, sync_folder
from npqlt_cards.places import backups_beside
from npqlt_cards.session import Row
from npqlt_cards.store import backups, copies, opening, projection
from npqlt_cards.store.projection import ROW, Watch, unwatched

_MARKS = ", ".join("?" * (1 + len(Row._fields)))
_GUARD = "log_keeps_rows"


class Restored(NamedTuple):
    """What a restore did: what the book holds now, what it held before (None where it could not be read, or there was
    none), and the file in which that is kept.
    """

    now: copies.Contents
    before: copies.Contents | None
    kept: Path | None


def find(name: str, folder: Path) -> Path:
    """The backup that is meant: a file's path, a name from the list, or a day, of which it is the last one.

    Raises NpqltError where there is none.
    """
    there = copies.listed(folder)
    for each in there:
        if name in (each.path.name, each.path.stem, each.day.isoformat()):
            return each.path
    if Path(name).is_file():
        return Path(name)
    what = "is no file" if name and Path(name).exists() else "there is no such backup"
    raise NpqltError(f"{name}: {what}: `npqlt backup --list` names those there are")


def restore(source: Path, book: Path, day: int, watch: Watch = unwatched) -> Restored:
    """Put a backup's log into the book. Raises NpqltError, and nothing is changed, where that cannot be done."""
    if book.exists() and source.samefile(book):
        raise NpqltError(f"{source}: is the book itself: name a backup (`npqlt backup --list`)")
    held = copies.sound(source)
    try:
        with opening.in_words(book), _incoming(source) as rows:
            before, spare = _put(rows, book, day, watch)
    except OSError as error:
        what = remedy(error, "make its folder writable, and close other windows of npqlt")
        raise NpqltError(f"{book}: cannot be replaced ({error.strerror}): {what}") from error
    return Restored(held, before, spare)


@contextmanager
def _incoming(source: Path) -> Iterator[sqlite3.Cursor]:
    """The rows of a backup's log, brought to the newest form in a copy that is gone afterwards."""
    with closing(sqlite3.connect("", isolation_level=None)) as copy:  # SQLite's own temporary file
        with copies.reading(source) as db:
            db.backup(copy)
        opening.migrate(copy)
        yield copy.execute(f"SELECT seq, {ROW} FROM log ORDER BY seq")


def _put(rows: sqlite3.Cursor, book: Path, day: int, watch: Watch) -> tuple[copies.Contents | None, Path | None]:
    if not book.exists():
        book.parent.mkdir(parents=True, exist_ok=True)
        return None, _replace(rows, book, day, watch)
    try:
        opening.connect(book, backups.keep_before_upgrade).close()
        before = copies.sound(book)
        with copies.reading(book) as db:
            whole = not copies.odd_parts(db, before.version)
    except DamagedError:
        whole = False
    if not whole:
        return None, _replace(rows, book, day, watch)
    return before, _exchange(rows, book, day, watch)


# -- a book that can be read -------------------------------------------------------------------------------------------


def _exchange(rows: sqlite3.Cursor, book: Path, day: int, watch: Watch) -> Path | None:
    """Put other rows into the log, in the transaction in which those there were kept."""
    with closing(opening.connect(book, backups.keep_before_upgrade)) as db:
        db.execute("BEGIN IMMEDIATE")
        try:
            studied = db.execute("SELECT 1 FROM log LIMIT 1").fetchone()
            spare = backups.keep_now(book, day, "before-restore") if studied else None
            _fill(db, rows, watch)
            db.execute("COMMIT")
        except BaseException:
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise
    return spare


def _fill(db: sqlite3.Connection, rows: sqlite3.Cursor, watch: Watch) -> None:
    """Other rows in the log, and all that follows from them, within the caller's transaction."""
    guard = db.execute("SELECT sql FROM sqlite_master WHERE name = ?", (_GUARD,)).fetchone()[0]
    db.execute(f"DROP TRIGGER {_GUARD}")  # nobody else sees the log without it: it is back when this is committed
    db.execute("DELETE FROM log")
    db.execute(guard)
    db.executemany(f"INSERT INTO log (seq, {ROW}) VALUES ({_MARKS})", rows)
    projection.rebuild(db, watch)
    db.execute("DELETE FROM fact WHERE name = 'stale'")


# -- a book that cannot, or none ---------------------------------------------------------------------------------------


def _replace(rows: sqlite3.Cursor, book: Path, day: int, watch: Watch) -> Path | None:
    """Put a new file in the place of the book; gives the copy of what was there."""
    there = book.exists()
    with set_aside(book.resolve(), new=not there) as aside:
        with opening.building(aside) as db:
            opening.migrate(db)
            db.execute("BEGIN")
            _fill(db, rows, watch)
            db.execute("COMMIT")
        return _keep_damaged(book, day) if there else None


def _keep_damaged(book: Path, day: int) -> Path:
    """A copy of the file as it is, whatever is in it. A journal left beside it goes along: it is of no other book."""
    _refuse_if_held(book)
    path = next(backups.free_names(backups_beside(book), f"damaged-{iso_day(day)}"))
    path.parent.mkdir(exist_ok=True)
    with set_aside(path) as aside:
        shutil.copyfile(book, aside)
    with suppress(FileNotFoundError):
        book = book.resolve()  # where SQLite has the journal of a book that is a link
        book.with_name(f"{book.name}-journal").replace(path.with_name(f"{path.name}-journal"))
        sync_folder(book.parent)
    return path


def _refuse_if_held(book: Path) -> None:
    """Others that have it open and idle are refused by SQLite at their next answer, as the file is another one then."""
    with closing(sqlite3.connect(book, timeout=opening.BUSY_S, isolation_level=None)) as db:
        try:
            db.execute("BEGIN EXCLUSIVE")
        except sqlite3.DatabaseError as error:
            if "locked" in str(error):
                raise
