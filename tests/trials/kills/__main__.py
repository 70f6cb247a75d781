"""``python -m tests.trials.kills``: the program killed at random moments, and what it leaves looked through each time.

It runs sittings in a terminal and in sequence, imports, exports, restores, backups, upgrades, first starts, repairs and
changes of settings. Half the kills come at an instant anywhere in the run, half shortly after a journal or a file set
aside shows that something is being written. After each: every answer that was told as kept is in the log; the log is a
whole one, before or after what was done; all that follows from it is what a replay gives; every backup is sound; every
written file is the old one, the new one, or not there. What killed processes leave aside goes in the end. Prints how
many kills met what.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from replaying import rows_of
from terminals import BACK, FRONT, WAIT, Terminal

from npqlt_cards.session import Row
from npqlt_cards.store import copies, health
from npqlt_cards.store.lines import read_rows

from .world import EXPORTS, World

DATA = Path(__file__).parents[2] / "data"
EPOCH = 25  # rounds after which everything begins anew from the first book
NAMES = ("Again", "Hard", "Good", "Easy")
TOLD = re.compile(r"^(?:(Again|Hard|Good|Easy)\. Comes|(Buried)|(Suspended)\.|(Flagged):|(Taken back):)", re.MULTILINE)
KINDS = {"Buried": "bury", "Suspended": "suspend", "Flagged": "flag", "Taken back": "undo"}
KEYS = ("\n1\n", "\n2\n", "\n3\n", "\n4\n", "\n4\n", "u\n", "b\n", "s\n", "f\nwrong\n", "\nu\n")


# -- what is done, each with what must hold after it -------------------------------------------------------------------


def told(said: str) -> list[tuple[str, int | None]]:
    """What a sitting in sequence told as done: kinds of rows, with their grades."""
    found = []
    for words in TOLD.findall(said):
        word = next(filter(None, words))
        found.append(("review", NAMES.index(word) + 1) if word in NAMES else (KINDS[word], None))
    return found


def added(world: World, before: list[Row], kept: list[tuple[str, int | None]], killed: bool) -> None:
    """The log goes on from where it was with what was told, and at most one thing more."""
    rows = world.look_through()
    assert rows[: len(before)] == before
    new = [(row.kind, row.grade) for row in rows[len(before) :]]
    assert new[: len(kept)] == kept, (new, kept)
    assert len(new) - len(kept) <= killed, (new, kept)
    world.figures["answers told as kept"] += len(kept)
    world.figures["answers kept and not yet told"] += len(new) - len(kept)


def sitting(world: World, name: str = "sitting", keys: int = 40) -> None:
    """A review in sequence, with all that a key can do."""
    before = rows_of(world.book)
    given = "".join(world.rng.choice(KEYS) for _ in range(keys)) + "q\n"
    done = world.kill(name, "review", "--linear", "--new", "500", given=given)
    added(world, before, told(done.said), done.killed)


def evening(world: World) -> None:
    """A short review on a new day: most of it is the day's backup."""
    world.day += timedelta(days=1)
    sitting(world, "evening", 2)


def window(world: World) -> None:
    """A review in a terminal."""
    before, grades = rows_of(world.book), list[tuple[str, int | None]]()
    home = {key: value for key, value in world.environ().items() if key.startswith("NPQLT") or key == "TMPDIR"}
    screen = Terminal(world.out, 80, 24, "review", "--new", "500", environ=home)
    delay = world.rng.uniform(0, 1.05 * world.lengths.get("window", 0.0))
    timer = threading.Timer(delay, screen.process.kill)
    begun = time.monotonic()
    try:
        if "window" in world.lengths:
            timer.start()
        alive = screen.wait_for_any(FRONT, "")[0] == FRONT
        while alive and len(grades) < 12:
            grade = world.rng.randint(1, 4)
            alive = press(screen, " ", BACK) and press(screen, str(grade), FRONT, WAIT)
            if alive:
                grades.append(("review", grade))
        if alive:
            press(screen, "q", "All of it is kept.")
            screen.process.wait(timeout=60)
            world.lengths["window"] = time.monotonic() - begun
    finally:
        timer.cancel()
        killed = screen.process.poll() != 0
        screen.close()
    world.note("window", killed)
    added(world, before, grades, killed)


def press(screen: Terminal, key: str, *shown: str) -> bool:
    """Press a key; whether what follows it was shown."""
    screen.press(key)
    return screen.wait_for_any(*shown, "")[0] != ""


