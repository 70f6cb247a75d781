"""Crib sheets: the framework's statements in its order, for a week with the book open; as Markdown, page or table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from npqlt_cards.decks.areas import Area
from npqlt_cards.decks.library import Library
from npqlt_cards.decks.records import KIND_TITLES, LEARN_THAT, Statement
from npqlt_cards.handout.plain import escaped, table

COLUMNS = ("id", "area_number", "area", "kind", "number", "stem", "text", "same_as")


class Part(NamedTuple):
    """Statements under one heading: "Learn that", or the stem that the practices of a group complete.

    ``number`` is the group's, and empty for "Learn that".
    """

    number: str
    heading: str
    statements: tuple[Statement, ...]

    @property
    def title(self) -> str:
        """The heading with the group's number."""
        return f"{self.number} {self.heading}".lstrip()


class Chapter(NamedTuple):
    """An area and its parts, in the framework's order."""

    area: Area
    parts: tuple[Part, ...]

    @property
    def statements(self) -> list[Statement]:
        """Those of all parts."""
        return [statement for part in self.parts for statement in part.statements]


def chapters(library: Library, areas: Sequence[str]) -> list[Chapter]:
    """The statements of some areas, by their slugs, under the headings that the framework has for them."""
    return [Chapter(area, tuple(_parts(library, area.slug))) for area in library.areas if area.slug in areas]


def _parts(library: Library, area: str) -> Iterator[Part]:
    own = [statement for statement in library.statements.values() if statement.area == area]
    for number, group in groupby(own, key=lambda statement: statement.number.rpartition(".")[0]):
        statements = tuple(group)
        yield Part(number, statements[0].stem or KIND_TITLES[LEARN_THAT], statements)


# -- Markdown ----------------------------------------------------------------------------------------------------------


def as_markdown(sheet: Sequence[Chapter], source: str) -> str:
    """The sheet as Markdown (CommonMark), its source at the end."""
    return "\n".join(line for chapter in sheet for line in _markdown(chapter)) + f"\n{escaped(source)}\n"


def _markdown(chapter: Chapter) -> Iterator[str]:
    yield f"# {escaped(chapter.area.heading)}\n"
    for part in chapter.parts:
        yield f"## {escaped(part.title)}\n"
        for statement in part.statements:
            # A list numbers itself by whole numbers alone: those of practices are words.
            lead = f"- {statement.number}" if part.number else f"{statement.number}."
            yield f"{lead} {escaped(statement.text)}"
        yield ""


# -- a page ------------------------------------------------------------------------------------------------------------


def as_page(sheet: Sequence[Chapter], source: str) -> str:
    """The sheet as a web page that stands alone, and prints on A4."""
    from npqlt_cards.handout.pages import render  # the template engine: no other format needs it

    title = "Statements of the framework" + (f": {sheet[0].area.heading}" if len(sheet) == 1 else "")
    return render("crib.html", ("crib.css",), title=title, sheet=sheet, source=source)


# -- a table -----------------------------------------------------------------------------------------------------------


def as_csv(sheet: Sequence[Chapter]) -> str:
    """The sheet as a table, a row for each statement under :data:`COLUMNS`."""
    return table(COLUMNS, (_row(chapter.area, s) for chapter in sheet for s in chapter.statements))


def _row(area: Area, statement: Statement) -> tuple[str, ...]:
    number = "" if area.number is None else str(area.number)
    words = (statement.stem or "", statement.text, statement.same_as or "")
    return (statement.id, number, area.slug, statement.kind, statement.number, *words)
