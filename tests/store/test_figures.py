"""Figures for statistics: what a plain recount of the log gives, without the log being read."""

from __future__ import annotations

import random
import sqlite3
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from living import Recount, live
from making import NOON, TODAY, card, shelf

from npqlt_cards.decks.cards import Card
from npqlt_cards.schedule import Memory, Settings, retrievability
from npqlt_cards.session import Row
from npqlt_cards.store import Book, open_book
from npqlt_cards.store.figures import FORECAST_DAYS, Coverage, Figures, Standing
from npqlt_cards.store.projection import Tally


def cards() -> list[Card]:
    """Nine statements of three areas, each with three cards of two notes; every third is a twin."""
    found = []
    for number in range(9):
        home = "abc"[number % 3]
        areas = (home, "d") if number % 3 == 0 else (home,)
        for note, last in (("cloze", 2), ("why", 1)):
            found += [card(f"{home}/s{number}#{note}", each, *areas) for each in range(1, last + 1)]
    return found


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """A book of those cards."""
    with open_book(tmp_path / "book.db") as opened:
        opened._db.execute("PRAGMA synchronous = OFF")  # thousands of answers, none to be kept
        opened.take_cards("1", shelf(*cards()))
        yield opened


def total(figures: Figures) -> tuple[Standing, Coverage]:
    """All groups together."""
    standing = Standing(*(sum(values) for values in zip(*(each.standing for each in figures.groups), strict=True)))
    return standing, Coverage(
        *(sum(values) for values in zip(*(each.coverage for each in figures.groups), strict=True))
    )


@pytest.mark.parametrize("seed", range(4))
def test_like_a_recount(book: Book, seed: int) -> None:
    """After weeks of answers, undos, suspensions and cram every figure is what the log comes to, of any areas."""
    rng = random.Random(seed)
    live(book, rng, days=60)
    book.note(Row("last", NOON, TODAY, "b/s7#why:1", rng.choice(("suspend", "unsuspend"))))
    recount = Recount(book, cards())
    last = max(recount.days)
    for day in (last, last + 4, last + 400):
        for areas in ((), ("a",), ("b",), ("d",), ("a", "c", "d")):
            compare(book.figures(areas, day, Settings()), recount, areas, day)


def compare(figures: Figures, recount: Recount, areas: tuple[str, ...], day: int) -> None:
    """Every figure of some areas on a day."""
    assert dict(figures.tallies) == {each: Tally(**counts) for each, counts in recount.days.items()}
    standing, coverage = total(figures)
    where = Counter(recount.where(each.id) for each in recount.within(areas))
    assert standing[:5] == tuple(where[name] for name in Standing._fields[:5])
    chances = recount.recall(areas, day)
    assert (standing.answered, standing.recall) == (len(chances), pytest.approx(sum(chances)))
    assert coverage == recount.statements(areas)
    due = recount.due(areas)
    assert standing.overdue == sum(count for each, count in due.items() if each < day)
    assert figures.due == {each: count for each, count in due.items() if day <= each < day + FORECAST_DAYS}


def test_histories_are_rich(book: Book) -> None:
    """What the recount goes over has all that there is to count."""
    live(book, random.Random(0), days=60)
    recount = Recount(book, cards())
    assert {recount.where(each.id) for each in cards()} >= {"young", "mature", "suspended"}
    assert sum(recount.days.values(), Counter()).keys() >= {"crammed", "young_recalled", "mature_recalled"}
    assert {"undo", "suspend", "cram"} <= {row.kind for row in book.log()}


def test_the_log_is_not_read(book: Book) -> None:
    """Statistics touch no row of the log, so that it may grow."""
    live(book, random.Random(1), days=5)

    def allowed(action: int, table: str | None, *_: object) -> int:
        return sqlite3.SQLITE_DENY if action == sqlite3.SQLITE_READ and table == "log" else sqlite3.SQLITE_OK

    book._db.set_authorizer(allowed)
    assert book.figures((), TODAY, Settings()).tallies
    with pytest.raises(sqlite3.DatabaseError, match="prohibited"):
        list(book.log())


def test_empty(book: Book) -> None:
    """Before the first answer every card is new and every statement unseen."""
    figures = book.figures((), TODAY, Settings())
    assert (figures.tallies, figures.due) == ([], {})
    assert total(figures) == (Standing(new=27), Coverage(statements=9))
    assert not book._db.in_transaction


