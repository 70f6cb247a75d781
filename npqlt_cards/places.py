"""Where files live: one variable moves everything that belongs to the learner."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

HOME_VARIABLE = "NPQLT_CARDS_HOME"
DECKS_VARIABLE = "NPQLT_CARDS_DECKS"
_APP = "npqlt-cards"
_SETTINGS = "settings.yaml"
_OWN_DECKS = "decks"


class Places(NamedTuple):
    """The learner's book, the cache of parsed decks, the folder of deck files, the learner's settings and own decks."""

    book: Path
    cache: Path
    decks: Path
    settings: Path
    own_decks: Path

    @property
    def backups(self) -> Path:
        """The folder of the book's backups."""
        return backups_beside(self.book)


def backups_beside(book: Path) -> Path:
    """The folder in which a book's backups are kept."""
    return book.with_name("backups")


def places(environ: Mapping[str, str]) -> Places:
    """The places as platformdirs has them, or below ``NPQLT_CARDS_HOME``; ``NPQLT_CARDS_DECKS`` names other decks."""
    decks = Path(environ[DECKS_VARIABLE]) if environ.get(DECKS_VARIABLE) else built_in_decks()
    if environ.get(HOME_VARIABLE):
        home = Path(environ[HOME_VARIABLE])
        return Places(home / "book.db", home / "cache", decks, home / _SETTINGS, home / _OWN_DECKS)
    import platformdirs  # 18 ms that NPQLT_CARDS_HOME saves

    data = platformdirs.user_data_path(_APP, appauthor=False)
    config = platformdirs.user_config_path(_APP, appauthor=False)
    cache = platformdirs.user_cache_path(_APP, appauthor=False)
    return Places(data / "book.db", cache, decks, config / _SETTINGS, data / _OWN_DECKS)


def built_in_decks() -> Path:
    """The decks that came with the package: inside it when installed, at the top of the repository in a checkout."""
    inside = Path(__file__).parent / "built_in_decks"
    return inside if inside.is_dir() else Path(__file__).parent.parent / "decks"
