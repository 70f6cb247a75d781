"""Reviews of our notes read out of Anki: each with its card, instant and grade, and nothing else.

Anki's log is the truth, as ours is here: what Anki made of it, due days and intervals, is left where it is. Our notes
are known by their GUIDs. A review counts where a grade was given: all of learning, review and relearning, and of
filtered decks those that moved the schedule; not a card put off, reset or rescheduled by hand.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from npqlt_cards.anki.package import GUID_PREFIX
from npqlt_cards.anki.unpack import NO_SQLITE, collection_of, damaged, tables
from npqlt_cards.errors import NpqltError
from npqlt_cards.session import LONGEST_ANSWER_MS
from npqlt_cards.wording import cut

MOST_REVIEWS = 1_000_000  # of our cards: a lifetime has fewer
_SCHEMAS = range(11, 19)
_NOTE = re.compile(r"[a-z0-9][a-z0-9-]{0,99}/[a-z0-9][a-z0-9-]{0,99}#[a-z0-9][a-z0-9-]{0,99}")
_LAST_INSTANT = 32_503_679_999_999  # the year 2999: some systems' calendars go no further
_FILTERED = 3
_NEEDED = {"cards", "col", "notes", "revlog"}
_PLEASE_UPDATE = "Please update to the latest Anki version"  # the one note of what newer packages hold for older Ankis
_REVIEWS = """
    SELECT notes.guid, cards.ord, revlog.id, revlog.ease, revlog.time
    FROM notes JOIN cards ON cards.nid = notes.id JOIN revlog ON revlog.cid = cards.id
    WHERE typeof(notes.guid) = 'text' AND notes.guid >= 'npqlt:' AND notes.guid < 'npqlt;'
        AND typeof(cards.ord) = 'integer' AND typeof(revlog.time) = 'integer' AND revlog.id BETWEEN 1 AND ?
        AND typeof(revlog.ease) = 'integer' AND revlog.ease BETWEEN 1 AND 4
        AND (revlog.type BETWEEN 0 AND 2 OR (revlog.type = ? AND revlog.factor <> 0))
    LIMIT ?"""


class Review(NamedTuple):
    """One answer that Anki has of a card of ours; the instant in milliseconds since 1970 UTC."""

    card: str
    at: int
    grade: int
    took_ms: int


@contextmanager
def open_reviews(path: Path) -> Iterator[Iterator[Review]]:
    """The reviews of our notes in a package or a collection. Raises NpqltError for a file that cannot be read."""
    with collection_of(path) as connection:
        _check(path, connection)
        yield _reviews(path, connection)


def _check(path: Path, connection: sqlite3.Connection) -> None:
    """Refuse what is not a collection of a form that we know."""
    if not tables(connection) >= _NEEDED:
        raise NpqltError(f"{path}: is not a collection of Anki: name a .apkg, a .colpkg or a collection.anki2")
    row = connection.execute("SELECT ver FROM col").fetchone()
    if row is None or row[0] not in _SCHEMAS:
        form, known = cut(str(row[0])) if row else "?", f"{_SCHEMAS[0]} to {_SCHEMAS[-1]}"
        raise NpqltError(
            f"{path}: its collection has the form {form}, and this npqlt knows {known}: upgrade "
            "npqlt-cards, or in Anki choose File, Export and tick “Support older Anki versions”"
        )
    words = connection.execute("SELECT substr(flds, 1, 100) FROM notes LIMIT 2").fetchall()
    if len(words) == 1 and str(words[0][0]).startswith(_PLEASE_UPDATE):
        raise NpqltError(
            f"{path}: holds nothing but a note that says “{_PLEASE_UPDATE}”: export it anew from Anki, whole"
        )


def _reviews(path: Path, connection: sqlite3.Connection) -> Iterator[Review]:
    for count, (guid, number, at, grade, took) in enumerate(_rows(path, connection)):
        if count == MOST_REVIEWS:
            raise NpqltError(f"{path}: holds more than {MOST_REVIEWS:,} reviews of our cards: export it anew from Anki")
        card = _card(guid, number)
        if card:
            yield Review(card, at, grade, min(max(took, 0), LONGEST_ANSWER_MS))


def _rows(path: Path, connection: sqlite3.Connection) -> Iterator[tuple[str, int, int, int, int]]:
    """What the query finds. An error here is this file's, not that of a book which is being written meanwhile."""
    try:
        yield from connection.execute(_REVIEWS, (_LAST_INSTANT, _FILTERED, MOST_REVIEWS + 1))
    except NO_SQLITE as error:
        raise damaged(path, error) from error


@lru_cache(maxsize=4096)
def _card(guid: str, number: int) -> str:
    """The id of a card of ours; "" for what only looks like one."""
    note = guid.removeprefix(GUID_PREFIX)
    return f"{note}:{number + 1}" if _NOTE.fullmatch(note) and 0 <= number < 1000 else ""
