"""Keys: from lines, and from a terminal that sends whole sequences."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from typing import TextIO

import pytest

from npqlt_cards.terminal.keys import keys_of, line_keys


def test_lines() -> None:
    """The first letter of each line, an empty one as Space, the end as q."""
    keys = line_keys(io.StringIO("3\n\n  Quit\nAgain\n"))
    assert [keys() for _ in range(6)] == ["3", " ", "q", "a", "q", "q"]


def test_not_a_terminal() -> None:
    """A pipe is read by lines."""
    with keys_of(io.StringIO("4\n")) as keys:
        assert [keys(), keys()] == ["4", "q"]


@pytest.fixture
def terminal() -> Iterator[tuple[int, TextIO]]:
    """The two ends of a pseudo-terminal: what types, and what is typed to."""
    pty = pytest.importorskip("pty", reason="pseudo-terminals are POSIX's")
    master, slave = pty.openpty()
    stream = os.fdopen(slave, "r")
    yield master, stream
    stream.close()
    os.close(master)


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX's")
def test_typed_ahead(terminal: tuple[int, TextIO]) -> None:
    """Keys typed faster than they are asked for come one by one, none lost, Enter as Space."""
    master, stream = terminal
    with keys_of(stream) as keys:
        os.write(master, b" 3\r1Q")
        assert [keys() for _ in range(5)] == [" ", "3", " ", "1", "q"]


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX's")
def test_sequences_are_no_grades(terminal: tuple[int, TextIO]) -> None:
    """A function key's sequence holds digits, and is no key of ours."""
    master, stream = terminal
    with keys_of(stream) as keys:
        os.write(master, b"\x1b[11~")
        assert keys() == ""
        os.write(master, b"\x04")
        assert keys() == "q"


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX's")
def test_terminal_is_put_back(terminal: tuple[int, TextIO]) -> None:
    """After the session the terminal echoes and edits lines as before, whatever ended it."""
    import termios

    _, stream = terminal
    before = termios.tcgetattr(stream.fileno())
    with pytest.raises(KeyboardInterrupt), keys_of(stream):
        assert termios.tcgetattr(stream.fileno()) != before
        raise KeyboardInterrupt
    assert termios.tcgetattr(stream.fileno()) == before
