"""Files written whole or not at all, and read with nothing but a file believed to be one."""

from __future__ import annotations

import errno
import os
import re
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zipfile import ZipInfo

_ASIDE = re.compile(r"\.(.+)\.\d+-\d+\.tmp")
FORGOTTEN_S = 3_600.0  # nobody takes an hour to write a file: one set aside before that was left by a killed process
_TRIAL = 128 * 1024  # bytes: more than one answer needs
_ROOM = {
    errno.ENOSPC: "the disk is full: free some space",
    errno.EFBIG: "no file may grow so large here (a limit of the system, or of the disk's format): raise the limit",
}
if hasattr(errno, "EDQUOT"):
    _ROOM[errno.EDQUOT] = "your share of the disk (quota) is used up: delete something of yours, or ask for more"


def remedy(error: OSError, otherwise: str) -> str:
    """What to do about a file that cannot be written: make room if that is what lacks, else what the caller knows."""
    return _ROOM.get(error.errno or 0, otherwise)


def resolved(path: Path) -> Path:
    """The file that a path means, links followed. Raises OSError, for a link to itself too."""
    with suppress(RuntimeError):  # what Python up to 3.12 raises for one; newer ones leave the link as it is
        if not (found := path.resolve()).is_symlink():
            return found
    raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))


def read_plain(path: Path, most: int) -> bytes:
    """The first ``most`` bytes of a file. Raises OSError, for a pipe or a device too: to read one may never end."""
    with open(path, "rb", opener=_without_waiting) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(errno.EINVAL, "it is a pipe, a device or the like, and no file", str(path))
        return file.read(most)


def no_room(beside: Path) -> str:
    """Why a file could not grow any further, in words; "" where one beside it could.

    SQLite and other libraries keep to themselves what the system said: so a file of that size is tried, and taken away.
    """
    trial = _aside(beside)
    try:
        with trial.open("wb") as file:
            file.write(bytes(_TRIAL))
            file.seek(beside.stat().st_size + _TRIAL if beside.exists() else 0)
            file.write(b"\0")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        return _ROOM.get(error.errno or 0, "")
    finally:
        with suppress(OSError):
            trial.unlink()
    return ""


def _without_waiting(path: str, flags: int) -> int:
    """Open it; a pipe that nobody writes to would be waited for."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def write_whole(path: Path, data: bytes) -> None:
    """Put ``data`` at ``path``: set aside first, then moved into place, so that no half of it is ever there.

    A link stays a link, and what is no file (a pipe, a device) is written to as it stands. Raises OSError, nothing
    left behind, where it cannot be written.
    """
    if path.exists() and not path.is_file():
        path.write_bytes(data)  # by its own name: a pipe of this process's (/dev/stdout) has no other
        return
    with set_aside(resolved(path)) as aside:
        aside.write_bytes(data)


@contextmanager
def set_aside(path: Path, new: bool = False) -> Iterator[Path]:
    """A path beside ``path`` to write a file to, which is then moved into place, on disk when this ends.

    Who may read and write a file that it replaces may do so still. With ``new`` nothing is replaced: FileExistsError
    where another was first. If anything fails, nothing is left behind. What processes that were killed left there long
    ago is taken away.
    """
    aside = _aside(path)
    try:
        yield aside
        with aside.open("rb+") as file:
            os.fsync(file.fileno())
        sweep(path.parent, aside.stat().st_mtime, path.name.__eq__)
        if new:
            _move_where_none_is(aside, path)
        else:
            with suppress(OSError):  # there is none yet
                aside.chmod(stat.S_IMODE(path.stat().st_mode) | stat.S_IWUSR)
            aside.replace(path)
        sync_folder(path.parent)
    except BaseException:
        with suppress(OSError):
            aside.unlink()
        raise


def _aside(path: Path) -> Path:
    return path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident()}.tmp")


def _move_where_none_is(aside: Path, path: Path) -> None:
    """Move a file to where there is none, at one blow. Raises FileExistsError where there is one."""
    if os.name != "nt":
        try:
            os.link(aside, path)
        except FileExistsError:
            raise
        except OSError:  # a disk that knows no links: FAT, some network drives
            if path.exists():
                raise FileExistsError(str(path)) from None
        else:
            aside.unlink(missing_ok=True)  # another that sweeps may have been first
            return
    aside.rename(path)  # on Windows it replaces nothing


def sweep(folder: Path, now: float, ours: Callable[[str], bool]) -> None:
    """Take away what killed processes left of files by certain names: what was set aside an hour or more before ``now``
    (a file's time), or is a second link to a file in place.
    """
    with suppress(OSError):
        for left in folder.iterdir():
            if (name := _ASIDE.fullmatch(left.name)) and ours(name[1]):
                with suppress(OSError):
                    if left.stat().st_mtime < now - FORGOTTEN_S or left.samefile(folder / name[1]):
                        left.unlink()


def zip_entry(name: str) -> ZipInfo:
    """An entry of a zip that tells neither when nor on what system it was made: the same content is the same bytes."""
    from zipfile import ZipInfo  # a start needs none

    entry = ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    entry.create_system, entry.external_attr = 3, 0o644 << 16
    return entry


def sync_folder(folder: Path) -> None:
    """Have a folder's names on disk: a file moved into it is there after a power cut. Windows does so itself."""
    if os.name == "nt":
        return
    with suppress(OSError):  # some network drives cannot
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
