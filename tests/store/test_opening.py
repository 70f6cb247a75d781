"""Opening the book: how it is kept on disk, and every refusal in words that tell what to do."""

from __future__ import annotations

import errno
import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from making import NOON, TODAY, card, shelf

from npqlt_cards.errors import DamagedError, NpqltError
from npqlt_cards.session import Row
from npqlt_cards.store import open_book, opening, schema

NONE_SOUND = "there is no sound backup of it: "
READ = "`npqlt export --log` gets out what can still be read; then "
ANEW = "move it away to start again"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a book of one row is."""
    path = tmp_path / "book.db"
    with open_book(path) as book:
        book.take_cards("1", shelf(card("area/s#q")))
        book.note(Row("f", NOON, TODAY, "area/s#q:1", "flag"))
    return path


def never(_path: Path, _version: int) -> None:
    """A book of the newest form is given to nobody."""
    raise AssertionError


def refused(path: Path, kind: type[NpqltError] = NpqltError) -> str:
    """The words after the path with which a book is refused."""
    with pytest.raises(NpqltError) as raised:
        opening.connect(path, never)
    assert type(raised.value) is kind
    assert str(raised.value).startswith(f"{path}: ")
    return str(raised.value).removeprefix(f"{path}: ")


def test_how_it_is_kept(path: Path) -> None:
    """One file, its journal truncated and synced in full at each answer; the log's guard is not to be got past."""
    with closing(opening.connect(path, never)) as db:
        names = ("journal_mode", "synchronous", "fullfsync", "cache_size", "recursive_triggers", "user_version")
        found = {name: db.execute(f"PRAGMA {name}").fetchone()[0] for name in names}
        assert db.isolation_level is None
    assert found == {
        "journal_mode": "truncate",
        "synchronous": 2,
        "fullfsync": 1,
        "cache_size": -16_384,
        "recursive_triggers": 1,
        "user_version": 2,
    }


