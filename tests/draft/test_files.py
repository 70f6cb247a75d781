"""A draft's files: all written, or none; nothing written over."""

from __future__ import annotations

from pathlib import Path

import pytest
from pages import PAGES, drafted

from npqlt_cards.draft import draft_page, files_of, write_new
from npqlt_cards.errors import NpqltError
from npqlt_cards.framework import read_page


def test_files_of() -> None:
    """One file for each area, named by number and slug; exceptions only where the page's words need one."""
    assert set(files_of(draft_page(read_page(PAGES / "literacy.txt"), "p"))) == {
        "1-reading-and-writing.yaml",
        "2-spoken-language.yaml",
    }
    assert set(files_of(drafted("One sign :: stands in this text."))) == {"orchards.yaml", "exceptions.txt"}


def test_attribution_is_what_the_page_says() -> None:
    """The framework's title where the page prints one; otherwise the author is asked for it. No licence is claimed."""
    titled = files_of(draft_page(read_page(PAGES / "literacy.txt"), "p"))["1-reading-and-writing.yaml"].decode()
    assert "National Professional Qualification (NPQ): Leading Literacy Framework" in titled.splitlines()[0]
    framework = "National Professional Qualification (NPQ): Leading Literacy Framework."
    assert f"source: >-\n  Department for Education, {framework}" in titled
    plain = files_of(drafted("Apples ripen late."))["orchards.yaml"].decode()
    assert plain.startswith("# Statements: to do: name the framework")
    assert "source:" not in plain
    assert "licence" not in titled + plain


def test_written_once(tmp_path: Path) -> None:
    """Files are written into a new folder; where one stands already, none is."""
    folder = tmp_path / "new" / "decks"
    write_new(folder, {"a.yaml": b"1", "b.yaml": b"2"})
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {"a.yaml": b"1", "b.yaml": b"2"}
    (folder / "a.yaml").unlink()
    with pytest.raises(NpqltError, match=r"b.yaml stands already"):
        write_new(folder, {"a.yaml": b"3", "b.yaml": b"4"})
    assert [path.name for path in folder.iterdir()] == ["b.yaml"]
    assert (folder / "b.yaml").read_bytes() == b"2"


def test_nothing_is_left_behind(tmp_path: Path) -> None:
    """Where one file cannot be written, those before it and the new folders go again."""
    with pytest.raises(NpqltError, match="cannot be written"):
        write_new(tmp_path / "x" / "y", {"a.yaml": b"1", "no/such/folder.yaml": b"2"})
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    """A file in the folder's place is told, and kept."""
    (tmp_path / "decks").write_text("mine", "utf-8")
    with pytest.raises(NpqltError, match="cannot be written"):
        write_new(tmp_path / "decks", {"a.yaml": b"1"})
    assert (tmp_path / "decks").read_text("utf-8") == "mine"
