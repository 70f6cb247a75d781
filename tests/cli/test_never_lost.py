"""Nothing is ever lost: whatever happens to the program, disk or clock, the log is whole and the user is told."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from replaying import rows_of, whole
from terminals import BACK, FRONT, WAIT, Terminal, plain

from npqlt_cards.session import Row

pytest.importorskip("pty", reason="pseudo-terminals are POSIX's")

Start = Callable[..., Terminal]
Run = Callable[..., "subprocess.CompletedProcess[str]"]
DAY_ONE = "2026-11-24T08:00:00+00:00"


@pytest.fixture
def kept(own_home: Path, tmp_path: Path) -> Callable[[], list[Row]]:
    """The log, first to last, once it was seen to replay to the states and tallies that the book has."""
    return lambda: whole(own_home / "book.db", tmp_path)


def answers(screen: Terminal, many: int) -> None:
    """So many cards answered Good, and the next one's front on show."""
    screen.wait_for(FRONT)
    for _ in range(many):
        screen.answer()
        screen.wait_for(FRONT)


PLACES = {
    "front": ("", ""),
    "back": (" ", BACK),
    "typing": ("t", "Your answer: "),
    "flagging": ("f", "wrong with it? "),
}


def go_to(screen: Terminal, place: str) -> None:
    """From a card's front to somewhere else."""
    keys, shown = PLACES[place]
    if keys:
        screen.press(keys)
        screen.wait_for(shown)
    time.sleep(0.2)  # a learner is not as quick as the microseconds from a prompt to the wait for its line


def starts_again(npqlt: Run) -> None:
    """A next start asks a card and keeps its answer."""
    done = npqlt("review", "--new", "500", "--limit", "1", given="\n4\n")
    assert (done.returncode, done.stderr) == (0, "")
    assert "All of it is kept." in done.stdout


# -- ends in mid-session -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["front", "back", "typing", "flagging", "waiting"])
def test_ctrl_c(terminal: Start, kept: Callable[[], list[Row]], npqlt: Run, place: str) -> None:
    """Ctrl-C anywhere: code 130, what the session came to, the terminal as it was, every answer there."""
    if place == "waiting":
        npqlt("config", "set", "learn_ahead_minutes", "0")
    screen = terminal(80, 24, "review", "--new", "2" if place == "waiting" else "9")
    if place == "waiting":
        answers(screen, 1)
        screen.answer()
        screen.wait_for(WAIT)
        screen.press("w")
        screen.wait_for("Waiting")
    else:
        answers(screen, 2)
        go_to(screen, place)
    screen.press("\x03")
    assert screen.process.wait(timeout=20) == 130
    said = screen.ended()
    assert "All of it is kept." in said
    assert "Traceback" not in said
    assert screen.restored()
    assert len(kept()) >= 2
    starts_again(npqlt)


@pytest.mark.parametrize("place", ["front", "back", "typing"])
def test_the_window_closed(
    terminal: Start, tmp_path: Path, kept: Callable[[], list[Row]], npqlt: Run, place: str
) -> None:
    """A terminal that hangs up ends the program at once, and every answer is there."""
    with (tmp_path / "stderr").open("wb") as errors:
        screen = terminal(80, 24, "review", stderr=errors)
    answers(screen, 2)
    go_to(screen, place)
    screen.hang_up()
    code = screen.process.wait(timeout=20)
    assert "Traceback" not in (said := (tmp_path / "stderr").read_text()), said
    assert code == 128 + signal.SIGHUP
    assert [row.grade for row in kept()] == [3, 3]
    starts_again(npqlt)


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM])
def test_told_to_end(terminal: Start, kept: Callable[[], list[Row]], number: int) -> None:
    """SIGHUP and SIGTERM: code 128 and the signal's number, the terminal as it was, every answer there."""
    screen = terminal(80, 24, "review")
    answers(screen, 2)
    screen.press(" ")
    screen.wait_for(BACK)
    screen.process.send_signal(number)
    assert screen.process.wait(timeout=20) == 128 + number
    assert "Traceback" not in screen.ended()
    assert screen.restored()
    assert [row.grade for row in kept()] == [3, 3]


@pytest.mark.parametrize("delay_ms", [0, 1, 2, 4, 8, 16])
def test_killed_after_a_grade(terminal: Start, kept: Callable[[], list[Row]], npqlt: Run, delay_ms: int) -> None:
    """kill -9 within milliseconds of a grade key: that answer is there whole or not at all, the others are there."""
    screen = terminal(80, 24, "review")
    answers(screen, 2)
    screen.answer("4")
    time.sleep(delay_ms / 1000)
    screen.process.kill()
    screen.process.wait()
    assert [row.grade for row in kept()] in ([3, 3], [3, 3, 4])
    starts_again(npqlt)


