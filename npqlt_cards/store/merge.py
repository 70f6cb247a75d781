"""Another history of the same cards taken into the log: each answer once, however often and by whichever way it comes.

Rows of another npqlt's log are known by their ids. An answer that comes by way of Anki has lost its id, and may have
moved by some milliseconds, since Anki's log holds one answer at an instant: it is an echo of an answer of ours where
card and grade are the same and the instants are close. Each answer has one echo at most, the nearest, so that two
quick answers stay two. Answers that were taken back have echoes too: what was undone does not come back.

Where an echo is there first and the answer itself follows, the answer is appended, and an undo of the echo with it. Of
two echoes of one answer the one with the lesser id counts. So two logs that are merged into each other, or into a
third in any order, give the same memories.
"""

from __future__ import annotations

import sqlite3
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from npqlt_cards.errors import Problem, ProblemsError, readable
from npqlt_cards.schedule import Settings
from npqlt_cards.session import CRAMMED, REVIEWED, UNDONE, Row
from npqlt_cards.store import projection
from npqlt_cards.store.projection import ANSWERS, ROW, SETTINGS, UNDO_OF

IMPORTED = ANSWERS[1]
_TOUCHED = "SELECT card FROM temp.touched"
_TWICE = "SELECT id FROM incoming GROUP BY id HAVING count(*) > 1"
_ROOM_KIB = 32_768  # of the book and of what comes, while rows are looked up by card: else each is read from the disk
ECHO_MS = 1_000  # how far an echo may be from its answer
_KINDS = ", ".join(f"'{kind}'" for kind in ANSWERS)
_MARKS = ", ".join("?" * len(Row._fields))


class Merged(NamedTuple):
    """What came, or would come: rows that were known already, rows that are new, of those the answers, and of how many
    cards they are.
    """

    known: int
    rows: int
    answers: int
    cards: int


class Origin(NamedTuple):
    """Where rows come from: the file, for messages, and the settings that answers from Anki are scheduled with.

    ``settings`` is None for a log of npqlt's own.
    """

    file: str
    settings: Settings | None = None


class Choice(NamedTuple):
    """What is done with one card's incoming answers: those to append, and the echoes in the log to take back."""

    append: list[Row]
    take_back: list[Row]


def anki_row(card: str, at: int, day: int, answer: tuple[int, int], about: str | None) -> Row:
    """The row of an answer (grade, time taken) found in Anki. Its id is the same wherever it says the same."""
    id_ = f"anki:{at}:{card}:{answer[0]}:{day}" + (f":{about}" if about else "")
    return Row(id_, at, day, card, IMPORTED, *answer, about)


def merge(db: sqlite3.Connection, rows: Iterable[tuple[int, Row]], origin: Origin, dry: bool) -> Merged:
    """Take in rows, each with its line in the file, within the caller's transaction; only count them where ``dry``.

    Raises ProblemsError for rows that contradict others of the same id.
    """
    for schema in ("main", "temp"):
        db.execute(f"PRAGMA {schema}.cache_size = -{_ROOM_KIB}")
    _gather(db, rows)
    _refuse_contradictions(db, origin.file)
    _choose(db, ranked=origin.settings is None)
    found = "FROM incoming WHERE fate = 'new'"
    answers, cards = db.execute(
        f"SELECT count(*), count(DISTINCT card) {found} AND kind IN ({_KINDS}, '{CRAMMED}')"
    ).fetchone()
    new, known = db.execute("SELECT total(fate = 'new'), total(fate = 'known') FROM incoming").fetchone()
    if new and not dry:
        _take(db, origin)
    return Merged(int(known), int(new), answers, cards)


# -- gathering ---------------------------------------------------------------------------------------------------------


def _gather(db: sqlite3.Connection, rows: Iterable[tuple[int, Row]]) -> None:
    """Put the rows into a table that lives as long as the connection, on disk where they are many."""
    db.execute("DROP TABLE IF EXISTS temp.incoming")
    db.execute(f"CREATE TEMP TABLE incoming (line INTEGER PRIMARY KEY, {ROW}, fate TEXT NOT NULL DEFAULT 'new')")
    db.executemany(f"INSERT INTO incoming (line, {ROW}) VALUES (?, {_MARKS})", ((line, *row) for line, row in rows))
    db.execute("CREATE INDEX temp.incoming_id ON incoming (id)")
    db.execute("CREATE INDEX temp.incoming_card ON incoming (card)")


