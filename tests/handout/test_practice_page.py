"""The practice page in a real browser: by keys, by touch, by ear, offline, and whatever the browser forbids."""

from __future__ import annotations

import itertools
import json

import pytest
from browser import Visits, is_too_wide, violations
from handouts import HOSTILE, ORCHARDS, answer, begin, focused, hand_out, make_card, make_handout, push, text
from playwright.sync_api import Page

from npqlt_cards import cloze
from npqlt_cards.decks.library import Library
from npqlt_cards.handout.practice import _key, practice_page
from npqlt_cards.handout.records import Event, Handout, Section
from npqlt_cards.handout.records import make_handout as made

SMALL = make_handout()
PAGE = practice_page(SMALL)
IDS = [card.id for card in SMALL.cards]
NARROW = {"width": 320, "height": 640}
FORBIDDEN = "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError') }})"
FULL = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }"
NO_CLIPBOARD = "Object.defineProperty(navigator, 'clipboard', {value: undefined})"
TARGET_PX = 44
ODD = (
    "{{c1::outer {{c2::inner::hint}} words}} and {{c3::more}}",
    "{{c1,2::both}} then {{c2::second}}",
    "{{c7::seven}} before {{c2::two}} and {{c2::two again::once more}}",
    "{{c0::nothing}} hidden but {{c1::this}}",
    "{{c1::}} empty, {{c2::<b>bold</b>}} {{c3::unclosed",
    "{{c1::{{c2::{{c3::deep}}}}}} }} stray",
)
SMALLEST = (
    "elements => Math.min(...elements.filter(e => e.offsetParent).map(e => Math.min(e.offsetWidth, e.offsetHeight)))"
)
# Goes through a round as its reader would, and writes down each front and back; a gap as `Card.front` shows it. The
# page is not laid out meanwhile, which takes longer than all else: no words hang on that.
ASKED = """() => {
  const by = (id) => document.getElementById(id);
  const shown = (element) => {
    const copy = element.cloneNode(true);
    copy.querySelectorAll(".heard").forEach((each) => each.remove());
    copy.querySelectorAll(".gap").forEach((each) => each.replaceWith(`[${each.textContent.replace("…", "...")}]`));
    return copy.textContent;
  };
  document.body.style.display = "none";
  const found = [];
  while (!by("round").hidden) {
    const context = [...by("context").children].map((line) => line.textContent).join("\\n");
    const front = shown(by("front"));
    by("reveal").click();
    found.push([context, front, shown(by("answer")), by("remark").textContent, shown(by("whole").lastElementChild)]);
    by("known").click();
  }
  document.body.style.display = "";
  return found;
}"""


@pytest.fixture(scope="module")
def everything(library: Library) -> Handout:
    """The hand-out of all areas."""
    return made(library, Event("All areas", tuple(library.titles)), "1.0")


