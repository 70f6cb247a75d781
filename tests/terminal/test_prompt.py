"""A line typed letter by letter: what is kept of it, and what is on the screen."""

from __future__ import annotations

import pytest

from npqlt_cards.terminal.prompt import EOF, ESC, typed_line


def typed(letters: str) -> str | None:
    """The line that comes of some letters."""
    left = iter(letters)
    return typed_line("> ", lambda: next(left))


def test_enter_and_the_end() -> None:
    """Enter of either kind and the end of input take what is there, without the space around it."""
    assert [typed(f" two fit {end}") for end in ("\r", "\n", EOF)] == ["two fit"] * 3
    assert typed("\n") == ""


def test_esc() -> None:
    """Esc leaves the line, empty or not."""
    assert typed(ESC) is None
    assert typed(f"two fit{ESC}") is None


def test_editing(capsys: pytest.CaptureFixture[str]) -> None:
    """Backspace takes back a letter with all its columns, Ctrl-U the line; where nothing is left they do nothing."""
    assert typed("\x7fa漢\x7fb\b\b\x15cd\x15e\n") == "e"
    back = "\b \b"
    assert capsys.readouterr().out == f"> a漢{back * 2}b{back * 2}cd{back * 2}e\n"


def test_what_writes_nothing() -> None:
    """Control letters and keys without a letter leave no trace."""
    left = iter(["a", "", "\t", "\x00", "b", "\n"])
    assert typed_line("", lambda: next(left)) == "ab"
