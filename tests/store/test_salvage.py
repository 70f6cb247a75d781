"""What is left of a damaged log is read, row by row."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import pytest
from living import live
from making import card, shelf
from replaying import rows_of

from npqlt_cards.session import Row
from npqlt_cards.store import open_book
from npqlt_cards.store import salvage as salvage_
from npqlt_cards.store.salvage import salvage


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book whose log fills several pages."""
    path = tmp_path_factory.mktemp("lived") / "book.db"
    with open_book(path) as book:
        book.take_cards("1", shelf(*(card(f"area/s{number}#q") for number in range(40))))
        live(book, random.Random(1), days=60)
    return path


@pytest.fixture
def path(lived: Path, tmp_path: Path) -> Path:
    """A copy of it, to be damaged."""
    return Path(shutil.copy(lived, tmp_path))


@pytest.mark.slow
def test_whole(path: Path) -> None:
    """Of a sound book all rows, in the order in which they came."""
    assert salvage(path) == (rows_of(path), 0)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(8))
def test_a_damaged_page(path: Path, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each row that is read is one of the log's, and all are that did not stand in the overwritten page."""
    monkeypatch.setattr(salvage_, "_LARGEST_HOLE", 10_000)  # of a page's sixty rows
    before, data = rows_of(path), bytearray(path.read_bytes())
    at = random.Random(seed).randrange(1, len(data) // 4096) * 4096
    data[at : at + 4096] = b"\xff" * 4096
    path.write_bytes(data)
    rows, lost = salvage(path)
    assert set(rows) <= set(before)
    if rows:
        assert len(rows) > len(before) - 60
        assert len(rows) + lost <= len(before)


def small(path: Path, numbers: Iterable[int]) -> Path:
    """A book whose log has rows of these numbers."""
    open_book(path).close()
    with closing(sqlite3.connect(path)) as db, db:
        rows = [(number, f"id{number}", number, 1, "c", "flag") for number in numbers]
        db.executemany("INSERT INTO log (seq, id, at, day, card, kind) VALUES (?, ?, ?, ?, ?, ?)", rows)
    return path


def test_holes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows are looked for until a hole is as long as none in a log can be; what is missing before the last is lost."""
    assert salvage_._LARGEST_HOLE == 100_000
    monkeypatch.setattr(salvage_, "_LARGEST_HOLE", 10)
    found, lost = salvage(small(tmp_path / "a.db", (1, 2, 4, 14, 25)))
    assert [row.id for row in found] == ["id1", "id2", "id4", "id14"]
    assert lost == 10
    assert salvage(small(tmp_path / "b.db", (11,))) == ([], 0)
    assert salvage(small(tmp_path / "c.db", ())) == ([], 0)


def test_rows_that_are_no_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row that can be read and that no log could hold is lost; those after it are not."""
    monkeypatch.setattr(salvage_, "_LARGEST_HOLE", 10)
    path = small(tmp_path / "a.db", (1, 2, 3))
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("DROP TRIGGER log_keeps_words")
        db.execute("UPDATE log SET kind = 'dance' WHERE seq = 2")
    found, lost = salvage(path)
    assert ([row.id for row in found], lost) == (["id1", "id3"], 1)
    assert found[0] == Row("id1", 1, 1, "c", "flag")


def test_no_file(tmp_path: Path) -> None:
    """Of no file nothing, and none is made."""
    assert salvage(tmp_path / "none.db") == ([], 0)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
@pytest.mark.parametrize("data", [b"", b"hello", b"\xff" * 9_000])
def test_nothing_left(path: Path, data: bytes) -> None:
    """Of a file that is no book, nothing, and it is left alone."""
    path.write_bytes(data)
    assert salvage(path) == ([], 0)
    assert path.read_bytes() == data


def test_the_last_row_is_spoilt(tmp_path: Path) -> None:
    """A row that is there and cannot be used is lost, were it the last."""
    path = small(tmp_path / "a.db", (1, 2, 3))
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("INSERT INTO log (id, at, day, card, kind) VALUES ('x', 4, 1, 'c', 'glaf')")
    rows, lost = salvage(path)
    assert ([row.id for row in rows], lost) == (["id1", "id2", "id3"], 1)
