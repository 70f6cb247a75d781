"""Files written whole or not at all, and read with nothing but a file believed to be one."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress
from pathlib import Path

_TRIAL = 128 * 1024  # bytes: more than one answer needs
_ROOM = {
    errno.ENOSPC: "the disk is full: free some space",
    errno.EFBIG: "no file may grow so large here (a limit of the system, or of the disk's format): raise the limit",
}
if hasattr(errno, "EDQUOT"):
    _ROOM[errno.EDQUOT] = "your share of the disk (quota) is used up: delete something of yours, or ask for more"


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
    trial = beside.with_name(f".{beside.name}.{os.getpid()}.tmp")
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
    path = path.resolve()
    if path.exists() and not path.is_file():
        path.write_bytes(data)
        return
    aside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with aside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    except BaseException:
        with suppress(OSError):
            aside.unlink()
        raise
