"""Sessions over the real book: what is asked, in what order, and what is written."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from zlib import crc32

import pytest
from making import DAY_MS, NOON, TODAY, Clock, Ids, card, shelf

from npqlt_cards.decks.cards import Card
from npqlt_cards.queue import Entry, Limits, Plan, Wait
from npqlt_cards.schedule import AGAIN, EASY, GOOD, Settings, answer
from npqlt_cards.session import LONGEST_ANSWER_MS, Session
from npqlt_cards.store import Book, open_book
from npqlt_cards.store.lines import usable


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """An empty book."""
    with open_book(tmp_path / "book.db") as opened:
        yield opened


def ask_all(session: Session, grade: int = EASY, most: int = 1000) -> list[str]:
    """Answer everything with one grade, until the day is done or a step must be waited for."""
    asked = []
    while isinstance(found := session.next(), Entry) and len(asked) < most:
        asked.append(found.card.id)
        session.reveal()
        assert session.grade(grade)
    return asked


def sit(book: Book, clock: Clock, *areas: str, limits: Limits = Limits(), ids: Ids = Ids()) -> Session:  # noqa: B008
    """A new session."""
    return Session(book, clock, ids, areas, plan=Plan(limits))


def take(book: Book, cards: Sequence[Card], edition: str = "1") -> None:
    """The book's decks."""
    book.take_cards(edition, shelf(*cards))


def test_new_cards_in_framework_order(book: Book) -> None:
    """New cards come in the decks' order, up to the day's limit over all its sessions."""
    take(book, [card(f"area/s{number}#q") for number in (3, 1, 2, 5, 4)])
    clock = Clock()
    assert ask_all(sit(book, clock, limits=Limits(new=2))) == ["area/s3#q:1", "area/s1#q:1"]
    assert ask_all(sit(book, clock, limits=Limits(new=3))) == ["area/s2#q:1"]
    clock.skip(days=1)
    assert ask_all(sit(book, clock, limits=Limits(new=10))) == ["area/s5#q:1", "area/s4#q:1"]


def test_review_limit_over_sessions(book: Book) -> None:
    """Reviews stop at the day's limit, counted over sessions; relearning goes on."""
    take(book, [card(f"area/s{number}#q") for number in range(6)])
    clock = Clock()
    ask_all(sit(book, clock))
    clock.skip(days=60)
    first = sit(book, clock, limits=Limits(reviews=3))
    first.next(), first.reveal(), first.grade(AGAIN)
    assert first.left() == (0, 1, 2)
    assert len(ask_all(first, EASY)) == 3  # two more reviews and the relapsed card
    assert ask_all(sit(book, clock, limits=Limits(reviews=4))) != []
    assert book.done(clock().day) == (0, 4)


def test_longest_due_first(book: Book) -> None:
    """Reviews come longest due first, and those of one day by lot: not as the framework has them, yet always alike."""
    cards = [card(f"area/s{number}#q") for number in range(12)]
    take(book, cards)
    clock = Clock()
    ask_all(sit(book, clock, limits=Limits(new=12)))
    due = {each.id: (book.memory(each.id).due_day, crc32(each.id.encode())) for each in cards}  # type: ignore[union-attr]
    clock.skip(days=100)
    assert ask_all(sit(book, clock)) == sorted(due, key=lambda id_: due[id_])
    assert len({day for day, _ in due.values()}) < 12


def test_siblings_wait_for_tomorrow(book: Book) -> None:
    """Of one statement's new cards one a day; of one note's due cards one a day; other notes of it may come."""
    take(book, [card("area/s#cloze", 1), card("area/s#cloze", 2), card("area/s#q"), card("area/t#q")])
    clock, days = Clock(), []
    for _ in range(3):
        days.append(ask_all(sit(book, clock)))
        clock.skip(days=1)
    assert days == [["area/s#cloze:1", "area/t#q:1"], ["area/s#cloze:2"], ["area/s#q:1"]]
    clock.skip(days=300)
    assert sorted(ask_all(sit(book, clock))) == ["area/s#cloze:1", "area/s#q:1", "area/t#q:1"]
    clock.skip(days=1)
    assert ask_all(sit(book, clock)) == ["area/s#cloze:2"]


def test_twins_are_asked_once(book: Book) -> None:
    """A card of two areas is met in either, and is new in neither afterwards."""
    take(book, [card("one/s#q", 1, "one", "two"), card("two/t#q")])
    clock = Clock()
    assert sit(book, clock, "two").left().new == 2
    assert sit(book, clock).left().new == 2
    assert ask_all(sit(book, clock, "two")) == ["one/s#q:1", "two/t#q:1"]
    assert ask_all(sit(book, clock, "one")) == []
    assert book.standing(TODAY) == {"one": ((0, 0, 0), 1), "two": ((0, 0, 0), 2)}


