"""Anki's files opened with care: a package's collection on disk, or a copy of the one that Anki works with.

Nothing in a file from elsewhere is believed. Names in a package are looked at, never used as paths; nothing is taken
into memory whole; what unpacks to more than a learner's reviews could be, or far more than was packed, is refused; a
query that works longer than an honest file of that size could ask for is broken off; and a collection that Anki has
open is left alone.
"""

from __future__ import annotations

import errno
import shutil
import sqlite3
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO, Any, NoReturn
from urllib.request import pathname2url

from npqlt_cards.errors import NpqltError
from npqlt_cards.wording import cut

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

LARGEST = 2 * 1024**3  # bytes of a collection
_LARGEST_LIST = 4 * 1024**2  # bytes of a package's table of contents: some 75,000 files
_BOMB_FROM, _BOMB_RATIO = 64 * 1024**2, 200  # a real collection packs to a fifth, not to a two-hundredth
_CHUNK = 1024**2
_STEPS, _STEPS_A_BYTE = 5_000_000, 1  # of SQLite's machine: half a second's; a review takes some 30, and 70 bytes
_STEPS_AT_ONCE = 100_000
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # Anki's; others have errors and appetites of their own
_NEWEST_META = 3  # the newest form of package that we read
_COLLECTIONS = ("collection.anki21b", "collection.anki21", "collection.anki2")  # the first that is there counts
_SQLITE = b"SQLite format 3\0"
_EXPORT = "export it anew from Anki"
_UPGRADE = "in Anki choose File, Export and tick “Support older Anki versions”"


NO_SQLITE = (sqlite3.Error, UnicodeDecodeError)  # the latter where SQLite's own message quotes a damaged name
Choose = Callable[[Path, zipfile.ZipFile], zipfile.ZipInfo]


def _newest(path: Path, package: zipfile.ZipFile) -> zipfile.ZipInfo:
    """Which of a package's files is its collection: the newest form there is, and none that only stands for it."""
    _check_form(path, package)
    names = package.namelist()
    name = next((name for name in _COLLECTIONS if name in names), None)
    if name is None:
        _refuse(path, "holds no collection")
    if name == _COLLECTIONS[-1] and any(each.startswith("collection.") and each != name for each in names):
        _refuse(path, "was made by a newer Anki than this npqlt knows", f"upgrade npqlt-cards, or {_UPGRADE}")
    return package.getinfo(name)


@contextmanager
def collection_of(path: Path) -> Iterator[sqlite3.Connection]:
    """The collection in a package, or a collection file itself, to be read. Raises NpqltError for any other file."""
    try:
        if not path.is_file():
            raise OSError(errno.EINVAL, "it is not there, or no file")
        with path.open("rb") as file, tempfile.TemporaryDirectory(prefix="npqlt-") as folder:
            copy = Path(folder) / "collection"
            head = file.read(len(_SQLITE))
            if head == _SQLITE:
                _copy_live(path, copy)
            elif head.startswith(b"PK") or path.suffix.lower() in (".apkg", ".colpkg"):
                _unpack(path, file, copy)
            else:
                _refuse(path, "is neither an Anki package (.apkg, .colpkg), nor a collection, nor a log (.jsonl)")
            with closing(opened(copy)) as connection:
                yield connection
    except NO_SQLITE as error:
        raise damaged(path, error) from error
    except OSError as error:
        raise NpqltError(f"{path}: cannot be read ({error.strerror or error}): check the path and the disk") from error


def damaged(path: Path, error: Exception) -> NpqltError:
    """What SQLite said of a file from Anki."""
    return NpqltError(f"{path}: its collection is damaged ({cut(str(error), 200)}): {_EXPORT}")


def tables(connection: sqlite3.Connection) -> set[str]:
    """The names of a collection's own tables: views and the like, which may compute anything, are none."""
    query = "SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0 LIMIT 1000"
    return {str(name) for (name,) in connection.execute(query)}


def _refuse(path: Path, what: str, repair: str = _EXPORT) -> NoReturn:
    raise NpqltError(f"{path}: {what}: {repair}")


def opened(copy: Path) -> sqlite3.Connection:
    """Our own copy of a collection, opened to be read with nothing in it believed.

    What stands in a write-ahead log beside it is part of it. Queries may raise sqlite3.Error.
    """
    journalled = copy.with_name(copy.name + "-wal").exists()
    mode = "mode=rw" if journalled else "mode=ro&immutable=1"
    connection = sqlite3.connect(f"file:{pathname2url(str(copy))}?{mode}", uri=True)
    connection.set_progress_handler(_patience(copy.stat().st_size), _STEPS_AT_ONCE)
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    if hasattr(connection, "setlimit"):  # since Python 3.11
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 10_000_000)
    return connection


def _patience(size: int) -> Callable[[], bool]:
    """Tells when SQLite has worked for longer than an honest file of that size asks for."""
    left = (_STEPS + size * _STEPS_A_BYTE) // _STEPS_AT_ONCE

    def spent() -> bool:
        nonlocal left
        left -= 1
        return left < 0

    return spent


# -- packages ----------------------------------------------------------------------------------------------------------


