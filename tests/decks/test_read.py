"""A deck file's form: read as written, and all its problems told at once by line."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from npqlt_cards.decks import nodes
from npqlt_cards.decks.files import deck_files
from npqlt_cards.decks.read import deck_of, read_deck
from npqlt_cards.decks.records import Deck, Mend
from npqlt_cards.errors import Problem, ProblemsError
from npqlt_cards.places import built_in_decks

DECK = """\
area: tea-time
number: 3
title: Tea Time
learn_that:
  - id: brewing
    number: 1
    text:
      - >-
        Tea needs {{c1::boiling}} water
        and {{c2::time}}.
      - It cools.
      - Then it is {{c1::drunk}}.
    gloss: "it: the tea"
    dated: a custom
    mended: [{printed: hottish, text: boiling, why: a slip}]
    note: Milk last.
    ask:
      - {id: how-hot, form: fact, q: How hot?, a: Boiling, note: Mind your hands.}
  - {id: cup, number: 2, same_as: china/cup}
learn_how_to:
  - stem: "Make tea, by:"
    mended: [{printed: "Makeing", text: "Make", why: a slip}]
    practices:
      - {id: warm, text: "Warming the {{c1::pot}}."}
notes: ["Page 4 has more."]
"""


def deck(text: str) -> Deck:
    """The deck of a text."""
    return deck_of(nodes.parse(text.encode(), "deck.yaml"), "deck.yaml")


def problems(text: str) -> list[Problem]:
    """The problems of a text."""
    with pytest.raises(ProblemsError) as raised:
        deck(text)
    assert all(each.file == "deck.yaml" and each.repair for each in raised.value.problems)
    return list(raised.value.problems)


def told(text: str) -> list[tuple[int, str]]:
    """Line and code of each problem."""
    return [(each.line, each.code) for each in problems(text)]


def test_deck() -> None:
    """Statements, notes, stems, mends and remarks, each with id and line."""
    found = deck(DECK)
    assert found[:4] == ("deck.yaml", "tea-time", 3, "Tea Time")
    brewing, cup, warm = found.statements
    assert (brewing.id, brewing.kind, brewing.number, brewing.line) == ("tea-time/brewing", "learn-that", "1", 5)
    assert brewing.text == "Tea needs boiling water and time. It cools. Then it is drunk."
    assert brewing.printed.startswith("Tea needs hottish water")
    assert (brewing.gloss, brewing.dated) == ("it: the tea", "a custom")
    assert (cup.same_as, cup.sentences) == ("china/cup", ())
    assert (warm.number, warm.stem, warm.kind) == ("1.1", "Make tea, by:", "learn-how-to")
    assert [note.id.partition("#")[2] for note in found.notes] == ["cloze", "cloze-3", "how-hot", "cloze"]
    assert [note.numbers for note in found.notes] == [[1, 2], [1], [1], [1]]
    assert found.notes[2][2:6] == ("fact", "How hot?", "Boiling", "Mind your hands.")
    assert found.stems == (("Make tea, by:", (Mend("Makeing", "Make", "a slip"),)),)
    assert found.remarks == ("Page 4 has more.",)


def test_source() -> None:
    """Whose words the statements are, in the author's own; nothing where the author says nothing."""
    found = deck(DECK.replace("title: Tea Time\n", "title: Tea Time\nsource: >-\n  A tea-pot’s\n  own words.\n"))
    assert (found.source, found.line) == ("A tea-pot’s own words.", 1)
    assert deck("# Mine.\n" + DECK)[-2:] == ("", 2)


@pytest.mark.parametrize("style", [">-", ">", "|", "|-", ">+"])
def test_any_block_style(style: str) -> None:
    """However a text is wrapped, it is one line with single spaces."""
    found = deck(
        f"area: a\ntitle: A\nlearn_that:\n  - id: x\n    number: 1\n    text: {style}\n      one\n      two\n\n"
    )
    assert found.statements[0].text == "one two"


