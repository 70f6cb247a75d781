"""A settings file, read strictly: everything wrong in it told by line, with what is allowed instead."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from npqlt_cards import __version__
from npqlt_cards.decks.files import fingerprint
from npqlt_cards.errors import Problem, ProblemsError, readable
from npqlt_cards.files import write_whole
from npqlt_cards.settings.kinds import Many, shown
from npqlt_cards.settings.preferences import Preferences
from npqlt_cards.settings.table import SETTINGS, Setting, instead_of

if TYPE_CHECKING:
    from npqlt_cards.decks.nodes import Node

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
    if kept is None:  # yaml is loaded for a changed file only: it takes as long as all the rest of a start
        kept = preferences_of(tree_of(data, str(path)), str(path))
        _keep(cache / _CACHE_FILE, key, kept)
    return kept


def read_bytes(path: Path) -> bytes | None:
    """What the file holds, None where there is none. Raises ProblemsError where it cannot be read or is too large."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise ProblemsError([Problem("S01", str(path), 0, f"cannot be read ({error.strerror})", "mend it")]) from error
    if len(data) > LARGEST_FILE:
        message = f"is larger than {LARGEST_FILE // 1000} kB"
        raise ProblemsError([Problem("S01", str(path), 0, message, "keep settings and a few remarks in it")])
    return data


def tree_of(data: bytes, name: str) -> Node | None:
    """The mapping that the file holds, None for nothing but remarks. Raises ProblemsError for anything else."""
    from npqlt_cards.decks.nodes import tree

    root = tree(data, name, "S01")
    if root is None or root.value == "":
        return None
    if not isinstance(root.value, dict):
        repair = "write each setting on a line, like `new_per_day: 10`"
        raise ProblemsError([Problem("S01", name, root.line, "does not hold settings", repair)])
    return root


def preferences_of(root: Node | None, name: str) -> Preferences:
    """The settings in a file's tree, defaults for the rest. Raises ProblemsError with all that is not allowed."""
    found: dict[str, Any] = {}
    problems = list(_unknown(root, name)) if root else []
    for each in SETTINGS:
        node = root.value.get(each.name) if root else None
        if node is not None:
            try:
                found[each.name] = _value(each, node, name)
            except ProblemsError as error:
                problems.extend(error.problems)
    if problems:
        raise ProblemsError(readable(sorted(problems, key=lambda problem: problem.line)))
    return Preferences(**found)


def _unknown(root: Node, name: str) -> Iterator[Problem]:
    known = {each.name for each in SETTINGS}
    for key, line in root.keys.items():
        if key not in known:
            yield Problem("S03", name, line, f"there is no setting {shown(key)}", instead_of(key))


def _value(each: Setting, node: Node, file: str) -> Any:
    words = _words(node)
    try:
        if isinstance(words, str):
            return each.kind.read(words)
        if words is not None and isinstance(each.kind, Many):
            return each.kind.read_items(words)
    except ValueError as error:
        told = words if isinstance(words, str) else ", ".join(words or ())
        raise ProblemsError([Problem("S04", file, node.line, *each.refusal(told, error))]) from error
    form = "a mapping" if isinstance(node.value, dict) else "a list"
    raise ProblemsError([Problem("S02", file, node.line, f"{each.name} cannot be {form}", f"write {each.allowed}")])


def _words(node: Node) -> str | list[str] | None:
    """A value's words, or the words of each item of a list; None for anything that nests deeper."""
    if isinstance(node.value, str):
        return node.value.strip()
    items = node.value if isinstance(node.value, list) else [node]
    words = [item.value.strip() for item in items if isinstance(item.value, str)]
    return words if len(words) == len(items) else None


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
