"""What a learner has got to with each card, whole: for those who take it elsewhere."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from npqlt_cards.schedule import Memory
from npqlt_cards.session import Row
from npqlt_cards.store import projection
from npqlt_cards.store.projection import ANSWERS, ROW

_QUERY = f"""SELECT {ROW} FROM log WHERE kind IN ({", ".join("?" * len(ANSWERS))})
    AND NOT EXISTS (SELECT 1 FROM undone WHERE undone.id = log.id) ORDER BY card, at, id"""


class Step(NamedTuple):
    """One answer, with the card's memory before and after it."""

    row: Row
    before: Memory | None
    after: Memory


class Progress(NamedTuple):
    """One card's answers, oldest first, none that was taken back; whether it is suspended, and until when buried."""

    card: str
    steps: list[Step]
    suspended: bool = False
    buried_day: int | None = None

    @property
    def memory(self) -> Memory | None:
        """What is known of the card; None while it is new."""
        return self.steps[-1].after if self.steps else None


def progress(db: sqlite3.Connection) -> Iterator[Progress]:
    """Every card that was answered or set aside, by id."""
    aside = {card: row for card, *row in db.execute("SELECT card, suspended, buried_day FROM aside ORDER BY card")}
    settings = projection.known_settings(db)
    answers = map(Row._make, db.execute(_QUERY, ANSWERS))
    for card, rows in groupby(answers, key=lambda row: row.card):
        suspended, buried_day = aside.pop(card, (False, None))
        steps = [Step(*effect) for effect in projection.effects(card, list(rows), settings)]
        yield Progress(card, steps, bool(suspended), buried_day)
    for card, (suspended, buried_day) in aside.items():
        yield Progress(card, [], bool(suspended), buried_day)
