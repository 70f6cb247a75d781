"""Learners' books of any size: cards, and a log as years of study leave it, the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from npqlt_cards.decks.areas import Area
from npqlt_cards.decks.cards import Card
from npqlt_cards.schedule import AGAIN, EASY, GOOD, HARD, REVIEW, Memory, Settings, answer, interval
from npqlt_cards.session import REVIEWED, Row
from npqlt_cards.store import Book, open_book

DAY_MS = 86_400_000
AREAS = tuple(Area(f"area-{number}", number, f"Area {number}") for number in range(2, 11))
_PER_STATEMENT = 3  # cards, all of one cloze note
_DAYS = 400  # of study: gives some ten answers to a card
_WORDS = "pupils learn when what they knew already meets what is {{c1::new}} in {{c2::small}} {{c3::steps}}"


class Size(NamedTuple):
    """How many cards a book has, and how many reviews its log holds."""

    cards: int
    reviews: int

    def __str__(self) -> str:
        return f"{self.cards:,} cards, {self.reviews:,} reviews"


SIZES = (Size(600, 0), Size(20_000, 200_000), Size(100_000, 1_000_000))


def cards(size: Size) -> list[tuple[Area, list[Card]]]:
    """The cards, spread over nine areas."""
    return [(area, list(_cards_of(area, share))) for area, share in zip(AREAS, _shares(size.cards), strict=True)]


def _shares(many: int) -> list[int]:
    return [many // len(AREAS) + (number < many % len(AREAS)) for number in range(len(AREAS))]


def _cards_of(area: Area, many: int) -> Iterator[Card]:
    for count in range(many):
        statement, number = f"{area.slug}/statement-{count // _PER_STATEMENT}", count % _PER_STATEMENT + 1
        note, place = f"{statement}#cloze", f"{area.title} · Learn that {count // _PER_STATEMENT}"
        yield Card(f"{note}:{number}", note, number, statement, (area.slug,), "cloze", place, _WORDS, "", _WORDS)


def rows(size: Size, today: int, seed: int = 0) -> Iterator[Row]:
    """A log that ends on the eve of study day ``today``: each card was answered when due, or a little late.

    It has as many rows as the size says; the cards that they do not reach are new.
    """
    yield from answers_to([card.id for _, some in cards(size) for card in some], size.reviews, today, seed)


def answers_to(ids: Sequence[str], most: int, today: int, seed: int = 0) -> Iterator[Row]:
    """At most so many answers to those cards, each card's history by itself, until the eve of ``today``."""
    rng, shuffled = random.Random(seed), list(ids)
    rng.shuffle(shuffled)
    histories = (_history(rng, card, today - rng.randint(1, _DAYS), today) for card in shuffled)
    yield from islice((row for history in histories for row in history), most)


def _history(rng: random.Random, card: str, first: int, today: int) -> Iterator[Row]:
    """One card's answers from its first day until it is due on ``today`` or later."""
    memory, day, at = None, first, first * DAY_MS + rng.randint(6 * 3_600_000, 21 * 3_600_000)
    while day < today:
        grade = _grade(rng, memory)
        memory = answer(memory, card, grade, at, day, Settings())
        id_, took = f"{rng.getrandbits(96):024x}", rng.randint(2_000, 20_000)
        yield Row(id_, memory.last_at, memory.last_day, card, REVIEWED, grade, took)
        if memory.phase == REVIEW:
            day += interval(memory) + rng.choice((0, 0, 0, 0, 1, 2))
            at = day * DAY_MS + rng.randint(6 * 3_600_000, 21 * 3_600_000)
        else:
            at = memory.due_at or at


def _grade(rng: random.Random, memory: Memory | None) -> int:
    weights = (15, 8, 67, 10) if memory is None or memory.phase != REVIEW else (10, 8, 77, 5)
    return rng.choices((AGAIN, HARD, GOOD, EASY), weights)[0]


def make(path: Path, size: Size, today: int, edition: str) -> Book:
    """A book of that size, open; its memories are not yet derived from its log: :meth:`Book.rebuild` does that."""
    book = open_book(path)
    book.take_cards(edition, cards(size))
    with book._writing() as db:
        marks, history = ", ".join("?" * len(Row._fields)), by_time(rows(size, today))
        while some := list(islice(history, 10_000)):
            db.executemany(f"INSERT INTO log ({', '.join(Row._fields)}) VALUES ({marks})", some)
    return book


def by_time(history: Iterator[Row]) -> Iterator[Row]:
    """As a learner's log has them: in the order of their instants."""
    yield from sorted(history, key=lambda row: row.at)


def due(book: Book, today: int) -> int:
    """How many reviews are due on a day, siblings counted once."""
    return book.counts((), today, 0, 1_000_000).reviews


def histories(book: Book, most: int) -> list[Sequence[Row]]:
    """The answers of that many cards, each card's in order."""
    found: dict[str, list[Row]] = {}
    for row in islice(book.log(), most * 50):
        found.setdefault(row.card, []).append(row)
    return list(found.values())[:most]
