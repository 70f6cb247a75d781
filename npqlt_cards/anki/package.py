"""A package that Anki imports, again and again, without losing or doubling anything.

What makes a second release safe: a note's GUID is its permanent id, its ``mod`` the date its content last changed, and
ids of note types and decks are constants. What makes it the same bytes each time: no clock, no temporary names, and zip
entries with one date.
"""

from __future__ import annotations

import html
import io
import json
import re
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import genanki

from npqlt_cards.anki import note_types
from npqlt_cards.anki.deck_ids import PARENT_ID, PARENT_NAME, deck_id, stable_number
from npqlt_cards.decks.areas import Area
from npqlt_cards.decks.library import Library
from npqlt_cards.decks.records import KIND_TITLES, Note, Statement
from npqlt_cards.errors import NpqltError
from npqlt_cards.files import remedy, write_whole, zip_entry

if TYPE_CHECKING:
    from npqlt_cards.anki.progress import Learner

GUID_PREFIX = "npqlt:"
_DESCRIPTION = (
    "Flashcards on the framework of the National Professional Qualification for Leading Teaching (NPQLT). "
    "Release: npqlt-cards {version}, cards of {date}. "
    "Framework: National Professional Qualification (NPQ): Leading Teaching Framework, Department for Education, in "
    "{edition}. "
    "Licence: questions, answers and notes MIT; statements Crown copyright, and no licence for them is claimed. "
    "To update: import a newer release over this one. Your progress stays, and so do your own edits of cards that the "
    "release does not change."
)
_OWN_DESCRIPTION = "Flashcards: {title}. Made with npqlt-cards {version}; no part of its release."
# Ids of notes and cards are milliseconds, and Anki shows them as dates of creation: ours fall before the first release.
_FIRST_ID, _ID_SPAN = 1_785_542_400_000, 9_900_000_000
# What genanki leaves out of a collection's settings, and Anki needs to read its scheduling as it is meant.
_SETTINGS = {"schedVer": 2, "sched2021": True, "creationOffset": 0, "rollover": 4}
# A note and a card that were never synced (-1) nor studied: interval, ease, reviews, lapses and so on are 0.
_NOTE_ROW = "INSERT INTO notes VALUES (?, ?, ?, ?, -1, ?, ?, ?, 0, 0, '')"
_CARD_ROW = "INSERT INTO cards VALUES (?, ?, ?, ?, ?, -1, 0, 0, ?, 0, 0, 0, 0, 0, 0, 0, 0, '')"
_EFFORT = 3  # of 9: twice as fast as 6 for a tenth more bytes
_BETWEEN = "\x1f"  # fields, in a package; no deck holds it (D05)
_LIVE_TAG = re.compile(r"\[(?=(?:sound:|anki:|latex\]|\$|/latex\]|/\$))", re.IGNORECASE)


class Package(NamedTuple):
    """A package as the bytes of its file, and how many notes and cards are in it."""

    data: bytes
    notes: int
    cards: int


def write_package(
    library: Library, areas: Sequence[str], path: Path, version: str, learner: Learner | None = None
) -> tuple[int, int]:
    """Write the decks of some areas as one ``.apkg``, with a learner's progress if given; counts notes and cards.

    Set aside first and then moved into place: ``path`` holds the old file or the whole new one. Raises NpqltError
    where it cannot be written.
    """
    try:
        package = make_package(library, areas, version, learner)
        write_whole(path, package.data)
    except OSError as error:
        what = remedy(error, "name a file in a folder that can")
        raise NpqltError(f"{path}: cannot be written ({error.strerror}): {what}") from error
    return package.notes, package.cards


def make_package(library: Library, areas: Sequence[str], version: str, learner: Learner | None = None) -> Package:
    """The decks of some areas as a package. Raises OSError where the folder for temporary files cannot hold it."""
    words = {area.slug: description(library, version, area) for area in library.areas if area.slug in areas}
    notes_of = _notes_of(library, areas)
    decks = [
        _deck(library, area, notes_of[area.slug], words[area.slug]) for area in library.areas if area.slug in areas
    ]
    parent = genanki.Deck(PARENT_ID, PARENT_NAME, next(iter(words.values()), ""))  # a built-in deck's, if there is one
    package = genanki.Package([parent, *decks])
    try:
        with tempfile.TemporaryDirectory(prefix="npqlt-") as folder:
            path = Path(folder) / "collection.anki2"
            notes, cards = _write_collection(package, path, learner)
            return Package(_zipped(path), notes, cards)
    except sqlite3.OperationalError as error:  # the disk is full, say
        raise OSError(0, f"{error}, in the folder for temporary files") from error


