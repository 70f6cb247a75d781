"""Histories put together: each answer once, whatever way it comes, in whatever order."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making import DAY_MS, NOON, TODAY, card, shelf

from npqlt_cards.errors import Problem, ProblemsError
from npqlt_cards.queue import Moment
from npqlt_cards.schedule import DEFAULT_PARAMETERS, Settings
from npqlt_cards.session import Row
from npqlt_cards.store import Book, lines, open_book
from npqlt_cards.store.lines import read_rows, to_line
from npqlt_cards.store.merge import ECHO_MS, Choice, Merged, Origin, anki_row, choose, pairs
from npqlt_cards.store.projection import settings_id, settings_row

CARDS = [f"area/s{number}#q:1" for number in range(4)]
LOG = Origin("log.jsonl")
ANKI = Origin("anki.apkg", Settings())
DERIVED = ("memory", "tally", "aside", "place")

New = Callable[[str], Book]


@pytest.fixture
def new(tmp_path: Path) -> Iterator[New]:
    """Makes books of four cards, by name."""
    made: dict[str, Book] = {}

    def book(name: str) -> Book:
        if name not in made:
            made[name] = open_book(tmp_path / f"{name}.db")
            made[name].take_cards("1", shelf(*(card(f"area/s{number}#q") for number in range(4))))
        return made[name]

    yield book
    for each in made.values():
        each.close()


def answer(id_: str, at: int = NOON, grade: int = 3, kind: str = "review", name: str = CARDS[0]) -> Row:
    """A row of an answer."""
    return Row(id_, at, at // DAY_MS, name, kind, grade, 1000)


def echo(row: Row, apart: int = 0, zone: int = 0) -> Row:
    """An answer as it comes back from Anki, some milliseconds on, and read in another zone."""
    return anki_row(row.card, row.at + apart, row.day + zone, (row.grade or 0, 1000), None)


def take(book: Book, rows: Sequence[Row], origin: Origin = LOG) -> Merged:
    """Merge some rows."""
    return book.merge(list(enumerate(rows, start=1)), origin)


def derived(book: Book) -> dict[str, list[tuple[object, ...]]]:
    """Everything derived from the log but what was taken back; of the tally the days that anything happened on."""
    found = {name: sorted(book._db.execute(f"SELECT * FROM {name}"), key=repr) for name in DERIVED}
    found["tally"] = [row for row in found["tally"] if any(row[1:])]
    return found


def test_same_rows_again(new: New) -> None:
    """What is there already is known; a file that holds a row twice brings it once."""
    rows = [answer("a"), answer("b", NOON + 1)]
    assert take(new("x"), [*rows, rows[0]]) == Merged(1, 2, 2, 1)
    assert take(new("x"), rows) == Merged(2, 0, 0, 0)
    assert list(new("x").log()) == rows


def test_dry(new: New) -> None:
    """A dry run says what would come; the log and all that is derived stay."""
    take(new("x"), [answer("a")])
    before = derived(new("x"))
    assert new("x").merge([(1, answer("b", NOON + 5))], LOG, dry=True) == Merged(0, 1, 1, 1)
    assert [row.id for row in new("x").log()] == ["a"]
    assert derived(new("x")) == before


def test_failing_file(new: New) -> None:
    """Where the file turns out bad in its middle nothing of it is kept."""

    def rows() -> Iterator[tuple[int, Row]]:
        yield 1, answer("a")
        raise ValueError("bad")

    with pytest.raises(ValueError, match="bad"):
        new("x").merge(rows(), LOG)
    assert list(new("x").log()) == []
    assert take(new("x"), [answer("b")]).rows == 1


@pytest.mark.parametrize("apart", [0, 1, -1, 1_000, -1_000])
def test_own_answer_comes_back(new: New, apart: int) -> None:
    """An answer that Anki had to move by some milliseconds is known by card, grade and instant."""
    take(new("x"), [answer("a")])
    assert take(new("x"), [echo(answer("a"), apart)], ANKI) == Merged(1, 0, 0, 0)


@pytest.mark.parametrize(
    "other",
    [answer("", NOON + 1_001), answer("", grade=1), answer("", name=CARDS[1])],
    ids=["later", "another grade", "another card"],
)
def test_another_answer(new: New, other: Row) -> None:
    """An answer at another time, of another grade or to another card is new."""
    take(new("x"), [answer("a")])
    assert take(new("x"), [echo(other)], ANKI).answers == 1


def test_two_quick_answers(new: New) -> None:
    """Two answers within the window stay two: one of ours accounts for one of Anki's."""
    take(new("x"), [answer("a")])
    both = [echo(answer("a")), echo(answer("a"), 400)]
    assert take(new("x"), both, ANKI) == Merged(1, 1, 1, 1)
    assert take(new("x"), both, ANKI) == Merged(2, 0, 0, 0)


