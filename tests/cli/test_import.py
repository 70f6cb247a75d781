"""``npqlt import``: logs put together, packages taken in, and files that cannot be."""

from __future__ import annotations

import io
import json
import os
import sqlite3
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import program
import pytest

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

Run = Callable[..., "subprocess.CompletedProcess[str]"]
Log = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str, str], None]:
    """Goes to a machine, and sets its clock."""

    def go(machine: str, now: str) -> None:
        monkeypatch.setenv("NPQLT_CARDS_HOME", str(tmp_path / machine))
        monkeypatch.setenv("NPQLT_CARDS_NOW", now)

    return go


def collection(path: Path, rows: list[tuple[str, int, int, int]], version: int = 11, fields: str = "x") -> Path:
    """A small collection in Anki's form: reviews as GUID, number of the card, instant and grade."""
    db = sqlite3.connect(path)
    db.executescript(
        """CREATE TABLE col (ver INTEGER); CREATE TABLE notes (id INTEGER PRIMARY KEY, guid TEXT, flds TEXT);
        CREATE TABLE cards (id INTEGER PRIMARY KEY, nid INTEGER, ord INTEGER);
        CREATE TABLE revlog (id INTEGER PRIMARY KEY, cid INTEGER, ease INTEGER, time INTEGER, type INTEGER,
            factor INTEGER);"""
    )
    db.execute("INSERT INTO col VALUES (?)", (version,))
    db.execute("INSERT INTO notes VALUES (-1, 'other', ?)", (fields,))
    for number, (guid, card, instant, grade) in enumerate(rows):
        db.execute("INSERT INTO notes VALUES (?, ?, ?)", (number, guid, fields))
        db.execute("INSERT INTO cards VALUES (?, ?, ?)", (number, number, card - 1))
        db.execute("INSERT INTO revlog VALUES (?, ?, ?, 100, 0, 500)", (instant, number, grade))
    db.commit()
    db.close()
    return path


def package(path: Path, **files: bytes) -> Path:
    """A package of some files; ``__`` in a name stands for a dot."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, data in files.items():
            opened.writestr(name.replace("__", "."), data)
    return path


ONE = [("npqlt:assessment/good-assessment#cloze", 1, 1_700_000_000_000, 3)]


def test_packed_forms(npqlt: Run, log: Log, tmp_path: Path) -> None:
    """The newest collection in a package counts; its reviews are rows with the card's id, instant and grade."""
    new = collection(tmp_path / "c", ONE).read_bytes()
    dummy = collection(tmp_path / "d", []).read_bytes()
    package(tmp_path / "a.apkg", collection__anki2=dummy, collection__anki21b=zstd.compress(new), meta=b"\x08\x03")
    done = npqlt("import", "a.apkg")
    assert (done.returncode, done.stdout) == (0, "a.apkg: 1 review of 1 card came; 0 known already.\n")
    row = log()[0]
    assert row["card"] == "assessment/good-assessment#cloze:1"
    assert (row["at"], row["grade"], row["kind"]) == ("2023-11-14T22:13:20.000Z", 3, "imported")


def test_dry_run(npqlt: Run, log: Log, tmp_path: Path) -> None:
    """--dry-run tells the same, and leaves the book byte for byte as it was."""
    npqlt("review", "assessment", given="\n3\nq\n")
    collection(tmp_path / "c.anki2", ONE)
    package(tmp_path / "a.apkg", collection__anki2=(tmp_path / "c.anki2").read_bytes())
    home = Path(os.environ["NPQLT_CARDS_HOME"])
    before = (home / "book.db").read_bytes()
    for name in ("a.apkg", "c.anki2"):
        done = npqlt("import", "--dry-run", name)
        assert done.stdout == f"{name}: 1 review of 1 card would come; 0 known already.\n"
    assert (home / "book.db").read_bytes() == before
    assert [row["kind"] for row in log()] == ["review"]