def file_name(area: Area) -> str:
    """The name of an area's package: ``npqlt-3-how-pupils-learn.apkg``."""
    number = "" if area.number is None else f"{area.number}-"
    return f"npqlt-{number}{area.slug}.apkg"


# -- decks and notes ---------------------------------------------------------------------------------------------------


def description(library: Library, version: str, area: Area) -> str:
    """What Anki says of a deck: what it is, which release and edition, whose words, how to update.

    An own deck is no part of a release, and what is said of ours is not claimed for it.
    """
    if area.slug in library.own:
        source = library.sources[area.slug]
        return _html(_OWN_DESCRIPTION.format(title=area.title, version=version) + (f" {source}" if source else ""))
    return _DESCRIPTION.format(version=version, date=library.newest.isoformat(), edition=library.edition)


def _deck(library: Library, area: Area, notes: Iterable[tuple[int, Note]], words: str) -> genanki.Deck:
    deck = genanki.Deck(deck_id(area.slug), f"{PARENT_NAME}::{area.heading}", words)
    for place, note in notes:
        deck.add_note(_Note(library, note, place))
    return deck


def _notes_of(library: Library, chosen: Sequence[str]) -> dict[str, list[tuple[int, Note]]]:
    """Each area's notes with their place in the syllabus; a twin's only where its other area is not in the package."""
    by_statement: dict[str, list[tuple[int, Note]]] = {}
    for place, note in enumerate(library.notes.values(), start=1):
        by_statement.setdefault(note.statement, []).append((place, note))
    found: dict[str, list[tuple[int, Note]]] = {area.slug: [] for area in library.areas}
    for statement in library.statements.values():
        if statement.same_as is None or library.statements[statement.same_as].area not in chosen:
            found[statement.area] += by_statement.get(statement.same_as or statement.id, [])
    return found


class _Rows:
    """A cursor to genanki, which would write row by row: rows of notes and cards wait, and go in together, by id."""

    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self.execute, self.executescript, self._executemany = cursor.execute, cursor.executescript, cursor.executemany
        self.notes: list[tuple[object, ...]] = []
        self.cards: list[tuple[object, ...]] = []
        self._taken: set[int] = set()

    def id(self, name: str) -> int:
        """The stable id of a note or card, moved on past those already taken in this package."""
        id_ = stable_number(name, _FIRST_ID, _ID_SPAN)
        while id_ in self._taken:
            id_ += 1
        self._taken.add(id_)
        return id_

    def write(self) -> None:
        """Put all rows in. Indexes come after them: to keep them in order row by row takes longer."""
        indexes = self.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        ).fetchall()
        for name, _ in indexes:
            self.execute(f"DROP INDEX {name}")
        self._executemany(_NOTE_ROW, sorted(self.notes))
        self._executemany(_CARD_ROW, sorted(self.cards))
        for _, script in indexes:
            self.execute(script)


class _Note(genanki.Note):  # type: ignore[misc]
    """A genanki note with its own date of change, stable ids, and the cards that Anki itself would make.

    Its fields and tags are made when it is written: to keep those of all notes until then takes longer.
    """

    def __init__(self, library: Library, note: Note, place: int) -> None:
        super().__init__(_cloze_model() if note.form == "cloze" else _question_model(), guid=GUID_PREFIX + note.id)
        self.library, self.note, self.place = library, note, place

    def write_to_db(self, rows: _Rows, _timestamp: float, deck: int, _ids: object) -> None:
        """The note's row, and one for each card, all new."""
        note, guid, place = self.note, self.guid, self.place
        statement = self.library.statements[note.statement]
        id_, fields = rows.id(guid), _fields(self.library, note, statement)
        tags = f" {' '.join(_tags(self.library, note, statement))} "
        first, _, _ = fields.partition(_BETWEEN)  # which Anki sorts by
        rows.notes.append((id_, guid, self.model.model_id, note.changed, tags, fields, first))
        for number in note.numbers:
            rows.cards.append((rows.id(f"{guid}:{number}"), id_, deck, number - 1, note.changed, place))


