"""Questions from what a clause says of its subject: what it brings about, what it takes, what it is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from npqlt_cards.checks.words import SUBJECT_STEMS, content, count
from npqlt_cards.draft import lexicon as lex
from npqlt_cards.draft.asked import Asked, asked, before, inverted
from npqlt_cards.draft.clauses import Clause
from npqlt_cards.draft.tags import tagged

# What is said to do one of these is said to be good for something: that is why it matters.
_BENEFITS = lex.words_of(
    "help improve increase support strengthen build enable allow raise enhance promote develop reduce transform "
    "motivate ensure foster encourage deepen extend boost facilitate prevent protect free make lead contribute "
    "underpin narrow secure affect influence provide create give accelerate consolidate reinforce empower "
    "maximise minimise lower aid assist equip prepare sustain stimulate harm undermine damage widen limit hinder "
    "impair"
)
_TAKES = lex.words_of(
    "involve require include comprise need encompass depend rely consist cover reflect mean refer form begin "
    "entail monitor adhere build contain combine serve specify provide choose use set consider draw receive "
    "develop promote adopt follow focus identify build make give plan prepare share establish maintain model "
    "teach create ensure offer"
)
_ALWAYS_TAKE = lex.words_of(
    "involve require include comprise need encompass depend rely consist cover reflect mean refer entail combine "
    "contain focus aim build monitor adhere"
)
_KINDS = lex.words_of(
    "process ability capacity skill skills knowledge practice act set use way degree extent study system ability "
    "awareness understanding form method approach type group term"
)
_HELPS = lex.words_of("help support enable allow encourage require expect teach prompt lead")
_DEFINITION = re.compile(
    rf"(?:the|an?) (?:[\w-]+ ){{0,2}}(?:{'|'.join(sorted(_KINDS))})s? "
    r"(?:of|to|that|which|in which|by which|whereby|for)\b"
)
_THING_THAT = re.compile(
    r"(?!(?:their|its|his|her|our|likely|more|less|not|also|only|where|so|said|what|how|it)\b)"
    r"(?:[\w-]+ ){1,4}(?:that|in which) "
)
_LIKELY = re.compile(r"(?:also )?(?:more |most |very )?likely to (?P<verb>[a-z]+)")
_LESS = re.compile(r"\b(?:less likely|unlikely|not|never|rarely)\b")


def why_it_matters(clause: Clause) -> Iterator[Asked]:
    """“X helps pupils to …” → why X matters: “Modelling helps pupils understand …”, “Homework can improve …”."""
    if clause.of_people or not _is_benefit(clause) or _LESS.search(clause.predicate()):
        return
    if re.search(r"\bhow (?:it|they)\b", clause.predicate()):
        return  # “they influence how they behave”: two things under one word
    pronoun = "they" if clause.plural else "it"
    if clause.by_doing and " " in clause.subject:
        question = f"why is it worth {clause.subject}"
    else:
        question = f"why {'do' if clause.plural else 'does'} {clause.subject} matter"
    ends = [", but", ", particularly", ", especially", ", although", " rather than"]
    for more in ([], [", and "]):  # the whole of what is said, then its first half
        said, _ = before(clause.predicate(), *ends, *more)
        yield asked("why", question, f"{pronoun} {said}", clause.subject)


def what_does_it(clause: Clause) -> Iterator[Asked]:
    """“X is likely to build …” → what is likely to build …: the subject asked for by what it brings about."""
    if clause.of_people or (clause.plural and clause.tokens[clause.verb].tag != "M") or not _is_benefit(clause):
        return
    said, _ = before(clause.predicate(), ", but", ", although")
    if re.search(r"\b(?:it|its|they)\b", said):
        return
    yield asked("fact", f"what {said}", clause.subject, said)


def what_it_takes(clause: Clause) -> Iterator[Asked]:
    """“X involves …” → what does X involve; “X is likely to require …”, “X should be taken to monitor …” alike."""
    should = clause.auxiliary in ("should", "must")
    at = _chain_end(clause)
    verb = _chain_verb(clause, at)
    if verb not in (_TAKES if should else _ALWAYS_TAKE) or clause.base == "have":
        return
    said = clause.words(at)
    said, _ = before(
        said, ", which", ", but", " rather than", " so that", ", where", ", not", " because ", " by ", " using "
    )
    opens = tagged(said)
    if (
        opens
        and (opens[0].tag in ("D", "A", "N", "G") or opens[0].low in ("how", "which"))
        and "not" not in said.split()
    ):
        yield asked(
            "fact", f"what {inverted(clause, clause.words(clause.main + 1, at))}", said, f"{clause.subject} {verb}"
        )


def _chain_end(clause: Clause) -> int:
    """Past the verbs, “likely to”, and a preposition that the last verb wants: where what they take begins."""
    at = clause.main + 1
    tokens = clause.tokens
    while at < len(tokens) and (tokens[at].tag in ("T", "V", "B", "E") or tokens[at].low in ("likely", "also", "out")):
        at += 1
    wants = tokens[at - 1].tag in ("V", "E")
    return at + 1 if wants and at < len(tokens) and tokens[at].low in ("on", "of", "to", "from") else at


def _chain_verb(clause: Clause, end: int) -> str:
    """The base form of the last verb of the chain."""
    verbs = [token.low for token in clause.tokens[clause.main : end] if token.tag in ("V", "E")]
    last = verbs[-1] if verbs else ""
    return lex.THIRD.get(last, lex.PARTICIPLES.get(last, last))


def what_it_should_be(clause: Clause) -> Iterator[Asked]:
    """“X should be specific, sincere and fair” → which three things should X be."""
    found = re.fullmatch(r"[\w-]+(?:, [\w-]+){0,2},? and [\w-]+", clause.rest())
    items = re.split(r", (?:and )?| and ", found[0]) if found else []
    if clause.base == "be" and clause.auxiliary in ("should", "must") and len(items) in _NUMBERS:
        question = f"which {_NUMBERS[len(items)]} things {inverted(clause, '')}"
        yield asked("fact", question, clause.rest(), f"{clause.subject} qualities")


_NUMBERS = {2: "two", 3: "three", 4: "four"}


def what_it_helps_do(clause: Clause) -> Iterator[Asked]:
    """“X should support pupils to …” → what should X support pupils to do."""
    tokens, at = clause.tokens, clause.main + 1
    if clause.of_people and clause.auxiliary not in ("should", "must"):
        return
    if clause.base not in _HELPS or at + 2 >= len(tokens) or tokens[at].low not in lex.PEOPLE:
        return
    to = tokens[at + 1].tag == "T"
    if to or (tokens[at + 1].tag == "V" and clause.base == "help"):
        doing, _ = before(clause.words(at + 2 if to else at + 1), ", but", ", particularly", ", especially")
        doing = doing.replace(", to ", ", ").replace(" and to ", " and ")
        question = f"what {inverted(clause, '')} {tokens[at].text} to do"
        yield asked("fact", question, doing, f"{clause.subject} {clause.base}")


def more_than(clause: Clause) -> Iterator[Asked]:
    """“X is more important than …” → what is more important than …."""
    found = re.match(r"(?:likely to be )?more [a-z]+ than (?P<other>[^,;]+)", clause.rest())
    if clause.base == "be" and found and len(content(found["other"])) > 2 and not (clause.of_people or clause.plural):
        yield asked("fact", f"what {clause.auxiliary} {found[0]}", clause.subject, found["other"])


def what_it_is(clause: Clause) -> Iterator[Asked]:
    """“X is the process of …” → what is X; “X can be considered as …” → what can X be considered as."""
    rest = clause.rest()
    said, _ = before(rest, ", which", ", but", ", where", ", rather than", " rather than")
    named = len(clause.subject.split()) <= 3 and not clause.of_people
    defines = _DEFINITION.match(rest) or (named and _THING_THAT.match(rest))
    if clause.auxiliary in ("is", "are") and defines and " rather than " not in rest:
        yield asked("fact", f"what {clause.auxiliary} {clause.subject}", said, clause.subject)
    found = re.match(r"(?P<verb>considered|thought of|defined|described|known|seen|understood) as (?!compris)", said)
    if clause.base == "be" and found:
        question = f"what {inverted(clause, found[0].strip())}"
        whole = said[found.end() :]
        for answer in (whole, before(whole, " by ")[0]):
            yield asked("fact", question, answer, f"{clause.subject} {found['verb']}")


_EMPTY_PRAISE = SUBJECT_STEMS | content("likely support help improve learn effective better").keys()


def _is_benefit(clause: Clause) -> bool:
    """Whether what is said is that something comes of the subject, for good or ill: more than that pupils learn."""
    if not content(clause.predicate()).keys() - _EMPTY_PRAISE:
        return False
    if clause.base == "have":
        return bool(re.match(r"an? (?:[\w-]+ ){0,3}(?:effect|impact|influence)\b", clause.rest()))
    if clause.base == "be":
        found = _LIKELY.match(clause.rest())
        return bool(found and found["verb"] in _BENEFITS)
    return clause.base in _BENEFITS and clause.auxiliary not in ("should", "must") and count(clause.rest()) >= 2


def which_number(clause: Clause) -> Iterator[Asked]:
    """“X comprises two elements: a and b” → which two elements X comprises; “X sets out four areas (…)” alike."""
    found = re.match(
        r"(?P<chain>(?:[a-z]+ ){0,4}?)(?P<number>two|three|four) (?P<things>[\w -]+?)(?:: | ?\()(?P<items>[^()]+)\)?$",
        clause.rest(),
    )
    if found and (clause.base != "be" or clause.tokens[clause.verb].tag == "M"):
        question = f"which {found['number']} {found['things']} {inverted(clause, found['chain'].strip())}"
        yield asked("fact", question, found["items"], found["things"])


_LIST = r"(?P<first>[^,;:()]+), (?:(?P<second>[^,;:()]+), )?(?P<last>[^,;:()]+?),? and (?P<end>[^,;:()]+)"
_ABILITY = re.compile(r"(?:the )?(?:ability|power|opportunity|chance|capacity) to (?:[a-z]+ and )?[a-z]+ ")


def which_things(clause: Clause) -> Iterator[Asked]:
    """“X can transform a, b and c” → which three things X can transform: where the list is all that it does."""
    rest = clause.rest()
    ability = _ABILITY.match(rest) if clause.base == "have" else None
    chain, rest = (ability[0].strip(), rest[ability.end() :]) if ability else ("", rest)
    number = _number_of_things(rest)
    plain = clause.base not in ("be", "have", "help", "make", "keep") and clause.base not in lex.ADJECTIVES
    if number and (plain or ability):
        yield asked("fact", f"which {number} things {inverted(clause, chain)}", rest, f"{rest} {clause.subject}")


def which_things_as(clause: Clause) -> Iterator[Asked]:
    """“X are key models, who can influence a, b and c” → as key models, which three things can X influence."""
    found = re.fullmatch(
        r"(?P<role>[^,]+), (?:who|which) (?P<verb>(?:can|may|will) [a-z]+) (?P<list>.+)", clause.rest()
    )
    number = _number_of_things(found["list"]) if found else ""
    if found and number and clause.base == "be":
        modal, _, verb = found["verb"].partition(" ")
        question = f"as {found['role']}, which {number} things {modal} {clause.subject} {verb}"
        yield asked("fact", question, found["list"], f"{verb} {clause.subject}")


def _number_of_things(text: str) -> str:
    """“three” or “four” where the text is a list of so many things and nothing else; otherwise empty."""
    match = re.fullmatch(_LIST, text)
    items = [item for item in match.groups() if item] if match else []
    return {3: "three", 4: "four"}.get(len(items), "") if all(_is_thing(item) for item in items) else ""


def _is_thing(item: str) -> bool:
    """Whether a list's item is a noun phrase, with “of …” after it at most."""
    tokens = tagged(item)
    return tokens[0].tag in ("D", "A", "N") and all(token.tag in ("D", "A", "N", "P", "L") for token in tokens)


PATTERNS = (
    which_number,
    which_things_as,
    what_it_is,
    more_than,
    which_things,
    why_it_matters,
    what_does_it,
    what_it_should_be,
    what_it_takes,
    what_it_helps_do,
)
