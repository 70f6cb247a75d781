"""``npqlt check`` as people run it: streams, exit codes, and the table of codes."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import program
import pytest

from npqlt_cards.checks import codes_markdown

pytestmark = pytest.mark.whole

ROOT = Path(__file__).parent.parent.parent
FIXTURES = ROOT / "tests" / "fixtures" / "checks"


def npqlt(*arguments: str | Path, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """The real program."""
    return program.npqlt(*arguments, cwd=folder)


def test_an_error() -> None:
    """One line on stdout with file, line, code and repair; the sum on stderr; exit code 1."""
    file = FIXTURES / "C03a-bad.yaml"
    done = npqlt("check", file)
    (line,) = done.stdout.splitlines()
    assert line.startswith(f"{file.relative_to(ROOT)}:7: C03a deletion of 7 words (at most 6) in sample/watering")
    assert line.endswith("#cloze:1: split it or delete the idea")
    assert done.stderr.startswith("1 decks, ") or done.stderr.startswith("1 deck, ")
    assert done.returncode == 1


def test_a_warning() -> None:
    """Warnings alone do not fail."""
    done = npqlt("check", FIXTURES / "C11b-bad.yaml")
    assert "warning: C11b" in done.stdout
    assert done.returncode == 0


def test_good_deck() -> None:
    """Nothing on stdout; stderr says what was not checked."""
    done = npqlt("check", FIXTURES / "C11b-good.yaml")
    assert (done.returncode, done.stdout) == (0, "")
    assert "Not checked: the statements against the framework page" in done.stderr
    assert "rule 6" in done.stderr


def test_broken_file_is_named_as_not_checked() -> None:
    """A file whose form is wrong is said to be unchecked for content."""
    done = npqlt("check", FIXTURES / "D01-bad.yaml")
    assert "Not checked: the cards of" in done.stderr
    assert done.returncode == 1


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [(["--select", "C03"], 1), (["--select", "c03a,C05"], 1), (["--ignore", "C03a"], 0), (["--select", "C04"], 0)],
)
def test_select_and_ignore(arguments: list[str], expected: int) -> None:
    """Only the codes asked for are told and counted."""
    done = npqlt("check", FIXTURES / "C03a-bad.yaml", *arguments)
    assert len(done.stdout.splitlines()) == expected == done.returncode


def test_unknown_code() -> None:
    """A code that does not exist is a slip of the command line, not a clean deck."""
    done = npqlt("check", "--select", "C99")
    assert (done.returncode, done.stdout) == (2, "")
    assert "C99" in done.stderr


def test_json() -> None:
    """One document on stdout: the problems, every field by its name."""
    done = npqlt("check", FIXTURES / "C03a-bad.yaml", "--json")
    (problem,) = json.loads(done.stdout)
    assert problem.keys() == {"code", "file", "line", "message", "repair", "warning"}
    assert (problem["code"], problem["line"], problem["warning"]) == ("C03a", 7, False)
    assert done.returncode == 1
    assert json.loads(npqlt("check", FIXTURES / "C03a-good.yaml", "--json").stdout) == []


def test_page() -> None:
    """--page compares with a page; a page that is not there ends the command."""
    page = FIXTURES / "C01d-page.txt"
    done = npqlt("check", FIXTURES / "C01d-bad.yaml", "--page", page)
    assert "C01d" in done.stdout
    assert "dead wood" in done.stdout
    assert npqlt("check", FIXTURES / "C01d-good.yaml", "--page", page).returncode == 0
    assert npqlt("check", FIXTURES / "C01d-good.yaml", "--page", "no.txt").returncode == 1


def test_default_is_the_built_in_decks(tmp_path: Path) -> None:
    """Without a path the decks in use are checked, from any folder."""
    done = npqlt("check", "--json", folder=tmp_path)
    assert done.stderr.splitlines()[0].startswith("9 decks, ")
    json.loads(done.stdout)


def test_codes() -> None:
    """--codes prints the table, and nothing else."""
    done = npqlt("check", "--codes")
    assert (done.returncode, done.stdout, done.stderr) == (0, codes_markdown() + "\n", "")


def test_contributing_has_the_same_table() -> None:
    """CONTRIBUTING.md carries the table of codes between its markers, word for word."""
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    between = text.partition("<!-- codes -->\n")[2].partition("<!-- /codes -->")[0]
    assert between.strip() == codes_markdown()


def test_coverage() -> None:
    """Each statement with its cards by form, groups without a scenario, the mix by area and in all."""
    found = json.loads(npqlt("check", "--coverage", "--json", FIXTURES / "C12c-bad.yaml").stdout)
    assert [(s["number"], s["cards"], s["cloze"], s["why"]) for s in found["statements"]] == [
        ("1", 4, 2, 1),
        ("2", 3, 1, 1),
        ("1.1", 2, 1, 0),
    ]
    assert [group["number"] for group in found["groups_without_scenario"]] == ["1"]
    assert found["totals"] == {
        "statements": 3,
        "cards": 9,
        "cloze": 4,
        "fact": 1,
        "why": 2,
        "scenario": 2,
        "why_and_scenario": 0.444,
    }
    assert found["areas"][0]["area"] == "sample"
    assert "No scenario: sample" in npqlt("check", "--coverage", FIXTURES / "C12c-bad.yaml").stdout


def test_coverage_counts_twins_once() -> None:
    """A twin's row names the place that holds its cards, and counts none of its own."""
    found = json.loads(npqlt("check", "--coverage", "--json", FIXTURES / "D14-good").stdout)
    twin = next(s for s in found["statements"] if s["same_as"])
    assert (twin["same_as"], twin["cards"]) == ("sample/watering", 0)
    assert found["totals"]["cards"] == sum(s["cards"] for s in found["statements"]) == 9


def test_coverage_of_what_cannot_be_read() -> None:
    """A file whose form is wrong fails the command, on stderr."""
    done = npqlt("check", "--coverage", FIXTURES / "D01-bad.yaml")
    assert done.returncode == 1
    assert "D01" in done.stderr
