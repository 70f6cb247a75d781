"""Screens and keys: the only room that touches the terminal."""

from npqlt_cards.terminal.keys import Keys, keys_of, line_keys
from npqlt_cards.terminal.review import Screen, run

__all__ = ["Keys", "Screen", "keys_of", "line_keys", "run"]
