"""The ledger: written once a note is published, and then kept to."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from program import npqlt

from npqlt_cards.checks import Wanted, check_paths

pytestmark = pytest.mark.whole

BASE = Path(__file__).parent.parent / "fixtures" / "checks" / "L06-good" / "3.yaml"
FIRST, LATER = "2026-11-24T09:00:00Z", "2026-12-01T09:00:00Z"
QUESTION = "      - id: season-for-saws"


def run(folder: Path, *arguments: str, now: str = FIRST) -> subprocess.CompletedProcess[str]:
    """``npqlt ledger update`` at an instant."""
    return npqlt("ledger", "update", folder, *arguments, environ={"NPQLT_CARDS_NOW": now})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one deck and its ledger."""
    (tmp_path / "3.yaml").write_text(BASE.read_text("utf-8"), "utf-8")
    assert run(tmp_path).returncode == 0
    return tmp_path


def edit(folder: Path, old: str, new: str) -> None:
    """Change the deck."""
    text = (folder / "3.yaml").read_text("utf-8")
    assert text.count(old) == 1
    (folder / "3.yaml").write_text(text.replace(old, new), "utf-8")


def drop_question(folder: Path) -> None:
    """Take one question out of the deck."""
    text = (folder / "3.yaml").read_text("utf-8")
    start = text.index(QUESTION)
    (folder / "3.yaml").write_text(text[:start] + text[text.index("      - id: tiny-apples") :], "utf-8")


def entries(folder: Path) -> dict[str, dict[str, object]]:
    """The ledger's lines by note."""
    lines = (folder / "ledger.jsonl").read_text("utf-8").splitlines()
    return {entry["note"]: entry for entry in map(json.loads, lines)}


def codes(folder: Path) -> set[str]:
    """What check tells."""
    return {problem.code for problem in check_paths([folder], Wanted()).problems}


def test_first_ledger(folder: Path) -> None:
    """Every note is in it, with the instant, and what each card hides or asks; check is content."""
    found = entries(folder)
    assert {entry["changed"] for entry in found.values()} == {FIRST}
    assert found["sample/watering#cloze"]["cards"] == {"1": "watered", "2": "deep roots"}
    assert found["sample/pruning#season-for-saws"]["cards"] == {"1": "In which season is it best to prune apples?"}
    assert list(found) == sorted(found)
    assert codes(folder) == set()


def test_unchanged_stays_byte_for_byte(folder: Path) -> None:
    """A second update at another time changes nothing."""
    before = (folder / "ledger.jsonl").read_bytes()
    assert "0 new, 0 changed, 0 retired" in run(folder, now=LATER).stdout
    assert (folder / "ledger.jsonl").read_bytes() == before


def test_a_change_is_dated(folder: Path) -> None:
    """Only the changed note gets the new instant, and check asks for the update first."""
    edit(folder, "watered}} slowly", "watered}} gently")
    assert codes(folder) == {"L06"}
    assert run(folder, now=LATER).returncode == 0
    changed = {note for note, entry in entries(folder).items() if entry["changed"] == LATER}
    # The statement stands on the back of its questions too.
    assert changed == {"sample/watering#cloze", "sample/watering#slow-hose", "sample/watering#after-the-gale"}
    assert codes(folder) == set()


def test_a_clock_put_back_still_moves_on(folder: Path) -> None:
    """A change is never dated before the one that it follows."""
    edit(folder, "Late winter.", "In late winter.")
    assert run(folder, now="2020-01-01T00:00:00Z").returncode == 0
    assert entries(folder)["sample/pruning#season-for-saws"]["changed"] == "2026-11-24T09:00:01Z"


def test_vanished_is_refused_until_retired(folder: Path) -> None:
    """A note that is gone stops the update, which leaves the file alone; --retire keeps its line with the instant."""
    drop_question(folder)
    before = (folder / "ledger.jsonl").read_bytes()
    refused = run(folder, now=LATER)
    assert refused.returncode == 1
    assert "L02" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert (folder / "ledger.jsonl").read_bytes() == before
    assert run(folder, "--retire", "sample/pruning#season-for-saws", now=LATER).returncode == 0
    assert entries(folder)["sample/pruning#season-for-saws"]["retired"] == LATER
    assert codes(folder) == set()
    assert run(folder, now=LATER).returncode == 0


def test_retired_id_stays_retired(folder: Path) -> None:
    """What was retired cannot come back under its id."""
    text = (folder / "3.yaml").read_text("utf-8")
    drop_question(folder)
    run(folder, "--retire", "sample/pruning#season-for-saws")
    (folder / "3.yaml").write_text(text, "utf-8")
    assert codes(folder) == {"L08"}
    assert run(folder).returncode == 1