def _refuse_contradictions(db: sqlite3.Connection, file: str) -> None:
    """Two rows of one id say the same. Ids that are made of what the row says are left out: of settings, and Anki's."""
    differ = " OR ".join(f"incoming.{name} IS NOT other.{name}" for name in Row._fields)
    differ = f"incoming.kind NOT IN ('{SETTINGS}', '{IMPORTED}') AND ({differ})"
    repair = "get a fresh copy of the log"
    problems: list[Problem] = []
    for table, where, words in (
        ("log", "", "the log here"),
        ("temp.incoming", f"AND incoming.id IN ({_TWICE}) AND other.line < incoming.line", "an earlier line"),
    ):
        query = f"""SELECT incoming.line, incoming.id FROM incoming JOIN {table} AS other ON other.id = incoming.id
            WHERE {differ} {where} ORDER BY 1 LIMIT 1000"""
        for line, id_ in db.execute(query):
            problems.append(Problem("I03", file, line, f"the row {id_} says other things than in {words}", repair))
    if problems:
        raise ProblemsError(readable(problems))


# -- choosing ----------------------------------------------------------------------------------------------------------


def _choose(db: sqlite3.Connection, ranked: bool) -> None:
    """Mark what is known already, and add an undo for each echo in the log whose answer now comes."""
    db.execute("UPDATE incoming SET fate = 'known' WHERE id IN (SELECT id FROM log)")
    first = "SELECT min(line) FROM incoming GROUP BY id"
    db.execute(f"UPDATE incoming SET fate = 'known' WHERE id IN ({_TWICE}) AND line NOT IN ({first})")
    query = f"""SELECT DISTINCT card FROM incoming WHERE fate = 'new' AND (
        (kind = '{IMPORTED}' AND EXISTS (SELECT 1 FROM log WHERE log.card = incoming.card AND log.kind IN ({_KINDS})))
        OR (kind = '{REVIEWED}' AND card IN (SELECT card FROM log WHERE kind = '{IMPORTED}')))"""
    for (card,) in db.execute(query).fetchall():  # the cards whose answers may meet their echoes
        _choose_of(db, card, ranked)


def _choose_of(db: sqlite3.Connection, card: str, ranked: bool) -> None:
    incoming = {row.id: row for row in _answers_of(db, card, "incoming")}
    back = f"SELECT about FROM incoming WHERE kind = '{UNDONE}' AND card = ? UNION ALL SELECT id FROM undone"
    taken_back = {id_ for (id_,) in db.execute(back, (card,))}
    choice = choose(_answers_of(db, card, "log"), list(incoming.values()), taken_back, ranked)
    left_out = incoming.keys() - {row.id for row in choice.append}
    db.executemany("UPDATE incoming SET fate = 'known' WHERE card = ? AND id = ?", ((card, id_) for id_ in left_out))
    for row in choice.take_back:
        _add(db, Row(f"{UNDO_OF}{row.id}", row.at, row.day, card, UNDONE, about=row.id))


def _answers_of(db: sqlite3.Connection, card: str, table: str) -> list[Row]:
    query = f"SELECT {ROW} FROM {table} WHERE card = ? AND kind IN ({_KINDS})"
    return [Row(*row) for row in db.execute(query, (card,))]


def _add(db: sqlite3.Connection, row: Row) -> None:
    """Put one more row with those that come."""
    db.execute(f"INSERT INTO incoming (line, {ROW}) SELECT 1 + max(line), {_MARKS} FROM incoming", row)


