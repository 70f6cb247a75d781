"""A learner's home in which the real program is run and killed, and what must hold there after each time."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from program import npqlt
from replaying import whole

from npqlt_cards.decks.library import load_library
from npqlt_cards.places import built_in_decks
from npqlt_cards.session import Row
from npqlt_cards.store import copies
from npqlt_cards.store.lines import to_line

DAY_MS, FIRST_MS = 86_400_000, 1_760_000_000_000
EXPORTS = {
    "deck.apkg": ("export", "3", "-o", "deck.apkg"),
    "mine.apkg": ("export", "--with-progress", "4", "-o", "mine.apkg"),
    "log.jsonl": ("export", "--log", "-o", "log.jsonl"),
}


class Ended(NamedTuple):
    """How a run ended: killed or by itself, and what it had said."""

    killed: bool
    said: str


class World:
    """A learner's home, and the program that is killed in it."""

    def __init__(self, root: Path, seed: int) -> None:
        self.root, self.rng, self.seed = root, random.Random(seed), seed
        self.lengths: dict[str, float] = {}
        self.figures: Counter[str] = Counter()
        self.day, self.count = date(2026, 11, 24), 0
        self.base, self.home, self.out = root / "base", root / "home", root / "out"
        for folder in (self.base, self.out, root / "tmp", root / "replays"):
            folder.mkdir(parents=True)
        self.cards = [card.id for card in load_library(built_in_decks(), root / "cache").cards()]
        self.write_log(root / "first.jsonl", 900)
        self.home = self.base
        self.run("import", str(root / "first.jsonl"))
        self.run("review", "--limit", "2", given="\n3\n\n1\n")
        self.home = root / "home"
        self.begin()

    # -- running -------------------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """The first book again."""
        shutil.rmtree(self.home, ignore_errors=True)
        shutil.copytree(self.base, self.home)

    @property
    def book(self) -> Path:
        """The learner's book."""
        return self.home / "book.db"

    def environ(self) -> dict[str, str]:
        """Where and when the program runs."""
        clock = {"NPQLT_CARDS_NOW": f"{self.day}T08:00:00+00:00"}
        return {**os.environ, "NPQLT_CARDS_HOME": str(self.home), "TMPDIR": str(self.root / "tmp"), **clock}

    def run(self, *arguments: str, given: str = "", code: int = 0) -> str:
        """A run that nobody kills; what it said."""
        done = npqlt(*arguments, given=given, cwd=self.out, environ=self.environ())
        assert done.returncode == code, done.stderr
        return done.stdout

    def kill(self, name: str, *arguments: str, given: str = "") -> Ended:
        """A run that is killed, if it does not end before."""
        files = [self.root / stream for stream in ("given", "said", "errors")]
        files[0].write_text(given)
        with files[0].open() as stdin, files[1].open("w") as stdout, files[2].open("w") as stderr:
            begun = time.monotonic()
            process = subprocess.Popen(
                [sys.executable, "-m", "npqlt_cards", *arguments],
                stdin=stdin,
                stdout=stdout,
                stderr=stderr,
                cwd=self.out,
                env=self.environ(),
            )
            self.await_moment(name, process)
            process.kill()
            code = process.wait()
        if code == 0:
            self.lengths[name] = (self.lengths.get(name, 0.0) + time.monotonic() - begun) / (1 + (name in self.lengths))
        errors = files[2].read_text()
        assert "Traceback" not in errors, errors
        assert code in (0, -9), (code, errors)
        self.note(name, killed := code != 0)
        return Ended(killed, files[1].read_text())

    def await_moment(self, name: str, process: subprocess.Popen[bytes]) -> None:
        """Sleep until it is to be killed, or has ended; the first run of its kind is let be, to know its length."""
        length = self.lengths.get(name)
        if length is None:
            process.wait(timeout=120)
            return
        end = time.monotonic() + 3 * length + 10
        if self.rng.random() < 0.5:
            end = time.monotonic() + self.rng.uniform(0, 1.05 * length)
        else:
            while process.poll() is None and not self.writing() and time.monotonic() < end:
                time.sleep(0.0005)
            end = time.monotonic() + self.rng.random() ** 2 * 0.3 * length
        while process.poll() is None and (left := end - time.monotonic()) > 0:
            time.sleep(min(left, 0.005))

    def writing(self) -> bool:
        """Whether something that is being written shows."""
        return bool(list(self.asides())) or self.hot()

    def hot(self) -> bool:
        """Whether a journal has something in it."""
        try:
            return (self.home / "book.db-journal").stat().st_size > 0
        except OSError:
            return False

    def asides(self) -> Iterator[Path]:
        """Files set aside."""
        for folder in (self.home, self.home / "backups", self.out):
            if folder.is_dir():
                yield from folder.glob(".*.tmp")

    def note(self, name: str, killed: bool) -> None:
        """Count how it ended, and what it left; age what was left aside."""
        self.figures[f"{name}: {'killed' if killed else 'ended'}"] += 1
        self.figures["killed"] += killed
        self.figures["journals to be rolled back"] += killed and self.hot()
        for path in self.asides():
            self.figures["files left aside"] += path.stat().st_mtime > 1e9
            os.utime(path, (1, 1))

    # -- looking through -----------------------------------------------------------------------------------------------

    def look_through(self) -> list[Row]:
        """The log, after everything in the home was held against what must be."""
        assert self.book.stat().st_size > 0
        folder = Path(tempfile.mkdtemp(dir=self.root / "replays"))
        rows = whole(self.book, folder)
        shutil.rmtree(folder)
        for each in copies.listed(self.home / "backups"):
            copies.sound(each.path)
        return rows

    def settle(self) -> None:
        """Some runs that nobody kills: all works, and of what was left aside nothing stays."""
        self.day += timedelta(days=1)
        self.run("review", "--new", "500", "--limit", "1", given="\n4\n")
        for words in EXPORTS.values():
            self.run(*words)
        self.run("backup", "-o", "backup.db")
        self.run("config", "set", "reviews_per_day", "200")
        self.run("doctor")
        assert not list(self.asides()), list(self.asides())
        assert len(copies.listed(self.home / "backups")) <= 40
        self.look_through()

    def write_log(self, path: Path, many: int) -> list[Row]:
        """Some rows of another machine's log."""
        self.count += 1
        rows = []
        for number in range(many):
            at = FIRST_MS + self.count * 3_600_000 + number * 200_000
            id_, card = f"{self.seed}-{self.count}-{number}", self.cards[self.rng.randrange(300)]
            rows.append(Row(id_, at, at // DAY_MS, card, "review", self.rng.randint(1, 4), 4_000))
        path.write_text("".join(map(to_line, rows)), "utf-8")
        return rows
