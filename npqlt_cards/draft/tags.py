"""A sentence as tagged words: what part of speech each is, by closed lists, endings, and what stands beside it.

Tags: D determiner, P preposition, C coordinator, S subordinator, R pronoun, M modal, B form of be, H form of have,
T the to of an infinitive, V verb, G gerund, E participle, A adjective, N noun, L adverb, ``,`` punctuation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from npqlt_cards.draft import lexicon as lex

_TOKEN = re.compile(
    r"(?:e\.g\.|i\.e\.|and/or|[^\W_]+(?:[’'/&.-][^\W_]+)*(?:-(?=,? (?:and|or|to) |, ))?[’']?|[^\w\s]|_)", re.IGNORECASE
)


class Token(NamedTuple):
    """A word or mark: where it stands in the sentence, its letters, its lower case, its tag."""

    start: int
    end: int
    text: str
    low: str
    tag: str


def tagged(sentence: str) -> list[Token]:
    """The sentence's words and marks, each with its tag."""
    found: list[Token] = []
    matches = [(m.start(), m.end(), m[0]) for m in _TOKEN.finditer(sentence)]
    lows = [text.lower().replace("'", "’") for _, _, text in matches]
    for at, (start, end, text) in enumerate(matches):
        tag = _tag(lows, at, found)
        found.append(Token(start, end, text, lows[at], tag))
    return _with_verb(found)


def _with_verb(tokens: list[Token]) -> list[Token]:
    """The tokens; where no verb was found in them, the first word that by its -s and its place can only be one."""
    if not tokens or tokens[0].tag in ("G", "L") or any(token.tag in ("V", "M", "B", "H") for token in tokens):
        return tokens
    for at in range(1, len(tokens) - 1):
        before, token, after = tokens[at - 1], tokens[at], tokens[at + 1]
        ends = token.low.endswith("s") and token.low not in lex.SINGULAR_S and not token.low.endswith(("ss", "’s"))
        if token.tag == "N" and before.tag == "N" and ends and after.tag in ("A", "D", "N", "S"):
            return [*tokens[:at], token._replace(tag="V"), *tokens[at + 1 :]]
    return tokens


_CLOSED: tuple[tuple[frozenset[str], str], ...] = (
    (lex.MODALS, "M"),
    (lex.BE, "B"),
    (lex.HAVE, "H"),
    (lex.COORDINATORS, "C"),
    (lex.PRONOUNS, "R"),
    (lex.DETERMINERS, "D"),
    (lex.PREPOSITIONS, "P"),
    (lex.SUBORDINATORS, "S"),
    (lex.ADVERBS, "L"),
)


def _tag(lows: Sequence[str], at: int, before: Sequence[Token]) -> str:
    low = lows[at]
    if not low[0].isalnum():
        return ","
    if low in ("e.g.", "i.e."):
        return "L"
    if low == "to":
        return "T" if _is_infinitive(lows, at) else "P"
    if low == "that" and at + 1 < len(lows) and before and before[-1].tag in ("P", "V") and _is_noun(lows[at + 1]):
        return "S"
    for words, tag in _CLOSED:
        if low in words:
            return tag
    return _open_class(lows, at, before)


def _is_infinitive(lows: Sequence[str], at: int) -> bool:
    after = [low for low in lows[at + 1 : at + 3] if not (low.endswith("ly") or low in ("also", "not"))]
    return bool(after) and (after[0] in lex.VERBS or after[0] in ("be", "have", "do"))


def _is_noun(low: str) -> bool:
    return low not in lex.VERBS and low not in lex.THIRD and low not in lex.MODALS


def _open_class(lows: Sequence[str], at: int, before: Sequence[Token]) -> str:
    low, after = lows[at], lows[at + 1] if at + 1 < len(lows) else ""
    last = _last_tag(before)
    if low.endswith(("’", "’s")) or (low in lex.LIGHT and low not in lex.VERBS and low not in lex.THIRD):
        return "N"
    for rule in (_verb, _third, _gerund):
        if tag := rule(low, after, last, before):
            return tag
    if tag := _participle(low, after, before):
        return tag
    if low.endswith("ly") and low not in ("family", "early", "daily", "weekly", "monthly", "likely", "unlikely"):
        return "L"
    if lex.is_adjective(low):
        return "A"
    return "N"


def _last_tag(before: Sequence[Token]) -> str:
    """The tag of the word before, adverbs passed over."""
    return next((token.tag for token in reversed(before) if token.tag != "L"), "")


_JOINS = frozenset({"and", "or", ",", "of"})
_BARE_INFINITIVE = frozenset({"help", "helps", "let", "make", "makes"})
_AFTER_VERBS = lex.DETERMINERS | lex.words_of("how whether best better well together hard more")
Rule = Callable[[str, str, str, Sequence[Token]], str]


