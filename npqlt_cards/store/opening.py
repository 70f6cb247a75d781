"""Opening the learner's book: made at its first use, brought to the newest form, refused with words."""

from __future__ import annotations

import errno
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from functools import partial
from pathlib import Path

from npqlt_cards.errors import DamagedError, NpqltError
from npqlt_cards.files import no_room, remedy, set_aside
from npqlt_cards.store import schema

SQLITE = sqlite3.sqlite_version
BUSY_S = 5.0  # how long to wait for another npqlt that is writing
_FAULTS = ("malformed", "not a database", "no such table", "Could not decode", "datatype mismatch")
CACHE_KIB = 16_384  # at most: what a day's cards touch in a book of 100,000 is more than SQLite keeps by itself


def connect(path: Path, keep: Callable[[Path, int], None], writing: bool = True) -> sqlite3.Connection:
    """A connection to the book at ``path``, its tables in the newest form. Raises NpqltError, with what to do.

    A book of an older form is given to ``keep``, with that form's number, before anything in it is changed. With
    ``writing`` a book that cannot be written to is refused at once.
    """
    try:
        if not path.exists():
            _make(path)
        connection = raw(path)
    except (OSError, sqlite3.Error) as error:
        raise _cannot_be_opened(path, error) from error
    try:
        _prepare(connection, path, keep, writing)
    except BaseException:
        connection.close()
        raise
    return connection


def raw(path: Path) -> sqlite3.Connection:
    """A connection to the file as it is. Raises NpqltError for none, or an empty one: SQLite would make one of it."""
    if not path.exists():
        raise NpqltError(f"{path}: there is no book yet: `npqlt review` makes one")
    if path.is_dir():
        raise NpqltError(f"{path}: cannot be opened (it is a folder): move it away first; {_advice(path)}")
    if path.is_file() and not path.stat().st_size:
        raise DamagedError(f"{path}: is empty, as a crash or a full disk may leave a file: {_advice(path)}")
    return sqlite3.connect(path, timeout=BUSY_S, isolation_level=None)


def check(path: Path) -> None:
    """Raises NpqltError, with what to do, for a file that is no book, or is of a format that this version has not."""
    with in_words(path), closing(raw(path)) as db:
        _check(path, *_mark(db))


def _check(path: Path, version: int, ours: bool) -> None:
    if not ours:
        raise NpqltError(f"{path}: is not a book of npqlt-cards: move it away, and start again")
    if version > schema.VERSION:
        raise NpqltError(
            f"{path}: was written by a newer npqlt-cards (format {version}, this one knows {schema.VERSION}): "
            "upgrade npqlt-cards"
        )
    if version < 1:
        raise DamagedError(f"{path}: is damaged (there is no format {version}): {_advice(path)}")


def _cannot_be_opened(path: Path, error: Exception) -> NpqltError:
    if error.errno == errno.ENOSPC if isinstance(error, OSError) else "full" in str(error):
        return refusal(path, sqlite3.OperationalError("full"))
    to_do, what = "check that the folder can be written to", str(error)
    if isinstance(error, OSError):
        what = ": ".join(str(part) for part in (error.filename, error.strerror) if part)
        to_do = remedy(error, to_do)
    return NpqltError(f"{path}: cannot be opened ({what}): {to_do}")


def _make(path: Path) -> None:
    """A new book, made aside: so that none that is empty or half-made is ever ours. Another process may be first."""
    path = path.resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError), set_aside(path, new=True) as aside, building(aside) as connection:
        migrate(connection)


