"""Statistics on screen: widths, plain ASCII, and a number for everything that is drawn."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from npqlt_cards.decks.areas import Area
from npqlt_cards.queue import Counts
from npqlt_cards.stats import Stats, statistics
from npqlt_cards.store.figures import Coverage, Figures, Group, Standing
from npqlt_cards.store.projection import Tally
from npqlt_cards.terminal.charts import charts

DAY = date(2026, 11, 24).toordinal() - date(1970, 1, 1).toordinal()  # a Tuesday
AREAS = [Area("a", 4, "Subject and Curriculum"), Area("b", None, "High Expectations")]
GROUPS = [
    Group(("a",), Standing(3, 1, 2, 4, 1, 7, 2, 6.3), Coverage(4, 3, 1)),
    Group(("b",), Standing(12, 0, 0, 0, 0, 0, 0, 0.0), Coverage(2, 0, 0)),
]


def made(
    tallies: list[tuple[int, Tally]] | None = None, due: dict[int, int] | None = None, narrowed: bool = False
) -> Stats:
    """Statistics of two areas."""
    return statistics(Figures(tallies or [], GROUPS, due or {}), AREAS, DAY, Counts(3, 1, 6), narrowed)


TALLIES = [
    (DAY - 8, Tally(2, 0, 40, 30, 0, 600_000, 0, 0, 0, 0)),
    (DAY - 1, Tally(1, 7, 9, 7, 0, 90_000, 4, 3, 3, 2)),
    (DAY, Tally(1, 2, 4, 3, 5, 150_000, 2, 2, 0, 0)),
]


def test_whole() -> None:
    """Every part with its figures, as it looks on a screen of 80 columns."""
    lines = list(charts(made(TALLIES, {DAY: 1, DAY + 1: 2}), 80))
    begun = "\n".join(lines[: lines.index("Due in the next 30 days") + 4])
    assert (
        begun
        == """\
Today, 24 Nov
  4 answers, 3 recalled (75 %), 2 min: 1 new card, 2 reviews.
  5 answers in cram.
  Left for today: 7 due, 3 new.

True retention by month
              young cards   mature cards
  Nov 2026  83 % (5 of 6)  67 % (2 of 3)

Answers by day, 2 weeks
    Nov
     16  23
Mon 40█  9░
Tue  –   4░
Wed  –
Thu  –
Fri  –
Sat  –
Sun  –
    ░ 1–10   ▒ 11–20   ▓ 21–30   █ 31–40

Minutes by day, 2 weeks, cram included
    Nov
     16  23
Mon 10█  2░
Tue  –   2░
Wed  –
Thu  –
Fri  –
Sat  –
Sun  –
    ░ 1–3   ▒ 4–6   ▓ 7–9   █ 10–12
  In all: 53 answers and 5 in cram on 3 days, 14 min.

Due in the next 30 days
Tue 24 Nov  4 ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒██████████████████████████████
Wed 25 Nov  2 ██████████████████████████████
Thu 26 Nov  0"""
    )
    ended = "\n".join(lines[lines.index("Wed 23 Dec  0") :])
    assert (
        ended
        == """\
Wed 23 Dec  0
  In all: 6, 2 of them overdue (▒).

Cards by area
                             new  learning  young  mature  suspended  recall
   4 Subject and Curriculum    3         1      2       4          1    90 %
     High Expectations        12         0      0       0          0    none
     All of them              15         1      2       4          1    90 %

Statements by area (secure ones are among the seen)
                             unseen  seen  secure
   4 Subject and Curriculum       1     3       1
     High Expectations            2     0       0
     All of them                  3     3       1
