"""Decks of one's own for tests: written by somebody who knows no rule of a good card."""

from __future__ import annotations

from pathlib import Path

TEA = """\
# Mine.
area: tea
number: 3
title: Tea
source: Grandmother, as she told it.
learn_that:
  - id: boiling
    number: 1
    text: Black tea draws best in water that has {{c1::boiled}}, and for no longer than {{c2::four minutes}}.
    ask:
      - {id: bitter, form: why, q: Why should tea be taken out in time?, a: It turns bitter.}
  - id: pot
    number: 2
    text: A pot that was warmed with {{c1::hot water}} keeps the tea at the heat that it needs to draw.
"""
CHINA = """\
area: china
title: China
learn_that:
  - {id: cup, number: 1, text: "A cup of thin {{c1::porcelain}} keeps the taste of the tea that is poured into it."}
  - {id: hot-pot, number: 2, same_as: tea/pot}
"""
TEA_CARDS = ["tea/boiling#cloze:1", "tea/boiling#cloze:2", "tea/boiling#bitter:1", "tea/pot#cloze:1"]


def write(folder: Path, **texts: str) -> Path:
    """A folder with a deck file for each name."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.yaml").write_text(text, "utf-8")
    return folder
