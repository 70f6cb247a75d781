"""``npqlt stats``: how much is learnt and kept, and what is to come."""

from __future__ import annotations

import os
import shutil
import sys
from typing import TYPE_CHECKING

import click

from npqlt_cards.cli.clock import clock
from npqlt_cards.cli.common import areas_argument, json_option, open_book, preferences, print_json, usual_areas
from npqlt_cards.decks.areas import choose
from npqlt_cards.queue import left

if TYPE_CHECKING:
    from npqlt_cards.settings import Preferences
    from npqlt_cards.stats import Stats
    from npqlt_cards.store import Book


@click.command("stats")
@areas_argument
@json_option
def command(areas: tuple[str, ...], as_json: bool) -> None:
    """Show how much is learnt and kept, and what is to come.

    AREA narrows the forecast, the cards and the statements. Today, retention and the calendar are always over all
    areas; what is left of today is what `npqlt` tells.

    True retention: of the answers to cards in the review phase, the share that were not Again. Young cards had an
    interval of less than 21 days when answered, mature ones 21 days or more. Cram counts for the time of a day alone.

    Cards: new before the first answer, then learning (relearning too), then young or mature by their interval now;
    suspended ones are counted apart. Recall is the chance, by FSRS, of recalling a card today: the mean over cards that
    were answered and are not suspended.

    Statements: seen once any of their cards was answered, secure while every one of their cards has an interval of 21
    days or more; secure ones are among the seen.

    Forecast: what falls due as things stand, learning cards under today, no suspended ones and no daily limits. A
    statement of two areas counts in both, and once in a total.
    """
    wanted = preferences()
    with open_book(writing=False) as book:
        stats = _stats(book, wanted, areas)
    if as_json:
        print_json(stats.to_json())
        return
    from npqlt_cards.terminal.charts import charts

    unicode = (sys.stdout.encoding or "").lower() in ("utf-8", "utf8")
    for line in charts(stats, shutil.get_terminal_size().columns, unicode):
        click.echo(line)


def _stats(book: Book, wanted: Preferences, names: tuple[str, ...]) -> Stats:
    from npqlt_cards.stats import statistics

    known = book.named_areas()
    slugs = choose(names, known)
    day = clock(os.environ, wanted.rollover_hour)().day
    counts = left(book, usual_areas(wanted, book), day, wanted.plan.limits)
    chosen = [area for area in known if not slugs or area.slug in slugs]
    return statistics(book.figures(slugs, day, wanted.schedule), chosen, day, counts, narrowed=bool(slugs))
