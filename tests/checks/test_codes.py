"""Each code has a fixture that fails by it, and by it alone, and one beside it that passes."""

from __future__ import annotations

from pathlib import Path

import pytest

from npqlt_cards.checks import CHECKS, CODES, TOLD, Wanted, check_paths, codes_markdown
from npqlt_cards.framework import read_page

# One statement printed twice has fronts alike, however its words are hidden.
COMPANIONS = {"C14c": {"C14b"}}
FIXTURES = Path(__file__).parent.parent / "fixtures" / "checks"


def fixture(name: str) -> Path:
    """The fixture of that name: a deck file, or a folder of them."""
    file = FIXTURES / f"{name}.yaml"
    return file if file.exists() else FIXTURES / name


def told(name: str) -> list[str]:
    """The codes told of a fixture."""
    page = read_page(FIXTURES / "C01d-page.txt") if name.startswith("C01d") else None
    return [problem.code for problem in check_paths([fixture(name)], Wanted(), page).problems]


@pytest.mark.parametrize("code", CODES)
def test_bad_fixture_is_caught(code: str) -> None:
    """The bad fixture fails by its own code and no other."""
    assert set(told(f"{code}-bad")) - COMPANIONS.get(code, set()) == {code}


@pytest.mark.parametrize("code", CODES)
def test_good_fixture_passes(code: str) -> None:
    """The good fixture has nothing wrong at all."""
    assert told(f"{code}-good") == []


def test_no_fixture_without_a_code() -> None:
    """Every fixture is named after a code that exists."""
    assert {path.name.partition("-")[0] for path in FIXTURES.iterdir()} == set(CODES)


@pytest.mark.parametrize("code", [code for code in CODES if code[0] != "X"])
def test_problem_says_where_and_what_to_do(code: str) -> None:
    """A problem names a file, a line of it (but for a whole file or folder) and a repair."""
    page = read_page(FIXTURES / "C01d-page.txt") if code == "C01d" else None
    for problem in check_paths([fixture(f"{code}-bad")], Wanted(), page).problems:
        lines = Path(problem.file).read_text("utf-8").splitlines()
        assert 1 <= problem.line <= len(lines)
        assert problem.message
        assert problem.repair


def test_every_rule_of_a_program_has_a_check() -> None:
    """Rules 1 to 5 and 7 to 15 have checks; rule 6 is for readers."""
    assert {check.rule for check in CHECKS} == set(range(1, 16)) - {6}


def test_codes_are_unique_and_documented() -> None:
    """No code stands twice, and each says what, why and what to do."""
    assert len(set(CODES)) == len(CODES) == len(CHECKS) + len(TOLD)
    for each in (*CHECKS, *TOLD):
        assert each.what.endswith(".")
        assert each.why.endswith(".")
        assert each.repair


def test_markdown_has_a_row_for_each_code() -> None:
    """The table has one row for each code, in order, of six cells."""
    rows = codes_markdown().splitlines()[2:]
    assert [row.split(" | ")[0].lstrip("| ") for row in rows] == sorted(CODES)
    assert all(row.count(" | ") == 5 for row in rows)
