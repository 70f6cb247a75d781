"""Questions from what is said of a subject."""

from __future__ import annotations

import pytest

from npqlt_cards.draft.clauses import parse
from npqlt_cards.draft.predicates import PATTERNS


def first(text: str) -> tuple[str, str, str] | None:
    """The first proposal on a clause: form, question, answer."""
    clause = parse(text)
    if clause is None:
        return None
    found = next((found for pattern in PATTERNS for found in pattern(clause)), None)
    return found and (found.form, found.question, found.answer)


@pytest.mark.parametrize(
    ("text", "form", "question", "answer"),
    [
        (
            "Mulching helps trees to keep water",
            "why",
            "Why does mulching matter?",
            "It helps trees to keep water.",
        ),
        (
            "Pruning old wood is likely to improve the harvest, particularly in dry years",
            "why",
            "Why is it worth pruning old wood?",
            "It is likely to improve the harvest.",
        ),
        (
            "Deep roots can protect trees against storms",
            "why",
            "Why do deep roots matter?",
            "They can protect trees against storms.",
        ),
        ("Grafting involves a clean cut", "fact", "What does grafting involve?", "A clean cut."),
        (
            "Every gardener should specify the depth of planting",
            "fact",
            "What should every gardener specify?",
            "The depth of planting.",
        ),
        (
            "Young trees are likely to require additional water",
            "fact",
            "What are young trees likely to require?",
            "Additional water.",
        ),
        (
            "Soil comprises two parts: minerals and humus",
            "fact",
            "Which two parts does soil comprise?",
            "Minerals and humus.",
        ),
        (
            "Good soil can affect taste, colour and size",
            "fact",
            "Which three things can good soil affect?",
            "Taste, colour and size.",
        ),
        (
            "Leaders are key role models, who can influence attitudes, values and habits",
            "fact",
            "As key role models, which three things can leaders influence?",
            "Attitudes, values and habits.",
        ),
        (
            "Grafting is the process of joining two plants",
            "fact",
            "What is grafting?",
            "The process of joining two plants.",
        ),
        (
            "Humus can be thought of as a store of food",
            "fact",
            "What can humus be thought of as?",
            "A store of food.",
        ),
        (
            "The depth of the hole is more important than the size of the young tree",
            "fact",
            "What is more important than the size of the young tree?",
            "The depth of the hole.",
        ),
        (
            "Advice should be clear, brief and kind",
            "fact",
            "Which three things should advice be?",
            "Clear, brief and kind.",
        ),
        (
            "Visits should support pupils to ask and to compare",
            "fact",
            "What should visits support pupils to do?",
            "Ask and compare.",
        ),
    ],
)
def test_patterns(text: str, form: str, question: str, answer: str) -> None:
    """Each pattern gives a question in sound English, with the hedge in its answer or question."""
    assert first(text) == (form, question, answer)


@pytest.mark.parametrize(
    "text",
    [
        "Teachers help pupils to learn",  # people do not “matter” for what they do
        "Watering is essential",
        "Late frost is less likely to help trees",
        "Rain, wind and frost influence how they grow",
    ],
)
def test_no_pattern(text: str) -> None:
    """What is said of people, mere praise, and the opposite of a benefit give no question."""
    assert first(text) is None
