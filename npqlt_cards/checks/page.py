"""Rule 1 against the page itself: every title, number, stem, statement and note, in the page's order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from npqlt_cards.checks.subject import Finding, Subject
from npqlt_cards.decks.records import LEARN_THAT, Deck, Statement, unmended
from npqlt_cards.framework import Area
from npqlt_cards.wording import counted


def unlike_page(subject: Subject) -> Iterator[Finding]:
    """Words, numbers or an order that are not the page's (with ``--page``; mends are taken back first).

    The statements are the framework’s own words.
    """
    if subject.page is None:
        return
    decks = {deck.area: deck for deck in subject.decks}
    for area in subject.page.areas:
        if deck := decks.pop(area.slug, None):
            yield from _area(subject, deck, area)
        elif subject.whole:
            yield Finding(str(subject.folder), 0, area.slug, f"the page prints {area.title}, which no deck holds")
    for deck in decks.values():
        yield Finding(deck.file, 1, deck.area, "the page prints no such area")


def _area(subject: Subject, deck: Deck, area: Area) -> Iterator[Finding]:
    title, number = area.title.partition(" (")[0], area.number if subject.page and subject.page.named else deck.number
    for what, here, there in (("title", deck.title, title), ("number", deck.number, number)):
        if here != there:
            yield Finding(deck.file, 1, deck.area, f"the page’s {what} is {there!r}, the deck’s {here!r}")
    statements = [subject.library.statements[s.id] for s in deck.statements]
    learn_that = [s for s in statements if s.kind == LEARN_THAT]
    yield from _texts(deck, "Learn that", [s.text for s in area.learn_that], learn_that)
    yield from _groups(subject, deck, area)
    for here_, there_ in zip_longest(deck.remarks, (note.text for note in area.notes)):
        if here_ != there_:
            yield Finding(deck.file, 1, deck.area, f"the page’s note is {there_!r}, the deck’s {here_!r}")


def _groups(subject: Subject, deck: Deck, area: Area) -> Iterator[Finding]:
    groups = subject.groups(deck)
    if len(groups) != len(area.learn_how_to):
        message = f"the page prints {counted(len(area.learn_how_to), 'how-to group')}, the deck has {len(groups)}"
        yield Finding(deck.file, 1, deck.area, message)
    for printed, (stem, mends), (_, practices) in zip(area.learn_how_to, deck.stems, groups, strict=False):
        if printed.stem != unmended(stem, mends):
            first = practices[0]
            yield Finding(deck.file, first.line, first.id, _unlike("the stem", unmended(stem, mends), printed.stem))
        own = [subject.library.statements[practice.id] for practice in practices]
        yield from _texts(deck, f"“{stem}”", [practice.text for practice in printed.practices], own)


def _texts(deck: Deck, part: str, printed: Sequence[str], ours: Sequence[Statement]) -> Iterator[Finding]:
    if len(printed) != len(ours):
        line = ours[-1].line if ours else 1
        message = f"the page prints {counted(len(printed), 'statement')} under {part}, the deck has {len(ours)}"
        yield Finding(deck.file, line, deck.area, message)
    for text, statement in zip(printed, ours, strict=False):
        if statement.printed != text:
            message = _unlike(f"statement {statement.number}", statement.printed, text)
            yield Finding(deck.file, statement.line, statement.id, message)


def _unlike(what: str, ours: str, printed: str) -> str:
    """Where two texts part, with the words around."""
    at = next(
        (at for at, (a, b) in enumerate(zip(ours, printed, strict=False)) if a != b), min(len(ours), len(printed))
    )
    start = max(ours.rfind(" ", 0, max(at - 12, 0)) + 1, 0)
    return f"{what} has “{ours[start : at + 20]}” where the page prints “{printed[start : at + 20]}”"
