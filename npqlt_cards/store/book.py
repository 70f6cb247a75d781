"""The book itself: one SQLite file, one transaction for each thing that happens."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path

from npqlt_cards.decks.areas import Area
from npqlt_cards.decks.cards import Card
from npqlt_cards.errors import NpqltError
from npqlt_cards.queue import Counts, Entry
from npqlt_cards.schedule import REVIEW, Memory, Settings, answer
from npqlt_cards.session import Row
from npqlt_cards.store import schema

BUSY_S = 5.0  # how long to wait for another npqlt that is writing

_ROW = ", ".join(Row._fields)
_MEMORY = ", ".join(f"memory.{name}" for name in Memory._fields)
_CARD_FIELDS = Card._fields
_CARD = ", ".join(f"card.{name}" for name in _CARD_FIELDS)
_ENTRY = f"SELECT {_CARD}, {_MEMORY} FROM memory JOIN card ON card.id = memory.card"
# Siblings answer one another, so once one was seen today the others wait until tomorrow: cards of one note for reviews;
# for new cards, which nothing hurries, all cards of one statement.
_NONE_SEEN = """NOT EXISTS (
    SELECT 1 FROM card AS other JOIN memory AS seen ON seen.card = other.id
    WHERE other.{group} = card.{group} AND other.id <> card.id AND seen.last_day = :day)"""
_NO_SIBLING = _NONE_SEEN.format(group="note")
_NO_RELATIVE = _NONE_SEEN.format(group="statement")


def open_book(path: Path) -> Book:
    """Open the learner's book, made at its first use. Raises NpqltError, with what to do, where it cannot be used."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=BUSY_S, isolation_level=None)
    except (OSError, sqlite3.Error) as error:
        raise NpqltError(f"{path}: cannot be opened ({error}): check that the folder can be written to") from error
    try:
        _prepare(connection, path)
    except BaseException:
        connection.close()
        raise
    return Book(connection, path)


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    try:
        version, ours = _mark(connection)
        if not ours:
            raise NpqltError(f"{path}: is not a book of npqlt-cards: move it away, and start again")
        if version > schema.VERSION:
            raise NpqltError(
                f"{path}: was written by a newer npqlt-cards (format {version}, this one knows {schema.VERSION}): "
                "upgrade npqlt-cards"
            )
        # A rollback journal that is truncated, and synced in full: one file to copy, safe on a network drive where
        # WAL is not, and what was committed survives a power cut.
        connection.execute("PRAGMA journal_mode = TRUNCATE")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA recursive_triggers = ON")  # else REPLACE would get past the log's own guard
        if version < schema.VERSION:
            _migrate(connection)
        connection.execute("BEGIN IMMEDIATE")  # a book that cannot be written to is told before a card is asked
        connection.execute("ROLLBACK")
    except sqlite3.Error as error:
        raise _refusal(path, error) from error


def _mark(connection: sqlite3.Connection) -> tuple[int, bool]:
    """The file's version, and whether it is ours or still empty; read at one moment, as another npqlt may be first."""
    connection.execute("BEGIN")
    try:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        id_ = connection.execute("PRAGMA application_id").fetchone()[0]
        tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
    return version, id_ == schema.APPLICATION_ID or (version, id_, tables) == (0, 0, 0)