def export(world: World) -> None:
    """A file for others: what was there, the new one whole, or none."""
    name = world.rng.choice(list(EXPORTS))
    path, before = world.out / name, rows_of(world.book)
    if world.rng.random() < 0.3:
        path.unlink(missing_ok=True)
    old = path.read_bytes() if path.exists() else None
    done = world.kill(f"export of {name}", *EXPORTS[name])
    new = path.read_bytes() if path.exists() else None
    assert done.killed or new is not None
    if new is not None and new != old:
        if name == "log.jsonl":
            assert {row.id for _, row in read_rows(path)} == {row.id for row in before}
        else:
            with zipfile.ZipFile(path) as package:
                assert package.testzip() is None
    assert world.look_through() == before


def backup(world: World) -> None:
    """A backup by hand, in the list or elsewhere: whole, or not there, or the one before."""
    before, elsewhere = rows_of(world.book), world.out / "backup.db"
    there = {each.path for each in copies.listed(world.home / "backups")}
    old = elsewhere.read_bytes() if elsewhere.exists() else None
    options = world.rng.choice(((), ("-o", "backup.db")))
    done = world.kill("backup", "backup", *options)
    new = {each.path for each in copies.listed(world.home / "backups")} - there
    assert all(rows_of(path) == before for path in new)
    if elsewhere.exists() and elsewhere.read_bytes() != old:
        assert rows_of(elsewhere) == before
    assert done.killed or new or options
    assert world.look_through() == before


def restore(world: World) -> None:
    """A backup put back: the log is the one or the other, and what was replaced is kept."""
    before, source = rows_of(world.book), world.rng.choice(copies.listed(world.home / "backups")).path
    wanted = rows_of(source)
    done = world.kill("restore", "restore", str(source))
    after = world.look_through()
    assert after == wanted if not done.killed else after in (before, wanted)
    if after != before:
        kept = (each.path for each in copies.listed(world.home / "backups") if each.why.startswith("before"))
        assert any(rows_of(path) == before for path in kept)


def restore_ruin(world: World) -> None:
    """A backup put in the place of a damaged book: the one or the other, and every byte of the damaged one is kept."""
    wanted = rows_of(source := world.rng.choice(copies.listed(world.home / "backups")).path)
    whole_one = world.book.read_bytes()
    cut = world.rng.randrange(len(whole_one))
    ruin = world.rng.choice((b"", whole_one[:cut], whole_one[:4_096] + world.rng.randbytes(50_000)))
    world.book.write_bytes(ruin)
    done = world.kill("restore over a damaged book", "restore", str(source))
    if world.book.read_bytes() == ruin:
        assert done.killed
        world.run("restore", str(source))
    assert world.look_through() == wanted
    assert any(path.read_bytes() == ruin for path in (world.home / "backups").glob("damaged-*.db"))


def take_in(world: World) -> None:
    """An import: all of its rows, or none."""
    before, path = rows_of(world.book), world.root / "other.jsonl"
    coming = world.write_log(path, world.rng.randint(50, 900))
    done = world.kill("import", "import", str(path))
    after = world.look_through()
    assert after[: len(before)] == before
    assert len(after) - len(before) in ((0, len(coming)) if done.killed else (len(coming),))


def mend(world: World) -> None:
    """Repairs: the log is untouched; what follows from it is as wrong as before, or right."""
    before = rows_of(world.book)
    db = sqlite3.connect(world.book, isolation_level=None)
    db.execute("UPDATE memory SET reps = 0, stability = 1")
    db.close()
    done = world.kill("repair", "doctor", "--repair")
    assert rows_of(world.book) == before
    assert done.killed or not health.state(world.book, None).amiss
    world.run("doctor", "--repair")
    assert world.look_through() == before


def configure(world: World) -> None:
    """A setting changed: the file says the old value or the new one."""
    path, value = world.home / "settings.yaml", world.rng.randint(1, 500)
    old = path.read_text() if path.exists() else ""
    done = world.kill("config", "config", "set", "reviews_per_day", str(value))
    new = path.read_text() if path.exists() else ""
    assert new == old or f"reviews_per_day: {value}" in new
    assert done.killed or new != old or f": {value}" in old


