"""``npqlt`` alone: today at a glance, and what to type next."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import click

from npqlt_cards.cli.clock import clock
from npqlt_cards.cli.common import open_book, preferences, print_json
from npqlt_cards.decks.areas import choose
from npqlt_cards.queue import left

if TYPE_CHECKING:
    from npqlt_cards.store import Book


def area_table(book: Book, day: int) -> list[dict[str, Any]]:
    """A row for each area, as ``npqlt areas --json`` promises it."""
    standing = book.standing(day)
    rows = []
    for area in book.named_areas():
        new, due, later = standing.get(area.slug, (0, 0, 0))
        names = {"number": area.number, "slug": area.slug, "title": area.title, "printed": True}
        rows.append({**names, "cards": new + due + later, "due": due, "new": new, "later": later})
    return rows


def show_today(as_json: bool) -> None:
    """Print what is due and new by area, what of it today holds, and the next command."""
    wanted = preferences()
    day = clock(os.environ, wanted.rollover_hour)().day
    with open_book() as book:
        rows = area_table(book, day)
        counts = left(book, choose(wanted.areas, book.named_areas()), day, wanted.plan.limits)
        done = book.done(day)
    if as_json:
        today = {"due": counts.reviews + counts.learning, "new": counts.new}
        print_json({"today": today, "areas": rows, "next": "npqlt review" if counts.total else None})
        return
    click.echo(f"{'':<30} {'due':>4} {'new':>5}")
    for row in rows:
        click.echo(f"{row['number'] or ' ':>2} {row['title']:<27} {row['due']:>4} {row['new']:>5}")
    click.echo()
    click.echo(_today(counts.reviews + counts.learning, counts.new, sum(done)))


def _today(due: int, new: int, done: int) -> str:
    if due or new:
        return f"Today: {due} due, {new} new.\nType: npqlt review"
    if done:
        return "Today is done.\nTomorrow, type: npqlt review"
    return "Nothing is due today."