# -- a disk that takes no more -----------------------------------------------------------------------------------------


@pytest.fixture
def small_disk(own_home: Path) -> Iterator[Path]:
    """The home on a disk of its own, of 4 MB."""
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", own_home], capture_output=True)
    if mounted.returncode:
        pytest.skip(f"a small disk needs root on Linux: {mounted.stderr.decode().strip()}")
    yield own_home
    subprocess.run(["umount", "-l", own_home], check=True)


def fill(folder: Path) -> Path:
    """A file that takes all that is left of a disk."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        while True:
            try:
                file.write(bytes(4096))
            except OSError:
                return filler


def test_full_disk(small_disk: Path, terminal: Start, kept: Callable[[], list[Row]], npqlt: Run) -> None:
    """A disk that fills up in mid-session: the answer that does not fit is told, those before it are there."""
    screen = terminal(80, 24, "review", "--new", "100")
    answers(screen, 2)
    filler = fill(small_disk)
    given = 0
    while screen.process.poll() is None and given < 60:
        screen.answer("4")
        if screen.wait_for_any(FRONT, "npqlt: ", "")[0] != FRONT:
            break
        given += 1
    said = screen.ended()
    assert screen.process.wait(timeout=20) == 1
    assert "disk is full" in said
    assert "free some space" in said
    assert "Traceback" not in said
    assert screen.restored()
    filler.unlink()
    assert [row.grade for row in kept()] == [3, 3] + [4] * given
    starts_again(npqlt)


def test_full_disk_at_the_first_start(small_disk: Path, npqlt: Run, kept: Callable[[], list[Row]]) -> None:
    """A disk too full for a new book: told as that; once there is space, all works."""
    filler = fill(small_disk)
    done = npqlt("review", given="\n3\n")
    assert done.returncode == 1
    assert "disk is full" in done.stderr
    assert "Traceback" not in done.stderr
    filler.unlink()
    starts_again(npqlt)
    assert len(kept()) == 1


LIMITED = """
import resource, runpy, signal, sys
size = int(sys.argv.pop(1))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
runpy.run_module("npqlt_cards", run_name="__main__")
"""


def test_a_file_may_not_grow(tmp_path: Path, own_home: Path, npqlt: Run, kept: Callable[[], list[Row]]) -> None:
    """A quota on the size of files: the answer that does not fit is told, those before it are there."""
    starts_again(npqlt)
    size = (own_home / "book.db").stat().st_size
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(size), "review", "--new", "300"],
        input="\n4\n" * 200,
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )
    assert done.returncode == 1
    assert f"{own_home / 'book.db'}: cannot be written to" in done.stderr
    assert "no file may grow so large here" in done.stderr
    assert "Traceback" not in done.stderr
    rows = kept()
    assert 1 <= len(rows) < 200
    starts_again(npqlt)
    assert len(kept()) == len(rows) + 1


@pytest.fixture
def read_only(own_home: Path) -> Iterator[Callable[[], Path]]:
    """Makes the home read-only, for root too."""
    mounted = subprocess.run(["mount", "-t", "tmpfs", "tmpfs", own_home], capture_output=True).returncode == 0

    def close() -> Path:
        if mounted:
            subprocess.run(["mount", "-o", "remount,ro", own_home], check=True)
        elif os.geteuid():
            own_home.chmod(0o555)
        else:
            pytest.skip("root writes into any folder, and nothing can be mounted here")
        return own_home

    yield close
    if mounted:
        subprocess.run(["umount", "-l", own_home], check=True)
    own_home.chmod(0o755)


@pytest.mark.parametrize("used", [False, True])
def test_read_only_folder(read_only: Callable[[], Path], npqlt: Run, used: bool) -> None:
    """A folder that cannot be written to is told before a card is asked, by name and with what to do."""
    if used:
        starts_again(npqlt)
    home = read_only()
    done = npqlt("review", given="\n3\n")
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith(f"npqlt: {home / 'book.db'}: ")
    assert "writ" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_read_only_home(
    read_only: Callable[[], Path], npqlt: Run, tmp_path: Path, kept: Callable[[], list[Row]]
) -> None:
    """Backups and restores into a home that is read-only are refused by name; a backup elsewhere and a look are not."""
    starts_again(npqlt)
    home = read_only()
    backup = next((home / "backups").iterdir())
    for words in (["backup"], ["restore", backup.name]):
        done = npqlt(*words)
        assert (done.returncode, done.stdout) == (1, "")
        assert str(home) in done.stderr
        assert "writ" in done.stderr
        assert len(done.stderr.splitlines()) == 1
    assert npqlt("backup", "-o", "mine.db").stdout == "mine.db: 1 answer.\n"
    assert rows_of(tmp_path / "mine.db") == kept()
    done = npqlt("doctor")
    assert (done.returncode, done.stderr) == (1, "")
    (problem,) = [line for line in done.stdout.splitlines() if line.startswith("problem")]
    assert "cannot be written to: answers could not be kept" in problem


def test_no_room_for_a_backup(small_disk: Path, npqlt: Run, kept: Callable[[], list[Row]]) -> None:
    """Where answers still fit and a backup does not, the review goes on and says so in a line; a restore is refused."""
    starts_again(npqlt)
    (backup,) = (small_disk / "backups").iterdir()
    with fill(small_disk).open("rb+") as filler:
        filler.truncate(filler.seek(0, os.SEEK_END) - 400_000)
    backup.rename(small_disk / "backups" / "book-2020-01-01.db")
    done = npqlt("review", "--new", "500", "--limit", "1", given="\n4\n")
    assert done.returncode == 0
    assert "All of it is kept." in done.stdout
    assert done.stderr.startswith("npqlt: no backup today: ")
    assert "the disk is full: free some space" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    for words in (["backup"], ["restore", "2020-01-01"]):
        done = npqlt(*words)
        assert done.returncode == 1
        assert "the disk is full" in done.stderr
    assert len(kept()) == 2
    assert [path.name for path in (small_disk / "backups").iterdir()] == ["book-2020-01-01.db"]


# -- two at once -------------------------------------------------------------------------------------------------------


def test_two_windows(terminal: Start, kept: Callable[[], list[Row]], npqlt: Run) -> None:
    """One card on show in two windows: the first answer stands, the second window says so, and both go on."""
    one, two = terminal(80, 24, "review"), terminal(80, 24, "review")
    for screen in (one, two):
        screen.wait_for(FRONT)
        screen.press(" ")
        screen.wait_for(BACK)
    one.press("4")
    one.wait_for(FRONT)
    two.press("1")
    assert "answered in another window meanwhile" in plain(two.wait_for(FRONT))
    for _ in range(3):
        for screen in (one, two):
            screen.answer("4")
        for screen in (one, two):
            screen.wait_for(FRONT)
    for screen in (one, two):
        screen.press("q")
        assert screen.process.wait(timeout=20) == 0
    rows = kept()
    assert 1 + 3 <= len(rows) <= 1 + 6
    assert len({row.card for row in rows}) == len(rows)
    assert all(row.grade == 4 for row in rows)


@pytest.mark.slow
def test_ten_at_once(npqlt: Run, kept: Callable[[], list[Row]], tmp_path: Path) -> None:
    """Eight sittings and two imports at once on one book: all that any of them told is there, once; who must wait for
    too long is told so.
    """
    starts_again(npqlt)
    npqlt("export", "--log", "-o", "log.jsonl")
    row = (tmp_path / "log.jsonl").read_text()
    many = "".join(row.replace('"id": "', f'"id": "{number}').replace('":00', '":01') for number in range(500))
    coming = [tmp_path / f"{name}.jsonl" for name in "ab"]
    for path in coming:
        path.write_text(many.replace('"id": "', f'"id": "{path.stem}'))
    words = [["review", "--linear", "--new", "500", "--limit", "15"]] * 8 + [["import", str(path)] for path in coming]
    done = at_once(tmp_path, words)
    assert all("Traceback" not in said + errors for _, said, errors in done)
    assert all(code == 0 or "another npqlt is writing to it" in errors for code, _, errors in done)
    told = sum(len(re.findall(r"^Easy\. Comes back", said, re.MULTILINE)) for _, said, _ in done[:8])
    taken = sum(500 for code, _, _ in done[8:] if code == 0)
    assert told > 0
    assert len(kept()) == 1 + told + taken
    starts_again(npqlt)


def at_once(folder: Path, commands: list[list[str]]) -> list[tuple[int, str, str]]:
    """Runs of the program side by side, each given Easy as its answer: their codes and what they said."""
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "npqlt_cards", *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=folder,
        )
        for words in commands
    ]
    with ThreadPoolExecutor(len(started)) as readers:
        talks = list(readers.map(lambda each: each.communicate("\n4\n" * 40), started))
    return [(process.returncode, *talk) for process, talk in zip(started, talks, strict=True)]


def test_another_keeps_the_book(terminal: Start, own_home: Path, kept: Callable[[], list[Row]], npqlt: Run) -> None:
    """Another program that writes for long: told as that, in a terminal left as it was; the answer is not counted."""
    screen = terminal(80, 24, "review")
    answers(screen, 1)
    other = sqlite3.connect(own_home / "book.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    screen.answer("4")
    said = screen.ended()
    assert screen.process.wait(timeout=20) == 1
    assert "another npqlt is writing to it" in said
    assert screen.restored()
    other.execute("ROLLBACK")
    other.close()
    assert [row.grade for row in kept()] == [3]
    starts_again(npqlt)


# -- clocks and zones --------------------------------------------------------------------------------------------------


def introduced(rows: list[Row]) -> dict[int, int]:
    """How many first answers each study day has."""
    firsts = {row.card: row.day for row in reversed(rows) if row.kind == "review"}
    return {day: list(firsts.values()).count(day) for day in firsts.values()}


def test_clock_set_back(npqlt: Run, kept: Callable[[], list[Row]], monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock a year ahead, then right again, then ahead: nothing fails, no card's time runs backwards."""
    counts = []
    for now in ("2026-11-24T08", "2027-11-24T08", "2026-11-24T09", "2026-11-23T09", "2026-11-25T08", "2027-11-24T09"):
        monkeypatch.setenv("NPQLT_CARDS_NOW", f"{now}:00:00+00:00")
        done = npqlt("review", "--new", "3", given="\n3\n\n1\n\n3\n\n2\nq\n")
        assert (done.returncode, done.stderr) == (0, "")
        rows = kept()
        counts.append(len(rows))
        by_card: dict[str, list[int]] = {}
        for row in rows:
            by_card.setdefault(row.card, []).append(row.at)
        assert all(instants == sorted(set(instants)) for instants in by_card.values())
        assert max(introduced(rows).values()) <= 3
    assert counts[0] > 0
    assert counts == sorted(counts)
    assert counts[-1] > counts[1]


