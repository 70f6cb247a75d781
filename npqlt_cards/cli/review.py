"""``npqlt review``: today's cards, one at a time."""

from __future__ import annotations

import os
import sys

import click

from npqlt_cards.cli.clock import clock
from npqlt_cards.cli.common import areas_argument, open_book
from npqlt_cards.decks.areas import choose


@click.command("review")
@areas_argument
def command(areas: tuple[str, ...]) -> None:
    """Answer today's cards of AREA, or of all areas.

    Think of the answer, press Space to see it, then grade yourself from 1 (forgotten) to 4 (easy). Each answer is kept
    at once: leave with q whenever you like.
    """
    from npqlt_cards.schedule import Settings
    from npqlt_cards.session import Session
    from npqlt_cards.terminal import Screen, keys_of, run

    settings = Settings()
    now = clock(os.environ, settings.rollover)
    with open_book() as book, keys_of(sys.stdin) as keys:
        session = Session(book, now, _new_id, choose(areas, book.named_areas()), settings)
        run(session, Screen(), keys)


def _new_id() -> str:
    """An id that no other machine's log will hold: 96 random bits."""
    return os.urandom(12).hex()
