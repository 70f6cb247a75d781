"""Drafts as the checks see them: told, and what an area lacks is no error while one stands in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from npqlt_cards.checks import Wanted, check_paths

FIXTURES = Path(__file__).parent.parent / "fixtures" / "checks"


def told(folder: Path, text: str) -> dict[str, bool]:
    """The codes told of a deck, and whether each is a warning."""
    (folder / "3.yaml").write_text(text, "utf-8")
    return {problem.code: problem.warning for problem in check_paths([folder / "3.yaml"], Wanted()).problems}


@pytest.mark.parametrize("code", ["C12a", "C12b", "C12c", "C12d"])
def test_gaps_are_warnings_beside_a_draft(code: str, tmp_path: Path) -> None:
    """What an area lacks is an error; with one draft in the area it is told as a warning; without it, as an error."""
    text = (FIXTURES / f"{code}-bad.yaml").read_text("utf-8")
    assert told(tmp_path, text) == {code: False}
    marked = text.replace("    number: 1\n", "    number: 1\n    draft: true\n", 1)
    assert told(tmp_path, marked) == {code: True, "C15e": True}


def test_other_errors_stay_errors(tmp_path: Path) -> None:
    """A draft that breaks another rule is an error all the same."""
    text = (FIXTURES / "C04b-bad.yaml").read_text("utf-8")
    assert told(tmp_path, text.replace("    number: 1\n", "    number: 1\n    draft: true\n", 1))["C04b"] is False


def test_a_statement_tells_its_cards(tmp_path: Path) -> None:
    """The mark of a statement covers its id and its cloze cards; that of a question the question."""
    (tmp_path / "3.yaml").write_text((FIXTURES / "C15e-bad.yaml").read_text("utf-8"), "utf-8")
    messages = [problem.message for problem in check_paths([tmp_path], Wanted()).problems]
    assert messages == [
        "the id and 2 cards of its cloze are drafts in sample/watering",
        "the question is a draft in sample/watering#slow-hose",
    ]
