"""Lists in a sentence."""

from __future__ import annotations

import pytest

from npqlt_cards.draft.lists import lists
from npqlt_cards.draft.tags import tagged


def items(sentence: str) -> list[list[str]]:
    """The items of each list."""
    tokens = tagged(sentence)
    return [[sentence[tokens[a].start : tokens[b].end] for a, b in found.spans] for found in lists(tokens)]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("They grow roots, leaves and fruit.", ["roots", "leaves", "fruit"]),
        (
            "They transform knowledge, skills and beliefs about learning.",
            ["knowledge", "skills", "beliefs about learning"],
        ),
        ("Apply new knowledge, skills and concepts.", ["knowledge", "skills", "concepts"]),
        ("They learn how to plan, monitor and evaluate their work.", ["plan", "monitor", "evaluate"]),
        ("It has areas (sight and sound; touch; and smell).", ["sight and sound", "touch", "smell"]),
    ],
)
def test_lists(sentence: str, expected: list[str]) -> None:
    """Like items that end in “and”, or that semicolons part in brackets."""
    assert items(sentence) == [expected]


@pytest.mark.parametrize(
    "sentence",
    ["They grow roots and leaves.", "If it rains, they grow, and then they rest.", "a, b, c, d, e, f, g and h grow."],
)
def test_no_lists(sentence: str) -> None:
    """Two items, clauses, and more items than a note may hide are none."""
    assert items(sentence) == []
