"""A clause parted into its subject, its verb and the rest; None wherever the parts are in doubt."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from npqlt_cards.checks.words import STOP_WORDS, content, count
from npqlt_cards.draft import lexicon as lex
from npqlt_cards.draft.tags import Token, tagged

_LONGEST_SUBJECT = 20  # words
_NEVER_SUBJECTS = lex.words_of("this these those it they he she we you its their such there others both one")
_BRACKETS = re.compile(r"\s*\((?:e\.g\.|i\.e\.|including|such as|for example)[^()]*\)")
_EMPTY_IT = re.compile(
    r"[Ii]t (?:is|can be|may be|will be) "
    r"(?:likely|important|essential|best|better|possible|crucial|vital|clear|helpful)\b(?: that| to)"
)
_NAMES = lex.words_of(
    "english french german spanish latin welsh ofsted england britain europe monday tuesday wednesday thursday "
    "friday saturday sunday january february april june july august september october november december"
)


@dataclass(frozen=True)
class Clause:
    """Subject, verb and rest, by tokens of ``text``: ``verb`` is the finite verb, ``main`` the one with the meaning.

    ``plural`` is the subject's number. For “can help”, ``verb`` is “can” and ``main`` “help”; for “helps”, both are it.
    """

    text: str
    tokens: tuple[Token, ...]
    verb: int
    main: int
    plural: bool

    @property
    def subject(self) -> str:
        """The subject, its first word in lower case unless it is a name."""
        return lowered(self.words(0, self.verb).rstrip(","), self.tokens)

    @property
    def auxiliary(self) -> str:
        """The modal, or the form of be; empty where the verb stands alone."""
        return self.tokens[self.verb].low if self.tokens[self.verb].tag in ("M", "B") else ""

    @property
    def base(self) -> str:
        """The base form of what the subject does; ``be`` for a form of be."""
        token = self.tokens[self.main]
        if token.tag == "B":
            return "be"
        return "have" if token.tag == "H" else lex.THIRD.get(token.low, token.low)

    @property
    def by_doing(self) -> bool:
        """Whether the subject is something done: “ensuring …”."""
        return next((token.tag for token in self.tokens if token.tag != "L"), "") == "G"

    @property
    def of_people(self) -> bool:
        """Whether the subject is people."""
        return head_of(self.tokens[: self.verb]) in lex.PEOPLE

    def words(self, first: int, last: int | None = None) -> str:
        """The words from one token up to another."""
        tokens = self.tokens[first:last]
        return self.text[tokens[0].start : tokens[-1].end] if tokens else ""

    def rest(self) -> str:
        """What stands after the verb that means something."""
        return self.words(self.main + 1)

    def predicate(self) -> str:
        """From the verb to the end, without “also”."""
        return without_also(self.words(self.verb))


def without_also(text: str) -> str:
    """The text without the word that ties it to the statement before."""
    return re.sub(r"\balso ", "", text)


def without_brackets(text: str) -> str:
    """The text without the examples that stand in round brackets."""
    return _BRACKETS.sub("", text)


def parts_of(sentence: str) -> list[str]:
    """The parts of a sentence between semicolons, without their stop; none that a bracket or colon holds together."""
    bare = sentence.strip().rstrip(".")
    if re.search(r"\([^)]*;|:[^;]*;[^;]*;", bare):
        return [bare]
    return [part.strip() for part in bare.split(";") if part.strip()]


def clauses_of(sentence: str, earlier: tuple[str, bool] | None) -> list[str]:
    """The clauses of a sentence, each with a subject of its own: for “it”, “they”, “but should …” and “which …”.

    ``earlier`` is the subject of the clause before, and whether it is plural: what “it” or “they” then stands for.
    """
    found: list[str] = []
    for part in parts_of(sentence):
        for text in _halves(part):
            text = _said_in_full(text, earlier)
            clause = parse(text)
            earlier = (clause.subject, clause.plural) if clause else earlier
            found.append(text)
            found.extend(_relatives(text))
    return found


def _halves(part: str) -> list[str]:
    """A clause and what “, but” adds to it; one whose “but” joins single words is left whole."""
    first, sign, second = part.partition(", but ")
    return [first, second] if sign and not second.startswith("also ") else [part]


def _said_in_full(text: str, earlier: tuple[str, bool] | None) -> str:
    """The clause with the subject of the one before, where it has only a pronoun or a verb."""
    tokens = tagged(text)
    if earlier is None or not tokens:
        return text
    subject, plural = earlier
    pronoun = tokens[0].low == ("they" if plural else "it") and not _EMPTY_IT.match(text)
    if pronoun:
        return raised(f"{subject}{text[tokens[0].end :]}")
    if tokens[0].tag in ("M", "B"):
        return raised(f"{subject} {text}")
    likely = re.match(r"it is likely that (?P<clause>.+ (?:is|are)) (?P<rest>more .+)$", text)
    return f"{likely['clause']} likely to be {likely['rest']}" if likely else text


def _relatives(text: str) -> list[str]:
    """What a closing “…, which …” says of the noun before it, as a clause of its own."""
    found = re.match(
        r"(?P<before>[^,;()]+ (?:is|are|has|have) (?P<noun>[\w -]+)), which (?P<said>(?:can|is|are|may|has) .+)$", text
    )
    return [raised(f"{found['noun']} {found['said']}")] if found else []


def lowered(text: str, tokens: Sequence[Token]) -> str:
    """The text with a small first letter, unless its first word is a name or stands in capitals."""
    first = tokens[0]
    another = len(tokens) > 1 and tokens[1].text[:1].isupper()
    if another or first.low in _NAMES or not re.fullmatch(r"[A-Z][^A-Z]*", first.text):
        return text
    return text[:1].lower() + text[1:]


def raised(text: str) -> str:
    """The text with a capital."""
    return text[:1].upper() + text[1:]


def parse(text: str) -> Clause | None:
    """The clause's subject, verb and rest; None unless all three are there and agree in number."""
    tokens = tuple(tagged(text))
    verb = _finite(tokens)
    if verb is None or not _may_be_subject(tokens[:verb], text):
        return None
    main = _main(tokens, verb)
    if main is not None and tokens[main].tag == "V" and tokens[main].low not in lex.VERBS | lex.THIRD.keys():
        return None  # a verb on no list: its other forms are not known
    plural = _is_plural(tokens[:verb])
    if main is None or main + 1 >= len(tokens) or not _agrees(tokens[verb], plural):
        return None
    return Clause(text, tokens, verb, main, plural)


