"""The folder of own decks: each file whole or not at all, and the version before it kept in ``old``."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from npqlt_cards.decks.library import Library
from npqlt_cards.decks.records import Deck
from npqlt_cards.errors import NpqltError
from npqlt_cards.files import write_whole
from npqlt_cards.own.judge import Candidate, beside
from npqlt_cards.releases import Comparison, Shown, compare, edition_of

_OLD = "old"


class Put(NamedTuple):
    """What became of one deck: ``changes`` against the version that was there; None where there was none.

    ``cards`` are those that its area now asks, with those of statements that it shares with other decks.
    """

    deck: Deck
    cards: int
    changes: Comparison | None


class _File(NamedTuple):
    """What is to stand at a path, and when it was saved; ``before`` is what stands there now, if anything."""

    path: Path
    area: str
    data: bytes
    saved: int
    before: tuple[bytes, int] | None


def put_in(folder: Path, found: Sequence[Candidate], library: Library, now: int) -> list[Put]:
    """Copy decks that were judged into the folder. Raises NpqltError, with nothing changed.

    A file keeps the time at which its author saved it, since that dates its cards for Anki: the same file comes back
    with the same date, and a changed one gets a later one than the version before it. ``now`` counts seconds since
    1970 UTC.
    """
    files = [_file(folder, each, library, now) for each in found]
    dates = {file.area: file.saved for file in files}
    after = beside(library, [_dated(each.deck, dates[each.deck.area]) for each in found])
    try:
        _write_all(folder, [file for file in files if file.before is None or file.before[0] != file.data])
    except OSError as error:
        raise NpqltError(
            f"{folder}: the decks cannot be kept there ({error.strerror}): make room, or make it writable"
        ) from error
    was, now_ = edition_of(library), edition_of(after)
    return [_put(each.deck, after, was, now_, each.deck.area in library.own) for each in found]


def _put(deck: Deck, after: Library, was: Mapping[str, Shown], now: Mapping[str, Shown], there: bool) -> Put:
    changes = compare(_of(deck.area, was), _of(deck.area, now)) if there else None
    return Put(deck, len(after.cards_by_area[deck.area]), changes)


def _of(area: str, edition: Mapping[str, Shown]) -> dict[str, Shown]:
    return {id_: shown for id_, shown in edition.items() if id_.partition("/")[0] == area}


def _dated(deck: Deck, saved: int) -> Deck:
    return deck._replace(notes=tuple(note._replace(changed=saved) for note in deck.notes))


def take_out(folder: Path, path: Path, area: str) -> Path:
    """Move the file of an own deck into ``old``, and say where it is now. Raises NpqltError."""
    kept = folder / _OLD / _name(area)
    try:
        kept.parent.mkdir(exist_ok=True)
        path.replace(kept)
    except OSError as error:
        raise NpqltError(f"{path}: cannot be moved to {kept.parent} ({error.strerror}): make both writable") from error
    return kept


# -- files -------------------------------------------------------------------------------------------------------------


def _name(area: str) -> str:
    """A name that no system keeps for itself, as some do `con.yaml`."""
    return f"npqlt-{area}.yaml"


def _file(folder: Path, candidate: Candidate, library: Library, now: int) -> _File:
    area, data = candidate.deck.area, candidate.data
    path = _place(folder, area, library)
    there = _known(path)
    saved = max(0, min(candidate.saved, now))
    if known := there or _known(folder / _OLD / _name(area)):
        saved = known[1] if known[0] == data else max(saved, known[1] + 1)
    return _File(path, area, data, saved, there)


def _place(folder: Path, area: str, library: Library) -> Path:
    """Where the deck of an area stands, or will: never in the place of another deck that somebody named like it."""
    files = {deck.area: Path(deck.file) for deck in library.decks if deck.area in library.own}
    path = folder / _name(area)
    while path in files.values():
        path = path.with_stem(f"{path.stem}-")
    return files.get(area, path)


def _known(path: Path) -> tuple[bytes, int] | None:
    """A file's bytes and when it was saved; None where there is none."""
    with suppress(OSError):
        if path.is_file():
            return path.read_bytes(), int(path.stat().st_mtime)
    return None


def _write_all(folder: Path, files: Sequence[_File]) -> None:
    """Write files, those before them kept in ``old``. Raises OSError, with every deck as it was."""
    (folder / _OLD).mkdir(parents=True, exist_ok=True)
    done: list[_File] = []
    try:
        for file in files:
            if file.before:
                _write(folder / _OLD / _name(file.area), *file.before)
            done.append(file)
            _write(file.path, file.data, file.saved)
    except OSError:
        _take_back(done)
        raise


def _take_back(files: Iterable[_File]) -> None:
    with suppress(OSError):
        for file in files:
            if file.before:
                _write(file.path, *file.before)
            else:
                file.path.unlink(missing_ok=True)


def _write(path: Path, data: bytes, saved: int) -> None:
    write_whole(path, data)
    os.utime(path, (saved, saved))
