"""A published framework page, read into areas and statements.

The one way in is :func:`read_page`; it raises :class:`~npqlt_cards.errors.ProblemsError` for a page it cannot read.
"""

from npqlt_cards.framework.page import read_page, read_text
from npqlt_cards.framework.records import Area, Group, NamedArea, Page, Practice, Statement

__all__ = ["Area", "Group", "NamedArea", "Page", "Practice", "Statement", "read_page", "read_text"]