def choose(known: Sequence[Row], incoming: Sequence[Row], taken_back: set[str], ranked: bool) -> Choice:
    """What of one card's incoming answers is new, and which echoes in the log they replace.

    With ``ranked``, of two echoes of one answer the lesser id counts; without, the one that is there stays.
    """
    here, come = {row.id for row in known}, {row.id for row in incoming}
    free = [row for row in known if not (ranked and row.id in come)]  # of two logs, a row's own twin is its match
    free = [row for row in free if row.kind != IMPORTED or row.id not in taken_back]
    new = [row for row in incoming if row.id not in here]
    append = [row for row in new if row.kind != IMPORTED or row.id in taken_back]
    replaced = [echo for _, echo in pairs(_of(REVIEWED, append), _of(IMPORTED, free))]
    gone = {row.id for row in replaced}
    echoes = [row for row in _of(IMPORTED, new) if row.id not in taken_back]
    matched = dict(pairs(echoes if ranked else incoming, [row for row in free if row.id not in gone]))
    for row in echoes:
        found = matched.get(row)
        if found is None or (ranked and found.kind == IMPORTED and row.id < found.id):
            append.append(row)
            replaced += [found] if found else []
    return Choice(append, replaced)


def _of(kind: str, rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if row.kind == kind]


def pairs(first: Iterable[Row], second: Iterable[Row]) -> Iterator[tuple[Row, Row]]:
    """Rows of both sides that tell of one answer: of the same grade, close to each other, the closest first."""
    by_grade: dict[int | None, list[Row]] = {}
    for row in sorted(second, key=_instant):
        by_grade.setdefault(row.grade, []).append(row)
    close: list[tuple[int, int, str, str, Row, Row]] = []
    for one in first:
        others = by_grade.get(one.grade, [])
        for two in others[bisect_left(others, one.at - ECHO_MS, key=_instant) :]:
            if two.at > one.at + ECHO_MS:
                break
            close.append((abs(one.at - two.at), one.at, one.id, two.id, one, two))
    used: set[tuple[int, str]] = set()
    for _, _, one_id, two_id, one, two in sorted(close):
        if (1, one_id) not in used and (2, two_id) not in used:
            used |= {(1, one_id), (2, two_id)}
            yield one, two


def _instant(row: Row) -> int:
    return row.at


# -- taking ------------------------------------------------------------------------------------------------------------


def _take(db: sqlite3.Connection, origin: Origin) -> None:
    """Append what is new, and derive the cards that it touches anew."""
    if origin.settings is not None and projection.settings_id(origin.settings):
        at, day = db.execute("SELECT at, day FROM incoming WHERE fate = 'new' ORDER BY at LIMIT 1").fetchone()
        row = projection.settings_row(origin.settings, at, day)
        _add(db, row)
        db.execute("UPDATE incoming SET fate = 'known' WHERE id = ? AND id IN (SELECT id FROM log)", (row.id,))
    _gather_touched(db)
    before = projection.no_tallies()
    for _ in projection.replay(db, _TOUCHED, before):
        pass
    db.execute(f"INSERT INTO log ({ROW}) SELECT {ROW} FROM incoming WHERE fate = 'new' ORDER BY at, id")
    db.execute(
        f"""INSERT OR IGNORE INTO undone SELECT about FROM incoming
        WHERE fate = 'new' AND kind = '{UNDONE}' AND about IS NOT NULL"""
    )
    for counts in before.values():
        counts[:] = [-value for value in counts]
    projection.derive(db, _TOUCHED, before)


def _gather_touched(db: sqlite3.Connection) -> None:
    """The cards whose rows, or whose rows' settings or undos, are among what is new, into a table of their own."""
    db.execute("DROP TABLE IF EXISTS temp.touched")
    db.execute("CREATE TEMP TABLE touched (card TEXT PRIMARY KEY) WITHOUT ROWID")
    db.execute(
        f"""INSERT INTO touched SELECT card FROM incoming WHERE fate = 'new'
        UNION SELECT log.card FROM incoming JOIN log ON log.id = incoming.about
            WHERE fate = 'new' AND incoming.kind = '{UNDONE}'
        UNION SELECT card FROM log
            WHERE about IN (SELECT id FROM incoming WHERE fate = 'new' AND kind = '{SETTINGS}')"""
    )
