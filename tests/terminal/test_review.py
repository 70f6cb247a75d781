"""The review's course, over a real book, with keys from a list and words in place of a screen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from making import Clock, Ids, card, shelf

from npqlt_cards.queue import Limits, Plan
from npqlt_cards.schedule import Settings
from npqlt_cards.session import Session
from npqlt_cards.store import Book, open_book
from npqlt_cards.terminal.linear import Linear
from npqlt_cards.terminal.prompt import ESC
from npqlt_cards.terminal.review import Review


class Typed:
    """Keys and lines from a list; ``q`` once it is used up. ``!`` is Ctrl-C, ESC as a line leaves it."""

    def __init__(self, clock: Clock, *keys: str) -> None:
        self.clock, self.left = clock, list(keys)

    def key(self, timeout: float | None = None) -> str:
        """The next key, which takes no time; with a time limit, none and the time is over."""
        if timeout is not None:
            self.clock.skip(minutes=timeout / 60)
            return ""
        key = self.left.pop(0) if self.left else "q"
        if key == "!":
            raise KeyboardInterrupt
        return key

    def line(self, prompt: str) -> str | None:
        """The next line; an empty one at the end."""
        line = self.left.pop(0) if self.left else ""
        return None if line == ESC else line


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """A book of three cards."""
    with open_book(tmp_path / "book.db") as opened:
        opened.take_cards("1", shelf(*(card(f"area/s{number}#q") for number in range(3))))
        yield opened


def sit(book: Book, *keys: str, typing: bool = False, session: Session | None = None) -> list[str]:
    """What is said when these keys are typed."""
    clock, said = Clock(), list[str]()
    sitting = session or Session(book, clock, Ids("".join(keys)))
    typed = Typed(sitting.clock, *keys)  # type: ignore[arg-type]
    Review(sitting, Linear(said.append), typed, book.history, typing).run()
    return said


def rows(book: Book) -> list[tuple[str, str, int | None]]:
    """The log: kind, card and grade."""
    return [(row.kind, row.card, row.grade) for row in book.log()]


def test_space_shows_and_takes_good(book: Book) -> None:
    """Space shows the back, then stands for Good; digits are grades on the back alone."""
    said = sit(book, "3", " ", " ", " ", "1")
    assert rows(book) == [("review", "area/s0#q:1", 3), ("review", "area/s1#q:1", 1)]
    assert "Good. Comes back in 10 minutes." in said
    assert "2 answers, 1 recalled (50 per cent), 1 min. All of it is kept." in said


def test_undo(book: Book) -> None:
    """u on the next front takes the last answer back, and its card is asked again."""
    said = sit(book, " ", "1", "u", " ", "4")
    assert rows(book)[-1] == ("review", "area/s0#q:1", 4)
    assert "Taken back: Again." in said
    assert sit(book, "u", "u")[0] == ""


def test_undo_with_nothing(book: Book) -> None:
    """u with nothing to take back says so and stays with the card."""
    said = sit(book, "u", " ", "3")
    assert "Nothing to take back today." in said
    assert rows(book) == [("review", "area/s0#q:1", 3)]


def test_bury_and_suspend(book: Book) -> None:
    """b and s put the card away, on either side, and say how it comes back."""
    said = sit(book, "b", " ", "s", " ", "3")
    assert [kind for kind, *_ in rows(book)] == ["bury", "suspend", "review"]
    assert "Buried until tomorrow." in said
    assert "Suspended. npqlt unsuspend area/s1#q:1 brings it back." in said


def test_flag(book: Book) -> None:
    """f asks for a reason and goes on with the same card."""
    said = sit(book, " ", "f", "two answers fit", "3")
    assert [(row.kind, row.about) for row in book.log()] == [("flag", "two answers fit"), ("review", None)]
    assert "Flagged: npqlt flags lists it, u takes it back." in said


def test_esc_leaves_a_line(book: Book) -> None:
    """Esc leaves the reason for a flag, or the answer being typed: nothing is done, and the card stays on show."""
    said = sit(book, "f", ESC, "t", ESC, " ", "f", ESC, "3")
    assert rows(book) == [("review", "area/s0#q:1", 3)]
    assert said.count("Not flagged.") == 2
    assert not any(line.startswith("You typed") for line in said)


def test_flag_without_a_reason(book: Book) -> None:
    """Enter alone flags the card too: that is quick, and u takes it back and stays with the card."""
    said = sit(book, "f", "", "u", " ", "3")
    assert "Flagged: npqlt flags lists it, u takes it back." in said
    assert "Taken back: flagged." in said
    assert [kind for kind, *_ in rows(book)] == ["flag", "undo", "review"]


def test_typing_gives_way_to_the_keys(book: Book) -> None:
    """When every answer is typed, an empty one gives the keys back for this card."""
    said = sit(book, "", "b", "", "q", typing=True)
    assert "Buried until tomorrow." in said
    assert [kind for kind, *_ in rows(book)] == ["bury"]


def test_notice_at_a_wait(book: Book) -> None:
    """What just happened is told where no further card comes too."""
    settings, plan = Settings(learning_steps=(3600,)), Plan(Limits(new=2))
    session = Session(book, Clock(), Ids(), settings=settings, plan=plan)
    said = sit(book, " ", "1", "b", " ", "1", "q", session=session)
    assert said.index("Buried until tomorrow.") < len(said) - 1


def test_typed(book: Book) -> None:
    """t asks for the answer, and tells how it differs; with typing on, every card does."""
    assert "You typed: a. That is it." in sit(book, "t", "a", "3")
    assert "You typed: x y. Different: “x y” for “A”." in sit(book, "x y", "3", "no", "1", typing=True)
    assert len(rows(book)) == 3


def test_history_and_keys(book: Book) -> None:
    """i tells the card's memory and past, ? the keys; neither answers it."""
    said = sit(book, " ", "1", "i", "?", "q")
    assert "New: not answered yet." in said
    assert any(line.startswith("u: undo") for line in said)
    assert len(rows(book)) == 1


