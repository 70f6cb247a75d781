"""The book itself: one SQLite file, one transaction for each thing that happens."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from npqlt_cards.decks.areas import Area
from npqlt_cards.decks.cards import Card
from npqlt_cards.queue import Counts, Entry, Moment
from npqlt_cards.schedule import Memory, Settings
from npqlt_cards.session import UNDOABLE, Row
from npqlt_cards.store import lists, projection, shelf
from npqlt_cards.store.opening import connect, refusal
from npqlt_cards.store.projection import ANSWERS, ASIDE, MEMORY, ROW, Tally, Watch, unwatched
from npqlt_cards.store.shelf import CARD

if TYPE_CHECKING:  # for statistics and for those who move histories alone: no start waits for them
    from npqlt_cards.store.figures import Figures
    from npqlt_cards.store.merge import Merged, Origin
    from npqlt_cards.store.progress import Progress

_ENTRY = f"SELECT {CARD}, {MEMORY} FROM memory JOIN card ON card.id = memory.card"
_NOT_BURIED = "NOT EXISTS (SELECT 1 FROM aside WHERE aside.card = card.id AND aside.buried_day >= :day)"
# Siblings answer one another, so once one was seen today the others wait until tomorrow: cards of one note for reviews;
# for new cards, which nothing hurries, all cards of one statement, those that are due today too. A buried card's front
# was seen as well.
_NONE = """NOT EXISTS (
    SELECT 1 FROM card AS other JOIN memory AS seen ON seen.card = other.id
    WHERE other.{group} = card.{group} AND other.id <> card.id AND {seen})"""
_SEEN, _SEEN_OR_DUE = "seen.last_day = :day", "(seen.last_day = :day OR (seen.due_day <= :day AND seen.suspended = 0))"
_NONE_BURIED = """NOT EXISTS (
    SELECT 1 FROM card AS buried JOIN aside ON aside.card = buried.id
    WHERE buried.{group} = card.{group} AND aside.buried_day >= :day)"""
_NO_SIBLING = f"{_NONE.format(group='note', seen=_SEEN)} AND {_NONE_BURIED.format(group='note')}"
_NO_RELATIVE = f"{_NONE.format(group='statement', seen=_SEEN_OR_DUE)} AND {_NONE_BURIED.format(group='statement')}"
_IN_LEARNING = f"memory.due_at IS NOT NULL AND memory.suspended = 0 AND {_NOT_BURIED}"
_DUE = f"memory.due_day <= :day AND memory.suspended = 0 AND {_NO_SIBLING}"


def _keep(path: Path, version: int) -> None:
    from npqlt_cards.store.backups import keep_before_upgrade  # after an upgrade only

    keep_before_upgrade(path, version)


def open_book(path: Path, watch: Watch = unwatched, writing: bool = True) -> Book:
    """Open the learner's book, made at its first use. Raises NpqltError, with what to do, where it cannot be used.

    Without ``writing`` one that is up to date may be read-only, or held by another. ``watch`` is told how far it is
    where the log must be replayed, as after an upgrade.
    """
    book = Book(connect(path, _keep, writing), path)
    try:
        if book.stale():
            book.rebuild(watch)
    except sqlite3.Error as error:
        book.close()
        raise refusal(path, error) from error
    except BaseException:
        book.close()
        raise
    return book


class Book:
    """A learner's log, and the memory, counts and cards derived from it and the decks. Use as a context manager."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._db = connection
        self.path = path
        self._counted: tuple[object, Counts] | None = None

    def __enter__(self) -> Book:
        return self

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        self.close()
        if isinstance(error, sqlite3.Error):
            raise refusal(self.path, error) from error

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
            raise refusal(self.path, error) from error

    # -- which card ----------------------------------------------------------------------------------------------------

    def learning(self, areas: Sequence[str], day: int) -> Entry | None:
        """The learning card whose step is due first."""
        return self._entry(f"{_ENTRY} WHERE {_IN_LEARNING} {_within(areas)} ORDER BY due_at LIMIT 1", areas, day)

    def review(self, areas: Sequence[str], day: int) -> Entry | None:
        """The review card due longest; those of one day come by lot."""
        return self._entry(f"{_ENTRY} WHERE {_DUE} {_within(areas)} ORDER BY due_day, lot LIMIT 1", areas, day)

    def ahead(self, areas: Sequence[str], day: int) -> Entry | None:
        """The review card due longest, or soonest after ``day``, not seen on it: whatever the day's limits left too."""
        where = f"due_day IS NOT NULL AND last_day < :day AND memory.suspended = 0 AND {_NO_SIBLING} {_within(areas)}"
        return self._entry(f"{_ENTRY} WHERE {where} ORDER BY due_day, lot LIMIT 1", areas, day)

    def new(self, areas: Sequence[str], day: int) -> Entry | None:
        """The first new card in framework order."""
        query = f"""SELECT {CARD} FROM place JOIN card ON card.id = place.card
            WHERE area = :area AND fresh = 1 AND {_NO_RELATIVE} ORDER BY place.position LIMIT 1"""
        for area in self.areas():
            row = self._db.execute(query, {"area": area, "day": day}).fetchone() if area in areas or not areas else None
            if row:
                return Entry(shelf.card(row), None)
        return None

    def entry(self, card: str) -> Entry | None:
        """A card of the decks with its memory; None where the decks no longer have it."""
        row = self._db.execute(f"SELECT {CARD} FROM card WHERE id = ?", (card,)).fetchone()
        return Entry(shelf.card(row), self.memory(card)) if row else None

    def cards_in(self, areas: Sequence[str], day: int) -> list[str]:
        """The ids of the cards of some areas, or of all, in framework order, none suspended or buried."""
        query = f"""SELECT card.id FROM card WHERE {_NOT_BURIED} {_within(areas)}
            AND NOT EXISTS (SELECT 1 FROM aside WHERE aside.card = card.id AND suspended = 1) ORDER BY position"""
        return [row[0] for row in self._db.execute(query, {**shelf.chosen(areas), "day": day})]

    def done(self, day: int) -> tuple[int, int]:
        """How many cards were introduced on a study day, and how many reviews answered."""
        row = self._db.execute("SELECT introduced, reviewed FROM tally WHERE day = ?", (day,)).fetchone()
        return (row[0], row[1]) if row else (0, 0)

    def counts(self, areas: Sequence[str], day: int, most_new: int, most_reviews: int) -> Counts:
        """What is left for a study day, with at most so many new and review cards; siblings count once.

        Asked for twice on the way to each card, it is counted once as long as nobody wrote anything.
        """
        version = self._count("PRAGMA data_version", {})
        asked = (tuple(areas), day, most_new, most_reviews, self._db.total_changes, version)
        if self._counted is None or self._counted[0] != asked:
            self._counted = asked, self._left(areas, day, most_new, most_reviews)
        return self._counted[1]

    def _left(self, areas: Sequence[str], day: int, most_new: int, most_reviews: int) -> Counts:
        values = {**shelf.chosen(areas), "day": day, "most": most_reviews}
        joined = "FROM memory JOIN card ON card.id = memory.card WHERE"
        learning = self._count(f"SELECT count(*) {joined} {_IN_LEARNING} {_within(areas)}", values)
        due = f"SELECT DISTINCT note {joined} {_DUE} {_within(areas)} LIMIT :most"
        new: set[str] = set()
        for area in areas or self.areas():
            if len(new) < most_new:
                new.update(self._fresh_statements(area, day, most_new))
        return Counts(min(most_new, len(new)), learning, self._count(f"SELECT count(*) FROM ({due})", values))

    def _fresh_statements(self, area: str, day: int, most: int) -> list[str]:
        query = f"""SELECT DISTINCT statement FROM place JOIN card ON card.id = place.card
            WHERE area = :area AND fresh = 1 AND {_NO_RELATIVE} LIMIT :most"""
        return [row[0] for row in self._db.execute(query, {"area": area, "day": day, "most": most})]

    def _count(self, query: str, values: Mapping[str, object]) -> int:
        return int(self._db.execute(query, values).fetchone()[0])

    def _entry(self, query: str, areas: Sequence[str], day: int) -> Entry | None:
        row = self._db.execute(query, {**shelf.chosen(areas), "day": day}).fetchone()
        cut = len(shelf.CARD_FIELDS)
        return Entry(shelf.card(row[:cut]), Memory(*row[cut:])) if row else None

    def memory(self, card: str) -> Memory | None:
        """What is known of a card; None while it is new."""
        row = self._db.execute(f"SELECT {MEMORY} FROM memory WHERE card = ?", (card,)).fetchone()
        return Memory(*row) if row else None

    # -- what happens --------------------------------------------------------------------------------------------------

    def settle(self, settings: Settings, now: Moment) -> str | None:
        """Make settings known to the log, and give the id by which answers refer to them; None for the defaults."""
        id_ = projection.settings_id(settings)
        if id_ and not self._db.execute("SELECT 1 FROM log WHERE id = ?", (id_,)).fetchone():
            with self._writing() as db:
                _append(db, projection.settings_row(settings, *now), "OR IGNORE")
        return id_

    def record(self, row: Row, before: Memory | None, after: Memory) -> bool:
        """Append an answer and set its card's memory; False, and nothing written, if ``before`` is out of date."""
        with self._writing() as db:
            if self.memory(row.card) != before:
                return False
            _append(db, row)
            projection.remember(db, row.card, after)
            projection.add(db, row.day, projection.tally_of(row, before))
        return True

    def note(self, row: Row) -> None:
        """Append a row that moves no memory: a cram answer, or a card suspended, buried or flagged.

        It gets an instant after all the card's others, so that a clock set back does not change what came last.
        """
        with self._writing() as db:
            last = db.execute("SELECT max(at) FROM log WHERE card = ?", (row.card,)).fetchone()[0]
            _append(db, row._replace(at=max(row.at, (last or 0) + 1)))
            if row.kind in ASIDE:
                projection.set_aside(db, row.card)
            else:
                projection.add(db, row.day, projection.tally_of(row, None))

    def last_undoable(self, day: int) -> Row | None:
        """What was last done on a study day, or by a clock that was ahead of it, and not taken back."""
        kinds = ", ".join("?" * len(UNDOABLE))
        query = f"""SELECT {ROW} FROM log WHERE day >= ? AND kind IN ({kinds})
            AND NOT EXISTS (SELECT 1 FROM undone WHERE undone.id = log.id) ORDER BY seq DESC LIMIT 1"""
        row = self._db.execute(query, (day, *UNDOABLE)).fetchone()
        return Row(*row) if row else None

    def undo(self, row: Row) -> bool:
        """Append an undo and take back what ``row.about`` did; False if that was taken back already."""
        with self._writing() as db:
            if db.execute("SELECT 1 FROM undone WHERE id = ?", (row.about,)).fetchone():
                return False
            taken = Row(*db.execute(f"SELECT {ROW} FROM log WHERE id = ?", (row.about,)).fetchone())
            rows = projection.rows_of(db, taken.card, ANSWERS) if taken.kind in ANSWERS else []
            before = list(projection.effects(taken.card, rows, projection.known_settings(db)))
            _append(db, row)
            db.execute("INSERT INTO undone VALUES (?)", (row.about,))
            if taken.kind in ANSWERS:
                projection.recount(db, taken.card, before)
            elif taken.kind in ASIDE:
                projection.set_aside(db, taken.card)
            else:
                projection.add(db, taken.day, projection.negative(projection.tally_of(taken, None)))
        return True

    # -- lists ---------------------------------------------------------------------------------------------------------

    def in_state(self, state: str, areas: Sequence[str], day: int, leech_lapses: int) -> list[lists.Listed]:
        """The cards in a state (see :data:`npqlt_cards.store.lists.CONDITIONS`), in framework order."""
        return lists.in_state(self._db, state, areas, day, leech_lapses)

    def flags(self) -> list[lists.Flag]:
        """Every flag, in framework order."""
        return lists.flags(self._db)

    def aside(self) -> dict[str, lists.Aside]:
        """Every known card's id, in framework order, with whether it is suspended or flagged."""
        return lists.aside(self._db)

    def flagged(self) -> int:
        """How many cards are flagged."""
        return lists.flagged(self._db)

    def leeches(self, leech_lapses: int) -> int:
        """How many cards were forgotten so often, and are not suspended."""
        return lists.leeches(self._db, leech_lapses)

    def tally(self, day: int) -> Tally:
        """What a study day came to so far."""
        return lists.tally(self._db, day)

    # -- the log -------------------------------------------------------------------------------------------------------

    def log(self) -> Iterator[Row]:
        """Every row of the log, oldest first."""
        for row in self._db.execute(f"SELECT {ROW} FROM log ORDER BY at, id"):
            yield Row(*row)

    def history(self, card: str) -> list[Row]:
        """A card's rows, oldest first, without those taken back."""
        return projection.rows_of(self._db, card, UNDOABLE + ANSWERS[1:])

    def progress(self) -> Iterator[Progress]:
        """Every card that was answered or set aside, with its answers."""
        from npqlt_cards.store.progress import progress

        return progress(self._db)

    def merge(self, rows: Iterable[tuple[int, Row]], origin: Origin, dry: bool = False) -> Merged:
        """Take in another history, in one transaction; where ``dry``, only tell what would come."""
        from npqlt_cards.store.merge import merge

        with self._writing() as db:
            return merge(db, rows, origin, dry)

    def stale(self) -> bool:
        """Whether what is derived from the log was left behind by a change of the tables."""
        return projection.stale(self._db)

    def rebuild(self, watch: Watch = unwatched) -> None:
        """Derive memories, tallies and what is set aside anew from the log, in one transaction."""
        with self._writing() as db:
            projection.rebuild(db, watch)
            db.execute("DELETE FROM fact WHERE name = 'stale'")

    # -- the decks -----------------------------------------------------------------------------------------------------

    def edition(self) -> str:
        """The fingerprint of the decks that the cards were taken from; "" before the first."""
        return shelf.edition(self._db)

    def areas(self) -> list[str]:
        """The slugs of the areas that have cards, in framework order."""
        return [area.slug for area in self.named_areas()]

    def named_areas(self) -> list[Area]:
        """The areas that have cards, in framework order."""
        return shelf.named_areas(self._db)

    def take_cards(
        self,
        edition: str,
        areas: Sequence[tuple[Area, Sequence[Card]]],
        own: Collection[str] = (),
        left_out: str = "",
    ) -> None:
        """Replace the copy of the decks, as :class:`~npqlt_cards.store.shelf.Shelf` has it."""
        with self._writing() as db:
            shelf.take(db, shelf.Shelf(edition, areas, own, left_out))

    def left_out(self) -> str:
        """Why files of own decks were left out when the cards were taken, a problem to a line; "" where none was."""
        return shelf.left_out(self._db)

    def news(self) -> shelf.News:
        """What became of the built-in decks since the learner was last told."""
        return shelf.news(self._db)

    def news_told(self) -> None:
        """The learner was told."""
        with self._writing() as db:
            shelf.clear_news(db)

    def standing(self, day: int) -> dict[str, tuple[Counts, int]]:
        """For each area its new cards, what a review of it would ask on ``day`` without limits, and all its cards."""
        # CROSS: from what is due to its places; by areas it would look at every card.
        joined = "FROM memory CROSS JOIN card ON card.id = memory.card CROSS JOIN place ON place.card = card.id WHERE"
        learning = f"SELECT place.area, count(*) {joined} {_IN_LEARNING} GROUP BY place.area"
        due = f"SELECT place.area, count(DISTINCT card.note) {joined} {_DUE} GROUP BY place.area"
        steps, reviews = (dict(self._db.execute(query, {"day": day})) for query in (learning, due))
        rows = self._db.execute("SELECT area, sum(fresh), count(*) FROM place GROUP BY area")
        return {area: (Counts(new, steps.get(area, 0), reviews.get(area, 0)), cards) for area, new, cards in rows}

    def figures(self, areas: Sequence[str], day: int, settings: Settings) -> Figures:
        """What statistics are made from; ``areas`` narrows all but the tallies, and is empty for all."""
        from npqlt_cards.store import figures  # a review starts without it

        return figures.read(self._db, areas, day, settings)


def _append(db: sqlite3.Connection, row: Row, otherwise: str = "") -> None:
    db.execute(f"INSERT {otherwise} INTO log ({ROW}) VALUES ({', '.join('?' * len(row))})", row)


def _within(areas: Sequence[str]) -> str:
    """A condition on ``card`` for a choice of areas, whose values :func:`shelf.chosen` gives."""
    if not areas:
        return ""
    names = ", ".join(f":{name}" for name in shelf.chosen(areas))
    return f"AND EXISTS (SELECT 1 FROM place WHERE place.card = card.id AND place.area IN ({names}))"