def test_areas_chosen(book: Book) -> None:
    """Only the chosen areas' cards come, new, due or in learning, in the framework's order whatever order was typed."""
    take(book, [card(f"{area}/s{number}#q") for area in ("one", "two", "three") for number in range(2)])
    clock = Clock()
    chosen = sit(book, clock, "three", "one")
    assert ask_all(chosen, AGAIN, most=3) == ["one/s0#q:1", "one/s1#q:1", "three/s0#q:1"]
    clock.skip(minutes=2)
    assert sit(book, clock, "two").left() == (2, 0, 0)
    assert ask_all(sit(book, clock, "two")) == ["two/s0#q:1", "two/s1#q:1"]
    clock.skip(days=100)
    assert set(ask_all(sit(book, clock, "two"))) == {"two/s0#q:1", "two/s1#q:1"}


def test_wait_and_learn_ahead(book: Book) -> None:
    """A step within 20 minutes is brought forward; a longer one is waited for, and then asked."""
    take(book, [card("area/s#q")])
    clock = Clock()
    session = Session(book, clock, Ids(), settings=Settings(learning_steps=(60, 3600)))
    session.next(), session.reveal(), session.grade(GOOD)
    found = session.next()
    memory = book.memory("area/s#q:1")
    assert memory is not None
    assert found == Wait(memory.due_at or 0)
    clock.skip(minutes=41)
    assert isinstance(session.next(), Entry)


def test_the_answer_counts_for_the_day_on_which_the_back_was_shown(book: Book) -> None:
    """The day turns between back and key: what is on show is applied, row and tally are the old day's."""
    take(book, [card("area/s#q")])
    clock = Clock(at=(TODAY + 1) * DAY_MS - 12_000)
    session = sit(book, clock)
    assert isinstance(session.next(), Entry)
    shown = session.reveal()
    clock.skip(minutes=5)
    assert session.grade(EASY)
    memory = book.memory("area/s#q:1")
    assert memory is not None
    assert memory.due_day == shown[EASY].due_day
    assert memory._replace(last_at=0) == shown[EASY]._replace(last_at=0)
    assert [row.day for row in book.log()] == [TODAY]
    assert (book.done(TODAY), book.done(TODAY + 1)) == ((1, 0), (0, 0))


def test_rows(book: Book) -> None:
    """Each answer is one row: its id, instant, day, card, grade and the time since the front, a minute at most."""
    take(book, [card("area/s#q"), card("area/t#q")])
    clock = Clock()
    session = sit(book, clock, ids=Ids("mine"))
    session.next(), session.reveal(), session.grade(EASY)
    session.next(), session.reveal(), clock.skip(minutes=30)
    session.grade(EASY)
    first, second = book.log()
    assert first == ("mine-1", NOON + 15_000, TODAY, "area/s#q:1", "review", EASY, 10_000, None)
    assert (second.id, second.took_ms) == ("mine-2", LONGEST_ANSWER_MS)


def test_clock_set_back_in_mid_session(book: Book) -> None:
    """A clock set back between front and key leaves a time taken of nothing, and goes on."""
    take(book, [card("area/s#q")])
    clock = Clock()
    session = sit(book, clock)
    session.next(), session.reveal()
    clock.skip(days=-400)
    assert session.grade(AGAIN)
    assert next(book.log()).took_ms == 0
    clock.skip(days=-400)
    assert isinstance(session.next(), Entry | Wait)


def test_answered_elsewhere(book: Book) -> None:
    """Two sessions on one card: the first answer stands, the second is told so and writes nothing."""
    take(book, [card("area/s#q")])
    clock = Clock()
    one, two = sit(book, clock), sit(book, clock)
    for session in (one, two):
        session.next(), session.reveal()
    assert one.grade(EASY)
    assert not two.grade(AGAIN)
    assert (one.tally.answers, two.tally.answers) == (1, 0)
    assert [row.grade for row in book.log()] == [EASY]


def test_grade_needs_a_back_on_show(book: Book) -> None:
    """No grade before the back, no back before a front, no second grade."""
    take(book, [card("area/s#q")])
    session = sit(book, Clock())
    with pytest.raises(ValueError, match="no card"):
        session.reveal()
    session.next()
    with pytest.raises(ValueError, match="no answer"):
        session.grade(GOOD)
    session.reveal(), session.grade(GOOD)
    with pytest.raises(ValueError, match="no answer"):
        session.grade(GOOD)


