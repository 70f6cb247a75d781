"""Flagged cards for their author: by deck file, in the order of its lines, with what the learner says of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import PurePath
from typing import NamedTuple

from npqlt_cards.cloze import shown
from npqlt_cards.days import iso_day
from npqlt_cards.decks.library import Library
from npqlt_cards.handout.plain import escaped, table
from npqlt_cards.store.lists import Flag

_GONE = "No longer in the decks"


class Flagged(NamedTuple):
    """A flagged card: where its note stands in a deck file, what it asks, why it was flagged, and when (ISO date).

    ``file`` is the file's bare name: its folder is the learner's own affair. For a card that the decks no longer have,
    ``file``, ``front`` and ``back`` are empty and ``line`` is 0.
    """

    file: str
    line: int
    card: str
    front: str
    back: str
    why: str
    date: str


def located(flags: Iterable[Flag], library: Library) -> list[Flagged]:
    """The flags in the order of deck files and their lines; those of cards that are gone come last."""
    files = [deck.file for deck in library.decks]
    places = {note.id: (deck.file, note.line) for deck in library.decks for note in deck.notes}
    found = []
    for flag in flags:
        file, line = places.get(flag.card.note, ("", 0)) if flag.card else ("", 0)
        sides = (shown(flag.card.front()), shown(flag.card.back())) if flag.card else ("", "")
        row = Flagged(PurePath(file).name, line, flag.id, *sides, " ".join(flag.why.split()), iso_day(flag.day))
        found.append((files.index(file) if file else len(files), line, row))
    return [row for *_, row in sorted(found)]


def as_markdown(flagged: Sequence[Flagged], version: str) -> str:
    """The flags as Markdown, under a heading for each deck file. ``version`` is the release that the lines are of."""
    lines = [f"# Flagged cards\n\nnpqlt-cards {version}\n", *([] if flagged else ["No card is flagged.\n"])]
    for file, rows in groupby(flagged, key=lambda row: row.file):
        lines.append(f"## {escaped(file) or _GONE}\n")
        lines += [line for row in rows for line in _block(row)]
    return "\n".join(lines)


def _block(row: Flagged) -> Iterator[str]:
    yield f"### {escaped(row.card)}\n"
    if row.file:
        yield f"- Line: {row.line}"
        yield f"- Front: {escaped(row.front)}"
        yield f"- Back: {escaped(row.back)}"
    yield f"- Why: {escaped(row.why) or 'no reason given'}"
    yield f"- Flagged on {row.date}\n"


def as_csv(flagged: Sequence[Flagged]) -> str:
    """The flags as a table, a row for each."""
    return table(Flagged._fields, ([str(value) for value in row] for row in flagged))
