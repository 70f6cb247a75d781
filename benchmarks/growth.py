"""What a start, a session's memory and the statistics come to in books of different sizes."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator

from benchmarks import books
from benchmarks.measuring import PYTHON, Figure, medians, npqlt, until, whole
from benchmarks.shelves import TODAY, Shelves

_PEAK = """
import resource, subprocess, sys
keys = ("\\n3\\n" * 60 + "q\\n").encode()
subprocess.run(sys.argv[1:], input=keys, stdout=subprocess.DEVNULL, check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * (1 if sys.platform == "darwin" else 1024))
"""


def first_card(shelves: Shelves) -> Iterator[Figure]:
    """The whole process up to the first card, in each size and as a multiple of the smallest."""
    runs = [until(b"Space shows", npqlt(), "review", env=shelves.environ(size)) for size in reversed(shelves.sizes)]
    times, ratios = medians(runs, shelves.rounds)
    for size, took, ratio in zip(reversed(shelves.sizes), times, ratios, strict=True):
        with shelves.book(size) as book:
            remark = f"{took * 1000:.0f} ms; {books.due(book, TODAY)} reviews due"
        most = 3.0 if size == shelves.largest != shelves.smallest else None
        yield Figure(f"first card, {size} / the smallest", ratio, "×", most, remark=remark)


def memory(shelves: Shelves) -> Iterator[Figure]:
    """The peak of a session of 60 answers."""
    for size in (shelves.smallest, shelves.largest):
        copy = shelves.folder / "session"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(shelves.home(size), copy)
        environ = {**shelves.environ(size), "NPQLT_CARDS_HOME": str(copy)}
        command = [PYTHON, "-c", _PEAK, npqlt(), "review"]
        done = subprocess.run(command, env={**environ, **_path()}, stdout=subprocess.PIPE, check=True)
        shutil.rmtree(copy)
        yield Figure(f"memory of a session, {size}", int(done.stdout) / 1e6, "MB", 100)


def _path() -> dict[str, str]:
    return {name: os.environ[name] for name in ("PATH", "HOME", "SYSTEMROOT") if name in os.environ}


def stats(shelves: Shelves) -> Iterator[Figure]:
    """``npqlt stats``, the whole process."""
    for size in shelves.sizes:
        times, _ = medians([whole(npqlt(), "stats", env=shelves.environ(size))], max(1, shelves.rounds // 4))
        yield Figure(f"npqlt stats, {size}", times[0], "s", 3.0)
