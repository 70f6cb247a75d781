"""Study days and instants as dates in the ISO form; what a wild clock put outside the calendar becomes its edge."""

from __future__ import annotations

from datetime import date, datetime, timedelta

_EPOCH = date(1970, 1, 1).toordinal()
_FIRST = datetime(1970, 1, 1)
_EARLIEST = -62_135_596_800_000  # the first and the last millisecond of the calendar, from 1970 UTC
_LATEST = 253_402_300_799_999
INSTANTS = range(_EARLIEST, _LATEST + 1)


def date_of(day: int) -> date:
    """The date of a study day (counted from 1970)."""
    return date.fromordinal(min(max(day + _EPOCH, 1), date.max.toordinal()))


def iso_day(day: int) -> str:
    """A study day as ``2026-11-24``."""
    return date_of(day).isoformat()


def iso_instant(at: int) -> str:
    """An instant (milliseconds since 1970 UTC) as ``2026-11-24T08:00:00.000Z``."""
    moment = _FIRST + timedelta(milliseconds=min(max(at, _EARLIEST), _LATEST))
    return f"{moment.isoformat(timespec='milliseconds')}Z"
