"""``npqlt config``: the settings listed, read and changed, as people and as programs see them."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from npqlt_cards.cli.common import preferences
from npqlt_cards.settings import Preferences
from npqlt_cards.settings.table import SETTINGS, settings_markdown

Run = Callable[..., "subprocess.CompletedProcess[str]"]
NAMES = [each.name for each in SETTINGS]


def test_list(npqlt: Run, own_home: Path) -> None:
    """Every setting with value, default and meaning, in 80 columns; then where the file would be."""
    done = npqlt("config")
    assert done.returncode == 0
    table, _, rest = done.stdout.partition("\n\n")
    assert max(map(len, table.splitlines())) <= 80
    rows = [line.split() for line in table.splitlines() if not line.startswith(" ")]
    assert [row[0] for row in rows] == NAMES
    assert ["new_per_day", "10", "10", "New"] in [row[:4] for row in rows]
    assert rest.startswith(f"File: {own_home / 'settings.yaml'} (not there yet")
    assert "npqlt config set NAME VALUE" in rest
    assert list(own_home.iterdir()) == []


def test_long_values_in_the_list(npqlt: Run) -> None:
    """A long value is broken into lines, and all of it is there."""
    weights = [0.125, 1.2931, 2.3065, 8.2956, 6.4133, *[0.2] * 11, 1.8729, *[0.2] * 4]
    npqlt("config", "set", "fsrs_parameters", *map(str, weights))
    npqlt("config", "set", "areas", "subject-and-curriculum", "professional-development")
    table, _, rest = npqlt("config").stdout.partition("\n\n")
    assert max(map(len, table.splitlines())) <= 80
    assert table.count("0.2") == 15
    assert "".join(line[21:34].strip() for line in table.splitlines()).count("professional-development") == 1
    assert "not there yet" not in rest


def test_json(npqlt_json: Callable[..., Any], npqlt: Run) -> None:
    """The promised form, in the table's order; a list is a list, a span keeps its unit."""
    npqlt("config", "set", "learning_steps", "1m 1h")
    rows = npqlt_json("config")
    assert [row["name"] for row in rows] == NAMES
    assert all(list(row) == ["name", "value", "default", "meaning", "allowed"] for row in rows)
    values = {row["name"]: row["value"] for row in rows}
    assert values["learning_steps"] == ["1m", "1h"]
    assert (values["desired_retention"], values["new_per_day"], values["order"]) == (0.9, 10, "mixed")
    assert (values["areas"], values["fsrs_parameters"]) == ([], [])


def test_markdown(npqlt: Run) -> None:
    """The table of the README, whatever the file holds."""
    assert npqlt("config", "--markdown").stdout == settings_markdown() + "\n"


@pytest.mark.parametrize(
    ("name", "typed", "words", "value"),
    [
        ("desired_retention", ["0.85"], "0.85", 0.85),
        ("learning_steps", ["1m 10m"], "1m 10m", ["1m", "10m"]),
        ("learning_steps", ["1m", "60m"], "1m 1h", ["1m", "1h"]),
        ("learning_steps", [""], "none", []),
        ("relearning_steps", ["none"], "none", []),
        ("order", ["NEW-FIRST"], "new-first", "new-first"),
        ("areas", ["How Pupils", "9"], "how-pupils, 9", ["how-pupils", "9"]),
        ("new_per_day", ["0"], "0", 0),
    ],
)
def test_set_and_get(npqlt: Run, name: str, typed: list[str], words: str, value: Any) -> None:
    """What was set is said, and read back: bare, or as JSON."""
    done = npqlt("config", "set", name, *typed)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"{name} is now {words}; it was ")
    assert npqlt("config", "get", name).stdout == words + "\n"
    assert json.loads(npqlt("config", "get", name, "--json").stdout) == value


def test_set_keeps_the_file(npqlt: Run, own_home: Path) -> None:
    """Remarks, order and all other lines stay."""
    at = own_home / "settings.yaml"
    at.write_bytes(b"# mine\r\norder: mixed # fine\r\nnew_per_day: 5 # few\r\n")
    npqlt("config", "set", "new_per_day", "15")
    assert at.read_bytes() == b"# mine\r\norder: mixed # fine\r\nnew_per_day: 15 # few\r\n"
    assert preferences() == Preferences(new_per_day=15)