@contextmanager
def building(aside: Path) -> Iterator[sqlite3.Connection]:
    """A connection to a file that nobody else knows and that is of no use before it is whole: so without a journal."""
    aside.touch()  # raises what the system says of the folder, where SQLite would say less
    with closing(sqlite3.connect(aside, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        yield connection


def _prepare(connection: sqlite3.Connection, path: Path, keep: Callable[[Path, int], None], writing: bool) -> None:
    try:
        version, ours = _mark(connection)
        _check(path, version, ours)
        # A rollback journal that is truncated, and synced in full: one file to copy, safe on a network drive where
        # WAL is not, and what was committed survives a power cut.
        connection.execute("PRAGMA journal_mode = TRUNCATE")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA fullfsync = ON")  # on macOS, where a plain sync leaves it in the drive's own cache
        connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        connection.execute("PRAGMA recursive_triggers = ON")  # else REPLACE would get past the log's own guard
        if version < schema.VERSION:
            migrate(connection, partial(keep, path))
        if writing:
            _try_to_write(connection)
    except sqlite3.Error as error:
        raise refusal(path, error) from error


def _try_to_write(connection: sqlite3.Connection) -> None:
    """A book that cannot be written to is told before a card is asked."""
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("UPDATE fact SET value = value WHERE name IS NULL")  # for a read-only file BEGIN just reads
    connection.execute("ROLLBACK")


def _mark(connection: sqlite3.Connection) -> tuple[int, bool]:
    """The file's version, and whether it is ours; read at one moment, as another npqlt may be changing it."""
    connection.execute("BEGIN")
    try:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        id_ = connection.execute("PRAGMA application_id").fetchone()[0]
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
    return version, id_ == schema.APPLICATION_ID


def migrate(connection: sqlite3.Connection, before: Callable[[int], None] | None = None) -> None:
    """Bring the tables to the newest form, in one transaction; ``before`` is called first with the older form's number.

    What it raises leaves everything as it was: a backup that cannot be made, say.
    """
    connection.execute("BEGIN IMMEDIATE")  # nobody else writes from here on
    try:
        version = connection.execute("PRAGMA user_version").fetchone()[0]  # another process may have been first
        if before and version < schema.VERSION:
            before(version)
        for script in schema.MIGRATIONS[version:]:
            for statement in _statements(script):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {schema.VERSION}")
        connection.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # a full disk has ended it already
            connection.execute("ROLLBACK")
        raise


def _statements(script: str) -> Iterator[str]:
    """The script's statements one by one: executescript would commit between them."""
    gathered = ""
    for line in script.splitlines(keepends=True):
        gathered += line
        if sqlite3.complete_statement(gathered):
            yield gathered
            gathered = ""


@contextmanager
def in_words(path: Path) -> Iterator[None]:
    """What SQLite says of the book meanwhile is told in words."""
    try:
        yield
    except sqlite3.Error as error:
        raise refusal(path, error) from error


def _advice(path: Path) -> str:
    from npqlt_cards.store.copies import advice  # in trouble only

    return advice(path)


def refusal(path: Path, error: sqlite3.Error) -> NpqltError:
    """What SQLite said of the book, in words that tell what to do."""
    words = str(error)
    if words != "no such table: log" and re.search("no such table|no such column|has .* columns", words):
        return DamagedError(f"{path}: is not as npqlt-cards makes it ({words}): npqlt doctor")
    if any(fault in words for fault in _FAULTS):
        return DamagedError(f"{path}: is damaged ({words}), and left as it is: {_advice(path)}")
    if "locked" in words:
        return NpqltError(
            f"{path}: another npqlt is writing to it: what was just done is not kept; "
            "close that one, or try again in a moment"
        )
    if "readonly" in words:  # SQLite says so of a file, too, that was moved away under an open window
        return NpqltError(
            f"{path}: cannot be written to: answers could not be kept; make it writable, "
            "or start again if it was replaced meanwhile"
        )
    if "full" in words:
        return NpqltError(
            f"{path}: the disk is full: what was just done is not kept, all before it is; free some space"
        )
    if "disk I/O" in words and (why := no_room(path)):
        return NpqltError(f"{path}: cannot be written to: what was just done is not kept, all before it is; {why}")
    return NpqltError(f"{path}: cannot be used ({words}): check the disk and the folder")
