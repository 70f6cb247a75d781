"""The review on screen: one card at a time, wrapped to a width that reads well, nothing told by colour alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rich.console import Console
from rich.text import Text

from npqlt_cards.cloze import Piece
from npqlt_cards.decks.cards import Card
from npqlt_cards.queue import Counts, Entry, Wait
from npqlt_cards.schedule import DAY_S, GOOD, GRADES, MINUTE_MS, Memory
from npqlt_cards.session import Session, Tally
from npqlt_cards.terminal.keys import Keys

WIDEST = 88  # columns; longer lines tire the eye
GRADE_NAMES = {1: "Again", 2: "Hard", 3: "Good", 4: "Easy"}


class Screen:
    """Draws a session. In a terminal each card has the screen to itself; in a pipe everything follows in sequence."""

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or Console(highlight=False, markup=False, emoji=False, soft_wrap=False)
        self.alone = self.console.is_terminal and not self.console.is_dumb_terminal

    @property
    def width(self) -> int:
        """The columns a line may take."""
        return min(self.console.width, WIDEST)

    def front(self, entry: Entry, counts: Counts) -> None:
        """The question side, with what the day still holds."""
        self._top(entry.card, counts)
        self._print(_words(entry.card.front()))
        self._print()
        self._print("Space shows the answer · q leaves", "dim")

    def back(self, entry: Entry, counts: Counts, previews: Mapping[int, Memory], day: int) -> None:
        """The answer side, the statement it rests on, and what each grade would lead to."""
        card = entry.card
        if self.alone:
            self._top(card, counts)
            if card.form != "cloze":
                self._print(_words(card.front()))
                self._print()
        else:
            self._print()
        self._print(_words(card.back(), brackets=card.form == "cloze"))
        for words in _extras(card):
            self._print()
            self._print(words, "dim")
        self._print()
        grades = [f"{grade} {GRADE_NAMES[grade]} {_interval(previews[grade], day)}" for grade in GRADES]
        on_one_line = "   ".join(grades)
        self._print(on_one_line if len(on_one_line) <= self.width else "\n".join(grades))

    def elsewhere(self) -> None:
        """The card was answered in another window meanwhile."""
        self._print("This card was answered in another window meanwhile: that answer stands.")

    def end(self, tally: Tally, left: Counts, wait: Wait | None, at: int) -> None:
        """What the session came to, and when to come back."""
        self._fresh_page()
        if tally.answers:
            answers = "1 answer" if tally.answers == 1 else f"{tally.answers} answers"
            self._print(f"{answers}, {tally.recalled} recalled. All of it is kept.")
        if wait:
            self._print(f"The next card comes in {in_words(wait.until - at)}: type npqlt review then.")
        elif left.total:
            self._print(f"Left for today: {_counts(left)}.")
        else:
            self._print("Today is done." if tally.answers else "Nothing is due today.")

    def _top(self, card: Card, counts: Counts) -> None:
        self._fresh_page()
        self._print(_counts(counts), "dim")
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

    def _print(self, words: str | Text = "", style: str = "") -> None:
        text = words if isinstance(words, Text) else Text(words, style=style)
        self.console.print(text, width=self.width)


def run(session: Session, screen: Screen, keys: Keys) -> None:
    """Ask card after card until the day is done or the learner leaves. Each answer is kept before the next card."""
    while isinstance(found := session.next(), Entry):
        screen.front(found, session.left())
        if _pressed(keys, " q") == "q":
            break
        previews = session.reveal()
        screen.back(found, session.left(), previews, session.day)
        key = _pressed(keys, "1234 q")
        if key == "q":
            break
        if not session.grade(GOOD if key == " " else int(key)):
            screen.elsewhere()
    screen.end(session.tally, session.left(), found if isinstance(found, Wait) else None, session.clock().at)


def _pressed(keys: Keys, wanted: str) -> str:
    while not (key := keys()) or key not in wanted:
        pass
    return key


def _words(pieces: Iterable[Piece], brackets: bool = False) -> Text:
    """The pieces of a side; what is asked for stands out by its weight, and on the back by brackets too."""
    text = Text()
    for piece in pieces:
        words = f"[{piece.text}]" if brackets and piece.active else piece.text
        text.append(words, style="bold" if piece.active else "")
    return text


def _extras(card: Card) -> list[str]:
    whole = "".join(piece.text for piece in card.back()) == card.source
    return [words for words in ("" if whole else card.source, card.remark and f"Note: {card.remark}") if words]


def _counts(counts: Counts) -> str:
    return f"{counts.new} new · {counts.learning} learning · {counts.reviews} to review"


def _interval(memory: Memory, day: int) -> str:
    if memory.due_day is not None:
        return in_words((memory.due_day - day) * DAY_S * 1000)
    return in_words((memory.due_at or 0) - memory.last_at)


def in_words(span: int) -> str:
    """A span of milliseconds as a learner reads it: ``10 min``, ``1 day``, ``3 months``, ``1.5 years``."""
    minutes = max(1, round(span / MINUTE_MS))
    days = span / (DAY_S * 1000)
    if minutes < 60:
        return f"{minutes} min"
    if days < 1:
        return _count(round(minutes / 60), "hour")
    if days < 31:
        return _count(round(days), "day")
    if days < 365:
        return _count(round(days / 30.4), "month")
    years = round(days / 365.25, 1)
    return "1 year" if years == 1 else f"{years:g} years"


def _count(number: int, unit: str) -> str:
    return f"{number} {unit}" + ("" if number == 1 else "s")
