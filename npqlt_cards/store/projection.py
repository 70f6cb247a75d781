"""What follows from the log: each card's memory, what is set aside, what was taken back, and each day's tally.

A card's memory depends on its own answers alone, in the order of their instants, each scheduled with the settings that
it names. So the same rows give the same memories, in whatever order they came into the log and in whatever zone.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import groupby, islice
from operator import attrgetter
from typing import Any, NamedTuple
from zlib import crc32

from npqlt_cards import schedule
from npqlt_cards.schedule import AGAIN, REVIEW, Memory, Settings
from npqlt_cards.session import BURIED, CRAMMED, FLAGGED, REVIEWED, SUSPENDED, UNDONE, UNFLAGGED, UNSUSPENDED, Row
from npqlt_cards.wording import cut

ANSWERS = (REVIEWED, "imported")  # the kinds of rows that move a card's memory
_ANSWERED = (*ANSWERS, CRAMMED)
ASIDE = (SUSPENDED, UNSUSPENDED, BURIED, FLAGGED, UNFLAGGED)
SETTINGS = "settings"
UNDO_OF = "undo:"  # before the id of an answer that a merge takes back: the same wherever it is done
MATURE = 21  # days: from this interval on a card counts as mature, as in Anki

ROW = ", ".join(Row._fields)
MEMORY = ", ".join(f"memory.{name}" for name in Memory._fields)
_NOT_UNDONE = "NOT EXISTS (SELECT 1 FROM undone WHERE undone.id = log.id)"


class Tally(NamedTuple):
    """What a study day came to; of the answers to cards in the review phase how many were young or mature then.

    ``introduced`` are first answers, ``reviewed`` those in the review phase, ``answers`` all but crammed ones;
    ``took_ms`` is the time of all answers, crammed ones included.
    """

    introduced: int = 0
    reviewed: int = 0
    answers: int = 0
    recalled: int = 0
    crammed: int = 0
    took_ms: int = 0
    young: int = 0
    young_recalled: int = 0
    mature: int = 0
    mature_recalled: int = 0


class SetAside(NamedTuple):
    """Whether a card is suspended, the day it is buried for, and why it is flagged."""

    suspended: bool = False
    buried_day: int | None = None
    flag: str | None = None


_INTRODUCED, _REVIEWED, _ANSWERS, _RECALLED, _CRAMMED, _TOOK_MS, _YOUNG, _, _MATURE, _ = range(len(Tally._fields))
_ADD = f"""INSERT INTO tally VALUES (?, {", ".join("?" * len(Tally._fields))}) ON CONFLICT (day) DO UPDATE SET
    {", ".join(f"{name} = {name} + excluded.{name}" for name in Tally._fields)}"""
_NOT_ASIDE = SetAside()
_SET_ASIDE = "INSERT OR REPLACE INTO aside VALUES (?, ?, ?, ?)"
_REMEMBER = f"INSERT OR REPLACE INTO memory VALUES ({', '.join('?' * (3 + len(Memory._fields)))})"


# -- settings ----------------------------------------------------------------------------------------------------------


def settings_id(settings: Settings) -> str | None:
    """The name by which answers refer to settings, the same on every machine; None for the defaults."""
    plain = _plain(settings)
    return None if plain == _plain(Settings()) else f"settings:{sha256(plain.encode()).hexdigest()[:16]}"


def settings_row(settings: Settings, at: int, day: int) -> Row:
    """The row of the log that says what a settings id stands for."""
    return Row(settings_id(settings) or "", at, day, "", SETTINGS, about=_plain(settings))


def _plain(settings: Settings) -> str:
    """What of the settings bears on the schedule: each row has its study day, so the rollover does not."""
    fields = {name: value for name, value in settings._asdict().items() if name != "rollover"}
    return json.dumps(fields, sort_keys=True)


def known_settings(db: sqlite3.Connection) -> dict[str | None, Settings]:
    """The settings that the log knows, by id; the defaults under None. Raises sqlite3.DatabaseError for others."""
    found: dict[str | None, Settings] = {None: Settings()}
    for id_, about in db.execute("SELECT id, about FROM log WHERE kind = ? AND card = ''", (SETTINGS,)):
        try:
            fields: dict[str, Any] = json.loads(about)
            fields = {name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()}
            found[id_] = Settings(**fields)
        except (ValueError, TypeError, AttributeError) as error:  # SQLite cannot tell
            raise sqlite3.DatabaseError(f"malformed settings in the log: {cut(str(id_))}") from error
    return found


# -- one card ----------------------------------------------------------------------------------------------------------


def effects(
    card: str, rows: Sequence[Row], settings: Mapping[str | None, Settings]
) -> Iterator[tuple[Row, Memory | None, Memory]]:
    """Each of a card's answers, with its memory before and after; ``rows`` in the order of their instants.

    An answer whose settings the log does not know is scheduled with the defaults.
    """
    default = settings[None]
    answers = [(row.at, row.day, row.grade or AGAIN, settings.get(row.about, default)) for row in rows]
    before = None
    for row, after in zip(rows, schedule.course(card, answers), strict=True):
        yield row, before, after
        before = after


def tally_of(row: Row, before: Memory | None) -> Tally:
    """What one answer adds to the tally of its day."""
    counts = [0] * len(Tally._fields)
    _count(counts, row, before)
    return Tally(*counts)


def _count(counts: list[int], row: Row, before: Memory | None) -> None:
    """Add one answer to a day's counts, which are in the order of :class:`Tally`."""
    recalled = (row.grade or AGAIN) != AGAIN
    counts[_TOOK_MS] += row.took_ms or 0
    if row.kind == CRAMMED:
        counts[_CRAMMED] += 1
        return
    counts[_ANSWERS] += 1
    counts[_RECALLED] += recalled
    if before is None:
        counts[_INTRODUCED] += 1
    elif before.phase == REVIEW:
        kind = _YOUNG if schedule.interval(before) < MATURE else _MATURE
        counts[_REVIEWED] += 1
        counts[kind] += 1
        counts[kind + 1] += recalled


