"""The problems met while one page is read, gathered so that all are told at once."""

from __future__ import annotations

from dataclasses import dataclass, field

from npqlt_cards.errors import Problem, ProblemsError, readable
from npqlt_cards.wording import cut

_LONGEST = 300  # letters of a message: it may quote a line of any length


@dataclass
class Report:
    """Collects problems of one file; errors make :meth:`close` raise, warnings travel with the result."""

    file: str
    problems: list[Problem] = field(default_factory=list)

    def error(self, code: str, line: int, message: str, repair: str = "") -> None:
        """Note something that makes the page unusable as it stands."""
        self.problems.append(Problem(code, self.file, line, cut(message, _LONGEST), repair))

    def warn(self, code: str, line: int, message: str, repair: str = "") -> None:
        """Note something doubtful: how it was read, so that a reader can judge."""
        self.problems.append(Problem(code, self.file, line, cut(message, _LONGEST), repair, warning=True))

    def close(self) -> tuple[Problem, ...]:
        """The warnings in the page's order; raises ProblemsError, warnings included, if there is any error."""
        ordered = sorted(self.problems, key=lambda problem: problem.line)
        if any(not problem.warning for problem in ordered):
            raise ProblemsError(readable(ordered))
        return tuple(ordered)