def test_waiting(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another that is writing is waited for: five seconds, or what is set."""
    assert opening.BUSY_S == 5.0
    for seconds, busy in ((0.25, 250), (5.0, 5_000)):
        monkeypatch.setattr(opening, "BUSY_S", seconds)
        with closing(opening.connect(path, never)) as db:
            assert db.execute("PRAGMA busy_timeout").fetchone() == (busy,)


def test_only_reading(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever only reads may do so while another writes; whoever would write is refused at once."""
    monkeypatch.setattr(opening, "BUSY_S", 0.05)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with open_book(path, writing=False) as book:
            assert [row.id for row in book.log()] == ["f"]
        words = (
            "another npqlt is writing to it: what was just done is not kept; close that one, or try again in a moment"
        )
        assert refused(path) == words
        with pytest.raises(NpqltError, match=words):
            open_book(path)


def test_trying_leaves_nothing(path: Path) -> None:
    """To try whether a book can be written to changes nothing, and holds up nobody."""
    before = path.read_bytes()
    with closing(opening.connect(path, never)) as db, closing(opening.connect(path, never)):
        assert not db.in_transaction
    assert path.read_bytes() == before


def test_a_file_that_may_not_be_written(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A read-only book is refused before a card is asked, and can be looked into."""
    connect = sqlite3.connect

    def read_only(_path: Path, **options: object) -> sqlite3.Connection:
        return connect(f"{path.as_uri()}?mode=ro", uri=True, **options)  # type: ignore[call-overload,no-any-return]

    monkeypatch.setattr(opening.sqlite3, "connect", read_only)
    opening.connect(path, never, writing=False).close()
    assert refused(path) == (
        "cannot be written to: answers could not be kept; make it writable, or start again if it was replaced meanwhile"
    )


def test_no_book(tmp_path: Path) -> None:
    """Where only what is there is looked at, none is made."""
    with pytest.raises(NpqltError) as raised:
        opening.raw(tmp_path / "book.db")
    assert str(raised.value) == f"{tmp_path / 'book.db'}: there is no book yet: `npqlt review` makes one"
    assert list(tmp_path.iterdir()) == []


def test_made_in_new_folders(tmp_path: Path) -> None:
    """The folders that a book is to stand in are made with it."""
    open_book(tmp_path / "a" / "b" / "book.db").close()
    assert (tmp_path / "a" / "b" / "book.db").is_file()


def test_what_is_no_book(path: Path, tmp_path: Path) -> None:
    """A folder, an empty file, another's database, a newer one: what it is, and what to do."""
    folder, empty, other = tmp_path / "folder", tmp_path / "empty.db", tmp_path / "other.db"
    folder.mkdir(), empty.touch()
    words = f"cannot be opened (it is a folder): move it away first; {NONE_SOUND}{ANEW}"
    assert refused(folder) == words
    words = f"is empty, as a crash or a full disk may leave a file: {NONE_SOUND}{ANEW}"
    assert refused(empty, DamagedError) == words
    with closing(sqlite3.connect(other)) as db, db:
        db.execute("CREATE TABLE t (x)")
    assert refused(other) == "is not a book of npqlt-cards: move it away, and start again"
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("PRAGMA user_version = 9")
    assert refused(path) == "was written by a newer npqlt-cards (format 9, this one knows 2): upgrade npqlt-cards"
    path.write_bytes(b"hello")
    assert refused(path, DamagedError) == (
        f"is damaged (file is not a database), and left as it is: {NONE_SOUND}{READ}{ANEW}"
    )


def test_a_folder_that_cannot_be(tmp_path: Path) -> None:
    """Where no folder can be made the system's words are told, and what to look at."""
    (tmp_path / "file").touch()
    words = refused(tmp_path / "file" / "book.db")
    named = rf"{re.escape(str(tmp_path))}[^:]*: [A-Z][a-z][^:]*"
    assert re.fullmatch(rf"cannot be opened \({named}\): check that the folder can be written to", words)
    assert re.fullmatch(r"cannot be opened \(.*file.*\): check that the folder can be written to", words)


def test_check(path: Path) -> None:
    """A look at a file without a change to it: what is no book, a newer one and one that is held are told by name."""
    opening.check(path)
    for mark, words in (
        ("user_version = 9", "was written by a newer"),
        ("user_version = 0", r"is damaged \(there is no format 0\): there is no sound backup of it"),
        ("application_id = 1", "is not a book"),
    ):
        with closing(sqlite3.connect(path)) as db:
            db.execute(f"PRAGMA {mark}")
        with pytest.raises(NpqltError, match=f"^{re.escape(str(path))}: {words}"):
            opening.check(path)
    path.write_bytes(b"hello" * 1_000)
    with pytest.raises(DamagedError, match=f"^{re.escape(str(path))}: is damaged"):
        opening.check(path)


def test_what_sqlite_says_of_opening(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its words are told where there are no better ones."""

    def fail(_: Path) -> None:
        raise sqlite3.OperationalError("unable to open database file")

    monkeypatch.setattr(opening, "_make", fail)
    words = "cannot be opened (unable to open database file): check that the folder can be written to"
    assert refused(tmp_path / "book.db") == words


def test_a_full_word_in_its_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that may not be written to is told as that, though the word "full" is in its name."""

    def fail(path: Path) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(opening, "_make", fail)
    assert refused(tmp_path / "fuller" / "book.db").startswith("cannot be opened (")


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "no space"), sqlite3.OperationalError("disk is full")])
def test_no_room_for_a_new_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """A disk that is full when the book is made is told as that."""

    def fail(_: Path) -> None:
        raise error

    monkeypatch.setattr(opening, "_make", fail)
    words = "the disk is full: what was just done is not kept, all before it is; free some space"
    assert refused(tmp_path / "book.db") == words


@pytest.mark.parametrize(
    ("said", "kind", "words"),
    [
        ("database disk image is malformed", DamagedError, "is damaged ({}), and left as it is: {advice}"),
        ("file is not a database", DamagedError, "is damaged ({}), and left as it is: {advice}"),
        (
            "database is locked",
            NpqltError,
            "another npqlt is writing to it: what was just done is not kept; close that one, or try again in a moment",
        ),
        (
            "attempt to write a readonly database",
            NpqltError,
            "cannot be written to: answers could not be kept; make it writable, or start again if it was replaced "
            "meanwhile",
        ),
        (
            "database or disk is full",
            NpqltError,
            "the disk is full: what was just done is not kept, all before it is; free some space",
        ),
        ("no such table: memory", DamagedError, "is not as npqlt-cards makes it ({}): npqlt doctor"),
        ("no such column: lot", DamagedError, "is not as npqlt-cards makes it ({}): npqlt doctor"),
        (
            "table memory has 14 columns but 13 values were supplied",
            DamagedError,
            "is not as npqlt-cards makes it ({}): npqlt doctor",
        ),
        ("no such table: log", DamagedError, "is damaged ({}), and left as it is: {advice}"),
        ("Could not decode to UTF-8 column", DamagedError, "is damaged ({}), and left as it is: {advice}"),
        ("datatype mismatch", DamagedError, "is damaged ({}), and left as it is: {advice}"),
        ("disk I/O error", NpqltError, "cannot be used ({}): check the disk and the folder"),
        ("UNIQUE constraint failed", NpqltError, "cannot be used ({}): check the disk and the folder"),
    ],
)
def test_refusal(path: Path, said: str, kind: type[NpqltError], words: str) -> None:
    """Whatever SQLite says of the book is told with what it means and what to do."""
    found = opening.refusal(path, sqlite3.OperationalError(said))
    assert type(found) is kind
    assert str(found) == f"{path}: {words.format(said, advice=NONE_SOUND + READ + ANEW)}"


