"""Single keys from a terminal; whole lines, one answer each, from a pipe."""

from __future__ import annotations

from collections.abc import Callable
from typing import TextIO

import click

Keys = Callable[[], str]
"""Waits for one key and gives it as a string: ``" "`` for the space bar, ``"q"`` when the input ends."""


def terminal_keys() -> str:
    """The next key typed, Enter as a space. Ctrl-C raises KeyboardInterrupt; the end of input reads as ``q``."""
    try:
        key = click.getchar()
    except EOFError:
        return "q"
    return " " if key in ("\r", "\n") else key.lower()


def line_keys(stream: TextIO) -> Keys:
    """Keys from lines: the first letter of each, an empty line as a space, the end of input as ``q``."""

    def next_key() -> str:
        line = stream.readline()
        if not line:
            return "q"
        return line.strip()[:1].lower() or " "

    return next_key
