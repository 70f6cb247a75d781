"""Deck files and what they hold: areas, statements, notes and cards."""

from npqlt_cards.decks.records import FORMS, Card, Deck, Mend, Note, Statement

__all__ = ["FORMS", "Card", "Deck", "Mend", "Note", "Statement"]
