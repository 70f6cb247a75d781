"""Random histories exported with progress and imported by the real Anki, each in a zone; prints what it found.

A zone is a process's. So this waits with all imported for lines of JSON, ``[FOLDER, SEED, ZONE]``, and forks for each;
the answer is a line too, or ``null`` where the judge failed. Odd seeds have other settings than the defaults, and an
Anki that has been in use for years.
"""

from __future__ import annotations

import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest

from npqlt_cards import __version__
from npqlt_cards.anki import write_package
from npqlt_cards.anki.progress import Learner
from npqlt_cards.cli.clock import calendar
from npqlt_cards.decks.library import Library, load_library
from npqlt_cards.places import built_in_decks
from npqlt_cards.schedule import DEFAULT_PARAMETERS, PHASES
from npqlt_cards.session import Row
from npqlt_cards.settings import Preferences
from npqlt_cards.store import open_book
from npqlt_cards.store.merge import Origin
from npqlt_cards.store.progress import Progress
from npqlt_cards.store.projection import settings_id, settings_row

HOUR = 3_600_000
DAY_OF = calendar({}, 4)


@cache
def now() -> int:
    """The instant that the histories end at."""
    return time.time_ns() // 1_000_000


@cache
def today() -> int:
    """The study day of the zone."""
    return DAY_OF(now())


def history(card: str, rng: random.Random) -> Iterator[Row]:
    """One card's answers, up to now: same-day steps, lapses, long overdue; and at times set aside at the end."""
    at = now() - rng.choice((0, rng.randint(0, 20), rng.randint(0, 900))) * 24 * HOUR - rng.randint(5_000, HOUR)
    count = rng.choice((0, 1, 1, 2, 3, rng.randint(1, 15)))
    instants = []
    for _ in range(count):
        instants.append(waking(at))
        at = min(instants[-1], at) - rng.choice(
            (rng.randint(20_000, 900_000), rng.randint(1, 26) * HOUR, rng.randint(1, 40) * 24 * HOUR)
        )
    for number, instant in enumerate(reversed(instants)):
        grade = rng.choice((1, 2, 3, 3, 3, 4))
        yield Row(f"{card}-{number}", instant, DAY_OF(instant), card, "review", grade, rng.randint(500, 60_000))
    aside = rng.choice(("", "", "", "", "", "suspend", "bury"))
    if aside:
        yield Row(f"{card}-aside", now(), today() - rng.choice((0, 0, 3)), card, aside)


