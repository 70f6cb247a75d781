"""Opening the learner's book: made at its first use, brought to the newest form, refused with words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from npqlt_cards.errors import NpqltError
from npqlt_cards.files import no_room
from npqlt_cards.store import schema

BUSY_S = 5.0  # how long to wait for another npqlt that is writing
CACHE_KIB = 16_384  # at most: what a day's cards touch in a book of 100,000 is more than SQLite keeps by itself


def connect(path: Path, writing: bool = True) -> sqlite3.Connection:
    """A connection to the book at ``path``, its tables in the newest form. Raises NpqltError, with what to do.

    With ``writing`` a book that cannot be written to is refused at once.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=BUSY_S, isolation_level=None)
    except (OSError, sqlite3.Error) as error:
        raise NpqltError(f"{path}: cannot be opened ({error}): check that the folder can be written to") from error
    try:
        _prepare(connection, path, writing)
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare(connection: sqlite3.Connection, path: Path, writing: bool) -> None:
    try:
        version, ours = _mark(connection)
        if not ours:
            raise NpqltError(f"{path}: is not a book of npqlt-cards: move it away, and start again")
        if version > schema.VERSION:
            raise NpqltError(
                f"{path}: was written by a newer npqlt-cards (format {version}, this one knows {schema.VERSION}): "
                "upgrade npqlt-cards"
            )
        # A rollback journal that is truncated, and synced in full: one file to copy, safe on a network drive where
        # WAL is not, and what was committed survives a power cut.
        connection.execute("PRAGMA journal_mode = TRUNCATE")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        connection.execute("PRAGMA recursive_triggers = ON")  # else REPLACE would get past the log's own guard
        if version < schema.VERSION:
            _migrate(connection)
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
    """The file's version, and whether it is ours or still empty; read at one moment, as another npqlt may be first."""
    connection.execute("BEGIN")
    try:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        id_ = connection.execute("PRAGMA application_id").fetchone()[0]
        tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
    return version, id_ == schema.APPLICATION_ID or (version, id_, tables) == (0, 0, 0)


def _migrate(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN EXCLUSIVE")
    try:
        version = connection.execute("PRAGMA user_version").fetchone()[0]  # another process may have been first
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


def refusal(path: Path, error: sqlite3.Error) -> NpqltError:
    """What SQLite said of the book, in words that tell what to do."""
    words = str(error)
    if "malformed" in words or "not a database" in words:
        return NpqltError(f"{path}: is damaged ({words}): put back a copy of it, or move it away to start again")
    if "locked" in words:
        return NpqltError(
            f"{path}: another npqlt is writing to it: what was just done is not kept; "
            "close that one, or try again in a moment"
        )
    if "readonly" in words:
        return NpqltError(f"{path}: cannot be written to: answers could not be kept; make it writable")
    if "full" in words:
        return NpqltError(
            f"{path}: the disk is full: what was just done is not kept, all before it is; free some space"
        )
    if "disk I/O" in words and (why := no_room(path)):
        return NpqltError(f"{path}: cannot be written to: what was just done is not kept, all before it is; {why}")
    return NpqltError(f"{path}: cannot be used ({words}): check the disk and the folder")
