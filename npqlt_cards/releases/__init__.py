"""Two releases of the cards side by side: what a learner who has the one gets with the other."""

from npqlt_cards.releases.compare import Comparison, compare
from npqlt_cards.releases.editions import Edition, Shown, edition_of, shown_of
from npqlt_cards.releases.report import as_json, as_notes, as_text, search

__all__ = [
    "Comparison",
    "Edition",
    "Shown",
    "as_json",
    "as_notes",
    "as_text",
    "compare",
    "edition_of",
    "search",
    "shown_of",
]
