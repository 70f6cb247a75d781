"""A book held against itself: what is amiss is counted, table by table, and nothing of it is changed."""

from __future__ import annotations

import random
import re
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest
from living import live
from making import TODAY, card, shelf
from replaying import rows_of

from npqlt_cards.errors import DamagedError, NpqltError
from npqlt_cards.queue import Moment
from npqlt_cards.schedule import Settings
from npqlt_cards.session import Row
from npqlt_cards.store import copies, health, open_book, opening
from npqlt_cards.store.health import State
from npqlt_cards.store.shelf import Shelf

CARDS = shelf(*(card(f"area/s{number}#q") for number in range(12)))
DECKS = Shelf("1", CARDS)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book to be copied, with some weeks of answers, and cards suspended, buried and flagged."""
    path = tmp_path_factory.mktemp("made") / "book.db"
    with open_book(path) as book:
        book.take_cards("1", CARDS)
        live(book, random.Random(1), days=20)
        book.settle(Settings(desired_retention=0.83), Moment(1, TODAY))
        for number, kind in enumerate(("suspend", "flag")):
            book.note(Row(kind, 1, TODAY, f"area/s{number}#q:1", kind))
    return path


@pytest.fixture
def path(made: Path, tmp_path: Path) -> Path:
    """A book with some weeks of answers, and cards suspended, buried and flagged."""
    return Path(shutil.copy(made, tmp_path))


def change(path: Path, *statements: str) -> None:
    """Something done to the book behind the program's back."""
    with closing(sqlite3.connect(path)) as db, db:
        for statement in statements:
            db.execute(statement)


def test_all_is_well(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No fault, nothing amiss, what the book holds, no file made; the last word on the replay is that all is done."""
    monkeypatch.chdir(path.parent)
    files = sorted(path.parent.iterdir())
    before, told = path.read_bytes(), list[tuple[int, int]]()
    found = health.state(path, DECKS, lambda done, whole: told.append((done, whole)))
    assert found == State([], False, copies.contents(path), {}, [], True)
    assert told[-1][0] == told[-1][1] > 20
    assert path.read_bytes() == before
    assert sorted(path.parent.iterdir()) == files


@pytest.mark.parametrize(
    ("statements", "amiss"),
    [
        (["UPDATE memory SET lapses = 9 WHERE card IN (SELECT card FROM memory LIMIT 2)"], {"memory": 2}),
        (["DELETE FROM memory WHERE card IN (SELECT card FROM memory LIMIT 3)"], {"memory": 3}),
        (["INSERT INTO tally VALUES (1,0,0,1,0,0,0,0,0,0,0), (2,0,0,0,0,1,0,0,0,0,0)"], {"tally": 2}),
        (["INSERT INTO tally VALUES (3,0,0,0,0,0,7,0,0,0,0)"], {"tally": 1}),
        (["INSERT INTO tally VALUES (1,0,0,0,0,0,0,0,0,0,0)"], {}),
        (["UPDATE memory SET stability = stability * 1.0000000000001"], {}),  # as another machine may reckon
        (["INSERT INTO aside VALUES ('nothing', 0, NULL, 'why')"], {"aside": 1}),
        (["INSERT INTO undone VALUES ('x'), ('y')"], {"undone": 2}),
        (["UPDATE place SET fresh = 1 WHERE card = 'area/s0#q:1'"], {"place": 1}),
        (["INSERT INTO undone VALUES ('x')", "INSERT INTO aside VALUES ('x', 1, 5, NULL)"], {"aside": 1, "undone": 1}),
    ],
)
def test_amiss(path: Path, statements: Sequence[str], amiss: dict[str, int]) -> None:
    """Rows that a replay of the log does not give are counted by table, and are not mended here."""
    change(path, *statements)
    before = path.read_bytes()
    assert health.state(path, DECKS) == State([], False, copies.contents(path), amiss, [], True)
    assert path.read_bytes() == before


def test_orphans(path: Path) -> None:
    """Cards that have answers and stand in no deck, each once, by name; the settings' own rows are of no card."""
    rows = ", ".join(f"('{name}{n}', 1, 1, '{name}', 'flag')" for name in ("mine/z", "mine/a") for n in (1, 2))
    change(path, f"INSERT INTO log (id, at, day, card, kind) VALUES {rows}")
    assert health.state(path, DECKS).orphans == ["mine/a", "mine/z"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE card SET text = 'other' WHERE position = 1",
        "DELETE FROM place WHERE position = 1",
        "UPDATE area SET title = 'other'",
        "INSERT INTO card SELECT 'twice', note, 9, statement, areas, form, context, text, answer, source, remark, 99 "
        "FROM card LIMIT 1",
    ],
)
def test_copy_of_the_decks(path: Path, statement: str) -> None:
    """A copy that differs is told if it is of these very decks; one of others, or of none that can be read, is not."""
    change(path, statement)
    assert not health.state(path, DECKS).shelved
    assert health.state(path, DECKS._replace(edition="2")).shelved
    assert health.state(path, None).shelved


