"""Whole pages drafted: every word kept, every card through the checks, whatever the page says."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pages import PAGES, clozes, drafted, page_text, questions

from npqlt_cards.checks import Wanted, check_subject
from npqlt_cards.checks.subject import Subject
from npqlt_cards.decks.library import Library
from npqlt_cards.decks.nodes import parse
from npqlt_cards.decks.read import deck_of
from npqlt_cards.draft import Draft, draft_page, files_of
from npqlt_cards.errors import Problem, ProblemsError
from npqlt_cards.framework import Page, read_page, read_text

pytestmark = pytest.mark.whole

REAL = Path(__file__).parent.parent / "data" / "framework-page.txt"
EVERY = [REAL, *sorted(PAGES.glob("*.txt"))]


@cache
def real(path: Path = REAL) -> tuple[Page, Draft]:
    """A published page, and what was drafted of it once for all tests."""
    page = read_page(path)
    return page, draft_page(page, path.name)


def told(draft: Draft, page: Page) -> list[Problem]:
    """What ``npqlt check --page`` would tell of the draft's files, its own exceptions taken out."""
    files = files_of(draft)
    decks = tuple(deck_of(parse(data, name), name) for name, data in files.items() if name.endswith(".yaml"))
    subject = Subject(Library(decks), frozenset(deck.file for deck in decks), Path("nowhere"), True, None, page)
    excepted = [line.split(": ")[0] for line in draft.exceptions]
    return [
        problem
        for problem in check_subject(subject, Wanted())
        if not any(problem.code == line.split()[0] and line.split()[1] in problem.message for line in excepted)
    ]


@pytest.mark.parametrize("path", EVERY, ids=lambda path: path.stem)
def test_drafts_pass_every_error_rule(path: Path) -> None:
    """No error is told of a draft of the real page, or of other pages, hostile ones too: only warnings."""
    page, draft = real(path)
    problems = told(draft, page)
    assert not [str(problem) for problem in problems if not problem.warning]
    assert {"C15e", "C12d"} <= {problem.code for problem in problems}


@pytest.mark.parametrize("path", EVERY, ids=lambda path: path.stem)
def test_statements_are_verbatim(path: Path) -> None:
    """Read again, the decks hold each statement of the page, word for word and in its order."""
    page, draft = real(path)
    decks = draft.decks
    library = Library(decks)
    for area, deck in zip(page.areas, decks, strict=True):
        printed = [s.text for s in area.learn_that] + [p.text for g in area.learn_how_to for p in g.practices]
        assert [library.statements[s.id].printed for s in deck.statements] == printed


def test_every_card_bears_the_mark() -> None:
    """Statements, their twins, clozes and questions are all drafts."""
    _, draft = real()
    assert all(s.draft for deck in draft.decks for s in deck.statements)
    assert all(note.draft for deck in draft.decks for note in deck.notes)


def test_the_real_page_is_covered() -> None:
    """Of 178 statements nearly all have a cloze, half of the Learn that statements a question, and twins stand once."""
    _, draft = real()
    found = draft.to_json()["totals"]
    assert found["statements"] == 178
    assert found["twins"] == 5
    assert found["to_do"]["cloze"] <= 6
    assert found["to_do"]["question"] <= 125
    assert found["to_do"]["scenario"] == 27


def test_same_page_same_bytes() -> None:
    """Nothing of a draft hangs on chance."""
    page, draft = real()
    assert files_of(draft_page(page, REAL.name)) == files_of(draft)


def test_sentences_stand_in_a_list() -> None:
    """A statement of two sentences has a cloze note for each; “e.g.” ends none."""
    draft = drafted(
        "Old trees bear less sweet fruit in most dry years (e.g. 2018). "
        "Young trees need steady weekly watering in the first summer after planting."
    )
    assert len(draft.decks[0].statements[0].sentences) == 2
    assert [note.id.rpartition("#")[2] for note in clozes(draft)][:2] == ["cloze", "cloze-2"]


