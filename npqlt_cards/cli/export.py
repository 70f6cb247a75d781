"""``npqlt export``: decks for Anki, and the review log."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from npqlt_cards import __version__
from npqlt_cards.cli.clock import calendar, clock
from npqlt_cards.cli.common import areas_argument, chosen, here, library, open_book, open_log, preferences, write_file
from npqlt_cards.errors import DamagedError, NpqltError, UsageError
from npqlt_cards.wording import counted

if TYPE_CHECKING:
    from npqlt_cards.anki.progress import Learner
    from npqlt_cards.decks.library import Library
    from npqlt_cards.session import Row

_TO_TICK = """In Anki: File, Import; tick “Import any learning progress” and “Import any deck presets”.
Once, in the options of the NPQLT deck, switch FSRS on. Cards already in Anki keep their schedule there."""


@click.command("export")
@areas_argument
@click.option("-o", "--output", type=click.Path(path_type=Path), help="The file to write; with --each, the folder.")
@click.option("--each", is_flag=True, help="One package for each area, into the folder given with -o.")
@click.option("--with-progress", is_flag=True, help="Your schedule and reviews too: for your own Anki.")
@click.option("--log", "as_log", is_flag=True, help="The review log as JSON Lines, instead of decks.")
def command(areas: tuple[str, ...], output: Path | None, each: bool, with_progress: bool, as_log: bool) -> None:
    """Write the decks of AREA, or of all areas, as a package for Anki.

    Importing a newer package over an older one updates the cards and keeps your progress.
    """
    if as_log and (each or areas or with_progress):
        raise UsageError("--log writes the whole log: leave out --each, --with-progress and the areas")
    if as_log:
        _export_log(output or Path("npqlt-log.jsonl"))
        return
    decks = library()
    slugs = chosen(areas, decks)
    learner = _learner() if with_progress else None
    if each:
        _export_each(decks, slugs, output or Path(), learner)
    else:
        _export(decks, slugs, output or Path(_default_name(decks, slugs)), learner)
    if with_progress:
        click.echo(_TO_TICK)


def _default_name(decks: Library, slugs: list[str]) -> str:
    from npqlt_cards.anki import file_name

    named = {area.slug: file_name(area) for area in decks.areas}
    return named[slugs[0]] if len(slugs) == 1 else "npqlt.apkg"


def _learner() -> Learner:
    """Whose progress goes along: this learner's, as things stand."""
    from npqlt_cards.anki.progress import Learner

    wanted = preferences()
    day_of, today = calendar(os.environ, wanted.rollover_hour), clock(os.environ, wanted.rollover_hour)().day
    with open_book(writing=False) as book:
        return Learner(wanted, {each.card: each for each in book.progress()}, today, day_of)


def _export(decks: Library, slugs: list[str], path: Path, learner: Learner | None) -> None:
    from npqlt_cards.anki import write_package

    notes, cards = write_package(decks, slugs, path, __version__, learner)
    then = "" if learner else ". In Anki: File, Import."
    click.echo(f"{path}: {counted(notes, 'note')}, {counted(cards, 'card')}{then}")


def _export_each(decks: Library, slugs: list[str], folder: Path, learner: Learner | None) -> None:
    from npqlt_cards.anki import file_name

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NpqltError(f"{folder}: cannot be made a folder ({error.strerror}): name another with -o") from error
    for area in decks.areas:
        if area.slug in slugs:
            _export(decks, [area.slug], folder / file_name(area), learner)


def _export_log(path: Path) -> None:
    from npqlt_cards.store.copies import advice
    from npqlt_cards.store.lines import wrong_in

    try:
        with open_log() as book:
            rows = list(book.log())
        if odd := next(filter(None, map(wrong_in, rows)), ""):  # nobody could read it in again
            raise DamagedError(f"{here().book}: is damaged (a row has no usable {odd}): {advice(here().book)}")
    except DamagedError as error:
        _export_rest(path, error)
    else:
        _write_log(path, rows)
        click.echo(f"{path}: {counted(len(rows), 'row')}.")


def _export_rest(path: Path, damage: NpqltError) -> None:
    """Of a damaged log, what can still be read."""
    from npqlt_cards.store.salvage import salvage

    rows, lost = salvage(here().book)
    if not rows:
        raise damage
    _write_log(path, rows)
    rest = f"; at least {lost} could not" if lost else ""
    raise NpqltError(f"{damage}\n{path}: {counted(len(rows), 'row')} that could be read{rest}") from damage


def _write_log(path: Path, rows: Iterable[Row]) -> None:
    from npqlt_cards.store.lines import to_line

    write_file(path, "".join(map(to_line, rows)).encode())
