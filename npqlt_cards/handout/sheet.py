"""The question sheet: paper. Questions by number, and their answers by the same numbers on pages of their own.

In each area the questions come before the gaps, since a sentence in view gives answers away; and a sentence stands
once, with all its gaps, since each of its cards would fill the gaps of the others. Cards to cut out are single cards.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import count, groupby
from string import ascii_lowercase
from typing import NamedTuple

from npqlt_cards.cloze import Gap, Piece, blanked, hidden
from npqlt_cards.decks.areas import Area
from npqlt_cards.decks.cards import Card
from npqlt_cards.handout.pages import render
from npqlt_cards.handout.records import Handout, Section

_PARTS = (("Questions", ("fact", "why")), ("Situations", ("scenario",)), ("Fill the gaps", ("cloze",)))


class Blank(NamedTuple):
    """A gap on paper, its letter where the sentence has several, and its hint."""

    letter: str = ""
    hint: str = ""


class Item(NamedTuple):
    """A numbered question: what stands above it, its words and blanks, its answers by letter, and its statement."""

    number: int
    above: str
    words: tuple[str | Blank, ...]
    answers: tuple[tuple[str, str], ...]
    place: str


class Part(NamedTuple):
    """The questions of one kind in an area: runs of items that have the same words above them."""

    title: str
    runs: list[tuple[str, list[Item]]]


class Paper(NamedTuple):
    """One area on paper."""

    area: Area
    parts: list[Part]

    @property
    def items(self) -> list[Item]:
        """All items, in the order of their numbers."""
        return [item for part in self.parts for _, run in part.runs for item in run]


def sheet_page(handout: Handout, cut_lines: bool = False, paper: str = "") -> str:
    """The sheet as a page to print; with ``cut_lines`` as cards to cut out and fold.

    ``paper`` fixes the size of the paper (``"a4"``); without it the printer's own is taken.
    """
    numbers = count(1)
    papers = [_paper(section, numbers, cut_lines) for section in handout.sections]
    styles = ["sheet.css", *(["cuts.css"] if cut_lines else []), *([f"{paper}.css"] if paper else [])]
    return render("cuts.html" if cut_lines else "sheet.html", styles, handout=handout, papers=papers)


def _paper(section: Section, numbers: Iterator[int], single: bool) -> Paper:
    parts = []
    for title, forms in _PARTS:
        cards = [card for card in section.cards if card.form in forms]
        notes = [[card] for card in cards] if single else [list(group) for _, group in groupby(cards, _note)]
        items = [_item(next(numbers), group) for group in notes]
        runs = [(above, list(run)) for above, run in groupby(items, lambda item: item.above)]
        parts += [Part(title, runs)] if items else []
    return Paper(section.area, parts)


def _note(card: Card) -> str:
    return card.note


def _item(number: int, cards: Sequence[Card]) -> Item:
    card = cards[0]
    place, *above = card.context.split("\n")
    words, answers = _gaps(cards) if card.form == "cloze" else ((card.text,), (("", card.answer),))
    return Item(number, "\n".join(above), words, answers, place.rpartition(" · ")[2])


Gapped = tuple[tuple[str | Blank, ...], tuple[tuple[str, str], ...]]


def _gaps(cards: Sequence[Card]) -> Gapped:
    """A sentence with a blank for each gap of its cards, and what belongs into them; with one card alone, its own."""
    if len(cards) == 1:
        return _gap(cards[0])
    letters = {card.number: letter for card, letter in zip(cards, _letters(), strict=False)}
    words = tuple(_blank(node, letters) if isinstance(node, Gap) else node for node in blanked(cards[0].text))
    answers = ((letters[card.number], _joined(hidden(card.text, card.number))) for card in cards)
    return words, tuple(answers)


def _gap(card: Card) -> Gapped:
    words = tuple(Blank(hint=_hint(piece)) if piece.active else piece.text for piece in card.front())
    return words, (("", _joined(hidden(card.text, card.number))),)


def _hint(gap: Piece) -> str:
    """The hint of a gap in view, if it has one."""
    return "" if gap.text == "[...]" else gap.text[1:-1]


def _blank(gap: Gap, letters: dict[int, str]) -> Blank:
    return Blank("".join(letters[number] for number in gap.numbers if number in letters), gap.hint or "")


def _letters() -> Iterator[str]:
    """a, b, … z, then aa, ab, …: no sentence of ours has so many."""
    yield from ascii_lowercase
    yield from (one + other for one in ascii_lowercase for other in ascii_lowercase)


def _joined(words: Iterable[str]) -> str:
    return " … ".join(words)