def tab_to(page: Page, id_: str) -> None:
    """Press Tab until an element has the focus."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if focused(page) == id_:
            return
    pytest.fail(f"Tab never comes to {id_}")


def press(page: Page, *keys: str) -> None:
    """Press some keys, one after the other."""
    for key in keys:
        page.keyboard.press(key)


def test_a_round_by_keyboard_alone(visits: Visits) -> None:
    """Keys choose, start, turn and answer; what was missed comes again until it is known, and is listed at the end."""
    page = visits.open(PAGE)
    page.evaluate("document.querySelector('[value=shuffled]').id = 'order'")
    tab_to(page, "order")
    press(page, "ArrowDown")
    tab_to(page, "begin")
    press(page, "Enter")
    seen, fronts = [], []
    for key in ("2", "1", "2", "1", "2", "1", "2", "2"):
        assert focused(page) == "front"
        seen.append(text(page, "#progress"))
        fronts.append(text(page, "#front"))
        press(page, "Space")
        assert focused(page) == "answer"
        press(page, key)
    assert [fronts.index(front) for front in fronts] == [0, 1, 2, 3, 4, 1, 3, 1]
    assert seen == [
        "Card 1 of 5",
        "Card 2 of 5",
        "Card 3 of 5, 1 to come again",
        "Card 4 of 5, 1 to come again",
        "Card 5 of 5, 2 to come again",
        "All 5 seen, 2 to come again",  # missed once more
        "All 5 seen, 2 to come again",
        "All 5 seen, 1 to come again",
    ]
    assert focused(page) == "end-title"
    assert text(page, "#summary") == "You saw 5 cards: 3 you knew at once, 2 you missed at first."
    listed = [" ".join(each.split()) for each in page.locator("#missed-list li").all_inner_texts()]
    assert [words.rpartition(" ")[2] for words in listed] == [IDS[1], IDS[3]]
    assert "Pruning early in the year keeps most answer: apple trees open to light and air." in listed[0]
    assert "Why is it done? Answer: For light and air. A note." in listed[1]
    tab_to(page, "again")
    press(page, "Enter")
    assert text(page, "#progress") == "Card 1 of 2"


def test_keys_do_what_they_do_elsewhere(visits: Visits) -> None:
    """Keys mean nothing with Ctrl or Alt, on another screen or before the answer is seen; on a button they press it."""
    page = visits.open(PAGE)
    begin(page)
    press(page, "1", "2", "Control+Enter", "Alt+Enter")
    assert page.is_visible("#reveal")
    tab_to(page, "stop")
    press(page, "Space")
    assert text(page, "#end-title") == "Your round so far"
    press(page, "1", "Space")
    page.click("#go-on")
    tab_to(page, "reveal")
    press(page, "Space")
    assert text(page, "#progress") == "Card 1 of 5"
    assert page.is_visible("#known")
    tab_to(page, "known")
    press(page, "Enter")
    assert text(page, "#progress") == "Card 2 of 5"
    assert page.is_visible("#reveal")


def test_keys_can_be_switched_off(visits: Visits) -> None:
    """Keys 1 and 2 answer nothing once switched off, in a later visit neither; Space and the buttons go on."""
    page = visits.open(PAGE)
    begin(page)
    tab_to(page, "keys")
    press(page, "Space")
    page.reload()
    page.click("#resume")
    assert not page.is_checked("#keys")
    press(page, "Space", "2")
    assert text(page, "#progress") == "Card 1 of 5"
    tab_to(page, "known")
    press(page, "Space")
    assert text(page, "#progress") == "Card 2 of 5"
    page.check("#keys")
    page.click("#front")
    press(page, "Space", "2")
    assert text(page, "#progress") == "Card 3 of 5"


def test_every_card_asks_and_answers_as_everywhere(visits: Visits, everything: Handout) -> None:
    """Each card of every area has the context, front, back, remark and statement that the terminal shows."""
    page = visits.open(practice_page(everything))
    assert text(page, "#chosen") == f"{len(everything.cards)} cards"
    begin(page)
    found = page.evaluate(ASKED)
    assert len(found) == len(everything.cards)
    for card, (context, front, back, remark, whole) in zip(everything.cards, found, strict=True):
        assert context == card.context, card.id
        assert front == cloze.shown(card.front()), card.id
        assert back == cloze.shown(card.back()), card.id
        assert remark == card.remark, card.id
        assert whole == ("" if back == card.source else card.source), card.id


def test_odd_clozes_ask_as_everywhere(visits: Visits) -> None:
    """Deletions that nest, that belong to several cards, that come twice or out of turn: front and back are Anki's."""
    cards = [
        make_card(ORCHARDS, f"odd-{place}", f"cloze:{number}", "cloze", text_, context="Orchards")
        for place, text_ in enumerate(ODD)
        for number in cloze.card_numbers(text_)
    ]
    page = visits.open(practice_page(hand_out(Event("Odd", ("orchards",)), Section(ORCHARDS, tuple(cards)))))
    begin(page)
    found = [(front, back) for _, front, back, *_ in page.evaluate(ASKED)]
    assert found == [(cloze.shown(card.front()), cloze.shown(card.back())) for card in cards]


def test_accessible_in_every_state(visits: Visits, axe: str) -> None:
    """axe-core finds nothing wrong with start, front, back and end, of a cloze and of a question, by day and night."""
    page = visits.open(PAGE)
    begin(page)
    found = violations(page, axe)
    answer(page, False)
    page.click("#reveal")
    found += violations(page, axe)
    page.click("#missed")
    page.click("#reveal")
    found += violations(page, axe)
    page.click("#stop")
    found += violations(page, axe)
    page.click("#anew")
    assert page.is_visible("#kept")
    assert not [*found, *violations(page, axe)]


