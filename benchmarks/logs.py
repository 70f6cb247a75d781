"""A log from another machine taken in, the whole process."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

from benchmarks import cases
from benchmarks.measuring import Figure, medians, npqlt, whole
from benchmarks.shelves import Shelves


def figures(shelves: Shelves) -> Iterator[Figure]:
    """``npqlt import`` of 100,000 rows into an empty book."""
    case, home = cases.large(shelves.folder, shelves.today), shelves.folder / "importing"
    imported = whole(npqlt(), "import", str(case.log), env=case.environ(home))

    def run() -> float:
        shutil.rmtree(home, ignore_errors=True)
        return imported()

    times, _ = medians([run], max(1, shelves.rounds // 4))
    shutil.rmtree(home)
    yield Figure(f"npqlt import, {cases.ANSWERS:,} rows of a log", times[0], "s", 5.0)
