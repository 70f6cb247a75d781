"""Which lines of a page are headings, what the areas are called and numbered, and every refusal of a whole page."""

from __future__ import annotations

from pathlib import Path

import pytest

from npqlt_cards.errors import Problem, ProblemsError
from npqlt_cards.framework import NamedArea, Page, page, read_page, read_text

HEADER = "Learn that… Learn how to…"
BODY = "1. Tides turn.\nMoor by:\n• tying."
ALONE = "give the page's text alone"
GIVE = "give the text of a framework page"
NO_LIST = Problem("F43", "p", 0, "no list of the areas is found: they have no numbers but their own", warning=True)


def section(heading: str, header: str = HEADER, body: str = BODY) -> str:
    """A printed section."""
    return f"{heading}\n{header}\n{body}\n"


def titles(found: Page) -> list[tuple[int | None, str, str, int, int]]:
    """Number, title, slug, copies and line of each area."""
    return [(each.number, each.title, each.slug, each.copies, each.line) for each in found.areas]


def told(found: Page) -> list[tuple[str, int, str]]:
    """What is told of a page, but that it has no list of areas."""
    assert all(each.warning and each.file == "p" for each in found.warnings)
    return [(each.code, each.line, each.message) for each in found.warnings if each != NO_LIST]


def refused(text: str) -> tuple[Problem, ...]:
    """What a page is refused with, but that it has no list of areas."""
    with pytest.raises(ProblemsError) as raised:
        read_text(text, "p")
    return tuple(each for each in raised.value.problems if each != NO_LIST)


# -- the real page -----------------------------------------------------------------------------------------------------


def test_all_that_is_told_of_the_real_page() -> None:
    """Its slips by line, in words, in the page's order; and what it calls its framework."""
    found = read_page(Path(__file__).parent.parent / "data" / "framework-page.txt", "p")
    assert told(found) == [
        ("F40", 3, "area 1 Teaching is named here, and no section of it is printed"),
        ("F41", 24, "the heading “School Culture” is printed twice: read once"),
        ("F20", 55, "“12” after the full stop: dropped as a page number"),
        ("F29", 98, "a cross-reference printed as a bullet: kept as a note"),
        ("F27", 210, "a stem is glued to the end of this line: split off"),
        (
            "F42",
            479,
            "“High Expectations (Standard 1 – Set high expectations)” is not in the page's list of areas: it has no "
            "number",
        ),
    ]
    assert found.title == "National Professional Qualification (NPQ): Leading Teaching Framework"
    assert [each.line for each in found.areas] == [26, 58, 100, 161, 217, 262, 305, 387, 479]


# -- the file ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "line", "code", "message", "repair"),
    [
        (b"", 0, "F04", "is empty", GIVE),
        (b"x" * 4_000_001, 0, "F03", "is larger than 4 MB", ALONE),
        (b"a\nb\n\xffc", 3, "F05", "is not UTF-8 text", "save the page as plain text in UTF-8"),
        (b"a\r\nb\r\n\x07", 3, "F05", "holds a control character (U+0007)", "give plain text"),
        (b"\n\xffc", 2, "F05", "is not UTF-8 text", "save the page as plain text in UTF-8"),
        (b"\n\x07", 2, "F05", "holds a control character (U+0007)", "give plain text"),
        (b"a\x7f", 1, "F05", "holds a control character (U+007F)", "give plain text"),
    ],
)
def test_files(tmp_path: Path, data: bytes, line: int, code: str, message: str, repair: str) -> None:
    """A file that is no text is refused by line, with what to do; messages call it what they are told to."""
    path = tmp_path / "x.txt"
    path.write_bytes(data)
    for name in ("p", None):
        with pytest.raises(ProblemsError) as raised:
            read_page(path, name)
        assert raised.value.problems == (Problem(code, name or str(path), line, message, repair),)


def test_no_file(tmp_path: Path) -> None:
    """A file that is not there is told with the system's words."""
    with pytest.raises(ProblemsError) as raised:
        read_page(tmp_path / "x.txt", "p")
    message = "cannot be read (No such file or directory)"
    assert raised.value.problems == (Problem("F02", "p", 0, message, "check the path"),)


