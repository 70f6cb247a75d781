"""``npqlt review --linear``: the whole transcript of a session, as a screen reader gets it."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]
TRANSCRIPT = Path(__file__).parent.parent / "data" / "linear-session.txt"
DECK = """area: gardens
number: 1
title: Gardens
learn_that:
  - id: watering
    number: 1
    text: Young trees that are {{c1::watered::given what}} slowly are likely to grow {{c2::deep roots}} in time.
    note: Roots follow the water down.
    ask:
      - {id: hose, form: why, q: Why might a gardener water seldom?, a: It is likely to grow deep roots.}
learn_how_to:
  - stem: "Keep an orchard in good health by:"
    practices:
      - id: tools
        text: Cleaning every blade with {{c1::spirit}}, so that disease does not spread from tree to tree.
        ask:
          - {id: saw, form: scenario, q: You sawed off a sick branch. What should the saw be wiped with?, a: Spirit.}
"""
KEYS = ["", "3", "t", "Deep roots!", "2", "?", "", "1", "i", "f", "two answers fit", "b", "u", "s", "q"]


def test_transcript(npqlt: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sentences in sequence: gaps as “blank”, grades and intervals in words, no control character."""
    decks = tmp_path / "decks"
    decks.mkdir()
    (decks / "1.yaml").write_text(DECK, "utf-8")
    monkeypatch.setenv("NPQLT_CARDS_DECKS", str(decks))
    said = ""
    for day, keys in (("24", KEYS), ("25", ["", "4", "i", "t", "spirits", "3", "", "1"])):
        monkeypatch.setenv("NPQLT_CARDS_NOW", f"2026-11-{day}T08:00:00+00:00")
        done = npqlt("review", "--linear", given="\n".join(keys) + "\n")
        assert done.returncode == 0, done.stderr
        said += done.stdout + "= the next day =\n"
    said = re.sub(r", \d+ s$", ", 0 s", said, flags=re.MULTILINE)  # how long this machine took
    assert said == TRANSCRIPT.read_text("utf-8")
    assert not [letter for letter in said if ord(letter) < 32 and letter != "\n"]
    assert "[" not in said
