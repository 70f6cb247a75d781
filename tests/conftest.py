"""Keeps every test away from the user's own data."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

# A shell that starts the tests in the background has Ctrl-C ignored, and so would every program that they start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
from hypothesis import HealthCheck, Phase, settings

settings.register_profile("no clock", deadline=None)  # how long an example takes is the machine's business
# A mutant lives or dies by the same examples each time; the smallest that kills it is nobody's question.
settings.register_profile(
    "mutation",
    deadline=None,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("no clock")

# Books are synced to the disk with every answer, as is right; a file system in memory has nothing to wait for.
MEMORY = Path("/dev/shm")
if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > 10**9 and not os.statvfs(MEMORY).f_flag & os.ST_NOEXEC:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """As many as there are tests. (pytest looks through all that it has made before it makes one more.)"""
    folder = tmp_path_factory.mktemp("homes")
    return (folder / str(number) for number in count())


@pytest.fixture(autouse=True)
def own_home(homes: Iterator[Path], monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[Path]:
    """A home of the test's own for the book and the cache; the built-in decks; the system's clock."""
    home, failed = next(homes), request.session.testsfailed
    home.mkdir()
    monkeypatch.setenv("NPQLT_CARDS_HOME", str(home))
    monkeypatch.delenv("NPQLT_CARDS_DECKS", raising=False)
    monkeypatch.delenv("NPQLT_CARDS_NOW", raising=False)
    monkeypatch.delenv("COLUMNS", raising=False)  # a worker's parent may have set it
    yield home
    if request.session.testsfailed == failed:  # else somebody wants to look into it
        shutil.rmtree(home, ignore_errors=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what the quick, the tests of single rooms, leave out: whoever runs the program or a browser asks for it."""
    for item in items:
        if {"npqlt", "terminal", "browser"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.whole)
