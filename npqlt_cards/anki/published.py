"""A package that was published, read again: the cards in it as an edition to compare with."""

from __future__ import annotations

import errno
import html
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

from npqlt_cards.anki import note_types
from npqlt_cards.anki.package import GUID_PREFIX
from npqlt_cards.anki.unpack import opened, tables, take_out
from npqlt_cards.decks.records import Note
from npqlt_cards.errors import NpqltError
from npqlt_cards.releases import Shown, shown_of
from npqlt_cards.wording import cut

_COLLECTION = "collection.anki2"
_LARGEST = 100_000_000  # bytes of the collection inside: twenty times what all our decks take
_LONGEST = 50_000_000  # characters of all fields together
_NEWER = frozenset({"collection.anki21", "collection.anki21b"})  # beside these, Anki's `collection.anki2` is a dummy
_FIELDS = {note_types.CLOZE_ID: note_types.CLOZE_FIELDS, note_types.QUESTION_ID: note_types.QUESTION_FIELDS}
_ROWS = """SELECT n.guid, n.mid, n.mod, n.flds, n.tags FROM notes n JOIN cards c ON c.nid = n.id
GROUP BY n.id ORDER BY min(c.due), n.guid"""
_FORM_TAG = "npqlt::form::"
_NO_PACKAGE = (EOFError, NotImplementedError, RuntimeError, ValueError, zipfile.BadZipFile, zlib.error)
_UNREADABLE = (*_NO_PACKAGE, OSError, sqlite3.Error)
_Row = tuple[str, int, int, str, str]


def read_packages(paths: Iterable[Path]) -> dict[str, Shown]:
    """The cards of some packages of ours together. Raises NpqltError where one is not, or cannot be read."""
    found: dict[str, Shown] = {}
    for path in paths:
        for row in _rows(path):
            found.update(_cards(path, *row))
    return found


def _rows(path: Path) -> list[_Row]:
    try:
        if not path.is_file():
            raise OSError(errno.EINVAL, "it is no file")
        with path.open("rb") as file, tempfile.TemporaryDirectory(prefix="npqlt-") as folder:
            take_out(path, file, Path(folder) / _COLLECTION, _ours)
            with closing(opened(Path(folder) / _COLLECTION)) as connection:
                return list(_read(path, connection))
    except _UNREADABLE as error:
        raise NpqltError(f"{path}: cannot be read as a package ({cut(str(error), 200)}): name an .apkg file") from error


def _read(path: Path, connection: sqlite3.Connection) -> Iterator[_Row]:
    """The notes, each value of the kind that ours have."""
    if not tables(connection) >= {"notes", "cards"}:
        raise sqlite3.DatabaseError("no notes and cards in it")
    length = 0
    for row in connection.execute(_ROWS):
        if tuple(map(type, row)) != (str, int, int, str, str):
            raise _foreign(path, "holds notes that are not ours")
        length += len(row[3]) + len(row[4])
        if length > _LONGEST:
            raise _foreign(path, "holds more words than any package of ours")
        yield row


def _ours(path: Path, package: zipfile.ZipFile) -> zipfile.ZipInfo:
    """The collection as we write it."""
    names = set(package.namelist())
    if names & _NEWER:
        raise _foreign(path, "was exported by Anki")
    if _COLLECTION not in names:
        raise _foreign(path, "holds no cards for Anki")
    entry = package.getinfo(_COLLECTION)
    if entry.file_size > _LARGEST:
        raise _foreign(path, "is larger than any package of ours")
    return entry


def _cards(path: Path, guid: str, kind: int, changed: int, fields: str, tags: str) -> dict[str, Shown]:
    values = [html.unescape(field.replace("<br>", "\n")) for field in fields.split("\x1f")]
    if not guid.startswith(GUID_PREFIX) or len(values) != len(_FIELDS.get(kind, ())):
        raise _foreign(path, "holds notes that are not ours")
    named = dict(zip(_FIELDS[kind], values, strict=True))
    id_ = guid.removeprefix(GUID_PREFIX)
    form = next((tag.removeprefix(_FORM_TAG) for tag in tags.split() if tag.startswith(_FORM_TAG)), "")
    text, answer = named.get("Text") or named.get("Question", ""), named.get("Answer", "")
    form = "cloze" if kind == note_types.CLOZE_ID else form
    note = Note(id_, id_.partition("#")[0], form, text, answer, named["Remark"], changed)
    return dict(shown_of(note, _context(named), named["Statement"]))


def _context(fields: dict[str, str]) -> str:
    """The lines above the front, as :func:`npqlt_cards.decks.records.context_line` has them."""
    gloss = f"({fields['Gloss']})" if fields["Gloss"] else ""
    return "\n".join(filter(None, (fields["Place"], fields["Stem"], gloss)))


def _foreign(path: Path, what: str) -> NpqltError:
    return NpqltError(f"{path}: {what}: name a package that `npqlt export` wrote, or a folder of decks")
