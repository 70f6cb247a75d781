"""Every way in, with the share that each has of a run: cheap ones get more."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

from . import commands, logs, packages, texts
from .running import Target


def _without_room(make: Callable[[random.Random], bytes]) -> Callable[[random.Random, Path], bytes]:
    return lambda rng, _room: make(rng)


def _package(rng: random.Random, room: Path) -> bytes:
    return packages.Packages(room).make(rng)


TARGETS = (
    Target("page", 30, _without_room(texts.make_page), texts.run_page),
    Target("deck", 50, _without_room(texts.make_deck), texts.run_deck),
    Target("checks", 2, _without_room(texts.make_checked), texts.run_checked),
    Target("cloze", 490, _without_room(texts.make_cloze), texts.run_cloze),
    Target("settings", 75, _without_room(texts.make_settings), texts.run_settings),
    Target("log", 270, _without_room(logs.make_lines), logs.run_lines),
    Target("merge", 3, _without_room(logs.make_merged), logs.run_merged),
    Target("reviews", 6, _package, packages.run_reviews),
    Target("published", 5, _package, packages.run_published),
    Target("words", 110, _without_room(commands.make_words), commands.run_words),
    Target("commands", 3, _without_room(commands.make_command), commands.run_command),
)
