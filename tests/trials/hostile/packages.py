"""Packages and collections: what a stranger says is Anki's, and what a stranger says is a release of ours."""

from __future__ import annotations

import io
import random
import sqlite3
import zipfile
from contextlib import closing, suppress
from functools import lru_cache
from pathlib import Path

from npqlt_cards.anki import write_package
from npqlt_cards.anki.incoming import open_reviews
from npqlt_cards.anki.published import read_packages
from npqlt_cards.anki.unpack import zstd
from npqlt_cards.decks.library import load_library
from npqlt_cards.releases import as_json, as_notes, as_text, compare

from . import nasty

_DECK = """area: orchards
number: 7
title: Orchards
learn_that:
  - id: pruning
    number: 1
    text: "Trees that are {{c1::pruned}} in winter bear more {{c2::fruit::what}}."
    ask:
      - {id: season, form: fact, q: "When are trees pruned?", a: "In winter."}
"""
_ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT"
_STRANGE = (
    "NULL",
    "'x'",
    "x'00ff'",
    "-1",
    "9e999",
    "9223372036854775807",
    "zeroblob(900000)",
    "'\x1b[31m'",
    "'a' || char(0)",
    "1.5",
)
_COLUMNS = [
    *(
        "notes.guid",
        "notes.mid",
        "notes.mod",
        "notes.flds",
        "notes.tags",
        "notes.id",
        "cards.ord",
        "cards.nid",
        "cards.due",
    ),
    *("revlog.ease", "revlog.time", "revlog.type", "revlog.factor", "revlog.cid", "col.ver", "col.models", "col.crt"),
]
_SCHEMES = [
    "DROP TABLE {table}",
    "DELETE FROM {table}",
    "ALTER TABLE {table} RENAME TO other; CREATE VIEW {table} AS SELECT * FROM other",
    "ALTER TABLE {table} RENAME TO other; CREATE VIEW {table} AS "
    + _ENDLESS
    + " i AS id, i AS guid, i AS nid, i AS cid FROM n",
    "DROP TABLE {table}; CREATE TABLE {table} (id, guid AS (hex(zeroblob(4000000))), mid, flds, nid, ord)",
    "DROP TABLE {table}; CREATE VIRTUAL TABLE {table} USING fts5(id, guid, mid, mod, flds, tags, nid, ord, ver)",
    "CREATE TRIGGER t AFTER INSERT ON {table} BEGIN DELETE FROM notes; END",
    "CREATE INDEX odd ON {table} (hex(zeroblob(id % 9)))",
    "INSERT INTO {table} SELECT * FROM {table}",
    "PRAGMA writable_schema = ON; UPDATE sqlite_master SET sql = 'CREATE TABLE x(y' WHERE name = '{table}'",
    "PRAGMA writable_schema = ON; UPDATE sqlite_master SET rootpage = 1 WHERE name = '{table}'",
    "PRAGMA writable_schema = ON; UPDATE sqlite_master SET rootpage = 999 WHERE name = '{table}'",
    "PRAGMA writable_schema = ON; UPDATE sqlite_master SET type = 'view' WHERE name = '{table}'",
    "PRAGMA user_version = 99; PRAGMA application_id = 7",
    """DROP TABLE notes; CREATE TABLE notes AS
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 3000)
        SELECT 1 AS id, 'npqlt:a/b#c' AS guid, 7 AS mid, 7 AS mod, '' AS flds, '' AS tags FROM n;
    DROP TABLE cards; CREATE TABLE cards AS SELECT 1 AS id, 1 AS nid, 0 AS ord, 0 AS due FROM notes;
    DROP TABLE revlog; CREATE TABLE revlog AS
        SELECT 1 AS id, 1 AS cid, 9 AS ease, 0 AS time, 0 AS type, 0 AS factor FROM notes""",
]


