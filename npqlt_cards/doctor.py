"""Everything of the learner's looked through: each finding with how bad it is, and what to do or can be rebuilt."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Iterator
from datetime import date
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

from npqlt_cards import __version__
from npqlt_cards.checks import check_paths
from npqlt_cards.days import date_of, iso_instant
from npqlt_cards.decks.files import LEDGER_FILE, edition
from npqlt_cards.decks.ledger import read_ledger
from npqlt_cards.decks.library import Library, load_library
from npqlt_cards.errors import NpqltError
from npqlt_cards.places import Places
from npqlt_cards.settings import load_preferences
from npqlt_cards.store import copies, health, open_book, opening, schema, shelf
from npqlt_cards.store.projection import Watch, unwatched
from npqlt_cards.wording import counted

OK, WARNING, PROBLEM = "ok", "warning", "problem"
_LIBRARIES = (
    *("click", "fsrs", "genanki", "jinja2", "markupsafe", "platformdirs", "pyyaml", "rich"),
    *(("backports.zstd",) if sys.version_info < (3, 14) else ()),
)
_OLD_DAYS = 30  # without a backup, though there are answers since
_LITTLE_BYTES = 50_000_000
_TO_DO = ("L06", "L07")  # what an author who is at work has: `npqlt ledger update` does it
_REPAIR = "npqlt doctor --repair"


class Finding(NamedTuple):
    """What was looked at, ``ok``, ``warning`` or ``problem``, what was found, and what to do ("" for nothing)."""

    check: str
    level: str
    message: str
    repair: str = ""


def examine(at: Places, day: int, watch: Watch = unwatched) -> Iterator[Finding]:
    """Look through everything; nothing is changed. ``watch`` is told how far the replay of the log is."""
    yield from _versions()
    yield _settings(at)
    library, finding = _decks(at)
    yield finding
    if library:
        yield _published(at)
    yield from _book(at, library, watch)
    yield from _backups(at, day)
    yield _folder(at)
    yield _space(at)


def repair(at: Places, watch: Watch = unwatched) -> Iterator[str]:
    """Rebuild what can be: indexes, what follows from the log, and the copy of the decks; gives what was done.

    The log is never touched; nor is the copy of decks that cannot be read. Raises NpqltError where the book cannot be
    opened.
    """
    if not at.book.exists():
        return
    library, _ = _decks(at)
    decks, found = _shelf(at, library) if library else None, health.state(at.book, None, watch)
    if found.faults:
        if not found.mendable:  # what is left of it is not written to
            return
        made = health.mend(at.book)
        yield f"Made anew: {', '.join(made)}." if made else "The indexes were made anew."
    with open_book(at.book, watch) as book:
        found = health.state(at.book, decks, watch)
        if found.amiss:
            book.rebuild(watch)
            yield "What follows from the log was derived anew."
        if decks and (not found.shelved or book.edition() != decks.edition):
            book.take_cards(*decks)
            yield "The copy of the decks was made anew."


# -- the machine -------------------------------------------------------------------------------------------------------


def _versions() -> Iterator[Finding]:
    system = f"Python {platform.python_version()}, SQLite {opening.SQLITE}, {platform.system()} {platform.machine()}"
    yield Finding("program", OK, f"npqlt-cards {__version__}, book format {schema.VERSION}; {system}")
    for name in _LIBRARIES:
        try:
            yield Finding("library", OK, f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            yield Finding("library", PROBLEM, f"{name} is not installed", "install npqlt-cards anew")


def _settings(at: Places) -> Finding:
    try:
        load_preferences(at.settings, at.cache)
    except NpqltError as error:
        return Finding("settings", PROBLEM, str(error), "mend the line, or take it out")
    there = at.settings.exists()
    return Finding("settings", OK, f"{at.settings}" if there else f"{at.settings}: not there, every default counts")


def _folder(at: Places) -> Finding:
    """Where answers are kept, or will be: a folder that can be written to."""
    folder = _nearest(at.book.parent)
    if not folder.is_dir():
        return Finding("folder", PROBLEM, f"{folder}: is no folder", "name another one: NPQLT_CARDS_HOME")
    for path, needed in ((folder, os.W_OK | os.X_OK), (at.book, os.W_OK)):
        if path.exists() and not os.access(path, needed):
            words = f"{path}: cannot be written to: answers could not be kept"
            return Finding("folder", PROBLEM, words, "make it writable, or name another folder: NPQLT_CARDS_HOME")
    return Finding("folder", OK, f"{folder}: can be written to")


def _nearest(folder: Path) -> Path:
    """What is there of a path that may still be made."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder


def _space(at: Places) -> Finding:
    folder = _nearest(at.book.parent)
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        return Finding("disk", WARNING, f"{folder}: free space cannot be told ({error.strerror})")
    size = at.book.stat().st_size if at.book.is_file() else 0
    words = f"{folder}: {free / 1e6:,.0f} MB free"
    if free < 2 * size + 1_000_000:  # a transaction's journal, and a backup
        return Finding("disk", PROBLEM, words, "free some space: answers and backups may not fit")
    little = free < _LITTLE_BYTES
    return Finding("disk", WARNING if little else OK, words, "free some space soon" if little else "")


# -- the decks ---------------------------------------------------------------------------------------------------------


