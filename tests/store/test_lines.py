"""The log as lines: what is written, what is read, and what each field may hold, to the bound."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from npqlt_cards.errors import Problem, ProblemsError
from npqlt_cards.schedule import Settings, parameter_bounds
from npqlt_cards.session import Row
from npqlt_cards.store import lines
from npqlt_cards.store.lines import read_rows, to_line, usable, wrong_in
from npqlt_cards.store.projection import settings_row

REPAIR = "write the log anew with `npqlt export --log`"
ANSWER = Row("a", 1_764_000_000_000, 20_416, "a/b#c:1", "review", 3, 900, None)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a log is."""
    return tmp_path / "log.jsonl"


def wrong(path: Path) -> tuple[Problem, ...]:
    """The problems for which a log is refused."""
    with pytest.raises(ProblemsError) as raised:
        list(read_rows(path))
    return raised.value.problems


def test_to_line() -> None:
    """A row is one line of JSON, every field by its name, the instant in UTC, other alphabets as they are."""
    assert to_line(ANSWER._replace(id="é")) == (
        '{"id": "é", "at": "2025-11-24T16:00:00.000Z", "day": 20416, "card": "a/b#c:1", "kind": "review", "grade": 3, '
        '"took_ms": 900, "about": null}\n'
    )


@pytest.mark.parametrize(
    ("at", "instant"),
    [
        ("1970-01-01T00:00:01.005Z", 1_005),
        ("1970-01-01T01:00:00.001+01:00", 1),
        ("1969-12-31T23:59:59.999+00:00", -1),
        ("1970-01-01T00:00:00.001999Z", 1),
    ],
)
def test_instants(path: Path, at: str, instant: int) -> None:
    """Any offset is read, Z as none, to the whole millisecond before."""
    path.write_text(json.dumps({**ANSWER._asdict(), "at": at}))
    assert list(read_rows(path)) == [(1, ANSWER._replace(at=instant))]


def test_fields_that_may_be_left_out(path: Path) -> None:
    """A row needs an id, an instant, a day, a card and a kind, and the first that is missing is named."""
    needed = {"kind": "flag", "card": "c", "day": 5, "at": "1970-01-01T00:00:00Z", "id": "x"}
    path.write_text(json.dumps(needed))
    assert list(read_rows(path)) == [(1, Row("x", 0, 5, "c", "flag"))]
    missing = dict(needed)
    for name in ("kind", "card", "day", "at", "id"):
        del missing[name]
        path.write_text(json.dumps(missing))
        assert wrong(path) == (Problem("I02", str(path), 1, f"has no {name}", REPAIR),)


def test_messages(path: Path) -> None:
    """Each bad line is told with its number, what is wrong, as much of it as helps, and what to do."""
    bad = [
        "[]",
        json.dumps({**ANSWER._asdict(), "x" * 50: 1, "at": "1970-01-01T00:00:00Z"}),
        json.dumps({**ANSWER._asdict(), "at": "y" * 70}),
        json.dumps({**ANSWER._asdict(), "at": "1970-01-01T00:00:00Z", "kind": "z" * 70}),
    ]
    path.write_text("\n".join(["", to_line(ANSWER), *bad]))
    assert wrong(path) == (
        Problem("I01", str(path), 4, "is not one JSON object", REPAIR),
        Problem(
            "I02", str(path), 5, f"has a key that rows do not have ({'x' * 40!r}): it may be a newer npqlt's", REPAIR
        ),
        Problem("I02", str(path), 6, f"has no usable at: {'y' * 60!r}", REPAIR),
        Problem("I02", str(path), 7, f"has no usable kind: {'z' * 60!r}", REPAIR),
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("id", ""),
        ("at", 5),
        ("at", "0001-01-01T00:00:00+14:00"),  # in UTC a day before the calendar's first, and after its last
        ("at", "9999-12-31T23:59:59-23:59"),
        ("day", "x"),
        ("card", ""),
        ("kind", None),
        ("grade", 9),
        ("took_ms", -1),
        ("about", 7),
    ],
)
def test_fields_that_are_not_usable(path: Path, name: str, value: object) -> None:
    """The field that cannot be used is named, with what it is."""
    path.write_text(json.dumps({**ANSWER._asdict(), "at": "1970-01-01T00:00:00Z", name: value}))
    assert wrong(path) == (Problem("I02", str(path), 1, f"has no usable {name}: {str(value)!r}", REPAIR),)


