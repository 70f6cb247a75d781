"""A whole page: which lines are sections, what they are called, and which of them are copies of one another."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from npqlt_cards.errors import Problem, ProblemsError
from npqlt_cards.framework.lines import (
    Line,
    breaks_word,
    bullet,
    ends_sentence,
    join,
    lines_of,
    numbered,
    without_page_number,
)
from npqlt_cards.framework.records import Area, NamedArea, Page
from npqlt_cards.framework.report import Report
from npqlt_cards.framework.section import read_section

LARGEST_PAGE = 4_000_000  # bytes; the real page has 45,000
MOST_LINES = 50_000  # the real page has 700
MOST_SECTIONS = 1_000  # it has 12, copies included
_LONGEST_HEADING = 3  # lines

_DOTS = r"\s*[….]*\s*"
_HEADER = re.compile(rf"^Learn that{_DOTS}Learn how to{_DOTS}$", re.IGNORECASE)
_HALF_HEADERS = (
    re.compile(rf"^Learn that{_DOTS}$", re.IGNORECASE),
    re.compile(rf"^Learn how to{_DOTS}$", re.IGNORECASE),
)
_OWN_NUMBER = re.compile(
    r"^(?:(?:area|section|part|standard|unit|module)\s+)?(?P<number>\d{1,2})\s*[–—:.)-]\s*(?P<title>\D.{0,100})$",
    re.IGNORECASE,
)
_FRAMEWORK = re.compile(r"^National Professional Qualification\b.{0,100}\bFramework$", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class _Span:
    """One section by indices into the page's lines: its heading begins, its body begins and ends."""

    heading: int
    body: int
    end: int
    title: str
    line: int


def read_page(path: Path, name: str | None = None) -> Page:
    """Read a framework page from a UTF-8 text file; ``name`` is what messages call it.

    Raises ProblemsError for anything that is not such a page, or one with gaps, repeats or copies that differ.
    """
    name = name or str(path)
    return read_text(_load(path, name), name)


def read_text(text: str, name: str) -> Page:
    """Read a framework page from its text (see :func:`read_page`)."""
    if text.count("\n") > MOST_LINES:
        raise _refusal("F03", name, 0, f"has more than {MOST_LINES} lines", "give the page's text alone")
    report = Report(name)
    lines = lines_of(text)
    if len(_headers(lines)) > MOST_SECTIONS:
        raise _refusal("F03", name, 0, f"has more than {MOST_SECTIONS} sections", "give the page's text alone")
    spans = _spans(lines, report)
    if not spans:
        report.error("F01", 0, "no line reads “Learn that… Learn how to…”", "give the text of a framework page")
        report.close()
    listed = _listed_areas(lines[: spans[0].heading], [span.title for span in spans], report)
    styles = _bullet_styles(lines[spans[0].body :])
    printed = [_area(span, lines, listed, styles, report) for span in spans]
    areas = _with_slugs(_without_copies([area for area in printed if area is not None], report))
    titles = {_key(area.title) for area in areas}
    named = tuple(NamedArea(number, title, _key(title) in titles) for number, title, _ in listed)
    for area in areas:
        if listed and area.number is None:
            report.warn("F42", area.line, f"“{area.title}” is not in the page's list of areas: it has no number")
    for number, title, line in listed:
        if _key(title) not in titles:
            report.warn("F40", line, f"area {number} {title} is named here, and no section of it is printed")
    return Page(named, areas, report.close(), _printed_title(lines[: spans[0].heading]))


def _printed_title(preamble: Sequence[Line]) -> str:
    """What the page calls its framework: a line of its own before the first section; empty where none is one."""
    return next((line.text for line in preamble if _FRAMEWORK.match(line.text)), "")


# -- the file --------------------------------------------------------------------------------------------------------


def _load(path: Path, name: str) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_PAGE + 1)
    except OSError as error:
        raise _refusal("F02", name, 0, f"cannot be read ({error.strerror})", "check the path") from error
    if len(data) > LARGEST_PAGE:
        raise _refusal("F03", name, 0, f"is larger than {LARGEST_PAGE // 1_000_000} MB", "give the page's text alone")
    if not data.strip():
        raise _refusal("F04", name, 0, "is empty", "give the text of a framework page")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _refusal("F05", name, line, "is not UTF-8 text", "save the page as plain text in UTF-8") from error
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    odd = _CONTROL.search(text)
    if odd:
        line = text.count("\n", 0, odd.start()) + 1
        raise _refusal("F05", name, line, f"holds a control character (U+{ord(odd[0]):04X})", "give plain text")
    return text


