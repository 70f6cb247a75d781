"""One section below its header: statements, stems and practices, and each doubt told by line, whole."""

from __future__ import annotations

import pytest

from npqlt_cards.errors import Problem, ProblemsError
from npqlt_cards.framework.lines import lines_of
from npqlt_cards.framework.records import Group, Practice, Statement
from npqlt_cards.framework.report import Report
from npqlt_cards.framework.section import Section, read_section

Told = list[tuple[str, int, str]]


def read(text: str, styles: str = "") -> tuple[Section, Told]:
    """A section without errors, and its warnings; the first line of ``text`` is line 1."""
    report = Report("p")
    section = read_section(lines_of(text), frozenset(styles), report)
    return section, [(each.code, each.line, each.message) for each in report.close()]


def errors(text: str, styles: str = "") -> tuple[Problem, ...]:
    """All that is told of a section with errors."""
    report = Report("p")
    read_section(lines_of(text), frozenset(styles), report)
    with pytest.raises(ProblemsError) as raised:
        report.close()
    return raised.value.problems


def statements(section: Section) -> list[tuple[int, str, int]]:
    """Number, words and line of each statement."""
    return [(each.number, each.text, each.line) for each in section.learn_that]


def practices(section: Section) -> list[tuple[str, list[str]]]:
    """Each stem with its practices."""
    return [(each.stem, [practice.text for practice in each.practices]) for each in section.learn_how_to]


PLAIN = "1. Tides turn.\n2. Boats\ndrift.\nMoor well\nby:\n• tying.\n• asking\nothers.\nSail by:\n• trimming.\n"


def test_plain() -> None:
    """Statements, then stems with their practices, wrapped lines joined, each with the line it begins on."""
    assert read(PLAIN) == (
        Section(
            (Statement(1, "Tides turn.", 1), Statement(2, "Boats drift.", 2)),
            (
                Group("Moor well by:", (Practice("tying.", 6), Practice("asking others.", 7)), 4),
                Group("Sail by:", (Practice("trimming.", 10),), 9),
            ),
            (),
        ),
        [],
    )


def test_number_or_bullet_alone() -> None:
    """A number, or a bullet, on a line of its own opens what stands on the next."""
    section, told = read("1.\nTides turn.\n2. Boats drift.\nMoor by:\n•\ntying.\n•\n")
    assert statements(section) == [(1, "Tides turn.", 2), (2, "Boats drift.", 3)]
    assert practices(section) == [("Moor by:", ["tying."])]
    assert section.learn_how_to[0].practices[0].line == 6
    assert told == [("F24", 7, "an empty bullet: dropped")]


def test_what_stands_after_an_empty_bullet_or_a_note() -> None:
    """A bullet without words, or one that is a note, takes nothing of those after it."""
    section, told = read("1. Tides turn.\nMoor by:\n•\n• tying.\n• See section 4.\n• asking.\n•\n• waiting.")
    assert practices(section) == [("Moor by:", ["tying.", "asking.", "waiting."])]
    assert section.notes == (Practice("See section 4.", 5),)
    assert [row[:2] for row in told] == [("F29", 5)]


# -- page numbers ------------------------------------------------------------------------------------------------------

ALONE = "“12” stands alone: dropped as a page number"
AFTER = "“12” after the full stop: dropped as a page number"
KEPT = "“12” may be a page number: kept, as the sentence seems to run on"


@pytest.mark.parametrize(
    ("text", "first", "told"),
    [
        ("12\n1. Tides turn.\n2. Boats drift.", "Tides turn.", [("F20", 1, ALONE)]),
        ("1. Tides turn.\n12\n2. Boats drift.", "Tides turn.", [("F20", 2, ALONE)]),
        ("1. Tides\n12\nturn.\n2. Boats drift.", "Tides turn.", [("F20", 2, ALONE)]),
        ("1. Two states:\n12\n2. Boats drift.", "Two states:", [("F20", 2, ALONE), ("F23", 3, ""), ("F31", 1, "")]),
        ("1. Tides turn. 12\n2. Boats drift.", "Tides turn.", [("F20", 1, AFTER)]),
        ("1. Tides turn. 12\nThey do.\n2. Boats drift.", "Tides turn. They do.", [("F20", 1, AFTER)]),
        ("1. Tides turn. 12\ntimes.\n2. Boats drift.", "Tides turn. 12 times.", [("F21", 1, KEPT)]),
        ("1. Tides (see fig. 12\n2. Boats drift.", "Tides (see fig. 12", [("F23", 2, ""), ("F31", 1, "")]),
        ("1. Tides (see No. 12\n2. Boats drift.", "Tides (see No. 12", [("F23", 2, ""), ("F31", 1, "")]),
        ("1. Tides (e.g. 12\n2. Boats drift.", "Tides (e.g. 12", [("F23", 2, ""), ("F31", 1, "")]),
        ("1. Tides turn.\n1234\n2. Boats drift.", "Tides turn. 1234", [("F23", 3, ""), ("F31", 2, "")]),
    ],
)
def test_page_numbers(text: str, first: str, told: Told) -> None:
    """A number alone, or after a full stop, is a page's; not one that its sentence runs on from, or asks for."""
    words = {
        "F31": "no full stop at the end: is something lost?",
        "F23": "statement 2 follows a statement without a full stop",
    }
    section, found = read(f"{text}\nMoor by:\n• tying.\n• asking.\n• waiting.")
    assert statements(section)[0][1] == first
    assert [row[1] for row in statements(section)[1:]] == ["Boats drift."]
    assert sorted(found) == sorted((code, line, message or words[code]) for code, line, message in told)


