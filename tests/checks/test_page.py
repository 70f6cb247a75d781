"""The built-in decks against the framework page: every word, number and order."""

from __future__ import annotations

from pathlib import Path

from npqlt_cards.checks import Wanted, check_paths
from npqlt_cards.framework import read_page
from npqlt_cards.places import built_in_decks

PAGE = Path(__file__).parent.parent / "data" / "framework-page.txt"


def test_built_in_decks_are_the_page() -> None:
    """The mends taken back, no statement, stem, note, number or title differs, twins included."""
    assert check_paths([built_in_decks()], Wanted(("C01",)), read_page(PAGE)).problems == ()


def test_an_area_without_a_deck_is_told(tmp_path: Path) -> None:
    """A folder that lacks an area the page prints is told so; a single file is not."""
    file = built_in_decks() / "7-assessment.yaml"
    (tmp_path / file.name).write_bytes(file.read_bytes())
    missing = check_paths([tmp_path], Wanted(("C01d",)), read_page(PAGE)).problems
    assert len(missing) == 8
    assert all("no deck holds" in problem.message for problem in missing)
    assert check_paths([tmp_path / file.name], Wanted(("C01d",)), read_page(PAGE)).problems == ()
