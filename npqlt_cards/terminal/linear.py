"""The review as plain text in sequence, for screen readers: no cursor is moved, and everything is said in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from npqlt_cards.cloze import Piece, shown
from npqlt_cards.queue import Counts, Entry
from npqlt_cards.schedule import GRADES, Memory
from npqlt_cards.terminal import words
from npqlt_cards.terminal.screen import extras
from npqlt_cards.terminal.words import GRADE_NAMES

_KINDS = {"cloze": "Fill the blank", "fact": "Question", "why": "Question why", "scenario": "Situation"}


class Linear:
    """Says a session. Each line is a whole sentence; the terminal, not the program, breaks long ones."""

    redraws = False

    def __init__(self, write: Callable[[str], object]) -> None:
        self._write = write
        self._number = 0
        self._shown: Entry | None = None

    def front(self, entry: Entry, counts: Counts, notice: str = "") -> None:
        """The question side, with what the day still holds; said once for each card."""
        if notice:
            self._say(notice)
        if entry is not self._shown:
            self._number += 1
            self._shown = entry
        place, *more = entry.card.context.splitlines()
        self._say("")
        self._say(f"Card {self._number}. {place.replace(' · ', ', ')}.")
        self._say(f"Left today: {counts.new} new, {counts.learning} learning, {counts.reviews} to review.")
        for line in more:
            self._say(line)
        self._say(f"{_KINDS[entry.card.form]}: {''.join(map(_blank, entry.card.front()))}")
        self._say("Space for the answer, question mark for the keys, q to leave.")

    def back(
        self, entry: Entry, counts: Counts, previews: Mapping[int, Memory], day: int, notice: str = "", typed: str = ""
    ) -> None:
        """The answer alone, then the whole sentence, and what each grade would lead to."""
        if notice:
            self._say(notice)
        card = entry.card
        self._say(f"Answer: {'; '.join(piece.text for piece in card.back() if piece.active)}.".replace("..", "."))
        if typed:
            self._say(typed)
        if card.form == "cloze":
            self._say(f"In full: {shown(card.back())}")
        for text in extras(card):
            self._say(text if text.startswith("Note: ") else f"Statement: {text}")
        after = {grade: f", {_spoken(words.interval(previews[grade], day))}" if previews else "" for grade in GRADES}
        self._say("Grades: " + "; ".join(f"{grade} {GRADE_NAMES[grade]}{after[grade]}" for grade in GRADES) + ".")

    def below(self, lines: Sequence[str]) -> None:
        """More on the card in question."""
        for line in lines:
            self._say(line)

    def keys(self) -> Sequence[str]:
        """The keys, a line each."""
        return [f"{key}: {meaning}." for key, meaning in words.HELP]

    def wait(self, left: str, notice: str = "") -> None:
        """Nothing to ask before a step is due."""
        if notice:
            self._say(notice)
        self._say(f"The next card comes in {_spoken(left)}. w to wait for it, q to leave.")

    def waiting(self, left: str) -> None:
        """Waiting is silent."""

    def graded(self, grade: int, back: str) -> None:
        """An answer was kept, and when the card comes back."""
        self._say(f"{GRADE_NAMES[grade]}. Comes back in {_spoken(back)}." if back else f"{GRADE_NAMES[grade]}.")

    def say(self, text: str) -> None:
        """One line in passing."""
        self._say(text)

    def end(self, lines: Iterable[str]) -> None:
        """What the session came to, and when to come back."""
        self._say("")
        for line in lines:
            self._say(line.replace(" · ", ", ").replace(" %", " per cent"))

    def _say(self, text: str) -> None:
        self._write(text)


def _blank(piece: Piece) -> str:
    if not piece.active:
        return piece.text
    hint = piece.text[1:-1]
    return "blank" if hint == "..." else f"blank, hint: {hint},"


def _spoken(span: str) -> str:
    """``1 min`` in whole words."""
    return span.replace(" min", " minute" if span == "1 min" else " minutes")
