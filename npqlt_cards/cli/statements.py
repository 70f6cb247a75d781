"""``npqlt statements``: the framework's own words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from npqlt_cards.cli.common import areas_argument, chosen, json_option, library, print_json

if TYPE_CHECKING:
    from npqlt_cards.decks.library import Library


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
    numbers = {deck.area: deck.number for deck in decks.decks}
    counts: dict[str, int] = {}
    for card in decks.cards():
        counts[card.statement] = counts.get(card.statement, 0) + 1
    return [
        {
            "id": s.id,
            "area": s.area,
            "area_number": numbers[s.area],
            "kind": s.kind,
            "number": s.number,
            "stem": s.stem,
            "text": s.text,
            "same_as": s.same_as,
            "cards": counts.get(s.same_as or s.id, 0),
        }
        for s in decks.statements.values()
        if s.area in areas
    ]
