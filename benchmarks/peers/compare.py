"""Each operation by every program that has it, taken in turn, ours last in each round."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from benchmarks import cases
from benchmarks.cases import Case
from benchmarks.measuring import PYTHON, Comparison, medians
from benchmarks.peers.install import NotInstalledError, installed, version
from benchmarks.peers.programs import PEERS, Npqlt, Program, Stand
from benchmarks.peers.running import FailedError, Peak, Run, plain
from benchmarks.shelves import Shelves
from npqlt_cards import __version__

TIMED = {
    "next_card": "to the next card",
    "ten_answers": "ten answers",
    "export_cards": "export of the cards",
    "export_all": "export with progress",
    "take_in": "import of that package",
}
WEIGHED = {"next_card": "memory, next card", "export_all": "memory, export with progress"}
Operation = Callable[[Run], float]  # gives the seconds that it took


def comparisons(shelves: Shelves) -> Iterator[Comparison]:
    """Start-up, where missing peers are named as failed; the rest with our own decks, and with large ones."""
    programs, missing = _programs()
    starts = {program.package: _clocked(program.start) for program in programs}
    yield _timed("", "start", starts, max(1, shelves.rounds // 2))._replace(failed=missing)
    for make, share in ((cases.built_in, 3), (cases.large, 6)):
        yield from _on(make(shelves.folder, shelves.today), programs, shelves.folder, max(1, shelves.rounds // share))


def versions() -> dict[str, str]:
    """The release of each program that is installed, ours first."""
    programs, _ = _programs()
    found = {p.package: version(p.python, p.package) for p in programs if not isinstance(p, Npqlt)}
    return {Npqlt.package: __version__, **found}


def _programs() -> tuple[list[Program], dict[str, str]]:
    here: list[Program] = []
    missing: dict[str, str] = {}
    for peer in PEERS:
        try:
            here.append(peer(installed(peer.package)))
        except NotInstalledError as error:
            missing[peer.package] = f"cannot be installed: {error}"
    return [*here, Npqlt(Path(PYTHON))], missing


def _on(case: Case, programs: Sequence[Program], folder: Path, rounds: int) -> Iterator[Comparison]:
    stocked = {program: _stocked(program, case, folder / "peers") for program in programs}
    for operation, name in TIMED.items():
        yield _timed(case.name, name, _able(stocked, case, operation), rounds)
    for operation, name in WEIGHED.items():
        yield _weighed(case.name, name, _able(stocked, case, operation))


def _stocked(program: Program, case: Case, folder: Path) -> Path:
    """The folder with the program's data of that case, made anew."""
    place = folder / case.folder.name / program.package
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    program.stock(plain, Stand(case, place))
    return place


def _able(stocked: dict[Program, Path], case: Case, operation: str) -> dict[str, Operation]:
    """That operation of each program which has it, on a fresh copy of its data for every run."""
    return {p.package: _fresh(p, case, place, operation) for p, place in stocked.items() if hasattr(p, operation)}


def _fresh(program: Program, case: Case, place: Path, operation: str) -> Operation:
    copy = place.with_name(f"{place.name}-run")

    def run(runner: Run) -> float:
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(place, copy)
        if hasattr(os, "sync"):
            os.sync()  # else the one that keeps its answers safely waits for the copy too
        return _clocked(partial(getattr(program, operation), stand=Stand(case, copy)))(runner)

    return run


def _clocked(operation: Callable[[Run], object]) -> Operation:
    def run(runner: Run) -> float:
        begun = time.perf_counter()
        operation(runner)
        return time.perf_counter() - begun

    return run


def _timed(case: str, name: str, able: dict[str, Operation], rounds: int) -> Comparison:
    failed: dict[str, str] = {}
    for package, operation in list(able.items()):
        try:
            operation(plain)
        except FailedError as error:
            if package == Npqlt.package:
                raise
            failed[package] = str(error)
            del able[package]
    times, ratios = medians([partial(operation, plain) for operation in able.values()], rounds, warm=True)
    return Comparison(case, name, "s", _named(able, times), _named(able, ratios), failed)


def _weighed(case: str, name: str, able: dict[str, Operation]) -> Comparison:
    peaks = []
    for operation in able.values():
        peak = Peak()
        operation(peak)
        peaks.append(peak.megabytes)
    return Comparison(case, name, "MB", _named(able, peaks), _named(able, [each / peaks[-1] for each in peaks]))


def _named(able: dict[str, Operation], values: Sequence[float]) -> dict[str, float]:
    return dict(zip(able, values, strict=True))
