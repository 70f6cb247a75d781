"""Exceptions: listed by card or note with a reason, and told when nothing needs them."""

from __future__ import annotations

from pathlib import Path

import pytest

from npqlt_cards.checks import Wanted, check_paths

LONG = Path(__file__).parent.parent / "fixtures" / "checks" / "C05c-bad.yaml"


def told(folder: Path, exceptions: bytes, wanted: Wanted | None = None) -> list[tuple[str, int]]:
    """Codes and lines told of a folder with one long sentence and these exceptions."""
    (folder / "a.yaml").write_bytes(LONG.read_bytes())
    (folder / "exceptions.txt").write_bytes(exceptions)
    return [(problem.code, problem.line) for problem in check_paths([folder], wanted or Wanted()).problems]


@pytest.mark.parametrize("id_", ["sample/pruning#cloze", "sample/pruning#cloze:1"])
def test_note_or_card(tmp_path: Path, id_: str) -> None:
    """A listed note covers its cards; a listed card covers itself."""
    assert told(tmp_path, f"C05c {id_}: the sentence is that long\n".encode()) == []


@pytest.mark.parametrize(
    "line",
    [
        "C05c sample/pruning#cloze",  # no reason
        "C05c sample/pruning#cloze:   ",
        "C77 sample/pruning#cloze: no such code",
        "D04 sample/pruning: form cannot be excepted",
        "nonsense",
    ],
)
def test_a_line_that_excepts_nothing(tmp_path: Path, line: str) -> None:
    """A line without a reason, code or sense is told by its number, and excepts nothing."""
    assert told(tmp_path, f"# remark\n\n{line}\n".encode()) == [("C05c", 26), ("X01", 3)]


def test_not_utf8(tmp_path: Path) -> None:
    """A file in another encoding is told as a whole."""
    assert ("X01", 0) in told(tmp_path, b"C05c \xff\xfe: x\n")


def test_not_needed(tmp_path: Path) -> None:
    """An exception that no finding needs is told, unless its check did not run."""
    line = b"C05a sample/pruning#cloze: short\n"
    assert told(tmp_path, line) == [("C05c", 26), ("X02", 1)]
    assert told(tmp_path, line, Wanted(("C05c", "X"))) == [("C05c", 26)]


def test_single_file_judges_its_own_exceptions_only(tmp_path: Path) -> None:
    """Checking one file, the exceptions of its neighbours are left alone."""
    told(tmp_path, b"C05c sample/pruning#cloze: long\nC05c elsewhere/idea#cloze: long\n")
    assert check_paths([tmp_path / "a.yaml"], Wanted()).problems == ()
