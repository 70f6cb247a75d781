"""The real Anki, as the judge of what we write."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest

from npqlt_cards.decks.library import Library, load_library
from npqlt_cards.places import built_in_decks


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[Collection]:
    """An empty Anki collection."""
    opened = Collection(str(tmp_path / "collection.anki2"))
    yield opened
    opened.close()


@pytest.fixture
def import_into(collection: Collection) -> Callable[[Path], dict[str, int]]:
    """Imports a package as Anki does by default, and says how many notes it took for what."""

    def run(path: Path) -> dict[str, int]:
        request = ImportAnkiPackageRequest(package_path=str(path), options=ImportAnkiPackageOptions())
        log = collection.import_anki_package(request).log
        kinds = {"new": log.new, "updated": log.updated, "duplicate": log.duplicate, "conflicting": log.conflicting}
        return {name: len(found) for name, found in kinds.items() if found}

    return run


@pytest.fixture(scope="session")
def built_in(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The decks that the package ships."""
    return load_library(built_in_decks(), tmp_path_factory.mktemp("cache"))
