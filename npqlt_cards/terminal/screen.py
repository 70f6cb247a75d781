"""The review on screen: one card at a time, wrapped to a width that reads well, nothing told by colour alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TextIO

from rich.console import Console
from rich.text import Text

from npqlt_cards.cloze import Piece
from npqlt_cards.decks.cards import Card
from npqlt_cards.queue import Counts, Entry
from npqlt_cards.schedule import GRADES, Memory
from npqlt_cards.terminal import words
from npqlt_cards.terminal.words import GRADE_NAMES
from npqlt_cards.wording import WIDEST, spelt_out


class Screen:
    """Draws a session. In a terminal each card has the screen to itself; in a pipe everything follows in sequence."""

    def __init__(self, console: Console | None = None, colour: bool = True, file: TextIO | None = None) -> None:
        self.console = console or Console(
            file=file,
            highlight=False,
            markup=False,
            emoji=False,
            soft_wrap=False,
            color_system="auto" if colour else None,
        )
        self.alone = self.console.is_terminal and not self.console.is_dumb_terminal
        self.redraws = self.alone

    @property
    def width(self) -> int:
        """The columns a line may take."""
        return min(self.console.width, WIDEST)

    def front(self, entry: Entry, counts: Counts, notice: str = "") -> None:
        """The question side, with what the day still holds."""
        self._top(entry.card, counts, notice)
        self._print(_words(entry.card.front()))
        self._print()
        self._choices(["Space shows the answer", "? keys", "q leaves"], " · ", "dim")

    def back(
        self, entry: Entry, counts: Counts, previews: Mapping[int, Memory], day: int, notice: str = "", typed: str = ""
    ) -> None:
        """The answer side, the statement it rests on, and what each grade would lead to."""
        card = entry.card
        if self.alone:
            self._top(card, counts, notice)
            if card.form != "cloze":
                self._print(_words(card.front()))
                self._print()
        else:
            self._print()
        self._print(_words(card.back(), brackets=card.form == "cloze"))
        if typed:
            self._print()
            self._print(typed)
        for text in extras(card):
            self._print()
            self._print(text, "dim")
        self._print()
        self._grades(previews, day)

    def _grades(self, previews: Mapping[int, Memory], day: int) -> None:
        after = {grade: f" {words.interval(previews[grade], day)}" if previews else "" for grade in GRADES}
        grades = [f"{grade} {GRADE_NAMES[grade]}{after[grade]}" for grade in GRADES]
        self._choices(grades, "   ")

    def _choices(self, choices: Sequence[str], between: str, style: str = "") -> None:
        """On one line where they fit, else one below the other."""
        on_one_line = between.join(choices)
        self._print(on_one_line if len(on_one_line) <= self.width else "\n".join(choices), style)

    def below(self, lines: Sequence[str]) -> None:
        """More on the card in view, below it."""
        self._print()
        for line in lines:
            self._print(line)

    def keys(self) -> Sequence[str]:
        """The keys, a line each."""
        wide = self.width >= 60
        return [f"{key:<12}  {meaning}" if wide else f"{key}: {meaning}" for key, meaning in words.HELP]

    def wait(self, left: str, notice: str = "") -> None:
        """Nothing to ask before a step is due."""
        self._fresh_page()
        if notice:
            self._print(notice)
            self._print()
        self._print(f"The next card comes in {left}.")
        self._print()
        self._print("w waits for it · q leaves", "dim")

    def waiting(self, left: str) -> None:
        """How long it still is, while it is waited for."""
        if self.alone:
            self._fresh_page()
            self._print(f"Waiting: the next card comes in {left}.")
            self._print()
            self._print("q leaves", "dim")

    def graded(self, grade: int, back: str) -> None:
        """An answer was kept: the next card tells it better than words."""

    def say(self, text: str) -> None:
        """One line in passing."""
        self._print(text)

    def end(self, lines: Iterable[str]) -> None:
        """What the session came to, and when to come back."""
        self._fresh_page()
        for line in lines:
            self._print(line)

    def _top(self, card: Card, counts: Counts, notice: str) -> None:
        self._fresh_page()
        if notice:
            self._print(notice)
            self._print()
        self._print(words.counts(counts), "dim")
        place, *more = card.context.splitlines()
        self._print(place, "bold")
        for line in more:
            self._print(line)
        self._print()

    def _fresh_page(self) -> None:
        """An empty screen; in a sequence of lines, just a blank one."""
        if self.alone:
            self.console.clear()
        else:
            self._print()

    def _print(self, text: str | Text = "", style: str = "") -> None:
        drawn = text if isinstance(text, Text) else Text(spelt_out(text), style=style)
        self.console.print(drawn, width=self.width)


def extras(card: Card) -> list[str]:
    """What the back shows below the answer: the whole statement, where it is not in view already, and the note."""
    whole = "".join(piece.text for piece in card.back()) == card.source
    return [text for text in ("" if whole else card.source, card.remark and f"Note: {card.remark}") if text]


def _words(pieces: Iterable[Piece], brackets: bool = False) -> Text:
    """The pieces of a side; what is asked for stands out by its weight, and on the back by brackets too."""
    text = Text()
    for piece in pieces:
        shown = f"[{piece.text}]" if brackets and piece.active else piece.text
        text.append(spelt_out(shown), style="bold" if piece.active else "")
    return text
