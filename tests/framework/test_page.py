"""The framework page: every trap of the real one, pages like it with other content, and bad input."""

from __future__ import annotations

import itertools
import json
import re
import textwrap
import time
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from program import npqlt

from npqlt_cards.errors import ProblemsError
from npqlt_cards.framework import Area, Page, read_page, read_text

DATA = Path(__file__).parent.parent / "data" / "framework-page.txt"
TEXT = DATA.read_text("utf-8")


@pytest.fixture(scope="module")
def page() -> Page:
    """The real page."""
    return read_page(DATA)


def area(page: Page, slug: str) -> Area:
    """One area of a page."""
    return next(each for each in page.areas if each.slug == slug)


def codes(page: Page) -> list[str]:
    """The codes of a page's warnings, in the page's order."""
    return [problem.code for problem in page.warnings]


def refused(text: str) -> list[str]:
    """The errors that a page is refused with."""
    with pytest.raises(ProblemsError) as caught:
        read_text(text, "page.txt")
    return [str(problem) for problem in caught.value.problems if not problem.warning]


# -- the real page -----------------------------------------------------------------------------------------------------


def test_counts(page: Page) -> None:
    """Eight printed areas and High Expectations, with the statements, groups and practices of the page's table."""
    found = {
        a.slug: (a.number, len(a.learn_that), [len(g.practices) for g in a.learn_how_to], a.copies) for a in page.areas
    }
    assert found == {
        "school-culture": (2, 7, [4, 2], 1),
        "how-pupils-learn": (3, 9, [4, 3], 1),
        "subject-and-curriculum": (4, 12, [3, 6], 1),
        "classroom-practice": (5, 11, [5, 2, 4], 1),
        "adaptive-teaching": (6, 7, [3, 3, 2, 2], 1),
        "assessment": (7, 7, [2, 2, 2, 3], 1),
        "professional-development": (8, 13, [7, 4, 3], 1),
        "implementation": (9, 12, [3, 6, 4, 4, 3], 1),
        "high-expectations": (None, 6, [4, 4], 5),
    }
    printed = page.areas[:-1]
    assert sum(len(a.learn_that) for a in printed) == 78
    assert sum(len(a.learn_how_to) for a in printed) == 25
    assert sum(len(g.practices) for a in printed for g in a.learn_how_to) == 86


def test_named_areas(page: Page) -> None:
    """Nine areas are named; Teaching is named and not printed, High Expectations printed and not named."""
    assert [n.number for n in page.named] == list(range(1, 10))
    assert [n.title for n in page.named if not n.printed] == ["Teaching"]
    assert area(page, "high-expectations").title == "High Expectations (Standard 1 – Set high expectations)"
    assert "F40" in codes(page)
    assert codes(page).count("F42") == 1


def test_doubled_heading(page: Page) -> None:
    """School Culture's heading is printed twice: one area, one copy, a warning."""
    assert [a.title for a in page.areas].count("School Culture") == 1
    assert "F41" in codes(page)


def test_stray_page_number(page: Page) -> None:
    """The 12 after a practice's full stop is dropped and told."""
    practice = area(page, "school-culture").learn_how_to[1].practices[0].text
    assert practice.endswith("communicate these priorities regularly.")
    assert codes(page).count("F20") == 1


def test_glued_stem(page: Page) -> None:
    """The stem glued to the end of a practice is split off and told."""
    groups = area(page, "classroom-practice").learn_how_to
    assert groups[1].practices[-1].text.endswith("or linking to memorable stories).")
    assert groups[2].stem == "Encourage colleagues to stimulate pupil thinking and check for understanding by:"
    assert codes(page).count("F27") == 1


def test_cross_reference(page: Page) -> None:
    """The cross-reference printed as a bullet is a note, and told."""
    notes = [note.text for note in area(page, "how-pupils-learn").notes]
    assert notes == ["Additional examples of application are integrated into sections 4, 5, 6 and 7."]
    assert [a.slug for a in page.areas if a.notes] == ["how-pupils-learn"]
    assert codes(page).count("F29") == 1


def test_markers_without_a_space(page: Page) -> None:
    """`10.Pupils`, `11.To` and `12.Every` open statements."""
    texts = {s.number: s.text for s in area(page, "subject-and-curriculum").learn_that}
    assert texts[10].startswith("Pupils are likely")
    assert texts[11].startswith("To access the curriculum")
    assert texts[12].startswith("Every teacher")


