"""Naming areas: by number, by slug, or by an unambiguous beginning of either the slug or the title."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from npqlt_cards.errors import NpqltError, UsageError
from npqlt_cards.wording import cut


class Area(NamedTuple):
    """An area as people name it; ``number`` is None for an appendix."""

    slug: str
    number: int | None
    title: str

    @property
    def heading(self) -> str:
        """``3 How Pupils Learn``, or just the title."""
        return f"{self.number} {self.title}" if self.number is not None else self.title


# Named in the page's list of areas, and not printed: the decks have nothing to hold for it.
NOT_PRINTED = Area("teaching", 1, "Teaching")
_WHY_NOT_PRINTED = (
    "the framework's page names area 1 Teaching and prints no statements for it, so it has no cards. "
    "At its end the page prints High Expectations (Standard 1 of the standards for classroom teachers), which may "
    "stand where Teaching was meant to: try `high-expectations`"
)


def choose(names: Sequence[str], areas: Iterable[Area]) -> list[str]:
    """The slugs of the areas that ``names`` mean, in the areas' own order, each once.

    Raises UsageError for a name that means none or several, and NpqltError for the area that the page does not print.
    """
    known = list(areas)
    named = [area for area in known if area.slug == NOT_PRINTED.slug or area.number == NOT_PRINTED.number]
    candidates = known if named else [NOT_PRINTED, *known]
    chosen = {_one(name, candidates).slug for name in names}
    if not named and NOT_PRINTED.slug in chosen:
        raise NpqltError(_WHY_NOT_PRINTED)
    return [area.slug for area in known if area.slug in chosen]


def _one(name: str, areas: Sequence[Area]) -> Area:
    wanted = "-".join(name.casefold().split())
    found = [area for area in areas if wanted in (area.slug, str(area.number))]
    found = found or [area for area in areas if wanted and _begins(area, wanted)]
    if len(found) == 1:
        return found[0]
    listed = ", ".join(area.slug for area in found or areas)
    if found:
        raise UsageError(f"“{cut(name)}” could be any of {listed}: write more of it")
    raise UsageError(f"there is no area “{cut(name)}”: name one by number or by the beginning of {listed}")


def _begins(area: Area, wanted: str) -> bool:
    return area.slug.startswith(wanted) or "-".join(area.title.casefold().split()).startswith(wanted)
