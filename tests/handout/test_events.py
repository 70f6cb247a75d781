"""Files of events: read as they are meant, or everything wrong in them told by line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from npqlt_cards.decks.areas import Area
from npqlt_cards.errors import NpqltError, ProblemsError, UsageError
from npqlt_cards.handout.events import load_events, pick
from npqlt_cards.handout.records import Event

AREAS = [
    Area("how-pupils-learn", 3, "How Pupils Learn"),
    Area("assessment", 7, "Assessment"),
    Area("high", None, "High"),
]


def read(tmp_path: Path, text: str) -> dict[str, Event]:
    """The events in a text."""
    (tmp_path / "events.yaml").write_text(text, "utf-8")
    return load_events(tmp_path / "events.yaml", AREAS)


def told(tmp_path: Path, text: str) -> list[str]:
    """What is told of a text: ``line code message``."""
    with pytest.raises(ProblemsError) as error:
        read(tmp_path, text)
    return [f"{problem.line} {problem.code} {problem.message}" for problem in error.value.problems]


def test_events(tmp_path: Path) -> None:
    """Areas by number or name, one or several; the rest may be left out, and lines of a note stay lines."""
    text = """# autumn
Event 1:
  areas: [7, how]
  title: The first one
  date: 14 January 2027
  note: |
    Ten cards a day.
    Bring a pen.
Event 2:
  areas: high
"""
    assert read(tmp_path, text) == {
        "event-1": Event(
            "The first one", ("assessment", "how-pupils-learn"), "14 January 2027", "Ten cards a day.\nBring a pen."
        ),
        "event-2": Event("Event 2", ("high",)),
    }


def test_all_is_told_at_once(tmp_path: Path) -> None:
    """Every problem by line: names, keys, forms, areas, invisible characters."""
    text = """Event 1:
  areas: [3, 12]
  titel: Slip
event-1:
  areas: []
Two: [3]
…:
  areas: 3
  date: "a\u202eb"
  note: [x]
  title: " "
Teaching:
  areas: teaching
Deep:
  areas: [[3]]
"""
    found = told(tmp_path, text)
    assert [line.split()[:2] for line in found] == [
        ["2", "H07"],
        ["3", "H03"],
        ["4", "H06"],
        ["5", "H04"],
        ["6", "H02"],
        ["7", "H06"],
        ["9", "H05"],
        ["10", "H02"],
        ["11", "H04"],
        ["13", "H07"],
        ["15", "H02"],
    ]
    assert "there is no area “12”" in found[0]
    assert "no key 'titel'" in found[1]
    assert "would be the file event-1" in found[2]
    assert "prints no statements" in found[9]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", 1, "holds no events"),
        ("# nothing yet\n", 1, "holds no events"),
        ("- 3\n- 4\n", 1, "holds no events"),
        ("3\n", 1, "holds no events"),
        ("{}\n", 1, "holds no events"),
    ],
)
def test_no_events(tmp_path: Path, text: str, line: int, message: str) -> None:
    """A file with nothing in it that could be an event is told, with how one looks."""
    assert told(tmp_path, text) == [f"{line} H02 {message}"]


@pytest.mark.parametrize("text", ["a: [", "a: &x 1", "a: !!python/object:os.system 1", "Event 1: {}\nEvent 1: {}\n"])
def test_not_plain(tmp_path: Path, text: str) -> None:
    """What is no plain YAML is told by this file's own code."""
    assert told(tmp_path, text)[0].split()[1] == "H01"


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    """No file, a folder, bytes that are no text, a file far too large: each told by name."""
    for make in ("missing", "folder", "bytes", "large"):
        path = tmp_path / make
        if make == "folder":
            path.mkdir()
        elif make == "bytes":
            path.write_bytes(b"Event 1:\n  note: \xff\n")
        elif make == "large":
            path.write_bytes(b"#" * 1_000_001)
        with pytest.raises(ProblemsError, match=make):
            load_events(path, AREAS)


def test_pick(tmp_path: Path) -> None:
    """Events are picked by name however it is written, in the file's order; others are told with those there are."""
    events = {"event-1": Event("1", ()), "event-2": Event("2", ())}
    assert list(pick(events, ["EVENT 2", "event-1"], tmp_path)) == ["event-1", "event-2"]
    assert pick(events, [], tmp_path) == events
    with pytest.raises(UsageError, match=r"no event “3”: it has event-1, event-2"):
        pick(events, ["3"], tmp_path)


@pytest.mark.slow
@settings(max_examples=60)
@given(st.text(max_size=80) | st.from_regex(r"(?:[A-Za-z ]{1,9}:\n  (?:areas|note|x): ?[\[\]0-9a-z,]{0,9}\n){1,3}"))
def test_any_text(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    """Any text is events, or told in words."""
    path = tmp_path_factory.mktemp("any") / "events.yaml"
    path.write_text(text, "utf-8", errors="surrogatepass")
    try:
        events = load_events(path, AREAS)
    except NpqltError as error:
        assert "events.yaml" in str(error)
    else:
        assert all(event.areas and event.title for event in events.values())
