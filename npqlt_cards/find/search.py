"""What the decks have on some words: statements, the practices that belong to them, and cards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from difflib import get_close_matches
from itertools import islice
from typing import NamedTuple

from npqlt_cards.cloze import shown
from npqlt_cards.decks.cards import Card
from npqlt_cards.decks.library import Library
from npqlt_cards.decks.records import LEARN_HOW_TO, LEARN_THAT, Statement
from npqlt_cards.find.words import Span, Word, beginnings, fold, has, marked

MOST_PRACTICES = 3
_MOST_LOST = 3
_SHORTEST = 4  # letters: shorter words carry little
_ROOT = 5  # letters: `model`, `models` and `modelling` share that many
_LEAST_SHARED = 0.3  # a word counts as one over how many of the area's statements have it
_LITTLE = (
    "about also been being both could different does each effective ensuring from have having high important "
    "including into likely make making more most must need only other over particularly provide providing rather role "
    "should some such than that their them then there these they this those through using well what when where which "
    "while whose will with within without would"
)
# Whom and what nearly every statement is about.
_EVERYWHERE = (
    "approach approaches colleague colleagues learn learning pupil pupils school schools teacher teachers teaching"
)
_LITTLE_WORDS = frozenset(f"{_LITTLE} {_EVERYWHERE}".split())


class Found(NamedTuple):
    """A statement that has all the words, in it or in its stem; its other places; and the practices that belong."""

    statement: Statement
    also: tuple[Statement, ...]
    marked: list[Span]
    stem_marked: list[Span]
    practices: list[Statement]


class FoundCard(NamedTuple):
    """A card that has all the words on its front and back together."""

    card: Card
    front: list[Span]
    back: list[Span]


def statements_with(decks: Library, words: Sequence[Word], areas: Collection[str]) -> Iterator[Found]:
    """The statements of some areas that have all the words, in framework order; a twin once, with its other places."""
    seen: set[str] = set()
    for statement in decks.statements.values():
        holder = statement.same_as or statement.id
        if statement.area not in areas or holder in seen or not has(_whole(statement), words):
            continue
        seen.add(holder)
        places = (decks.statements[holder], *decks.twins.get(holder, ()))
        yield Found(
            statement,
            tuple(place for place in places if place.id != statement.id),
            marked(statement.text, words),
            marked(statement.stem or "", words),
            practices_for(decks, statement, words),
        )


def cards_with(
    decks: Library, words: Sequence[Word], areas: Sequence[str], without: Collection[str]
) -> list[FoundCard]:
    """The cards that have all the words, in syllabus order, but for those of the statements in ``without``."""
    found = []
    for card in decks.cards(areas):
        if card.statement in without:
            continue
        front, back = shown(card.front()), shown(card.back())
        if has(f"{front}\n{back}", words):
            found.append(FoundCard(card, marked(front, words), marked(back, words)))
    return found


def practices_for(decks: Library, statement: Statement, words: Sequence[Word]) -> list[Statement]:
    """The practices of the same area that belong to a Learn-that statement: three at most, the nearest first.

    Those that have more of the searched words come first, then those that share more of the statement's own words, a
    word counting the less the more statements of the area have it.
    """
    if statement.kind != LEARN_THAT:
        return []
    area = [each for each in decks.statements.values() if each.area == statement.area]
    common = Counter(root for each in area for root in _roots(each))
    own = _roots(statement)
    ranked: list[tuple[int, float, int, Statement]] = []
    for practice in area:
        if practice.kind == LEARN_HOW_TO:
            searched = sum(has(_whole(practice), [each]) for each in words)
            shared = sum(1 / common[root] for root in sorted(own & _roots(practice)))
            if searched or shared >= _LEAST_SHARED:
                ranked.append((-searched, -shared, len(ranked), practice))
    return [practice for *_, practice in sorted(ranked)[:MOST_PRACTICES]]


def missing(decks: Library, words: Iterable[Word]) -> list[tuple[Word, str | None]]:
    """The first few words that no statement and no card has at all, each with the nearest word that one has."""
    texts = list(_texts(decks))
    lost = list(islice((each for each in words if not any(has(text, [each]) for text in texts)), _MOST_LOST))
    vocabulary = {part for text in texts for part in beginnings(text) if len(part) >= _SHORTEST} if lost else set()
    return [(each, _nearest(each, sorted(vocabulary))) for each in lost]


def _nearest(lost: Word, vocabulary: Sequence[str]) -> str | None:
    """The searched words with each that is not known replaced by the nearest; None where there is none near."""
    known = set(vocabulary)
    parts = [[part] if part in known else get_close_matches(part, vocabulary, n=1) for part in beginnings(lost.typed)]
    near = " ".join(part[0] for part in parts if part)
    return near if all(parts) and near != fold(lost.typed) else None


def _texts(decks: Library) -> Iterator[str]:
    yield from map(_whole, decks.statements.values())
    for card in decks.cards():
        yield f"{shown(card.front())}\n{shown(card.back())}"


def _whole(statement: Statement) -> str:
    """A statement with the stem that it completes."""
    return f"{statement.stem}\n{statement.text}" if statement.stem else statement.text


def _roots(statement: Statement) -> set[str]:
    """The beginnings of the words that carry a statement's meaning: crude, so that relatives meet."""
    words = beginnings(_whole(statement))
    return {word[:_ROOT] for word in words if len(word) >= _SHORTEST and word not in _LITTLE_WORDS}
