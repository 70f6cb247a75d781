"""``npqlt handout`` as a facilitator runs it: what it makes, what it says, and what it leaves when it fails."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import program
import pytest
from hostile_deck import LIVE, hostile_text

Run = Callable[..., "subprocess.CompletedProcess[str]"]
EVENTS = """Event 1:
  areas: [3, 4]
  title: The first
  date: 14 January 2027
Event 2:
  areas: assessment
"""


def names(folder: Path) -> list[str]:
    """What stands in a folder, hidden names too."""
    return sorted(path.name for path in folder.iterdir())


def refused(done: subprocess.CompletedProcess[str], code: int) -> str:
    """What a run said that ended so: on stderr alone, without a traceback."""
    assert (done.returncode, done.stdout) == (code, "")
    assert "Traceback" not in done.stderr
    return done.stderr


def test_a_folder(npqlt: Run, tmp_path: Path) -> None:
    """Named after the title, with all the files; made again it is replaced; each line says what there is."""
    for _ in range(2):
        done = npqlt("handout", "3", "assessment", "--title", "Event 1: autumn", "--note", "Ten a day")
        assert (done.returncode, done.stderr) == (0, "")
        first, last = done.stdout.splitlines()
        assert first.startswith("event-1-autumn: 7 files, ")
        assert "READ-ME-FIRST.html" in last
        assert names(tmp_path) == ["event-1-autumn"]
    value = json.loads((tmp_path / "event-1-autumn" / "manifest.json").read_text("utf-8"))
    assert (value["title"], value["note"]) == ("Event 1: autumn", "Ten a day")
    assert {file["name"] for file in value["files"]} | {"manifest.json"} == set(names(tmp_path / "event-1-autumn"))


def test_a_zip(npqlt: Run, tmp_path: Path) -> None:
    """By -o or by --zip, the same bytes each time, and the same files as in a folder."""
    npqlt("handout", "7", "--title", "T", "-o", "one.zip")
    npqlt("handout", "7", "--title", "T", "--zip")
    npqlt("handout", "7", "--title", "T")
    assert names(tmp_path) == ["one.zip", "t", "t.zip"]
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "t.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == {
            path.name: path.read_bytes() for path in (tmp_path / "t").iterdir()
        }


def test_titles_of_their_own(npqlt: Run, tmp_path: Path) -> None:
    """Without a title the areas give one; with -a they are named as elsewhere."""
    npqlt("handout", "-a", "7")
    npqlt("handout", "2", "3", "4", "5", "--zip")
    assert names(tmp_path) == ["assessment", "npqlt-4-areas.zip"]


def test_events(npqlt: Run, tmp_path: Path) -> None:
    """All the events of a file, or those named, below one folder; as zips with --zip."""
    (tmp_path / "events.yaml").write_text(EVENTS, "utf-8")
    done = npqlt("handout", "--events", "events.yaml", "-o", "out")
    assert done.returncode == 0, done.stderr
    assert names(tmp_path / "out") == ["event-1", "event-2"]
    assert len(done.stdout.splitlines()) == 3
    assert npqlt("handout", "--events", "events.yaml", "event 2", "--zip").returncode == 0
    assert names(tmp_path) == ["event-2.zip", "events.yaml", "out"]
    assert "The first · " not in (tmp_path / "out" / "event-1" / "question-sheet.html").read_text("utf-8")
    assert ">The first</h1>" in (tmp_path / "out" / "event-1" / "question-sheet.html").read_text("utf-8")


def test_cut_lines(npqlt: Run, tmp_path: Path) -> None:
    """--cut-lines makes the sheet cards to cut out, and the read-me says so."""
    npqlt("handout", "7", "--cut-lines", "-o", "x")
    assert "Cards to cut out" in (tmp_path / "x" / "question-sheet.html").read_text("utf-8")
    assert "cut along the dashed lines" in (tmp_path / "x" / "READ-ME-FIRST.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], 'npqlt handout 3 4 9 --title "Event 1"'),
        (["12"], "there is no area “12”"),
        (["7", "--title", "学"], "name the folder with -o"),
        (
            ["7", "--title", "a\u202eb", "--note", "\u200b"],
            "--title holds the invisible character U+202E; --note holds",
        ),
        (["7", "--zip", "-o", "folder"], "folder.zip"),
        (
            ["--events", "events.yaml", "--title", "x", "--date", "y"],
            "what --title and --date would say stands in the file",
        ),
        (["--events", "events.yaml", "-o", "x.zip"], "say --zip"),
        (["--events", "events.yaml", "3"], "has no event “3”: it has event-1, event-2"),
        (["7", "--pages", "3"], "No such option"),
    ],
)
def test_usage(npqlt: Run, tmp_path: Path, words: list[str], message: str) -> None:
    """What is typed wrong ends with code 2 and what to type, and nothing is made."""
    (tmp_path / "events.yaml").write_text(EVENTS, "utf-8")
    assert message in refused(npqlt("handout", *words), 2)
    assert names(tmp_path) == ["events.yaml"]


def test_a_file_of_events_with_slips(npqlt: Run, tmp_path: Path) -> None:
    """All that is wrong in it is told by file and line, and nothing is made of the rest."""
    (tmp_path / "events.yaml").write_text(f"{EVENTS}Event 3:\n  areas: [3, 12]\n  titel: x\n", "utf-8")
    said = refused(npqlt("handout", "--events", "events.yaml"), 1).splitlines()
    assert [line.partition(" ")[0] for line in said] == ["events.yaml:8:", "events.yaml:9:"]
    assert names(tmp_path) == ["events.yaml"]
    assert "nowhere.yaml: H01 cannot be read" in refused(npqlt("handout", "--events", "nowhere.yaml"), 1)


def test_other_files_are_never_replaced(npqlt: Run, tmp_path: Path) -> None:
    """One event's folder that holds other files stops all of them before the first is made."""
    (tmp_path / "events.yaml").write_text(EVENTS, "utf-8")
    (tmp_path / "out" / "event-2").mkdir(parents=True)
    (tmp_path / "out" / "event-2" / "mine.txt").write_text("mine")
    said = refused(npqlt("handout", "--events", "events.yaml", "-o", "out"), 1)
    assert said.startswith(f"npqlt: {Path('out') / 'event-2'}: holds other files")
    assert names(tmp_path / "out") == ["event-2"]


