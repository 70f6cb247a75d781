"""What can still be read of a damaged book's log."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from npqlt_cards.session import Row
from npqlt_cards.store.copies import reading
from npqlt_cards.store.lines import usable
from npqlt_cards.store.projection import ROW

_LARGEST_HOLE = 100_000  # rows looked for one by one, in vain, before the log is taken to have ended


def salvage(book: Path) -> tuple[list[Row], int]:
    """The rows that can be read, each looked for by its number, and how many up to the last that is there cannot."""
    rows, last, seq = list[Row](), 0, 0
    query = f"SELECT {ROW} FROM log WHERE seq = ?"
    try:
        with reading(book) as db:
            db.execute("SELECT 1 FROM log LIMIT 0")  # no row will be found where not even the table is
            while seq - last < _LARGEST_HOLE:
                seq += 1
                if (row := _row(db, query, seq)) is not None:
                    last = seq
                    if usable(row):
                        rows.append(row)
    except sqlite3.Error:
        return [], 0
    return rows, last - len(rows)


def _row(db: sqlite3.Connection, query: str, seq: int) -> Row | None:
    try:
        values = db.execute(query, (seq,)).fetchone()
    except sqlite3.DatabaseError:
        return None
    return Row(*values) if values else None
