"""Every state derived anew from the log, against FSRS alone on the same answers."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator, Sequence
from datetime import datetime, timezone

import fsrs

from benchmarks import books
from benchmarks.measuring import Figure
from benchmarks.shelves import Shelves
from npqlt_cards.session import Row

_CARDS = 3_000  # whose histories FSRS alone is timed with


def figures(shelves: Shelves) -> Iterator[Figure]:
    """Reviews a second; and the same as a multiple of what py-fsrs makes with nothing around it."""
    for size in shelves.sizes:
        if size.reviews:
            yield from _replayed(shelves, size)


def _replayed(shelves: Shelves, size: books.Size) -> Iterator[Figure]:
    rates, bare, cpu = [], [], []
    with shelves.book(size) as book:
        histories = books.histories(book, _CARDS)
        for _ in range(3):
            bare.append(_bare(histories))
            begun, worked = time.perf_counter(), time.process_time()
            book.rebuild()
            rates.append(size.reviews / (time.perf_counter() - begun))
            cpu.append(size.reviews / (time.process_time() - worked))
    median, alone = statistics.median(rates), statistics.median(bare)
    remark = f"{', '.join(f'{rate:,.0f}' for rate in rates)}; by processor time {statistics.median(cpu):,.0f}"
    yield Figure(f"rebuild, {size}", median, "reviews/s", 50_000, at_least=True, remark=remark)
    ratios = statistics.median(one / other for one, other in zip(rates, bare, strict=True))
    yield Figure("rebuild / py-fsrs alone", ratios, "×", remark=f"py-fsrs alone: {alone:,.0f} reviews/s")


def _bare(histories: Sequence[Sequence[Row]]) -> float:
    scheduler = fsrs.Scheduler(enable_fuzzing=False)
    given = [
        [(fsrs.Rating(row.grade or 1), datetime.fromtimestamp(row.at / 1000, timezone.utc)) for row in rows]
        for rows in histories
    ]
    begun = time.perf_counter()
    for answers in given:
        card = fsrs.Card(card_id=1, due=answers[0][1])
        for rating, at in answers:
            card, _ = scheduler.review_card(card, rating, at)
    return sum(map(len, given)) / (time.perf_counter() - begun)
