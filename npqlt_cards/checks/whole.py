"""Rules 12, 14 and 15: what is judged over a whole area, over all decks, or on the data around the words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from npqlt_cards import cloze
from npqlt_cards.checks.subject import Finding, Placed, Subject
from npqlt_cards.checks.words import STOP_WORDS, content, words
from npqlt_cards.decks.records import Deck, Statement
from npqlt_cards.wording import counted, quoted

LEAST_OPEN = 0.35
ALIKE = 0.85
_SHARED = 0.6  # fronts that are alike have at least this share of their words in common

_COUNTED = re.compile(
    r"(?:[0-9]+(?:-[0-9]+)*|(?:statement|practice|question|card|item|note|s|q|p)-?[0-9]+|(?=[a-f0-9]*[0-9])[a-f0-9]{7,})"
)
_DATED = re.compile(
    r"\b(?:SEND Code|Code of Practice|statutory|Early Career Framework|ECF|ITT|initial teacher training|Ofsted|"
    r"Keeping Children Safe|KCSIE|(?:19|20)[0-9]{2})\b",
    re.IGNORECASE,
)
_PERSONAL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+|(?<![\w.])(?:\+44|0)[ -]?[0-9](?:[ ()-]?[0-9]){8,10}\b")


def no_cloze(subject: Subject) -> Iterator[Finding]:
    """A statement without a cloze (a warning while a draft stands in the area).

    The exact words are part of what is learnt.
    """
    for deck, statement in subject.own:
        if "cloze" not in subject.forms.get(statement.id, []):
            yield _uncovered(subject, deck, statement, f"statement {statement.number} has no cloze")


def no_question(subject: Subject) -> Iterator[Finding]:
    """A statement without an open question of its own (a warning while a draft stands in the area).

    Open recall transfers; filling gaps does not.
    """
    for deck, statement in subject.own:
        if set(subject.forms.get(statement.id, [])) <= {"cloze"}:
            yield _uncovered(subject, deck, statement, f"statement {statement.number} has no open question")


def no_scenario(subject: Subject) -> Iterator[Finding]:
    """A how-to group without a scenario (a warning while a draft stands in the area).

    How-to statements are assessed by applying them.
    """
    for deck in subject.decks:
        for stem, practices in subject.groups(deck):
            if not any("scenario" in subject.forms.get(practice.id, []) for practice in practices):
                yield _uncovered(subject, deck, practices[0], f"no practice of “{stem}” has a scenario")


def few_open(subject: Subject) -> Iterator[Finding]:
    """An area with less than 35 % of its cards in why and scenario; a twin's count where held; a draft warns.

    The assessment asks for application, not for wording.
    """
    for deck in subject.decks:
        mix = mix_of(deck)
        open_, all_ = mix["why"] + mix["scenario"], sum(mix.values())
        if open_ < LEAST_OPEN * all_:
            message = f"why and scenario are {open_} of {all_} cards, {open_ / all_:.0%} (at least {LEAST_OPEN:.0%})"
            yield Finding(deck.file, 1, deck.area, message, deck.area in subject.drafted)


def _uncovered(subject: Subject, deck: Deck, statement: Statement, message: str) -> Finding:
    """A gap in what is covered: a warning for as long as a draft stands in the area."""
    return Finding(deck.file, statement.line, statement.id, message, deck.area in subject.drafted)


def mix_of(deck: Deck) -> Counter[str]:
    """The number of a deck's own cards by form."""
    mix: Counter[str] = Counter()
    for note in deck.notes:
        mix[note.form] += len(note.numbers)
    return mix


def equal_fronts(subject: Subject) -> Iterator[Finding]:
    """Two cards with the same front, but for case and punctuation.

    One front with two answers has no right one.
    """
    first: dict[tuple[str, ...], Placed] = {}
    for placed, front in _fronts(subject):
        other = first.setdefault(tuple(words(front)), placed)
        if other.note.id != placed.note.id:
            yield placed.finding(f"the front is that of {other.id}")


