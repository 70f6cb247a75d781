"""``npqlt backup``: a copy of the book, now."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from npqlt_cards.cli.clock import clock
from npqlt_cards.cli.common import here, json_option, preferences, print_json, watching
from npqlt_cards.errors import NpqltError, UsageError
from npqlt_cards.wording import counted

if TYPE_CHECKING:
    from npqlt_cards.store.copies import Backup


@click.command("backup")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="The file to write, instead of one in the list.")
@click.option("--list", "listing", is_flag=True, help="List the backups there are, instead.")
@json_option
def command(output: Path | None, listing: bool, as_json: bool) -> None:
    """Make a backup of your answers now.

    One is made by itself on each day that you review; the last seven, and one for each of the four weeks before them,
    are kept. `npqlt restore` puts one back.
    """
    from npqlt_cards.store.backups import keep_now, write
    from npqlt_cards.store.copies import contents

    if (listing or as_json) and output:
        raise UsageError("-o makes a backup, --list and --json tell which there are: choose one of them")
    if listing or as_json:
        _show(as_json)
        return
    book, watch = here().book, watching("Copying")
    if output:
        write(book, output, watch)
    path = output or keep_now(book, clock(os.environ, preferences().rollover_hour)().day, watch=watch)
    click.echo(f"{path}: {counted(contents(path).answers, 'answer')}.")


def _show(as_json: bool) -> None:
    from npqlt_cards.store.copies import listed

    rows = [_row(each) for each in listed(here().backups)]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        held = "cannot be read: npqlt doctor" if row["answers"] is None else counted(row["answers"], "answer")
        click.echo(f"{row['name']:<40} {row['bytes'] / 1e6:>7.1f} MB   {held}")
    where = here().backups
    click.echo(f"In {where}. Type: npqlt restore NAME" if rows else f"No backups yet in {where}: a review makes one.")


def _row(backup: Backup) -> dict[str, Any]:
    """A backup as ``npqlt backup --json`` promises it; the figures are null for one that cannot be read."""
    from npqlt_cards.days import iso_instant
    from npqlt_cards.store.copies import contents

    names = {"name": backup.path.name, "file": str(backup.path), "date": backup.day.isoformat(), "why": backup.why}
    try:
        held = contents(backup.path)
        last = None if held.last_at is None else iso_instant(held.last_at)
        figures = {"answers": held.answers, "rows": held.rows, "last": last, "format": held.version}
    except NpqltError:
        figures = dict.fromkeys(("answers", "rows", "last", "format"))
    return {**names, "bytes": backup.path.stat().st_size, **figures}
