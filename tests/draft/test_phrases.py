"""Phrases that could be hidden: whole ones, weighed by rarity and place."""

from __future__ import annotations

from npqlt_cards.draft.phrases import Rarity, halves, in_example, noun_phrase, phrases, plain_words
from npqlt_cards.draft.tags import tagged

EVEN = Rarity([])


def found(sentence: str) -> list[str]:
    """The phrases, in order."""
    return [phrase.text for phrase in phrases(sentence, EVEN)]


def test_noun_phrases_are_whole() -> None:
    """Adjectives stay with their noun, owners and determiners stay outside, a short “of …” goes along."""
    assert found("Teaching has a long-term positive effect on pupils’ life chances.") == [
        "long-term positive effect",
        "life chances",
    ]
    assert found("They look at patterns of performance.") == ["patterns of performance"]
    assert found("They ask clear and intentional questions.") == ["clear and intentional questions"]


def test_what_is_said_of_something() -> None:
    """An adverb and its participle, an adjective after “is”, two verbs with one object."""
    assert "actively processed" in found("Information is being actively processed there.")
    assert "introduced too quickly" in found("New ideas are introduced too quickly.")
    assert "accurate and clear" in found("Feedback is accurate and clear.")
    assert "challenge and stretch" in found("Set goals that challenge and stretch pupils.")


def test_nothing_that_carries_no_idea() -> None:
    """People, light nouns, hedges and bare praise are no phrases; nor is what a light noun is of."""
    assert found("Teachers may support pupils in a number of ways.") == []
    assert found("Practice is important and likely.") == []


def test_rarity_and_place_weigh() -> None:
    """A rare word outweighs one that every statement has; an example weighs less than the idea."""
    texts = ["pupils need feedback", "feedback helps", "feedback on fidelity"]
    rarity = Rarity(texts)
    assert rarity.of("fidelity") > rarity.of("feedback") > 0 == rarity.of("of the")
    weights = {p.text: p.weight for p in phrases("It needs careful audit (e.g. sharp pencils).", EVEN)}
    assert weights["careful audit"] > weights["sharp pencils"]


def test_halves_and_plain_words() -> None:
    """The noun alone or what stands before it; then nouns that say little, and infinitives."""
    assert [phrase.text for phrase in halves("He has robust evidence.", EVEN)] == ["evidence", "robust"]
    assert {phrase.text for phrase in plain_words("Colleagues want to narrate the process.", EVEN)} == {
        "process",
        "narrate",
    }


def test_in_example() -> None:
    """Only brackets that open with e.g. are examples."""
    tokens = tagged("Use tools (e.g. codes) and marks (in red).")
    lows = [token.low for token in tokens]
    assert in_example(tokens, lows.index("codes"))
    assert not in_example(tokens, lows.index("red"))
    assert noun_phrase(tokens, lows.index("and")) is None