def test_an_undo_of_nothing(path: Path) -> None:
    """An undo that is about nothing is told as that."""
    undo = {"id": "u", "at": "1970-01-01T00:00:00Z", "day": 1, "card": "c", "kind": "undo"}
    path.write_text(json.dumps(undo))
    assert wrong(path) == (Problem("I02", str(path), 1, "has no usable about: 'None'", REPAIR),)


def test_the_good_rows_come_first(path: Path) -> None:
    """Rows are given as they are read, those after a bad line too, and the problems are raised at the end."""
    path.write_text(f"{to_line(ANSWER)}[]\n{to_line(ANSWER)}")
    rows = read_rows(path)
    assert [next(rows), next(rows)] == [(1, ANSWER), (3, ANSWER)]
    with pytest.raises(ProblemsError):
        next(rows)


def test_a_hundred_problems_are_enough(path: Path) -> None:
    """A file that is no log is not read to its end: after the hundredth problem it stops."""
    path.write_text("[]\n" * 99 + to_line(ANSWER) + "[]\n" * 50)
    found = wrong(path)
    assert (len(found), found[-1].line) == (100, 101)


def test_no_file(path: Path) -> None:
    """A file that cannot be read is told by name."""
    assert wrong(path) == (
        Problem("I01", str(path), 0, "cannot be read (No such file or directory)", "check the path"),
    )


