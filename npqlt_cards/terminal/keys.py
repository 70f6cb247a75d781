"""Single keys from a terminal; whole lines, one answer each, from a pipe."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

Keys = Callable[[], str]
"""Waits for one key and gives it in lower case: ``" "`` for Space and Enter, ``"q"`` when the input ends."""

_ENTER = ("\r", "\n")


@contextmanager
def keys_of(stream: TextIO) -> Iterator[Keys]:
    """The keys of a terminal, or of the lines of anything else, for as long as the context lasts."""
    if stream.isatty():
        with _terminal_keys(stream.fileno()) as keys:
            yield keys
    else:
        yield line_keys(stream)


def line_keys(stream: TextIO) -> Keys:
    """Keys from lines: the first letter of each, an empty line as a space, the end of input as ``q``."""

    def next_key() -> str:
        line = stream.readline()
        if not line:
            return "q"
        return line.strip()[:1].lower() or " "

    return next_key


if sys.platform == "win32":
    import msvcrt

    @contextmanager
    def _terminal_keys(_fd: int) -> Iterator[Keys]:
        yield _windows_key

    def _windows_key() -> str:
        key = msvcrt.getwch()
        if key == "\x03":
            raise KeyboardInterrupt
        if key in "\x00\xe0":  # an arrow or function key: its second half says which
            msvcrt.getwch()
            return ""
        return " " if key in _ENTER else key.lower()

else:
    import select
    import termios
    import tty

    @contextmanager
    def _terminal_keys(fd: int) -> Iterator[Keys]:
        # Without echo and line editing for the whole session, not key by key: what is typed while the next card is
        # drawn is then neither lost nor shown. Ctrl-C still interrupts.
        before = termios.tcgetattr(fd)
        tty.setcbreak(fd, termios.TCSANOW)
        try:
            yield lambda: _posix_key(fd)
        finally:
            termios.tcsetattr(fd, termios.TCSADRAIN, before)

    def _posix_key(fd: int) -> str:
        try:
            key = os.read(fd, 1)
        except OSError:  # the terminal is gone
            return "q"
        if key == b"\x1b":  # an arrow or function key comes as a sequence: none of it is a grade
            while select.select([fd], [], [], 0.01)[0] and os.read(fd, 1):
                pass
            return ""
        letter = key.decode("ascii", "replace")
        return "q" if letter in ("", "\x04") else " " if letter in _ENTER else letter.lower()
