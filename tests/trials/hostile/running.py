"""Many inputs through one target: in processes that are watched, as an input may hang or eat memory."""

from __future__ import annotations

import multiprocessing
import random
import shutil
import tempfile
import time
import traceback
import warnings
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

from npqlt_cards.errors import NpqltError

try:
    import resource
except ImportError:  # Windows tells no process its memory that way
    resource = None  # type: ignore[assignment]

SLOWEST_S = 1.0  # of processor time, for one input
LARGEST_MB = 200  # that one input may add
HANG_S = 20.0  # on the clock: it is broken off
LONGEST_MESSAGE = 3_000  # letters of a line
_TOLD_EVERY = 200


class Target(NamedTuple):
    """A way in. ``make`` gives an input; ``run`` gives what came of it, raises NpqltError with words, or fails."""

    name: str
    share: int
    make: Callable[[random.Random, Path], bytes]
    run: Callable[[bytes, Path], str]


class Failure(NamedTuple):
    """An input that broke something: its number, what it broke, and the input itself."""

    number: int
    what: str
    data: bytes


class Outcome(NamedTuple):
    """What a run of some inputs came to. Times in seconds of processor time, memory in MB above the start."""

    inputs: int
    right: int
    told: int
    slowest: float
    memory: float
    failures: list[Failure]


def input_of(target: Target, seed: int, number: int, room: Path) -> bytes:
    """The same input for the same seed and number, on any machine."""
    return target.make(random.Random(f"{seed}/{target.name}/{number}"), room)


def run_here(
    target: Target, seed: int, numbers: range, room: Path, tell: Callable[[int], None] = lambda _: None
) -> Outcome:
    """Run some inputs in this process."""
    right, told, slowest, failures = 0, 0, 0.0, list[Failure]()
    most = start = _memory()
    for number in numbers:
        if number % _TOLD_EVERY == 0 or slowest > SLOWEST_S / 4:
            tell(number)
        data = input_of(target, seed, number, room)
        before, begun = _memory(), time.process_time()
        what, broken = _one(target, data, room)
        took = time.process_time() - begun
        most, slowest = max(most, _memory()), max(slowest, took)
        right, told = right + (what == "right"), told + (what == "told")
        if not broken and took > SLOWEST_S:
            broken = f"took {took:.1f} s"
        if not broken and _memory() - max(before, start) > LARGEST_MB:
            broken = f"took {_memory() - before:.0f} MB"
        if broken:
            failures.append(Failure(number, broken, data))
    return Outcome(len(numbers), right, told, slowest, most - start, failures)


def _one(target: Target, data: bytes, room: Path) -> tuple[str, str]:
    """What came of an input, and what is broken."""
    try:
        return target.run(data, room), ""
    except NpqltError as error:
        lines = str(error).split("\n")
        if not str(error).strip() or len(lines) > 1_000 or max(map(len, lines)) > LONGEST_MESSAGE:
            return "told", f"a message of {len(lines)} lines, {max(map(len, lines))} letters: {str(error)[:200]}"
        return "told", ""
    except Exception:
        return "broken", traceback.format_exc(limit=-6)


def _memory() -> float:
    """The most that this process ever had, in MB; 0 where the system does not tell."""
    if resource is None:
        return 0.0
    import sys

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024)


# -- in processes of their own -----------------------------------------------------------------------------------------


def scratch() -> tempfile.TemporaryDirectory[str]:
    """A folder for one run's files, in memory where the system has such a place."""
    shared = Path("/dev/shm")
    return tempfile.TemporaryDirectory(prefix="hostile-", dir=shared if shared.is_dir() else None)


def run_watched(target: Target, seed: int, numbers: range) -> Outcome:
    """Run some inputs in another process; where one hangs or ends it, that is noted, and the rest goes on after it."""
    outcomes, first = list[Outcome](), numbers.start
    while first < numbers.stop:
        found, stuck = _run_until_stuck(target, seed, range(first, numbers.stop))
        outcomes.append(found)
        first = numbers.stop if stuck is None else stuck + 1
    return together(outcomes)


def _run_until_stuck(target: Target, seed: int, numbers: range) -> tuple[Outcome, int | None]:
    """The outcome, and the number of the input at which the process had to be ended."""
    ours, theirs = multiprocessing.Pipe()
    with scratch() as folder:
        process = multiprocessing.get_context("spawn").Process(
            target=_work, args=(target.name, seed, numbers, folder, theirs)
        )
        process.start()
        theirs.close()
        try:
            found = _heard(ours)
            process.join(HANG_S)
            return found, None
        except (EOFError, TimeoutError) as error:
            stuck = error.args[0] if isinstance(error, TimeoutError) else None
            process.kill()
            process.join()
            return _found_stuck(target, seed, numbers, stuck)


def _heard(ours: Connection) -> Outcome:
    """What the process says at its end. Raises TimeoutError(number) when it is silent for too long."""
    number = -1
    while ours.poll(HANG_S + 0.02 * _TOLD_EVERY):
        said = ours.recv()
        if isinstance(said, Outcome):
            return said
        number = said
    raise TimeoutError(number)


def _found_stuck(target: Target, seed: int, numbers: range, after: int | None) -> tuple[Outcome, int]:
    """Which input it was: those since the last word, one process for each."""
    if len(numbers) == 1:
        data = b""
        with scratch() as folder:
            data = input_of(target, seed, numbers.start, Path(folder))
        what = "hung" if after is not None else "ended the process"
        return Outcome(1, 0, 0, HANG_S, 0, [Failure(numbers.start, what, data)]), numbers.start
    begin = numbers.start if after is None or after < 0 else after
    outcomes = [_run_until_stuck(target, seed, range(numbers.start, begin))[0]] if begin > numbers.start else []
    for number in range(begin, numbers.stop):
        found, stuck = _run_until_stuck(target, seed, range(number, number + 1))
        outcomes.append(found)
        if stuck is not None:
            return together(outcomes), stuck
    return together(outcomes), numbers.stop - 1


def _work(name: str, seed: int, numbers: range, folder: str, theirs: Connection) -> None:
    from .targets import TARGETS

    warnings.simplefilter("error")
    target = next(each for each in TARGETS if each.name == name)
    theirs.send(run_here(target, seed, numbers, Path(folder), theirs.send))
    shutil.rmtree(folder, ignore_errors=True)


def together(outcomes: list[Outcome]) -> Outcome:
    """Several outcomes as one."""
    failures = [failure for each in outcomes for failure in each.failures]
    sums = [sum(getattr(each, name) for each in outcomes) for name in ("inputs", "right", "told")]
    slowest, memory = (max((getattr(each, name) for each in outcomes), default=0.0) for name in ("slowest", "memory"))
    return Outcome(*sums, slowest, memory, failures)


def batches(many: int, size: int, first: int = 0) -> Iterator[range]:
    """So many inputs from the first on, in runs of a size."""
    for start in range(first, first + many, size):
        yield range(start, min(start + size, first + many))
