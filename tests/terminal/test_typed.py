"""Typed answers beside the wanted ones."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from npqlt_cards.terminal.typed import same, verdict


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("ACTIVELY processed", "actively processed"),
        ("longterm", "long-term"),
        ("long - term.", "long-term"),
        ("pupils work", "pupils’ work"),
        ("teachers' views", "teachers’ views"),
        ("  a,b  ", "a; b"),
        ("ﬁrst", "First"),
    ],
)
def test_same(typed: str, wanted: str) -> None:
    """Case, spacing and punctuation do not matter."""
    assert same(typed, wanted)
    assert verdict(typed, wanted).endswith("That is it.")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("a big change", "You typed: a big change. Different: “big” for “lasting”."),
        ("a change", "You typed: a change. Different: “lasting” missing."),
        ("a very lasting change", "You typed: a very lasting change. Different: “very” too much."),
        ("", "You typed nothing."),
        ("…", "You typed nothing."),
    ],
)
def test_differences(typed: str, said: str) -> None:
    """What is other, missing or too much is said in words."""
    assert verdict(typed, "a lasting change") == said


@given(st.text(), st.text(min_size=1))
def test_any_text(typed: str, wanted: str) -> None:
    """Any two texts give one verdict; the same words are never told as different."""
    found = verdict(typed, wanted)
    assert found.startswith("You typed")
    assert same(wanted, wanted)
    assert same(typed, wanted) == same(wanted, typed)
