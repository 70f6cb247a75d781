"""Questions from what links two parts of a clause: a cause, a means, a condition, a contrast."""

from __future__ import annotations

import re
from collections.abc import Iterator

from npqlt_cards.draft.asked import Asked, asked, before, inverted, lower_first
from npqlt_cards.draft.clauses import Clause
from npqlt_cards.draft.tags import tagged

_CONDITION = re.compile(
    r",? (?P<word>if|when|where|as|once|until) "
    r"(?P<condition>(?!needed|possible|appropriate|required|part|an? |the )"
    r"(?:[^,;]+(?:, where [^;]+)?|[\w ]+, [\w ]+ and [\w ]+))$"
)
_OPENING = re.compile(r"(?P<condition>(?:If|When|Where|Before|After|Without) [^,;]+), (?P<main>[^;]+)$")


def why_because(clause: Clause) -> Iterator[Asked]:
    """“X is … because …” → why is X …."""
    said, cause = before(clause.rest(), " because ")
    if cause:
        yield asked("why", f"why {inverted(clause, said)}", f"because {cause}", said)


def how_by(clause: Clause) -> Iterator[Asked]:
    """“X can … by …ing” → how can X …; “including by …ing” → what is one way."""
    rest = clause.rest()
    said, means = before(rest, ", including by ", " including by ")
    if means and clause.base != "be":
        yield asked("why", f"in what way {inverted(clause, said)}, for example", f"by {means}", said)
        return
    said, means = before(rest, ", by ", " by ") if not rest.startswith("by ") else ("", rest[3:])
    opens = [token.tag for token in tagged(means)[:2]]
    if opens[:1] == ["G"] or opens == ["L", "G"]:
        yield asked("why", f"how {inverted(clause, said)}", f"by {means}", said or clause.subject)


def how_using(clause: Clause) -> Iterator[Asked]:
    """“X should be developed using …” → how should X be developed."""
    said, means = before(clause.rest(), " using ", " through ")
    means, _ = before(means, ", where", ", which", ", but")
    word = "using" if " using " in clause.rest() else "through"
    opens = tagged(means)[:1]
    if said and opens and opens[0].tag in ("D", "A", "N", "G") and opens[0].low not in ("each", "every", "it", "them"):
        yield asked("why", f"how {inverted(clause, said)}", f"{word} {means}", said)


def when(clause: Clause) -> Iterator[Asked]:
    """“X is more likely to … if …” → when is X more likely to ….; the condition is the answer."""
    rest = clause.rest()
    found = _CONDITION.search(rest)
    best = re.match(r"(?:much )?(?:best|better)\b", rest)
    if not found or not (clause.auxiliary or best) or "(" in found["condition"] or found[0].startswith(", where"):
        return
    said = rest[: found.start()].rstrip(",")
    if re.search(r"\b(?:and|or|how|what|which)\b", said):
        return
    hedged = re.match(r"(?:also )?(?:more |less )?(?:un)?likely to |(?:more |less )\w+|\w+er\b", said)
    if (clause.base == "be" and hedged) or clause.auxiliary in ("should", "must") or best:
        if "," in said or not said:
            return
        question = f"{'until when' if found['word'] == 'until' else 'when'} {inverted(clause, said)}"
        yield asked("why", question, f"{found['word']} {found['condition']}", f"{clause.subject} {said}")


def what_then(sentence: str, main: Clause) -> Iterator[Asked]:
    """“Where …, pupils are more likely to …” → what are pupils more likely to do where …."""
    found = _OPENING.match(sentence)
    likely = re.match(r"(?P<hedge>(?:more |less |most )?likely) to (?P<doing>.+)$", main.rest())
    if not found or found["condition"].startswith(("Before", "After", "Without")) or not likely:
        return
    doing, _ = before(likely["doing"], ", particularly", ", especially", ", but")
    condition = lower_first(found["condition"])
    question = f"what {main.auxiliary} {main.subject} {likely['hedge']} to do {condition}"
    yield asked("fact", question, doing, condition)


def what_first(sentence: str, main: Clause) -> Iterator[Asked]:
    """“Before …, teachers should …” → before …, what should teachers do."""
    found = _OPENING.match(sentence)
    if found and main.auxiliary in ("should", "must") and main.of_people:
        doing = main.words(main.main)
        question = f"{found['condition']}, what {main.auxiliary} {main.subject} do"
        yield asked("fact", question, doing, found["condition"])


def rather_than(clause: Clause) -> Iterator[Asked]:
    """“X is a, rather than b” → what is X, rather than b; “X should involve a rather than b” alike."""
    said, other = before(clause.rest(), ", rather than ", " rather than ", " instead of ")
    if not other or "," in other:
        return
    opens = tagged(said)
    if clause.base == "be" and clause.auxiliary in ("is", "are") and opens and opens[0].low in ("a", "an", "the"):
        yield asked("fact", f"what {clause.auxiliary} {clause.subject}, rather than {other}", said, other)
    elif clause.auxiliary in ("should", "must") and opens and opens[0].tag in ("D", "A", "N", "G"):
        yield asked("fact", f"what {inverted(clause, '')}, rather than {other}", said, other)