def test_vanished_number(folder: Path) -> None:
    """A number that is gone is refused until it is retired by the card's id."""
    edit(folder, "{{c2::deep roots}}", "deep roots")
    assert codes(folder) == {"L03", "L06"}
    assert "L03" in run(folder, now=LATER).stderr
    assert run(folder, "--retire", "sample/watering#cloze:2", now=LATER).returncode == 0
    assert entries(folder)["sample/watering#cloze"]["retired_cards"] == {"2": LATER}
    assert codes(folder) == set()


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("{{c1::watered}} slowly", "watered {{c1::slowly}}", "L04"),
        ("In which season is it best to prune apples?", "What helps a tree?", "L05"),
    ],
)
def test_another_meaning_is_refused(folder: Path, old: str, new: str, code: str) -> None:
    """A number or id that comes to mean another thing cannot be updated at all."""
    edit(folder, old, new)
    assert code in codes(folder)
    refused = run(folder, now=LATER)
    assert (refused.returncode, code in refused.stderr) == (1, True)


@pytest.mark.parametrize("name", ["sample/pruning#tiny-apples", "sample/watering#cloze:1", "no/such#note"])
def test_only_what_is_gone_can_retire(folder: Path, name: str) -> None:
    """Retiring what the decks still hold, or never held, is a slip of the command line."""
    refused = run(folder, "--retire", name)
    assert refused.returncode == 2
    assert name in refused.stderr


@pytest.mark.parametrize(
    "line",
    [
        b"[]",
        b"7",
        b"{}",
        b"{",
        b'{"note": "a", "changed": "yesterday", "sha": "x", "cards": {}}',
        b'{"note": "a", "changed": "2026-11-24T09:00:00", "sha": "x", "cards": {}}',
        b'{"note": "a", "changed": "2026-11-24T09:00:00Z", "sha": "x", "cards": []}',
        b'{"note": "a", "changed": "2026-11-24T09:00:00Z", "sha": "x", "cards": {"1": 7}}',
        b'{"note": "a", "changed": "2026-11-24T09:00:00Z", "sha": "x", "cards": {}, "retired": 3}',
        b"[" * 100_000,
        b"\xff",
    ],
)
def test_broken_ledger(folder: Path, line: bytes) -> None:
    """A line that is no entry is told by code, and neither command writes or crashes."""
    path = folder / "ledger.jsonl"
    path.write_bytes(line + b"\n" + path.read_bytes())
    before = path.read_bytes()
    assert codes(folder) == {"L01"}
    refused = run(folder)
    assert (refused.returncode, "Traceback" in refused.stderr) == (1, False)
    assert path.read_bytes() == before


def test_note_twice(folder: Path) -> None:
    """Two lines of one note are a problem at the second."""
    path = folder / "ledger.jsonl"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join([*lines, lines[0]]), "utf-8")
    (problem,) = check_paths([folder], Wanted(("L",))).problems
    assert (problem.code, problem.line) == ("L01", len(lines) + 1)


def test_what_is_said_of_a_ledger(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A damaged ledger is not called a missing one, and one of a thing has no s."""
    for damage, words in ((b"x", f"until {folder / 'ledger.jsonl'} is right"), (None, "as there is no ledger")):
        (folder / "ledger.jsonl").write_bytes(damage) if damage else (folder / "ledger.jsonl").unlink()
        done = npqlt("check", folder)
        assert f"Not checked: what was published, {words}" in done.stderr
    assert done.stderr.startswith("1 deck, ")


def test_folder_without_ledger_is_not_held_to_one(folder: Path) -> None:
    """Somebody's own decks need no ledger."""
    (folder / "ledger.jsonl").unlink()
    assert codes(folder) == set()


def test_unreadable_deck_hides_nothing_else(folder: Path) -> None:
    """A deck that cannot be read is told as that, not as notes that vanished; no update is made."""
    (folder / "3.yaml").write_text("area: [", "utf-8")
    (folder / "4.yaml").write_text(BASE.read_text("utf-8").replace("area: sample", "area: other"), "utf-8")
    assert codes(folder) == {"D01", "L07"}
    assert run(folder).returncode == 1


def test_drafts_are_not_published(folder: Path) -> None:
    """While a draft stands the ledger is not written; without the mark it is as it was, and no date changes."""
    before = entries(folder)
    edit(folder, QUESTION, QUESTION + "\n        draft: true")
    refused = run(folder, now=LATER)
    assert refused.returncode == 1
    assert "a draft stands in these decks" in refused.stderr
    assert entries(folder) == before
    edit(folder, QUESTION + "\n        draft: true", QUESTION)
    assert run(folder, now=LATER).returncode == 0
    assert entries(folder) == before
