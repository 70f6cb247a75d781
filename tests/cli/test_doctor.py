"""``npqlt doctor``: each thing that can be wrong is told with what to do, and mended where it can be."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import program
import pytest
from replaying import rows_of, whole

from npqlt_cards.places import built_in_decks

NOW = "2026-11-24T08:00:00+00:00"
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(autouse=True)
def one_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every run is on one study day."""
    monkeypatch.setenv("NPQLT_CARDS_NOW", NOW)


def answers(home: Path, decks: str = "") -> None:
    """Some answers given in a home."""
    environ = {"NPQLT_CARDS_HOME": str(home), "NPQLT_CARDS_DECKS": decks, "NPQLT_CARDS_NOW": NOW}
    done = program.npqlt("review", "--new", "20", "--limit", "6", given="\n4\n\n1\n" * 3, environ=environ)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="session")
def small_decks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One of the built-in decks and its part of the ledger: the doctor reads whatever decks there are, each time."""
    folder = tmp_path_factory.mktemp("small")
    shutil.copy2(built_in_decks() / "7-assessment.yaml", folder)
    lines = (built_in_decks() / "ledger.jsonl").read_text("utf-8").splitlines(keepends=True)
    (folder / "ledger.jsonl").write_text("".join(line for line in lines if '"assessment/' in line), "utf-8")
    return folder


@pytest.fixture(scope="session")
def used_home(small_decks: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home to be copied, with some answers."""
    answers(home := tmp_path_factory.mktemp("used"), str(small_decks))
    return home


