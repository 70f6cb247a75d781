"""Files written whole or not at all."""

from __future__ import annotations

import errno
import os
import sys
import threading
from pathlib import Path

import pytest

from npqlt_cards.files import no_room, write_whole

posix = pytest.mark.skipif(sys.platform == "win32", reason="pipes and links as POSIX has them")


def test_written(tmp_path: Path) -> None:
    """The file holds the data, and nothing else is left in the folder."""
    write_whole(tmp_path / "a", b"old")
    write_whole(tmp_path / "a", b"new")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a", b"new")]


@posix
def test_who_may_read_it(tmp_path: Path) -> None:
    """Who may read and write a file is the same after it was replaced."""
    (tmp_path / "a").write_bytes(b"old")
    (tmp_path / "a").chmod(0o600)
    write_whole(tmp_path / "a", b"new")
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o600
    (tmp_path / "a").chmod(0o444)
    write_whole(tmp_path / "a", b"newer")
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o644


@posix
def test_a_link_to_itself(tmp_path: Path) -> None:
    """A link that leads nowhere but to itself is an error of the system's, like others."""
    (tmp_path / "a").symlink_to("a")
    with pytest.raises(OSError, match="symbolic links"):
        write_whole(tmp_path / "a", b"data")


def test_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a file can grow nothing is said and nothing left; where it cannot, what the system lacks."""
    (tmp_path / "book").write_bytes(b"x" * 1000)
    assert no_room(tmp_path / "book") == no_room(tmp_path / "not there yet") == ""

    def refuse(_number: int) -> None:
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(os, "fsync", refuse)
    assert no_room(tmp_path / "book") == "the disk is full: free some space"
    assert [path.name for path in tmp_path.iterdir()] == ["book"]


def test_not_written(tmp_path: Path) -> None:
    """A folder in its place, or none to write into, is an OSError, and nothing is left behind."""
    (tmp_path / "folder").mkdir()
    for path in (tmp_path / "folder", tmp_path / "missing" / "a"):
        with pytest.raises(OSError, match=r"."):
            write_whole(path, b"data")
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


@posix
def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """What a link points at is written, and the link is left."""
    (tmp_path / "target").write_bytes(b"old")
    (tmp_path / "link").symlink_to("target")
    write_whole(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "target").read_bytes() == b"new"


@posix
def test_a_pipe_without_a_name(tmp_path: Path) -> None:
    """A pipe that has a name only as this process's own (/dev/stdout) is written to."""
    reading, writing = os.pipe()
    write_whole(Path(f"/dev/fd/{writing}"), b"data")
    os.close(writing)
    assert os.read(reading, 100) == b"data"
    os.close(reading)


@posix
def test_a_pipe_stays_a_pipe(tmp_path: Path) -> None:
    """What is no file is written to as it stands, and never replaced."""
    pipe, read = tmp_path / "pipe", list[bytes]()
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    write_whole(pipe, b"data")
    reader.join(timeout=10)
    assert read == [b"data"]
    assert pipe.is_fifo()
