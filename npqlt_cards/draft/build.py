"""A page → a :class:`Draft`: each statement word for word, with an id, the deletions and the questions that pass."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from npqlt_cards import cloze
from npqlt_cards.decks.read import unholdable
from npqlt_cards.decks.records import LEARN_HOW_TO, LEARN_THAT, Deck, Mend, Note, Statement
from npqlt_cards.draft.clozes import mark
from npqlt_cards.draft.ids import statement_slug
from npqlt_cards.draft.judge import over_all
from npqlt_cards.draft.phrases import Rarity
from npqlt_cards.draft.questions import ask
from npqlt_cards.draft.records import Draft, Left
from npqlt_cards.errors import Problem, ProblemsError, readable
from npqlt_cards.framework import Area, Page
from npqlt_cards.framework.lines import sentence_starts

# A later sentence that begins so is seen without the one it points at; where there is no other, it needs a gloss.
_POINTS_BACK = re.compile(
    r"(?:(?:However|Ideally|Therefore|Instead|Thus), )?(?:it|its|they|their|this|these|those|such)\b", re.IGNORECASE
)
_MARKUP = "the page’s own words hold cloze markup, which a deck would take for its own"


class _Printed(NamedTuple):
    """A statement as the page prints it."""

    kind: str
    number: str
    stem: str | None
    text: str
    line: int


def draft_page(page: Page, name: str) -> Draft:
    """Draft a deck for every area of a page; ``name`` is what messages call the page.

    Raises ProblemsError, by line of the page, for words that no deck can hold.
    """
    _refuse_unholdable(page, name)
    drafter = _Drafter(page)
    for area in page.areas:
        drafter.area(area)
    return drafter.finished()


def _refuse_unholdable(page: Page, name: str) -> None:
    repair = "delete it from the page’s text"
    problems = [
        Problem("D05", name, line, f"“{words[:40]}” {reason}, which no deck can hold", repair)
        for line, words in _words(page)
        if (reason := unholdable(words) or _nothing_left(words))
    ]
    problems += list(_gaps(page, name))
    if problems:
        raise ProblemsError(readable(problems))


def _gaps(page: Page, name: str) -> Iterator[Problem]:
    """Statements whose number on the page is not their place, as one before them has no words."""
    for area in page.areas:
        for due, s in enumerate(area.learn_that, start=1):
            if s.number != due:
                yield Problem(
                    "D08", name, s.line, f"statement {s.number} stands where {due} is due", "add what is lost"
                )
                break


def _nothing_left(words: str) -> str:
    return "" if _unmarked(words)[0] else "holds nothing but cloze markup"


def _words(page: Page) -> Iterator[tuple[int, str]]:
    """Every text of the page that goes into a deck, with its line."""
    for area in page.areas:
        yield area.line, area.title
        for group in area.learn_how_to:
            yield group.line, group.stem
        yield from ((printed.line, printed.text) for printed in _printed(area))
        yield from ((note.line, note.text) for note in area.notes)


def _printed(area: Area) -> Iterator[_Printed]:
    for s in area.learn_that:
        yield _Printed(LEARN_THAT, str(s.number), None, s.text, s.line)
    for count, group in enumerate(area.learn_how_to, start=1):
        for place, practice in enumerate(group.practices, start=1):
            yield _Printed(LEARN_HOW_TO, f"{count}.{place}", group.stem, practice.text, practice.line)


@dataclass
class _Drafter:
    """Goes through a page once. ``holders`` knows which statement holds which words, for what is printed twice."""

    page: Page
    decks: list[Deck] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    to_do: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    holders: dict[tuple[str | None, str], Statement] = field(default_factory=dict)
    exceptions: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.rarity = Rarity(printed.text for area in self.page.areas for printed in _printed(area))

    def area(self, area: Area) -> None:
        """Draft one area's deck."""
        slug = area.slug
        statements: list[Statement] = []
        notes: list[Note] = []
        for printed in _printed(area):
            taken = {s.id.rpartition("/")[2] for s in statements}
            statement = self._statement(slug, printed, taken)
            statements.append(statement)
            if self.holders.get((statement.stem, statement.text)) is statement:
                found = self._notes(statement)
                notes.extend(found)
                self._note_to_do(statement, found)
        stems = tuple(_unmarked(group.stem) for group in area.learn_how_to)
        for count in range(1, len(stems) + 1):
            self.to_do[slug, f"group {count}"] = ("to do: a scenario for one of these practices",)
        title, remarks = area.title.partition(" (")[0], tuple(note.text for note in area.notes)
        number = area.number or None
        file = f"{number}-{slug}.yaml" if number else f"{slug}.yaml"
        self.decks.append(Deck(file, slug, number, title, tuple(statements), tuple(notes), stems, remarks))

    def _statement(self, area: str, printed: _Printed, taken: set[str]) -> Statement:
        """The statement without deletions, or the twin of one that stands already."""
        id_ = f"{area}/{statement_slug(printed.text, self.rarity, taken)}"
        text, mends = _unmarked(printed.text)
        stem = _unmarked(printed.stem)[0] if printed.stem else None
        bare = Statement(id_, area, printed.kind, printed.number, stem, _sentences(text), mends=mends, draft=True)
        holder = self.holders.setdefault((stem, bare.text), bare)
        if holder is not bare and holder.area != area and holder.mends == mends:
            return bare._replace(sentences=(), mends=(), same_as=holder.id)
        if holder is not bare:
            self.exceptions.append(f"C14c {id_}: the page prints the words of {holder.id} again")
            self.to_do[area, id_] = (f"to do: the page prints the words of {holder.id} again; cards stand there",)
        return bare

    def _notes(self, statement: Statement) -> list[Note]:
        """The notes on a statement that pass; those that do not are kept in mind as left out."""
        if statement.mends or _odd(statement):
            self.left.append(Left(statement.id, "cloze", "its words hold what looks like markup", "C01a"))
            return []
        asked, left = ask(statement)
        self.left.extend(left)
        clozes: list[Note] = []
        for count, sentence in enumerate(statement.sentences, start=1):
            if clozes and _POINTS_BACK.match(sentence):
                self.left.append(Left(statement.id, "cloze", "its sentence points at the one before"))
                continue
            choice = mark(statement, sentence, self.rarity)
            if choice.fault:
                self.left.append(Left(statement.id, "cloze", choice.fault.message, choice.fault.code))
                continue
            id_ = f"{statement.id}#cloze" + (f"-{count}" if count > 1 else "")
            clozes.append(Note(id_, statement.id, "cloze", choice.text, draft=True))
        return [*clozes, *asked]

    def _note_to_do(self, statement: Statement, notes: Sequence[Note]) -> None:
        why = "; ".join(dict.fromkeys(left.why for left in self.left if left.statement == statement.id))
        forms = {note.form for note in notes}
        wanted = [] if "cloze" in forms else ["a cloze"]
        wanted += [] if forms - {"cloze"} else ["a question"]
        if wanted:
            remark = f"to do: {' and '.join(wanted)}" + (f" ({why})" if why else "")
            self.to_do[statement.area, statement.id] = (remark,)

    def finished(self) -> Draft:
        """The draft, once each card whose front another one has was taken out."""
        decks = [_marked(deck) for deck in self.decks]
        while clashing := {_note_id(found.id) for _, found in over_all(decks, ("C14a",))}:
            self.decks = [self._without(deck, clashing) for deck in self.decks]
            decks = [_marked(deck) for deck in self.decks]
        odd = over_all(decks, ("C01a",))
        lines = [f"C01a {found.id}: the page’s own words: {found.message}" for _, found in odd]
        exceptions = tuple(dict.fromkeys([*self.exceptions, *lines]))
        return Draft(tuple(decks), tuple(self.left), self.to_do, exceptions, self.page.title)

    def _without(self, deck: Deck, clashing: set[str]) -> Deck:
        """The deck without these notes, which count as left out."""
        gone = [note for note in deck.notes if note.id in clashing]
        kept = tuple(note for note in deck.notes if note.id not in clashing)
        self.left += [Left(note.statement, note.form, "another card has the same front", "C14a") for note in gone]
        for statement in (s for s in deck.statements if s.id in {note.statement for note in gone}):
            self._note_to_do(statement, [note for note in kept if note.statement == statement.id])
        return deck._replace(notes=kept)