@pytest.mark.slow
def test_as_large_as_may_be(tmp_path: Path) -> None:
    """Four million bytes, fifty thousand line ends and a thousand sections are read; one more is not."""
    text = section("Harbours")
    (tmp_path / "x.txt").write_text(text + " " * (4_000_000 - len(text.encode())))
    assert titles(read_page(tmp_path / "x.txt", "p")) == [(None, "Harbours", "harbours", 1, 1)]
    lines = "\n" * (50_000 - text.count("\n"))
    assert len(read_text(text + lines, "p").areas) == 1
    assert refused(text + lines + "\n") == (Problem("F03", "p", 0, "has more than 50000 lines", ALONE),)
    assert read_text(text * 1_000, "p").areas[0].copies == 1_000
    assert refused(text * 1_001) == (Problem("F03", "p", 0, "has more than 1000 sections", ALONE),)


def test_no_section() -> None:
    """A text without a header is no framework page."""
    assert refused("Harbours\nwords\n") == (Problem("F01", "p", 0, "no line reads “Learn that… Learn how to…”", GIVE),)


def test_old_line_ends(tmp_path: Path) -> None:
    """A line that ends in a carriage return alone is a line."""
    (tmp_path / "x.txt").write_bytes(section("Harbours").replace("\n", "\r").encode())
    assert titles(read_page(tmp_path / "x.txt", "p")) == [(None, "Harbours", "harbours", 1, 1)]


# -- headers and headings ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "header",
    [
        "Learn that Learn how to",
        "LEARN THAT... LEARN HOW TO...",
        "Learn that…\nLearn how to…",
        "learn that\n\nlearn how to",
    ],
)
def test_headers(header: str) -> None:
    """On one line or two, in any case, with dots or none."""
    found = read_text(section("Harbours", header) + section("Night Watch", header), "p")
    assert [each.title for each in found.areas] == ["Harbours", "Night Watch"]
    assert [len(each.learn_that) for each in found.areas] == [1, 1]
    assert read_text(section("Harbours") + "Learn that…\nmore.", "p").areas[0].learn_how_to[0].practices[0].text == (
        "tying. Learn that… more."
    )


def test_half_a_header_at_the_end() -> None:
    """A page that ends in half a header has that as words; one that ends in a header has a section without a body."""
    assert titles(read_text(section("Harbours") + "Learn that…", "p")) == [(None, "Harbours", "harbours", 1, 1)]
    assert refused(section("Harbours") + "Watch\nLearn that…\nLearn how to…") == (
        Problem("F07", "p", 6, "“Watch” has no numbered Learn-that statement"),
        Problem("F08", "p", 6, "“Watch” has no Learn-how-to stem with practices"),
    )


def test_no_heading() -> None:
    """A header without a name above it is an error at its line, be it after prose, a bullet or nothing at all."""
    repair = "put the heading on a line above"
    wanted = "no area's name stands before this header"
    for before, line in (("", 1), ("Words end.\n", 2), ("• tying\n", 2), (section("Harbours"), 6), ("12\n", 2)):
        found = refused(f"{before}{HEADER}\n{BODY}\n")
        assert Problem("F06", "p", line, wanted, repair) in found


def test_sections_without_a_heading() -> None:
    """Of a section that nothing names, that alone is told and what is wrong within it: it is no area and no copy."""
    text = f"1. Harbours\n2. Watch\n{section('Harbours')}{HEADER}\n1. Tides turn.\n\n{HEADER}\n2. Boats drift.\n"
    unnamed = "no area's name stands before this header", "put the heading on a line above"
    assert refused(text) == (
        Problem("F40", "p", 2, "area 2 Watch is named here, and no section of it is printed", warning=True),
        Problem("F06", "p", 8, *unnamed),
        Problem("F06", "p", 11, *unnamed),
        Problem(
            "F10", "p", 12, "statement 2 follows the header: 1 is missing", "mend the numbers, or add what was lost"
        ),
    )


def test_a_heading_printed_twice_at_once() -> None:
    """A repeat right below the header before, where nothing else stands, is a repeat too."""
    found = refused(f"1. Harbours\n2. Watch\nHarbours\n{HEADER}\nWatch\nWatch\n{HEADER}\n{BODY}\n")
    assert Problem("F41", "p", 5, "the heading “Watch” is printed twice: read once", warning=True) in found
    assert not {"F14"} & {each.code for each in found}


def test_page_numbers_above_a_header() -> None:
    """Numbers alone between a heading and its header are a page's."""
    found = read_text(section("Harbours\n12\n13"), "p")
    assert titles(found) == [(None, "Harbours", "harbours", 1, 1)]
    assert told(found) == [
        ("F20", 2, "“12” stands alone: dropped as a page number"),
        ("F20", 3, "“13” stands alone: dropped as a page number"),
    ]