def _decks(at: Places) -> tuple[Library | None, Finding]:
    try:
        library = load_library(at.decks, at.cache, at.own_decks)
    except NpqltError as error:
        return None, Finding("decks", PROBLEM, str(error), "mend them, or install npqlt-cards anew")
    words = f"{at.decks}: {counted(len(library.areas), 'area')}, {counted(len(library.cards()), 'card')}"
    if library.left_out:
        told = "; ".join(map(str, library.left_out))
        return library, Finding("decks", PROBLEM, f"{words}. Left out: {told}", "mend these files")
    return library, Finding("decks", OK, words)


def _published(at: Places) -> Finding:
    """The decks against the ledger of what was published."""
    if not (at.decks / LEDGER_FILE).exists():
        return Finding("ledger", OK, f"{at.decks}: has no ledger, so nothing of it is published")
    found = [p for p in check_paths([at.decks], lambda code: code.startswith("L")).problems if p.code.startswith("L")]
    wrong = [problem for problem in found if problem.code not in _TO_DO]
    if not found:
        return Finding("ledger", OK, "the decks hold all that was published, each under its own id")
    more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
    repair = "npqlt check; or install npqlt-cards anew" if wrong else "npqlt ledger update"
    return Finding("ledger", PROBLEM if wrong else WARNING, f"{(wrong or found)[0]}{more}", repair)


# -- the book ----------------------------------------------------------------------------------------------------------


def _book(at: Places, library: Library | None, watch: Watch) -> Iterator[Finding]:
    if not at.book.exists():
        there = copies.listed(at.backups)
        repair = f"npqlt restore {there[0].path.name}" if there else ""
        yield Finding("book", WARNING if there else OK, f"{at.book}: is not there yet", repair)
        return
    try:
        found = health.state(at.book, _shelf(at, library) if library else None, watch)
    except NpqltError as error:
        yield Finding("book", PROBLEM, str(error))
        return
    if found.faults:
        repair = _REPAIR if found.mendable else copies.advice(at.book)
        yield Finding("book", PROBLEM, f"{at.book}: is damaged ({found.faults[0]})", repair)
        return
    yield from _state(at, found)


def _shelf(at: Places, library: Library) -> shelf.Shelf:
    return shelf.shelf_of(edition(at.decks, at.own_decks), library)


def _state(at: Places, found: health.State) -> Iterator[Finding]:
    """A book whose file is whole."""
    held = found.held
    if held is None:
        return
    last = f", the last of {iso_instant(held.last_at)}" if held.last_at is not None else ""
    yield Finding(
        "book", OK, f"{at.book}: {at.book.stat().st_size / 1e6:,.1f} MB, {counted(held.answers, 'answer')}{last}"
    )
    if held.version < schema.VERSION:
        yield Finding("states", OK, f"format {held.version}: the next start brings it to {schema.VERSION}")
        return
    if found.amiss:
        what = ", ".join(f"{count:,} in {table}" for table, count in found.amiss.items())
        yield Finding("states", PROBLEM, f"are not what the log gives: {what}", _REPAIR)
    else:
        yield Finding("states", OK, "memories, tallies and what is set aside are what a replay of the log gives")
    if found.shelved:
        yield Finding("copy of the decks", OK, "is what the decks have, or is renewed at the next start")
    else:
        yield Finding("copy of the decks", PROBLEM, "differs from the decks", _REPAIR)
    yield _orphans(at, found.orphans)


def _orphans(at: Places, cards: list[str]) -> Finding:
    """Answers to cards that no deck has: kept, and counted again if the card comes back."""
    if not cards:
        return Finding("cards", OK, "every card in the log is in the decks")
    try:
        published = read_ledger(at.decks)
    except NpqltError:
        published = {}
    strange = [card for card in cards if card.rpartition(":")[0] not in published]
    named = ", ".join((strange or cards)[:3]) + (", …" if len(strange or cards) > 3 else "")
    if not strange:
        return Finding(
            "cards", OK, f"{counted(len(cards), 'retired card')} with answers, which stay in the log: {named}"
        )
    repair = "none is lost: they count again when the cards are back; npqlt deck add FILE for a deck of your own"
    return Finding("cards", WARNING, f"{counted(len(strange), 'card')} with answers in no deck: {named}", repair)


# -- the backups -------------------------------------------------------------------------------------------------------


def _backups(at: Places, day: int) -> Iterator[Finding]:
    there, whole = copies.listed(at.backups), list[tuple[date, copies.Contents]]()
    readable, held = _held(at)
    for each in there:
        try:
            whole.append((each.day, copies.sound(each.path)))
        except NpqltError as error:
            yield Finding("backups", PROBLEM, str(error), "delete it, and make another one: npqlt backup")
    if whole:
        newest, kept = whole[0]
        words = f"{at.backups}: {counted(len(whole), 'sound one')}, the newest of {newest}"
        behind = not readable or (held is not None and (held.rows, held.last_at) != (kept.rows, kept.last_at))
        repair = "npqlt backup" if behind and (date_of(day) - newest).days > _OLD_DAYS else ""
        yield Finding("backups", WARNING if repair else OK, words, repair)
    elif not there and readable and not (held and held.rows):
        yield Finding("backups", OK, f"{at.backups}: none yet; a review makes one")
    else:
        yield Finding("backups", WARNING, f"{at.backups}: there is no sound one", "npqlt backup" if readable else "")
    for path in sorted(at.backups.glob("damaged-*.db")):
        yield Finding("backups", OK, f"{path}: a damaged book that was replaced; delete it when you need it no more")


def _held(at: Places) -> tuple[bool, copies.Contents | None]:
    """Whether what the book holds can be told, and what it is; None for no book."""
    try:
        return True, copies.contents(at.book) if at.book.exists() else None
    except NpqltError:
        return False, None
