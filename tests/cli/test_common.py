"""What the verbs share."""

from __future__ import annotations

import io
import sys

import pytest

from npqlt_cards.cli.common import watching


class Terminal(io.StringIO):
    """Standard error as a terminal."""

    def isatty(self) -> bool:
        """It is one."""
        return True


def test_long_work_shows_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bar on a terminal's standard error, with its label, and a line end when all is done."""
    monkeypatch.setattr(sys, "stderr", shown := Terminal())
    watch = watching("Replaying the log")
    for done in (0, 2_500, 5_000):
        watch(done, 5_000)
    assert "Replaying the log" in shown.getvalue()
    assert "100%" in shown.getvalue()
    assert shown.getvalue().endswith("\n")


def test_short_work_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Work that is done at the first look needs no bar."""
    monkeypatch.setattr(sys, "stderr", shown := Terminal())
    watching("Replaying the log")(5_000, 5_000)
    assert shown.getvalue() == ""


def test_no_bar_in_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where standard error is no terminal, nothing is drawn over and over."""
    monkeypatch.setattr(sys, "stderr", shown := io.StringIO())
    watch = watching("Replaying the log")
    for done in (0, 2_500, 5_000):
        watch(done, 5_000)
    assert "\r" not in shown.getvalue()
