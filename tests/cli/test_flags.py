"""``npqlt flags``: what is ready to send to an author, and flags taken off."""

from __future__ import annotations

import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from npqlt_cards.places import built_in_decks

Run = Callable[..., "subprocess.CompletedProcess[str]"]
Json = Callable[..., Any]
CARD = "how-pupils-learn/lasting-change#cloze:1"

BLOCK = f"""\
{CARD}
  How Pupils Learn · Learn that 1
  Front: Learning involves a [...] in pupils’ capabilities or understanding.
  Back: Learning involves a lasting change in pupils’ capabilities or understanding.
  Why: two things fit
  Flagged on 2026-11-24
"""


@pytest.fixture
def flagged(npqlt: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """One card flagged in a review."""
    monkeypatch.setenv("NPQLT_CARDS_NOW", "2026-11-24T08:00:00+00:00")
    assert npqlt("review", "how", given="f\ntwo things fit\nq\n").returncode == 0
    return npqlt


def test_a_block_a_card(flagged: Run) -> None:
    """Id, area and number, front, back, why and when."""
    assert flagged("flags").stdout == BLOCK


def test_json(flagged: Run, npqlt_json: Json) -> None:
    """The promised form."""
    (row,) = npqlt_json("flags")
    assert row.pop("at").startswith("2026-11-24T08:00:0")
    assert row == {
        "id": CARD,
        "area": "how-pupils-learn",
        "context": "How Pupils Learn · Learn that 1",
        "front": "Learning involves a [...] in pupils’ capabilities or understanding.",
        "back": "Learning involves a lasting change in pupils’ capabilities or understanding.",
        "why": "two things fit",
    }


@pytest.mark.parametrize("name", [CARD, CARD.removesuffix(":1")])
def test_done(flagged: Run, npqlt_json: Json, log: Callable[[], list[dict[str, Any]]], name: str) -> None:
    """--done takes the flag off, by the card's id or its note's, as a row of the log that undo takes back."""
    assert flagged("flags", "--done", name).stdout == f"Flag taken off: {CARD}\n"
    assert npqlt_json("flags") == []
    assert flagged("flags").stdout == "No card is flagged. In a review, f flags the card on show.\n"
    assert [row["kind"] for row in log()] == ["flag", "unflag"]
    assert flagged("flags", "--done", CARD).stdout == f"Not flagged: {CARD}\n"
    assert flagged("undo").stdout.startswith("Taken back: flag taken off.")
    assert flagged("flags").stdout == BLOCK


@pytest.mark.parametrize("arguments", [["--done"], [CARD], ["--done", CARD, "--json"], ["--done", CARD, CARD + "0"]])
def test_usage(flagged: Run, arguments: list[str]) -> None:
    """Ids go with --done; an unknown one among them, and nothing is done."""
    done = flagged("flags", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert flagged("flags").stdout == BLOCK


def test_no_reason(npqlt: Run, npqlt_json: Json) -> None:
    """A flag without a word of why is a flag too."""
    npqlt("review", "how", given="f\n\nq\n")
    assert npqlt_json("flags")[0]["why"] is None
    assert "Why: no reason given" in npqlt("flags").stdout


def test_no_more_input(npqlt: Run, npqlt_json: Json) -> None:
    """Where the input ends before a reason was typed, nothing is flagged."""
    assert "Not flagged." in npqlt("review", "how", given="f\n").stdout
    assert npqlt_json("flags") == []


def test_while_another_writes(flagged: Run, own_home: Path) -> None:
    """Flags are listed and exported while another process has the book for writing."""
    with closing(sqlite3.connect(own_home / "book.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        for arguments in (["flags"], ["flags", "--json"], ["flags", "export"]):
            done = flagged(*arguments)
            assert (done.returncode, done.stderr) == (0, "")


def test_export(flagged: Run, tmp_path: Path) -> None:
    """The author's list goes to stdout or into a file, and has no path of the learner's in it."""
    given = flagged("flags", "export").stdout
    assert given.startswith("# Flagged cards\n")
    deck = (built_in_decks() / "3-how-pupils-learn.yaml").read_text("utf-8").splitlines()
    line = next(at for at, words in enumerate(deck, start=1) if words.strip().startswith("text:"))  # the first card's
    assert f"\n## 3-how-pupils-learn.yaml\n\n### {CARD}\n\n- Line: {line}\n" in given
    assert "- Why: two things fit\n- Flagged on 2026-11-24\n" in given
    assert str(Path.home()) not in given
    assert flagged("flags", "export", "-o", "flags.md").stdout == "flags.md: 1 flagged card.\n"
    assert (tmp_path / "flags.md").read_text("utf-8") == given
    assert (
        flagged("flags", "export", "--format", "csv")
        .stdout.splitlines()[0]
        .endswith("file,line,card,front,back,why,date")
    )


def test_export_is_one_word_of_its_own(flagged: Run) -> None:
    """Ids and options stand in any order as before; `export` takes neither, and its usage names none."""
    assert flagged("flags", CARD, "--done").stdout == f"Flag taken off: {CARD}\n"
    assert flagged("flags", "--json", "export").returncode == 2
    assert flagged("flags", "export", CARD).stderr.startswith("Usage: npqlt flags export [OPTIONS]\n")
