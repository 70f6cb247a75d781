"""A real browser for the tests of pages: found on this machine, and watched for all that a page must not do.

It is Chromium or one of its kin, driven by Playwright, which here downloads no browser of its own.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar, Literal, NoReturn
from weakref import WeakKeyDictionary

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, sync_playwright

ROOT = Path(__file__).parents[2]
# The shell first, where it is installed: the same engine without the browser's own windows, which are most of the work.
NAMES = (
    *("chromium-headless-shell", "chrome-headless-shell"),
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge", "microsoft-edge"),
)
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"%ProgramFiles%\Google\Chrome\Application\chrome.exe",
    r"%LocalAppData%\Google\Chrome\Application\chrome.exe",
    r"%ProgramFiles(x86)%\Microsoft\Edge\Application\msedge.exe",
)
QUIET = ("--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run")
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
# By night a page differs in colours alone (test_pages.py makes sure of it), so only rules about colours may find more.
AXE = """async ([tags, night]) => {
  const ofColours = axe.getRules(["cat.color"]).filter((rule) => rule.tags.some((tag) => tags.includes(tag)));
  const runOnly = night ? { type: "rule", values: ofColours.map((rule) => rule.ruleId) } : tags;
  const { violations } = await axe.run(document, { runOnly, resultTypes: ["violations"] });
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id} ${node.target}: ${node.failureSummary}`));
}"""
PATIENCE_MS = 20_000
SIZE = {"width": 1280, "height": 720}  # of a page, unless a test says otherwise
SCHEMES: tuple[Literal["dark", "light"], ...] = ("dark", "light")  # a page is left as it was opened


def missing(what: str) -> NoReturn:
    """Skip the test for want of something; fail where NPQLT_BROWSER_TESTS=required says that it must run."""
    if os.environ.get("NPQLT_BROWSER_TESTS") == "required":
        pytest.fail(f"NPQLT_BROWSER_TESTS=required, but {what}")
    pytest.skip(what)


def find_browser() -> str:
    """The browser's program: NPQLT_CHROMIUM, or else one on PATH, or in a usual place; the test is skipped without."""
    if named := os.environ.get("NPQLT_CHROMIUM"):
        return named
    on_path = (found for name in NAMES if (found := shutil.which(name)))
    in_place = (place for each in PLACES if Path(place := os.path.expandvars(each)).is_file())
    return next(on_path, None) or next(in_place, None) or missing("no Chromium, Chrome or Edge: set NPQLT_CHROMIUM")


def find_axe() -> str:
    """The text of axe-core: NPQLT_AXE names its file, or `npm install axe-core` put it here; skipped without."""
    path = Path(os.environ.get("NPQLT_AXE") or ROOT / "node_modules" / "axe-core" / "axe.min.js")
    return path.read_text("utf-8") if path.is_file() else missing(f"no axe-core (`npm install axe-core`): {path}")


@contextmanager
def running_browser() -> Iterator[Browser]:
    """The browser, started without a window."""
    program = find_browser()
    as_root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=[*QUIET, *as_root])
        yield browser
        browser.close()


class Visits:
    """Opens pages as files, offline, each in a context of its own; ``faults`` is what they did and must not do.

    A context takes most of a second of a whole browser's work. So one that has nothing left of its test is kept for the
    next that wants the same options.
    """

    _free: ClassVar[WeakKeyDictionary[Browser, dict[str, Page]]] = WeakKeyDictionary()

    def __init__(self, browser: Browser, folder: Path) -> None:
        self.faults: list[str] = []
        self._browser, self._folder = browser, folder
        self._opened: list[tuple[Page, str]] = []
        self._files: set[str] = set()
        self._watchers: dict[Any, Callable[[Any], None]] = {
            "request": lambda request: self._requested(request.url),
            "console": lambda message: self.faults.append(f"console {message.type}: {message.text}"),
            "weberror": lambda fault: self.faults.append(f"error: {fault.error}"),
            "dialog": self._asked,
        }

    def open(self, html: str, name: str = "page.html", before: str = "", **options: Any) -> Page:
        """The page in a new context: no storage of another's. ``before`` is script that runs before the page's own.

        Options are Playwright's for a context: ``color_scheme="dark"``, ``java_script_enabled=False``,
        ``viewport={"width": 320, "height": 640}``, ``reduced_motion="reduce"``, ``forced_colors="active"``…
        """
        size = options.pop("viewport", SIZE)
        kind = "" if before else json.dumps(options, sort_keys=True)
        page = self._free.get(self._browser, {}).pop(kind, None)
        if page is None:
            context = self._browser.new_context(offline=True, viewport=size, **options)
            context.set_default_timeout(PATIENCE_MS)
            page = context.new_page()
        if page.viewport_size != size:
            page.set_viewport_size(size)
        self._opened.append((page, kind))
        for event, watcher in self._watchers.items():
            page.context.on(event, watcher)
        if before:
            page.context.add_init_script(before)
        page.goto(self.save(html, name))
        return page

    def beside(self, context: BrowserContext, html: str, name: str = "page.html") -> Page:
        """A further page in a context that another was opened in: with the same storage."""
        page = context.new_page()
        page.goto(self.save(html, name))
        return page

    def save(self, html: str, name: str) -> str:
        """Write a page that may be opened; its address."""
        path = self._folder / name
        path.write_text(html, "utf-8", newline="\n")
        self._files.add(path.as_uri())
        return path.as_uri()

    def close(self) -> None:
        """Close all that is open, or have it as new for the next."""
        free = self._free.setdefault(self._browser, {})
        for page, kind in self._opened:
            if not kind or kind in free or page.context.pages != [page]:
                page.context.close()
                continue
            page.evaluate("localStorage.clear(), sessionStorage.clear()")
            page.goto("about:blank")
            for event, watcher in self._watchers.items():
                page.context.remove_listener(event, watcher)
            page.mouse.move(0, 0)
            page.emulate_media(media="null", color_scheme="null", forced_colors="null", reduced_motion="null")
            free[kind] = page

    def _asked(self, dialog: Dialog) -> None:
        self.faults.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _requested(self, url: str) -> None:
        if url.partition("#")[0] not in self._files:
            self.faults.append(f"request: {url}")


def violations(page: Page, axe: str) -> list[str]:
    """What axe-core finds wrong with a page as it stands, by day and by night: rule, element, and why."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(axe)
    found = []
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        found += page.evaluate(AXE, [list(RULES), scheme == "dark"])
    return found


def is_too_wide(page: Page) -> bool:
    """Whether a page scrolls sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))
