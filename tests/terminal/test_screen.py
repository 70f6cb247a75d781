"""The review's screens: words, widths, and nothing told by colour alone."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from npqlt_cards.decks.cards import Card
from npqlt_cards.queue import Counts, Entry
from npqlt_cards.schedule import Settings, preview
from npqlt_cards.terminal.screen import Screen

CARD = Card(
    id="area/one#cloze:1",
    note="area/one#cloze",
    number=1,
    statement="area/one",
    areas=("area",),
    form="cloze",
    context="Area · Learn how to 1.2\nSupport colleagues by:\n(it: the plan)",
    text="Sharing {{c1::careful plans::what}} with everybody who has to carry them out in the school.",
    answer="",
    source="Sharing careful plans with everybody who has to carry them out in the school. And again.",
    remark="Ours.",
)
QUESTION = CARD._replace(id="area/one#q:1", form="why", text="Why so?", answer="Because.", remark="")


def drawn(columns: int, *, terminal: bool = False, colour: bool = False, card: Card = CARD) -> str:
    """Front and back of a card as a console of some width shows them."""
    file = io.StringIO()
    system = "standard" if colour else None
    console = Console(file=file, width=columns, force_terminal=terminal, color_system=system, highlight=False)
    screen = Screen(console)
    entry = Entry(card, None)
    counts = Counts(3, 2, 1)
    screen.front(entry, counts)
    screen.back(entry, counts, preview(None, card.id, 0, 0, Settings()), 0)
    return file.getvalue()


def test_front_and_back() -> None:
    """Context, the gap with its hint; then the answer in brackets, the whole statement, the note and the grades."""
    assert (
        drawn(88)
        == """
3 new · 2 learning · 1 to review
Area · Learn how to 1.2
Support colleagues by:
(it: the plan)

Sharing [what] with everybody who has to carry them out in the school.

Space shows the answer · ? keys · q leaves

Sharing [careful plans] with everybody who has to carry them out in the school.

Sharing careful plans with everybody who has to carry them out in the school. And again.

Note: Ours.

1 Again 1 min   2 Hard 6 min   3 Good 10 min   4 Easy 7 days
"""
    )


def test_narrow() -> None:
    """At 40 columns no line is longer, and each grade has its own."""
    lines = drawn(40).splitlines()
    assert max(map(len, lines)) <= 40
    assert "2 Hard 6 min" in [line.strip() for line in lines]


def test_wide() -> None:
    """At 200 columns lines stay readable."""
    assert max(map(len, drawn(200).splitlines())) <= 88


def test_question_back_in_a_terminal() -> None:
    """A terminal clears the screen for the back, and shows the question again above its answer."""
    text = drawn(80, terminal=True, card=QUESTION)
    assert text.count("Why so?") == 2
    assert text.rindex("Why so?") < text.index("Because.")
    assert "\x1b[2J" in text


def test_no_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    """The words are the same with and without colour, and no escape sets a colour at all."""
    import re

    plain = drawn(80, terminal=True)
    styled = drawn(80, terminal=True, colour=True)
    assert re.sub(r"\x1b\[[0-9;]*m", "", styled) == re.sub(r"\x1b\[[0-9;]*m", "", plain)
    assert not re.search(r"\x1b\[(?:\d+;)*(?:3[0-9]|4[0-9]|9[0-9])(?:;\d+)*m", styled)


def screen(columns: int = 80, terminal: bool = False) -> tuple[Screen, io.StringIO]:
    """A screen and what is written to it."""
    file = io.StringIO()
    return Screen(Console(file=file, width=columns, force_terminal=terminal, highlight=False)), file


def test_notice_stands_above_the_card() -> None:
    """What just happened is told on the next card's front, before its context."""
    shown, file = screen()
    shown.front(Entry(CARD, None), Counts(1, 0, 0), "Buried until tomorrow.")
    assert file.getvalue().index("Buried until tomorrow.") < file.getvalue().index("Area ·")


def test_typed_answer_stands_below_the_back() -> None:
    """The verdict on a typed answer comes after the right one."""
    shown, file = screen()
    shown.back(Entry(CARD, None), Counts(1, 0, 0), {}, 0, typed="You typed: x. Different: …")
    assert file.getvalue().index("[careful plans]") < file.getvalue().index("You typed: x.")


def test_a_cram_shows_no_intervals() -> None:
    """Without previews the grades stand alone."""
    shown, file = screen()
    shown.back(Entry(CARD, None), Counts(0, 0, 1), {}, 0)
    assert file.getvalue().rstrip().endswith("1 Again   2 Hard   3 Good   4 Easy")


def test_waiting_is_drawn_in_a_terminal_only() -> None:
    """The time left is drawn over and over in a terminal, and said once in a pipe."""
    for terminal, times in ((True, 2), (False, 0)):
        shown, file = screen(terminal=terminal)
        shown.waiting("8 min"), shown.waiting("7 min")
        assert file.getvalue().count("Waiting") == times


def test_no_style_without_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    """--no-colour takes every style away, bold and dim too, and leaves all the words."""
    monkeypatch.setenv("TERM", "xterm-256color")
    shown = Screen(colour=False)
    assert shown.console.color_system is None
