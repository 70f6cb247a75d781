"""Own decks in their folder: dates that Anki can rely on, and every deck whole whatever fails."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from own_decks import CHINA, TEA, write

from npqlt_cards import own
from npqlt_cards.decks.library import Library, load_library
from npqlt_cards.errors import NpqltError, ProblemsError
from npqlt_cards.own import folder as room
from npqlt_cards.own.folder import Put

NOW = 2_000_000
BUILT_IN = 'area: a\ntitle: A\nlearn_that:\n  - {id: b, number: 1, text: "One {{c1::two}} three."}\n'


class Learner:
    """Somebody with own decks."""

    def __init__(self, folder: Path) -> None:
        self.home, self.inbox = folder / "home", folder / "inbox"
        self.decks = write(folder / "built-in", a=BUILT_IN)

    def library(self) -> Library:
        """All decks."""
        return load_library(self.decks, self.home / "cache", self.home / "decks")

    def add(self, saved: int = NOW, **texts: str) -> list[Put]:
        """Adds decks that were saved at some time."""
        for path in write(self.inbox, **texts).iterdir():
            os.utime(path, (saved, saved))
        library = self.library()
        judged = own.judge(own.read_candidates(self.inbox), library)
        return own.put_in(self.home / "decks", [each.candidate for each in judged], library, NOW)

    def dates(self) -> dict[str, int]:
        """When each own note changed."""
        return {id_: note.changed for id_, note in self.library().notes.items() if not id_.startswith("a/")}


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["", "One.", "Two."]), st.integers(0, 2 * NOW), st.booleans()), max_size=6))
def test_dates(course: list[tuple[str, int, bool]]) -> None:
    """Through additions and removals in any order: the same words keep their date, others get a later one."""
    with tempfile.TemporaryDirectory() as folder:
        learner, last = Learner(Path(folder)), ("none", -1)
        for extra, saved, removed in course:
            words = TEA.replace("source:", f"source: {extra}") if extra else TEA
            learner.add(saved, tea=words)
            (date,) = set(learner.dates().values())
            assert date == last[1] if words == last[0] else date > last[1]
            assert date <= NOW + len(course)
            last = (words, date)
            if removed:
                own.take_out(learner.home / "decks", learner.home / "decks" / "npqlt-tea.yaml", "tea")
                assert learner.dates() == {}


@pytest.mark.parametrize("fails", range(5))
def test_a_disk_that_fills_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails: int) -> None:
    """Whichever file cannot be written, every deck is as it was: a newer version, and a new deck beside it."""
    learner = Learner(tmp_path)
    learner.add(tea=TEA)
    before = learner.library()
    real, count = room.write_whole, 0

    def write_whole(path: Path, data: bytes) -> None:
        nonlocal count
        count += 1
        if count == fails:
            raise OSError(28, "No space left on device")
        real(path, data)

    monkeypatch.setattr(room, "write_whole", write_whole)
    if fails in (1, 2, 3):
        with pytest.raises(NpqltError, match="cannot be kept there"):
            learner.add(NOW + 5, tea=TEA.replace("Black", "Green"), china=CHINA)
        assert learner.library() == before
    else:
        assert len(learner.add(NOW + 5, tea=TEA.replace("Black", "Green"), china=CHINA)) == 2
        assert count == 3
        assert learner.library() != before


def test_what_changed(tmp_path: Path) -> None:
    """A first version has nothing to be compared with; a newer one has, area by area, each with a later date."""
    learner = Learner(tmp_path)
    (first,) = learner.add(tea=TEA)
    assert (first.changes, first.cards) == (None, 4)
    china, tea = learner.add(china=CHINA, tea=TEA.replace("Black", "Green"))
    assert (china.deck.area, china.changes, china.cards) == ("china", None, 2)
    assert tea.changes
    assert len(tea.changes.reworded) == 3
    assert tea.changes.undated == ()
    assert tea.changes.unchanged == 1


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(st.data())
def test_what_is_taken_in_can_be_learnt_from(data: st.DataObject) -> None:
    """Any mangled deck is either refused, and nothing stands there, or stands beside the others with all its cards."""
    with tempfile.TemporaryDirectory() as folder:
        learner = Learner(Path(folder))
        start = data.draw(st.integers(0, len(TEA)))
        end = data.draw(st.integers(start, min(start + 20, len(TEA))))
        text = TEA[:start] + data.draw(st.sampled_from(["", "a", "::", "}}", "- ", "\n", '"', "3", "/"])) + TEA[end:]
        try:
            (put,) = learner.add(tea=text)
        except ProblemsError as error:
            assert all(problem.repair for problem in error.problems)
            assert not (learner.home / "decks").exists()
        else:
            found = learner.library()
            assert found.left_out == ()
            assert len(found.cards_by_area[put.deck.area]) == put.cards
