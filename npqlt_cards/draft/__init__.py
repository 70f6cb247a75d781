"""A framework page → the first draft of its decks: :func:`draft_page` is the one way in, :func:`files_of` the files."""

from npqlt_cards.draft.build import draft_page
from npqlt_cards.draft.files import files_of, write_new
from npqlt_cards.draft.records import Draft, Left
from npqlt_cards.draft.report import summary

__all__ = ["Draft", "Left", "draft_page", "files_of", "summary", "write_new"]