def test_the_list_is_accessible(visits: Visits, axe: str) -> None:
    """By day and night, axe-core finds nothing wrong with the list that stands where no script runs, answers open."""
    page = visits.open(PAGE.partition("<script>")[0])
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })")
    assert not violations(page, axe)


def test_heard(visits: Visits) -> None:
    """A screen reader hears of the place, of the blank and of the answer; progress is told as it changes."""
    page = visits.open(PAGE)
    begin(page)
    assert text(page, "#front").startswith("blank … early in the year")
    assert page.get_attribute("#front [aria-hidden]", "aria-hidden") == "true"
    assert page.get_attribute("#front", "aria-describedby") == "context"
    assert text(page, "#context") == "Orchards · Learn that 1 (it is a tree)"
    assert page.get_attribute("#progress", "role") == "status"
    page.click("#reveal")
    assert text(page, "#answer").startswith("answer: Pruning early in the year")
    page.click("#known")
    assert "keeps most blank: what open" in text(page, "#front")
    names = page.locator("main").aria_snapshot()
    assert 'progressbar "Cards known"' in names
    assert 'button "Show the answer"' in names


def test_without_script(visits: Visits) -> None:
    """The list shows every question under its area and statement, and an answer when it is asked for."""
    page = visits.open(PAGE, java_script_enabled=False, viewport=NARROW)
    seen = text(page, "body")
    assert "Start" not in seen
    assert "[1] early in the year keeps most [2: what] open to light and air." in seen
    assert "A hedge has a gap. What now?" in seen
    assert "Lay it." not in seen
    page.get_by_text("A hedge has a gap.").click()
    assert "Lay it." in text(page, "body")
    assert page.locator("h2:visible, h3:visible").all_inner_texts() == [
        "3 Orchards",
        "Orchards · Learn that 1",
        "Hedges",
        "Hedges · Learn that 1",
    ]


@pytest.mark.parametrize("html", [PAGE, practice_page(make_handout(words=HOSTILE))], ids=["plain", "hostile"])
def test_nothing_wider_than_a_small_screen(visits: Visits, html: str) -> None:
    """At 320 pixels, which 1280 are at 400 %, no state of the page scrolls sideways, whatever the words."""
    page = visits.open(html, viewport=NARROW)
    wide = [is_too_wide(page)]
    begin(page)
    for _ in IDS:
        wide += [is_too_wide(page)]
        push(page, "#reveal")
        wide += [is_too_wide(page)]
        push(page, "#missed")
    page.click("#stop")
    wide += [is_too_wide(page)]
    unscripted = visits.open(html, java_script_enabled=False, viewport=NARROW)
    for each in unscripted.locator("summary").all():
        each.click()
    assert not any([*wide, is_too_wide(unscripted)])


def test_hostile_words_are_words(visits: Visits) -> None:
    """Markup, script, braces and odd characters in a deck are shown as they are, everywhere, and run nowhere."""
    page = visits.open(practice_page(make_handout(words=HOSTILE)))
    begin(page)
    for _ in IDS:
        assert HOSTILE in str(page.text_content("#front"))
        push(page, "#reveal")
        assert HOSTILE in str(page.text_content("#answer"))
        push(page, "#missed")
    page.click("#stop")
    assert str(page.text_content("#missed-list")).count(HOSTILE) >= len(IDS)
    assert page.locator("img").count() == 0
    assert page.locator("script").count() == 1


def test_place_is_kept(visits: Visits) -> None:
    """After a reload the round goes on at the same card, with the same ones to come again, or another replaces it."""
    page = visits.open(PAGE)
    assert "Your place is kept" in text(page, "#keeping")
    begin(page, "shuffled")
    answer(page, False, True, False, True)
    front = text(page, "#front")
    page.reload()
    assert text(page, "#kept-place") == "You are in a round. Card 5 of 5, 2 to come again."
    page.click("#resume")
    assert text(page, "#front") == front
    answer(page, True, True, False)
    page.reload()
    assert text(page, "#kept-place") == "You are in a round. All 5 seen, 1 to come again."
    page.click("#resume")
    answer(page, True)
    page.reload()
    assert "2 you missed at first" in text(page, "#kept-place")
    page.click("#resume")
    assert page.locator("#missed-list li").count() == 2
    page.click("#anew")
    begin(page)
    page.reload()
    assert text(page, "#kept-place") == "You are in a round. Card 1 of 5."


