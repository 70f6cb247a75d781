"""Pages that stand alone, and run nothing that a deck holds."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

import pytest
from jinja2 import UndefinedError

from npqlt_cards.cloze import Piece
from npqlt_cards.handout import pages
from npqlt_cards.handout.pages import marked, render

HOSTILE = "</style></script><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7*7 }}&amp;\u2028"


def test_policy_names_the_style_it_has() -> None:
    """The page's own policy allows the style inside by its hash, and no script where there is none."""
    page = render("page.html")
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert style
    assert policy
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert "default-src &#39;none&#39;" in policy[1]
    assert f"style-src &#39;sha256-{digest}&#39;" in policy[1]
    assert "script-src &#39;none&#39;" in policy[1]


def test_nothing_is_fetched() -> None:
    """No page names another file."""
    assert not re.search(r"(?:src|href|url\()\s*=?\s*[\"']?(?:https?:|//)", render("page.html"))


def test_by_night_only_colours_change() -> None:
    """What a style sheet sets for the night is colours, so that axe-core has only those to look at again."""
    for sheet in (Path(pages.__file__).parent / "templates").iterdir():
        style = sheet.read_text("utf-8")
        blocks = re.findall(r"@media \(prefers-color-scheme: dark\) \{\s*:root \{([^{}]*)\}\s*\}", style)
        assert len(blocks) == style.count("prefers-color-scheme"), sheet.name
        for declaration in ";".join(blocks).split(";"):
            assert re.fullmatch(r"\s*|\s*--[a-z]+: #[0-9a-f]{6}", declaration), declaration


def test_words_stay_words() -> None:
    """Markup in a card is shown, not run; braces of a template mean nothing."""
    shown = str(marked([Piece(HOSTILE), Piece(HOSTILE, active=True)]))
    assert "<" not in shown.replace("<b>", "").replace("</b>", "")
    assert "{{ 7*7 }}" in shown
    assert "&amp;amp;" in shown


def test_a_value_left_out_is_told() -> None:
    """A template that is not given all it needs fails, rather than print a blank."""
    with pytest.raises(UndefinedError):
        pages._environment().from_string("{{ nothing }}").render()