def elsewhere(name: str, made: Callable[[World], None]) -> Callable[[World], None]:
    """A start in a home of its own."""

    def act(world: World) -> None:
        usual, world.home = world.home, world.root / "elsewhere"
        shutil.rmtree(world.home, ignore_errors=True)
        world.home.mkdir()
        made(world)
        before = rows_of(world.book) if world.book.exists() else []
        try:
            done = world.kill(name, "review", "--linear", "--limit", "1", given="\n4\n")
            if world.book.exists():
                assert world.book.stat().st_size > 0
                assert rows_of(world.book)[: len(before)] == before
            else:
                assert done.killed
                assert not before
            world.run("review", "--linear", "--new", "500", "--limit", "1", given="\n4\n")
            added(world, before, [("review", 4)] * (1 + len(told(done.said))), done.killed)
        finally:
            world.home = usual

    return act


def old_book(world: World) -> None:
    """The book of the first format, the decks parsed already."""
    shutil.copy(DATA / "book-1.db", world.book)
    shutil.copytree(world.base / "cache", world.home / "cache")


def crowd(world: World, many: int = 5) -> None:
    """Several windows at once on one book, some of them killed: what any of them told is there, once."""
    before, processes = rows_of(world.book), []
    for _ in range(many):
        words = [sys.executable, "-m", "npqlt_cards", "review", "--linear", "--new", "500", "--limit", "12"]
        processes.append(
            subprocess.Popen(
                words,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                cwd=world.out,
                env=world.environ(),
            )
        )
    victims = world.rng.sample(processes, many // 2) if "crowd" in world.lengths else []
    instant = world.rng.uniform(0, world.lengths.get("crowd", 0.0))
    timers = [threading.Timer(instant * world.rng.random(), victim.kill) for victim in victims]
    begun = time.monotonic()
    for timer in timers:
        timer.start()
    talks: list[tuple[str, str]] = [("", "")] * many
    readers = [threading.Thread(target=talk, args=(talks, number, each)) for number, each in enumerate(processes)]
    for reader in readers:
        reader.start()
    for each in (*readers, *timers):
        each.join()
    if not victims:
        world.lengths["crowd"] = time.monotonic() - begun
    for process, (_, errors) in zip(processes, talks, strict=True):
        assert "Traceback" not in errors, errors
        assert process.returncode in (0, -9) or "another npqlt is writing" in errors, (process.returncode, errors)
    killed = sum(process.returncode == -9 for process in processes)
    world.note("crowd", killed > 0)
    after = world.look_through()
    kept = sum(len(told(said)) for said, _ in talks)
    assert after[: len(before)] == before
    assert kept <= len(after) - len(before) <= kept + killed
    world.figures["answers told as kept"] += kept


def talk(talks: list[tuple[str, str]], number: int, process: subprocess.Popen[str]) -> None:
    """Answer all that one window asks."""
    talks[number] = process.communicate("\n4\n" * 40)


ACTIONS: list[tuple[Callable[[World], None], int]] = [
    (sitting, 5),
    (window, 4),
    (evening, 4),
    (export, 3),
    (backup, 3),
    (restore, 4),
    (restore_ruin, 3),
    (take_in, 4),
    (mend, 1),
    (configure, 1),
    (elsewhere("first start", lambda _: None), 2),
    (elsewhere("upgrade", old_book), 4),
    (crowd, 1),
]


def rounds(world: World, times: int, say: Callable[[str], object]) -> None:
    """So many runs killed, counted in the world's figures. Raises AssertionError for anything lost or half-written."""
    actions, weights = zip(*ACTIONS, strict=True)
    begun = time.monotonic()
    while world.figures["killed"] < times:
        (action,) = world.rng.choices(actions, weights)
        action(world)
        world.figures["runs"] += 1
        if world.figures["runs"] % EPOCH == 0:
            world.settle()
            world.begin()
            say(f"{world.figures['killed']} killed of {world.figures['runs']} runs, {time.monotonic() - begun:.0f} s")
    world.settle()


def main() -> None:
    """Run, and print what was met, also when it is cut short; where anything is lost, its folder is left."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=1_000, help="kills (default 1000)")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    world = World(Path(tempfile.mkdtemp(prefix="kills-")), given.seed)
    try:
        rounds(world, given.times, lambda line: sys.stderr.write(f"{line}\n"))
        shutil.rmtree(world.root)
    finally:
        sys.stdout.write(json.dumps(dict(sorted(world.figures.items())), indent=2) + "\n")


if __name__ == "__main__":
    main()
