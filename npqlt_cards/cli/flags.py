"""``npqlt flags``: what the learner found wrong with cards, to send to their author."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from npqlt_cards.cli.aside import ids_argument, set_cards
from npqlt_cards.cli.common import json_option, open_book, print_json
from npqlt_cards.cloze import shown
from npqlt_cards.days import iso_day, iso_instant
from npqlt_cards.errors import UsageError

if TYPE_CHECKING:
    from npqlt_cards.store.lists import Flag


@click.command("flags")
@click.option("--done", is_flag=True, help="Take the flags off the cards ID, or off all cards of the notes ID.")
@ids_argument(lambda card: card.flagged, required=False)
@json_option
def command(ids: tuple[str, ...], done: bool, as_json: bool) -> None:
    """List the cards that you flagged in a review, and why: ready to send to their author."""
    if done != bool(ids) or (done and as_json):
        raise UsageError("to take flags off: npqlt flags --done ID…; to list them: npqlt flags, or npqlt flags --json")
    if done:
        set_cards(ids, "unflag", lambda card: card.flagged, "Flag taken off", "Not flagged")
        return
    with open_book() as book:
        flags = book.flags()
    if as_json:
        print_json(list(map(_row, flags)))
    elif flags:
        click.echo("\n\n".join(map(_block, flags)))
    else:
        click.echo("No card is flagged. In a review, f flags the card on show.")


def _row(flag: Flag) -> dict[str, Any]:
    """A flag as ``npqlt flags --json`` promises it."""
    card = flag.card
    return {
        "id": flag.id,
        "area": card.areas[0] if card else flag.id.partition("/")[0],
        "context": card.context if card else None,
        "front": shown(card.front()) if card else None,
        "back": shown(card.back()) if card else None,
        "why": flag.why or None,
        "at": iso_instant(flag.at),
    }


def _block(flag: Flag) -> str:
    row = _row(flag)
    context = (row["context"] or "No longer in the decks.").splitlines()
    sides = [f"Front: {row['front']}", f"Back: {row['back']}"] if flag.card else []
    why = f"Why: {row['why'] or 'no reason given'}"
    return "\n".join([flag.id, *(f"  {line}" for line in [*context, *sides, why, f"Flagged on {iso_day(flag.day)}"])])