def alike_fronts(subject: Subject) -> Iterator[Finding]:
    """Two fronts of a similarity of 0.85 or more; those of one cloze note are not compared with each other.

    Look-alikes are mixed up in review.
    """
    fronts = [(placed, front.casefold(), content(front).keys()) for placed, front in _fronts(subject)]
    frequency = Counter(key for _, _, keys in fronts for key in keys)
    holders: dict[str, list[int]] = {}
    for here, (placed, front, keys) in enumerate(fronts):
        rarest = sorted(keys, key=lambda key: (frequency[key], key))[: len(keys) - int(_SHARED * len(keys)) + 1]
        near = {at for key in rarest for at in holders.get(key, ()) if fronts[at][0].note.id != placed.note.id}
        for at in sorted(near):
            other, text, there = fronts[at]
            enough = 2 * len(keys & there) >= _SHARED * (len(keys) + len(there))
            if enough and words(text) != words(front) and (ratio := _ratio(front, text)) >= ALIKE:
                yield placed.finding(f"the front is {ratio:.2f} like that of {other.id}")
                break
        for key in keys:
            holders.setdefault(key, []).append(here)


def _ratio(one: str, other: str) -> float:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE else 0.0


def _fronts(subject: Subject) -> Iterator[tuple[Placed, str]]:
    for card in subject.cloze_cards:
        yield card, cloze.shown(cloze.front(card.note.text, card.number))
    for question in subject.questions:
        yield question, question.note.text


def printed_twice(subject: Subject) -> Iterator[Finding]:
    """A statement whose words another statement has too, and that does not say ``same_as``.

    One idea is one note, or it is learnt twice.
    """
    first: dict[tuple[str | None, str], str] = {}
    for deck, statement in subject.own:
        other = first.setdefault((statement.stem, statement.text), statement.id)
        if statement.text and other != statement.id:
            yield Finding(deck.file, statement.line, statement.id, f"the statement’s words are those of {other}")


def derived_id(subject: Subject) -> Iterator[Finding]:
    """An id made of the text’s first words: four, or three with a stop word (“working-memory” is an idea).

    An id made of the text goes stale when the text is mended.
    """
    for file, line, id_, slug, text in _slugs(subject):
        parts = slug.split("-")
        mechanical = len(parts) > 3 or (len(parts) == 3 and STOP_WORDS & set(parts))
        if mechanical and parts == words(text)[: len(parts)]:
            yield Finding(file, line, id_, f"the id {quoted(slug)} is the first words of the text")


def counting_id(subject: Subject) -> Iterator[Finding]:
    """An id that is a number or a hash.

    A number goes stale with the next edition.
    """
    for file, line, id_, slug, _ in _slugs(subject):
        if _COUNTED.fullmatch(slug):
            yield Finding(file, line, id_, f"the id {quoted(slug)} counts or hashes instead of naming the idea")


def _slugs(subject: Subject) -> Iterator[tuple[str, int, str, str, str]]:
    for deck, statement in subject.statements:
        yield deck.file, statement.line, statement.id, statement.id.rpartition("/")[2], statement.text
    for question in subject.questions:
        slug = question.id.rpartition("#")[2]
        yield question.file, question.note.line, question.id, slug, question.note.text


def undated(subject: Subject) -> Iterator[Finding]:
    """A statement that names something that goes out of date, without ``dated``.

    A learner should know that it may have changed.
    """
    for deck, statement in subject.own:
        found = _DATED.search(f"{statement.stem or ''} {statement.text}")
        if found and not statement.dated:
            yield Finding(deck.file, statement.line, statement.id, f"“{found[0]}” may go out of date")


def personal_data(subject: Subject) -> Iterator[Finding]:
    """An e-mail address or a telephone number.

    Decks are handed out.
    """
    for deck, statement in subject.own:
        yield from _personal(deck.file, statement.line, statement.id, (statement.text, statement.gloss))
    for placed in subject.placed:
        note = placed.note
        texts = (note.remark,) if note.form == "cloze" else (note.text, note.answer, note.remark)
        yield from _personal(placed.file, note.line, note.id, texts)
    for deck in subject.decks:
        yield from _personal(deck.file, deck.line, deck.area, (deck.source, *deck.remarks))


def draft(subject: Subject) -> Iterator[Finding]:
    """A draft: an id, a cloze or a question that a program proposed and that still bears its mark.

    Whether a card has one right answer, only a reader can tell.
    """
    for deck, s in subject.statements:
        if s.draft:
            cards = sum(len(note.numbers) for note in deck.notes if note.statement == s.id and note.form == "cloze")
            what = f"the id and {counted(cards, 'card')} of its cloze are drafts" if cards else "the id is a draft"
            yield Finding(deck.file, s.line, s.id, what)
    for question in subject.questions:
        if question.note.draft:
            yield question.finding("the question is a draft")


def _personal(file: str, line: int, id_: str, texts: Sequence[str]) -> Iterator[Finding]:
    for text in texts:
        if found := _PERSONAL.search(text):
            yield Finding(file, line, id_, f"“{found[0].strip()}” looks like an e-mail address or telephone number")
