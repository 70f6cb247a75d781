"""What Anki knows our notes by, held to what was first released."""

from __future__ import annotations

from npqlt_cards.anki import deck_ids, note_types

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


def test_styles_changed_moves_on() -> None:
    """A change of styles or templates needs a later CHANGED, or Anki keeps the old ones."""
    import hashlib

    sides = (note_types.CLOZE_FRONT, note_types.CLOZE_BACK, note_types.QUESTION_FRONT, note_types.QUESTION_BACK)
    shown = hashlib.sha256("".join((note_types.CSS, *sides)).encode()).hexdigest()[:16]
    assert (shown, note_types.CHANGED) == ("ce021a571bf51d0d", 1_795_500_000), "move CHANGED on, then put both here"
