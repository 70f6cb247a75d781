"""The real program, run as a user runs it."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import program
import pytest
from terminals import Terminal

Npqlt = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def npqlt(tmp_path: Path) -> Npqlt:
    """Runs ``npqlt`` with some arguments in an empty folder."""

    def run(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
        return program.npqlt(*arguments, given=given, cwd=tmp_path)

    return run


@pytest.fixture(scope="session")
def first_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home as the first start leaves it, to be copied: that start reads every deck."""
    home = tmp_path_factory.mktemp("first")
    done = program.npqlt("areas", environ={"NPQLT_CARDS_HOME": str(home), "NPQLT_CARDS_DECKS": ""})
    assert done.returncode == 0, done.stderr
    return home


@pytest.fixture
def started(first_home: Path, own_home: Path) -> Path:
    """The test's home after a first start."""
    return Path(shutil.copytree(first_home, own_home, dirs_exist_ok=True))


@pytest.fixture
def npqlt_json(npqlt: Npqlt) -> Callable[..., Any]:
    """Runs ``npqlt … --json`` and gives the one document on stdout."""

    def run(*arguments: str) -> Any:
        done = npqlt(*arguments, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


@pytest.fixture
def log(npqlt: Npqlt, tmp_path: Path) -> Callable[[], list[dict[str, Any]]]:
    """The review log, by way of ``npqlt export --log``."""

    def read() -> list[dict[str, Any]]:
        done = npqlt("export", "--log", "-o", "log.jsonl")
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in (tmp_path / "log.jsonl").read_text("utf-8").splitlines()]

    return read


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Callable[..., Terminal]]:
    """Opens the program in terminals, and closes them at the end."""
    pytest.importorskip("pty", reason="pseudo-terminals are POSIX's; Windows is driven through a pipe")
    opened: list[Terminal] = []

    def start(columns: int, rows: int, *arguments: str, **options: Any) -> Terminal:
        opened.append(Terminal(tmp_path, columns, rows, *arguments, **options))
        return opened[-1]

    yield start
    for each in opened:
        each.close()
