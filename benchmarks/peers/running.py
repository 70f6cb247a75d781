"""Running a command to its end, for its time or for its memory."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from benchmarks.measuring import PYTHON

# A process's peak counts what it was forked from: so each is started by a small one, which tells the peak last.
_PEAK = """
import resource, subprocess, sys
done = subprocess.run(sys.argv[1:])
sys.stderr.write("\\n%d" % resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(done.returncode)
"""


class Run(Protocol):
    """Runs a command to its end and gives what it printed. Raises FailedError if it ends with another code than 0."""

    def __call__(self, *command: str | Path, keys: str = "", environ: Mapping[str, str] | None = None) -> str:
        """``keys`` is what the user types."""


class FailedError(Exception):
    """A command ended badly; its last line on stderr."""


def plain(*command: str | Path, keys: str = "", environ: Mapping[str, str] | None = None) -> str:
    """Runs the command, and nothing more."""
    return _done(command, keys, environ).stdout


class Peak:
    """Runs commands, and keeps the most memory that one of them held, in megabytes."""

    def __init__(self) -> None:
        self.megabytes = 0.0

    def __call__(self, *command: str | Path, keys: str = "", environ: Mapping[str, str] | None = None) -> str:
        """Runs the command below a process that asks the system for its peak."""
        import sys

        done = _done((PYTHON, "-c", _PEAK, *command), keys, environ)
        unit = 1 if sys.platform == "darwin" else 1024
        self.megabytes = max(self.megabytes, int(done.stderr.splitlines()[-1]) * unit / 1e6)
        return done.stdout


def _done(
    command: tuple[str | Path, ...], keys: str, environ: Mapping[str, str] | None
) -> subprocess.CompletedProcess[str]:
    words = {name: value for name, value in os.environ.items() if not name.startswith("NPQLT_CARDS_")}
    words.update(environ or {})
    done = subprocess.run(command, input=keys, capture_output=True, text=True, encoding="utf-8", env=words)
    if done.returncode:
        raise FailedError(
            (done.stderr.strip() or done.stdout.strip() or f"exit code {done.returncode}").splitlines()[-1]
        )
    return done