def test_no_room_to_grow(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What SQLite calls an error of the disk is told as a limit, where the book could grow no further."""
    monkeypatch.setattr(opening, "no_room", lambda beside: "raise the limit" if beside == path else "")
    found = opening.refusal(path, sqlite3.OperationalError("disk I/O error"))
    words = "cannot be written to: what was just done is not kept, all before it is; raise the limit"
    assert (type(found), str(found)) == (NpqltError, f"{path}: {words}")


def test_an_upgrade_that_fails(tmp_path: Path) -> None:
    """What cannot be kept before an upgrade stops it: the book is as it was, byte for byte, and nobody holds it."""
    path = tmp_path / "book.db"
    path.write_bytes((Path(__file__).parent.parent / "data" / "book-1.db").read_bytes())
    before, asked = path.read_bytes(), list[tuple[Path, int]]()

    def keep(book: Path, version: int) -> None:
        asked.append((book, version))
        raise NpqltError("no room for the backup")

    with pytest.raises(NpqltError, match="no room for the backup"):
        opening.connect(path, keep)
    assert asked == [(path, 1)]
    assert path.read_bytes() == before
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as db:
        db.execute("BEGIN EXCLUSIVE")


def test_replayed_after_an_upgrade(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first opening after an upgrade replays the log, tells how far it is, and leaves no other opening to do it."""
    path, told = tmp_path / "book.db", list[tuple[int, int]]()
    path.write_bytes((Path(__file__).parent.parent / "data" / "book-1.db").read_bytes())

    def fail(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as patch:
        patch.setattr("npqlt_cards.store.projection.rebuild", fail)
        with pytest.raises(NpqltError, match=f"^{re.escape(str(path))}: the disk is full"):
            open_book(path)
    with open_book(path, lambda done, whole: told.append((done, whole))) as book:
        answers = sum(row.kind in ("review", "imported", "cram") for row in book.log())
        assert told[-1] == (answers, answers)
        assert not book.stale()
    told.clear()
    open_book(path, lambda done, whole: told.append((done, whole))).close()
    assert told == []


def test_in_the_midst_of_the_books_use(path: Path) -> None:
    """What SQLite says while the book is open is told in words too; all else is as it was raised."""
    with pytest.raises(NpqltError, match=f"^{re.escape(str(path))}: the disk is full"), open_book(path):
        raise sqlite3.OperationalError("database or disk is full")
    with pytest.raises(KeyError), open_book(path) as book:
        raise KeyError
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        book.edition()


def test_another_makes_it_first(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A book that another makes while this one is made is the one that counts, and is not replaced."""
    new, migrate = tmp_path / "new.db", opening.migrate

    def slow(connection: sqlite3.Connection) -> None:
        migrate(connection)
        shutil.copy(path, new)

    with monkeypatch.context() as patch:
        patch.setattr(opening, "migrate", slow)
        with open_book(new) as book:
            assert [row.id for row in book.log()] == ["f"]
    assert {each.name.removesuffix("-journal") for each in tmp_path.iterdir()} == {"book.db", "new.db"}


def test_tables_are_worded_as_decided(path: Path) -> None:
    """The file has the tables in the migrations' own words, line by line, for whoever looks into it."""
    with closing(opening.connect(path, never)) as db:
        words = [sql for (sql,) in db.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")]
    assert len(words) > 10
    assert all(f"{each};" in "".join(schema.MIGRATIONS) for each in words)


def test_another_was_first(tmp_path: Path) -> None:
    """A form that another process brought up meanwhile is left alone, and nothing more is kept of it."""
    with opening.building(tmp_path / "x.db") as db:
        opening.migrate(db)
        before = db.execute("SELECT * FROM sqlite_master").fetchall()
        opening.migrate(db, lambda _: pytest.fail("nothing is older"))
        assert db.execute("SELECT * FROM sqlite_master").fetchall() == before
        assert db.execute("PRAGMA user_version").fetchone() == (schema.VERSION,)
        assert not db.in_transaction


def test_in_words(path: Path) -> None:
    """What SQLite says meanwhile is told of the book; all else is as it was raised."""
    with pytest.raises(NpqltError, match=rf"^{re.escape(str(path))}: cannot be used \(odd\)"), opening.in_words(path):
        raise sqlite3.OperationalError("odd")
    with pytest.raises(KeyError), opening.in_words(path):
        raise KeyError
