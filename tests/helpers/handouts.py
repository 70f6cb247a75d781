"""Small hand-outs made for tests, and a page driven as its reader would."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Frame, Page

from npqlt_cards.decks.areas import Area
from npqlt_cards.decks.cards import Card
from npqlt_cards.decks.library import Library
from npqlt_cards.handout import records
from npqlt_cards.handout.records import Event, Handout, Section

ORCHARDS, HEDGES = Area("orchards", 3, "Orchards"), Area("hedges", None, "Hedges")
PRUNING = "{{c1::Pruning}} early in the year keeps most {{c2::apple trees::what}} open to light and air."
HOSTILE = (
    "</script></style><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7*7 }}]]>&amp;<!--\u2028 \u202eover "
    "\u05e9\u05dc\u05d5\u05dd 👩🏽‍🏫🇬🇧 \"' onfocus=alert(1) autofocus " + "word" * 60
)
# What Playwright's own clicks make sure of, without the waiting for what moves, as nothing does here: each button is
# seen, can be pressed, and has nothing before it.
PUSHED = """(selectors) => selectors.forEach((selector) => {
  const button = document.querySelector(selector);
  button.scrollIntoView({ block: "nearest" });
  const { x, y, width, height } = button.getBoundingClientRect();
  const reached = document.elementFromPoint(x + width / 2, y + height / 2);
  if (button.disabled || !button.contains(reached)) throw new Error(`${selector} cannot be pressed`);
  button.click();
})"""


def make_card(area: Area, statement: str, ending: str, form: str, text: str, **others: Any) -> Card:
    """A card of ``area/statement#ending``, which ends with its number."""
    whole = f"{area.slug}/{statement}"
    values = {
        "id": f"{whole}#{ending}",
        "note": f"{whole}#{ending.rpartition(':')[0]}",
        "number": int(ending.rpartition(":")[2]),
        "statement": whole,
        "areas": (area.slug,),
        "form": form,
        "context": f"{area.title} · Learn that 1",
        "text": text,
        "answer": "",
        "source": "Pruning early in the year keeps most apple trees open to light and air.",
    }
    return Card(**{**values, **others})


def make_handout(title: str = "Event 1", words: str = "") -> Handout:
    """Five cards of two areas, of each form one at least; ``words`` stand in every place where a deck has words."""
    gloss = f"Orchards · Learn that 1\n(it is a tree){words}"
    orchards = (
        make_card(ORCHARDS, "pruning", "cloze:1", "cloze", PRUNING + words, context=gloss),
        make_card(ORCHARDS, "pruning", "cloze:2", "cloze", PRUNING + words, context=gloss),
        make_card(
            ORCHARDS, "pruning", "when:1", "fact", "When is it done?" + words, answer="Early in the year." + words
        ),
        make_card(
            ORCHARDS,
            "pruning",
            "why:1",
            "why",
            "Why is it done?" + words,
            answer="For light\nand air." + words,
            remark="A note." + words,
        ),
    )
    hedges = (
        make_card(
            HEDGES, "laying", "gap:1", "scenario", "A hedge has a gap. What now?" + words, answer="Lay it." + words
        ),
    )
    event = Event(title + words, ("orchards", "hedges"), "24 November" + words, "Twice.\nTen minutes." + words)
    return hand_out(event, Section(ORCHARDS, orchards), Section(HEDGES._replace(title="Hedges" + words), hedges))


def hand_out(event: Event, *sections: Section) -> Handout:
    """A hand-out of these sections, whatever decks there are."""
    return records.make_handout(Library(()), event, "1.0")._replace(sections=sections)


def push(page: Page | Frame, *selectors: str) -> None:
    """Press buttons, one after the other, each of which must be in a mouse's reach."""
    page.evaluate(PUSHED, list(selectors))


def begin(page: Page | Frame, order: str = "syllabus") -> None:
    """Start a round of what is ticked."""
    push(page, f"[value={order}]", "#begin")


def answer(page: Page | Frame, *known: bool) -> None:
    """Turn and answer as many cards as are told whether they were known."""
    push(page, *(button for knew in known for button in ("#reveal", "#known" if knew else "#missed")))


def text(page: Page | Frame, selector: str) -> str:
    """What an element shows, with single spaces."""
    return " ".join(page.inner_text(selector).split())


def focused(page: Page | Frame) -> str:
    """The id of the element that has the focus."""
    return str(page.evaluate("document.activeElement.id"))
