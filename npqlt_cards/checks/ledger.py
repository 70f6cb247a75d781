"""What was published against what the decks hold now: nothing vanishes, nothing comes to mean another thing."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from npqlt_cards import cloze
from npqlt_cards.checks.subject import Finding, Placed, Subject
from npqlt_cards.checks.words import same_thing
from npqlt_cards.decks.files import LEDGER_FILE
from npqlt_cards.decks.ledger import Entry
from npqlt_cards.decks.records import Note
from npqlt_cards.errors import UsageError
from npqlt_cards.wording import cut


def vanished_note(subject: Subject) -> Iterator[Finding]:
    """A published note that the decks no longer hold, and that was not retired.

    The learners’ history hangs on the id.
    """
    for entry in _entries(subject):
        if entry.retired is None and entry.note not in subject.library.notes and not _unread(subject, entry):
            yield _at(subject, entry, entry.note, f"the published note {entry.note} is gone")


def vanished_card(subject: Subject) -> Iterator[Finding]:
    """A published number of a note that hides nothing any more, and that was not retired.

    The learners’ history hangs on the number.
    """
    for placed, entry in _published(subject):
        for number in entry.cards.keys() - entry.retired_cards.keys() - cards_of(placed.note).keys():
            words = entry.cards[number]
            yield placed.finding(f"the published card {number} (“{words}”) is gone")


def another_thing_hidden(subject: Subject) -> Iterator[Finding]:
    """A published number that comes to hide another thing; other wording of the same thing is fine.

    The old history would count for the new idea.
    """
    yield from _changed_meaning(subject, ("cloze",), "hid")


def another_thing_asked(subject: Subject) -> Iterator[Finding]:
    """A published id of a question that comes to ask another thing; other wording of the same thing is fine.

    The old history would count for the new question.
    """
    yield from _changed_meaning(subject, ("fact", "why", "scenario"), "asked")


def means_the_same(form: str, then: str, now: str) -> bool:
    """Whether what a card hid or asked then is what it hides or asks now, in whatever words."""
    return same_thing(then, now, 0.3 if form == "cloze" else 0.4)


def _changed_meaning(subject: Subject, forms: Collection[str], verb: str) -> Iterator[Finding]:
    for placed, entry in _published(subject):
        for number, now in cards_of(placed.note).items():
            then = entry.cards.get(number)
            form = placed.note.form
            if then is not None and form in forms and not means_the_same(form, then, now):
                yield placed.finding(f"card {number} {verb} “{then}”, now it is “{now}”")


def unrecorded_change(subject: Subject) -> Iterator[Finding]:
    """A published note whose content is not what the ledger dates.

    Anki takes a change only if its date is newer.
    """
    for placed, entry in _published(subject):
        if subject.library.seen(placed.note) != entry.sha:
            yield placed.finding("the note’s content changed since the ledger was written")


def unrecorded_note(subject: Subject) -> Iterator[Finding]:
    """A note that the ledger does not know.

    The decks are released with a whole ledger only.
    """
    if subject.ledger is not None:
        for placed in subject.placed:
            if placed.note.id not in subject.ledger:
                yield placed.finding("the note is not in the ledger")


def back_from_retirement(subject: Subject) -> Iterator[Finding]:
    """A retired note or number that is in use again.

    Learners may still have the old card under that id.
    """
    for placed in subject.placed:
        entry = (subject.ledger or {}).get(placed.note.id)
        if entry and entry.retired is not None:
            yield placed.finding("the id was retired")
        for number in entry.retired_cards.keys() & cards_of(placed.note).keys() if entry else ():
            yield placed.finding(f"the number {number} was retired")


def cards_of(note: Note) -> dict[str, str]:
    """What each card of a note hides, or asks, by number."""
    if note.form != "cloze":
        return {"1": note.text}
    return {str(number): "; ".join(cloze.hidden(note.text, number)) for number in note.numbers}


def updated(subject: Subject, now: int, retire: Collection[str] = ()) -> dict[str, Entry]:
    """The ledger as it should stand; ``now`` in seconds since 1970 UTC. Raises UsageError for a wrong name to retire.

    What is neither in the decks nor named by ``retire`` stays unretired: ask :func:`vanished_note` and its sisters.
    """
    old = subject.ledger or {}
    entries = {note: _retired(entry, subject, now, set(retire)) for note, entry in old.items()}
    named = {e.note for e in entries.values() if e.retired is not None and old[e.note].retired is None}
    named |= {
        f"{e.note}:{n}" for e in entries.values() for n in e.retired_cards.keys() - old[e.note].retired_cards.keys()
    }
    if wrong := sorted(set(retire) - named):
        raise UsageError(
            f"--retire {cut(wrong[0], 320)}: only a published note or card that the decks no longer hold can retire"
        )
    for placed in subject.placed:
        entry = entries.get(placed.note.id)
        entries[placed.note.id] = _renewed(entry, placed.note, subject.library.seen(placed.note), now)
    return entries


def _retired(entry: Entry, subject: Subject, now: int, retire: Collection[str]) -> Entry:
    note = subject.library.notes.get(entry.note)
    if note is None:
        return replace(entry, retired=now) if entry.note in retire and entry.retired is None else entry
    gone = entry.cards.keys() - cards_of(note).keys() - entry.retired_cards.keys()
    new = {number: now for number in sorted(gone) if f"{entry.note}:{number}" in retire}
    return replace(entry, retired_cards={**entry.retired_cards, **new})


def _renewed(entry: Entry | None, note: Note, sha: str, now: int) -> Entry:
    if entry is None:
        return Entry(note.id, now, sha, cards_of(note))
    if entry.sha == sha:
        return replace(entry, cards={**entry.cards, **cards_of(note)})
    return replace(entry, changed=max(now, entry.changed + 1), sha=sha, cards={**entry.cards, **cards_of(note)})


def _entries(subject: Subject) -> list[Entry]:
    return list(subject.ledger.values()) if subject.ledger is not None else []


def _published(subject: Subject) -> Iterator[tuple[Placed, Entry]]:
    known: Mapping[str, Entry] = subject.ledger or {}
    for placed in subject.placed:
        if placed.note.id in known and known[placed.note.id].retired is None:
            yield placed, known[placed.note.id]


def _unread(subject: Subject, entry: Entry) -> bool:
    """Whether the note's area may stand in a file that could not be read: then nobody knows if it is gone."""
    return bool(subject.broken) and entry.note.partition("/")[0] not in subject.library.titles


def _at(subject: Subject, entry: Entry, id_: str, message: str) -> Finding:
    return Finding(str(subject.folder / LEDGER_FILE), entry.line, id_, message)