def negative(tally: Tally) -> Tally:
    """The tally that takes another away."""
    return Tally(*(-value for value in tally))


def rows_of(db: sqlite3.Connection, card: str, kinds: Sequence[str]) -> list[Row]:
    """A card's rows of some kinds, in the order of their instants, without those taken back."""
    marks = ", ".join("?" * len(kinds))
    query = f"SELECT {ROW} FROM log WHERE card = ? AND kind IN ({marks}) AND {_NOT_UNDONE} ORDER BY at, id"
    return [Row(*row) for row in db.execute(query, (card, *kinds))]


def add(db: sqlite3.Connection, day: int, tally: Tally) -> None:
    """Add to the tally of a day."""
    db.execute(_ADD, (day, *tally))


def remember(db: sqlite3.Connection, card: str, memory: Memory) -> None:
    """Set a card's memory, and mark it as no longer new."""
    suspended = db.execute("SELECT 1 FROM aside WHERE card = ? AND suspended = 1", (card,)).fetchone() is not None
    db.execute(_REMEMBER, _memory_row(card, memory, suspended))
    if memory.reps == 1:
        db.execute("UPDATE place SET fresh = 0 WHERE card = ?", (card,))


def _memory_row(card: str, memory: Memory, suspended: bool) -> tuple[object, ...]:
    return (card, *memory, suspended, crc32(card.encode()))


def recount(db: sqlite3.Connection, card: str, before: Sequence[tuple[Row, Memory | None, Memory]]) -> None:
    """Derive a card's memory anew, and correct the tallies by what its answers were before."""
    now = list(effects(card, rows_of(db, card, ANSWERS), known_settings(db)))
    for row, known, _ in before:
        add(db, row.day, negative(tally_of(row, known)))
    for row, known, _ in now:
        add(db, row.day, tally_of(row, known))
    if now:
        remember(db, card, now[-1][2])
    else:
        db.execute("DELETE FROM memory WHERE card = ?", (card,))
    set_aside(db, card)


def set_aside(db: sqlite3.Connection, card: str) -> None:
    """Derive anew whether a card is suspended, buried or flagged."""
    aside = _aside(rows_of(db, card, ASIDE))
    if aside == _NOT_ASIDE:
        db.execute("DELETE FROM aside WHERE card = ?", (card,))
    else:
        db.execute(_SET_ASIDE, (card, *aside))
    db.execute("UPDATE memory SET suspended = ? WHERE card = ?", (aside.suspended, card))
    db.execute(
        """UPDATE place SET fresh = ? AND NOT EXISTS (SELECT 1 FROM memory WHERE memory.card = place.card)
        WHERE card = ?""",
        (not aside.suspended, card),
    )


def _aside(rows: Iterable[Row]) -> SetAside:
    """How a card is set aside, by its rows in order."""
    suspended, buried_day, flag = False, None, None
    for row in rows:
        if row.kind == BURIED:
            buried_day = row.day
        elif row.kind in (FLAGGED, UNFLAGGED):
            flag = (row.about or "") if row.kind == FLAGGED else None
        else:
            suspended = row.kind == SUSPENDED
    return SetAside(suspended, buried_day, flag)


