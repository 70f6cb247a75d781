"""The book's copy of the decks: what is asked without a deck file being read."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from npqlt_cards.decks.areas import Area
from npqlt_cards.decks.cards import Card

CARD_FIELDS = Card._fields
CARD = ", ".join(f"card.{name}" for name in CARD_FIELDS)


def edition(db: sqlite3.Connection) -> str:
    """The fingerprint of the decks that the cards were taken from; "" before the first."""
    row = db.execute("SELECT value FROM fact WHERE name = 'edition'").fetchone()
    return row[0] if row else ""


def named_areas(db: sqlite3.Connection) -> list[Area]:
    """The areas that have cards, in framework order."""
    return [Area(*row) for row in db.execute("SELECT slug, number, title FROM area ORDER BY position")]


def take(db: sqlite3.Connection, edition: str, areas: Sequence[tuple[Area, Sequence[Card]]]) -> None:
    """Replace the copy of the decks, within the caller's transaction: every area's cards in order, twins in each."""
    for table in ("card", "place", "area"):
        db.execute(f"DELETE FROM {table}")
    query = "SELECT card FROM memory UNION SELECT card FROM aside WHERE suspended = 1"
    not_fresh = {card for (card,) in db.execute(query)}
    db.executemany("INSERT INTO area (slug, number, title) VALUES (?, ?, ?)", [area for area, _ in areas])
    placed = [(area.slug, card) for area, cards in areas for card in cards]
    marks = ", ".join("?" * (1 + len(CARD_FIELDS)))
    cards = ((*_plain(card), position) for position, (_, card) in enumerate(placed, start=1))
    db.executemany(f"INSERT OR IGNORE INTO card VALUES ({marks})", cards)
    places = ((slug, card.id not in not_fresh, at, card.id) for at, (slug, card) in enumerate(placed, start=1))
    db.executemany("INSERT INTO place VALUES (?, ?, ?, ?)", places)
    db.execute("INSERT OR REPLACE INTO fact VALUES ('edition', ?)", (edition,))


def chosen(areas: Sequence[str]) -> dict[str, object]:
    """A choice of areas as the values of a query: ``:area0``, ``:area1`` and so on."""
    return {f"area{count}": area for count, area in enumerate(areas)}


def card(row: Sequence[object]) -> Card:
    """A card from the columns of :data:`CARD`."""
    values = zip(CARD_FIELDS, row, strict=True)
    return Card(**{name: tuple(str(value).split()) if name == "areas" else value for name, value in values})  # type: ignore[arg-type]


def _plain(card: Card) -> tuple[object, ...]:
    return tuple(" ".join(value) if isinstance(value, tuple) else value for value in card)
