"""Reviews read out of files that the real Anki made, old and new, and the way there and back."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from anki.collection import (
    Collection,
    ExportAnkiPackageOptions,
    ImportAnkiPackageOptions,
    ImportAnkiPackageRequest,
)

from npqlt_cards.anki import write_package
from npqlt_cards.anki.incoming import Review, open_reviews
from npqlt_cards.anki.progress import Learner
from npqlt_cards.decks.library import Library
from npqlt_cards.errors import NpqltError
from npqlt_cards.schedule import AGAIN, Settings, study_day
from npqlt_cards.session import Row
from npqlt_cards.settings import Preferences
from npqlt_cards.store import Book, open_book
from npqlt_cards.store.merge import Merged, Origin, anki_row

pytestmark = pytest.mark.whole

FORMS = ["legacy.apkg", "new.apkg", "legacy.colpkg", "new.colpkg", "collection.anki2"]
DECK = "NPQLT::7 Assessment"
NOW = time.time_ns() // 1_000_000
DAY_MS = 86_400_000


def day_of(at: int) -> int:
    """The study day in this process's zone."""
    return study_day(at, time.localtime(at // 1000).tm_gmtoff, 4)


def read(path: Path) -> list[Review]:
    """All reviews of a file, oldest first."""
    with open_reviews(path) as reviews:
        return sorted(reviews, key=lambda review: review.at)


def answer(collection: Collection, many: int, grades: tuple[int, ...] = (3,)) -> None:
    """Answer what the real scheduler asks of our deck."""
    collection.decks.select(collection.decks.id(DECK))
    for number in range(many):
        card = collection.sched.getCard()
        assert card is not None
        card.start_timer()
        collection.sched.answerCard(card, grades[number % len(grades)])
        time.sleep(0.002)


def out_of(collection: Collection, folder: Path, form: str) -> Path:
    """The collection as Anki gives it out in one of its forms; it is closed for the live one."""
    legacy = form.startswith("legacy")
    path = folder / f"out-{form}"
    if form.endswith(".apkg"):
        options = ExportAnkiPackageOptions(
            with_scheduling=True, with_deck_configs=True, with_media=False, legacy=legacy
        )
        collection.export_anki_package(out_path=str(path), options=options, limit=None)
    elif form.endswith(".colpkg"):
        collection.export_collection_package(str(path), include_media=False, legacy=legacy)
    else:
        path = Path(collection.path)
        collection.close()
    return path


def in_anki(collection: Collection) -> list[tuple[str, int, int]]:
    """Card, instant and grade of each review of ours in Anki's own log."""
    query = """select n.guid, c.ord, r.id, r.ease from revlog r join cards c on c.id = r.cid
        join notes n on n.id = c.nid where n.guid like 'npqlt:%' and r.ease > 0 order by r.id"""
    return [(f"{guid[6:]}:{number + 1}", at, ease) for guid, number, at, ease in collection.db.all(query)]


def take(collection: Collection, path: Path) -> None:
    """Import a package with both ticks."""
    options = ImportAnkiPackageOptions(with_scheduling=True, with_deck_configs=True)
    collection.import_anki_package(ImportAnkiPackageRequest(package_path=str(path), options=options))


@pytest.fixture
def studied(built_in: Library, collection: Collection, tmp_path: Path) -> Iterator[Collection]:
    """A collection in which our deck was studied, and another deck as well."""
    write_package(built_in, ["assessment"], tmp_path / "ours.apkg", "1")
    take(collection, tmp_path / "ours.apkg")
    note = collection.new_note(collection.models.by_name("Basic"))
    note["Front"] = "somebody else's"
    collection.add_note(note, 1)
    collection.decks.select(1)
    theirs = collection.sched.getCard()
    theirs.start_timer()
    collection.sched.answerCard(theirs, 3)
    answer(collection, 12, (3, 1, 4, 2))
    yield collection


@pytest.mark.parametrize("form", FORMS)
def test_every_form(studied: Collection, tmp_path: Path, form: str) -> None:
    """Each form that Anki writes gives our reviews and no others; the file is as it was, and nothing lies beside it."""
    wanted = in_anki(studied)
    path = out_of(studied, tmp_path, form)
    before = {each.name: each.read_bytes() for each in tmp_path.iterdir() if each.is_file()}
    assert [(review.card, review.at, review.grade) for review in read(path)] == wanted
    assert len(wanted) == 12
    assert {each.name: each.read_bytes() for each in tmp_path.iterdir() if each.is_file()} == before


def test_by_hand(studied: Collection, tmp_path: Path) -> None:
    """A card rescheduled or forgotten by hand is no review, and what was crammed in a filtered deck is none."""
    wanted = in_anki(studied)
    cards = studied.find_cards("is:review deck:NPQLT::*")
    studied.sched.set_due_date(cards, "5")
    studied.sched.schedule_cards_as_new(cards[:1])
    filtered = studied.sched.get_or_create_filtered_deck(0)
    filtered.name = "cram"
    filtered.config.reschedule = False
    filtered.config.search_terms[0].search = f"cid:{cards[1]}"
    deck = studied.sched.add_or_update_filtered_deck(filtered).id
    studied.decks.select(deck)
    crammed = studied.sched.getCard()
    crammed.start_timer()
    studied.sched.answerCard(crammed, 4)
    assert studied.db.scalar("select count(*) from revlog") > len(wanted) + 3
    path = out_of(studied, tmp_path, "new.colpkg")
    assert [(review.card, review.at, review.grade) for review in read(path)] == wanted


def test_write_ahead_log(studied: Collection, tmp_path: Path) -> None:
    """A collection whose last reviews stand in the log beside it, as after a power cut, is read with them."""
    wanted = in_anki(studied)
    left = tmp_path / "left"
    left.mkdir()
    for name in ("collection.anki2", "collection.anki2-wal"):
        (left / name).write_bytes((tmp_path / name).read_bytes())
    assert (left / "collection.anki2-wal").stat().st_size > 0
    assert [(review.card, review.at, review.grade) for review in read(left / "collection.anki2")] == wanted
    assert sorted(each.name for each in left.iterdir()) == ["collection.anki2", "collection.anki2-wal"]


def test_open_in_anki(studied: Collection, tmp_path: Path) -> None:
    """A collection that a running Anki has open is left alone, with words."""
    path = out_of(studied, tmp_path, "collection.anki2")
    script = (
        f"from anki.collection import Collection; c = Collection({str(path)!r}); print('open', flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as anki:
        assert anki.stdout is not None
        assert anki.stdout.readline() == "open\n"
        with pytest.raises(NpqltError, match=r"collection\.anki2: is open in Anki: close Anki"):
            read(path)
        anki.communicate("\n")
    assert len(read(path)) == 12


# -- there and back ----------------------------------------------------------------------------------------------------


@pytest.fixture
def book(built_in: Library, tmp_path: Path) -> Iterator[Book]:
    """A book with the built-in cards and some weeks of answers, several of them at one instant, one taken back."""
    with open_book(tmp_path / "book.db") as opened:
        opened.take_cards("1", [(area, built_in.cards_by_area[area.slug]) for area in built_in.areas])
        rows = []
        for number, card in enumerate(built_in.cards(["assessment"])[:30]):
            for back in (40, 39, 20):
                at = NOW - back * DAY_MS + number // 4
                grade = AGAIN if (number + back) % 7 == 0 else 3
                rows.append(Row(f"{card.id}-{back}", at, day_of(at), card.id, "review", grade, 3000))
        rows.append(Row("undo", NOW, day_of(NOW), rows[5].card, "undo", about=rows[5].id))
        opened.merge(enumerate(rows), Origin("rows"))
        yield opened


def learner(book: Book) -> Learner:
    """The learner whose book it is."""
    return Learner(Preferences(), {each.card: each for each in book.progress()}, day_of(NOW), day_of)


def take_back(book: Book, path: Path, dry: bool = False) -> Merged:
    """What ``npqlt import`` does with a file of Anki's."""
    with open_reviews(path) as reviews:
        rows = (anki_row(each.card, each.at, day_of(each.at), (each.grade, each.took_ms), None) for each in reviews)
        return book.merge(enumerate(rows), Origin(str(path), Settings()), dry)


@pytest.mark.parametrize("form", FORMS)
def test_there_and_back(
    built_in: Library, book: Book, collection: Collection, tmp_path: Path, form: str, anew: Callable[[], Collection]
) -> None:
    """Terminal, Anki, reviewed there, terminal, reviewed here, Anki again: every review is there exactly once."""
    collection.set_config("fsrs", True)
    write_package(built_in, ["assessment"], tmp_path / "1.apkg", "1", learner(book))
    take(collection, tmp_path / "1.apkg")
    first = in_anki(collection)
    assert len(first) == 89
    answer(collection, 10, (3, 1, 4))
    both = in_anki(collection)
    fresh = both[89:]
    write_again = tmp_path / "2.apkg"
    path = out_of(collection, tmp_path, form)

    assert take_back(book, path, dry=True) == take_back(book, path) == Merged(89, 10, 10, len({c for c, _, _ in fresh}))
    assert take_back(book, path) == Merged(99, 0, 0, 0)
    imported = [(row.card, row.at, row.grade) for row in book.log() if row.kind == "imported"]
    assert sorted(imported) == sorted(fresh)

    mine = Row("mine", NOW + 60_000, day_of(NOW + 60_000), built_in.cards(["assessment"])[40].id, "review", 3, 1)
    book.merge([(1, mine)], Origin("mine"))
    write_package(built_in, ["assessment"], write_again, "1", learner(book))
    if not collection.db:
        collection.reopen()
    take(collection, write_again)
    assert in_anki(collection) == both
    second = anew()
    take(second, write_again)
    assert sorted(in_anki(second)) == sorted([*both, (mine.card, mine.at, 3)])
    assert take_back(book, out_of(second, tmp_path, "new.apkg")) == Merged(100, 0, 0, 0)


@pytest.fixture
def anew(tmp_path: Path) -> Iterator[Callable[[], Collection]]:
    """Opens another empty collection, as on a new machine."""
    made: list[Collection] = []

    def make() -> Collection:
        made.append(Collection(str(tmp_path / "second.anki2")))
        return made[-1]

    yield make
    for each in made:
        each.close()


def test_memory_after_anki(built_in: Library, book: Book, collection: Collection, tmp_path: Path) -> None:
    """After reviews in Anki our replay of both histories has the memories that Anki has."""
    collection.set_config("fsrs", True)
    write_package(built_in, ["assessment"], tmp_path / "1.apkg", "1", learner(book))
    take(collection, tmp_path / "1.apkg")
    answer(collection, 10, (3, 1, 4, 2))
    take_back(book, out_of(collection, tmp_path, "new.apkg"))
    for name, progress in learner(book).cards.items():
        note, number = name.rsplit(":", 1)
        query = "select c.id from cards c join notes n on n.id = c.nid where guid = ? and ord = ?"
        theirs = collection.get_card(collection.db.scalar(query, f"npqlt:{note}", int(number) - 1)).memory_state
        assert progress.memory is not None
        assert progress.memory.stability == pytest.approx(theirs.stability, rel=1e-3)
        assert progress.memory.difficulty == pytest.approx(theirs.difficulty, rel=1e-3)


def test_deck_deleted_and_taken_anew(built_in: Library, book: Book, collection: Collection, tmp_path: Path) -> None:
    """The way that the README gives for new answers into an old Anki: all are there once, and the cards are as here."""
    write_package(built_in, ["assessment"], tmp_path / "1.apkg", "1", learner(book))
    collection.set_config("fsrs", True)
    take(collection, tmp_path / "1.apkg")
    answer(collection, 5)
    take_back(book, out_of(collection, tmp_path, "new.apkg"))
    mine = Row("mine", NOW + 60_000, day_of(NOW + 60_000), built_in.cards(["assessment"])[3].id, "review", 4, 1)
    take_log = [(1, mine)]
    book.merge(take_log, Origin("mine"))
    write_package(built_in, ["assessment"], tmp_path / "2.apkg", "1", learner(book))
    collection.decks.remove([collection.decks.id("NPQLT")])
    take(collection, tmp_path / "2.apkg")
    ours = [(card, step.row.at, step.row.grade) for card, known in learner(book).cards.items() for step in known.steps]
    moved = {at for _, at, _ in ours}
    assert len(in_anki(collection)) == len(ours) == 95
    assert collection.db.scalar("select count(*) from revlog") == 95
    assert [card for card, _, _ in sorted(in_anki(collection))] == [card for card, _, _ in sorted(ours)]
    assert mine.at in moved
    assert take_back(book, out_of(collection, tmp_path, "legacy.apkg")).rows == 0


def test_undone_here(built_in: Library, book: Book, collection: Collection, tmp_path: Path) -> None:
    """What was taken back after the export does not return with Anki's file."""
    write_package(built_in, ["assessment"], tmp_path / "1.apkg", "1", learner(book))
    take(collection, tmp_path / "1.apkg")
    row = next(row for row in book.log() if row.id.endswith("-20"))
    assert book.undo(Row("undo-later", NOW, day_of(NOW), row.card, "undo", about=row.id))
    before = learner(book).cards
    assert take_back(book, out_of(collection, tmp_path, "legacy.apkg")).rows == 0
    assert learner(book).cards == before
