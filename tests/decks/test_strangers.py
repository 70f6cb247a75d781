"""A folder of decks that somebody handed on: it runs nothing, reads nothing beside itself, writes nowhere else."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest
from program import npqlt

from npqlt_cards.decks import files
from npqlt_cards.decks.files import read_shared
from npqlt_cards.decks.ledger import read_ledger
from npqlt_cards.decks.library import load_library
from npqlt_cards.errors import NpqltError, ProblemsError
from npqlt_cards.files import read_plain
from npqlt_cards.places import built_in_decks
from npqlt_cards.settings import load_preferences

pytestmark = pytest.mark.whole

HEAD = "area: a\nnumber: 9\ntitle: A\nlearn_that:\n"
DECK = HEAD + '  - id: one\n    number: 1\n    text: "{{c1::Words}} of a deck."\n'
CODE = [
    "!!python/object/apply:os.system ['touch ran']",
    "!!python/object/new:subprocess.Popen [['touch', 'ran']]",
    "!!python/name:os.system ''",
    "!!python/module:antigravity ''",
    "!include /etc/passwd",
    "!ENV ${HOME}",
    "!<tag:yaml.org,2002:python/object/apply:os.system> ['touch ran']",
    "!!timestamp 2026-11-24",
]
LINKS = pytest.mark.skipif(sys.platform == "win32", reason="Windows lets few users make links, and has no such pipes")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one good deck, and a secret beside it."""
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / "a.yaml").write_text(DECK, "utf-8")
    (tmp_path / "secret.yaml").write_text("secret: word\n", "utf-8")
    return tmp_path / "shared"


def load(folder: Path) -> None:
    """Load it as a start does."""
    load_library(folder, folder.parent / "cache")


@pytest.mark.parametrize("code", CODE)
@pytest.mark.parametrize("place", ["area: {}\n", "area: a\ntitle: {}\n", "{}: x\n", "area: a\nlearn_that:\n  - {}\n"])
def test_no_code(folder: Path, code: str, place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A tag is one problem wherever it stands, and nothing of it is carried out."""
    monkeypatch.chdir(folder)
    (folder / "a.yaml").write_text(place.format(code), "utf-8")
    with pytest.raises(ProblemsError, match=r"a\.yaml:\d: D01 (uses the tag|is not YAML)"):
        load(folder)
    assert [path.name for path in folder.iterdir()] == ["a.yaml"]


@LINKS
@pytest.mark.parametrize("name", ["b.yaml", "ledger.jsonl"])
@pytest.mark.parametrize("aim", ["../secret.yaml", "../nothing-yet", "/etc/passwd", "/dev/zero", "/proc/self/environ"])
def test_links_out(folder: Path, name: str, aim: str) -> None:
    """A link that leads out of the folder is told, and not followed: nothing of what it leads to is shown."""
    (folder / name).symlink_to(aim)
    with pytest.raises(ProblemsError, match="cannot be read") as raised:
        load(folder)
    assert "link that leads out of its folder" in str(raised.value)
    assert "secret: word" not in str(raised.value) and "root:" not in str(raised.value)


@LINKS
def test_the_ledger_is_not_written_elsewhere(folder: Path) -> None:
    """A ledger that is a link to a file that is not there yet makes none there."""
    (folder / "ledger.jsonl").symlink_to("../planted")
    done = npqlt("ledger", "update", folder)
    assert (done.returncode, "link that leads out" in done.stderr) == (1, True)
    assert not (folder.parent / "planted").exists()


@LINKS
def test_links_within(folder: Path) -> None:
    """A link to another file of the folder is followed; so are the built-in decks, as some installers link them."""
    (folder / "a.yaml").rename(folder / "kept")
    (folder / "a.yaml").symlink_to("kept")
    load(folder)


@LINKS
def test_built_in_decks_may_be_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some installers link each file of a package to a store of theirs."""
    for path in built_in_decks().iterdir():
        (tmp_path / path.name).symlink_to(path)
    with pytest.raises(NpqltError, match="leads out of its folder"):
        load_library(tmp_path, tmp_path / "cache")
    monkeypatch.setattr(files, "built_in_decks", lambda: tmp_path)
    assert load_library(tmp_path, tmp_path / "cache").areas


@LINKS
@pytest.mark.parametrize("name", ["b.yaml", "ledger.jsonl", "exceptions.txt"])
def test_pipes(folder: Path, name: str) -> None:
    """A pipe that nobody writes to is told at once, by every command that reads the folder."""
    os.mkfifo(folder / name)
    for arguments in (["check", str(folder)], ["ledger", "update", str(folder)], ["compare", str(folder)], ["areas"]):
        done = npqlt(*arguments, environ={"NPQLT_CARDS_DECKS": str(folder)})
        if name != "exceptions.txt" or arguments[0] == "check":
            assert done.returncode == 1, arguments
            assert "no file" in done.stdout + done.stderr, arguments


@LINKS
def test_pipes_as_settings_and_packages(folder: Path, tmp_path: Path) -> None:
    """Settings that are a pipe are told at once; so is a package, and a file that a table should go into."""
    os.mkfifo(tmp_path / "settings.yaml")
    with pytest.raises(ProblemsError, match=r"S01 cannot be read .*no file"):
        load_preferences(tmp_path / "settings.yaml", tmp_path / "cache")
    (tmp_path / "packages").mkdir()
    os.mkfifo(tmp_path / "packages" / "x.apkg")
    for arguments in (
        ["compare", str(tmp_path / "packages")],
        ["import", str(tmp_path / "packages" / "x.apkg")],
        ["check", str(folder), "--coverage", "--into", str(tmp_path / "settings.yaml")],
    ):
        done = npqlt(*arguments)
        assert (done.returncode, "Traceback" in done.stderr) == (1, False), arguments


def test_read_plain(tmp_path: Path) -> None:
    """The first bytes of a file, and no folder."""
    (tmp_path / "a").write_bytes(b"words\r\n")
    assert read_plain(tmp_path / "a", 3) == b"wor"
    assert read_shared(tmp_path / "a", 100) == b"words\r\n"
    for path in (tmp_path, tmp_path / "none"):
        with pytest.raises((IsADirectoryError, FileNotFoundError, PermissionError)):
            read_plain(path, 3)


def test_a_large_ledger(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A ledger is read no further than one can be long."""
    monkeypatch.setattr("npqlt_cards.decks.ledger.LARGEST_FILE", 1_000)
    (folder / "ledger.jsonl").write_bytes(b"\n" * 1_001)
    with pytest.raises(ProblemsError, match=r"L01 cannot be read .*larger"):
        read_ledger(folder)


def test_nothing_is_left_behind(folder: Path) -> None:
    """To load a folder writes nothing into it."""
    load(folder)
    assert [path.name for path in folder.iterdir()] == ["a.yaml"]
    shutil.rmtree(folder.parent / "cache")