def head_of(tokens: Sequence[Token]) -> str:
    """The noun that a phrase is about: the last before its first preposition or the like."""
    end = next((at for at, token in enumerate(tokens) if at and token.tag in ("P", "S", "T", ",")), len(tokens))
    return next((token.low for token in reversed(tokens[:end]) if token.tag == "N"), "")


def _finite(tokens: Sequence[Token]) -> int | None:
    """The main clause's finite verb: those of clauses before it, infinitives and brackets are passed over."""
    depth, owed = 0, 0
    for at, token in enumerate(tokens):
        depth += (token.low == "(") - (token.low == ")")
        if depth or not at:
            owed += token.tag == "S" and not depth
            continue
        if _opens_clause(tokens, at):
            owed += 1
        elif _is_finite(tokens, at):
            if owed:
                owed -= 1
            elif not _is_of_what_is_done(tokens, at):
                return at
    return None


def _opens_clause(tokens: Sequence[Token], at: int) -> bool:
    """Whether a word opens a clause with a finite verb of its own: not “how to plan”, and “so that” only once."""
    low, to = tokens[at].low, at + 1 < len(tokens) and tokens[at + 1].tag == "T"
    return (tokens[at].tag == "S" or low == "what") and not to and not (low == "that" and tokens[at - 1].low == "so")


def _is_finite(tokens: Sequence[Token], at: int) -> bool:
    token = tokens[at]
    finite = token.tag in "MHV" or (token.tag == "B" and token.low in ("is", "are", "was", "were"))
    return finite and token.low != "having" and not _continues(tokens, at)


