"""A page as a PDF, printed by the Chromium, Chrome or Edge that is on this machine."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from npqlt_cards.errors import NpqltError

VARIABLE = "NPQLT_CHROMIUM"
_ON_PATH = (
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"),
    *("microsoft-edge", "microsoft-edge-stable", "msedge"),
)
_APPLICATIONS = Path("/Applications")
_IN_APPLICATIONS = (
    "Google Chrome.app/Contents/MacOS/Google Chrome",
    "Chromium.app/Contents/MacOS/Chromium",
    "Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
_IN_PROGRAM_FILES = ("Google/Chrome/Application/chrome.exe", "Microsoft/Edge/Application/msedge.exe")
_PROGRAM_FILES = ("ProgramFiles", "ProgramFiles(x86)", "LocalAppData")
_QUIET = (
    *("--headless", "--no-first-run", "--no-default-browser-check", "--disable-gpu", "--disable-extensions"),
    *("--disable-sync", "--disable-background-networking", "--disable-component-update"),
)
_LONGEST_S = 120
_MADE = re.compile(rb"(/(?:CreationDate|ModDate) \(D:)\d{14}([^)]*\))")


def find_browser(environ: Mapping[str, str]) -> Path:
    """The browser to print with: what NPQLT_CHROMIUM names, one on PATH, or one in its usual place.

    Raises NpqltError where there is none.
    """
    if named := environ.get(VARIABLE):
        found = shutil.which(named, path=environ.get("PATH"))
        if found is None:
            raise NpqltError(f"{VARIABLE} names {named}, which is no program: set it to Chromium, Chrome or Edge")
        return Path(found)
    for place in _usual_places(environ):
        return place
    raise NpqltError(
        "--pdf needs Chromium, Chrome or Edge, and none was found: install one, or set "
        f"{VARIABLE} to its program. Nothing was written; without --pdf, question-sheet.html prints from any browser"
    )


def print_page(html: str, browser: Path, day: str, as_root: bool) -> bytes:
    """The page as a PDF, without headers of the browser's own. Raises NpqltError where the browser makes none.

    ``day`` (ISO 8601) stands in it as its date, instead of the time of making: so the same page gives the same bytes,
    as long as the browser and its fonts are the same ones. Chromium has no sandbox for root: ``as_root`` goes without,
    which is bearable for a page that runs no script and fetches nothing.
    """
    with tempfile.TemporaryDirectory(prefix="npqlt-", ignore_cleanup_errors=True) as folder:
        page, printed = Path(folder) / "page.html", Path(folder) / "page.pdf"
        page.write_bytes(html.encode())
        options = [*_QUIET, f"--user-data-dir={Path(folder) / 'profile'}", *(["--no-sandbox"] if as_root else [])]
        wanted = ["--no-pdf-header-footer", "--generate-pdf-document-outline", f"--print-to-pdf={printed}"]
        _run([str(browser), *options, *wanted, page.as_uri()], browser)
        try:
            data = printed.read_bytes()
        except OSError as error:
            raise _failure(browser, "printed nothing") from error
    return _MADE.sub(rb"\g<1>" + day.replace("-", "").encode() + rb"000000\2", data)


def _run(command: list[str], browser: Path) -> None:
    """Run the browser to its end. What it says goes nowhere: it tells of many things that do not matter."""
    nowhere = subprocess.DEVNULL
    try:
        done = subprocess.run(  # noqa: S603 - the user's own browser, and arguments of ours
            command, stdin=nowhere, stdout=nowhere, stderr=nowhere, timeout=_LONGEST_S, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise _failure(browser, f"did not print within {_LONGEST_S} seconds") from error
    except OSError as error:
        raise _failure(browser, f"cannot be started ({error.strerror})") from error
    if done.returncode:
        raise _failure(browser, f"ended with code {done.returncode}")


def _failure(browser: Path, why: str) -> NpqltError:
    return NpqltError(
        f"{browser}: {why}, so there is no PDF and nothing was written: set {VARIABLE} to another browser"
    )


def _usual_places(environ: Mapping[str, str]) -> Iterator[Path]:
    for name in _ON_PATH:
        if found := shutil.which(name, path=environ.get("PATH", "")):
            yield Path(found)
    homes = [_APPLICATIONS, Path(environ.get("HOME", "/")) / "Applications"]
    places = [home / program for home in homes for program in _IN_APPLICATIONS]
    folders = [Path(environ[name]) for name in _PROGRAM_FILES if environ.get(name)]
    places += [folder / program for folder in folders for program in _IN_PROGRAM_FILES]
    yield from (place for place in places if place.is_file())
