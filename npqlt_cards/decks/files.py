"""Which files a folder of decks has, whether any of them changed, and reading them, as they may come from anybody."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

from npqlt_cards import __version__
from npqlt_cards.errors import NpqltError
from npqlt_cards.files import read_plain
from npqlt_cards.places import built_in_decks

LEDGER_FILE = "ledger.jsonl"


def deck_files(folder: Path) -> list[Path]:
    """The deck files of a folder. Raises NpqltError where there are none."""
    found = sorted(folder.glob("*.yaml"))
    if not found:
        raise NpqltError(f"{folder}: holds no deck files (*.yaml): name a folder that does")
    return found


def own_deck_files(folder: Path, own: Path | None) -> list[Path]:
    """The files of the learner's own decks; none where there are none, or where ``own`` is ``folder`` itself."""
    if own is None or not (found := sorted(own.glob("*.yaml"))):
        return []
    return [] if own.resolve() == folder.resolve() else found


def edition(folder: Path, own: Path | None = None) -> str:
    """A fingerprint of the deck files, own ones too, by name, size and time: cheap enough for every start."""
    files = [path for path in (*deck_files(folder), folder / LEDGER_FILE) if path.exists()]
    stamps = [_stamp(path) for path in files]
    beside = [f"own {_stamp(path)}" for path in own_deck_files(folder, own) if path.exists()]
    return fingerprint([__version__, str(folder.resolve()), *stamps, *beside])


def _stamp(path: Path) -> str:
    stat = path.stat()
    return f"{path.name} {stat.st_size} {stat.st_mtime_ns}"


def read_shared(path: Path, most: int) -> bytes:
    """The first ``most`` bytes of a file of a folder of decks. Raises OSError, for what is no file of that folder too.

    A folder that somebody hands on may hold links to whatever its reader has, and pipes. Only the built-in decks may be
    links to elsewhere, as some installers leave them.
    """
    folder = path.parent
    if path.is_symlink() and folder != built_in_decks():
        inside, aim = (Path(os.path.realpath(each)) for each in (folder, path))
        if not aim.is_relative_to(inside):
            raise OSError(errno.EINVAL, "it is a link that leads out of its folder", str(path))
    return read_plain(path, most)


def fingerprint(words: Iterable[str]) -> str:
    """A short hash over some texts, each told apart from the next."""
    return hashlib.sha256("\x1f".join(words).encode()).hexdigest()[:16]
