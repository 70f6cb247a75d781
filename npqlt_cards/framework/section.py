"""One section of the page, below its header: the numbered statements, then the stems with their practices.

Nothing printed marks where the Learn-how-to part begins, and blank lines mean nothing. What tells is the grammar of
lists: a line that ends in a colon with a bullet after it ends a stem, and a stem is the last sentence before its colon.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from npqlt_cards.framework.lines import (
    Bullet,
    Line,
    breaks_word,
    bullet,
    ends_sentence,
    join,
    numbered,
    sentence_starts,
    without_page_number,
)
from npqlt_cards.framework.records import Group, Practice, Statement
from npqlt_cards.framework.report import Report

_NUMBER_ALONE = re.compile(r"^\d{1,3}$")
_NUMBER_WANTED = re.compile(r"\b(?:fig|figs|no|nos|para|paras|p|pp|vol|ch|sect|art|e\.g|i\.e|cf)\.$", re.IGNORECASE)
_PLACE = r"(?:sections?|areas?|standards?|parts?|chapters?|pages?|appendix|appendices|annex(?:es)?)"
_NUMBERED_PLACE = re.compile(rf"\b{_PLACE}\s+(?:\d+|[A-Z]\b)", re.IGNORECASE)
_ANY_PLACE = re.compile(rf"\b(?:{_PLACE}|frameworks?|elsewhere|above|below)\b", re.IGNORECASE)
_NOTE_OPENER = re.compile(r"^(?:see|refer|note|additional|further|more|other|these|this|examples?)\b", re.IGNORECASE)
_FINITE = re.compile(r"\b(?:is|are|was|were|can be|may be|will be|has been|have been)\b")


@dataclass(frozen=True)
class Section:
    """The content of one printed section."""

    learn_that: tuple[Statement, ...]
    learn_how_to: tuple[Group, ...]
    notes: tuple[Practice, ...]


@dataclass
class _Item:
    """A list item being gathered line by line; number 0 for a practice, -1 for words that open no item."""

    number: int
    lines: list[Line]

    def text(self) -> str:
        return join(line.text for line in self.lines)

    def offsets(self) -> list[int]:
        """Where in :meth:`text` each line begins."""
        found = [0]
        for before, line in zip(self.lines, self.lines[1:], strict=False):
            found.append(found[-1] + len(before.text) + (not breaks_word(before.text, line.text)))
        return found


@dataclass
class _OpenGroup:
    stem: str
    line: int
    lower_case: bool
    practices: list[_Item] = field(default_factory=list)


def read_section(lines: Sequence[Line], styles: frozenset[str], report: Report) -> Section:
    """Read the lines below a header. ``styles`` are the doubtful bullet styles that this page is known to use."""
    reader = _Reader(_without_page_numbers(lines, report), styles, report)
    reader.read()
    return reader.section()


def _without_page_numbers(lines: Sequence[Line], report: Report) -> list[Line]:
    kept: list[Line] = []
    for line, after in zip(lines, [*lines[1:], None], strict=False):
        cleaned = _parted(line, kept[-1] if kept else None, after, report)
        if cleaned is not None:
            kept.append(cleaned)
    return kept


def _parted(line: Line, before: Line | None, after: Line | None, report: Report) -> Line | None:
    """The line without a stray page number; None where it was nothing else."""
    if _NUMBER_ALONE.match(line.text):
        runs_on = after is not None and numbered(after.text) is None and bullet(after.text) is None
        if before is None or runs_on or ends_sentence(before.text) or before.text.endswith(":"):
            report.warn("F20", line.number, f"“{line.text}” stands alone: dropped as a page number")
            return None
        report.warn("F21", line.number, f"“{line.text}” may be a page number: kept, as no full stop stands before it")
        return line
    cleaned, number = without_page_number(line)
    if number is None or _NUMBER_WANTED.search(cleaned.text):
        return line
    if after is not None and after.text[0].islower() and bullet(after.text) is None:
        report.warn("F21", line.number, f"“{number}” may be a page number: kept, as the sentence seems to run on")
        return line
    report.warn("F20", line.number, f"“{number}” after the full stop: dropped as a page number")
    return cleaned


class _Reader:
    """Walks a section's lines once; a statement, then a practice, is open at any time."""

    def __init__(self, lines: list[Line], styles: frozenset[str], report: Report) -> None:
        self.lines = lines
        self.styles = styles
        self.report = report
        self.statements: list[_Item] = []
        self.groups: list[_OpenGroup] = []
        self.item = _Item(-1, [])
        self.marks_skipped = False
        self.sure_numbers: dict[int, list[int]] = defaultdict(list)
        for index, (before, line) in enumerate(pairwise(lines), start=1):
            found = numbered(line.text)
            if found and ends_sentence(before.text):
                self.sure_numbers[found[0]].append(index)

    # -- walking -----------------------------------------------------------------------------------------------------

    def read(self) -> None:
        for index, line in enumerate(self.lines):
            if not (self._opens_practice(index) if self.groups else self._opens_statement(index)):
                self.item.lines.append(line)
            if line.text.endswith(":"):
                self._colon(index)

    def _opens_statement(self, index: int) -> bool:
        line = self.lines[index]
        mark = bullet(line.text)
        if mark is not None and mark.sure:
            self._bullet_without_stem(line)
            return False
        found = numbered(line.text)
        if found is None or not self._number_counts(index, found[0]):
            return False
        number, rest = found
        self._check_loose()
        self._open(_Item(number, [replace(line, text=rest)] if rest else []), self.statements)
        return True

    def _number_counts(self, index: int, number: int) -> bool:
        """Whether a number that opens a line opens a statement, or is a word of a wrapped one."""
        expected = self.statements[-1].number + 1 if self.statements else 1
        fresh = index == 0 or ends_sentence(self.lines[index - 1].text)
        line = self.lines[index].number
        if number != expected:
            if fresh:
                self._misnumbered(number, expected, line)
            return fresh
        if not fresh and self._comes_later(index, number):
            self.report.warn("F22", line, f"“{number}.” opens a line in mid-sentence: read as part of the statement")
            return False
        if not fresh and self.statements:
            self.report.warn("F23", line, f"statement {number} follows a statement without a full stop")
        return True

    def _comes_later(self, index: int, number: int) -> bool:
        """Whether a surer place for this number follows, before the next number is due."""
        place, due = self._next_sure(number, index), self._next_sure(number + 1, index)
        return place is not None and (due is None or place < due)

    def _next_sure(self, number: int, index: int) -> int | None:
        """The next line after ``index`` that opens with this number and follows a full stop."""
        places = self.sure_numbers.get(number, [])
        at = bisect_right(places, index)
        return places[at] if at < len(places) else None

    def _misnumbered(self, number: int, expected: int, line: int) -> None:
        if number > expected:
            missing = str(expected) if number == expected + 1 else f"{expected} to {number - 1}"
            what = f"statement {number} follows {expected - 1 or 'the header'}: {missing} is missing"
        else:
            what = f"statement {number} is numbered again: {expected} is due"
        self.report.error("F10", line, what, "mend the numbers, or add what was lost")

    def _opens_practice(self, index: int) -> bool:
        line = self.lines[index]
        mark = bullet(line.text)
        if mark is None or not self._mark_counts(index, mark):
            return False
        if not mark.rest and index + 1 == len(self.lines):
            self.report.warn("F24", line.number, "an empty bullet: dropped")
            return True
        self._open(_Item(0, [replace(line, text=mark.rest)] if mark.rest else []), self.groups[-1].practices)
        return True

    def _mark_counts(self, index: int, mark: Bullet) -> bool:
        if mark.sure:
            return True
        if mark.style not in self.styles:
            return False
        before = self.lines[index - 1].text
        capital = not mark.rest[:1].islower()
        if ends_sentence(before) or before.endswith((":", ";", ",")) or capital or self.groups[-1].lower_case:
            return True
        line = self.lines[index].number
        self.report.warn("F25", line, f"“{mark.style}” opens a line in mid-sentence: read as part of the practice")
        return False

    def _open(self, item: _Item, home: list[_Item]) -> None:
        home.append(item)
        self.item = item

    # -- stems -------------------------------------------------------------------------------------------------------

    def _colon(self, index: int) -> None:
        """A line ends in a colon: a bullet after it makes it a stem's end; in a practice, anything else is doubtful."""
        after = self.lines[index + 1] if index + 1 < len(self.lines) else None
        mark = bullet(after.text) if after else None
        if mark is not None and mark.first:
            self._close_stem(lower_case=mark.rest[:1].islower())
        elif after is None:
            self.report.error("F12", self.lines[index].number, "a stem without a practice after it")
        elif self.groups or self.lines[index].text.endswith("by:"):
            self.report.warn(
                "F26", self.lines[index].number, "a colon ends the line and no bullet follows: no stem seen"
            )

    def _close_stem(self, lower_case: bool) -> None:
        first = self._stem_line()
        stem = _Item(0, self.item.lines[first:])
        del self.item.lines[first:]
        self.groups.append(_OpenGroup(stem.text(), stem.lines[0].number, lower_case))
        self.item = _Item(-1, [])

    def _stem_line(self) -> int:
        """The index in the open item of the line the stem begins with; a line that holds both is cut in two."""
        item, lines = self.item, self.item.lines
        if item.number < 0:
            return 0
        blank = [i for i, line in enumerate(lines) if i and line.after_blank and line.text[0].isupper()]
        starts = sentence_starts(item.text())
        if not starts:
            return self._stem_by_layout(blank)
        offsets = item.offsets()
        index = max(i for i, offset in enumerate(offsets) if offset <= starts[-1])
        if blank and blank[-1] > index:
            return self._stem_by_layout(blank)
        cut = starts[-1] - offsets[index]
        if cut:
            line = lines[index]
            self.report.warn("F27", line.number, "a stem is glued to the end of this line: split off")
            lines[index : index + 1] = [
                replace(line, text=line.text[:cut].rstrip()),
                replace(line, text=line.text[cut:]),
            ]
            index += 1
        return index

    def _stem_by_layout(self, after_blank: list[int]) -> int:
        """No full stop parts the stem from what precedes it: go by a blank line, or by a capital at a line's start."""
        lines = self.item.lines
        capitals = after_blank or [i for i, line in enumerate(lines) if i and line.text[0].isupper()]
        if capitals:
            self.report.warn(
                "F28", lines[capitals[-1]].number, "no full stop before this stem: parted at the line's start"
            )
            return capitals[-1]
        if self.item.lines:
            self.report.error(
                "F13",
                lines[0].number,
                "a stem that cannot be told from the text before it",
                "part them with a full stop",
            )
        return 0

    # -- what belongs nowhere ----------------------------------------------------------------------------------------

    def _bullet_without_stem(self, line: Line) -> None:
        if not self.marks_skipped:
            self.report.error(
                "F11",
                line.number,
                "a practice without a stem",
                "a stem ends in a colon on the line before its first bullet",
            )
        self.marks_skipped = True

    def _check_loose(self) -> None:
        if self.item.number < 0 and self.item.lines:
            line = self.item.lines[0]
            self.report.error("F14", line.number, f"words before the first statement: “{line.text[:60]}”")

    # -- the result --------------------------------------------------------------------------------------------------

    def section(self) -> Section:
        groups = [self._finished(group) for group in self.groups]
        statements = tuple(
            Statement(item.number, item.text(), item.lines[0].number) for item in self.statements if item.lines
        )
        self._warn_of_missing_stops([*self.statements, *(p for g in self.groups for p in g.practices)])
        return Section(
            statements,
            tuple(group for group, _ in groups if group.practices),
            tuple(note for _, notes in groups for note in notes),
        )

    def _finished(self, group: _OpenGroup) -> tuple[Group, list[Practice]]:
        practices, notes = [], []
        for item in group.practices:
            if not item.lines:
                continue
            practice = Practice(item.text(), item.lines[0].number)
            if _is_cross_reference(practice.text, group.stem):
                self.report.warn("F29", practice.line, "a cross-reference printed as a bullet: kept as a note")
                notes.append(practice)
                continue
            practices.append(practice)
            if sentence_starts(practice.text):
                self.report.warn("F30", practice.line, "a practice of several sentences: does the last belong to it?")
        if not practices:
            self.report.error("F12", group.line, "a stem without a practice after it")
        return Group(group.stem, tuple(practices), group.line), notes

    def _warn_of_missing_stops(self, items: Sequence[_Item]) -> None:
        """A missing full stop may be a lost line; where most lack one, it is just the page's manner."""
        missing = [item for item in items if item.lines and not ends_sentence(item.lines[-1].text)]
        if len(missing) * 2 > len(items):
            return
        for item in missing:
            self.report.warn("F31", item.lines[-1].number, "no full stop at the end: is something lost?")


def _is_cross_reference(text: str, stem: str) -> bool:
    """Whether a bullet points elsewhere in a sentence of its own, rather than completing its stem."""
    first = text.split()[0].strip(",")
    places = _NUMBERED_PLACE.search(text) or (_NOTE_OPENER.match(text) and _ANY_PLACE.search(text))
    if not places or first.endswith("ing"):
        return False
    return stem.endswith("by:") or bool(_FINITE.search(text) or _NOTE_OPENER.match(text))
