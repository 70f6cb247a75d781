"""Days and instants as dates."""

from __future__ import annotations

from datetime import date

import pytest

from npqlt_cards.days import date_of, iso_day, iso_instant


@pytest.mark.parametrize(("day", "said"), [(0, "1970-01-01"), (20_781, "2026-11-24"), (-1, "1969-12-31")])
def test_days(day: int, said: str) -> None:
    """Days count from 1970."""
    assert iso_day(day) == said
    assert date_of(day) == date.fromisoformat(said)


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (0, "1970-01-01T00:00:00.000Z"),
        (1_795_507_200_123, "2026-11-24T08:00:00.123Z"),
        (-1, "1969-12-31T23:59:59.999Z"),
    ],
)
def test_instants(at: int, said: str) -> None:
    """Instants are told in UTC, to the millisecond."""
    assert iso_instant(at) == said


def test_outside_the_calendar() -> None:
    """What no calendar holds is told as its edge."""
    assert (iso_day(10**9), iso_day(-(10**9))) == ("9999-12-31", "0001-01-01")
    assert (iso_instant(10**18), iso_instant(-(10**18))) == ("9999-12-31T23:59:59.999Z", "0001-01-01T00:00:00.000Z")