# -- many cards --------------------------------------------------------------------------------------------------------

_BATCH = 2_000  # memories written at a time
EVERY_CARD = ""


Watch = Callable[[int, int], None]
"""Told from time to time how much of a long work is done, and how much there is: answers to replay, pages to copy."""


def unwatched(_done: int, _all: int) -> None:
    """Nobody looks on."""


def stale(db: sqlite3.Connection) -> bool:
    """Whether what is derived was left behind by a change of the tables: the next start replays the log."""
    return db.execute("SELECT 1 FROM fact WHERE name = 'stale'").fetchone() is not None


def rebuild(db: sqlite3.Connection, watch: Watch = unwatched) -> None:
    """Derive everything anew from the log, within the caller's transaction."""
    for table in ("memory", "tally", "aside", "undone"):
        db.execute(f"DELETE FROM {table}")
    db.execute("INSERT OR IGNORE INTO undone SELECT about FROM log WHERE kind = ? AND about IS NOT NULL", (UNDONE,))
    derive(db, EVERY_CARD, no_tallies(), watch)


def derive(db: sqlite3.Connection, cards: str, tallies: defaultdict[int, list[int]], watch: Watch = unwatched) -> None:
    """Derive anew what follows from the answers of some cards, which a query gives, and what is set aside of them.

    What they add to each day's tally is added to ``tallies``, and these to the tallies that there are.
    """
    of_these = f"card IN ({cards})" if cards else "TRUE"
    db.execute(f"DELETE FROM memory WHERE {of_these}")
    db.execute(f"DELETE FROM aside WHERE {of_these}")
    replayed = replay(db, cards, tallies, watch)
    while some := list(islice(replayed, _BATCH)):
        memories = [_memory_row(card, memory, aside.suspended) for card, memory, aside in some if memory]
        db.executemany(_REMEMBER, memories)
        db.executemany(_SET_ASIDE, [(card, *aside) for card, _, aside in some if aside != _NOT_ASIDE])
    db.execute(
        f"""UPDATE place SET fresh = card NOT IN (SELECT card FROM memory)
        AND card NOT IN (SELECT card FROM aside WHERE suspended = 1) WHERE {of_these}"""
    )
    db.executemany(_ADD, [(day, *tally) for day, tally in tallies.items()])


def replay(
    db: sqlite3.Connection, cards: str, tallies: Mapping[int, list[int]], watch: Watch = unwatched
) -> Iterator[tuple[str, Memory | None, SetAside]]:
    """The cards that a query gives, or all, each with what its rows leave; its answers are counted in ``tallies``."""
    settings, done = known_settings(db), 0
    counted = f"SELECT count(*) {_from_log(cards, _ANSWERED)}"
    whole = 0 if watch is unwatched else db.execute(counted).fetchone()[0]
    query = f"SELECT {ROW} {_from_log(cards, (*_ANSWERED, *ASIDE))} AND {_NOT_UNDONE} ORDER BY card, at, id"
    by_card = groupby(map(Row._make, db.execute(query)), key=attrgetter("card"))
    for number, (card, group) in enumerate(by_card, start=1):
        its = list(group)
        answers = [row for row in its if row.kind in _ANSWERED]
        yield card, _replayed(card, answers, settings, tallies), _aside(row for row in its if row.kind in ASIDE)
        done += len(answers)
        if number % _BATCH == 0:
            watch(done, whole)
    watch(whole, whole)


def _replayed(
    card: str, rows: Sequence[Row], settings: Mapping[str | None, Settings], tallies: Mapping[int, list[int]]
) -> Memory | None:
    """A card's memory by its answers, which are added to the tallies of their days."""
    after = None
    answers = [row for row in rows if row.kind != CRAMMED]
    for row, before, after in effects(card, answers, settings):  # noqa: B007 - the last memory is wanted
        _count(tallies[row.day], row, before)
    for row in rows:
        if row.kind == CRAMMED:
            _count(tallies[row.day], row, None)
    return after


def _from_log(cards: str, kinds: Iterable[str]) -> str:
    """The rows of some kinds, of the cards that a query gives or of all.

    For all no index is used: to follow one to each of a million rows takes longer than to sort them.
    """
    those = f"log WHERE card IN ({cards})" if cards else "log NOT INDEXED WHERE TRUE"
    return f"FROM {those} AND kind IN ({', '.join(repr(kind) for kind in kinds)})"


def no_tallies() -> defaultdict[int, list[int]]:
    """Tallies by day to be added to, as lists in the order of :class:`Tally`."""
    return defaultdict(lambda: [0] * len(Tally._fields))
