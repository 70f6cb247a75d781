"""A learner's progress in a package: each card's state and memory, its answers, and how the learner has set things.

Anki counts due days from the day its collection was made, so the package names a day of its own for that, the same in
every package; an import moves them to the learner's. Memory is written as Anki itself writes it, rounded. Anki's log
holds one answer at an instant: where two of ours fall on one millisecond, the later by id moves on to the next free
one, and ``store.merge`` knows it again when it comes back.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from npqlt_cards import schedule
from npqlt_cards.anki.deck_ids import stable_number
from npqlt_cards.schedule import DAY_S, LEARNING, PHASES, REVIEW, Memory
from npqlt_cards.settings import Preferences
from npqlt_cards.store.progress import Progress, Step

_PRESET_NAME = "NPQLT"
_FIRST_DAY = 18_262  # 1 January 2020, in days since 1970: before anybody's first answer
_NEW, _EASE = 0, 2_500
_SUSPENDED, _BURIED = -1, -3  # what Anki has in place of a queue
_STEP_QUEUE, _REVIEW_QUEUE, _DAY_STEP_QUEUE = 1, 2, 3
_UNSYNCED = -1
_ORDERS = {"mixed": 0, "reviews-first": 1, "new-first": 2}
_CARD_COLUMNS = ("mod", "type", "queue", "due", "ivl", "factor", "reps", "lapses", "left", "data")


class Learner(NamedTuple):
    """Whose progress it is: settings, what is known by card, the study day now, and the study day of any instant."""

    preferences: Preferences
    cards: Mapping[str, Progress]
    today: int
    day_of: Callable[[int], int]


def write_progress(cursor: sqlite3.Cursor, learner: Learner, guid_prefix: str) -> None:
    """Put a learner's progress into a package's collection, whose notes and decks stand there already."""
    held = cursor.execute("SELECT cards.id, guid, ord, due FROM cards JOIN notes ON notes.id = nid ORDER BY cards.id")
    names = {id_: (f"{guid.removeprefix(guid_prefix)}:{ord_ + 1}", due) for id_, guid, ord_, due in held.fetchall()}
    cards = {id_: (learner.cards[name], place) for id_, (name, place) in names.items() if name in learner.cards}
    first = _first_day(progress for progress, _ in cards.values())
    _write_settings(cursor, learner.preferences, first)
    columns = ", ".join(f"{name} = ?" for name in _CARD_COLUMNS)
    rows = ((*_card(learner, progress, place, first), id_) for id_, (progress, place) in cards.items())
    cursor.executemany(f"UPDATE cards SET {columns} WHERE id = ?", rows)  # noqa: S608 - our own names
    answers = [(step, id_) for id_, (progress, _) in cards.items() for step in progress.steps]
    cursor.executemany("INSERT INTO revlog VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", _reviews(answers))


def _first_day(all_progress: Iterator[Progress]) -> int:
    """The day that due days are counted from: none of them may come before it."""
    memories = [progress.memory for progress in all_progress]
    return max(0, min([_FIRST_DAY, *(m.due_day for m in memories if m is not None and m.due_day is not None)]))


# -- cards -------------------------------------------------------------------------------------------------------------


def _card(learner: Learner, progress: Progress, place: int, first: int) -> tuple[object, ...]:
    """The values of :data:`_CARD_COLUMNS`; ``place`` is where the card stands among the new ones."""
    memory, settings = progress.memory, learner.preferences
    buried = progress.buried_day is not None and progress.buried_day >= learner.today
    aside = _SUSPENDED if progress.suspended else _BURIED if buried else None
    if memory is None:
        return (0, _NEW, _NEW if aside is None else aside, place, 0, 0, 0, 0, 0, "")
    queue, due = _queue(memory, learner.day_of, first)
    steps = settings.learning_steps if memory.phase == LEARNING else settings.relearning_steps
    left = 0 if memory.phase == REVIEW else max(1, len(steps) - memory.step)
    days = 0 if memory.phase == LEARNING else _days(memory, settings)
    return (
        memory.last_at // 1000,
        PHASES.index(memory.phase) + 1,
        queue if aside is None else aside,
        due,
        days,
        0 if memory.phase == LEARNING else _EASE,
        memory.reps,
        memory.lapses,
        left,
        json.dumps(_data(memory, settings, place), separators=(",", ":")),
    )


def _queue(memory: Memory, day_of: Callable[[int], int], first: int) -> tuple[int, int]:
    """Where the card waits and until when: a step that crosses a night waits for a day, others for an instant."""
    if memory.due_day is not None:
        return _REVIEW_QUEUE, memory.due_day - first
    due_at = memory.due_at or 0
    day = day_of(due_at)
    return (_DAY_STEP_QUEUE, day - first) if day > memory.last_day else (_STEP_QUEUE, due_at // 1000)


def _days(memory: Memory, preferences: Preferences) -> int:
    """The card's interval; for one being relearnt, which has none yet, the one that its memory calls for."""
    if memory.due_day is not None:
        return schedule.interval(memory)
    return schedule.wanted_interval(memory.stability, preferences.schedule)