def test_too_large(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of more bytes than any log is refused before it is read; one of just so many is read."""
    path.write_text(to_line(ANSWER))
    monkeypatch.setattr(lines, "LARGEST_FILE", path.stat().st_size)
    assert len(list(read_rows(path))) == 1
    with path.open("r+b") as file:
        file.truncate(3_000_001)
    monkeypatch.setattr(lines, "LARGEST_FILE", 3_000_000)
    assert wrong(path) == (Problem("I01", str(path), 0, "is larger than 3 MB", REPAIR),)
    monkeypatch.undo()
    assert lines.LARGEST_FILE == 500_000_000


def test_too_many_lines(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """More rows than anybody has answered are refused at the first too many."""
    assert lines.MOST_ROWS == 1_000_000
    monkeypatch.setattr(lines, "MOST_ROWS", 2_000)
    path.write_text(to_line(ANSWER) * 2_000)
    assert len(list(read_rows(path))) == 2_000
    path.write_text(to_line(ANSWER) * 2_001)
    message = "is past the first 2,000, more than anybody has answered"
    assert wrong(path) == (Problem("I01", str(path), 2_001, message, REPAIR),)


def test_too_long_a_line(path: Path) -> None:
    """A line may have 19,999 bytes with its end, and one more is no line of a log."""
    line = to_line(ANSWER).rstrip()
    path.write_text(line + " " * (19_998 - len(line)) + "\n" + to_line(ANSWER))
    assert [number for number, _ in read_rows(path)] == [1, 2]
    for length in (19_999, 30_000):
        path.write_text(to_line(ANSWER) + line + " " * (length - len(line)) + "\n")
        assert wrong(path) == (Problem("I01", str(path), 2, "is longer than any line of a log", REPAIR),)


def test_fields_to_the_bound() -> None:
    """The last values that a log can hold are taken, and those beyond them are not."""
    good = {
        "id": ("x" * 500,),
        "at": (-62_135_596_800_000, 0, 253_402_300_799_999),
        "day": (-1_000_000, 9_999_999),
        "card": ("x" * 500,),
        "grade": (1, 4),
        "took_ms": (None, 0, 10**12 - 1),
        "about": (None, "", "x" * 4_000),
    }
    bad: dict[str, tuple[Any, ...]] = {
        "id": ("", "x" * 501, None, 5, "a\0b", "\ud800"),
        "at": (1.0, None, True, -62_135_596_800_001, 253_402_300_800_000),
        "day": (-1_000_001, 10_000_000, None, 5.0),
        "card": ("", "x" * 501, None, "\0"),
        "kind": ("dance", None, ["review"]),
        "grade": (0, 5, None, 3.0, True),
        "took_ms": (-1, 10**12, 1.0, "1"),
        "about": ("x" * 4_001, 5, "\0", "\ud800"),
    }
    for values, expected in ((good, True), (bad, False)):
        for name, each in ((name, each) for name, found in values.items() for each in found):
            row = ANSWER._replace(**{name: each})
            assert (usable(row), wrong_in(row)) == (expected, "" if expected else name), (name, each)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (Row("a", 1, 1, "c", "imported", 3), True),
        (Row("a", 1, 1, "c", "cram", 3), True),
        (Row("a", 1, 1, "c", "cram"), False),
        (Row("a", 1, 1, "c", "undo", about="b"), True),
        (Row("a", 1, 1, "c", "undo"), False),
        (Row("undo:" + "x" * 500, 1, 1, "c", "undo", about="x" * 500), True),
        (Row("undo:" + "x" * 501, 1, 1, "c", "undo", about="b"), False),
        (Row("a", 1, 1, "", "undo", about="b"), False),
        (Row("a", 1, 1, "c", "undo", 3, about="b"), False),
        *((Row("a", 1, 1, "c", kind), True) for kind in ("suspend", "unsuspend", "bury", "flag", "unflag")),
        (Row("a", 1, 1, "c", "flag", about="why"), True),
        (Row("a", 1, 1, "c", "suspend", 3), False),
        (Row("a", 1, 1, "", "settings"), False),
    ],
)
def test_kinds(row: Row, expected: bool) -> None:
    """Answers have a grade and the others none; an undo is about something; all but settings have a card."""
    assert usable(row) is expected


def test_settings() -> None:
    """A row of settings has the id that follows from them, no card, and nothing but what settings have."""
    row = settings_row(Settings(0.8, learning_steps=(60, 700)), 5, 1)
    assert usable(row)
    about = json.loads(row.about or "")
    for odd in (
        row._replace(id="settings:0"),
        row._replace(card="c"),
        *(row._replace(about=words) for words in ("", "{}", "[]", "5", "not json", "[" * 5_000)),
        row._replace(about=json.dumps({**about, "mood": 1})),
        row._replace(about=json.dumps({**about, "rollover": {}})),  # of which the id says nothing
        row._replace(about=json.dumps({**about, "rollover": 4})),
    ):
        assert not usable(odd)


LOWEST, HIGHEST = (tuple(values) for values in zip(*parameter_bounds(), strict=True))


@pytest.mark.parametrize("field", ["learning_steps", "relearning_steps", "parameters"])
@pytest.mark.parametrize("value", [{}, "", 0, None])
def test_settings_that_are_no_lists(field: str, value: Any) -> None:
    """What is empty and no list is refused, though its id is right: no card could be scheduled with it."""
    assert not usable(settings_row(Settings(**{field: value}), 5, 1))


@pytest.mark.parametrize(
    ("field", "good", "bad"),
    [
        ("desired_retention", (0.01, 0.999), (0.0099, 1.0, 1.1)),
        ("learning_steps", ((), (1,), (8_639_999, 1)), ((0,), (60, 8_640_000), (60.5,))),
        ("relearning_steps", ((), (1,), (1, 8_639_999)), ((0,), (60, 8_640_000))),
        ("maximum_interval", (1, 36_499), (0, 36_501)),
        ("parameters", (LOWEST, HIGHEST), (LOWEST[:-1], (*LOWEST, 0.5), tuple(each + 1e-6 for each in HIGHEST))),
        ("parameters", (), ((LOWEST[0] - 1e-6, *LOWEST[1:]), (*HIGHEST[:-1], HIGHEST[-1] + 1e-6))),
    ],
)
def test_settings_to_the_bound(field: str, good: tuple[Any, ...], bad: tuple[Any, ...]) -> None:
    """Settings are taken as far as FSRS takes them, and those beyond are not."""
    take: Callable[[Any], bool] = lambda value: usable(settings_row(Settings(**{field: value}), 5, 1))  # noqa: E731
    assert [take(value) for value in good] == [True] * len(good)
    assert [take(value) for value in bad] == [False] * len(bad)
