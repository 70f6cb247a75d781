"""Made-up framework pages whose truth is known: other areas, other words, printed in many ways."""

from __future__ import annotations

import random
import textwrap
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

HEADER = "Learn that… Learn how to…"

NOUNS = """rota ledger harbour tide crew signal lantern anchor pilot mooring chart watch beacon buoy hull galley
compass log-book wheelhouse cargo ferry lock-keeper slipway mid-stream current quay passenger engine-room""".split()
VERBS = "shape steady guide follow support record mend delay carry weigh re-check share change settle".split()
LINKS = "and or to with before after across within because where while for from against".split()
EXTRAS = [
    "short- and long-haul",
    "crew’s",
    "‘dead slow’",
    "low/high",
    "peer- and self-checks",
    "24",
    "100%",
    "2.5",
    "–",
]
GERUNDS = "Keeping Sharing Marking Using Checking Drawing Naming Testing Reading Writing".split()
TITLES = """Harbour Life|Reading the Tide|Crew and Command|Signals|Safe Passage|The Night Watch|Charts & Pilotage|Cargo
|Mooring|Learning from Wrecks|Weather|Steering a Steady Course""".replace("\n", "").split("|")
STEM_ENDS = ["by:", ", by:", ", including by:", "using approaches that:"]


@dataclass(frozen=True)
class Truth:
    """One area as it ought to be read."""

    title: str
    statements: tuple[str, ...]
    groups: tuple[tuple[str, tuple[str, ...]], ...]
    notes: tuple[str, ...] = ()
    copies: int = 1
    number: int | None = None

    def to_json(self) -> dict[str, Any]:
        """What the reader should make of it, but for the slug."""
        return {
            "number": self.number,
            "title": self.title,
            "copies": self.copies,
            "learn_that": [{"number": n, "text": text} for n, text in enumerate(self.statements, start=1)],
            "learn_how_to": [{"stem": stem, "practices": list(practices)} for stem, practices in self.groups],
            "notes": list(self.notes),
        }


@dataclass(frozen=True)
class Style:
    """How a page is printed."""

    bullet: str = "●"
    number: str = "{}. "
    width: int = 60
    hyphens: bool = False
    list_form: str | None = "• {} – {}"
    own_numbers: str = "{}"  # "{n}. {}" prints the area's number in its heading
    blank_lines: float = 0.1  # how often one stands before a line, on average
    heading_blank: bool = True
    doubled_headings: float = 0.0
    page_numbers: float = 0.0
    glued_stems: float = 0.0
    trailing: str = ""
    indent: str = ""
    newline: str = "\n"
    mark: str = ""  # a byte order mark


@dataclass
class Page:
    """A printed page and its truth."""

    text: str
    areas: list[Truth]
    named: list[tuple[int, str]] = field(default_factory=list)


# -- words -----------------------------------------------------------------------------------------------------------


def clause(rng: random.Random, length: int) -> str:
    words = [rng.choice(rng.choice([NOUNS, VERBS, LINKS, NOUNS])) for _ in range(length)]
    if rng.random() < 0.4 and length > 2:
        words[rng.randrange(1, length - 1)] = rng.choice(EXTRAS)
    return " ".join(words)


def sentence(rng: random.Random, colons: bool = True) -> str:
    text = clause(rng, rng.randint(3, 14))
    if rng.random() < 0.3:
        text += rng.choice([", ", "; "]) + clause(rng, 4)
    if colons and rng.random() < 0.2:
        text += ": " + clause(rng, 4)
    if rng.random() < 0.3:
        text += f" ({rng.choice(['e.g. ', 'i.e. ', 'including ', 'e.g. St. Ives and Dr. '])}{clause(rng, 4)})"
    if rng.random() < 0.2:
        text += " " + clause(rng, 3)
    if rng.random() < 0.1:
        text += f" by deck {rng.randint(1, 12)}"
    return text[0].upper() + text[1:] + "."


def truth(rng: random.Random, title: str, number: int | None = None, copies: int = 1) -> Truth:
    """An area of 1–14 statements and 1–5 groups of 1–7 practices."""
    statements = tuple(
        " ".join(sentence(rng) for _ in range(rng.choice([1, 1, 1, 2, 3]))) for _ in range(rng.randint(1, 14))
    )
    groups = []
    for _ in range(rng.randint(1, 5)):
        opening = rng.choice(["Support colleagues to", "Explain", "Keeping watch over", "Plan, and mend,"])
        stem = f"{opening} {clause(rng, rng.randint(2, 14))} {rng.choice(STEM_ENDS)}".replace(" ,", ",")
        practices = [
            f"{rng.choice(GERUNDS)} {clause(rng, 3)} {_small(sentence(rng))}" for _ in range(rng.randint(1, 7))
        ]
        groups.append((stem, tuple(practices)))
    return Truth(title, statements, tuple(groups), (), copies, number)


def _small(text: str) -> str:
    return text[0].lower() + text[1:]


# -- print -----------------------------------------------------------------------------------------------------------


def print_page(
    areas: list[Truth], style: Style, rng: random.Random, named: list[tuple[int, str]] | None = None
) -> Page:
    """Print the areas, their copies one after another, below the list of their names."""
    named = named if named is not None else [(a.number, a.title) for a in areas if a.number is not None]
    lines = ["A framework for harbour masters", ""]
    if style.list_form and named:
        lines += [f"    {style.list_form.format(number, title)}" for number, title in named]
        lines += ["", "It was written with the crews."]
    for area in areas:
        for _ in range(area.copies):
            lines += _section(area, style, rng)
    text = style.newline.join(line + style.trailing if line else line for line in lines)
    return Page(style.mark + text, areas, named if style.list_form else [])


def _section(area: Truth, style: Style, rng: random.Random) -> list[str]:
    heading = style.own_numbers.format(area.title, n=area.number)
    lines = ["", heading] if style.heading_blank else [heading]
    if rng.random() < style.doubled_headings:
        lines += ["", heading]
    lines.append(HEADER)
    for entry in _entries(area, style, rng):
        wrapped = _wrapped(entry, style)
        if rng.random() < style.page_numbers and entry.endswith("."):
            wrapped[-1:] = [f"{wrapped[-1]} 12"] if rng.random() < 0.5 else [wrapped[-1], "12"]
        lines += [line for part in wrapped for line in ([""] * (rng.random() < style.blank_lines) + [part])]
    return [style.indent + line if line else line for line in lines]


def _entries(area: Truth, style: Style, rng: random.Random) -> list[str]:
    """The section's paragraphs before they are wrapped."""
    entries = [style.number.format(number) + text for number, text in enumerate(area.statements, start=1)]
    for place, (stem, practices) in enumerate(area.groups):
        if place and rng.random() < style.glued_stems:
            entries[-1] += " " + stem
        else:
            entries.append(stem)
        entries += [f"{style.bullet.format(n=n, a=chr(96 + n))} {text}" for n, text in enumerate(practices, start=1)]
    last = len(area.groups[-1][1])
    entries += [f"{style.bullet.format(n=last + 1, a=chr(97 + last))} {note}" for note in area.notes]
    return entries


def _wrapped(entry: str, style: Style) -> list[str]:
    return textwrap.wrap(entry, style.width, break_long_words=False, break_on_hyphens=style.hyphens)


# -- count -----------------------------------------------------------------------------------------------------------


def words(text: str) -> Counter[str]:
    """The letters and digits of a text, counted, whatever spaces and dashes stand between them."""
    return Counter(char for char in text if char.isalnum())
