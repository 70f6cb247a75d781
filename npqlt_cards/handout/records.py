"""What a hand-out is made of: the event it is for, and its areas' cards, each once."""

from __future__ import annotations

from typing import NamedTuple

from npqlt_cards.decks.areas import Area
from npqlt_cards.decks.cards import Card
from npqlt_cards.decks.library import Library


class Event(NamedTuple):
    """What a facilitator asks for: a title, the areas by slug in the framework's order, a date and a few words.

    ``date`` and ``note`` are printed as they were written; both may be empty.
    """

    title: str
    areas: tuple[str, ...]
    date: str = ""
    note: str = ""


class Section(NamedTuple):
    """An area with its cards in syllabus order. A card that two areas share stands under the first of them."""

    area: Area
    cards: tuple[Card, ...]


class Handout(NamedTuple):
    """One event's cards by area, and where they are from.

    ``source`` says whose words the statements are. ``version`` is the program's release, ``newest`` the day on which a
    card of its decks last changed (ISO 8601), and ``edition`` says which edition of the framework they are of; it is
    empty where all areas are somebody's own.
    """

    event: Event
    sections: tuple[Section, ...]
    source: str
    version: str
    newest: str
    edition: str

    @property
    def cards(self) -> list[Card]:
        """Every card, in the order of the sections."""
        return [card for section in self.sections for card in section.cards]


def make_handout(library: Library, event: Event, version: str) -> Handout:
    """The event's hand-out out of the decks. Its areas are slugs that the library has."""
    given: set[str] = set()
    sections = []
    for area in library.areas:
        if area.slug in event.areas:
            cards = [card for card in library.cards_by_area[area.slug] if card.id not in given]
            given.update(card.id for card in cards)
            sections.append(Section(area, tuple(cards)))
    edition = library.edition if set(event.areas) - library.own else ""
    return Handout(event, tuple(sections), library.credit(event.areas), version, library.newest.isoformat(), edition)
