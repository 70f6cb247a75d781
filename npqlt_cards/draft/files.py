"""A draft as files: all of them written, or none, and none that stands already."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from npqlt_cards.checks.exceptions import EXCEPTIONS_FILE
from npqlt_cards.decks.nodes import LARGEST_FILE
from npqlt_cards.decks.write import deck_text
from npqlt_cards.draft.records import Draft
from npqlt_cards.errors import NpqltError

_DEPARTMENT = (
    "Statements: Department for Education, {title}.",
    "Crown copyright. Their words stand as printed.",
)
_SOURCE = "Department for Education, {title}. Crown copyright."
_UNKNOWN = ("Statements: to do: name the framework they are from, its author, and whose copyright they are.",)
_DRAFTED = (
    "A draft by `npqlt framework draft`. To do: read each id, cloze and question as a learner would, mend it, and",
    "delete its “draft: true”; then do what the remarks below ask for. `npqlt check` tells what is left.",
)
_EXCEPTIONS = "# Exceptions from the rules of a good card, each with its reason: CODE ID: reason.\n"


def files_of(draft: Draft) -> dict[str, bytes]:
    """The draft's files by name: one deck for each area, and ``exceptions.txt`` where the page's words need one.

    Raises NpqltError for a deck that is too large to be read again.
    """
    found = {}
    source = [line.format(title=draft.title) for line in (_DEPARTMENT if draft.title else _UNKNOWN)]
    for deck in draft.decks:
        remarks = {place: lines for (area, place), lines in draft.to_do.items() if area == deck.area}
        words = _SOURCE.format(title=draft.title) if draft.title else ""
        found[deck.file] = deck_text(deck._replace(source=words), [*source, *_DRAFTED], remarks).encode()
        if len(found[deck.file]) > LARGEST_FILE:
            raise NpqltError(f"the deck of {deck.title} would be too large to be read: split the area on the page")
    if draft.exceptions:
        found[EXCEPTIONS_FILE] = (_EXCEPTIONS + "".join(f"{line}\n" for line in draft.exceptions)).encode()
    return found


def write_new(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a folder, made if need be. Raises NpqltError, with nothing written, if any stands already."""
    standing = [name for name in files if (folder / name).exists() or (folder / name).is_symlink()]
    if standing:
        raise NpqltError(f"{folder / standing[0]} stands already, and nothing is written over it: name a new folder")
    made = [place for place in (folder, *folder.parents) if not place.exists()]
    written: list[Path] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            with (folder / name).open("xb") as file:
                written.append(folder / name)
                file.write(data)
    except OSError as error:
        _take_back(written, made)
        raise NpqltError(f"{folder}: the decks cannot be written ({error.strerror}): name another folder") from error


def _take_back(written: list[Path], made: list[Path]) -> None:
    with suppress(OSError):
        for path in written:
            path.unlink()
        for folder in made:
            folder.rmdir()
