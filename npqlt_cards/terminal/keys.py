"""Single keys and typed lines from a terminal; whole lines, one answer each, from a pipe."""

from __future__ import annotations

import os
import re
import signal
import sys
from codecs import getincrementaldecoder
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Protocol, TextIO

from npqlt_cards.terminal.prompt import EOF, ESC, typed_line

RESIZED = "resized"
_SEQUENCE_S = 0.05  # within which the rest of a key's sequence comes, over a slow line too
_ENTER = ("\r", "\n")


class Keys(Protocol):
    """What a learner types."""

    def key(self, timeout: float | None = None) -> str:
        """Wait for a key, for ``timeout`` seconds at most, and give it in lower case.

        ``" "`` for Space and Enter, ``"q"`` when the input ends, ``""`` for one that means nothing or when the time is
        over, :data:`RESIZED` when the terminal has another size.
        """

    def line(self, prompt: str) -> str | None:
        """A line of text, typed after a prompt; None where Esc leaves it, or the input ends."""


_SEQUENCE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|O?.)?")


def _plain(line: str) -> str:
    """A typed line without what arrow keys and the like leave in it: it is shown, kept and sent to others."""
    return "".join(letter for letter in _SEQUENCE.sub("", line) if letter.isprintable()).strip()


@contextmanager
def keys_of(stream: TextIO) -> Iterator[Keys]:
    """The keys of a terminal, or of the lines of anything else, for as long as the context lasts."""
    if stream.isatty():
        with _terminal_keys(stream) as keys:
            yield keys
    else:
        yield LineKeys(stream)


class LineKeys:
    """Keys from lines: the first letter of each, an empty line as a space, the end of input as ``q``."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def key(self, timeout: float | None = None) -> str:
        """The next line's first letter."""
        line = self._stream.readline()
        if not line:
            return "q"
        return line.strip()[:1].lower() or " "

    def line(self, prompt: str) -> str | None:
        """The next line, whole; Esc alone on it leaves the prompt."""
        print(prompt, end="", flush=True)  # noqa: T201 - a prompt has no line of its own
        text = self._stream.readline()
        print()  # noqa: T201 - what came from a pipe was not echoed
        return None if not text or text.strip() == ESC else _plain(text)


if sys.platform == "win32":
    import msvcrt
    import shutil
    import time

    @contextmanager
    def _terminal_keys(_stream: TextIO) -> Iterator[Keys]:
        yield _WindowsKeys()

    class _WindowsKeys:
        """Keys of a Windows console. It tells of no resizing, so its size is looked at between keys."""

        def __init__(self) -> None:
            self._size = shutil.get_terminal_size()

        def key(self, timeout: float | None = None) -> str:
            end = None if timeout is None else time.monotonic() + timeout
            while not msvcrt.kbhit():
                size, self._size = self._size, shutil.get_terminal_size()
                if size != self._size:
                    return RESIZED
                if end is not None and time.monotonic() >= end:
                    return ""
                time.sleep(0.02)
            letter = self._letter()
            return " " if letter in _ENTER else letter.lower() if letter != ESC else ""

        @staticmethod
        def _letter() -> str:
            key = msvcrt.getwch()
            if key == "\x03":
                raise KeyboardInterrupt
            if key in "\x00\xe0" and msvcrt.kbhit():  # an arrow or function key: its second half says which
                msvcrt.getwch()
                return ""
            return key

        def line(self, prompt: str) -> str | None:
            return typed_line(prompt, lambda: EOF if (key := self._letter()) == "\x1a" else key)

else:
    import select
    import termios
    import tty

    @contextmanager
    def _terminal_keys(stream: TextIO) -> Iterator[Keys]:
        # Without echo and line editing for the whole session, not key by key: what is typed while the next card is
        # drawn is then neither lost nor shown. Ctrl-C still interrupts.
        fd = stream.fileno()
        before = termios.tcgetattr(fd)
        tty.setcbreak(fd, termios.TCSANOW)
        with _signals() as signals:
            try:
                yield _PosixKeys(fd, signals, stream.encoding)
            finally:
                with suppress(termios.error):  # its window was closed
                    termios.tcsetattr(fd, termios.TCSADRAIN, before)

    @contextmanager
    def _signals() -> Iterator[int]:
        """A descriptor with a byte to read, its number, for each signal that came.

        A wait that reads it too is ended by any. Python's own handlers run between its steps: a signal in the last
        moment before a wait would else be heard at the next key.
        """
        reading, writing = os.pipe()
        os.set_blocking(writing, False)
        told = signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
        before = signal.signal(signal.SIGWINCH, lambda _signal, _frame: None)  # one without a handler is not told of
        try:
            yield reading
        finally:
            signal.signal(signal.SIGWINCH, before)
            signal.set_wakeup_fd(told)
            os.close(reading)
            os.close(writing)

    class _PosixKeys:
        """Keys of a terminal that gives each at once."""

        def __init__(self, fd: int, signals: int, encoding: str) -> None:
            self._fd, self._signals, self._resized = fd, signals, False
            self._decode = getincrementaldecoder(encoding)("replace").decode

        def key(self, timeout: float | None = None) -> str:
            typed = self._wait(0 if self._resized else timeout)
            if self._resized:
                self._resized = False
                return RESIZED
            return self._pressed() if typed else ""

        def _wait(self, timeout: float | None = None) -> bool:
            """Wait for a key or a signal; whether something was typed."""
            ready, _, _ = select.select([self._fd, self._signals], [], [], timeout)
            if self._signals in ready:
                self._resized |= signal.SIGWINCH in os.read(self._signals, 4096)
            return self._fd in ready

        def _pressed(self) -> str:
            letter = self._letter()
            return "q" if letter == EOF else " " if letter in _ENTER else letter.lower() if letter != ESC else ""

        def _letter(self) -> str:
            """What was typed; "" for a letter that is not whole yet, and for a key that is no letter."""
            byte = self._byte()
            if byte == b"\x1b":
                return "" if self._sequence() else ESC
            return self._decode(byte) if byte else EOF

        def _byte(self) -> bytes:
            while not self._wait():
                pass
            try:
                return os.read(self._fd, 1)
            except OSError:  # the terminal is gone
                return b""

        def _sequence(self) -> bool:
            """Whether more follows an ESC at once, read with it: an arrow or function key is ``ESC [ … letter``.

            None of it is a grade, what follows it may be.
            """
            if not self._more():
                return False
            if self._byte() in (b"[", b"O"):
                while self._more() and not b"\x40" <= self._byte() <= b"\x7e":
                    pass
            return True

        def _more(self) -> bool:
            return bool(select.select([self._fd], [], [], _SEQUENCE_S)[0])

        def line(self, prompt: str) -> str | None:
            return typed_line(prompt, self._letter)
