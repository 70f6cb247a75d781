"""``npqlt handout``: one folder or zip for everybody in the room."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from npqlt_cards import __version__
from npqlt_cards.cli.common import areas_argument, chosen, leave_when_told, library
from npqlt_cards.errors import UsageError
from npqlt_cards.wording import counted

if TYPE_CHECKING:
    from npqlt_cards.decks.library import Library
    from npqlt_cards.handout.pack import Prints
    from npqlt_cards.handout.records import Event

_WHAT_TO_TYPE = """name the areas of the event, like this: npqlt handout 3 4 9 --title "Event 1"
`npqlt areas` lists them. For a file of events: npqlt handout --events events.yaml; --help shows what stands in it"""


@click.command("handout")
@areas_argument
@click.option("--title", metavar="TEXT", help="What the event is called.")
@click.option("--date", metavar="TEXT", help="When it is, as it should be printed.")
@click.option("--note", metavar="TEXT", help="A few words to the participants.")
@click.option(
    "--events", "events_file", type=click.Path(path_type=Path), metavar="FILE", help="A file of events, as shown above."
)
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="PLACE", help="A folder, or a file FILE.zip.")
@click.option("--zip", "as_zip", is_flag=True, help="A zip instead of a folder, where -o does not say.")
@click.option("--cut-lines", is_flag=True, help="The sheet as cards to cut out and fold.")
@click.option("--pdf", is_flag=True, help="The sheet as a PDF too, by the Chromium, Chrome or Edge found here.")
def command(
    areas: tuple[str, ...],
    events_file: Path | None,
    output: Path | None,
    as_zip: bool,
    cut_lines: bool,
    pdf: bool,
    **texts: str | None,
) -> None:
    """Make one folder or zip for an event on some AREAs.

    In it: packages for Anki, a page to practise with in any browser, a question sheet to print, and what to read first.
    A hand-out that stands at the place is replaced; other files never are.

    With --events FILE it makes the hand-outs of all the events in a YAML file, below the folder of -o. Names that stand
    beside it are names of events, and only those are made. Title, date and note may be left out of such a file:

    \b
        Event 1:
          areas: [3, 4, 9]
          title: Event 1 at the Town Hall
          date: 14 January 2027
          note: Ten cards a day are plenty.
    """
    with _told_if_stopped():
        decks = library()
        events = _in_file(events_file, areas, texts, decks) if events_file else _typed(areas, texts, decks)
        places = _places_below(output, events, as_zip) if events_file else _place(output, events, as_zip)
        _make(dict(zip(places, events.values(), strict=True)), decks, cut_lines, pdf)


def _typed(areas: Sequence[str], texts: Mapping[str, str | None], decks: Library) -> dict[str, Event]:
    """The one event that stands on the command line, by its title as a name for files."""
    from npqlt_cards.handout.naming import slug, title_of, unprintable
    from npqlt_cards.handout.records import Event

    if not areas:
        raise UsageError(_WHAT_TO_TYPE)
    slugs = chosen(areas, decks)
    words = {key: text.strip() if key == "note" else " ".join(text.split()) for key, text in texts.items() if text}
    if wrong := [f"--{key} {why}" for key, text in words.items() if (why := unprintable(text))]:
        raise UsageError("; ".join(wrong))
    title = words.pop("title", "") or title_of([area for area in decks.areas if area.slug in slugs])
    return {slug(title): Event(title, tuple(slugs), **words)}


def _in_file(path: Path, names: Sequence[str], texts: Mapping[str, str | None], decks: Library) -> dict[str, Event]:
    from npqlt_cards.handout.events import load_events, pick

    if given := [f"--{key}" for key, text in texts.items() if text is not None]:
        raise UsageError(f"with --events, what {' and '.join(given)} would say stands in the file")
    return pick(load_events(path, decks.areas), names, path)


def _place(output: Path | None, events: Mapping[str, Event], as_zip: bool) -> list[Path]:
    """Where a single hand-out goes."""
    from npqlt_cards.handout.delivery import is_zip

    if output and as_zip and not is_zip(output):
        raise UsageError(f"with --zip, let the name after -o end in .zip: {output}.zip")
    (name,) = events
    if not name and not output:
        raise UsageError("the title has no letters that a file's name may have: name the folder with -o")
    return [output or Path(f"{name}.zip" if as_zip else name)]


def _places_below(output: Path | None, events: Mapping[str, Event], as_zip: bool) -> list[Path]:
    """Where the hand-outs of a file of events go: below one folder."""
    from npqlt_cards.handout.delivery import is_zip

    if output and is_zip(output):
        raise UsageError("with --events, -o names the folder for all of them; for zips in it, say --zip")
    return [(output or Path()) / f"{name}{'.zip' if as_zip else ''}" for name in events]


def _make(events: Mapping[Path, Event], decks: Library, cut_lines: bool, pdf: bool) -> None:
    """Make all hand-outs before the first is put in its place: what is wrong with one of them is told before."""
    from npqlt_cards.handout.delivery import check_place, deliver
    from npqlt_cards.handout.pack import make_files
    from npqlt_cards.handout.records import make_handout

    prints = _printing(decks) if pdf else None
    for place in events:
        check_place(place)
    handouts = {place: make_handout(decks, event, __version__) for place, event in events.items()}
    packs = {place: make_files(decks, handout, cut_lines, prints) for place, handout in handouts.items()}
    for place, files in packs.items():
        deliver(files, place)
        click.echo(f"{place}: {counted(len(files), 'file')}, {counted(len(handouts[place].cards), 'card')}.")
    click.echo("Hand on all of it; READ-ME-FIRST.html tells the participants what is what.")


def _printing(decks: Library) -> Prints:
    """What prints a page. Raises NpqltError where there is no browser."""
    from npqlt_cards.handout.pdf import find_browser, print_page

    browser = find_browser(os.environ)
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return partial(print_page, browser=browser, day=decks.newest.isoformat(), as_root=as_root)


@contextmanager
def _told_if_stopped() -> Iterator[None]:
    leave_when_told()
    try:
        yield
    except KeyboardInterrupt:
        click.echo("npqlt: stopped. Every hand-out is there whole, or as it was before.", err=True)
        raise
