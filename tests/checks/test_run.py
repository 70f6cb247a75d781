"""From paths to problems: what is read, what is told, and how quickly, from strangers too."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from npqlt_cards.checks import Wanted, check_paths
from npqlt_cards.places import built_in_decks

FIXTURES = Path(__file__).parent.parent / "fixtures" / "checks"
GOOD = (FIXTURES / "C02b-good.yaml").read_bytes()
HEAD = b"area: hostile\nnumber: 1\ntitle: Hostile\nlearn_that:\n"


def entry(number: int) -> str:
    """One statement of a large deck."""
    return (
        f"  - id: idea{number}\n    number: {number}\n    text: Words {number} that {{{{c1::stand{number}}}}} "
        f"alone in a row of words that goes on.\n    ask:\n      - id: q{number}\n        form: why\n"
        f"        q: Why would thing {number} of {number * 7919 % 9973} help {number * 31 % 997}?\n        a: So.\n"
    )


HOSTILE = {
    "tag": HEAD + b"  - !!python/object/apply:os.system [ls]\n",
    "own tag": HEAD + b"  - !secret x\n",
    "aliases": b"a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n",
    "merge": b"area: &a x\n<<: *a\n",
    "50 MB": b"x" * 50_000_000,
    "NUL bytes": HEAD + b"  - id: a\x00b\n",
    "duplicate keys": HEAD + b"area: again\n",
    "list as key": b"? [a, b]\n: c\n",
    "tabs": HEAD + b"\t- id: a\n",
    "lone surrogate": HEAD + b'  - id: a\n    number: 1\n    text: "a \\ud800 b"\n',
    "encoded surrogate": HEAD + b"  - id: \xed\xa0\x80\n",
    "not UTF-8": HEAD + b"  - id: caf\xe9\n",
    "UTF-16": "area: x\n".encode("utf-16"),
    "deep lists": b"[" * 500_000,
    "deep maps": b"{a: " * 200_000,
    "deep dashes": b"- " * 500_000,
    "two documents": HEAD + b"---\narea: b\n",
    "empty": b"",
    "only remarks": b"# nothing\n",
    "a number": b"7\n",
    "a list": b"- a\n- b\n",
    "wrong types": b"area: [a]\nnumber: {a: b}\ntitle:\n  - x\nlearn_that: x\nlearn_how_to: {a: b}\nnotes: {a: b}\n",
    "nulls": b"area:\nnumber:\ntitle:\nlearn_that:\n  -\n  - ~\nlearn_how_to:\n  -\n",
    "broken quotes": HEAD + b'  - id: "a\n' * 1000,
    "huge number": b"area: a\nnumber: " + b"9" * 100_000 + b"\ntitle: A\n",
    "question marks": b"? " * 500_000,
    "colons": b"a: " * 500_000,
    "long line": b"area: " + b"a" * 1_900_000 + b"\n",
    "many keys": b"".join(b"k%d: x\n" % n for n in range(100_000)),
    "braces": HEAD + b"  - id: a\n    number: 1\n    text: '" + b"{{c1::" * 100_000 + b"'\n",
    "closings": HEAD + b"  - id: a\n    number: 1\n    text: '" + b"}}" * 300_000 + b"'\n",
    "many gaps": HEAD + b"  - id: a\n    number: 1\n    text: '" + b"{{c1::x}} " * 50_000 + b"'\n",
    "many numbers": HEAD
    + b"  - id: a\n    number: 1\n    text: '"
    + b" ".join(b"{{c%d::x}}" % n for n in range(1, 3000))
    + b"'\n",
    "long question": HEAD
    + b"  - id: a\n    number: 1\n    text: 'a'\n    ask:\n      - {id: q, form: scenario, a: b, q: '"
    + b"or, " * 200_000
    + b"'}\n",
}


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file_beside_a_good_one(name: str, tmp_path: Path) -> None:
    """It is told by file and line within seconds, and the other file is checked all the same."""
    (tmp_path / "bad.yaml").write_bytes(HOSTILE[name])
    (tmp_path / "good.yaml").write_bytes(GOOD.replace(b"bear {{c1::larger", b"bear {{c7::larger"))
    begun = time.process_time()
    result = check_paths([tmp_path], Wanted())
    assert time.process_time() - begun < 3
    assert any(p.file.endswith("bad.yaml") and not p.warning for p in result.problems)
    assert {p.code for p in result.problems if p.file.endswith("good.yaml")} == {"C02a"}
    "\n".join(map(str, result.problems)).encode()  # can be written anywhere


@pytest.mark.slow
def test_large_deck_is_quick(tmp_path: Path) -> None:
    """Two thousand statements of one pattern take seconds, not minutes."""
    (tmp_path / "a.yaml").write_text(HEAD.decode() + "".join(map(entry, range(1, 2001))), "utf-8")
    begun = time.process_time()
    check_paths([tmp_path], Wanted())
    assert time.process_time() - begun < 15


@pytest.mark.slow
def test_built_in_decks_take_about_a_second() -> None:
    """All nine decks."""
    begun = time.process_time()
    check_paths([built_in_decks()], Wanted())
    assert time.process_time() - begun < 3


def test_missing_file(tmp_path: Path) -> None:
    """A path that does not exist is a problem of its own."""
    (problem,) = check_paths([tmp_path / "no.yaml"], Wanted()).problems
    assert (problem.code, problem.file) == ("D01", str(tmp_path / "no.yaml"))


def test_folder_without_decks(tmp_path: Path) -> None:
    """A folder without decks is a problem, and the other paths are checked."""
    (tmp_path / "empty").mkdir()
    found = check_paths([tmp_path / "empty", FIXTURES / "C04b-bad.yaml"], Wanted()).problems
    assert {problem.code for problem in found} == {"D01", "C04b"}


def test_folder_named_like_a_deck(tmp_path: Path) -> None:
    """A folder called x.yaml among the decks is told, not fallen over."""
    (tmp_path / "x.yaml").mkdir()
    (tmp_path / "good.yaml").write_bytes(GOOD)
    (problem,) = check_paths([tmp_path], Wanted()).problems
    assert (problem.code, Path(problem.file).name) == ("D01", "x.yaml")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="needs a user whom permissions bind")
def test_unreadable_file(tmp_path: Path) -> None:
    """A file without the right to read is told."""
    (tmp_path / "a.yaml").write_bytes(GOOD)
    (tmp_path / "a.yaml").chmod(0)
    (problem,) = check_paths([tmp_path], Wanted()).problems
    assert problem.code == "D01"


def test_single_file_finds_its_twins(tmp_path: Path) -> None:
    """A deck that names a statement of its neighbour is checked alone, the neighbour's slips left out."""
    for name in ("3.yaml", "4.yaml"):
        (tmp_path / name).write_bytes((FIXTURES / "D14-good" / name).read_bytes())
    slip = (tmp_path / "3.yaml").read_bytes().replace(b"bear {{c1::larger", b"bear {{c7::larger")
    (tmp_path / "3.yaml").write_bytes(slip)
    assert check_paths([tmp_path / "4.yaml"], Wanted()).problems == ()
    assert [p.code for p in check_paths([tmp_path], Wanted()).problems] == ["C02a"]


