"""Coded checks of decks: :func:`check_paths` is the one way in, :data:`CHECKS` the table of them."""

from npqlt_cards.checks.coverage import coverage, coverage_markdown, coverage_text
from npqlt_cards.checks.ledger import updated
from npqlt_cards.checks.run import Result, Wanted, check_paths, check_subject
from npqlt_cards.checks.table import CHECKS, CODES, TOLD, codes_markdown

__all__ = [
    "CHECKS",
    "CODES",
    "TOLD",
    "Result",
    "Wanted",
    "check_paths",
    "check_subject",
    "codes_markdown",
    "coverage",
    "coverage_markdown",
    "coverage_text",
    "updated",
]
