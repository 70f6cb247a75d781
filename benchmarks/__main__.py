"""``python -m benchmarks``: each budget with what this run measured, and the peers side by side."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks import answers, growth, imports, packages, replay, results, startup
from benchmarks.books import SIZES, Size
from benchmarks.measuring import Comparison, Figure, table
from benchmarks.peers import compare
from benchmarks.shelves import Shelves

# Each group yields figures, or comparisons, as soon as they are known.
GROUPS: dict[str, Callable[[Shelves], Iterator[Figure] | Iterator[Comparison]]] = {
    "startup": startup.figures,
    "first-card": growth.first_card,
    "answers": answers.figures,
    "rebuild": replay.figures,
    "imports": imports.figures,
    "memory": growth.memory,
    "stats": growth.stats,
    "packages": packages.figures,
    "peers": compare.comparisons,
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
    parser.add_argument("--json", type=Path, metavar="FILE", help="write what was found there too")
    parser.add_argument("--keep", action="store_true", help="write it to benchmarks/results/last.json, for the README")
    parser.add_argument(
        "--into", type=Path, metavar="FILE", help="measure nothing: put what was kept last into that file's block"
    )
    return parser.parse_args()


def main() -> None:
    """Measure and print; the exit code is 1 if a budget is overrun."""
    given = arguments()
    if given.into:
        try:
            results.renew(given.into, results.read(results.LAST))
        except ValueError as error:
            sys.exit(str(error))
        return
    if given.keep and given.only:
        sys.exit("--keep is for a run of all groups")
    now, machine = datetime.now(), results.machine()
    found = list[Figure | Comparison]()
    with tempfile.TemporaryDirectory() as folder:
        today = (now - timedelta(hours=4)).date() - date(1970, 1, 1)
        shelves = Shelves(given.books or Path(folder), given.sizes, given.rounds, today.days)
        for line in table(_measured(shelves, given.only or GROUPS, found)):
            print(line, flush=True)
    kept = {"date": now.date().isoformat(), "machine": machine, "rounds": given.rounds, **_record(found)}
    for path in filter(None, (given.json, given.keep and results.LAST)):
        results.keep(path, kept)
    sys.exit(any(figure["holds"] is False for figure in kept["figures"]))


def _measured(
    shelves: Shelves, groups: list[str] | dict[str, Any], found: list[Figure | Comparison]
) -> Iterator[Figure | Comparison]:
    """What the groups measure, noted as it comes."""
    for group in groups:
        for each in GROUPS[group](shelves):
            found.append(each)
            yield each


def _record(found: list[Figure | Comparison]) -> dict[str, Any]:
    """What was found as data."""
    figures = [each for each in found if isinstance(each, Figure)]
    compared = [each for each in found if isinstance(each, Comparison)]
    return {
        "programs": compare.versions() if compared else {},
        "figures": [{**each._asdict(), "ratio": each.ratio, "holds": each.holds} for each in figures],
        "comparisons": [each._asdict() for each in compared],
    }


if __name__ == "__main__":
    main()
