"""What Anki knows our notes by, held to what was first released."""

from __future__ import annotations

from pathlib import Path

from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest

from npqlt_cards.anki import deck_ids, note_types, write_package
from npqlt_cards.decks.library import Library

WHY = (
    "Anki takes a note type or deck with another id, name or list of fields for a different one: learners would get a "
    "second type, and their notes would no longer update. Use a spare field, or leave it as it was."
)


def test_note_types_are_frozen() -> None:
    """Ids, names, fields and the template's name are those of the first release."""
    shared = ["Place", "Stem", "Gloss", "Statement", "Remark", "Source", "Card id", "Spare 1", "Spare 2", "Spare 3"]
    assert (note_types.CLOZE_ID, note_types.CLOZE_NAME) == (1795305601, "NPQLT Cloze"), WHY
    assert (note_types.QUESTION_ID, note_types.QUESTION_NAME) == (1795305602, "NPQLT Question"), WHY
    assert list(note_types.CLOZE_FIELDS) == ["Text", *shared], WHY
    assert list(note_types.QUESTION_FIELDS) == ["Question", "Answer", *shared], WHY
    assert note_types.TEMPLATE_NAME == "Card", WHY


def test_deck_ids_are_frozen() -> None:
    """Every area's deck keeps its id; another's deck gets one from its slug that never changes either."""
    ours = {
        "school-culture": 1795305612,
        "how-pupils-learn": 1795305613,
        "subject-and-curriculum": 1795305614,
        "classroom-practice": 1795305615,
        "adaptive-teaching": 1795305616,
        "assessment": 1795305617,
        "professional-development": 1795305618,
        "implementation": 1795305619,
        "high-expectations": 1795305620,
    }
    assert {area: deck_ids.deck_id(area) for area in ours} == ours, WHY
    assert (deck_ids.PARENT_ID, deck_ids.PARENT_NAME) == (1795305600, "NPQLT"), WHY
    assert deck_ids.deck_id("somebody-elses") == 2_225_920_306, WHY


def test_deck_names_are_frozen(built_in: Library) -> None:
    """Anki finds a deck by its name: under another one new cards would come into a second deck beside the first."""
    assert [area.heading for area in built_in.areas] == [
        "2 School Culture",
        "3 How Pupils Learn",
        "4 Subject and Curriculum",
        "5 Classroom Practice",
        "6 Adaptive Teaching",
        "7 Assessment",
        "8 Professional Development",
        "9 Implementation",
        "High Expectations",
    ], WHY


def test_what_is_written_is_what_is_frozen(built_in: Library, collection: Collection, tmp_path: Path) -> None:
    """A package holds the two note types and nothing else, each with one template, as Anki reads them."""
    write_package(built_in, ["assessment"], tmp_path / "a.apkg", "1")
    request = ImportAnkiPackageRequest(package_path=str(tmp_path / "a.apkg"), options=ImportAnkiPackageOptions())
    stock = {model.name for model in collection.models.all_names_and_ids()}
    collection.import_anki_package(request)
    models = [model for model in collection.models.all() if model["name"] not in stock]
    found = {
        (model["id"], model["name"], model["type"], tuple(field["name"] for field in model["flds"])): [
            template["name"] for template in model["tmpls"]
        ]
        for model in models
    }
    assert found == {
        (1795305601, "NPQLT Cloze", 1, note_types.CLOZE_FIELDS): ["Card"],
        (1795305602, "NPQLT Question", 0, note_types.QUESTION_FIELDS): ["Card"],
    }, WHY


def test_styles_changed_moves_on() -> None:
    """A change of styles or templates needs a later CHANGED, or Anki keeps the old ones."""
    import hashlib

    sides = (note_types.CLOZE_FRONT, note_types.CLOZE_BACK, note_types.QUESTION_FRONT, note_types.QUESTION_BACK)
    shown = hashlib.sha256("".join((note_types.CSS, *sides)).encode()).hexdigest()[:16]
    assert (shown, note_types.CHANGED) == ("25f0953294ec1148", 1_795_510_000), "move CHANGED on, then put both here"
