"""Cloze markup, held against the real Anki's back end: the same cards, and the same text on both sides."""

from __future__ import annotations

import html
import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from anki.collection import Collection
from hypothesis import given
from hypothesis import strategies as st

from npqlt_cards import cloze
from npqlt_cards.anki.package import _html
from npqlt_cards.cloze import Gap
from npqlt_cards.decks.library import load_library
from npqlt_cards.places import built_in_decks

OPENINGS = [
    *("{{c1::", "{{c2::", "{{c1::", "{{c2::", "{{c3::", "{{c1,2::", "{{c0::", "{{c12::", "{{c::", "{{c1:", "{{c,1::"),
    *("{{c1,,3::", "{{c1,::", "{{c3,2,1::", "{{c99999::", "{{c65535::", "{{c65536::", "{{c01::", "{{C1::"),
    *("{{c1::{{c1::", "{{c 1::", "{{c1 ::", "{{c-1::", "{{c١::", "{ {c1::"),
]
MARKS = ["{{", "{", "}", "{{{", ":", "::", "::", ":::", "::::", "}}", "}}", "}}", "}}", "}}", "}}}", "}}}}", "} }"]
WORDS = [
    "a",
    "b c",
    " ",
    "word",
    "é",
    "e\u0301",
    "’",
    "std::vector",
    r"\frac{a}{b}",
    r"\(x\)",
    "\n",
    "\t",
    "%",
    "#",
    "$$",
]
HTML = [
    "<b>",
    "</b>",
    "<br>",
    "<!--",
    "-->",
    "&amp;",
    "&",
    "&nbsp;",
    '<img src="x">',
    "<script>",
    "</span>",
    "[sound:x.mp3]",
]
HTML += ["[...]", "[anki:play:q:0]", "[latex]", "image-occlusion:rect", "{{Text}}", "{{#Text}}", "<%Text%>"]
# Emoji with joiners and skin tones; Hebrew and Arabic; marks that turn the direction of what follows.
SIGNS = [
    "😀",
    "👩🏽‍🏫",
    "🇬🇧",
    "שלום",
    "مرحبا",
    "\u200f",
    "\u200e",
    "\u202e",
    "\u202c",
    "\u2067",
    "\u2069",
    "\u200b",
    "\ufeff",
]
BITS = [*OPENINGS, *OPENINGS, *MARKS, *MARKS, *WORDS, *HTML, *SIGNS]


def jumbled(rng: random.Random) -> str:
    """Bits of markup and words in any order: most of it broken."""
    return "".join(rng.choice(BITS) for _ in range(rng.randint(1, 24)))


def nested(rng: random.Random, depth: int = 0) -> str:
    """A well-formed text: deletions in deletions, with several numbers, hints, and words of all kinds."""
    parts = []
    for _ in range(rng.randint(1, 3)):
        parts.append(rng.choice([*WORDS, *HTML, *SIGNS]))
        if rng.random() < 0.75 - depth * 0.12:
            numbers = ",".join(str(rng.randint(1, 12)) for _ in range(rng.choice([1, 1, 1, 2, 3])))
            hint = rng.choice(["", "", "::", "::hint", "::רמז", "::a::b"])
            parts.append(f"{{{{c{numbers}::{nested(rng, depth + 1)}{hint}}}}}")
    return "".join(parts)


def deep(rng: random.Random) -> str:
    """Eight to sixteen levels, some left open, some closed once too often."""
    depth = rng.randint(8, 16)
    opened = "".join(f"{{{{c{rng.randint(1, 20)}::{rng.choice([*WORDS, *SIGNS])}" for _ in range(depth))
    closed = "".join(
        rng.choice(["}}", "}}", "}}", "}}", " }}", "::h}}", ""]) for _ in range(depth + rng.randint(-2, 2))
    )
    return f"{opened}x{closed} end"


class Oracle:
    """The real Anki's rendering of a cloze note."""

    def __init__(self, collection: Collection) -> None:
        self.collection = collection
        self.kind = collection.models.by_name("Cloze")

    def sides(self, text: str) -> dict[int, tuple[str, str]]:
        """For each card number both sides as plain text."""
        note = self.collection.new_note(self.kind)
        note["Text"] = _html(text)
        cards = {number: note.ephemeral_card(number - 1) for number in note.cloze_numbers_in_fields()}
        return {number: (_plain(card.question()), _plain(card.answer())) for number, card in cards.items()}


def _plain(side: str) -> str:
    """What a learner reads: the style sheet, the marks around a gap and the line that ends the field dropped."""
    words = re.sub(r"<style>.*?</style>", "", side, flags=re.DOTALL)
    words = re.sub(r"</?(?:span|div)\b[^>]*>", "", words)
    return html.unescape(words.replace("<br>", "\n")).strip()


@pytest.fixture(scope="module")
def oracle(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Oracle]:
    """One collection for all texts."""
    collection = Collection(str(tmp_path_factory.mktemp("anki") / "oracle.anki2"))
    yield Oracle(collection)
    collection.close()


def ours(text: str) -> dict[int, tuple[str, str]]:
    """Our rendering, in the oracle's form."""
    return {
        number: (cloze.shown(cloze.front(text, number)).strip(), cloze.shown(cloze.back(text, number)).strip())
        for number in cloze.card_numbers(text)
    }


