"""What the tests of hand-outs share."""

from __future__ import annotations

import pytest

from npqlt_cards.decks.library import Library, load_library
from npqlt_cards.places import built_in_decks


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The built-in decks."""
    return load_library(built_in_decks(), tmp_path_factory.mktemp("cache"))
