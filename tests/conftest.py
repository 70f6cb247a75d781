"""Keeps every test away from the user's own data."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("no clock", deadline=None)  # how long an example takes is the machine's business
settings.load_profile("no clock")


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of the test's own for the book and the cache; the built-in decks; the system's clock."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("NPQLT_CARDS_HOME", str(home))
    monkeypatch.delenv("NPQLT_CARDS_DECKS", raising=False)
    monkeypatch.delenv("NPQLT_CARDS_NOW", raising=False)
    monkeypatch.delenv("COLUMNS", raising=False)  # a worker's parent may have set it
    return home
