"""A real browser for the tests of pages: found on this machine, and watched for all that a page must not do.

It is Chromium or one of its kin, driven by Playwright, which here downloads no browser of its own.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, sync_playwright

ROOT = Path(__file__).parents[2]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge", "microsoft-edge")
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
PATIENCE_MS = 20_000


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
    """Opens pages as files, offline, each in a context of its own; ``faults`` is what they did and must not do."""

    def __init__(self, browser: Browser, folder: Path) -> None:
        self.faults: list[str] = []
        self._browser, self._folder = browser, folder
        self._contexts: list[BrowserContext] = []
        self._files: set[str] = set()

    def open(self, html: str, name: str = "page.html", before: str = "", **options: Any) -> Page:
        """The page in a new context: no storage of another's. ``before`` is script that runs before the page's own.

        Options are Playwright's for a context: ``color_scheme="dark"``, ``java_script_enabled=False``,
        ``viewport={"width": 320, "height": 640}``, ``reduced_motion="reduce"``, ``forced_colors="active"``…
        """
        context = self._browser.new_context(offline=True, **options)
        context.set_default_timeout(PATIENCE_MS)
        self._contexts.append(context)
        self._watch(context)
        if before:
            context.add_init_script(before)
        return self.beside(context, html, name)

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
        """Close all that is open."""
        for context in self._contexts:
            context.close()

    def _watch(self, context: BrowserContext) -> None:
        context.on("request", lambda request: self._requested(request.url))
        context.on("console", lambda message: self.faults.append(f"console {message.type}: {message.text}"))
        context.on("weberror", lambda fault: self.faults.append(f"error: {fault.error}"))
        context.on("dialog", self._asked)

    def _asked(self, dialog: Dialog) -> None:
        self.faults.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _requested(self, url: str) -> None:
        if url.partition("#")[0] not in self._files:
            self.faults.append(f"request: {url}")


def violations(page: Page, axe: str) -> list[str]:
    """What axe-core finds wrong with a page as it stands: rule, element, and why."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(axe)
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", list(RULES))
    return [
        f"{rule['id']} {node['target']}: {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def is_too_wide(page: Page) -> bool:
    """Whether a page scrolls sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))
