"""Problems as data."""

from __future__ import annotations

import pytest

from npqlt_cards.errors import Problem, readable


def problems(count: int, warning: bool = False) -> list[Problem]:
    """So many problems of one file."""
    return [Problem("D03", "f.yaml", line, "is odd", "mend it", warning) for line in range(1, count + 1)]


def test_few_are_all_told() -> None:
    """A hundred problems are told as they are."""
    assert readable(problems(100)) == problems(100)


@pytest.mark.slow
def test_many_are_told_in_part() -> None:
    """Of more, the first hundred and how many follow, at the line of the last one told."""
    told = readable(problems(100_000))
    assert told[:-1] == problems(100)
    assert str(told[-1]) == (
        "f.yaml:100: D03 is followed by 99,900 more problems in this file: mend the first ones, and look again"
    )


def test_warnings_give_way_to_errors() -> None:
    """Where there are too many, errors are told before warnings."""
    told = readable([*problems(200, warning=True), *problems(2)])
    assert [problem.warning for problem in told] == [False] * 3
    assert "200 more" in told[-1].message
