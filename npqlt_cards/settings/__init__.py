"""What a learner can set: one table, which loading, checking, changing and documenting the settings all follow.

Problems of a settings file are told with these codes: S01, it cannot be read as plain YAML; S02, a value of the wrong
form; S03, a setting that there is not; S04, a value that is not allowed.

What every start needs stands here; ``settings.table`` and ``settings.edit`` are loaded by those who list or change.
"""

from npqlt_cards.settings.load import load_preferences
from npqlt_cards.settings.preferences import Preferences

__all__ = ["Preferences", "load_preferences"]