def test_built_in_notes_look_as_in_anki(oracle: Oracle, tmp_path: Path) -> None:
    """Every cloze note of the built-in decks makes the same cards with the same two sides."""
    notes = [note for note in load_library(built_in_decks(), tmp_path).notes.values() if note.form == "cloze"]
    assert len(notes) > 150
    for note in notes:
        assert ours(note.text) == oracle.sides(note.text), note.id


@pytest.mark.slow
@pytest.mark.parametrize(("make", "many"), [(jumbled, 2000), (nested, 1000), (deep, 1000)])
def test_adversarial_texts_look_as_in_anki(make: Callable[[random.Random], str], many: int, oracle: Oracle) -> None:
    """4,000 random texts, of which each of the nested has many cards, have the same cards and text on both sides."""
    rng, cards = random.Random(20261124), 0
    for _ in range(many):
        text = make(rng)
        wanted = oracle.sides(text)
        cards += len(wanted)
        assert ours(text) == wanted, repr(text)
    assert cards > 1000


def test_deep_nesting_looks_as_in_anki(oracle: Oracle) -> None:
    """Ten levels, eleven, and more."""
    for depth in (9, 10, 11, 14):
        text = "".join(f"{{{{c{level}::w{level} " for level in range(1, depth + 1)) + "x" + "}}" * depth
        assert ours(text) == oracle.sides(text), depth


def test_numbers_look_as_in_anki(oracle: Oracle) -> None:
    """A number may have any zeros before it, and none is above 65,535; what is left is text."""
    single = [
        "0",
        "00",
        "000000",
        "1",
        "000001",
        "0" * 5000 + "7",
        "10",
        "65535",
        "065535",
        "65536",
        "100000",
        "9" * 5000,
    ]
    for listed in [*single, "99999,000002", "0,3", "3,0", "12,2", ",", ",4", "4,,5,"]:
        text = f"A {{{{c{listed}::b}}}} {{{{c1::d}}}}"
        assert ours(text) == oracle.sides(text), listed[-20:]


@pytest.mark.parametrize(
    ("text", "number", "front", "back", "hidden"),
    [
        ("A {{c1::cat}} sat.", 1, "A [...] sat.", "A cat sat.", ["cat"]),
        ("A {{c1::cat::animal}} sat.", 1, "A [animal] sat.", "A cat sat.", ["cat"]),
        ("{{c1::a {{c2::b}} c}}", 1, "[...]", "a b c", ["a b c"]),
        ("{{c1::a {{c2::b}} c}}", 2, "a [...] c", "a b c", ["b"]),
        ("{{c1::a}} and {{c1::b}}", 1, "[...] and [...]", "a and b", ["a", "b"]),
        ("{{c1,2::a}} b", 2, "[...] b", "a b", ["a"]),
    ],
)
def test_sides(text: str, number: int, front: str, back: str, hidden: list[str]) -> None:
    """Front, back and what is hidden, for the forms that authors write."""
    assert cloze.shown(cloze.front(text, number)) == front
    assert cloze.shown(cloze.back(text, number)) == back
    assert cloze.hidden(text, number) == hidden


def test_active_pieces() -> None:
    """The gap and what stood in it are marked, and nothing else is."""
    text = "One {{c1::two}} three {{c2::four}}."
    assert [piece.text for piece in cloze.front(text, 1) if piece.active] == ["[...]"]
    assert [piece.text for piece in cloze.back(text, 2) if piece.active] == ["four"]
    assert [piece for piece in cloze.front(text, 2) if not piece.active] == [("One two three ", False), (".", False)]
    assert cloze.back("One {{c1::two}}", 2) == [("One two", False)]
    assert cloze.back("{{c2::two}}", 1) == [("two", False)]


def test_active_pieces_of_nested_gaps() -> None:
    """In a gap of another card, the card's own gap alone is marked; of a card's own gap all is."""
    text = "{{c1::a {{c2::b}} c}} d"
    assert cloze.back(text, 2) == [("a ", False), ("b", True), (" c d", False)]
    assert cloze.back(text, 1) == [("a ", True), ("b", True), (" c", True), (" d", False)]
    assert cloze.front(text, 2) == [("a ", False), ("[...]", True), (" c d", False)]


def test_blanked() -> None:
    """A gap for each outermost deletion that a card has; what only stands in deletions of number 0 is in view."""
    within = Gap((2,), ["c"], "hint")
    assert cloze.blanked("A {{c1::b {{c2::c::hint}}}} d") == ["A ", Gap((1,), ["b ", within]), " d"]
    assert cloze.blanked("{{c0::a {{c2::c::hint}} b}} {{c0,3::d}}") == ["a ", within, " b", " ", Gap((0, 3), ["d"])]
    assert cloze.blanked("") == []


def test_plain() -> None:
    """The words without markup, hints gone."""
    assert cloze.plain("One {{c1::two::2}} {{c2::three}}.") == "One two three."


@given(st.lists(st.sampled_from(BITS), max_size=40).map("".join), st.integers(0, 70_000))
def test_any_text(text: str, number: int) -> None:
    """Nothing raises; a card's back holds what it hides; a number that makes no card hides nothing."""
    back = cloze.shown(cloze.back(text, number))
    assert all(words in back for words in cloze.hidden(text, number))
    if number not in cloze.card_numbers(text) and number:
        assert cloze.hidden(text, number) == []


@pytest.mark.slow
def test_large_text_is_quick() -> None:
    """A megabyte of markup is read in the time it takes to walk it."""
    text = "{{c1::" * 80_000 + "}}" * 80_000 + "{{c1::a}}" * 50_000
    assert cloze.card_numbers(text) == [1]
