"""Cards, days and clocks for tests of the queue, the session and the book."""

from __future__ import annotations

from dataclasses import dataclass

from npqlt_cards.decks.areas import Area
from npqlt_cards.decks.cards import Card
from npqlt_cards.queue import Moment

TODAY = 20_000
DAY_MS = 86_400_000
NOON = TODAY * DAY_MS + 12 * 3_600_000


def card(note: str, number: int = 1, *areas: str) -> Card:
    """A card of ``<area>/<statement>#<slug>``, in that area or in those named."""
    statement = note.partition("#")[0]
    places = areas or (statement.partition("/")[0],)
    return Card(f"{note}:{number}", note, number, statement, places, "fact", "Context", f"Q {note}?", "A", "Source")


def shelf(*cards: Card) -> list[tuple[Area, list[Card]]]:
    """The cards under their areas, a twin under each of its areas."""
    slugs = list(dict.fromkeys(slug for each in cards for slug in each.areas))
    return [
        (Area(slug, number, slug.title()), [each for each in cards if slug in each.areas])
        for number, slug in enumerate(slugs, start=2)
    ]


@dataclass
class Clock:
    """A clock that a test sets; it ticks five seconds at each look."""

    at: int = NOON
    tick: int = 5_000

    def __call__(self) -> Moment:
        """The instant and its study day, in UTC with days that turn at midnight."""
        self.at += self.tick
        return Moment(self.at, self.at // DAY_MS)

    def skip(self, days: int = 0, minutes: float = 0) -> None:
        """Move on."""
        self.at += days * DAY_MS + round(minutes * 60_000)


class Ids:
    """Ids one after another."""

    def __init__(self, prefix: str = "row") -> None:
        self.prefix, self.count = prefix, 0

    def __call__(self) -> str:
        """The next one."""
        self.count += 1
        return f"{self.prefix}-{self.count}"
