"""Another history of 100,000 answers taken in: a log of npqlt's own, and a collection of Anki's."""

from __future__ import annotations

import os
import shutil
import sqlite3
import statistics
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from benchmarks import books
from benchmarks.books import Size
from benchmarks.measuring import Figure, npqlt, whole
from benchmarks.shelves import TODAY, Shelves
from npqlt_cards.session import Row
from npqlt_cards.store.lines import to_line

_HISTORY = Size(10_000, 100_000)
_ROUNDS = 3
_TABLES = """
CREATE TABLE col (ver INTEGER);
CREATE TABLE notes (id INTEGER PRIMARY KEY, guid TEXT, flds TEXT);
CREATE TABLE cards (id INTEGER PRIMARY KEY, nid INTEGER, ord INTEGER);
CREATE INDEX cards_of_note ON cards (nid);
CREATE TABLE revlog (id INTEGER PRIMARY KEY, cid INTEGER, ease INTEGER, time INTEGER, type INTEGER, factor INTEGER);
CREATE INDEX revlog_of_card ON revlog (cid);
INSERT INTO col VALUES (11);
"""


def figures(shelves: Shelves) -> Iterator[Figure]:
    """``npqlt import`` into a book that has the cards and no answers yet, the whole process."""
    history = sorted(books.rows(_HISTORY, TODAY), key=lambda row: row.at)
    with tempfile.TemporaryDirectory() as name:
        for kind, file in (("log", _log(Path(name), history)), ("Anki's", _collection(Path(name), history))):
            begun = os.times()
            times = [_taken_in(shelves, file, Path(name) / "home") for _ in range(_ROUNDS)]
            ended = os.times()
            worked = ended.children_user + ended.children_system - begun.children_user - begun.children_system
            remark = f"processor time {worked / _ROUNDS:.1f} s"
            median = statistics.median(times)
            yield Figure(f"npqlt import, {kind}, {len(history):,} answers", median, "s", 5.0, remark=remark)


def _taken_in(shelves: Shelves, file: Path, home: Path) -> float:
    empty = Size(_HISTORY.cards, 0)
    shutil.copytree(shelves.home(empty), home)
    seconds = whole(npqlt(), "import", str(file), env={**shelves.environ(empty), "NPQLT_CARDS_HOME": str(home)})()
    shutil.rmtree(home)
    return seconds


def _log(folder: Path, history: Sequence[Row]) -> Path:
    path = folder / "log.jsonl"
    path.write_text("".join(map(to_line, history)), "utf-8")
    return path


def _collection(folder: Path, history: Sequence[Row]) -> Path:
    """What an import reads of a collection, in Anki's form."""
    path, last = folder / "collection.anki2", 0
    numbers = {card: number for number, card in enumerate(dict.fromkeys(row.card for row in history), start=1)}
    with closing(sqlite3.connect(path)) as db:
        db.executescript(_TABLES)
        for card, number in numbers.items():
            note, _, at = card.rpartition(":")
            db.execute("INSERT INTO notes VALUES (?, ?, '')", (number, f"npqlt:{note}"))
            db.execute("INSERT INTO cards VALUES (?, ?, ?)", (number, number, int(at) - 1))
        for row in history:
            last = max(last + 1, row.at)  # Anki's log holds one answer at an instant
            db.execute("INSERT INTO revlog VALUES (?, ?, ?, 5000, 1, 500)", (last, numbers[row.card], row.grade))
        db.commit()
    return path
