"""Start-up and export, each against the imports that it cannot do without."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.measuring import PYTHON, Figure, medians, npqlt, until, whole
from benchmarks.shelves import Shelves


def figures(shelves: Shelves) -> Iterator[Figure]:
    """The time of a whole command as a multiple of its floor's."""
    package = str(shelves.folder / "all.apkg")
    home = {"NPQLT_CARDS_HOME": str(shelves.folder / "empty")}
    command, floor = npqlt(), (PYTHON, "-c")
    budgets = (
        (
            "review to first card / import click, sqlite3, fsrs",
            2.0,
            until(b"Space shows", command, "review", env=home),
            whole(*floor, "import click, sqlite3, fsrs"),
        ),
        ("--help / import click", 1.5, whole(command, "--help", env=home), whole(*floor, "import click")),
        (
            "export / import genanki",
            2.0,
            whole(command, "export", "-o", package, env=home),
            whole(*floor, "import genanki"),
        ),
    )
    for name, most, ours, theirs in budgets:
        (took, least), (ratio, _) = medians((ours, theirs), shelves.rounds)
        yield Figure(name, ratio, "×", most, remark=f"{took * 1000:.0f} ms, floor {least * 1000:.0f} ms")
