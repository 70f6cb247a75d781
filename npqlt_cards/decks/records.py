"""The records of a deck. All are frozen; ids are permanent, and everything a learner's history hangs on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from npqlt_cards import cloze

FORMS = ("cloze", "fact", "why", "scenario")
LEARN_THAT, LEARN_HOW_TO = "learn-that", "learn-how-to"
KIND_TITLES = {LEARN_THAT: "Learn that", LEARN_HOW_TO: "Learn how to"}


class Mend(NamedTuple):
    """A slip of the printed text that a deck puts right: what was printed, what stands now, and why."""

    printed: str
    text: str
    why: str


class Statement(NamedTuple):
    """One statement of the framework, in the area that prints it.

    ``id`` is ``<area>/<slug>``. ``number`` is as the framework counts: ``"4"``, or ``"2.3"`` for group 2, practice 3.
    ``sentences`` carry the cloze markup; a twin has none of its own, and names its other place in ``same_as``.
    ``draft`` is true while nobody has looked at what a program proposed: the id, and the deletions.
    """

    id: str
    area: str
    kind: str
    number: str
    stem: str | None
    sentences: tuple[str, ...]
    same_as: str | None = None
    gloss: str = ""
    dated: str = ""
    mends: tuple[Mend, ...] = ()
    line: int = 0
    draft: bool = False

    @property
    def text(self) -> str:
        """The whole statement without markup."""
        return " ".join(cloze.plain(sentence) for sentence in self.sentences)

    def gloss_for(self, note: Note) -> str:
        """What says what "it" is, where the cards of this note need it: a question has words of its own.

        In the gloss ``them, they: colleagues`` the words before the colon are explained. It stands above the clozes
        whose sentence has one of them; above all where none has.
        """
        if not self.gloss or note.form != "cloze":
            return ""
        explained = [word.strip() for word in self.gloss.partition(":")[0].split(",")]
        pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, explained))})\b", re.IGNORECASE)
        elsewhere = any(pattern.search(cloze.plain(sentence)) for sentence in self.sentences)
        return "" if elsewhere and not pattern.search(cloze.plain(note.text)) else self.gloss

    @property
    def printed(self) -> str:
        """The statement as the page prints it: the mends taken back."""
        return unmended(self.text, self.mends)


class Note(NamedTuple):
    """What is remembered together: one cloze sentence with its deletions, or one question.

    ``id`` is ``<statement>#cloze``, ``#cloze-2`` (second sentence) or ``#<slug>``. ``text`` is the sentence with its
    markup, or the question; ``answer`` is empty for a cloze. ``changed`` is when the content last changed, in seconds
    since 1970 UTC: an Anki note's ``mod``. ``draft`` is true while no author has looked at a proposed note; it is
    no part of what a learner sees.
    """

    id: str
    statement: str
    form: str
    text: str
    answer: str = ""
    remark: str = ""
    changed: int = 0
    line: int = 0
    draft: bool = False

    @property
    def numbers(self) -> list[int]:
        """The numbers of its cards: a cloze's deletions, or just 1."""
        return cloze.card_numbers(self.text) if self.form == "cloze" else [1]


class Deck(NamedTuple):
    """One deck file: an area, its statements in framework order, and the notes on them in the same order.

    ``source`` says whose words the statements are, as each card in Anki has it below; "" says nothing. ``line`` is
    where the area is named.
    """

    file: str
    area: str
    number: int | None
    title: str
    statements: tuple[Statement, ...]
    notes: tuple[Note, ...]
    stems: tuple[tuple[str, tuple[Mend, ...]], ...] = ()
    remarks: tuple[str, ...] = ()
    source: str = ""
    line: int = 1


def context_line(title: str, statement: Statement, note: Note) -> str:
    """Where a card stands: area, kind and number, the stem that a practice completes, and for a cloze what "it" is."""
    parts = [f"{title} · {KIND_TITLES[statement.kind]} {statement.number}"]
    if statement.stem:
        parts.append(statement.stem)
    if gloss := statement.gloss_for(note):
        parts.append(f"({gloss})")
    return "\n".join(parts)


def unmended(text: str, mends: Sequence[Mend]) -> str:
    """The text with every mend taken back, once each, in order from the left."""
    return take_back(text, mends)[0]


def take_back(text: str, mends: Sequence[Mend]) -> tuple[str, list[Mend]]:
    """The text with every mend taken back, and the mends that do nothing to it: whose words it lacks, or that agree."""
    at, idle = 0, []
    for mend in mends:
        found = text.find(mend.text, at)
        if found >= 0:
            text = text[:found] + mend.printed + text[found + len(mend.text) :]
            at = found + len(mend.printed)
        if found < 0 or mend.printed == mend.text:
            idle.append(mend)
    return text, idle
