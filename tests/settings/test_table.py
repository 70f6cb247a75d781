"""The table of settings: complete, true to the record and the fsrs package, and printed in the README."""

from __future__ import annotations

from pathlib import Path

import fsrs
import pytest

from npqlt_cards import queue, schedule
from npqlt_cards.errors import UsageError
from npqlt_cards.settings import Preferences
from npqlt_cards.settings.table import SETTINGS, setting, settings_markdown


def test_one_row_for_each_field() -> None:
    """The table names the record's fields, in its order, and nothing else."""
    assert tuple(each.name for each in SETTINGS) == Preferences._fields


def test_defaults_are_allowed() -> None:
    """Each default, written out, reads as itself."""
    for each in SETTINGS:
        assert each.kind.read(each.kind.write(each.default)) == each.default


def test_defaults_are_those_of_the_rooms() -> None:
    """Without settings the scheduler and the queue do what they do by themselves."""
    assert Preferences().schedule == schedule.Settings()
    assert Preferences().plan == queue.Plan()


def test_every_field_reaches_its_room() -> None:
    """No setting of the scheduler or the limits is lost on the way."""
    values = Preferences(0.8, (30,), (), 365, 3, 5, 50, "new-first", 10, ("how",), 4, (1.0,) * 21)
    assert values.schedule == schedule.Settings(0.8, (30,), (), 365, 3, (1.0,) * 21)
    assert values.plan == queue.Plan(queue.Limits(5, 50), values.order, 600_000)


def test_fsrs_takes_its_own_bounds() -> None:
    """The fsrs package has 21 weights; its lowest and its highest are allowed, and it accepts them."""
    bounds = schedule.parameter_bounds()
    assert len(bounds) == len(fsrs.scheduler.DEFAULT_PARAMETERS) == 21
    for weights in zip(*bounds, strict=True):
        kind = setting("fsrs_parameters").kind
        assert kind.read(kind.write(weights)) == weights
        fsrs.Scheduler(parameters=weights)


def test_sentences() -> None:
    """Each meaning is one short sentence; what is allowed goes on after “write”; neither breaks a Markdown table."""
    for each in SETTINGS:
        assert each.meaning.endswith(".")
        assert len(each.meaning) <= 70
        assert "|" not in each.meaning + each.allowed
        assert not each.allowed.endswith(".")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("new_per_dya", "write new_per_day"),
        ("New-Per-Day", "write new_per_day"),
        ("zebra", "`npqlt config`"),
        ("", "`npqlt config`"),
        ("x" * 100_000, "`npqlt config`"),
    ],
)
def test_unknown_name(name: str, said: str) -> None:
    """The nearest name is suggested; where none is near, where to look; and no message is endless."""
    with pytest.raises(UsageError, match="there is no setting") as raised:
        setting(name)
    assert said in str(raised.value)
    assert len(str(raised.value)) < 200


def test_readme_has_the_table() -> None:
    """The README's table is the one that `npqlt config --markdown` prints."""
    text = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
    assert text.partition("<!-- settings -->\n")[2].partition("<!-- /settings -->")[0].strip() == settings_markdown()
