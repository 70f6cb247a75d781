"""Naming areas by number, slug or an unambiguous beginning."""

from __future__ import annotations

import pytest

from npqlt_cards.decks.areas import Area, choose
from npqlt_cards.errors import NpqltError, UsageError

AREAS = [
    Area("school-culture", 2, "School Culture"),
    Area("how-pupils-learn", 3, "How Pupils Learn"),
    Area("science", 12, "Science"),
    Area("high-expectations", None, "High Expectations"),
]


@pytest.mark.parametrize(
    ("names", "slugs"),
    [
        (["3"], ["how-pupils-learn"]),
        (["how-pupils-learn"], ["how-pupils-learn"]),
        (["how"], ["how-pupils-learn"]),
        (["How Pupils"], ["how-pupils-learn"]),
        (["HIGH"], ["high-expectations"]),
        (["12"], ["science"]),
        (["sci", "2", "school"], ["school-culture", "science"]),
        (["high", "3"], ["how-pupils-learn", "high-expectations"]),
    ],
)
def test_choose(names: list[str], slugs: list[str]) -> None:
    """Names mean areas, in the framework's order, each once."""
    assert choose(names, AREAS) == slugs


@pytest.mark.parametrize("name", ["", " ", "4", "none", "-", "learn", "hoow", "s", "h", "%", "../", "\x00", "٣"])
def test_no_such_name(name: str) -> None:
    """What means none or several is a usage error that lists what could be meant."""
    with pytest.raises(UsageError, match=r"school-culture|high-expectations"):
        choose([name], AREAS)


@pytest.mark.parametrize("name", ["1", "teaching", "teach", "Teaching"])
def test_the_area_that_is_not_printed(name: str) -> None:
    """Area 1 is named by the page and not printed: that is said, and it is no error of usage."""
    with pytest.raises(NpqltError, match="prints no statements") as raised:
        choose(["3", name], AREAS)
    assert raised.value.exit_code == 1


def test_decks_that_have_an_area_1() -> None:
    """Other decks with an area of that number or name are named like any."""
    assert choose(["1"], [Area("first", 1, "First")]) == ["first"]
    assert choose(["tea"], [Area("teaching", 4, "Teaching")]) == ["teaching"]


def test_heading() -> None:
    """An appendix has no number to show."""
    assert [area.heading for area in AREAS[2:]] == ["12 Science", "High Expectations"]