def test_quick_answers_of_which_one_is_here() -> None:
    """An answer of Anki's that was taken in before keeps its place: the quick one after it is new."""
    here, quick = echo(answer("a")), echo(answer("a"), 400)
    assert choose([here], [here, quick], set(), ranked=False) == Choice([quick], [])


def test_a_twin_takes_no_echo() -> None:
    """An answer that both logs have is its own match: two echoes of another one are still put together."""
    mine, here, other = answer("a"), echo(answer("b"), 400), echo(answer("b"), -300, zone=1)
    assert choose([mine, here], [mine, other], set(), ranked=True) == Choice([other], [here])


def test_ids_of_answers_from_anki() -> None:
    """An id is made of all that an answer says but the time it took, and of its settings: a released form."""
    assert anki_row("c", 5, 2, (3, 900), None) == Row("anki:5:c:3:2", 5, 2, "c", "imported", 3, 900)
    assert anki_row("c", 5, 2, (3, 900), "settings:x").id == "anki:5:c:3:2:settings:x"


def test_the_first_of_twins_in_a_file(new: New) -> None:
    """Of an answer that a file has twice the first line counts: the time taken is no part of its id."""
    take(new("x"), [anki_row(CARDS[0], NOON, TODAY, (3, took), None) for took in (100, 900)], ANKI)
    assert [row.took_ms for row in new("x").log()] == [100]


def test_contradictions_by_line(new: New) -> None:
    """Rows that contradict the log here, or a line above, are told line by line, with the file and what to do."""
    take(new("x"), [answer("a"), answer("b")])
    rows = [answer("b", grade=1), answer("a", grade=1), answer("c"), answer("c", grade=1)]
    with pytest.raises(ProblemsError) as raised:
        take(new("x"), rows)
    wrong = (
        (1, "the row b says other things than in the log here"),
        (2, "the row a says other things than in the log here"),
        (4, "the row c says other things than in an earlier line"),
    )
    repair = "get a fresh copy of the log"
    assert raised.value.problems == tuple(Problem("I03", "log.jsonl", *each, repair) for each in wrong)


def test_several_answers_after_one_echo(new: New) -> None:
    """Where one of a card's new answers has its echo here, that echo is taken back once."""
    take(new("x"), [echo(answer("a"))], ANKI)
    take(new("x"), [answer("a"), answer("b", NOON + DAY_MS)])
    assert [row.kind for row in new("x").log()].count("undo") == 1
    assert derived(new("x"))["memory"][0][9] == 2


def test_an_echo_that_was_taken_back_elsewhere(new: New) -> None:
    """Of two echoes one was taken back on the other machine: the answer here is the other one's, and counts once."""
    take(new("x"), [answer("a")])
    gone = echo(answer("a"))
    undo = Row("u", NOON + 9, TODAY, CARDS[0], "undo", about=gone.id)
    take(new("x"), [gone, undo, echo(answer("a"), 5)])
    assert derived(new("x"))["memory"][0][9] == 1


def test_taken_back(new: New) -> None:
    """An answer that was taken back here does not return by way of Anki."""
    take(new("x"), [answer("a"), Row("u", NOON + 9, TODAY, CARDS[0], "undo", about="a")])
    assert take(new("x"), [echo(answer("a"), 3)], ANKI).rows == 0
    assert derived(new("x"))["memory"] == []