def test_sentences_that_point_back_are_left_out() -> None:
    """A later sentence that begins with “they” has no cloze where an earlier one has, and that is told."""
    draft = drafted(
        "Old trees bear less sweet fruit in most of the dry years. They need steady weekly watering in the hot summer."
    )
    assert [note.id.rpartition("#")[2] for note in clozes(draft) if "1.1" not in note.statement][:1] == ["cloze"]
    assert "its sentence points at the one before" in {left.why for left in draft.left}


def test_what_is_left_to_do_stands_beside() -> None:
    """A statement without a question, and each how-to group, has a remark."""
    draft = drafted("Apples ripen late.")
    (statement, practice) = draft.decks[0].statements
    assert draft.to_do["orchards", statement.id][0].startswith("to do: a cloze and a question (")
    assert draft.to_do["orchards", "group 1"] == ("to do: a scenario for one of these practices",)
    assert practice.number == "1.1"


def test_markup_of_the_page_is_mended_or_excepted() -> None:
    """Cloze markup is taken out and listed as a mend; other odd signs stay, with an exception; neither has cards."""
    draft = drafted("A text with {{c1::marks}} in it that somebody forgot.", "One sign :: stands in this text here.")
    first, second = draft.decks[0].statements[:2]
    assert first.text == "A text with marks in it that somebody forgot."
    assert first.printed == "A text with {{c1::marks}} in it that somebody forgot."
    assert second.text == "One sign :: stands in this text here."
    assert [line.split()[:2] for line in draft.exceptions] == [["C01a", f"{second.id}:"]]
    assert not [note for note in clozes(draft) if note.statement in (first.id, second.id)]


def test_words_that_no_deck_can_hold() -> None:
    """An invisible character, or nothing but markup, ends the command and is told by its line on the page."""
    page = read_text(page_text(["Zero\u200bwidth.", "{{c1::}}"]), "page.txt")
    with pytest.raises(ProblemsError) as refused:
        draft_page(page, "page.txt")
    assert [(problem.file, problem.line) for problem in refused.value.problems] == [("page.txt", 3), ("page.txt", 4)]


def test_equal_fronts_are_dropped() -> None:
    """Where two statements would be asked in the same words, only the first is."""
    draft = drafted("Good soil supports strong trees.", "Good soil supports clear streams.")
    assert len(questions(draft)) == 1
    assert "C14a" in {left.code for left in draft.left}


LETTERS = "abcdefghijklmnopqrstuvwxyzABC éß数{}:#-'\"“”’&*!|>%@`,;()[]?~\\0123456789"
WORDS = (
    "pupils teachers can help improve because so that by using is are likely to rather than if when e.g. i.e. and or "
    "three two elements: practice knowledge, skills; their it this memory {{c1:: }} :: (e.g. roots) # - No Yes"
)
texts = st.one_of(
    st.lists(st.sampled_from(WORDS.split()), min_size=1, max_size=30).map(" ".join),
    st.text(LETTERS, min_size=1, max_size=120).map(lambda text: " ".join(text.split())),
)


@settings(deadline=None, max_examples=150)
@given(st.lists(texts, min_size=1, max_size=6), st.lists(texts, min_size=1, max_size=4))
@example(["teachers pupils pupils", "teachers pupils pupils {{c1::"], ["pupils"])  # but for what is no word, the same
def test_any_page_that_can_be_read_can_be_drafted(statements: list[str], practices: list[str]) -> None:
    """A page that the reader takes is drafted without an error of any rule, word for word, or refused by line."""
    try:
        page = read_text(page_text(statements, practices), "page.txt")
    except ProblemsError:
        return
    try:
        draft = draft_page(page, "page.txt")
    except ProblemsError as refused:
        assert all(problem.code in ("D05", "D08") for problem in refused.problems)
        return
    assert not [str(problem) for problem in told(draft, page) if not problem.warning and problem.code != "C15d"]
