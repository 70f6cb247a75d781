"""From paths to problems: read what can be read, check it, take out what is excepted."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from npqlt_cards.checks.exceptions import Allowance, idle, read_exceptions
from npqlt_cards.checks.subject import Subject
from npqlt_cards.checks.table import CHECKS, CODES, Check
from npqlt_cards.decks.files import LEDGER_FILE, deck_files
from npqlt_cards.decks.ledger import Entry, read_ledger
from npqlt_cards.decks.library import Library, conflicts, in_order
from npqlt_cards.decks.read import read_deck
from npqlt_cards.decks.records import Deck
from npqlt_cards.errors import NpqltError, Problem, ProblemsError
from npqlt_cards.framework import Page


@dataclass(frozen=True)
class Wanted:
    """Which codes to tell; ``C03`` stands for C03a, C03b and so on. Without ``select``, all."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()

    def __call__(self, code: str) -> bool:
        """Whether problems with this code are to be told."""
        return (not self.select or code.startswith(self.select)) and not (self.ignore and code.startswith(self.ignore))

    def unknown(self) -> list[str]:
        """The names that stand for no code."""
        return [name for name in (*self.select, *self.ignore) if not any(code.startswith(name) for code in CODES)]


@dataclass(frozen=True)
class Result:
    """What was checked, and every problem, file by file. ``broken`` are the files whose words could not be checked."""

    subjects: tuple[Subject, ...]
    problems: tuple[Problem, ...]
    broken: tuple[str, ...]


def check_paths(
    paths: Sequence[Path], wanted: Callable[[str], bool], page: Page | None = None, beside: Path | None = None
) -> Result:
    """Check deck files and folders of them. Files of one folder are checked together.

    ``beside`` is a folder of decks from which those may take statements with ``same_as``.
    """
    subjects: list[Subject] = []
    problems: list[Problem] = []
    broken: list[str] = []
    for folder, files, whole in _places(paths):
        try:
            subject, found = _read(folder, files, whole, page, beside)
        except ProblemsError as error:
            problems.extend(error.problems)
            continue
        subjects.append(subject)
        broken.extend(subject.broken)
        problems.extend(found)
        problems.extend(check_subject(subject, wanted))
    told = sorted((p for p in problems if wanted(p.code)), key=lambda p: (p.file, p.line, p.code, p.message))
    return Result(tuple(subjects), tuple(dict.fromkeys(told)), tuple(broken))


def _places(paths: Sequence[Path]) -> Iterator[tuple[Path, list[Path], bool]]:
    """The folders to look at, each with its files, and whether the whole folder was named."""
    folders = list(dict.fromkeys(path for path in paths if path.is_dir()))
    alone: dict[Path, list[Path]] = {}
    for path in dict.fromkeys(paths):
        if path not in folders and path.parent not in folders:
            alone.setdefault(path.parent, []).append(path)
    for folder in folders:
        yield folder, [], True
    for folder, files in alone.items():
        yield folder, files, False


def _read(
    folder: Path, files: Sequence[Path], whole: bool, page: Page | None, beside: Path | None
) -> tuple[Subject, list[Problem]]:
    try:
        files = files or deck_files(folder)
    except NpqltError as error:
        problem = Problem("D01", str(folder), 0, "holds no deck files (*.yaml)", "name a folder that does")
        raise ProblemsError([problem]) from error
    decks, problems, broken = _decks(files)
    company = [] if whole else _company(decks, folder)
    company += _company([*decks, *company], beside) if beside else []
    clashes = conflicts([*decks, *company])
    clashing = {problem.file for problem in clashes if problem.code == "D13"}
    library = Library(in_order([deck for deck in (*decks, *company) if deck.file not in clashing]))
    ledger, more = _ledger(folder) if whole else (None, [])
    checked = frozenset(deck.file for deck in decks) - clashing
    broken += sorted(clashing & {deck.file for deck in decks})
    subject = Subject(library, checked, folder, whole, ledger, page, tuple(broken))
    named = {str(file) for file in files}
    return subject, [*problems, *(p for p in clashes if p.file in named), *more]


def _decks(files: Sequence[Path]) -> tuple[list[Deck], list[Problem], list[str]]:
    decks: list[Deck] = []
    problems: list[Problem] = []
    broken: list[str] = []
    for path in files:
        try:
            decks.append(read_deck(path)[0])
        except ProblemsError as error:
            problems.extend(error.problems)
            broken.append(str(path))
    return decks, problems, broken


def _company(decks: Sequence[Deck], folder: Path) -> list[Deck]:
    """The other decks of a folder, if these refer to statements of other areas; those that cannot be read are not."""
    areas, files = {deck.area for deck in decks}, {deck.file for deck in decks}
    if all((s.same_as or s.id).partition("/")[0] in areas for deck in decks for s in deck.statements):
        return []
    found = _decks([path for path in sorted(folder.glob("*.yaml")) if str(path) not in files])[0]
    return [deck for deck in found if deck.area not in areas]


def _ledger(folder: Path) -> tuple[dict[str, Entry] | None, list[Problem]]:
    try:
        return (read_ledger(folder) if os.path.lexists(folder / LEDGER_FILE) else None), []
    except ProblemsError as error:
        return None, list(error.problems)


def check_subject(subject: Subject, wanted: Callable[[str], bool]) -> list[Problem]:
    """What the checks find in decks that could be read, the excepted taken out."""
    return list(_check(subject, wanted))


def _check(subject: Subject, wanted: Callable[[str], bool]) -> Iterator[Problem]:
    codes = {check.code for check in CHECKS}
    allowances, problems = read_exceptions(subject.folder, codes)
    yield from problems
    used: set[Allowance] = set()
    ran = [check for check in CHECKS if wanted(check.code) and (check.code != "C01d" or subject.page)]
    for check in ran:
        yield from _found(check, subject, allowances, used)
    judged = {check.code for check in ran}
    yield from idle([each for each in allowances if each.code in judged], used, subject)


def _found(check: Check, subject: Subject, allowances: Sequence[Allowance], used: set[Allowance]) -> Iterator[Problem]:
    for finding in check.find(subject):
        covering = [each for each in allowances if each.covers(check.code, finding)]
        used.update(covering)
        if not covering:
            message = finding.message if finding.id in finding.message else f"{finding.message} in {finding.id}"
            warning = check.warning or finding.warning
            yield Problem(check.code, finding.file, finding.line, message, check.repair, warning)