def _is_of_what_is_done(tokens: Sequence[Token], at: int) -> bool:
    """Whether a verb is that of what a gerund is about: “helping teachers improve”, “ensuring pupils have time”."""
    token = tokens[at]
    if next((each.tag for each in tokens if each.tag != "L"), "") != "G":
        return False
    base = token.tag == "V" and token.low not in lex.THIRD
    return base or token.low == "have" or (token.low == "are" and tokens[at - 1].low != ",")


def _continues(tokens: Sequence[Token], at: int) -> bool:
    """Whether a verb belongs to one before it: “to plan”, “can have”, “plan and teach”."""
    before = [token for token in tokens[:at] if token.tag != "L"]
    if not before:
        return True
    if before[-1].tag in ("T", "M", "B", "H", "V"):
        return True
    return before[-1].tag in ("C", ",") and len(before) > 1 and before[-2].tag == "V"


def _main(tokens: Sequence[Token], verb: int) -> int | None:
    """The verb that means something: after a modal the next verb or be; else the finite one itself."""
    if tokens[verb].tag != "M":
        return verb
    after = next((at for at in range(verb + 1, len(tokens)) if tokens[at].tag != "L"), None)
    return after if after is not None and tokens[after].tag in ("V", "B", "H") else None


def _may_be_subject(tokens: Sequence[Token], text: str) -> bool:
    """Whether these words stand for themselves, seen without the statement."""
    if not tokens or tokens[0].low in _NEVER_SUBJECTS or tokens[0].tag in ("P", "S", "T", "C", "V", ","):
        return False
    words = text[tokens[0].start : tokens[-1].end]
    if count(words) > _LONGEST_SUBJECT or any(token.low in ("this", "these", "those", ":") for token in tokens):
        return False
    if tokens[0].tag == "L" and not (len(tokens) > 1 and tokens[1].tag == "G"):
        return False
    commas = sum(token.low == "," and not _between_adjectives(tokens, at) for at, token in enumerate(tokens))
    return bool(content(words)) and _commas_pair(tokens, commas) and tokens[0].low not in STOP_WORDS - lex.DETERMINERS


def _between_adjectives(tokens: Sequence[Token], at: int) -> bool:
    return 0 < at < len(tokens) - 1 and tokens[at - 1].tag == tokens[at + 1].tag == "A"


def _commas_pair(tokens: Sequence[Token], commas: int) -> bool:
    """Whether commas in a subject part a list, or enclose a remark: one that stands alone ends something else."""
    listed = any(token.tag == "C" for token in tokens) and tokens[-1].low != ","
    return commas == 0 or listed or (commas >= 2 and tokens[-1].low == ",")


def _is_plural(tokens: Sequence[Token]) -> bool:
    """The subject's number: gerunds are singular, “a and b” is plural."""
    if next((token.tag for token in tokens if token.tag != "L"), "") in ("G", "S"):
        return any(
            token.tag == "C" and tokens[at + 1].tag == "G" and at and tokens[at - 1].low == ","
            for at, token in enumerate(tokens[:-1])
        )
    end = next((at for at, token in enumerate(tokens) if at and token.tag in ("P", "S", "T")), len(tokens))
    joined = any(
        token.low == "and" and tokens[at - 1].tag == "N" and at + 1 < end for at, token in enumerate(tokens[:end]) if at
    )
    if tokens[0].low in ("every", "each", "any", "another", "a", "an"):
        return False
    return joined or lex.is_plural(head_of(tokens))


def _agrees(verb: Token, plural: bool) -> bool:
    if verb.tag == "M":
        return verb.low not in ("does",) or not plural
    if verb.low in ("is", "has", "was"):
        return not plural
    if verb.low in ("are", "have", "were"):
        return plural
    return (verb.low in lex.THIRD and verb.low not in lex.VERBS) != plural


def do_for(clause: Clause) -> str:
    """The auxiliary of a question on the clause: its own, or a form of do."""
    return clause.auxiliary or ("do" if clause.plural else "does")


def gaps(tokens: Sequence[Token], low: str) -> Iterator[int]:
    """Where a word stands outside brackets."""
    depth = 0
    for at, token in enumerate(tokens):
        depth += (token.low == "(") - (token.low == ")")
        if not depth and token.low == low:
            yield at
