"""``npqlt check``: what is wrong with deck files, by file and line."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from npqlt_cards.cli.common import here, json_option, print_json
from npqlt_cards.errors import NpqltError, UsageError
from npqlt_cards.files import read_plain, write_whole
from npqlt_cards.wording import counted, cut

if TYPE_CHECKING:
    from npqlt_cards.checks import Result
    from npqlt_cards.checks.subject import Subject
    from npqlt_cards.framework import Page


@click.command("check")
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path(path_type=Path))
@click.option("--select", multiple=True, metavar="CODE", help="Only these codes (C03: all of C03a, C03b, …).")
@click.option("--ignore", multiple=True, metavar="CODE", help="All but these codes.")
@click.option("--page", type=click.Path(path_type=Path), help="Compare the statements with this framework page.")
@click.option("--coverage", "show_coverage", is_flag=True, help="Show each statement's cards by form instead.")
@click.option(
    "--into", type=click.Path(path_type=Path), help="With --coverage: renew the table of totals in this file."
)
@click.option("--codes", is_flag=True, help="Show the table of codes, as Markdown.")
@json_option
def command(
    paths: tuple[Path, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    page: Path | None,
    show_coverage: bool,
    into: Path | None,
    codes: bool,
    as_json: bool,
) -> None:
    """Check deck files (PATH: files or folders; otherwise the decks in use).

    Problems are told on stdout, one a line. The exit code is 1 if there are errors, 0 if there are warnings only.
    """
    from npqlt_cards.checks import Wanted, check_paths, codes_markdown

    if codes:
        click.echo(codes_markdown())
        return
    if into and not show_coverage:
        raise UsageError("--into goes with --coverage")
    wanted = Wanted(_codes(select), _codes(ignore))
    if unknown := wanted.unknown():
        raise UsageError(f"{cut(unknown[0])} is no code: `npqlt check --codes` lists them")
    places = [_near(path) for path in paths or (here().decks,)]
    if show_coverage:
        _show_coverage(check_paths(places, lambda code: code.startswith("D")), as_json, into)
    else:
        _show(check_paths(places, wanted, _page(page)), as_json, compared=page is not None)


def _codes(values: Sequence[str]) -> tuple[str, ...]:
    """The codes as typed, several in one value parted by commas or spaces; case does not matter."""
    listed = [code for value in values for code in value.replace(",", " ").split()]
    return tuple(code[:1].upper() + code[1:].lower() for code in listed)


def _near(path: Path) -> Path:
    """The path from here, where it is below the current folder: shorter to read."""
    try:
        return path.resolve().relative_to(Path.cwd()) if path.is_absolute() else path
    except (ValueError, OSError):
        return path


def _page(path: Path | None) -> Page | None:
    if path is None:
        return None
    from npqlt_cards.framework import read_page

    page = read_page(path)
    for warning in page.warnings:
        click.echo(str(warning), err=True)
    return page


def _show(result: Result, as_json: bool, compared: bool) -> None:
    if as_json:
        print_json([problem.to_json() for problem in result.problems])
    for problem in () if as_json else result.problems:
        click.echo(str(problem))
    errors = sum(not problem.warning for problem in result.problems)
    warnings = len(result.problems) - errors
    cards = sum(len(note.numbers) for s in result.subjects for deck in s.decks for note in deck.notes)
    decks = sum(len(subject.decks) for subject in result.subjects)
    click.echo(f"{counted(decks, 'deck')}, {counted(cards, 'card')}: {_faults(errors, warnings)}.", err=True)
    _say_unchecked(result, compared)
    if errors:
        click.get_current_context().exit(1)


def _faults(errors: int, warnings: int) -> str:
    return f"{counted(errors, 'error')}, {counted(warnings, 'warning')}"


def _say_unchecked(result: Result, compared: bool) -> None:
    for file in result.broken:
        click.echo(f"Not checked: the cards of {file}, until its form is right.", err=True)
    if not compared:
        click.echo("Not checked: the statements against the framework page (--page PAGE).", err=True)
    for subject in result.subjects:
        if subject.whole and subject.ledger is None:
            click.echo(f"Not checked: what was published, {_why_unknown(subject)}.", err=True)
    click.echo("Not checked: rule 6, one right answer, which readers judge.", err=True)


def _why_unknown(subject: Subject) -> str:
    from npqlt_cards.decks.files import LEDGER_FILE

    ledger = subject.folder / LEDGER_FILE
    return f"until {ledger} is right" if os.path.lexists(ledger) else "as there is no ledger (npqlt ledger update)"


def _show_coverage(result: Result, as_json: bool, into: Path | None) -> None:
    from npqlt_cards.checks import coverage, coverage_markdown, coverage_text

    found = coverage(result.subjects)
    if into:
        _renew(into, coverage_markdown(found))
    for problem in result.problems:
        click.echo(str(problem), err=True)
    if as_json:
        print_json(found)
    else:
        click.echo(coverage_text(found))
    if result.problems:
        click.get_current_context().exit(1)


_LARGEST = 10_000_000  # bytes
_OPENS, _CLOSES = "<!-- coverage -->\n", "<!-- /coverage -->"


def _renew(path: Path, table: str) -> None:
    """Put the table between its two marks in a file."""
    try:
        text = read_plain(path, _LARGEST).decode().replace("\r\n", "\n")
        before, opens, rest = text.partition(_OPENS)
        _, closes, after = rest.partition(_CLOSES)
        if not (opens and closes):
            raise UsageError(f"{path}: has no lines “{_OPENS.strip()}” and “{_CLOSES}” to put the table between")
        write_whole(path, f"{before}{opens}{table}\n{closes}{after}".encode())
    except (OSError, UnicodeDecodeError) as error:
        raise NpqltError(f"{path}: cannot be renewed ({error}): check that it is a text file to write to") from error
