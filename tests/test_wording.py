"""Counts with their nouns, strangers' words in messages, and letters that nobody sees."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from npqlt_cards.wording import counted, quoted, spelt_out, unseen

DIRECTIONS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
SEEN = [
    "plain “words”, naïve – ½ · 数学",
    "👩\u200d🏫 and 👨🏽\u200d👩🏽\u200d👧🏽, ❤\ufe0f\u200d🔥, 🏳\ufe0f\u200d🌈",
    "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",  # the flag of England
    "שלום, العربية, फ़ारसी: می\u200cخواهم, क्\u200dष",
    "tab\tand\nline",
]


def test_counted() -> None:
    """One thing has no s, none and several have."""
    assert [counted(many, "deck") for many in (0, 1, 2)] == ["0 decks", "1 deck", "2 decks"]


@given(words=st.text())
def test_quoted(words: str) -> None:
    """Whatever a stranger wrote, a message shows it in one printable, short line."""
    assert quoted(words).isprintable()
    assert len(quoted(words)) <= 62 * 10


@pytest.mark.parametrize("text", SEEN)
def test_seen(text: str) -> None:
    """Joiners inside emoji and inside words whose letters join, flags, and other scripts stay as they are."""
    assert (unseen(text), spelt_out(text)) == ("", text)


@pytest.mark.parametrize(
    "letter",
    [
        *map(chr, [*range(9), 11, 12, *range(14, 32), *range(127, 160), 0xD800, 0xDFFF, 0xE0001, 0xE0041, 0xE007F]),
        *DIRECTIONS,
        *"\u200b\u200c\u200d\u2060\ufeff\u2028\u2029\u206a\ufff9\uffff",
    ],
)
def test_unseen(letter: str) -> None:
    """What gives orders to a terminal, turns the direction, or stands there unseen is found, and spelt out."""
    assert unseen(f"a{letter}b") == letter
    assert spelt_out(f"a{letter}b").isascii()


def test_a_flag_that_hides_words() -> None:
    """Tags that make no flag are found after a black one too."""
    assert unseen("🏴" + "".join(chr(0xE0000 + ord(letter)) for letter in "attack at dawn"))


@given(text=st.text(st.characters()))
def test_spelt_out(text: str) -> None:
    """Nothing is left that a terminal would take as an order; in a JSON document the value is the same."""
    out = spelt_out(text)
    assert not any(unicodedata.category(letter) in ("Cc", "Cs") and letter not in "\t\n" for letter in out)
    assert not set(out) & set(DIRECTIONS)
    assert json.loads(spelt_out(json.dumps(text, ensure_ascii=False))) == text
    assert spelt_out(out) == out


@pytest.mark.slow
def test_nothing_unseen_is_passed_over_at_a_glance() -> None:
    """Letters that are plain by themselves are so where the patterns are asked: beside a carriage return."""
    letters = " ".join(letter for letter in map(chr, range(0x110000)) if spelt_out(letter) == letter)
    assert len(letters) > 200_000
    assert spelt_out(f"{letters}\r") == f"{letters}\\u000d"
