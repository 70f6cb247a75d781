"""The learner's own decks: judged before they are taken in, kept beside the built-in ones, taken out again."""

from npqlt_cards.own.folder import put_in, take_out
from npqlt_cards.own.judge import Candidate, Judged, judge, read_candidates

__all__ = ["Candidate", "Judged", "judge", "put_in", "read_candidates", "take_out"]
