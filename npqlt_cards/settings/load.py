"""The settings at a start: the parsed form that was kept, where the file did not change."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from npqlt_cards import __version__
from npqlt_cards.decks.files import fingerprint
from npqlt_cards.errors import Problem, ProblemsError
from npqlt_cards.files import read_plain, write_whole
from npqlt_cards.settings.preferences import Preferences

LARGEST_FILE = 100_000  # bytes; all settings written out have some 600
_CACHE_FILE = "settings.json"


def load_preferences(path: Path, cache: Path) -> Preferences:
    """The settings in the file at ``path``, the defaults where there is none; the parsed form is kept in ``cache``.

    Raises ProblemsError with every problem of the file. A cache that cannot be read or written is done without.
    """
    data = read_bytes(path)
    if data is None:
        return Preferences()
    key = fingerprint([__version__, *Preferences._fields, hashlib.sha256(data).hexdigest()])
    kept = _kept(cache / _CACHE_FILE, key)
    if kept is None:
        from npqlt_cards.settings.read import preferences_of, tree_of  # with yaml as long as all the rest of a start

        kept = preferences_of(tree_of(data, str(path)), str(path))
        _keep(cache / _CACHE_FILE, key, kept)
    return kept


def read_bytes(path: Path) -> bytes | None:
    """What the file holds, None where there is none. Raises ProblemsError where it cannot be read or is too large."""
    try:
        data = read_plain(path, LARGEST_FILE + 1)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise ProblemsError([Problem("S01", str(path), 0, f"cannot be read ({error.strerror})", "mend it")]) from error
    if len(data) > LARGEST_FILE:
        message = f"is larger than {LARGEST_FILE // 1000} kB"
        raise ProblemsError([Problem("S01", str(path), 0, message, "keep settings and a few remarks in it")])
    return data


# -- the parsed form, kept -------------------------------------------------------------------------------------------


def _kept(path: Path, key: str) -> Preferences | None:
    with suppress(OSError, ValueError, TypeError, KeyError, RecursionError):
        kept = json.loads(path.read_text("utf-8"))
        if kept["key"] == key:
            return Preferences(*map(_unlisted, kept["values"]))
    return None


def _unlisted(value: Any) -> Any:
    """A value as JSON kept it: its list was a tuple."""
    return tuple(value) if isinstance(value, list) else value


def _keep(path: Path, key: str, preferences: Preferences) -> None:
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, json.dumps({"key": key, "values": preferences}).encode())
