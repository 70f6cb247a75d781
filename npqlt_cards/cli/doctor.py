"""``npqlt doctor``: everything of the learner's, looked through."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from npqlt_cards.cli.clock import clock
from npqlt_cards.cli.common import here, json_option, preferences, print_json, watching
from npqlt_cards.errors import NpqltError

if TYPE_CHECKING:
    from npqlt_cards.doctor import Finding


@click.command("doctor")
@click.option("--repair", "mending", is_flag=True, help="Rebuild what can be rebuilt; the log is never touched.")
@json_option
def command(mending: bool, as_json: bool) -> None:
    """Look through the book, its backups, the decks, the settings and the versions; say what is wrong and what to do.

    The exit code is 1 if there is a problem. Nothing is changed without --repair.
    """
    from npqlt_cards.doctor import PROBLEM, examine, repair

    at, watch = here(), watching("Replaying the log")
    if mending:
        for done in repair(at, watch):
            click.echo(done, err=True)
    found = list(examine(at, _day(), watch))
    if as_json:
        print_json([finding._asdict() for finding in found])
    else:
        _show(found)
    if any(finding.level == PROBLEM for finding in found):
        click.get_current_context().exit(1)


def _day() -> int:
    """The study day; with the default hour where the settings cannot be read, which is told as a finding."""
    try:
        hour = preferences().rollover_hour
    except NpqltError:
        from npqlt_cards.settings import Preferences

        hour = Preferences().rollover_hour
    return clock(os.environ, hour)().day


def _show(found: list[Finding]) -> None:
    for finding in found:
        click.echo(f"{finding.level:<8} {finding.check}: {finding.message}")
        if finding.repair:
            click.echo(f"{'':<8} → {finding.repair}")
