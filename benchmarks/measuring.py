"""Times of whole processes and of calls; medians of pairs taken in turn, so that a noisy machine slows both alike."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

PYTHON = sys.executable
Run = Callable[[], float]


class Figure(NamedTuple):
    """One thing measured. ``budget`` is the most that the value may be, or the least; None where there is none."""

    name: str
    value: float
    unit: str
    budget: float | None = None
    at_least: bool = False
    remark: str = ""

    @property
    def holds(self) -> bool | None:
        """Whether the budget holds."""
        if self.budget is None:
            return None
        return self.value >= self.budget if self.at_least else self.value <= self.budget

    @property
    def ratio(self) -> float | None:
        """The value in budgets."""
        return self.value / self.budget if self.budget else None


class Comparison(NamedTuple):
    """One thing that several programs do: the median of each, and how many times ours that is, round by round.

    ``case`` says on what data. A program that cannot do it is in neither mapping; ``failed`` says why one failed.
    """

    case: str
    name: str
    unit: str
    values: Mapping[str, float]
    ratios: Mapping[str, float]
    failed: Mapping[str, str] = {}


def whole(*command: str, env: Mapping[str, str] | None = None) -> Run:
    """Seconds that a process takes from start to end."""

    def run() -> float:
        begun = time.perf_counter()
        environ = {**os.environ, **(env or {})}
        subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True, env=environ)
        return time.perf_counter() - begun

    return run


def until(words: bytes, *command: str, env: Mapping[str, str] | None = None) -> Run:
    """Seconds from a process's start until ``words`` are on its output."""

    def run() -> float:
        begun, environ = time.perf_counter(), {**os.environ, **(env or {})}
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environ) as running:
            assert running.stdout
            seen = b""
            while words not in seen:
                seen += os.read(running.stdout.fileno(), 65_536) or sys.exit(f"{command} showed no {words!r}")
            taken = time.perf_counter() - begun
            running.kill()
        return taken

    return run


def medians(runs: Sequence[Run], rounds: int, warm: bool = False) -> tuple[list[float], list[float]]:
    """Of each run the median in seconds, and that of its ratio to the last one, round by round.

    One round is not counted, unless the runs are warm already.
    """
    for run in () if warm else runs:
        run()
    turns = [[run() for run in runs] for _ in range(rounds)]
    times = [statistics.median(times) for times in zip(*turns, strict=True)]
    ratios = [statistics.median(turn[place] / turn[-1] for turn in turns) for place in range(len(runs))]
    return times, ratios


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which that share of the values lies."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def npqlt() -> str:
    """The installed command beside this Python."""
    path = Path(PYTHON).with_name("npqlt.exe" if os.name == "nt" else "npqlt")
    if not path.exists():
        sys.exit(f"{path} is missing: install the wheel into this Python first (its modules must be compiled)")
    return str(path)


def table(measured: Iterator[Figure | Comparison]) -> Iterator[str]:
    """What was measured as lines, each as soon as it is known."""
    yield f"{'':<58} {'figure':>10} {'budget':>10} {'ratio':>6}"
    for each in measured:
        yield from _compared(each) if isinstance(each, Comparison) else _held(each)


def _held(each: Figure) -> Iterator[str]:
    budget = "" if each.budget is None else f"{'≥' if each.at_least else '≤'} {short(each.budget)}"
    ratio = "" if each.ratio is None else f"{each.ratio:.2f}"
    over = "" if each.holds in (None, True) else "  OVER"
    yield f"{each.name:<58} {short(each.value):>10} {budget:>10} {ratio:>6} {each.unit}{over}"
    if each.remark:
        yield f"    {each.remark}"


def _compared(each: Comparison) -> Iterator[str]:
    yield f"{each.case}: {each.name}" if each.case else each.name
    for name, value in each.values.items():
        yield f"    {name:<54} {short(value):>10} {'':>10} {each.ratios[name]:>6.2f} {each.unit}"
    for name, why in each.failed.items():
        yield f"    {name:<54} failed: {why}"


def short(value: float) -> str:
    """Three figures."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