def test_a_number_that_may_be_one() -> None:
    """A number alone in mid-sentence, before a new item, is kept and told."""
    section, told = read("1. Tides turn at\n12\n2. Boats drift.\nMoor by:\n• tying at\n7\n• asking.\n• waiting.")
    assert statements(section)[0] == (1, "Tides turn at 12", 1)
    assert practices(section) == [("Moor by:", ["tying at 7", "asking.", "waiting."])]
    kept = "may be a page number: kept, as no full stop stands before it"
    assert [row for row in told if row[0] == "F21"] == [("F21", 2, f"“12” {kept}"), ("F21", 6, f"“7” {kept}")]


# -- numbers -----------------------------------------------------------------------------------------------------------


def test_a_number_in_mid_sentence() -> None:
    """A number that opens a line in mid-sentence is a word, where its own place follows; without one it is told."""
    text = "1. Ports that pilots\n2. of old knew.\n2. Boats drift.\nMoor by:\n• tying."
    section, told = read(text)
    assert statements(section) == [(1, "Ports that pilots 2. of old knew.", 1), (2, "Boats drift.", 3)]
    assert told == [("F22", 2, "“2.” opens a line in mid-sentence: read as part of the statement")]
    section, told = read("1. Tides turn\n2. Boats drift.\n3. Winds veer.\nMoor by:\n• tying.")
    assert [row[:2] for row in statements(section)] == [(1, "Tides turn"), (2, "Boats drift."), (3, "Winds veer.")]
    assert told == [
        ("F31", 1, "no full stop at the end: is something lost?"),
        ("F23", 2, "statement 2 follows a statement without a full stop"),
    ]


def test_another_number_in_mid_sentence() -> None:
    """A number that is not due and stands in mid-sentence is a word, and no more is said of it."""
    section, told = read("1. Ports that pilots\n7. of old knew.\n2. Boats drift.\nMoor by:\n• tying.")
    assert statements(section)[0] == (1, "Ports that pilots 7. of old knew.", 1)
    assert told == []


def test_a_surer_place_before_the_next_number_is_due() -> None:
    """A later place counts only where it comes before the next number's own."""
    text = "1. Tides turn\n2. Boats drift.\n3. Winds veer.\n2. Ports close.\nMoor by:\n• tying."
    assert [(each.code, each.line) for each in errors(text)] == [("F31", 1), ("F23", 2), ("F10", 4)]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("2. Tides turn.", 1, "statement 2 follows the header: 1 is missing"),
        ("1. Tides turn.\n3. Boats drift.", 2, "statement 3 follows 1: 2 is missing"),
        ("1. Tides turn.\n5. Boats drift.", 2, "statement 5 follows 1: 2 to 4 is missing"),
        ("1. Tides turn.\n1. Boats drift.", 2, "statement 1 is numbered again: 2 is due"),
        ("1. Tides turn.\n2. Boats drift.\n1. Winds.", 3, "statement 1 is numbered again: 3 is due"),
    ],
)
def test_numbers_that_are_not_due(text: str, line: int, message: str) -> None:
    """A gap, or a number that comes again, is told with what is due and what to do."""
    found = errors(f"{text}\nMoor by:\n• tying.")
    assert found == (Problem("F10", "p", line, message, "mend the numbers, or add what was lost"),)