def _note_id(card: str) -> str:
    """The note that a card belongs to."""
    return card.rpartition(":")[0] or card


def _marked(deck: Deck) -> Deck:
    """The deck with the deletions of its cloze notes in the statements' sentences, where a file has them."""
    texts = {note.id: note.text for note in deck.notes if note.form == "cloze"}
    return deck._replace(statements=tuple(_with_deletions(s, texts) for s in deck.statements))


def _with_deletions(s: Statement, texts: dict[str, str]) -> Statement:
    ids = (f"{s.id}#cloze" + (f"-{count}" if count > 1 else "") for count in range(1, len(s.sentences) + 1))
    return s._replace(sentences=tuple(texts.get(id_, text) for id_, text in zip(ids, s.sentences, strict=True)))


def _sentences(text: str) -> tuple[str, ...]:
    starts = [0, *sentence_starts(text), len(text)]
    return tuple(text[a:b].strip() for a, b in pairwise(starts))


def _unmarked(text: str) -> tuple[str, tuple[Mend, ...]]:
    """The words as a deck holds them: cloze markup that the page prints is taken out, and the mend tells of it."""
    bare = text
    while (plain := " ".join(cloze.plain(bare).split())) != bare:
        bare = plain
    return (bare, ()) if bare == text else (bare, (Mend(text, bare, _MARKUP),))


def _odd(statement: Statement) -> bool:
    """Whether the statement's words or stem would be told as stray markup, whatever is marked in them."""
    return bool(over_all([Deck("", statement.area, None, "", (statement,), ())], ("C01a",)))
