"""Drafted notes put before the coded checks, in memory: the same ones that ``npqlt check`` runs over files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from npqlt_cards.checks.subject import Finding, Subject
from npqlt_cards.checks.table import CHECKS
from npqlt_cards.decks.library import Library
from npqlt_cards.decks.records import Deck, Note, Statement

# Judged over an area, over all decks, or by the author: not by one statement's notes alone.
_OF_THE_WHOLE = ("C01d", "C12", "C14", "C15c", "C15d", "C15e", "L")
_ON_CLOZES = ("C01", "C02", "C03", "C04", "C05", "C07a", "C08b", "C09c")
CARD_CHECKS = tuple(check for check in CHECKS if not check.code.startswith(_OF_THE_WHOLE))
_CLOZE_CHECKS = tuple(check for check in CARD_CHECKS if check.code.startswith(_ON_CLOZES))
_QUESTION_CHECKS = tuple(check for check in CARD_CHECKS if check not in _CLOZE_CHECKS or check.code == "C01a")
_FOLDER = Path()


class Fault(NamedTuple):
    """What speaks against a card: the code of the check that found it (empty for the drafter's own), and what."""

    code: str
    message: str


def faults(statement: Statement, note: Note) -> list[Fault]:
    """Everything the checks of single cards find in a note, warnings too: a draft should be better than doubtful."""
    checks = _CLOZE_CHECKS if note.form == "cloze" else _QUESTION_CHECKS
    subject = _subject([Deck("", statement.area, None, "", (statement,), (note,))])
    found = ((check.code, finding) for check in checks for finding in check.find(subject))
    return [Fault(code, finding.message) for code, finding in found if finding.id.startswith(note.id)]


def over_all(decks: Sequence[Deck], codes: tuple[str, ...]) -> list[tuple[str, Finding]]:
    """What the checks of these codes find over whole decks."""
    subject = _subject(decks)
    return [(check.code, found) for check in CHECKS if check.code.startswith(codes) for found in check.find(subject)]


def _subject(decks: Sequence[Deck]) -> Subject:
    return Subject(Library(tuple(decks)), frozenset(deck.file for deck in decks), _FOLDER)