"""
    )


def test_narrow() -> None:
    """On 40 columns the cells of a table stand in words below their row."""
    text = "\n".join(charts(made(TALLIES), 40))
    assert "  Nov 2026  83 % (5 of 6)  67 % (2 of 3)" in text
    cells = "    new 3, learning 1, young 2,\n    mature 4, suspended 1, recall 90 %"
    assert f"  4 Subject and Curriculum\n{cells}\n  High Expectations\n" in text


def test_nothing_yet() -> None:
    """An empty book has calm words and what to do, and its cards."""
    stats = statistics(Figures([], GROUPS[1:], {}), AREAS[1:], DAY, Counts(10, 0, 0))
    text = "\n".join(charts(stats, 80))
    for words in ("Nothing answered yet today.", "No reviews yet", "type npqlt review", "Nothing, as things stand."):
        assert words in text
    assert re.search(r"High Expectations +12 +0 +0 +0 +0 +none", text)


def test_no_areas() -> None:
    """Without any card the tables are empty."""
    assert "Cards by area" in list(charts(statistics(Figures([], [], {}), [], DAY, Counts(0, 0, 0)), 80))


def test_what_is_over_all_areas() -> None:
    """Where areas were named, the first words say which figures are theirs."""
    lines = list(charts(made(TALLIES, narrowed=True), 80))
    assert lines[:2] == [
        "Forecast, cards and statements: Subject and Curriculum, High Expectations.",
        "Today, retention and the calendar: all areas.",
    ]


def test_long_past() -> None:
    """The last twelve months of retention are shown, and that there are more; a calendar holds a year at most."""
    tallies = [(DAY - 30 * back, Tally(0, 1, 1, 1, 0, 1000, 1, 1, 0, 0)) for back in range(40, -1, -1)]
    text = "\n".join(charts(made(tallies), 400))
    assert "The last 12 of 40 months; --json has them all." in text
    assert text.count("(1 of 1)") + text.count("(2 of 2)") == 12
    assert "Answers by day, 53 weeks" in text


def test_clock_was_ahead() -> None:
    """Answers given by a clock that was ahead of today are in the totals, and in no week that is shown."""
    text = "\n".join(charts(made([(DAY + 9, Tally(answers=3, recalled=3, took_ms=9000))]), 80))
    assert "No answers yet" in text


NUMBER = st.integers(0, 10**7)
TALLY = st.builds(
    lambda answers, recalled, took: Tally(answers, answers, answers, min(recalled, answers), recalled, took),
    st.integers(1, 10**5),
    NUMBER,
    st.integers(0, 10**9),
)


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(
    st.dictionaries(st.integers(DAY - 800, DAY + 3), TALLY, max_size=30),
    st.dictionaries(st.integers(DAY, DAY + 29), st.integers(1, 10**6), max_size=30),
    st.integers(40, 220),
    st.booleans(),
    st.booleans(),
)
def test_any_width(tallies: dict[int, Tally], due: dict[int, int], width: int, unicode: bool, narrowed: bool) -> None:
    """No line is wider than the screen, none ends in spaces, the days' numbers are there, and ASCII is ASCII."""
    lines = list(charts(made(sorted(tallies.items()), due, narrowed), width, unicode))
    assert all(len(line) <= width and line == line.rstrip() for line in lines)
    text = "\n".join(lines)
    assert unicode or text.isascii()
    due[DAY] = due.get(DAY, 0) + 3  # overdue and learning ones
    bars = [int(count) for count in re.findall(r"^[A-Z]\w\w [ \d]\d [A-Z]\w\w +(\d+)\b", text, re.MULTILINE)]
    assert bars == [due.get(DAY + ahead, 0) for ahead in range(30)]
    assert DAY not in tallies or re.search(rf"^Tue .*\b{tallies[DAY].answers}[░▒▓█.:+#]$", text, re.MULTILINE)


@pytest.mark.parametrize("due", [1, 7, 1000])
def test_anything_shows(due: int) -> None:
    """A day with one card has a bar beside a day with thousands."""
    lines = list(charts(made(TALLIES, {DAY + 1: 5000, DAY + 2: due}), 80))
    assert re.fullmatch(rf"Thu 26 Nov +{due} \S+", next(line for line in lines if line.startswith("Thu 26 Nov")))
