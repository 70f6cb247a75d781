"""``npqlt framework``: read a published page of this kind."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from npqlt_cards.cli.common import json_option, print_json
from npqlt_cards.wording import counted

if TYPE_CHECKING:
    from npqlt_cards.framework import Page


@click.group("framework")
def command() -> None:
    """Read a published framework page, or draft decks from it."""


@command.command("read")
@click.argument("page", type=click.Path(path_type=Path))
@json_option
def read(page: Path, as_json: bool) -> None:
    """Turn the text of PAGE into areas and statements.

    PAGE is the framework as plain text in UTF-8. What is doubtful is told on stderr; what makes the page unusable ends
    the command with exit code 1.
    """
    from npqlt_cards.framework import read_page

    found = read_page(page)
    for warning in found.warnings:
        click.echo(str(warning), err=True)
    if as_json:
        print_json(found.to_json())
    else:
        click.echo(_listing(found))


@command.command("draft")
@click.argument("page", type=click.Path(path_type=Path))
@click.option("-o", "folder", type=click.Path(path_type=Path), required=True, metavar="DIR", help="Where the decks go.")
@json_option
def draft(page: Path, folder: Path, as_json: bool) -> None:
    """Draft deck files from the text of PAGE, to be finished by hand.

    Statements word for word, proposed ids, clozes, and questions where the words allow a sound one. Each is marked
    “draft: true”, which `npqlt check` tells until you take it away. No file is ever written over.
    """
    from npqlt_cards.draft import draft_page, files_of, summary, write_new
    from npqlt_cards.framework import read_page

    found = read_page(page)
    for warning in found.warnings:
        click.echo(str(warning), err=True)
    drafted = draft_page(found, str(page))
    write_new(folder, files_of(drafted))
    if as_json:
        print_json(drafted.to_json())
    else:
        click.echo(summary(drafted, str(folder)))


def _listing(page: Page) -> str:
    lines = [f"{n.number} {n.title}: named, not printed" for n in page.named if not n.printed]
    for area in page.areas:
        heading = area.title if area.number is None else f"{area.number} {area.title}"
        groups = counted(len(area.learn_how_to), "group")
        practices = sum(len(group.practices) for group in area.learn_how_to)
        lines += ["", heading + (f" (printed {area.copies} times)" if area.copies > 1 else "")]
        lines += [f"{len(area.learn_that)} Learn that, {groups}, {counted(practices, 'practice')}"]
        lines += [f"  {s.number}. {s.text}" for s in area.learn_that]
        for count, group in enumerate(area.learn_how_to, start=1):
            lines += [f"  {group.stem}"]
            lines += [f"    {count}.{place} {p.text}" for place, p in enumerate(group.practices, start=1)]
        lines += [f"  Note: {note.text}" for note in area.notes]
    return "\n".join(lines).lstrip("\n")
