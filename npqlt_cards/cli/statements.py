"""``npqlt statements``: the framework's own words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from npqlt_cards.cli.common import areas_argument, chosen, json_option, library, print_json

if TYPE_CHECKING:
    from npqlt_cards.decks.library import Library
    from npqlt_cards.decks.records import Statement


@click.command("statements")
@areas_argument
@json_option
def command(areas: tuple[str, ...], as_json: bool) -> None:
    """List the statements of AREA, or of all areas, in the framework's order."""
    decks = library()
    rows = _rows(decks, set(chosen(areas, decks)))
    if as_json:
        print_json(rows)
        return
    part = ("", "")
    for row in rows:
        heading = row["stem"] or "Learn that"
        if part[0] != row["area"]:
            click.echo(("\n" if part[0] else "") + decks.titles[row["area"]])
        if part != (row["area"], heading):
            click.echo(f"  {heading}")
        part = (row["area"], heading)
        click.echo(f"    {row['number']:>3} {row['text']}")


def _rows(decks: Library, areas: set[str]) -> list[dict[str, Any]]:
    return [statement_row(decks, s) for s in decks.statements.values() if s.area in areas]


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
