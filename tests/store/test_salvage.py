"""What is left of a damaged log is read, row by row."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest
from living import live
from making import card, shelf
from replaying import rows_of

from npqlt_cards.store import open_book
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
def test_a_damaged_page(path: Path, seed: int) -> None:
    """Each row that is read is one of the log's, and all are that did not stand in the overwritten page."""
    before, data = rows_of(path), bytearray(path.read_bytes())
    at = random.Random(seed).randrange(1, len(data) // 4096) * 4096
    data[at : at + 4096] = b"\xff" * 4096
    path.write_bytes(data)
    rows, lost = salvage(path)
    assert set(rows) <= set(before)
    if rows:
        assert len(rows) > len(before) - 60
        assert len(rows) + lost <= len(before)


@pytest.mark.parametrize("data", [b"", b"hello", b"\xff" * 9_000])
def test_nothing_left(path: Path, data: bytes) -> None:
    """Of a file that is no book, nothing, and it is left alone."""
    path.write_bytes(data)
    assert salvage(path)[0] == []
    assert path.read_bytes() == data
