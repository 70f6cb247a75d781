"""The ledger: every published note, what its cards hide or ask, and when its content last changed.

``decks/ledger.jsonl`` holds one JSON object a line, in the order of ids:
``{"note": id, "changed": "2026-11-24T09:00:00Z", "sha": "…", "cards": {"1": "what is hidden or asked"}}``.
``sha`` is over all that a learner sees of the note. A release's notes take their date from ``changed``, never from the
time of export, so that an import into Anki updates what changed and leaves the rest alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

from npqlt_cards.decks.files import LEDGER_FILE
from npqlt_cards.errors import Problem, ProblemsError
from npqlt_cards.files import write_whole


@dataclass(frozen=True)
class Entry:
    """One published note."""

    note: str
    changed: int
    sha: str
    cards: Mapping[str, str]


def read_ledger(folder: Path) -> dict[str, Entry]:
    """The ledger of a folder of decks, by note; empty where there is none. Raises ProblemsError."""
    path = folder / LEDGER_FILE
    if not path.exists():
        return {}
    found = {}
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        try:
            entry = _entry(json.loads(line))
        except (ValueError, KeyError, TypeError) as error:
            repair = "put back the released line, or run `npqlt ledger update`"
            raise ProblemsError([Problem("L01", str(path), number, f"is no ledger entry ({error})", repair)]) from error
        found[entry.note] = entry
    return found


def write_ledger(folder: Path, entries: Mapping[str, Entry]) -> None:
    """Write the whole ledger, set aside first and then moved into place."""
    lines = [json.dumps(_plain(entries[note]), ensure_ascii=False) + "\n" for note in sorted(entries)]
    write_whole(folder / LEDGER_FILE, "".join(lines).encode())


def _entry(value: dict[str, object]) -> Entry:
    cards = value["cards"]
    if not isinstance(cards, dict):
        raise TypeError("cards must be a mapping")
    changed = datetime.strptime(str(value["changed"]), "%Y-%m-%dT%H:%M:%S%z")
    return Entry(str(value["note"]), int(changed.timestamp()), str(value["sha"]), cards)


def _plain(entry: Entry) -> dict[str, object]:
    changed = datetime.fromtimestamp(entry.changed, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {"note": entry.note, "changed": changed, "sha": entry.sha, "cards": dict(entry.cards)}
