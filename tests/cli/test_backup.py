"""``npqlt backup`` and ``npqlt restore``, and the backup that a review makes by itself."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from replaying import rows_of, whole

Run = Callable[..., "subprocess.CompletedProcess[str]"]
Json = Callable[..., Any]
DATA = Path(__file__).parent.parent / "data"
DAY = "2026-11-24"


@pytest.fixture(autouse=True)
def one_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every run is on one study day, if it does not say otherwise."""
    monkeypatch.setenv("NPQLT_CARDS_NOW", f"{DAY}T08:00:00+00:00")


def review(npqlt: Run, cards: int = 1) -> subprocess.CompletedProcess[str]:
    """Answer some cards."""
    done = npqlt("review", "--new", "500", "--limit", str(cards), given="\n4\n" * cards)
    assert done.returncode == 0, done.stderr
    return done


def backups(home: Path) -> set[str]:
    """What is in the folder of backups."""
    folder = home / "backups"
    return {path.name for path in folder.iterdir()} if folder.exists() else set()


# -- by itself ---------------------------------------------------------------------------------------------------------


def test_a_review_makes_one(npqlt: Run, own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first sitting of a study day leaves a backup with its answers in it, the others none."""
    assert review(npqlt, 2).stderr == ""
    assert backups(own_home) == {f"book-{DAY}.db"}
    assert len(rows_of(own_home / "backups" / f"book-{DAY}.db")) == 2
    review(npqlt)
    assert len(rows_of(own_home / "backups" / f"book-{DAY}.db")) == 2
    monkeypatch.setenv("NPQLT_CARDS_NOW", "2026-11-25T08:00:00+00:00")
    review(npqlt)
    assert backups(own_home) == {f"book-{DAY}.db", "book-2026-11-25.db"}


def test_no_answer_no_backup(npqlt: Run, own_home: Path) -> None:
    """A sitting in which nothing was ever answered makes none."""
    assert npqlt("review", given="q\n").returncode == 0
    assert npqlt().returncode == 0
    assert backups(own_home) == set()


def test_an_import_is_preceded_by_one(npqlt: Run, own_home: Path, tmp_path: Path) -> None:
    """An import cannot be undone, so what was there before it is kept; a dry run keeps nothing."""
    review(npqlt, 3)
    npqlt("export", "--log", "-o", "log.jsonl")
    shutil.rmtree(own_home)
    review(npqlt)
    shutil.rmtree(own_home / "backups")
    assert npqlt("import", "log.jsonl", "--dry-run").returncode == 0
    assert backups(own_home) == set()
    assert npqlt("import", "log.jsonl").returncode == 0
    assert len(rows_of(own_home / "backups" / f"book-{DAY}-before-import.db")) == 1


def test_an_import_later_on_the_day(npqlt: Run, own_home: Path) -> None:
    """Answers given since the day's backup was made are kept too before an import; a second import needs none."""
    review(npqlt, 3)
    npqlt("export", "--log", "-o", "log.jsonl")
    shutil.rmtree(own_home)
    review(npqlt)
    review(npqlt, 2)
    assert npqlt("import", "log.jsonl").returncode == 0
    more = f"book-{DAY}-before-import.db"
    assert backups(own_home) == {f"book-{DAY}.db", more}
    assert len(rows_of(own_home / "backups" / more)) == 3
    npqlt("import", "log.jsonl")
    npqlt("import", "log.jsonl")
    assert len(backups(own_home)) == 3


def test_one_that_fails(npqlt: Run, own_home: Path) -> None:
    """A backup that cannot be made is one line on stderr; the review ends well, and its answers are kept."""
    own_home.joinpath("backups").write_text("in the way")
    done = npqlt("review", "--limit", "1", given="\n4\n")
    assert done.returncode == 0
    assert "All of it is kept." in done.stdout
    assert done.stderr.startswith("npqlt: no backup today: ")
    assert len(done.stderr.splitlines()) == 1
    assert len(rows_of(own_home / "book.db")) == 1


def test_a_book_that_is_gone(npqlt: Run, own_home: Path) -> None:
    """Where backups are there and the book is not, a new one is made, and that is told."""
    review(npqlt)
    (own_home / "book.db").unlink()
    done = npqlt()
    assert done.returncode == 0
    assert "is gone" in done.stderr
    assert "npqlt backup --list" in done.stderr
    assert npqlt().stderr == ""


# -- by hand -----------------------------------------------------------------------------------------------------------


def test_by_hand(npqlt: Run, npqlt_json: Json, own_home: Path, tmp_path: Path) -> None:
    """`npqlt backup` adds one to the list, `-o` writes one elsewhere, and both say how many answers are in it."""
    review(npqlt, 2)
    made = own_home / "backups" / f"book-{DAY}-2.db"
    assert npqlt("backup").stdout == f"{made}: 2 answers.\n"
    assert npqlt("backup", "-o", "mine.db").stdout == "mine.db: 2 answers.\n"
    assert rows_of(tmp_path / "mine.db") == rows_of(made) == rows_of(own_home / "book.db")
    listed = npqlt_json("backup")
    assert [row["name"] for row in listed] == [f"book-{DAY}-2.db", f"book-{DAY}.db"]
    assert listed[0].pop("last").startswith(f"{DAY}T08:00:")
    figures = {"answers": 2, "rows": 2, "format": 2, "bytes": made.stat().st_size, "date": DAY, "why": ""}
    assert listed[0] == {"name": made.name, "file": str(made), **figures}
    told = npqlt("backup", "--list").stdout
    assert [line.split()[0] for line in told.splitlines()[:2]] == [row["name"] for row in listed]


def test_nothing_to_back_up(npqlt: Run, own_home: Path, npqlt_json: Json) -> None:
    """Without a book there is nothing to back up, and none is made; the list is empty."""
    done = npqlt("backup")
    assert done.returncode == 1
    assert "no book yet" in done.stderr
    assert not (own_home / "book.db").exists()
    assert npqlt_json("backup") == []
    assert "No backups yet" in npqlt("backup", "--list").stdout


def test_one_that_cannot_be_read(npqlt: Run, npqlt_json: Json, own_home: Path) -> None:
    """A damaged backup stands in the list, without figures."""
    review(npqlt)
    (own_home / "backups" / f"book-{DAY}.db").write_bytes(b"hello")
    assert npqlt_json("backup")[0]["answers"] is None
    assert "cannot be read" in npqlt("backup", "--list").stdout


def test_list_and_output(npqlt: Run) -> None:
    """--list and -o together are a usage error."""
    assert npqlt("backup", "--list", "-o", "x.db").returncode == 2


# -- put back ----------------------------------------------------------------------------------------------------------


def test_restore(npqlt: Run, own_home: Path, tmp_path: Path) -> None:
    """A day put back: what is there now, what it replaces and where that is kept, with numbers."""
    review(npqlt, 2)
    review(npqlt, 3)
    done = npqlt("restore", DAY)
    assert done.returncode == 0, done.stderr
    first, second, third = done.stdout.splitlines()
    assert f"put back, with 2 answers, the last of {DAY} 08:00 UTC." in first
    assert f"replaces a book with 5 answers, the last of {DAY} 08:00 UTC." in second
    assert third.endswith(f"book-{DAY}-before-restore.db")
    assert len(whole(own_home / "book.db", tmp_path)) == 2
    assert npqlt("restore", f"book-{DAY}-before-restore").returncode == 0
    assert len(whole(own_home / "book.db", tmp_path)) == 5
    review(npqlt)


def test_what_cannot_be_restored(npqlt: Run, own_home: Path, tmp_path: Path) -> None:
    """A name there is not, a file that is no backup, and a newer version's end in one message, the book untouched."""
    review(npqlt)
    before = rows_of(own_home / "book.db")
    (tmp_path / "x.db").write_bytes(b"hello")
    for name in ("2020-01-01", "x.db", "nowhere.db"):
        done = npqlt("restore", name)
        assert (done.returncode, done.stdout) == (1, "")
        assert len(done.stderr.splitlines()) == 1
        assert "Traceback" not in done.stderr
    assert rows_of(own_home / "book.db") == before


@pytest.mark.parametrize("version", [1, 2])
def test_older_formats(npqlt: Run, own_home: Path, tmp_path: Path, version: int) -> None:
    """A book of any format works on with every verb; where it was older, it is kept as a backup."""
    shutil.copy(DATA / f"book-{version}.db", own_home / "book.db")
    before = rows_of(own_home / "book.db")
    assert npqlt().returncode == 0
    assert whole(own_home / "book.db", tmp_path) == before
    kept = backups(own_home)
    assert len(kept) == (version < 2)
    assert npqlt("restore", str(DATA / f"book-{version}.db")).returncode == 0
    assert whole(own_home / "book.db", tmp_path) == before


@pytest.mark.parametrize("ruin", [b"", b"hello", bytes(range(256)) * 40])
def test_a_damaged_book_names_its_backup(npqlt: Run, own_home: Path, tmp_path: Path, ruin: bytes) -> None:
    """Every verb that needs the book refuses it, names the command that helps, and that command does."""
    review(npqlt, 2)
    (own_home / "book.db").write_bytes(ruin)
    for words in (["review"], [], ["stats"], ["undo"], ["export", "--log"], ["import", "x"], ["backup"]):
        (tmp_path / "x").write_bytes(b"{")
        done = npqlt(*words, given="\n3\n")
        assert done.returncode == 1
        assert f"`npqlt restore book-{DAY}.db`" in done.stderr
        assert "Traceback" not in done.stderr
        assert (own_home / "book.db").read_bytes() == ruin
    assert npqlt("restore", f"book-{DAY}.db").returncode == 0
    assert (own_home / "backups" / f"damaged-{DAY}.db").read_bytes() == ruin
    review(npqlt)
    assert len(whole(own_home / "book.db", tmp_path)) == 3


def test_a_folder_in_its_place(npqlt: Run, own_home: Path) -> None:
    """A folder where the book should be is told, and left."""
    (own_home / "book.db").mkdir()
    for words in (["review"], ["backup"], ["doctor"], ["doctor", "--repair"]):
        done = npqlt(*words)
        assert done.returncode == 1
        assert "is a folder" in done.stdout + done.stderr
        assert "Traceback" not in done.stderr
    assert (own_home / "book.db").is_dir()
