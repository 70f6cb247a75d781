"""What the checks look at: the decks of one place, each card with what its front shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from npqlt_cards import cloze
from npqlt_cards.cloze import Gap
from npqlt_cards.decks.ledger import Entry
from npqlt_cards.decks.library import Library
from npqlt_cards.decks.records import LEARN_HOW_TO, Deck, Note, Statement
from npqlt_cards.framework import Page


@dataclass(frozen=True)
class Finding:
    """Something a check found: where, on what (the id of a card, note, statement or area), and what.

    ``warning`` is true where an error's check finds what need not be right yet.
    """

    file: str
    line: int
    id: str
    message: str
    warning: bool = False


@dataclass(frozen=True)
class Placed:
    """A note with its statement and its file."""

    note: Note
    statement: Statement
    file: str

    @property
    def id(self) -> str:
        """The note's id."""
        return self.note.id

    @property
    def around(self) -> str:
        """What the context line shows of the statement: stem, and a cloze's gloss. Title and number are not counted."""
        return f"{self.statement.stem or ''} {self.statement.gloss_for(self.note)}".strip()

    def finding(self, message: str) -> Finding:
        """A finding on this note or card."""
        return Finding(self.file, self.note.line, self.id, message)


_MOST_CARDS = 50  # of one note: each is looked at in the whole of its text, so that time would grow with their square


@dataclass(frozen=True)
class ClozeCard(Placed):
    """One number of a cloze note: what it hides and what stays in view."""

    number: int = 0

    @property
    def id(self) -> str:
        """The card's id."""
        return f"{self.note.id}:{self.number}"

    @cached_property
    def hidden(self) -> list[str]:
        """What the card hides, deletion by deletion."""
        return cloze.hidden(self.note.text, self.number)

    @cached_property
    def visible(self) -> str:
        """The sentence's words in view, without the hint."""
        return " ".join(piece.text for piece in cloze.front(self.note.text, self.number) if not piece.active)

    @cached_property
    def hint(self) -> str:
        """The card's hints."""
        return " ".join(gap.hint or "" for gap in gaps(self.note.text) if self.number in gap.numbers).strip()


@dataclass(frozen=True)
class Question(Placed):
    """One question and its answer."""


@dataclass(frozen=True)
class Subject:
    """The decks of one place. ``files`` are those to be checked: the others only hold what these refer to.

    ``whole`` is true for a folder: then ``ledger`` is its ledger, if it has one. ``page`` is there when asked for.
    """

    library: Library
    files: frozenset[str]
    folder: Path
    whole: bool = False
    ledger: Mapping[str, Entry] | None = None
    page: Page | None = None
    broken: tuple[str, ...] = ()

    @cached_property
    def decks(self) -> list[Deck]:
        """The decks to be checked."""
        return [deck for deck in self.library.decks if deck.file in self.files]

    @cached_property
    def statements(self) -> list[tuple[Deck, Statement]]:
        """The statements to be checked, those in another place's words included."""
        return [(deck, self.library.statements[s.id]) for deck in self.decks for s in deck.statements]

    @cached_property
    def own(self) -> list[tuple[Deck, Statement]]:
        """The statements that hold words of their own."""
        return [(deck, s) for deck, s in self.statements if not s.same_as]

    @cached_property
    def placed(self) -> list[Placed]:
        """The notes to be checked."""
        return [Placed(n, self.library.statements[n.statement], deck.file) for deck in self.decks for n in deck.notes]

    @cached_property
    def cloze_cards(self) -> list[ClozeCard]:
        """Every card that hides words; of a note with absurdly many (C02c tells their number), the first ones."""
        clozes = [p for p in self.placed if p.note.form == "cloze"]
        return [
            ClozeCard(p.note, p.statement, p.file, number) for p in clozes for number in p.note.numbers[:_MOST_CARDS]
        ]

    @cached_property
    def questions(self) -> list[Question]:
        """Every card that asks."""
        return [Question(p.note, p.statement, p.file) for p in self.placed if p.note.form != "cloze"]

    @cached_property
    def scenarios(self) -> list[Question]:
        """Every question on a situation."""
        return [question for question in self.questions if question.note.form == "scenario"]

    @cached_property
    def drafted(self) -> frozenset[str]:
        """The areas in which a draft stands: what they do not cover yet is left to do, and no error."""
        statements = {s.area for deck in self.decks for s in deck.statements if s.draft}
        return frozenset(statements | {deck.area for deck in self.decks if any(note.draft for note in deck.notes)})

    @cached_property
    def forms(self) -> dict[str, list[str]]:
        """For each statement with cards, the form of each card; a twin has those of its other place."""
        found: dict[str, list[str]] = {}
        for note in self.library.notes.values():
            found.setdefault(note.statement, []).extend([note.form] * len(note.numbers))
        for id_, statement in self.library.statements.items():
            if statement.same_as:
                found[id_] = found.get(statement.same_as, [])
        return found

    def groups(self, deck: Deck) -> list[tuple[str, list[Statement]]]:
        """The how-to groups of a deck: stem and practices."""
        found: dict[str, list[Statement]] = {}
        for statement in deck.statements:
            if statement.kind == LEARN_HOW_TO:
                found.setdefault(statement.number.partition(".")[0], []).append(statement)
        return [(practices[0].stem or "", practices) for practices in found.values()]


def gaps(text: str) -> list[Gap]:
    """Every deletion of a text, those inside others included."""
    return [gap for gap, _ in nested(cloze.parse(text))]


def nested(tree: Iterable[cloze.Node], depth: int = 0) -> Iterator[tuple[Gap, int]]:
    """Every deletion of a parsed text, with how many others it stands in."""
    for node in tree:
        if isinstance(node, Gap):
            yield node, depth
            yield from nested(node.nodes, depth + 1)
