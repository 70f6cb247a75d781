"""What a learner can set: one table, which loading, checking, changing and documenting the settings all follow.

Problems of a settings file are told with these codes: S01, it cannot be read as plain YAML; S02, a value of the wrong
form; S03, a setting that there is not; S04, a value that is not allowed.
"""

from npqlt_cards.settings.load import load_preferences
from npqlt_cards.settings.preferences import Preferences
from npqlt_cards.settings.table import SETTINGS, Setting, setting, settings_markdown

__all__ = ["SETTINGS", "Preferences", "Setting", "load_preferences", "setting", "settings_markdown"]
