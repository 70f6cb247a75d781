"""The manifest: what a hand-out is made of, so that two of them can be told apart and a damaged one be seen.

It knows no time of making: the same decks, event and release give the same bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from npqlt_cards.handout.records import Handout, Section

MANIFEST = "manifest.json"
_MADE_BY = "npqlt handout"


def manifest(handout: Handout, files: Mapping[str, bytes]) -> bytes:
    """The manifest of a hand-out and of all its other files, as JSON in UTF-8.

    ``release`` is the program's version and the day of the newest card; sizes are in bytes, sums SHA-256.
    """
    event = handout.event
    value = {
        "made_by": _MADE_BY,
        "release": {"version": handout.version, "newest_card": handout.newest},
        "framework": {"source": handout.source, "edition": handout.edition},
        "title": event.title,
        "date": event.date,
        "note": event.note,
        "areas": [_area(section) for section in handout.sections],
        "files": [
            {"name": name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            for name, data in files.items()
        ],
    }
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def files_listed(folder: Path) -> set[str] | None:
    """The names in a folder's manifest, and its own; None where there is no manifest that we wrote."""
    with suppress(OSError, ValueError, TypeError, KeyError, RecursionError):
        value = json.loads((folder / MANIFEST).read_text("utf-8"))
        if value["made_by"] == _MADE_BY:
            return {MANIFEST, *(str(file["name"]) for file in value["files"])}
    return None


def _area(section: Section) -> dict[str, Any]:
    """Cards that two areas share are counted under the first of them, as everywhere in the hand-out."""
    area = section.area
    notes = len({card.note for card in section.cards})
    return {
        "number": area.number,
        "slug": area.slug,
        "title": area.title,
        "notes": notes,
        "cards": len(section.cards),
    }
