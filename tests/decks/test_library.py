"""All decks together: order, twins, dates, and the cache that spares a start the YAML."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from npqlt_cards.decks import library as room
from npqlt_cards.decks import read
from npqlt_cards.decks.files import edition
from npqlt_cards.decks.library import Library, load_library
from npqlt_cards.decks.records import Deck
from npqlt_cards.errors import NpqltError, ProblemsError
from npqlt_cards.places import built_in_decks

CHINA = """\
area: china
number: 2
title: China
learn_that:
  - {id: cup, number: 1, text: "A {{c1::cup}} holds {{c2::tea}}.", ask: [{id: why, form: why, q: Why?, a: So.}]}
"""
TEA = """\
area: tea
number: 1
title: Tea
learn_that:
  - {id: pot, number: 1, text: "A {{c1::pot}} pours."}
  - {id: cup, number: 2, same_as: china/cup}
"""
APPENDIX = """\
area: appendix
title: Appendix
learn_that:
  - {id: end, number: 1, text: "The {{c1::end}}."}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three decks."""
    found = tmp_path / "decks"
    found.mkdir()
    for name, text in (("china", CHINA), ("tea", TEA), ("appendix", APPENDIX)):
        (found / f"{name}.yaml").write_text(text, "utf-8")
    return found


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """A cache folder that does not exist yet."""
    return tmp_path / "cache"


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[str]]:
    """Tells which files were parsed since the last look."""
    names: list[str] = []
    real = read.read_deck

    def noted(path: Path, name: str | None = None) -> tuple[Deck, bytes]:
        names.append(path.stem)
        return real(path, name)

    monkeypatch.setattr(read, "read_deck", noted)

    def look() -> list[str]:
        found = sorted(names)
        names.clear()
        return found

    return look


def undated(library: Library) -> list[object]:
    """The decks without the notes' dates."""
    return [deck._replace(notes=tuple(note._replace(changed=0) for note in deck.notes)) for deck in library.decks]


# -- twins and order ---------------------------------------------------------------------------------------------------


def test_order(folder: Path, cache: Path) -> None:
    """Areas by number, those without one last; cards in syllabus order, a twin's where it first stands."""
    found = load_library(folder, cache)
    assert list(found.titles) == ["tea", "china", "appendix"]
    ids = [card.id for card in found.cards()]
    assert ids == [
        "tea/pot#cloze:1",
        "china/cup#cloze:1",
        "china/cup#cloze:2",
        "china/cup#why:1",
        "appendix/end#cloze:1",
    ]


def test_twins(folder: Path, cache: Path) -> None:
    """A twin has the other's words and its cards under both areas, each card once, known by one id."""
    found = load_library(folder, cache)
    assert found.statements["tea/cup"].text == "A cup holds tea."
    assert found.twins == {"china/cup": (found.statements["tea/cup"],)}
    assert found.cards_by_area["tea"][1:] == found.cards_by_area["china"]
    assert {card.areas for card in found.cards_by_area["china"]} == {("china", "tea")}
    assert len(found.cards(["tea", "china"])) == len({card.id for card in found.cards(["tea", "china"])}) == 4


@pytest.mark.parametrize(
    ("name", "old", "new", "code", "line"),
    [
        ("tea", "china/cup", "china/mug", "D14", 6),
        ("tea", "china/cup", "tea/cup", "D14", 6),
        ("tea", "china/cup", "tea/pot", "D14", 6),
        ("tea", "area: tea", "area: china", "D13", 1),
    ],
)
def test_clashes(folder: Path, cache: Path, name: str, old: str, new: str, code: str, line: int) -> None:
    """A twin of nothing, of itself or of its own area, and an area of two files are told by file and line."""
    path = folder / f"{name}.yaml"
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    with pytest.raises(ProblemsError) as raised:
        load_library(folder, cache)
    assert (code, line) in [(each.code, each.line) for each in raised.value.problems]
    assert all(str(folder) in str(each) for each in raised.value.problems)


