"""Which phrases of a sentence to hide: the items of its list, or the one to three phrases that carry most."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from npqlt_cards.checks.clozes import LONGEST_FRONT, MOST_WORDS
from npqlt_cards.checks.words import count, shared
from npqlt_cards.decks.records import Note, Statement
from npqlt_cards.draft.judge import Fault, faults
from npqlt_cards.draft.lists import lists
from npqlt_cards.draft.phrases import Phrase, Rarity, halves, in_example, phrases, plain_words
from npqlt_cards.draft.tags import tagged

_WORDS_FOR_EACH = 9  # a sentence of so many words has room for one deletion
_MOST = 3
_LEAST_SHARE = 0.6  # of the weight of the best phrase: a weaker one is left in view
_TRIED = 12


class Choice(NamedTuple):
    """A sentence with its markup; where none could be found, as it was, and what spoke against the best one."""

    text: str
    fault: Fault | None = None


def mark(statement: Statement, sentence: str, rarity: Rarity) -> Choice:
    """The sentence with the deletions that pass every check."""
    if count(sentence) > LONGEST_FRONT + MOST_WORDS:
        long = f"its sentence has {count(sentence)} words, a front at most {LONGEST_FRONT}"
        return Choice(sentence, Fault("C05c", long))
    refused: list[Fault] = []
    for spans in _proposals(statement, sentence, rarity, refused):
        marked = marked_up(sentence, spans)
        found = faults(statement, _note(statement, marked))
        if not found:
            return Choice(marked)
        refused.append(found[0])
    return Choice(sentence, refused[0] if refused else Fault("", "no phrase of it carries an idea of its own"))


def marked_up(sentence: str, spans: Sequence[tuple[int, int]]) -> str:
    """The sentence with each span of characters hidden, numbered from the left."""
    at, parts = 0, []
    for number, (start, end) in enumerate(sorted(spans), start=1):
        parts += [sentence[at:start], f"{{{{c{number}::{sentence[start:end]}}}}}"]
        at = end
    return "".join([*parts, sentence[at:]])


def _proposals(
    statement: Statement, sentence: str, rarity: Rarity, refused: list[Fault]
) -> list[list[tuple[int, int]]]:
    """Sets of deletions, the best first: the list's items, then the phrases, then fewer and fewer of those."""
    listed = _list_items(statement, sentence)
    found: list[list[tuple[int, int]]] = [listed] if listed else []
    chosen = _chosen(statement, sentence, [*phrases(sentence, rarity), *halves(sentence, rarity)], refused)
    chosen = chosen or _chosen(statement, sentence, plain_words(sentence, rarity), refused)[:1]
    spans = [_span(sentence, phrase) for phrase in chosen]
    return found + [spans[:length] for length in range(len(spans), 0, -1)]


def _list_items(statement: Statement, sentence: str) -> list[tuple[int, int]]:
    """The items of the sentence's first list that is no mere example, if each can be hidden."""
    tokens = tagged(sentence)
    for items in lists(tokens):
        if in_example(tokens, items.first):
            continue
        spans = [(tokens[first].start, tokens[last].end) for first, last in items.spans]
        if not any(_alone(statement, sentence, span) for span in spans):
            return spans
    return []


def _chosen(statement: Statement, sentence: str, found: Sequence[Phrase], refused: list[Fault]) -> list[Phrase]:
    """The weightiest phrases that pass by themselves, as many as the sentence has room for, best first."""
    room = min(_MOST, max(1, count(sentence) // _WORDS_FOR_EACH))
    chosen: list[Phrase] = []
    for phrase in sorted(found, key=lambda each: (-each.weight, each.first))[:_TRIED]:
        if len(chosen) == room or (chosen and phrase.weight < _LEAST_SHARE * chosen[0].weight):
            break
        fault = _alone(statement, sentence, _span(sentence, phrase))
        if fault:
            refused.append(fault)
        elif not any(_too_close(phrase, other) for other in chosen):
            chosen.append(phrase)
    return chosen


def _too_close(one: Phrase, other: Phrase) -> bool:
    """Whether nothing but a small word stands between two phrases: then neither has a cue."""
    first, second = sorted((one, other))
    return second.first - first.last <= 1


def _alone(statement: Statement, sentence: str, span: tuple[int, int]) -> Fault | None:
    """What speaks against hiding one span; None where nothing does."""
    start, end = span
    around = f"{sentence[:start]} {sentence[end:]} {statement.stem or ''}"
    if given := shared(sentence[start:end], around):
        return Fault("C07a", f"“{given[0]}” stands elsewhere on its front")
    found = faults(statement, _note(statement, marked_up(sentence, [span])))
    return found[0] if found else None


def _note(statement: Statement, text: str) -> Note:
    return Note(f"{statement.id}#cloze", statement.id, "cloze", text)


def _span(sentence: str, phrase: Phrase) -> tuple[int, int]:
    tokens = tagged(sentence)
    return tokens[phrase.first].start, tokens[phrase.last].end
