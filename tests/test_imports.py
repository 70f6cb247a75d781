"""The house: which room may import which, who alone touches a library, and what a start may load."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import requires
from pathlib import Path

import program
import pytest

import npqlt_cards
from npqlt_cards.places import built_in_decks

PACKAGE = Path(npqlt_cards.__file__).parent

# From the foundation up: a room imports only from those above it in this list, and from itself.
ROOMS = [
    "wording",
    "errors",
    "files",
    "places",
    "days",
    "framework",
    "cloze",
    "decks",
    "checks",
    "find",
    "draft",
    "releases",
    "own",
    "fsrs6",
    "schedule",
    "queue",
    "settings",
    "session",
    "store",
    "stats",
    "doctor",
    "anki",
    "handout",
    "terminal",
    "cli",
]

# The only rooms that touch a library. A package for Anki is an SQLite file inside, so `anki` shares that one; Zstandard
# comes with Python from 3.14 on (`compression`), and as `backports` before.
TOUCH = {
    "yaml": {"decks"},
    "fsrs": {"schedule"},
    "sqlite3": {"store", "anki"},
    "genanki": {"anki"},
    "jinja2": {"handout"},
    "markupsafe": {"handout"},
    "backports": {"anki"},
    "compression": {"anki"},
    "rich": {"terminal"},
    "click": {"cli"},
    "platformdirs": {"places"},
}
_IMPORTED_AS = {"pyyaml": "yaml", "backports.zstd": "backports"}


def modules() -> Iterator[tuple[str, Path]]:
    """Every module of the package with the room it stands in."""
    for path in sorted(PACKAGE.rglob("*.py")):
        first = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        if first not in ("__init__", "__main__"):
            yield first, path


def imports(path: Path) -> Iterator[str]:
    """The dotted names a module imports, wherever in it; those for type checkers only are arrows too."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: a relative import hides its room"
            if node.module == "npqlt_cards":
                yield from (f"npqlt_cards.{name.name}" for name in node.names)
            else:
                yield node.module


def test_every_room_is_listed() -> None:
    """No module stands outside the plan of the house."""
    assert {room for room, _ in modules()} <= set(ROOMS)


def test_the_plan_is_what_is_built() -> None:
    """CONTRIBUTING.md lists the same rooms in the same order."""
    text = (Path(__file__).parent.parent / "CONTRIBUTING.md").read_text("utf-8")
    rows = re.findall(r"^\| (`.*?) \|", text.partition("| room | what it is |")[2].partition("\n\n")[0], re.MULTILINE)
    assert [room for row in rows for room in re.findall("`([a-z0-9]+)`", row)] == ROOMS


def test_arrows_go_one_way() -> None:
    """A room imports only what stands before it."""
    wrong = []
    for room, path in modules():
        for name in imports(path):
            parts = name.split(".")
            if parts[0] != "npqlt_cards" or len(parts) == 1 or parts[1] == "__version__":
                continue
            if ROOMS.index(parts[1]) > ROOMS.index(room):
                wrong.append(f"{path.relative_to(PACKAGE)} imports {name}")
    assert not wrong


def test_libraries_have_one_room() -> None:
    """Each library is touched by its own rooms alone, so that it could be changed there."""
    wrong = []
    for room, path in modules():
        for name in imports(path):
            library = name.split(".")[0]
            if library in TOUCH and room not in TOUCH[library]:
                wrong.append(f"{path.relative_to(PACKAGE)} imports {name}")
    assert not wrong


def test_only_the_standard_library_and_what_is_declared() -> None:
    """Nothing is imported that the package does not ask for, and it asks for nothing that is not imported."""
    asked = {
        re.split("[^a-z0-9.]", line.lower())[0] for line in requires("npqlt-cards") or () if "extra ==" not in line
    }
    declared = {_IMPORTED_AS.get(name, name) for name in asked}
    imported = {name.split(".")[0] for _, path in modules() for name in imports(path)}
    assert imported - {*sys.stdlib_module_names, "compression", "npqlt_cards"} == declared


@pytest.mark.whole
@pytest.mark.parametrize(
    ("arguments", "never"),
    [
        (["--help"], {"fsrs", "yaml", "genanki", "rich", "sqlite3", "platformdirs", "npqlt_cards.cli.review"}),
        (
            ["review"],
            {"yaml", "genanki", "fsrs", "importlib.metadata", "rich.markdown", "rich.table", "npqlt_cards.anki"},
        ),
        (
            ["export", "-o", "x.apkg"],
            {"fsrs", "rich", "jinja2", "npqlt_cards.store", "npqlt_cards.decks.read", "backports.zstd"},
        ),
        (["import", "l.jsonl"], {"yaml", "fsrs", "genanki", "rich", "npqlt_cards.anki", "npqlt_cards.terminal"}),
        (["config"], {"yaml", "fsrs", "genanki", "rich", "sqlite3", "difflib", "npqlt_cards.settings.edit"}),
        (["compare", str(built_in_decks())], {"fsrs", "rich", "genanki", "sqlite3", "npqlt_cards.anki"}),
        (
            ["handout", "7", "-o", "x.zip"],
            {
                *("fsrs", "rich", "npqlt_cards.store", "npqlt_cards.decks.read", "npqlt_cards.decks.nodes"),
                *("npqlt_cards.handout.events", "npqlt_cards.handout.pdf"),
            },
        ),
        (["cards", "--json"], {"yaml", "fsrs", "genanki", "rich", "sqlite3"}),
        (["statements"], {"yaml", "fsrs", "genanki", "rich", "sqlite3", "jinja2"}),
        (["stats"], {"yaml", "fsrs", "genanki"}),
        (["stats", "--json"], {"yaml", "fsrs", "genanki", "rich"}),
        (["cards", "--state", "due"], {"yaml", "fsrs", "genanki", "rich"}),
        (["find", "memory"], {"yaml", "fsrs", "genanki", "rich", "sqlite3"}),
        (["backup", "--list"], {"yaml", "fsrs", "genanki", "rich"}),
        (["doctor"], {"fsrs", "genanki", "rich", "npqlt_cards.anki"}),
        (["flags"], {"yaml", "fsrs", "genanki", "rich"}),
        ([], {"yaml", "fsrs", "genanki", "rich"}),
    ],
)
def test_nothing_loads_that_is_not_needed(arguments: list[str], never: set[str], tmp_path: Path) -> None:
    """A verb loads no library of another, and no YAML once the decks were parsed."""
    script = f"""
import sys
from npqlt_cards.cli import npqlt
try:
    npqlt.main({arguments!r}, standalone_mode=False)
finally:
    print(*sorted(sys.modules), file=sys.stderr)
"""
    (tmp_path / "l.jsonl").touch()
    assert program.npqlt(*arguments, cwd=tmp_path).returncode == 0  # parses the decks
    run = subprocess.run(
        [sys.executable, "-c", script], input="", capture_output=True, text=True, cwd=tmp_path, check=True
    )
    assert not never & set(run.stderr.split())
