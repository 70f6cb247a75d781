"""What each program is told to do. A program without an operation has no method of that name."""

from __future__ import annotations

import json
import os
import pickle
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from benchmarks.cases import Case
from benchmarks.measuring import npqlt
from benchmarks.peers.running import FailedError, Run

HERE = Path(__file__).parent
ANSWERS = 10


class Stand(NamedTuple):
    """A case, and the folder with the program's own data of it, which every run finds as it was stocked."""

    case: Case
    data: Path

    @property
    def out(self) -> Path:
        """The package to write."""
        return self.data / "out.apkg"


class Program:
    """``package`` is its name on PyPI; ``python`` runs beside it."""

    package = ""

    def __init__(self, python: Path) -> None:
        self.python = python

    def beside(self, name: str) -> str:
        """A command that was installed with the program."""
        return str(self.python.with_name(f"{name}.exe" if os.name == "nt" else name))

    def start(self, run: Run) -> None:
        """Its shortest command, or its import where it is a library."""
        raise NotImplementedError

    def stock(self, run: Run, stand: Stand) -> None:
        """Take the case in, by its own interface."""
        raise NotImplementedError


class Npqlt(Program):
    """Ours."""

    package = "npqlt-cards"

    def start(self, run: Run) -> None:
        """The list of commands."""
        run(npqlt(), "--help")

    def stock(self, run: Run, stand: Stand) -> None:
        """From the log."""
        run(npqlt(), "import", stand.case.log, environ=stand.case.environ(stand.data))

    def next_card(self, run: Run, stand: Stand) -> None:
        """A review, left at its first card."""
        shown = run(npqlt(), "review", keys="q\n", environ=stand.case.environ(stand.data))
        if "Space shows" not in shown:
            raise FailedError(f"no card: {shown.splitlines()[:3]}")

    def ten_answers(self, run: Run, stand: Stand) -> None:
        """A review of so many answers."""
        keys = "\n3\n" * ANSWERS + "q\n"
        shown = run(npqlt(), "review", keys=keys, environ=stand.case.environ(stand.data))
        if f"{ANSWERS} answers" not in shown:
            raise FailedError(f"not {ANSWERS} answers: {shown.splitlines()[-3:]}")

    def export_cards(self, run: Run, stand: Stand) -> None:
        """The cards alone."""
        run(npqlt(), "export", "-o", stand.out, environ=stand.case.environ(stand.data))

    def export_all(self, run: Run, stand: Stand) -> None:
        """The cards with their schedule and answers."""
        run(npqlt(), "export", "--with-progress", "-o", stand.out, environ=stand.case.environ(stand.data))

    def take_in(self, run: Run, stand: Stand) -> None:
        """A package's answers, into a book of its own."""
        run(npqlt(), "import", stand.case.studied, environ=stand.case.environ(stand.data / "other"))


class Spacedrep(Program):
    """A command for each step: a card shown is one process, an answer another."""

    package = "spacedrep"

    def _run(self, run: Run, stand: Stand, *arguments: str | Path, database: str = "collection.anki21") -> str:
        return run(self.beside("spacedrep"), *arguments, environ={"SPACEDREP_DB": str(stand.data / database)})

    def start(self, run: Run) -> None:
        """The list of commands."""
        run(self.beside("spacedrep"), "--help")

    def stock(self, run: Run, stand: Stand) -> None:
        """From the package."""
        self._run(run, stand, "deck", "import", stand.case.studied)

    def next_card(self, run: Run, stand: Stand) -> str:
        """The card that is due, as JSON."""
        return self._run(run, stand, "card", "next")

    def ten_answers(self, run: Run, stand: Stand) -> None:
        """A card shown and answered, so many times, and the next one."""
        for _ in range(ANSWERS):
            card = json.loads(self.next_card(run, stand))["card_id"]
            self._run(run, stand, "review", "submit", str(card), "good")
        self.next_card(run, stand)

    def export_all(self, run: Run, stand: Stand) -> None:
        """The whole collection."""
        self._run(run, stand, "deck", "export", stand.out)

    def take_in(self, run: Run, stand: Stand) -> None:
        """A package, opened as another collection."""
        self._run(run, stand, "deck", "import", stand.case.studied, database="other.anki21")


class AnkiLibrary(Program):
    """The library below Anki's window, called by a script."""

    package = "anki"

    def _call(self, run: Run, stand: Stand, *words: str | Path, collection: str = "collection.anki2") -> None:
        run(self.python, HERE / "calling_anki.py", stand.data / collection, *words)

    def start(self, run: Run) -> None:
        """The library imported."""
        run(self.python, "-c", "import anki.collection")

    def stock(self, run: Run, stand: Stand) -> None:
        """From the package."""
        self._call(run, stand, "take-in", stand.case.studied)

    def next_card(self, run: Run, stand: Stand) -> None:
        """The collection opened, the next card's question rendered."""
        self._call(run, stand, "answer", "0")

    def ten_answers(self, run: Run, stand: Stand) -> None:
        """So many answers in one process, each card rendered on both sides."""
        self._call(run, stand, "answer", str(ANSWERS))

    def export_cards(self, run: Run, stand: Stand) -> None:
        """The cards alone."""
        self._call(run, stand, "export", stand.out, "alone")

    def export_all(self, run: Run, stand: Stand) -> None:
        """The cards with their schedule and answers."""
        self._call(run, stand, "export", stand.out, "with-progress")

    def take_in(self, run: Run, stand: Stand) -> None:
        """A package, into an empty collection."""
        self._call(run, stand, "take-in", stand.case.studied, collection="other.anki2")


class Apy(Program):
    """Adds and edits notes of an Anki collection; it asks nothing and takes no packages in."""

    package = "apyanki"

    def start(self, run: Run) -> None:
        """The list of commands."""
        run(self.beside("apy"), "--help")

    def stock(self, run: Run, stand: Stand) -> None:
        """An Anki profile, its collection filled by the library that apy works with."""
        (stand.data / "User 1").mkdir()
        with closing(sqlite3.connect(stand.data / "prefs21.db")) as db, db:
            db.execute("CREATE TABLE profiles (name TEXT PRIMARY KEY, data BLOB NOT NULL)")
            profiles = {"_global": {"last_loaded_profile_name": "User 1"}, "User 1": {}}
            rows = [(name, pickle.dumps(data)) for name, data in profiles.items()]
            db.executemany("INSERT INTO profiles VALUES (?, ?)", rows)
        collection = stand.data / "User 1" / "collection.anki2"
        run(self.python, HERE / "calling_anki.py", collection, "take-in", stand.case.studied)

    def export_all(self, run: Run, stand: Stand) -> None:
        """Its backup: the whole collection."""
        home = {"HOME": str(stand.data), "USERPROFILE": str(stand.data)}
        run(self.beside("apy"), "-b", stand.data, "backup", stand.out.with_suffix(".colpkg"), environ=home)


class Genanki(Program):
    """Writes packages, and nothing else; below our own export too."""

    package = "genanki"

    def start(self, run: Run) -> None:
        """The library imported."""
        run(self.python, "-c", "import genanki")

    def stock(self, run: Run, stand: Stand) -> None:
        """The notes as JSON, so that nothing has to be parsed."""
        notes = [(note.id, note.text, note.answer) for note in stand.case.library.notes.values()]
        (stand.data / "notes.json").write_text(json.dumps(notes), "utf-8")

    def export_cards(self, run: Run, stand: Stand) -> None:
        """The package."""
        run(self.python, HERE / "calling_genanki.py", stand.data / "notes.json", stand.out)


PEERS = (Spacedrep, AnkiLibrary, Apy, Genanki)
