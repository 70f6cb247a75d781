"""What a second release does to a studied first one: the whole table of what Anki's importer can do to a learner.

Every case imports a first release into the real Anki, studies some of it with the real scheduler, lets the learner
change what the case says, and imports the second release with Anki's default options.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from anki.collection import Collection
from releasing import AREAS, DAY, FIRST_RELEASE, GRADES, Edit, Learner, Publisher

from npqlt_cards.anki import note_types, package
from npqlt_cards.releases import search

pytestmark = pytest.mark.whole

GROWING, COOKING, BOTH = ("growing",), ("cooking",), AREAS
HOSE, SEASON, LADDER = "growing/watering#slow-hose", "growing/pruning#season", "growing/pruning#ladder"
WATERING, PRUNING, MULCH = "growing/watering#cloze", "growing/pruning#cloze", "growing/mulch#cloze"
SALT, BEANS = "cooking/salt#cloze", "cooking/salt#tough-beans"
ONLY_COOKING, ONLY_GROWING = (SALT, BEANS), (PRUNING, SEASON, LADDER, MULCH)
FIELDS = {
    note_types.CLOZE_NAME: list(note_types.CLOZE_FIELDS),
    note_types.QUESTION_NAME: list(note_types.QUESTION_FIELDS),
}
LADDER_LINES = """      - id: ladder
        form: scenario
        q: A gardener stands under a tall pear with a saw in May. What would you advise?
        a: To wait for winter.
"""
NEW_QUESTION = """      - id: blunt-saw
        form: scenario
        q: A neighbour's saw tears the bark. What would you tell him before the next cut?
        a: To sharpen it.
"""
NEW_STATEMENT = """  - id: shade
    number: 3
    text: Ferns like {{c1::deep shade}}.
