"""Parts of speech, by closed lists, endings and place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from npqlt_cards.draft.tags import tagged


def tags(sentence: str) -> str:
    """The tags in a row."""
    return " ".join(token.tag for token in tagged(sentence))


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Modelling helps pupils understand new ideas.", "N V N V A N ,"),
        ("Teachers can support pupils to plan, monitor and evaluate.", "N M V N T V , V C V ,"),
        ("Sanctions work best when they are swift.", "N V A S R B A ,"),
        ("Staff at the door set the tone.", "N P D N V D N ,"),
        ("Planning different lessons takes time.", "G A N V N ,"),
        ("Planning time is protected.", "N N B E ,"),
        ("A culture of trust supports effective relationships.", "D N P N V A N ,"),
        ("Pupil outcomes depend on secure knowledge.", "N N V P A N ,"),
        ("Well-designed resources (e.g. textbooks) can help.", "A N , L N , M V ,"),
        ("To access the curriculum, pupils read.", "T V D N , N V ,"),
    ],
)
def test_tags(sentence: str, expected: str) -> None:
    """Each word has the tag that its place calls for."""
    assert tags(sentence) == expected


def test_a_verb_is_found_by_its_place() -> None:
    """Where no verb is known, the word between two noun phrases that ends in -s is one."""
    assert tags("Visibility quells poor conduct.") == "N V A N ,"


@given(st.text(max_size=200))
def test_tokens_lie_in_the_text(text: str) -> None:
    """Whatever the text, tokens stand in order in it, letters and digits all covered."""
    at = 0
    for token in tagged(text):
        assert at <= token.start < token.end <= len(text)
        assert text[token.start : token.end] == token.text
        at = token.end
