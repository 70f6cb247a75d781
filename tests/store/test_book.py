"""The learner's book: nothing acknowledged is lost, nothing half-written stays, a bad file is left alone."""

from __future__ import annotations

import hashlib
import os
import random
import re
import sqlite3
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from making import DAY_MS, NOON, TODAY, Clock, Ids, card, shelf

from npqlt_cards.errors import NpqltError
from npqlt_cards.queue import Counts, Entry, Limits, Plan
from npqlt_cards.schedule import AGAIN, EASY, GOOD, Memory, Settings, answer
from npqlt_cards.session import Row, Session
from npqlt_cards.store import Book, open_book, schema
from npqlt_cards.store.merge import Origin

Q = "area/s#q:1"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the book is."""
    return tmp_path / "folder" / "book.db"


@pytest.fixture
def book(path: Path) -> Iterator[Book]:
    """A book of twelve cards."""
    with open_book(path) as opened:
        fill(opened, 12)
        yield opened


def fill(book: Book, many: int) -> None:
    """Give the book the cards ``area/s0#q:1`` and so on."""
    book.take_cards("1", shelf(*(card(f"area/s{number}#q") for number in range(many))))


def review(book: Book, clock: Clock, rng: random.Random, most: int, ids: Ids) -> int:
    """A session of random grades; gives the number of answers."""
    session = Session(book, clock, ids, plan=Plan(Limits(new=4)))
    for _ in range(most):
        if not isinstance(session.next(), Entry):
            break
        session.reveal()
        session.grade(rng.choice((1, 2, 3, 3, 4)))
    return session.tally.answers


def one_answer(book: Book, number: int = 0, grade: int = EASY, id_: str = "row") -> tuple[Row, Memory]:
    """A row and its memory for a new card."""
    name = f"area/s{number}#q:1"
    after = answer(None, name, grade, NOON, TODAY, Settings())
    return Row(id_, NOON, TODAY, name, "review", grade, 900), after


def contents(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """All that a book holds, table by table."""
    db = sqlite3.connect(path)
    try:
        names = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: sorted(db.execute(f"SELECT * FROM {name}"), key=repr) for name in names}
    finally:
        db.close()


# -- one answer, one transaction ---------------------------------------------------------------------------------------


def test_record(book: Book, path: Path) -> None:
    """Log, memory, tally and place change together, and are there for another connection at once."""
    row, after = one_answer(book)
    assert book.record(row, None, after)
    with open_book(path) as other:
        assert list(other.log()) == [row]
        assert other.memory(row.card) == after
        assert other.done(TODAY) == (1, 0)
        assert other.standing(TODAY) == {"area": ((11, 0, 0), 12)}


def test_counts_are_never_old(book: Book, path: Path) -> None:
    """What is left is counted anew after every write, one's own or another connection's."""
    assert book.counts((), TODAY, 20, 20).new == 12
    row, after = one_answer(book)
    book.record(row, None, after)
    assert book.counts((), TODAY, 20, 20).new == 11
    with open_book(path) as other:
        row, after = one_answer(book, 1, id_="another")
        other.record(row, None, after)
    assert book.counts((), TODAY, 20, 20).new == 10


def test_out_of_date(book: Book, path: Path) -> None:
    """An answer to a memory that is no longer the card's changes not a byte of what the book holds."""
    row, after = one_answer(book)
    assert book.record(row, None, after)
    before = contents(path)
    stale = after._replace(stability=after.stability * 1.001)
    again = row._replace(id="second")
    assert not book.record(again, None, after)
    assert not book.record(again, stale, after)
    assert contents(path) == before
    assert book.record(again, after, answer(after, row.card, GOOD, NOON + 9, TODAY, Settings()))


