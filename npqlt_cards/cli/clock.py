"""The only clock: the system's, or one that ``NPQLT_CARDS_NOW`` sets and that ticks on from there."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import datetime

from npqlt_cards.errors import UsageError
from npqlt_cards.queue import Moment
from npqlt_cards.schedule import study_day
from npqlt_cards.wording import quoted

NOW_VARIABLE = "NPQLT_CARDS_NOW"


def clock(environ: Mapping[str, str], rollover: int) -> Callable[[], Moment]:
    """A function that tells the instant and the study day. Raises UsageError for a NPQLT_CARDS_NOW it cannot read."""
    now = _set_clock(environ[NOW_VARIABLE]) if environ.get(NOW_VARIABLE) else _system_clock

    def moment() -> Moment:
        at, offset = now()
        return Moment(at, study_day(at, offset, rollover))

    return moment


def calendar(environ: Mapping[str, str], rollover: int) -> Callable[[int], int]:
    """A function that tells the study day of any instant: by the local zone as it was, or will be, at that instant.

    With NPQLT_CARDS_NOW its offset holds for all instants.
    """
    if environ.get(NOW_VARIABLE):
        _, offset = _set_clock(environ[NOW_VARIABLE])()
        return lambda at: study_day(at, offset, rollover)
    if hasattr(time, "tzset"):
        time.tzset()
    return lambda at: study_day(at, _offset(at), rollover)


def _offset(at: int) -> int:
    """Seconds that the local clock is, was or will be ahead of UTC."""
    try:
        return time.localtime(at // 1000).tm_gmtoff
    except (OSError, OverflowError, ValueError):  # past the end of this system's calendar
        return 0


def _system_clock() -> tuple[int, int]:
    if hasattr(time, "tzset"):
        time.tzset()  # else a zone changed in mid-session would be seen at the next start only
    at = time.time_ns() // 1_000_000
    return at, time.localtime(at // 1000).tm_gmtoff


def _set_clock(text: str) -> Callable[[], tuple[int, int]]:
    try:
        start = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        start = None
    offset = start.utcoffset() if start else None
    if start is None or offset is None:
        raise UsageError(f"{NOW_VARIABLE}={quoted(text)} is no instant: write it like 2026-11-24T08:00:00+00:00")
    begun, first = time.monotonic(), round(start.timestamp() * 1000)
    return lambda: (first + int((time.monotonic() - begun) * 1000), int(offset.total_seconds()))
