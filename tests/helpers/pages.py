"""Framework pages made for tests: statements in, a page of the published layout out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from npqlt_cards.decks.records import LEARN_HOW_TO, LEARN_THAT, Note, Statement
from npqlt_cards.draft import Draft, draft_page
from npqlt_cards.framework import read_text

PAGES = Path(__file__).parent.parent / "draft" / "pages"
STEM = "Support colleagues to run an orchard by:"


def page_text(
    statements: Sequence[str], practices: Sequence[str] = ("Pruning early.",), title: str = "Orchards"
) -> str:
    """One area as the published page prints it."""
    numbered = [f"{number}. {text}" for number, text in enumerate(statements, start=1)]
    bullets = [f"• {text}" for text in practices]
    return "\n".join([title, "Learn that… Learn how to…", *numbered, "", STEM, *bullets, ""])


def drafted(*statements: str, practices: Sequence[str] = ("Pruning early.",)) -> Draft:
    """The draft of one area with these statements."""
    return draft_page(read_text(page_text(statements, practices), "page.txt"), "page.txt")


def statement(text: str, stem: str | None = None) -> Statement:
    """A statement of one sentence; a practice where there is a stem."""
    kind, number = (LEARN_HOW_TO, "1.1") if stem else (LEARN_THAT, "1")
    return Statement("orchards/idea", "orchards", kind, number, stem, (text,))


def questions(draft: Draft) -> list[Note]:
    """The drafted questions."""
    return [note for deck in draft.decks for note in deck.notes if note.form != "cloze"]


def clozes(draft: Draft) -> list[Note]:
    """The drafted cloze notes."""
    return [note for deck in draft.decks for note in deck.notes if note.form == "cloze"]
