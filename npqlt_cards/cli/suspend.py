"""``npqlt suspend``: cards put away until they are asked for again."""

from __future__ import annotations

import click

from npqlt_cards.cli.aside import ids_argument, set_cards


@click.command("suspend")
@ids_argument(lambda card: not card.suspended)
def command(ids: tuple[str, ...]) -> None:
    """Put cards away: they are not asked until `npqlt unsuspend ID` brings them back.

    ID is a card's (…#cloze:2), or a note's for all of its cards (…#cloze). `npqlt cards` lists them.
    """
    set_cards(ids, "suspend", lambda card: not card.suspended, "Suspended", "Suspended already")
