"""What a framework page holds, as plain records with the lines they stood on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from npqlt_cards.errors import Problem


@dataclass(frozen=True)
class Statement:
    """A numbered Learn-that statement, its wrapped lines joined by single spaces."""

    number: int
    text: str
    line: int


@dataclass(frozen=True)
class Practice:
    """One bullet of a Learn-how-to group, or a note that is printed as one."""

    text: str
    line: int


@dataclass(frozen=True)
class Group:
    """A Learn-how-to stem ("Support colleagues to … by:") and the practices that complete it."""

    stem: str
    practices: tuple[Practice, ...]
    line: int


@dataclass(frozen=True)
class Area:
    """One printed section; ``copies`` counts how often the page prints it, word for word the same."""

    number: int | None
    title: str
    slug: str
    copies: int
    learn_that: tuple[Statement, ...]
    learn_how_to: tuple[Group, ...]
    notes: tuple[Practice, ...]
    line: int

    def words(self) -> tuple[object, ...]:
        """Everything the section says, without its lines: what makes two copies the same."""
        return (
            tuple((s.number, s.text) for s in self.learn_that),
            tuple((g.stem, tuple(p.text for p in g.practices)) for g in self.learn_how_to),
            tuple(n.text for n in self.notes),
        )

    def to_json(self) -> dict[str, Any]:
        """The promised form of ``npqlt framework read --json``."""
        return {
            "number": self.number,
            "title": self.title,
            "slug": self.slug,
            "copies": self.copies,
            "learn_that": [{"number": s.number, "text": s.text} for s in self.learn_that],
            "learn_how_to": [{"stem": g.stem, "practices": [p.text for p in g.practices]} for g in self.learn_how_to],
            "notes": [n.text for n in self.notes],
        }


@dataclass(frozen=True)
class NamedArea:
    """An entry of the page's own list of areas ("3 – How Pupils Learn"), printed as a section or only named."""

    number: int
    title: str
    printed: bool

    def to_json(self) -> dict[str, Any]:
        """The promised form of ``npqlt framework read --json``."""
        return {"number": self.number, "title": self.title, "printed": self.printed}


@dataclass(frozen=True)
class Page:
    """A whole page, in its own order, with what was doubtful in it.

    ``title`` is what the page calls its framework ("National Professional Qualification (NPQ): … Framework"), or empty.
    """

    named: tuple[NamedArea, ...]
    areas: tuple[Area, ...]
    warnings: tuple[Problem, ...]
    title: str = ""

    def to_json(self) -> dict[str, Any]:
        """The promised form of ``npqlt framework read --json``."""
        return {
            "named": [n.to_json() for n in self.named],
            "areas": [a.to_json() for a in self.areas],
        }
