"""Clauses parted into subject, verb and rest."""

from __future__ import annotations

import pytest

from npqlt_cards.draft.clauses import clauses_of, lowered, parse, parts_of, without_brackets
from npqlt_cards.draft.tags import tagged


@pytest.mark.parametrize(
    ("text", "subject", "base", "rest", "plural"),
    [
        ("Modelling helps pupils understand ideas", "modelling", "help", "pupils understand ideas", False),
        ("Worked examples that take pupils on can help", None, "", "", False),
        ("Worked examples that take pupils on are useful", "worked examples that take pupils on", "be", "useful", True),
        ("Ensuring pupils have time is likely to help", "ensuring pupils have time", "be", "likely to help", False),
        ("Mutual trust and respect enable staff to talk", "mutual trust and respect", "enable", "staff to talk", True),
        ("The SEND Code of Practice sets out four areas", "The SEND Code of Practice", "set", "out four areas", False),
        ("Regular, purposeful practice can help pupils", "regular, purposeful practice", "help", "pupils", False),
    ],
)
def test_parse(text: str, subject: str | None, base: str, rest: str, plural: bool) -> None:
    """The finite verb of the main clause parts them, whatever clauses stand in the subject."""
    clause = parse(text)
    if subject is None:
        assert clause is None
        return
    assert clause is not None
    # A definite article keeps its capital before a name.
    assert clause.subject.casefold() == subject.casefold()
    assert (clause.base, clause.rest(), clause.plural) == (base, rest, plural)


@pytest.mark.parametrize(
    "text",
    [
        "This helps pupils learn",
        "It helps pupils learn",
        "Their capacity is limited",
        "Where knowledge is weak, pupils struggle",
        "The pupils is here now",
        "Nothing of the sort anywhere near",
        "Pupils",
        "",
    ],
)
def test_no_parse(text: str) -> None:
    """Pronouns, openings and words that do not agree give nothing, rather than something doubtful."""
    assert not text or parse(text) is None


def test_parts_of() -> None:
    """Semicolons part a sentence, but not within brackets or a list after a colon."""
    assert parts_of("Roots drink; leaves breathe.") == ["Roots drink", "leaves breathe"]
    assert parts_of("It has areas (a; b; and c).") == ["It has areas (a; b; and c)"]
    assert parts_of("It has two: a and b; it grows.") == ["It has two: a and b", "it grows"]


def test_clauses_are_said_in_full() -> None:
    """“It”, “but should …” and “which …” get the subject they stand for."""
    assert clauses_of("Feedback can be written; it should be clear.", None)[1] == "Feedback should be clear"
    assert clauses_of("Stakes can help trees, but should be removed.", None)[1] == "Stakes should be removed"
    assert clauses_of("It involves work.", ("learning", False)) == ["Learning involves work"]
    assert "Memory can be overloaded" in clauses_of("A key factor is memory, which can be overloaded.", None)
    assert clauses_of("It is likely that water helps.", ("learning", False)) == ["It is likely that water helps"]


def test_small_letters() -> None:
    """A first word loses its capital, unless it is a name."""
    for text, expected in (
        ("Feedback on", "feedback on"),
        ("SEND needs", "SEND needs"),
        ("English texts", "English texts"),
    ):
        assert lowered(text, tagged(text)) == expected


def test_brackets() -> None:
    """Brackets of examples go; others stay, as they may change what is said."""
    assert without_brackets("what has (and has not) worked (e.g. data)") == "what has (and has not) worked"