def test_hostile_deck(npqlt: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody's own deck with markup in every word, and a title of that kind: a hand-out that holds just words."""
    (tmp_path / "decks").mkdir()
    (tmp_path / "decks" / "d.yaml").write_text(hostile_text(), "utf-8")
    monkeypatch.setenv("NPQLT_CARDS_DECKS", str(tmp_path / "decks"))
    done = npqlt("handout", "3", "--title", LIVE, "-o", "out")
    assert done.returncode == 0, done.stderr
    for page in (tmp_path / "out").glob("*.html"):
        assert "<img" not in page.read_text("utf-8")
    assert json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))["title"] == LIVE


def test_no_browser_for_a_pdf(npqlt: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """--pdf without a browser says so before anything is made."""
    monkeypatch.setenv("NPQLT_CHROMIUM", "no-such-browser")
    assert "NPQLT_CHROMIUM names no-such-browser" in refused(npqlt("handout", "7", "--pdf"), 1)
    assert names(tmp_path) == []


def test_nowhere_to_write(npqlt: Run, tmp_path: Path) -> None:
    """A place below a file, and a zip in a folder that is not there: told, and nothing made."""
    (tmp_path / "file").touch()
    for place in ("file/out", "file/out.zip", "no/out.zip"):
        assert f"{Path(place)}: cannot be written" in refused(npqlt("handout", "7", "-o", place), 1)
    assert names(tmp_path) == ["file"]


# -- a disk of its own, and signals ------------------------------------------------------------------------------------


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk of its own that holds half a hand-out."""
    pytest.importorskip("pty", reason="a small disk is Linux's")
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", folder], capture_output=True)
    if mounted.returncode:
        pytest.skip(f"a small disk needs root on Linux: {mounted.stderr.decode().strip()}")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


@pytest.mark.parametrize("place", ["disk/out", "disk/out.zip"])
def test_full_disk(npqlt: Run, small_disk: Path, place: str) -> None:
    """A disk that fills up in the middle: told, and nothing of the hand-out is left on it."""
    (small_disk / "filler").write_bytes(bytes(60_000))
    said = refused(npqlt("handout", "3", "4", "9", "-o", place), 1)
    assert said == f"npqlt: {place}: cannot be written (No space left on device): the disk is full: free some space\n"
    assert names(small_disk) == ["filler"]


def test_full_disk_over_an_older_one(npqlt: Run, small_disk: Path) -> None:
    """The older hand-out is there whole when a newer one does not fit beside it."""
    assert npqlt("handout", "7", "--title", "Older", "-o", "disk/out").returncode == 0
    before = {path.name: path.read_bytes() for path in (small_disk / "out").iterdir()}
    assert "No space left" in refused(npqlt("handout", "3", "4", "9", "-o", "disk/out"), 1)
    assert names(small_disk) == ["out"]
    assert {path.name: path.read_bytes() for path in (small_disk / "out").iterdir()} == before


def test_no_room_for_temporary_files(npqlt: Run, small_disk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full folder for temporary files is told too."""
    (small_disk / "filler").write_bytes(bytes(190_000))
    monkeypatch.setenv("TMPDIR", str(small_disk))
    said = refused(npqlt("handout", "7", "-o", "out"), 1)
    assert "the packages for Anki cannot be made (database or disk is full, in the folder for temporary files)" in said
    assert names(small_disk) == ["filler"]
    assert not (small_disk.parent / "out").exists()


@pytest.fixture(scope="module")
def older_and_newer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two hand-outs, each as a folder and as a zip."""
    folder = tmp_path_factory.mktemp("hand-outs")
    environ = {"NPQLT_CARDS_HOME": str(tmp_path_factory.mktemp("home"))}
    for title, areas in {"Older": ("7",), "Newer": ("3", "4", "9")}.items():
        for place in ("out", "out.zip"):
            words = ("handout", *areas, "--title", title, "-o", f"{title}-{place}")
            assert program.npqlt(*words, cwd=folder, environ=environ).returncode == 0
    return folder


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX's")
@pytest.mark.whole
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
@pytest.mark.parametrize("place", ["out", "out.zip"])
def test_ended_while_it_writes(older_and_newer: Path, tmp_path: Path, number: int, place: str) -> None:
    """Ctrl-C, an end by the system, or kill -9: the older hand-out or the newer is there, whole."""
    older, newer = (older_and_newer / f"{title}-{place}" for title in ("Older", "Newer"))
    (shutil.copytree if older.is_dir() else shutil.copy)(older, tmp_path / place)
    command = [sys.executable, "-m", "npqlt_cards", "handout", "3", "4", "9", "--title", "Newer", "-o", place]
    running = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    while running.poll() is None and not any(name.startswith(".") for name in names(tmp_path)):
        time.sleep(0.0005)  # until the first file is being written, aside
    running.send_signal(number)
    _, said = running.communicate(timeout=60)
    assert running.returncode in (0, 130, 128 + signal.SIGTERM, -signal.SIGKILL)
    stopped = "npqlt: stopped. Every hand-out is there whole, or as it was before."
    assert said.strip() == (stopped if running.returncode == 130 else "")
    assert _content(tmp_path / place) in (_content(older), _content(newer))
    if number != signal.SIGKILL:
        assert names(tmp_path) == [place]


def _content(place: Path) -> dict[str, bytes]:
    """What a hand-out holds, by name."""
    if place.is_file():
        with zipfile.ZipFile(place) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    return {path.name: path.read_bytes() for path in place.iterdir()}
