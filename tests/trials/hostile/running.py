"""Many inputs through one target: in processes that are watched, as an input may hang or eat memory."""

from __future__ import annotations

import multiprocessing
import random
import signal
import tempfile
import time
import traceback
import warnings
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple

from npqlt_cards.errors import NpqltError

try:
    import resource
except ImportError:  # Windows tells no process its memory that way
    resource = None  # type: ignore[assignment]

SLOWEST_S = 1.0  # of processor time, for one input
LARGEST_MB = 200  # that one input may add
HANG_S = 20.0  # of processor time: it is broken off
STILL_S = 120.0  # on the clock: so is one that waits for something
LONGEST_MESSAGE = 3_000  # letters of a line


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
    """The outcome, and the number of the input at which the process ended, or had to be."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    current = context.Value("q", numbers.start, lock=False)
    with scratch() as folder:
        process = context.Process(target=_work, args=(target.name, seed, numbers, folder, theirs, current))
        process.start()
        theirs.close()
        try:
            found = _heard(ours, current)
            process.join()
            return found, None
        except EOFError:
            process.kill()
            process.join()
    stuck = int(current.value)
    with scratch() as folder:
        data = input_of(target, seed, stuck, Path(folder))
    failure = Outcome(1, 0, 0, HANG_S, 0, [Failure(stuck, "hung, or ended the process", data)])
    before = [run_watched(target, seed, range(numbers.start, stuck))] if stuck > numbers.start else []
    return together([*before, failure]), stuck


def _heard(ours: Connection, current: Any) -> Outcome:
    """What the process says at its end. Raises EOFError when it has ended in silence, or stands still."""
    last = -1
    while not ours.poll(STILL_S):
        if current.value == last:
            raise EOFError
        last = current.value
    found = ours.recv()
    assert isinstance(found, Outcome)
    return found


def _work(name: str, seed: int, numbers: range, folder: str, theirs: Connection, current: Any) -> None:
    from .targets import TARGETS

    def tell(number: int) -> None:
        current.value = number
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_PROF, HANG_S)  # in processor time; its signal ends the process

    warnings.simplefilter("error")
    warnings.filterwarnings("ignore", "Duplicate name")  # of what makes packages
    target = next(each for each in TARGETS if each.name == name)
    theirs.send(run_here(target, seed, numbers, Path(folder), tell))


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
