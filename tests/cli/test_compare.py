"""``npqlt compare``: packages, folders of packages and folders of decks, and its exit codes."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from npqlt_cards.places import built_in_decks

Run = Callable[..., "subprocess.CompletedProcess[str]"]
ANSWER = "A lasting change in capabilities or understanding."
QUESTION = "how-pupils-learn/lasting-change#pupils-and-teachers"


@pytest.fixture
def edited(tmp_path: Path) -> Path:
    """The decks with one answer in other words."""
    folder = tmp_path / "edited"
    shutil.copytree(built_in_decks(), folder)
    deck = folder / "3-how-pupils-learn.yaml"
    text = deck.read_text("utf-8")
    assert text.count(ANSWER) == 1
    deck.write_text(text.replace(ANSWER, "A change in capabilities or understanding that lasts."), "utf-8")
    return folder


def test_package_and_folder(npqlt: Run, edited: Path) -> None:
    """A package against a folder of decks: the one reworded card, before and after."""
    npqlt("export", "-o", "old.apkg")
    done = npqlt("compare", "old.apkg", str(edited))
    assert (done.returncode, done.stderr) == (0, "")
    assert f"  {QUESTION}:1\n    back, before: {ANSWER}\n    back, after: A change in" in done.stdout
    assert "\n0 added, 1 reworded, 0 retired, 0 meaning changed, " in done.stdout


def test_json(npqlt: Run, edited: Path) -> None:
    """--json is one document with a list for each group."""
    done = npqlt("compare", str(built_in_decks()), str(edited), "--json")
    found = json.loads(done.stdout)
    assert [card["id"] for card in found["reworded"]] == [f"{QUESTION}:1"]
    assert (found["added"], found["retired"], found["meaning_changed"], found["undated"]) == ([], [], [], [])


def test_notes(npqlt: Run, edited: Path) -> None:
    """--notes gives lines for the change log."""
    done = npqlt("compare", str(built_in_decks()), str(edited), "--notes")
    assert done.returncode == 0
    assert done.stdout.startswith(f"### Changed\n\n- `{QUESTION}:1`: back “{ANSWER}” → “A change in")


def test_folder_of_packages(npqlt: Run) -> None:
    """What --each wrote, taken together, against the decks in use."""
    npqlt("export", "--each", "-o", "old")
    done = npqlt("compare", "old")
    assert done.stdout.startswith("0 added, 0 reworded, 0 retired, 0 meaning changed, ")


def test_another_meaning_fails(npqlt: Run, edited: Path) -> None:
    """A card that comes to mean another thing ends with exit code 1, and a word on stderr."""
    deck = edited / "3-how-pupils-learn.yaml"
    deck.write_text(deck.read_text("utf-8").replace("{{c1::lasting change}} in", "lasting change {{c1::in}}"), "utf-8")
    done = npqlt("compare", str(built_in_decks()), str(edited))
    assert done.returncode == 1
    assert "Cards that mean another thing than before: 1." in done.stderr
    assert "Meaning changed (give the new idea a new number or id): 1\n  how-pupils-learn/lasting" in done.stdout


def test_old_date_fails(npqlt: Run, edited: Path) -> None:
    """A release compared the wrong way round has older dates, which Anki would not take."""
    npqlt("export", "-o", "old.apkg")
    done = npqlt("compare", str(edited), "old.apkg")
    assert done.returncode == 1
    assert "Cards changed under an old date: 1. Run `npqlt ledger update`" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["nowhere"], 1, "nowhere: is not there: name a package or a folder of decks"),
        (["."], 1, "holds no deck files"),
        ([str(built_in_decks() / "7-assessment.yaml")], 2, "is one deck: name the folder that holds it"),
        ([str(built_in_decks() / "ledger.jsonl")], 1, "cannot be read as a package"),
        ([str(built_in_decks()), "--notes", "--json"], 2, "--notes and --json exclude each other"),
    ],
)
def test_wrong_names(npqlt: Run, arguments: list[str], code: int, message: str) -> None:
    """What cannot be compared is named, with what to do."""
    done = npqlt("compare", *arguments)
    assert (done.returncode, done.stdout) == (code, "")
    assert message in done.stderr
    assert "Traceback" not in done.stderr
