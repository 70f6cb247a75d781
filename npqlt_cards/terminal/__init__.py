"""Screens and keys: the only room that touches the terminal."""

from npqlt_cards.terminal.keys import Keys, line_keys, terminal_keys
from npqlt_cards.terminal.review import Screen, run

__all__ = ["Keys", "Screen", "line_keys", "run", "terminal_keys"]