def test_zone_changed_in_mid_session(
    terminal: Start, own_home: Path, tmp_path: Path, kept: Callable[[], list[Row]], npqlt: Run
) -> None:
    """Another zone while the program runs: the next card counts for the study day there."""
    zones, local = Path("/usr/share/zoneinfo/Etc"), tmp_path / "localtime"
    if not (zones / "GMT+12").exists() or not Path("/etc/localtime").exists():
        pytest.skip("needs the zones of Linux")
    local.write_bytes((zones / "GMT+12").read_bytes())
    inside = ("unshare", "-m", "sh", "-c", f'mount --bind {local} /etc/localtime && exec "$@"', "sh")
    if subprocess.run([*inside, "true"], capture_output=True).returncode:
        pytest.skip("another /etc/localtime needs root on Linux")
    screen = terminal(80, 24, "review", before=("env", "-u", "TZ", *inside))
    answers(screen, 2)
    local.write_bytes((zones / "GMT-14").read_bytes())
    os.utime(local, (1, 1))
    screen.press(" ")
    screen.wait_for(BACK)
    screen.press("3")
    screen.wait_for(FRONT)
    screen.press("q")
    assert screen.process.wait(timeout=20) == 0
    days = [row.day for row in kept()]
    assert days[0] == days[1]
    assert days[2] - days[0] in (1, 2)
    starts_again(npqlt)


@pytest.mark.parametrize(
    "moments",
    [
        ("03-28T00:30:00+00:00", "03-28T03:59:00+01:00", "03-28T04:01:00+01:00", "03-29T03:58:00+01:00"),
        ("10-31T00:30:00+01:00", "10-31T03:59:00+00:00", "10-31T04:01:00+00:00", "11-01T03:58:00+00:00"),
    ],
    ids=["23 hours", "25 hours"],
)
def test_the_clocks_change(
    npqlt: Run, kept: Callable[[], list[Row]], monkeypatch: pytest.MonkeyPatch, moments: tuple[str, ...]
) -> None:
    """The night in which the clocks change belongs to the eve until 04:00 by the wall clock, and limits hold."""
    for moment in moments:  # two on the eve, two on the day
        monkeypatch.setenv("NPQLT_CARDS_NOW", f"2027-{moment}")
        assert npqlt("review", "--new", "3", given="\n4\n" * 5 + "q\n").returncode == 0
    rows = kept()
    first, second = sorted(introduced(rows))
    assert second == first + 1
    assert introduced(rows) == {first: 3, second: 3}
