"""Readers of text: the framework page, deck files, cloze markup and settings."""

from __future__ import annotations

import json
import random
from functools import lru_cache
from pathlib import Path

from npqlt_cards import cloze
from npqlt_cards.checks import check_paths
from npqlt_cards.decks import nodes
from npqlt_cards.decks.library import Library, _deck, _lists, conflicts, in_order
from npqlt_cards.decks.read import deck_of
from npqlt_cards.decks.records import Deck
from npqlt_cards.decks.write import deck_text
from npqlt_cards.errors import NpqltError
from npqlt_cards.framework import read_page
from npqlt_cards.places import built_in_decks
from npqlt_cards.settings.edit import remove_setting, write_setting
from npqlt_cards.settings.load import load_preferences
from npqlt_cards.settings.preferences import Preferences
from npqlt_cards.settings.table import SETTINGS
from npqlt_cards.wording import spelt_out, unseen

from . import nasty

PAGE = Path(__file__).parents[2] / "data" / "framework-page.txt"


# -- the framework page ------------------------------------------------------------------------------------------------

_PAGE_BITS = [
    *(
        "Learn that… Learn how to…",
        "Learn that",
        "Learn how to...",
        "•",
        "• ",
        "- ",
        "o ",
        "a) ",
        "1.",
        "1. x",
        "2.Words",
    ),
    *(
        "999. x",
        "3",
        "12",
        "Title",
        "Section 3: Title",
        "2 - Title",
        "Support colleagues by:",
        "by:",
        ":",
        "e.g. x",
        "…",
    ),
    *(
        "Learn that" + "…" * 999,
        ".)" * 999,
        "-",
        "–",
        "long-",
        "(",
        "\uf0b7 x",
        "➢",
        "National Professional Qualification",
    ),
]
PAGE_BITS = [f"\n{bit}\n".encode() for bit in _PAGE_BITS] + [bit.encode() for bit in _PAGE_BITS]


@lru_cache(maxsize=1)
def page_lines() -> list[bytes]:
    """The real page."""
    return PAGE.read_bytes().split(b"\n")


def make_page(rng: random.Random) -> bytes:
    """Some of the real page, seldom all of it, or one of many times the same, changed."""
    lines = page_lines()
    if rng.random() < 0.01:
        return nasty.mutated(rng, b"\n".join(lines), PAGE_BITS)
    if rng.random() < 0.002:
        return _grown_page(rng)
    if rng.random() < 0.2:
        return b"\n".join(rng.choice(PAGE_BITS) for _ in range(rng.randrange(30)))
    headers = [at for at, line in enumerate(lines) if line.startswith(b"Learn that")]
    at = max(0, rng.choice(headers) - rng.choice((1, 3, 30)))
    return nasty.mutated(rng, b"\n".join(lines[at : at + rng.choice((8, 30, 80))]), PAGE_BITS)


