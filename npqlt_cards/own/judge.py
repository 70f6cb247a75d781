"""Deck files from anybody, read with care and put before the checks: taken all together, or refused with words.

What the reader raises is refused, and so is what clashes with other decks: such a file cannot be learnt from. Broken
cloze markup is refused too, since half a sentence would be hidden for good. The other rules of a good card are only
counted: somebody who learns from a friend's deck cannot mend it, and a card that could be better is still a card.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from npqlt_cards.checks import check_subject
from npqlt_cards.checks.subject import Subject
from npqlt_cards.decks.files import deck_files
from npqlt_cards.decks.library import Library, stand_beside
from npqlt_cards.decks.read import read_deck
from npqlt_cards.decks.records import Deck
from npqlt_cards.errors import NpqltError, Problem, ProblemsError

REFUSED = ("C01a", "C01b")
_DRAFT = "C15e"


class Candidate(NamedTuple):
    """A deck file to be taken in: its bytes, the deck in them, and when it was saved, in seconds since 1970 UTC."""

    path: Path
    data: bytes
    deck: Deck
    saved: int


class Judged(NamedTuple):
    """A deck that can be taken in: how many drafts it holds, and how often it breaks a rule of a good card."""

    candidate: Candidate
    drafts: int
    doubts: int


def read_candidates(path: Path) -> list[Candidate]:
    """The deck file at ``path``, or those of the folder there. Raises NpqltError, or ProblemsError for all the files.

    Only regular files are read, none larger than any deck, and in a folder no links: a folder that somebody handed on
    reaches no file outside it.
    """
    if not path.exists():
        raise NpqltError(f"{path}: there is no such file or folder: name a deck file, or a folder of them")
    inside = path.is_dir()
    found: list[Candidate] = []
    problems: list[Problem] = []
    for file in deck_files(path) if inside else [path]:
        try:
            found.append(_read(file, linked=not inside))
        except ProblemsError as error:
            problems.extend(error.problems)
    if problems:
        raise ProblemsError(problems)
    return found


def _read(path: Path, linked: bool) -> Candidate:
    if not path.is_file() or (path.is_symlink() and not linked):
        raise ProblemsError(
            [Problem("D01", str(path), 0, "is a link, or no regular file", "put the file itself there")]
        )
    deck, data = read_deck(path)
    return Candidate(path, data, deck, int(path.stat().st_mtime))


def judge(found: Sequence[Candidate], library: Library) -> list[Judged]:
    """What the checks say of decks that would stand in ``library``. Raises ProblemsError with all that refuses them."""
    decks = [candidate.deck for candidate in found]
    strangers = list(_strangers(decks, library))
    together = beside(library, decks)
    if problems := [*strangers, *together.left_out]:
        raise ProblemsError(problems)
    subject = Subject(together, frozenset(deck.file for deck in decks), found[0].path.parent)
    told = check_subject(subject, lambda code: code.startswith("C"))
    if problems := [problem for problem in told if problem.code in REFUSED]:
        raise ProblemsError(problems)
    drafts = [problem.file for problem in told if problem.code == _DRAFT]
    doubts = [problem.file for problem in told if problem.code != _DRAFT]
    return [Judged(each, drafts.count(each.deck.file), doubts.count(each.deck.file)) for each in found]


def beside(library: Library, decks: Sequence[Deck], without: str = "") -> Library:
    """The library with its own decks renewed by ``decks``, and without the one of an area."""
    gone = {without, *(deck.area for deck in decks)}
    ours = Library(tuple(deck for deck in library.decks if deck.area not in library.own))
    others = [deck for deck in library.decks if deck.area in library.own and deck.area not in gone]
    return stand_beside(ours, [*others, *decks])


def _strangers(decks: Sequence[Deck], library: Library) -> Iterator[Problem]:
    """Decks that would replace an own one of the same area with which they have nothing in common."""
    own = {deck.area: deck for deck in library.decks if deck.area in library.own}
    for deck in decks:
        there = own.get(deck.area)
        if there and {s.id for s in there.statements}.isdisjoint(s.id for s in deck.statements):
            what = (
                f"the area {deck.area} is your own deck {there.file}'s, which has no statement in common with this one"
            )
            repair = f"choose another area, or first: npqlt deck remove {deck.area}"
            yield Problem("D13", deck.file, deck.line, what, repair)
