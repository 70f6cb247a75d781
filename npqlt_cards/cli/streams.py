"""Standard streams: the one place where text goes out, and where nothing in it can give orders to a terminal.

File names, cards, settings, typed reasons and words of other files come from strangers. Whatever is written is spelt
out where it is unseen (see :mod:`npqlt_cards.wording`); who draws with escape sequences writes to :func:`own`, and
spells out the words that it draws.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable
from typing import Any, TextIO, cast

from npqlt_cards.wording import spelt_out


class Careful:
    """A text stream that spells out what is unseen.

    It shows no ``buffer``: a library that looks for one, to write past the text, has none and writes here.
    """

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    def write(self, text: str | bytes) -> int:
        """Write it, spelt out; bytes, which a script for a shell comes in, without another line end on any system.

        Raises TypeError for no bytes at all, as any text stream does: so a library asks which kind it has.
        """
        if isinstance(text, str) or not text:
            return self.stream.write(spelt_out(cast("str", text)))
        self.stream.flush()
        return self.stream.buffer.write(spelt_out(text.decode()).encode())

    def writelines(self, lines: Iterable[str]) -> None:
        """Write each."""
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        if name in ("buffer", "detach"):
            raise AttributeError(name)
        return getattr(self.stream, name)


def own(stream: TextIO) -> TextIO:
    """The stream below, for what is drawn with escape sequences of ours."""
    return stream.stream if isinstance(stream, Careful) else stream


def prepare() -> None:
    """Make the standard streams UTF-8 in pipes and files on every system, and careful.

    A terminal keeps its own encoding, odd letters replaced. A stream that was closed before the start is an empty one.
    What the environment says of the terminal's size and is no size is forgotten, as libraries read it too.
    """
    for name in ("COLUMNS", "LINES"):
        if not re.fullmatch("[1-9][0-9]{0,3}", os.environ.get(name, "80")):
            del os.environ[name]
    sys.stdin = sys.stdin or _nothing("r")
    if hasattr(sys.stdin, "reconfigure"):
        sys.stdin.reconfigure(errors="replace")
    sys.stdout = cast("TextIO", Careful(_speaking_utf8(own(sys.stdout or _nothing("w")))))
    sys.stderr = cast("TextIO", Careful(_speaking_utf8(own(sys.stderr or _nothing("w")))))


def _speaking_utf8(stream: TextIO) -> TextIO:
    if hasattr(stream, "reconfigure") and (stream.encoding or "").lower() not in ("utf-8", "utf8"):
        if stream.isatty():
            stream.reconfigure(errors="replace")
        else:
            stream.reconfigure(encoding="utf-8")
    return stream


def _nothing(mode: str) -> TextIO:
    return cast("TextIO", open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123 - it stays open to the end
