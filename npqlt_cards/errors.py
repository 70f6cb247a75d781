"""What can go wrong, as data: problems in files, and the exceptions that end a command."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from npqlt_cards.wording import counted


@dataclass(frozen=True)
class Problem:
    """One thing wrong (or doubtful) at one place in a file.

    ``line`` counts from 1, and is 0 where the problem is the whole file's. ``repair`` says what to do.
    ``warning`` is true for what is only doubtful: it is shown, and does not fail a command.
    """

    code: str
    file: str
    line: int
    message: str
    repair: str = ""
    warning: bool = False

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        kind = "warning: " if self.warning else ""
        repair = f": {self.repair}" if self.repair else ""
        return f"{where}: {kind}{self.code} {self.message}{repair}"

    def to_json(self) -> dict[str, Any]:
        """The promised form: every field by its own name."""
        return {
            "code": self.code,
            "file": self.file,
            "line": self.line,
            "message": self.message,
            "repair": self.repair,
            "warning": self.warning,
        }


_MOST_TOLD = 100


def readable(problems: Sequence[Problem]) -> list[Problem]:
    """One file's problems, as many as anybody would read: the errors first, and how many more there are."""
    if len(problems) <= _MOST_TOLD:
        return list(problems)
    told = [problem for problem in problems if not problem.warning][:_MOST_TOLD] or list(problems[:_MOST_TOLD])
    more = f"is followed by {counted(len(problems) - len(told), 'more problem')} in this file"
    return [*told, replace(told[-1], message=more, repair="mend the first ones, and look again")]


class NpqltError(Exception):
    """A message for the user that ends the command: what is wrong, where, and what to do."""

    exit_code = 1


class DamagedError(NpqltError):
    """A file that was a book, and cannot be read as one any more."""


class UsageError(NpqltError):
    """The command's own words are off: an area that does not exist, options that exclude each other."""

    exit_code = 2


class ProblemsError(NpqltError):
    """A file that cannot be used; its message is every problem found in it, one to a line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))
