"""``npqlt export``: the files it writes and what it says of them."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def test_all(npqlt: Run, tmp_path: Path) -> None:
    """Without areas everything goes into one package; the line counts notes and cards."""
    done = npqlt("export", "-o", "all.apkg")
    assert done.returncode == 0
    assert done.stdout.startswith("all.apkg: ")
    assert re.search(r": \d+ notes, \d+ cards\.", done.stdout)
    assert (tmp_path / "all.apkg").stat().st_size > 50_000


def test_each(npqlt: Run, tmp_path: Path) -> None:
    """--each writes one package for each area, into a folder made at need."""
    assert npqlt("export", "--each", "-o", "out/decks").returncode == 0
    names = sorted(path.name for path in (tmp_path / "out" / "decks").iterdir())
    assert len(names) == 9
    assert names[0] == "npqlt-2-school-culture.apkg"
    assert names[-1] == "npqlt-high-expectations.apkg"


def test_each_of_some(npqlt: Run, tmp_path: Path) -> None:
    """--each with areas writes just those."""
    assert npqlt("export", "--each", "3", "9", "-o", ".").returncode == 0
    assert {path.name for path in tmp_path.iterdir()} == {
        "npqlt-3-how-pupils-learn.apkg",
        "npqlt-9-implementation.apkg",
    }


def test_default_names(npqlt: Run, tmp_path: Path) -> None:
    """Without -o the file is named after what it holds."""
    npqlt("export", "how")
    npqlt("export")
    assert {path.name for path in tmp_path.iterdir()} == {"npqlt-3-how-pupils-learn.apkg", "npqlt.apkg"}


def test_unwritable(npqlt: Run, tmp_path: Path) -> None:
    """A folder that is not there is told; nothing is left behind."""
    done = npqlt("export", "-o", "no/where.apkg")
    assert done.returncode == 1
    assert "cannot be written" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_folder_that_is_a_file(npqlt: Run, tmp_path: Path) -> None:
    """--each into a file's path is told."""
    (tmp_path / "file").write_text("")
    done = npqlt("export", "--each", "-o", "file")
    assert done.returncode == 1
    assert "cannot be made a folder" in done.stderr


def test_with_progress(npqlt: Run, tmp_path: Path) -> None:
    """--with-progress says in two lines what to tick; the log goes without it; the plain package stays plain."""
    npqlt("export", "7", "-o", "plain.apkg")
    npqlt("review", "7", given="\n3\nq\n")
    done = npqlt("export", "7", "--with-progress", "-o", "mine.apkg")
    first, *rest = done.stdout.splitlines()
    assert first.startswith("mine.apkg: ")
    assert len(rest) == 2
    assert "tick “Import any learning progress” and “Import any deck presets”" in rest[0]
    npqlt("export", "7", "-o", "again.apkg")
    assert (tmp_path / "again.apkg").read_bytes() == (tmp_path / "plain.apkg").read_bytes()
    assert "nothing new; 1 known already" in npqlt("import", "mine.apkg").stdout
    done = npqlt("export", "--log", "--with-progress")
    assert done.returncode == 2
    assert "leave out --each, --with-progress and the areas" in done.stderr
