"""Keys: from lines, and from a terminal that sends whole sequences."""

from __future__ import annotations

import io
import os
import sys
import time
from collections.abc import Iterator
from typing import TextIO

import pytest

from npqlt_cards.terminal.keys import RESIZED, LineKeys, keys_of


def test_lines() -> None:
    """The first letter of each line, an empty one as Space, the end as q."""
    keys = LineKeys(io.StringIO("3\n\n  Quit\nAgain\n"))
    assert [keys.key() for _ in range(6)] == ["3", " ", "q", "a", "q", "q"]


def test_not_a_terminal() -> None:
    """A pipe is read by lines."""
    with keys_of(io.StringIO("4\n")) as keys:
        assert [keys.key(), keys.key()] == ["4", "q"]


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
        assert [keys.key() for _ in range(5)] == [" ", "3", " ", "1", "q"]


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX's")
def test_sequences_are_no_grades(terminal: tuple[int, TextIO]) -> None:
    """A function key's sequence holds digits, and is no key of ours."""
    master, stream = terminal
    with keys_of(stream) as keys:
        os.write(master, b"\x1b[11~3\x1bOP4\x1b")
        assert [keys.key() for _ in range(5)] == ["", "3", "", "4", ""]
        os.write(master, b"\x04")
        assert keys.key() == "q"


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


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX's")
def test_time_over(terminal: tuple[int, TextIO]) -> None:
    """With a time limit no key is an empty one."""
    with keys_of(terminal[1]) as keys:
        assert keys.key(0.01) == ""


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX's")
def test_resized(terminal: tuple[int, TextIO]) -> None:
    """Another size is told, many of them as one, and no key typed meanwhile is lost."""
    import signal

    master, stream = terminal
    with keys_of(stream) as keys:
        for _ in range(3):
            os.kill(os.getpid(), signal.SIGWINCH)
        os.write(master, b"2")
        assert [keys.key(), keys.key()] == [RESIZED, "2"]


@pytest.mark.skipif(sys.platform == "win32", reason="signals of others are POSIX's")
def test_a_signal_ends_a_wait(terminal: tuple[int, TextIO], monkeypatch: pytest.MonkeyPatch) -> None:
    """One that comes in the last moment before a wait ends it too: its handler runs, and no key is lost."""
    import select
    import signal

    master, stream = terminal
    heard: list[int] = []
    start = time.monotonic()
    before = signal.signal(signal.SIGTERM, lambda number, _frame: heard.append(number))
    wait = select.select

    def too_late(*arguments: object) -> object:
        """A wait that begins when Python has dealt with the signal already."""
        os.kill(os.getpid(), signal.SIGTERM)
        monkeypatch.setattr(select, "select", wait)
        return wait(*arguments)  # type: ignore[arg-type]

    try:
        with keys_of(stream) as keys:
            monkeypatch.setattr(select, "select", too_late)
            assert (keys.key(20), heard) == ("", [signal.SIGTERM])
            assert time.monotonic() - start < 15, "the signal was heard when the time was over"
            os.write(master, b"2")
            assert keys.key() == "2"
    finally:
        signal.signal(signal.SIGTERM, before)


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX's")
def test_resized_in_mid_line(terminal: tuple[int, TextIO]) -> None:
    """A line goes on when the size changes, and the next key tells of it."""
    import signal

    master, stream = terminal
    with keys_of(stream) as keys:
        os.kill(os.getpid(), signal.SIGWINCH)
        os.write(master, b"yes\r3")
        assert [keys.line(""), keys.key(), keys.key()] == ["yes", RESIZED, "3"]


def test_line_from_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    """A line of text comes whole, after its prompt, an empty one too; none at the end of input."""
    keys = LineKeys(io.StringIO("  two answers fit \n\n"))
    assert [keys.line("Why? "), keys.line("Why? "), keys.line("Why? ")] == ["two answers fit", "", None]
    assert capsys.readouterr().out == "Why? \nWhy? \nWhy? \n"


def test_esc_from_a_pipe() -> None:
    """Esc alone on a line leaves the prompt."""
    keys = LineKeys(io.StringIO("\x1b\nyes\n"))
    assert [keys.line(""), keys.line("")] == [None, "yes"]


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX's")
def test_line_in_a_terminal(terminal: tuple[int, TextIO], capsys: pytest.CaptureFixture[str]) -> None:
    """A line is edited as it is typed, arrow keys pass it by, Esc leaves it, and the next key is a key again."""
    master, stream = terminal
    with keys_of(stream) as keys:
        os.write(master, "tow\x7f\x7f\x1b[Dwo caf\u00e9s\r".encode())
        assert keys.line("Why? ") == "two caf\u00e9s"
        os.write(master, b"half a line\x1b")
        assert keys.line("Why? ") is None
        os.write(master, b"3x\x04")
        assert keys.key() == "3"
        assert keys.line("Why? ") == "x"
    assert capsys.readouterr().out.startswith("Why? tow\b \b\b \bwo caf\u00e9s\nWhy? half a line\n")


def test_a_line_is_plain() -> None:
    """What arrow keys and other controls leave in a typed line is taken out."""
    keys = LineKeys(io.StringIO("bad \x1b[31mred\x1b[D \x1b]0;title\x07caf\u00e9\x07\x1b\n"))
    assert keys.line("") == "bad red caf\u00e9"
