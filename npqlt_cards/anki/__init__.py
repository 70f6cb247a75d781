"""Packages for Anki, through genanki, with progress if wanted; answers read out of Anki's files."""

from npqlt_cards.anki.package import Package, file_name, make_package, write_package

__all__ = ["Package", "file_name", "make_package", "write_package"]
