"""``npqlt`` alone: today at a glance, and what to type next."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from npqlt_cards.cli.clock import clock
from npqlt_cards.cli.common import news_line, news_told, open_book, preferences, print_json, usual_areas
from npqlt_cards.days import iso_day
from npqlt_cards.queue import Counts, Limits, left
from npqlt_cards.wording import counted

if TYPE_CHECKING:
    from npqlt_cards.settings import Preferences
    from npqlt_cards.store import Book


def area_table(book: Book, day: int, limits: Limits) -> list[dict[str, Any]]:
    """A row for each area, as ``npqlt areas --json`` promises it.

    ``due`` is what a review of the area would still ask today beside new cards, as in today's count: within the day's
    limit, and without what waits for tomorrow (buried, or a sibling of what was or will be asked): that is ``later``.
    """
    standing, reviews = book.standing(day), max(0, limits.reviews - book.done(day)[1])
    rows = []
    for area in book.named_areas():
        counts, cards = standing.get(area.slug, (Counts(0, 0, 0), 0))
        due = counts.learning + min(counts.reviews, reviews)
        names = {"number": area.number, "slug": area.slug, "title": area.title, "printed": True}
        rows.append({**names, "cards": cards, "due": due, "new": counts.new, "later": cards - due - counts.new})
    return rows


def show_today(as_json: bool) -> None:
    """Print what is due and new by area, what of it today holds, what was done, and the next command."""
    wanted = preferences()
    day = clock(os.environ, wanted.rollover_hour)().day
    with open_book(writing=False) as book:
        areas = usual_areas(wanted, book)
        today = _today(book, areas, day, wanted)
        rows = area_table(book, day, wanted.plan.limits)
        news = "" if as_json else news_line(book)
        if news:
            click.echo(f"{news}\n")
            news_told(book)
    if as_json:
        print_json({"today": today.pop("today"), "areas": rows, "next": today.pop("next"), **today})
        return
    shown = [row for row in rows if not areas or row["slug"] in areas]
    _show_areas(shown, len(rows) - len(shown))
    click.echo()
    for line in _lines(today):
        click.echo(line)


def _today(book: Book, areas: list[str], day: int, wanted: Preferences) -> dict[str, Any]:
    """Today beside its areas, as ``npqlt --json`` promises it."""
    limits, done = wanted.plan.limits, book.tally(day)
    counts, tomorrow = left(book, areas, day, limits), book.counts(areas, day + 1, *limits)
    return {
        "today": {"due": counts.reviews + counts.learning, "new": counts.new},
        "next": "npqlt review" if counts.total else None,
        "day": iso_day(day),
        "done": {"answers": done.answers, "recalled": done.recalled, "new": done.introduced, "reviews": done.reviewed},
        "limits": {"new": limits.new, "reviews": limits.reviews},
        "tomorrow": {"due": tomorrow.reviews + tomorrow.learning, "new": tomorrow.new},
        "flagged": book.flagged(),
        "leeches": book.leeches(wanted.leech_lapses),
    }


def _show_areas(rows: list[dict[str, Any]], more: int) -> None:
    """The areas that a review would ask; 40 columns hold each line as long as the titles are short."""
    widest = max((len(row["title"]) for row in rows), default=0)
    click.echo(f"{'':<{widest + 3}} {'due':>4} {'new':>5}")
    for row in rows:
        click.echo(f"{row['number'] or ' ':>2} {row['title']:<{widest}} {row['due']:>4} {row['new']:>5}")
    if more:
        click.echo(f"{more} more: npqlt areas")


def _lines(today: dict[str, Any]) -> Iterator[str]:
    """Today in words, none of them longer than a narrow terminal."""
    done, due, new = today["done"], today["today"]["due"], today["today"]["new"]
    if today["flagged"]:
        yield f"Flagged: {today['flagged']}, see npqlt flags"
    if today["leeches"]:
        yield f"Leeches: {today['leeches']}, npqlt cards --state leech"
    if done["answers"]:
        yield f"Done today: {counted(done['answers'], 'answer')}, {done['recalled']} recalled."
    if today["next"]:
        yield f"Today: {due} due, {new} new."
        yield f"Type: {today['next']}"
        return
    yield "Today is done." if done["answers"] else "Nothing is due today."
    yield f"Tomorrow: {today['tomorrow']['due']} due, {today['tomorrow']['new']} new."
    yield "Type then: npqlt review"
