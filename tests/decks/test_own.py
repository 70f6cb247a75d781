"""The learner's own decks beside the built-in ones: after them, without numbers, and never in their way."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from own_decks import CHINA, TEA, write

from npqlt_cards.decks.files import edition
from npqlt_cards.decks.library import Library, load_library
from npqlt_cards.errors import ProblemsError

BUILT_IN = """\
area: kettle
number: 3
title: Kettle
learn_that:
  - {id: spout, number: 1, text: "A {{c1::spout}} pours.", ask: [{id: why, form: why, q: Why?, a: So.}]}
"""


class Shelves:
    """A folder of built-in decks and one of own decks."""

    def __init__(self, folder: Path) -> None:
        self.decks, self.own, self.cache = folder / "built-in", folder / "own", folder / "cache"
        write(self.decks, kettle=BUILT_IN)
        self.own.mkdir()

    def load(self) -> Library:
        """All decks."""
        return load_library(self.decks, self.cache, self.own)


@pytest.fixture
def shelves() -> Iterator[Shelves]:
    """Two folders."""
    with tempfile.TemporaryDirectory() as folder:
        yield Shelves(Path(folder))


def told(library: Library) -> list[tuple[str, int, str]]:
    """What is left out: file, line and code of each problem."""
    return [(Path(problem.file).stem, problem.line, problem.code) for problem in library.left_out]


def test_after_the_built_in_ones(shelves: Shelves) -> None:
    """In the order of their own numbers, which name nothing here: 3 is the built-in area, and it alone."""
    write(shelves.own, tea=TEA, china=CHINA.replace("title: China", "title: China\nnumber: 9"))
    found = shelves.load()
    assert found.numbers == {"kettle": 3, "tea": None, "china": None}
    assert (found.own, found.left_out) == ({"tea", "china"}, ())
    assert list(found.cards_by_area) == ["kettle", "tea", "china"]


def test_built_in_notes_are_the_same(shelves: Shelves) -> None:
    """An own deck that takes a built-in statement changes neither its fingerprint nor its date."""
    before = shelves.load()
    write(shelves.own, tea=TEA + "  - {id: spout, number: 3, same_as: kettle/spout}\n")
    after = shelves.load()
    assert after.cards_by_area["tea"][-1].id == "kettle/spout#why:1"
    for id_, note in before.notes.items():
        assert after.notes[id_] == note
        assert after.seen(note) == before.seen(note)


def test_what_clashes_is_left_out(shelves: Shelves) -> None:
    """A built-in area, a number or "all" for a name, a second file of an area, a twin of what is left out with them."""
    write(shelves.own, a=TEA.replace("area: tea", "area: kettle"), b=TEA.replace("area: tea", "area: 3"))
    write(shelves.own, c=TEA, d=TEA, e=CHINA.replace("tea/pot", "3/pot"), f=CHINA.replace("area: china", "area: cups"))
    write(shelves.own, g=CHINA.replace("area: china", "area: all"))
    found = shelves.load()
    assert list(found.titles) == ["kettle", "tea", "cups"]
    assert told(found) == [("a", 2, "D13"), ("b", 2, "D06"), ("d", 2, "D13"), ("e", 5, "D14"), ("g", 1, "D06")]


def test_the_built_in_ones_must_be_right(shelves: Shelves) -> None:
    """What is wrong with a built-in deck is an error as ever."""
    write(shelves.own, tea=TEA)
    write(shelves.decks, kettle="area: [")
    with pytest.raises(ProblemsError):
        shelves.load()


def test_edition_notices_own_decks(shelves: Shelves) -> None:
    """One added, touched, moved to the built-in ones or removed makes another edition; without any it is as ever."""
    alone = edition(shelves.decks)
    assert edition(shelves.decks, shelves.own) == edition(shelves.decks, shelves.own / "none") == alone
    path = write(shelves.own, tea=TEA) / "tea.yaml"
    seen = [alone, edition(shelves.decks, shelves.own)]
    os.utime(path, (5000, 5000))
    seen.append(edition(shelves.decks, shelves.own))
    path.rename(shelves.decks / "tea.yaml")
    seen.append(edition(shelves.decks, shelves.own))
    assert len(set(seen)) == 4
    assert edition(shelves.decks, shelves.decks) == seen[-1]


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from("abc"), st.binary(max_size=60), max_size=2), st.data())
def test_whatever_stands_there(files: dict[str, bytes], data: st.DataObject) -> None:
    """Any bytes in own decks' files, and any part of a good deck: the built-in decks load, all else is told."""
    with tempfile.TemporaryDirectory() as folder:
        shelves = Shelves(Path(folder))
        alone = load_library(shelves.decks, shelves.cache)
        for name, content in files.items():
            (shelves.own / f"{name}.yaml").write_bytes(content)
        start = data.draw(st.integers(0, len(TEA)))
        part = TEA[:start] + data.draw(st.text(max_size=5)) + TEA[data.draw(st.integers(start, len(TEA))) :]
        (shelves.own / "tea.yaml").write_bytes(part.encode("utf-8", "surrogatepass"))
        for _ in range(2):  # parsed, and from the cache
            found = shelves.load()
            assert found.decks[0] == alone.decks[0]
            known = {deck.file for deck in found.decks[1:]}
            out = {problem.file for problem in found.left_out}
            assert known | out == {str(path) for path in shelves.own.iterdir()}
            assert not known & out