def test_colons_in_mid_statement(page: Page) -> None:
    """Colons inside statements end no statement."""
    assert "two elements: working memory and long-term memory." in area(page, "how-pupils-learn").learn_that[2].text
    assert "elements: word reading" in area(page, "subject-and-curriculum").learn_that[10].text
    assert area(page, "implementation").learn_that[4].text.startswith("Thorough preparation is important: time")


def test_wrapped_stems(page: Page) -> None:
    """A stem over two lines is one, and stems end in a colon whatever word is before it."""
    assert area(page, "high-expectations").learn_how_to[0].stem == (
        "Communicate a belief in the academic potential of all pupils, by:"
    )
    stems = [g.stem for a in page.areas for g in a.learn_how_to]
    assert all(re.search(r"(?:by|approaches that):$", stem) for stem in stems)
    assert "Contributing to the design of school assessment systems by:" in stems


def test_practice_that_begins_like_a_stem(page: Page) -> None:
    """“Support pupils to become fluent readers” is a practice."""
    practices = [p.text for p in area(page, "subject-and-curriculum").learn_how_to[1].practices]
    assert practices[1] == "Support pupils to become fluent readers (e.g. through guided reading or repeated reading)."


def test_line_that_ends_in_a_dash(page: Page) -> None:
    """A line that ends in an en dash joins the next with a space."""
    assert "is a learning process – expect challenges" in area(page, "implementation").learn_that[7].text


def test_several_sentences(page: Page) -> None:
    """Statements of several sentences stay whole, e.g. and i.e. included."""
    text = area(page, "professional-development").learn_that[10].text
    assert text.startswith("Teacher developers should choose")
    assert text.endswith("aims, content and context of the programme.")
    assert area(page, "implementation").learn_that[5].text.startswith("Implementing an approach with fidelity (i.e. as")


def test_slips_stay_as_printed(page: Page) -> None:
    """Lost hyphens and other slips are not mended by the reader."""
    words = json.dumps(page.to_json(), ensure_ascii=False)
    for slip in ("highquality", "overinfluenced", "qualityassured", ",).", "teachers' capabilities", "Contributing to"):
        assert slip in words


def test_twins(page: Page) -> None:
    """Five statements are word for word the same in two areas."""
    culture = {s.text for s in area(page, "school-culture").learn_that}
    shared = [s.number for s in area(page, "high-expectations").learn_that if s.text in culture]
    assert shared == [1, 2, 3, 4, 6]


def test_every_word_is_placed(page: Page) -> None:
    """Each word of the framework part stands in a statement, stem, heading or note, or is told in a warning."""
    lines = TEXT.split("\n")
    first = next(w.line for w in page.warnings if w.code == "F41")
    body = "\n".join(lines[first - 1 :])
    header = "Learn that… Learn how to…"
    placed: Counter[str] = Counter()
    for each in page.areas:
        words = [each.title, header, *(f"{s.number}. {s.text}" for s in each.learn_that)]
        for group in each.learn_how_to:
            words += [group.stem, *(p.text for p in group.practices)]
        words += [note.text for note in each.notes]
        for word in " ".join(words).split():
            placed[word] += each.copies
    told = Counter(
        word for w in page.warnings if w.code in ("F20", "F41") for word in re.findall(r"“(.*?)”", w.message)
    )
    placed += Counter(" ".join(told.elements()).split())
    printed = Counter(re.sub(r"^(\d+\.)(?=\S)", r"\1 ", re.sub("[•●]", " ", body), flags=re.MULTILINE).split())
    assert printed == placed


def rewrapped(text: str, width: int, hyphens: bool) -> str:
    """The page with other line breaks: every item wrapped anew, the blank lines gone."""
    items: list[str] = []
    for line in text.split("\n"):
        opens = re.match(r"\s*(?:[•●]|\d+\.|Learn that)", line) or not items or not line.strip()
        ends = items and (re.search(r"[.:…]$", items[-1]) or not items[-1].strip())
        heading = line.strip() and not re.search(r"[a-z,].{40}|[.:]$", line) and bool(ends)
        if opens or ends or heading:
            items.append(line.strip())
        else:
            items[-1] += " " + line.strip()
    return "\n".join(
        line
        for item in items
        for line in (textwrap.wrap(item, width, break_on_hyphens=hyphens, break_long_words=False) or [""])
    )


@pytest.mark.parametrize("width", [60, 72, 90, 120, 300])
@pytest.mark.parametrize("hyphens", [False, True])
def test_other_wrapping(page: Page, width: int, hyphens: bool) -> None:
    """Wrapped at another width, with or without breaks at hyphens, the page says the same."""
    again = read_text(rewrapped(TEXT, width, hyphens), "page.txt")
    assert again.to_json() == page.to_json()