def test_undo_from_elsewhere(new: New) -> None:
    """An undo of an answer that is here takes it back, and its day's tally with it."""
    take(new("x"), [answer("a"), answer("b", NOON + DAY_MS), answer("c", name=CARDS[1])])
    take(new("x"), [Row("u", NOON + 9, TODAY, CARDS[0], "undo", about="b")])
    before = derived(new("x"))
    new("x").rebuild()
    assert derived(new("x")) == before
    take(new("y"), [answer("a"), answer("c", name=CARDS[1])])
    assert derived(new("y")) == before


def test_settings_come_later(new: New) -> None:
    """An answer whose settings become known only now is scheduled with them."""
    wanted = Settings(learning_steps=())
    row = answer("a")._replace(about=settings_id(wanted))
    take(new("x"), [row])
    take(new("x"), [settings_row(wanted, 0, 0)])
    before = derived(new("x"))
    new("x").rebuild()
    assert derived(new("x")) == before
    assert before["memory"][0][1] == "review"


def test_settings_of_reviews_from_anki(new: New) -> None:
    """Answers from Anki follow the learner's settings, which the log then knows; no reviews, no settings."""
    wanted = Settings(learning_steps=())
    about = settings_id(wanted)
    rows = [anki_row(CARDS[0], NOON, TODAY, (3, 1), about)]
    for _ in range(2):
        take(new("x"), rows, Origin("a", wanted))
    assert [row.kind for row in new("x").log()] == ["imported", "settings"]
    assert derived(new("x"))["memory"][0][1] == "review"
    assert take(new("x"), rows[:0], Origin("a", Settings(0.7))).rows == 0


def test_settings_that_the_log_has(new: New) -> None:
    """A second import with the same settings adds its answers, and names the settings no second time."""
    wanted = Settings(learning_steps=())
    for number in range(2):
        row = anki_row(CARDS[number], NOON, TODAY, (3, 1), settings_id(wanted))
        assert take(new("x"), [row], Origin("a", wanted)).answers == 1
    assert sorted(row.kind for row in new("x").log()) == ["imported", "imported", "settings"]


def test_settings_stand_before_their_answers(new: New) -> None:
    """The row of the settings has the instant of the first answer that comes with them, wherever that stands."""
    wanted = Settings(learning_steps=())
    rows = [anki_row(CARDS[0], NOON + apart * DAY_MS, TODAY + apart, (3, 1), None) for apart in (2, 1, 3)]
    take(new("x"), rows, Origin("a", wanted))
    (row,) = (row for row in new("x").log() if row.kind == "settings")
    assert (row.at, row.day) == (NOON + DAY_MS, TODAY + 1)


def test_settings_and_answers_of_a_card_at_once(new: New) -> None:
    """Settings that come later together with another answer of the same card count for both answers."""
    wanted = Settings(learning_steps=())
    first, second = (answer(id_, at)._replace(about=settings_id(wanted)) for id_, at in (("a", NOON), ("b", NOON + 9)))
    take(new("x"), [first])
    take(new("x"), [settings_row(wanted, 0, 0), second])
    take(new("y"), [settings_row(wanted, 0, 0), first, second])
    assert derived(new("x")) == derived(new("y"))


def test_an_undo_under_another_card(new: New) -> None:
    """An undo takes back the row that it is about, whichever card it names."""
    take(new("x"), [answer("a"), answer("c", name=CARDS[1])])
    take(new("x"), [Row("u", NOON + 9, TODAY, CARDS[2], "undo", about="a")])
    assert [row[0] for row in derived(new("x"))["memory"]] == [CARDS[1]]


def test_only_undos_take_back(new: New) -> None:
    """What other rows are about is not taken back, and what two machines both took back is so once."""
    rows = [answer("a")._replace(about="settings:x"), Row("f", NOON, TODAY, CARDS[1], "flag", about="why")]
    take(new("x"), [*rows, Row("u", NOON + 9, TODAY, CARDS[0], "undo", about="a")])
    take(new("x"), [Row("v", NOON + 9, TODAY, CARDS[0], "undo", about="a")])
    for _ in range(2):
        assert new("x")._db.execute("SELECT id FROM undone").fetchall() == [("a",)]
        new("x").rebuild()


