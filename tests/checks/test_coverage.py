"""What the decks cover, and the README's table of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from program import npqlt

from npqlt_cards.checks import Wanted, check_paths, coverage, coverage_markdown, coverage_text
from npqlt_cards.places import built_in_decks

pytestmark = pytest.mark.whole

README = Path(__file__).parent.parent.parent / "README.md"
FIXTURES = Path(__file__).parent.parent / "fixtures" / "checks"


def built_in() -> dict[str, object]:
    """The coverage of the built-in decks."""
    return coverage(check_paths([built_in_decks()], Wanted(("D",))).subjects)


def test_no_empty_cell() -> None:
    """Every statement of its own words has a cloze and an open question, every how-to group a scenario."""
    found = built_in()
    assert found["groups_without_scenario"] == []
    own = [row for row in found["statements"] if not row["same_as"]]  # type: ignore[attr-defined]
    assert len(own) > 170
    assert all(row["cloze"] and row["fact"] + row["why"] + row["scenario"] for row in own)


def test_readme_has_the_totals() -> None:
    """The README's table is what the command writes now."""
    assert f"<!-- coverage -->\n{coverage_markdown(built_in())}\n<!-- /coverage -->" in README.read_text("utf-8")


def test_written_by_the_command(tmp_path: Path) -> None:
    """``npqlt check --coverage --into FILE`` renews the table between its marks and leaves the rest alone."""
    file = tmp_path / "page.md"
    file.write_text("# Before\n<!-- coverage -->\nold\n<!-- /coverage -->\nafter\n", "utf-8")
    assert npqlt("check", "--coverage", "--into", file).returncode == 0
    table = coverage_markdown(built_in())
    assert file.read_text("utf-8") == f"# Before\n<!-- coverage -->\n{table}\n<!-- /coverage -->\nafter\n"


@pytest.mark.parametrize(("text", "code"), [("no marks\n", 2), (None, 1)])
def test_nowhere_to_write(tmp_path: Path, text: str | None, code: int) -> None:
    """A file without the marks, or none at all, is told in a line and left as it is."""
    file = tmp_path / "page.md"
    if text is not None:
        file.write_text(text, "utf-8")
    done = npqlt("check", "--coverage", "--into", file)
    assert done.returncode == code
    assert done.stderr.count("\n") == 1
    assert (file.read_text("utf-8") if file.exists() else None) == text


def test_an_empty_cell_is_seen() -> None:
    """A group without a scenario is listed in the figures and in the text."""
    found = coverage(check_paths([FIXTURES / "C12c-bad.yaml"], Wanted(("D",))).subjects)
    assert len(found["groups_without_scenario"]) == 1
    assert "No scenario: sample, Learn how to 1" in coverage_text(found)