@pytest.mark.parametrize("bullet", ["-", "–", "*", "o", "▪", "◦", "‣", "\uf0b7", "●\t", "➢"])
def test_other_bullets(page: Page, bullet: str) -> None:
    """Other bullets make no difference."""
    head, mark, body = TEXT.partition("Learn that…")
    body = re.sub(r"^[•●] ", bullet + " ", body, flags=re.MULTILINE)
    assert read_text(head + mark + body, "page.txt").to_json() == page.to_json()


@pytest.mark.parametrize("change", [("\n", "\r\n"), (" ", "\u00a0"), ("\n", "  \n"), ("\n", "\n\n")])
def test_other_white_space(page: Page, change: tuple[str, str], tmp_path: Path) -> None:
    """Line ends, no-break spaces, trailing and doubled blank lines make no difference, nor does a BOM."""
    (tmp_path / "p.txt").write_bytes(b"\xef\xbb\xbf" + TEXT.replace(*change).encode())
    assert read_page(tmp_path / "p.txt").to_json() == page.to_json()


# -- other pages -------------------------------------------------------------------------------------------------------

OTHER = """A programme in two areas:
- 1: Harbours
- 2: Night Watch

Some words before.

Harbours
Learn that... Learn how to...
1. Tides turn twice a day, and pilots
2. of all ports know it: they plan for
two states: high water.
2. Boats drift (e.g. in fog).
Help crews to moor well by:
- Showing short- and
long-term moorings.
- Using a two-
person rule.
- See section 2 for more.

Night Watch
Learn that... Learn how to...
1) Watches change at four. 7
Avoid collisions by using lights that:
- Burn clearly.
- Turn slowly.
"""


PLAIN = OTHER.replace("2. of all", "of all")


def test_another_page() -> None:
    """Other names, bullets, signs and wrapping; a number that opens a line in mid-sentence is no statement."""
    found = read_text(OTHER, "other.txt")
    assert [(n.number, n.title, n.printed) for n in found.named] == [(1, "Harbours", True), (2, "Night Watch", True)]
    first, second = found.areas
    assert [s.text for s in first.learn_that] == [
        "Tides turn twice a day, and pilots 2. of all ports know it: they plan for two states: high water.",
        "Boats drift (e.g. in fog).",
    ]
    assert [p.text for p in first.learn_how_to[0].practices] == [
        "Showing short- and long-term moorings.",
        "Using a two-person rule.",
    ]
    assert [n.text for n in first.notes] == ["See section 2 for more."]
    assert [s.text for s in second.learn_that] == ["Watches change at four."]
    assert second.learn_how_to[0].stem == "Avoid collisions by using lights that:"
    assert {"F20", "F22", "F29"} <= set(codes(found))


def test_without_a_list_of_areas() -> None:
    """Without the list, areas have no numbers but their own."""
    text = OTHER.split("Some words before.")[1]
    assert [a.number for a in read_text(text, "p").areas] == [None, None]
    assert [a.number for a in read_text(text.replace("\nNight W", "\n2. Night W"), "p").areas] == [None, 2]


# -- bad input ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("2. Boats", "3. Boats"), r"page.txt:12: F10 .*2 is missing"),
        (("2. Boats", "1. Boats"), r"page.txt:12: F10 .*numbered again"),
        (("Help crews to moor well by:\n", ""), r"page.txt:\d+: F\d\d "),
        (("- Burn clearly.\n- Turn slowly.\n", ""), r"page.txt:\d+: F12 .*without a practice"),
        (("Night Watch\nLearn", "Harbours\nLearn"), r"page.txt:\d+: F15 .*differs"),
        (("- 2: Night", "- 3: Night"), r"page.txt:3: F16 "),
        (("1. Tides", "Tides"), r"page.txt:\d+: F1"),
    ],
)
def test_refused(change: tuple[str, str], said: str) -> None:
    """A page with gaps, repeats, lost stems or differing copies is refused by file and line."""
    changed = PLAIN.replace(*change)
    assert changed != PLAIN
    assert any(re.search(said, error) for error in refused(changed))


def test_practice_without_a_stem() -> None:
    """A bullet before any stem is refused with its line."""
    text = PLAIN.replace("Help crews to moor well by:\n", "").replace("- ", "● ")
    assert any(re.search(r"page.txt:13: F11 ", error) for error in refused(text))


