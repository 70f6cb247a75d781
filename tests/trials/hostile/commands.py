"""What is typed, and what the environment says: names, ids, words, instants, and whole commands with their output."""

from __future__ import annotations

import io
import json
import os
import random
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path

import click

from npqlt_cards import cli
from npqlt_cards.cli.aside import cards_meant
from npqlt_cards.cli.clock import calendar, clock
from npqlt_cards.cli.find import _wanted
from npqlt_cards.days import iso_day, iso_instant
from npqlt_cards.decks.areas import choose
from npqlt_cards.decks.library import Library, load_library
from npqlt_cards.find.search import cards_with, missing, statements_with
from npqlt_cards.places import built_in_decks, places
from npqlt_cards.wording import unseen

from . import nasty

_INSTANTS = [
    *("2026-11-24T08:00:00+00:00", "2026-11-24T08:00:00Z", "0001-01-01T00:00:00+00:00", "0001-01-01T00:00:00+23:59"),
    *(
        "9999-12-31T23:59:59+00:00",
        "9999-12-31T23:59:59-23:59",
        "2026-11-24",
        "2026-11-24T08:00",
        "20261124T080000+0000",
    ),
    *("2026-W48-2", "1e9", "now", "0", "2026-11-24T08:00:00+24:00", "2026-11-24T08:00:00.999999-00:00:01"),
]


@lru_cache(maxsize=1)
def library(room: Path) -> Library:
    """The built-in decks."""
    return load_library(built_in_decks(), room / "cache")


@lru_cache(maxsize=1)
def ids(room: Path) -> list[str]:
    """The ids of all their cards."""
    return [card.id for card in library(room).cards()]


# -- names, ids, words, instants ---------------------------------------------------------------------------------------


def make_words(rng: random.Random) -> bytes:
    """One to a few words for one of the readers of words."""
    what = rng.choices(("area", "now", "ids", "find"), (60, 38, 1, 1))[0]
    honest = {
        "area": ["3", "assessment", "high", "c", "Adaptive Teaching"],
        "now": _INSTANTS,
        "find": ["memory", "long-term", "model"],
    }
    honest["ids"] = ["how-pupils-learn/working-memory#cloze", "how-pupils-learn/working-memory#cloze:1", "x"]
    many = rng.choice((1, 1, 2, 3)) if rng.random() < 0.99 else 200
    words = []
    for _ in range(many):
        chosen = rng.choice(honest[what])
        chosen = chosen if rng.random() < 0.3 else nasty.text(rng) if rng.random() < 0.5 else _changed(rng, chosen)
        words.append(chosen.replace("\0", ""))
    return json.dumps([what, *words]).encode()


def _changed(rng: random.Random, words: str) -> str:
    return nasty.mutated(rng, words.encode(), [b"-", b":", b"#", b"/", b" ", b"1", b"+99:99"]).decode(
        "utf-8", "replace"
    )


def run_words(data: bytes, room: Path) -> str:
    """Areas, cards, statements or an instant; or a message that says what there is."""
    what, *words = json.loads(data)
    if what == "area":
        assert set(choose(words, library(room).areas)) <= set(library(room).titles)
    elif what == "now":
        environ = {"NPQLT_CARDS_NOW": words[0], "NPQLT_CARDS_HOME": words[-1], "NPQLT_CARDS_DECKS": words[-1]}
        places(environ)
        now = clock(environ, 4)()
        assert calendar(environ, 4)(now.at) == now.day
        assert iso_day(now.day) and iso_instant(now.at)
    elif what == "ids":
        assert set(cards_meant(words, ids(room))) <= set(ids(room))
    else:
        _find(words, library(room))
    return "right"


def _find(words: list[str], decks: Library) -> None:
    wanted = _wanted(words)
    found = list(statements_with(decks, wanted, decks.titles))
    for each in found:
        for start, end in each.marked:
            assert 0 <= start < end <= len(each.statement.text), "a mark outside the text"
    if not found and not cards_with(decks, wanted, list(decks.titles), ()):
        missing(decks, wanted)


