"""Words: counted by spaces, compared by stem."""

from __future__ import annotations

import pytest

from npqlt_cards.checks.words import content, count, runs, same_thing, sentences, shared, stem


@pytest.mark.parametrize(
    "family",
    [
        "assess assesses assessed assessing assessment assessments",
        "teach teacher teachers teaching teacher’s",
        "learn learner learners learning",
        "plan plans planned planning",
        "rate rates",
        "effective effectively effectiveness",
        "behave behaving behaviour behaviours",
        "practise practising practice practices",
        "family families",
        "develop developing development developments",
        "inform informed information",
        "success successful successes",
    ],
)
def test_relatives_meet(family: str) -> None:
    """Inflections and derivations of a word have one stem."""
    assert len({stem(word) for word in family.split()}) == 1


@pytest.mark.parametrize(
    "pair",
    ["rate rest", "support suppose", "assess asset", "plan plain", "student study", "need new"],
)
def test_strangers_do_not(pair: str) -> None:
    """Words that only look alike have different stems."""
    one, other = pair.split()
    assert stem(one) != stem(other)


def test_count() -> None:
    """A hyphenated word is one word, e.g. is one word, a dash is none."""
    assert count("High-quality work – e.g. essays – (by all).") == 6


def test_content_leaves_grammar_out() -> None:
    """Only the words that carry meaning are compared, hyphens parted."""
    assert list(content("By the long-term use of it, they learn").values()) == ["long", "term", "use", "learn"]


def test_shared_is_by_stem() -> None:
    """A relative counts as the same word, whatever its case."""
    assert shared("Clear assessments", "ASSESSING is clearly hard") == ["clear", "assessments"]


def test_same_thing() -> None:
    """A wording fix is the same thing, another idea is not."""
    assert same_thing("deep roots", "roots", 0.3)
    assert same_thing("prior knowledge", "pupils’ prior knowledge", 0.3)
    assert not same_thing("deep roots", "late winter", 0.3)
    assert not same_thing("why do pupils forget", "which colleagues might pupils ask", 0.4)
    assert same_thing("of the", "Of the", 0.3)
    assert not same_thing("of the", "by a", 0.3)


def test_sentences() -> None:
    """An abbreviation within a sentence does not end it."""
    assert sentences("You lead art, e.g. drawing. What helps? ‘Yes.’ Why?") == [
        "You lead art, e.g. drawing.",
        "What helps?",
        "‘Yes.’",
        "Why?",
    ]


def test_runs() -> None:
    """Every run of words in a row, none across nothing."""
    assert list(runs("One two, three", 2)) == [("one", "two"), ("two", "three")]
    assert list(runs("One", 2)) == []
