"""``npqlt import``: reviews from Anki, and from the log of another npqlt."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from npqlt_cards.cli.clock import calendar, clock
from npqlt_cards.cli.common import here, open_book, preferences, watching
from npqlt_cards.errors import NpqltError
from npqlt_cards.wording import counted

if TYPE_CHECKING:
    from npqlt_cards.anki.incoming import Review
    from npqlt_cards.session import Row
    from npqlt_cards.store import Book
    from npqlt_cards.store.merge import Merged


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only tell what would come.")
def command(file: Path, dry_run: bool) -> None:
    """Take in the reviews of FILE: a package from Anki (.apkg, .colpkg), Anki's collection.anki2, or a log (.jsonl).

    They are put together with yours, each once, and the cards that they are of are scheduled anew. Other decks in FILE
    are left alone, and so is FILE. The same FILE again changes nothing.
    """
    if not file.is_file():
        what = "is no file" if file.exists() else "there is no such file"
        raise NpqltError(f"{file}: {what}: name one that Anki or `npqlt export --log` wrote")
    with open_book() as book:
        if not dry_run:
            _keep(clock(os.environ, preferences().rollover_hour)().day)
        take = _take_log if _is_log(file) else _take_reviews
        merged = take(book, file, dry_run)
    click.echo(f"{file}: {_told(merged, dry_run)}")


def _keep(day: int) -> None:
    from npqlt_cards.store.backups import keep_before_import

    keep_before_import(here().book, day, watching("Making a backup"))


def _is_log(file: Path) -> bool:
    """Whether it is a log: by its name, or as it begins like one."""
    if file.suffix.lower() == ".jsonl":
        return True
    try:
        with file.open("rb") as opened:
            return opened.read(1) == b"{"
    except OSError:
        return False  # whoever reads it will say why


def _take_log(book: Book, file: Path, dry: bool) -> Merged:
    from npqlt_cards.store.lines import read_rows
    from npqlt_cards.store.merge import Origin

    return book.merge(read_rows(file), Origin(str(file)), dry)


def _take_reviews(book: Book, file: Path, dry: bool) -> Merged:
    from npqlt_cards.anki.incoming import open_reviews
    from npqlt_cards.store.merge import Origin
    from npqlt_cards.store.projection import settings_id

    wanted = preferences()
    with open_reviews(file) as reviews:
        rows = _rows(reviews, settings_id(wanted.schedule), wanted.rollover_hour)
        return book.merge(rows, Origin(str(file), wanted.schedule), dry)


def _rows(reviews: Iterator[Review], about: str | None, rollover: int) -> Iterator[tuple[int, Row]]:
    from npqlt_cards.store.merge import anki_row

    day_of = calendar(os.environ, rollover)
    for line, each in enumerate(reviews, start=1):
        yield line, anki_row(each.card, each.at, day_of(each.at), (each.grade, each.took_ms), about)


def _told(merged: Merged, dry: bool) -> str:
    again = f"{merged.known:,} known already"
    if not merged.rows:
        return f"nothing new; {again}." if merged.known else "no reviews of these cards in it; nothing new."
    others = merged.rows - merged.answers
    more = f", {counted(others, 'other row')}" if others else ""
    answers = f"{counted(merged.answers, 'review')} of {counted(merged.cards, 'card')}"
    return f"{answers}{more} {'would come' if dry else 'came'}; {again}."