@lru_cache(maxsize=1)
def honest(room: Path) -> bytes:
    """The collection of a package of ours, with some answers of somebody's."""
    folder = room / "orchards"
    folder.mkdir(exist_ok=True)
    (folder / "orchards.yaml").write_text(_DECK, "utf-8")
    write_package(load_library(folder, room / "cache"), ["orchards"], room / "honest.apkg", "1")
    with zipfile.ZipFile(room / "honest.apkg") as package:
        (room / "honest.anki2").write_bytes(package.read("collection.anki2"))
    with closing(sqlite3.connect(room / "honest.anki2")) as db:
        cards = [id_ for (id_,) in db.execute("SELECT id FROM cards")]
        for at in range(12):
            values = (1_700_000_000_000 + at * 1000, cards[at % len(cards)], -1, 1 + at % 4, 1, 1, 2500, 1000, at % 3)
            db.execute("INSERT INTO revlog VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
        db.commit()
    return (room / "honest.anki2").read_bytes()


class Packages:
    """Makes packages in a room of its own."""

    def __init__(self, room: Path) -> None:
        self.room = room

    def make(self, rng: random.Random) -> bytes:
        """A collection after hostile statements or with other bytes, packed well or badly, old or new."""
        data = honest(self.room)
        if rng.random() < 0.7:
            data = self._forged(rng, data)
        if rng.random() < 0.3:
            data = nasty.mutated(rng, data, [b"SQLite format 3\0", b"\xff" * 9, b"npqlt:", b"\x00" * 512])
        if rng.random() < 0.05:
            return data
        packed = _packed(rng, data)
        return (
            nasty.mutated(rng, packed, [b"PK\x01\x02", b"PK\x05\x06", b"PK\x06\x06", b"\xff" * 4])
            if rng.random() < 0.3
            else packed
        )

    def _forged(self, rng: random.Random, data: bytes) -> bytes:
        path = self.room / "forged.anki2"
        path.write_bytes(data)
        with closing(sqlite3.connect(path)) as db:
            looks = iter(range(100))
            db.set_progress_handler(lambda: next(looks, None) is None, 10_000)  # a view without an end fills a disk
            for _ in range(rng.choice((1, 1, 2))):
                with suppress(sqlite3.Error):
                    db.executescript(_statement(rng))
            with suppress(sqlite3.Error):
                db.commit()
        return path.read_bytes() if path.stat().st_size < 20_000_000 else data


def _statement(rng: random.Random) -> str:
    table, _, column = rng.choice(_COLUMNS).partition(".")
    if rng.random() < 0.5:
        return rng.choice(_SCHEMES).replace("{table}", table)
    where = rng.choice(("", f" WHERE rowid = (SELECT max(rowid) FROM {table})"))
    return f"UPDATE {table} SET {column} = {rng.choice(_STRANGE)}{where}"


@lru_cache(maxsize=1)
def _bomb() -> bytes:
    """Few bytes that unpack to many."""
    packer = zstd.ZstdCompressor(1)
    return b"".join(packer.compress(bytes(1024**2)) for _ in range(70)) + packer.flush()


def _packed(rng: random.Random, data: bytes) -> bytes:
    name = rng.choice(
        ("collection.anki2",) * 4 + ("collection.anki21", "collection.anki21b", "media", "../collection.anki2")
    )
    if name.endswith("b") or rng.random() < 0.05:
        data = zstd.compress(data, 1) if rng.random() < 0.9 else _bomb()
    out = io.BytesIO()
    slow = (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA) if len(data) < 200_000 and rng.random() < 0.1 else ()
    how = rng.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, *slow))
    with zipfile.ZipFile(out, "w", how, compresslevel=1) as package:
        if rng.random() < 0.2:
            package.writestr(
                "meta", rng.choice((b"\x08\x01", b"\x08\x02", b"\x08\x03", b"\x08\xff\x01", b"", b"\xff" * 20))
            )
        with package.open(name, "w") as entry:
            entry.write(data)
            for _ in range(100 if how == zipfile.ZIP_DEFLATED and rng.random() < 0.002 else 0):
                entry.write(bytes(1024**2))
        if rng.random() < 0.1:
            package.writestr(
                rng.choice(("media", "0", "collection.media", "C:\\x", "/etc/passwd", "\x1b]0;x\x07", "é")), b"{}"
            )
        if rng.random() < 0.001:
            for number in range(20_000):
                package.writestr(str(number), b"")
    found = bytearray(out.getvalue())
    at = found.rfind(b"PK\x01\x02")
    if at >= 0 and rng.random() < 0.15:  # another checksum, size, method or place than the entry has
        place = at + rng.choice((8, 10, 16, 20, 24, 42))
        found[place : place + 4] = rng.choice((b"\xff" * 4, b"\x00" * 4, b"\x01\x00\x00\x00", rng.randbytes(4)))
    return bytes(found)


def run_reviews(data: bytes, room: Path) -> str:
    """Reviews of cards of ours, each as a log can hold it; or a message."""
    path = room / "hostile.apkg"
    path.write_bytes(data)
    with open_reviews(path) as reviews:
        found = list(reviews)
    for each in found:
        assert each.at > 0 and 1 <= each.grade <= 4 and each.took_ms >= 0 and each.card.isprintable(), repr(each)
    return "right"


def run_published(data: bytes, room: Path) -> str:
    """An edition that compares with itself; or a message."""
    path = room / "hostile.apkg"
    path.write_bytes(data)
    cards = read_packages([path])
    found = compare(cards, cards)
    assert found.is_safe, "unlike itself"
    assert as_text(found) and as_notes(found) is not None and as_json(found) is not None
    return "right"
