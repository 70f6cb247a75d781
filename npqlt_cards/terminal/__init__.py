"""Screens and keys: the only room that touches the terminal."""

from npqlt_cards.terminal.keys import Keys, keys_of
from npqlt_cards.terminal.linear import Linear
from npqlt_cards.terminal.review import Review
from npqlt_cards.terminal.screen import Screen

__all__ = ["Keys", "Linear", "Review", "Screen", "keys_of"]
