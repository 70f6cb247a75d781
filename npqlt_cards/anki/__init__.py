"""Decks for Anki: packages out, through genanki."""

from npqlt_cards.anki.package import file_name, write_package

__all__ = ["file_name", "write_package"]