def _migrate(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN EXCLUSIVE")
    try:
        version = connection.execute("PRAGMA user_version").fetchone()[0]  # another process may have been first
        for script in schema.MIGRATIONS[version:]:
            for statement in _statements(script):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {schema.VERSION}")
        connection.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # a full disk has ended it already
            connection.execute("ROLLBACK")
        raise


def _statements(script: str) -> Iterator[str]:
    """The script's statements one by one: executescript would commit between them."""
    gathered = ""
    for line in script.splitlines(keepends=True):
        gathered += line
        if sqlite3.complete_statement(gathered):
            yield gathered
            gathered = ""


def _refusal(path: Path, error: sqlite3.Error) -> NpqltError:
    words = str(error)
    if "malformed" in words or "not a database" in words:
        return NpqltError(f"{path}: is damaged ({words}): put back a copy of it, or move it away to start again")
    if "locked" in words:
        return NpqltError(f"{path}: another npqlt is writing to it: close that one, or try again in a moment")
    if "readonly" in words:
        return NpqltError(f"{path}: cannot be written to: answers could not be kept; make it writable")
    if "full" in words:
        return NpqltError(
            f"{path}: the disk is full: the last answer was not kept, all before it were; free some space"
        )
    return NpqltError(f"{path}: cannot be used ({words}): check the disk and the folder")


class Book:
    """A learner's log, and the memory, counts and cards derived from it and the decks. Use as a context manager."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._db = connection
        self.path = path

    def __enter__(self) -> Book:
        return self

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        self.close()
        if isinstance(error, sqlite3.Error):
            raise _refusal(self.path, error) from error

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction, on disk when it ends; nothing of it stays if anything fails."""
        try:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise
        except sqlite3.Error as error:
            raise _refusal(self.path, error) from error

    # -- what a session asks -----------------------------------------------------------------------------------------

    def learning(self, areas: Sequence[str]) -> Entry | None:
        """The learning card whose step is due first."""
        return self._entry(f"{_ENTRY} WHERE due_at IS NOT NULL {_within(areas)} ORDER BY due_at LIMIT 1", areas)

    def review(self, areas: Sequence[str], day: int) -> Entry | None:
        """The review card due longest, in framework order among those of one day."""
        where = f"WHERE due_day <= :day AND {_NO_SIBLING} {_within(areas)}"
        return self._entry(f"{_ENTRY} {where} ORDER BY due_day, card.position LIMIT 1", areas, day)

    def new(self, areas: Sequence[str], day: int) -> Entry | None:
        """The first new card in framework order."""
        query = f"""SELECT {_CARD} FROM place JOIN card ON card.id = place.card
            WHERE area = :area AND fresh = 1 AND {_NO_RELATIVE} ORDER BY place.position LIMIT 1"""
        for area in self.areas():
            row = self._db.execute(query, {"area": area, "day": day}).fetchone() if area in areas or not areas else None
            if row:
                return Entry(_card(row), None)
        return None

    def areas(self) -> list[str]:
        """The slugs of the areas that have cards, in framework order."""
        return [area.slug for area in self.named_areas()]

    def named_areas(self) -> list[Area]:
        """The areas that have cards, in framework order."""
        rows = self._db.execute("SELECT slug, number, title FROM area ORDER BY position")
        return [Area(*row) for row in rows]

    def done(self, day: int) -> tuple[int, int]:
        """How many cards were introduced on a study day, and how many reviews answered."""
        row = self._db.execute("SELECT introduced, reviewed FROM tally WHERE day = ?", (day,)).fetchone()
        return (row[0], row[1]) if row else (0, 0)

    def counts(self, areas: Sequence[str], day: int, most_new: int, most_reviews: int) -> Counts:
        """What is left for a study day, with at most so many new and review cards; siblings count once."""
        chosen = _chosen(areas)
        joined = f"FROM memory JOIN card ON card.id = memory.card WHERE true {_within(areas)}"
        learning = self._count(f"SELECT count(*) {joined} AND due_at IS NOT NULL", chosen)
        limits = {**chosen, "day": day, "most": most_reviews}
        due = f"SELECT DISTINCT note {joined} AND due_day <= :day AND {_NO_SIBLING} LIMIT :most"
        new: set[str] = set()
        for area in areas or self.areas():
            new.update(self._fresh_statements(area, day, most_new))
        return Counts(min(most_new, len(new)), learning, self._count(f"SELECT count(*) FROM ({due})", limits))

    def _fresh_statements(self, area: str, day: int, most: int) -> list[str]:
        query = f"""SELECT DISTINCT statement FROM place JOIN card ON card.id = place.card
            WHERE area = :area AND fresh = 1 AND {_NO_RELATIVE} LIMIT :most"""
        return [row[0] for row in self._db.execute(query, {"area": area, "day": day, "most": most})]

    def _count(self, query: str, values: Mapping[str, object]) -> int:
        return int(self._db.execute(query, values).fetchone()[0])

    def _entry(self, query: str, areas: Sequence[str], day: int = 0) -> Entry | None:
        row = self._db.execute(query, {**_chosen(areas), "day": day}).fetchone()
        return Entry(_card(row[: len(_CARD_FIELDS)]), Memory(*row[len(_CARD_FIELDS) :])) if row else None

    def memory(self, card: str) -> Memory | None:
        """What is known of a card; None while it is new."""
        row = self._db.execute(f"SELECT {_MEMORY} FROM memory WHERE card = ?", (card,)).fetchone()
        return Memory(*row) if row else None

    def record(self, row: Row, before: Memory | None, after: Memory) -> bool:
        """Append an answer and set its card's memory; False, and nothing written, if ``before`` is out of date."""
        with self._writing() as db:
            if self.memory(row.card) != before:
                return False
            marks = ", ".join("?" * len(Row._fields))
            db.execute(f"INSERT INTO log ({_ROW}) VALUES ({marks})", row)
            self._remember(row.card, after)
            self._add_to_tally(row.day, before)
            if before is None:
                db.execute("UPDATE place SET fresh = 0 WHERE card = ?", (row.card,))
        return True

    def _remember(self, card: str, memory: Memory) -> None:
        marks = ", ".join("?" * (1 + len(Memory._fields)))
        self._db.execute(f"INSERT OR REPLACE INTO memory VALUES ({marks})", (card, *memory))

    def _add_to_tally(self, day: int, before: Memory | None) -> None:
        introduced, reviewed = before is None, before is not None and before.phase == REVIEW
        self._db.execute(
            """INSERT INTO tally VALUES (:day, :new, :old) ON CONFLICT (day) DO UPDATE
            SET introduced = introduced + :new, reviewed = reviewed + :old""",
            {"day": day, "new": introduced, "old": reviewed},
        )

    # -- the log -----------------------------------------------------------------------------------------------------

    def log(self) -> Iterator[Row]:
        """Every row of the log, oldest first."""
        for row in self._db.execute(f"SELECT {_ROW} FROM log ORDER BY at, id"):
            yield Row(*row)

    def rebuild(self, settings: Settings) -> None:
        """Derive memory and tallies anew from the log, in one transaction."""
        with self._writing() as db:
            db.execute("DELETE FROM memory")
            db.execute("DELETE FROM tally")
            query = f"SELECT {_ROW} FROM log WHERE kind = 'review' AND grade IS NOT NULL ORDER BY card, at, id"
            for card, rows in groupby((Row(*row) for row in db.execute(query)), key=lambda row: row.card):
                self._rebuild_card(card, rows, settings)
            db.execute("UPDATE place SET fresh = card NOT IN (SELECT card FROM memory)")

    def _rebuild_card(self, card: str, rows: Iterable[Row], settings: Settings) -> None:
        memory = None
        for row in rows:
            self._add_to_tally(row.day, memory)
            memory = answer(memory, card, row.grade or 0, row.at, row.day, settings)
        if memory is not None:
            self._remember(card, memory)

    # -- the decks ---------------------------------------------------------------------------------------------------

    def edition(self) -> str:
        """The fingerprint of the decks that the cards were taken from; "" before the first."""
        row = self._db.execute("SELECT value FROM fact WHERE name = 'edition'").fetchone()
        return row[0] if row else ""

    def take_cards(self, edition: str, areas: Sequence[tuple[Area, Sequence[Card]]]) -> None:
        """Replace the copy of the decks: every area's cards in order, a twin's under each of its areas."""
        with self._writing() as db:
            db.execute("DELETE FROM card")
            db.execute("DELETE FROM place")
            db.execute("DELETE FROM area")
            started = {card for (card,) in db.execute("SELECT card FROM memory")}
            position = 0
            db.executemany("INSERT INTO area (slug, number, title) VALUES (?, ?, ?)", [area for area, _ in areas])
            for area, cards in areas:
                for card in cards:
                    position += 1
                    values = (*_plain(card), position)
                    marks = ", ".join("?" * len(values))
                    db.execute(f"INSERT OR IGNORE INTO card VALUES ({marks})", values)
                    db.execute(
                        "INSERT INTO place VALUES (?, ?, ?, ?)", (area.slug, card.id not in started, position, card.id)
                    )
            db.execute("INSERT OR REPLACE INTO fact VALUES ('edition', ?)", (edition,))

    def standing(self, day: int) -> dict[str, tuple[int, int, int]]:
        """For each area how many cards are new, in learning or due on ``day``, and known for later."""
        query = """SELECT area, sum(memory.card IS NULL),
                sum(memory.card IS NOT NULL AND (due_at IS NOT NULL OR due_day <= :day)),
                sum(memory.card IS NOT NULL AND due_at IS NULL AND due_day > :day)
            FROM place LEFT JOIN memory ON memory.card = place.card GROUP BY area"""
        return {area: (new, due, later) for area, new, due, later in self._db.execute(query, {"day": day})}


def _chosen(areas: Sequence[str]) -> dict[str, object]:
    return {f"area{count}": area for count, area in enumerate(areas)}


def _within(areas: Sequence[str]) -> str:
    """A condition on ``card`` for a choice of areas, whose values :func:`_chosen` gives."""
    if not areas:
        return ""
    names = ", ".join(f":{name}" for name in _chosen(areas))
    return f"AND EXISTS (SELECT 1 FROM place WHERE place.card = card.id AND place.area IN ({names}))"


def _card(row: Sequence[object]) -> Card:
    values = zip(_CARD_FIELDS, row, strict=True)
    return Card(**{name: tuple(str(value).split()) if name == "areas" else value for name, value in values})  # type: ignore[arg-type]


def _plain(card: Card) -> tuple[object, ...]:
    return tuple(" ".join(value) if isinstance(value, tuple) else value for value in card)
