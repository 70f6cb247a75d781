"""Lines of a list: broken for the terminal at hand, what was found bold there, and between stars elsewhere."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from textwrap import TextWrapper

import click

from npqlt_cards.cli.streams import own
from npqlt_cards.find.words import Span, mark
from npqlt_cards.wording import WIDEST, spelt_out

_BEGIN, _END = "\ue000", "\ue001"  # stand for the marks while lines are broken; no deck has them


class Lines:
    """Prints a list. In a pipe a paragraph stays one line, unless ``COLUMNS`` says how wide to make it."""

    def __init__(self, colour: bool = True) -> None:
        terminal = sys.stdout.isatty()
        plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
        self.width = min(shutil.get_terminal_size().columns, WIDEST) if terminal or os.environ.get("COLUMNS") else None
        self.bold = ("\x1b[1m", "\x1b[22m") if colour and terminal and not plain else None

    def show(self, text: str = "", indent: int = 0, spans: Sequence[Span] = (), first: str = "") -> None:
        """One paragraph, moved to the right; ``first`` stands before it, the further lines below its text."""
        lead = " " * indent + first
        marked = mark(text, spans, _BEGIN, _END)
        lines = [lead + marked] if self.width is None else _broken(marked, self.width, lead)
        begin, end = self.bold or ("*", "*")
        _draw(spelt_out("\n".join(lines)).replace(_BEGIN, begin).replace(_END, end))

    def head(self, text: str) -> None:
        """A heading: bold where there is bold."""
        lines = [text] if self.width is None else _broken(text, self.width, "")
        begin, end = self.bold or ("", "")
        _draw("\n".join(f"{begin}{spelt_out(line)}{end}" for line in lines))


def _draw(text: str) -> None:
    """Print what has our own marks of bold in it, and is spelt out else."""
    click.echo(text, file=own(sys.stdout))


def _broken(text: str, width: int, lead: str) -> list[str]:
    room = max(width, len(lead) + 20)
    wrapper = TextWrapper(room, lead, " " * len(lead), break_on_hyphens=False, break_long_words=False)  # ids stay whole
    return wrapper.wrap(text) or [lead]