# -- whole commands ----------------------------------------------------------------------------------------------------

_FILES = [
    "honest.yaml",
    "log.jsonl",
    "page.txt",
    "odd\x1b[31m.yaml",
    "odd\u202e.jsonl",
    "decks",
    ".",
    "nowhere",
    "pipe",
    "\udcff",
]


def _values(rng: random.Random, kind: str) -> str:
    if kind == "PAGE":  # a pipe that is named as a page is waited for, as `<(pdftotext …)` is one
        return rng.choice([name for name in _FILES if name != "pipe"])
    if kind == "FILE":
        return rng.choice(_FILES) if rng.random() < 0.8 else nasty.text(rng)[:300]
    if kind == "NUMBER":
        return rng.choice(nasty.NUMBERS)
    if kind == "AREA":
        return rng.choice(("3", "assessment", "teaching", "9 9", nasty.text(rng)))
    if kind == "ID":
        return rng.choice(("assessment/information-for-teaching#cloze", "x", nasty.text(rng)))
    if kind == "SETTING":
        return rng.choice(("areas", "order", "new_per_day", "learning_steps", "odd", nasty.text(rng)))
    return nasty.text(rng)


_COMMANDS = """\

--json
--version
--help
WORD
areas
areas WORD
statements AREA
statements AREA --json
cards AREA
cards AREA --json
cards --state WORD
cards --state flagged
cards --state flagged --json
find WORD
find WORD WORD --json
find memory -a AREA
find WORD --statements
stats
stats AREA
stats --json
flags
flags --json
flags --done ID
suspend ID
unsuspend ID ID
undo
config
config --json
config get SETTING
config set SETTING WORD
config set areas AREA AREA
config set new_per_day NUMBER
config unset SETTING
config path
check FILE
check FILE --json
check FILE --select WORD
check FILE --page PAGE
check FILE --coverage --into FILE
ledger update FILE --retire ID
compare FILE FILE
compare FILE --json
compare FILE --notes
framework read PAGE
framework read PAGE --json
import FILE
import FILE --dry-run
export --log -o OUT
export AREA -o OUT
export --each -o OUT
review --minutes NUMBER
review --limit NUMBER --new NUMBER
review AREA --linear
review --type
review --cram AREA
review --ahead --no-colour
review --WORD
""".splitlines()


def make_command(rng: random.Random) -> bytes:
    """A verb with hostile words, in a hostile environment, with something typed."""
    kinds = ("FILE", "PAGE", "NUMBER", "AREA", "ID", "SETTING", "WORD")
    parts = rng.choice(_COMMANDS).split()
    arguments = [next((part.replace(k, _values(rng, k)) for k in kinds if k in part), part) for part in parts]
    arguments = [nasty.text(rng).replace("/", "_")[:40] or "x" if part == "OUT" else part for part in arguments]
    environ = {"NPQLT_CARDS_NOW": "2026-11-24T08:00:00+00:00"}
    if rng.random() < 0.2:
        name = rng.choice(("NPQLT_CARDS_NOW", "COLUMNS", "LINES", "TERM", "NO_COLOR", "TZ", "NPQLT_CARDS_DECKS"))
        environ[name] = rng.choice((*nasty.NUMBERS, *_INSTANTS, nasty.text(rng)))
    typed = "".join(
        rng.choice((" ", "3", "\n", "f\nwhy\x1b[31m\n", "t\nx\u202e\n", "u", "i", "?", "q", nasty.text(rng)))
        for _ in range(9)
    )
    settings = "" if rng.random() < 0.9 else nasty.text(rng)
    made = {"arguments": arguments, "environ": environ, "typed": typed, "settings": settings}
    return json.dumps(made).replace("\\u0000", "").encode()


