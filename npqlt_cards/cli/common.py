"""What the verbs share: where things are, how areas are named, and how lists go out as JSON."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from npqlt_cards.cli.streams import own
from npqlt_cards.decks.areas import choose
from npqlt_cards.errors import NpqltError, UsageError
from npqlt_cards.places import Places, places
from npqlt_cards.wording import counted, spelt_out

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from npqlt_cards.decks.areas import Area
    from npqlt_cards.decks.library import Library
    from npqlt_cards.settings import Preferences
    from npqlt_cards.store import Book

_F = TypeVar("_F", bound=Callable[..., Any])
_LEFT_OUT = "npqlt_cards.left_out"


def here() -> Places:
    """The places, as this process's environment has them."""
    return places(os.environ)


def preferences() -> Preferences:
    """The learner's settings: the defaults where there is no file. Raises ProblemsError for one that is not right."""
    from npqlt_cards.settings import load_preferences

    at = here()
    return load_preferences(at.settings, at.cache)


def library() -> Library:
    """The decks, own ones too, from the cache where nothing changed; says which own ones are left out, and why."""
    found = quiet_library()
    _tell_left_out("\n".join(map(str, found.left_out)))
    return found


def quiet_library() -> Library:
    """The decks, with nothing said of own ones that are left out."""
    from npqlt_cards.decks.library import load_library

    at = here()
    return load_library(at.decks, at.cache, at.own_decks)


def _tell_left_out(problems: str) -> None:
    """Say on stderr, once in a command, which own decks are left out; to a shell that completes, nothing."""
    command = click.get_current_context(silent=True)
    if problems and command and not command.meta.get(_LEFT_OUT):
        command.meta[_LEFT_OUT] = True
        click.echo(f"{problems}\nLeft out until that is mended: your own decks in these files.", err=True)


def open_book(writing: bool = True) -> Book:
    """The learner's book, its copy of the cards brought up to date with the decks. Close it after use.

    Without ``writing`` a book that is up to date may be read-only, or just being written to by another.
    """
    from npqlt_cards.decks.files import edition
    from npqlt_cards.store.shelf import shelf_of

    current = edition(here().decks, here().own_decks)
    with ExitStack() as undone:  # closes the book if anything below fails
        book = undone.enter_context(open_log(writing))
        if book.edition() != current:
            book.take_cards(*shelf_of(current, quiet_library()))
        _tell_left_out(book.left_out())
        undone.pop_all()
    return book


def open_log(writing: bool = False) -> Book:
    """The learner's book as it is, for its log: whatever is wrong with the decks. Close it after use."""
    from npqlt_cards.store import open_book as open_at

    at = here()
    if not at.book.exists() and any(at.backups.glob("book-*.db")):
        click.echo(f"{at.book}: is gone, and a new one is made; your answers: npqlt backup --list", err=True)
    return open_at(at.book, watching("Replaying the log"), writing)


def news_line(book: Book) -> str:
    """One line on what became of the built-in decks since the learner was last told; "" where nothing did."""
    found = book.news()
    counts = ((found.new, "new"), (found.reworded, "reworded"), (found.retired, "retired"))
    changed = [(count, word) for count, word in counts if count]
    if not changed:
        return ""
    (first, word), *others = changed
    told = [f"{counted(first, 'card')} {word}", *(f"{count} {word}" for count, word in others)]
    return f"The decks changed: {', '.join(told)} (npqlt compare OLD shows which)."


def news_told(book: Book) -> None:
    """The line was shown. A book that cannot be written to will say it again."""
    with suppress(NpqltError):
        book.news_told()


def keep_daily(day: int) -> None:
    """Make the study day's backup, unless there is one; where that fails, say so in one line: nothing fails for it."""
    from npqlt_cards.store.backups import keep_daily

    try:
        keep_daily(here().book, day, watching("Making today's backup"))
    except (NpqltError, OSError) as error:
        click.echo(f"npqlt: no backup today: {error}", err=True)


def usual_areas(wanted: Preferences, book: Book) -> list[str]:
    """The areas that the settings choose; none for all. Raises UsageError, naming the file, for one there is not.

    Of own decks that are left out there is no area for now: the others go on.
    """
    known, names = book.named_areas(), list(wanted.areas)
    if book.left_out():
        names = [name for name in names if _means_one(name, known)] or names
    try:
        return choose(names, known)
    except NpqltError as error:
        raise UsageError(f"{here().settings}: areas: {error}") from error


def _means_one(name: str, areas: Sequence[Area]) -> bool:
    try:
        return bool(choose([name], areas))
    except NpqltError:
        return False


def complete_area(_ctx: click.Context, _param: click.Parameter, typed: str) -> list[CompletionItem]:
    """The areas whose slug begins with what was typed, for a shell; none where the decks cannot be read."""
    from click.shell_completion import CompletionItem

    with suppress(NpqltError):
        titles = quiet_library().titles
        return [CompletionItem(slug, help=title) for slug, title in titles.items() if slug.startswith(typed)]
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


def write_file(path: Path, data: bytes) -> None:
    """Write a file whole. Raises NpqltError where it cannot be written."""
    from npqlt_cards.files import remedy, write_whole

    try:
        write_whole(path, data)
    except OSError as error:
        what = remedy(error, "name another file with -o")
        raise NpqltError(f"{path}: cannot be written ({error.strerror}): {what}") from error


def hand_over(document: str, path: Path | None, what: str) -> None:
    """Write a document into a file, and say there is ``what`` in it; without a path, give the same bytes on stdout.

    Its byte order mark and its ends of lines stay; any other letter that nobody sees is spelt out.
    """
    mark, body = ("\ufeff", document[1:]) if document.startswith("\ufeff") else ("", document)
    lines = list(map(spelt_out, body.split("\r\n")))
    data = (mark + "\r\n".join(lines)).encode()
    if path is not None:
        write_file(path, data)
        click.echo(f"{path}: {what}.")
    elif sys.stdout.isatty():
        click.echo("\n".join(lines), nl=False)
    else:  # as it is: Windows would change the ends of lines
        out = own(sys.stdout)
        out.flush()
        out.buffer.write(data)


output_option = click.option("-o", "--output", type=click.Path(path_type=Path), help="The file to write.")


def new_id() -> str:
    """An id that no other machine's log will hold: 96 random bits."""
    return os.urandom(12).hex()


def leave_when_told() -> None:
    """From here on, a window that is closed or a system that shuts down ends the command in order, as Ctrl-C does."""
    for name in ("SIGHUP", "SIGTERM"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _leave)


def _leave(number: int, _frame: object) -> None:
    sys.exit(128 + number)


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
