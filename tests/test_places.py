"""Where things live: one variable moves all that is the learner's."""

from __future__ import annotations

from pathlib import Path

import platformdirs

from npqlt_cards.places import places


def test_home(tmp_path: Path) -> None:
    """The book, the cache, the settings and own decks stand below NPQLT_CARDS_HOME; the decks do not."""
    at = places({"NPQLT_CARDS_HOME": str(tmp_path)})
    assert (at.book, at.cache, at.settings) == (tmp_path / "book.db", tmp_path / "cache", tmp_path / "settings.yaml")
    assert at.own_decks == tmp_path / "decks"
    assert tmp_path not in at.decks.parents


def test_without_a_home() -> None:
    """Otherwise each stands where the system keeps such things."""
    at = places({"NPQLT_CARDS_HOME": ""})
    assert at.book.parent == platformdirs.user_data_path("npqlt-cards", appauthor=False)
    assert at.own_decks.parent == at.book.parent
    assert at.cache == platformdirs.user_cache_path("npqlt-cards", appauthor=False)
    assert at.settings == platformdirs.user_config_path("npqlt-cards", appauthor=False) / "settings.yaml"
