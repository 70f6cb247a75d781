"""``npqlt statements``: the framework's own words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from npqlt_cards.cli.common import areas_argument, chosen, hand_over, json_option, library, output_option, print_json
from npqlt_cards.errors import UsageError
from npqlt_cards.wording import counted

if TYPE_CHECKING:
    from npqlt_cards.decks.library import Library
    from npqlt_cards.decks.records import Statement
    from npqlt_cards.handout.crib import Chapter

FORMATS = ("md", "html", "csv")


@click.command("statements")
@areas_argument
@json_option
@click.option("--format", "form", type=click.Choice(FORMATS), help="A crib sheet: Markdown, a page, or a table.")
@output_option
def command(areas: tuple[str, ...], as_json: bool, form: str | None, output: Path | None) -> None:
    """List the statements of AREA, or of all areas, in the framework's order.

    With --format they come as a crib sheet, into the file given with -o.
    """
    from npqlt_cards.handout.crib import chapters

    if (as_json and form) or (output and not form):
        raise UsageError("a crib sheet: npqlt statements --format md -o FILE; as data: npqlt statements --json")
    decks = library()
    slugs = chosen(areas, decks)
    sheet = chapters(decks, slugs)
    if as_json:
        print_json([statement_row(decks, s) for s in decks.statements.values() if s.area in slugs])
    elif form:
        count = sum(len(chapter.statements) for chapter in sheet)
        hand_over(_crib(sheet, form, decks.credit(slugs)), output, counted(count, "statement"))
    else:
        click.echo("\n\n".join(map(_listed, sheet)))


def _crib(sheet: Sequence[Chapter], form: str, source: str) -> str:
    from npqlt_cards.handout import crib

    if form == "csv":  # a table has statements and nothing else
        return crib.as_csv(sheet)
    return crib.as_markdown(sheet, source) if form == "md" else crib.as_page(sheet, source)


def _listed(chapter: Chapter) -> str:
    lines = [chapter.area.title]
    for part in chapter.parts:
        lines += [f"  {part.heading}", *(f"    {s.number:>3} {s.text}" for s in part.statements)]
    return "\n".join(lines)


def statement_row(decks: Library, statement: Statement) -> dict[str, Any]:
    """A statement as ``npqlt statements --json`` promises it."""
    return {
        "id": statement.id,
        "area": statement.area,
        "area_number": decks.numbers[statement.area],
        "kind": statement.kind,
        "number": statement.number,
        "stem": statement.stem,
        "text": statement.text,
        "same_as": statement.same_as,
        "cards": decks.card_counts.get(statement.same_as or statement.id, 0),
    }
