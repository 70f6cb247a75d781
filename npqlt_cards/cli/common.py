"""What the verbs share: where things are, how areas are named, and how lists go out as JSON."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING, Any, TypeVar

import click

from npqlt_cards.cli.streams import own
from npqlt_cards.decks.areas import choose
from npqlt_cards.errors import NpqltError, UsageError
from npqlt_cards.places import Places, places

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from npqlt_cards.decks.library import Library
    from npqlt_cards.settings import Preferences
    from npqlt_cards.store import Book

_F = TypeVar("_F", bound=Callable[..., Any])


def here() -> Places:
    """The places, as this process's environment has them."""
    return places(os.environ)


def preferences() -> Preferences:
    """The learner's settings: the defaults where there is no file. Raises ProblemsError for one that is not right."""
    from npqlt_cards.settings import load_preferences

    at = here()
    return load_preferences(at.settings, at.cache)


def library() -> Library:
    """The decks, from the cache where nothing changed."""
    from npqlt_cards.decks.library import load_library

    return load_library(here().decks, here().cache)


def open_book(writing: bool = True) -> Book:
    """The learner's book, its copy of the cards brought up to date with the decks. Close it after use.

    Without ``writing`` a book that is up to date may be read-only, or just being written to by another.
    """
    from npqlt_cards.decks.files import edition
    from npqlt_cards.store import open_book as open_at

    at = here()
    current = edition(at.decks)
    with ExitStack() as undone:  # closes the book if anything below fails
        book = undone.enter_context(open_at(at.book, watching("Replaying the log"), writing))
        if book.edition() != current:
            decks = library()
            book.take_cards(current, [(area, decks.cards_by_area[area.slug]) for area in decks.areas])
        undone.pop_all()
    return book


def usual_areas(wanted: Preferences, book: Book) -> list[str]:
    """The areas that the settings choose; none for all. Raises UsageError, naming the file, for one there is not."""
    try:
        return choose(wanted.areas, book.named_areas())
    except NpqltError as error:
        raise UsageError(f"{here().settings}: areas: {error}") from error


def complete_area(_ctx: click.Context, _param: click.Parameter, typed: str) -> list[CompletionItem]:
    """The areas whose slug begins with what was typed, for a shell; none where the decks cannot be read."""
    from click.shell_completion import CompletionItem

    with suppress(NpqltError):
        return [CompletionItem(slug, help=title) for slug, title in library().titles.items() if slug.startswith(typed)]
    return []


def areas_argument(command: _F) -> _F:
    """``AREA…`` and ``--area AREA``: both mean the same; the command gets ``areas`` with the names as typed."""

    def joined(ctx: click.Context, _param: click.Parameter, value: Sequence[str]) -> tuple[str, ...]:
        return (*ctx.params.pop("area_options", ()), *value)

    option = click.option(
        *("-a", "--area", "area_options"),
        multiple=True,
        metavar="AREA",
        is_eager=True,
        help="The same as naming AREA.",
        shell_complete=complete_area,
    )
    argument = click.argument("areas", nargs=-1, metavar="[AREA]...", callback=joined, shell_complete=complete_area)
    return option(argument(command))


area_option = click.option(
    *("-a", "--area", "areas"),
    multiple=True,
    metavar="AREA",
    help="Only in AREA; may be given several times.",
    shell_complete=complete_area,
)


def chosen(names: Sequence[str], decks: Library) -> list[str]:
    """The slugs that the names mean; all areas when none is named."""
    return choose(names, decks.areas) if names else list(decks.titles)


def new_id() -> str:
    """An id that no other machine's log will hold: 96 random bits."""
    return os.urandom(12).hex()


def watching(label: str) -> Callable[[int, int], None]:
    """Shows on stderr, where that is a terminal, how much of a long work is done."""
    bars: list[Any] = []

    def watch(done: int, whole: int) -> None:
        if not bars and done < whole:  # what is done at once needs no bar
            bars.append(click.progressbar(length=whole, label=label, file=own(sys.stderr)))
        for bar in bars:
            bar.update(done - bar.pos)
        if bars and done >= whole:
            bars.pop().render_finish()

    return watch


colour_option = click.option(
    "--colour/--no-colour",
    "--color/--no-color",
    default=lambda: not os.environ.get("NO_COLOR"),
    help="With or without bold, dim and colour; without, where NO_COLOR is set.",
)

json_option = click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")


def print_json(value: object) -> None:
    """One document on stdout, nothing else."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))
