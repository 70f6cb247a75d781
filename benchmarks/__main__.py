"""``python -m benchmarks``: each budget with the ratio that this run measured."""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

PYTHON = sys.executable
Run = Callable[[], float]


class Budget(NamedTuple):
    """A command that may take so many times as long as another."""

    name: str
    most: float
    ours: Run
    theirs: Run


def whole(*command: str) -> Run:
    """Seconds that a process takes from start to end."""

    def run() -> float:
        begun = time.perf_counter()
        subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True)
        return time.perf_counter() - begun

    return run


def until(words: bytes, *command: str) -> Run:
    """Seconds from a process's start until ``words`` are on its output."""

    def run() -> float:
        begun = time.perf_counter()
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as running:
            assert running.stdout
            seen = b""
            while words not in seen:
                seen += os.read(running.stdout.fileno(), 65_536) or sys.exit(f"{command} showed no {words!r}")
            taken = time.perf_counter() - begun
            running.kill()
        return taken

    return run


def budgets(npqlt: str, folder: Path) -> list[Budget]:
    """What the project promises, and against what."""
    package = str(folder / "all.apkg")
    floor = (PYTHON, "-c")
    return [
        Budget(
            "review to the first card / import click, sqlite3, fsrs",
            2.0,
            until(b"Space shows", npqlt, "review"),
            whole(*floor, "import click, sqlite3, fsrs"),
        ),
        Budget("--help / import click", 1.5, whole(npqlt, "--help"), whole(*floor, "import click")),
        Budget("export / import genanki", 2.0, whole(npqlt, "export", "-o", package), whole(*floor, "import genanki")),
    ]


def measure(budget: Budget, rounds: int) -> tuple[float, float, float]:
    """Medians of both sides in seconds, and of the ratios pair by pair, after one uncounted round."""
    budget.ours(), budget.theirs()
    pairs = [(budget.ours(), budget.theirs()) for _ in range(rounds)]
    ours, theirs = zip(*pairs, strict=True)
    return statistics.median(ours), statistics.median(theirs), statistics.median(a / b for a, b in pairs)


def main() -> None:
    """Measure and print; the exit code is 1 if a budget is overrun."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description="Start-up and export against their floors."
    )
    parser.add_argument("--rounds", type=int, default=21, help="counted pairs for each budget (default 21)")
    rounds = parser.parse_args().rounds
    npqlt = Path(PYTHON).with_name("npqlt.exe" if os.name == "nt" else "npqlt")
    if not npqlt.exists():
        sys.exit(f"{npqlt} is missing: install the wheel into this Python first (its modules must be compiled)")
    over = False
    with tempfile.TemporaryDirectory() as folder:
        os.environ["NPQLT_CARDS_HOME"] = folder
        print(f"{'':<58} {'ms':>6} {'floor':>6} {'ratio':>6} {'most':>5}")
        for budget in budgets(str(npqlt), Path(folder)):
            ours, theirs, ratio = measure(budget, rounds)
            over = over or ratio > budget.most
            print(f"{budget.name:<58} {ours * 1000:6.0f} {theirs * 1000:6.0f} {ratio:6.2f} {budget.most:5.1f}")
    sys.exit(1 if over else 0)


if __name__ == "__main__":
    main()
