"""READ-ME-FIRST: what is in a hand-out and what to do with it, for people who have never heard of any of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from npqlt_cards.handout.pages import render
from npqlt_cards.handout.records import Handout


class Contents(NamedTuple):
    """The names of a hand-out's files. ``packages`` pairs each with what it holds, that of all areas first."""

    practice: str
    sheet: str
    packages: Sequence[tuple[str, str]]
    pdf: str = ""
    cut_lines: bool = False


def read_me_page(handout: Handout, contents: Contents) -> str:
    """The page that tells which file is for whom."""
    forms = {card.form for card in handout.cards}
    styles = ["read-me.css"]
    return render("read-me.html", styles, handout=handout, contents=contents, forms=forms)
