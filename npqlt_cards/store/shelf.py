"""The book's copy of the decks: what is asked without a deck file being read."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, NamedTuple

from npqlt_cards.cloze import shown
from npqlt_cards.decks.areas import Area
from npqlt_cards.decks.cards import Card

if TYPE_CHECKING:
    from npqlt_cards.decks.library import Library

CARD_FIELDS = Card._fields
CARD = ", ".join(f"card.{name}" for name in CARD_FIELDS)


def edition(db: sqlite3.Connection) -> str:
    """The fingerprint of the decks that the cards were taken from; "" before the first."""
    return _fact(db, "edition")


class News(NamedTuple):
    """How many cards of the built-in decks came, read otherwise than before, and went."""

    new: int = 0
    reworded: int = 0
    retired: int = 0


def news(db: sqlite3.Connection) -> News:
    """What taking other decks changed, and nobody was told yet."""
    return News(*map(int, _fact(db, "news").split()))


def clear_news(db: sqlite3.Connection) -> None:
    """The learner was told."""
    db.execute("DELETE FROM fact WHERE name = 'news'")


def left_out(db: sqlite3.Connection) -> str:
    """Why files of own decks were left out when the cards were taken, a problem to a line; "" where none was."""
    return _fact(db, "left_out")


def _fact(db: sqlite3.Connection, name: str) -> str:
    row = db.execute("SELECT value FROM fact WHERE name = ?", (name,)).fetchone()
    return str(row[0]) if row else ""


def named_areas(db: sqlite3.Connection) -> list[Area]:
    """The areas that have cards, in framework order."""
    return [Area(*row) for row in db.execute("SELECT slug, number, title FROM area ORDER BY position")]


class Shelf(NamedTuple):
    """What the book copies of the decks: every area with its cards in order, a twin's under each of its areas.

    ``edition`` is the fingerprint of the files they are from, ``own`` the areas of the learner's own decks, and
    ``left_out`` tells which of their files are not among them.
    """

    edition: str
    areas: Sequence[tuple[Area, Sequence[Card]]]
    own: Collection[str] = ()
    left_out: str = ""


def shelf_of(edition: str, library: Library) -> Shelf:
    """A library, of whose files ``edition`` is the fingerprint, as the book copies it."""
    areas = [(area, library.cards_by_area[area.slug]) for area in library.areas]
    return Shelf(edition, areas, library.own, "\n".join(map(str, library.left_out)))


def take(db: sqlite3.Connection, decks: Shelf) -> None:
    """Replace the copy of the decks, within the caller's transaction, and note what is new about the built-in ones."""
    placed = [(area.slug, card) for area, cards in decks.areas for card in cards]
    _set_fact(db, "news", " ".join(map(str, _news(db, {card.id: card for _, card in placed}, decks.own))))
    for table in ("card", "place", "area"):
        db.execute(f"DELETE FROM {table}")
    query = "SELECT card FROM memory UNION SELECT card FROM aside WHERE suspended = 1"
    not_fresh = {card for (card,) in db.execute(query)}
    db.executemany("INSERT INTO area (slug, number, title) VALUES (?, ?, ?)", [area for area, _ in decks.areas])
    marks = ", ".join("?" * (1 + len(CARD_FIELDS)))
    cards = ((*_plain(card), position) for position, (_, card) in enumerate(placed, start=1))
    db.executemany(f"INSERT OR IGNORE INTO card VALUES ({marks})", cards)
    places = ((slug, card.id not in not_fresh, at, card.id) for at, (slug, card) in enumerate(placed, start=1))
    db.executemany("INSERT INTO place VALUES (?, ?, ?, ?)", places)
    for name, value in (("edition", decks.edition), ("own", " ".join(decks.own)), ("left_out", decks.left_out)):
        _set_fact(db, name, value)


def _set_fact(db: sqlite3.Connection, name: str, value: str) -> None:
    db.execute("INSERT OR REPLACE INTO fact VALUES (?, ?)", (name, value))


def _news(db: sqlite3.Connection, now: dict[str, Card], own: Collection[str]) -> News:
    """The news so far, and what these cards add to it; nothing before the first edition, and nothing of own decks.

    Who adds, removes or edits an own deck is told at once, and knows.
    """
    if not edition(db):
        return News()
    passed = {*own, *_fact(db, "own").split()}
    before = {row[0]: card(row) for row in db.execute(f"SELECT {CARD} FROM card") if _area(row[0]) not in passed}
    after = {id_: each for id_, each in now.items() if _area(id_) not in passed}
    both = before.keys() & after.keys()
    reworded = sum(before[id_] != after[id_] and _read(before[id_]) != _read(after[id_]) for id_ in both)
    counts = (len(after.keys() - both), reworded, len(before.keys() - both))
    return News(*map(sum, zip(news(db), counts, strict=True)))


def _area(card_id: str) -> str:
    return card_id.partition("/")[0]


def _read(card: Card) -> tuple[str, ...]:
    """The words that a learner reads on a card."""
    return card.context, shown(card.front()), shown(card.back()), card.source, card.remark


def chosen(areas: Sequence[str]) -> dict[str, object]:
    """A choice of areas as the values of a query: ``:area0``, ``:area1`` and so on."""
    return {f"area{count}": area for count, area in enumerate(areas)}


def card(row: Sequence[object]) -> Card:
    """A card from the columns of :data:`CARD`."""
    values = zip(CARD_FIELDS, row, strict=True)
    return Card(**{name: tuple(str(value).split()) if name == "areas" else value for name, value in values})  # type: ignore[arg-type]


def _plain(card: Card) -> tuple[object, ...]:
    return tuple(" ".join(value) if isinstance(value, tuple) else value for value in card)
