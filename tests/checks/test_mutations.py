"""Every built-in deck is broken in each way the checks know, and every break is caught in its place."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from npqlt_cards import cloze
from npqlt_cards.checks import CODES, check_subject, updated
from npqlt_cards.checks.subject import Subject
from npqlt_cards.decks.library import Library, conflicts
from npqlt_cards.decks.nodes import Node
from npqlt_cards.decks.read import deck_of, read_deck
from npqlt_cards.decks.records import Deck
from npqlt_cards.errors import ProblemsError
from npqlt_cards.framework import Page, read_page
from npqlt_cards.places import built_in_decks

pytestmark = pytest.mark.whole

PAGE = Path(__file__).parent.parent / "data" / "framework-page.txt"
FILES = sorted(built_in_decks().glob("*.yaml"))
GAP = re.compile(r"\{\{c\d+::([^:}]*)(?:::[^}]*)?\}\}")
Raw = dict[str, Any]


def statements(deck: Raw) -> list[Raw]:
    """The statements with words of their own, Learn that first."""
    practices = [practice for group in deck["learn_how_to"] for practice in group["practices"]]
    return [s for s in [*deck["learn_that"], *practices] if "text" in s]


def with_text(change: Callable[[str], str], practice: bool = False) -> Callable[[Raw], None]:
    """Changes the first sentence of the first statement, or practice."""

    def mutate(deck: Raw) -> None:
        statement = deck["learn_how_to"][0]["practices"][0] if practice else statements(deck)[0]
        text = statement["text"]
        if isinstance(text, list):
            text[0] = change(text[0])
        else:
            statement["text"] = change(text)

    return mutate


def with_question(form: str = "", **values: str) -> Callable[[Raw], None]:
    """Changes the first question."""

    def mutate(deck: Raw) -> None:
        question = statements(deck)[0]["ask"][0]
        question.update({**values, **({"form": form} if form else {})})

    return mutate


def with_statement(**values: Any) -> Callable[[Raw], None]:
    """Changes the first statement's other fields."""
    return lambda deck: statements(deck)[0].update(values)


def bare(text: str) -> str:
    """The text without markup."""
    return cloze.plain(text)


def leak(deck: Raw) -> None:
    """A hint that says what is hidden."""
    with_text(lambda text: GAP.sub(lambda found: f"{{{{c1::{found[1]}::{found[1]}}}}}", text, count=1))(deck)


def answer_asked(deck: Raw) -> None:
    """A question that holds its answer."""
    question = statements(deck)[0]["ask"][0]
    question.update(q=f"Which is it: {question['a'].rstrip('.')}, zebras?", a=question["a"].rstrip(".") + " zebras.")


def no_cloze(deck: Raw) -> None:
    """A statement without markup."""
    text = statements(deck)[0]["text"]
    statements(deck)[0]["text"] = [bare(part) for part in text] if isinstance(text, list) else bare(text)


def facts_only(deck: Raw) -> None:
    """An area without why and scenario."""
    for statement in statements(deck):
        for question in statement.get("ask", []):
            question["form"] = "fact"


def copied(deck: Raw) -> None:
    """A scenario in the statement's words."""
    text = statements(deck)[0]["text"]
    words = bare(text[0] if isinstance(text, list) else text).split()[:5]
    statements(deck)[0]["ask"][0].update(form="scenario", q=f"You lead art. {' '.join(words)} what?")


def same_front(deck: Raw, more: str = "") -> None:
    """Two questions in the same words, or nearly."""
    first, second = (s["ask"][0] for s in statements(deck)[:2])
    second["q"] = first["q"].rstrip("?") + more + "?"


def same_words(deck: Raw) -> None:
    """Two Learn-that statements, or practices of a group, in the same words."""
    first, second = deck["learn_how_to"][0]["practices"][:2]
    second.pop("mended", None)
    second["text"] = copy.deepcopy(first["text"])


def first_words_id(deck: Raw) -> None:
    """A question's id made of its first words."""
    question = statements(deck)[0]["ask"][0]
    question["id"] = "-".join(re.findall(r"[a-z0-9]+", question["q"].replace("’", "").lower())[:4])
    question["q"] = question["id"].replace("-", " ") + " is so?"


def no_gap(deck: Raw) -> None:
    """The last deletion of a note with several is taken out."""
    statement = next(s for s in statements(deck) if isinstance(s["text"], str) and "{{c2::" in s["text"])
    at = statement["text"].rindex("{{")
    statement["text"] = statement["text"][:at] + bare(statement["text"][at:])


def undated(deck: Raw) -> None:
    """Something that goes out of date, and no word of it."""
    statements(deck)[0].pop("dated", None)
    with_text(lambda text: text + " It is statutory.")(deck)