@pytest.fixture
def book(used_home: Path, small_decks: Path, own_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A book with some answers, and its day's backup."""
    monkeypatch.setenv("NPQLT_CARDS_DECKS", str(small_decks))
    return Path(shutil.copytree(used_home, own_home, dirs_exist_ok=True)) / "book.db"


def wrong(npqlt: Run, *arguments: str) -> dict[str, str]:
    """What `npqlt doctor --json` finds that is not ok, by check; the exit code goes with it."""
    done = npqlt("doctor", "--json", *arguments)
    assert "Traceback" not in done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    assert all(row.keys() == {"check", "level", "message", "repair"} for row in found)
    assert done.returncode == any(row["level"] == "problem" for row in found)
    return {
        row["check"]: f"{row['level']}: {row['message']} → {row['repair']}" for row in found if row["level"] != "ok"
    }


def change(book: Path, statement: str) -> None:
    """Something done to the book behind the program's back."""
    with closing(sqlite3.connect(book)) as db, db:
        db.execute(statement)


def test_all_is_well(npqlt: Run, own_home: Path) -> None:
    """A book in use: every line ok, versions named, exit code 0, nothing changed."""
    answers(own_home)
    book = own_home / "book.db"
    before = book.read_bytes()
    done = npqlt("doctor")
    assert done.returncode == 0
    assert {line.split()[0] for line in done.stdout.splitlines()} == {"ok"}
    for words in ("Python 3.", "SQLite 3.", "fsrs 6.", "book format 2", "6 answers", "1 sound one,", "MB free"):
        assert words in done.stdout
    assert book.read_bytes() == before


def test_before_the_first_start(npqlt: Run, own_home: Path) -> None:
    """Without a book all is well, and none is made."""
    assert wrong(npqlt) == {}
    assert wrong(npqlt, "--repair") == {}
    assert not (own_home / "book.db").exists()


@pytest.mark.parametrize(
    ("statement", "table"),
    [
        ("UPDATE memory SET stability = stability + 1", "memory"),
        ("DELETE FROM memory", "memory"),
        ("UPDATE tally SET answers = answers + 1", "tally"),
        ("INSERT INTO aside VALUES ('nothing', 1, NULL, NULL)", "aside"),
        ("INSERT INTO undone VALUES ('nothing')", "undone"),
        ("UPDATE place SET fresh = 1 - fresh", "place"),
    ],
)
def test_states_that_are_not_the_logs(npqlt: Run, book: Path, tmp_path: Path, statement: str, table: str) -> None:
    """What does not follow from the log is told by table; --repair derives it anew, and the log is as before."""
    before = rows_of(book)
    change(book, statement)
    found = wrong(npqlt)
    assert found.keys() == {"states"}
    assert f" in {table}" in found["states"]
    assert "npqlt doctor --repair" in found["states"]
    assert wrong(npqlt, "--repair") == {}
    assert whole(book, tmp_path) == before


@pytest.mark.parametrize("statement", ["DELETE FROM card WHERE position < 9", "UPDATE place SET area = 'x'"])
def test_a_copy_of_the_decks_that_differs(npqlt: Run, book: Path, tmp_path: Path, statement: str) -> None:
    """A copy of the decks that is not theirs is told, and made anew."""
    change(book, statement)
    assert wrong(npqlt)["copy of the decks"].startswith("problem: differs")
    assert wrong(npqlt, "--repair") == {}


def test_answers_to_cards_of_no_deck(npqlt: Run, book: Path) -> None:
    """Rows of cards that no deck has are a warning, with the ids; --repair leaves them."""
    insert = "INSERT INTO log (id, at, day, card, kind) VALUES ('x', 1, 1, 'mine/gone#q:1', 'flag')"
    change(book, insert)
    change(book, "INSERT INTO aside VALUES ('mine/gone#q:1', 0, NULL, '')")
    rows = rows_of(book)
    for options in ((), ("--repair",)):
        found = wrong(npqlt, *options)
        assert found.keys() == {"cards"}
        assert found["cards"].startswith("warning: 1 card with answers in no deck: mine/gone#q:1")
    assert rows_of(book) == rows


def test_an_index_that_is_not_the_tables(npqlt: Run, book: Path) -> None:
    """An index without its rows is told as damage that --repair mends."""
    with closing(sqlite3.connect(book, isolation_level=None)) as db:
        db.execute("PRAGMA writable_schema = ON")
        sql = db.execute("SELECT sql FROM sqlite_master WHERE name = 'log_day'").fetchone()[0]
        db.execute("UPDATE sqlite_master SET sql = ? WHERE name = 'log_day'", (f"{sql} WHERE day < 0",))
    with closing(sqlite3.connect(book, isolation_level=None)) as db:
        db.execute("REINDEX log_day")
        db.execute("PRAGMA writable_schema = ON")
        db.execute("UPDATE sqlite_master SET sql = ? WHERE name = 'log_day'", (sql,))
    found = wrong(npqlt)
    assert "log_day" in found["book"]
    assert "npqlt doctor --repair" in found["book"]
    assert wrong(npqlt, "--repair") == {}


@pytest.mark.parametrize("ruin", [b"", b"hello", None])
def test_a_damaged_book(npqlt: Run, book: Path, ruin: bytes | None) -> None:
    """Damage is a problem that names the backup to put back; --repair changes nothing of it."""
    data = book.read_bytes()
    middle = len(data) // 2 // 4096 * 4096
    book.write_bytes(ruin := data[:middle] + b"\xff" * 16_384 + data[middle + 16_384 :] if ruin is None else ruin)
    assert "npqlt restore book-2026-11-24.db" in wrong(npqlt)["book"]
    done = npqlt("doctor", "--repair")
    assert done.returncode == 1
    assert "npqlt restore book-2026-11-24.db" in done.stdout + done.stderr
    assert book.read_bytes() == ruin


def test_backups_that_are_not_sound(npqlt: Run, book: Path, own_home: Path) -> None:
    """A damaged backup is a problem by name, and no backup of a book with answers a warning."""
    backup = own_home / "backups" / "book-2026-11-24.db"
    backup.write_bytes(backup.read_bytes()[:20_000])
    found = wrong(npqlt)
    assert found.keys() == {"backups"}
    backup.unlink()
    assert wrong(npqlt)["backups"].startswith("warning: ")


def test_backups_that_are_old(npqlt: Run, book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A newest backup of more than a month ago is a warning where there are answers since."""
    monkeypatch.setenv("NPQLT_CARDS_NOW", "2027-03-24T08:00:00+00:00")
    assert wrong(npqlt) == {}
    monkeypatch.setenv("NPQLT_CARDS_NOW", "2026-11-24T09:00:00+00:00")
    npqlt("review", "--limit", "1", given="\n3\n")
    monkeypatch.setenv("NPQLT_CARDS_NOW", "2027-03-24T08:00:00+00:00")
    assert wrong(npqlt)["backups"].endswith("→ npqlt backup")


def test_settings_that_cannot_be_read(npqlt: Run, book: Path, own_home: Path) -> None:
    """A settings file with a mistake is a problem by line; all else is looked through."""
    (own_home / "settings.yaml").write_text("new_per_day: many\n")
    found = wrong(npqlt)
    assert found.keys() == {"settings"}
    assert "settings.yaml:1" in found["settings"]


def test_decks_that_cannot_be_read(npqlt: Run, book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Decks with a mistake are a problem by line; the book is looked through without them."""
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "x.yaml").write_text("area: x\n", "utf-8")
    monkeypatch.setenv("NPQLT_CARDS_DECKS", str(tmp_path / "d"))
    found = wrong(npqlt)
    assert found.keys() == {"decks"}
    assert "x.yaml:1" in found["decks"]


def test_what_needs_no_decks(npqlt: Run, book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With decks that cannot be read the log is still got out, and what follows from it rebuilt."""
    change(book, "UPDATE memory SET lapses = 9")
    monkeypatch.setenv("NPQLT_CARDS_DECKS", str(tmp_path))
    (tmp_path / "x.yaml").write_text("area: x\n", "utf-8")
    assert "derived anew" in npqlt("doctor", "--repair").stderr
    assert wrong(npqlt).keys() == {"decks"}
    assert npqlt("export", "--log", "-o", "log.jsonl").returncode == 0
    assert (tmp_path / "log.jsonl").read_text("utf-8").count("\n") == len(rows_of(book))


@pytest.mark.parametrize("retired", [False, True])
def test_a_card_that_was_published(
    npqlt: Run, book: Path, small_decks: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, retired: bool
) -> None:
    """A published card that is gone from the decks is a problem; one that was retired is none, nor are its answers."""
    shutil.copytree(small_decks, tmp_path / "d")
    entry: dict[str, Any] = {"note": "assessment/x#q", "changed": "2026-01-01T00:00:00Z", "sha": "0"}
    entry |= {"cards": {"1": "What?"}, **({"retired": "2026-02-01T00:00:00Z"} if retired else {})}
    with (tmp_path / "d" / "ledger.jsonl").open("a", encoding="utf-8") as ledger:
        ledger.write(json.dumps(entry) + "\n")
    monkeypatch.setenv("NPQLT_CARDS_DECKS", str(tmp_path / "d"))
    change(book, "INSERT INTO log (id, at, day, card, kind) VALUES ('x', 1, 1, 'assessment/x#q:1', 'bury')")
    change(book, "INSERT INTO aside VALUES ('assessment/x#q:1', 0, 1, NULL)")
    found = wrong(npqlt)
    if retired:
        assert found == {}
    else:
        assert found.keys() == {"ledger"}
        assert "L02" in found["ledger"]


def test_a_table_that_is_gone(npqlt: Run, book: Path) -> None:
    """What follows from the log is made anew, table and all; until then every verb says how."""
    change(book, "DROP TABLE memory")
    done = npqlt("review")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.endswith("(no such table: memory): npqlt doctor\n")
    assert wrong(npqlt)["book"].endswith("is damaged (there is no table memory) → npqlt doctor --repair")
    done = npqlt("doctor", "--repair")
    assert done.returncode == 0
    assert "Made anew: memory, " in done.stderr
    assert wrong(npqlt) == {}
    assert npqlt().returncode == 0


def test_a_row_that_no_log_can_hold(npqlt: Run, book: Path, tmp_path: Path) -> None:
    """A value that was spoilt is told, not replayed: nothing is repaired by it, and what is sound is got out."""
    rows = rows_of(book)
    change(book, "INSERT INTO log (id, at, day, card, kind, about) VALUES ('x', 1, 1, '', 'settings', '{bad')")
    found = wrong(npqlt, "--repair")
    assert found.keys() == {"book"}
    assert "is damaged (row 7 of the log has no usable about) → `npqlt restore" in found["book"]
    done = npqlt("export", "--log", "-o", "log.jsonl")
    assert done.returncode == 1
    assert "is damaged (a row has no usable about)" in done.stderr
    assert (tmp_path / "log.jsonl").read_text("utf-8").count("\n") == len(rows)
    done = npqlt("undo")
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert "is damaged" in done.stderr


def test_a_home_that_is_no_folder(npqlt: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home in which nothing can be kept is a problem before the first card."""
    (tmp_path / "file").touch()
    monkeypatch.setenv("NPQLT_CARDS_HOME", str(tmp_path / "file" / "home"))
    assert wrong(npqlt)["folder"] == f"problem: {tmp_path / 'file'}: is no folder → name another one: NPQLT_CARDS_HOME"


def test_a_log_that_is_damaged_in_part(npqlt: Run, book: Path, tmp_path: Path) -> None:
    """`npqlt export --log` of a damaged book writes what can be read, says so, and ends with 1; an import takes it."""
    rows = rows_of(book)
    with closing(sqlite3.connect(book)) as db:
        root = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'log_card'").fetchone()[0]
        day = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'memory'").fetchone()[0]
    data = bytearray(book.read_bytes())
    for page in (root, day):
        data[(page - 1) * 4096 : page * 4096] = b"\xff" * 4096
    book.write_bytes(data)
    done = npqlt("export", "--log")
    if done.returncode:
        assert f"{len(rows)} rows that could be read" in done.stderr
    book.unlink()
    taken = npqlt("import", "npqlt-log.jsonl")
    assert taken.returncode == 0, taken.stderr
    assert {row.id for row in rows_of(book)} == {row.id for row in rows}
