"""The questions on a whole statement: causes, means, conditions, contrasts, practices, examples; checked and chosen."""

from __future__ import annotations

import pytest
from pages import STEM, statement

from npqlt_cards.decks.records import Note
from npqlt_cards.draft.questions import MOST, ask

LINKS = [
    (
        "Late pruning is critical to plums because it keeps silver leaf away.",
        "Why is late pruning critical to plums?",
        "Because it keeps silver leaf away.",
    ),
    (
        "Gardeners can strengthen young trees by staking them low.",
        "How can gardeners strengthen young trees?",
        "By staking them low.",
    ),
    (
        "Every gardener can improve heavy soil, including by adding grit.",
        "In what way can every gardener improve heavy soil, for example?",
        "By adding grit.",
    ),
    (
        "The hole should be dug using a sharp spade.",
        "How should the hole be dug?",
        "Using a sharp spade.",
    ),
    (
        "Fruit is likely to be sweeter when nights are cool.",
        "When is fruit likely to be sweeter?",
        "When nights are cool.",
    ),
    (
        "Where soil is thin, trees are more likely to develop shallow roots.",
        "What are trees more likely to do where soil is thin?",
        "Develop shallow roots.",
    ),
    (
        "Pruning is an ongoing task that follows the seasons, rather than a single event.",
        "What is pruning, rather than a single event?",
        "An ongoing task that follows the seasons.",
    ),
    (
        "Stakes can help trees to stand, but should be removed as trunks thicken.",
        "When should stakes be removed?",
        "As trunks thicken.",
    ),
    (
        "In all orchards, trees gain strength by bending in the wind.",
        "How do trees gain strength in all orchards?",
        "By bending in the wind.",
    ),
    (
        "Before watering any tree, teachers should feel the ground.",
        "Before watering any tree, what should teachers do?",
        "Feel the ground.",
    ),
    (
        "It draws on existing tools and resources (e.g. ladders, baskets).",
        "Which two examples of existing tools and resources does the framework give?",
        "Ladders and baskets.",
    ),
]
PRACTICES = [
    (
        "Favouring old varieties, rather than novelties from abroad.",
        None,
        None,
    ),
    (
        "Prioritising deep watering, rather than daily sprinkling.",
        "What would you prioritise, rather than daily sprinkling?",
        "Deep watering.",
    ),
    (
        "Highlighting the value of mulching beds so that moisture stays in the ground.",
        "What is the purpose of mulching beds?",
        "So that moisture stays in the ground.",
    ),
    (
        "Providing ladders for pickers to reduce the number of falls.",
        "What is the purpose of providing ladders for pickers?",
        "To reduce the number of falls.",
    ),
    (
        "Use many samples of soil in order to make sound decisions.",
        "What is the purpose of using many samples of soil?",
        "To make sound decisions.",
    ),
    (
        "Reduce the loss of water (e.g. by mulching beds in spring).",
        "How would you reduce the loss of water, for example?",
        "By mulching beds in spring.",
    ),
    (
        "Explaining that it is best to judge ripeness by tasting several fruits.",
        "How is it best to judge ripeness?",
        "By tasting several fruits.",
    ),
    (
        "Describing how a range of tools can improve the quality of cuts (e.g. by sharpening blades weekly).",
        "How can a range of tools improve the quality of cuts, for example?",
        "By sharpening blades weekly.",
    ),
    ("Treating replanting as a new project.", "How would you treat replanting?", "As a new project."),
    (
        "Managing expectations until first blossom appears.",
        "Until when would you manage expectations?",
        "Until first blossom appears.",
    ),
    (
        "Adapting plans based on the weather of the week.",
        "On what basis would you adapt plans?",
        "The weather of the week.",
    ),
    (
        "Reinforcing first training with expert visits.",
        "With what would you reinforce first training?",
        "Expert visits.",
    ),
    (
        "Explaining how to hold a blade when first pruning.",
        "What would you explain when first pruning?",
        "How to hold a blade.",
    ),
    (
        "Applying grease, tape and bands in line with local advice.",
        "Which three things would you apply in line with local advice?",
        "Grease, tape and bands.",
    ),
]


def asked(text: str, stem: str | None = None) -> list[Note]:
    """The questions that pass."""
    return ask(statement(text, stem))[0]


@pytest.mark.parametrize(("text", "question", "answer"), LINKS)
def test_statements(text: str, question: str, answer: str) -> None:
    """A link between two parts is asked about, in sound English."""
    assert (question, answer) in [(note.text, note.answer) for note in asked(text)]


@pytest.mark.parametrize(("text", "question", "answer"), PRACTICES)
def test_practices(text: str, question: str | None, answer: str | None) -> None:
    """A practice is asked about as something that one would do; a verb on no list gives nothing."""
    assert [(note.text, note.answer) for note in asked(text, STEM)] == ([(question, answer)] if question else [])


def test_notes_are_marked_and_have_ids_of_their_own() -> None:
    """Every question is a draft, and no two of a statement have one id."""
    notes = asked("Deep roots can protect trees against wind; mulching helps trees to keep water.")
    assert len(notes) == 2
    assert all(note.draft for note in notes)
    assert [note.id for note in notes] == ["orchards/idea#deep-roots", "orchards/idea#mulching"]


def test_two_at_most() -> None:
    """A statement of many clauses has two questions."""
    text = "; ".join(
        f"{thing} can protect trees against wind" for thing in ("mulching", "staking", "pruning", "hedging")
    )
    assert len(asked(f"M{text[1:]}.")) == MOST


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("A strong framework supports strong trees.", "C07b"),
        ("Pruning involves tools that are kept clean and sharp in a dry shed near the old wall of the yard.", "C11a"),
    ],
)
def test_what_fails_is_left_out_and_told(text: str, code: str) -> None:
    """A question that a check finds fault with is not kept; its code and reason are."""
    notes, left = ask(statement(text))
    assert not notes
    assert {each.code for each in left} == {code}
    assert all(each.why for each in left)


def test_their_is_said_in_full() -> None:
    """“Their” before any people in the question becomes theirs by name, where only one kind can be meant."""
    notes = asked("Committing some facts to their memory is likely to help pupils think.")
    assert notes[0].text == "Why is it worth committing some facts to pupils’ memory?"
    several = asked("Committing facts to their memory is likely to help pupils and teachers think.")
    assert "their" not in several[0].text


def test_nothing_that_points_out_of_view() -> None:
    """“This” and “these” in a question are refused."""
    assert not asked("Reading these labels helps pickers to choose well.")
