"""Releases of two small decks that share a statement, and a learner who studies them in the real Anki."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest

from npqlt_cards.anki import write_package
from npqlt_cards.anki.package import GUID_PREFIX
from npqlt_cards.checks import Wanted, check_paths, updated
from npqlt_cards.decks.ledger import write_ledger
from npqlt_cards.decks.library import Library, load_library

if TYPE_CHECKING:  # anki.cards cannot be the first of Anki's modules to load
    from anki.cards import Card
    from anki.notes import Note

DECKS = {
    "3.yaml": """area: growing
number: 3
title: Growing
learn_that:
  - id: watering
    number: 1
    text: Beds that are {{c1::watered slowly}} grow {{c2::deep roots}}.
    ask:
      - id: slow-hose
        form: why
        q: Why is a slow hose better for a bed than a quick one?
        a: The water sinks in.
  - id: pruning
    number: 2
    text: Old apple trees are pruned in {{c1::late winter}}, while the sap {{c2::rests}}.
    ask:
      - id: season
        form: fact
        q: In which season is it best to prune an apple tree?
        a: In late winter.
      - id: ladder
        form: scenario
        q: A gardener stands under a tall pear with a saw in May. What would you advise?
        a: To wait for winter.
  - id: mulch
    number: 3
    text: Straw keeps the {{c1::moisture}} in the soil.
""",
    "4.yaml": """area: cooking
number: 4
title: Cooking
learn_that:
  - id: beds
    number: 1
    same_as: growing/watering
  - id: salt
    number: 2
    text: Beans are salted {{c1::at the end}}, so that their skins {{c2::stay soft}}.
    ask:
      - id: tough-beans
        form: why
        q: Why would a cook hold the salt back until the beans are done?
        a: Their skins stay soft.
""",
}
AREAS = ("growing", "cooking")
DAY = 86_400
GRADES = "4343124"
FIRST_RELEASE = 1_790_000_000  # the ledger's instants: the clock of the machine, which is later, plays no part in them
_PROGRESS = "c.type, c.queue, c.due, c.ivl, c.factor, c.reps, c.lapses, c.left, c.odue, c.odid, c.flags, c.data, c.did"
Edit = tuple[str, str]


class Publisher:
    """The decks of a folder, released again and again with the ledger kept as ``npqlt ledger update`` keeps it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.releases = folder, 0
        self.decks = folder / "decks"
        self.decks.mkdir()
        for name, text in DECKS.items():
            (self.decks / name).write_text(text, "utf-8")

    def edit(self, old: str, new: str) -> None:
        """Change the one place where some words stand."""
        (path,) = [path for path in self.decks.glob("*.yaml") if old in path.read_text("utf-8")]
        path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")

    def release(self, *packages: Sequence[str], edits: Sequence[Edit] = (), retire: Sequence[str] = ()) -> list[Path]:
        """The edited decks as packages, each of some areas; a release a day after the last one."""
        for old, new in edits:
            self.edit(old, new)
        now = FIRST_RELEASE + self.releases * DAY
        self.releases += 1
        (subject,) = check_paths([self.decks], Wanted(("D",))).subjects
        write_ledger(self.decks, updated(subject, now, retire))
        return [self._write(load_library(self.decks, self.folder / "cache"), areas) for areas in packages]

    def _write(self, library: Library, areas: Sequence[str]) -> Path:
        path = self.folder / f"{self.releases}-{'-'.join(areas)}.apkg"
        write_package(library, areas, path, str(self.releases))
        return path


class Learner:
    """An Anki collection, and what its owner does there."""

    def __init__(self, collection: Collection) -> None:
        self.collection = collection
        collection.set_config("fsrs", True)

    def take(self, path: Path) -> dict[str, int]:
        """Import as Anki does by default; how many notes it took for what."""
        request = ImportAnkiPackageRequest(package_path=str(path), options=ImportAnkiPackageOptions())
        log = self.collection.import_anki_package(request).log
        kinds = {"new": log.new, "updated": log.updated, "duplicate": log.duplicate, "conflicting": log.conflicting}
        return {name: len(found) for name, found in kinds.items() if found}

    def study(self, answers: str = GRADES) -> None:
        """Answer cards in the scheduler's own order; the rest stays new.

        Anki stamps the card a moment before the log, in whole seconds. If the second turns in between, its Check
        Database moves the stamp; that is done here, so that a later check speaks of what an import brought alone.
        """
        self.collection.decks.select(self.collection.decks.id("NPQLT"))
        for grade in answers:
            card = self.collection.sched.getCard()
            assert card
            card.start_timer()
            self.collection.sched.answerCard(card, int(grade))  # type: ignore[arg-type]
        self.problems()

    def note(self, id_: str) -> Note:
        """One of our notes as Anki holds it."""
        return self.collection.get_note(self._db.scalar("select id from notes where guid = ?", GUID_PREFIX + id_))

    def card(self, id_: str) -> Card:
        """One of our cards, by our id."""
        note, _, number = id_.rpartition(":")
        return next(card for card in self.note(note).cards() if card.ord == int(number) - 1)

    def write(self, id_: str, field: str, words: str, at: int = FIRST_RELEASE + DAY // 2) -> None:
        """The learner's own edit of a field, made between the first release and the second unless said otherwise."""
        note = self.note(id_)
        note[field] = words
        self.collection.update_note(note)
        self._db.execute("update notes set mod = ? where id = ?", at, note.id)

    def delete(self, id_: str) -> None:
        """Delete a note with its cards."""
        self.collection.remove_notes([self.note(id_).id])

    def notes(self) -> list[str]:
        """Our ids of all notes, one for each row."""
        return sorted(guid.removeprefix(GUID_PREFIX) for guid in self._db.list("select guid from notes"))

    def progress(self) -> dict[str, list[Any]]:
        """All that Anki's scheduler knows of each card, by our id: state, due day, memory, deck, flag."""
        rows = self._db.all(f"select n.guid, c.ord, {_PROGRESS} from cards c join notes n on n.id = c.nid")
        return {f"{guid.removeprefix(GUID_PREFIX)}:{number + 1}": row for guid, number, *row in rows}

    def reviews(self) -> list[list[Any]]:
        """Every row of the review log."""
        return self._db.all("select * from revlog order by id")

    def everything(self) -> list[Any]:
        """Every note, card and review, whole."""
        return [self._db.all(f"select * from {table} order by id") for table in ("notes", "cards", "revlog")]

    def note_types(self) -> dict[str, list[str]]:
        """The fields of our note types, by name: a second one beside the first would show here."""
        models = [model for model in self.collection.models.all() if "NPQLT" in model["name"]]
        return {model["name"]: [field["name"] for field in model["flds"]] for model in models}

    def problems(self) -> str:
        """What Check Database finds."""
        found, fine = self.collection.fix_integrity()
        return "" if fine else found

    @property
    def _db(self) -> Any:
        return self.collection.db


def inside(path: Path, folder: Path) -> sqlite3.Connection:
    """The collection in a package, opened for a look or for a forgery."""
    import zipfile

    with zipfile.ZipFile(path) as package:
        (folder / "inside.anki2").write_bytes(package.read("collection.anki2"))
    return sqlite3.connect(folder / "inside.anki2")