def test_problems_of_all_files(folder: Path, cache: Path) -> None:
    """What is wrong in several files is told together, a broken link and a folder named like a deck among them."""
    (folder / "tea.yaml").write_text("area: tea\n", "utf-8")
    (folder / "china.yaml").write_text("area: [", "utf-8")
    (folder / "link.yaml").symlink_to(folder / "nowhere")
    (folder / "folder.yaml").mkdir()
    with pytest.raises(ProblemsError) as raised:
        load_library(folder, cache)
    assert {Path(each.file).stem for each in raised.value.problems} == {"tea", "china", "link", "folder"}


def test_no_decks(tmp_path: Path, cache: Path) -> None:
    """A folder without decks, and none at all, are told by name."""
    for folder in (tmp_path, tmp_path / "none"):
        with pytest.raises(NpqltError, match="holds no deck files"):
            load_library(folder, cache)
        with pytest.raises(NpqltError, match="holds no deck files"):
            edition(folder)


def test_built_in_decks(cache: Path) -> None:
    """The built-in decks load: eight numbered areas and an appendix, five twins, every statement with cards."""
    found = load_library(built_in_decks(), cache)
    assert [area.number for area in found.areas] == [2, 3, 4, 5, 6, 7, 8, 9, None]
    assert len(found.twins) == 5
    held = {card.statement for card in found.cards()}
    assert all((statement.same_as or id_) in held for id_, statement in found.statements.items())


# -- dates -------------------------------------------------------------------------------------------------------------


def test_dates(folder: Path, cache: Path) -> None:
    """A note the ledger knows unchanged has the ledger's date, a changed one a later, an unknown one its file's."""
    found = load_library(folder, cache)
    for path in folder.glob("*.yaml"):
        os.utime(path, (5000, 5000))
    known = {"china/cup#cloze": found.seen(found.notes["china/cup#cloze"]), "china/cup#why": "another"}
    lines = [
        json.dumps({"note": note, "changed": "2026-11-24T09:00:00Z", "sha": sha, "cards": {}})
        for note, sha in known.items()
    ]
    (folder / "ledger.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    dates = {id_: note.changed for id_, note in load_library(folder, cache).notes.items()}
    assert dates["china/cup#cloze"] == 1_795_510_800
    assert dates["china/cup#why"] == 1_795_510_801
    assert dates["tea/pot#cloze"] == 5000


def test_a_gloss_is_seen_with_clozes_alone(folder: Path, cache: Path) -> None:
    """A gloss stands above a statement's clozes and changes how they look; its questions stay as they were."""
    before = load_library(folder, cache)
    (folder / "china.yaml").write_text(CHINA.replace("{id: cup,", '{id: cup, gloss: "it: the cup",'), "utf-8")
    after = load_library(folder, cache)
    assert [note for note in before.notes if after.seen(after.notes[note]) != before.seen(before.notes[note])] == [
        "china/cup#cloze"
    ]
    glossed = [card.id for card in after.cards() if "(it: the cup)" in card.context]
    assert glossed == ["china/cup#cloze:1", "china/cup#cloze:2"]


def test_edition_changes(folder: Path) -> None:
    """A file touched, added or removed, and the ledger too, make another edition; nothing else does."""
    seen = [edition(folder)]
    assert edition(folder) == seen[0]
    os.utime(folder / "tea.yaml", (5000, 5000))
    seen.append(edition(folder))
    (folder / "more.yaml").write_text("x", "utf-8")
    seen.append(edition(folder))
    (folder / "ledger.jsonl").write_text("", "utf-8")
    seen.append(edition(folder))
    (folder / "china.yaml").unlink()
    seen.append(edition(folder))
    assert len(set(seen)) == 5


# -- the cache ---------------------------------------------------------------------------------------------------------


def test_cache(folder: Path, cache: Path, parsed: Callable[[], list[str]]) -> None:
    """Unchanged and merely touched files are not parsed again; changed, new and returning ones are."""
    first = load_library(folder, cache)
    assert parsed() == ["appendix", "china", "tea"]
    assert load_library(folder, cache) == first
    os.utime(folder / "tea.yaml", (5000, 5000))
    assert undated(load_library(folder, cache)) == undated(first)
    assert parsed() == []
    (folder / "china.yaml").write_text(CHINA.replace("holds", "HOLDS"), "utf-8")
    os.utime(folder / "china.yaml", (6000, 6000))
    assert load_library(folder, cache).statements["tea/cup"].text == "A cup HOLDS tea."
    assert parsed() == ["china"]


LAZY = """
import sys
from pathlib import Path
from npqlt_cards.decks.library import load_library
assert len(load_library(Path(sys.argv[1]), Path(sys.argv[2])).decks) == 3
print("yaml" in sys.modules)
"""


@pytest.mark.slow
def test_an_unchanged_deck_loads_no_yaml(folder: Path, cache: Path) -> None:
    """The second start does without yaml; so does one after a mere touch."""
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry)}

    def start() -> str:
        command = [sys.executable, "-c", LAZY, str(folder), str(cache)]
        return subprocess.run(command, capture_output=True, text=True, check=True, env=environ).stdout.strip()

    assert start() == "True"
    assert start() == "False"
    os.utime(folder / "tea.yaml", (5000, 5000))
    assert start() == "False"


