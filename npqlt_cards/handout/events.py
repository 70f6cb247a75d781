"""A file of events: what each is called, and which areas it covers, since every provider groups them in its own way.

    Event 1:
      areas: [3, 4, 9]
      date: 14 January 2027
      note: Ten cards a day are plenty.

An event may have a ``title`` of its own; without one it is called what it is named. What is wrong in the file is told
with these codes: H01, it cannot be read as plain YAML; H02, a value of the wrong form; H03, a key that an event does
not have; H04, a key that is missing or empty; H05, words that cannot be printed; H06, a name that makes no name for a
file, or that of another event; H07, an area that there is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from npqlt_cards.decks.areas import Area, choose
from npqlt_cards.decks.nodes import Node, tree
from npqlt_cards.errors import NpqltError, Problem, ProblemsError, UsageError, readable
from npqlt_cards.handout.naming import slug, unprintable
from npqlt_cards.handout.records import Event

_LARGEST_FILE = 1_000_000  # bytes; a provider's year has some 1,000
_KEYS = ("areas", "title", "date", "note")
_LIKE = "write an event's name, and under it “areas: [3, 4, 9]”"


def load_events(path: Path, areas: Sequence[Area]) -> dict[str, Event]:
    """The events of a file by the names of their hand-outs, in order. Raises ProblemsError with all its problems."""
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST_FILE + 1)
    except OSError as error:
        raise _refusal(path, f"cannot be read ({error.strerror})", "name the file of events") from error
    if len(data) > _LARGEST_FILE:
        raise _refusal(path, f"is larger than {_LARGEST_FILE // 1_000_000} MB", "keep nothing but events in it")
    reader = _Reader(str(path), areas)
    events = reader.events(tree(data, str(path), "H01"))
    if reader.problems:
        raise ProblemsError(readable(sorted(reader.problems, key=lambda problem: problem.line)))
    return events


def pick(events: dict[str, Event], names: Sequence[str], path: Path) -> dict[str, Event]:
    """The events that are named, in the file's order; all when none is. Raises UsageError for one that is not there."""
    wanted = {slug(name): name for name in names}
    unknown = [name for key, name in wanted.items() if key not in events]
    if unknown:
        raise UsageError(f"{path} has no event “{unknown[0]}”: it has {', '.join(events)}")
    return {key: event for key, event in events.items() if not wanted or key in wanted}


def _refusal(path: Path, message: str, repair: str) -> ProblemsError:
    return ProblemsError([Problem("H01", str(path), 0, message, repair)])


class _Reader:
    """Walks the tree; a wrong value is noted and read as empty, so that all is told at once."""

    def __init__(self, name: str, areas: Sequence[Area]) -> None:
        self.name = name
        self.areas = areas
        self.problems: list[Problem] = []

    def events(self, root: Node | None) -> dict[str, Event]:
        if root is None or not isinstance(root.value, dict) or not root.value:
            self._note("H02", root.line if root else 1, "holds no events", _LIKE)
            return {}
        found: dict[str, Event] = {}
        for name, node in root.value.items():
            key, line = slug(name), root.keys[name]
            self._check(name, "the name of an event", line)
            if not key:
                self._note("H06", line, f"the name {name!r} makes no name for a file", "use some of a to z and 0 to 9")
            elif key in found:
                clash = f"the event {name!r} would be the file {key}, as another is"
                self._note("H06", line, clash, "give one of them another name")
            found[key] = self._event(name, node, line)
        return found

    def _event(self, name: str, node: Node, line: int) -> Event:
        if not isinstance(node.value, dict):
            self._note("H02", line, f"the event {name!r} must be a mapping", _LIKE)
            return Event("", ())
        for key in node.value.keys() - set(_KEYS):
            self._note("H03", node.keys[key], f"an event has no key {key!r}", f"use one of {', '.join(_KEYS)}")
        areas = tuple(self._chosen(name, node.value.get("areas"), line))
        title, date, note = (self._words(node, key) for key in _KEYS[1:])
        return Event(title or " ".join(name.split()), areas, date, note)

    def _chosen(self, name: str, node: Node | None, line: int) -> Iterator[str]:
        items = node.value if node and isinstance(node.value, list) else [node] if node else []
        if not any(item.value for item in items):
            repair = "write “areas: [3, 4, 9]”"
            self._note("H04", node.line if node else line, f"the event {name!r} has no areas", repair)
        for item in (item for item in items if item.value):
            if not isinstance(item.value, str):
                self._note("H02", item.line, "an area must be a number or a name", "write “areas: [3, 4, 9]”")
                continue
            try:
                yield from choose([item.value], self.areas)
            except NpqltError as error:
                self._note("H07", item.line, str(error), "")

    def _words(self, node: Node, key: str) -> str:
        words = node.value.get(key)
        if words is None:
            return ""
        if not isinstance(words.value, str):
            self._note("H02", words.line, f"{key} must be words", "write it as one text")
            return ""
        if not words.value.strip():
            self._note("H04", words.line, f"{key} is empty", "write it, or leave the key out")
        self._check(words.value, key, words.line)
        return words.value.strip() if key == "note" else " ".join(words.value.split())

    def _check(self, words: str, what: str, line: int) -> None:
        if why := unprintable(words):
            self._note("H05", line, f"{what} {why}", "mend it")

    def _note(self, code: str, line: int, message: str, repair: str) -> None:
        self.problems.append(Problem(code, self.name, line, message, repair))
