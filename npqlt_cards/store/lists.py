"""What the book lists: cards by their state, flags, and what is set aside. Nothing here writes."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

from npqlt_cards.decks.cards import Card
from npqlt_cards.schedule import Memory
from npqlt_cards.session import FLAGGED
from npqlt_cards.store import shelf
from npqlt_cards.store.projection import MEMORY, Tally
from npqlt_cards.store.shelf import CARD

# A suspended card is in no state but that one, and flagged: a leech that was put away asks for nothing any more.
CONDITIONS = {
    "due": "memory.due_day <= :day AND memory.suspended = 0",
    "new": "memory.card IS NULL AND coalesce(aside.suspended, 0) = 0",
    "learning": "memory.due_at IS NOT NULL AND memory.suspended = 0",
    "suspended": "aside.suspended = 1",
    "leech": "memory.lapses >= :leech_lapses AND memory.suspended = 0",
    "flagged": "aside.flag IS NOT NULL",
}
_TALLY = ", ".join(Tally._fields)


class Listed(NamedTuple):
    """A card as the learner has it: its memory (None while it is new), and why it is flagged (None if it is not)."""

    card: Card
    memory: Memory | None
    suspended: bool
    flag: str | None


class Flag(NamedTuple):
    """A flag: the card's id, why, and when it was set. ``card`` is None where the decks no longer have it."""

    id: str
    why: str
    at: int
    day: int
    card: Card | None


class Aside(NamedTuple):
    """Whether a card is suspended, and whether it is flagged."""

    suspended: bool
    flagged: bool


def in_state(db: sqlite3.Connection, state: str, areas: Sequence[str], day: int, leech_lapses: int) -> list[Listed]:
    """The cards of some areas, or of all, that are in a state of :data:`CONDITIONS`, in framework order."""
    query = f"""SELECT {CARD}, coalesce(aside.suspended, 0), aside.flag, {MEMORY} FROM card
        LEFT JOIN memory ON memory.card = card.id LEFT JOIN aside ON aside.card = card.id
        WHERE {CONDITIONS[state]} ORDER BY card.position"""
    rows = db.execute(query, {"day": day, "leech_lapses": leech_lapses})
    found = map(_listed, rows)
    return [each for each in found if not areas or not set(areas).isdisjoint(each.card.areas)]


def _listed(row: Sequence[object]) -> Listed:
    cut = len(shelf.CARD_FIELDS)
    suspended, flag, *memory = row[cut:]
    known = Memory(*memory) if memory[0] is not None else None  # type: ignore[arg-type]
    return Listed(shelf.card(row[:cut]), known, bool(suspended), None if flag is None else str(flag))


def flags(db: sqlite3.Connection) -> list[Flag]:
    """Every flag, in framework order; those of cards that the decks no longer have come last."""
    query = f"""SELECT aside.card, aside.flag, {CARD} FROM aside LEFT JOIN card ON card.id = aside.card
        WHERE aside.flag IS NOT NULL ORDER BY card.position IS NULL, card.position, aside.card"""
    return [
        Flag(id_, why, *_flagged_at(db, id_), shelf.card(row) if row[0] is not None else None)
        for id_, why, *row in db.execute(query).fetchall()
    ]


def _flagged_at(db: sqlite3.Connection, card: str) -> tuple[int, int]:
    """The instant and the study day of a card's last flag."""
    query = """SELECT at, day FROM log WHERE card = ? AND kind = ?
        AND NOT EXISTS (SELECT 1 FROM undone WHERE undone.id = log.id) ORDER BY at DESC, id DESC LIMIT 1"""
    at, day = db.execute(query, (card, FLAGGED)).fetchone()
    return at, day


def tally(db: sqlite3.Connection, day: int) -> Tally:
    """What a study day came to so far."""
    row = db.execute(f"SELECT {_TALLY} FROM tally WHERE day = ?", (day,)).fetchone()
    return Tally(*row) if row else Tally()


def flagged(db: sqlite3.Connection) -> int:
    """How many cards are flagged."""
    return int(db.execute("SELECT count(*) FROM aside WHERE flag IS NOT NULL").fetchone()[0])


def leeches(db: sqlite3.Connection, leech_lapses: int) -> int:
    """How many cards are in the state ``leech``: forgotten so often, and not suspended."""
    query = f"SELECT count(*) FROM memory JOIN card ON card.id = memory.card WHERE {CONDITIONS['leech']}"
    return int(db.execute(query, {"leech_lapses": leech_lapses}).fetchone()[0])


def aside(db: sqlite3.Connection) -> dict[str, Aside]:
    """Every card of the decks, in framework order, then those set aside that the decks no longer have."""
    held = """SELECT card.id, coalesce(suspended, 0), flag IS NOT NULL FROM card
        LEFT JOIN aside ON aside.card = card.id ORDER BY position"""
    gone = "SELECT card, suspended, flag IS NOT NULL FROM aside WHERE card NOT IN (SELECT id FROM card) ORDER BY card"
    rows = [*db.execute(held), *db.execute(gone)]
    return {id_: Aside(bool(suspended), bool(flagged)) for id_, suspended, flagged in rows}
