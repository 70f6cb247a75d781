"""``npqlt find``: what it shows, what it marks, and the JSON it promises."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from typing import Any

import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]
Json = Callable[..., Any]

WORKING_MEMORY = """\
How Pupils Learn · Learn that 3
  An important factor in learning is memory, which can be thought of as
  comprising two elements: *working memory* and long-term memory.
  In practice, Learn how to:
    1.1 Introducing ideas about working and long-term memory.

How Pupils Learn · Learn that 4
  *Working memory* is where information that is being actively processed is
  held, but its capacity is limited and can be overloaded.
  In practice, Learn how to:
    1.1 as above
"""


def test_for_reading(npqlt: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Area, kind and number, the words between stars, and below it what belongs to it."""
    monkeypatch.setenv("COLUMNS", "80")
    assert npqlt("find", "working memory", "--statements").stdout == WORKING_MEMORY + "\n"


def test_narrow(npqlt: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Forty columns hold every line but a longer id, which stays whole."""
    monkeypatch.setenv("COLUMNS", "40")
    lines = npqlt("find", "spelling").stdout.splitlines()
    ids = [line for line in lines if "#" in line]
    assert ids
    assert all(line.startswith("  ") and line[-2:] in (":1", ":2", ":3") for line in ids)
    assert all(len(line) <= 40 for line in lines if line not in ids)


def test_a_pipe_keeps_lines_whole(npqlt: Run) -> None:
    """Without a terminal a statement stays on one line, for grep."""
    assert "  *Working memory* is where information that is being actively processed is held, but its" in (
        npqlt("find", "working memory").stdout
    )


def test_json(npqlt_json: Json) -> None:
    """The promised form: the fields of statements and cards, and where the words stand."""
    document = npqlt_json("find", "memory", "limited")
    assert list(document) == ["words", "statements", "cards"]
    assert document["words"] == ["memory", "limited"]
    (row,) = [row for row in document["statements"] if row["id"] == "how-pupils-learn/working-memory"]
    promised = next(row for row in npqlt_json("statements", "how") if row["id"] == "how-pupils-learn/working-memory")
    more = {"also": [], "marked": [[8, 14], [98, 105]], "stem_marked": []}
    assert row == {**promised, **more, "practices": ["how-pupils-learn/introduce-memory"]}
    assert [row["text"][start:end] for start, end in row["marked"]] == ["memory", "limited"]


def test_cards_in_json(npqlt_json: Json) -> None:
    """A card found has the fields of `npqlt cards`, and where the words stand on its sides."""
    document = npqlt_json("find", "spelling")
    listed = {row["id"]: row for row in npqlt_json("cards")}
    assert document["cards"]
    for row in document["cards"]:
        front, back = row.pop("front_marked"), row.pop("back_marked")
        assert row == listed[row["id"]]
        marked = [row["front"][start:end] for start, end in front] + [row["back"][start:end] for start, end in back]
        assert marked
        assert {each.casefold() for each in marked} == {"spelling"}


def test_one_kind_only(npqlt_json: Json) -> None:
    """--statements and --cards leave the other out; --cards has those of found statements too."""
    both = npqlt_json("find", "overload")
    statements, cards = npqlt_json("find", "overload", "--statements"), npqlt_json("find", "overload", "--cards")
    assert statements == {**both, "cards": []}
    assert cards["statements"] == []
    assert len(cards["cards"]) > len(both["cards"])
    found = {row["id"] for row in both["statements"]}
    assert not any(row["statement"] in found for row in both["cards"])


def test_within_an_area(npqlt_json: Json) -> None:
    """-a keeps to an area, by number or the beginning of its name."""
    document = npqlt_json("find", "feedback", "-a", "7")
    assert {row["area"] for row in document["statements"]} == {"assessment"}
    assert document == npqlt_json("find", "feedback", "--area", "asse")


def test_twins_show_both_places(npqlt: Run) -> None:
    """What two areas print stands once, with both places."""
    text = npqlt("find", "life chances", "--statements").stdout
    assert "School Culture · Learn that 1 · also High Expectations · Learn that " in text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["memroy"], "nothing has “memroy”: try “memory”"),
        (["zzzzqq", "memory"], "nothing has “zzzzqq”"),
        (["spelling", "governance"], "nothing has all these words together: try fewer words"),
        (["overload", "-a", "9"], "nothing there has these words together: try fewer words, or look everywhere"),
    ],
)
def test_nothing_found(npqlt: Run, words: list[str], said: str) -> None:
    """Calm words, the nearest word where there is one, and exit code 1; as JSON the empty document besides."""
    done = npqlt("find", *words)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"npqlt: {said}\n")
    done = npqlt("find", *words, "--json")
    assert done.returncode == 1
    assert [json.loads(done.stdout)[key] for key in ("statements", "cards")] == [[], []]


@pytest.mark.parametrize("arguments", [[], ["…"], ["memory", "-a", "zebra"], ["a" * 501], ["ab"] * 251])
def test_usage(npqlt: Run, arguments: list[str]) -> None:
    """No word, no letter, more than anybody writes, or no such area is a usage error."""
    done = npqlt("find", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr
