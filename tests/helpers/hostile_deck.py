"""A deck and an event whose every word tries to become markup, script or template."""

from __future__ import annotations

import json
from pathlib import Path

from npqlt_cards.decks.library import Library, load_library
from npqlt_cards.handout.records import Event

LIVE = "</script><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7*7 }}]]>&amp;"
AREA = "hostile"


def hostile_text() -> str:
    """A deck file."""

    def quoted(words: str) -> str:
        return json.dumps(f"{words} {LIVE}")

    asked = f"{{id: asked, form: why, q: {quoted('Why')}, a: {quoted('Since')}, note: {quoted('Note')}}}"
    return "\n".join(
        [
            f"area: {AREA}",
            "number: 3",
            f"title: {quoted('Title')}",
            "learn_that:",
            "  - id: first",
            "    number: 1",
            f"    text: {quoted('{{c1::One::hint}} and {{c2::two}} of')}",
            f"    gloss: {quoted('Gloss')}",
            f"    ask: [{asked}]",
            "learn_how_to:",
            f"  - stem: {quoted('Stem')}",
            "    practices:",
            "      - id: second",
            f"        text: {quoted('Doing {{c1::' + LIVE.replace('{{ 7*7 }}', '') + '}} with')}",
            "",
        ]
    )


def hostile_library(folder: Path) -> Library:
    """The deck, read from a folder made for it."""
    folder.mkdir(exist_ok=True)
    (folder / "hostile.yaml").write_text(hostile_text(), "utf-8")
    return load_library(folder, folder / "cache")


HOSTILE_EVENT = Event(f"Event {LIVE}\u2028", (AREA,), f"Day {LIVE}\u2028", f"Note {LIVE}\u2028")
