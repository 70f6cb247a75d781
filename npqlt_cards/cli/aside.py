"""What setting cards aside has in common: which cards are meant, a row for each, and the ids for a shell."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

import click

from npqlt_cards.cli.clock import clock
from npqlt_cards.cli.common import here, new_id, open_book, preferences
from npqlt_cards.errors import NpqltError, UsageError
from npqlt_cards.wording import counted, cut

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from npqlt_cards.queue import Moment
    from npqlt_cards.store import Book
    from npqlt_cards.store.lists import Aside

_MOST_TOLD = 5  # ids that there are not; to look for the nearest of each takes its time
_LONGEST = 120  # letters of one, to be looked for and shown
Chooses = Callable[["Aside"], bool]


def set_cards(typed: Sequence[str], kind: str, chooses: Chooses, done: str, not_so: str) -> None:
    """Write a row of ``kind`` for each card meant that is as it must be for it, and say of each what was done."""
    now = clock(os.environ, preferences().rollover_hour)
    with open_book() as book:
        known = book.aside()
        for card in cards_meant(typed, list(known)):
            if chooses(known[card]):
                _write(book, card, kind, now())
                click.echo(f"{done}: {card}")
            else:
                click.echo(f"{not_so}: {card}")


def _write(book: Book, card: str, kind: str, now: Moment) -> None:
    from npqlt_cards.session import Row

    book.note(Row(new_id(), now.at, now.day, card, kind))


def cards_meant(typed: Iterable[str], known: Sequence[str]) -> list[str]:
    """The cards that ids of cards, or of notes for all their cards, mean; each once. Raises UsageError for others."""
    by_note = notes_of(known)
    meant: dict[str, None] = {}
    unknown = []
    for name in dict.fromkeys(typed):
        cards = [name] if name in known else by_note.get(name, [])
        meant.update(dict.fromkeys(cards))
        if not cards:
            unknown.append(name)
    if unknown:
        told = [_unknown(name, [*by_note, *known]) for name in unknown[:_MOST_TOLD]]
        more = len(unknown) - len(told)
        raise UsageError("\n".join([*told, *([f"and {counted(more, 'more id')} that no card has"] if more else [])]))
    return list(meant)


def notes_of(cards: Iterable[str]) -> dict[str, list[str]]:
    """The cards under their notes, in their order."""
    by_note: dict[str, list[str]] = {}
    for card in cards:
        by_note.setdefault(card.rpartition(":")[0], []).append(card)
    return by_note


def _unknown(name: str, ids: Sequence[str]) -> str:
    from difflib import get_close_matches  # only ever needed here

    near = get_close_matches(name[:_LONGEST], ids, n=1)
    return f"there is no card “{cut(name, _LONGEST)}”: " + (
        f"did you mean {near[0]}?" if near else "`npqlt cards` lists them all"
    )


def ids_argument(
    chooses: Chooses, required: bool = True, instead: Sequence[str] = ()
) -> Callable[..., Callable[..., None]]:
    """``ID…``: cards or notes; a shell completes those of the book's copy that may be meant.

    ``instead`` are words that may come at once after the verb, in place of ids and options.
    """

    def complete(ctx: click.Context, _param: click.Parameter, begun: str) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        words = [*(() if any(ctx.params.values()) else instead), *_choosable(chooses)]
        return [CompletionItem(word) for word in words if word.startswith(begun)]

    return click.argument("ids", nargs=-1, required=required, metavar="ID...", shell_complete=complete)


def _choosable(chooses: Chooses) -> list[str]:
    """The notes that a shell may offer, and the cards of those that have several.

    None before the first use, or where the book cannot be read.
    """
    known: Mapping[str, Aside] = {}
    if here().book.exists():
        with suppress(NpqltError), open_book(writing=False) as book:
            known = book.aside()
    by_note = notes_of(card for card, state in known.items() if chooses(state))
    return [*by_note, *(card for cards in by_note.values() if len(cards) > 1 for card in cards)]
