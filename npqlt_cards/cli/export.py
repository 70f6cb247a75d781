"""``npqlt export``: decks for Anki, and the review log."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from npqlt_cards import __version__
from npqlt_cards.cli.common import areas_argument, chosen, library, open_book
from npqlt_cards.days import iso_instant
from npqlt_cards.errors import NpqltError, UsageError
from npqlt_cards.files import write_whole

if TYPE_CHECKING:
    from npqlt_cards.decks.library import Library


@click.command("export")
@areas_argument
@click.option("-o", "--output", type=click.Path(path_type=Path), help="The file to write; with --each, the folder.")
@click.option("--each", is_flag=True, help="One package for each area, into the folder given with -o.")
@click.option("--log", "as_log", is_flag=True, help="The review log as JSON Lines, instead of decks.")
def command(areas: tuple[str, ...], output: Path | None, each: bool, as_log: bool) -> None:
    """Write the decks of AREA, or of all areas, as a package for Anki.

    Importing a newer package over an older one updates the cards and keeps your progress.
    """
    if as_log and (each or areas):
        raise UsageError("--log writes the whole log: leave out --each and the areas")
    if as_log:
        _export_log(output or Path("npqlt-log.jsonl"))
        return
    decks = library()
    slugs = chosen(areas, decks)
    if each:
        _export_each(decks, slugs, output or Path())
    else:
        _export(decks, slugs, output or Path(_default_name(decks, slugs)))


def _default_name(decks: Library, slugs: list[str]) -> str:
    from npqlt_cards.anki import file_name

    named = {area.slug: file_name(area) for area in decks.areas}
    return named[slugs[0]] if len(slugs) == 1 else "npqlt.apkg"


def _export(decks: Library, slugs: list[str], path: Path) -> None:
    from npqlt_cards.anki import write_package

    notes, cards = write_package(decks, slugs, path, __version__)
    click.echo(f"{path}: {notes} notes, {cards} cards. In Anki: File, Import.")


def _export_each(decks: Library, slugs: list[str], folder: Path) -> None:
    from npqlt_cards.anki import file_name

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NpqltError(f"{folder}: cannot be made a folder ({error.strerror}): name another with -o") from error
    for area in decks.areas:
        if area.slug in slugs:
            _export(decks, [area.slug], folder / file_name(area))


def _export_log(path: Path) -> None:
    with open_book(writing=False) as book:
        rows = [{**row._asdict(), "at": iso_instant(row.at)} for row in book.log()]
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    try:
        write_whole(path, text.encode())
    except OSError as error:
        raise NpqltError(f"{path}: cannot be written ({error.strerror}): name another file with -o") from error
    click.echo(f"{path}: {len(rows)} rows.")
