"""Own decks in Anki: nothing is claimed for them, and nothing of ours changes beside them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from anki.collection import Collection
from own_decks import CHINA, TEA, write

from npqlt_cards.anki import write_package
from npqlt_cards.anki.package import GUID_PREFIX
from npqlt_cards.decks.library import Library, load_library
from npqlt_cards.places import built_in_decks

pytestmark = pytest.mark.whole

Import = Callable[[Path], dict[str, int]]
TWIN = TEA + "  - {id: memory, number: 3, same_as: how-pupils-learn/working-memory}\n"


def source(collection: Collection, note: str) -> str:
    """What stands in a note's field for its source."""
    id_ = collection.db.scalar("select id from notes where guid = ?", GUID_PREFIX + note)
    return collection.get_note(id_)["Source"]


def held(collection: Collection) -> dict[str, tuple[int, list[str], list[str]]]:
    """Every note's date, tags and fields."""
    notes = map(collection.get_note, collection.find_notes(""))
    return {note.guid: (note.mod, note.tags, note.fields) for note in notes}


def test_own_decks(tmp_path: Path, collection: Collection, import_into: Import) -> None:
    """Of an own deck nothing is claimed that is not its author's: its own source line, or none, and no licence."""
    own = write(tmp_path / "own", tea=TWIN)
    write(own, china=CHINA)
    library = load_library(built_in_decks(), tmp_path / "cache", own)
    write_package(library, ["tea", "china"], tmp_path / "own.apkg", "1")
    import_into(tmp_path / "own.apkg")
    assert source(collection, "tea/boiling#cloze") == "Grandmother, as she told it."
    assert source(collection, "china/cup#cloze") == ""
    assert source(collection, "how-pupils-learn/working-memory#cloze").startswith("Department for Education")
    described = {deck["name"]: deck["desc"] for deck in collection.decks.all() if deck["name"].startswith("NPQLT")}
    assert described["NPQLT::Tea"] == (
        "Flashcards: Tea. Made with npqlt-cards 1; no part of its release. Grandmother, as she told it."
    )
    assert set(described) == {"NPQLT", "NPQLT::Tea", "NPQLT::China"}
    assert not [words for words in described.values() if "Crown" in words or "MIT" in words]


def test_own_decks_beside_ours(built_in: Library, tmp_path: Path, collection: Collection, import_into: Import) -> None:
    """In one package with an own deck that takes a statement of ours, our notes are what they are without it."""
    library = load_library(built_in_decks(), tmp_path / "cache", write(tmp_path / "own", tea=TWIN))
    write_package(built_in, ["how-pupils-learn"], tmp_path / "ours.apkg", "1")
    write_package(library, list(library.titles), tmp_path / "all.apkg", "1")
    import_into(tmp_path / "ours.apkg")
    ours = held(collection)
    assert import_into(tmp_path / "all.apkg")["new"] == len(library.notes) - len(ours)
    after = held(collection)
    assert {guid: after[guid] for guid in ours} == ours
