"""``npqlt deck``: decks of one's own beside the built-in ones."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from npqlt_cards.cli.clock import clock
from npqlt_cards.cli.common import here, json_option, library, preferences, print_json, quiet_library
from npqlt_cards.decks.areas import choose
from npqlt_cards.errors import NpqltError, UsageError
from npqlt_cards.wording import counted

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from npqlt_cards.decks.library import Library
    from npqlt_cards.errors import Problem
    from npqlt_cards.own import Judged
    from npqlt_cards.own.folder import Put


@click.group("deck")
def command() -> None:
    """Add decks of your own, list and remove them.

    They stand beside the built-in decks everywhere, after them, and are named by the area in their file.
    """


# -- add ---------------------------------------------------------------------------------------------------------------


@command.command("add")
@click.argument("path", type=click.Path(path_type=Path))
def add(path: Path) -> None:
    """Take in the deck file PATH, or all those of the folder PATH; a newer version takes the older one's place.

    Nothing is taken in where a file cannot be read as a deck, where its area is another deck's, or where its cloze
    markup is broken. Your progress is kept by card, and the file that you name is copied.
    """
    from npqlt_cards import own

    at = here()
    if at.own_decks.resolve() == at.decks.resolve():
        raise UsageError(f"{at.decks}: NPQLT_CARDS_DECKS names the place of your own decks: name another folder there")
    decks = library()
    judged = own.judge(own.read_candidates(path), decks)
    now = clock(os.environ, 0)().at // 1000
    done = own.put_in(at.own_decks, [each.candidate for each in judged], decks, now)
    for each, put in zip(judged, done, strict=True):
        for line in _told(each, put):
            click.echo(line)


def _told(judged: Judged, put: Put) -> Iterator[str]:
    from npqlt_cards.releases import as_text

    deck, changes = put.deck, put.changes
    named = f"{deck.title} ({deck.area})"
    statements = counted(len(deck.statements), "statement")
    if changes is None:
        yield f"{named}: added, {counted(put.cards, 'card')} on {statements}. npqlt review {deck.area}"
    elif changes.added or changes.reworded or changes.retired or changes.meaning_changed:
        yield f"{named}: the newer version is in place, your progress with it."
        yield as_text(changes)
    else:
        yield f"{named}: is there already, and no card of it has changed."
    file = judged.candidate.path
    if judged.drafts:
        yield f"  Drafts in it: {judged.drafts}. npqlt check --select C15e {file}"
    if judged.doubts:
        yield f"  Its cards could be better in {counted(judged.doubts, 'place')}: npqlt check {file}"


# -- list --------------------------------------------------------------------------------------------------------------


@command.command("list")
@json_option
def list_(as_json: bool) -> None:
    """List your own decks, with the file that each stands in.

    A file that was edited by hand into something that is no deck is listed with what is wrong with it.
    """
    rows = _rows(quiet_library())
    if as_json:
        print_json(rows)
    for row in [] if as_json else rows:
        click.echo(_line(row))
    if not rows and not as_json:
        click.echo("No decks of your own yet: npqlt deck add FILE")


def _rows(decks: Library) -> list[dict[str, Any]]:
    """Own decks as ``npqlt deck list --json`` promises them; those left out are last, and name what is wrong."""
    rows: list[dict[str, Any]] = []
    for deck in decks.decks:
        if deck.area in decks.own:
            drafts = sum(s.draft for s in deck.statements) + sum(n.draft and n.form != "cloze" for n in deck.notes)
            counts = {"statements": len(deck.statements), "cards": len(decks.cards_by_area[deck.area])}
            names = {"area": deck.area, "title": deck.title, "file": deck.file, "source": deck.source or None}
            rows.append({**names, **counts, "drafts": drafts, "problems": []})
    for file, problems in _left_out(decks).items():
        names = {"area": _stem(file), "title": None, "file": file, "source": None}
        told = [problem.to_json() for problem in problems]
        rows.append({**names, "statements": 0, "cards": 0, "drafts": 0, "problems": told})
    return rows


def _line(row: dict[str, Any]) -> str:
    if row["problems"]:
        wrong = row["problems"][0]
        where = f"{wrong['file']}:{wrong['line']}" if wrong["line"] else wrong["file"]
        return f"{row['area']}: left out, {where}: {wrong['code']} {wrong['message']}"
    units = ("statement", "card") if not row["drafts"] else ("statement", "card", "draft")
    held = ", ".join(counted(row[f"{unit}s"], unit) for unit in units)
    return f"{row['area']}: {row['title']}, {held}\n  {row['file']}"


def _left_out(decks: Library) -> dict[str, list[Problem]]:
    found: dict[str, list[Problem]] = {}
    for problem in decks.left_out:
        found.setdefault(problem.file, []).append(problem)
    return found


def _stem(file: str) -> str:
    """What names a file that is left out: its area, if it was not renamed."""
    return Path(file).stem.removeprefix("npqlt-")


# -- remove ------------------------------------------------------------------------------------------------------------


def _complete(_ctx: click.Context, _param: click.Parameter, typed: str) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    with suppress(NpqltError):
        return [CompletionItem(row["area"]) for row in _rows(quiet_library()) if row["area"].startswith(typed)]
    return []


@command.command("remove")
@click.argument("area", shell_complete=_complete)
def remove(area: str) -> None:
    """Take out your own deck AREA. Its file is moved aside, and what you answered stays in your book.

    When the deck is added again, its cards come back as you left them.
    """
    from npqlt_cards.own import take_out

    decks = quiet_library()
    files = {_stem(file): Path(file) for file in _left_out(decks)}
    if area not in files:
        area = _own_area(area, decks)
        files[area] = Path(next(deck.file for deck in decks.decks if deck.area == area))
    kept = take_out(here().own_decks, files[area], area)
    click.echo(f"{area}: removed. Your answers stay in your book, and the file is {kept}")
    try:
        choose(preferences().areas, [each for each in decks.areas if each.slug != area])
    except NpqltError:
        click.echo(
            "The setting `areas` names it still: npqlt config set areas …, or npqlt config unset areas", err=True
        )


def _own_area(name: str, decks: Library) -> str:
    """The area of the own deck that a name means. Raises NpqltError for a built-in one, or one that others rest on."""
    from npqlt_cards.own.judge import beside

    own = [area for area in decks.areas if area.slug in decks.own]
    if not own:
        raise UsageError("you have no decks of your own to remove: `npqlt deck list` lists them")
    try:
        (area,) = choose([name], own)
    except NpqltError:
        (other,) = choose([name], decks.areas)  # says what is wrong with the name, if it names nothing at all
        raise UsageError(
            f"{other} is a built-in deck, and stays: `npqlt config set areas …` chooses what a review asks"
        ) from None
    if orphans := beside(decks, [], without=area).left_out:
        raise NpqltError(
            f"{area}: {orphans[0].file}:{orphans[0].line} takes a statement from it: remove that deck first"
        )
    return area