def _verb(low: str, after: str, last: str, before: Sequence[Token]) -> str:
    if low not in lex.VERBS:
        return ""
    if last in ("T", "M"):
        return "V"
    if low in lex.ADJECTIVES and last in ("", "B", "D", "A", "P", "C"):
        return "A"
    if last == "V" and before[-1].low not in _BARE_INFINITIVE:
        return "N"
    if last in ("D", "A", "P", "B", "E"):
        return "" if low in lex.NOUN_VERBS or low in lex.ADJECTIVES else "N"
    if last in ("C", ",") and any(token.tag == "V" for token in before[-4:]):
        return "V"
    return _verb_by_subject(low, after, last, before)


def _verb_by_subject(low: str, after: str, last: str, before: Sequence[Token]) -> str:
    noun = low in lex.NOUN_VERBS
    if not before:
        return "V" if not noun or after in lex.DETERMINERS or after in lex.PEOPLE or not _verbal(after) else ""
    if last == "R" or (last == "S" and before[-1].low in ("that", "which", "who")):
        return "V"
    if last == "N" and lex.TAKES.get(lex.third_person(low)) == after:
        return "V"
    plural = last == "N" and lex.is_plural(before[-1].low)
    if noun and last == "N" and before[-1].tag == "N" and after in lex.DETERMINERS - {"no", "more"}:
        return "V"
    object_ = after in _AFTER_VERBS or low in ("need", "use", "help", "support", "benefit")
    if plural and (not noun or object_) and not _verbal(after):
        return "V"
    return "" if noun else "V"


def _verbal(word: str) -> bool:
    """Whether a word can only follow a subject: then the word before it is no verb."""
    return word in lex.MODALS or word in lex.BE or word in lex.HAVE or word in ("", ".", ",", "to")


def _third(low: str, after: str, last: str, before: Sequence[Token]) -> str:
    base = lex.THIRD.get(low)
    if base is None or low in lex.NO_VERB_S:
        return ""
    if lex.TAKES.get(low) == after and last == "N":
        return "V"
    if last == "," and before[0].tag in ("G", "L") and not _verbal(after) and after not in _JOINS:
        return "V"
    if base not in lex.NOUN_VERBS or low in ("helps", "plays"):
        return "V" if before and last not in ("D", "A", "P") else "N"
    subject = last in ("N", "G", "E", "R") or (last == "S" and before[-1].low in ("that", "which", "who"))
    singular = not (before and lex.is_plural(before[-1].low) and before[-1].tag == "N") and last != "N"
    object_ = after in lex.DETERMINERS or after in lex.PEOPLE or lex.is_adjective(after) or after in ("how", "to")
    verb = subject and not _verbal(after) and (singular or object_ or _last_is_singular(before))
    return "V" if verb and after not in lex.PREPOSITIONS and after not in lex.COORDINATORS else "N"


def _last_is_singular(before: Sequence[Token]) -> bool:
    return bool(before) and before[-1].tag == "N" and not lex.is_plural(before[-1].low) and len(before) <= 6


def _gerund(low: str, after: str, last: str, before: Sequence[Token]) -> str:
    if not low.endswith("ing") or len(low) < 5:
        return ""
    if low in lex.ADJECTIVES_ING and before:
        return "A" if after and after not in lex.DETERMINERS and after[0].isalnum() else "G"
    if _goes_on(before) or (low in lex.MOSTLY_GERUNDS and _is_object(after)):
        return "G"
    if low in lex.NOUNS_ING and not (after in lex.DETERMINERS or after in lex.PEOPLE or after in lex.PRONOUNS):
        alone = before or _verbal(after) or after in lex.THIRD or after in lex.AFTER_NOUN_ING
        return "N" if alone else "G"
    return "G" if low in lex.GERUNDS or last != "D" else "N"


def _goes_on(before: Sequence[Token]) -> bool:
    """Whether a gerund opens what this word goes on with: “sharing and modelling”."""
    return len(before) > 1 and before[-1].tag in ("C", ",") and before[-2].tag == "G"


def _is_object(after: str) -> bool:
    """Whether what follows a gerund is its object, and no noun that it is part of (“planning time”)."""
    closed = any(after in words for words, _ in _CLOSED)
    return (
        after[:1].isalpha()
        and not closed
        and after != "to"
        and after not in lex.AFTER_NOUN_ING
        and after not in lex.THIRD
    )


def _participle(low: str, after: str, before: Sequence[Token]) -> str:
    if low not in lex.PARTICIPLES and not (low.endswith("ed") and len(low) > 4):
        return ""
    if "-" in low:
        return "A"
    attribute = bool(after) and after[0].isalnum() and _last_tag(before) not in ("B", "H", "N", "R")
    closed = any(after in words for words, _ in _CLOSED) or after == "to"
    return "A" if attribute and not closed and not after.endswith("ly") else "E"
