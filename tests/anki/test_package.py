"""Packages, judged by the real Anki: its importer, its renderer, its database check."""

from __future__ import annotations

import html
import json
import re
import shutil
import zipfile
from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path

import pytest
from anki.cards import Card
from anki.collection import Collection

from npqlt_cards import cloze
from npqlt_cards.anki import file_name, write_package
from npqlt_cards.anki.package import GUID_PREFIX
from npqlt_cards.decks.ledger import Entry, write_ledger
from npqlt_cards.decks.library import Library, load_library
from npqlt_cards.errors import NpqltError
from npqlt_cards.places import built_in_decks

pytestmark = pytest.mark.whole

Import = Callable[[Path], dict[str, int]]


def words(page: str) -> str:
    """A rendered side as a reader sees it: no styles, no tags, white space folded."""
    page = re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
    page = re.sub(r"</?(?:p|main|header|footer|hr)\b[^>]*>", " ", page)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", page)).split())


def folded(*parts: str) -> str:
    """Parts one after another, white space folded."""
    return " ".join(" ".join(parts).split())


def anki_card(collection: Collection, note: str, number: int = 1) -> Card:
    """The card of one of our notes as Anki holds it."""
    id_ = collection.db.scalar("select id from notes where guid = ?", GUID_PREFIX + note)
    return next(card for card in collection.get_note(id_).cards() if card.ord == number - 1)


def test_everything_imports(built_in: Library, collection: Collection, import_into: Import, tmp_path: Path) -> None:
    """Every note and card arrives, each area in its own subdeck, and Check Database finds nothing."""
    notes, cards = write_package(built_in, list(built_in.titles), tmp_path / "all.apkg", "1")
    assert import_into(tmp_path / "all.apkg") == {"new": notes}
    assert (notes, cards) == (len(built_in.notes), len(built_in.cards()))
    assert (collection.note_count(), collection.card_count()) == (notes, cards)
    names = {deck.name for deck in collection.decks.all_names_and_ids()}
    assert {f"NPQLT::{area.heading}" for area in built_in.areas} | {"NPQLT"} <= names
    for area in built_in.areas:
        held = [c for c in built_in.cards_by_area[area.slug] if c.areas[0] == area.slug]
        assert len(collection.find_cards(f'"deck:NPQLT::{area.heading}"')) == len(held)
    _, fine = collection.fix_integrity()
    assert fine


def test_every_area_alone(built_in: Library, collection: Collection, import_into: Import, tmp_path: Path) -> None:
    """Nine packages, one for each area, twins included, together make the same notes and cards once."""
    for area in built_in.areas:
        path = tmp_path / file_name(area)
        _, cards = write_package(built_in, [area.slug], path, "1")
        assert cards == len(built_in.cards([area.slug]))
        import_into(path)
    assert (collection.note_count(), collection.card_count()) == (len(built_in.notes), len(built_in.cards()))


def test_anki_shows_what_we_show(
    built_in: Library, collection: Collection, import_into: Import, tmp_path: Path
) -> None:
    """Both sides of every card are, word for word, our context, front, back, statement, remark and source."""
    write_package(built_in, list(built_in.titles), tmp_path / "all.apkg", "1")
    import_into(tmp_path / "all.apkg")
    for card in built_in.cards():
        shown = anki_card(collection, card.note, card.number)
        front, back = cloze.shown(card.front()), cloze.shown(card.back())
        asked = [] if card.form == "cloze" else [front]
        below = [] if back == card.source else [card.source]
        remark = [f"Note {card.remark}"] if card.remark else []
        assert words(shown.question()) == folded(card.context, front), card.id
        assert words(shown.answer()) == folded(card.context, *asked, back, *below, *remark, DEPARTMENT), card.id


def test_a_gloss_stands_with_clozes_alone(
    built_in: Library, collection: Collection, import_into: Import, tmp_path: Path
) -> None:
    """What "it" is in a statement is told above its clozes that say "it"; elsewhere the field is empty."""
    write_package(built_in, list(built_in.titles), tmp_path / "all.apkg", "1")
    import_into(tmp_path / "all.apkg")
    notes = [note for note in built_in.notes.values() if built_in.statements[note.statement].gloss]
    found = set()
    for note in notes:
        statement = built_in.statements[note.statement]
        above, shown = statement.gloss_for(note), anki_card(collection, note.id)
        assert shown.note()["Gloss"] == above
        assert (f"({statement.gloss})" in words(shown.question())) == bool(above)
        found.add((note.form == "cloze", bool(above)))
    assert found == {(True, True), (True, False), (False, False)}


def test_syllabus_order(built_in: Library, collection: Collection, import_into: Import, tmp_path: Path) -> None:
    """New cards stand in the framework's order."""
    write_package(built_in, ["assessment"], tmp_path / "a.apkg", "1")
    import_into(tmp_path / "a.apkg")
    rows = collection.db.all("select c.due, c.ord, n.guid from cards c join notes n on n.id = c.nid order by 1, 2")
    found = [f"{guid.removeprefix(GUID_PREFIX)}:{number + 1}" for _, number, guid in rows]
    assert found == [card.id for card in built_in.cards(["assessment"])]


