"""From a grade to the next card on disk, ours and the real Anki's, in collections of one size and in turn."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from itertools import count
from pathlib import Path
from typing import Any

from benchmarks.books import Size
from benchmarks.measuring import Figure, percentile
from benchmarks.shelves import TODAY, Shelves
from npqlt_cards.queue import Limits, Moment, Plan
from npqlt_cards.schedule import Memory
from npqlt_cards.session import Session
from npqlt_cards.store import Book, open_book

ANSWERS = 300
_LIMITS = Limits()  # the defaults: with steps and lapses some 240 answers
Step = Callable[[], "float | None"]  # None once the day has nothing more


def figures(shelves: Shelves) -> Iterator[Figure]:
    """Median and 99th percentile of each, the largest size held to its budgets."""
    for size in dict.fromkeys((shelves.smallest, shelves.largest)):
        with ExitStack() as stack:
            folder = shelves.folder / "answers"
            stack.callback(shutil.rmtree, folder, ignore_errors=True)
            yield from _compared(shelves, size, folder, stack)


def _compared(shelves: Shelves, size: Size, folder: Path, stack: ExitStack) -> Iterator[Figure]:
    shutil.rmtree(folder, ignore_errors=True)  # a run that was broken off leaves it
    shutil.copytree(shelves.home(size), folder)
    book = stack.enter_context(open_book(folder / "book.db"))
    steps: list[Step] = [ours(book), synced(folder / "synced")]
    why = ""
    if size == shelves.largest:
        try:
            steps.append(ankis(book, folder / "anki.anki2", stack))
        except ImportError:
            why = "Anki is not compared: pip install anki"
    turns = list(_in_turn(steps))[5:]
    mine, floor, *others = zip(*turns, strict=True)
    remark = f"{len(mine)} answers. {why}"
    yield Figure(f"grade to next card, median, {size}", percentile(mine, 0.5), "ms", remark=remark)
    held = size == shelves.largest
    remark = (
        f"one page written and synced, alone: median {percentile(floor, 0.5):.2f}, p99 {percentile(floor, 0.99):.2f}"
    )
    yield Figure(
        f"grade to next card, p99, {size}", percentile(mine, 0.99), "ms", 10.0 if held else None, remark=remark
    )
    for other in others:
        for share, word in ((0.5, "median"), (0.99, "p99")):
            took = percentile(other, share)
            ratio = percentile(mine, share) / took
            yield Figure(f"  / Anki's, {word}", ratio, "×", 5.0, remark=f"Anki: {took:.2f} ms")


def _in_turn(steps: list[Step]) -> Iterator[list[float]]:
    """The milliseconds of each step, taken in turn as long as all have cards."""
    for _ in range(ANSWERS + 5):
        taken = [seconds * 1000 for step in steps if (seconds := step()) is not None]
        if len(taken) < len(steps):
            return
        yield taken


def ours(book: Book) -> Step:
    """A session whose every step gives the seconds from a grade to the next card, with its counts."""
    seconds, ids, rng = count(), count(), random.Random(1)

    def clock() -> Moment:
        return Moment(TODAY * 86_400_000 + 8 * 3_600_000 + 1000 * next(seconds), TODAY)

    session = Session(book, clock, lambda: f"id-{next(ids)}", plan=Plan(_LIMITS))
    session.next()

    def step() -> float | None:
        if session.current is None:
            return None
        session.reveal()
        begun = time.perf_counter()
        session.grade(rng.choice((1, 2, 3, 3, 3, 3, 4)))
        session.next()
        session.left()
        return time.perf_counter() - begun

    return step


def synced(path: Path) -> Step:
    """What the disk takes by itself to keep one page; an answer needs several such waits."""

    def step() -> float:
        with path.open("ab") as file:
            begun = time.perf_counter()
            file.write(bytes(4096))
            file.flush()
            os.fsync(file.fileno())
            return time.perf_counter() - begun

    return step


def ankis(book: Book, path: Path, stack: ExitStack) -> Step:
    """The same of the real Anki, on a collection with the same cards, memories and log."""
    from anki.collection import Collection

    collection = Collection(str(path))
    _fill(collection, book, path)
    collection = Collection(str(path))
    stack.callback(collection.close)
    rng, scheduler = random.Random(1), collection.sched
    queued = list(scheduler.get_queued_cards(fetch_limit=1).cards)

    def step() -> float | None:
        if not queued:
            return None
        card = collection.get_card(queued[0].card.id)
        card.start_timer()
        answer = scheduler.build_answer(card=card, states=queued[0].states, rating=rng.choice((0, 1, 2, 2, 2, 2, 3)))
        begun = time.perf_counter()
        scheduler.answer_card(answer)
        queued[:] = scheduler.get_queued_cards(fetch_limit=1).cards
        return time.perf_counter() - begun

    return step


def _fill(collection: Any, book: Book, path: Path) -> None:
    """Sets the collection up, closes it, and writes rows straight into it: a basic note for each card, and its log."""
    collection.set_config("fsrs", True)
    preset = collection.decks.config_dict_for_deck_id(1)
    preset["new"]["perDay"], preset["rev"]["perDay"] = _LIMITS
    collection.decks.update_config(preset)
    model, today = collection.models.by_name("Basic")["id"], collection.sched.today
    collection.close()
    ids = {card: 1_700_000_000_000 + number for number, card in enumerate(book.cards_in((), TODAY))}
    notes = [(id_, str(id_), model, 1, -1, "", f"{card}\x1fanswer", card, 0, 0, "") for card, id_ in ids.items()]
    cards = [_card(id_, book.memory(card), today) for card, id_ in ids.items()]
    log = ((row.at, ids[row.card], -1, row.grade, 1, 1, 2500, row.took_ms, 1) for row in book.log() if row.card in ids)
    with closing(sqlite3.connect(path)) as db, db:  # by way of Anki each row would be a transaction of its own
        db.executemany(f"insert into notes values ({', '.join('?' * 11)})", notes)
        db.executemany(f"insert into cards values ({', '.join('?' * 18)})", cards)
        db.executemany("insert or ignore into revlog values (?,?,?,?,?,?,?,?,?)", log)


def _card(id_: int, memory: Memory | None, today: int) -> tuple[object, ...]:
    if memory is None or memory.due_day is None:
        return (id_, id_, 1, 0, 1, -1, 0, 0, id_ % 1_000_000, 0, 0, 0, 0, 0, 0, 0, 0, "{}")
    data = f'{{"s":{memory.stability:.4f},"d":{memory.difficulty:.3f},"dr":0.9}}'
    due, days = today + memory.due_day - TODAY, memory.due_day - memory.last_day
    return (id_, id_, 1, 0, 1, -1, 2, 2, due, days, 2500, memory.reps, memory.lapses, 0, 0, 0, 0, data)
