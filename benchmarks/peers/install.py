"""Each peer in a virtual environment of its own, made once and kept, with the Python that runs the benchmarks."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from benchmarks.measuring import PYTHON

FOLDER = Path(__file__).parent.parent.parent / ".venv-peers"


class NotInstalledError(Exception):
    """Why a peer is not here."""


def installed(package: str, folder: Path = FOLDER) -> Path:
    """The Python beside which that package from PyPI is installed. Raises NotInstalledError with pip's own reason."""
    place = folder / package
    python = place / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not (place / "made").exists():
        shutil.rmtree(place, ignore_errors=True)
        subprocess.run([PYTHON, "-m", "venv", str(place)], check=True)
        done = subprocess.run([python, "-m", "pip", "install", "-q", package], capture_output=True, text=True)
        if done.returncode:
            errors = [line for line in done.stderr.splitlines() if line.startswith("ERROR:")]
            raise NotInstalledError((errors or ["pip failed"])[-1].removeprefix("ERROR: "))
        (place / "made").touch()
    return python


def version(python: Path, package: str) -> str:
    """The release that is installed there."""
    script = f"from importlib.metadata import version; print(version({package!r}))"
    return subprocess.run([python, "-c", script], capture_output=True, text=True, check=True).stdout.strip()
