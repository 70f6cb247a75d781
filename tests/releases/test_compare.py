"""Two editions compared card by card."""

from __future__ import annotations

import pytest

from npqlt_cards.decks.records import Note
from npqlt_cards.releases import Shown, as_json, as_notes, as_text, compare, search, shown_of

BED, TREE = "growing/bed#cloze", "growing/tree#season"
CLOZE = Note(BED, "growing/bed", "cloze", "Beds {{c1::watered slowly}} grow {{c2::deep roots}}.", changed=10)
ASKED = Note(TREE, "growing/tree", "fact", "When is it best to prune apples?", "In late winter.", changed=10)


def edition(*notes: Note) -> dict[str, Shown]:
    """The cards of some notes."""
    return {id_: card for note in notes for id_, card in shown_of(note, "Growing 1", "The whole statement.")}


OLD = edition(CLOZE, ASKED)


def test_nothing_changed() -> None:
    """The same edition twice: every card is unchanged, and it is safe to release."""
    found = compare(OLD, OLD)
    assert (found.added, found.reworded, found.retired, found.meaning_changed) == ({}, {}, {}, {})
    assert (found.unchanged, found.is_safe) == (3, True)


def test_added_and_retired() -> None:
    """What only NEW holds is added, what only OLD holds is retired, number by number."""
    grown = CLOZE._replace(text="{{c3::Beds}} {{c1::watered slowly}} grow deep roots.", changed=20)
    found = compare(OLD, edition(grown))
    assert list(found.added) == [f"{BED}:3"]
    assert list(found.retired) == [f"{BED}:2", f"{TREE}:1"]


@pytest.mark.parametrize(
    ("note", "changed"),
    [
        (CLOZE._replace(text="The beds {{c1::watered slowly}} grow {{c2::deep roots}}."), [f"{BED}:1", f"{BED}:2"]),
        (CLOZE._replace(text="Beds {{c1::slowly watered}} grow {{c2::deep roots}}."), [f"{BED}:1", f"{BED}:2"]),
        (CLOZE._replace(text="Beds {{c1::watered slowly::how}} grow {{c2::deep roots}}."), [f"{BED}:1"]),
        (CLOZE._replace(remark="A remark."), [f"{BED}:1", f"{BED}:2"]),
        (ASKED._replace(answer="Before spring."), [f"{TREE}:1"]),
        (ASKED._replace(text="When is pruning apples best?"), [f"{TREE}:1"]),
    ],
)
def test_reworded(note: Note, changed: list[str]) -> None:
    """Other words for the same thing, anywhere on the card, are a rewording of each card that shows them."""
    notes = {CLOZE.id: CLOZE, ASKED.id: ASKED, note.id: note._replace(changed=20)}
    found = compare(OLD, edition(*notes.values()))
    assert list(found.reworded) == changed
    assert (dict(found.meaning_changed), found.is_safe) == ({}, True)


@pytest.mark.parametrize(
    ("note", "changed"),
    [
        (CLOZE._replace(text="Beds {{c2::watered slowly}} grow {{c1::deep roots}}."), [f"{BED}:1", f"{BED}:2"]),
        (ASKED._replace(text="Why do pears rot?"), [f"{TREE}:1"]),
        (ASKED._replace(form="cloze", text="It is {{c1::best}} to prune apples."), [f"{TREE}:1"]),
    ],
)
def test_meaning_changed(note: Note, changed: list[str]) -> None:
    """A number or id that comes to hide or ask another thing is told apart, and must not be released."""
    notes = {CLOZE.id: CLOZE, ASKED.id: ASKED, note.id: note._replace(changed=20)}
    found = compare(OLD, edition(*notes.values()))
    assert list(found.meaning_changed) == changed
    assert (dict(found.reworded), found.is_safe) == ({}, False)


@pytest.mark.parametrize(("date", "undated"), [(9, True), (10, True), (11, False)])
def test_a_change_needs_a_later_date(date: int, undated: bool) -> None:
    """A change that Anki would not take, for its date is no later, is told; NEW must not be released."""
    found = compare(OLD, edition(CLOZE, ASKED._replace(answer="In winter.", changed=date)))
    assert found.undated == ((f"{TREE}:1",) if undated else ())
    assert found.is_safe is not undated
    assert ("Anki would not take" in as_text(found)) is undated


NEW = edition(
    CLOZE._replace(text="Beds {{c1::watered slowly}} grow deep roots, {{c3::year after year}}.", changed=20),
    ASKED._replace(text="Why do pears rot?", changed=20),
)

TEXT = """\
Added: 1
  growing/bed#cloze:3
    front: Beds watered slowly grow deep roots, [...].
    back: Beds watered slowly grow deep roots, year after year.

Reworded: 1
  growing/bed#cloze:1
    front, before: Beds [...] grow deep roots.
    front, after: Beds [...] grow deep roots, year after year.
    back, before: Beds watered slowly grow deep roots.
    back, after: Beds watered slowly grow deep roots, year after year.

Retired: 1
  growing/bed#cloze:2
    front: Beds watered slowly grow [...].
    back: Beds watered slowly grow deep roots.

Meaning changed (give the new idea a new number or id): 1
  growing/tree#season:1
    front, before: When is it best to prune apples?
    front, after: Why do pears rot?

1 added, 1 reworded, 1 retired, 1 meaning changed, 0 unchanged."""


def test_text() -> None:
    """Groups, card by card, only the parts that changed, and a line that counts."""
    assert as_text(compare(OLD, NEW)) == TEXT


def test_json() -> None:
    """The promised form: lists by group, each card whole, before and after where it changed."""
    found = as_json(compare(OLD, NEW))
    assert list(found) == ["added", "reworded", "retired", "meaning_changed", "undated", "unchanged"]
    assert [card["id"] for card in found["added"]] == [f"{BED}:3"]
    (reworded,) = found["reworded"]
    assert reworded["id"] == f"{BED}:1"
    assert reworded["before"] == {
        "context": "Growing 1",
        "front": "Beds [...] grow deep roots.",
        "back": "Beds watered slowly grow deep roots.",
        "statement": "The whole statement.",
        "remark": "",
    }
    assert reworded["after"]["front"] == "Beds [...] grow deep roots, year after year."
    assert (found["undated"], found["unchanged"]) == ([], 0)


def test_notes() -> None:
    """Lines for the change log by card; what to do about retired cards stands with them, and only with them."""
    notes = as_notes(compare(OLD, NEW))
    assert notes.startswith(
        "### Added\n\n- `growing/bed#cloze:3`: Beds watered slowly grow deep roots, [...].\n\n### Ch"
    )
    assert "- `growing/bed#cloze:1`: front “Beds [...] grow deep roots.” → “Beds [...] grow deep roots, year" in notes
    assert "\n### Removed\n\n- `growing/bed#cloze:2`: Beds watered slowly grow [...].\n\nAnki keeps" in notes
    assert notes.endswith('```text\n("Card id:growing/bed#cloze" card:2)\n```')
    assert "Anki keeps" not in as_notes(compare(OLD, {**OLD, **NEW}))
    assert as_notes(compare(OLD, OLD)) == ""


def test_search() -> None:
    """One search for all cards, by note and number."""
    wanted = '("Card id:growing/bed#cloze" card:2) OR ("Card id:growing/tree#season" card:1)'
    assert search([f"{BED}:2", f"{TREE}:1"]) == wanted
