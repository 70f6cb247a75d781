"""Where the benchmarks' books stand: each made when first asked for, and kept for the run or for the next one."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import books
from benchmarks.books import Size
from npqlt_cards.decks.files import edition
from npqlt_cards.places import places
from npqlt_cards.store import Book, open_book

NOW = "2026-11-24T08:00:00+00:00"
TODAY = 20_781  # the study day of NOW


@dataclass(frozen=True)
class Shelves:
    """Books of some sizes, smallest first, below a folder; ``rounds`` is how often a process is run.

    ``today`` is the study day by the clock, for what the peers do: they know no other day.
    """

    folder: Path
    sizes: Sequence[Size]
    rounds: int
    today: int

    @property
    def smallest(self) -> Size:
        """The first size."""
        return self.sizes[0]

    @property
    def largest(self) -> Size:
        """The last size."""
        return self.sizes[-1]

    def home(self, size: Size) -> Path:
        """A home with a book of that size in it, rebuilt from its log."""
        home, current = self.folder / f"{size.cards}-{size.reviews}", edition(places(os.environ).decks)
        if not (home / "made").exists():
            begun = time.perf_counter()
            for left in home.glob("book.db*"):
                left.unlink()
            with books.make(home / "book.db", size, TODAY, current) as book:
                book.rebuild()
            (home / "made").touch()
            print(f"    ({size}: made in {time.perf_counter() - begun:.0f} s)", file=sys.stderr)
        with open_book(home / "book.db") as book:
            if book.edition() != current:  # else the program would take the built-in decks in place of the cards
                book.take_cards(current, books.cards(size))
        return home

    def book(self, size: Size) -> Book:
        """A book of that size, open."""
        return open_book(self.home(size) / "book.db")

    def environ(self, size: Size) -> dict[str, str]:
        """The variables with which a process takes that book, on its day, and has the decks that it was filled from."""
        decks = str(places(os.environ).decks)  # the checkout's, where `python -m` found it; the program is the wheel's
        return {"NPQLT_CARDS_HOME": str(self.home(size)), "NPQLT_CARDS_NOW": NOW, "NPQLT_CARDS_DECKS": decks}