def _refusal(code: str, name: str, line: int, message: str, repair: str) -> ProblemsError:
    return ProblemsError([Problem(code, name, line, message, repair)])


# -- sections --------------------------------------------------------------------------------------------------------


def _spans(lines: Sequence[Line], report: Report) -> list[_Span]:
    headers = _headers(lines)
    if not headers:
        return []
    listed = {_key(found["title"]) for line in lines[: headers[0][0]] if (found := _list_entry(line))}
    starts = []
    for (at, body), floor in zip(headers, [0, *(body for _, body in headers)], strict=False):
        heading, title, line = _heading(lines, floor, at, listed, report)
        starts.append((heading, body, title, line))
    ends = [*(heading for heading, *_ in starts[1:]), len(lines)]
    return [
        _Span(heading, body, end, title, line) for (heading, body, title, line), end in zip(starts, ends, strict=True)
    ]


def _headers(lines: Sequence[Line]) -> list[tuple[int, int]]:
    """Where each "Learn that… Learn how to…" stands, on one line or two, and where what follows begins."""
    found = []
    for i, line in enumerate(lines):
        if _HEADER.match(line.text):
            found.append((i, i + 1))
        elif _HALF_HEADERS[0].match(line.text) and i + 1 < len(lines) and _HALF_HEADERS[1].match(lines[i + 1].text):
            found.append((i, i + 2))
    return found


def _heading(lines: Sequence[Line], floor: int, at: int, listed: set[str], report: Report) -> tuple[int, str, int]:
    """The heading above a header: where it begins (repeats of it included), its title and its line."""
    last = at - 1
    while last >= floor and lines[last].text.isdecimal():
        report.warn("F20", lines[last].number, f"“{lines[last].text}” stands alone: dropped as a page number")
        last -= 1
    if last < floor or not _may_be_heading(lines[last].text):
        report.error(
            "F06", lines[at].number, "no area's name stands before this header", "put the heading on a line above"
        )
        return at, "", lines[at].number
    first = last
    while first > max(floor, last + 1 - _LONGEST_HEADING) and _wraps(
        lines, first, listed, join(line.text for line in lines[first : last + 1])
    ):
        first -= 1
    heading = lines[first : last + 1]
    title = join(line.text for line in heading)
    if len(heading) > 1 and _key(title) not in listed:
        report.warn("F44", heading[0].number, f"“{title}” is read as one heading over {len(heading)} lines")
    while first - len(heading) >= floor and [h.text for h in lines[first - len(heading) : first]] == [
        h.text for h in heading
    ]:
        first -= len(heading)
        report.warn("F41", lines[first].number, f"the heading “{title}” is printed twice: read once")
    return first, title, heading[0].number


def _may_be_heading(text: str) -> bool:
    return not ends_sentence(text) and (bullet(text) is None or _OWN_NUMBER.match(text) is not None)


def _wraps(lines: Sequence[Line], first: int, listed: set[str], title: str) -> bool:
    """Whether a heading began on the line before: it then stands close above and is no list item, stem or prose."""
    before = without_page_number(lines[first - 1])[0].text
    if _key(title) in listed:
        return False
    if _key(join([before, title])) in listed:
        return True
    loose = lines[first].after_blank or ends_sentence(before) or before.endswith((":", ",", ";")) or len(before) > 60
    return not (loose or before.isdecimal() or bullet(before) or numbered(before) or breaks_word(before, title))


def _bullet_styles(lines: Sequence[Line]) -> frozenset[str]:
    """The doubtful bullets ("-", "o", "a)") that stand after a colon somewhere: this page uses them."""
    found = set()
    for before, line in pairwise(lines):
        mark = bullet(line.text)
        if mark is not None and mark.first and before.text.endswith(":"):
            found.add(mark.style)
    return frozenset(found)


