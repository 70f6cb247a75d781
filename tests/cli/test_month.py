"""Weeks of real sessions with crashes thrown in: what the screen acknowledged is in the log, and the log replays."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from replaying import derived, whole
from terminals import BACK, FRONT, WAIT, Terminal, plain

from npqlt_cards.session import Row

LONDON = ZoneInfo("Europe/London")
NEW, REVIEWS = 5, 12  # a day's limits, low enough to be met
SESSIONS = 22
# What ends a session, and the exit code that tells of it.
ENDS = {"leave": 0, "interrupt": 130, "hang up": 129, "kill": -9, "kill at once": -9}
Done = tuple[str, "int | None"]


class Sitting:
    """One session: keys at random, and what the screen acknowledged of them, in turn."""

    def __init__(self, screen: Terminal, rng: random.Random) -> None:
        self.screen, self.rng = screen, rng
        self.kept: list[Done] = []
        self.pending: Done | None = None

    def run(self, most: int, end: str) -> None:
        """So many screens, then the end. What was under way when the program was killed stays ``pending``."""
        for _ in range(most):
            shown, text = self.screen.wait_for_any(FRONT, WAIT, "")
            self.acknowledge(text)
            if shown != FRONT or not self.ask():
                break
        self.end(end)

    def acknowledge(self, text: str) -> None:
        """The next screen is there: what was pending was kept, unless it says that there was nothing to do."""
        if self.pending and "Nothing to take back" not in text:
            self.kept.append(self.pending)
        self.pending = None

    def ask(self) -> bool:
        """A card's front, and what a learner may do with it; false when it comes to nothing more."""
        for key in self.rng.choices(["", "i", "?", "f", "t"], (20, 1, 1, 1, 2), k=2):
            if key == "t":
                return self.type_it()
            self.look(key, FRONT)
        aside = self.rng.choices(["", "u", "b", "s"], (20, 2, 1, 1))[0]
        if aside:
            return self.set_aside(aside)
        self.screen.press(self.rng.choice(" \r"))
        self.screen.wait_for(BACK)
        return self.grade()

    def type_it(self) -> bool:
        """An answer typed, and a grade."""
        self.screen.press("t")
        self.screen.wait_for("Your answer: ")
        self.screen.press("working memory\r")
        self.screen.wait_for(BACK)
        return self.grade()

    def look(self, key: str, side: str) -> None:
        """A key after which the card stays on show."""
        if not key:
            return
        self.screen.press(key)
        if key == "f":
            self.screen.wait_for("wrong with it? ")
            self.pending = ("flag", None)
            self.screen.press("ambiguous\r")
        self.acknowledge(self.screen.wait_for(side))

    def set_aside(self, key: str) -> bool:
        """The card is buried or suspended, or what came before it is taken back."""
        self.pending = ({"u": "undo", "b": "bury", "s": "suspend"}[key], None)
        self.screen.press(key)
        return True

    def grade(self) -> bool:
        """A look at the back, and a grade."""
        self.look(self.rng.choices(["", "i", "?", "f"], (20, 1, 1, 1))[0], BACK)
        if self.rng.random() < 0.05:
            return self.set_aside(self.rng.choice("ubs"))
        grade = self.rng.choices("1234 ", (15, 10, 50, 10, 15))[0]
        self.pending = ("review", 3 if grade == " " else int(grade))
        self.screen.press(grade)
        return True

    def end(self, how: str) -> None:
        """End the program, if it is not over already; what is pending may then be in the log or not."""
        if how == "kill at once":
            time.sleep(self.rng.choice((0, 0.002, 0.005, 0.01)))
        elif self.pending:  # the last key's screen
            self.acknowledge(self.screen.wait_for_any(FRONT, WAIT, "")[1])
        process = self.screen.process
        if how.startswith("kill"):
            process.kill()
        elif how == "hang up":
            self.screen.hang_up()
        else:
            time.sleep(0.1)
            self.screen.press("q" if how == "leave" else "\x03")
        over = process.wait(timeout=20)
        assert over in (0, ENDS[how]), (how, over)
        if how != "hang up":
            assert "Traceback" not in plain(self.screen.ended())


def days() -> Iterator[datetime]:
    """The mornings and evenings of sessions: over the night that makes a day of 23 hours, and the one that makes 25."""
    rng = random.Random(5)
    for first in (datetime(2027, 3, 19, tzinfo=LONDON), datetime(2027, 10, 23, tzinfo=LONDON)):
        day = first
        for _ in range(SESSIONS // 2):
            yield day + timedelta(hours=rng.choice((3.9, 4.1, 7, 13, 23.5)))  # of the wall clock, zone by zone
            day += timedelta(days=rng.choice((0, 1, 1, 1, 2, 3)))


def limits_held(rows: list[Row], book: Path) -> None:
    """No study day has more first answers or more reviews than its limits allow, but for those taken back."""
    gone = {row.about for row in rows if row.kind == "undo"}
    left = sorted((row for row in rows if row.kind == "review" and row.id not in gone), key=lambda row: row.at)
    firsts = [row.day for row in {row.card: row for row in reversed(left)}.values()]
    for day, introduced, reviewed, *_ in derived(book)["tally"]:
        assert introduced == firsts.count(int(str(day))) <= NEW
        assert int(str(reviewed)) <= REVIEWS


@pytest.mark.slow
@pytest.mark.parametrize("seed", [20270319])
def test_a_month(
    terminal: Callable[..., Terminal], npqlt: Any, log: Any, own_home: Path, tmp_path: Path, seed: int
) -> None:
    """Sessions at random moments that end in every way: all that was acknowledged is in the log once, and replays."""
    rng, book, seen = random.Random(seed), own_home / "book.db", 0
    npqlt("config", "set", "new_per_day", str(NEW))
    npqlt("config", "set", "reviews_per_day", str(REVIEWS))
    ends = [*ENDS, "kill at once", "kill at once"] * SESSIONS
    met = set()
    for number, moment in enumerate(days()):
        then = moment.replace(fold=0).isoformat()
        sitting = Sitting(terminal(80, 24, "review", environ={"NPQLT_CARDS_NOW": then}), rng)
        sitting.run(rng.randint(3, 16), ends[number])
        rows = whole(book, tmp_path)
        new: list[Done] = [(row.kind, row.grade) for row in rows[seen:]]
        pending = [sitting.pending] if sitting.pending else []
        assert new in (sitting.kept, sitting.kept + pending), (number, ends[number])
        limits_held(rows, book)
        seen = len(rows)
        met |= {kind for kind, _ in new}
    assert met == {"review", "undo", "bury", "suspend", "flag"}
    assert sorted(row["id"] for row in log()) == sorted(row.id for row in rows)
    assert len({row.day for row in rows}) > 12
    assert len(rows) > 100
