"""The browser that watches the pages: a test of a page can fail."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser import Visits, find_axe, find_browser, is_too_wide, violations
from playwright.sync_api import Browser

PAGE = '<!doctype html><html lang="en"><meta charset="utf-8"><title>Page</title><main><h1>Page</h1>{}</main>'


@pytest.mark.parametrize(
    ("slip", "fault"),
    [
        ("<script>console.log('hello')</script>", "console log: hello"),
        ("<script>null.words</script>", "error: "),
        ("<script>alert('hello')</script>", "dialog: hello"),
        ('<img alt="" src="picture.png">', "request: file:"),
        ('<img alt="" src="https://example.org/picture.png">', "request: https:"),
        (
            '<meta http-equiv="Content-Security-Policy" content="script-src \'none\'"><script>1</script>',
            "console error: ",
        ),
    ],
)
def test_a_fault_is_seen(browser: Browser, tmp_path: Path, slip: str, fault: str) -> None:
    """A word to the console, an error, a dialog, a request and a breach of the policy are each remembered."""
    visits = Visits(browser, tmp_path)
    visits.open(PAGE.format(slip))
    visits.close()
    assert any(each.startswith(fault) for each in visits.faults), visits.faults


def test_what_is_wrong_with_a_page_is_found(visits: Visits, axe: str) -> None:
    """A picture without words is told, and so is a page that scrolls sideways; a good page has neither."""
    good = visits.open(PAGE.format("<p>Words.</p>"))
    bad = visits.open(
        PAGE.format('<img src="data:,"><pre>' + "w" * 4_000 + "</pre>").replace("<img", '<img id="x"'), "bad.html"
    )
    assert not violations(good, axe)
    assert not is_too_wide(good)
    assert any(each.startswith("image-alt ") for each in violations(bad, axe))
    assert is_too_wide(bad)
    visits.faults.clear()  # the picture


def test_what_cannot_be_read_by_night_is_found(visits: Visits, axe: str) -> None:
    """Words in a colour too close to the paper's are told where only the night's colours are so; the day comes back."""
    night = "@media (prefers-color-scheme: dark) { :root { --paper: #333 } }"
    style = f"<style>:root {{ --paper: #fff }} {night} p {{ color: #222; background: var(--paper) }}</style>"
    page = visits.open(PAGE.format(style + "<p>Words.</p>"))
    assert [each.partition(" ")[0] for each in violations(page, axe)] == ["color-contrast"]
    assert page.evaluate("matchMedia('(prefers-color-scheme: light)').matches")


def test_storage_is_the_contexts_own(visits: Visits) -> None:
    """Pages of one context share what they keep, and those of another do not."""
    first = visits.open(PAGE.format(""))
    first.evaluate("localStorage.setItem('place', '7')")
    assert visits.beside(first.context, PAGE.format(""), "other.html").evaluate("localStorage.getItem('place')") == "7"
    assert visits.open(PAGE.format("")).evaluate("localStorage.getItem('place')") is None


def test_nothing_is_left_for_the_next(browser: Browser, tmp_path: Path) -> None:
    """A page that serves again keeps nothing, has the usual size and media, and is watched for the next test alone."""
    first, second = (Visits(browser, tmp_path) for _ in range(2))
    page = first.open(PAGE.format(""), viewport={"width": 320, "height": 640})
    page.evaluate("localStorage.setItem('place', '7')")
    page.emulate_media(media="print", color_scheme="dark", forced_colors="active")
    first.close()
    again = second.open(PAGE.format("<script>console.log('hello')</script>"))
    assert again is page
    assert again.evaluate("[localStorage.length, innerWidth]") == [0, 1280]
    for media in ("screen", "(prefers-color-scheme: light)", "(forced-colors: none)"):
        assert again.evaluate("media => matchMedia(media).matches", media), media
    second.close()
    assert (first.faults, second.faults) == ([], ["console log: hello"])


def test_without_a_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is none, a test is skipped with a plain reason, and fails where it must run."""
    monkeypatch.setattr("browser.PLACES", ())
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("NPQLT_CHROMIUM", raising=False)
    monkeypatch.setenv("NPQLT_AXE", "nowhere.js")
    monkeypatch.delenv("NPQLT_BROWSER_TESTS", raising=False)
    with pytest.raises(pytest.skip.Exception, match="NPQLT_CHROMIUM"):
        find_browser()
    with pytest.raises(pytest.skip.Exception, match="axe-core"):
        find_axe()
    monkeypatch.setenv("NPQLT_BROWSER_TESTS", "required")
    with pytest.raises(pytest.fail.Exception, match="NPQLT_CHROMIUM"):
        find_browser()
    with pytest.raises(pytest.fail.Exception, match="axe-core"):
        find_axe()
