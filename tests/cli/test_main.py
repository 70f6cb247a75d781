"""The command as a whole: help, versions, errors and exit codes."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from keyword import iskeyword
from pathlib import Path

import pytest

import npqlt_cards
from npqlt_cards.cli import VERBS

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def test_help_lists_every_verb(npqlt: Run) -> None:
    """`npqlt --help` names every verb with its own first line."""
    text = npqlt("--help").stdout
    for verb, line in VERBS.items():
        assert re.search(rf"^  {verb} +{re.escape(line)}$", text, re.MULTILINE)


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_is_there(verb: str) -> None:
    """Each listed verb has a file with a command of its name and a help text; `import` is no name for a module."""
    command = import_module(f"npqlt_cards.cli.{verb}{'_' * iskeyword(verb)}").command
    assert command.name == verb
    assert command.help


def test_version(npqlt: Run) -> None:
    """`npqlt --version` tells the package's version."""
    assert npqlt("--version").stdout == f"npqlt, version {npqlt_cards.__version__}\n"


@pytest.mark.parametrize(
    "arguments", [["nosuch"], ["cards", "--nosuch"], ["--json", "cards"], ["export", "--log", "3"]]
)
def test_usage_errors(npqlt: Run, arguments: list[str]) -> None:
    """A wrong word on the command line ends with exit code 2 and a message on stderr."""
    done = npqlt(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr
    assert "Traceback" not in done.stderr


def test_wrong_clock(npqlt: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A NPQLT_CARDS_NOW without offset, or that is no instant, is told with an example."""
    for value in ("yesterday", "2026-11-24T08:00:00"):
        monkeypatch.setenv("NPQLT_CARDS_NOW", value)
        done = npqlt("review")
        assert done.returncode == 2
        assert "2026-11-24T08:00:00+00:00" in done.stderr


def test_broken_deck(npqlt: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A deck file with errors ends every verb with the problems by file and line."""
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "x.yaml").write_text("area: x\ntitle: X\nlearn_that:\n  - id: A B\n    number: 1\n", "utf-8")
    monkeypatch.setenv("NPQLT_CARDS_DECKS", str(tmp_path / "d"))
    for verb in ("cards", "review", "export", "statements", "areas"):
        done = npqlt(verb)
        assert done.returncode == 1
        assert re.search(r"x\.yaml:4: D06 .*'A B'", done.stderr)
        assert re.search(r"x\.yaml:4: D04 ", done.stderr)
        assert "Traceback" not in done.stderr


def test_no_decks(npqlt: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A folder without decks is told by name."""
    monkeypatch.setenv("NPQLT_CARDS_DECKS", str(tmp_path / "nowhere"))
    done = npqlt("cards")
    assert done.returncode == 1
    assert "nowhere" in done.stderr


@pytest.mark.whole
def test_output_closed_early(tmp_path: Path) -> None:
    """`npqlt cards | head -1` ends without a traceback."""
    import subprocess
    import sys

    command = [sys.executable, "-m", "npqlt_cards", "cards"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path) as running:
        assert running.stdout
        assert running.stderr
        running.stdout.readline()
        running.stdout.close()
        assert b"Traceback" not in running.stderr.read()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has longer names, and other words")
@pytest.mark.parametrize("arguments", [["import"], ["compare"], ["check"], ["deck", "add"], ["handout", "3", "-o"]])
def test_a_name_that_no_file_can_have(npqlt: Run, arguments: list[str]) -> None:
    """A name that the system refuses is told as what is wrong, by that name, and not as the output's fault."""
    done = npqlt(*arguments, "x" * 300)
    assert done.returncode != 0
    assert "x" * 60 in done.stderr
    assert "the output cannot be written" not in done.stderr


def test_home_that_cannot_be_written(npqlt: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A home that is a file is told before a card is asked; verbs that keep nothing still work."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("NPQLT_CARDS_HOME", str(tmp_path / "file" / "home"))
    done = npqlt("review")
    assert done.returncode == 1
    assert str(Path("file") / "home") in done.stderr
    assert "Traceback" not in done.stderr
    assert npqlt("statements", "3").returncode == 0
    assert npqlt("export", "3", "-o", "x.apkg").returncode == 0
    assert {path.name for path in tmp_path.iterdir()} == {"file", "x.apkg"}
