"""The page's lines: what a line opens (a statement, a bullet), where its sentences end, how wrapped lines join."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

_CLOSERS = ")\\]’”\"'"
_SENTENCE_END = re.compile(rf"[.!?…][{_CLOSERS}]*$")
_BOUNDARY = re.compile(rf"[.!?…][{_CLOSERS}]*\s+(?=[“‘\"'(]?[A-Z])")
_ABBREVIATION = re.compile(r"(?:^|[\s(])(?:e\.g|i\.e|cf|vs|Dr|Mrs?|Ms|St|No)\.$")
_PAGE_NUMBER = re.compile(rf"^(?P<text>.*[.!?:][{_CLOSERS}]*)\s+(?P<number>\d{{1,3}})$")
_NUMBERED = re.compile(r"^(?P<number>\d{1,3})\s?[.)](?!\d)\s*(?P<rest>.*)$")
_ENUMERATED = re.compile(r"^\(?(?P<mark>\d{1,2}|[a-z]|[ivx]{2,4})[.)]\s+(?P<rest>\S.*)$")
_SUSPENDED = re.compile(r"^(?:and|or|to)\b")  # "medium-" + "and long-term": the hyphen hangs, a space follows
_SURE_BULLETS = "•‣⁃∙·"  # beside every "other symbol" (●, ▪, ➢ …) and private-use glyph of Symbol and Wingdings
_MAYBE_BULLETS = "*+>»~#†"


@dataclass(frozen=True)
class Line:
    """One line that is not blank: its number on the page, its text, and whether a blank line stands before it."""

    number: int
    text: str
    after_blank: bool = False


@dataclass(frozen=True)
class Bullet:
    """A line that may open a list item: the marker's style, whether it is surely one, and the words after it."""

    style: str
    sure: bool
    first: bool
    rest: str


def lines_of(text: str) -> list[Line]:
    """The lines that are not blank, stripped, their inner white space (no-break spaces too) folded."""
    found: list[Line] = []
    blank = False
    for number, raw in enumerate(text.split("\n"), start=1):
        words = " ".join(raw.split())
        if words:
            found.append(Line(number, words, after_blank=blank))
        blank = not words
    return found


def ends_sentence(text: str) -> bool:
    """True where the text closes with a full stop (or its like), brackets and quotes after it allowed."""
    return _SENTENCE_END.search(text) is not None


def sentence_starts(text: str) -> list[int]:
    """Where the second and later sentences begin; "e.g." and "i.e." end none, nor does a stop inside brackets."""
    depth = _depths(text)
    return [
        m.end()
        for m in _BOUNDARY.finditer(text)
        if not depth[m.end() - 1] and not _ABBREVIATION.search(text[max(0, m.start() - 4) : m.start() + 1])
    ]


def _depths(text: str) -> Sequence[int]:
    """How many brackets are open at each character; all 0 where the text's brackets do not pair."""
    depths, open_ = [], 0
    for char in text:
        open_ += (char == "(") - (char == ")")
        if open_ < 0:
            break
        depths.append(open_)
    return depths if open_ == 0 else [0] * len(text)


def numbered(text: str) -> tuple[int, str] | None:
    """``"10.Pupils are"`` → ``(10, "Pupils are")``; None for a line that opens with no number of a list."""
    match = _NUMBERED.match(text)
    return (int(match["number"]), match["rest"]) if match else None


def bullet(text: str) -> Bullet | None:
    """The bullet a line may open with. Which of the doubtful ones count, only the page as a whole tells."""
    first, rest = text[0], text[1:].lstrip()
    category = unicodedata.category(first)
    if first in _SURE_BULLETS or category in ("So", "Co"):
        return Bullet(first, True, True, rest)
    spaced = text[1:2] == " " or not rest
    if spaced and (first in _MAYBE_BULLETS or category in ("Pd", "Sm") or first == "o"):
        return Bullet(first, False, True, rest)
    match = _ENUMERATED.match(text)
    if match is None:
        return None
    mark = match["mark"]
    style = "1" if mark.isdigit() else "a"
    return Bullet(style, False, mark in ("1", "a", "i"), match["rest"])


def without_page_number(line: Line) -> tuple[Line, str | None]:
    """A line parted from a page number that was printed after its full stop or colon."""
    match = _PAGE_NUMBER.match(line.text)
    if match is None:
        return line, None
    return replace(line, text=match["text"]), match["number"]


def join(texts: Iterable[str]) -> str:
    """Wrapped lines as one: a space between them, none after a hyphen, dash or slash that ends in mid-word."""
    joined: list[str] = []
    for text in texts:
        if joined and not breaks_word(joined[-1], text):
            joined.append(" ")
        joined.append(text)
    return "".join(joined)


def breaks_word(before: str, after: str) -> bool:
    """True where a line ends in mid-word ("long-" + "term"), not in a hyphen that hangs ("medium-" + "and")."""
    if len(before) < 2 or before[-1] not in "-‐‑/—" or before[-2].isspace():
        return False
    return not _SUSPENDED.match(after)
