"""A setting changed in a file by hand: its lines alone, whatever stands around them; whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import settings as tuned
from hypothesis import strategies as st

from npqlt_cards.decks import nodes
from npqlt_cards.errors import NpqltError, ProblemsError
from npqlt_cards.settings import Preferences, load_preferences
from npqlt_cards.settings.edit import remove_setting, write_setting
from npqlt_cards.settings.table import SETTINGS, setting


@pytest.fixture(autouse=True, params=["libyaml", "PyYAML"])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both parsers must mark the same places."""
    if request.param == "PyYAML":
        monkeypatch.setattr(nodes, "_loader", lambda: yaml.SafeLoader)


def changed(tmp_path: Path, before: str, name: str, value: Any) -> str:
    """A file's text after one setting was written, or removed for None; read back it means what it should."""
    path = tmp_path / "settings.yaml"
    path.write_bytes(before.encode())
    told = remove_setting(path, setting(name)) if value is None else write_setting(path, setting(name), value)
    assert load_preferences(path, tmp_path / "cache") == told
    assert getattr(told, name) == (setting(name).default if value is None else value)
    return path.read_bytes().decode()


FILE = """\
# Mine, since September.

order: new-first   # while it is new
learning_steps:    # three
  - 1m             # at once
  - 10m            # soon
  # a remark of the list
# a remark of its own

new_per_day: 5     # few in term
"areas": [how,
  9]               # this event
"""


def test_one_line(tmp_path: Path) -> None:
    """Only the value changes; the remark behind it stays."""
    assert changed(tmp_path, FILE, "new_per_day", 15) == FILE.replace("new_per_day: 5", "new_per_day: 15")


def test_a_block(tmp_path: Path) -> None:
    """A list of lines becomes one line; remarks after its last item stay."""
    block = "learning_steps:    # three\n  - 1m             # at once\n  - 10m "
    assert changed(tmp_path, FILE, "learning_steps", (30,)) == FILE.replace(block, "learning_steps: 30s ")


def test_a_list_in_brackets(tmp_path: Path) -> None:
    """One that runs over lines, under a quoted name, becomes one line."""
    assert changed(tmp_path, FILE, "areas", ("3",)) == FILE.replace('"areas": [how,\n  9]', "areas: 3")


def test_a_new_one(tmp_path: Path) -> None:
    """A setting that the file has not goes to its end."""
    assert changed(tmp_path, FILE, "rollover_hour", 3) == FILE + "rollover_hour: 3\n"


def test_removed(tmp_path: Path) -> None:
    """Its lines go; all others stay as they are."""
    assert changed(tmp_path, FILE, "new_per_day", None) == FILE.replace("new_per_day: 5     # few in term\n", "")
    lines = FILE.splitlines(keepends=True)
    assert changed(tmp_path, FILE, "learning_steps", None) == "".join(lines[:3] + lines[6:])
    assert changed(tmp_path, FILE, "areas", None) == "".join(lines[:10])


def test_removed_where_it_is_not(tmp_path: Path) -> None:
    """Nothing changes, and no file is made."""
    assert changed(tmp_path, FILE, "rollover_hour", None) == FILE
    assert remove_setting(tmp_path / "none.yaml", setting("order")) == Preferences()
    assert not (tmp_path / "none.yaml").exists()


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("last", [True, False])
def test_line_ends(tmp_path: Path, ending: str, mark: str, last: bool) -> None:
    """The file keeps its own line ends and byte order mark; a missing last newline is added only before a new line."""
    before = mark + ending.join(["# é 😀", "order: mixed # a", "new_per_day: 5"]) + (ending if last else "")
    whole = before if last else before + ending
    assert changed(tmp_path, before, "order", "new-first") == before.replace("mixed", "new-first")
    assert changed(tmp_path, before, "new_per_day", 6) == before.replace("5", "6")
    assert changed(tmp_path, before, "leech_lapses", 9) == f"{whole}leech_lapses: 9{ending}"
    assert changed(tmp_path, before, "new_per_day", None) == whole.replace(f"new_per_day: 5{ending}", "")


LAYOUTS = {
    "indented": ("  order: mixed\n", "order", "new-first", "  order: new-first\n"),
    "indented, a new one": ("  order: mixed\n", "new_per_day", 3, "  order: mixed\n  new_per_day: 3\n"),
    "on the next line": ("new_per_day:\n  5 # a\nareas:\n", "new_per_day", 6, "new_per_day: 6 # a\nareas:\n"),
    "nothing": ("areas: # none\norder: mixed\n", "areas", ("3",), "areas: 3 # none\norder: mixed\n"),
    "a nothing that is the last": ("areas:", "areas", ("3",), "areas: 3"),
    "a block of words": ("areas: |\n  how\n\n# a\norder: mixed\n", "areas", ("3",), "areas: 3\n\n# a\norder: mixed\n"),
    "folded words": ("areas: how,\n  9\norder: mixed\n", "areas", (), "areas: all\norder: mixed\n"),
    "a question mark": ("? order\n: mixed\n", "order", "new-first", "order: new-first\n"),
    "after a mark": ("---\norder: mixed\n", "order", "new-first", "---\norder: new-first\n"),
    "remarks only": ("# a", "new_per_day", 3, "# a\nnew_per_day: 3\n"),
    "empty": ("", "new_per_day", 3, "new_per_day: 3\n"),
    "odd line ends": ("# a\u2028areas:\x85new_per_day: 5\n", "new_per_day", 6, "# a\u2028areas:\x85new_per_day: 6\n"),
    "the name in a remark": ("# order: a\norder: mixed\n", "order", "new-first", "# order: a\norder: new-first\n"),
}  # fmt: skip


