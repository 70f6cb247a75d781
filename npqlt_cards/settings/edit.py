"""One setting changed in the learner's file, where every other line stays as it was written."""

from __future__ import annotations

import codecs
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from npqlt_cards.errors import NpqltError, ProblemsError
from npqlt_cards.files import remedy, write_whole
from npqlt_cards.settings.load import read_bytes
from npqlt_cards.settings.preferences import Preferences
from npqlt_cards.settings.read import preferences_of, tree_of
from npqlt_cards.settings.table import Setting

if TYPE_CHECKING:
    from npqlt_cards.decks.nodes import Node

_HEAD = "# Settings of npqlt: `npqlt config` lists what there is, and what each means.\n"
_BREAK = "\r\n|[\n\r\x85\u2028\u2029]"  # the line ends that YAML counts
_BLANKS = " \t\r\n\x85\u2028\u2029"


def write_setting(path: Path, setting: Setting, value: Any) -> Preferences:
    """Put one setting into the file, made with its folder if need be; gives the settings as they then are.

    Only that setting's lines are replaced, or one is added. Raises ProblemsError where the file has problems already,
    and NpqltError where it cannot be written, or is laid out so that no line of it is the setting's alone.
    """
    data = read_bytes(path)
    return _write(path, _HEAD.encode() if data is None else data, setting, value, setting.kind.write(value))


def remove_setting(path: Path, setting: Setting) -> Preferences:
    """Take one setting's lines out of the file, so that its default counts. Raises as :func:`write_setting` does."""
    data = read_bytes(path)
    return Preferences() if data is None else _write(path, data, setting, setting.default, None)


def _write(path: Path, data: bytes, setting: Setting, value: Any, words: str | None) -> Preferences:
    root = tree_of(data, str(path))
    wanted = preferences_of(root, str(path))._replace(**{setting.name: value})
    names = set(root.keys if root else ()) - {setting.name} | ({setting.name} if words is not None else set())
    mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    text = data.decode("utf-8-sig")
    changed = mark + _changed(text, root, setting.name, words).encode()
    if _read_back(changed, str(path)) != (wanted, names):
        repair = f"write `{setting.name}: {words}` there yourself" if words else "take it out yourself"
        raise NpqltError(f"{path}: {setting.name} has no lines of its own that could be changed: {repair}")
    if changed != data:
        _save(path, changed)
    return wanted


def _read_back(data: bytes, name: str) -> tuple[Preferences, set[str]] | None:
    """What a file would mean, and which settings it would name; None if it had problems."""
    try:
        root = tree_of(data, name)
        return preferences_of(root, name), set(root.keys if root else ())
    except ProblemsError:
        return None


def _save(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path.resolve(), data)  # a link to a file kept elsewhere stays a link
    except OSError as error:
        what = remedy(error, "see who may write to its folder")
        raise NpqltError(f"{path}: cannot be written ({error.strerror}): {what}") from error


def _changed(text: str, root: Node | None, name: str, words: str | None) -> str:
    """The text with ``name: words`` in place of the setting's lines, or after all others; without them for None."""
    if root is None or name not in root.keys:
        return text if words is None else _appended(text, root, f"{name}: {words}")
    start, end = _place(text, root, name)
    if words is None:
        rest = re.split(_BREAK, text[end:], maxsplit=1)
        return text[:start] + (rest[1] if len(rest) > 1 else "")
    return f"{text[:start]}{_indent(text, start)}{name}: {words}{text[end:]}"


def _place(text: str, root: Node, name: str) -> tuple[int, int]:
    """Where the line of the setting's name begins and where its value ends."""
    node = root.value[name]
    value_end = node.start + len(text[node.start : node.end].rstrip(_BLANKS))  # a block of words takes blank lines in
    return _line_start(text, root.keys[name]), value_end


def _line_start(text: str, line: int) -> int:
    """Where a line begins that counts from 1."""
    starts = [0, *(found.end() for found in re.finditer(_BREAK, text))]
    return starts[line - 1]


def _indent(text: str, start: int) -> str:
    return text[start : len(text) - len(text[start:].lstrip(" "))]


def _appended(text: str, root: Node | None, line: str) -> str:
    found = re.search(_BREAK, text)
    ending = found[0] if found else "\n"
    indent = _indent(text, _line_start(text, min(root.keys.values()))) if root and root.keys else ""
    before = text if not text or re.search(f"(?:{_BREAK})$", text) else text + ending
    return f"{before}{indent}{line}{ending}"
