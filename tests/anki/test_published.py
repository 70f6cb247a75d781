"""Packages read again: ours as they were written, all others told apart by what they are."""

from __future__ import annotations

import shutil
import sqlite3
import zipfile
from pathlib import Path

import pytest
from anki.collection import Collection, ExportAnkiPackageOptions
from releasing import AREAS, Learner, Publisher

from npqlt_cards.anki import write_package
from npqlt_cards.anki.published import read_packages
from npqlt_cards.decks.library import Library, load_library
from npqlt_cards.errors import NpqltError
from npqlt_cards.releases import compare, edition_of


def test_our_own_package(built_in: Library, tmp_path: Path) -> None:
    """Every card of a package reads as the deck files have it: words, dates and order."""
    write_package(built_in, list(built_in.titles), tmp_path / "all.apkg", "1")
    found, wanted = read_packages([tmp_path / "all.apkg"]), edition_of(built_in)
    assert found == wanted
    assert list(found) == [card.id for card in built_in.cards()]


def test_hostile_words(tmp_path: Path) -> None:
    """Markup, line breaks and sounds in a deck come back as the words they are."""
    head = "area: a\nnumber: null\ntitle: <b>\nlearn_that:\n  - id: b\n    number: 1\n"
    text = head + "    text: '{{c1::&lt; <br>}} [sound:x]'"
    (tmp_path / "a.yaml").write_text(text, "utf-8")
    library = load_library(tmp_path, tmp_path / "cache")
    write_package(library, ["a"], tmp_path / "a.apkg", "1")
    assert read_packages([tmp_path / "a.apkg"]) == edition_of(library)


@pytest.mark.slow
def test_packages_together(built_in: Library, tmp_path: Path) -> None:
    """The packages of all areas make the whole edition, twins once."""
    paths = [tmp_path / f"{area}.apkg" for area in built_in.titles]
    for area, path in zip(built_in.titles, paths, strict=True):
        write_package(built_in, [area], path, "1")
    assert read_packages(paths) == edition_of(built_in)


def test_releases(tmp_path: Path) -> None:
    """Two releases compared from their packages alone."""
    publisher = Publisher(tmp_path)
    (old,) = publisher.release(AREAS)
    edits = [("In late winter.", "In winter."), ("{{c2::rests}}", "rests"), ("in the soil", "in the {{c2::soil}}")]
    (new,) = publisher.release(AREAS, edits=edits, retire=["growing/pruning#cloze:2"])
    found = compare(read_packages([old]), read_packages([new]))
    assert list(found.added) == ["growing/mulch#cloze:2"]
    assert list(found.reworded) == ["growing/pruning#season:1"]
    assert list(found.retired) == ["growing/pruning#cloze:2"]
    assert found.is_safe


def test_exported_by_anki(tmp_path: Path, collection: Collection) -> None:
    """What Anki itself wrote, old form or new, is told as that: its dates are the learner's."""
    (path,) = Publisher(tmp_path).release(AREAS)
    Learner(collection).take(path)
    for legacy in (True, False):
        out = tmp_path / f"{legacy}.apkg"
        collection.export_anki_package(
            out_path=str(out), options=ExportAnkiPackageOptions(legacy=legacy, with_media=False), limit=None
        )
        with pytest.raises(NpqltError, match=r"was exported by Anki: name a package that `npqlt export` wrote"):
            read_packages([out])


NUMBERS = "with recursive n(i) as (select 1 union all select i + 1 from n {limit}) select"
ENDLESS = f"drop table notes; create view notes as {NUMBERS.format(limit='')} i as id, i as guid from n"
# Tables without keys: every note has every card.
JOINED = f"""drop table notes; create table notes as {NUMBERS.format(limit="limit 9000")}
    1 as id, 'npqlt:a/b#c' as guid, 7 as mid, 7 as mod, '' as flds, '' as tags from n;
    drop table cards; create table cards as select 1 as id, 1 as nid, 0 as ord, 0 as due from notes"""


def forged(path: Path, statement: str) -> None:
    """Change the collection inside a package."""
    with zipfile.ZipFile(path) as package:
        inside = path.with_suffix(".anki2")
        inside.write_bytes(package.read("collection.anki2"))
    connection = sqlite3.connect(inside)
    connection.executescript(statement)
    connection.commit()
    connection.close()
    with zipfile.ZipFile(path, "w") as package:
        package.write(inside, "collection.anki2")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("update notes set mid = 7", "notes that are not ours"),
        ("update notes set guid = 'x'", "notes that are not ours"),
        ("update notes set flds = 'one'", "notes that are not ours"),
        ("update notes set guid = 7", "notes that are not ours"),
        ("update notes set mod = 'soon'", "notes that are not ours"),
        ("update notes set mod = 9e999", "notes that are not ours"),
        ("update notes set flds = x'ff00'", "notes that are not ours"),
        ("update notes set flds = cast(x'ff00' as text)", "cannot be read as a package"),
        ("alter table notes rename to other; create view notes as select * from other", "cannot be read as a package"),
        (ENDLESS, "cannot be read as a package"),
        (JOINED, "cannot be read as a package"),
        ("drop table notes", "cannot be read as a package"),
    ],
)
def test_foreign_notes(statement: str, message: str, tmp_path: Path) -> None:
    """Another's notes, or a collection without any, are told by file."""
    (path,) = Publisher(tmp_path).release(AREAS)
    forged(path, statement)
    with pytest.raises(NpqltError, match=message) as raised:
        read_packages([path])
    assert str(path) in str(raised.value)


def test_broken_files(tmp_path: Path) -> None:
    """No zip, half a zip, a damaged one, a zip of other things: each a message, never a crash."""
    (whole,) = Publisher(tmp_path).release(AREAS)
    bad = tmp_path / "bad.apkg"
    bad.write_bytes(b"not a zip")
    with pytest.raises(NpqltError, match="cannot be read as a package"):
        read_packages([bad])
    bad.write_bytes(whole.read_bytes()[:2000])
    with pytest.raises(NpqltError, match="cannot be read as a package"):
        read_packages([bad])
    shutil.copy(whole, bad)
    data = bytearray(bad.read_bytes())
    data[200:600] = bytes(400)
    bad.write_bytes(data)
    with pytest.raises(NpqltError, match="cannot be read as a package"):
        read_packages([bad])
    with zipfile.ZipFile(bad, "w") as package:
        package.writestr("letter.txt", "hello")
    with pytest.raises(NpqltError, match="holds no cards for Anki"):
        read_packages([bad])
    with zipfile.ZipFile(bad, "w") as package:
        package.writestr("collection.anki2", b"SQLite format 3\0 and no more")
    with pytest.raises(NpqltError, match="cannot be read as a package"):
        read_packages([bad])


def test_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A zip that would unpack to more than any of our decks is not unpacked."""
    (path,) = Publisher(tmp_path).release(AREAS)
    monkeypatch.setattr("npqlt_cards.anki.published._LONGEST", 1000)
    with pytest.raises(NpqltError, match="more words than any package of ours"):
        read_packages([path])
    monkeypatch.setattr("npqlt_cards.anki.published._LARGEST", 1000)
    with pytest.raises(NpqltError, match="larger than any package of ours"):
        read_packages([path])