def test_rows_come_in_the_order_of_their_instants(new: New) -> None:
    """What came is numbered by instant and id: so the last of it is what an undo takes back first."""
    take(new("x"), [answer("d", NOON + 5), answer("c"), answer("b"), answer("a", NOON - 5)])
    assert [id_ for (id_,) in new("x")._db.execute("SELECT id FROM log ORDER BY seq")] == ["a", "b", "c", "d"]


def test_other_cards_are_left_alone(new: New) -> None:
    """A merge derives anew the cards that it touches, and no others: a long log would make every import slow."""
    wanted = Settings(learning_steps=())
    undo = Row("u", NOON + 9, TODAY, CARDS[1], "undo", about="b")
    rows = [answer("a", name=CARDS[1])._replace(about=settings_id(wanted)), answer("b", name=CARDS[1]), undo]
    take(new("x"), [settings_row(wanted, 0, 0), *rows, Row("f", NOON, TODAY, CARDS[1], "flag", about="why")])
    new("x")._db.execute("UPDATE memory SET lapses = 77")
    new("x")._db.execute("UPDATE aside SET flag = '77'")
    take(new("x"), [settings_row(wanted, 0, 0), undo, answer("c")])
    assert [row[:1] + row[10:11] for row in derived(new("x"))["memory"]] == [(CARDS[0], 0), (CARDS[1], 77)]
    assert [row[3] for row in derived(new("x"))["aside"]] == ["77"]


def test_set_aside_elsewhere(new: New) -> None:
    """Suspended and flagged on one machine is so on the other, new cards included."""
    rows = [Row("s", NOON, TODAY, CARDS[0], "suspend"), Row("f", NOON, TODAY, CARDS[1], "flag", about="why")]
    assert take(new("x"), rows) == Merged(0, 2, 0, 0)
    assert new("x").cards_in((), TODAY) == CARDS[1:]


def test_closest_first() -> None:
    """Of several candidates the nearest in time are put together."""
    mine = [answer("a"), answer("b", NOON + 300)]
    theirs = [echo(mine[1], 10), echo(mine[0], 20)]
    assert [(one.id, two.at) for one, two in pairs(mine, theirs)] == [("b", NOON + 310), ("a", NOON + 20)]


def test_each_answer_is_in_one_pair() -> None:
    """Rows that are close to several of the other side are put together with one of it."""
    mine = [answer("a"), answer("b", NOON + 10)]
    theirs = [answer("c"), answer("d", NOON + 10), answer("e", NOON + 20)]
    assert [(one.id, two.id) for one, two in pairs(mine, theirs)] == [("a", "c"), ("b", "d")]


def test_the_answer_after_its_echo() -> None:
    """Where Anki's copy is there first, the answer itself takes its place."""
    copy = echo(answer("a"), 2)
    choice = choose([copy], [answer("a")], set(), ranked=True)
    assert (choice.append, choice.take_back) == ([answer("a")], [copy])


# -- any machines, any order -------------------------------------------------------------------------------------------