def take_out(path: Path, file: IO[bytes], copy: Path, choose: Choose) -> None:
    """Put the collection of the package at ``path``, open as ``file``, at ``copy``; ``choose`` says which file it is.

    Raises NpqltError for what no package holds, and as zipfile and Zstandard do for what cannot be unpacked.
    """
    if _list_size(file) > _LARGEST_LIST:
        _refuse(path, "lists more files than any package that npqlt reads", "export the NPQLT deck alone")
    with zipfile.ZipFile(file) as package:
        _check_names(path, package.namelist())
        if any(each.compress_type not in _PACKINGS for each in package.infolist()):
            raise NotImplementedError("neither stored nor deflated")
        entry = choose(path, package)
        if entry.file_size > LARGEST:
            _refuse(path, "holds a collection of more than 2 GB", "export the NPQLT deck alone")
        with package.open(entry) as packed:
            unpacked = zstd.ZstdFile(packed) if entry.filename.endswith("b") else packed
            _pour(path, unpacked, copy, entry.compress_size)


def _unpack(path: Path, file: IO[bytes], copy: Path) -> None:
    try:
        take_out(path, file, copy, _newest)
    except (zipfile.BadZipFile, zlib.error, zstd.ZstdError, EOFError, ValueError) as error:
        raise NpqltError(f"{path}: is cut short or damaged, or not a package ({error}): {_EXPORT}") from error
    except (NotImplementedError, RuntimeError) as error:  # encrypted, or packed in a way of its own
        raise NpqltError(f"{path}: is packed in a way that Anki does not use ({error}): {_EXPORT}") from error
    with copy.open("rb") as unpacked_file:
        if unpacked_file.read(len(_SQLITE)) != _SQLITE:
            _refuse(path, "holds a collection that is damaged")


def _list_size(file: IO[bytes]) -> int:
    """How long the table of contents says it is; zipfile would read it whole."""
    size = file.seek(0, 2)
    file.seek(max(0, size - 65_557))
    tail = file.read()
    file.seek(0)
    found = tail.rfind(b"PK\x05\x06")
    declared = int.from_bytes(tail[found + 12 : found + 16], "little") if found >= 0 else 0
    if declared == 0xFFFFFFFF:  # told in the longer form that goes before
        longer = tail.rfind(b"PK\x06\x06")
        declared = int.from_bytes(tail[longer + 40 : longer + 48], "little") if longer >= 0 else size
    return declared


def _check_names(path: Path, names: list[str]) -> None:
    for name in names:
        parts = name.replace("\\", "/").split("/")
        if ".." in parts or parts[0] == "" or parts[0].endswith(":"):
            _refuse(path, f"holds a file that would climb out of its folder ({name[:60]!r})", "do not trust it")


def _check_form(path: Path, package: zipfile.ZipFile) -> None:
    """Anki writes the package's form as one small number."""
    if "meta" in package.namelist():
        with package.open("meta") as meta:
            data = meta.read(16)
        if data[:1] == b"\x08" and data[1:2] > bytes([_NEWEST_META]):
            _refuse(path, "was made by a newer Anki than this npqlt knows", f"upgrade npqlt-cards, or {_UPGRADE}")


def _pour(path: Path, unpacked: IO[bytes] | Any, copy: Path, packed_size: int) -> None:
    """Write it out piece by piece, no further than it can be honest."""
    most = min(LARGEST, max(_BOMB_FROM, packed_size * _BOMB_RATIO))
    written = 0
    with copy.open("wb") as out:
        while chunk := unpacked.read(_CHUNK):
            written += len(chunk)
            if written > most:
                _refuse(path, f"unpacks to more than {most // 1024**2:,} MB, which no honest package does")
            out.write(chunk)


# -- live collections --------------------------------------------------------------------------------------------------


def _copy_live(path: Path, copy: Path) -> None:
    """Copy a collection and its write-ahead log, if nobody has it open: reading the file itself would leave traces."""
    beside = path.with_name(path.name + "-wal")
    sources = [(path, copy)]
    if beside.exists() and beside.stat().st_size:
        sources.append((beside, copy.with_name(copy.name + "-wal")))
    if sum(source.stat().st_size for source, _ in sources) > LARGEST:
        _refuse(path, "is larger than 2 GB", "in Anki, export the NPQLT deck alone, and import that")
    journal = path.with_name(path.name + "-journal")
    if journal.exists() and journal.stat().st_size:
        _refuse(path, "was not closed properly", "open it in Anki once, close Anki, and try again")
    if _locked(path):
        _refuse(path, "is open in Anki", "close Anki and try again, or export the deck and import that")
    before = [_stamp(source) for source, _ in sources]
    for source, target in sources:
        shutil.copyfile(source, target)
    if [_stamp(source) for source, _ in sources] != before or _locked(path):
        _refuse(path, "is being written to", "close Anki and try again")


def _stamp(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_size, found.st_mtime_ns


def _locked(path: Path) -> bool:
    """Whether Anki or anybody else holds it. Asked in a mode in which SQLite makes no files beside the collection."""
    with closing(sqlite3.connect(f"file:{pathname2url(str(path.absolute()))}?mode=ro", uri=True, timeout=0.5)) as asked:
        try:
            asked.execute("PRAGMA locking_mode = EXCLUSIVE")
            asked.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.OperationalError as error:
            return "locked" in str(error)  # anything else is what this mode says of a file that is free
    return False
