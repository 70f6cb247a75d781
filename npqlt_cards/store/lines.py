"""The log as JSON Lines: as ``npqlt export --log`` writes it, and read strictly, everything wrong told by line.

Codes: I01, a line that is not one JSON object; I02, a value of the wrong form; I03 (``store.merge``), a row that says
other things than another of the same id.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, BinaryIO

from npqlt_cards.days import INSTANTS, iso_instant
from npqlt_cards.errors import Problem, ProblemsError
from npqlt_cards.schedule import Settings, parameter_bounds
from npqlt_cards.session import CRAMMED, LONGEST_ABOUT, UNDONE, Row
from npqlt_cards.store.projection import ANSWERS, ASIDE, SETTINGS, UNDO_OF, settings_id

LARGEST_FILE = 500_000_000  # bytes; a row has some 200
MOST_ROWS = 1_000_000
_LONGEST_LINE = 20_000  # bytes
_LONGEST_ID = 500  # letters; a card's has up to 306, and that of an answer found in Anki names its card
_MOST_PROBLEMS = 100
_KINDS = (*ANSWERS, CRAMMED, *ASIDE, UNDONE, SETTINGS)
_EPOCH, _MILLISECOND = datetime(1970, 1, 1, tzinfo=timezone.utc), timedelta(milliseconds=1)
_FRESH = "write the log anew with `npqlt export --log`"
_DAYS = range(-1_000_000, 10_000_000)
_GRADES, _SPANS = range(1, 5), range(10**12)
_ANSWERED = (*ANSWERS, CRAMMED)
_FIELDS, _NEEDED = {*Row._fields}, {"id", "at", "day", "card", "kind"}


def to_line(row: Row) -> str:
    """A row as a line of JSON, its instant in UTC."""
    return json.dumps({**row._asdict(), "at": iso_instant(row.at)}, ensure_ascii=False) + "\n"


def read_rows(path: Path) -> Iterator[tuple[int, Row]]:
    """Each row with the line it stands on. Raises ProblemsError, at the end, for all that is wrong in the file."""
    problems: list[Problem] = []
    try:
        with path.open("rb") as file:
            if path.stat().st_size > LARGEST_FILE:
                raise _refusal(path, 0, f"is larger than {LARGEST_FILE // 1_000_000} MB")
            for line, data in _lines(file, path):
                try:
                    yield line, _row(data)
                except ValueError as error:
                    code, message = error.args
                    problems.append(Problem(code, str(path), line, message, _FRESH))
                    if len(problems) == _MOST_PROBLEMS:
                        break
    except OSError as error:
        raise ProblemsError(
            [Problem("I01", str(path), 0, f"cannot be read ({error.strerror})", "check the path")]
        ) from error
    if problems:
        raise ProblemsError(problems)


def _lines(file: BinaryIO, path: Path) -> Iterator[tuple[int, bytes]]:
    """The lines that hold something, by number; none is read further than a line of a log can go."""
    line = 0
    while data := file.readline(_LONGEST_LINE):
        line += 1
        if len(data) == _LONGEST_LINE:
            raise _refusal(path, line, "is longer than any line of a log")
        if line > MOST_ROWS:
            raise _refusal(path, line, f"is past the first {MOST_ROWS:,}, more than anybody has answered")
        if data.strip():
            yield line, data


def _refusal(path: Path, line: int, message: str) -> ProblemsError:
    return ProblemsError([Problem("I01", str(path), line, message, _FRESH)])


# -- one row -----------------------------------------------------------------------------------------------------------


def _row(data: bytes) -> Row:
    """A line's row. Raises ValueError(code, message)."""
    try:
        values = json.loads(data)
    except (ValueError, RecursionError):
        values = None
    if not isinstance(values, dict):
        raise ValueError("I01", "is not one JSON object")
    if not values.keys() <= _FIELDS:
        odd = next(name for name in values if name not in _FIELDS)
        raise ValueError("I02", f"has a key that rows do not have ({odd[:40]!r}): it may be a newer npqlt's")
    if not values.keys() >= _NEEDED:
        raise ValueError("I02", f"has no {next(name for name in Row._fields if name in _NEEDED - values.keys())}")
    values["at"] = _at(values["at"])
    row = Row(**values)
    if wrong := wrong_in(row):
        raise ValueError("I02", f"has no usable {wrong}: {str(values.get(wrong))[:60]!r}")
    return row


def usable(row: Row) -> bool:
    """Whether a row is one that :func:`read_rows` would take."""
    return not wrong_in(row)


def _at(value: Any) -> int:
    try:
        at = datetime.fromisoformat(value.replace("Z", "+00:00")) - _EPOCH
        _EPOCH + at  # in UTC it may be past the calendar's edge: it could not be written again
        return at // _MILLISECOND
    except (AttributeError, TypeError, ValueError, OverflowError):
        raise ValueError("I02", f"has no usable at: {str(value)[:60]!r}") from None


def wrong_in(row: Row) -> str:
    """The first field whose value a log cannot hold; "" where all is well."""
    kind, about, took = row.kind, row.about, row.took_ms
    if not (row.id and _words(row.id, _LONGEST_ID + (len(UNDO_OF) if kind == UNDONE else 0))):
        return "id"
    if not _whole(row.at, INSTANTS):
        return "at"
    if not _whole(row.day, _DAYS):
        return "day"
    if not (_words(row.card, _LONGEST_ID) and bool(row.card) == (kind != SETTINGS)):
        return "card"
    if not (isinstance(kind, str) and kind in _KINDS):
        return "kind"
    if not (_whole(row.grade, _GRADES) if kind in _ANSWERED else row.grade is None):
        return "grade"
    if not (took is None or _whole(took, _SPANS)):
        return "took_ms"
    if about is None:
        return "about" if kind in (UNDONE, SETTINGS) else ""
    return "" if _words(about, 2 * LONGEST_ABOUT) and (kind != SETTINGS or _are_settings(row)) else "about"


def _words(value: Any, most: int) -> bool:
    """Whether it is text that can be kept: UTF-8 has no lone surrogates."""
    if not isinstance(value, str) or len(value) > most:
        return False
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in value


def _whole(value: Any, allowed: range) -> bool:
    return type(value) is int and value in allowed


def _are_settings(row: Row) -> bool:
    """Whether a row's settings are what its id says, and such as FSRS takes."""
    try:
        fields: dict[str, Any] = json.loads(row.about or "")
        fields = {name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()}
        settings = Settings(**fields)
        return "rollover" not in fields and settings_id(settings) == row.id and _schedulable(settings)
    except (ValueError, TypeError, AttributeError, RecursionError):
        return False


def _schedulable(settings: Settings) -> bool:
    lists = (settings.learning_steps, settings.relearning_steps, settings.parameters)
    if not all(isinstance(each, tuple) for each in lists):
        return False
    steps = (*settings.learning_steps, *settings.relearning_steps)
    weights, bounds = settings.parameters, parameter_bounds()
    return (
        0.01 <= settings.desired_retention < 1  # with the lowest decay a lesser one is beyond all numbers
        and all(_whole(step, range(1, 100 * 86_400)) for step in steps)
        and _whole(settings.maximum_interval, range(1, 36_501))
        and len(weights) in (0, len(bounds))
        and all(lowest <= each <= highest for each, (lowest, highest) in zip(weights, bounds, strict=False))
    )
