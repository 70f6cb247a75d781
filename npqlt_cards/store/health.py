"""The book held against itself: its file, what a replay of the log gives, its copy of the decks; and what of it can be
rebuilt. The log is only read.
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from npqlt_cards.store import copies, opening, projection, schema, shelf
from npqlt_cards.store.projection import Watch, unwatched

# What follows from the log, and of the decks' copy what depends on it.
_DERIVED = {
    "memory": "SELECT * FROM memory",
    "tally": "SELECT * FROM tally WHERE answers OR crammed OR took_ms",
    "aside": "SELECT * FROM aside",
    "undone": "SELECT * FROM undone",
    "place": "SELECT * FROM place",
}
_INDEX_FAULT = re.compile(r"(row \d+ missing from|wrong # of entries in|non-unique entry in) index ")


class State(NamedTuple):
    """What was found: faults of the file (``mendable`` where :func:`mend` is of use), what it holds, how many rows of
    each derived table are not what a replay gives, ids of cards that were answered and that the decks do not have, and
    whether the copy of the decks is what the decks have. Where the file has faults, nothing else was looked at.
    """

    faults: list[str]
    mendable: bool = False
    held: copies.Contents | None = None
    amiss: dict[str, int] = {}  # noqa: RUF012 - never changed
    orphans: list[str] = []  # noqa: RUF012
    shelved: bool = True


def state(book: Path, decks: shelf.Shelf | None, watch: Watch = unwatched) -> State:
    """Look through a book; ``decks`` is what it should copy of them, None where they cannot be read.

    One of an older format is looked through as a file only. Raises NpqltError where it cannot even be opened.
    """
    opening.check(book)
    with opening.in_words(book), closing(opening.raw(book)) as db:
        if faults := copies.faults(db, "integrity_check(20)"):
            return State(faults, mendable=all(map(_INDEX_FAULT.match, faults)))
        held = copies.contents_of(db, book)
        if faults := copies.odd_parts(db, held.version):
            return State(faults, mendable=not copies.odd_log(db))
        if faults := copies.odd_rows(db):
            return State(faults)
        if held.version < schema.VERSION or projection.stale(db):
            return State([], held=held)
        with closing(sqlite3.connect("", isolation_level=None)) as copy:  # SQLite's own temporary file
            db.backup(copy)
            return State([], False, held, _amiss(copy, watch), _orphans(copy, decks), _shelved(copy, decks))


def _amiss(copy: sqlite3.Connection, watch: Watch) -> dict[str, int]:
    before = {table: _rows(copy, query) for table, query in _DERIVED.items()}
    copy.execute("BEGIN")
    projection.rebuild(copy, watch)
    copy.execute("COMMIT")
    counts = {}
    for table, query in _DERIVED.items():
        now = _rows(copy, query)
        counts[table] = max((before[table] - now).total(), (now - before[table]).total())
    return {table: count for table, count in counts.items() if count}


def _rows(db: sqlite3.Connection, query: str) -> Counter[tuple[object, ...]]:
    """A table's rows, with numbers to nine digits: the last ones may be another machine's."""
    return Counter(tuple(f"{v:.9g}" if isinstance(v, float) else v for v in row) for row in db.execute(query))


def _orphans(db: sqlite3.Connection, decks: shelf.Shelf | None) -> list[str]:
    if decks is None:
        there = {id_ for (id_,) in db.execute("SELECT id FROM card")}
    else:
        there = {card.id for _, cards in decks.areas for card in cards}
    answered = db.execute("SELECT DISTINCT card FROM log WHERE card <> '' ORDER BY card")
    return [card for (card,) in answered if card not in there]


def _shelved(db: sqlite3.Connection, decks: shelf.Shelf | None) -> bool:
    """Whether the copy of the decks is theirs; that of another edition is renewed at the next start anyway."""
    if decks is None or shelf.edition(db) != decks.edition:
        return True
    tables = ("card", "place", "area")
    before = [_rows(db, f"SELECT * FROM {table}") for table in tables]
    db.execute("BEGIN")
    shelf.take(db, decks)
    db.execute("COMMIT")
    return before == [_rows(db, f"SELECT * FROM {table}") for table in tables]


def mend(book: Path) -> list[str]:
    """Make the indexes anew, and each table but the log, index and trigger that is not as it was made; gives the names
    of these. The next start fills what follows from the log. Raises NpqltError for damaged pages, and for what is no
    book of a format that this version has.
    """
    opening.check(book)
    with opening.in_words(book), closing(opening.raw(book)) as db:
        db.execute("BEGIN IMMEDIATE")
        version = db.execute("PRAGMA user_version").fetchone()[0]
        made = list[str]()
        for name, part in schema.parts_of(version).items():
            there = schema.parts(db).get(name)  # asked anew: with a table go its indexes
            if there != part and name != "log":
                if there:
                    db.execute(f"DROP {there.kind} {name}")
                db.execute(part.sql)
                made.append(name)
        if made:
            db.execute("INSERT OR REPLACE INTO fact VALUES ('stale', '1')")
            db.execute("DELETE FROM fact WHERE name = 'edition'")
        db.execute("COMMIT")
        db.execute("REINDEX")
    return made
