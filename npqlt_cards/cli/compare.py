"""``npqlt compare``: what changed between two releases, card by card."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from npqlt_cards.cli.common import here, json_option, library, print_json
from npqlt_cards.errors import NpqltError, UsageError

if TYPE_CHECKING:
    from npqlt_cards.releases import Edition


@click.command("compare")
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path), required=False)
@click.option("--notes", is_flag=True, help="Release notes by card, as Markdown for a change log.")
@json_option
def command(old: Path, new: Path | None, notes: bool, as_json: bool) -> None:
    """Compare the cards of OLD with those of NEW (otherwise of the decks in use).

    Each is a package that `npqlt export` wrote, a folder of such packages, or a folder of decks. The exit code is 1
    if a card came to mean another thing, or changed without a later date: then NEW must not be released.
    """
    from npqlt_cards import releases

    if notes and as_json:
        raise UsageError("--notes and --json exclude each other")
    found = releases.compare(_edition(old), _edition(new) if new else releases.edition_of(library()))
    if as_json:
        print_json(releases.as_json(found))
    else:
        click.echo(releases.as_notes(found) if notes else releases.as_text(found))
    if not found.is_safe:
        _warn(len(found.meaning_changed), len(found.undated))
        click.get_current_context().exit(1)


def _warn(other: int, undated: int) -> None:
    if other:
        click.echo(
            f"Cards that mean another thing than before: {other}. Give the new idea a new number or id.", err=True
        )
    if undated:
        click.echo(f"Cards changed under an old date: {undated}. Run `npqlt ledger update` and export again.", err=True)


def _edition(path: Path) -> Edition:
    """The cards of a package, of a folder of packages, or of a folder of decks."""
    packages = [path] if path.is_file() else sorted(path.glob("*.apkg"))
    if path.suffix == ".yaml":
        raise UsageError(f"{path}: is one deck: name the folder that holds it")
    if not path.exists():
        raise NpqltError(f"{path}: is not there: name a package or a folder of decks")
    if packages and not any(path.glob("*.yaml")):
        from npqlt_cards.anki.published import read_packages

        return read_packages(packages)
    from npqlt_cards.decks.library import load_library
    from npqlt_cards.releases import edition_of

    return edition_of(load_library(path, here().cache / "compared"))
