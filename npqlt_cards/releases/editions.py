"""An edition: all that a learner reads of each card, by the card's id, in syllabus order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from npqlt_cards import cloze
from npqlt_cards.checks.ledger import cards_of
from npqlt_cards.decks.library import Library
from npqlt_cards.decks.records import Note, context_line


class Shown(NamedTuple):
    """One card: what stands on its two sides, what it hides or asks, and when its note last changed.

    ``statement`` is the whole statement below the answer, ``changed`` is in seconds since 1970 UTC.
    """

    form: str
    context: str
    front: str
    back: str
    statement: str
    remark: str
    asks: str
    changed: int

    @property
    def read(self) -> dict[str, str]:
        """The words that a learner reads, by name."""
        names = ("context", "front", "back", "statement", "remark")
        return {name: getattr(self, name) for name in names}


Edition = Mapping[str, Shown]


def edition_of(library: Library) -> dict[str, Shown]:
    """What the decks hold now."""
    found: dict[str, Shown] = {}
    for note in library.notes.values():
        statement = library.statements[note.statement]
        found.update(shown_of(note, context_line(library.titles[statement.area], statement, note), statement.text))
    return found


def shown_of(note: Note, context: str, statement: str) -> Iterator[tuple[str, Shown]]:
    """The cards of one note, with their ids. Without a ``statement`` a cloze's one sentence is all of it."""
    statement = statement or cloze.plain(note.text)
    for number, asks in cards_of(note).items():
        front, back = _sides(note, int(number))
        card = Shown(note.form, context, front, back, statement, note.remark, asks, note.changed)
        yield f"{note.id}:{number}", card


def _sides(note: Note, number: int) -> tuple[str, str]:
    if note.form != "cloze":
        return note.text, note.answer
    return cloze.shown(cloze.front(note.text, number)), cloze.shown(cloze.back(note.text, number))
