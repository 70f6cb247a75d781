"""``npqlt unsuspend``: suspended cards brought back."""

from __future__ import annotations

import click

from npqlt_cards.cli.aside import ids_argument, set_cards


@click.command("unsuspend")
@ids_argument(lambda card: card.suspended)
def command(ids: tuple[str, ...]) -> None:
    """Bring suspended cards back, with what is known of them.

    ID is a card's (…#cloze:2), or a note's for all of its cards (…#cloze). `npqlt cards --state suspended` lists them.
    """
    set_cards(ids, "unsuspend", lambda card: card.suspended, "Back", "Not suspended")
