"""A comparison for people, for programs, and for the change log."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from npqlt_cards.releases.compare import Changes, Comparison
from npqlt_cards.releases.editions import Shown

_ADVICE = """\
Anki keeps retired cards, with their progress, and goes on asking them: no import can take a card away. To be asked them
no more, paste this into the search of Anki’s *Browse*, select all that it finds, and choose *Toggle Suspend*, which
deletes nothing. (*Tools → Empty Cards* would delete those whose gap is gone. Do not delete a note of which other cards
live on.)"""


def as_text(found: Comparison) -> str:
    """The changes in groups, card by card, and a line that counts them."""
    lines = [
        *_listed("Added", found.added),
        *_changed("Reworded", found.reworded),
        *_listed("Retired", found.retired),
        *_changed("Meaning changed (give the new idea a new number or id)", found.meaning_changed),
        *_undated(found.undated),
    ]
    counts = f"{len(found.added)} added, {len(found.reworded)} reworded, {len(found.retired)} retired"
    return "\n".join([*lines, f"{counts}, {len(found.meaning_changed)} meaning changed, {found.unchanged} unchanged."])


def as_json(found: Comparison) -> dict[str, Any]:
    """The promised form of ``npqlt compare --json``."""
    return {
        "added": _json_cards(found.added),
        "reworded": _json_changes(found.reworded),
        "retired": _json_cards(found.retired),
        "meaning_changed": _json_changes(found.meaning_changed),
        "undated": list(found.undated),
        "unchanged": found.unchanged,
    }


def as_notes(found: Comparison) -> str:
    """Lines by card for the change log, and what learners should do about retired cards."""
    added = [f"- `{id_}`: {_line(card.front)}" for id_, card in found.added.items()]
    changed = [f"- `{id_}`: {'; '.join(_differences(*pair))}" for id_, pair in found.reworded.items()]
    retired = [f"- `{id_}`: {_line(card.front)}" for id_, card in found.retired.items()]
    if retired:
        retired += ["", _ADVICE, "", "```text", search(found.retired), "```"]
    named = (("Added", added), ("Changed", changed), ("Removed", retired))
    return "\n\n".join("\n".join([f"### {name}", "", *lines]) for name, lines in named if lines)


def search(cards: Iterable[str]) -> str:
    """A search for Anki's browser that finds just these cards; each note has its id in the field “Card id”."""
    parts = (card.rpartition(":") for card in cards)
    return " OR ".join(f'("Card id:{note}" card:{number})' for note, _, number in parts)


def _listed(title: str, cards: Mapping[str, Shown]) -> Iterator[str]:
    if cards:
        yield f"{title}: {len(cards)}"
    for id_, card in cards.items():
        yield from (f"  {id_}", f"    front: {_line(card.front)}", f"    back: {_line(card.back)}", "")


def _changed(title: str, changes: Changes) -> Iterator[str]:
    if changes:
        yield f"{title}: {len(changes)}"
    for id_, (was, now) in changes.items():
        yield f"  {id_}"
        for name, (before, after) in _parts(was, now).items():
            yield from (f"    {name}, before: {_line(before)}", f"    {name}, after: {_line(after)}")
        yield ""


def _undated(cards: tuple[str, ...]) -> Iterator[str]:
    if cards:
        yield f"Dated no later than in OLD, so that Anki would not take the change (npqlt ledger update): {len(cards)}"
        yield from (f"  {id_}" for id_ in cards)
        yield ""


def _differences(was: Shown, now: Shown) -> Iterator[str]:
    for name, (before, after) in _parts(was, now).items():
        yield f"{name} “{_line(before)}” → “{_line(after)}”"


def _parts(was: Shown, now: Shown) -> dict[str, tuple[str, str]]:
    """The parts of a card that differ, as before and after."""
    after = now.read
    return {name: (words, after[name]) for name, words in was.read.items() if words != after[name]}


def _line(words: str) -> str:
    return " / ".join(words.splitlines())


def _json_cards(cards: Mapping[str, Shown]) -> list[dict[str, Any]]:
    return [{"id": id_, **card.read} for id_, card in cards.items()]


def _json_changes(changes: Changes) -> list[dict[str, Any]]:
    return [{"id": id_, "before": was.read, "after": now.read} for id_, (was, now) in changes.items()]