MUTATIONS: dict[str, list[Callable[[Raw], object]]] = {
    "C01a": [
        with_text(lambda t: t + " }}"),
        with_text(lambda t: "{{c1:x}} " + t),
        with_text(lambda t: t + "{{c0::x}}"),
    ],
    "C01b": [with_text(lambda t: GAP.sub("{{c1::}}", t, count=1)), with_text(lambda t: t + " {{c9::idea::}}")],
    "C01c": [
        lambda d: statements(d)[0].update(
            text="A sound idea.", mended=[{"printed": "idea", "text": "idea", "why": "x"}]
        ),
    ],
    "C01d": [
        with_text(lambda t: t + " Indeed."),
        with_text(lambda t: t.replace(" ", "  -", 1)),
        lambda d: d["learn_that"].pop(),
        lambda d: d["learn_how_to"].pop(),
        lambda d: d["learn_how_to"][0]["practices"].reverse(),
        lambda d: d["learn_how_to"][0].update(stem="Do it by:"),
        lambda d: d.update(title="Another"),
        lambda d: d.update(number=11),
        lambda d: d.update(notes=["A note that the page does not print."]),
    ],
    "C02a": [with_text(lambda t: t.replace("{{c1::", "{{c7::"))],
    "C02b": [with_text(lambda t: t + " {{c8::an {{c9::idea}}}}"), with_text(lambda t: t + " {{c8,9::idea}}")],
    "C02c": [with_text(lambda t: " ".join(f"{{{{c{n}::w{n}}}}}" for n in range(1, 8)) + " " + bare(t))],
    "C03a": [with_text(lambda t: t + " {{c9::one two six big new old long words}}")],
    "C03b": [with_text(lambda t: t + " {{c9::" + "x" * 46 + "}}")],
    "C03c": [with_text(lambda t: t + " {{c9::roots, which hold}}"), with_text(lambda t: t + " {{c9::roots; holds}}")],
    "C04a": [with_text(lambda t: t + " {{c9::of the}}")],
    "C04b": [with_text(lambda t: t + " {{c9::the idea}}"), with_text(lambda t: t + " {{c9::idea of}}")],
    "C04c": [with_text(lambda t: t + " {{c9::idea,}}"), with_text(lambda t: t + " {{c9::ide}}as")],
    "C04d": [with_text(lambda t: "{{c9::Doing things}} " + t, practice=True)],
    "C04e": [with_text(lambda t: t + " {{c9::likely}}"), with_text(lambda t: t + " {{c9::potentially}}")],
    "C05a": [with_text(lambda _: "One {{c1::idea}} only.")],
    "C05b": [with_text(lambda _: "{{c1::four big new ideas}} in view here.")],
    "C05c": [with_text(lambda t: t + " word" * 41)],
    "C07a": [leak],
    "C07b": [answer_asked],
    "C08a": [with_question(q="What helps, and why?"), with_question(q="What helps? How?")],
    "C08b": [with_text(lambda t: t + " {{c9::clear goals and regular feedback}}")],
    "C08c": [with_question(a="One thing. And another."), with_question(q="What?", a="One thing; another.")],
    "C09a": [with_question("fact", q="Which five things matter?"), with_question("fact", q="What are the 6 aims?")],
    "C09b": [with_question(q="Name the aims of teaching?"), with_question(q="What matters? List the aims.")],
    "C09c": [
        with_text(lambda t: t + " {{c9::one}} {{c9::two}}"),
        with_text(lambda t: t + " {{c9::buds, leaves and fruit}}"),
    ],
    "C10a": [with_question(q="Say what helps.")],
    "C10b": [
        with_question("fact", q="What" + " word" * 25 + "?"),
        with_question("scenario", q="What" + " word" * 45 + "?"),
    ],
    "C10c": [with_question(q="Is it so?"), with_question(q="When pupils tire, should teachers stop?")],
    "C10d": [with_question(q="What should never be done?"), with_question(q="What isn’t done?")],
    "C10e": [with_question(q="Which is better: this or that?"), with_question(q="Which of these is either good?")],
    "C10f": [with_question(q="What about feedback?"), with_question(q="What does the framework say about feedback?")],
    "C10g": [with_question(q="What does this statement want?"), with_question(q="What are they?")],
    "C11a": [with_question("fact", a="word " * 13), with_question("why", a="word " * 21)],
    "C11b": [with_question(a="Zebras juggle marmalade.")],
    "C12a": [no_cloze],
    "C12b": [lambda d: statements(d)[0].pop("ask")],
    "C12c": [facts_only],
    "C12d": [facts_only],
    "C13a": [copied],
    "C13b": [
        with_question("scenario", q="You ask why Priya left. What now?"),
        with_question("scenario", q="Mr Li asks what?"),
    ],
    "C14a": [same_front],
    "C14b": [lambda d: same_front(d, " now")],
    "C14c": [same_words],
    "C15a": [first_words_id],
    "C15b": [with_question(id="question-4"), with_question(id="9f86d081"), lambda d: statements(d)[-1].update(id="12")],
    "C15c": [undated],
    "C15d": [
        with_question(a="Ask head@school.example."),
        with_question(note="Ring 01632 960123."),
        with_statement(note="+44 1632 960123"),
    ],
    "C15e": [with_statement(draft="true"), lambda d: statements(d)[-1]["ask"][-1].update(draft="true")],
    "D02": [
        with_statement(draft="yes"),
        lambda d: d.update(number="three"),
        lambda d: d.update(title=["a"]),
        with_statement(ask="x"),
        with_statement(text={"a": "b"}),
    ],
    "D03": [lambda d: d.update(colour="green"), with_statement(colour="green")],
    "D04": [lambda d: d.pop("title"), with_question(q=""), lambda d: statements(d)[0].pop("text")],
    "D05": [lambda d: d.update(title="Sam\u200bple"), with_question(a="One\u202ething.")],
    "D06": [with_statement(id="Not An Id"), lambda d: statements(d)[0]["ask"][0].update(id="cloze-2")],
    "D07": [lambda d: d["learn_how_to"][0].update(practices=[])],
    "D08": [lambda d: d["learn_that"][0].update(number=99)],
    "D09": [with_statement(same_as="other/idea")],
    "D10": [lambda d: statements(d)[1].update(id=statements(d)[0]["id"])],
    "D11": [with_question("riddle")],
    "D12": [with_statement(mended=[{"printed": "x", "text": "elephants", "why": "x"}])],
    "D13": [lambda d: d.update(area="adaptive-teaching" if d["number"] != 6 else "assessment")],
    "D14": [
        lambda d: (
            d["learn_that"].pop(),
            d["learn_that"].append({"id": "x", "number": len(d["learn_that"]) + 1, "same_as": "no/x"}),
        ),
    ],
    "L02": [lambda d: statements(d)[0]["ask"].pop()],
    "L03": [no_gap],
    "L04": [with_text(lambda t: GAP.sub("{{c1::zebras}}", t, count=1))],
    "L05": [with_question(q="Who juggles zebras?")],
    "L06": [with_question(a="Zebras."), with_statement(gloss="it: zebras"), with_statement(dated="zebras")],
    "L07": [lambda d: statements(d)[0]["ask"].append({"id": "zebras", "form": "fact", "q": "Who?", "a": "Zebras."})],
    "L08": [lambda d: d],
}
ELSEWHERE = {"D01", "L01", "X01", "X02"}  # not breaks of a deck's content: in test_run, test_ledger, test_exceptions


