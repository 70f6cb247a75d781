"""Statistics as a record: months, shares, the forecast, totals, and the JSON that is promised."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import TODAY

from npqlt_cards.days import date_of, iso_day
from npqlt_cards.decks.areas import Area
from npqlt_cards.queue import Counts
from npqlt_cards.stats import Retention, forecast, months, statistics
from npqlt_cards.store.figures import Coverage, Figures, Group, Standing
from npqlt_cards.store.projection import Tally

DAY = date(2026, 11, 24).toordinal() - date(1970, 1, 1).toordinal()
COUNT = st.integers(0, 500)


@st.composite
def tallies(draw: st.DrawFn) -> list[tuple[int, Tally]]:
    """Study days in order, each with a tally whose parts go together."""
    days = sorted(draw(st.sets(st.integers(TODAY - 400, TODAY), max_size=40)))
    found = []
    for day in days:
        young, mature, others = draw(COUNT), draw(COUNT), draw(COUNT)
        kept = draw(st.integers(0, young)), draw(st.integers(0, mature))
        reviewed = young + mature
        answers = reviewed + others
        found.append((day, Tally(others, reviewed, answers, sum(kept), 0, 9, young, kept[0], mature, kept[1])))
    return found


@pytest.mark.slow
@given(tallies())
def test_months(found: list[tuple[int, Tally]]) -> None:
    """Months come in order, each day's reviews are in its own month, and every share lies between 0 and 1."""
    by_month = months(found)
    assert [each.month for each in by_month] == sorted({iso_day(day)[:7] for day, tally in found if tally.reviewed})
    for each in by_month:
        of = [tally for day, tally in found if iso_day(day).startswith(each.month)]
        assert each.young == (sum(tally.young for tally in of), sum(tally.young_recalled for tally in of))
        assert each.mature == (sum(tally.mature for tally in of), sum(tally.mature_recalled for tally in of))
        assert all(kept.share is None or 0 <= kept.share <= 1 for kept in (each.young, each.mature))


def test_share() -> None:
    """No answers have no share, rather than a bad one."""
    assert Retention().share is None
    assert Retention(8, 6).share == 0.75


def test_forecast() -> None:
    """Thirty days; today's figure holds what is overdue and what is being learnt, once for a twin."""
    twin = Group(("a", "b"), Standing(learning=2, young=5, answered=7, overdue=3), Coverage())
    figures = Figures([], [twin], {DAY: 4, DAY + 29: 1})
    days = forecast(figures, DAY)
    assert [each.day for each in days] == list(range(DAY, DAY + 30))
    assert days[0] == (DAY, 9, 3)
    assert [each.due for each in days[1:]] == [0] * 28 + [1]
    assert not any(each.overdue for each in days[1:])


FIGURES = Figures(
    tallies=[
        (DAY - 40, Tally(2, 0, 3, 2, 0, 30_000, 0, 0, 0, 0)),
        (DAY - 1, Tally(1, 7, 9, 7, 0, 90_000, 4, 3, 3, 2)),
        (DAY, Tally(0, 2, 2, 2, 5, 50_000, 2, 2, 0, 0)),
    ],
    groups=[
        Group(("a",), Standing(3, 1, 2, 4, 1, 7, 2, 6.3), Coverage(4, 3, 1)),
        Group(("a", "b"), Standing(1, 0, 0, 0, 0, 0, 0, 0.0), Coverage(1, 0, 0)),
        Group(("b",), Standing(0, 1, 1, 0, 0, 2, 0, 1.0), Coverage(1, 1, 0)),
    ],
    due={DAY + 1: 1},
)
AREAS = [Area("a", 2, "Area A"), Area("b", None, "Area B")]


def test_json() -> None:
    """The promised document, whole: a twin in each of its areas, and once in the totals."""
    document = statistics(FIGURES, AREAS, DAY, Counts(3, 2, 4)).to_json()
    ahead = [(date(2026, 11, 24) + timedelta(days=n)).isoformat() for n in range(30)]
    assert document == {
        "today": {
            "day": "2026-11-24",
            "answers": 2,
            "recalled": 2,
            "introduced": 0,
            "reviewed": 2,
            "crammed": 5,
            "took_ms": 50_000,
            "due": 6,
            "new": 3,
        },
        "retention": [
            {
                "month": "2026-11",
                "young": {"answers": 6, "recalled": 5, "share": 0.8333},
                "mature": {"answers": 3, "recalled": 2, "share": 0.6667},
            }
        ],
        "days": [
            {"day": "2026-10-15", "answers": 3, "crammed": 0, "took_ms": 30_000},
            {"day": "2026-11-23", "answers": 9, "crammed": 0, "took_ms": 90_000},
            {"day": "2026-11-24", "answers": 2, "crammed": 5, "took_ms": 50_000},
        ],
        "forecast": [
            {"day": ahead[0], "due": 4, "overdue": 2},
            {"day": ahead[1], "due": 1, "overdue": 0},
            *({"day": day, "due": 0, "overdue": 0} for day in ahead[2:]),
        ],
        "areas": [
            {
                "area": "a",
                "title": "Area A",
                "number": 2,
                "new": 4,
                "learning": 1,
                "young": 2,
                "mature": 4,
                "suspended": 1,
                "retrievability": 0.9,
            },
            {
                "area": "b",
                "title": "Area B",
                "number": None,
                "new": 1,
                "learning": 1,
                "young": 1,
                "mature": 0,
                "suspended": 0,
                "retrievability": 0.5,
            },
        ],
        "cards": {"new": 4, "learning": 2, "young": 3, "mature": 4, "suspended": 1, "retrievability": 0.8111},
        "statements": {
            "unseen": 2,
            "seen": 4,
            "secure": 1,
            "areas": [
                {"area": "a", "unseen": 2, "seen": 3, "secure": 1},
                {"area": "b", "unseen": 1, "seen": 1, "secure": 0},
            ],
        },
    }


def test_nothing_yet() -> None:
    """Without cards and answers every figure is nought or none, and nothing is divided by it."""
    document = statistics(Figures([], [], {}), AREAS, DAY, Counts(0, 0, 0)).to_json()
    assert document["today"]["answers"] == 0
    assert (document["retention"], document["days"]) == ([], [])
    assert document["cards"]["retrievability"] is None
    assert {each["due"] for each in document["forecast"]} == {0}


@pytest.mark.parametrize("day", [-800_000, 0, DAY, 4_000_000])
def test_wild_days(day: int) -> None:
    """A clock set to any year leaves a date that can be written."""
    assert date.fromisoformat(iso_day(day)) == date_of(day)
    assert len(statistics(FIGURES, AREAS, day, Counts(0, 0, 0)).to_json()["forecast"]) == 30