def waking(at: int) -> int:
    """The instant, or one some hours before it: Anki counts all nights by today's offset, ours by their own."""
    return at if time.localtime(at // 1000).tm_hour >= 6 else at - 7 * HOUR


def settings(seed: int) -> Preferences:
    """The defaults, or others."""
    if seed % 2 == 0:
        return Preferences()
    weights = tuple(round(weight * 1.07, 4) for weight in DEFAULT_PARAMETERS)
    return Preferences(0.85, (30, 300, 1800), (60, 1200), 365, new_per_day=7, fsrs_parameters=weights)


def judge(library: Library, folder: Path, seed: int) -> dict[str, Any]:
    """What became of each card."""
    rng = random.Random(seed)
    wanted = settings(seed)
    about = settings_id(wanted.schedule)
    rows = [settings_row(wanted.schedule, 0, 0)] if about else []
    rows += [row._replace(about=about) for card in library.cards() for row in history(card.id, rng)]
    with open_book(folder / "book.db") as book:
        book.take_cards("1", [(area, library.cards_by_area[area.slug]) for area in library.areas])
        book.merge(enumerate(rows), Origin("histories"))
        learner = Learner(wanted, {each.card: each for each in book.progress()}, today(), DAY_OF)
    write_package(library, list(library.titles), folder / "p.apkg", __version__, learner)
    collection = Collection(str(folder / "collection.anki2"))
    collection.set_config("fsrs", True)
    if seed % 2:
        collection.db.execute("update col set crt = crt - 86400 * 1234")
        collection.close()
        collection = Collection(str(folder / "collection.anki2"))
        collection.sched.deck_due_tree()  # as at Anki's start: cards buried before come back
    options = ImportAnkiPackageOptions(with_scheduling=True, with_deck_configs=True)
    collection.import_anki_package(ImportAnkiPackageRequest(package_path=str(folder / "p.apkg"), options=options))
    found = compare(collection, learner, [card.id for card in library.cards()])
    found["answers"] = [sum(row.kind == "review" for row in rows), collection.db.scalar("select count(*) from revlog")]
    problems, fine = collection.fix_integrity()
    preset = collection.decks.config_dict_for_deck_id(collection.decks.id("NPQLT::7 Assessment"))
    found["preset"] = [preset["name"], preset["desiredRetention"], preset["fsrsParams6"], preset["new"]["perDay"]]
    found["preset"] += [preset["new"]["delays"], preset["lapse"]["delays"], preset["rev"]["maxIvl"]]
    found["check"] = "" if fine else problems
    collection.close()
    return found


def compare(collection: Collection, learner: Learner, cards: list[str]) -> dict[str, Any]:
    """Each card in Anki against what we know of it."""
    wrong, worst, started = [], 0.0, 0
    placed = collection.db.all("select guid, ord, c.id from cards c join notes n on n.id = c.nid")
    ids = {f"{guid.removeprefix('npqlt:')}:{place + 1}": id_ for guid, place, id_ in placed}
    for name in cards:
        id_ = ids[name]
        progress = learner.cards.get(name, Progress(name, []))
        card = collection.get_card(id_)
        if (seen := as_anki(collection, card)) != (wanted := as_ours(progress)):
            wrong.append([name, seen, wanted])
        if progress.memory is not None:
            started += 1
            anew, known = collection.compute_memory_state(id_), progress.memory
            worst = max(worst, abs(anew.stability / known.stability - 1), abs(anew.difficulty / known.difficulty - 1))
    return {"cards": len(cards), "started": started, "wrong": wrong, "recomputed": worst}


def as_anki(collection: Collection, card: Any) -> list[Any]:
    """State, what is set aside, reps, lapses, due and memory of a card of Anki's."""
    in_days = card.type == 2 or (card.type in (1, 3) and card.due < 1_000_000_000)
    due = card.due - collection.sched.today + today() if in_days else card.due
    memory = card.memory_state
    known = [round(memory.stability, 4), round(memory.difficulty, 3)] if memory else None
    return [card.type, card.queue, card.reps, card.lapses, due if card.type else None, known]


def as_ours(progress: Progress) -> list[Any]:
    """The same of ours."""
    memory, aside = progress.memory, None
    if progress.suspended:
        aside = -1
    elif progress.buried_day is not None and progress.buried_day >= today():
        aside = -3
    if memory is None:
        return [0, 0 if aside is None else aside, 0, 0, None, None]
    kind = PHASES.index(memory.phase) + 1
    step_day = DAY_OF(memory.due_at) if memory.due_at is not None else 0
    due, queue = memory.due_day, 2
    if memory.due_at is not None:
        due, queue = (step_day, 3) if step_day > memory.last_day else (memory.due_at // 1000, 1)
    known = [round(memory.stability, 4), round(memory.difficulty, 3)]
    return [kind, queue if aside is None else aside, memory.reps, memory.lapses, due, known]


def serve() -> None:
    """Answer each line, in a process in which no other zone was before, and no open Anki."""
    with tempfile.TemporaryDirectory() as cache_folder:
        library = load_library(built_in_decks(), Path(cache_folder))
    for line in sys.stdin:
        folder, seed, zone = json.loads(line)
        child = os.fork()
        if not child:
            os.environ["TZ"] = zone
            time.tzset()
            sys.stdout.write(json.dumps(judge(library, Path(folder), seed)) + "\n")
            sys.exit()
        if os.waitpid(child, 0)[1]:
            sys.stdout.write("null\n")
        sys.stdout.flush()


if __name__ == "__main__":
    serve()
