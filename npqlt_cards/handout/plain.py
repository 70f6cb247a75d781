"""Words as Markdown and as a table: whatever they are, they come out as words."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

# What Markdown would read as more than words. A bracket is one only before a target, or as a box to tick.
_MARKS = re.compile(r"[\\`*_<>&~|]|\](?=[(\[:])|^\[(?=[ xX]\])|(?:^|(?<= ))#|^[+=-]|^\d+[.)]")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would work out


def escaped(text: str) -> str:
    """One line of words as Markdown (CommonMark) that shows just them."""
    return _MARKS.sub(lambda mark: f"{mark[0][:-1]}\\{mark[0][-1]}", text)


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table (RFC 4180) with a header.

    It begins with a byte order mark: without one Excel takes UTF-8 for something else. Words that a spreadsheet would
    take for a formula have an apostrophe before them.
    """
    written = io.StringIO()
    lines = csv.writer(written, lineterminator="\r\n")
    lines.writerow(columns)
    lines.writerows([_safe(cell) for cell in row] for row in rows)
    return "\ufeff" + written.getvalue()


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
