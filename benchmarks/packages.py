"""Our export of 10,000 generated notes against Anki's own exporter of them.

The two take turns, so that a busy machine is as unkind to the one as to the other.
"""

from __future__ import annotations

import statistics
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from anki.collection import Collection, ExportAnkiPackageOptions, ImportAnkiPackageOptions, ImportAnkiPackageRequest

from benchmarks.measuring import Figure
from benchmarks.shelves import Shelves
from npqlt_cards.anki import write_package
from npqlt_cards.decks.library import Library
from npqlt_cards.decks.records import LEARN_THAT, Deck, Note, Statement

NOTES = 10_000
AREA = "generated"
MOST_RATIO = 1.25  # as fast as Anki, less a quarter that only uglier code would win
MOST_MEGABYTES = 60.0


class Row(NamedTuple):
    """One measured promise: our figure, theirs, and how their ratio or ours alone may grow."""

    name: str
    ours: float
    theirs: float
    found: float
    most: float


def generated(notes: int = NOTES) -> Library:
    """Half cloze notes of two cards, half questions, each about as long as ours are."""
    statements, made = [], []
    for at in range(notes // 2):
        id_, changed = f"{AREA}/idea-{at}", 1_790_000_000 + at
        text = (
            f"Idea {at} of those that {{{{c1::pupils meet again}}}} after some days is likely to be kept, where "
            f"{{{{c2::the gaps between}}}} grow longer each time."
        )
        statements.append(Statement(id_, AREA, LEARN_THAT, str(at + 1), None, (text,)))
        made.append(Note(f"{id_}#cloze", id_, "cloze", text, changed=changed))
        question = f"A colleague asks when to come back to idea {at} with a class that met it last week. What now?"
        made.append(Note(f"{id_}#when", id_, "scenario", question, "After some days, and then later.", changed=changed))
    return Library((Deck("generated.yaml", AREA, None, "Generated", tuple(statements), tuple(made)),))


def rows(rounds: int = 7) -> Iterator[Row]:
    """Time against both forms of Anki's packages, and memory over the input."""
    with tempfile.TemporaryDirectory() as name:
        folder, library = Path(name), generated()
        write_package(library, [AREA], folder / "ours.apkg", "1")
        collection = _collection(folder)
        for kind, legacy in (("legacy", True), ("new", False)):
            ours, theirs, ratio = _in_turns(
                lambda: write_package(library, [AREA], folder / "ours.apkg", "1"),
                lambda legacy=legacy: _anki_export(collection, folder / "theirs.apkg", legacy),
                rounds,
            )
            yield Row(f"seconds, 10,000 notes / Anki's own, {kind} form", ours, theirs, ratio, MOST_RATIO)
        collection.close()
        over = _peak(library, folder / "ours.apkg")
    yield Row("megabytes over the input, 10,000 notes", over, 0, over, MOST_MEGABYTES)


def figures(shelves: Shelves) -> Iterator[Figure]:
    """Each row as a figure with its budget."""
    for row in rows(max(1, shelves.rounds // 3)):
        remark = f"ours {row.ours:.2f}, Anki's {row.theirs:.2f}" if row.theirs else ""
        yield Figure(row.name, row.found, "×" if row.theirs else "MB", row.most, remark=remark)


def _collection(folder: Path) -> Collection:
    """A collection that holds what our package holds."""
    collection = Collection(str(folder / "collection.anki2"))
    request = ImportAnkiPackageRequest(package_path=str(folder / "ours.apkg"), options=ImportAnkiPackageOptions())
    collection.import_anki_package(request)
    assert collection.note_count() == NOTES
    return collection


def _anki_export(collection: Collection, path: Path, legacy: bool) -> None:
    options = ExportAnkiPackageOptions(with_scheduling=False, with_deck_configs=False, with_media=False, legacy=legacy)
    collection.export_anki_package(out_path=str(path), options=options, limit=None)


def _in_turns(ours: Callable[[], object], theirs: Callable[[], object], rounds: int) -> tuple[float, float, float]:
    """The medians of both, and of the ratios pair by pair, after one uncounted round."""
    ours(), theirs()
    pairs = [(_seconds(ours), _seconds(theirs)) for _ in range(rounds)]
    mine, others = zip(*pairs, strict=True)
    return statistics.median(mine), statistics.median(others), statistics.median(one / two for one, two in pairs)


def _seconds(run: Callable[[], object]) -> float:
    begun = time.perf_counter()
    run()
    return time.perf_counter() - begun


def _peak(library: Library, path: Path) -> float:
    """The most megabytes that Python holds at once, over what it held before, while the package is written."""
    tracemalloc.start()
    write_package(library, [AREA], path, "1")
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most / 1_000_000
