"""The learner's book: an append-only review log in SQLite, and what is derived from it.

Only this room, and `anki`, whose packages are SQLite files inside, touch sqlite3.
"""

from npqlt_cards.store.book import Book, open_book

__all__ = ["Book", "open_book"]