SPOILT = {
    "cut short": lambda text: text[: len(text) // 2],
    "empty": lambda _: "",
    "a list": lambda _: "[]",
    "deep": lambda _: "[" * 100_000,
    "another version": lambda text: text.replace('"form": "', '"form": "x'),
    "files of a list": lambda text: json.dumps({**json.loads(text), "files": []}),
    "a file of words": lambda text: json.dumps(
        {**json.loads(text), "files": dict.fromkeys(json.loads(text)["files"], "x")}
    ),
    "a deck of words": lambda text: each_deck(text, lambda _: "words"),
    "a deck cut short": lambda text: each_deck(text, lambda deck: deck[:5]),
    "a stem of one": lambda text: each_deck(text, lambda deck: [*deck[:6], [["stem"]], deck[7]]),
    "a note too long": lambda text: each_deck(text, lambda deck: [*deck[:5], [[1] * 20], *deck[6:]]),
    "odd bytes": lambda text: text.encode("utf-16"),
}


def each_deck(text: str, change: Callable[[list[object]], object]) -> str:
    """The cache with every deck changed."""
    kept = json.loads(text)
    for file in kept["files"].values():
        file["deck"] = change(file["deck"])
    return json.dumps(kept)


@pytest.mark.parametrize("how", SPOILT)
def test_spoilt_cache(folder: Path, cache: Path, how: str, parsed: Callable[[], list[str]]) -> None:
    """A cache in any other form is done without, and made good."""
    first = load_library(folder, cache)
    (path,) = cache.iterdir()
    spoilt = SPOILT[how](path.read_text("utf-8"))
    path.write_bytes(spoilt if isinstance(spoilt, bytes) else spoilt.encode())
    parsed()
    assert load_library(folder, cache) == first
    assert len(parsed()) == 3
    assert load_library(folder, cache) == first
    assert parsed() == []


@pytest.mark.parametrize("where", ["under a file", "a folder in its place"])
def test_cache_that_cannot_be_written(folder: Path, tmp_path: Path, where: str) -> None:
    """Decks load all the same, time after time."""
    cache = tmp_path / "spot"
    if where == "under a file":
        cache.write_text("mine", "utf-8")
        cache = cache / "cache"
    else:
        (cache / room._CACHE_FILE).mkdir(parents=True)
    assert load_library(folder, cache) == load_library(folder, cache)


def test_two_folders_share_a_cache(folder: Path, cache: Path, tmp_path: Path) -> None:
    """Decks of one folder are never taken for another's."""
    other = tmp_path / "other"
    other.mkdir()
    (other / "tea.yaml").write_text(APPENDIX, "utf-8")
    assert list(load_library(folder, cache).titles) == ["tea", "china", "appendix"]
    assert list(load_library(other, cache).titles) == ["appendix"]
    assert list(load_library(folder, cache).titles) == ["tea", "china", "appendix"]