@lru_cache(maxsize=1)
def _home(room: Path) -> Path:
    """A learner's home with a flagged card, and a folder of hostile files."""
    home, work = room / "template", room / "work"
    work.mkdir()
    for folder in (work / "decks", room / "decks"):
        folder.mkdir()
        for name in ("2-school-culture", "7-assessment", "high-expectations"):
            shutil.copy(built_in_decks() / f"{name}.yaml", folder)
    deck = (work / "decks" / "7-assessment.yaml").read_text("utf-8")
    (work / "honest.yaml").write_text(deck, "utf-8")
    with suppress(OSError):
        (work / "odd\x1b[31m.yaml").write_text(
            deck.replace("title: ", "title: \u202e").replace("form: why", '"\\x1b]0;x\\a": y', 1), "utf-8"
        )
    (work / "page.txt").write_text(
        "T\x9b31m\u202e\nLearn that… Learn how to…\n1. Wo\u2066rds.\nDo by:\n• this.\n", "utf-8"
    )
    row = {
        "id": "f",
        "at": "2026-11-24T07:00:00Z",
        "day": 20781,
        "card": "x\x9b31m",
        "kind": "flag",
        "about": "why \x1b]0;t\x07\u202e",
    }
    flags = [
        row,
        {**row, "id": "g", "card": "assessment/information-for-teaching#cloze:1"},
        {**row, "id": "\u202e", "day": 9_999_999},
    ]
    (work / "log.jsonl").write_text("".join(json.dumps(each) + "\n" for each in flags), "utf-8")
    with suppress(OSError):  # not every system has such file names
        (work / "odd\u202e.jsonl").write_text(json.dumps({**row, "\x1b[31m": 1}), "utf-8")
    if hasattr(os, "mkfifo"):
        os.mkfifo(work / "pipe")
    with _typed(room, ["import", "log.jsonl"], {}, ""), _leaving():
        cli.main()
    shutil.copytree(room / "home", home)
    return home


@contextmanager
def _leaving() -> Iterator[None]:
    try:
        yield
    except SystemExit as left:
        assert left.code in (0, 1, 2), f"exit code {left.code}"


@contextmanager
def _typed(room: Path, arguments: list[str], environ: dict[str, str], typed: str) -> Iterator[io.BytesIO]:
    """The process as if it had just been started so; gives what it writes."""
    out = io.BytesIO()
    stream = io.TextIOWrapper(out, "utf-8", write_through=True)
    kept = sys.argv, sys.stdin, sys.stdout, sys.stderr, dict(os.environ), Path.cwd()
    sys.argv, sys.stdin = ["npqlt", *arguments], io.TextIOWrapper(io.BytesIO(typed.encode("utf-8", "replace")), "utf-8")
    sys.stdout = sys.stderr = stream
    os.environ.update({"NPQLT_CARDS_HOME": str(room / "home"), "NPQLT_CARDS_DECKS": str(room / "decks"), **environ})
    os.chdir(room / "work")
    try:
        yield out
    finally:
        os.chdir(kept[5])
        os.environ.clear()
        os.environ.update(kept[4])
        sys.argv, sys.stdin, sys.stdout, sys.stderr = kept[:4]
        stream.detach()


def run_command(data: bytes, room: Path) -> str:
    """The command ends with one of its exit codes, and not a letter that a terminal would obey in what it says."""
    given, template = json.loads(data), _home(room)
    home = room / "home"
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(template, home)
    if given["settings"]:
        (home / "settings.yaml").write_text(given["settings"], "utf-8", "replace")
    environ = {name: value.encode("utf-8", "replace").decode() for name, value in given["environ"].items()}
    try:
        with _typed(room, given["arguments"], environ, given["typed"]) as out, _leaving():
            cli.main()
    finally:
        _tidy(room / "work")
    said = out.getvalue().decode("utf-8")
    assert not unseen(said) and "\r" not in said, f"raw: {unseen(said)!r}"
    assert "Traceback" not in said, said
    assert max(map(len, said.splitlines()), default=0) < 5_000 or "--json" in given["arguments"], "a line nobody reads"
    return "right"


def _tidy(work: Path) -> None:
    """Take away what a command has written."""
    kept = set(_FILES)
    for each in work.iterdir():
        if each.name not in kept:
            shutil.rmtree(each) if each.is_dir() else each.unlink()


assert click  # what the verbs are made with; loaded here, so that no input pays for it
