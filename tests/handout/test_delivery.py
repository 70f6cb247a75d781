"""A hand-out on disk: all of it, or what stood there before."""

from __future__ import annotations

import errno
import os
import zipfile
from pathlib import Path

import pytest

from npqlt_cards.errors import NpqltError
from npqlt_cards.handout import delivery
from npqlt_cards.handout.delivery import check_place, deliver, zipped

MANIFEST = b'{"made_by": "npqlt handout", "files": [{"name": "a.html"}, {"name": "b.apkg"}]}'
FILES = {"a.html": b"a", "b.apkg": b"b", "manifest.json": MANIFEST}
NEWER = {**FILES, "a.html": b"newer"}


def held(folder: Path) -> dict[str, bytes]:
    """All that stands below a folder, hidden names too."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_folder(tmp_path: Path) -> None:
    """Into a new folder, with those above it; into an empty one; over an older hand-out, whose leavings go."""
    deliver(FILES, tmp_path / "new" / "event")
    assert held(tmp_path) == {f"new/event/{name}": data for name, data in FILES.items()}
    (tmp_path / "empty").mkdir()
    deliver(FILES, tmp_path / "empty")
    deliver({"a.html": b"newer", "manifest.json": MANIFEST}, tmp_path / "empty")
    assert held(tmp_path / "empty") == {"a.html": b"newer", "manifest.json": MANIFEST}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty", "new"]


def test_zip(tmp_path: Path) -> None:
    """A zip is replaced whole; its entries have one date, their order, and plain attributes."""
    place = tmp_path / "event.ZIP"
    place.write_bytes(b"old")
    deliver(FILES, place)
    with zipfile.ZipFile(place) as archive:
        assert archive.namelist() == list(FILES)
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {entry.external_attr >> 16 for entry in archive.infolist()} == {0o644}
        assert {name: archive.read(name) for name in FILES} == FILES
    assert [path.name for path in tmp_path.iterdir()] == ["event.ZIP"]
    assert zipped(FILES) == place.read_bytes()


def test_what_a_system_leaves_is_no_file_of_anybodys(tmp_path: Path) -> None:
    """A folder that somebody looked at is still replaced."""
    deliver(FILES, tmp_path / "event")
    (tmp_path / "event" / ".DS_Store").touch()
    (tmp_path / "event" / "Thumbs.db").touch()
    deliver(NEWER, tmp_path / "event")
    assert held(tmp_path / "event") == NEWER


def test_what_killed_processes_left_beside_it(tmp_path: Path) -> None:
    """Folders set aside an hour ago or more go with the next hand-out; others' work, and another hand-out's, stays."""
    names = [".event.12.new", ".event.7.old", ".event.8.new", ".events.12.new", ".event.new"]
    for name in names:
        deliver(FILES, tmp_path / name)
        if name != ".event.8.new":
            os.utime(tmp_path / name, (0, 0))
    deliver(FILES, tmp_path / "event")
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([*names[2:], "event"])


@pytest.mark.parametrize(
    "manifest", [None, "{}", "[", "[]", '{"made_by": "npqlt handout"}', '{"made_by": "others", "files": []}']
)
def test_other_peoples_folders(tmp_path: Path, manifest: str | None) -> None:
    """A folder that holds anything but a hand-out of ours is left alone, and told."""
    (tmp_path / "thesis.docx").write_text("years")
    if manifest is not None:
        (tmp_path / "manifest.json").write_text(manifest)
    before = held(tmp_path)
    with pytest.raises(NpqltError, match="holds other files: name a new or an empty folder"):
        deliver(FILES, tmp_path)
    assert held(tmp_path) == before


def test_a_file_of_somebodys_beside_ours(tmp_path: Path) -> None:
    """What a facilitator put beside the hand-out is not lost: it is named, and nothing is replaced."""
    deliver(FILES, tmp_path / "event")
    (tmp_path / "event" / "slides.pptx").write_text("mine")
    before = held(tmp_path)
    with pytest.raises(NpqltError, match=r"slides\.pptx, which no hand-out put there"):
        deliver(NEWER, tmp_path / "event")
    assert held(tmp_path) == before


def test_places_that_cannot_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file where a folder should be, a folder where a zip should be, and the folder one is in, or above it."""
    (tmp_path / "file").touch()
    (tmp_path / "folder.zip").mkdir()
    (tmp_path / "in" / "it").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "in" / "it")
    for place, message in [
        (tmp_path / "file", "is a file"),
        (tmp_path / "folder.zip", "is a folder"),
        (Path(), "the folder you are in"),
        (tmp_path / "in", "the folder you are in"),
    ]:
        with pytest.raises(NpqltError, match=message):
            check_place(place)


@pytest.mark.parametrize("standing", [False, True])
@pytest.mark.parametrize("place", ["event", "event.zip", "new/event"])
@pytest.mark.parametrize(
    "ending", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt(), SystemExit(143)]
)
def test_an_end_in_the_middle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: BaseException, place: str, standing: bool
) -> None:
    """A full disk, Ctrl-C or a closed window while files are written: what stood there stands, alone."""
    if standing:
        deliver(FILES, tmp_path / place)
    before = held(tmp_path)
    folders = sorted(path for path in tmp_path.rglob("*") if path.is_dir())

    def ends(_path: Path, data: bytes) -> None:
        if data != NEWER["a.html"]:
            raise ending
        _path.write_bytes(data)

    monkeypatch.setattr(delivery, "write_whole", ends)
    with pytest.raises(NpqltError if isinstance(ending, OSError) else type(ending)) as error:
        deliver(NEWER, tmp_path / place)
    if isinstance(ending, OSError):
        assert "No space left on device" in str(error.value)
    assert held(tmp_path) == before
    assert sorted(path for path in tmp_path.rglob("*") if path.is_dir()) == folders


@pytest.mark.parametrize("which", [1, 2])
@pytest.mark.parametrize("after", [False, True])
def test_an_end_in_the_swap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, which: int, after: bool) -> None:
    """Ended just before or after either rename: a whole hand-out is in its place, the old or the new, and alone."""
    deliver(FILES, tmp_path / "event")
    rename, calls = Path.rename, []

    def ends(path: Path, target: Path) -> Path:
        calls.append(path)
        if len(calls) == which and not after:
            raise KeyboardInterrupt
        rename(path, target)
        if len(calls) == which:
            raise KeyboardInterrupt
        return target

    monkeypatch.setattr(Path, "rename", ends)
    with pytest.raises(KeyboardInterrupt):
        deliver(NEWER, tmp_path / "event")
    assert held(tmp_path / "event") in (FILES, NEWER)
    assert [path.name for path in tmp_path.iterdir()] == ["event"]


def test_a_file_that_is_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a system will not move a folder in use, as Windows will not, the old hand-out stays, and it is told."""
    deliver(FILES, tmp_path / "event")

    def refuses(path: Path, target: Path) -> Path:
        raise PermissionError(errno.EACCES, "Access is denied")

    monkeypatch.setattr(Path, "rename", refuses)
    with pytest.raises(NpqltError, match="Access is denied"):
        deliver(NEWER, tmp_path / "event")
    assert held(tmp_path / "event") == FILES
    assert [path.name for path in tmp_path.iterdir()] == ["event"]
