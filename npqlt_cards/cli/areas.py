"""``npqlt areas``: what there is, and how far it has got."""

from __future__ import annotations

import os

import click

from npqlt_cards.cli.clock import clock
from npqlt_cards.cli.common import json_option, open_book, preferences, print_json
from npqlt_cards.cli.today import area_table
from npqlt_cards.decks.areas import NOT_PRINTED
from npqlt_cards.wording import counted


@click.command("areas")
@json_option
def command(as_json: bool) -> None:
    """List the areas, with what is due and new.

    The framework names area 1, Teaching, and prints no statements for it.
    """
    wanted = preferences()
    day = clock(os.environ, wanted.rollover_hour)().day
    with open_book(writing=False) as book:
        rows = area_table(book, day, wanted.plan.limits)
    missing = not any(row["number"] == NOT_PRINTED.number for row in rows)
    if as_json:
        empty = dict.fromkeys(("cards", "due", "new", "later"), 0)
        absent = {"number": NOT_PRINTED.number, "slug": NOT_PRINTED.slug, "title": NOT_PRINTED.title}
        print_json([*([{**absent, "printed": False, **empty}] if missing else []), *rows])
        return
    if missing:
        click.echo(f"{NOT_PRINTED.number}  {NOT_PRINTED.title:<26} named by the framework, not printed")
    for row in rows:
        number, cards = row["number"] or " ", counted(row["cards"], "card")
        click.echo(f"{number}  {row['title']:<26} {cards:>10} {row['due']:>4} due {row['new']:>4} new")
