"""A line typed at a terminal, letter by letter: a terminal's own line editing would never tell of Esc."""

from __future__ import annotations

from collections.abc import Callable

from rich.cells import cell_len

ESC, EOF = "\x1b", "\x04"
_ENTER, _BACK, _ALL_BACK = ("\r", "\n"), ("\x7f", "\b"), "\x15"


def typed_line(prompt: str, letter: Callable[[], str]) -> str | None:
    """What is typed up to Enter, or to the end of input, after a prompt; None where Esc, or the end alone, leaves it.

    ``letter`` gives one after the other: "" for a key that writes nothing, :data:`ESC` for Esc, :data:`EOF` for the
    end. Nothing else echoes them. Backspace takes back one, Ctrl-U all.
    """
    line = ""
    _write(prompt)
    while (typed := letter()) not in (*_ENTER, EOF, ESC):
        if typed in (*_BACK, _ALL_BACK):
            kept = "" if typed == _ALL_BACK else line[:-1]
            _write("\b \b" * cell_len(line[len(kept) :]))
            line = kept
        elif typed.isprintable():
            line += typed
            _write(typed)
    _write("\n")
    line = line.strip()
    return None if typed == ESC or (typed == EOF and not line) else line


def _write(text: str) -> None:
    print(text, end="", flush=True)  # noqa: T201 - a letter has no line of its own
