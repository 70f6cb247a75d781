"""A settings file, read strictly: everything wrong in it told by line, with what is allowed instead."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from npqlt_cards.errors import Problem, ProblemsError, readable
from npqlt_cards.settings.kinds import Many
from npqlt_cards.settings.preferences import Preferences
from npqlt_cards.settings.table import SETTINGS, Setting, instead_of
from npqlt_cards.wording import quoted

if TYPE_CHECKING:
    from npqlt_cards.decks.nodes import Node


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
            yield Problem("S03", name, line, f"there is no setting {quoted(key)}", instead_of(key))


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