def test_a_heading_over_lines() -> None:
    """A heading that wraps is one, over three lines at most, and told unless the page lists it so."""
    found = read_text("Words.\n" + section("Ports and\nHarbours"), "p")
    assert titles(found) == [(None, "Ports and Harbours", "ports-and-harbours", 1, 2)]
    assert told(found) == [("F44", 2, "“Ports and Harbours” is read as one heading over 2 lines")]
    found = read_text(section("One\nTwo\nThree\nFour"), "p")
    assert titles(found)[0][1:] == ("Two Three Four", "two-three-four", 1, 2)
    listed = "1 – Ports and Harbours\n2 – Watch\nWords.\n"
    found = read_text(listed + section("Ports and\nHarbours") + section("Watch"), "p")
    assert titles(found) == [(1, "Ports and Harbours", "ports-and-harbours", 1, 4), (2, "Watch", "watch", 1, 10)]
    assert found.warnings == ()
    assert found.named == (NamedArea(1, "Ports and Harbours", True), NamedArea(2, "Watch", True))


@pytest.mark.parametrize(
    "before",
    ["Words end.", "Words:", "Words,", "Words;", "w" * 61, "12", "• tying", "3. Tides", "Two-", "Words end. 12"],
)
def test_what_is_above_a_heading(before: str) -> None:
    """Prose, a stem, a list item, a long line or a broken word above a heading is no part of it."""
    assert titles(read_text(f"{before}\n{section('Harbours')}", "p"))[0][1] == "Harbours"
    assert titles(read_text(f"Words\n\n{section('Harbours')}", "p"))[0][1] == "Harbours"


def test_a_line_of_sixty_letters_may_be_a_headings() -> None:
    """A line above a heading that is no longer than a heading may be belongs to it."""
    assert titles(read_text(f"{'w' * 60}\n{section('Harbours')}", "p"))[0][1] == f"{'w' * 60} Harbours"


def test_a_heading_that_is_listed() -> None:
    """A heading that the page lists takes no line from above it; with one, it does if both are listed."""
    listed = "1 – Harbours\n2 – Watch\n\nWords\n"
    found = read_text(listed + section("Harbours") + section("Watch"), "p")
    assert titles(found) == [(1, "Harbours", "harbours", 1, 5), (2, "Watch", "watch", 1, 10)]


def test_a_doubled_heading() -> None:
    """A heading printed twice or more is read once, and each repeat told, over several lines too."""
    found = read_text("Words.\n" + section("Harbours\n\nHarbours\n\nHarbours"), "p")
    assert titles(found) == [(None, "Harbours", "harbours", 1, 6)]
    assert titles(read_text(section("Harbours\n\nHarbours"), "p")) == [(None, "Harbours", "harbours", 1, 3)]
    message = "the heading “Harbours” is printed twice: read once"
    assert told(found) == [("F41", 2, message), ("F41", 4, message)]
    found = read_text("Words.\n" + section("Ports and\nHarbours\n\nPorts and\nHarbours"), "p")
    assert told(found) == [
        ("F41", 2, "the heading “Ports and Harbours” is printed twice: read once"),
        ("F44", 5, "“Ports and Harbours” is read as one heading over 2 lines"),
    ]


# -- names and numbers -------------------------------------------------------------------------------------------------


def test_own_numbers() -> None:
    """Without a list an area has the number in its heading; with one, the list's."""
    found = read_text(section("Section 3: Harbours") + section("12 – Night Watch") + section("Ports"), "p")
    assert [each[:3] for each in titles(found)] == [
        (3, "Harbours", "harbours"),
        (12, "Night Watch", "night-watch"),
        (None, "Ports", "ports"),
    ]
    listed = "1 – Harbours\n2 – Night Watch\n\nWords.\n"
    text = listed + section("Section 7: Harbours") + section("Night Watch") + section("9 – Ports")
    found = read_text(text, "p")
    assert [each[:2] for each in titles(found)] == [(1, "Harbours"), (2, "Night Watch"), (None, "9 – Ports")]
    assert told(found) == [("F42", 15, "“9 – Ports” is not in the page's list of areas: it has no number")]


def test_the_list_of_areas() -> None:
    """Of several numbered lists the one that names most headings; areas named and not printed are told."""
    text = (
        "1. Tea\n2. Sugar\nWords.\n- 1 – Harbours\n- 2 – Fog\n- 3 – Night Watch\nWords.\n1. Harbours\n\nMore.\n"
        + section("Harbours")
        + section("Night Watch")
    )
    found = read_text(text, "p")
    assert found.named == (
        NamedArea(1, "Harbours", True),
        NamedArea(2, "Fog", False),
        NamedArea(3, "Night Watch", True),
    )
    assert [each.number for each in found.areas] == [1, 3]
    assert told(found) == [("F40", 5, "area 2 Fog is named here, and no section of it is printed")]
    gap = refused(text.replace("3 – Night", "4 – Night"))
    assert Problem("F16", "p", 6, "in the list of areas 4 Night Watch follows 2", "mend the numbers") in gap


