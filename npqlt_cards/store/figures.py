"""Figures for statistics: read from the tally and the memories, never from the log.

So their cost grows with the study days and the cards, and not with the answers. Cards that the decks no longer have
are counted on the days on which they were answered, and nowhere else. A twin's cards have one row with all of its areas
in it: grouped by that, they can be counted in each of them, and once in a total.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

from npqlt_cards.schedule import Settings, recall_chance
from npqlt_cards.store.projection import MATURE, Tally
from npqlt_cards.store.shelf import chosen

FORECAST_DAYS = 30


class Standing(NamedTuple):
    """How many cards stand where; the five kinds part them all, and relearning is learning.

    ``answered`` cards are those in learning, young and mature, and ``recall`` is the sum of their chances of recall;
    ``overdue`` are the young and mature ones that were due on an earlier study day.
    """

    new: int = 0
    learning: int = 0
    young: int = 0
    mature: int = 0
    suspended: int = 0
    answered: int = 0
    overdue: int = 0
    recall: float = 0.0


class Coverage(NamedTuple):
    """How many statements there are, how many have a card that was answered, and how many have mature cards only."""

    statements: int = 0
    seen: int = 0
    secure: int = 0


class Group(NamedTuple):
    """The cards and statements that one set of areas shares: for all but twins a single area."""

    areas: tuple[str, ...]
    standing: Standing
    coverage: Coverage


class Figures(NamedTuple):
    """All that statistics are made from: the tally of each study day, cards by their areas, and what falls due when.

    ``due`` has how many review cards fall due on each study day of the forecast that has any, none suspended.
    """

    tallies: list[tuple[int, Tally]]
    groups: list[Group]
    due: dict[int, int]


def read(db: sqlite3.Connection, areas: Sequence[str], day: int, settings: Settings) -> Figures:
    """The figures of one moment; ``areas`` narrows all but the tallies, and is empty for all."""
    db.execute("BEGIN")  # so that no answer given meanwhile is in one figure and not in another
    try:
        return Figures(tallies(db), groups(db, areas, day, settings), due(db, areas, day))
    finally:
        if db.in_transaction:
            db.execute("ROLLBACK")


def tallies(db: sqlite3.Connection) -> list[tuple[int, Tally]]:
    """Each study day on which anything was answered, with its tally; oldest first."""
    rows = db.execute(f"SELECT day, {', '.join(Tally._fields)} FROM tally WHERE answers OR crammed ORDER BY day")
    return [(day, Tally(*counts)) for day, *counts in rows]


# What a card is. An interval is known in the review phase alone: elsewhere due_day is NULL.
_CARDS = """SELECT card.statement, card.areas, stability, last_day, due_day, due_day - last_day AS days,
        memory.card IS NOT NULL AS seen, aside.card IS NOT NULL AS suspended
    FROM card LEFT JOIN memory ON memory.card = card.id
    LEFT JOIN aside ON aside.card = card.id AND aside.suspended = 1"""
_STATEMENTS = f"""SELECT areas,
        sum(NOT suspended AND NOT seen) AS new,
        sum(NOT suspended AND seen AND days IS NULL) AS learning,
        sum(NOT suspended AND coalesce(days < :mature, 0)) AS young,
        sum(NOT suspended AND coalesce(days >= :mature, 0)) AS mature,
        sum(suspended) AS suspended,
        sum(NOT suspended AND seen) AS answered,
        sum(NOT suspended AND coalesce(due_day < :day, 0)) AS overdue,
        sum(CASE WHEN seen AND NOT suspended THEN recall_chance(stability, :day - last_day) ELSE 0.0 END) AS recall,
        max(seen) AS seen,
        min(coalesce(days >= :mature, 0)) AS secure
    FROM ({_CARDS}) GROUP BY statement"""
_GROUPS = f"""SELECT areas, {", ".join(f"sum({name})" for name in Standing._fields)}, count(*), sum(seen), sum(secure)
    FROM ({_STATEMENTS}) GROUP BY areas"""


def groups(db: sqlite3.Connection, areas: Sequence[str], day: int, settings: Settings) -> list[Group]:
    """Cards and statements by the areas that they stand in; where ``areas`` names any, of those that stand in one."""

    def chance(stability: float, days: int) -> float:
        return recall_chance(stability, days, settings)

    db.create_function("recall_chance", 2, chance, deterministic=True)
    cut = 1 + len(Standing._fields)
    found = [
        Group(tuple(row[0].split()), Standing(*row[1:cut]), Coverage(*row[cut:]))
        for row in db.execute(_GROUPS, {"day": day, "mature": MATURE})
    ]
    return [group for group in found if not areas or set(areas) & set(group.areas)]


def due(db: sqlite3.Connection, areas: Sequence[str], day: int) -> dict[int, int]:
    """How many review cards fall due on each study day of the forecast, which begins on ``day``; none suspended."""
    within = f"WHERE area IN ({', '.join(f':{name}' for name in chosen(areas))})" if areas else ""
    # CROSS: from the cards in order to their memories, which is steady; by days it would jump about among the cards.
    query = f"""SELECT due_day, count(*)
        FROM (SELECT DISTINCT card FROM place {within}) AS placed CROSS JOIN memory ON memory.card = placed.card
        WHERE due_day >= :day AND due_day < :day + {FORECAST_DAYS} AND suspended = 0 GROUP BY due_day"""
    return dict(db.execute(query, {**chosen(areas), "day": day}))