BROKEN = {
    "a list": ("- a\n", [(1, "D02"), (1, "D04"), (1, "D04")]),
    "a word": ("word\n", [(1, "D02"), (1, "D04"), (1, "D04")]),
    "unknown key": (DECK + "extra: 1\n", [(26, "D03")]),
    "no area": (DECK.replace("area: tea-time\n", ""), [(1, "D04")]),
    "empty title": (DECK.replace("title: Tea Time", "title:"), [(3, "D04")]),
    "title of a list": (DECK.replace("title: Tea Time", "title: [a]"), [(3, "D02")]),
    "area with capitals": (DECK.replace("area: tea-time", "area: Tea"), [(1, "D06")]),
    "id too long": (DECK.replace("id: how-hot", "id: " + "x" * 101), [(18, "D06")]),
    "number in words": (DECK.replace("number: 3", "number: three"), [(2, "D02")]),
    "number below nothing": (DECK.replace("number: 3", "number: -3"), [(2, "D02")]),
    "number beyond all": (DECK.replace("number: 3", "number: " + "9" * 5000), [(2, "D02")]),
    "wrong number": (DECK.replace("number: 2", "number: 5"), [(19, "D08")]),
    "no number": (DECK.replace("number: 2, ", ""), [(19, "D04")]),
    "twin with words": (DECK.replace("same_as: china/cup", "same_as: china/cup, text: x"), [(19, "D09")]),
    "repeated id": (DECK.replace("id: warm", "id: brewing"), [(24, "D10")]),
    "unknown form": (DECK.replace("form: fact", "form: riddle"), [(18, "D11")]),
    "kept id": (DECK.replace("id: how-hot", "id: cloze-9"), [(18, "D06")]),
    "mend that is not there": (DECK.replace("text: boiling, why", "text: burning, why"), [(15, "D12")]),
    "no question": (DECK.replace("q: How hot?, ", ""), [(18, "D04")]),
    "no statements": ("area: a\ntitle: A\n", [(1, "D07")]),
    "no practices": (DECK[: DECK.index("    practices")], [(21, "D07")]),
    "text of nothing": (DECK.replace('text: "Warming the {{c1::pot}}."', "text: []"), [(24, "D04")]),
    "text of a mapping": (DECK.replace('text: "Warming the {{c1::pot}}."', "text: {a: b}"), [(24, "D02")]),
    "source of a list": (DECK.replace("number: 3\n", "source: [a]\n"), [(2, "D02")]),
    "invisible character": (DECK.replace("It cools", "It\u200bcools"), [(11, "D05")]),
    "escaped NUL": (DECK.replace("It cools.", '"It \\0 cools."'), [(11, "D05")]),
    "right-to-left override": (DECK.replace("Milk last", "Milk\u202e last"), [(16, "D05")]),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken(name: str) -> None:
    """Each break is told by its code at its line."""
    text, wanted = BROKEN[name]
    assert told(text) == wanted


def test_a_surrogate_never_gets_in() -> None:
    """Half a character, as PyYAML's own parser lets it through, is a problem and not a crash at the next write."""
    root = nodes.Node({"area": nodes.Node("a", 1), "title": nodes.Node("\ud800", 2)}, 1, {"area": 1, "title": 2})
    with pytest.raises(ProblemsError, match="U\\+D800"):
        deck_of(root, "deck.yaml")


def test_all_at_once() -> None:
    """Everything wrong with a file is told in one go, in the order of its lines."""
    text = """\
area: A b
number: x
title: {a: b}
learn_that:
  - 5
  - id: {}
    number: two
    text: [a, [b]]
    ask:
      - q: x
        id: cloze-2
        form: maybe
        zz: 3
      - 7
learn_how_to:
  - stem: [x]
    practices: {a: b}
extra: 1
notes: [[x]]
"""
    found = told(text)
    assert found == sorted(found, key=lambda each: each[0])
    assert {line for line, _ in found} >= {1, 2, 3, 5, 6, 7, 8, 10, 11, 12, 13, 14, 16, 17, 18, 19}


@pytest.mark.slow
def test_mutilated_decks() -> None:
    """A built-in deck with lines lost, doubled, swapped or spoilt is read, or its problems are told: nothing else."""
    rng, broken = random.Random(1), 0
    texts = [path.read_text("utf-8").splitlines(keepends=True)[:120] for path in deck_files(built_in_decks())]
    for _ in range(400):
        lines = list(rng.choice(texts))
        for _ in range(rng.randint(1, 3)):
            at, other = rng.randrange(len(lines)), rng.randrange(len(lines))
            spoilt = (*"[]{}:-&*!|>%@`\"'#,?\x00\t", "\ufeff", "  ", "{{c1::", "}}", "\ud7ff")
            change = rng.randrange(4)
            if change == 0:
                del lines[at]
            elif change == 1:
                lines.insert(at, lines[other])
            elif change == 2:
                lines[at], lines[other] = lines[other], lines[at]
            else:
                column = rng.randrange(len(lines[at]))
                lines[at] = lines[at][:column] + rng.choice(spoilt) + lines[at][column:]
        try:
            deck("".join(lines))
        except ProblemsError as error:
            broken += 1
            assert all(0 < each.line <= len(lines) + 1 for each in error.problems)
    assert 40 < broken < 400


def test_problem_as_json() -> None:
    """A problem's JSON has every field by its own name."""
    assert problems("area: a\ntitle: A\n")[0].to_json() == {
        "code": "D07",
        "file": "deck.yaml",
        "line": 1,
        "message": "the deck has no statements",
        "repair": "add learn_that or learn_how_to",
        "warning": False,
    }


def test_read_deck(tmp_path: Path) -> None:
    """A deck knows the file it came from, and the bytes read are given back."""
    path = tmp_path / "tea.yaml"
    path.write_text(DECK, "utf-8", newline="\n")
    found, data = read_deck(path)
    assert (found.file, data) == (str(path), DECK.encode())


def test_draft_marks(tmp_path: Path) -> None:
    """“draft: true” on a statement marks it and its clozes, on a question that question; anything else is refused."""
    text = (
        "area: a\ntitle: A\nlearn_that:\n  - id: x\n    number: 1\n    draft: true\n    text: One {{c1::thing}}.\n"
        "    ask:\n      - {id: q, form: fact, q: What?, a: That.}\n"
        "      - {id: r, form: fact, draft: true, q: Who?, a: I.}\n"
    )
    (tmp_path / "a.yaml").write_text(text, "utf-8")
    deck = read_deck(tmp_path / "a.yaml")[0]
    assert deck.statements[0].draft
    assert [note.draft for note in deck.notes] == [True, False, True]
    (tmp_path / "a.yaml").write_text(text.replace("draft: true\n", "draft: no\n"), "utf-8")
    with pytest.raises(ProblemsError, match=r"a.yaml:6: D02 draft of statement 1 is not “true”"):
        read_deck(tmp_path / "a.yaml")


@pytest.mark.slow
def test_no_deck_at_all() -> None:
    """Of a file that is wrong all over no more is told than anybody reads, and no more of it looked at."""
    with pytest.raises(ProblemsError) as raised:
        deck_of(nodes.parse(b"learn_that:\n" + b"- x\n" * 150_000, "deck.yaml"), "deck.yaml")
    assert len(raised.value.problems) == 101
    assert "is followed by 1,900 more problems" in str(raised.value)
