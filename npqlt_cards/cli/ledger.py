"""``npqlt ledger``: the record of published cards."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from npqlt_cards.cli.clock import clock
from npqlt_cards.cli.common import here
from npqlt_cards.wording import counted

if TYPE_CHECKING:
    from npqlt_cards.decks.ledger import Entry
    from npqlt_cards.errors import Problem

# What stops an update: what was published would vanish, or come to mean another thing.
_STOPS = ("D", "L01", "L04", "L05", "L08")
_GONE = ("L02", "L03")


@click.group("ledger")
def command() -> None:
    """Keep the record of published cards: their ids, what they hide or ask, when they changed."""


@command.command("update")
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option("--retire", multiple=True, metavar="ID", help="A note or card that is withdrawn for good.")
def update(folder: Path | None, retire: tuple[str, ...]) -> None:
    """Bring the ledger of FOLDER (otherwise of the decks in use) up to date.

    New and changed notes get the present instant; all others keep theirs. Refused where a published card is gone and
    not named by --retire, or comes to hide or ask another thing: give that a new number or id. Refused for drafts too.
    """
    from npqlt_cards.checks import check_paths, check_subject, updated
    from npqlt_cards.decks.ledger import write_ledger
    from npqlt_cards.errors import NpqltError, ProblemsError

    folder = folder or here().decks
    now = clock(os.environ, 0)().at // 1000
    result = check_paths([folder], lambda code: code.startswith(_STOPS))
    if result.problems:
        raise ProblemsError(result.problems)
    before = result.subjects[0]
    _refuse_drafts(folder, check_subject(before, lambda code: code == "C15e"))
    entries = updated(before, now, retire)
    if gone := check_subject(replace(before, ledger=entries), lambda code: code in _GONE):
        raise ProblemsError(gone)
    try:
        write_ledger(folder, entries)
    except OSError as error:
        raise NpqltError(f"{folder}: the ledger cannot be written ({error.strerror})") from error
    click.echo(_summary(before.ledger or {}, entries, len(retire)))


def _refuse_drafts(folder: Path, drafts: Sequence[Problem]) -> None:
    """A draft is not published: its id and its words are still to be settled."""
    from npqlt_cards.errors import NpqltError

    if drafts:
        what = f"{counted(len(drafts), 'draft')} stand" if len(drafts) > 1 else "a draft stands"
        first = f"{drafts[0].file}:{drafts[0].line}"
        hint = "go through them, and delete each “draft: true” (`npqlt check --select C15e` lists them)"
        raise NpqltError(f"{folder}: {what} in these decks, the first at {first}: {hint}")


def _summary(old: Mapping[str, Entry], entries: Mapping[str, Entry], retired: int) -> str:
    new = len(entries.keys() - old.keys())
    changed = sum(entry.changed != entries[note].changed for note, entry in old.items())
    return f"{counted(len(entries), 'note')}: {new} new, {changed} changed, {retired} retired."
