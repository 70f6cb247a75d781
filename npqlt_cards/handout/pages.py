"""Web pages that stand alone: one file, no requests, and nothing in a deck can become markup or script.

Every value is escaped by the template engine. Should markup slip in all the same, the page's own policy (CSP) runs no
script and takes no style but the two whose hashes it names, and lets nothing be fetched.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Sequence
from functools import lru_cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from npqlt_cards.cloze import Piece

_TEMPLATES = "templates"


def render(template: str, styles: Sequence[str] = (), script: str = "", **values: object) -> str:
    """The page of a template, filled with values, its styles and its script inside.

    ``styles`` and ``script`` name files beside the template; ``base.css`` is in every page. Values are escaped.
    """
    style = "".join(map(_file, ("base.css", *styles)))
    code = _file(script) if script else ""
    inside = {"style": Markup(style), "script": Markup(code), "policy": _policy(style, code)}  # noqa: S704 - our files
    return _environment().get_template(template).render(**inside, **values)


def marked(pieces: Iterable[Piece]) -> Markup:
    """One side of a card as HTML: what is asked for, or what was hidden, in ``<b>``; line breaks kept."""
    return Markup("").join(
        Markup("<b>{}</b>").format(piece.text) if piece.active else Markup("{}").format(piece.text) for piece in pieces
    )


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("npqlt_cards.handout", _TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["marked"] = marked
    return environment


@lru_cache(maxsize=16)
def _file(name: str) -> str:
    """The text of a file beside the templates; it holds no word of a deck."""
    return files("npqlt_cards.handout").joinpath(_TEMPLATES, name).read_text("utf-8")


def _policy(style: str, script: str) -> str:
    """A Content-Security-Policy that allows this style and this script, and no request of any kind."""
    scripts = _hash(script) if script else "'none'"
    rules = ("default-src 'none'", f"style-src {_hash(style)}", f"script-src {scripts}")
    return "; ".join((*rules, "base-uri 'none'", "form-action 'none'"))


def _hash(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"