@pytest.mark.parametrize("back", [["unset", "new_per_day"], ["set", "new_per_day", "--default"]])
def test_back_to_the_default(npqlt: Run, own_home: Path, back: list[str]) -> None:
    """Both ways take the line out; a second time changes nothing."""
    npqlt("config", "set", "order", "new-first")
    npqlt("config", "set", "new_per_day", "15")
    for _ in range(2):
        done = npqlt("config", *back)
        assert (done.returncode, done.stdout) == (0, "new_per_day is at its default, 10.\n")
        assert "new_per_day" not in (own_home / "settings.yaml").read_text("utf-8")
    assert preferences() == Preferences(order="new-first")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["get", "new_per_dya"], "write new_per_day"),
        (["set", "new_per_dya", "5"], "write new_per_day"),
        (["unset", "zebra"], "`npqlt config`"),
        (["set", "new_per_day", "-1"], "a whole number from 0 to 9999"),
        (["set", "new_per_day", "5", "6"], "a whole number from 0 to 9999"),
        (["set", "order", "--random"], "mixed, reviews-first or new-first"),
        (["set", "learning_steps", "1m 10x"], "'10x' is not a span"),
        (["set", "new_per_day"], "--default"),
        (["set", "x" * 9_000, "5"], "xxx…"),
        (["set", "new_per_day", "5", "--default"], "--default"),
        (["--json", "get", "order"], "npqlt config get"),
        (["nosuch"], "nosuch"),
    ],
)
def test_usage(npqlt: Run, own_home: Path, arguments: list[str], said: str) -> None:
    """A wrong name or value ends with exit code 2, what is allowed on stderr, and no file."""
    done = npqlt("config", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert list(own_home.iterdir()) == []


@pytest.mark.parametrize(
    ("typed", "code", "said"),
    [
        (["3", "nowhere"], 2, "there is no area “nowhere”: name one by number or by the beginning of "),
        (["a"], 2, "“a” could be any of adaptive-teaching, assessment"),
        (["teaching"], 1, "names area 1 Teaching and prints no statements for it"),
    ],
)
def test_areas_that_there_are_not(npqlt: Run, own_home: Path, typed: list[str], code: int, said: str) -> None:
    """An area that the decks have not, or several, is refused at once, with those that there are."""
    done = npqlt("config", "set", "areas", *typed)
    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr
    assert not (own_home / "settings.yaml").exists()
    assert npqlt("config", "set", "areas", "3", "assess").returncode == 0


@pytest.mark.parametrize("arguments", [[], ["--json"], ["get", "order"], ["set", "order", "mixed"], ["unset", "order"]])
def test_a_file_with_problems(npqlt: Run, own_home: Path, arguments: list[str]) -> None:
    """Every problem is told by file and line, and the file stays as it is; exit code 1."""
    at = own_home / "settings.yaml"
    at.write_text("order: random\nzebra: 1\n", "utf-8")
    done = npqlt("config", *arguments)
    assert (done.returncode, done.stdout) == (1, "")
    first, second = done.stderr.splitlines()
    assert first == f"{at}:1: S04 order cannot be 'random': write mixed, reviews-first or new-first"
    assert second.startswith(f"{at}:2: S03 ")
    assert at.read_text("utf-8") == "order: random\nzebra: 1\n"


def test_path(npqlt: Run, own_home: Path) -> None:
    """Where the file is, though it be broken or missing, and nothing else."""
    assert npqlt("config", "path").stdout == f"{own_home / 'settings.yaml'}\n"
    (own_home / "settings.yaml").write_text("[", "utf-8")
    assert npqlt("config", "path").stdout == f"{own_home / 'settings.yaml'}\n"


def test_home_that_cannot_be_written(npqlt: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Listing works without a home; setting says that it cannot be written."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("NPQLT_CARDS_HOME", str(tmp_path / "file" / "home"))
    assert npqlt("config").returncode == 0
    done = npqlt("config", "set", "order", "mixed")
    assert (done.returncode, done.stdout) == (1, "")
    assert "cannot be written" in done.stderr
    assert "Traceback" not in done.stderr