@pytest.mark.parametrize("name", LAYOUTS)
def test_layouts(tmp_path: Path, name: str) -> None:
    """Other ways to lay a file out are kept too."""
    before, which, value, after = LAYOUTS[name]
    assert changed(tmp_path, before, which, value) == after


@pytest.mark.parametrize("value", [7, None])
@pytest.mark.parametrize(
    "text", ["{new_per_day: 5}\n", "{new_per_day: 5, order: mixed}\n", "{order: mixed,\nnew_per_day: 5,\nareas: []}"]
)
def test_no_line_of_its_own(tmp_path: Path, text: str, value: int | None) -> None:
    """Where a line holds more than the setting, the file stays as it is, or means what it should and loses nothing."""
    try:
        after = changed(tmp_path, text, "new_per_day", value)
    except NpqltError as error:
        assert "has no lines of its own" in str(error)
        assert (tmp_path / "settings.yaml").read_text("utf-8") == text
    else:
        assert all((name in after) == (name in text) for name in ("order", "areas"))


def test_after_the_end_mark(tmp_path: Path) -> None:
    """A setting is not put after the file's end mark: the message says what to write instead."""
    with pytest.raises(NpqltError, match="write `new_per_day: 3` there yourself"):
        changed(tmp_path, "order: mixed\n...\n", "new_per_day", 3)


def test_first(tmp_path: Path) -> None:
    """Without a file one is made, with its folder, and says what it is."""
    path = tmp_path / "a" / "b" / "settings.yaml"
    assert write_setting(path, setting("new_per_day"), 3) == Preferences(new_per_day=3)
    first, second = path.read_text("utf-8").splitlines()
    assert first.startswith("# ")
    assert second == "new_per_day: 3"
    assert [each.name for each in path.parent.iterdir()] == ["settings.yaml"]


@pytest.mark.parametrize("text", ["order: random\n", "zebra: 1\norder: mixed\n", "order: [\n", "- a\n"])
def test_a_file_with_problems(tmp_path: Path, text: str) -> None:
    """A file that is not right is not written into: its problems are told."""
    for value in (3, None):
        with pytest.raises(ProblemsError):
            changed(tmp_path, text, "new_per_day", value)
        assert (tmp_path / "settings.yaml").read_text("utf-8") == text


def test_a_link_stays(tmp_path: Path) -> None:
    """A file that is kept elsewhere is changed there."""
    (tmp_path / "kept").mkdir()
    real, link = tmp_path / "kept" / "mine.yaml", tmp_path / "settings.yaml"
    real.write_text("order: mixed\n", "utf-8")
    try:
        link.symlink_to(real)
    except OSError:
        pytest.skip("links cannot be made here")
    write_setting(link, setting("order"), "new-first")
    assert link.is_symlink()
    assert real.read_text("utf-8") == "order: new-first\n"


def test_no_place(tmp_path: Path) -> None:
    """Where no file can be, the message says so, and nothing is left behind."""
    (tmp_path / "file").write_text("")
    with pytest.raises(NpqltError, match="cannot be written"):
        write_setting(tmp_path / "file" / "settings.yaml", setting("order"), "mixed")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


STEPS = st.tuples(st.sampled_from(SETTINGS), st.booleans())
FIXED = {
    "desired_retention": 0.8,
    "learning_steps": (),
    "relearning_steps": (60, 5_400),
    "maximum_interval": 99,
    "rollover_hour": 0,
    "new_per_day": 1,
    "reviews_per_day": 2,
    "order": "reviews-first",
    "learn_ahead_minutes": 5,
    "areas": ("how-pupils", "3"),
    "leech_lapses": 1,
    "fsrs_parameters": (1.0,) * 7 + (0.5,) + (0.25,) * 8 + (1.0,) + (0.25,) * 4,
}


@pytest.mark.slow
@given(steps=st.lists(STEPS, max_size=12), ending=st.sampled_from(["\n", "\r\n"]))
@tuned(deadline=None, max_examples=30)
def test_any_changes(tmp_path_factory: pytest.TempPathFactory, steps: list[Any], ending: str) -> None:
    """However often settings are written and removed, the file means what was last said, and keeps its remarks."""
    path = tmp_path_factory.mktemp("any") / "settings.yaml"
    path.write_bytes(f"# first{ending}{ending}# second{ending}".encode())
    wanted = Preferences()
    for each, write in steps:
        value = FIXED[each.name] if write else each.default
        wanted = wanted._replace(**{each.name: value})
        assert (write_setting(path, each, value) if write else remove_setting(path, each)) == wanted
    text = path.read_bytes().decode()
    assert text.startswith(f"# first{ending}{ending}# second{ending}")
    assert text.count("\n") == text.count(ending)