def test_select_and_ignore() -> None:
    """A code stands for itself and those it begins; ignore goes before select."""
    wanted = Wanted(("C03", "C05a"), ("C03b",))
    assert [code for code in ("C03a", "C03b", "C05a", "C05b", "D01") if wanted(code)] == ["C03a", "C05a"]
    assert Wanted(("C03", "Z9"), ("nope",)).unknown() == ["Z9", "nope"]


def test_problems_come_in_the_files_order() -> None:
    """Problems are sorted by file and line, each told once."""
    problems = check_paths([FIXTURES / "C12d-bad.yaml", FIXTURES / "C04b-bad.yaml"], Wanted()).problems
    assert [(p.file, p.line) for p in problems] == sorted((p.file, p.line) for p in problems)
    assert len(set(problems)) == len(problems)


def test_source_line_is_checked(tmp_path: Path) -> None:
    """Markup in the source line, and an address in it, are told where the area is named."""
    text = (FIXTURES / "C11b-good.yaml").read_text("utf-8")
    line = 'title: Sample\nsource: "{{c1::Me}}, me@school.example"\n'
    (tmp_path / "own.yaml").write_text("# Mine.\n" + text.replace("title: Sample\n", line), "utf-8")
    found = check_paths([tmp_path / "own.yaml"], Wanted())
    assert [(problem.line, problem.code) for problem in found.problems] == [(2, "C01a"), (2, "C15d")]
