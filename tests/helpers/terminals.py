"""The real program in a pseudo-terminal, driven key by key."""

from __future__ import annotations

import os
import re
import select
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

FRONT, BACK, WAIT = "Space shows the answer", "4 Easy", "w waits for it"  # what tells a screen from the others
PATIENCE_S = 20


class Terminal:
    """The program in a pseudo-terminal of a given size. ``before`` are words put before the command."""

    def __init__(
        self,
        folder: Path,
        columns: int,
        rows: int,
        *arguments: str,
        environ: Mapping[str, str] | None = None,
        before: tuple[str, ...] = (),
        **options: Any,
    ) -> None:
        import fcntl
        import pty
        import struct
        import termios

        self.master, self.slave = pty.openpty()
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        size = {"TERM": "xterm-256color", "COLUMNS": str(columns), "LINES": str(rows)}
        self.mode = termios.tcgetattr(self.slave)
        self.process = subprocess.Popen(
            [*before, sys.executable, "-m", "npqlt_cards", *arguments],
            **{"stdin": self.slave, "stdout": self.slave, "stderr": self.slave, **options},
            cwd=folder,
            env={**os.environ, **size, **(environ or {})},
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # its own terminal, so that Ctrl-C reaches it
        )
        self.seen = ""

    def wait_for(self, words: str) -> str:
        """Everything shown since the last call, up to and with ``words``."""
        return self.wait_for_any(words)[1]

    def wait_for_any(self, *words: str) -> tuple[str, str]:
        """Whichever of some words came first, and everything shown up to and with it; "" when the program ended."""
        end = time.monotonic() + PATIENCE_S
        while not (found := [word for word in words if word and word in self.seen]):
            if not self._read(0.05) and self.process.poll() is not None and not self._read(0):
                assert "" in words, f"none of {words!r} before the end: {self.seen!r}"
                break
            assert time.monotonic() < end, f"none of {words!r} came: {self.seen!r}"
        first = min(found, key=self.seen.index, default="")
        text, _, self.seen = self.seen.partition(first) if first else (self.seen, "", "")
        return first, text + first

    def _read(self, timeout: float) -> bool:
        if not select.select([self.master], [], [], timeout)[0]:
            return False
        self.seen += os.read(self.master, 65_536).decode(errors="replace")
        return True

    def ended(self) -> str:
        """The last words of a program that has ended or is about to."""
        return plain(self.wait_for_any("")[1])

    def press(self, keys: str) -> None:
        """Type some keys."""
        os.write(self.master, keys.encode())

    def answer(self, grade: str = "3") -> None:
        """From a front by way of its back to the next screen, which shows that the answer was kept."""
        self.press(" ")
        self.wait_for(BACK)
        self.press(grade)

    def hang_up(self) -> None:
        """Close the window."""
        for end in (self.slave, self.master):
            os.close(end)
        self.slave = self.master = -1

    def restored(self) -> bool:
        """Whether the terminal is in the mode that it was in before the program."""
        import termios

        return termios.tcgetattr(self.slave) == self.mode

    def close(self) -> None:
        """End the program if it still runs."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        if self.master >= 0:
            self.hang_up()


def plain(text: str) -> str:
    """What a terminal shows, without its escape sequences."""
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text).replace("\r", "")
