"""``npqlt undo``: what was last done today, taken back."""

from __future__ import annotations

import os

import click

from npqlt_cards.cli.clock import clock
from npqlt_cards.cli.common import new_id, open_book, preferences
from npqlt_cards.errors import NpqltError


@click.command("undo")
def command() -> None:
    """Take back what was last done today: an answer, or a card suspended, buried or flagged.

    Again, and it takes back what was done before that, as far back as the study day goes. With nothing to take back the
    exit code is 1.
    """
    from npqlt_cards.cloze import shown
    from npqlt_cards.session import undo
    from npqlt_cards.terminal.words import taken_back

    now = clock(os.environ, preferences().rollover_hour)()
    with open_book() as book:
        row = undo(book, now, new_id)
        if row is None:
            raise NpqltError("nothing was done today that could be taken back")
        entry = book.entry(row.card)
    click.echo(f"{taken_back(row)}\n{row.card}")
    if entry:
        click.echo(f"  {entry.card.context.splitlines()[0]}\n  {shown(entry.card.front())}")
