"""Anki's ids for decks: written down for ours, so that none ever moves; derived from the slug for anybody else's."""

from __future__ import annotations

import hashlib

PARENT_ID = 1_795_305_600
PARENT_NAME = "NPQLT"

_OURS = {
    "school-culture": 1_795_305_612,
    "how-pupils-learn": 1_795_305_613,
    "subject-and-curriculum": 1_795_305_614,
    "classroom-practice": 1_795_305_615,
    "adaptive-teaching": 1_795_305_616,
    "assessment": 1_795_305_617,
    "professional-development": 1_795_305_618,
    "implementation": 1_795_305_619,
    "high-expectations": 1_795_305_620,
}


def deck_id(area: str) -> int:
    """The id of an area's deck."""
    return _OURS.get(area) or stable_number(f"deck:{area}", 2_000_000_000, 1_000_000_000)


def stable_number(name: str, base: int, span: int) -> int:
    """A number in ``[base, base + span)`` that depends on the name alone."""
    digest = hashlib.sha256(name.encode()).digest()
    return base + int.from_bytes(digest[:8], "big") % span