@cache
def raw(file: Path) -> Raw:
    """The file as plain values."""
    value: Raw = yaml.load(file.read_bytes(), Loader=yaml.CSafeLoader)  # our own file, and a safe loader
    return value


def tree(value: Any) -> Node:
    """The values as a file's reader has them. (No break here is one of YAML: decks/test_nodes.py has those.)"""
    if isinstance(value, dict):
        return Node({key: tree(each) for key, each in value.items()}, 1, dict.fromkeys(value, 1))
    if isinstance(value, list):
        return Node([tree(each) for each in value], 1)
    return Node("null" if value is None else str(value), 1)


@cache
def decks() -> dict[str, Deck]:
    """The built-in decks by file."""
    return {str(file): read_deck(file)[0] for file in FILES}


@cache
def page() -> Page:
    """The framework page."""
    return read_page(PAGE)


@cache
def before() -> Subject:
    """The built-in decks with a ledger of what they hold."""
    subject = Subject(Library(tuple(decks().values())), frozenset(decks()), FILES[0].parent, True)
    return replace(subject, ledger=updated(subject, 0))


def codes_of(file: Path, mutate: Callable[[Raw], object], code: str) -> set[tuple[str, str]]:
    """The codes told, each with its file, when one file is broken."""
    deck = copy.deepcopy(raw(file))
    mutate(deck)
    try:
        broken = {**decks(), str(file): deck_of(tree(deck), str(file))}
    except ProblemsError as error:
        return {(problem.code, problem.file) for problem in error.problems}
    if found := conflicts(list(broken.values())):
        return {(problem.code, str(file)) for problem in found}
    ledger = before().ledger or {}
    if code == "L08":
        ledger = {note: replace(entry, retired=1) for note, entry in ledger.items()}
    files = frozenset([str(file)])
    subject = replace(before(), library=Library(tuple(broken.values())), files=files, ledger=ledger, page=page())
    ledger_file = str(file.parent / "ledger.jsonl")
    told = check_subject(subject, lambda each: each == code)
    return {(problem.code, str(file) if problem.file == ledger_file else problem.file) for problem in told}


def test_every_code_is_tried() -> None:
    """Each code is either broken here or tried in the test of its own module."""
    assert MUTATIONS.keys() | ELSEWHERE == set(CODES)


@pytest.mark.parametrize("code", MUTATIONS)
def test_every_break_is_caught(code: str) -> None:
    """A deck broken in one way is told of with that code, whichever deck and place it is."""
    missed = [
        (file.name, count)
        for file in FILES
        for count, mutate in enumerate(MUTATIONS[code])
        if (code, str(file)) not in codes_of(file, mutate, code)
    ]
    assert not missed
