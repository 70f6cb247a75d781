"""``npqlt cards``: look through the cards without being asked them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click

from npqlt_cards.cli.clock import clock
from npqlt_cards.cli.common import areas_argument, chosen, json_option, library, open_book, preferences, print_json
from npqlt_cards.cloze import shown
from npqlt_cards.days import iso_day, iso_instant
from npqlt_cards.decks.areas import choose

if TYPE_CHECKING:
    from npqlt_cards.decks.cards import Card
    from npqlt_cards.store.lists import Listed

STATES = ("due", "new", "learning", "suspended", "leech", "flagged")


@click.command("cards")
@areas_argument
@click.option("--state", type=click.Choice(STATES), help="Only the cards that are so in your book today.")
@json_option
def command(areas: tuple[str, ...], state: str | None, as_json: bool) -> None:
    """List the cards of AREA, or of all areas: fronts and backs.

    With --state only those that are due (today or overdue), new, learning (again, after a lapse, too), suspended, a
    leech (forgotten as often as the setting leech_lapses says, and not suspended: that is what one does about it), or
    flagged.
    """
    if state is None:
        decks = library()
        rows = [card_row(card) for card in decks.cards(chosen(areas, decks))]
    else:
        rows = [_state_row(each, state) for each in _in_state(areas, state)]
    if as_json:
        print_json(rows)
    else:
        _show(rows, state)


def _show(rows: Iterable[dict[str, Any]], state: str | None) -> None:
    for row in rows:
        place = row["context"].splitlines()[0]
        click.echo(f"{row['id']}\n  {place} · {row['form']}\n  {row['front']}\n  > {row['back']}")
        if state:
            click.echo(f"  {_standing(row)}")
        click.echo()
    if state and not rows:
        click.echo({"leech": "No card is a leech."}.get(state, f"No card is {state}."))


def card_row(card: Card) -> dict[str, Any]:
    """A card as ``npqlt cards --json`` promises it."""
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


# -- by state ----------------------------------------------------------------------------------------------------------


def _in_state(areas: Sequence[str], state: str) -> list[Listed]:
    wanted = preferences()
    day = clock(os.environ, wanted.rollover_hour)().day
    with open_book(writing=False) as book:
        return book.in_state(state, choose(areas, book.named_areas()), day, wanted.leech_lapses)


def _state_row(listed: Listed, state: str) -> dict[str, Any]:
    """A card as ``npqlt cards --state STATE --json`` promises it."""
    memory = listed.memory
    due_day, due_at = (memory.due_day, memory.due_at) if memory else (None, None)
    return {
        **card_row(listed.card),
        "state": state,
        "due_day": None if due_day is None else iso_day(due_day),
        "due_at": None if due_at is None else iso_instant(due_at),
        "lapses": memory.lapses if memory else 0,
        "suspended": listed.suspended,
        "flag": listed.flag,
    }


def _standing(row: dict[str, Any]) -> str:
    """One line on how a card stands."""
    facts = ["new" if not row["due_day"] and not row["due_at"] else ""]
    facts.append(f"due {row['due_day']}" if row["due_day"] else "learning" if row["due_at"] else "")
    facts.append(f"forgotten {row['lapses']} times" if row["lapses"] > 1 else "forgotten once" if row["lapses"] else "")
    facts.append("suspended" if row["suspended"] else "")
    facts.append(f"flagged: {row['flag'] or 'no reason given'}" if row["flag"] is not None else "")
    return " · ".join(filter(None, facts))