def test_hand_outs_do_not_mix(visits: Visits) -> None:
    """A place in one hand-out is none in another beside it, and is not lost by it."""
    page = visits.open(PAGE)
    begin(page)
    answer(page, True)
    other = visits.beside(page.context, practice_page(make_handout("Event 2")), "other.html")
    assert other.is_hidden("#kept")
    begin(other)
    page.reload()
    assert text(page, "#kept-place") == "You are in a round. Card 2 of 5."


def test_a_damaged_place_is_none(visits: Visits) -> None:
    """Whatever stands in the storage, the page starts, and a place that cannot be is not offered."""
    page = visits.open(PAGE)
    good = {"deal": [0, 1, 2], "at": 2, "again": [1], "missed": [1], "keys": True}
    broken = [
        *("", "{", "null", "7", "[]", '"words"', "{}", "[[]]"),
        *({**good, "deal": deal} for deal in ([], [5], [-1], [0, 0], [0.5], ["0"], "012", None, {"length": 1}, [None])),
        *({**good, "at": at} for at in (-1, 4, 1.5, "2", None)),
        *({**good, "again": again} for again in ([2], [0], [1, 1], "1", None)),
        *({**good, "missed": missed} for missed in ([], [2], [9], None)),
    ]
    offered = []
    for kept in [*broken, good]:
        words = kept if isinstance(kept, str) else json.dumps(kept)
        page.evaluate("([key, words]) => localStorage.setItem(key, words)", [_key(SMALL), words])
        page.reload()
        offered += [words] if page.is_visible("#kept") else []
    assert offered == [json.dumps(good)]
    begin(page)
    assert text(page, "#progress") == "Card 1 of 5"


@pytest.mark.parametrize("before", [FORBIDDEN, FULL], ids=["forbidden", "full"])
def test_without_storage(visits: Visits, before: str) -> None:
    """Where nothing may be kept, or no more, the page says so, and a round goes through all the same."""
    page = visits.open(PAGE, before=before)
    assert "keeps nothing for this page" in text(page, "#keeping")
    begin(page)
    answer(page, False, True, True, True, True, True)
    assert text(page, "#end-title") == "The round is over"
    page.reload()
    assert page.is_hidden("#kept")


def test_in_a_frame_that_forbids_most(visits: Visits) -> None:
    """In a sandboxed frame, as a learning platform may show it, a round goes through, and ids can be copied by hand."""
    inner = visits.save(PAGE, "practice.html")
    frame_ = f'<iframe title="Cards" width="600" height="800" sandbox="allow-scripts" src="{inner}"></iframe>'
    page = visits.open(f'<!doctype html><html lang="en"><title>Course</title>{frame_}</html>', "course.html")
    frame = page.frames[1]
    assert "keeps nothing" in text(frame, "#keeping")
    begin(frame)
    answer(frame, False, True, True, True, True, True)
    assert text(frame, "#end-title") == "The round is over"
    frame.click("#copy")
    frame.wait_for_selector("#ids", state="visible")
    assert frame.input_value("#ids") == IDS[0]


@pytest.mark.parametrize(
    ("areas", "forms"),
    [
        ({"orchards"}, {"cloze", "fact", "why", "scenario"}),
        ({"hedges"}, {"scenario", "why"}),
        ({"orchards", "hedges"}, {"fact", "scenario"}),
        ({"orchards"}, {"cloze"}),
    ],
)
def test_some_areas_and_forms(visits: Visits, areas: set[str], forms: set[str]) -> None:
    """Only cards of what is ticked are asked, in the order of the framework if wished."""
    page = visits.open(PAGE)
    for box in page.locator("input[type=checkbox]:visible").all():
        box.set_checked(box.get_attribute("value") in areas | forms)
    wanted = [card for card in SMALL.cards if card.areas[0] in areas and card.form in forms]
    assert text(page, "#chosen") == f"{len(wanted)} card{'s' * (len(wanted) > 1)}"
    begin(page)
    assert [front for _, front, *_ in page.evaluate(ASKED)] == [cloze.shown(card.front()) for card in wanted]