def _area(
    span: _Span,
    lines: Sequence[Line],
    listed: Sequence[tuple[int, str, int]],
    styles: frozenset[str],
    report: Report,
) -> Area | None:
    """The area of a section; None, its own faults told, where no heading names it, which is an error already."""
    section = read_section(lines[span.body : span.end], styles, report)
    if not span.title:
        return None
    number, title = _numbered_title(span.title, listed)
    if not section.learn_that:
        report.error("F07", span.line, f"“{title}” has no numbered Learn-that statement")
    if not section.learn_how_to:
        report.error("F08", span.line, f"“{title}” has no Learn-how-to stem with practices")
    return Area(number, title, "", 1, section.learn_that, section.learn_how_to, section.notes, span.line)


def _numbered_title(title: str, listed: Sequence[tuple[int, str, int]]) -> tuple[int | None, str]:
    own = _OWN_NUMBER.match(title)
    candidates = [title, own["title"]] if own else [title]
    for candidate in candidates:
        for number, name, _ in listed:
            if _key(name) == _key(candidate):
                return number, candidate
    if own and not listed:
        return int(own["number"]), own["title"]
    return None, title


# -- copies and names ------------------------------------------------------------------------------------------------


def _without_copies(areas: Sequence[Area], report: Report) -> list[Area]:
    kept: dict[str, Area] = {}
    for area in areas:
        known = kept.setdefault(_key(area.title, whole=True), area)
        if known is area:
            continue
        kept[_key(area.title, whole=True)] = replace(known, copies=known.copies + 1)
        if known.words() != area.words():
            report.error(
                "F15",
                area.line,
                f"this copy of “{area.title}” differs from the one at line {known.line}{_difference(known, area)}",
                "make the copies the same, or name them apart",
            )
    return list(kept.values())


def _difference(one: Area, other: Area) -> str:
    def flat(area: Area) -> list[tuple[int, str]]:
        groups = [(g.line, g.stem, g.practices) for g in area.learn_how_to]
        practices = [(p.line, p.text) for _, _, ps in groups for p in ps]
        return [
            *((s.line, f"{s.number}. {s.text}") for s in area.learn_that),
            *((line, stem) for line, stem, _ in groups),
            *practices,
        ]

    for (_, text), (line, changed) in zip(flat(one), flat(other), strict=False):
        if text != changed:
            return f", first at line {line}: “{changed[:60]}”"
    return " in length"


def _with_slugs(areas: Sequence[Area]) -> tuple[Area, ...]:
    """Short slugs ("high-expectations" for "High Expectations (Standard 1 …)"), whole ones where those would clash."""
    short = [_slug(_bare(area.title)) for area in areas]
    return tuple(
        replace(area, slug=slug if short.count(slug) == 1 else _slug(area.title))
        for area, slug in zip(areas, short, strict=True)
    )


def _bare(title: str) -> str:
    return re.sub(r"\s*\([^()]*\)$", "", title)


def _slug(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title.casefold().replace("&", " and ")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "area"


def _key(title: str, whole: bool = False) -> str:
    return _slug(title if whole else _bare(title))


def _list_entry(line: Line) -> re.Match[str] | None:
    mark = bullet(line.text)
    return _OWN_NUMBER.match(mark.rest if mark and mark.style != "1" else line.text)


def _listed_areas(lines: Sequence[Line], titles: Sequence[str], report: Report) -> list[tuple[int, str, int]]:
    """The page's own list of its areas, ``(number, title, line)``: the numbered list that names most headings."""
    runs: list[list[tuple[int, str, int]]] = [[]]
    for line in lines:
        entry = _list_entry(line)
        if entry:
            runs[-1].append((int(entry["number"]), entry["title"], line.number))
        elif runs[-1]:
            runs.append([])
    keys = {_key(title) for title in titles} | {
        _key(own["title"]) for title in titles if (own := _OWN_NUMBER.match(title))
    }
    best = max(runs, key=lambda run: sum(_key(title) in keys for _, title, _ in run))
    if not any(_key(title) in keys for _, title, _ in best):
        report.warn("F43", 0, "no list of the areas is found: they have no numbers but their own")
        return []
    for (due, *_), (number, title, at) in pairwise(best):
        if number != due + 1:
            report.error("F16", at, f"in the list of areas {number} {title} follows {due}", "mend the numbers")
    return best