def test_what_stands_in_brackets() -> None:
    """A heading is the list's without what stands in brackets at its end; two that differ there are two areas."""
    text = "1 – Harbours\n2 – Watch\n\nWords.\n" + section("Harbours (Standard 1)") + section("Watch (a)", body=BODY)
    found = read_text(text + section("Watch (b)"), "p")
    assert [each[:2] for each in titles(found)] == [(1, "Harbours (Standard 1)"), (2, "Watch (a)"), (2, "Watch (b)")]
    assert found.named == (NamedArea(1, "Harbours", True), NamedArea(2, "Watch", True))


def test_no_list_of_areas() -> None:
    """A numbered list that names no heading is not the page's list of areas."""
    found = read_text("1. Tea\n2. Sugar\nWords.\n" + section("Harbours"), "p")
    assert (found.named, found.warnings) == ((), (NO_LIST,))


def test_slugs() -> None:
    """Short, plain names without what stands in brackets at the end; whole ones where two would be the same."""
    found = read_text(
        "".join(map(section, ("Façades & Ports (Standard 1)", "Watch (day)", "Watch (night)", "“Ω”", "Fog (a) more"))),
        "p",
    )
    assert [each.slug for each in found.areas] == [
        "facades-and-ports",
        "watch-day",
        "watch-night",
        "area",
        "fog-a-more",
    ]


def test_the_title_of_the_framework() -> None:
    """A line of its own before the first section; none after it, and no other line."""
    name = "National Professional Qualification: Leading Boats Framework"
    assert read_text(f"Words.\n{name}.\n{name}\n\n{section('Harbours')}", "p").title == name
    assert read_text(f"Words.\n{section('Harbours')}Night\n{name}\n", "p").title == ""


# -- sections that are not whole, and copies ---------------------------------------------------------------------------


def test_sections_that_are_not_whole() -> None:
    """A section without statements, or without practices, is told at its heading."""
    found = refused(
        "Words.\n" + section("Harbours", body="Moor by:\n• tying.") + section("Watch", body="1. Tides turn.")
    )
    assert found == (
        Problem("F07", "p", 2, "“Harbours” has no numbered Learn-that statement"),
        Problem("F08", "p", 6, "“Watch” has no Learn-how-to stem with practices"),
    )


def test_copies() -> None:
    """Copies word for word the same are one area, at the first one's line."""
    found = read_text(section("Harbours") + section("Watch") + section("Harbours") * 2, "p")
    assert [each[1:] for each in titles(found)] == [("Harbours", "harbours", 3, 1), ("Watch", "watch", 1, 6)]


@pytest.mark.parametrize(
    ("body", "where"),
    [
        (BODY.replace("turn.", "stand."), ", first at line 8: “1. Tides stand.”"),
        (BODY.replace("Moor", "Stay"), ", first at line 9: “Stay by:”"),
        (BODY.replace("tying.", "asking."), ", first at line 10: “asking.”"),
        (BODY.replace("tying.", "x" * 70 + "."), f", first at line 10: “{'x' * 60}”"),
        (BODY + "\n• asking.", " in length"),
    ],
)
def test_copies_that_differ(body: str, where: str) -> None:
    """A copy that says other things is an error that tells where the first difference is."""
    found = refused(section("Harbours") + section("Harbours", body=body))
    message = f"this copy of “Harbours” differs from the one at line 1{where}"
    assert found == (Problem("F15", "p", 6, message, "make the copies the same, or name them apart"),)


# -- bullets -----------------------------------------------------------------------------------------------------------


def test_doubtful_bullets_of_the_page() -> None:
    """A doubtful bullet that follows a colon anywhere on the page is one on all of it; any other is a word."""
    body = "1. Tides turn.\nMoor by:\n{} tying.\n{} asking."
    text = section("Harbours", body=body.format("-", "-")) + section("Watch", body=body.format("•", "-"))
    assert [len(each.learn_how_to[0].practices) for each in read_text(text, "p").areas] == [2, 2]
    text = section("Harbours", body=body.format("•", "-")) + section("Watch", body=body.format("•", "b)"))
    assert [len(each.learn_how_to[0].practices) for each in read_text(text, "p").areas] == [1, 1]
    assert page._bullet_styles(page.lines_of("Words:\n- a\n* b\nWords:\nb) c\nWords:\n1) d")) == {"-", "1"}
