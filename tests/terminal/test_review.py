"""The review's screens: words, widths, and nothing told by colour alone."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from npqlt_cards.decks.cards import Card
from npqlt_cards.queue import Counts, Entry, Wait
from npqlt_cards.schedule import Settings, preview
from npqlt_cards.session import Tally
from npqlt_cards.terminal.review import Screen, in_words

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
MINUTE = 60_000
DAY = 24 * 60 * MINUTE


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

Space shows the answer · q leaves

Sharing [careful plans] with everybody who has to carry them out in the school.

Sharing careful plans with everybody who has to carry them out in the school. And again.

Note: Ours.

1 Again 1 min   2 Hard 6 min   3 Good 10 min   4 Easy 9 days
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


def test_end() -> None:
    """The end says what was done, and what is left or when to come back."""

    def end(tally: Tally, left: Counts, wait: Wait | None = None) -> str:
        file = io.StringIO()
        Screen(Console(file=file, width=80)).end(tally, left, wait, 0)
        return file.getvalue().strip()

    nothing = Counts(0, 0, 0)
    assert end(Tally(), nothing) == "Nothing is due today."
    assert end(Tally(1, 1), nothing) == "1 answer, 1 recalled. All of it is kept.\nToday is done."
    assert end(Tally(3, 2), Counts(1, 0, 4)).endswith("Left for today: 1 new · 0 learning · 4 to review.")
    assert end(Tally(3, 2), Counts(0, 1, 0), Wait(25 * MINUTE)).endswith(
        "The next card comes in 25 min: type npqlt review then."
    )


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (1, "1 min"),
        (10 * MINUTE, "10 min"),
        (60 * MINUTE, "1 hour"),
        (DAY - MINUTE, "24 hours"),
        (DAY, "1 day"),
        (30 * DAY, "30 days"),
        (31 * DAY, "1 month"),
        (100 * DAY, "3 months"),
        (365 * DAY, "1 year"),
        (550 * DAY, "1.5 years"),
    ],
)
def test_in_words(span: int, words: str) -> None:
    """Spans read as people say them."""
    assert in_words(span) == words
