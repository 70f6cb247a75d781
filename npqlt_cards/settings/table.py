"""The one table of settings: what each is called, what it means, and what may be written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from npqlt_cards.errors import UsageError
from npqlt_cards.queue import ORDERS
from npqlt_cards.schedule import DAY_S, parameter_bounds
from npqlt_cards.settings.kinds import AreaName, Choice, Kind, Many, Number, Span, Whole
from npqlt_cards.settings.preferences import Preferences
from npqlt_cards.wording import quoted


class Setting(NamedTuple):
    """One setting; ``meaning`` is one sentence for its reader, ``kind`` reads and writes its values."""

    name: str
    kind: Kind
    meaning: str

    @property
    def default(self) -> Any:
        """The value where the file has none."""
        return Preferences._field_defaults[self.name]

    @property
    def allowed(self) -> str:
        """What may be written, in words."""
        return self.kind.allowed

    def refusal(self, words: str, why: ValueError) -> tuple[str, str]:
        """For words that :attr:`kind` did not read: what is wrong, and what to do."""
        more = f" ({why})" if str(why) else ""
        return f"{self.name} cannot be {quoted(words)}{more}", f"write {self.allowed}"


def _within_bounds(weights: Sequence[float]) -> None:
    """Raises ValueError for the first weight that FSRS would refuse."""
    for place, (weight, (lowest, highest)) in enumerate(zip(weights, parameter_bounds(), strict=True), 1):
        if not lowest <= weight <= highest:
            raise ValueError(f"number {place} is {weight}, and may be from {lowest} to {highest}")


_WEIGHTS = 21  # FSRS-6's; a test holds the fsrs package to it
_STEPS = "up to ten spans like 30s 10m 2h 1d, each at most 1d, or none"
_steps = Many(Span(DAY_S), _STEPS, "none", range(1, 11))
_areas = Many(
    each=AreaName(),
    allowed="areas by number, name or the beginning of one, with commas between them, or all",
    none="all",
    lengths=range(1, 51),
    joint=", ",
)
_weights = Many(
    each=Number(0, 100),
    allowed="21 numbers, each within its bounds in FSRS, or default",
    none="default",
    lengths=range(_WEIGHTS, _WEIGHTS + 1),
    check=_within_bounds,
)

SETTINGS = (
    Setting("desired_retention", Number(0.7, 0.99), "The chance of recall at which a card comes back."),
    Setting("learning_steps", _steps, "The waits between a new card's first answers."),
    Setting("relearning_steps", _steps, "The waits after a card was forgotten."),
    Setting("maximum_interval", Whole(1, 36_500), "The longest wait for a card, in days."),
    Setting("rollover_hour", Whole(0, 23), "The hour at which a study day begins."),
    Setting("new_per_day", Whole(0, 9_999), "New cards on a study day, at most."),
    Setting("reviews_per_day", Whole(0, 9_999), "Reviews on a study day, at most."),
    Setting("order", Choice(ORDERS), "How reviews and new cards follow one another."),
    Setting("learn_ahead_minutes", Whole(0, 1_440), "How early a step may come when nothing else is left, in minutes."),
    Setting("areas", _areas, "The areas that a review asks when none is named."),
    Setting("leech_lapses", Whole(1, 99), "How often a card is forgotten before it is called a leech."),
    Setting("fsrs_parameters", _weights, "The weights of FSRS-6, as an optimiser gives them."),
)

_BY_NAME = {each.name: each for each in SETTINGS}


def setting(name: str) -> Setting:
    """The setting of a name. Raises UsageError, with the nearest name, where there is none."""
    if name not in _BY_NAME:
        raise UsageError(f"there is no setting {quoted(name)}: {instead_of(name)}")
    return _BY_NAME[name]


def instead_of(name: str) -> str:
    """What to do about a setting that there is not: write the nearest, if one is near."""
    from difflib import get_close_matches  # only ever needed here

    near = get_close_matches(name[:60].casefold().replace("-", "_"), _BY_NAME, n=1)
    return f"write {near[0]}" if near else "`npqlt config` lists them all"


def settings_markdown() -> str:
    """The table as Markdown."""
    head = ["| Setting | Default | What it means | What you can write |", "|---|---|---|---|"]
    return "\n".join([*head, *map(_row, SETTINGS)])


def _row(each: Setting) -> str:
    return f"| `{each.name}` | {each.kind.write(each.default)} | {each.meaning} | {each.allowed} |"
