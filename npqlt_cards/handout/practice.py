"""The page that asks a hand-out's cards in a browser, for people who cannot install anything.

It holds each note once, as a list that reads well without script: by area and statement, the answers folded away. The
script in it reads the cards out of that list. What all notes of one statement share stands above them once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from itertools import groupby, takewhile
from typing import NamedTuple

from markupsafe import Markup

from npqlt_cards import cloze
from npqlt_cards.decks.cards import Card
from npqlt_cards.decks.records import FORMS
from npqlt_cards.handout.pages import render
from npqlt_cards.handout.records import Handout

_FORM_WORDS = {
    "cloze": "Words that are missing",
    "fact": "Short questions",
    "why": "Reasons",
    "scenario": "Situations at school",
}


class _Item(NamedTuple):
    """A note as the list has it: the end of its id, the lines of context that are its own, its question, its answers.

    A cloze's gaps are numbered in its question, and each answer says of which cards it is.
    """

    ending: str
    form: str
    context: list[str]
    question: Markup
    answers: list[Markup]
    remark: str


class _Group(NamedTuple):
    """A statement's notes, and the lines of context that all of them have: its place, and the stem it completes."""

    statement: str
    heading: str
    context: list[str]
    source: str
    items: list[_Item]


def practice_page(handout: Handout) -> str:
    """The hand-out's cards as one HTML file that asks them offline, and keeps one's place in the browser alone."""
    counts = {form: sum(card.form == form for card in handout.cards) for form in FORMS}
    return render(
        "practice.html",
        styles=("practice.css",),
        script="practice.js",
        event=handout.event,
        key=_key(handout),
        areas=[(section.area, list(_groups(section.cards)), len(section.cards)) for section in handout.sections],
        forms=[(form, _FORM_WORDS[form], count) for form, count in counts.items() if count],
        handout=handout,
    )


def _key(handout: Handout) -> str:
    """A name for what the browser keeps: other cards, or the same for another event, have another."""
    content = "\0".join([handout.event.title, handout.version, *(card.id for card in handout.cards)])
    return "npqlt-practice-" + hashlib.sha256(content.encode()).hexdigest()[:16]


def _groups(cards: Iterable[Card]) -> Iterator[_Group]:
    for statement, found in groupby(cards, key=lambda card: card.statement):
        notes = [next(each) for _, each in groupby(found, key=lambda card: card.note)]
        lines = [card.context.split("\n") for card in notes]
        shared = [line[0] for line in takewhile(_are_one, zip(*lines, strict=False))]
        items = [_item(card, own[len(shared) :]) for card, own in zip(notes, lines, strict=True)]
        heading, *context = shared or [statement]
        yield _Group(statement, heading, context, notes[0].source, items)


def _are_one(lines: tuple[str, ...]) -> bool:
    return len(set(lines)) == 1


def _item(card: Card, context: list[str]) -> _Item:
    """The note of a card."""
    nodes: list[cloze.Node] = cloze.blanked(card.text) if card.form == "cloze" else [card.text]
    question = Markup("").join(_folded(nodes))
    answers = list(_answers(nodes)) if card.form == "cloze" else [Markup("<b>{}</b>").format(card.answer)]
    return _Item(card.note.removeprefix(card.statement), card.form, context, question, answers, card.remark)


def _folded(nodes: Iterable[cloze.Node]) -> Iterator[Markup]:
    """The text with its gaps numbered."""
    for node in nodes:
        if isinstance(node, str):
            yield Markup("{}").format(node)
        else:
            hint = f": {node.hint}" if node.hint else ""
            yield Markup("<i>[{}{}]</i>").format(_numbers(node), hint)


def _answers(nodes: Iterable[cloze.Node]) -> Iterator[Markup]:
    """What fills the gaps of ``_folded``, in their order, with the numbers of the cards that ask for it."""
    yield from (_answer(node) for node in nodes if isinstance(node, cloze.Gap))


def _answer(gap: cloze.Gap) -> Markup:
    words = Markup("").join(_answer(node) if isinstance(node, cloze.Gap) else node for node in gap.nodes)
    hint = Markup("") if gap.hint is None else Markup(' data-hint="{}"').format(gap.hint)
    return Markup('<b data-n="{}"{}>{}</b>').format(_numbers(gap), hint, words)


def _numbers(gap: cloze.Gap) -> str:
    return ",".join(str(number) for number in gap.numbers if number)