def test_words_before_the_first_statement() -> None:
    """Words that belong to no statement are told, as far as anybody reads."""
    found = errors(f"{'x' * 70}\n1. Tides turn.\nMoor by:\n• tying.")
    assert found == (Problem("F14", "p", 1, f"words before the first statement: “{'x' * 60}”"),)


# -- stems -------------------------------------------------------------------------------------------------------------


def test_bullets_without_a_stem() -> None:
    """Bullets before any stem are one error, at the first of them."""
    found = errors("1. Tides turn.\n• tying.\n• asking.\nMoor by:\n• waiting.")
    assert [each for each in found if each.code == "F11"] == [
        Problem(
            "F11", "p", 2, "a practice without a stem", "a stem ends in a colon on the line before its first bullet"
        )
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [("1. Tides turn.\nMoor by:\n• tying.\nSail by:", 4), ("1. Tides turn.\nMoor by:\n•\n•\nSail by:\n• trimming.", 2)],
)
def test_a_stem_without_a_practice(text: str, line: int) -> None:
    """A stem at the section's end, or over empty bullets, is an error at its line."""
    assert Problem("F12", "p", line, "a stem without a practice after it") in errors(text)


def test_words_between_two_stems() -> None:
    """Words after a stem that open no practice go with the next stem, whole, and leave the first one without any."""
    found = errors("1. Tides turn.\nMoor by:\n- tying. Sail by:\n• trimming.")
    assert found == (Problem("F12", "p", 2, "a stem without a practice after it"),)


def test_colons_that_close_no_stem() -> None:
    """A colon with no bullet after it is told in a practice, and after "by"; in a statement it is but a colon."""
    text = "1. Two states:\nhigh and low.\n2. Boats drift by:\nturning.\nMoor by:\n• tying:\nwith rope."
    section, told = read(text)
    assert [row[1] for row in statements(section)] == ["Two states: high and low.", "Boats drift by: turning."]
    assert practices(section) == [("Moor by:", ["tying: with rope."])]
    message = "a colon ends the line and no bullet follows: no stem seen"
    assert told == [("F26", 3, message), ("F26", 6, message)]


def test_a_glued_stem() -> None:
    """A stem that begins within a line is split off there, and told; both parts keep their words."""
    section, told = read("1. Tides turn. Moor\nwell by:\n• tying. Sail by:\n• trimming.\n• steering.")
    assert statements(section) == [(1, "Tides turn.", 1)]
    assert practices(section) == [("Moor well by:", ["tying."]), ("Sail by:", ["trimming.", "steering."])]
    assert [each.line for each in section.learn_how_to] == [1, 3]
    message = "a stem is glued to the end of this line: split off"
    assert told == [("F27", 1, message), ("F27", 3, message)]


def test_a_glued_stem_after_a_word_over_two_lines() -> None:
    """A word that is broken at its hyphen takes no space, and the stem is cut off where it begins."""
    section, _ = read("1. Tides turn half-\nway. Moor by:\n• tying.")
    assert statements(section) == [(1, "Tides turn half-way.", 1)]
    assert practices(section) == [("Moor by:", ["tying."])]


def test_stems_by_layout() -> None:
    """Without a full stop a stem begins after a blank line, else at the last capital; else it cannot be told."""
    message = "no full stop before this stem: parted at the line's start"
    section, told = read("1. Tides turn\n\nMoor well\nWhen calm by:\n• tying.\n• asking.\n• waiting.")
    assert (statements(section), practices(section)[0][0]) == ([(1, "Tides turn", 1)], "Moor well When calm by:")
    assert ("F28", 3, message) in told
    section, told = read("1. Tides turn\nand turn\nMoor well\nif calm by:\n• tying.\n• asking.\n• waiting.")
    assert (statements(section), practices(section)[0][0]) == ([(1, "Tides turn and turn", 1)], "Moor well if calm by:")
    assert ("F28", 3, message) in told
    found = errors("1. Tides turn\nand moor well by:\n• tying.")
    words = "a stem that cannot be told from the text before it"
    assert Problem("F13", "p", 1, words, "part them with a full stop") in found


def test_a_blank_line_after_the_last_full_stop() -> None:
    """A blank line that comes after the last full stop parts the stem, not the full stop, nor a later capital."""
    section, told = read("1. Tides turn. They do so\n\nMoor well\nWhen calm by:\n• tying.\n• asking.\n• waiting.")
    assert statements(section) == [(1, "Tides turn. They do so", 1)]
    assert practices(section)[0][0] == "Moor well When calm by:"
    assert ("F28", 3, "no full stop before this stem: parted at the line's start") in told


