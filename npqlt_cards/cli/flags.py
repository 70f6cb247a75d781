"""``npqlt flags``: what the learner found wrong with cards, to send to their author."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from npqlt_cards import __version__
from npqlt_cards.cli.aside import ids_argument, set_cards
from npqlt_cards.cli.common import hand_over, json_option, library, open_book, output_option, print_json
from npqlt_cards.cloze import shown
from npqlt_cards.days import iso_day, iso_instant
from npqlt_cards.errors import UsageError
from npqlt_cards.wording import counted

if TYPE_CHECKING:
    from npqlt_cards.store.lists import Flag

_NONE = "No card is flagged. In a review, f flags the card on show."


class _Flags(click.Group):
    """A command that takes ids, in any order with its options, and another one where the first word is its name."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.allow_interspersed_args = args[:1] != ["export"]
        return super().parse_args(ctx, args)

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Without the ids for the other command, whose name they would swallow, and in its usage."""
        ids = ctx.command is self and ctx.allow_interspersed_args
        return [each for each in super().get_params(ctx) if ids or each.name != "ids"]


@click.group("flags", cls=_Flags, invoke_without_command=True, subcommand_metavar="| export [OPTIONS]")
@click.option("--done", is_flag=True, help="Take the flags off the cards ID, or off all cards of the notes ID.")
@ids_argument(lambda card: card.flagged, required=False, instead=["export"])
@json_option
@click.pass_context
def command(ctx: click.Context, done: bool, as_json: bool, ids: tuple[str, ...] = ()) -> None:
    """List the cards that you flagged in a review, and why: ready to send to their author."""
    if ctx.invoked_subcommand:
        return
    if done != bool(ids) or (done and as_json):
        raise UsageError("to take flags off: npqlt flags --done ID…; to list them: npqlt flags, or npqlt flags --json")
    if done:
        set_cards(ids, "unflag", lambda card: card.flagged, "Flag taken off", "Not flagged")
        return
    with open_book(writing=False) as book:
        flags = book.flags()
    if as_json:
        print_json(list(map(_row, flags)))
    else:
        click.echo("\n\n".join(map(_block, flags)) or _NONE)


@command.command("export")
@click.option("--format", "form", type=click.Choice(["md", "csv"]), default="md", help="Markdown (md), or a table.")
@output_option
def export(form: str, output: Path | None) -> None:
    """Write the flagged cards for an author who has the deck files open: by file and line.

    It holds the cards, your words on them, and the days; nothing else of you.
    """
    from npqlt_cards.handout.flagged import as_csv, as_markdown, located

    with open_book(writing=False) as book:
        flags = book.flags()
    rows = located(flags, library())
    document = as_markdown(rows, __version__) if form == "md" else as_csv(rows)
    hand_over(document, output, counted(len(rows), "flagged card"))


def _row(flag: Flag) -> dict[str, Any]:
    """A flag as ``npqlt flags --json`` promises it."""
    card = flag.card
    return {
        "id": flag.id,
        "area": card.areas[0] if card else flag.id.partition("/")[0],
        "context": card.context if card else None,
        "front": shown(card.front()) if card else None,
        "back": shown(card.back()) if card else None,
        "why": flag.why or None,
        "at": iso_instant(flag.at),
    }


def _block(flag: Flag) -> str:
    row = _row(flag)
    context = (row["context"] or "No longer in the decks.").splitlines()
    sides = [f"Front: {row['front']}", f"Back: {row['back']}"] if flag.card else []
    why = f"Why: {row['why'] or 'no reason given'}"
    return "\n".join([flag.id, *(f"  {line}" for line in [*context, *sides, why, f"Flagged on {iso_day(flag.day)}"])])
