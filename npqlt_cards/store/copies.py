"""Which backups of a book there are, what they hold, and which of them is sound. Nothing here writes.

A name is ``book-2026-11-24.db``, by the study day; a word after the day says why there is another one.
"""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from npqlt_cards.errors import DamagedError, NpqltError
from npqlt_cards.places import backups_beside
from npqlt_cards.session import Row
from npqlt_cards.store import schema
from npqlt_cards.store.lines import wrong_in
from npqlt_cards.store.projection import ANSWERS, ROW
from npqlt_cards.wording import counted

_NAME = re.compile(r"book-(\d{4}-\d\d-\d\d)(?:-([a-z][a-z0-9-]*?))??(?:-\d+)?\.db")
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


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that never writes, nor makes a file."""
    words = path.absolute().as_posix()
    uri = f"file://{'' if words.startswith('/') else '/'}{quote(os.fsencode(words))}?mode=ro"  # a name may be no text
    with closing(sqlite3.connect(uri, uri=True)) as db:
        yield db


def contents(path: Path) -> Contents:
    """What a book or backup holds. Raises NpqltError for a file that is none, is damaged, or is a newer version's."""
    try:
        if not path.is_file():
            raise NpqltError(f"{path}: there is no such file")
        with reading(path) as db:
            return contents_of(db, path)
    except (OSError, sqlite3.Error) as error:
        raise DamagedError(f"{path}: is damaged, or no backup of npqlt-cards ({error})") from error


def contents_of(db: sqlite3.Connection, path: Path) -> Contents:
    """What an open book holds. Raises NpqltError for a stranger's or a newer version's, sqlite3.Error for damage."""
    id_, version = (db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version"))
    if id_ != schema.APPLICATION_ID:
        raise NpqltError(f"{path}: is no backup of npqlt-cards")
    if version > schema.VERSION:
        raise NpqltError(f"{path}: was written by a newer npqlt-cards (format {version}): upgrade npqlt-cards")
    if version < 1:
        raise DamagedError(f"{path}: is damaged (there is no format {version})")
    query = f"SELECT count(*), total(kind IN ({_ANSWERS})), max(at) FROM log"
    rows, answers, last_at = db.execute(query).fetchone()
    return Contents(version, rows, int(answers), last_at)


def sound(path: Path) -> Contents:
    """What a backup holds, once all of it was looked through. Raises NpqltError where anything is wrong with it."""
    found = contents(path)
    try:
        with reading(path) as db:
            wrong = unsound(db, "integrity_check(1)")
    except sqlite3.Error as error:
        wrong = [str(error)]
    if wrong:
        raise DamagedError(f"{path}: is damaged ({wrong[0]})")
    return found


def unsound(db: sqlite3.Connection, check: str) -> list[str]:
    """What in an open file a restore could not rely on: its pages (by SQLite's own ``check``), its log, a row of it."""
    return faults(db, check) or odd_log(db) or odd_rows(db)


def faults(db: sqlite3.Connection, check: str) -> list[str]:
    """What SQLite's own ``check``, ``integrity_check(20)`` or the like, finds wrong with an open file."""
    return [row[0] for row in db.execute(f"PRAGMA {check}") if row[0] != "ok"]


def odd_log(db: sqlite3.Connection) -> list[str]:
    """Whether the log of an open file is the table that it was made as, which is the same in every format."""
    made = schema.parts_of(schema.VERSION)["log"]
    return [] if schema.parts(db).get("log") == made else ["table log is not as it was made"]


def odd_parts(db: sqlite3.Connection, version: int) -> list[str]:
    """The tables, indexes and triggers of a format that are not in an open file as they were made."""
    there = schema.parts(db)
    return [
        f"{part.kind} {name} is not as it was made" if name in there else f"there is no {part.kind} {name}"
        for name, part in schema.parts_of(version).items()
        if there.get(name) != part
    ]


def odd_rows(db: sqlite3.Connection) -> list[str]:
    """The first row of an open file's log that could not be read out of an exported one: SQLite takes any value."""
    for seq, *values in db.execute(f"SELECT seq, {ROW} FROM log ORDER BY seq"):
        if wrong := wrong_in(Row(*values)):
            return [f"row {seq} of the log has no usable {wrong}"]
    return []


def newest_sound(book: Path) -> tuple[Backup, Contents] | None:
    """The newest backup of a book with which nothing is wrong."""
    for each in listed(backups_beside(book)):
        with suppress(NpqltError):
            return each, sound(each.path)
    return None


def advice(book: Path) -> str:
    """What to do about a book that cannot be used."""
    found, rest = newest_sound(book), book.is_file() and book.stat().st_size
    if found is None:
        first = "`npqlt export --log` gets out what can still be read; then " if rest else ""
        return f"there is no sound backup of it: {first}move it away to start again"
    backup, held = found
    back = (
        f"`npqlt restore {backup.path.name}` puts back the newest sound backup, with {counted(held.answers, 'answer')}"
    )
    later = "; for later ones, `npqlt export --log` before it and `npqlt import` after it"
    return f"{back}{later if rest else ''}"