def _grown_page(rng: random.Random) -> bytes:
    """A page as long as one may be, of a few lines over and over."""
    lines = [
        rng.choice((rng.choice(PAGE_BITS).strip(), rng.choice(page_lines()))) for _ in range(rng.choice((1, 2, 5, 12)))
    ]
    if rng.random() < 0.5:
        lines = [
            b"Title\nLearn that\xe2\x80\xa6 Learn how to\xe2\x80\xa6\n1. Words.\nDo by:\n\xe2\x80\xa2 this.",
            *lines,
        ]
    block = b"\n".join(lines) + rng.choice((b"\n", b" "))
    return block * min(3_900_000 // len(block), 49_000 // (block.count(b"\n") + 1))


def run_page(data: bytes, room: Path) -> str:
    """A page, with statements numbered in turn and words everywhere; or problems by line."""
    path = room / "page.txt"
    path.write_bytes(data)
    page = read_page(path, "page.txt")
    json.dumps(page.to_json())
    for area in page.areas:
        assert [each.number for each in area.learn_that] == list(range(1, len(area.learn_that) + 1)), (
            "numbers out of turn"
        )
        texts = [each.text for each in (*area.learn_that, *area.notes)]
        texts += [words for group in area.learn_how_to for words in (group.stem, *(p.text for p in group.practices))]
        assert all(text.strip() == text and text for text in texts), "an empty text"
        assert area.learn_how_to and area.slug, "an empty area"
    return "right"


# -- deck files --------------------------------------------------------------------------------------------------------

_DECK_BITS = [
    *(
        "&a ",
        "*a",
        "!!python/object/apply:os.system [ls]",
        "!!binary aGk=",
        "!include /etc/passwd",
        "<<: *a",
        "? ",
        "? - a\n",
    ),
    *(
        "[" * 50,
        "{" * 50,
        "- " * 50,
        "{a: " * 50,
        '"',
        "'",
        "|\n",
        ">-\n",
        "---\n",
        "...\n",
        "%YAML 9.9\n---\n",
        "%TAG ! x,1:\n",
    ),
    *(
        "#",
        ": ",
        "\t",
        "key: value",
        "id: x",
        "draft: true",
        "same_as: a/b",
        "text: {{c1::a}}",
        "ask:",
        "mended:",
        "area: a",
    ),
    *(
        "{{c1::",
        "}}",
        "{{c2::b::hint}}",
        "::",
        "number: 1",
        "learn_that: []",
        "a: &a [x, x]\nb: &b [*a, *a]",
        '"\\ud800"',
    ),
    *('"\\x1b[31m"', '"\\u202e"', '"\\0"', "!<tag:%1b]0;x> y", "!%1b%5b y", "form: fact", "form: \x1b", "- id: cloze"),
]
DECK_BITS = [bit.encode() for bit in _DECK_BITS]


@lru_cache(maxsize=1)
def decks() -> list[list[bytes]]:
    """The built-in decks, by lines."""
    return [path.read_bytes().split(b"\n") for path in sorted(built_in_decks().glob("*.yaml"))]


def _deck_lines(rng: random.Random) -> list[bytes]:
    """The head of a deck and some whole statements of it, numbered in turn."""
    lines = rng.choice(decks())
    begins, ends = lines.index(b"learn_that:") + 1, lines.index(b"learn_how_to:")
    items = [at for at, line in enumerate(lines[begins:ends], begins) if line.startswith(b"  - ")]
    at = rng.randrange(len(items) - 2)
    chosen, number = lines[:begins], 0
    for line in lines[items[at] : items[at + rng.choice((1, 2))]]:
        number += line.startswith(b"  - ")
        chosen.append(b"    number: %d" % number if line.startswith(b"    number: ") else line)
    return chosen


def _other_words(rng: random.Random, lines: list[bytes]) -> list[bytes]:
    """Nasty words inside some values, which leaves a deck a deck more often than not."""
    for _ in range(rng.choice((1, 1, 2, 3))):
        at = rng.randrange(len(lines))
        words = rng.choice((*_DECK_BITS, nasty.text(rng), "not " * 30, "a, b and c; " * 20)).replace("\n", " ")
        head, colon, rest = lines[at].partition(b": ")
        cut = rng.randrange(len(rest) + 1)
        lines[at] = head + colon + rest[:cut] + words.encode("utf-8", "replace") + rest[cut:]
    return lines


def make_deck(rng: random.Random) -> bytes:
    """Some statements of a real deck, seldom all of it, changed; or a file that is large and nothing else."""
    if rng.random() < 0.0015:
        bit = rng.choice((*DECK_BITS, b"x, ", b"[], ", b"- x\n", b"- \n", b"a: b\n", b"'': \n", b"? a\n", b"k%d: v\n"))
        many = min(1_999_000 // max(1, len(bit)), rng.choice((50_000, 200_000, 2_000_000)))
        body = b"".join(bit % at for at in range(min(many, 200_000))) if b"%d" in bit else bit * many
        return rng.choice((b"", b"a: [", b"learn_that:\n", b"learn_that: [", b'"', b"|\n ")) + body
    lines = list(rng.choice(decks())) if rng.random() < 0.01 else _deck_lines(rng)
    if rng.random() < 0.5:
        return b"\n".join(_other_words(rng, lines))
    return nasty.mutated(rng, b"\n".join(lines), DECK_BITS)


def run_deck(data: bytes, room: Path) -> str:
    """A deck, of which nothing is lost when it is kept, written and read again; or problems by line."""
    path = room / "deck.yaml"
    path.write_bytes(data)
    root, read = nodes.load(path, "deck.yaml")
    assert read == data
    deck = deck_of(root, "deck.yaml")
    assert _deck(_lists(deck)) == deck, "not as kept"
    texts = [deck.title, *deck.remarks, *(s.text for s in deck.statements), *(n.text for n in deck.notes)]
    assert not any(map(unseen, texts)), "an unseen letter"
    if conflicts([deck]):
        return "told"
    _check_cards(deck)
    again = deck_of(nodes.parse(deck_text(deck).encode(), "deck.yaml"), "deck.yaml")
    assert _words(again) == _words(deck), "not as written"
    return "right"


def _words(deck: Deck) -> object:
    return deck.area, deck.number, deck.title, [s[:9] for s in deck.statements], [n[:6] for n in deck.notes], deck.stems


def _check_cards(deck: Deck) -> None:
    for card in Library(in_order([deck])).cards():
        front, back = cloze.shown(card.front()), cloze.shown(card.back())
        assert isinstance(front, str) and back is not None and card.context


def make_checked(rng: random.Random) -> bytes:
    """As for decks, without what makes no deck at all."""
    return b"\n".join(_other_words(rng, _deck_lines(rng)))


def run_checked(data: bytes, room: Path) -> str:
    """Every check comes to an end, whatever the words."""
    folder = room / "checked"
    folder.mkdir(exist_ok=True)
    (folder / "deck.yaml").write_bytes(data)
    result = check_paths([folder], lambda _code: True)
    told = [str(problem) for problem in result.problems]
    assert all(len(each) < 3_000 for each in told), "a message nobody reads"
    return "told" if told else "right"


# -- cloze markup ------------------------------------------------------------------------------------------------------

_CLOZE_BITS = [
    *(
        "{{c1::",
        "{{c2::",
        "{{c1,2::",
        "{{c0::",
        "{{c65535::",
        "{{c65536::",
        "{{c999999999::",
        "{{c,::",
        "{{c١::",
        "{{C1::",
    ),
    *("}}", "}}", "}}", "::", ":", "{", "}", "{{", "word", " ", "hint", "\n", "{{c" + "1," * 50 + "::"),
]


def make_cloze(rng: random.Random) -> bytes:
    """Openings, closings and words in any order."""
    if rng.random() < 0.001:
        return (rng.choice(_CLOZE_BITS) * 20_000)[:100_000].encode()
    parts = (rng.choice(_CLOZE_BITS) if rng.random() < 0.9 else nasty.text(rng) for _ in range(rng.randrange(1, 16)))
    return "".join(parts).encode("utf-8", "surrogatepass")


def run_cloze(data: bytes, _room: Path) -> str:
    """Each card's two sides: the back in full view for whichever number, and a gap on the front for its own."""
    text = data.decode("utf-8", "surrogatepass")
    whole = cloze.plain(text)
    for number in [*cloze.card_numbers(text)[:5], 0, 77]:
        front, back = cloze.front(text, number), cloze.back(text, number)
        assert cloze.shown(back) == whole, "the back is not the whole"
        assert all(words in whole for words in cloze.hidden(text, number)), "hidden words that are nowhere"
        if number == 77:
            assert not any(piece.active for piece in front), "a gap of no card"
    assert cloze.front(whole, 77) is not None
    return "right"


# -- settings ----------------------------------------------------------------------------------------------------------

_VALUES = [
    *(
        "0.9",
        "0.7",
        "1m 10m",
        "[1m, 10m]",
        "none",
        "36500",
        "4",
        "mixed",
        "all",
        "[2, 3]",
        "default",
        "{a: b}",
        "[[1]]",
    ),
    *(
        "- 1m\n- 10m",
        "1m, 10m",
        "1 m",
        '"1m"',
        "'x'",
        "|\n  1m\n  10m",
        ">\n  4",
        "[1m,\n  2m]",
        "~",
        "",
        "0.9 # remark",
    ),
]
_SETTINGS_BITS = (
    [f"{each.name}: ".encode() for each in SETTINGS] + [value.encode() for value in _VALUES] + DECK_BITS[:30]
)


def make_settings(rng: random.Random) -> bytes:
    """Some settings with some values, changed or not; the last letter says which setting is then written."""
    lines = []
    for each in rng.sample(SETTINGS, rng.randrange(6)):
        value = rng.choice(_VALUES) if rng.random() < 0.5 else each.kind.write(each.default)
        lines.append(f"{each.name}: {value if rng.random() < 0.8 else nasty.text(rng)}")
    data = "\n".join(lines).encode("utf-8", "surrogatepass")
    data = nasty.mutated(rng, data, _SETTINGS_BITS) if rng.random() < 0.7 else data
    return data + bytes([rng.randrange(256)])


def run_settings(data: bytes, room: Path) -> str:
    """Settings, each as it is written; one changed leaves the others alone, or is refused with words."""
    path, which = room / "settings.yaml", SETTINGS[data[-1] % len(SETTINGS)]
    path.write_bytes(data[:-1])
    wanted = load_preferences(path, room / "cache")
    for each in SETTINGS:
        value = getattr(wanted, each.name)
        assert each.kind.read(each.kind.write(value)) == value, "not as written"
    if data[-1] < 128:
        _change(path, wanted, which.name, room)
    return "right"


def _change(path: Path, wanted: Preferences, name: str, room: Path) -> None:
    """Write a setting to another value and take it out again."""
    which = next(each for each in SETTINGS if each.name == name)
    try:
        changed = write_setting(path, which, which.default)
        assert changed == wanted._replace(**{name: which.default}), "another setting moved"
        assert load_preferences(path, room / "cache") == changed, "not as changed"
        assert remove_setting(path, which) == changed, "not as taken out"
    except NpqltError as error:
        assert "no lines of its own" in spelt_out(str(error)), str(error)