def test_interrupted(book: Book) -> None:
    """Ctrl-C ends with the same words as leaving, and is passed on."""
    said: list[str] = []
    review = Review(Session(book, Clock(), Ids()), Linear(said.append), Typed(Clock(), " ", "3", "!"))
    with pytest.raises(KeyboardInterrupt):
        review.run()
    assert "1 answer, 1 recalled (100 per cent), 1 min. All of it is kept." in said


def test_wait(book: Book) -> None:
    """When a step is further away than learn-ahead, w waits until it is due, q leaves with when to come back."""
    clock = Clock()
    settings = Settings(learning_steps=(3600,))
    plan = Plan(Limits(new=1))
    said = sit(book, " ", "1", "w", " ", "4", session=Session(book, clock, Ids(), settings=settings, plan=plan))
    assert any(line.startswith("The next card comes in 1 hour. w to wait") for line in said)
    assert [grade for kind, _, grade in rows(book) if kind == "review"] == [1, 4]


def test_wait_declined(book: Book) -> None:
    """q at a wait leaves, with when to come back; u takes the last answer back instead."""
    session = Session(book, Clock(), Ids(), settings=Settings(learning_steps=(3600,)), plan=Plan(Limits(new=1)))
    said = sit(book, " ", "1", "u", " ", "1", "q", session=session)
    assert "Taken back: Again." in said
    assert "The next card comes in 1 hour: type npqlt review then." in said


def test_cram(book: Book) -> None:
    """A cram shows grades without intervals, and says at its end that nothing moved."""
    session = Session(book, Clock(), Ids(), mode="cram")
    said = sit(book, " ", "3", " ", "3", " ", "3", session=session)
    assert "Grades: 1 Again; 2 Hard; 3 Good; 4 Easy." in said
    assert said[-1] == "Cramming moved no schedule."
    assert {kind for kind, *_ in rows(book)} == {"cram"}


def test_answered_elsewhere(book: Book) -> None:
    """A card answered in another window is told as that on the next front."""
    clock = Clock()
    mine = Session(book, clock, Ids("mine"))

    class Slow(Typed):
        """Another window answers before the grade is typed."""

        def key(self, timeout: float | None = None) -> str:
            """The next key."""
            if len(self.left) == 1:
                other = Session(book, clock, Ids("other"))
                other.next(), other.reveal(), other.grade(4)
            return super().key(timeout)

    said: list[str] = []
    Review(mine, Linear(said.append), Slow(clock, " ", "1")).run()
    assert "That card was answered in another window meanwhile: that answer stands." in said
    assert rows(book) == [("review", "area/s0#q:1", 4)]


def test_leech_is_announced(book: Book) -> None:
    """A card that was forgotten too often is told as a leech, with what can be done."""
    clock = Clock()
    session = Session(book, clock, Ids(), plan=Plan(Limits(new=1)), leech_lapses=1)
    session.next(), session.reveal(), session.grade(4)
    clock.skip(days=90)
    session.plan = Plan(Limits(new=0))
    said = sit(book, " ", "1", session=session)
    assert any(line.startswith("A leech") for line in said)
