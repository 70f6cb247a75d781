"""``npqlt review``: today's cards, one at a time."""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from npqlt_cards.cli.clock import clock
from npqlt_cards.cli.common import (
    areas_argument,
    colour_option,
    keep_daily,
    leave_when_told,
    new_id,
    news_line,
    news_told,
    open_book,
    preferences,
    usual_areas,
)
from npqlt_cards.cli.streams import own
from npqlt_cards.decks.areas import choose
from npqlt_cards.errors import UsageError

if TYPE_CHECKING:
    from npqlt_cards.queue import Plan
    from npqlt_cards.session import Session
    from npqlt_cards.settings import Preferences
    from npqlt_cards.store import Book

_COUNT = click.IntRange(0, 9_999)


@click.command("review")
@areas_argument
@click.option("--new", type=_COUNT, metavar="N", help="At most N new cards today, instead of the setting.")
@click.option("--limit", type=_COUNT, metavar="N", help="Stop after N answers.")
@click.option("--minutes", type=click.FloatRange(min=0), metavar="N", help="Stop after N minutes.")
@click.option("--ahead", is_flag=True, help="When today is done, go on with cards that are due later.")
@click.option("--cram", is_flag=True, help="Ask all the cards until each is known; no schedule moves.")
@click.option("--type", "typing", is_flag=True, help="Type every answer.")
@click.option("--linear", is_flag=True, help="Plain sentences in sequence, for screen readers.")
@colour_option
def command(
    areas: tuple[str, ...],
    new: int | None,
    limit: int | None,
    minutes: float | None,
    ahead: bool,
    cram: bool,
    typing: bool,
    linear: bool,
    colour: bool,
) -> None:
    """Answer today's cards of AREA, or of all areas.

    Think of the answer, press Space to see it, then grade yourself from 1 (forgotten) to 4 (easy). Each answer is kept
    at once: leave with q whenever you like. ? lists the other keys.
    """
    from npqlt_cards.terminal import Linear, Review, Screen, keys_of

    if ahead and cram:
        raise UsageError("--ahead moves the schedule and --cram does not: choose one of them")
    wanted = preferences()
    leave_when_told()
    with _backed_up(wanted.rollover_hour), open_book() as book, keys_of(sys.stdin) as keys:
        session = _session(book, wanted, areas, new, "cram" if cram else "ahead" if ahead else "daily")
        session.most, session.minutes = limit, minutes
        display = Linear(click.echo) if linear else Screen(colour=colour, file=own(sys.stdout))
        review = Review(session, display, keys, book.history, typing)
        if news := news_line(book):
            review.notice = news
            news_told(book)
        review.run()


@contextmanager
def _backed_up(rollover: int) -> Iterator[None]:
    """The day's backup after the last card, so that the first never waits for it; but not after an error."""
    now = clock(os.environ, rollover)
    try:
        yield
    except (KeyboardInterrupt, SystemExit):
        keep_daily(now().day)
        raise
    keep_daily(now().day)


def _session(book: Book, wanted: Preferences, areas: tuple[str, ...], new: int | None, mode: str) -> Session:
    from npqlt_cards.session import Session

    now = clock(os.environ, wanted.rollover_hour)
    chosen = choose(areas, book.named_areas()) if areas else usual_areas(wanted, book)
    plan, day = _plan(wanted, new), now().day
    order = _shuffled(f"{day} {book.tally(day).crammed}")  # another one each time
    session = Session(book, now, new_id, chosen, wanted.schedule, plan, wanted.plan.limits, mode, mix=order)
    session.leech_lapses = wanted.leech_lapses
    return session


def _plan(wanted: Preferences, new: int | None) -> Plan:
    plan = wanted.plan
    return plan if new is None else plan._replace(limits=plan.limits._replace(new=new))


def _shuffled(seed: str) -> Callable[[list[str]], list[str]]:
    """An order for cramming."""
    return lambda cards: random.Random(seed).sample(cards, len(cards))  # noqa: S311 - nothing secret