"""
Do = Callable[[Learner], object]


def clear_models() -> None:
    """Forget the note types that were made from the constants."""
    package._cloze_model.cache_clear()
    package._question_model.cache_clear()


def nothing(_learner: Learner) -> None:
    """The learner only studies."""


def has(id_: str, field_: str, words: str) -> Do:
    """A look at a field."""

    def look(learner: Learner) -> None:
        assert learner.note(id_)[field_] == words

    return look


@dataclass(frozen=True)
class Case:
    """One row of the table: what changes, what the learner did, what Anki says, and what is to be seen afterwards."""

    log: Mapping[str, int]
    first: Sequence[Sequence[str]] = (BOTH,)
    edits: Sequence[Edit] = ()
    retire: Sequence[str] = ()
    second: Sequence[str] = BOTH
    does: Do = nothing
    then: Do = nothing
    notes: Sequence[str] = ()  # those that come new
    grown: Sequence[str] = ()  # those that get a further card


def suspend_flag_and_move(learner: Learner) -> None:
    """What a learner can do to a card without touching its note."""
    collection = learner.collection
    collection.sched.suspend_cards([learner.card(f"{SALT}:1").id])
    collection.set_user_flag_for_cards(3, [learner.card(f"{PRUNING}:2").id])
    collection.set_deck([learner.card(f"{MULCH}:1").id], collection.decks.id("My own deck"))
    collection.tags.bulk_add([learner.note(MULCH).id], "mine")


def is_empty_but_there(learner: Learner) -> None:
    """A withdrawn number: the card keeps its history, and Tools → Empty Cards offers to delete it."""
    card = learner.card(f"{PRUNING}:2")
    report = learner.collection.get_empty_cards()
    assert [list(note.card_ids) for note in report.notes] == [[card.id]]
    assert "rests" in learner.note(PRUNING)["Text"]


def can_be_found(learner: Learner) -> None:
    """A withdrawn note: unchanged, and found by the search that the release notes give."""
    found = learner.collection.find_notes(f'"Card id:{LADDER}"')
    assert list(found) == [learner.note(LADDER).id]
    assert learner.note(LADDER)["Answer"] == "To wait for winter."


CASES = {
    "edited text": Case(
        {"updated": 1, "duplicate": 7},
        edits=[("In late winter.", "In late winter, before the buds swell.")],
        then=has(SEASON, "Answer", "In late winter, before the buds swell."),
    ),
    "edited statement reaches its questions too": Case(
        {"updated": 3, "duplicate": 5},
        edits=[("Old apple trees", "Apple trees")],
        then=has(SEASON, "Statement", "Apple trees are pruned in late winter, while the sap rests."),
    ),
    "edited remark": Case(
        {"updated": 1, "duplicate": 7},
        edits=[
            ("        a: To wait for winter.\n", "        a: To wait for winter.\n        note: Pears heal slowly.\n")
        ],
        then=has(LADDER, "Remark", "Pears heal slowly."),
    ),
    "edited by the learner, not by us": Case(
        {"updated": 1, "duplicate": 7},
        edits=[("In late winter.", "In winter.")],
        does=lambda learner: learner.write(LADDER, "Remark", "my own words"),
        then=has(LADDER, "Remark", "my own words"),
    ),
    "edited by the learner, then by us": Case(
        {"updated": 1, "duplicate": 7},
        edits=[("To wait for winter.", "To wait until winter.")],
        does=lambda learner: learner.write(LADDER, "Answer", "my own words"),
        then=has(LADDER, "Answer", "To wait until winter."),
    ),
    "edited by us, and later by the learner": Case(
        {"duplicate": 8},
        edits=[("To wait for winter.", "To wait until winter.")],
        does=lambda learner: learner.write(LADDER, "Answer", "my own words", at=FIRST_RELEASE + 2 * DAY),
        then=has(LADDER, "Answer", "my own words"),
    ),
    "nothing edited but by the learner": Case(
        {"duplicate": 8},
        does=lambda learner: learner.write(LADDER, "Answer", "my own words"),
        then=has(LADDER, "Answer", "my own words"),
    ),
    "suspended, flagged, moved and tagged by the learner": Case(
        {"updated": 1, "duplicate": 7},
        edits=[("In late winter.", "In winter.")],
        does=suspend_flag_and_move,
        then=lambda learner: learner.note(MULCH).has_tag("mine") or pytest.fail("the learner's tag is gone"),
    ),
    "deleted by the learner": Case(
        {"new": 1, "duplicate": 7},
        does=lambda learner: learner.delete(LADDER),
        notes=(LADDER,),
    ),
    "retired note": Case({"duplicate": 7}, edits=[(LADDER_LINES, "")], retire=[LADDER], then=can_be_found),
    "removed deletion": Case(
        {"updated": 1, "duplicate": 7},
        edits=[("{{c2::rests}}", "rests")],
        retire=[f"{PRUNING}:2"],
        then=is_empty_but_there,
    ),
    "added deletion": Case(
        {"updated": 1, "duplicate": 7},
        edits=[("in the soil.", "in the {{c2::soil}}.")],
        grown=[MULCH],
    ),
    "added card": Case(
        {"new": 1, "duplicate": 8},
        edits=[(LADDER_LINES, LADDER_LINES + NEW_QUESTION)],
        notes=("growing/pruning#blunt-saw",),
    ),
    "added statement, the next one renumbered": Case(
        {"new": 1, "updated": 1, "duplicate": 7},
        edits=[("  - id: mulch\n    number: 3", f"{NEW_STATEMENT}  - id: mulch\n    number: 4")],
        notes=["growing/shade#cloze"],
        then=has(MULCH, "Place", "Growing · Learn that 4"),
    ),
    "renamed area": Case(
        {"updated": 6, "duplicate": 2},
        edits=[("title: Growing", "title: The Garden")],
        then=has(MULCH, "Place", "The Garden · Learn that 3"),
    ),
    "twin, its own area's package first": Case(
        {"new": 2, "duplicate": 2}, [GROWING], second=COOKING, notes=ONLY_COOKING
    ),
    "twin, the other area's package first": Case(
        {"new": 4, "duplicate": 2}, [COOKING], second=GROWING, notes=ONLY_GROWING
    ),
    "twin edited, its own area's package first": Case(
        {"new": 2, "updated": 2},
        [GROWING],
        edits=[("{{c2::deep roots}}", "{{c2::deeper roots}}")],
        second=COOKING,
        notes=ONLY_COOKING,
        then=has(HOSE, "Statement", "Beds that are watered slowly grow deeper roots."),
    ),
    "twin edited, the other area's package first": Case(
        {"new": 4, "updated": 2},
        [COOKING],
        edits=[("{{c2::deep roots}}", "{{c2::deeper roots}}")],
        second=GROWING,
        notes=ONLY_GROWING,
        then=has(HOSE, "Statement", "Beds that are watered slowly grow deeper roots."),
    ),
    "twin edited by the learner, then the other area's package": Case(
        {"new": 2, "duplicate": 2},
        [GROWING],
        second=COOKING,
        notes=ONLY_COOKING,
        does=lambda learner: learner.write(HOSE, "Answer", "my own words"),
        then=has(HOSE, "Answer", "my own words"),
    ),
    "an area's package after the full one": Case({"duplicate": 4}, second=COOKING),
    "the full package after an area's": Case({"new": 4, "duplicate": 4}, [COOKING], notes=ONLY_GROWING),
    "an area's package after the full one, edited": Case(
        {"updated": 1, "duplicate": 3},
        edits=[("Their skins stay soft.", "The skins stay soft.")],
        second=COOKING,
        then=has(BEANS, "Answer", "The skins stay soft."),
    ),
    "the full package after an area's, edited": Case(
        {"new": 4, "updated": 1, "duplicate": 3},
        [COOKING],
        edits=[("Their skins stay soft.", "The skins stay soft.")],
        notes=ONLY_GROWING,
        then=has(BEANS, "Answer", "The skins stay soft."),
    ),
    "all areas one by one, then the full package": Case({"duplicate": 8}, [GROWING, COOKING]),
}


@pytest.fixture
def learner(collection: Collection) -> Learner:
    """Somebody with an empty collection."""
    return Learner(collection)


@pytest.fixture
def publisher(tmp_path: Path) -> Publisher:
    """The two decks, not yet released."""
    return Publisher(tmp_path)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_second_release(case: Case, publisher: Publisher, learner: Learner) -> None:
    """Nothing studied is lost, nothing is doubled, and what changed is as the case says."""
    for path in publisher.release(*case.first):
        learner.take(path)
    learner.study()
    case.does(learner)
    before, reviews, notes = learner.progress(), learner.reviews(), learner.notes()

    (path,) = publisher.release(case.second, edits=case.edits, retire=case.retire)

    assert learner.take(path) == case.log
    after = learner.progress()
    assert {id_: after[id_] for id_ in before} == before, "progress moved"
    assert learner.reviews() == reviews
    assert len(reviews) == len(GRADES)
    assert learner.notes() == sorted([*notes, *case.notes])
    come = {id_: row for id_, row in after.items() if id_ not in before}
    assert {id_.rpartition(":")[0] for id_ in come} == {*case.notes, *case.grown}
    assert all(row[:2] == [0, 0] for row in come.values()), "a card that came is not new"
    assert learner.note_types() == FIELDS
    case.then(learner)
    assert learner.problems() == ""


@pytest.mark.parametrize("edited", [False, True], ids=["as it was", "edited by the learner since"])
def test_the_same_file_twice(edited: bool, publisher: Publisher, learner: Learner) -> None:
    """A package imported once more changes nothing at all."""
    (path,) = publisher.release(BOTH)
    learner.take(path)
    learner.study()
    if edited:
        learner.write(LADDER, "Answer", "my own words")
    before = learner.everything()
    assert learner.take(path) == {"duplicate": 8}
    assert learner.everything() == before
    assert learner.problems() == ""


def test_an_old_release_over_a_new_one(publisher: Publisher, learner: Learner) -> None:
    """The new words stay, and so does the new card."""
    (old,) = publisher.release(BOTH)
    edits = [("In late winter.", "In winter."), ("in the soil.", "in the {{c2::soil}}.")]
    (new,) = publisher.release(BOTH, edits=edits)
    learner.take(new)
    learner.study()
    before = learner.everything()
    assert learner.take(old) == {"duplicate": 8}
    assert learner.everything() == before
    assert learner.problems() == ""


def test_a_release_left_out(publisher: Publisher, learner: Learner) -> None:
    """Whoever skips a release gets the changes of both."""
    (first,) = publisher.release(BOTH)
    publisher.release(BOTH, edits=[("In late winter.", "In winter.")])
    (third,) = publisher.release(BOTH, edits=[("To wait for winter.", "To wait until winter.")])
    learner.take(first)
    learner.study()
    before = learner.progress()
    assert learner.take(third) == {"updated": 2, "duplicate": 6}
    assert (learner.note(SEASON)["Answer"], learner.note(LADDER)["Answer"]) == ("In winter.", "To wait until winter.")
    assert learner.progress() == before
    assert learner.problems() == ""


def test_the_date_is_the_contents(publisher: Publisher, learner: Learner) -> None:
    """A note's date is that of the release that changed it last, whenever the package was written."""
    publisher.release(BOTH)
    (second,) = publisher.release(BOTH, edits=[("In late winter.", "In winter.")])
    learner.take(second)
    dates = {id_: learner.note(id_).mod for id_ in learner.notes()}
    assert dates.pop(SEASON) == FIRST_RELEASE + DAY
    assert set(dates.values()) == {FIRST_RELEASE}