def test_tags(built_in: Library, collection: Collection, import_into: Import, tmp_path: Path) -> None:
    """A note is tagged by area, kind, number and form, a twin by both its areas."""
    write_package(built_in, list(built_in.titles), tmp_path / "all.apkg", "1")
    import_into(tmp_path / "all.apkg")
    twin = next(note for note in built_in.notes.values() if note.statement in built_in.twins)
    tags = anki_card(collection, twin.id).note().tags
    number = built_in.statements[twin.statement].number
    assert f"npqlt::number::school-culture::{number}" in tags
    assert "npqlt::area::high-expectations" in tags
    assert f"npqlt::form::{twin.form}" in tags
    assert "npqlt::kind::learn-that" in tags
    assert len(collection.find_cards("tag:npqlt::area::high-expectations")) == len(
        built_in.cards(["high-expectations"])
    )


def test_twice_the_same_bytes(built_in: Library, tmp_path: Path) -> None:
    """Two exports of the same decks are the same file, and it is compressed."""
    for name in ("one.apkg", "two.apkg"):
        write_package(built_in, list(built_in.titles), tmp_path / name, "1")
    assert (tmp_path / "one.apkg").read_bytes() == (tmp_path / "two.apkg").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.apkg") as package:
        entry = package.getinfo("collection.anki2")
    assert entry.compress_size * 3 < entry.file_size


def test_imported_twice(built_in: Library, collection: Collection, import_into: Import, tmp_path: Path) -> None:
    """The same package once more changes nothing."""
    notes, cards = write_package(built_in, ["assessment"], tmp_path / "a.apkg", "1")
    assert import_into(tmp_path / "a.apkg") == {"new": notes}
    assert import_into(tmp_path / "a.apkg") == {"duplicate": notes}
    assert collection.card_count() == cards


@pytest.fixture
def second_release(tmp_path: Path) -> tuple[Library, Library, str]:
    """The decks before and after one question was reworded, and that question's id."""
    folder = tmp_path / "decks"
    shutil.copytree(built_in_decks(), folder)
    draft = load_library(folder, tmp_path / "cache")
    ledger = {n.id: Entry(n.id, 1_700_000_000, draft.seen(n), {}) for n in draft.notes.values()}
    write_ledger(folder, ledger)
    before = load_library(folder, tmp_path / "cache")
    path = folder / "7-assessment.yaml"
    note = next(note for note in before.notes.values() if note.id.startswith("assessment/") and note.answer)
    text = path.read_text("utf-8")
    first_words = " ".join(note.answer.split()[:2])
    assert first_words in text
    path.write_text(text.replace(first_words, "Reworded here: " + first_words, 1), "utf-8")
    after = load_library(folder, tmp_path / "cache")
    reworded = [id_ for id_ in after.notes if after.notes[id_].answer != before.notes[id_].answer]
    assert len(reworded) == 1
    return before, after, reworded[0]


def test_second_release_over_a_studied_first(
    second_release: tuple[Library, Library, str], collection: Collection, import_into: Import, tmp_path: Path
) -> None:
    """A reworded card is updated, progress and the learner's own edit of another card stay, nothing is doubled."""
    before, after, reworded = second_release
    write_package(before, ["assessment"], tmp_path / "1.apkg", "1")
    write_package(after, ["assessment"], tmp_path / "2.apkg", "2")
    import_into(tmp_path / "1.apkg")
    collection.decks.select(collection.decks.id("NPQLT::7 Assessment"))
    for _ in range(10):
        card = collection.sched.getCard()
        card.start_timer()
        collection.sched.answerCard(card, 4)
    studied = collection.db.all("select id, type, queue, due, ivl, reps from cards where reps > 0 order by id")
    edited = next(id_ for id_ in before.notes if id_.startswith("assessment/") and id_ != reworded)
    theirs = anki_card(collection, edited).note()
    theirs["Remark"] = "my own words"
    collection.update_note(theirs)

    result = import_into(tmp_path / "2.apkg")

    assert result["updated"] == 1
    assert "new" not in result
    assert "conflicting" not in result
    assert "Reworded here:" in words(anki_card(collection, reworded).answer())
    assert "my own words" in words(anki_card(collection, edited).answer())
    assert collection.db.all("select id, type, queue, due, ivl, reps from cards where reps > 0 order by id") == studied
    assert len(studied) == 10
    assert collection.card_count() == len(after.cards(["assessment"]))


