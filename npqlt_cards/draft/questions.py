"""The questions on a statement: every pattern is tried, and what passes all checks is kept, two at most."""

from __future__ import annotations

import re
from collections.abc import Iterator

from npqlt_cards.decks.records import LEARN_THAT, Note, Statement
from npqlt_cards.draft import lexicon as lex
from npqlt_cards.draft.asked import Asked, lower_first
from npqlt_cards.draft.clauses import clauses_of, parse
from npqlt_cards.draft.examples import which_examples
from npqlt_cards.draft.ids import question_slug
from npqlt_cards.draft.judge import Fault, faults
from npqlt_cards.draft.links import how_by, how_using, rather_than, what_first, what_then, when, why_because
from npqlt_cards.draft.practices import PATTERNS as OF_PRACTICES
from npqlt_cards.draft.predicates import PATTERNS as OF_PREDICATES
from npqlt_cards.draft.records import Left
from npqlt_cards.draft.tags import tagged

MOST = 2  # questions on one statement: more would be the same idea again

# In order of preference: the surest first. Of one clause only one is kept.
_OF_CLAUSES = (why_because, when, rather_than, how_by, how_using, *OF_PREDICATES)
_AFTER_OPENING = re.compile(r"^(?:If|When|Where|Before|After) [^,;]+, (?P<main>.+)$")
_ADJUNCT = re.compile(
    r"^(?P<adjunct>(?:In|At|Over|Within|During|Across|On|From|Throughout) [^,;]{3,40}), (?P<main>.+)$"
)
_EMPTY_ADJUNCTS = frozenset(
    ["in turn", "at the same time", "in addition", "in particular", "on the other hand", "in practice", "in part"]
)
_DANGLING = re.compile(r"\b(?:this|these|those|such|ones)\b", re.IGNORECASE)
_PEOPLE = frozenset(word.rstrip("s") for word in lex.PEOPLE)
_PRONOUN = re.compile(r"\b(?:it|its|they|them|their)\b", re.IGNORECASE)


def ask(statement: Statement) -> tuple[list[Note], list[Left]]:
    """The questions that pass every check, and those that did not, each with what spoke against it."""
    notes: list[Note] = []
    left: list[Left] = []
    for proposals in _proposals(statement):
        for proposal in proposals:
            note = _note(statement, proposal, {note.id for note in notes})
            fault = _fault(statement, note)
            if fault:
                left.append(Left(statement.id, note.form, fault.message, fault.code))
            elif len(notes) < MOST:
                notes.append(note)
                break
    return notes, [] if notes else left


def _proposals(statement: Statement) -> Iterator[Iterator[Asked]]:
    """The proposals of each clause, or of a practice, those of one kind together: the first that passes is kept."""
    subject: tuple[str, bool] | None = None
    for sentence in statement.sentences:
        if statement.kind == LEARN_THAT or tagged(sentence)[0].tag not in ("G", "V", "L"):
            for part in clauses_of(sentence, subject):
                clause = parse(part)
                subject = (clause.subject, clause.plural) if clause else subject
                yield _of_clause(part)
        else:
            yield (found for pattern in OF_PRACTICES for found in pattern(sentence.rstrip(".")))
        yield which_examples(sentence)


def _of_clause(part: str) -> Iterator[Asked]:
    clause = parse(part)
    if clause is not None:
        yield from (found for pattern in _OF_CLAUSES for found in pattern(clause))
    opening = _AFTER_OPENING.match(part)
    main = parse(opening["main"]) if opening else None
    if main is not None:
        yield from what_then(part, main)
        yield from what_first(part, main)
    yield from _with_adjunct(part)


def _with_adjunct(part: str) -> Iterator[Asked]:
    """“In all subjects, pupils learn …”: asked without the opening, which goes to the end of the question."""
    opening = _ADJUNCT.match(part)
    main = parse(opening["main"]) if opening else None
    if opening is None or main is None:
        return
    adjunct = "" if opening["adjunct"].lower() in _EMPTY_ADJUNCTS else f" {lower_first(opening['adjunct'])}"
    for pattern in _OF_CLAUSES:
        for found in pattern(main):
            yield found._replace(question=found.question.rstrip("?") + adjunct + "?")


def _fault(statement: Statement, note: Note) -> Fault | None:
    """What speaks against a question; None where nothing does."""
    if _DANGLING.search(note.text) or _points_back(note.text):
        return Fault("C10g", "its question points at something out of view")
    found = faults(statement, note)
    return found[0] if found else None


def _points_back(question: str) -> bool:
    """Whether a pronoun stands in the question before anything that it could stand for."""
    for found in _PRONOUN.finditer(question):
        if question[: found.start()] in ("Why is ", "How is "):
            continue
        before = [token for token in tagged(question) if token.tag == "N" and token.start < found.start()]
        people = [token for token in before if token.low.rstrip("’s") in _PEOPLE or token.low in lex.PEOPLE]
        if not (people if found[0].lower() in ("they", "them", "their") else before):
            return True
    return False


def _named(statement: Statement, text: str) -> str:
    """The question with “their” said in full, where it comes first and only one kind of people can be meant."""
    first = re.search(r"\b(?P<word>their|them)\b", text)
    people = {token.low for token in tagged(statement.text) if token.tag == "N" and token.low in lex.PEOPLE}
    if not first or len(people) != 1 or not _points_back(text):
        return text
    (who,) = people
    owner = who + ("’" if who.endswith("s") else "’s")
    return text[: first.start()] + (owner if first["word"] == "their" else who) + text[first.end() :]


def _note(statement: Statement, proposal: Asked, ids: set[str]) -> Note:
    taken = {id_.rpartition("#")[2] for id_ in ids}
    slug = question_slug(proposal.about, taken, "what-is-said")
    question = _named(statement, proposal.question)
    return Note(f"{statement.id}#{slug}", statement.id, proposal.form, question, proposal.answer, draft=True)