@pytest.mark.slow
def test_counts_are_what_comes(book: Book) -> None:
    """What the day is said to hold is what it then asks, siblings, twins and limits minded."""
    rng = random.Random(5)
    cards = [
        card(f"one/s{number}#{slug}", k, *(("one", "two") if number % 3 == 0 else ("one",)))
        for number in range(15)
        for slug in ("cloze", "q")
        for k in ((1, 2, 3) if slug == "cloze" else (1,))
    ]
    take(book, cards)
    clock = Clock()
    for _ in range(40):
        session = sit(book, clock, limits=Limits(new=rng.randint(0, 20), reviews=rng.randint(0, 20)))
        counts = session.left()
        before = book.done(clock().day)
        ask_all(session)
        after = book.done(clock().day)
        assert after[0] - before[0] == counts.new
        assert after[1] - before[1] == counts.reviews
        assert session.left().total == 0
        clock.skip(days=rng.randint(1, 6))
    assert book.standing(clock().day)["one"][0].new < 15


def test_memory_is_the_schedulers(book: Book) -> None:
    """What the book holds after a session is what the scheduler gives for its rows."""
    take(book, [card("area/s#q")])
    clock = Clock()
    session = sit(book, clock)
    memory = None
    for grade in (GOOD, AGAIN, GOOD, GOOD):
        assert isinstance(session.next(), Entry)
        session.reveal(), session.grade(grade)
    for row in book.log():
        memory = answer(memory, row.card, row.grade or 0, row.at, row.day, Settings())
    assert book.memory("area/s#q:1") == memory


# -- taking back and setting aside -------------------------------------------------------------------------------------


def state(book: Book) -> dict[str, object]:
    """All that is derived from the log, and what the day holds."""
    tables = ("memory", "tally", "aside", "place")
    found: dict[str, object] = {name: sorted(book._db.execute(f"SELECT * FROM {name}"), key=repr) for name in tables}
    # a day that nothing is left of and a day that nothing was done on are the same
    found["tally"] = [row for row in found["tally"] if any(row[1:])]  # type: ignore[attr-defined]
    return found


def test_undo_brings_the_card_back(book: Book) -> None:
    """After an undo memory, tallies and counts are as before the answer, and its card is on show again."""
    take(book, [card("area/s#q"), card("area/t#q")])
    clock = Clock()
    session = sit(book, clock)
    before = state(book)
    session.next(), session.reveal(), session.grade(GOOD)
    assert state(book) != before
    taken = session.undo()
    assert taken is not None
    assert (taken.card, taken.grade) == ("area/s#q:1", GOOD)
    assert state(book) == before
    found = session.next()
    assert isinstance(found, Entry)
    assert (found.card.id, found.memory) == ("area/s#q:1", None)
    assert (session.tally.answers, session.tally.recalled) == (0, 0)
    assert [row.kind for row in book.log()] == ["review", "undo"]


def test_undo_goes_back_through_the_day_and_over_sessions(book: Book) -> None:
    """Every answer of today can be taken back, one after the other, in another session too; yesterday's cannot."""
    take(book, [card(f"area/s{number}#q") for number in range(9)])
    clock = Clock()
    ask_all(sit(book, clock, limits=Limits(new=2)), GOOD)
    clock.skip(days=1)
    morning = state(book)
    rng = random.Random(3)
    for _ in range(3):
        session = sit(book, clock, limits=Limits(new=6))
        for _ in range(4):
            if isinstance(session.next(), Entry):
                session.reveal(), session.grade(rng.choice((AGAIN, GOOD, EASY)))
        clock.skip(minutes=30)
    evening = sit(book, clock)
    taken = 0
    while evening.undo():
        taken += 1
    assert taken == sum(row.kind == "review" and row.day == clock().day for row in book.log())
    assert state(book) == morning
    assert evening.undo() is None


def test_undo_of_a_lapse_keeps_the_lapse_before_it(book: Book) -> None:
    """Again, then Good, then undo: the Again stays, as only the last answer is taken back."""
    take(book, [card("area/s#q")])
    clock = Clock()
    session = sit(book, clock)
    session.next(), session.reveal(), session.grade(AGAIN)
    after_again = book.memory("area/s#q:1")
    clock.skip(minutes=2)
    session.next(), session.reveal(), session.grade(GOOD)
    session.undo()
    assert book.memory("area/s#q:1") == after_again


