"""``npqlt cards``: look through the cards without being asked them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from npqlt_cards.cli.common import areas_argument, chosen, json_option, library, print_json
from npqlt_cards.cloze import shown

if TYPE_CHECKING:
    from npqlt_cards.decks.cards import Card


@click.command("cards")
@areas_argument
@json_option
def command(areas: tuple[str, ...], as_json: bool) -> None:
    """List the cards of AREA, or of all areas: fronts and backs."""
    decks = library()
    rows = [_row(card) for card in decks.cards(chosen(areas, decks))]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        place = row["context"].splitlines()[0]
        click.echo(f"{row['id']}\n  {place} · {row['form']}\n  {row['front']}\n  > {row['back']}\n")


def _row(card: Card) -> dict[str, Any]:
    return {
        "id": card.id,
        "note": card.note,
        "statement": card.statement,
        "area": card.areas[0],
        "form": card.form,
        "context": card.context,
        "front": shown(card.front()),
        "back": shown(card.back()),
    }
