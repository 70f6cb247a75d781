"""The review's course: a front, its back, a grade, and what else a key may ask for. Its looks are a display's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol

from npqlt_cards import cloze
from npqlt_cards.queue import Counts, Entry, Wait
from npqlt_cards.schedule import GOOD, Memory, retrievability
from npqlt_cards.session import CRAM, Row, Session
from npqlt_cards.terminal import words
from npqlt_cards.terminal.keys import RESIZED, Keys
from npqlt_cards.terminal.typed import verdict

_GRADES = {"1": 1, "2": 2, "3": 3, "4": 4, " ": GOOD}
_LONGEST_NAP = 30.0  # seconds between two looks at the clock while a step is waited for


class Display(Protocol):
    """What shows a session: a screen, or words in sequence. ``redraws`` is false where what was said stays said."""

    redraws: bool

    def front(self, entry: Entry, counts: Counts, notice: str = "") -> None:
        """The question side."""

    def back(
        self, entry: Entry, counts: Counts, previews: Mapping[int, Memory], day: int, notice: str = "", typed: str = ""
    ) -> None:
        """The answer side."""

    def below(self, lines: Sequence[str]) -> None:
        """More on the card in view."""

    def keys(self) -> Sequence[str]:
        """What the keys mean."""

    def wait(self, left: str, notice: str = "") -> None:
        """Nothing to ask for so long."""

    def waiting(self, left: str) -> None:
        """How long it still is."""

    def graded(self, grade: int, back: str) -> None:
        """An answer was kept."""

    def say(self, text: str) -> None:
        """One line in passing."""

    def end(self, lines: Iterable[str]) -> None:
        """What the session came to."""


class Review:
    """One sitting at a terminal. ``typing`` asks for every answer to be typed; ``history`` gives a card's past."""

    def __init__(
        self,
        session: Session,
        display: Display,
        keys: Keys,
        history: Callable[[str], list[Row]] = lambda _card: [],
        typing: bool = False,
    ) -> None:
        self.session, self.display, self.keys = session, display, keys
        self.history, self.typing = history, typing
        self.notice = ""
        self.wait: Wait | None = None

    def run(self) -> None:
        """Ask card after card until the session is over or the learner leaves. Each answer is kept before the next.

        An interrupt (Ctrl-C) ends it as leaving does, and goes on to the caller.
        """
        try:
            while self._next():
                pass
        except KeyboardInterrupt:
            self._end()
            raise
        self._end()

    def _next(self) -> bool:
        """One card, or one wait; whether to go on."""
        found = self.session.next()
        self.wait = found if isinstance(found, Wait) else None
        if isinstance(found, Entry):
            return self._ask(found)
        return found is not None and self._wait(found)

    # -- a card --------------------------------------------------------------------------------------------------------

    def _ask(self, entry: Entry) -> bool:
        counts, typed, asked = self.session.left(), "", self.typing
        front = self._drawing(lambda: self.display.front(entry, counts, self.notice))
        while True:
            key = "t" if asked else self._pressed(front, " tubsfi?q")
            asked = False
            if key == "t" and not (typed := self._typed(entry)):
                continue
            if key in " t":
                return self._answer(entry, counts, typed)
            if (goes_on := self._other(key, entry, front)) is not None:
                return goes_on

    def _typed(self, entry: Entry) -> str:
        """What is said of a typed answer; nothing where none was typed or Esc left it, and the keys count again."""
        line = self.keys.line("Your answer: ")
        return verdict(line, _wanted(entry)) if line else ""

    def _answer(self, entry: Entry, counts: Counts, typed: str) -> bool:
        previews, day = self.session.reveal(), self.session.day
        back = self._drawing(lambda: self.display.back(entry, counts, previews, day, self.notice, typed))
        while True:
            key = self._pressed(back, "1234 ubsfi?q")
            if key in _GRADES:
                return self._grade(_GRADES[key], previews)
            if (goes_on := self._other(key, entry, back)) is not None:
                return goes_on

    def _grade(self, grade: int, previews: Mapping[int, Memory]) -> bool:
        if not self.session.grade(grade):
            self.notice = "That card was answered in another window meanwhile: that answer stands."
            return True
        self.display.graded(grade, words.interval(previews[grade], self.session.day) if previews else "")
        if self.session.leeched:
            self.notice = words.LEECH
        return True

    def _other(self, key: str, entry: Entry, draw: Callable[[], None]) -> bool | None:
        """What a key asks for beside the answer: whether to go on with another card, or None to stay with this one."""
        if key == "q":
            return False
        if key in "ubs":
            self.notice = {"u": self._undo, "b": self._bury, "s": self._suspend}[key](entry)
            return True
        if key == "f":
            self.notice = self._flag()
        if self.display.redraws:
            draw()
        elif self.notice:
            self.display.say(self.notice)
            self.notice = ""
        if key in "i?":
            self.display.below(self._about(entry) if key == "i" else self.display.keys())
        return None

    def _flag(self) -> str:
        why = self.keys.line("What is wrong with it? ")
        if why is None:
            return "Not flagged."
        self.session.flag(why)
        return "Flagged: npqlt flags lists it, u takes it back."

    def _undo(self, _entry: Entry) -> str:
        taken = self.session.undo()
        return words.taken_back(taken) if taken else "Nothing to take back today."

    def _bury(self, _entry: Entry) -> str:
        self.session.bury()
        return "Buried until tomorrow."

    def _suspend(self, entry: Entry) -> str:
        self.session.suspend()
        return f"Suspended. npqlt unsuspend {entry.card.id} brings it back."

    def _about(self, entry: Entry) -> list[str]:
        day = self.session.clock().day
        recall = retrievability(entry.memory, day, self.session.settings) if entry.memory else None
        memory = words.memory_of(entry.memory, day, recall)
        return [entry.card.id, memory, *words.history(self.history(entry.card.id))]

    # -- keys ----------------------------------------------------------------------------------------------------------

    def _drawing(self, draw: Callable[[], None]) -> Callable[[], None]:
        """Draws at once, and again when asked to; a notice is shown by the first drawing after it, and no more."""

        def drawn() -> None:
            draw()
            self.notice = ""

        drawn()
        return drawn

    def _pressed(self, draw: Callable[[], None], wanted: str) -> str:
        while True:
            key = self.keys.key()
            if key == RESIZED and self.display.redraws:
                draw()
            elif key and key in wanted:
                return key

    # -- between cards -------------------------------------------------------------------------------------------------

    def _wait(self, wait: Wait) -> bool:
        """Whether the learner waits for the next step; then until it is due."""
        draw = self._drawing(lambda: self.display.wait(self._until(wait), self.notice))
        key = self._pressed(draw, "wuq")
        if key == "u":
            self.notice = words.taken_back(row) if (row := self.session.undo()) else ""
            return True
        return key == "w" and self._waited(wait)

    def _waited(self, wait: Wait) -> bool:
        while (left := wait.until - self.session.clock().at) > 0:
            self.display.waiting(self._until(wait))
            if self.keys.key(min(left / 1000, _LONGEST_NAP)) == "q":
                return False
        return True

    def _until(self, wait: Wait) -> str:
        return words.in_words(wait.until - self.session.clock().at)

    def _end(self) -> None:
        session = self.session
        lines = [words.answers_of(session.tally)] if session.tally.answers else []
        if session.mode == CRAM:
            unasked = session.left().total
            lines.append("Cramming moved no schedule." if lines or unasked else "There is nothing to cram.")
        else:
            answered = bool(session.tally.answers)
            lines += words.outlook(session.left(), session.tomorrow(), self.wait, session.clock().at, answered)
        self.display.end([*([self.notice] if self.notice else []), *lines])


def _wanted(entry: Entry) -> str:
    """What a typed answer is compared with."""
    card = entry.card
    return "; ".join(cloze.hidden(card.text, card.number)) if card.form == "cloze" else card.answer