def _weights(preferences: Preferences) -> tuple[float, ...]:
    return preferences.fsrs_parameters or schedule.DEFAULT_PARAMETERS


def _data(memory: Memory, preferences: Preferences, place: int) -> dict[str, Any]:
    return {
        "pos": place,
        "s": round(memory.stability, 4),
        "d": round(memory.difficulty, 3),
        "dr": round(preferences.desired_retention, 2),
        "decay": round(_weights(preferences)[20], 3),
        "lrt": memory.last_at // 1000,
    }


# -- answers -----------------------------------------------------------------------------------------------------------


def _reviews(answers: list[tuple[Step, int]]) -> Iterator[tuple[int, ...]]:
    """The rows of Anki's log, oldest first, no two at one instant."""
    last = 0
    for step, card in sorted(answers, key=lambda found: (found[0].row.at, found[0].row.id)):
        row, before, after = step
        last = max(last + 1, row.at)
        waited = 0 if before is None else _wait(before)
        kind = 0 if before is None else (0, 1, 2)[PHASES.index(before.phase)]
        factor = round(((after.difficulty - 1) / 9 + 0.1) * 1000)
        yield last, card, _UNSYNCED, row.grade or 0, _wait(after), waited, factor, row.took_ms or 0, kind


def _wait(memory: Memory) -> int:
    """Days; below a day Anki has negative seconds."""
    if memory.due_at is None:
        return schedule.interval(memory)
    return -min(max(1, (memory.due_at - memory.last_at) // 1000), DAY_S * 365)


# -- settings ----------------------------------------------------------------------------------------------------------


def _write_settings(cursor: sqlite3.Cursor, preferences: Preferences, first: int) -> None:
    conf, decks, presets = map(json.loads, cursor.execute("SELECT conf, decks, dconf FROM col").fetchone())
    preset = _preset(preferences, presets["1"])
    presets[str(preset["id"])] = preset
    for id_, deck in decks.items():
        if id_ != "1":
            deck["conf"] = preset["id"]
    conf |= {"rollover": preferences.rollover_hour, "fsrs": True}
    values = (first * DAY_S + 4 * 3600, *map(json.dumps, (conf, decks, presets)))
    cursor.execute("UPDATE col SET crt = ?, conf = ?, decks = ?, dconf = ?", values)


def _preset(preferences: Preferences, default: dict[str, Any]) -> dict[str, Any]:
    """Deck options for Anki. Anki keeps a preset that it knows by its id: so other settings are another preset."""
    wanted = {
        **default,
        "name": _PRESET_NAME,
        "new": {
            **default["new"],
            "delays": [seconds / 60 for seconds in preferences.learning_steps],
            "perDay": preferences.new_per_day,
            "order": 1,
            "bury": True,
        },
        "rev": {
            **default["rev"],
            "perDay": preferences.reviews_per_day,
            "maxIvl": preferences.maximum_interval,
            "bury": True,
        },
        "lapse": {
            **default["lapse"],
            "delays": [seconds / 60 for seconds in preferences.relearning_steps],
            "leechFails": preferences.leech_lapses,
            "leechAction": 1,  # a tag: ours only tells of leeches too
        },
        "newMix": _ORDERS[preferences.order],
        "desiredRetention": preferences.desired_retention,
        "fsrsParams6": list(_weights(preferences)),
    }
    wanted["id"] = stable_number("preset:" + json.dumps(wanted, sort_keys=True), 1_000_000_000_000, 1_000_000_000)
    return wanted
