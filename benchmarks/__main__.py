"""``python -m benchmarks``: each budget with what this run measured."""

from __future__ import annotations

import argparse
import json
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks import answers, growth, imports, replay, startup
from benchmarks.books import SIZES, Size
from benchmarks.measuring import Figure, table
from benchmarks.shelves import Shelves

GROUPS: dict[str, Callable[[Shelves], Iterator[Figure]]] = {
    "startup": startup.figures,
    "first-card": growth.first_card,
    "answers": answers.figures,
    "rebuild": replay.figures,
    "imports": imports.figures,
    "memory": growth.memory,
    "stats": growth.stats,
}


def size(text: str) -> Size:
    """``20000:200000`` as a size."""
    cards, _, reviews = text.partition(":")
    return Size(int(cards), int(reviews or 0))


def arguments() -> argparse.Namespace:
    """What to measure, how often, and where to."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", action="append", choices=GROUPS, help="just this group; may be given several times")
    parser.add_argument("--rounds", type=int, default=21, help="counted runs of each process (default 21)")
    parser.add_argument(
        "--sizes", type=size, nargs="+", default=SIZES, metavar="CARDS:REVIEWS", help="books, smallest first"
    )
    parser.add_argument("--books", type=Path, metavar="DIR", help="keep the books there, for the next run")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    return parser.parse_args()


def main() -> None:
    """Measure and print; the exit code is 1 if a budget is overrun."""
    given, figures = arguments(), list[Figure]()
    with tempfile.TemporaryDirectory() as folder:
        shelves = Shelves(given.books or Path(folder), given.sizes, given.rounds)

        def measured() -> Iterator[Figure]:
            for group in given.only or GROUPS:
                for figure in GROUPS[group](shelves):
                    figures.append(figure)
                    yield figure

        for line in table(measured()):
            print(line, flush=True)
    if given.json:
        found = [{**figure._asdict(), "ratio": figure.ratio, "holds": figure.holds} for figure in figures]
        given.json.write_text(json.dumps({"machine": platform.platform(), "figures": found}, indent=2) + "\n", "utf-8")
    sys.exit(any(figure.holds is False for figure in figures))


if __name__ == "__main__":
    main()
