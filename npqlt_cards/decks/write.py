"""A :class:`Deck` → the text of its file, in the form that authors write by hand; ``read`` gives the same deck back.

Words stand in folded blocks (``>-``), where no character has a meaning of its own, and which wrap like prose.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence

from npqlt_cards.decks.records import LEARN_THAT, Deck, Mend, Note, Statement

_WIDTH = 106
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9 ’&,()/-]*[A-Za-z0-9)]")  # words that YAML takes for nothing but words


def deck_text(deck: Deck, header: Sequence[str] = (), remarks: Mapping[str, Sequence[str]] | None = None) -> str:
    """The deck file as text. ``header`` are comments above it, ``remarks`` comments by the id of a statement.

    A remark on a how-to group stands under ``group <its number>``. The words must be such that decks can hold.
    """
    writer = _Writer(deck, remarks or {})
    return "\n".join([*map(_comment, header), *writer.lines()]) + "\n"


class _Writer:
    """Walks the deck in its order; every line is given with its own indentation."""

    def __init__(self, deck: Deck, remarks: Mapping[str, Sequence[str]]) -> None:
        self.deck = deck
        self.remarks = remarks
        self.notes: dict[str, list[Note]] = {}
        for note in deck.notes:
            self.notes.setdefault(note.statement, []).append(note)

    def lines(self) -> Iterator[str]:
        deck = self.deck
        yield f"area: {deck.area}"
        yield f"number: {deck.number or 'null'}"
        yield f"title: {_scalar(deck.title)}"
        if deck.source:
            yield from _block("source:", deck.source, "")
        learn_that = [s for s in deck.statements if s.kind == LEARN_THAT]
        if learn_that:
            yield "learn_that:"
        for statement in learn_that:
            yield from self._statement(statement, "  ")
        if deck.stems:
            yield "learn_how_to:"
        for count, (stem, mends) in enumerate(deck.stems, start=1):
            yield from self._group(count, stem, mends)
        if deck.remarks:
            yield "notes:"
        for remark in deck.remarks:
            yield from _block("-", remark, "  ")

    def _group(self, count: int, stem: str, mends: Sequence[Mend]) -> Iterator[str]:
        yield from self._comments(f"group {count}", "  ")
        yield from _block("- stem:", stem, "  ", "      ")
        yield from _mends(mends, "    ")
        yield "    practices:"
        for statement in self.deck.statements:
            if statement.kind != LEARN_THAT and statement.number.partition(".")[0] == str(count):
                yield from self._statement(statement, "      ")

    def _statement(self, s: Statement, at: str) -> Iterator[str]:
        yield f"{at}- id: {s.id.rpartition('/')[2]}"
        inner = at + "  "
        if s.kind == LEARN_THAT:
            yield f"{inner}number: {s.number}"
        if s.draft:
            yield f"{inner}draft: true"
        if s.same_as:
            yield f"{inner}same_as: {s.same_as}"
        yield from self._comments(s.id, inner)
        if not s.same_as:
            yield from self._words(s, inner)

    def _words(self, s: Statement, at: str) -> Iterator[str]:
        notes = self.notes.get(s.id, [])
        yield from _text(s.sentences, at)
        yield from _mends(s.mends, at)
        remark = next((note.remark for note in notes if note.form == "cloze"), "")
        for key, words in (("gloss", s.gloss), ("dated", s.dated), ("note", remark)):
            if words:
                yield from _block(f"{key}:", words, at)
        questions = [note for note in notes if note.form != "cloze"]
        if questions:
            yield f"{at}ask:"
        for note in questions:
            yield from _question(note, at + "  ")

    def _comments(self, place: str, at: str) -> Iterator[str]:
        for remark in self.remarks.get(place, ()):
            yield f"{at}{_comment(remark)}"


def _question(note: Note, at: str) -> Iterator[str]:
    yield f"{at}- id: {note.id.rpartition('#')[2]}"
    yield f"{at}  form: {note.form}"
    if note.draft:
        yield f"{at}  draft: true"
    for key, words in (("q", note.text), ("a", note.answer), ("note", note.remark)):
        if words:
            yield from _block(f"{key}:", words, at + "  ")


def _text(sentences: Sequence[str], at: str) -> Iterator[str]:
    if len(sentences) == 1:
        yield from _block("text:", sentences[0], at)
        return
    yield f"{at}text:"
    for sentence in sentences:
        yield from _block("-", sentence, at + "  ")


def _mends(mends: Sequence[Mend], at: str) -> Iterator[str]:
    if mends:
        yield f"{at}mended:"
    for mend in mends:
        yield from _block("- printed:", mend.printed, at + "  ", at + "      ")
        yield from _block("text:", mend.text, at + "    ")
        yield from _block("why:", mend.why, at + "    ")


def _block(key: str, words: str, at: str, below: str = "") -> Iterator[str]:
    """A folded block. Its lines are never indented further, nor empty: so each fold is one space again."""
    below = below or at + "  "
    yield f"{at}{key} >-"
    yield from textwrap.wrap(
        words, _WIDTH, initial_indent=below, subsequent_indent=below, break_long_words=False, break_on_hyphens=False
    )


def _scalar(words: str) -> str:
    """Short words on the key's own line, quoted if YAML could take them for something else."""
    return words if _PLAIN.fullmatch(words) else json.dumps(words, ensure_ascii=False)


def _comment(words: str) -> str:
    """A comment line; what YAML could not hold even there is left out."""
    return f"# {''.join(char for char in words if char.isprintable())}"
