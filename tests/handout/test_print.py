"""The sheet on paper, printed by the real browser and read again out of the PDF."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterator

import pytest
from browser import Visits
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

from npqlt_cards.decks.library import Library
from npqlt_cards.handout import sheet
from npqlt_cards.handout.records import Event, Handout, make_handout
from npqlt_cards.handout.sheet import Item, sheet_page

Factory = pytest.TempPathFactory
Sheet = tuple[list[str], list[str]]
SIZES = {"A4": (595, 842), "Letter": (612, 792)}


@pytest.fixture(scope="module")
def handout(library: Library) -> Handout:
    """One event of three areas."""
    areas = ("how-pupils-learn", "subject-and-curriculum", "implementation")
    return make_handout(library, Event("Event 1", areas, "14 January 2027"), "1.0")


def items_of(handout: Handout) -> list[Item]:
    """All that the sheet asks."""
    numbers = sheet.count(1)
    return [item for section in handout.sections for item in sheet._paper(section, numbers, False).items]


# What is drawn is most of what pypdf has to go through; it takes its room on paper unseen too.
NO_LINES = "document.styleSheets[0].insertRule('* { border-color: transparent !important }')"


def on_paper(page: Page, paper: str) -> PdfReader:
    """The printed sheet, all of it on that paper."""
    reader = PdfReader(io.BytesIO(page.pdf(format=paper, prefer_css_page_size=False)))
    width, height = SIZES[paper]
    assert all(abs(float(page.mediabox.width) - width) < 2 for page in reader.pages)
    assert all(abs(float(page.mediabox.height) - height) < 2 for page in reader.pages)
    return reader


def printed(page: Page, paper: str) -> list[str]:
    """The pages of the printed sheet, white space folded, without the number that each has at its foot."""
    page.evaluate(NO_LINES)
    pages = [" ".join(page.extract_text().split()) for page in on_paper(page, paper).pages]
    feet = [f"page {number} of {len(pages)}" for number in range(1, len(pages) + 1)]
    assert all(foot in page for foot, page in zip(feet, pages, strict=True))
    return [page.replace(foot, "").strip() for foot, page in zip(feet, pages, strict=True)]


def bare(words: str) -> str:
    """Letters and digits alone: a PDF has ligatures, and keeps no account of where a space was a space."""
    return re.sub(r"\W", "", unicodedata.normalize("NFKC", words))


@pytest.fixture(scope="module")
def sheet_on_screen(handout: Handout, browser: Browser, tmp_path_factory: Factory) -> Iterator[Page]:
    """The sheet, to be printed."""
    visits = Visits(browser, tmp_path_factory.mktemp("sheet"))
    yield visits.open(sheet_page(handout))
    visits.close()
    assert not visits.faults


@pytest.fixture(scope="module", params=SIZES)
def sheet_on_paper(request: pytest.FixtureRequest, sheet_on_screen: Page) -> Sheet:
    """The pages with questions, and those with answers, on each size of paper."""
    pages = printed(sheet_on_screen, request.param)
    (first,) = [at for at, page in enumerate(pages) if page.startswith("Answers")]
    return pages[:first], pages[first:]


def test_length(sheet_on_paper: Sheet) -> None:
    """324 cards are some fifteen pages of questions, and some five of answers, which begin on a page of their own."""
    asked, answered = sheet_on_paper
    assert 9 <= len(asked) <= 19
    assert 2 <= len(answered) <= 8


def test_nothing_is_cut(handout: Handout, sheet_on_paper: Sheet) -> None:
    """Each question stands whole on one page, and so do its answers."""
    asked, answered = (list(map(bare, part)) for part in sheet_on_paper)
    for item in items_of(handout):
        pieces = [bare(word) for word in item.words if isinstance(word, str)]
        assert any(all(piece in page for piece in pieces) for page in asked), item
        assert any(all(bare(answer) in page for _, answer in item.answers) for page in answered), item


def test_every_number_twice(handout: Handout, sheet_on_paper: Sheet) -> None:
    """Each number stands among the questions, and again among the answers."""
    wanted = {item.number for item in items_of(handout)}
    for part in sheet_on_paper:
        found = {int(number) for page in part for number in re.findall(r"(?<![\d.])(\d{1,3})\.(?!\d)", page)}
        assert wanted <= found


def test_no_heading_alone(handout: Handout, sheet_on_paper: Sheet) -> None:
    """No page ends with an area's name, a part's, or a stem: what it stands above comes with it."""
    above = {bare(item.above) for item in items_of(handout) if item.above}
    titles = {bare(section.area.heading) for section in handout.sections}
    heads = (*above, *titles, *(bare(title) for title, _ in sheet._PARTS))
    for part in sheet_on_paper:
        assert not any(bare(page).endswith(heads) for page in part)


def test_all_areas(library: Library, visits: Visits) -> None:
    """All 801 cards are still a sheet that somebody would print: some fifty pages."""
    page = visits.open(sheet_page(make_handout(library, Event("All", tuple(library.titles)), "1.0")))
    pages = on_paper(page, "A4").pages
    assert 30 <= len(pages) <= 60
    for number in (1, len(pages)):
        assert f"page {number} of {len(pages)}" in " ".join(pages[number - 1].extract_text().split())


def test_no_strip_is_cut(library: Library, visits: Visits) -> None:
    """Each card to cut out has question and answer on one page: six or so fill one."""
    handout = make_handout(library, Event("Event 1", ("subject-and-curriculum",)), "1.0")
    pages = list(map(bare, printed(visits.open(sheet_page(handout, cut_lines=True)), "A4")))
    assert len(pages) < 21
    for each in handout.cards:
        if each.form != "cloze":
            assert any(bare(each.text + each.answer) in page for page in pages), each.id


def test_paper_may_be_fixed(handout: Handout, visits: Visits) -> None:
    """For a PDF the page itself says A4, and otherwise the printer's paper is taken."""
    fixed = visits.open(sheet_page(handout, paper="a4")).pdf(prefer_css_page_size=True)
    assert abs(float(PdfReader(io.BytesIO(fixed)).pages[0].mediabox.height) - 842) < 2
    assert "size: A4" not in sheet_page(handout)