@pytest.mark.parametrize("table", ["memory", "tally", "place"])
def test_all_or_nothing(book: Book, path: Path, table: str) -> None:
    """Where any of the writes fails, none of them stays."""
    event = "UPDATE" if table == "place" else "INSERT"
    sqlite = book._db
    sqlite.execute(f"CREATE TRIGGER stop BEFORE {event} ON {table} BEGIN SELECT RAISE(ABORT, 'stopped'); END")
    before = contents(path)
    row, after = one_answer(book)
    with pytest.raises(NpqltError, match=f"{re.escape(str(path))}: .*stopped"):
        book.record(row, None, after)
    assert contents(path) == before
    sqlite.execute("DROP TRIGGER stop")
    assert book.record(row, None, after)


def test_notes_come_last(book: Book) -> None:
    """What is noted about a card gets an instant after all that the card has, and no other card's moves it."""
    for number, (name, at) in enumerate(
        [("c", NOON), ("c", NOON), ("c", 5), ("d", 5), ("c", NOON + 9), ("e", NOON + 10)]
    ):
        book.note(Row(f"n{number}", at, TODAY, name, "flag"))
    found = book._db.execute("SELECT card, at FROM log ORDER BY seq").fetchall()
    assert found == [("c", NOON), ("c", NOON + 1), ("c", NOON + 2), ("d", 5), ("c", NOON + 9), ("e", NOON + 10)]


def test_an_id_is_written_once(book: Book) -> None:
    """A second row of the same id is refused, and its memory with it."""
    row, after = one_answer(book)
    assert book.record(row, None, after)
    other, other_after = one_answer(book, 1)
    with pytest.raises(NpqltError, match="UNIQUE"):
        book.record(other, None, other_after)
    assert book.memory(other.card) is None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE log SET grade = 4",
        "DELETE FROM log",
        "INSERT OR REPLACE INTO log SELECT * FROM log",
        "REPLACE INTO log (id, at, day, card, kind) VALUES ('row', 1, 1, 'x', 'review')",
    ],
)
def test_the_log_is_only_appended_to(book: Book, statement: str) -> None:
    """UPDATE, DELETE and REPLACE are refused by the database itself."""
    row, after = one_answer(book)
    book.record(row, None, after)
    with pytest.raises(sqlite3.IntegrityError, match="never"):
        book._db.execute(statement)
    assert list(book.log()) == [row]


KILLED = """
import sys
from making import Clock, Ids
from pathlib import Path
from npqlt_cards.queue import Limits, Plan
from npqlt_cards.session import Session
from npqlt_cards.store import open_book

with open_book(Path(sys.argv[1])) as book:
    session = Session(book, Clock(), Ids(sys.argv[2]), plan=Plan(Limits(new=100_000)))
    while session.next():
        session.reveal()
        assert session.grade(4)
        print(session.new_id.count, flush=True)
"""


