"""The ledger: every published note, what its cards hide or ask, and when its content last changed.

``decks/ledger.jsonl`` holds one JSON object a line, in the order of ids:
``{"note": id, "changed": "2026-11-24T09:00:00Z", "sha": "…", "cards": {"1": "what is hidden or asked"}}``.
``sha`` is over all that a learner sees of the note. A release's notes take their date from ``changed``, never from the
time of export, so that an import into Anki updates what changed and leaves the rest alone.

What is withdrawn stays in the ledger, so that no id or number is ever given to something else: a note with
``"retired": instant``, single cards of a note with ``"retired_cards": {"3": instant}``.
"""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path

from npqlt_cards.decks.files import LEDGER_FILE, read_shared
from npqlt_cards.errors import Problem, ProblemsError
from npqlt_cards.files import write_whole
from npqlt_cards.wording import quoted

LARGEST_FILE = 20_000_000  # bytes; that of the built-in decks has 150,000
_FORM = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True)
class Entry:
    """One published note. Instants are seconds since 1970 UTC; ``line`` is where the entry stands in the file."""

    note: str
    changed: int
    sha: str
    cards: Mapping[str, str]
    retired: int | None = None
    retired_cards: Mapping[str, int] = field(default_factory=dict)
    line: int = field(default=0, compare=False)


def read_ledger(folder: Path) -> dict[str, Entry]:
    """The ledger of a folder of decks, by note; empty where there is none. Raises ProblemsError."""
    path = folder / LEDGER_FILE
    if not os.path.lexists(path):  # a link to nothing is there: who writes the ledger would follow it
        return {}
    try:
        data = read_shared(path, LARGEST_FILE + 1)
        if len(data) > LARGEST_FILE:
            raise OSError(errno.EFBIG, f"it is larger than {LARGEST_FILE // 1_000_000} MB")
        lines = data.decode().split("\n")
    except (OSError, UnicodeDecodeError) as error:
        why = "it is not UTF-8 text" if isinstance(error, UnicodeDecodeError) else error.strerror
        repair = "put back the released file"
        raise ProblemsError([Problem("L01", str(path), 0, f"cannot be read ({why})", repair)]) from error
    found: dict[str, Entry] = {}
    problems = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            entry = _entry(json.loads(line), number)
            if entry.note in found:
                raise ValueError(f"{entry.note} stands at line {found[entry.note].line} too")
            found[entry.note] = entry
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError) as error:
            repair = "put back the released line"
            problems.append(Problem("L01", str(path), number, f"is no ledger entry ({error})", repair))
    if problems:
        raise ProblemsError(problems)
    return found


def write_ledger(folder: Path, entries: Mapping[str, Entry]) -> None:
    """Write the whole ledger, set aside first and then moved into place. Raises OSError."""
    lines = [json.dumps(_plain(entries[note]), ensure_ascii=False) + "\n" for note in sorted(entries)]
    write_whole(folder / LEDGER_FILE, "".join(lines).encode())


def _entry(value: dict[str, object], line: int) -> Entry:
    cards = _mapping(value["cards"], "cards")
    if not all(isinstance(words, str) for words in cards.values()):
        raise TypeError("cards must map numbers to words")
    gone = {number: _seconds(at) for number, at in _mapping(value.get("retired_cards", {}), "retired_cards").items()}
    retired = _seconds(value["retired"]) if "retired" in value else None
    words = {number: str(text) for number, text in cards.items()}
    return Entry(str(value["note"]), _seconds(value["changed"]), str(value["sha"]), words, retired, gone, line)


def _mapping(value: object, what: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise TypeError(f"{what} must be a mapping")
    return value


def _seconds(value: object) -> int:
    instant = datetime.fromisoformat(str(value).replace("Z", "+00:00"))  # strptime takes ten times as long
    if instant.tzinfo is None:
        raise ValueError(f"{quoted(str(value))} has no offset from UTC")
    return int(instant.timestamp())


def _instant(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, timezone.utc).strftime(_FORM)


def _plain(entry: Entry) -> dict[str, object]:
    plain: dict[str, object] = {"note": entry.note, "changed": _instant(entry.changed), "sha": entry.sha}
    plain["cards"] = dict(entry.cards)
    if entry.retired is not None:
        plain["retired"] = _instant(entry.retired)
    if entry.retired_cards:
        plain["retired_cards"] = {number: _instant(at) for number, at in entry.retired_cards.items()}
    return plain
