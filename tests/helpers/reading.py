"""Reads hand-outs as their readers do: Markdown as text in its elements, a page as a browser has it."""

from __future__ import annotations

from html.parser import HTMLParser
from itertools import pairwise

from hypothesis import strategies as st
from markdown_it import MarkdownIt

# What one line of a deck can hold: no controls, no white space but single spaces.
WORDS = st.text(st.characters(exclude_categories=("C", "Z")) | st.sampled_from(" *_`[]<>&#+-=@1.)\\|~'\"")).map(
    lambda text: " ".join(text.split()) or "x"
)


def shown(document: str) -> list[tuple[str, str]]:
    """What a reader of the Markdown sees: each piece of text with the element that it stands in."""
    tokens = MarkdownIt().parse(document)
    found = []
    for before, token in pairwise(tokens):
        if token.type == "inline":
            words = "".join(child.content for child in token.children or () if child.type in ("text", "text_special"))
            found.append(("li" if before.hidden else before.tag, words))
    return found


class Page(HTMLParser):
    """What a browser makes of a page: the text of headings, items and paragraphs, and every tag's name and target."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.blocks: list[tuple[str, str]] = []
        self.tags: list[str] = []
        self.targets: list[str] = []
        self._open = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A block begins, or something within one."""
        self.tags.append(tag)
        self.targets += [value or "" for name, value in attrs if name in ("href", "src")]
        if tag in ("h1", "h2", "h3", "li", "p"):
            self._open = tag
            self.blocks.append((tag, ""))

    def handle_endtag(self, tag: str) -> None:
        """A block ends."""
        self._open = "" if tag == self._open else self._open

    def handle_data(self, data: str) -> None:
        """Words; those outside of blocks are no text on the page."""
        if self._open:
            self.blocks[-1] = (self._open, self.blocks[-1][1] + data)
