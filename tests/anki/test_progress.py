"""Progress written into packages, judged by the real Anki: its importer, its memory model, its database check."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest

from npqlt_cards.anki import write_package
from npqlt_cards.anki.progress import Learner
from npqlt_cards.decks.library import Library
from npqlt_cards.schedule import DEFAULT_PARAMETERS, study_day
from npqlt_cards.session import Row
from npqlt_cards.settings import Preferences
from npqlt_cards.store import open_book
from npqlt_cards.store.merge import Origin

pytestmark = pytest.mark.whole

JUDGE = Path(__file__).parent.parent / "helpers" / "judge_progress.py"
NOW = time.time_ns() // 1_000_000
DAY_MS = 86_400_000
ZONES = ["UTC", "Europe/London", "America/Los_Angeles", "Asia/Kathmandu", "Pacific/Kiritimati", "Pacific/Marquesas"]

Make = Callable[..., Learner]


def day_of(at: int) -> int:
    """The study day in this process's zone."""
    return study_day(at, time.localtime(at // 1000).tm_gmtoff, 4)


@pytest.fixture(scope="module")
def judge() -> Iterator[Callable[[Path, int, str], dict[str, Any]]]:
    """What became of random histories in a zone: a process that waits, and forks for each zone."""
    with subprocess.Popen([sys.executable, JUDGE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        asked, answers = process.stdin, process.stdout
        assert asked
        assert answers

        def ask(folder: Path, seed: int, zone: str) -> dict[str, Any]:
            asked.write(json.dumps([str(folder), seed, zone]) + "\n")
            asked.flush()
            found: dict[str, Any] = json.loads(answers.readline())
            return found

        yield ask


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="this system has one zone for all its processes")
@pytest.mark.parametrize(("seed", "zone"), list(enumerate(ZONES)))
def test_right_cards(seed: int, zone: str, judge: Callable[..., dict[str, Any]], tmp_path: Path) -> None:
    """Of 801 random histories at least 99.9 % arrive right, Anki recomputes their memories, and finds no fault."""
    found = judge(tmp_path, seed, zone)
    assert found, "the judge failed: see stderr"
    assert found["started"] > 600
    assert len(found["wrong"]) <= found["cards"] / 1000, found["wrong"][:3]
    assert found["recomputed"] < 1e-5
    assert found["answers"][0] == found["answers"][1] > 1500
    assert found["check"] == ""
    name, retention, weights, *rest = found["preset"]
    assert name == "NPQLT"
    if seed % 2:
        assert (retention, rest) == (0.85, [7, [0.5, 5.0, 30.0], [1.0, 20.0], 365])
        assert weights == pytest.approx([round(weight * 1.07, 4) for weight in DEFAULT_PARAMETERS], rel=1e-5)
    else:
        assert (retention, rest) == (0.9, [10, [1.0, 10.0], [10.0], 36_500])
        assert weights == pytest.approx(DEFAULT_PARAMETERS, rel=1e-5)


@pytest.fixture
def learner(built_in: Library, tmp_path: Path) -> Make:
    """Makes a learner of some rows of the log."""

    def make(*rows: Row, preferences: Preferences = Preferences()) -> Learner:  # noqa: B008 - it never changes
        with open_book(tmp_path / f"book{len(rows)}.db") as book:
            book.take_cards("1", [(area, built_in.cards_by_area[area.slug]) for area in built_in.areas])
            book.merge(enumerate(rows), Origin("rows"))
            return Learner(preferences, {each.card: each for each in book.progress()}, day_of(NOW), day_of)

    return make


def answers(built_in: Library, at: int, many: int = 5) -> list[Row]:
    """First answers of some cards, all at one instant."""
    cards = built_in.cards(["assessment"])[:many]
    return [Row(f"r{n}", at, day_of(at), card.id, "review", 3, 4000) for n, card in enumerate(cards)]


def take(collection: Collection, path: Path, progress: bool = True) -> None:
    """Import a package, with or without the two ticks."""
    options = ImportAnkiPackageOptions(with_scheduling=progress, with_deck_configs=progress)
    collection.import_anki_package(ImportAnkiPackageRequest(package_path=str(path), options=options))


def test_same_bytes(built_in: Library, learner: Make, tmp_path: Path) -> None:
    """The same book and clock give the same file; no progress gives the plain package's cards and no preset of ours."""
    known = learner(*answers(built_in, NOW - DAY_MS))
    for name in ("one.apkg", "two.apkg"):
        write_package(built_in, ["assessment"], tmp_path / name, "1", known)
    write_package(built_in, ["assessment"], tmp_path / "plain.apkg", "1")
    assert (tmp_path / "one.apkg").read_bytes() == (tmp_path / "two.apkg").read_bytes()
    assert (tmp_path / "one.apkg").read_bytes() != (tmp_path / "plain.apkg").read_bytes()


def test_one_instant(built_in: Library, learner: Make, collection: Collection, tmp_path: Path) -> None:
    """Answers at one millisecond move on to the next free ones, so that Anki keeps them all."""
    rows = answers(built_in, NOW - DAY_MS)
    write_package(built_in, ["assessment"], tmp_path / "p.apkg", "1", learner(*rows))
    take(collection, tmp_path / "p.apkg")
    assert collection.db.list("select id from revlog order by id") == [NOW - DAY_MS + n for n in range(5)]


def test_without_the_ticks(built_in: Library, learner: Make, collection: Collection, tmp_path: Path) -> None:
    """Imported as a plain package, all cards are new, in the framework's order, and nothing of the learner is there."""
    cards = built_in.cards(["assessment"])
    aside = Row("s", NOW, day_of(NOW), cards[0].id, "suspend")
    write_package(
        built_in, ["assessment"], tmp_path / "p.apkg", "1", learner(*answers(built_in, NOW - DAY_MS, 9), aside)
    )
    take(collection, tmp_path / "p.apkg", progress=False)
    assert collection.db.list("select distinct type from cards") == [0]
    assert collection.db.scalar("select count(*) from revlog") == 0
    rows = collection.db.all("select guid, ord from cards c join notes n on n.id = c.nid order by c.due, ord")
    assert [f"{guid.removeprefix('npqlt:')}:{number + 1}" for guid, number in rows] == [card.id for card in cards]


def test_again(built_in: Library, learner: Make, collection: Collection, tmp_path: Path) -> None:
    """A second import changes no card and doubles no answer; changed settings come as another preset."""
    first = answers(built_in, NOW - 3 * DAY_MS)
    write_package(built_in, ["assessment"], tmp_path / "1.apkg", "1", learner(*first))
    take(collection, tmp_path / "1.apkg")
    before = collection.db.all("select id, type, queue, due, ivl, reps, data from cards order by id")
    more = learner(*first, Row("x", NOW, day_of(NOW), first[0].card, "review", 3, 1), preferences=Preferences(0.8))
    write_package(built_in, ["assessment"], tmp_path / "2.apkg", "1", more)
    take(collection, tmp_path / "2.apkg")
    assert collection.db.all("select id, type, queue, due, ivl, reps, data from cards order by id") == before
    assert collection.db.scalar("select count(*) from revlog") == 5
    deck = collection.decks.id("NPQLT::7 Assessment")
    assert collection.decks.config_dict_for_deck_id(deck)["desiredRetention"] == pytest.approx(0.8)


def test_anki_goes_on(built_in: Library, learner: Make, collection: Collection, tmp_path: Path) -> None:
    """Anki's scheduler takes the cards from there: due ones come up, and a Good leads to days, as here."""
    at = NOW - 30 * DAY_MS
    rows = [row._replace(grade=4) for row in answers(built_in, at)]
    write_package(built_in, ["assessment"], tmp_path / "p.apkg", "1", learner(*rows))
    collection.set_config("fsrs", True)
    take(collection, tmp_path / "p.apkg")
    collection.decks.select(collection.decks.id("NPQLT::7 Assessment"))
    _, _, due = collection.sched.counts()
    assert due >= 3  # siblings of one note wait for one another
    while (card := collection.sched.getCard()).type != 2:
        card.start_timer()
        collection.sched.answerCard(card, 4)
    card.start_timer()
    collection.sched.answerCard(card, 3)
    assert collection.get_card(card.id).ivl > 20
