"""Names of events: as titles, and as names of files on any system."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from npqlt_cards.decks.areas import Area
from npqlt_cards.wording import unseen

LONGEST = 2_000  # characters of a title, a date or a note
_LONGEST_SLUG = 60
_FEW = 3  # areas, whose titles still make a title together
# What Windows keeps for devices, with any ending.
_DEVICE = re.compile("con|prn|aux|nul|com[0-9]|lpt[0-9]")


def slug(title: str) -> str:
    """A title as a name for a file or a folder: ``event-1``; empty where no letter or digit of it can stand in one."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    name = "-".join(re.findall("[a-z0-9]+", plain.replace("'", "")))[:_LONGEST_SLUG].strip("-")
    return f"event-{name}" if _DEVICE.fullmatch(name) else name


def title_of(areas: Sequence[Area]) -> str:
    """What a hand-out is called that nobody named."""
    if len(areas) <= _FEW:
        return ", ".join(area.title for area in areas)
    return f"NPQLT: {len(areas)} areas"


def unprintable(words: str) -> str:
    """Why a hand-out cannot print these words: an invisible character, or too many; empty where it can."""
    if odd := unseen(words) or ("\r" if "\r" in words else ""):
        return f"holds the invisible character U+{ord(odd):04X}"
    return f"is longer than {LONGEST} characters" if len(words) > LONGEST else ""
