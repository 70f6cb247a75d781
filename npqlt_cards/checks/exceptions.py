"""Exceptions to the rules, listed in the open: ``exceptions.txt`` beside the decks.

One a line: the code, the id of the card or note (or of the statement or area, for checks on those), and the reason
after a colon. ``C05c implementation/plan-carefully#cloze:2: the framework's own sentence has 47 words``. Lines that
begin with ``#`` are remarks.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from npqlt_cards.checks.subject import Finding, Subject
from npqlt_cards.decks.files import read_shared
from npqlt_cards.errors import Problem

EXCEPTIONS_FILE = "exceptions.txt"
LARGEST_FILE = 1_000_000  # bytes
_LINE = re.compile(r"(?P<code>[A-Z][0-9]{2}[a-z]?)\s+(?P<id>[^\s:]+(?::[0-9]+)?):\s+(?P<reason>\S.*)")


@dataclass(frozen=True)
class Allowance:
    """One listed exception, with the line it stands on."""

    code: str
    id: str
    reason: str
    line: int

    def covers(self, code: str, finding: Finding) -> bool:
        """Whether a finding is excepted: on the very id, or on a card of the note."""
        return self.code == code and (finding.id == self.id or finding.id.startswith(f"{self.id}:"))


def read_exceptions(folder: Path, codes: Collection[str]) -> tuple[list[Allowance], list[Problem]]:
    """The exceptions of a folder, and what is wrong with the file (X01); none where there is no file."""
    path = folder / EXCEPTIONS_FILE
    if not path.exists():
        return [], []
    try:
        text = read_shared(path, LARGEST_FILE).decode("utf-8-sig")
    except OSError as error:
        return [], [Problem("X01", str(path), 0, f"cannot be read ({error.strerror})", "make it a file of this folder")]
    except UnicodeDecodeError as error:
        return [], [Problem("X01", str(path), 0, f"cannot be read ({error})", "save it as UTF-8 text")]
    found, problems = [], []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        parts = _LINE.fullmatch(line.strip())
        if parts and parts["code"] in codes:
            found.append(Allowance(parts["code"], parts["id"], parts["reason"], number))
        else:
            what = f"excepts from {parts['code']}, which no check has" if parts else "is no exception"
            problems.append(Problem("X01", str(path), number, what, "write “CODE ID: reason”"))
    return found, problems


def idle(exceptions: list[Allowance], used: Collection[Allowance], subject: Subject) -> Iterator[Problem]:
    """X02 for each exception that no finding needed, as far as its deck was checked."""
    checked = {deck.area for deck in subject.decks}
    for each in exceptions:
        area = re.split("[/#:]", each.id)[0]
        unread = area not in checked and (not subject.whole or subject.broken)
        if each not in used and not unread:
            message = f"the exception from {each.code} for {each.id} is not needed"
            yield Problem("X02", str(subject.folder / EXCEPTIONS_FILE), each.line, message, "delete the line")
