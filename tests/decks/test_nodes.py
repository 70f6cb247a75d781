"""Hostile YAML: each is one problem with file and line, told quickly, and nothing of it is carried out."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import yaml

from npqlt_cards.decks import nodes
from npqlt_cards.errors import Problem, ProblemsError


def problem(data: bytes | str) -> Problem:
    """The one problem of a file's content."""
    with pytest.raises(ProblemsError) as raised:
        nodes.parse(data.encode() if isinstance(data, str) else data, "deck.yaml")
    (found,) = raised.value.problems
    assert (found.code, found.file) == ("D01", "deck.yaml")
    assert found.repair
    return found


HOSTILE = {
    "python tag": ("area: a\nx: !!python/object/apply:os.system [ls]\n", 2, "tag"),
    "own tag": ("area: a\nx: !mine y\n", 2, "tag"),
    "renamed tag": ("%TAG ! tag:x,2000:\n---\narea: !str y\n", 3, "tag"),
    "binary": ("x: !!binary aGVsbG8=\n", 1, "tag"),
    "anchor": ("area: a\nx: &one y\n", 2, "anchor"),
    "alias": ("area: *one\n", 1, "anchor"),
    "billion laughs": ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", 1, "anchor"),
    "anchored key": ("&k area: a\n", 1, "anchor"),
    "repeated key": ("area: a\ntitle: b\narea: c\n", 3, "line 1"),
    "repeated key below": ("area:\n  - id: x\n    text: y\n    id: z\n", 4, "line 2"),
    "list as key": ("? [a, b]\n: c\n", 1, "as a key"),
    "mapping as key": ("area: a\n{a: b}: c\n", 2, "as a key"),
    "second document": ("area: a\n---\narea: b\n", 2, "second document"),
    "deep list": ("area: a\nx: " + "[" * 100_000, 2, "nests deeper"),
    "deep mapping": ("{a: " * 100_000, 1, "nests deeper"),
    "deep block": ("- " * 100_000, 1, "nests deeper"),
    "NUL": ("area: a\ntitle: \x00b\n", 2, "does not allow"),
    "bell, after wide letters": ("# 😀é\n" * 50 + "area: \x07\n", 51, "does not allow"),
    "tab as indentation": ("area:\n\tx: y\n", 2, "not YAML"),
    "unclosed quote": ('area: "a\ntitle: b\n', 3, "not YAML"),
    "lone surrogate": ('area: a\nx: "\\ud800"\n', 2, "not YAML"),
    "unclosed list": ("area: [a, b\n", 2, "not YAML"),
    "a long key twice": (f"{'k' * 900}: 1\n{'k' * 900}: 2\n", 2, "repeats the key"),
    "empty": ("", 1, "is empty"),
    "only a remark": ("# nothing\n", 1, "is empty"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile(name: str) -> None:
    """Each is told by its line, in no time."""
    data, line, words = HOSTILE[name]
    begun = time.process_time()
    found = problem(data)
    assert time.process_time() - begun < 1
    assert found.line == line
    assert words in found.message


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in HOSTILE if name != "lone surrogate"])
def test_hostile_without_the_c_parser(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """PyYAML's own parser, where libyaml is not to be had, finds the same, give or take a line at the file's end."""
    monkeypatch.setattr(nodes, "_loader", lambda: yaml.SafeLoader)
    data, line, _ = HOSTILE[name]
    assert abs(problem(data).line - line) <= 1


@pytest.mark.parametrize(("encoding", "line"), [("utf-16", 1), ("latin-1", 3), ("cp1252", 3)])
def test_not_utf_8(encoding: str, line: int) -> None:
    """Another encoding is told by the line of its first odd byte."""
    found = problem("area: a\n\ntitle: café\n".encode(encoding))
    assert (found.line, "UTF-8" in found.message) == (line, True)


@pytest.mark.parametrize("change", ["bom", "crlf", "cr", "document marks"])
def test_harmless(change: str) -> None:
    """A byte order mark, other line ends and document marks are no problem, and lines count as they should."""
    text = "area: a\ntitle:\n  - é\n"
    data = {
        "bom": b"\xef\xbb\xbf" + text.encode(),
        "crlf": text.replace("\n", "\r\n").encode(),
        "cr": text.replace("\n", "\r").encode(),
        "document marks": f"---\n{text}...\n".encode(),
    }[change]
    root = nodes.parse(data, "deck.yaml")
    (item,) = root.value["title"].value
    assert (item.value, item.line) == ("é", 4 if change == "document marks" else 3)


@pytest.mark.parametrize("word", ["yes", "1", "1.5", "2026-11-24", "null", "0x1F", "1:30", "~", "!!str 5", "!!int 5"])
def test_words_stay_words(word: str) -> None:
    """No scalar turns into a date, a number or a truth value."""
    assert nodes.parse(f"x: {word}".encode(), "deck.yaml").value["x"].value == word.split()[-1]


def test_tree() -> None:
    """Values, their lines, and the lines of keys."""
    root = nodes.parse(b"a: x\nb:\n  - y\n  - c: z\n", "deck.yaml")
    assert root.keys == {"a": 1, "b": 2}
    first, second = root.value["b"].value
    found = [root.value["a"], first, second.value["c"]]
    assert [(node.value, node.line) for node in found] == [("x", 1), ("y", 3), ("z", 4)]


def test_places_in_the_text() -> None:
    """Each value knows where it stands, in characters; a list of lines ends with its last item."""
    text = "# é😀\r\na: x y # c\r\nb:\r\n  - y\r\n  - zz # c\r\n\r\nd: [p,\r\n  q] # c\r\n"
    root = nodes.parse(text.encode(), "deck.yaml")
    found = {key: text[node.start : node.end] for key, node in root.value.items()}
    assert found == {"a": "x y", "b": "- y\r\n  - zz", "d": "[p,\r\n  q]"}


def test_own_code() -> None:
    """Another room's file is told with that room's code, and may be empty."""
    assert nodes.tree(b"# nothing\n", "settings.yaml", "S01") is None
    with pytest.raises(ProblemsError, match=r"^settings\.yaml:2: S01 is not YAML"):
        nodes.tree(b"a:\n\tb", "settings.yaml", "S01")


def test_large_file(tmp_path: Path) -> None:
    """A file over the limit is refused without being read whole."""
    path = tmp_path / "deck.yaml"
    with path.open("wb") as file:
        file.truncate(10**12)  # a hole: nobody could read it whole
    with pytest.raises(ProblemsError, match=r"deck\.yaml: D01 is larger than 2 MB"):
        nodes.load(path, "deck.yaml")


def test_many_values(monkeypatch: pytest.MonkeyPatch) -> None:
    """A small file of very many values is told by the line at which they are too many."""
    monkeypatch.setattr(nodes, "_MOST", 1_000)
    assert nodes.parse(b"- x\n" * 990, "deck.yaml").value
    found = problem("- x\n" * 2_000)
    assert (found.line, found.message) == (999, "holds more than 1,000 values")
    assert problem("- - - -\n" * 2_000).line < 200


@pytest.mark.slow
def test_largest_allowed(tmp_path: Path) -> None:
    """A file just within the limit is read in a few seconds, whatever it holds."""
    begun = time.process_time()
    with pytest.raises(ProblemsError):
        nodes.parse(b'"' + b"a" * 1_900_000, "deck.yaml")
    nodes.parse(b"a: [" + b"x," * 200_000 + b"]", "deck.yaml")
    assert time.process_time() - begun < 3


def test_no_file(tmp_path: Path) -> None:
    """A missing file and a folder are told, not raised."""
    for path in (tmp_path / "none.yaml", tmp_path):
        with pytest.raises(ProblemsError, match=r"deck\.yaml: D01 cannot be read"):
            nodes.load(path, "deck.yaml")
