"""``npqlt review``, driven from a pipe and in a pseudo-terminal."""

from __future__ import annotations

import re
import signal
import subprocess
from collections.abc import Callable
from typing import Any

import pytest
from terminals import Terminal, plain

Run = Callable[..., "subprocess.CompletedProcess[str]"]
Log = Callable[[], list[dict[str, Any]]]
DAY_ONE = "2026-11-24T08:00:00+00:00"


def test_a_first_session(npqlt: Run, log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    """Front, Space, back with four intervals, a grade, the next card; every answer is in the log."""
    monkeypatch.setenv("NPQLT_CARDS_NOW", DAY_ONE)
    done = npqlt("review", "how", given="\n3\n\n1\nq\n")
    assert done.returncode == 0
    assert "How Pupils Learn · Learn that 1" in done.stdout
    assert "Learning involves a [...] in pupils’ capabilities or understanding." in done.stdout
    assert "Learning involves a [lasting change] in pupils’ capabilities or understanding." in done.stdout
    assert re.search(r"1 Again 1 min   2 Hard 6 min   3 Good 10 min   4 Easy \d+ days", done.stdout)
    assert "2 answers, 1 recalled (50 %), 1 min. All of it is kept." in done.stdout
    rows = log()
    assert [(row["kind"], row["grade"]) for row in rows] == [("review", 3), ("review", 1)]
    assert rows[0]["card"] == "how-pupils-learn/lasting-change#cloze:1"
    assert rows[0]["at"].startswith("2026-11-24T08:00:0")
    assert len({row["id"] for row in rows}) == 2
    assert all(0 <= row["took_ms"] < 60_000 for row in rows)


def test_limits_hold_over_sessions(npqlt: Run, log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten new cards a day and no more, however often the program starts; tomorrow brings ten others."""
    monkeypatch.setenv("NPQLT_CARDS_NOW", DAY_ONE)
    for _ in range(3):
        npqlt("review", given="\n4\n" * 7)
    assert len(log()) == 10
    assert "Today is done" in npqlt("review").stdout or "Nothing is due" in npqlt("review").stdout
    monkeypatch.setenv("NPQLT_CARDS_NOW", "2026-11-25T08:00:00+00:00")
    npqlt("review", given="\n4\n" * 7)
    rows = log()
    assert len({row["card"] for row in rows}) == len(rows) == 17


def test_statements_keep_apart(npqlt: Run, log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    """No two new cards of one statement on one day."""
    monkeypatch.setenv("NPQLT_CARDS_NOW", DAY_ONE)
    npqlt("review", given="\n4\n" * 10)
    statements = [row["card"].split("#")[0] for row in log()]
    assert len(set(statements)) == len(statements) == 10


def test_the_interval_shown_is_the_one_that_comes(npqlt: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A card said to come back in N days is due on that day, and on none before it."""
    monkeypatch.setenv("NPQLT_CARDS_NOW", DAY_ONE)
    shown = npqlt("review", "7", given="\n4\nq\n").stdout
    found = re.search(r"4 Easy (\d+) days", shown)
    assert found
    days = int(found[1])
    for day, due in ((days - 1, 0), (days, 1)):
        monkeypatch.setenv(
            "NPQLT_CARDS_NOW", f"2026-{11 + (24 + day - 1) // 30:02}-{(24 + day - 1) % 30 + 1:02}T05:00:00+00:00"
        )
        assert f"{due} to review" in npqlt("review", "7", given="q\n").stdout


def test_other_keys_are_waited_out(npqlt: Run, log: Log) -> None:
    """Keys that mean nothing change nothing."""
    npqlt("review", given="x\n3\n\n9\n?\n3\nq\n")
    assert len(log()) == 1


def test_space_takes_good(npqlt: Run, log: Log) -> None:
    """Space (or Enter) on the back is Good."""
    npqlt("review", given="\n\nq\n")
    assert [row["grade"] for row in log()] == [3]


def test_plain_words_in_a_pipe(npqlt: Run) -> None:
    """A pipe gets no escape sequences, and lines that fit 80 columns."""
    text = npqlt("review", given="\n3\nq\n").stdout
    assert "\x1b" not in text
    assert max(map(len, text.splitlines())) <= 80


@pytest.mark.parametrize("size", ["²", "9" * 5_000, "-1", "0", "wide"])
def test_a_size_that_is_none(npqlt: Run, monkeypatch: pytest.MonkeyPatch, size: str) -> None:
    """A terminal's size in the environment that is no size is as if it were not there."""
    monkeypatch.setenv("COLUMNS", size)
    monkeypatch.setenv("LINES", size)
    done = npqlt("review", given="q\n")
    assert (done.returncode, "Traceback" in done.stderr) == (0, False)
    assert npqlt("find", "memory").returncode == 0


def test_killed_after_ten_answers(terminal: Callable[..., Terminal], log: Log) -> None:
    """Ten graded cards, then kill -9 on the eleventh's front: all ten are in the log."""
    screen = terminal(80, 24, "review")
    for _ in range(10):
        screen.wait_for("Space shows the answer")
        screen.press(" ")
        screen.wait_for("4 Easy")
        screen.press("3")
    screen.wait_for("Space shows the answer")
    screen.process.send_signal(signal.SIGKILL)
    screen.process.wait()
    assert [row["grade"] for row in log()] == [3] * 10


@pytest.mark.parametrize("columns", [40, 80])
def test_lines_fit_the_screen(terminal: Callable[..., Terminal], columns: int) -> None:
    """At 40 and 80 columns no line is cut, and grades keep together with their intervals."""
    screen = terminal(columns, 24, "review", "adaptive")
    shown = screen.wait_for("q leaves")
    screen.press(" ")
    shown += screen.wait_for("4 Easy")
    text = plain(shown)
    assert max(len(line.rstrip()) for line in text.split("\n")) <= columns
    assert re.search(r"2 Hard \d+ min", text)


def test_ctrl_c_leaves(terminal: Callable[..., Terminal], log: Log) -> None:
    """Ctrl-C ends the session at once, with exit code 130 and nothing lost."""
    screen = terminal(80, 24, "review")
    screen.wait_for("Space shows the answer")
    screen.press(" ")
    screen.wait_for("4 Easy")
    screen.press("3")
    screen.wait_for("Space shows the answer")
    screen.press("\x03")
    assert screen.process.wait(timeout=20) == 130
    assert len(log()) == 1
