"""The page's records: what makes two copies the same, and the promised JSON."""

from __future__ import annotations

from npqlt_cards.framework.records import Area, Group, NamedArea, Page, Practice, Statement

AREA = Area(
    number=2,
    title="Harbours",
    slug="harbours",
    copies=3,
    learn_that=(Statement(1, "Tides turn.", 10), Statement(2, "Boats drift.", 11)),
    learn_how_to=(Group("Moor by:", (Practice("tying.", 13), Practice("asking.", 14)), 12),),
    notes=(Practice("See section 2.", 15),),
    line=9,
)
JSON = {
    "number": 2,
    "title": "Harbours",
    "slug": "harbours",
    "copies": 3,
    "learn_that": [{"number": 1, "text": "Tides turn."}, {"number": 2, "text": "Boats drift."}],
    "learn_how_to": [{"stem": "Moor by:", "practices": ["tying.", "asking."]}],
    "notes": ["See section 2."],
}


def test_words() -> None:
    """Two copies say the same where their numbers, statements, stems, practices and notes do, on whatever lines."""
    same = Area(
        None,
        "Another title",
        "x",
        1,
        tuple(Statement(each.number, each.text, each.line + 90) for each in AREA.learn_that),
        (Group("Moor by:", (Practice("tying.", 1), Practice("asking.", 2)), 3),),
        (Practice("See section 2.", 4),),
        99,
    )
    assert AREA.words() == same.words()
    for changed in (
        {"learn_that": AREA.learn_that[:1]},
        {"learn_that": (Statement(1, "Tides turn.", 10), Statement(3, "Boats drift.", 11))},
        {"learn_that": (Statement(1, "Tides turn!", 10), Statement(2, "Boats drift.", 11))},
        {"learn_how_to": (Group("Tie by:", AREA.learn_how_to[0].practices, 12),)},
        {"learn_how_to": (Group("Moor by:", AREA.learn_how_to[0].practices[:1], 12),)},
        {"notes": ()},
    ):
        assert Area(**{**vars(AREA), **changed}).words() != AREA.words()  # type: ignore[arg-type]


def test_to_json() -> None:
    """Every field by its promised name, and no lines."""
    page = Page((NamedArea(1, "Night Watch", False),), (AREA,), (), "A framework")
    assert AREA.to_json() == JSON
    assert page.to_json() == {
        "named": [{"number": 1, "title": "Night Watch", "printed": False}],
        "areas": [JSON],
    }