def test_bury(book: Book) -> None:
    """A buried card stays away for the day, new or due, and is back on the next."""
    take(book, [card("area/s#q"), card("area/t#q")])
    clock = Clock()
    session = sit(book, clock)
    session.next(), session.bury()
    assert session.left() == (1, 0, 0)
    assert ask_all(session) == ["area/t#q:1"]
    clock.skip(days=1)
    assert ask_all(sit(book, clock)) == ["area/s#q:1"]


def test_suspend(book: Book) -> None:
    """A suspended card stays away, new or due or in learning, until an undo."""
    take(book, [card(f"area/s{number}#q") for number in range(3)])
    clock = Clock()
    session = sit(book, clock)
    session.next(), session.suspend()
    session.next(), session.reveal(), session.grade(AGAIN)
    clock.skip(minutes=2)
    found = session.next()
    assert isinstance(found, Entry)
    assert found.card.id == "area/s1#q:1"
    session.suspend()
    assert ask_all(session) == ["area/s2#q:1"]
    clock.skip(days=300)
    later = sit(book, clock)
    assert later.left() == (0, 0, 1)
    assert ask_all(later) == ["area/s2#q:1"]
    assert later.undo() is not None  # its last answer; the suspensions are of another day
    assert later.left() == (0, 0, 1)


def test_suspend_is_taken_back(book: Book) -> None:
    """An undo of a suspension brings the card back as it was."""
    take(book, [card("area/s#q")])
    session = sit(book, Clock())
    before = state(book)
    session.next(), session.suspend()
    assert session.next() is None
    assert session.undo() is not None
    assert state(book) == before
    assert isinstance(session.next(), Entry)


def test_flag(book: Book) -> None:
    """A flag is a row with its reason; the card stays on show."""
    take(book, [card("area/s#q")])
    session = sit(book, Clock())
    session.next(), session.flag("two answers fit")
    assert session.current is not None
    assert [(row.kind, row.about) for row in book.log()] == [("flag", "two answers fit")]
    assert book.counts((), TODAY, 10, 10) == (1, 0, 0)


def test_flag_at_length(book: Book) -> None:
    """Of a reason, as much is kept as a log read again may hold."""
    take(book, [card("area/s#q")])
    session = sit(book, Clock())
    session.next(), session.flag("why " * 1_000)
    (row,) = book.log()
    assert row.about == "why " * 500
    assert usable(row)


# -- modes and bounds --------------------------------------------------------------------------------------------------


def test_cram_moves_no_schedule(book: Book) -> None:
    """A cram asks every card of the areas, those missed again, and leaves memory and daily limits alone."""
    take(book, [card(f"area/s{number}#q") for number in range(4)])
    clock = Clock()
    ask_all(sit(book, clock, limits=Limits(new=2)))
    before = {name: book.memory(name) for name in ("area/s0#q:1", "area/s1#q:1", "area/s2#q:1")}
    done = book.done(TODAY)
    session = Session(book, clock, Ids("cram"), ("area",), mode="cram", mix=lambda cards: cards[::-1])
    assert session.left().reviews == 0
    asked = []
    while isinstance(found := session.next(), Entry):
        asked.append(found.card.id)
        assert session.reveal() == {}
        session.grade(AGAIN if len(asked) == 1 else GOOD)
    assert asked == ["area/s3#q:1", "area/s2#q:1", "area/s1#q:1", "area/s0#q:1", "area/s3#q:1"]
    assert {name: book.memory(name) for name in before} == before
    assert book.done(TODAY) == done
    assert {row.kind for row in book.log()} == {"review", "cram"}


def test_cram_is_taken_back(book: Book) -> None:
    """An undo in a cram brings the card back once, and is not asked twice for a miss that is undone."""
    take(book, [card(f"area/s{number}#q") for number in range(3)])
    session = Session(book, Clock(), Ids(), mode="cram")
    session.next(), session.reveal(), session.grade(AGAIN)
    session.next(), session.undo()
    asked = []
    while isinstance(found := session.next(), Entry):
        asked.append(found.card.id)
        session.reveal(), session.grade(GOOD)
    assert asked == ["area/s0#q:1", "area/s1#q:1", "area/s2#q:1"]
    assert session.tally.answers == 3