HEAD = "A\nLearn that… Learn how to…\n"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "F04"),
        (b" \n\n", "F04"),
        (b"\x00\x01\x02" * 50, "p.txt:1: F05"),
        (b"ok\n\xff\xfe\nmore\n", "p.txt:2: F05"),
        (b"ok\n\x07 bell\nmore\n", "p.txt:2: F05"),
        (TEXT.encode("utf-16"), "F05"),
        (b"just some words\nand more\n", "F01"),
        (b"x" * 5_000_000, "F03"),
    ],
)
def test_not_a_page(data: bytes, said: str, tmp_path: Path) -> None:
    """Empty, binary, unrelated or huge files are refused with a message."""
    (tmp_path / "p.txt").write_bytes(data)
    with pytest.raises(ProblemsError, match=said):
        read_page(tmp_path / "p.txt", "p.txt")


@pytest.mark.slow
def test_many_problems_are_told_in_part() -> None:
    """Of thousands of errors the first hundred are told, and how many more there are."""
    with pytest.raises(ProblemsError) as caught:
        read_text(HEAD + "1. a.\n" * 5_000, "p")
    assert len(caught.value.problems) == 101
    assert "more problems" in caught.value.problems[-1].message


def test_no_file(tmp_path: Path) -> None:
    """A missing file and a folder are refused with a message."""
    for path in (tmp_path / "missing.txt", tmp_path):
        with pytest.raises(ProblemsError, match="F02"):
            read_page(path)


@pytest.mark.whole
def test_on_the_command_line(page: Page, tmp_path: Path) -> None:
    """One JSON document on stdout, warnings on stderr, exit code 0; a bad page says why and ends with 1."""
    done = npqlt("framework", "read", DATA, "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout) == page.to_json()
    assert len(done.stderr.splitlines()) == len(page.warnings)
    assert list(page.to_json()["areas"][0]) == [
        "number",
        "title",
        "slug",
        "copies",
        "learn_that",
        "learn_how_to",
        "notes",
    ]
    (tmp_path / "p.txt").write_text(PLAIN.replace("2. Boats", "3. Boats"), "utf-8")
    bad = npqlt("framework", "read", "p.txt", cwd=tmp_path)
    assert (bad.returncode, bad.stdout) == (1, "")
    assert "p.txt:12: F10" in bad.stderr


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(st.lists(st.integers(0, TEXT.count("\n")), min_size=2, max_size=8), st.sampled_from(["cut", "swap", "double"]))
def test_mangled_pages(places: list[int], way: str) -> None:
    """Lines lost, swapped or doubled give a page or problems by line, never anything else."""
    lines = TEXT.split("\n")
    for one, other in itertools.pairwise(places):
        one, other = one % len(lines), other % len(lines)
        if way == "cut":
            del lines[one]
        elif way == "swap":
            lines[one], lines[other] = lines[other], lines[one]
        else:
            lines.insert(other, lines[one])
    try:
        read_text("\n".join(lines), "p")
    except ProblemsError as error:
        assert error.problems


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        HEAD + "1. " + "word " * 700_000,
        HEAD + "1. a.\n" * 300_000,
        HEAD + "1. a.\nDo by:\n" + "● b.\n" * 400_000,
        HEAD + "1. " + "(" * 1_000_000 + "\nDo by:\n● b.",
        HEAD + "1. " + "a. B" * 500_000 + "\nDo by:\n● b.",
        "x\n" * 1_000_000 + HEAD + "1. a.\nDo by:\n● b.",
        HEAD * 100_000,
        HEAD + "1. a\n" + "2. b\n" * 500_000,
        HEAD + "1. a.\n" + "Do by:\n● b. " * 200_000,
    ],
    ids=["words", "ones", "bullets", "brackets", "sentences", "preamble", "headers", "twos", "stems"],
)
def test_large_input_is_quick(text: str) -> None:
    """Four million characters of anything are read or refused in seconds: no step grows with their square."""
    begun = time.process_time()
    try:
        read_text(text, "p")
    except ProblemsError as error:
        assert error.problems
    assert time.process_time() - begun < 20


def test_many_sections() -> None:
    """A page of more sections than one has is told at once, and a message quotes no line at full length."""
    section = "Title\nLearn that… Learn how to…\n1. Words.\nDo by:\n• this.\n"
    with pytest.raises(ProblemsError, match="F03 has more than 1000 sections"):
        read_text(section * 1_001, "page.txt")
    with pytest.raises(ProblemsError) as raised:
        read_text(section.replace("Title", "T" * 90_000).replace("1. Words.", ""), "page.txt")
    assert max(len(problem.message) for problem in raised.value.problems) < 400
