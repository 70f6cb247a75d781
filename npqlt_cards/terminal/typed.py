"""A typed answer beside the wanted one: compared without case, spacing or punctuation."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from difflib import SequenceMatcher

_STOPS = " .,;:!?…"
_LETTERS = re.compile(r"[^\W_]+")


def same(typed: str, wanted: str) -> bool:
    """Whether two texts have the same letters and digits in the same order, whatever their case."""
    return "".join(_words(typed)) == "".join(_words(wanted))


def verdict(typed: str, wanted: str) -> str:
    """One line that says whether the typed answer is the wanted one, and if not, where they differ."""
    if not _words(typed):
        return "You typed nothing."
    said = typed.rstrip(_STOPS)
    if same(typed, wanted):
        return f"You typed: {said}. That is it."
    return f"You typed: {said}. Different: {'; '.join(_differences(typed, wanted))}."


def _differences(typed: str, wanted: str) -> Iterator[str]:
    here, there = typed.split(), wanted.split()
    plain_here, plain_there = (["".join(_words(word)) for word in words] for words in (here, there))
    for kind, a, b, c, d in SequenceMatcher(None, plain_here, plain_there, autojunk=False).get_opcodes():
        ours, theirs = (" ".join(words).strip(_STOPS) for words in (here[a:b], there[c:d]))
        if kind == "replace" and not same(ours, theirs):
            yield f"“{ours}” for “{theirs}”"
        elif kind == "delete":
            yield f"“{ours}” too much"
        elif kind == "insert":
            yield f"“{theirs}” missing"


def _words(text: str) -> list[str]:
    return _LETTERS.findall(unicodedata.normalize("NFKC", text).replace("’", "").replace("'", "").casefold())
