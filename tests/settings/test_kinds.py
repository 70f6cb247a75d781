"""How values are read and written: each takes back what it wrote, and refuses what is not allowed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from npqlt_cards import schedule
from npqlt_cards.decks import nodes
from npqlt_cards.settings.table import SETTINGS, setting

STEPS = st.lists(st.integers(1, 86_400), max_size=10).map(tuple)
NAMES = st.from_regex(r"[a-z0-9][a-z0-9-]{0,20}", fullmatch=True).filter(lambda name: name != "all")
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "desired_retention": st.floats(0.7, 0.99),
    "learning_steps": STEPS,
    "relearning_steps": STEPS,
    "maximum_interval": st.integers(1, 36_500),
    "rollover_hour": st.integers(0, 23),
    "new_per_day": st.integers(0, 9_999),
    "reviews_per_day": st.integers(0, 9_999),
    "order": st.sampled_from(["mixed", "reviews-first", "new-first"]),
    "learn_ahead_minutes": st.integers(0, 1_440),
    "areas": st.lists(NAMES, max_size=50).map(tuple),
    "leech_lapses": st.integers(1, 99),
    "fsrs_parameters": st.just(()) | st.tuples(*(st.floats(*bounds) for bounds in schedule.parameter_bounds())),
}


def test_every_setting_has_values_here() -> None:
    """No setting is left out of the round trips."""
    assert list(VALUES) == [each.name for each in SETTINGS]


@pytest.mark.slow
@pytest.mark.parametrize("name", VALUES)
@given(data=st.data())
def test_round_trip(name: str, data: st.DataObject) -> None:
    """What was written is read as the same value, from the words alone and out of YAML."""
    value, kind = data.draw(VALUES[name]), setting(name).kind
    words = kind.write(value)
    assert kind.read(words) == value
    root = nodes.parse(f"x: {words}  # as written\n".encode(), "settings.yaml")
    assert root.value["x"].value == words


@pytest.mark.slow
@given(words=st.text())
@pytest.mark.parametrize("each", SETTINGS, ids=lambda each: each.name)
def test_any_words(each: Any, words: str) -> None:
    """Any words are read as an allowed value, or refused as a ValueError; nothing else comes out."""
    try:
        value = each.kind.read(words)
    except ValueError as error:
        message, repair = each.refusal(words, error)
        assert message.isprintable()
        assert repair == f"write {each.allowed}"
    else:
        assert each.kind.read(each.kind.write(value)) == value


ALLOWED = {
    "desired_retention": {"0.7": 0.7, "0.99": 0.99, "9e-1": 0.9, "0.90": 0.9},
    "learning_steps": {"1m, 10m": (60, 600), "90s": (90,), "1h 1d": (3600, 86_400), "none": (), "": (), "60m": (3600,)},
    "maximum_interval": {"1": 1, "036500": 36_500},
    "order": {"Mixed": "mixed", "new-first": "new-first"},
    "areas": {"How Pupils,  9": ("how-pupils", "9"), "IMPLEMENTATION": ("implementation",), "all": (), "": ()},
    "fsrs_parameters": {"default": (), "": ()},
}
REFUSED = {
    "desired_retention": ["", "0.69", "0.991", "90", "0,9", "90%", "nan", "inf", "0x1", "1_0", "٠.٩", "9" * 5_000],
    "learning_steps": ["10", "1.5h", "0s", "-1m", "2d", "1w", "10min", "none 1m", "1m " * 11, "9999999s", "1 m", "1M"],
    "maximum_interval": ["0", "36501", "1.0", "ten", "1e3", "٣", "9" * 5_000, "+5"],
    "rollover_hour": ["24", "-1", "4:00", "04:00", "4am"],
    "new_per_day": ["10000", "-1", "true", "null", "~"],
    "order": ["random", "mixed new-first", ""],
    "learn_ahead_minutes": ["1441", "20m"],
    "areas": ["how,,9", "3, all", "~", "naïve", "a" * 101, "-a", ",".join("a" * 51), "how\x1b"],
    "leech_lapses": ["0", "100"],
    "fsrs_parameters": ["1", "1 " * 20, "1 " * 22, "1 " * 21, "x " * 21, "-1 " * 21, "default default"],
}


@pytest.mark.parametrize("name", ALLOWED)
def test_allowed(name: str) -> None:
    """Other ways of writing a value are read as it."""
    for words, value in ALLOWED[name].items():
        assert setting(name).kind.read(words) == value


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str) -> None:
    """Each is refused, with a message short enough to read."""
    for words in REFUSED[name]:
        with pytest.raises(ValueError) as raised:
            setting(name).kind.read(words)
        message, _ = setting(name).refusal(words, raised.value)
        assert message.startswith(f"{name} cannot be ")
        assert len(message) < 250


def test_refusal_says_which_one() -> None:
    """Among several values the wrong one is named, a weight with its bounds."""
    for name, words, said in [
        ("learning_steps", "1m 10x", "'10x' is not a span like"),
        ("fsrs_parameters", "1 " * 21, "number 8 is 1.0, and may be from 0.001 to 0.75"),
        ("fsrs_parameters", "1 2", "there are 2"),
        ("areas", "3, all", "all goes alone"),
    ]:
        with pytest.raises(ValueError, match=said):
            setting(name).kind.read(words)
