"""What is new, reworded, retired, and what came to mean another thing, which must never happen to a published card."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from npqlt_cards.checks.ledger import means_the_same
from npqlt_cards.releases.editions import Edition, Shown

Changes = Mapping[str, tuple[Shown, Shown]]


@dataclass(frozen=True)
class Comparison:
    """Cards by their id; what changed, as before and after.

    ``undated`` are those among the changed whose date did not move on: Anki would not take the change.
    """

    added: Mapping[str, Shown]
    reworded: Changes
    retired: Mapping[str, Shown]
    meaning_changed: Changes
    undated: tuple[str, ...]
    unchanged: int

    @property
    def is_safe(self) -> bool:
        """Whether NEW may be released to those who have OLD."""
        return not self.meaning_changed and not self.undated


def compare(old: Edition, new: Edition) -> Comparison:
    """The two editions, card by card."""
    both = {id_: (old[id_], card) for id_, card in new.items() if id_ in old}
    other = {id_: pair for id_, pair in both.items() if not _same_meaning(*pair)}
    reworded = {id_: (was, now) for id_, (was, now) in both.items() if id_ not in other and was.read != now.read}
    changed = {**other, **reworded}
    return Comparison(
        added={id_: card for id_, card in new.items() if id_ not in old},
        reworded=reworded,
        retired={id_: card for id_, card in old.items() if id_ not in new},
        meaning_changed=other,
        undated=tuple(id_ for id_, (was, now) in changed.items() if now.changed <= was.changed),
        unchanged=len(both) - len(changed),
    )


def _same_meaning(was: Shown, now: Shown) -> bool:
    return (was.form == "cloze") == (now.form == "cloze") and means_the_same(was.form, was.asks, now.asks)
