"""Logs of other machines: read line by line, and put together with a learner's own."""

from __future__ import annotations

import json
import random
import shutil
from functools import lru_cache
from pathlib import Path
from typing import Any

from npqlt_cards.decks.areas import Area
from npqlt_cards.decks.cards import Card
from npqlt_cards.schedule import Settings
from npqlt_cards.session import Row
from npqlt_cards.stats import statistics
from npqlt_cards.store import Book, open_book
from npqlt_cards.store.lines import read_rows, to_line
from npqlt_cards.store.merge import Origin
from npqlt_cards.store.projection import ANSWERS, ASIDE, settings_row

from . import nasty

DAY_MS = 86_400_000
TODAY = 20_000
CARDS = [f"area/s{number}#q:1" for number in range(4)]
_INSTANTS = [
    *("0001-01-01T00:00:00Z", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59-23:59"),
    *(
        "1969-12-31T23:59:59Z",
        "2024-10-04",
        "2024-10-04T12:00:00",
        "2024-10-04T12:00:00.123456+01:00",
        "20241004T120000Z",
    ),
    *("2024-W40-5", "2024-10-04T24:00:00Z", "Z", "2024-10-04T12:00:00ZZ", "now", ""),
]
_VALUES = [
    *(
        None,
        True,
        False,
        0,
        -1,
        1.0,
        1e308,
        2**63,
        10**400,
        "",
        "x",
        "\x1b[31m",
        "\u202e",
        "\ud800",
        "\0",
        [],
        {},
        [[]],
    ),
    *([1, 2], {"a": 1}, float("nan"), float("inf"), "a" * 400, "9" * 300),
]
_BITS = [
    *(b"{", b"}", b"[" * 900, b"]" * 900, b'"', b"\\", b"\\ud800", b"\\u0000", b"NaN", b"-Infinity", b"1e400", b"null"),
    *(
        b"9" * 5000,
        b',"id":"x"',
        b'"kind":"review"',
        b'"grade":5',
        b'"extra":1',
        b"[" * 9_000,
        b'{"a":' * 3_000,
        b"a" * 21_000,
    ),
]


@lru_cache(maxsize=1)
def honest() -> list[Row]:
    """Some days of a learner's log."""
    rows, settings = [], settings_row(Settings(desired_retention=0.8), TODAY * DAY_MS, TODAY)
    for at in range(24):
        day, card = TODAY + at // 4, CARDS[at % 4]
        kind = "import" if at % 7 == 6 else "review"
        about = settings.id if at % 5 == 4 else None
        rows.append(Row(f"row-{at}", day * DAY_MS + at * 60_000, day, card, kind, 1 + at % 4, 1_000, about))
    rows += [Row(f"aside-{at}", rows[at].at + 9, rows[at].day, CARDS[at], kind) for at, kind in enumerate(ASIDE[:4])]
    rows.append(Row("undo-1", rows[3].at + 10, rows[3].day, rows[3].card, "undo", about=rows[3].id))
    return [settings, *rows]


def _fields(rng: random.Random, row: Row) -> dict[str, Any]:
    """A row as JSON has it, with nasty values in some of its fields."""
    fields: dict[str, Any] = json.loads(to_line(row))
    for _ in range(rng.choice((0, 1, 1, 2, 3))):
        name = rng.choice((*Row._fields, "extra"))
        fields[name] = (
            rng.choice(_INSTANTS) if name == "at" and rng.random() < 0.7 else rng.choice((*_VALUES, nasty.text(rng)))
        )
        if rng.random() < 0.1:
            fields.pop(name)
    return fields


def make_lines(rng: random.Random) -> bytes:
    """A few lines of a log, with other values in them or other letters."""
    lines = [json.dumps(_fields(rng, rng.choice(honest()))).encode() for _ in range(rng.choice((1, 1, 2, 4)))]
    data = b"\n".join(lines)
    if rng.random() < 0.0005:
        return (data + b"\n") * 10_000
    return nasty.mutated(rng, data, _BITS) if rng.random() < 0.5 else data


def run_lines(data: bytes, room: Path) -> str:
    """Rows that a log can hold, and that are the same when they are written and read again."""
    path = room / "log.jsonl"
    path.write_bytes(data)
    rows = [row for _, row in read_rows(path)]
    if len(rows) < 100:
        path.write_text("".join(map(to_line, rows)), "utf-8")
        assert [row for _, row in read_rows(path)] == rows, "not as written"
    return "right"


# -- put together ------------------------------------------------------------------------------------------------------


def _shelf() -> list[tuple[Area, list[Card]]]:
    cards = [
        Card(id_, id_[:-2], 1, id_.partition("#")[0], ("area",), "fact", "Context", "Q?", "A", "Source")
        for id_ in CARDS
    ]
    return [(Area("area", 2, "Area"), cards)]


def make_merged(rng: random.Random) -> bytes:
    """Rows that a log can hold, at the edges of what it can."""
    rows = []
    for _ in range(rng.choice((1, 2, 5, 12))):
        row = rng.choice(honest())
        if row.kind != "settings":
            row = row._replace(id=rng.choice((row.id, f"other-{rng.randrange(9)}", "x" * 300, "\x1b[31m", "anki:1")))
            row = row._replace(card=rng.choice((row.card, *CARDS, "gone/away#q:1", "\u202e", "no id at all")))
            row = row._replace(
                at=rng.choice(
                    (row.at, row.at + rng.randrange(-1500, 1500), -62_135_596_800_000, 0, 253_402_300_799_999)
                )
            )
            row = row._replace(day=rng.choice((row.day, row.at // DAY_MS, -1_000_000, 9_999_999, 0, TODAY)))
            row = _other_kind(rng, row)
        rows.append(row)
    return "".join(map(to_line, rows)).encode()


def _other_kind(rng: random.Random, row: Row) -> Row:
    kind = rng.choice((row.kind, row.kind, *ANSWERS, "cram", *ASIDE, "undo"))
    answer = kind in (*ANSWERS, "cram")
    about = rng.choice([row.about, row.id, "row-1", "row-2", "other-1", None, "why\x1b[2J", "y" * 2000])
    took = rng.choice((row.took_ms, None, 0, 10**12 - 1))
    if kind == "undo" and about is None:
        about = "row-3"
    return row._replace(kind=kind, grade=rng.randrange(1, 5) if answer else None, took_ms=took, about=about)


@lru_cache(maxsize=1)
def _template(folder: Path) -> Path:
    """A book that has the honest log."""
    path = folder / "template.db"
    path.unlink(missing_ok=True)
    with open_book(path) as book:
        book.take_cards("1", _shelf())
        book.merge(list(enumerate(honest(), start=1)), Origin("honest.jsonl"))
    return path


def run_merged(data: bytes, room: Path) -> str:
    """What came is known afterwards; replaying the log gives the same memories; every list can be made."""
    path, log = room / "book.db", room / "log.jsonl"
    shutil.copyfile(_template(room), path)
    log.write_bytes(data)
    with open_book(path) as book:
        came = book.merge(read_rows(log), Origin(str(log)))
        assert book.merge(read_rows(log), Origin(str(log))).rows == 0, "came twice"
        before = {card: book.memory(card) for card in CARDS}
        _look_at(book)
        book.rebuild()
        assert {card: book.memory(card) for card in CARDS} == before, "another memory after a replay"
        for row in book.log():
            assert to_line(row).endswith("}\n")
    return "right" if came.rows else "told"


def _look_at(book: Book) -> None:
    day = TODAY + 3
    book.standing(day), book.flags(), book.aside(), book.leeches(8), book.flagged(), list(book.progress())
    counts = book.counts([], day, 10, 200)
    for state in ("due", "new", "learning", "suspended", "leech", "flagged"):
        book.in_state(state, [], day, 8)
    found = statistics(book.figures([], day, Settings()), book.named_areas(), day, counts)
    json.dumps(found.to_json())
    for card in CARDS:
        book.history(card)
