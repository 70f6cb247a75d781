"""What the decks have on some words: statements, practices that belong, cards, and the nearest word."""

from __future__ import annotations

import pytest

from npqlt_cards.decks.library import Library, load_library
from npqlt_cards.find.search import cards_with, missing, practices_for, statements_with
from npqlt_cards.find.words import Word, word
from npqlt_cards.places import built_in_decks


@pytest.fixture(scope="module")
def decks(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The built-in decks."""
    return load_library(built_in_decks(), tmp_path_factory.mktemp("cache"))


def words(*typed: str) -> list[Word]:
    """The words as they are looked for."""
    return [each for each in map(word, typed) if each]


def test_framework_order(decks: Library) -> None:
    """Statements come in the framework's order, each with the words in it or in its stem."""
    order = list(decks.statements)
    found = list(statements_with(decks, words("pupil"), decks.titles))
    places = [order.index(each.statement.id) for each in found]
    assert places == sorted(places)
    assert len(found) > 50
    assert all(each.marked or each.stem_marked for each in found)


def test_a_stem_counts(decks: Library) -> None:
    """A practice completes its stem, so its stem's words find it."""
    found = list(statements_with(decks, words("workload", "feedback"), decks.titles))
    assert [(each.statement.area, each.statement.number) for each in found] == [
        ("assessment", "4.1"),
        ("assessment", "4.2"),
    ]
    assert all(each.stem_marked and each.marked for each in found)


def test_twins_once(decks: Library) -> None:
    """A statement that two areas print is found once, with its other place; in the other area alone, there."""
    for twin in (each for each in decks.statements.values() if each.same_as):
        phrase = words(twin.text)
        everywhere = list(statements_with(decks, phrase, decks.titles))
        assert [(each.statement.id, [place.id for place in each.also]) for each in everywhere] == [
            (twin.same_as, [twin.id])
        ]
        there = list(statements_with(decks, phrase, [twin.area]))
        assert [(each.statement.id, [place.id for place in each.also]) for each in there] == [(twin.id, [twin.same_as])]


def test_practices_belong(decks: Library) -> None:
    """Practices of the same area, three at most; those with a searched word first; none below a practice."""
    for statement in decks.statements.values():
        found = practices_for(decks, statement, words("feedback"))
        assert len(found) <= 3
        assert all((each.area, each.kind) == (statement.area, "learn-how-to") for each in found)
        assert not found or statement.kind == "learn-that"
    feedback = next(s for s in decks.statements.values() if (s.area, s.number) == ("assessment", "5"))
    assert [each.number for each in practices_for(decks, feedback, [])] == ["3.1", "4.1", "4.2"]
    assert practices_for(decks, feedback, words("workload"))[0].number == "4.1"


def test_cards(decks: Library) -> None:
    """Cards have all the words on front and back together; those of statements left out are left out."""
    found = cards_with(decks, words("spelling"), list(decks.titles), ())
    assert found
    assert all(each.front or each.back for each in found)
    without = {found[0].card.statement}
    left = cards_with(decks, words("spelling"), list(decks.titles), without)
    assert [each for each in found if each.card.statement not in without] == left


@pytest.mark.parametrize(
    ("typed", "near"),
    [("memroy", "memory"), ("working memroy", "working memory"), ("zzzzqq", None), ("ﬀﬀzz", None)],
)
def test_nearest_word(decks: Library, typed: str, near: str | None) -> None:
    """A word that nothing has comes with the nearest that something has; a known word does not come."""
    assert [(each.typed, found) for each, found in missing(decks, words("memory", typed))] == [(typed, near)]