def test_a_section_of_stems_alone() -> None:
    """Words before the first stem, where no statement is, are the stem's."""
    section, told = read("Moor. Well by:\n• tying.")
    assert (practices(section), section.learn_how_to[0].line, told) == ([("Moor. Well by:", ["tying."])], 1, [])


# -- bullets -----------------------------------------------------------------------------------------------------------


def test_doubtful_bullets() -> None:
    """A doubtful bullet opens a practice where the page is known to use it, and is a word where it is not."""
    text = "1. Tides turn.\nMoor by:\n- tying.\n- asking.\n* waiting."
    section, told = read(text, "-")
    assert practices(section) == [("Moor by:", ["tying.", "asking. * waiting."])]
    assert told == []


@pytest.mark.parametrize(
    ("before", "after", "opens"),
    [
        ("Tying ropes.", "- asking others.", True),
        ("Tying ropes;", "- asking others.", True),
        ("Tying ropes,", "- asking others.", True),
        ("Tying ropes", "- Asking others.", True),
        ("Tying ropes", "- asking others.", False),
        ("Tying ropes", "- iPads.", False),
        ("iPads too", "- asking others.", True),
        ("tying ropes", "- asking others.", True),
    ],
)
def test_doubtful_bullets_in_mid_sentence(before: str, after: str, opens: bool) -> None:
    """A doubtful bullet with a small letter in mid-sentence is a word, unless practices begin so in this group."""
    section, told = read(f"1. Tides turn.\nMoor by:\n- {before}\n{after}\n- Waiting.\n- Resting.", "-")
    found = practices(section)[0][1]
    assert found[-2:] == ["Waiting.", "Resting."]
    assert found[:-2] == ([before, after[2:]] if opens else [f"{before} {after}"])
    message = "“-” opens a line in mid-sentence: read as part of the practice"
    assert [row for row in told if row[0] == "F25"] == ([] if opens else [("F25", 4, message)])


def test_a_later_letter_after_a_colon() -> None:
    """A letter that opens a line after a colon opens a practice, though it is not the first of its list."""
    section, told = read("1. Tides turn.\nMoor by:\na) Tying ropes:\nb) asking others.\nc) Waiting.", "a")
    assert practices(section) == [("Moor by:", ["Tying ropes:", "asking others.", "Waiting."])]
    assert [row[:2] for row in told if row[0] != "F31"] == [("F26", 3)]


# -- what is told of practices -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("See section 4.", True),
        ("Examples are in sections 4 and 5.", True),
        ("Further words stand elsewhere.", True),
        ("Note what is said above.", True),
        ("Other areas too.", True),
        ("Annex B has more.", True),
        ("referring, as in section 4, to tides.", False),
        ("Seeing section 4.", False),
        ("Further training.", False),
        ("tying ropes above water.", False),
        ("asking what appendix means.", False),
    ],
)
def test_cross_references(text: str, note: bool) -> None:
    """A bullet that points elsewhere in a sentence of its own is a note, and told; one that completes its stem none."""
    section, told = read(f"1. Tides turn.\nMoor by:\n• tying.\n• {text}\n")
    assert section.notes == ((Practice(text, 4),) if note else ())
    assert practices(section) == [("Moor by:", ["tying."] if note else ["tying.", text])]
    assert told == ([("F29", 4, "a cross-reference printed as a bullet: kept as a note")] if note else [])


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("Area 4 ports have lights.", False),
        ("Lights are listed in section 4.", True),
        ("See section 4.", True),
        ("Lights, as section 4 can be read, burn.", True),
    ],
)
def test_cross_references_under_another_stem(text: str, note: bool) -> None:
    """Where a stem does not end in "by:", only what is a sentence of its own, or opens like a note, is one."""
    section, _ = read(f"1. Tides turn.\nUse lights that:\n• burn.\n• {text}\n")
    assert bool(section.notes) is note


def test_several_sentences() -> None:
    """A practice of several sentences is told."""
    _, told = read("1. Tides turn.\nMoor by:\n• tying. They hold.\n• asking.")
    assert told == [("F30", 3, "a practice of several sentences: does the last belong to it?")]


def test_missing_full_stops() -> None:
    """An item without a full stop is told at its last line, where no more than half of them lack one."""
    message = "no full stop at the end: is something lost?"
    _, told = read("1. Tides turn.\n2. Boats drift.\nMoor by:\n• tying\nropes\n• asking")
    assert told == [("F31", 5, message), ("F31", 6, message)]
    _, told = read("1. Tides turn.\nMoor by:\n• tying\n• asking")
    assert told == []
