"""``npqlt restore``: a backup put back."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from npqlt_cards.cli.clock import clock
from npqlt_cards.cli.common import here, preferences, watching
from npqlt_cards.wording import counted

if TYPE_CHECKING:
    from npqlt_cards.store.copies import Contents


@click.command("restore")
@click.argument("backup")
def command(backup: str) -> None:
    """Put BACKUP back: a file, a name from `npqlt backup --list`, or a day, whose last one it then is.

    It is looked through first, and what it replaces is kept as another backup. To put two histories together instead,
    use `npqlt import`.
    """
    from npqlt_cards.store.restoring import find, restore

    at = here()
    source = find(backup, at.backups)
    day = clock(os.environ, preferences().rollover_hour)().day
    done = restore(source, at.book, day, watching("Replaying the log"))
    click.echo(f"{source}: put back, with {_told(done.now)}.")
    if done.before:
        click.echo(f"It replaces a book with {_told(done.before)}.")
    if done.kept:
        click.echo(f"What was there is kept: {done.kept}")


def _told(held: Contents) -> str:
    """What a book holds, in words."""
    from npqlt_cards.days import iso_instant

    if held.last_at is None:
        return "no answers"
    last = iso_instant(held.last_at)
    return f"{counted(held.answers, 'answer')}, the last of {last[:10]} {last[11:16]} UTC"
