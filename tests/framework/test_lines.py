"""Lines of a page, one by one: what opens them, where sentences end, and how wrapped ones join."""

from __future__ import annotations

import pytest

from npqlt_cards.framework.lines import (
    Bullet,
    Line,
    breaks_word,
    bullet,
    ends_sentence,
    join,
    lines_of,
    numbered,
    sentence_starts,
    without_page_number,
)


def test_lines_of() -> None:
    """Lines that are not blank, by number, white space folded, and whether a blank one stands before each."""
    text = "\n One\u00a0 two\t\n \t\n\nthree\nfour"
    assert lines_of(text) == [Line(2, "One two", True), Line(5, "three", True), Line(6, "four", False)]
    assert lines_of("x") == [Line(1, "x")]
    assert lines_of(" \n") == []


@pytest.mark.parametrize("text", ["a.", "a!", "a?", "a…", "a.)", "a.”", 'a."', "a.’)", "a.]"])
def test_ends_sentence(text: str) -> None:
    """A full stop or its like ends a sentence, whatever closes after it."""
    assert ends_sentence(text)
    assert not ends_sentence(f"{text} b")
    assert not ends_sentence("a:")


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("One. Two", ["Two"]),
        ("One.  Two! “Three? (Four.) Five", ["Two", "“Three", "(Four", "Five"]),
        ("One. two", []),
        ("Say e.g. Two, i.e. Three, cf. Four", []),
        ("(e.g. Two) and Dr. Three and Mrs. Four and Mr. Five", []),
        ("the end of it. Two", ["Two"]),
        ("a vest. Two", ["Two"]),
        ("One (and. Two) three. Four", ["Four"]),
        ("One (and. Two", ["Two"]),
        ("One) and. Two (three", ["Two"]),
        (") One ( and. Two", ["Two"]),
        ("No. Two", []),
        ("One.Two", []),
    ],
)
def test_sentence_starts(text: str, rest: list[str]) -> None:
    """Sentences begin after a stop and a space with a capital; none inside brackets that pair, nor after "e.g."."""
    starts = sentence_starts(text)
    assert [text[at:].startswith(words) for at, words in zip(starts, rest, strict=True)] == [True] * len(rest)
    assert all(text[at - 1].isspace() for at in starts)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("10.Pupils are", (10, "Pupils are")),
        ("1) Pupils", (1, "Pupils")),
        ("7 . Pupils", (7, "Pupils")),
        ("999.", (999, "")),
        ("1000. Pupils", None),
        ("1.5 pupils", None),
        ("1 Pupil", None),
        ("a. Pupils", None),
        ("Year 1. Pupils", None),
    ],
)
def test_numbered(text: str, found: tuple[int, str] | None) -> None:
    """A number of up to three figures with a full stop or bracket opens a statement."""
    assert numbered(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("•Word", Bullet("•", True, True, "Word")),
        ("●  Word", Bullet("●", True, True, "Word")),
        ("\uf0b7 Word", Bullet("\uf0b7", True, True, "Word")),
        ("‣", Bullet("‣", True, True, "")),
        ("- Word", Bullet("-", False, True, "Word")),
        ("-", Bullet("-", False, True, "")),
        ("-Word", None),
        ("– Word", Bullet("–", False, True, "Word")),
        ("* Word", Bullet("*", False, True, "Word")),
        ("~ Word", Bullet("~", False, True, "Word")),
        ("± Word", Bullet("±", False, True, "Word")),
        ("o Word", Bullet("o", False, True, "Word")),
        ("of words", None),
        ("x Word", None),
        ("1. Word", Bullet("1", False, True, "Word")),
        ("2) Word", Bullet("1", False, False, "Word")),
        ("(3) Word", Bullet("1", False, False, "Word")),
        ("123. Word", None),
        ("a) Word", Bullet("a", False, True, "Word")),
        ("b) Word", Bullet("a", False, False, "Word")),
        ("i. Word", Bullet("a", False, True, "Word")),
        ("iv. Word", Bullet("a", False, False, "Word")),
        ("ab. Word", None),
        ("a)", None),
        ("Word", None),
    ],
)
def test_bullet(text: str, found: Bullet | None) -> None:
    """Sure bullets, doubtful ones that want a space, and marks that count, whose first is told from the others."""
    assert bullet(text) == found


@pytest.mark.parametrize(
    ("text", "parted"),
    [
        ("The end. 12", ("The end.", "12")),
        ("as in: 7", ("as in:", "7")),
        ("(the end.) 123", ("(the end.)", "123")),
        ("The end.12", None),
        ("The end. 1234", None),
        ("The end 12", None),
        ("The end. 12 more", None),
    ],
)
def test_without_page_number(text: str, parted: tuple[str, str] | None) -> None:
    """Up to three figures after a stop or a colon are a page number; the line keeps all else that it is."""
    line = Line(5, text, True)
    expected = (Line(5, parted[0], True), parted[1]) if parted else (line, None)
    assert without_page_number(line) == expected


@pytest.mark.parametrize(
    ("before", "after", "breaks"),
    [
        ("long-", "term", True),
        ("and/", "or", False),
        ("either/", "neither", True),
        ("so‑", "called", True),
        ("so‐", "called", True),
        ("this—", "that", True),
        ("this –", "that", False),
        ("this –", "and", False),
        ("this -", "that", False),
        ("medium-", "and long-term", False),
        ("short-", "or long-term", False),
        ("one-", "to-one", False),
        ("one-", "together", True),
        ("one-", "orderly", True),
        ("word", "term", False),
        ("MAX", "term", False),
        ("-", "term", False),
        ("a-", "term", True),
        ("", "term", False),
    ],
)
def test_breaks_word(before: str, after: str, breaks: bool) -> None:
    """A line breaks a word where it ends in a hyphen or slash right after a letter, unless the hyphen hangs."""
    assert breaks_word(before, after) is breaks
    assert join([before, after]) == (before + after if breaks else f"{before} {after}")


def test_join() -> None:
    """One space between lines, none before the first or after the last."""
    assert join(["a", "b-", "c", "d"]) == "a b-c d"
    assert join([]) == ""
