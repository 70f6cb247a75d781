"""Lines of a list: broken for the terminal, and marked without colour."""

from __future__ import annotations

import sys

import pytest

from npqlt_cards.cli.lines import Lines

TEXT = "Working memory is where information is held."


def columns(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make stdout a terminal of 30 columns. Called by the test itself, as pytest changes stdout before it."""
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "30")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)


def test_bold_in_a_terminal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """What was found is bold, over the end of a line too, and a heading is."""
    columns(monkeypatch)
    lines = Lines()
    lines.head("Heading")
    lines.show(TEXT, 2, [(8, 35)], first="> ")
    assert capsys.readouterr().out == (
        "\x1b[1mHeading\x1b[22m\n  > Working \x1b[1mmemory is where\n    information\x1b[22m is held.\n"
    )


@pytest.mark.parametrize(("variable", "value"), [("NO_COLOR", "1"), ("TERM", "dumb"), ("", "")])
def test_stars_elsewhere(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    """Without style what was found stands between stars: NO_COLOR, a dumb terminal, or --no-colour."""
    columns(monkeypatch)
    if variable:
        monkeypatch.setenv(variable, value)
    Lines(colour=bool(variable)).show(TEXT, spans=[(8, 14)])
    assert capsys.readouterr().out == "Working *memory* is where\ninformation is held.\n"


def test_a_pipe(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """In a pipe nothing is broken."""
    monkeypatch.delenv("COLUMNS", raising=False)
    lines = Lines()
    lines.show(TEXT * 5)
    lines.show()
    assert capsys.readouterr().out == f"{TEXT * 5}\n\n"
