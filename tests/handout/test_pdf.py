"""The sheet as a PDF: by whichever browser there is, or a plain word why not."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from browser import find_browser as browser_of_tests
from pypdf import PdfReader

from npqlt_cards.decks.library import Library
from npqlt_cards.errors import NpqltError
from npqlt_cards.handout import pdf
from npqlt_cards.handout.pdf import find_browser, print_page
from npqlt_cards.handout.records import Event, make_handout
from npqlt_cards.handout.sheet import sheet_page

AS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
POSIX = pytest.mark.skipif(os.name != "posix", reason="a script that runs by its first line is POSIX's")


def program(path: Path, body: str = "exit 0") -> Path:
    """A program of that name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return path


@pytest.mark.whole
def test_the_real_one(library: Library) -> None:
    """Printed twice, it is the same: A4, tagged, titled, its headings an outline, with a date that is the cards'."""
    try:  # what a facilitator's program takes, rather than what is quicker for tests
        browser = find_browser(os.environ)
    except NpqltError:
        browser = Path(browser_of_tests())
    handout = make_handout(library, Event("Event 1 – “ä”", ("assessment",)), "1.0")
    page = sheet_page(handout, paper="a4")
    once, again = (print_page(page, browser, handout.newest, AS_ROOT) for _ in range(2))
    assert once == again
    reader = PdfReader(io.BytesIO(once))
    assert abs(float(reader.pages[0].mediabox.height) - 842) < 2
    assert f"page 1 of {len(reader.pages)}" in reader.pages[0].extract_text()
    assert reader.metadata
    assert reader.metadata.title == "Event 1 – “ä”: question sheet"
    assert reader.metadata.creation_date
    assert reader.metadata.creation_date.date().isoformat() == handout.newest
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.outline


@pytest.fixture
def no_applications(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Mac on which nobody installed a browser for all."""
    monkeypatch.setattr(pdf, "_APPLICATIONS", tmp_path / "none")


@POSIX
@pytest.mark.usefixtures("no_applications")
def test_found(tmp_path: Path) -> None:
    """What the variable names comes first, by its path or by its name, then PATH, then the system's usual places."""
    on_path = program(tmp_path / "bin" / "google-chrome")
    mine = program(tmp_path / "mine" / "my-browser")
    usual = {"ProgramFiles": str(tmp_path / "Program Files")}
    edge = program(tmp_path / "Program Files" / "Microsoft" / "Edge" / "Application" / "msedge.exe")
    on_mac = program(tmp_path / "Applications" / "Chromium.app" / "Contents" / "MacOS" / "Chromium")
    path = {"PATH": str(on_path.parent)}
    assert find_browser({**path, "NPQLT_CHROMIUM": str(mine)}) == mine
    assert find_browser({"PATH": str(mine.parent), "NPQLT_CHROMIUM": "my-browser"}) == mine
    assert find_browser({**path, **usual}) == on_path
    assert find_browser({"PATH": "", **usual}) == edge
    assert find_browser({"PATH": "", "HOME": str(tmp_path)}) == on_mac


@pytest.mark.usefixtures("no_applications")
def test_not_found(tmp_path: Path) -> None:
    """Without one, and with one that is not there, it is told what to do."""
    with pytest.raises(NpqltError, match="needs Chromium, Chrome or Edge, and none was found"):
        find_browser({"PATH": str(tmp_path), "HOME": str(tmp_path)})
    with pytest.raises(NpqltError, match="NPQLT_CHROMIUM names no-such, which is no program"):
        find_browser({"PATH": str(tmp_path), "NPQLT_CHROMIUM": "no-such"})


@POSIX
@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("exit 3", "ended with code 3"),
        ("exit 0", "printed nothing"),
        pytest.param("sleep 60", "did not print within 1 seconds", marks=pytest.mark.slow),
    ],
)
def test_one_that_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str, message: str) -> None:
    """A browser that fails, prints nothing, or never ends is told by name."""
    monkeypatch.setattr(pdf, "_LONGEST_S", 1)
    with pytest.raises(NpqltError, match=f"browser: {message}, so there is no PDF"):
        print_page("<p>page</p>", program(tmp_path / "browser", body), "2026-11-24", False)


@POSIX
@pytest.mark.parametrize("as_root", [False, True])
def test_what_it_is_told(tmp_path: Path, as_root: bool) -> None:
    """It is given a profile of its own, and does without its sandbox for root alone."""
    words = tmp_path / "words"
    browser = program(
        tmp_path / "browser",
        f'echo "$@" > {words}; for w; do case $w in *print-to-pdf=*) echo x > "${{w#*=}}";; esac; done',
    )
    assert print_page("<p>page</p>", browser, "2026-11-24", as_root) == b"x\n"
    told = words.read_text()
    assert "--user-data-dir=" in told
    assert ("--no-sandbox" in told) == as_root


def test_one_that_cannot_start(tmp_path: Path) -> None:
    """A file that is no program is told."""
    (tmp_path / "browser").write_text("words")
    with pytest.raises(NpqltError, match="cannot be started"):
        print_page("<p>page</p>", tmp_path / "browser", "2026-11-24", False)