def test_nothing_ticked(visits: Visits) -> None:
    """With nothing ticked no round starts, and the page says what to do; one button ticks all areas again."""
    page = visits.open(PAGE)
    page.click("#all-areas")
    page.click("#begin")
    assert text(page, "#chosen") == "No cards: tick another area or another kind of card."
    assert page.is_hidden("#round")
    page.click("#all-areas")
    assert text(page, "#chosen") == "5 cards"


def test_shuffled(visits: Visits, library: Library) -> None:
    """Shuffled, every card comes once, in another order than the framework's and than the last time."""
    handout = made(library, Event("", ("how-pupils-learn",)), "1.0")
    page = visits.open(practice_page(handout))
    dealt = []
    for _ in range(2):
        begin(page, "shuffled")
        dealt.append(page.evaluate("key => JSON.parse(localStorage.getItem(key)).deal", _key(handout)))
        page.reload()
    in_order = list(range(len(handout.cards)))
    assert sorted(dealt[0]) == sorted(dealt[1]) == in_order
    assert all(one != other for one, other in itertools.combinations([*dealt, in_order], 2))


def test_ids_are_copied(visits: Visits) -> None:
    """One button puts the ids of the missed cards into the clipboard, a line each, as everywhere else."""
    page = visits.open(PAGE, permissions=["clipboard-read", "clipboard-write"])
    begin(page)
    answer(page, *[False] * 5)
    page.click("#stop")
    page.click("#copy")
    page.wait_for_selector("text=Copied: 5 ids.")
    assert page.evaluate("navigator.clipboard.readText()").split("\n") == IDS
    assert page.is_hidden("#ids")


def test_ids_are_there_where_nothing_may_be_copied(visits: Visits) -> None:
    """Without a clipboard the ids stand in a field, selected."""
    page = visits.open(PAGE, before=NO_CLIPBOARD)
    begin(page)
    answer(page, False, True, False)
    page.click("#stop")
    page.click("#copy")
    assert focused(page) == "ids"
    assert page.evaluate("getSelection().toString()").split() == [IDS[0], IDS[2]]


def test_undo_and_an_early_end(visits: Visits) -> None:
    """Answers can be taken back, the last one first; a round ended early tells how far it came, and goes on."""
    page = visits.open(PAGE)
    begin(page)
    assert page.is_hidden("#back-one")
    answer(page, False, True)
    page.click("#back-one")
    page.click("#back-one")
    assert text(page, "#progress") == "Card 1 of 5"
    answer(page, True, False)
    page.click("#stop")
    assert text(page, "#summary") == "You saw 2 of 5 cards: 1 you knew at once, 1 you missed at first."
    page.click("#go-on")
    assert text(page, "#progress") == "Card 3 of 5, 1 to come again"


def test_by_touch(visits: Visits) -> None:
    """A round goes through by taps alone; whatever is tapped is 44 pixels high and wide at least."""
    page = visits.open(PAGE, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    targets = "button, label"
    smallest = [page.eval_on_selector_all(targets, SMALLEST)]
    page.tap("#begin")
    for _ in IDS:
        smallest += [page.eval_on_selector_all(targets, SMALLEST)]
        page.tap("#reveal")
        smallest += [page.eval_on_selector_all(targets, SMALLEST)]
        page.tap("#known")
    smallest += [page.eval_on_selector_all(targets, SMALLEST)]
    assert text(page, "#summary") == "You saw 5 cards and missed none."
    assert min(smallest) >= TARGET_PX
    assert page.is_hidden("kbd")


def test_on_paper(visits: Visits) -> None:
    """Before a round, what is printed is the list with its answers; in it and after, the screen without its buttons."""
    page = visits.open(PAGE)
    page.emulate_media(media="print")
    assert page.is_visible("#list")
    assert page.is_visible("text=Lay it.")
    page.emulate_media(media="screen")
    assert page.is_hidden("#list")
    begin(page)
    answer(page, False)
    page.click("#stop")
    page.emulate_media(media="print")
    assert page.is_hidden("#list")
    assert page.locator("button:visible").count() == 0
    assert page.is_visible("text=What you missed")


def test_forced_colours(visits: Visits) -> None:
    """Where the reader's system sets the colours, a gap is still told by its line."""
    page = visits.open(PAGE)
    page.emulate_media(forced_colors="active")
    begin(page)
    assert page.eval_on_selector(".gap", "gap => getComputedStyle(gap).borderBottomWidth") == "2px"
