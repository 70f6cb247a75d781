"""All the files of a hand-out: the same each time, each in the manifest, and safe whatever the deck holds."""

from __future__ import annotations

import hashlib
import html
import json
import re
from pathlib import Path

import pytest
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest
from hostile_deck import HOSTILE_EVENT, LIVE, hostile_library

from npqlt_cards.decks.library import Library
from npqlt_cards.errors import NpqltError
from npqlt_cards.handout import pack
from npqlt_cards.handout.manifest import files_listed
from npqlt_cards.handout.pack import make_files
from npqlt_cards.handout.records import Event, Handout, make_handout

PAGES = ["READ-ME-FIRST.html", "practice.html", "question-sheet.html"]


@pytest.fixture(scope="module")
def handout(library: Library) -> Handout:
    """An event of two areas that share cards."""
    return make_handout(library, Event("Event 1", ("school-culture", "high-expectations"), "", "A note"), "1.0")


@pytest.fixture(scope="module")
def files(library: Library, handout: Handout) -> dict[str, bytes]:
    """Its files."""
    return make_files(library, handout)


def test_names(files: dict[str, bytes], library: Library) -> None:
    """What to read stands first, the manifest last; one area alone has one package."""
    packages = ["anki-all-2-areas.apkg", "npqlt-2-school-culture.apkg", "npqlt-high-expectations.apkg"]
    assert list(files) == [*PAGES, *packages, "manifest.json"]
    alone = make_files(library, make_handout(library, Event("x", ("assessment",)), "1.0"))
    assert list(alone) == [*PAGES, "npqlt-7-assessment.apkg", "manifest.json"]


def test_the_same_bytes(files: dict[str, bytes], library: Library, handout: Handout) -> None:
    """The same decks, event and release make the same files."""
    assert make_files(library, handout) == files


def test_manifest(files: dict[str, bytes], library: Library, handout: Handout, tmp_path: Path) -> None:
    """It names release, edition, event, areas and files; sizes and sums are right; cards are counted once."""
    value = json.loads(files["manifest.json"])
    assert value["release"] == {"version": "1.0", "newest_card": library.newest.isoformat()}
    assert value["framework"]["edition"] == f"the edition that prints {len(library.statements)} statements"
    assert (value["title"], value["date"], value["note"]) == ("Event 1", "", "A note")
    assert [area["slug"] for area in value["areas"]] == ["school-culture", "high-expectations"]
    assert sum(area["cards"] for area in value["areas"]) == len(handout.cards)
    assert sum(area["notes"] for area in value["areas"]) == len({card.note for card in handout.cards})
    assert [file["name"] for file in value["files"]] == list(files)[:-1]
    for file in value["files"]:
        data = files[file["name"]]
        assert (file["bytes"], file["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())
    (tmp_path / "manifest.json").write_bytes(files["manifest.json"])
    assert files_listed(tmp_path) == set(files)


@pytest.mark.slow
def test_sizes(library: Library) -> None:
    """Of the largest event that anybody would hold, all pages are below 300 kB."""
    areas = ("how-pupils-learn", "subject-and-curriculum", "implementation")
    files = make_files(library, make_handout(library, Event("Event 1", areas), "1.0"))
    assert all(len(files[name]) < 300_000 for name in PAGES)


def test_pdf(library: Library, handout: Handout) -> None:
    """What prints is given the sheet on A4, and what it makes is a file among the others."""
    printed: list[str] = []

    def prints(page: str) -> bytes:
        printed.append(page)
        return b"%PDF"

    files = make_files(library, handout, prints=prints)
    assert files["question-sheet.pdf"] == b"%PDF"
    assert "size: A4" in printed[0]
    assert b"question-sheet.pdf" in files["READ-ME-FIRST.html"]
    assert b"question-sheet.pdf" in files["manifest.json"]


def test_no_room_for_packages(library: Library, handout: Handout, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full folder for temporary files is told in words."""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pack, "make_package", full)
    with pytest.raises(NpqltError, match=r"cannot be made \(No space left on device\)"):
        make_files(library, handout)


def test_packages_in_anki(files: dict[str, bytes], handout: Handout, tmp_path: Path) -> None:
    """The real Anki takes them all, in any order, and has each card once."""
    collection = Collection(str(tmp_path / "collection.anki2"))
    for name in reversed([name for name in files if name.endswith(".apkg")]):
        (tmp_path / name).write_bytes(files[name])
        request = ImportAnkiPackageRequest(package_path=str(tmp_path / name), options=ImportAnkiPackageOptions())
        collection.import_anki_package(request)
    assert collection.card_count() == len(handout.cards)
    collection.close()


def test_hostile_words(tmp_path: Path) -> None:
    """Markup in a deck or an event is words in every page, in the manifest and in Anki."""
    library = hostile_library(tmp_path / "decks")
    files = make_files(library, make_handout(library, HOSTILE_EVENT, "1.0"))
    for name in PAGES:
        page = files[name].decode()
        assert "<img" not in page
        assert page.count("<script>") == page.count("</script>") == (name == "practice.html")
        assert LIVE in html.unescape(page)
    assert json.loads(files["manifest.json"])["title"] == HOSTILE_EVENT.title
    (name,) = [name for name in files if name.endswith(".apkg")]
    (tmp_path / name).write_bytes(files[name])
    collection = Collection(str(tmp_path / "collection.anki2"))
    request = ImportAnkiPackageRequest(package_path=str(tmp_path / name), options=ImportAnkiPackageOptions())
    collection.import_anki_package(request)
    for id_ in collection.find_cards(""):
        card = collection.get_card(id_)
        for side in (card.question(), card.answer()):
            assert not re.search(r"<(?:script|img)", side)
    collection.close()
