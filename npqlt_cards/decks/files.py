"""Which files a folder of decks has, and whether any of them changed: all that a start needs to know of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from npqlt_cards import __version__
from npqlt_cards.errors import NpqltError

LEDGER_FILE = "ledger.jsonl"


def deck_files(folder: Path) -> list[Path]:
    """The deck files of a folder. Raises NpqltError where there are none."""
    found = sorted(folder.glob("*.yaml"))
    if not found:
        raise NpqltError(f"{folder}: holds no deck files (*.yaml): name a folder that does")
    return found


def edition(folder: Path) -> str:
    """A fingerprint of a folder's deck files by name, size and time: cheap enough for every start."""
    files = [path for path in (*deck_files(folder), folder / LEDGER_FILE) if path.exists()]
    stamps = [f"{path.name} {(stat := path.stat()).st_size} {stat.st_mtime_ns}" for path in files]
    return fingerprint([__version__, str(folder.resolve()), *stamps])


def fingerprint(words: Iterable[str]) -> str:
    """A short hash over some texts, each told apart from the next."""
    return hashlib.sha256("\x1f".join(words).encode()).hexdigest()[:16]
