"""What a card looks like and sounds like: what can be said of it without eyes; screens were looked at by people."""

from __future__ import annotations

import re

import pytest

from npqlt_cards.anki import note_types

SIDES = (note_types.CLOZE_FRONT, note_types.CLOZE_BACK, note_types.QUESTION_FRONT, note_types.QUESTION_BACK)
FRONTS = (note_types.CLOZE_FRONT, note_types.QUESTION_FRONT)
RULES = {selector.strip(): body for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", note_types.CSS)}


def colours(selector: str) -> dict[str, str]:
    """The named colours that a rule sets."""
    return dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]{6})", RULES[selector]))


NIGHT = next(selector for selector in RULES if "nightMode" in selector)
MODES = {"light": colours(".card"), "night": {**colours(".card"), **colours(NIGHT)}}


def luminance(colour: str) -> float:
    """Relative luminance, as WCAG defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio, as WCAG defines it."""
    dark, bright = sorted((luminance(one), luminance(other)))
    return (bright + 0.05) / (dark + 0.05)


def test_contrast_by_the_book() -> None:
    """Black on white is 21, and a colour on itself 1."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#777777") == 1


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("ink", "paper"), [("ink", "paper"), ("quiet", "paper"), ("gap", "gap-back")])
def test_words_stand_out(mode: str, ink: str, paper: str) -> None:
    """All words reach the contrast of WCAG AA, by day and by night."""
    assert contrast(MODES[mode][ink], MODES[mode][paper]) >= 4.5


def test_night_is_another_palette() -> None:
    """Night mode sets every colour anew, by each of the names that Anki's programs give it."""
    assert MODES["night"].keys() == MODES["light"].keys()
    assert all(MODES["night"][name] != colour for name, colour in MODES["light"].items())
    assert {".card.nightMode", ".card.night_mode", ".nightMode .card"} <= {part.strip() for part in NIGHT.split(",")}


def test_every_colour_has_a_name() -> None:
    """No rule but the two palettes sets a colour of its own, which night mode would not know."""
    others = [body for selector, body in RULES.items() if selector not in (".card", NIGHT)]
    assert not re.search(r"#[0-9a-f]{3,8}\b|rgb|hsl", " ".join(others))


def test_nothing_from_elsewhere() -> None:
    """No address, import, script or picture: a card needs no network, and tells nobody that it was read."""
    shown = " ".join((note_types.CSS, *SIDES)).casefold()
    assert not re.findall(r"url\(|@import|@font-face|https?:|//|<script|<img|<link|<iframe|src=|href=", shown)


def test_a_gap_has_one_width() -> None:
    """On the front a gap is a box whose width does not come from what it hides."""
    gap = RULES[".front .cloze"]
    assert "display: inline-block" in gap
    assert re.search(r"min-width: [\d.]+em", gap)
    assert "data-cloze" not in note_types.CSS  # Anki puts the hidden words there


def test_a_screen_reader_hears_the_gap() -> None:
    """Before a gap it hears “blank”, and on the back “answer” before what stood there; in English, in a landmark."""
    assert 'content: "blank: "' in next(body for name, body in RULES.items() if name.endswith(".front .cloze::before"))
    assert 'content: "answer: "' in RULES[".cloze::before"]
    assert "display: none" not in note_types.CSS  # which would hide it from ears too
    for side in SIDES:
        where = "front" if side in FRONTS else "back"
        assert side.startswith(f'<main class="{where}" lang="en-GB">'), side
        assert side.endswith("</main>")


def test_the_question_is_the_largest() -> None:
    """Question and answer are set for arm's length; what stands around them is smaller."""
    sizes = {
        name: float(re.findall(r"font-size: ([\d.]+)rem", RULES[name])[0]) for name in (".text", ".context", ".source")
    }
    assert sizes[".text"] >= 1.25
    assert sizes[".source"] <= sizes[".context"] < 1
    assert sizes[".source"] >= 0.75
