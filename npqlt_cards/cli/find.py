"""``npqlt find``: statements and cards by their words, for the open-book week."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from npqlt_cards.cli.cards import card_row
from npqlt_cards.cli.common import area_option, chosen, colour_option, json_option, library, print_json
from npqlt_cards.cli.statements import statement_row
from npqlt_cards.errors import NpqltError, UsageError
from npqlt_cards.wording import cut

if TYPE_CHECKING:
    from npqlt_cards.cli.lines import Lines
    from npqlt_cards.decks.library import Library
    from npqlt_cards.decks.records import Statement
    from npqlt_cards.find.search import Found, FoundCard
    from npqlt_cards.find.words import Word

_LONGEST = 500  # letters of all words; a statement has 420


@click.command("find")
@click.argument("words", nargs=-1, required=True, metavar="WORD...")
@area_option
@click.option("--statements", "only", flag_value="statements", help="Statements only.")
@click.option("--cards", "only", flag_value="cards", help="Cards only: all of them, those of found statements too.")
@colour_option
@json_option
def command(words: tuple[str, ...], areas: tuple[str, ...], only: str | None, colour: bool, as_json: bool) -> None:
    """Find the statements and cards that have every WORD, and mark the words.

    A word is found at the beginning of words, so `model` finds modelling; case, accents and hyphens do not matter. Put
    a phrase in quotation marks: npqlt find "working memory". A practice is found by its stem's words too.

    Below a Learn-that statement stand up to three practices that belong to it: those of its area that have the searched
    words, then those that share most of the statement's own words, rare words counting more.

    Cards follow, but for those of a statement that is listed already. If nothing is found, the exit code is 1.
    """
    from npqlt_cards.find.search import cards_with, statements_with

    decks, wanted = library(), _wanted(words)
    slugs = chosen(areas, decks)
    statements = [] if only == "cards" else list(statements_with(decks, wanted, slugs))
    listed = {found.statement.same_as or found.statement.id for found in statements}
    cards = [] if only == "statements" else cards_with(decks, wanted, slugs, listed)
    if as_json:
        rows = {"statements": _statement_rows(decks, statements), "cards": list(map(_card_row, cards))}
        print_json({"words": list(words), **rows})
    else:
        _show(decks, statements, cards, colour)
    if not statements and not cards:
        raise NpqltError(_nothing(decks, wanted, bool(areas or only)))


def _wanted(words: Sequence[str]) -> list[Word]:
    from npqlt_cards.find.words import word

    if sum(map(len, words)) > _LONGEST:
        raise UsageError(f"that is more than {_LONGEST} letters to find: write fewer words")
    found = [each for each in map(word, words) if each]
    if not found:
        raise UsageError("there is no letter in what to find: write a word, or the beginning of one")
    return found


# -- as JSON -----------------------------------------------------------------------------------------------------------


def _statement_rows(decks: Library, statements: Sequence[Found]) -> list[dict[str, Any]]:
    return [
        {
            **statement_row(decks, found.statement),
            "also": [place.id for place in found.also],
            "marked": found.marked,
            "stem_marked": found.stem_marked,
            "practices": [practice.id for practice in found.practices],
        }
        for found in statements
    ]


def _card_row(found: FoundCard) -> dict[str, Any]:
    return {**card_row(found.card), "front_marked": found.front, "back_marked": found.back}


# -- for reading -------------------------------------------------------------------------------------------------------


def _show(decks: Library, statements: Sequence[Found], cards: Sequence[FoundCard], colour: bool) -> None:
    from npqlt_cards.cli.lines import Lines

    lines, told = Lines(colour), set[str]()
    for found in statements:
        _show_statement(decks, found, lines, told)
    if statements and cards:
        lines.head("On cards of other statements")
        lines.show()
    for each in cards:
        row = card_row(each.card)
        lines.head(f"{each.card.context.splitlines()[0]} · {each.card.form}")
        lines.show(row["front"], 2, each.front)
        lines.show(row["back"], 2, each.back, first="> ")
        lines.show(each.card.id, 2)
        lines.show()


def _show_statement(decks: Library, found: Found, lines: Lines, told: set[str]) -> None:
    statement = found.statement
    also = "".join(f" · also {_place(decks, place)}" for place in found.also)
    lines.head(_place(decks, statement) + also)
    if statement.stem:
        lines.show(statement.stem, 2, found.stem_marked)
    lines.show(statement.text, 4 if statement.stem else 2, found.marked)
    if found.practices:
        lines.show("In practice, Learn how to:", 2)
    for practice in found.practices:
        text = "as above" if practice.id in told else practice.text
        lines.show(text, 4, first=f"{practice.number} ")
        told.add(practice.id)
    lines.show()


def _place(decks: Library, statement: Statement) -> str:
    from npqlt_cards.decks.records import KIND_TITLES

    return f"{decks.titles[statement.area]} · {KIND_TITLES[statement.kind]} {statement.number}"


def _nothing(decks: Library, words: Sequence[Word], narrowed: bool) -> str:
    from npqlt_cards.find.search import missing

    lost = missing(decks, words)
    if lost:
        return "; ".join(
            f"nothing has “{cut(word.typed)}”" + (f": try “{near}”" if near else "") for word, near in lost
        )
    if narrowed:
        return "nothing there has these words together: try fewer words, or look everywhere"
    return "nothing has all these words together: try fewer words"
