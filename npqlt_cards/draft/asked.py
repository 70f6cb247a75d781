"""A proposed question, and what the patterns share in wording one."""

from __future__ import annotations

import re
from typing import NamedTuple

from npqlt_cards.draft import lexicon as lex
from npqlt_cards.draft.clauses import Clause, do_for, raised, without_also, without_brackets
from npqlt_cards.draft.tags import tagged


class Asked(NamedTuple):
    """A question with its answer, its form, and the words that its id is taken from."""

    form: str
    question: str
    answer: str
    about: str


def asked(form: str, question: str, answer: str, about: str) -> Asked:
    """The question with its mark, the answer as a sentence; brackets of examples are left out of both."""
    question = " ".join(without_brackets(question).split()).rstrip(" ,;:")
    answer = " ".join(without_brackets(answer).split()).rstrip(" ,;:.")
    return Asked(form, raised(f"{question}?"), raised(f"{answer}."), about)


def as_doing(text: str) -> str:
    """“Use many methods” as “using many methods”; a text that opens with a gerund, with a small letter; else empty."""
    tokens = tagged(text)
    if not tokens:
        return ""
    if tokens[0].tag == "V" and tokens[0].low in lex.VERBS:
        return lex.gerund(tokens[0].low) + text[tokens[0].end :]
    return lower_first(text) if tokens[0].tag == "G" else ""


def base_of(gerund: str) -> str:
    """``provide`` for ``providing``; empty for one that is on no list."""
    return lex.GERUNDS.get(gerund.lower(), "")


def as_command(text: str) -> str:
    """``break tasks down`` for ``Breaking tasks down``; empty where the text does not open with a known gerund.

    A second gerund that “and” joins on is changed too; any other gerund may belong to something else, and stays.
    """
    tokens = tagged(text)
    at = 1 if len(tokens) > 1 and tokens[0].tag == "L" else 0
    parts, end = [text[: tokens[0].start]], tokens[0].start
    while at < len(tokens) and (base := base_of(tokens[at].low)):
        parts += [text[end : tokens[at].start], base]
        end = tokens[at].end
        if not (at + 2 < len(tokens) and tokens[at + 1].tag == "C" and base_of(tokens[at + 2].low)):
            break
        at += 2
    if end == tokens[0].start:
        return ""
    return lower_first("".join([*parts, text[end:]]))


def lower_first(text: str) -> str:
    """The text with a small first letter, unless it opens with capitals."""
    return text if text[:2].isupper() else text[:1].lower() + text[1:]


def inverted(clause: Clause, rest: str) -> str:
    """“can homework improve …” or “does homework improve …”: the clause as a question word wants it."""
    if clause.auxiliary:
        after = clause.words(clause.verb + 1, clause.main) if clause.main > clause.verb else ""
        verb = clause.words(clause.main, clause.main + 1) if clause.main > clause.verb else ""
        words = [do_for(clause), clause.subject, after, verb, rest]
    else:
        words = [do_for(clause), clause.subject, clause.base, rest]
    return without_also(" ".join(word for word in words if word))


def before(text: str, *signs: str) -> tuple[str, str]:
    """The text up to the first of some signs (outside brackets) and what follows it; the second empty without one."""
    bare = re.sub(r"\([^()]*\)", lambda found: "¤" * len(found[0]), text)
    found = [(at, sign) for sign in signs if (at := bare.find(sign)) >= 0]
    if not found:
        return text, ""
    at, sign = min(found)
    return text[:at].rstrip(" ,"), text[at + len(sign) :].strip()
