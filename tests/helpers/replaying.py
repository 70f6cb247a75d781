"""A learner's book held against its own log: nothing lost, nothing counted twice."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from npqlt_cards.session import Row
from npqlt_cards.store import open_book

DERIVED = ("memory", "tally", "aside", "undone")
ROW = ", ".join(Row._fields)


def rows_of(path: Path) -> list[Row]:
    """The log as it came to be, first to last."""
    with closing(sqlite3.connect(path)) as db:
        return [Row(*row) for row in db.execute(f"SELECT {ROW} FROM log ORDER BY seq")]


def derived(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """What follows from the log, as the book has it; of the tally the days that anything happened on."""
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        found = {name: sorted(db.execute(f"SELECT * FROM {name}"), key=repr) for name in DERIVED}
    found["tally"] = [row for row in found["tally"] if any(row[1:])]
    return found


def whole(path: Path, folder: Path) -> list[Row]:
    """The book's log, after a check that a new book which replays it comes to the very same states and tallies."""
    rows, fresh = rows_of(path), folder / f"replayed-{len(list(folder.glob('replayed-*')))}.db"
    assert len({row.id for row in rows}) == len(rows)
    open_book(fresh).close()
    with closing(sqlite3.connect(fresh)) as db, db:
        db.executemany(f"INSERT INTO log ({ROW}) VALUES ({', '.join('?' * len(Row._fields))})", rows)
    with open_book(fresh) as book:
        book.rebuild()
    assert derived(fresh) == derived(path)
    return rows
