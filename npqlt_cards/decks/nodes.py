"""YAML read strictly, from strangers too: plain mappings, lists and words, each with the line it stands on.

Nothing here builds objects. Tags, anchors and aliases, repeated keys, deep nesting and large files are problems, told
by line; scalars stay text, so that no word turns into a date or a truth value.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from npqlt_cards.errors import Problem, ProblemsError

LARGEST_FILE = 2_000_000  # bytes; the largest built-in deck has some 60,000
_DEEPEST = 12
_CORE_TAGS = {None, "!", "tag:yaml.org,2002:str", "tag:yaml.org,2002:int"}


@dataclass
class Node:
    """A value of the file: ``value`` is a str, a list of nodes, or a dict of key to node."""

    value: Any
    line: int
    keys: dict[str, int] = field(default_factory=dict)


def load(path: Path, name: str) -> tuple[Node, bytes]:
    """The one document of a YAML file and the bytes it was read from; raises ProblemsError."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise _refusal(name, 0, f"cannot be read ({error.strerror})", "check the path") from error
    if len(data) > LARGEST_FILE:
        raise _refusal(name, 0, f"is larger than {LARGEST_FILE // 1_000_000} MB", "split it into several decks")
    return parse(data, name), data


def parse(data: bytes, name: str) -> Node:
    """The one document in ``data``; ``name`` is what messages call it. Raises ProblemsError."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _refusal(name, line, "is not UTF-8 text", "save the file as UTF-8") from error
    try:
        builder = _Builder(name)
        for event in yaml.parse(text, Loader=_loader()):  # events only: nothing is constructed
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 0
        if "nesting depth" in (error.problem or ""):  # libyaml reads ahead and, since PyYAML 6.0.4, may refuse first
            raise _too_deep(name, line) from error
        raise _refusal(name, line, f"is not YAML: {error.problem or error.context}", "mend the line") from error
    except yaml.reader.ReaderError as error:
        odd = yaml.reader.Reader.NON_PRINTABLE.search(text)  # error.position counts bytes or letters, by the loader
        line = text.count("\n", 0, odd.start()) + 1 if odd else 0
        raise _refusal(name, line, f"holds a character YAML does not allow: {error.reason}", "delete it") from error
    except yaml.YAMLError as error:
        raise _refusal(name, 0, f"is not YAML: {error}", "mend it") from error
    if builder.root is None:
        raise _refusal(name, 1, "is empty", "write the area, its number and title, and the statements")
    return builder.root


def _loader() -> Any:
    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _refusal(name: str, line: int, message: str, repair: str) -> ProblemsError:
    return ProblemsError([Problem("D01", name, line, message, repair)])


def _too_deep(name: str, line: int) -> ProblemsError:
    return _refusal(name, line, f"nests deeper than {_DEEPEST} levels", "see the form of a deck file")


class _Builder:
    """Builds the tree from the parser's events, so that it stops at the first hostile one."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.root: Node | None = None
        self.open: list[Node] = []
        self.key: list[tuple[str, int] | None] = []

    def take(self, event: yaml.Event) -> None:
        line = event.start_mark.line + 1 if event.start_mark else 0
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _refusal(self.name, line, "uses an anchor or alias (& or *)", "write the words out, or quote them")
        tag = getattr(event, "tag", None)
        if tag not in _CORE_TAGS:
            raise _refusal(self.name, line, f"uses the tag {tag}", "write plain words")
        if isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
            raise _refusal(self.name, line, "holds a second document", "keep one deck in one file")
        if isinstance(event, yaml.ScalarEvent):
            self._add(Node(event.value, line))
        elif isinstance(event, yaml.SequenceStartEvent | yaml.MappingStartEvent):
            self._enter(Node({} if isinstance(event, yaml.MappingStartEvent) else [], line))
        elif isinstance(event, yaml.SequenceEndEvent | yaml.MappingEndEvent):
            self.open.pop()
            self.key.pop()

    def _enter(self, node: Node) -> None:
        if len(self.open) == _DEEPEST:
            raise _too_deep(self.name, node.line)
        self._add(node)
        self.open.append(node)
        self.key.append(None)

    def _add(self, node: Node) -> None:
        if not self.open:
            self.root = node
            return
        home = self.open[-1]
        if isinstance(home.value, list):
            home.value.append(node)
        elif self.key[-1] is None:
            self._take_key(home, node)
        else:
            home.value[self.key[-1][0]] = node
            self.key[-1] = None

    def _take_key(self, home: Node, node: Node) -> None:
        if not isinstance(node.value, str):
            raise _refusal(self.name, node.line, "has a list or mapping as a key", "quote it if it is meant as words")
        if node.value in home.keys:
            first = home.keys[node.value]
            raise _refusal(self.name, node.line, f"repeats the key {node.value!r} of line {first}", "keep one of them")
        home.keys[node.value] = node.line
        self.key[-1] = (node.value, node.line)


def walk(node: Node) -> Iterator[Node]:
    """The node and all below it."""
    yield node
    below = node.value.values() if isinstance(node.value, dict) else node.value
    for child in below if isinstance(node.value, list | dict) else ():
        yield from walk(child)