def test_older_or_stale(path: Path, tmp_path: Path) -> None:
    """A book whose next start replays the log anyway is looked through as a file only."""
    change(path, "DELETE FROM memory")
    assert health.state(path, DECKS).amiss.keys() == {"memory"}
    change(path, "INSERT INTO fact VALUES ('stale', '1')")
    assert health.state(path, DECKS) == State([], held=copies.contents(path))
    old = tmp_path / "old.db"
    shutil.copy(Path(__file__).parent.parent / "data" / "book-1.db", old)
    assert health.state(old, DECKS) == State([], held=copies.contents(old))
    assert copies.contents(old).version == 1


def spoil_an_index(path: Path, index: str, condition: str) -> None:
    """An index loses all rows but those of a condition, while the table keeps them."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA writable_schema = ON")
        sql = db.execute("SELECT sql FROM sqlite_master WHERE name = ?", (index,)).fetchone()[0]
        db.execute("UPDATE sqlite_master SET sql = ? WHERE name = ?", (f"{sql} WHERE {condition}", index))
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute(f"REINDEX {index}")
        db.execute("PRAGMA writable_schema = ON")
        db.execute("UPDATE sqlite_master SET sql = ? WHERE name = ?", (sql, index))


def test_an_index_that_is_not_the_tables(path: Path) -> None:
    """Faults of indexes alone are told as such, at most twenty, and a reindex mends them."""
    spoil_an_index(path, "log_day", "day < 0")
    found = health.state(path, DECKS)
    assert found == State(found.faults, mendable=True)
    assert len(found.faults) == 20
    assert all("log_day" in fault for fault in found.faults)
    health.mend(path)
    assert health.state(path, DECKS) == State([], False, copies.contents(path), {}, [], True)


@pytest.mark.parametrize(
    ("statements", "again"),
    [
        (["DROP TABLE memory"], ["memory", "memory_steps", "memory_days"]),
        (["ALTER TABLE tally ADD COLUMN more"], ["tally"]),
        (["DROP TRIGGER log_keeps_rows", "DROP INDEX log_card"], ["log_card", "log_keeps_rows"]),
        (["DROP TABLE fact", "DROP TABLE card"], ["card", "card_siblings", "card_relatives", "fact"]),
    ],
)
def test_parts_that_are_not_as_made(path: Path, statements: Sequence[str], again: list[str]) -> None:
    """Tables but the log, indexes and triggers are made anew, and filled at the next start; the log is as it was."""
    before = rows_of(path)
    change(path, *statements)
    found = health.state(path, DECKS)
    assert found == State(found.faults, mendable=True)
    assert len(found.faults) >= len(statements)
    assert sorted(health.mend(path)) == sorted(again)
    with open_book(path) as book:
        assert book.edition() == ""
        book.take_cards(*DECKS)
    assert health.state(path, DECKS) == State([], False, copies.contents(path), {}, [], True)
    assert rows_of(path) == before
    with closing(sqlite3.connect(path)) as db, pytest.raises(sqlite3.IntegrityError, match="never"):
        db.execute("DELETE FROM log")


def test_an_older_book_is_mended_as_such(path: Path) -> None:
    """A book of an older format gets the parts of that format."""
    shutil.copy(Path(__file__).parent.parent / "data" / "book-1.db", path)
    change(path, "DROP INDEX memory_days")
    found = health.state(path, DECKS)
    assert found == State(["there is no index memory_days"], mendable=True)
    assert health.mend(path) == ["memory_days"]
    assert health.state(path, DECKS) == State([], held=copies.contents(path))


def test_of_another_format(path: Path) -> None:
    """A newer version's book, or none of ours, is left as it is, whatever is wrong with it."""
    spoil_an_index(path, "log_day", "day < 0")
    change(path, "ALTER TABLE tally ADD COLUMN newer")
    for mark, words in (
        ("user_version = 3", "newer"),
        ("user_version = 0", "no format 0"),
        ("application_id = 1", "not a book"),
    ):
        with closing(sqlite3.connect(path)) as db:
            db.execute(f"PRAGMA {mark}")
        before = path.read_bytes()
        for look in (lambda: health.state(path, DECKS), lambda: health.mend(path)):
            with pytest.raises(NpqltError, match=words):
                look()
        assert path.read_bytes() == before


