"""What a draft is: the decks, what was left out of them, and what is left to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from npqlt_cards.decks.records import LEARN_HOW_TO, Deck


class Left(NamedTuple):
    """A card that was tried and left out: of which statement, of which form, and what spoke against it.

    ``code`` is that of the check that found fault with it; empty where none did.
    """

    statement: str
    form: str
    why: str
    code: str = ""


@dataclass(frozen=True)
class Draft:
    """The decks drafted from a page. ``exceptions`` are lines for ``exceptions.txt``; ``title`` is the framework's.

    ``to_do`` are remarks by the id of a statement, or by ``<area>`` and ``group <number>``.
    """

    decks: tuple[Deck, ...]
    left: tuple[Left, ...]
    to_do: Mapping[tuple[str, str], tuple[str, ...]]
    exceptions: tuple[str, ...] = ()
    title: str = ""

    def to_json(self) -> dict[str, Any]:
        """``{"areas": [{…, "to_do": {…}}], "totals": {…}, "left_out": [{"statement", "form", "why", "code"}]}``."""
        areas = [self._area(deck) for deck in self.decks]
        keys = ("statements", "twins", "clozes", "fact", "why")
        totals: dict[str, Any] = {key: sum(area[key] for area in areas) for key in keys}
        totals["to_do"] = {key: sum(area["to_do"][key] for area in areas) for key in ("cloze", "question", "scenario")}
        return {"areas": areas, "totals": totals, "left_out": [left._asdict() for left in self.left]}

    def _area(self, deck: Deck) -> dict[str, Any]:
        forms: Counter[str] = Counter()
        asked: set[str] = set()
        marked: set[str] = set()
        for note in deck.notes:
            forms[note.form] += len(note.numbers)
            (marked if note.form == "cloze" else asked).add(note.statement)
        own = [s for s in deck.statements if not s.same_as]
        groups = {s.number.partition(".")[0] for s in own if s.kind == LEARN_HOW_TO}
        to_do = {"cloze": len(own) - len(marked), "question": len(own) - len(asked), "scenario": len(groups)}
        counts = {"statements": len(deck.statements), "twins": len(deck.statements) - len(own)}
        cards = {"clozes": forms["cloze"], "fact": forms["fact"], "why": forms["why"]}
        names = {"area": deck.area, "number": deck.number, "title": deck.title, "file": deck.file}
        return {**names, **counts, **cards, "to_do": to_do}
