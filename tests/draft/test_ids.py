"""Ids proposed from the words."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from npqlt_cards.draft.ids import question_slug, statement_slug
from npqlt_cards.draft.phrases import Rarity

EVEN = Rarity([])


def test_words_that_carry_the_idea() -> None:
    """The weightiest phrase, in two or three words."""
    assert statement_slug("Learning involves a lasting change in understanding.", EVEN, ()) == "lasting-change"


def test_taken_ids_are_left_alone() -> None:
    """A second statement in the same words has another id, and so on for ever."""
    taken: set[str] = set()
    for _ in range(60):
        slug = statement_slug("Learning involves a lasting change.", EVEN, taken)
        assert slug not in taken
        taken.add(slug)
    assert not any(re.search("[0-9]", slug) for slug in taken)


def test_questions() -> None:
    """From what they are about; a fallback where that has no words."""
    assert question_slug("the deep roots of trees", (), "x") == "deep-roots-trees"
    assert question_slug("the of", (), "what-is-said") == "what-is-said"
    assert question_slug("cloze tests", (), "what-is-said") == "what-is-said"


@pytest.mark.slow
@given(st.text(max_size=60), st.sets(st.text("ab-", max_size=3)))
def test_any_text_has_an_id(text: str, taken: set[str]) -> None:
    """Whatever the words, the id is lower-case words with hyphens, free, and no number."""
    slug = statement_slug(text, EVEN, taken)
    assert re.fullmatch(r"[a-z]+(?:-[a-z]+)*", slug)
    assert slug not in taken
    assert not slug.startswith("cloze")
