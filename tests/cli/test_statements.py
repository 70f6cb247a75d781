"""``npqlt statements``: the crib sheet in its formats, on stdout and in a file."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.mark.parametrize("form", ["md", "html", "csv"])
def test_file_and_stdout_are_the_same_bytes(npqlt: Run, tmp_path: Path, form: str) -> None:
    """With -o the sheet goes into the file and a line on stdout says so; without, it is stdout, byte for byte."""
    done = npqlt("statements", "3", "--format", form, "-o", "sheet")
    assert (done.returncode, done.stdout) == (0, "sheet: 16 statements.\n")
    command = [sys.executable, "-m", "npqlt_cards", "statements", "3", "--format", form]
    given = subprocess.run(command, capture_output=True, check=True).stdout
    assert given == (tmp_path / "sheet").read_bytes()
    begins = {"md": b"# 3 How Pupils Learn\n", "html": b"<!doctype html>\n", "csv": b"\xef\xbb\xbfid,area_number,"}
    assert given.startswith(begins[form])


def test_a_table_opened_as_a_spreadsheet_does(npqlt: Run, tmp_path: Path) -> None:
    """Lines end as RFC 4180 has it, on every system."""
    npqlt("statements", "--format", "csv", "-o", "sheet.csv")
    data = (tmp_path / "sheet.csv").read_bytes()
    assert data.count(b"\r\n") == data.count(b"\n") == data.count(b"\r") == 179


def test_the_source_is_named(npqlt: Run) -> None:
    """Whose words they are stands at the end."""
    assert npqlt("statements", "3", "--format", "md").stdout.endswith("Leading Teaching Framework. Crown copyright.\n")


@pytest.mark.parametrize("arguments", [["-o", "x"], ["--json", "--format", "md"], ["--json", "-o", "x"]])
def test_usage(npqlt: Run, tmp_path: Path, arguments: list[str]) -> None:
    """A file needs a format, and --json is one of its own."""
    done = npqlt("statements", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert "npqlt statements --format" in done.stderr
    assert not (tmp_path / "x").exists()


def test_a_file_that_cannot_be_written(npqlt: Run) -> None:
    """One line says so, and how to go on."""
    done = npqlt("statements", "--format", "md", "-o", str(Path("none") / "sheet.md"))
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "name another file with -o" in done.stderr
