"""YAML read strictly, from strangers too: plain mappings, lists and words, each with the line it stands on.

Nothing here builds objects. Tags, anchors and aliases, repeated keys, deep nesting and large files are problems, told
by line; scalars stay text, so that no word turns into a date or a truth value.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from npqlt_cards.decks.files import read_shared
from npqlt_cards.errors import Problem, ProblemsError
from npqlt_cards.wording import quoted

LARGEST_FILE = 2_000_000  # bytes; the largest built-in deck has some 60,000
_DEEPEST = 12
_MOST = 250_000  # values; the largest built-in deck has some 2,000
_CORE_TAGS = {None, "!", "tag:yaml.org,2002:str", "tag:yaml.org,2002:int"}


@dataclass(slots=True)
class Node:
    """A value of the file: ``value`` is a str, a list of nodes, or a dict of key to node.

    ``keys`` has the line of each key; ``start`` and ``end`` are the value's place in the text, counted in characters.
    """

    value: Any
    line: int
    keys: dict[str, int] = field(default_factory=dict)
    start: int = 0
    end: int = 0


class _Source(NamedTuple):
    name: str
    code: str = "D01"


def load(path: Path, name: str) -> tuple[Node, bytes]:
    """The one document of a YAML file and the bytes it was read from; raises ProblemsError."""
    try:
        data = read_shared(path, LARGEST_FILE + 1)
    except OSError as error:
        raise _refusal(_Source(name), 0, f"cannot be read ({error.strerror})", "check the path") from error
    if len(data) > LARGEST_FILE:
        message = f"is larger than {LARGEST_FILE // 1_000_000} MB"
        raise _refusal(_Source(name), 0, message, "split it into several decks")
    return parse(data, name), data


def parse(data: bytes, name: str) -> Node:
    """The one document in ``data``; ``name`` is what messages call it. Raises ProblemsError."""
    root = tree(data, name)
    if root is None:
        repair = "write the area, its number and title, and the statements"
        raise _refusal(_Source(name), 1, "is empty", repair)
    return root


def tree(data: bytes, name: str, code: str = "D01") -> Node | None:
    """The one document in ``data``, or None where there is nothing but remarks.

    ``name`` is what messages call the file. Raises ProblemsError with one problem of the given code.
    """
    source = _Source(name, code)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _refusal(source, line, "is not UTF-8 text", "save the file as UTF-8") from error
    try:
        builder = _Builder(source)
        for event in yaml.parse(text, Loader=_loader()):  # events only: nothing is constructed
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 0
        if "nesting depth" in (error.problem or ""):  # libyaml reads ahead and, since PyYAML 6.0.4, may refuse first
            raise _too_deep(source, line) from error
        raise _refusal(source, line, f"is not YAML: {error.problem or error.context}", "mend the line") from error
    except yaml.reader.ReaderError as error:
        odd = yaml.reader.Reader.NON_PRINTABLE.search(text)  # error.position counts bytes or letters, by the loader
        line = text.count("\n", 0, odd.start()) + 1 if odd else 0
        raise _refusal(source, line, f"holds a character YAML does not allow: {error.reason}", "delete it") from error
    except yaml.YAMLError as error:
        raise _refusal(source, 0, f"is not YAML: {error}", "mend it") from error
    return builder.root


def _loader() -> Any:
    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _refusal(source: _Source, line: int, message: str, repair: str) -> ProblemsError:
    return ProblemsError([Problem(source.code, source.name, line, message, repair)])


def _too_deep(source: _Source, line: int) -> ProblemsError:
    return _refusal(source, line, f"nests deeper than {_DEEPEST} levels", "take some of the levels out")


def _node(value: Any, event: yaml.Event) -> Node:
    start, end = _span(event)
    return Node(value, _line(event), start=start, end=end)


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 0


def _span(event: yaml.Event) -> tuple[int, int]:
    return (event.start_mark.index, event.end_mark.index) if event.start_mark and event.end_mark else (0, 0)


class _Builder:
    """Builds the tree from the parser's events, so that it stops at the first hostile one."""

    def __init__(self, source: _Source) -> None:
        self.source = source
        self.root: Node | None = None
        self.open: list[Node] = []
        self.key: list[tuple[str, int] | None] = []
        self.count = 0

    def take(self, event: yaml.Event) -> None:
        line = _line(event)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _refusal(self.source, line, "uses an anchor or alias (& or *)", "write the words out, or quote them")
        tag = getattr(event, "tag", None)
        if tag not in _CORE_TAGS:
            raise _refusal(self.source, line, f"uses the tag {quoted(str(tag))}", "write plain words")
        if isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
            raise _refusal(self.source, line, "holds a second document", "keep one document in one file")
        if isinstance(event, yaml.ScalarEvent):
            self._add(_node(event.value, event))
        elif isinstance(event, yaml.SequenceStartEvent | yaml.MappingStartEvent):
            self._enter(_node({} if isinstance(event, yaml.MappingStartEvent) else [], event))
        elif isinstance(event, yaml.SequenceEndEvent | yaml.MappingEndEvent):
            self._leave(event)

    def _enter(self, node: Node) -> None:
        if len(self.open) == _DEEPEST:
            raise _too_deep(self.source, node.line)
        self._add(node)
        self.count += 1  # a list or a mapping takes twice as long as words
        self.open.append(node)
        self.key.append(None)

    def _leave(self, event: yaml.Event) -> None:
        """Close a list or mapping: one in brackets ends with them, any other with its last value."""
        node = self.open.pop()
        self.key.pop()
        start, end = _span(event)
        if start < end:
            node.end = end
        elif node.value:
            node.end = (list(node.value.values()) if isinstance(node.value, dict) else node.value)[-1].end

    def _add(self, node: Node) -> None:
        self.count += 1
        if self.count > _MOST:
            raise _refusal(self.source, node.line, f"holds more than {_MOST:,} values", "split it into several files")
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
            raise _refusal(self.source, node.line, "has a list or mapping as a key", "quote it if it is meant as words")
        if node.value in home.keys:
            first = home.keys[node.value]
            message = f"repeats the key {quoted(node.value)} of line {first}"
            raise _refusal(self.source, node.line, message, "keep one of them")
        home.keys[node.value] = node.line
        self.key[-1] = (node.value, node.line)
