"""Completion in bash, zsh and fish: the line that switches it on, and what it offers."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.shell_completion import get_completion_class

from npqlt_cards import cli
from npqlt_cards.cli import VERBS

Run = Callable[..., "subprocess.CompletedProcess[str]"]
NOTE = "how-pupils-learn/working-memory#cloze"
SHELLS = ("bash", "zsh", "fish")


@pytest.mark.parametrize("shell", SHELLS)
def test_source(npqlt: Run, monkeypatch: pytest.MonkeyPatch, shell: str) -> None:
    """Each shell gets its script, which calls the command by its bare name; a shell that is there reads it."""
    monkeypatch.setenv("_NPQLT_COMPLETE", f"{shell}_source")
    done = npqlt()
    assert done.returncode == 0
    assert f"_NPQLT_COMPLETE={shell}_complete" in done.stdout
    assert "_npqlt_completion" in done.stdout
    if path := shutil.which(shell):
        subprocess.run([path, "-n"], input=done.stdout, text=True, check=True)


def offered(*words: str) -> list[str]:
    """What a shell is offered for the last of some words."""
    complete = get_completion_class("bash")
    assert complete
    found = complete(cli.npqlt, {}, "npqlt", "_NPQLT_COMPLETE").get_completions(list(words[:-1]), words[-1])
    return [each.value for each in found]


def test_verbs() -> None:
    """Every verb, and those that begin with what was typed."""
    assert offered("") == list(VERBS)
    assert offered("un") == ["undo", "unsuspend"]


@pytest.mark.parametrize("words", [["cards"], ["review", "3"], ["find", "memory", "-a"], ["export", "--area"]])
def test_areas(words: list[str]) -> None:
    """Areas complete to their slugs, as arguments and as options."""
    assert offered(*words, "a") == ["adaptive-teaching", "assessment"]
    assert "how-pupils-learn" in offered(*words, "")


def test_states() -> None:
    """The states of cards complete."""
    assert sorted(offered("cards", "--state", "le")) == ["learning", "leech"]


def test_ids(npqlt: Run, own_home: Path) -> None:
    """Notes, and the cards of those that have several: what may be suspended, brought back, or lose its flag."""
    assert offered("suspend", NOTE) == []  # there is no book yet, and completion makes none
    assert not (own_home / "book.db").exists()
    npqlt("review", "how", given="f\nwrong\nq\n")
    assert offered("suspend", NOTE) == [NOTE, f"{NOTE}:1", f"{NOTE}:2"]
    assert offered("unsuspend", "") == []
    npqlt("suspend", f"{NOTE}:2")
    assert offered("unsuspend", "how") == [NOTE]
    assert offered("suspend", NOTE) == [NOTE]
    flagged = "how-pupils-learn/lasting-change#cloze"
    assert offered("flags", "--done", "") == [flagged]
    assert offered("flags", "") == ["export", flagged]
    assert offered("flags", flagged, "") == [flagged]


def test_nothing_is_said_where_nothing_can_be_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Decks or a book that cannot be read give no completions, and no message into the line being typed."""
    monkeypatch.setenv("NPQLT_CARDS_DECKS", str(tmp_path_factory.mktemp("empty")))
    assert offered("cards", "") == []
    home = tmp_path_factory.mktemp("home")
    (home / "book.db").write_text("no book", "utf-8")
    monkeypatch.setenv("NPQLT_CARDS_HOME", str(home))
    assert offered("suspend", "") == []
