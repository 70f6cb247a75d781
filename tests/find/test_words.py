"""Searched words: where a text has them, whatever the case, the accents and the hyphens."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from npqlt_cards.find.words import Word, fold, has, mark, marked, word


def words(*typed: str) -> list[Word]:
    """The words as they are looked for."""
    return [each for each in map(word, typed) if each]


@pytest.mark.parametrize(
    ("typed", "text", "found"),
    [
        ("model", "Modelling, remodelled, a MODEL", ["Model", "MODEL"]),
        ("working memory", "Working  memory works; memory working", ["Working  memory"]),
        ("long-term", "long term, longterm, long-term", ["long term", "longterm", "long-term"]),
        ("longterm", "long-term and long‑term", ["long-term", "long‑term"]),
        ("term", "long-term", ["term"]),
        ("resume", "a résumé", ["résumé"]),
        ("résumé", "resumes, re\u0301sume\u0301", ["resume", "re\u0301sume\u0301"]),
        ("pupils'", "the pupils’ views", ["pupils’"[:-1]]),
        ("childrens", "children’s", ["children’s"]),
        ("work in", "working in; work in", ["work in"]),
        ("e.g.", "(e.g. by", ["e.g"]),
        ("STRASSE", "Straßen", ["Straße"]),
        ("odel", "model", []),
    ],
)
def test_what_is_found(typed: str, text: str, found: list[str]) -> None:
    """The found letters as they stand in the text."""
    assert [text[start:end] for start, end in marked(text, words(typed))] == found
    assert has(text, words(typed)) == bool(found)


def test_all_words_must_occur() -> None:
    """One word missing, and the text is not found."""
    assert has("memory is limited", words("memory", "limit"))
    assert not has("memory is limited", words("memory", "long"))


@pytest.mark.parametrize("typed", ["", " ", "-", "…", "'"])
def test_no_letter_is_no_word(typed: str) -> None:
    """Without a letter or digit there is nothing to look for."""
    assert word(typed) is None


def test_overlaps_are_one_span() -> None:
    """Words that overlap are marked once; a mark stands before and after."""
    text = "modelling and a mode"
    spans = marked(text, words("model", "modelling", "mod"))
    assert mark(text, spans, "*", "*") == "*modelling* and a *mod*e"


LETTERS = st.text(alphabet="abcé", min_size=1, max_size=3)


@given(st.lists(LETTERS, min_size=1, max_size=8), st.sampled_from([" ", ", ", ". "]), LETTERS)
def test_exactly_what_is_found_is_marked(parts: list[str], between: str, typed: str) -> None:
    """Every word that begins with what was typed is marked there, by its letters alone, and nothing else is."""
    text, expected, at = between.join(parts), [], 0
    for part in parts:
        if fold(part).startswith(fold(typed)):
            expected.append((at, at + len(typed)))
        at += len(part) + len(between)
    assert marked(text, words(typed)) == expected


@given(st.text(max_size=40), st.text(max_size=6))
def test_any_text(text: str, typed: str) -> None:
    """Spans lie in order within any text, never empty, and taking the marks out gives the text back."""
    spans = marked(text, words(typed))
    edges = [edge for span in spans for edge in span]
    assert all(start < end for start, end in spans)
    assert edges == sorted(set(edges))
    assert all(0 <= edge <= len(text) for edge in edges)
    cut = mark(text, spans, "\ue000", "\ue001")
    if "\ue000" not in text and "\ue001" not in text:
        assert cut.replace("\ue000", "").replace("\ue001", "") == text


@given(st.text(max_size=20).filter(lambda text: word(text) is not None))
def test_a_text_has_itself(text: str) -> None:
    """What is typed as it stands is found."""
    assert has(text, words(text))
