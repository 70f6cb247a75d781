"""Decks for Anki: packages out, through genanki."""

from npqlt_cards.anki.package import Package, file_name, make_package, write_package

__all__ = ["Package", "file_name", "make_package", "write_package"]