def test_new_looks(publisher: Publisher, learner: Learner, monkeypatch: pytest.MonkeyPatch) -> None:
    """Styles and templates that changed, dated later, reach the learner's note types; no second one appears."""
    (first,) = publisher.release(BOTH)
    learner.take(first)
    learner.study()
    before = learner.progress()
    monkeypatch.setattr(note_types, "CSS", note_types.CSS + ".new { color: inherit; }")
    monkeypatch.setattr(note_types, "CLOZE_BACK", note_types.CLOZE_BACK + "<!-- new -->")
    monkeypatch.setattr(note_types, "CHANGED", note_types.CHANGED + 1)
    clear_models()
    try:
        (second,) = publisher.release(BOTH)
    finally:
        clear_models()
    assert learner.take(second) == {"duplicate": 8}
    assert learner.note_types() == FIELDS
    kind = learner.collection.models.by_name(note_types.CLOZE_NAME)
    assert kind
    assert ".new {" in kind["css"]
    assert "<!-- new -->" in kind["tmpls"][0]["afmt"]
    assert learner.progress() == before
    assert learner.problems() == ""


def test_what_the_release_notes_advise(publisher: Publisher, learner: Learner) -> None:
    """The search for retired cards finds them and nothing else; a retired note that was deleted does not come back."""
    (first,) = publisher.release(BOTH)
    learner.take(first)
    edits = [(LADDER_LINES, ""), ("{{c2::rests}}", "rests")]
    (second,) = publisher.release(BOTH, edits=edits, retire=[LADDER, f"{PRUNING}:2"])
    learner.take(second)
    wanted = [learner.card(f"{LADDER}:1").id, learner.card(f"{PRUNING}:2").id]
    assert sorted(learner.collection.find_cards(search([f"{LADDER}:1", f"{PRUNING}:2"]))) == sorted(wanted)
    learner.delete(LADDER)
    learner.take(second)
    assert LADDER not in learner.notes()