DEPARTMENT = (
    "Department for Education, National Professional Qualification (NPQ): Leading Teaching Framework. Crown copyright."
)
HOSTILE = """
area: hostile
number: null
title: Hostile <b>area</b>
learn_that:
  - id: words
    number: 1
    text: 'A <script>alert(1)</script> and {{c1::<img src=x onerror=alert(2)>}} & [sound:x.mp3] &amp; here'
  - id: occlusion
    number: 2
    text: 'A {{c1::image-occlusion:rect:left=.1}} here'
    ask:
      - id: question
        form: fact
        q: 'What is {{Answer}} in </script> or {{c1::this}} [latex]x[/latex]?'
        a: '<b>bold</b> & ]]> "quoted"'
"""


def test_hostile_words_stay_words(collection: Collection, import_into: Import, tmp_path: Path) -> None:
    """Markup, sounds and template fields in a deck are shown as the words they are."""
    (tmp_path / "decks").mkdir()
    (tmp_path / "decks" / "h.yaml").write_text(HOSTILE, "utf-8")
    library = load_library(tmp_path / "decks", tmp_path / "cache")
    write_package(library, ["hostile"], tmp_path / "h.apkg", "1")
    import_into(tmp_path / "h.apkg")
    for card in library.cards():
        shown = anki_card(collection, card.note, card.number)
        assert not re.search(r"<(?:script|img|b)\b", shown.question().split("</style>")[1])
        assert cloze.shown(card.front()) in words(shown.question())
        assert cloze.shown(card.back()) in words(shown.answer())
        assert not shown.question_av_tags()


def test_description(built_in: Library, collection: Collection, import_into: Import, tmp_path: Path) -> None:
    """Every deck says what it is, which release and edition, whose words, how to update; each release anew."""
    for version in ("0.1.0", "0.2.0"):
        write_package(built_in, list(built_in.titles), tmp_path / "all.apkg", version)
        import_into(tmp_path / "all.apkg")
        newest = datetime.fromtimestamp(max(note.changed for note in built_in.notes.values()), timezone.utc).date()
        decks = [deck for deck in collection.decks.all() if deck["name"].startswith("NPQLT")]
        assert len(decks) == 10
        for deck in decks:
            assert "National Professional Qualification for Leading Teaching" in deck["desc"]
            assert f"npqlt-cards {version}, cards of {newest}" in deck["desc"]
            assert f"edition that prints {len(built_in.statements)} statements" in deck["desc"]
            assert "MIT" in deck["desc"]
            assert "Crown copyright, and no licence for them is claimed" in deck["desc"]
            assert "To update: import a newer release" in deck["desc"]


def test_no_notes(tmp_path: Path, collection: Collection, import_into: Import) -> None:
    """An area without cards makes a package that Anki imports."""
    (tmp_path / "a.yaml").write_text(
        "area: a\nnumber: null\ntitle: A\nlearn_that:\n  - id: b\n    number: 1\n    text: No gap.\n", "utf-8"
    )
    library = load_library(tmp_path, tmp_path / "cache")
    assert write_package(library, ["a"], tmp_path / "a.apkg", "1") == (0, 0)
    assert import_into(tmp_path / "a.apkg") == {}


def test_settings_that_anki_needs(built_in: Library, tmp_path: Path) -> None:
    """The collection names the scheduler whose numbers it holds."""
    import sqlite3

    write_package(built_in, ["assessment"], tmp_path / "a.apkg", "1")
    with zipfile.ZipFile(tmp_path / "a.apkg") as package:
        (tmp_path / "c.anki2").write_bytes(package.read("collection.anki2"))
    connection = sqlite3.connect(tmp_path / "c.anki2")
    conf = json.loads(connection.execute("SELECT conf FROM col").fetchone()[0])
    connection.close()
    assert conf["schedVer"] == 2
    assert conf["sched2021"] is True


def test_indexes(built_in: Library, tmp_path: Path) -> None:
    """Every index that genanki gives a collection is there at the end, and SQLite finds nothing wrong with them."""
    import sqlite3

    from genanki.apkg_schema import APKG_SCHEMA

    write_package(built_in, ["assessment"], tmp_path / "a.apkg", "1")
    with zipfile.ZipFile(tmp_path / "a.apkg") as package:
        (tmp_path / "c.anki2").write_bytes(package.read("collection.anki2"))
    connection = sqlite3.connect(tmp_path / "c.anki2")
    found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL").fetchall()
    sound = connection.execute("PRAGMA integrity_check").fetchall()
    connection.close()
    assert {name for (name,) in found} == set(re.findall(r"CREATE INDEX (\w+)", APKG_SCHEMA)) != set()
    assert sound == [("ok",)]


def test_unwritable(built_in: Library, tmp_path: Path) -> None:
    """A path that cannot be written gives one clear error, and leaves nothing behind."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(NpqltError, match="cannot be written"):
        write_package(built_in, ["assessment"], tmp_path / "file" / "a.apkg", "1")
    with pytest.raises(NpqltError, match="cannot be written"):
        write_package(built_in, ["assessment"], tmp_path / "missing" / "a.apkg", "1")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