def test_nothing_of_ours(npqlt: Run, tmp_path: Path) -> None:
    """Other decks, cards that only look like ours, and odd values are left alone."""
    odd = [("abc", 1, 5, 3), ("npqlt:../etc#x", 1, 6, 3), ("npqlt:a/b", 1, 7, 3), ("npqlt:a/b#c", 2000, 8, 3)]
    collection(tmp_path / "c.anki2", odd)
    done = npqlt("import", "c.anki2")
    assert done.returncode == 0
    assert done.stdout == "c.anki2: no reviews of these cards in it; nothing new.\n"


def test_zone_of_the_instant(npqlt: Run, log: Log, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A review's study day is that of the zone as it was at its instant, summer time included."""
    summer, winter = 1_783_825_200_000, 1_795_588_200_000  # 2026-07-12T03:00Z and 2026-11-25T06:30Z
    collection(tmp_path / "c.anki2", [(ONE[0][0], 1, summer, 3), (ONE[0][0], 2, winter, 3)])
    monkeypatch.setenv("TZ", "Europe/London")
    assert npqlt("import", "c.anki2").returncode == 0
    days = {row["at"][:10]: row["day"] for row in log()}
    assert days == {"2026-07-12": 20_646, "2026-11-25": 20_782}


# -- files that cannot be taken in -------------------------------------------------------------------------------------


def truncated(path: Path) -> None:
    """A package cut off in the middle."""
    whole = package(path, collection__anki2=collection(path.with_suffix(".db"), ONE).read_bytes()).read_bytes()
    path.write_bytes(whole[: len(whole) // 2])


def truncated_zstd(path: Path) -> None:
    """A package whose collection is cut off."""
    packed = zstd.compress(collection(path.with_suffix(".db"), ONE).read_bytes())
    package(path, collection__anki21b=packed[:-20])


def bomb(path: Path) -> None:
    """Hundreds of megabytes of nothing in some hundred kilobytes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as opened, opened.open("collection.anki21", "w") as file:
        file.write(b"SQLite format 3\0")
        for _ in range(200):
            file.write(bytes(1024**2))


def zstd_bomb(path: Path) -> None:
    """Hundreds of megabytes of nothing in some kilobytes, which no list of contents tells."""
    with io.BytesIO() as packed:
        with zstd.ZstdFile(packed, "w") as file:
            file.write(b"SQLite format 3\0")
            for _ in range(200):
                file.write(bytes(1024**2))
        package(path, collection__anki21b=packed.getvalue())


def says_huge(path: Path) -> None:
    """A list of contents that tells of three gigabytes."""
    data = bytearray(package(path, collection__anki21=b"SQLite format 3\0" + bytes(100)).read_bytes())
    at = data.rfind(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 3 * 1024**3)
    path.write_bytes(data)


def long_list(path: Path) -> None:
    """A list of contents that says it is gigabytes long."""
    data = bytearray(package(path, collection__anki2=b"x").read_bytes())
    at = data.rfind(b"PK\x05\x06")
    data[at + 12 : at + 16] = struct.pack("<I", 2**31)
    path.write_bytes(data)


def sparse(path: Path) -> None:
    """Two gigabytes of zeros."""
    with path.open("wb") as file:
        file.truncate(2 * 1024**3 + 1)


def sparse_collection(path: Path) -> None:
    """A collection of more than two gigabytes."""
    collection(path, ONE)
    with path.open("r+b") as file:
        file.truncate(2 * 1024**3 + 1)


def view(path: Path) -> None:
    """A collection whose reviews are endless and made up."""
    db = sqlite3.connect(collection(path, []))
    db.executescript(
        """DROP TABLE revlog; CREATE VIEW revlog AS WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n)
        SELECT id, 1 AS cid, 3 AS ease, 1 AS time, 1 AS type, 1 AS factor FROM n"""
    )
    db.close()


def other_database(path: Path) -> None:
    """A database that is not Anki's."""
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE x (y)")
    db.close()


def corrupt(path: Path) -> None:
    """A collection with rubbish in the middle."""
    data = bytearray(collection(path, ONE).read_bytes())
    data[4096:] = b"\xff" * (len(data) - 4096)
    path.write_bytes(data)


def corrupt_reviews(path: Path) -> None:
    """A collection that opens, and whose reviews cannot be read."""
    data = bytearray(collection(path, [(ONE[0][0], 1, instant, 3) for instant in range(1, 2000)]).read_bytes())
    data[-4096 * 3 :] = b"\xff" * 4096 * 3
    path.write_bytes(data)


def encrypted(path: Path) -> None:
    """A package marked as encrypted."""
    data = bytearray(package(path, collection__anki2=b"SQLite format 3\0").read_bytes())
    data[6] |= 1
    data[data.rfind(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)


def please_update(path: Path) -> None:
    """What stands in newer packages for older Ankis, alone."""
    text = "Please update to the latest Anki version, then import the .colpkg/.apkg file again.\x1f"
    package(path, collection__anki2=collection(path.with_suffix(".db"), [], fields=text).read_bytes())


def lzma_packed(path: Path) -> None:
    """A package in another packing than Anki's, with its first bytes damaged."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as packed:
        packed.writestr("collection.anki2", bytes(5_000))
    data = path.read_bytes()
    path.write_bytes(data[:60] + b"\xff\xff" + data[62:])


BAD: dict[str, tuple[Callable[[Path], object], str]] = {
    "truncated.apkg": (truncated, "is cut short or damaged"),
    "zstd.apkg": (truncated_zstd, "is cut short or damaged"),
    "bomb.apkg": (bomb, "unpacks to more than"),
    "zstd-bomb.colpkg": (zstd_bomb, "unpacks to more than"),
    "huge.colpkg": (says_huge, "more than 2 GB"),
    "list.apkg": (long_list, "lists more files than any package"),
    "climbs.apkg": (lambda path: package(path, **{"../../evil": b"", "collection__anki2": b""}), "climb out"),
    "climbs-windows.apkg": (lambda path: package(path, **{"C:\\evil": b"", "collection__anki2": b""}), "climb out"),
    "rooted.apkg": (lambda path: package(path, **{"/etc/passwd": b""}), "climb out"),
    "not-a-zip.apkg": (lambda path: path.write_bytes(b"hello"), "not a package"),
    "empty.apkg": (lambda path: path.write_bytes(b""), "not a package"),
    "words.txt": (lambda path: path.write_bytes(b"hello"), "neither an Anki package"),
    "empty-zip.apkg": (lambda path: package(path), "holds no collection"),
    "media.apkg": (lambda path: package(path, media=b"{}"), "holds no collection"),
    "not-sqlite.apkg": (lambda path: package(path, collection__anki21=b"hello"), "holds a collection that is damaged"),
    "newer-meta.apkg": (lambda path: package(path, meta=b"\x08\x04", collection__anki2=b""), "made by a newer Anki"),
    "newer-name.apkg": (lambda path: package(path, collection__anki22=b"", collection__anki2=b""), "by a newer Anki"),
    "please.apkg": (please_update, "Please update to the latest Anki version"),
    "newer.anki2": (lambda path: collection(path, ONE, version=19), "its collection has the form 19"),
    "older.anki2": (lambda path: collection(path, ONE, version=3), "its collection has the form 3"),
    "corrupt.anki2": (corrupt, "is damaged"),
    "corrupt-reviews.anki2": (corrupt_reviews, "corrupt-reviews.anki2: its collection is damaged"),
    "view.anki2": (view, "is not a collection of Anki"),
    "other.db": (other_database, "not a collection"),
    "sparse.apkg": (sparse, "not a package"),
    "sparse.anki2": (sparse_collection, "is larger than 2 GB"),
    "lzma.apkg": (lzma_packed, "packed in a way that Anki does not use"),
    "encrypted.apkg": (encrypted, "packed in a way that Anki does not use"),
    "folder.apkg": (lambda path: path.mkdir(), "is no file: name one"),
    "missing.apkg": (lambda _: None, "there is no such file"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_files(started: Path, log: Log, tmp_path: Path, name: str) -> None:
    """One clear line, exit code 1, nothing taken in, and no more memory than for any other file."""
    make, words = BAD[name]
    make(tmp_path / name)
    done = program.npqlt("import", name, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert words in done.stderr
    assert done.stderr.startswith(f"npqlt: {name}: ")
    assert len(done.stderr.splitlines()) == 1
    assert done.peak_kb is None or 10_000 < done.peak_kb < 150_000
    assert log() == []


def test_locked(npqlt: Run, tmp_path: Path) -> None:
    """A collection that another program holds is left alone."""
    db = sqlite3.connect(collection(tmp_path / "c.anki2", ONE), isolation_level=None)
    db.execute("BEGIN EXCLUSIVE")
    done = npqlt("import", "c.anki2")
    db.close()
    assert done.returncode == 1
    assert "c.anki2: is open in Anki: close Anki and try again" in done.stderr


# -- logs --------------------------------------------------------------------------------------------------------------


def states(npqlt: Run, log: Log) -> list[Any]:
    """What the book comes to: today's list, and every answer that counts."""
    rows = log()
    gone = {row["about"] for row in rows if row["kind"] == "undo"}
    return [json.loads(npqlt("areas", "--json").stdout), [row for row in rows if row["id"] not in gone]]


def test_two_machines(npqlt: Run, log: Log, tmp_path: Path, at: Callable[[str, str], None]) -> None:
    """Two logs merged in either order give the same; again, nothing; what was undone on one is undone on both."""
    at("one", "2026-11-20T08:00:00+00:00")
    npqlt("review", "assessment", given="\n3\n\n1\n\n4\n\n3\nu\nq\n")
    npqlt("export", "--log", "-o", "one.jsonl")
    at("two", "2026-11-21T09:00:00+09:00")
    npqlt("config", "set", "desired_retention", "0.8")
    npqlt("review", "assessment", given="\n4\n\n2\n\n3\nf\nwhy\n\n3\nsq\n")
    npqlt("export", "--log", "-o", "two.jsonl")
    results = []
    for machine, logs in (("a", ("one", "two")), ("b", ("two", "one")), ("one", ("two",)), ("two", ("one",))):
        at(machine, "2026-11-24T08:00:00+00:00")
        for name in logs:
            assert npqlt("import", f"{name}.jsonl").returncode == 0
            assert "nothing new" in npqlt("import", f"{name}.jsonl").stdout
        results.append(states(npqlt, log))
    assert len(results[0][1]) > 7
    assert all(result == results[0] for result in results)


def test_dry_run_of_a_log(npqlt: Run, log: Log, tmp_path: Path, at: Callable[[str, str], None]) -> None:
    """--dry-run counts answers, their cards and other rows, and keeps none of them."""
    at("one", "2026-11-20T08:00:00+00:00")
    npqlt("review", "assessment", given="\n3\n\n1\n\n4\n\n3\nu\nq\n")
    rows = log()
    at("two", "2026-11-20T09:00:00+00:00")
    done = npqlt("import", "--dry-run", "log.jsonl")
    cards = len({row["card"] for row in rows})
    assert done.stdout == f"log.jsonl: 4 reviews of {cards} cards, 1 other row would come; 0 known already.\n"
    assert log() == []


GOOD = {"id": "a", "at": "2026-11-20T08:00:00.000Z", "day": 20_777, "card": "a/b#c:1", "kind": "review", "grade": 3}
ODD: list[tuple[Any, str]] = [
    ("not json", "I01 is not one JSON object"),
    ("[]", "I01 is not one JSON object"),
    ("[" * 5_000, "I01 is not one JSON object"),
    ('{"id": "a"}', "I02 has no at"),
    ({"at": "yesterday"}, "I02 has no usable at: 'yesterday'"),
    ({"at": "2026-11-20T08:00:00"}, "I02 has no usable at"),
    ({"at": 5}, "I02 has no usable at"),
    ({"at": "9999-12-31T23:59:59-23:59"}, "I02 has no usable at"),  # in UTC it could not be written again
    ({"at": "0001-01-01T00:00:00+14:00"}, "I02 has no usable at"),
    ({"grade": 5}, "I02 has no usable grade: '5'"),
    ({"grade": True}, "I02 has no usable grade"),
    ({"grade": None}, "I02 has no usable grade"),
    ({"kind": "dance"}, "I02 has no usable kind: 'dance'"),
    ({"kind": ["review"]}, "I02 has no usable kind"),
    ({"kind": "suspend"}, "I02 has no usable grade"),
    ({"kind": "undo", "grade": None}, "I02 has no usable about"),
    ({"kind": "settings", "grade": None, "card": "", "about": "{}"}, "I02 has no usable about"),
    ({"day": 10**30}, "I02 has no usable day"),
    ({"took_ms": -1}, "I02 has no usable took_ms"),
    ({"card": ""}, "I02 has no usable card"),
    ({"id": "\ud800"}, "I02 has no usable id"),
    ({"mood": "good"}, "I02 has a key that rows do not have ('mood')"),
    ("x" * 30_000, "I01 is longer than any line of a log"),
]


@pytest.mark.parametrize(("odd", "words"), ODD, ids=[words for _, words in ODD])
def test_bad_lines(started: Path, npqlt: Run, log: Log, tmp_path: Path, odd: Any, words: str) -> None:
    """A bad line is told by file and line, and nothing of the log is taken in."""
    line = json.dumps({**GOOD, **odd}) if isinstance(odd, dict) else odd
    (tmp_path / "l.jsonl").write_text(f"{json.dumps({**GOOD, 'id': 'b'})}\n\n{line}\n")
    done = npqlt("import", "l.jsonl")
    assert done.returncode == 1
    assert done.stderr.startswith(f"l.jsonl:3: {words}")
    assert len(done.stderr.splitlines()) == 1
    assert log() == []


@pytest.mark.parametrize("odd", [{"parameters": (900.0,) * 21}, {"desired_retention": 1e-60}])
def test_settings_that_fsrs_refuses(npqlt: Run, tmp_path: Path, odd: dict[str, Any]) -> None:
    """Settings whose id is right and whose numbers are not are told, not replayed."""
    from npqlt_cards.schedule import Settings
    from npqlt_cards.store.projection import settings_row

    row = settings_row(Settings(**odd), 0, 0)
    (tmp_path / "l.jsonl").write_text(json.dumps({**row._asdict(), "at": GOOD["at"]}))
    done = npqlt("import", "l.jsonl")
    assert (done.returncode, done.stderr[:27]) == (1, "l.jsonl:1: I02 has no usabl")


def test_contradiction(npqlt: Run, log: Log, tmp_path: Path) -> None:
    """A row that says other things than the same row here, or further up, is told by line, and nothing is taken in."""
    (tmp_path / "l.jsonl").write_text(json.dumps(GOOD))
    assert npqlt("import", "l.jsonl").returncode == 0
    twice = [{**GOOD, "id": "b"}, {**GOOD, "grade": 1}, {**GOOD, "id": "b", "grade": 4}]
    (tmp_path / "m.jsonl").write_text("\n".join(map(json.dumps, twice)))
    done = npqlt("import", "m.jsonl")
    assert done.returncode == 1
    assert [line.partition(" says")[0] for line in done.stderr.splitlines()] == [
        "m.jsonl:2: I03 the row a",
        "m.jsonl:3: I03 the row b",
    ]
    assert [row["id"] for row in log()] == ["a"]


def test_empty_log(npqlt: Run, tmp_path: Path) -> None:
    """A log without rows brings nothing, and is no mistake."""
    npqlt("export", "--log", "-o", "l.jsonl")
    done = npqlt("import", "l.jsonl")
    assert (done.returncode, done.stdout) == (0, "l.jsonl: no reviews of these cards in it; nothing new.\n")
