"""Problems of a page are gathered, and told at once in the page's order."""

from __future__ import annotations

import pytest

from npqlt_cards.errors import Problem, ProblemsError
from npqlt_cards.framework.report import Report


def test_warnings_travel() -> None:
    """Warnings alone come back in the page's order, those of one line as they came."""
    report = Report("page.txt")
    report.warn("F20", 9, "late", "look")
    report.warn("F21", 3, "early")
    report.warn("F22", 9, "later")
    assert report.close() == (
        Problem("F21", "page.txt", 3, "early", "", warning=True),
        Problem("F20", "page.txt", 9, "late", "look", warning=True),
        Problem("F22", "page.txt", 9, "later", "", warning=True),
    )


def test_errors_are_raised() -> None:
    """One error is enough, and the warnings are told with it."""
    report = Report("page.txt")
    report.warn("F20", 9, "late")
    report.error("F10", 12, "wrong", "mend it")
    report.error("F11", 1, "bad")
    with pytest.raises(ProblemsError) as raised:
        report.close()
    assert raised.value.problems == (
        Problem("F11", "page.txt", 1, "bad"),
        Problem("F20", "page.txt", 9, "late", warning=True),
        Problem("F10", "page.txt", 12, "wrong", "mend it"),
    )


def test_long_messages_are_cut() -> None:
    """A message of 300 letters is whole, and a longer one is cut there: it may quote a line of any length."""
    report = Report("page.txt")
    for letters in (300, 301, 90_000):
        report.warn("F20", 1, "x" * letters)
    with pytest.raises(ProblemsError) as raised:
        report.error("F10", 2, "y" * 301)
        report.close()
    messages = [problem.message for problem in raised.value.problems]
    assert messages == ["x" * 300, "x" * 300 + "…", "x" * 300 + "…", "y" * 300 + "…"]
