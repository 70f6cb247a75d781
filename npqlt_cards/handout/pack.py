"""All the files of a hand-out, by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from npqlt_cards.anki import file_name, make_package
from npqlt_cards.decks.library import Library
from npqlt_cards.errors import NpqltError
from npqlt_cards.handout.manifest import MANIFEST, manifest
from npqlt_cards.handout.practice import practice_page
from npqlt_cards.handout.read_me import Contents, read_me_page
from npqlt_cards.handout.records import Handout
from npqlt_cards.handout.sheet import sheet_page

READ_ME, PRACTICE, SHEET, SHEET_PDF = "READ-ME-FIRST.html", "practice.html", "question-sheet.html", "question-sheet.pdf"

Prints = Callable[[str], bytes]


class _Package(NamedTuple):
    name: str
    what: str
    data: bytes


def make_files(
    library: Library, handout: Handout, cut_lines: bool = False, prints: Prints | None = None
) -> dict[str, bytes]:
    """The files of a hand-out, that to read first in front and the manifest last; the same bytes for the same input.

    ``prints`` turns a page into a PDF, and the sheet comes as one too. Raises NpqltError where a file cannot be made.
    """
    packages = list(_packages(library, handout))
    names = [(package.name, package.what) for package in packages]
    contents = Contents(PRACTICE, SHEET, names, SHEET_PDF if prints else "", cut_lines)
    files = {
        READ_ME: read_me_page(handout, contents).encode(),
        PRACTICE: practice_page(handout).encode(),
        SHEET: sheet_page(handout, cut_lines).encode(),
    }
    if prints:
        files[SHEET_PDF] = prints(sheet_page(handout, cut_lines, paper="a4"))
    files.update((package.name, package.data) for package in packages)
    return {**files, MANIFEST: manifest(handout, files)}


def _packages(library: Library, handout: Handout) -> Iterator[_Package]:
    """The packages for Anki: one of all areas, if there are several, and one of each."""
    areas = [section.area for section in handout.sections]
    wanted = [(file_name(area), area.heading, [area.slug]) for area in areas]
    if len(areas) > 1:
        # No area's package begins like this, whatever the area is called.
        wanted.insert(0, (f"anki-all-{len(areas)}-areas.apkg", "", [area.slug for area in areas]))
    try:
        for name, what, slugs in wanted:
            yield _Package(name, what, make_package(library, slugs, handout.version).data)
    except OSError as error:
        raise NpqltError(f"the packages for Anki cannot be made ({error.strerror}): free some space") from error
