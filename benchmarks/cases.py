"""Decks with a learner's answers, made by the program's own commands: what the peers take in, and our own import."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import NamedTuple

from benchmarks import books
from benchmarks.measuring import npqlt
from benchmarks.packages import NOTES, generated
from npqlt_cards.decks.library import Library, load_library
from npqlt_cards.decks.write import deck_text
from npqlt_cards.places import built_in_decks
from npqlt_cards.store.lines import to_line

_DECKS = 5  # among which the generated notes are shared, as a file has its limit
_PAUSE = 7  # days without study before today, so that there is enough to ask
ANSWERS = 100_000  # to the generated decks; the built-in ones get what some 400 days of study give them


class Case(NamedTuple):
    """Decks and answers. The two packages, and the log, hold the same cards and answers in all programs' forms."""

    name: str
    folder: Path
    decks: Path
    library: Library

    @property
    def log(self) -> Path:
        """The answers, as ``npqlt export --log`` writes them."""
        return self.folder / "log.jsonl"

    @property
    def studied(self) -> Path:
        """The package with all answers in it."""
        return self.folder / "studied.apkg"

    def environ(self, home: Path) -> dict[str, str]:
        """The variables with which npqlt has these decks, and its data in that folder."""
        return {"NPQLT_CARDS_HOME": str(home), "NPQLT_CARDS_DECKS": str(self.decks)}


def built_in(folder: Path, today: int) -> Case:
    """The project's own decks; the answers end a week before study day ``today``."""
    return _case(folder, today, "ours", built_in_decks())


def large(folder: Path, today: int) -> Case:
    """10,000 generated notes, with 100,000 answers."""
    decks = folder / "generated-decks"
    decks.mkdir(parents=True, exist_ok=True)
    deck = generated(NOTES // _DECKS).decks[0]
    for number in range(1, _DECKS + 1):
        own = deck._replace(area=f"{deck.area}-{number}", title=f"{deck.title} {number}")
        if not (decks / f"{own.area}.yaml").exists():
            (decks / f"{own.area}.yaml").write_text(deck_text(own), "utf-8")
    return _case(folder, today, "generated", decks)


def _case(folder: Path, today: int, word: str, decks: Path) -> Case:
    folder = folder / f"{word}-{today}"
    folder.mkdir(parents=True, exist_ok=True)
    library = load_library(decks, folder / "cache")
    cards = [card.id for card in library.cards()]
    rows = list(books.by_time(books.answers_to(cards, ANSWERS, today - _PAUSE)))
    name = f"{len(cards):,} cards, {len(rows):,} answers"
    case = Case(name, folder, decks, library)
    if not case.studied.exists():
        case.log.write_text("".join(map(to_line, rows)), "utf-8")
        environ = {**os.environ, **case.environ(folder / "home")}
        for arguments in (["import", str(case.log)], ["export", "--with-progress", "-o", str(case.studied)]):
            subprocess.run([npqlt(), *arguments], env=environ, stdout=subprocess.DEVNULL, check=True)
    return case