def test_ahead(book: Book) -> None:
    """Ahead, cards due on later days follow those of today, each once, soonest first, and their schedule moves."""
    take(book, [card(f"area/s{number}#q") for number in range(3)])
    clock = Clock()
    ask_all(sit(book, clock))
    clock.skip(days=1)
    due = {row.card: book.memory(row.card) for row in book.log()}
    assert ask_all(sit(book, clock)) == []
    session = Session(book, clock, Ids("ahead"), mode="ahead")
    asked = ask_all(session, GOOD)
    assert asked == sorted(asked, key=lambda name: due[name].due_day)  # type: ignore[union-attr, arg-type, return-value]
    assert len(asked) == 3
    assert all(book.memory(name) != memory for name, memory in due.items())


def test_bounds(book: Book) -> None:
    """A session ends after so many answers, or so many minutes, and says which."""
    take(book, [card(f"area/s{number}#q") for number in range(9)])
    clock = Clock()
    session = sit(book, clock)
    session.most = 2
    assert len(ask_all(session)) == 2
    assert session.stopped == "limit"
    session = sit(book, clock)
    session.minutes = 1
    asked = len(ask_all(session))
    assert 0 < asked < 7
    assert session.stopped == "time"


def test_leech(book: Book) -> None:
    """A card is told as a leech at the given number of lapses, and after every half of it more."""
    take(book, [card("area/s#q")])
    clock = Clock()
    told = []
    session = sit(book, clock)
    session.leech_lapses = 4
    for _ in range(9):
        ask_all(session, EASY)
        clock.skip(days=60)
        session.next(), session.reveal(), session.grade(AGAIN)
        told.append(session.leeched)
        clock.skip(minutes=15)
    assert [number for number, each in enumerate(told, start=1) if each] == [4, 6, 8]


def test_settings_are_kept_with_the_answers(book: Book) -> None:
    """Each answer names the settings it was scheduled with, so that a replay gives the same memory."""
    take(book, [card("area/s#q"), card("area/t#q")])
    clock = Clock()
    strict = Settings(desired_retention=0.95, learning_steps=(60,))
    for settings in (Settings(), strict, Settings()):
        session = Session(book, clock, Ids(f"{settings.desired_retention}{clock.at}"), settings=settings)
        ask_all(session, GOOD, most=2)
        clock.skip(days=30)
    rows = list(book.log())
    assert {row.kind for row in rows} == {"review", "settings"}
    assert len({row.about for row in rows if row.kind == "review"}) == 2
    before = state(book)
    book.rebuild()
    assert state(book) == before


@pytest.mark.parametrize("kind", ["cram", "suspend"])
def test_undo_brings_no_card_out_of_turn(book: Book, kind: str) -> None:
    """What a cram or another window did is taken back, and does not put its card on show."""
    take(book, [card(f"area/s{number}#q") for number in range(3)])
    clock = Clock()
    other = Session(book, clock, Ids("other"), mode="cram", mix=lambda cards: cards[::-1])
    other.next()
    if kind == "cram":
        other.reveal(), other.grade(GOOD)
    else:
        other.suspend()
    session = sit(book, clock)
    assert session.undo() is not None
    found = session.next()
    assert isinstance(found, Entry)
    assert found.card.id == "area/s0#q:1"


def test_undo_of_a_flag_in_a_cram(book: Book) -> None:
    """The card on show stays the one on show, and is asked once."""
    take(book, [card(f"area/s{number}#q") for number in range(2)])
    session = Session(book, Clock(), Ids(), mode="cram")
    session.next(), session.flag("odd"), session.undo()
    assert ask_all(session, GOOD) == ["area/s0#q:1", "area/s1#q:1"]


def test_tomorrow_has_its_own_limits(book: Book) -> None:
    """Another number of new cards for today says nothing of tomorrow."""
    take(book, [card(f"area/s{number}#q") for number in range(9)])
    session = Session(book, Clock(), Ids(), plan=Plan(Limits(new=0)), usual=Limits(new=4))
    assert session.left().new == 0
    assert session.tomorrow().new == 4


def test_ahead_takes_what_the_limits_left(book: Book) -> None:
    """With today's reviews at their limit, ahead goes on with the overdue cards, longest due first."""
    take(book, [card(f"area/s{number}#q") for number in range(6)])
    clock = Clock()
    ask_all(sit(book, clock))
    clock.skip(days=60)
    due = {row.card: book.memory(row.card) for row in book.log()}
    session = Session(book, clock, Ids("ahead"), plan=Plan(Limits(reviews=2)), mode="ahead")
    asked = ask_all(session)
    assert len(asked) == 6
    assert [due[name].due_day for name in asked] == sorted(due[name].due_day for name in asked)  # type: ignore[union-attr, type-var]