def _fields(library: Library, note: Note, statement: Statement) -> str:
    """A note's fields as Anki keeps them: as HTML, one behind the other."""
    words = [
        *([note.text] if note.form == "cloze" else [note.text, note.answer]),
        f"{library.titles[statement.area]} · {KIND_TITLES[statement.kind]} {statement.number}",
        statement.stem or "",
        statement.gloss_for(note),
        _statement_below(note, statement),
        note.remark,
        library.sources[statement.area],
    ]
    return _BETWEEN.join((_html(_BETWEEN.join(words)), note.id, "", "", ""))


def _statement_below(note: Note, statement: Statement) -> str:
    """The whole statement, for the back; nothing where a cloze's one sentence is all of it."""
    return "" if note.form == "cloze" and len(statement.sentences) == 1 else statement.text


def _tags(library: Library, note: Note, statement: Statement) -> list[str]:
    tags = [f"npqlt::form::{note.form}", f"npqlt::kind::{statement.kind}"]
    for each in (statement, *library.marked_twins(statement)):
        tags += [f"npqlt::area::{each.area}", f"npqlt::number::{each.area}::{each.number}"]
    return sorted([*tags, "npqlt::dated"] if statement.dated else tags)


def _html(text: str) -> str:
    """Words as HTML that shows just them: nothing in a deck becomes markup, sound or script."""
    text = html.escape(_LIVE_TAG.sub("\0", text), quote=False)
    return text.replace("\0", "&#91;").replace("\n", "<br>").replace("image-occlusion:", "image&#45;occlusion:")


# -- note types --------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _cloze_model() -> genanki.Model:
    return _model(
        note_types.CLOZE_ID,
        note_types.CLOZE_NAME,
        note_types.CLOZE_FIELDS,
        (note_types.CLOZE_FRONT, note_types.CLOZE_BACK),
        genanki.Model.CLOZE,
    )


@lru_cache(maxsize=1)
def _question_model() -> genanki.Model:
    return _model(
        note_types.QUESTION_ID,
        note_types.QUESTION_NAME,
        note_types.QUESTION_FIELDS,
        (note_types.QUESTION_FRONT, note_types.QUESTION_BACK),
        genanki.Model.FRONT_BACK,
    )


def _model(id_: int, name: str, fields: Sequence[str], sides: tuple[str, str], kind: int) -> genanki.Model:
    template = {"name": note_types.TEMPLATE_NAME, "qfmt": sides[0], "afmt": sides[1]}
    named = [{"name": field} for field in fields]
    return genanki.Model(id_, name, fields=named, templates=[template], css=note_types.CSS, model_type=kind)


# -- the file ----------------------------------------------------------------------------------------------------------


def _write_collection(package: genanki.Package, path: Path, learner: Learner | None) -> tuple[int, int]:
    """Write the package's collection as an SQLite file; counts notes and cards."""
    connection = sqlite3.connect(path)
    try:
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode = OFF")  # a temporary file: nothing to recover
        cursor.execute("PRAGMA synchronous = OFF")
        rows = _Rows(cursor)
        package.write_to_db(rows, note_types.CHANGED, None)
        rows.write()
        conf = json.loads(cursor.execute("SELECT conf FROM col").fetchone()[0])
        cursor.execute("UPDATE col SET conf = ?", (json.dumps({**conf, **_SETTINGS}),))
        if learner is not None:
            from npqlt_cards.anki.progress import write_progress  # with the learner's book: most packages need none

            write_progress(cursor, learner, GUID_PREFIX)
        connection.commit()
    finally:
        connection.close()
    return len(rows.notes), len(rows.cards)


def _zipped(collection: Path) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as package:
        for name, data in (("collection.anki2", collection.read_bytes()), ("media", b"{}")):
            package.writestr(zip_entry(name), data, zipfile.ZIP_DEFLATED, _EFFORT)
    return written.getvalue()
