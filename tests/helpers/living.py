"""Weeks of a learner's life with a book, and what its log comes to when it is counted the slow way."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterable
from typing import Any

from making import Clock, Ids

from npqlt_cards.decks.cards import Card
from npqlt_cards.queue import Entry, Limits, Plan
from npqlt_cards.schedule import GRADES, Answer, Memory, Settings, course, interval, retrievability
from npqlt_cards.session import Row, Session
from npqlt_cards.store import Book


def live(book: Book, rng: random.Random, days: int = 40) -> None:
    """Weeks of everything that a session can do, with clocks set back and settings changed."""
    clock, ids = Clock(), Ids(f"row{rng.random()}")
    for _ in range(days):
        settings = rng.choice((Settings(), Settings(desired_retention=0.8), Settings(relearning_steps=())))
        mode = rng.choice(("daily", "daily", "daily", "cram", "ahead"))
        session = Session(book, clock, ids, settings=settings, plan=Plan(Limits(4, 20)), mode=mode)
        for _ in range(rng.randint(0, 14)):
            if not isinstance(session.next(), Entry):
                break
            act(session, rng)
        clock.skip(days=rng.choice((0, 1, 1, 2, 9, -1)), minutes=rng.randint(0, 700))


def act(session: Session, rng: random.Random) -> None:
    """Something that may be done with a card on show."""
    what = rng.choice(("grade",) * 8 + ("undo", "undo", "bury", "suspend", "flag"))
    if what == "grade":
        session.reveal()
        session.grade(rng.choice(GRADES))
    elif what == "flag":
        session.flag("why")
    else:
        getattr(session, what)()


class Recount:
    """The figures of a book's log, by a replay of each card and plain counting."""

    def __init__(self, book: Book, cards: Iterable[Card]) -> None:
        rows = list(book.log())
        undone = {row.about for row in rows if row.kind == "undo"}
        self.rows = [row for row in rows if row.id not in undone]
        self.settings = {None: Settings(), **{row.id: _settings(row) for row in rows if row.kind == "settings"}}
        self.cards = list(cards)
        self.days: dict[int, Counter[str]] = {}
        self.memories: dict[str, Memory] = {}
        for card in {row.card for row in self.rows}:
            self._replay(card)

    def _replay(self, card: str) -> None:
        rows = [row for row in self.rows if row.card == card and row.kind in ("review", "cram")]
        answers = [row for row in rows if row.kind == "review"]
        given = [Answer(row.at, row.day, row.grade or 0, self.settings[row.about]) for row in answers]
        memories = [None, *course(card, given)]
        for row, before in zip(answers, memories, strict=False):
            self._count(row, before)
        for row in rows:
            if row.kind == "cram":
                self.days.setdefault(row.day, Counter()).update(crammed=1, took_ms=row.took_ms or 0)
        if memories[-1] is not None:
            self.memories[card] = memories[-1]

    def _count(self, row: Row, before: Memory | None) -> None:
        recalled = int((row.grade or 0) > 1)
        counts = self.days.setdefault(row.day, Counter())
        counts.update(answers=1, recalled=recalled, introduced=int(before is None), took_ms=row.took_ms or 0)
        if before is not None and before.phase == "review":
            age = "mature" if interval(before) >= 21 else "young"
            counts.update({"reviewed": 1, age: 1, f"{age}_recalled": recalled})

    def suspended(self, card: str) -> bool:
        """Whether the last word on a card is that it is suspended."""
        said = [row.kind for row in self.rows if row.card == card and row.kind in ("suspend", "unsuspend")]
        return said[-1:] == ["suspend"]

    def where(self, card: str) -> str:
        """Where a card stands: new, learning, young, mature or suspended."""
        memory = self.memories.get(card)
        if self.suspended(card):
            return "suspended"
        if memory is None:
            return "new"
        if memory.phase != "review":
            return "learning"
        return "mature" if interval(memory) >= 21 else "young"

    def within(self, areas: Iterable[str]) -> list[Card]:
        """The cards of some areas, each once; of all for none."""
        chosen = set(areas)
        return [card for card in self.cards if not chosen or chosen & set(card.areas)]

    def recall(self, areas: Iterable[str], day: int) -> list[float]:
        """The chances of recall of the cards that were answered and are not suspended."""
        ids = [card.id for card in self.within(areas) if self.where(card.id) in ("learning", "young", "mature")]
        return [retrievability(self.memories[id_], day, Settings()) for id_ in ids]

    def statements(self, areas: Iterable[str]) -> tuple[int, int, int]:
        """How many statements there are, how many seen, how many secure."""
        of: dict[str, list[Memory | None]] = {}
        for card in self.within(areas):
            of.setdefault(card.statement, []).append(self.memories.get(card.id))
        secure = [all(memory and interval(memory) >= 21 for memory in memories) for memories in of.values()]
        return len(of), sum(any(memories) for memories in of.values()), sum(secure)

    def due(self, areas: Iterable[str]) -> Counter[int]:
        """How many review cards fall due on each day, without those suspended."""
        ids = [card.id for card in self.within(areas) if self.where(card.id) in ("young", "mature")]
        return Counter(self.memories[id_].due_day or 0 for id_ in ids)


def _settings(row: Row) -> Settings:
    fields: dict[str, Any] = json.loads(row.about or "{}")
    return Settings(**{name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()})