def test_nothing_counted() -> None:
    """Figures to add to begin at nought."""
    assert Standing() == (0,) * len(Standing._fields)
    assert Coverage() == (0,) * len(Coverage._fields)


def test_no_cards(tmp_path: Path) -> None:
    """A book without cards has no groups."""
    with open_book(tmp_path / "none.db") as book:
        assert book.figures((), TODAY, Settings()) == Figures([], [], {})


def test_mature_from_21_days(book: Book) -> None:
    """An interval of 20 days is young, one of 21 mature; a statement is secure when all three of its cards are."""

    def answered(id_: str, days: int) -> None:
        after = Memory("review", 0, 9.0, 5.0, None, TODAY + days, NOON, TODAY, 1, 0)
        assert book.record(Row(f"r{id_}{days}", NOON, TODAY, id_, "review", 3, 1000), book.memory(id_), after)

    for id_, days in (("b/s1#cloze:1", 21), ("b/s1#cloze:2", 90), ("b/s1#why:1", 20)):
        answered(id_, days)
    standing, coverage = total(book.figures(("b",), TODAY, Settings()))
    assert (standing.young, standing.mature, coverage.seen, coverage.secure) == (1, 2, 1, 0)
    answered("b/s1#why:1", 21)
    assert total(book.figures(("b",), TODAY, Settings()))[1].secure == 1


def test_parameters_bear_on_recall(book: Book) -> None:
    """The chance of recall is that of the learner's own weights."""
    memory = Memory("review", 0, 9.0, 5.0, None, TODAY + 9, NOON, TODAY, 1, 0)
    book.record(Row("r", NOON, TODAY, "b/s1#why:1", "review", 3, 1000), None, memory)
    own = Settings(parameters=(*(0.5,) * 20, 0.4))
    for settings in (Settings(), own):
        standing, _ = total(book.figures((), TODAY + 30, settings))
        assert standing.recall == pytest.approx(retrievability(memory, TODAY + 30, settings))


def test_forecast_to_the_bound(book: Book) -> None:
    """The forecast is of thirty days, the day itself the first; a twin counts once, a suspended card not at all."""
    ids = [each.id for each in cards() if each.note.endswith("#cloze")]
    for id_, days in zip(ids, (-1, 0, 0, 29, 30, 5, 5), strict=False):
        memory = Memory("review", 0, 9.0, 5.0, None, TODAY + 50 + days, NOON, TODAY, 1, 0)
        book.record(Row(f"r{id_}", NOON, TODAY, id_, "review", 3, 1000), None, memory)
    book.note(Row("away", NOON, TODAY, ids[5], "suspend"))
    figures = book.figures((), TODAY + 50, Settings())
    assert figures.due == {TODAY + 50: 2, TODAY + 79: 1, TODAY + 55: 1}
    assert total(figures)[0].overdue == 1
    assert book.figures(("d", "a"), TODAY + 50, Settings()).due == {TODAY + 50: 1, TODAY + 55: 1}


def test_days_of_cram(book: Book) -> None:
    """A day on which cards were only crammed has a tally, and one whose answers were all taken back has none."""
    book.note(Row("c", NOON, TODAY + 1, "b/s1#why:1", "cram", 3, 500))
    memory = Memory("review", 0, 9.0, 5.0, None, TODAY + 9, NOON, TODAY, 1, 0)
    book.record(Row("r", NOON, TODAY, "b/s1#why:1", "review", 3, 1000), None, memory)
    days = [
        (TODAY, Tally(introduced=1, answers=1, recalled=1, took_ms=1000)),
        (TODAY + 1, Tally(crammed=1, took_ms=500)),
    ]
    assert book.figures((), TODAY, Settings()).tallies == days
    assert book.undo(Row("u", NOON, TODAY, "b/s1#why:1", "undo", about="r"))
    assert book.figures((), TODAY, Settings()).tallies == days[1:]


def test_cards_that_the_decks_lost(book: Book) -> None:
    """A card that is gone counts on its days, and neither among the cards nor in the forecast."""
    memory = Memory("review", 0, 9.0, 5.0, None, TODAY + 9, NOON, TODAY, 1, 0)
    book.record(Row("r", NOON, TODAY, "gone/s1#why:1", "review", 3, 1000), None, memory)
    figures = book.figures((), TODAY, Settings())
    assert figures.tallies == [(TODAY, Tally(introduced=1, answers=1, recalled=1, took_ms=1000))]
    assert (total(figures)[0].answered, figures.due) == (0, {})