def machines(new: New, rng: random.Random) -> list[list[Row]]:
    """The logs of three machines that answered, went through one Anki, read it in two zones, and undid."""
    logs: list[list[Row]] = []
    anki: list[Row] = []
    for machine in "abc":
        book = new(f"{machine}{rng.random()}")
        rows = [
            answer(f"{machine}{n}", NOON + rng.randint(0, 9) * DAY_MS + rng.randint(0, 50) * 60_000, name=name)
            for n, name in enumerate(rng.choices(CARDS, k=rng.randint(0, 5)))
        ]
        rows = [row._replace(grade=rng.choice((1, 3, 4))) for row in rows]
        take(book, rows)
        anki += [echo(row, rng.choice((0, 0, 1, 5))) for row in rows]
        anki.append(echo(answer("", NOON + rng.randint(0, 9) * DAY_MS + 7 * 3_600_000 + len(anki) * 60_000)))
        zone = rng.choice((0, 1))
        read = [anki_row(row.card, row.at, row.day + zone, (row.grade or 0, 1000), None) for row in anki]
        take(book, [row for row in read if rng.random() < 0.8], ANKI)
        if rows and rng.random() < 0.5:
            undone = rng.choice(rows)
            take(book, [Row(f"u{undone.id}", NOON, TODAY, undone.card, "undo", about=undone.id)])
        logs.append(list(book.log()))
    return logs


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_any_order(new: New, seed: int) -> None:
    """Three logs, joined by Anki, merged in every order, or into one another, come to the same."""
    rng = random.Random(seed)
    logs = machines(new, rng)
    found = []
    for number, order in enumerate(itertools.permutations(logs)):
        book = new(f"order{number}")
        for rows in order:
            take(book, rows)
            assert take(book, rows).rows == 0
        found.append(derived(book))
        again = dict(found[-1])
        book.rebuild()
        assert derived(book) == again
    one, two = new("one"), new("two")
    take(one, logs[0]), take(two, logs[1])
    take(one, list(two.log())), take(two, logs[2])
    take(one, list(two.log())), take(two, list(one.log()))
    assert all(each == found[0] for each in [*found, derived(one), derived(two)])
    counted = {(row[0], row[9]) for row in found[0]["memory"]}
    assert counted == {(name, many) for name, many in answers_that_count(logs).items() if many}


def answers_that_count(logs: list[list[Row]]) -> dict[str, int]:
    """How many answers each card has: each real one that nobody took back, and each that only Anki has."""
    gone = {row.about for rows in logs for row in rows if row.kind == "undo"}
    real = {row.id: row for rows in logs for row in rows if row.kind == "review"}
    only: dict[tuple[str, int], Row] = {}
    for row in (row for rows in logs for row in rows if row.kind == "imported"):
        mine = (each for each in real.values() if each.card == row.card and abs(each.at - row.at) <= ECHO_MS)
        if not any(each.grade == row.grade for each in mine):
            only[row.card, row.at] = row
    count = dict.fromkeys(CARDS, 0)
    for row in [*(row for row in real.values() if row.id not in gone), *only.values()]:
        count[row.card] += 1
    return count


# -- lines -------------------------------------------------------------------------------------------------------------

text = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), min_size=1, max_size=20)


@pytest.mark.slow
@given(st.integers(-(10**12), 10**14), text, text, st.sampled_from((1, 2, 3, 4)), st.none() | st.integers(0, 10**9))
@settings(max_examples=100, deadline=None)
def test_lines_are_read_back(at: int, id_: str, name: str, grade: int, took: int | None) -> None:
    """A row written as a line of JSON is read as the same row, to the millisecond."""
    row = Row(id_, at, 20_000, name, "review", grade, took)
    assert lines._row(to_line(row).encode()) == row


def test_log_is_read_back(new: New, tmp_path: Path) -> None:
    """A log of every kind of row, written out, is read as it was."""
    rows = [answer("a"), Row("s", NOON, TODAY, CARDS[0], "suspend"), Row("u", NOON, TODAY, CARDS[0], "undo", about="a")]
    take(new("x"), rows)
    new("x").settle(Settings(0.8, (), (60,), 365, parameters=DEFAULT_PARAMETERS), Moment(NOON, TODAY))
    written = list(new("x").log())
    (tmp_path / "l.jsonl").write_text("".join(map(to_line, written)), "utf-8")
    assert [row for _, row in read_rows(tmp_path / "l.jsonl")] == written
    assert {row.kind for row in written} == {"review", "suspend", "undo", "settings"}


def test_read_rows_by_line(tmp_path: Path) -> None:
    """Rows come with the number of their line; blank lines count."""
    (tmp_path / "l.jsonl").write_text("\n" + to_line(answer("a")) + "\n" + to_line(answer("b")), "utf-8")
    assert [(line, row.id) for line, row in read_rows(tmp_path / "l.jsonl")] == [(2, "a"), (4, "b")]
