"""``npqlt framework draft``, run as a user runs it."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]
TESTS = Path(__file__).parent.parent
PAGE = str(TESTS / "data" / "framework-page.txt")
OTHER = str(TESTS / "draft" / "pages" / "literacy.txt")


def test_draft_then_check(npqlt: Run, tmp_path: Path) -> None:
    """The real page: a file for each area, a summary that says what is left, and no error of any rule."""
    done = npqlt("framework", "draft", PAGE, "-o", "decks")
    assert done.returncode == 0
    assert "9 areas, 178 statements (5 of them printed in two areas)" in done.stdout
    assert "27 how-to groups without a scenario" in done.stdout
    assert len(list((tmp_path / "decks").iterdir())) == 9
    checked = npqlt("check", "decks", "--page", PAGE, "--json")
    problems = json.loads(checked.stdout)
    assert checked.returncode == 0
    assert all(problem["warning"] for problem in problems)
    assert sum(problem["code"] == "C15e" for problem in problems) > 178


def test_json(npqlt: Run) -> None:
    """One document: areas with their files and counts, totals, and what was left out with code and reason."""
    found = json.loads(npqlt("framework", "draft", OTHER, "-o", "decks", "--json").stdout)
    assert [area["file"] for area in found["areas"]] == ["1-reading-and-writing.yaml", "2-spoken-language.yaml"]
    assert set(found["areas"][0]) == {
        "area", "number", "title", "file", "statements", "twins", "clozes", "fact", "why", "to_do",
    }  # fmt: skip
    assert found["totals"]["statements"] == sum(area["statements"] for area in found["areas"])
    assert all(set(left) == {"statement", "form", "why", "code"} for left in found["left_out"])


def test_nothing_is_written_over(npqlt: Run, tmp_path: Path) -> None:
    """A second run is refused in one line, and changes nothing; nor is a lost file written again beside the others."""
    assert npqlt("framework", "draft", OTHER, "-o", "decks").returncode == 0
    (tmp_path / "decks" / "1-reading-and-writing.yaml").unlink()
    before = {path: path.read_bytes() for path in (tmp_path / "decks").iterdir()}
    again = npqlt("framework", "draft", OTHER, "-o", "decks")
    assert again.returncode == 1
    assert again.stdout == ""
    assert [line for line in again.stderr.splitlines() if line.startswith("npqlt: ")] == [
        f"npqlt: {Path('decks') / '2-spoken-language.yaml'} stands already, and nothing is written over it: "
        "name a new folder"
    ]
    assert {path: path.read_bytes() for path in (tmp_path / "decks").iterdir()} == before


def test_bad_pages(npqlt: Run, tmp_path: Path) -> None:
    """A page that is none, and one that is not there, are told; no folder is made. Without -o: a usage error."""
    (tmp_path / "none.txt").write_text("No framework.\n", "utf-8")
    for page in ("none.txt", "missing.txt"):
        done = npqlt("framework", "draft", page, "-o", "decks")
        assert done.returncode == 1
        assert done.stderr.startswith(page)
    assert not (tmp_path / "decks").exists()
    assert npqlt("framework", "draft", OTHER).returncode == 2


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="rights to folders do not bind this user")
def test_folder_without_rights(npqlt: Run, tmp_path: Path) -> None:
    """A folder that may not be written to is told in one line."""
    (tmp_path / "locked").mkdir(mode=0o500)
    done = npqlt("framework", "draft", OTHER, "-o", "locked/decks")
    assert done.returncode == 1
    assert "cannot be written" in done.stderr


def test_a_drafted_deck_can_be_reviewed_and_listed(npqlt: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The decks are decks: their cards are listed like any others."""
    npqlt("framework", "draft", OTHER, "-o", "decks")
    monkeypatch.setenv("NPQLT_CARDS_DECKS", str(tmp_path / "decks"))
    cards = json.loads(npqlt("cards", "--json").stdout)
    assert {card["form"] for card in cards} == {"cloze", "fact", "why"}
