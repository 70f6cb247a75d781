"""Rules 7 to 11 and 13 as they bear on questions and their answers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from npqlt_cards.checks.subject import Finding, Question, Subject
from npqlt_cards.checks.words import (
    SUBJECT_STEMS,
    content,
    count,
    listed,
    runs,
    sentences,
    shared,
    stem,
)

LONGEST = {"scenario": 45}
LONGEST_QUESTION, LONGEST_ANSWER, LONGEST_FACT = 25, 20, 12
LEAST_GROUNDED = 0.7
MOST_NAMED = 4
RUN = 4

_QUESTION_WORD = re.compile(r"\b(?:what|which|who|whom|whose|why|when|where|how)\b", re.IGNORECASE)
_YES_NO = re.compile(
    r"(?:is|are|was|were|do|does|did|can|could|should|would|will|has|have|had|may|might|must|isn’t|aren’t|don’t|"
    r"doesn’t|shouldn’t|wouldn’t|can’t|won’t)\b",
    re.IGNORECASE,
)
_NEGATIVE = re.compile(r"\b(?:not|never|no|none|nothing|nobody|neither|nor|cannot|except)\b|\w+n[’']t\b", re.IGNORECASE)
_OPTIONS = re.compile(r"\b(?:either|whether)\b|[,:] (?:[^,:?]+,)* ?(?:[^,:?]+ )?or [^,?]+\?$", re.IGNORECASE)
_LAST_WORDS = 500  # characters in which the options stand: a longer question is C10b's
_VAGUE = re.compile(
    r"\b(?:what|how) about\b(?!.*\b(?:is|are|do|does|did|can|could|should|would|will|may|might|must)\b)|"
    r"framework (?:say|state|tell|mention)\w* about\b",
    re.IGNORECASE,
)
_POINTING = re.compile(
    r"\b(?:(?:this|that) (?:statement|sentence|practice)|the (?:above|following)|(?:listed|named) (?:above|below))\b",
    re.IGNORECASE,
)
_LONE_PRONOUN = re.compile(
    r"(?:\w+ ){1,2}(?:it|they|them|this|these|those)\b(?! (?:worth|make sense|\w+ (?:to|that|for))\b)", re.IGNORECASE
)
_TWO_QUESTIONS = re.compile(r"\b(?:and|or),? (?:what|which|who|whom|whose|why|when|where|how)\b", re.IGNORECASE)
_SEVERAL = re.compile(r"\b(?:two|three|four)\b", re.IGNORECASE)
_NUMBERS = {"five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12}
_NAME_N = re.compile(
    r"\b(?:name|list|give|state|which|what(?: are)?)(?: the| its| all)* "
    r"(?P<number>five|six|seven|eight|nine|ten|eleven|twelve|[0-9]+) (?P<things>\w+)",
    re.IGNORECASE,
)
_NAME_ALL = re.compile(
    r"\b(?:name|list|state)\b(?! (?:the |any )?(?:one|two|three|four|five|six|seven|eight|nine|ten|[0-9]+)\b)",
    re.IGNORECASE,
)
_CAPITAL = re.compile(r"[^\W\d_][\w’'-]*")
_TITLE = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Dr|Sir|Madam)\b")
# Capitalised words that name no person and no school.
_KNOWN_NAMES = (
    "I English French German Spanish Latin Mandarin Italian Greek Welsh Arabic Urdu Polish Chinese Shakespeare Year "
    "Years Key Stage Stages Reception Nursery Early Foundation Level Levels Grade Code Practice Framework Standard "
    "Standards Department Education England Britain British Europe European Roman Romans Tudor Tudors Victorian "
    "Victorians Viking Vikings Christian Christians Christianity Muslim Muslims Islam Jewish Judaism Hindu Hinduism "
    "Sikh Buddhist Christmas Easter Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March "
    "April May June July August September October November December Ofsted Macbeth Pythagoras First Second World War "
    "Great Fire London"
)
KNOWN_NAMES = frozenset(_KNOWN_NAMES.split())


def leak(subject: Subject) -> Iterator[Finding]:
    """A meaning-carrying word of the answer, or its relative, in the question or stem (subject words apart).

    What stands in view is read, not recalled.
    """
    for question in subject.questions:
        for place, text in (("question", question.note.text), ("stem", question.statement.stem or "")):
            given = [word for word in shared(question.note.answer, text) if stem(word) not in SUBJECT_STEMS]
            if given:
                yield question.finding(f"{listed(given)} of the answer or a relative stands in the {place}")


def two_questions(subject: Subject) -> Iterator[Finding]:
    """A card that asks two things.

    Two questions cannot be marked with one grade.
    """
    for question in subject.questions:
        text = question.note.text
        if text.count("?") > 1 or _TWO_QUESTIONS.search(_asked(question)):
            yield question.finding("the card asks two things")


def two_answers(subject: Subject) -> Iterator[Finding]:
    """An answer of several sentences, or parted by “;” where the question says not how many things it asks for.

    Half an answer cannot be marked.
    """
    for question in subject.questions:
        parts = ";" in question.note.answer and not _SEVERAL.search(question.note.text)
        if parts or len(sentences(question.note.answer)) > 1:
            yield question.finding("the answer has several parts")


def long_list(subject: Subject) -> Iterator[Finding]:
    """A question that asks for more than four things by name.

    Long lists fail as a unit.
    """
    for question in subject.questions:
        for found in _NAME_N.finditer(_asked(question)):
            number = _NUMBERS.get(found["number"].lower()) or int(found["number"])
            if number > MOST_NAMED and question.note.form != "scenario":
                yield question.finding(f"asks for {number} {found['things']} (at most {MOST_NAMED})")


def unnumbered_list(subject: Subject) -> Iterator[Finding]:
    """A question that says “name” or “list” without saying how many.

    Without the number nobody knows when the list is done.
    """
    for question in subject.questions:
        asked = _asked(question)
        if _NAME_ALL.match(asked) or re.search(r"\b(?:can|could) you (?:name|list)\b", asked, re.IGNORECASE):
            yield question.finding("asks for a list without saying how many")


def no_question_mark(subject: Subject) -> Iterator[Finding]:
    """A question that does not end in “?”.

    A card asks.
    """
    for question in subject.questions:
        if not question.note.text.rstrip().endswith("?"):
            yield question.finding("the question does not end in “?”")


def long_question(subject: Subject) -> Iterator[Finding]:
    """A question of more than 25 words, a scenario of more than 45.

    A long front costs time at every review.
    """
    for question in subject.questions:
        most, found = LONGEST.get(question.note.form, LONGEST_QUESTION), count(question.note.text)
        if found > most:
            yield question.finding(f"{question.note.form} of {found} words (at most {most})")


def yes_or_no(subject: Subject) -> Iterator[Finding]:
    """A question that “yes” or “no” would answer.

    A guess is right half the time.
    """
    for question in subject.questions:
        asked = _asked(question)
        last = asked.rsplit(", ", 1)[-1]
        if _YES_NO.match(asked) or _YES_NO.match(last) or not _QUESTION_WORD.search(asked):
            yield question.finding("the question can be answered with yes or no")


def negative(subject: Subject) -> Iterator[Finding]:
    """A negative in what is asked; a scenario's situation may have one.

    Negatives are misread, and leave the wrong idea behind.
    """
    for question in subject.questions:
        if found := _NEGATIVE.search(_asked(question)):
            yield question.finding(f"the question has the negative “{found[0]}”")


def options(subject: Subject) -> Iterator[Finding]:
    """A question that offers answers to choose from.

    Choosing is easier than recalling.
    """
    for question in subject.questions:
        if found := _OPTIONS.search(_asked(question)[-_LAST_WORDS:]):
            yield question.finding(f"the question seems to offer options (“{found[0].strip(' ,:')}”)")


def vague(subject: Subject) -> Iterator[Finding]:
    """A question that asks “what about”, or what the framework says about something.

    Nobody can tell what would be right.
    """
    for question in subject.questions:
        if found := _VAGUE.search(question.note.text):
            yield question.finding(f"“{found[0]}” asks for nothing in particular")


def dangling(subject: Subject) -> Iterator[Finding]:
    """A question that points outside itself: “this statement”, or a pronoun before anything that it could stand for.

    The question is seen without the statement.
    """
    for question in subject.questions:
        found = _POINTING.search(question.note.text) or _LONE_PRONOUN.match(question.note.text)
        if found:
            yield question.finding(f"“{found[0]}” points at something out of view")


def long_answer(subject: Subject) -> Iterator[Finding]:
    """An answer of more than 12 words; why and scenario: more than 20.

    A long answer cannot be marked.
    """
    for question in subject.questions:
        most = LONGEST_FACT if question.note.form == "fact" else LONGEST_ANSWER
        found = count(question.note.answer)
        if found > most:
            yield question.finding(f"answer of {found} words (at most {most})")


def ungrounded(subject: Subject) -> Iterator[Finding]:
    """An answer with less than 70 % of its meaning-carrying words from the statement and its stem.

    The answer is to be found in the statement.
    """
    for question in subject.questions:
        there = content(f"{question.statement.text} {question.around}").keys() | SUBJECT_STEMS
        meant = content(question.note.answer)
        foreign = [word for key, word in meant.items() if key not in there]
        if len(foreign) > (1 - LEAST_GROUNDED) * len(meant) + 1e-9:
            yield question.finding(f"{len(foreign)} of {len(meant)} words are not the statement’s: {listed(foreign)}")


def copied_run(subject: Subject) -> Iterator[Finding]:
    """A scenario that shares four words in a row with its statement.

    The situation must not quote its answer.
    """
    for question in subject.scenarios:
        there = set(runs(question.statement.text, RUN))
        if found := next((run for run in runs(question.note.text, RUN) if run in there), None):
            yield question.finding(f"“{' '.join(found)}” stands in the statement too")


def somebody_named(subject: Subject) -> Iterator[Finding]:
    """A capitalised word in mid-sentence, or after a title, that may name a person or a school.

    A named person or school could be a real one.
    """
    for question in subject.scenarios:
        known = KNOWN_NAMES | set(_CAPITAL.findall(f"{question.statement.text} {question.around}"))
        text = question.note.text
        names = [_TITLE.search(text)[0]] if _TITLE.search(text) else []  # type: ignore[index]
        names += [word for part in sentences(text) for word in _capitals(part) if word not in known]
        if names:
            yield question.finding(f"{listed(names)} may name somebody")


def _capitals(sentence: str) -> Iterator[str]:
    """Capitalised words that open neither the sentence nor a quotation; abbreviations in capitals are left out."""
    for found in _CAPITAL.finditer(sentence):
        opens = not sentence[: found.start()].strip(" ‘“\"'(") or sentence[found.start() - 1] in "‘“\"'("
        word = re.sub(r"[’']s$", "", found[0])
        if word[0].isupper() and not opens and not word.isupper() and not re.fullmatch(r"[A-Z0-9]+s?", word):
            yield word


def _asked(question: Question) -> str:
    """The sentence that asks: the last."""
    parts = sentences(question.note.text)
    return parts[-1] if parts else ""
