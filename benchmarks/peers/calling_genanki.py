"""Run by a peer's own Python: a package written with genanki alone, from notes that need no parsing."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import genanki


def main() -> None:
    """``NOTES.json PACKAGE``: each note is its GUID and its fields, two for both kinds; a cloze has an empty second."""
    notes, package = sys.argv[1:]
    deck = genanki.Deck(1_700_000_001, "Benchmark")
    for guid, front, back in json.loads(Path(notes).read_text("utf-8")):
        model = genanki.BASIC_MODEL if back else genanki.CLOZE_MODEL
        deck.add_note(genanki.Note(model=model, fields=[front, back], guid=guid))
    genanki.Package(deck).write_to_file(package)


if __name__ == "__main__":
    main()
