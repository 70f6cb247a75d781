"""The tables, their version, and the ordered migrations that lead to it.

``log`` is the truth and is only ever appended to. ``memory``, ``tally``, ``aside`` and ``undone`` are its projection,
rebuilt by replay. ``card`` and ``place`` are a copy of the decks, so that the first card needs no deck file read;
``place.fresh`` is 1 for a card that may be introduced: new, and not suspended. A released migration is never edited: a
change is a further entry. One that leaves the projection behind sets the fact ``stale``.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from functools import lru_cache
from typing import NamedTuple

APPLICATION_ID = 0x4E50514C  # "NPQL" in the file's header: tells our files from other SQLite databases

_FIRST = """
CREATE TABLE log (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    at INTEGER NOT NULL,
    day INTEGER NOT NULL,
    card TEXT NOT NULL,
    kind TEXT NOT NULL,
    grade INTEGER CHECK (grade BETWEEN 1 AND 4),
    took_ms INTEGER,
    about TEXT
);
CREATE INDEX log_card ON log (card, at, id);
CREATE TRIGGER log_keeps_rows BEFORE DELETE ON log BEGIN SELECT RAISE(ABORT, 'the log is never deleted from'); END;
CREATE TRIGGER log_keeps_words BEFORE UPDATE ON log BEGIN SELECT RAISE(ABORT, 'the log is never changed'); END;

CREATE TABLE memory (
    card TEXT PRIMARY KEY,
    phase TEXT NOT NULL,
    step INTEGER NOT NULL,
    stability REAL NOT NULL,
    difficulty REAL NOT NULL,
    due_at INTEGER,
    due_day INTEGER,
    last_at INTEGER NOT NULL,
    last_day INTEGER NOT NULL,
    reps INTEGER NOT NULL,
    lapses INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX memory_steps ON memory (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX memory_days ON memory (due_day) WHERE due_day IS NOT NULL;

CREATE TABLE tally (
    day INTEGER PRIMARY KEY,
    introduced INTEGER NOT NULL,
    reviewed INTEGER NOT NULL
);

CREATE TABLE card (
    id TEXT PRIMARY KEY,
    note TEXT NOT NULL,
    number INTEGER NOT NULL,
    statement TEXT NOT NULL,
    areas TEXT NOT NULL,
    form TEXT NOT NULL,
    context TEXT NOT NULL,
    text TEXT NOT NULL,
    answer TEXT NOT NULL,
    source TEXT NOT NULL,
    remark TEXT NOT NULL,
    position INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX card_siblings ON card (note);
CREATE INDEX card_relatives ON card (statement);

CREATE TABLE area (
    position INTEGER PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    number INTEGER,
    title TEXT NOT NULL
);

CREATE TABLE place (
    area TEXT NOT NULL,
    fresh INTEGER NOT NULL,
    position INTEGER NOT NULL,
    card TEXT NOT NULL,
    PRIMARY KEY (area, fresh, position)
) WITHOUT ROWID;
CREATE INDEX place_card ON place (card);

CREATE TABLE fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""

# Cards set aside, answers taken back, a tally for statistics, and a lot that orders the reviews due on one day. Memory
# and tally are derived, so they are made anew from the log.
_SECOND = """
CREATE INDEX log_day ON log (day, seq);

CREATE TABLE undone (id TEXT PRIMARY KEY) WITHOUT ROWID;

CREATE TABLE aside (
    card TEXT PRIMARY KEY,
    suspended INTEGER NOT NULL,
    buried_day INTEGER,
    flag TEXT
) WITHOUT ROWID;

DROP TABLE memory;
CREATE TABLE memory (
    card TEXT PRIMARY KEY,
    phase TEXT NOT NULL,
    step INTEGER NOT NULL,
    stability REAL NOT NULL,
    difficulty REAL NOT NULL,
    due_at INTEGER,
    due_day INTEGER,
    last_at INTEGER NOT NULL,
    last_day INTEGER NOT NULL,
    reps INTEGER NOT NULL,
    lapses INTEGER NOT NULL,
    suspended INTEGER NOT NULL,
    lot INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX memory_steps ON memory (due_at) WHERE due_at IS NOT NULL AND suspended = 0;
CREATE INDEX memory_days ON memory (due_day, lot) WHERE due_day IS NOT NULL AND suspended = 0;

DROP TABLE tally;
CREATE TABLE tally (
    day INTEGER PRIMARY KEY,
    introduced INTEGER NOT NULL,
    reviewed INTEGER NOT NULL,
    answers INTEGER NOT NULL,
    recalled INTEGER NOT NULL,
    crammed INTEGER NOT NULL,
    took_ms INTEGER NOT NULL,
    young INTEGER NOT NULL,
    young_recalled INTEGER NOT NULL,
    mature INTEGER NOT NULL,
    mature_recalled INTEGER NOT NULL
);

INSERT OR REPLACE INTO fact VALUES ('stale', '1');
"""

MIGRATIONS = (_FIRST, _SECOND)
VERSION = len(MIGRATIONS)


class Part(NamedTuple):
    """A table, index or trigger: the table it belongs to, and the SQL that makes it."""

    kind: str
    name: str
    table: str
    sql: str


def parts(db: sqlite3.Connection) -> dict[str, Part]:
    """What an open file has of tables, indexes and triggers by name, each table before what belongs to it."""
    query = "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid"
    return {part.name: part for part in map(Part._make, db.execute(query))}


@lru_cache
def parts_of(version: int) -> dict[str, Part]:
    """What a file of this version has."""
    with closing(sqlite3.connect(":memory:")) as db:
        for script in MIGRATIONS[:version]:
            db.executescript(script)
        return parts(db)
