"""What the tests of hand-outs share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import Visits, find_axe, running_browser
from playwright.sync_api import Browser

from npqlt_cards.decks.library import Library, load_library
from npqlt_cards.places import built_in_decks


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The built-in decks."""
    return load_library(built_in_decks(), tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests of a worker; skipped where there is none."""
    with running_browser() as browser:
        yield browser


@pytest.fixture
def visits(browser: Browser, tmp_path: Path) -> Iterator[Visits]:
    """Opens pages, and fails the test if one made a request, wrote to the console, raised an error or a dialog."""
    visits = Visits(browser, tmp_path)
    yield visits
    visits.close()
    assert not visits.faults


@pytest.fixture(scope="session")
def axe() -> str:
    """The text of axe-core; skipped where it is not installed."""
    return find_axe()
