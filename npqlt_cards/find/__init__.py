"""Statements and cards by their words: pure functions over the decks, no file read and no book opened."""