def child(*arguments: str) -> subprocess.Popen[str]:
    """Another Python that can import what this one can."""
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry)}
    return subprocess.Popen(
        [sys.executable, "-c", *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environ
    )


@pytest.mark.slow
def test_killed_in_mid_session(path: Path) -> None:
    """A process killed at any moment loses no answer that it has told as kept, and leaves a book that opens."""
    with open_book(path) as book:
        fill(book, 5000)
    told = 0
    for turn in range(4):
        process = child(KILLED, str(path), f"turn-{turn}")
        assert process.stdout and process.stderr
        for _ in range(10 + 7 * turn):
            assert process.stdout.readline(), process.stderr.read()
        time.sleep(0.003 * turn)
        process.kill()
        told += 10 + 7 * turn + process.stdout.read().count("\n")  # communicate() would pass by what is buffered here
        process.communicate()
        with open_book(path) as book:
            rows = list(book.log())
            assert told <= len(rows) <= told + turn + 1  # one may have been written and not yet told
            assert book.done(TODAY)[0] == len(rows)
            assert all(book.memory(row.card) for row in rows)
            assert book._db.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.slow
def test_two_processes_at_once(path: Path) -> None:
    """Two sessions over one book: every card is answered once, by one of them, and none fails."""
    with open_book(path) as book:
        fill(book, 150)
    script = KILLED.replace("assert session.grade(4)", "session.grade(4)")
    both = [child(script, str(path), name) for name in ("one", "two")]
    for process in both:
        _, errors = process.communicate(timeout=60)
        assert process.returncode == 0, errors
    with open_book(path) as book:
        cards = [row.card for row in book.log()]
        assert (len(cards), len(set(cards)), book.done(TODAY)) == (150, 150, (150, 0))


@pytest.mark.slow
def test_made_by_many_at_once(tmp_path: Path) -> None:
    """Many that make the same new book at the same moment all get it."""
    for turn in range(20):
        failed: list[BaseException] = []
        gate = threading.Barrier(4)

        def make(path: Path, gate: threading.Barrier = gate, failed: list[BaseException] = failed) -> None:
            gate.wait()
            try:
                open_book(path).close()
            except BaseException as error:
                failed.append(error)

        threads = [threading.Thread(target=make, args=(tmp_path / f"{turn}.db",)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failed == []


# -- which card --------------------------------------------------------------------------------------------------------


def remember(book: Book, number: int, id_: str = "", **changed: object) -> str:
    """A card with a memory: in review, due tomorrow, or as told; gives its id."""
    name = f"area/s{number}#q:1"
    memory = Memory("review", 0, 9.0, 5.0, None, TODAY + 1, NOON, TODAY, 1, 0)._replace(**changed)  # type: ignore[arg-type]
    assert book.record(Row(id_ or f"r{number}", NOON, TODAY, name, "review", 3, 900), None, memory)
    return name


def test_due_from_its_day_on(book: Book) -> None:
    """A card that is due on a day is asked and counted on it and later, and not on the day before."""
    name = remember(book, 3, due_day=TODAY + 5)
    for day, due in ((TODAY + 4, None), (TODAY + 5, name), (TODAY + 6, name)):
        found = book.review((), day)
        assert (found and found.card.id) == due
        assert book.counts((), day, 0, 9).reviews == (due is not None)
        assert book.standing(day)["area"][0].reviews == (due is not None)


def test_of_some_areas(book: Book) -> None:
    """Steps, reviews and what is asked ahead come of the chosen areas alone, twins of either, and of all for none."""
    cards = {"a": card("a/s#q"), "b": card("b/t#q"), "twin": card("c/u#q", 1, "c", "d")}
    book.take_cards("2", shelf(*cards.values()))
    for number, each in enumerate(cards.values()):
        memory = Memory("review", 0, 9.0, 5.0, None, TODAY + 5 + number, NOON, TODAY, 1, 0)
        assert book.record(Row(each.id, NOON, TODAY, each.id, "review", 3, 900), None, memory)
    choices = {(): "a", ("b",): "b", ("d",): "twin", ("d", "b"): "b", ("none",): None}
    for areas, name in choices.items():
        expected = cards[name].id if name else None
        many = sum(not areas or not set(areas).isdisjoint(each.areas) for each in cards.values())
        assert book.counts(areas, TODAY + 9, 0, 9).reviews == many
        for found in (book.review(areas, TODAY + 9), book.ahead(areas, TODAY + 1)):
            assert (found and found.card.id) == expected
    book._db.execute("UPDATE memory SET due_at = due_day, due_day = NULL")
    for areas, name in choices.items():
        found = book.learning(areas, TODAY)
        assert (found and found.card.id) == (cards[name].id if name else None)


def test_buried_while_learning(book: Book) -> None:
    """A card that is buried while it has a step before it waits until the next day with it."""
    name = remember(book, 4, due_at=NOON, due_day=None)
    book.note(Row("b", NOON, TODAY, name, "bury"))
    assert book.learning((), TODAY) is None
    assert (book.counts((), TODAY, 0, 0).learning, book.counts((), TODAY + 1, 0, 0).learning) == (0, 1)
    found = book.learning((), TODAY + 1)
    assert found and found.card.id == name


def test_standing_by_area(book: Book) -> None:
    """Each area has its own: cards in learning one by one, due cards of one note once."""
    cards = [card("a/s#cloze", 1), card("a/s#cloze", 2), card("a/t#q"), card("b/u#q"), card("b/v#q")]
    book.take_cards("2", shelf(*cards))
    for each, memory in zip(cards, (None, None, 1, 2), strict=False):
        after = Memory("review", 0, 9.0, 5.0, None, TODAY + 1, NOON - DAY_MS, TODAY - 1, 1, 0)
        after = after if memory is None else after._replace(due_day=None, due_at=NOON + memory)
        assert book.record(Row(each.id, NOON, TODAY - 1, each.id, "review", 3, 900), None, after)
    assert book.standing(TODAY + 1) == {"a": (Counts(0, 1, 1), 3), "b": (Counts(1, 1, 0), 2)}
    assert book.counts((), TODAY + 1, 9, 9) == Counts(1, 2, 1)


def test_counted_once(book: Book) -> None:
    """What is left is counted once, as long as nobody asks for another thing or writes."""
    asked: list[str] = []
    first = book.counts((), TODAY, 5, 5)
    book._db.set_trace_callback(asked.append)
    assert book.counts((), TODAY, 5, 5) == first
    assert asked == ["PRAGMA data_version"]
    assert book.counts((), TODAY, 6, 5) == first._replace(new=6)
    book._db.set_trace_callback(None)
    assert len(asked) > 2


def test_entry(book: Book) -> None:
    """A card with its memory; none for one that the decks do not have, were it known."""
    known = remember(book, 1)
    row, after = one_answer(book, 99)
    assert book.record(row, None, after)
    assert book.entry(known) == (card("area/s1#q"), book.memory(known))
    assert book.entry("area/s2#q:1") == (card("area/s2#q"), None)
    assert book.entry(row.card) is None


def test_history(book: Book) -> None:
    """All that was done with a card, answers from Anki too, without what was taken back, undos and other cards'."""
    kinds = ("review", "imported", "cram", "suspend", "unsuspend", "bury", "flag", "unflag")
    rows = [Row(kind, NOON + at, TODAY, Q, kind, 3 if at < 3 else None) for at, kind in enumerate(kinds)]
    other = [Row("gone", NOON, TODAY, Q, "review", 3), Row("x", NOON, TODAY, "area/s1#q:1", "flag")]
    undo = Row("undo", NOON + 99, TODAY, Q, "undo", about="gone")
    book.merge(list(enumerate([*other, *reversed(rows), undo], start=1)), Origin("log"))
    assert book.history(Q) == rows


def test_the_order_is_not_an_indexs(book: Book) -> None:
    """Steps come by their instant, reviews by their day and those of one day by lot, were there no index at all."""
    steps = [remember(book, number, due_at=NOON + apart, due_day=None) for number, apart in ((0, 9), (1, 3), (2, 6))]
    due = [remember(book, number, due_day=TODAY + days) for number, days in ((3, 4), (4, 2), (5, 2), (6, 2), (7, 3))]
    lots = sorted(due[1:4], key=lambda name: zlib.crc32(name.encode()))
    book._db.execute("DROP INDEX memory_steps")
    book._db.execute("DROP INDEX memory_days")
    for name in (steps[1], steps[2], steps[0]):
        entry = book.learning((), TODAY)
        assert entry and entry.card.id == name
        book._db.execute("DELETE FROM memory WHERE card = ?", (name,))
    for name in (*lots, due[4], due[0]):
        entries = book.review((), TODAY + 9), book.ahead((), TODAY + 1)
        assert [entry and entry.card.id for entry in entries] == [name, name]
        book._db.execute("DELETE FROM memory WHERE card = ?", (name,))


def test_cards_set_aside(book: Book) -> None:
    """To cram there is every card but those suspended, and those buried on that day or by a clock ahead of it."""
    for number, kind in enumerate(("suspend", "flag", "bury")):
        book.note(Row(kind, NOON, TODAY, f"area/s{number}#q:1", kind))
    everything = [f"area/s{number}#q:1" for number in range(12)]
    assert book.cards_in((), TODAY) == book.cards_in((), TODAY - 1) == [everything[1], *everything[3:]]
    assert book.cards_in((), TODAY + 1) == everything[1:]


# -- the log is the truth ----------------------------------------------------------------------------------------------


def test_rebuild(book: Book, path: Path) -> None:
    """Replaying the log gives the same memory, tallies and places, whatever became of them."""
    rng, clock, ids, answers = random.Random(4), Clock(), Ids(), 0
    for _ in range(30):
        answers += review(book, clock, rng, rng.randint(0, 15), ids)
        clock.skip(days=rng.choice((0, 1, 3, 30, -1)), minutes=rng.randint(0, 600))
    assert answers > 100
    before = contents(path)
    book._db.execute("UPDATE memory SET stability = 1, reps = 0")
    book._db.execute("DELETE FROM memory WHERE card LIKE '%s1#%'")
    book._db.execute("DELETE FROM tally")
    book._db.execute("UPDATE place SET fresh = 1")
    assert contents(path) != before
    book.rebuild()
    assert contents(path) == before


def test_rebuild_leaves_other_kinds_aside(book: Book) -> None:
    """Rows of other kinds stay in the log and move no card."""
    row, after = one_answer(book)
    book.record(row, None, after)
    book._db.execute("INSERT INTO log (id, at, day, card, kind, grade) VALUES ('c', 1, 1, ?, 'cram', 1)", (row.card,))
    book._db.execute("INSERT INTO log (id, at, day, card, kind) VALUES ('f', 1, 1, 'other', 'flag')")
    book.rebuild()
    assert book.memory(row.card) == after
    assert book.memory("other") is None
    assert len(list(book.log())) == 3


def test_deck_changes_keep_memory(book: Book) -> None:
    """A card that vanishes is no longer asked and keeps its memory; a new one and another order change no memory."""
    rng, clock = random.Random(4), Clock()
    review(book, clock, rng, 30, Ids())
    known = {row.card: book.memory(row.card) for row in book.log()}
    assert len(known) == 4
    book.take_cards("2", shelf(card("area/fresh#q"), card("area/s2#q"), card("area/s1#q"), card("area/s9#q")))
    assert book.edition() == "2"
    assert {name: book.memory(name) for name in known} == known
    assert book.standing(TODAY + 9999) == {"area": ((2, 0, 2), 4)}
    clock.skip(days=300)
    assert book.counts((), clock().day, 10, 10) == (2, 0, 2)
    first = book.new((), clock().day)
    assert first and first.card.id == "area/fresh#q:1"
    fill(book, 12)
    assert book.standing(TODAY + 9999) == {"area": ((8, 0, 4), 12)}


def test_cards_come_back_whole(book: Book) -> None:
    """Every field of a card is what the decks gave, odd characters and all."""
    odd = card("one/s#cloze", 3, "one", "two")._replace(text="“{{c3::a}}” 😀\n'\"", remark="%s ? :day", form="cloze")
    book.take_cards("2", shelf(odd))
    found = book.new(("two",), TODAY)
    assert found == (odd, None)


# -- files that are no book --------------------------------------------------------------------------------------------


def foreign(path: Path, *statements: str) -> None:
    """A SQLite database that is somebody else's."""
    db = sqlite3.connect(path)
    for statement in statements:
        db.execute(statement)
    db.commit()
    db.close()


def refused(path: Path) -> str:
    """The message with which a book is refused, the file untouched."""
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(NpqltError) as raised:
        open_book(path)
    assert (path.read_bytes() if path.is_file() else None) == before
    assert str(raised.value).startswith(str(path))
    return str(raised.value).removeprefix(str(path))


def test_newer_book(tmp_path: Path) -> None:
    """A book of a later version is left to that version."""
    path = tmp_path / "book.db"
    open_book(path).close()
    foreign(path, f"PRAGMA user_version = {schema.VERSION + 1}")
    assert "upgrade npqlt-cards" in refused(path)


@pytest.mark.parametrize(
    "statements",
    [
        ("CREATE TABLE t (x)",),
        ("CREATE TABLE log (x)", "PRAGMA user_version = 1"),
        ("PRAGMA user_version = 7",),
        ("PRAGMA application_id = 7", "VACUUM"),
        ("CREATE TABLE t (x)", "PRAGMA journal_mode = WAL"),
    ],
)
def test_foreign_database(tmp_path: Path, statements: tuple[str, ...]) -> None:
    """Somebody else's database is refused, were it empty or in another mode."""
    path = tmp_path / "book.db"
    foreign(path, *statements)
    assert "not a book of npqlt-cards" in refused(path)


@pytest.mark.parametrize("data", [b"hello", b"SQLite format 3\x00" + bytes(84), random.Random(1).randbytes(9000)])
def test_no_database(tmp_path: Path, data: bytes) -> None:
    """Text, a header without a body and random bytes are told as damaged."""
    path = tmp_path / "book.db"
    path.write_bytes(data)
    assert "is damaged" in refused(path) or len(data) == 100


def test_empty_file(tmp_path: Path) -> None:
    """An empty file is what a crash leaves of a book: it is refused and left alone, never taken for a new one."""
    path = tmp_path / "book.db"
    path.write_bytes(b"")
    assert "is empty" in refused(path)
    assert not list(tmp_path.glob("book.db-*"))


def test_interrupted_first_start(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A book whose making failed half-way is not there at all, and is made at the next start."""
    with monkeypatch.context() as patch:
        patch.setattr(schema, "MIGRATIONS", (schema.MIGRATIONS[0], "CREATE TABLE log (x);\n"))
        with pytest.raises(NpqltError):
            open_book(path)
    assert list(path.parent.iterdir()) == []
    with open_book(path) as book:
        fill(book, 3)


def test_folder_in_its_place(path: Path) -> None:
    """A folder where the book should be is told, not removed."""
    path.mkdir(parents=True)
    assert "cannot be opened" in refused(path)
    assert path.is_dir()


def test_folder_that_cannot_be(tmp_path: Path) -> None:
    """A file where the folder should be is told."""
    (tmp_path / "file").write_text("mine")
    assert "cannot be opened" in refused(tmp_path / "file" / "book.db")


def test_damaged_inside(book: Book, path: Path) -> None:
    """Pages overwritten in the middle end in a message, wherever they are met."""
    book.close()
    data = bytearray(path.read_bytes())
    data[4096:] = b"\xff" * (len(data) - 4096)
    path.write_bytes(data)
    with pytest.raises(NpqltError, match="is damaged"), open_book(path) as opened:
        fill(opened, 3)
    with pytest.raises(NpqltError, match="is damaged"), open_book(path) as opened:
        opened.edition()


def test_cannot_be_written_to(book: Book, path: Path) -> None:
    """An answer that cannot be written is told and nothing is counted."""
    book._db.execute("PRAGMA query_only = ON")
    row, after = one_answer(book)
    with pytest.raises(NpqltError, match="cannot be written to"):
        book.record(row, None, after)
    book._db.execute("PRAGMA query_only = OFF")
    assert list(book.log()) == []


def test_full_disk(book: Book, path: Path) -> None:
    """On a full disk the answer is refused whole, those before it stay, and freed space lets it through."""
    pages = book._db.execute("PRAGMA page_count").fetchone()[0]
    book._db.execute(f"PRAGMA max_page_count = {pages}")
    kept = 0
    with pytest.raises(NpqltError, match="disk is full"):
        for number in range(12):
            row, after = one_answer(book, number, id_="x" * 900 + str(number))
            book.record(row, None, after)
            kept += 1
    assert len(list(book.log())) == kept == book.done(TODAY)[0]
    book._db.execute("PRAGMA max_page_count = 100000")
    assert book.record(row, None, after)


def test_full_disk_at_the_first_start(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk too full for a new book is told as that, and the book is made once there is space."""
    with monkeypatch.context() as patch:
        patch.setattr(schema, "MIGRATIONS", ("PRAGMA max_page_count = 3;\n" + schema.MIGRATIONS[0],))
        with pytest.raises(NpqltError, match="disk is full"):
            open_book(path)
    open_book(path).close()


def test_another_is_writing(book: Book, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A book that another holds for long is told as that, and answers go in once it lets go."""
    monkeypatch.setattr("npqlt_cards.store.opening.BUSY_S", 0.05)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(NpqltError, match="another npqlt"):
        open_book(path)
    other.execute("ROLLBACK")
    other.close()
    open_book(path).close()


def test_schema_is_decided(path: Path) -> None:
    """Each migration is, letter by letter, what it was when it was decided: a change of the tables is a further one."""
    digests = [hashlib.sha256(script.encode()).hexdigest() for script in schema.MIGRATIONS]
    assert digests == [
        "e16b82f6b66720b30c532fcab3d213260de10ed871a2f6784d65d4d28ecd6da0",
        "9a637c6fc607b08c6a4ad056cd5c49f46d0610bbde258e40e682fa44858563f9",
    ]
    open_book(path).close()
    db = sqlite3.connect(path)
    assert db.execute("PRAGMA user_version").fetchone() == (2,)
    assert db.execute("PRAGMA application_id").fetchone() == (0x4E50514C,)
    db.close()


# -- cost --------------------------------------------------------------------------------------------------------------


def plans(book: Book) -> dict[str, list[str]]:
    """How SQLite goes about each query on the way to a card and its answer."""
    asked: list[str] = []
    db = book._db
    db.set_trace_callback(asked.append)
    for areas in ((), ("area",), ("area", "other")):
        book.learning(areas, TODAY), book.ahead(areas, TODAY), book.review(areas, TODAY), book.new(areas, TODAY)
        book.counts(areas, TODAY, 10, 200)
    book.done(TODAY), book.edition(), book.memory(Q)
    book.record(*one_answer(book)[:1], None, one_answer(book)[1])
    db.set_trace_callback(None)
    queries = {query for query in asked if query.split()[0] in ("SELECT", "UPDATE", "INSERT")}
    return {query: [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {query}")] for query in queries}


def test_queries_use_the_indexes(book: Book) -> None:
    """No query on the way to the next card walks all of a table but the handful of areas."""
    found = plans(book)
    assert len(found) > 10
    for query, steps in found.items():
        scans = [
            step for step in steps if step.startswith("SCAN") and "subquery" not in step and "CONSTANT" not in step
        ]
        assert set(scans) <= {"SCAN area"}, query


@pytest.mark.slow
def test_cost_does_not_grow_with_what_exists(tmp_path: Path) -> None:
    """The database does about the same work for a card in a book of 500 cards and in one of 20,000."""
    work = []
    for many in (500, 20_000):
        with open_book(tmp_path / f"{many}.db") as book:
            fill(book, many)
            known = [(f"area/s{number}#q:1", TODAY + 1 + number) for number in range(many // 2)]
            book._db.execute("BEGIN")
            book._db.executemany("INSERT INTO memory VALUES (?,'review',0,9,5,NULL,?,1,1,3,0,0,1)", known)
            book._db.execute("UPDATE place SET fresh = 0 WHERE card IN (SELECT card FROM memory)")
            book._db.execute("COMMIT")
            work.append(steps_of_a_card(book))
    assert work[1] < work[0] * 1.5


def steps_of_a_card(book: Book) -> int:
    """The database's own steps, by tens, for three cards asked and answered a day after the first due day."""
    steps = [0]

    def count() -> int:
        steps[0] += 1
        return 0

    book._db.set_progress_handler(count, 10)
    clock = Clock()
    clock.skip(days=2)
    session = Session(book, clock, Ids())
    for grade in (GOOD, AGAIN, EASY):
        assert isinstance(session.next(), Entry)
        session.left(), session.reveal(), session.grade(grade)
    book._db.set_progress_handler(None, 0)
    return steps[0]
