"""The card: what one learner is asked, with all that its screen shows.

Like every record on the way to the first card it is a NamedTuple, which Python makes ten times faster than a dataclass.
"""

from __future__ import annotations

from typing import NamedTuple

from npqlt_cards import cloze


class Card(NamedTuple):
    """One thing asked. ``id`` is the note's id and the card's number: ``…#cloze:2``.

    ``text`` and ``answer`` are the note's; ``context`` is the line that stands above the front, ``source`` the whole
    statement. ``areas`` names every area that prints the statement, the one that holds the note first.
    """

    id: str
    note: str
    number: int
    statement: str
    areas: tuple[str, ...]
    form: str
    context: str
    text: str
    answer: str
    source: str
    remark: str = ""

    def front(self) -> list[cloze.Piece]:
        """The question side; the gap of a cloze is an active piece."""
        return cloze.front(self.text, self.number) if self.form == "cloze" else [cloze.Piece(self.text)]

    def back(self) -> list[cloze.Piece]:
        """The answer side; what was asked for is an active piece."""
        if self.form == "cloze":
            return cloze.back(self.text, self.number)
        return [cloze.Piece(self.answer, active=True)]
