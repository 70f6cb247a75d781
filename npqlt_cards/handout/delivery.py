"""A hand-out on disk, as a folder or as one zip: all of it, or what stood there before.

A zip is one file, and replaced as one. A folder cannot be replaced in one step on every system: the new one is made
aside, then the old one is renamed away and the new one renamed into its place. Should the machine die between those two
renames, both are whole beside the place, under hidden names that begin with the folder's own; nothing is half-made, and
the next run makes the folder again.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from npqlt_cards.errors import NpqltError
from npqlt_cards.files import FORGOTTEN_S, remedy, write_whole, zip_entry
from npqlt_cards.handout.manifest import files_listed

_PACKED = (".apkg", ".pdf")  # nothing is gained by packing them again
_LEFT_BY_SYSTEMS = {".DS_Store", "Thumbs.db", "desktop.ini"}


def check_place(place: Path) -> None:
    """Raise NpqltError where no hand-out may be put: over somebody's own files, or a folder that is in use."""
    if is_zip(place):
        if place.is_dir():
            raise NpqltError(f"{place}: is a folder: name another file with -o")
        return
    if place.exists() and not place.is_dir():
        raise NpqltError(f"{place}: is a file: name a folder, or a file that ends in .zip, with -o")
    if place.resolve() in (here := Path.cwd(), *here.parents):
        raise NpqltError(f"{place}: is the folder you are in: name another with -o")
    if place.is_dir() and (found := {path.name for path in _entries(place)}):
        listed = files_listed(place)
        if listed is None:
            raise NpqltError(f"{place}: holds other files: name a new or an empty folder with -o")
        if own := sorted(found - listed):
            raise NpqltError(f"{place}: holds {own[0]}, which no hand-out put there: move it, or name another folder")


def deliver(files: Mapping[str, bytes], place: Path) -> None:
    """Put a hand-out's files at a place: into one zip if its name ends so, else into a folder.

    Raises NpqltError, as :func:`check_place`, and where it cannot be written; then nothing of it is left behind.
    """
    check_place(place)
    try:
        if is_zip(place):
            write_whole(place, zipped(files))
        else:
            _replace_folder(place.resolve(), files)
    except OSError as error:
        what = remedy(error, "name another place with -o")
        raise NpqltError(f"{place}: cannot be written ({error.strerror}): {what}") from error


def is_zip(place: Path) -> bool:
    """Whether a place's name is that of a zip."""
    return place.suffix.lower() == ".zip"


def zipped(files: Mapping[str, bytes]) -> bytes:
    """The files as a zip, the same bytes each time: in their order, with one date and plain attributes."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, data in files.items():
            how = zipfile.ZIP_STORED if name.endswith(_PACKED) else zipfile.ZIP_DEFLATED
            archive.writestr(zip_entry(name), data, how)
    return written.getvalue()


def _sweep(place: Path) -> None:
    """Take away what killed processes left beside a hand-out that is in place: half-made ones, older ones."""
    aside = re.compile(re.escape(f".{place.name}.") + r"\d+\.(new|old)")
    with suppress(OSError):
        for left in place.parent.iterdir():
            if aside.fullmatch(left.name) and left.stat().st_mtime < place.stat().st_mtime - FORGOTTEN_S:
                shutil.rmtree(left, ignore_errors=True)


def _entries(folder: Path) -> list[Path]:
    try:
        return [path for path in folder.iterdir() if path.name not in _LEFT_BY_SYSTEMS]
    except OSError as error:
        raise NpqltError(f"{folder}: cannot be read ({error.strerror}): name another folder with -o") from error


def _replace_folder(place: Path, files: Mapping[str, bytes]) -> None:
    made = [folder for folder in place.parents if not folder.exists()]
    new, old = (place.with_name(f".{place.name}.{os.getpid()}.{what}") for what in ("new", "old"))
    try:
        new.mkdir(parents=True)
        for name, data in files.items():
            write_whole(new / name, data)
        if place.exists():
            place.rename(old)
        new.rename(place)
        _sweep(place)
    finally:  # whatever ended it: the old one is back, or the new one there, and nothing is beside it
        if old.exists() and not place.exists():
            old.rename(place)
        for folder in (new, old):
            shutil.rmtree(folder, ignore_errors=True)
        with suppress(OSError):  # those that hold the hand-out stay
            for folder in made:
                folder.rmdir()