def test_a_view_in_a_tables_place(path: Path) -> None:
    """What stands there under a table's name, of whatever kind, gives place to it."""
    change(path, "DROP TABLE memory", "CREATE VIEW memory AS SELECT * FROM log")
    assert health.state(path, DECKS).mendable
    assert "memory" in health.mend(path)
    with open_book(path) as book:
        book.take_cards(*DECKS)
    assert health.state(path, DECKS) == State([], False, copies.contents(path), {}, [], True)


def test_a_log_that_is_not_as_made(path: Path) -> None:
    """The log itself is never made anew."""
    change(path, "ALTER TABLE log ADD COLUMN more")
    found = health.state(path, DECKS)
    assert found.faults[0] == "table log is not as it was made"
    assert not found.mendable
    assert health.mend(path) == []


def test_rows_that_no_log_can_hold(path: Path) -> None:
    """A row with such a value is a fault that nothing mends, and nothing is replayed with it."""
    change(path, "INSERT INTO log (id, at, day, card, kind) VALUES ('x', 1, 1, '', 'settings')")
    found = health.state(path, DECKS)
    assert found == State(found.faults)
    assert found.faults[0].endswith("of the log has no usable about")


def test_orphans_by_the_decks(path: Path) -> None:
    """Which cards there are, the decks say where they can be read, not a copy that may be of others."""
    change(path, "DELETE FROM card", "DELETE FROM place")
    assert health.state(path, DECKS).orphans == []
    assert health.state(path, None).orphans != []


def test_faults_of_tables(path: Path) -> None:
    """A value that a table forbids is a fault that no reindex mends, were an index at fault too."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA ignore_check_constraints = ON")
        db.execute("INSERT INTO log (id, at, day, card, kind, grade) VALUES ('x', 1, 1, 'c', 'review', 9)")
    assert health.state(path, DECKS) == State(["CHECK constraint failed in log"], mendable=False)
    spoil_an_index(path, "card_siblings", "number < 0")
    found = health.state(path, DECKS)
    assert "CHECK constraint failed in log" in found.faults
    assert 1 < len(found.faults) < 20
    assert not found.mendable


@pytest.mark.parametrize("keep", [4_096, 20_000])
def test_a_damaged_file(path: Path, keep: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that cannot be looked through, or mended, is told as damaged."""
    path.write_bytes(path.read_bytes()[:keep])
    for look in (lambda: health.state(path, DECKS), lambda: health.mend(path)):
        with pytest.raises(DamagedError, match=f"^{re.escape(str(path))}: is damaged"):
            look()
    monkeypatch.setattr(opening, "check", lambda _: None)  # as if it were damaged after that
    for look in (lambda: health.state(path, DECKS), lambda: health.mend(path)):
        with pytest.raises(DamagedError, match=f"^{re.escape(str(path))}: is damaged"):
            look()


def test_what_is_no_book(path: Path) -> None:
    """Another's database, and a newer book, are told by name."""
    for pragma, words in (("user_version = 9", "was written by a newer"), ("application_id = 7", "is not a book of")):
        change(path, f"PRAGMA {pragma}")
        with pytest.raises(NpqltError, match=f"^{re.escape(str(path))}: {words}"):
            health.state(path, DECKS)


def test_no_file(tmp_path: Path) -> None:
    """Without a book there is nothing to look through, and none is made."""
    with pytest.raises(NpqltError, match="no book yet"):
        health.state(tmp_path / "book.db", None)
    assert list(tmp_path.iterdir()) == []
