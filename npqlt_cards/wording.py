"""How anything is said: a count with its noun, a stranger's words quoted, and letters that nobody sees spelt out."""

from __future__ import annotations

import re

# What a reader does not see, or what a terminal takes as an order: control characters but for tabs and line ends;
# marks, overrides and isolates of direction; separators of lines and paragraphs; blanks without width; tags; halves of
# letters. Joiners stand inside emoji, and inside words of scripts whose letters join: nowhere else. Tags make the flag
# of a nation out of a black one: that is one letter to see, and no match.
_JOINED = "\u0590-\u1fff\u2100-\ufefe\uff00-\ufffd\U00010000-\U000dffff"
_UNSEEN = (
    "(?P<flag>\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f)"
    "|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e0fff]"
    f"|(?<![{_JOINED}])[\u200c\u200d]|[\u200c\u200d](?![{_JOINED}])"
)
_AS_ORDERS = f"{_UNSEEN}|\r"
_MARKS_BEYOND = "\U000e0000"  # from here on, even what Python calls printable is not seen
WIDEST = 88  # columns; longer lines tire the eye
_LONGEST = 60  # letters of a stranger's words in a message


def counted(number: int, unit: str) -> str:
    """``1 day``, ``2,000 days``."""
    return f"{number:,} {unit}" + ("" if number == 1 else "s")


def cut(words: str, longest: int = _LONGEST) -> str:
    """Words of a stranger, no longer than anybody reads."""
    return words if len(words) <= longest else f"{words[:longest]}…"


def quoted(words: str) -> str:
    """Words of a stranger for a message: quoted, odd characters spelt out, no longer than anybody reads."""
    return repr(cut(words))


def unseen(text: str) -> str:
    """The first letter that nobody would see; "" where there is none. A carriage return counts as a blank."""
    found = () if _plain(text) else re.finditer(_UNSEEN, text)
    return next((each[0] for each in found if not each["flag"]), "")


def spelt_out(text: str) -> str:
    r"""The text with its unseen letters as JSON writes them (``\u001b``): in a JSON document it means the same."""
    return text if _plain(text) else re.sub(_AS_ORDERS, _spelt, text)


def _plain(text: str) -> bool:
    """Whether there is nothing unseen at a glance: to make the patterns takes 10 ms of every start."""
    return text.replace("\n", "").replace("\t", "").isprintable() and max(text, default="") < _MARKS_BEYOND


def _spelt(found: re.Match[str]) -> str:
    if found["flag"]:
        return found[0]
    units = found[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))
