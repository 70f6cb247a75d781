"""``npqlt deck``: anybody's decks beside the built-in ones, on the real program."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import program
import pytest
from own_decks import CHINA, TEA, TEA_CARDS, write

from npqlt_cards import cli
from npqlt_cards.places import built_in_decks

Run = Callable[..., "subprocess.CompletedProcess[str]"]
RunJson = Callable[..., Any]
TWIN = TEA + "  - {id: memory, number: 3, same_as: how-pupils-learn/working-memory}\n"


@pytest.fixture(scope="session")
def tea_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home to which a deck was added, and beside it the deck's file, to be copied."""
    folder = tmp_path_factory.mktemp("tea")
    write(folder, tea=TEA)
    environ = {"NPQLT_CARDS_HOME": str(folder / "home"), "NPQLT_CARDS_DECKS": ""}
    done = program.npqlt("deck", "add", "tea.yaml", cwd=folder, environ=environ)
    assert (done.returncode, done.stderr) == (0, "")
    return folder


@pytest.fixture
def tea(tea_home: Path, tmp_path: Path, own_home: Path) -> Path:
    """A deck file that was added."""
    shutil.copytree(tea_home / "home", own_home, dirs_exist_ok=True)
    return Path(shutil.copy2(tea_home / "tea.yaml", tmp_path))


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[int, str], None]:
    """Sets the clock to a day of November 2026."""
    return lambda day, hour="08": monkeypatch.setenv("NPQLT_CARDS_NOW", f"2026-11-{day:02}T{hour}:00:00+00:00")


def inside(home: Path) -> dict[str, bytes]:
    """Every file of the own decks' folder, by its place in it."""
    folder = home / "decks"
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# -- beside the built-in decks -----------------------------------------------------------------------------------------


def test_everywhere(tea: Path, npqlt: Run, npqlt_json: RunJson, tmp_path: Path) -> None:
    """Every verb that takes areas takes the own deck, last and without a number, by its slug or a beginning."""
    assert npqlt_json("areas")[-1] == {
        "number": None, "slug": "tea", "title": "Tea", "printed": True, "cards": 4, "due": 0, "new": 4, "later": 0,
    }  # fmt: skip
    assert [row["id"] for row in npqlt_json("cards", "tea")] == TEA_CARDS
    assert [row["text"][:9] for row in npqlt_json("statements", "tea")] == ["Black tea", "A pot tha"]
    assert [row["id"] for row in npqlt_json("find", "pot", "-a", "tea")["statements"]] == ["tea/pot"]
    assert "Black tea draws best" in npqlt("review", "tea", given="q\n").stdout
    assert [row["area"] for row in npqlt_json("stats", "tea")["areas"]] == ["tea"]
    assert npqlt("export", "--each", "-o", "out").returncode == 0
    assert len(list((tmp_path / "out").iterdir())) == 10
    assert "how-pupils-learn" in {row["area"] for row in npqlt_json("statements", "3")}
    assert len({row["area"] for row in npqlt_json("statements", "3")}) == 1


def test_completion(tea: Path, npqlt: Run, own_home: Path) -> None:
    """A shell completes own areas, and for removal nothing but those; a broken one brings no words into the line."""
    from click.shell_completion import get_completion_class

    complete = get_completion_class("bash")
    assert complete

    def offered(*words: str) -> list[str]:
        found = complete(cli.npqlt, {}, "npqlt", "_NPQLT_COMPLETE").get_completions(list(words[:-1]), words[-1])
        return [each.value for each in found]

    assert offered("review", "te") == ["tea"]
    assert offered("deck", "remove", "") == ["tea"]
    (own_home / "decks" / "npqlt-tea.yaml").write_text("area: [", "utf-8")
    npqlt("areas")
    asked = {"_NPQLT_COMPLETE": "bash_complete", "COMP_WORDS": "npqlt suspend ", "COMP_CWORD": "2"}
    done = program.npqlt(environ=asked)
    assert (done.stdout[:6], done.stderr) == ("plain,", "")


def test_a_start_parses_nothing(tea: Path, npqlt: Run, tmp_path: Path) -> None:
    """With an own deck beside the others, one that is left out too, a review loads no YAML once all were parsed."""
    script = """
import sys
from npqlt_cards.cli import npqlt
try:
    npqlt.main(["review"], standalone_mode=False)
finally:
    print(*sorted(sys.modules), file=sys.stderr)
"""
    command = [sys.executable, "-c", script]
    for extra, first in (("", {"yaml", "npqlt_cards.own"}), ("x.yaml", {"npqlt_cards.own"})):
        if extra:
            (Path(os.environ["NPQLT_CARDS_HOME"]) / "decks" / extra).write_text("area: [", "utf-8")
            npqlt("areas")
        assert npqlt("review").returncode == 0
        done = subprocess.run(command, input="", capture_output=True, text=True, cwd=tmp_path, check=True)
        loaded = set(done.stderr.split())
        assert not loaded & {*first, "yaml", "npqlt_cards.checks"}


def test_twins_of_built_in_statements(tmp_path: Path, npqlt: Run, npqlt_json: RunJson) -> None:
    """An own deck may take a statement from a built-in one: its cards are asked in both areas, by one id."""
    write(tmp_path, tea=TWIN)
    assert npqlt("deck", "add", "tea.yaml").stdout.startswith("Tea (tea): added, 9 cards on 3 statements.")
    assert npqlt_json("cards", "tea")[-1]["id"].startswith("how-pupils-learn/working-memory#")
    assert "D14" not in npqlt("check", "tea.yaml").stdout


def test_packages_of_built_in_decks_are_the_same_bytes(tmp_path: Path, npqlt: Run, npqlt_json: RunJson) -> None:
    """Whatever decks somebody has beside them, what is handed out of ours is what we released."""
    assert npqlt("export", "3", "4", "-o", "before.apkg").returncode == 0
    write(tmp_path, tea=TWIN)
    assert npqlt("deck", "add", "tea.yaml").returncode == 0
    assert npqlt("export", "3", "4", "-o", "after.apkg").returncode == 0
    assert (tmp_path / "after.apkg").read_bytes() == (tmp_path / "before.apkg").read_bytes()
    changes = json.loads(npqlt("compare", "before.apkg", "after.apkg", "--json").stdout)
    assert not changes["added"]


# -- progress ----------------------------------------------------------------------------------------------------------


def test_a_month(
    tea: Path, npqlt: Run, npqlt_json: RunJson, log: Callable[[], list[dict[str, Any]]], at: Callable[..., None]
) -> None:
    """Added, learnt, removed, and added again weeks later: the log never shrinks, and each card is as it was left."""
    for day in (1, 2, 4):
        at(day)
        assert npqlt("review", "tea", given="\n3\n" * 4 + "q\n").returncode == 0
    npqlt("suspend", "tea/pot#cloze:1")
    at(5)
    kept, due = log(), npqlt_json("cards", "tea", "--state", "due")
    state = {
        row["id"]: row for name in ("due", "learning", "suspended") for row in npqlt_json("cards", "--state", name)
    }
    assert len(kept) > 5
    at(8)
    done = npqlt("deck", "remove", "tea")
    assert done.stdout.startswith("tea: removed. Your answers stay in your book")
    assert log() == kept
    assert "tea" not in npqlt("areas").stdout
    at(28)
    assert npqlt_json()["today"]["due"] == 0
    assert npqlt("review", given="q\n").stdout.count("Tea · ") == 0
    tea.touch()  # the same words, saved again
    assert npqlt("deck", "add", "tea.yaml").returncode == 0
    assert log() == kept
    at(5)
    again = {
        row["id"]: row for name in ("due", "learning", "suspended") for row in npqlt_json("cards", "--state", name)
    }
    assert again == state
    assert npqlt_json("cards", "tea", "--state", "due") == due
    at(28)
    assert npqlt_json()["today"]["due"] > 0


def test_a_removed_card_is_asked_no_more_and_still_listed(
    tea: Path, npqlt: Run, npqlt_json: RunJson, at: Callable[..., None]
) -> None:
    """Cards of a removed deck that were due, in learning, or flagged: none comes, and the flag is listed by id."""
    at(1)
    npqlt("review", "tea", "--limit", "1", given="f\nodd\n\n1\nq\n")
    npqlt("deck", "remove", "tea")
    at(2)
    assert npqlt_json()["today"]["due"] == 0
    for options in ([], ["--ahead"], ["--cram", "--limit", "3"]):
        assert "Tea · " not in npqlt("review", *options, given="\n3\n" * 3 + "q\n").stdout
    (flag,) = npqlt_json("flags")
    assert (flag["id"], flag["area"], flag["front"], flag["why"]) == (TEA_CARDS[0], "tea", None, "odd")
    assert npqlt("flags", "--done", TEA_CARDS[0]).returncode == 0


# -- a newer version ---------------------------------------------------------------------------------------------------


def test_update(tea: Path, npqlt: Run, npqlt_json: RunJson, own_home: Path, at: Callable[..., None]) -> None:
    """A newer version takes the older one's place, which is kept; what changed is said by card, and progress stays."""
    at(1)
    npqlt("review", "tea", "--limit", "1", given="\n3\nq\n")
    newer = TEA.replace("Black tea draws", "A black tea draws").replace("id: bitter", "id: too-late")
    tea.write_text(newer, "utf-8")
    done = npqlt("deck", "add", "tea.yaml")
    assert done.stdout.startswith("Tea (tea): the newer version is in place, your progress with it.")
    assert "1 added, 2 reworded, 1 retired, 0 meaning changed, 1 unchanged." in done.stdout
    assert "tea/boiling#too-late:1" in done.stdout
    assert npqlt_json("areas")[-1]["later"] + npqlt_json("areas")[-1]["due"] == 1
    assert inside(own_home) == {"npqlt-tea.yaml": newer.encode(), "old/npqlt-tea.yaml": TEA.encode()}


def test_the_same_deck_again(tea: Path, npqlt: Run, tmp_path: Path, own_home: Path) -> None:
    """It changes nothing: no file, no date, no byte of what is exported; so too after it was away."""
    npqlt("export", "tea", "-o", "first.apkg")
    saved = (own_home / "decks" / "npqlt-tea.yaml").stat().st_mtime_ns
    os.utime(tea, (tea.stat().st_mtime + 5_000,) * 2)
    assert "is there already, and no card of it has changed" in npqlt("deck", "add", "tea.yaml").stdout
    assert (own_home / "decks" / "npqlt-tea.yaml").stat().st_mtime_ns == saved
    npqlt("deck", "remove", "tea")
    npqlt("deck", "add", "tea.yaml")
    npqlt("export", "tea", "-o", "second.apkg")
    assert (tmp_path / "first.apkg").read_bytes() == (tmp_path / "second.apkg").read_bytes()


def test_another_meaning_is_told(tea: Path, npqlt: Run) -> None:
    """A card that comes to ask another thing under its old id is taken, and said to be one."""
    tea.write_text(TEA.replace("Why should tea be taken out in time?", "Whose cups are the oldest here?"), "utf-8")
    done = npqlt("deck", "add", "tea.yaml")
    assert "Meaning changed (give the new idea a new number or id): 1" in done.stdout
    assert done.returncode == 0


# -- refused -----------------------------------------------------------------------------------------------------------

REFUSED = {
    "not YAML": ("area: [", "D01", 2),
    "an id twice": (TEA.replace("id: pot", "id: boiling"), "D10", 12),
    "an invisible character": (TEA.replace("A pot that", "A pot\u200b that"), "D05", 14),
    "markup that is not closed": (TEA.replace("{{c1::hot water}}", "{{c1::hot water"), "C01a", 12),
    "HTML": (TEA.replace("A pot that", "A <b>pot</b> that"), "C01a", 12),
    "a gap with nothing behind it": (TEA.replace("{{c1::hot water}}", "{{c1::}} hot water"), "C01b", 12),
    "a built-in area": (TEA.replace("area: tea", "area: how-pupils-learn"), "D13", 2),
    "an area that is a number": (TEA.replace("area: tea", "area: 7"), "D06", 2),
    "a way out of the folder": (TEA.replace("area: tea", "area: ../../tea"), "D06", 2),
    "a twin of nothing": (TEA + "  - {id: x, number: 3, same_as: how-pupils-learn/no-such}\n", "D14", 15),
    "an object": (TEA.replace("title: Tea", "title: !!python/object/apply:os.system [touch gotcha]"), "D01", 4),
    "an alias": (TEA.replace("title: Tea", "title: &a Tea").replace("source: ", "source: *a #"), "D01", 4),
    "a huge file": (TEA + "#" * 2_000_001, "D01", 0),
}


@pytest.mark.parametrize("why", REFUSED)
def test_refused(why: str, npqlt: Run, tmp_path: Path, own_home: Path) -> None:
    """One line says file, line, what is wrong and what to do; nothing is taken in, and no traceback is shown."""
    text, code, line = REFUSED[why]
    write(tmp_path, tea=text)
    done = npqlt("deck", "add", "tea.yaml")
    assert (done.returncode, done.stdout) == (1, "")
    where = f"tea.yaml:{line}: {code} " if line else f"tea.yaml: {code} "
    assert [each for each in done.stderr.splitlines() if each.startswith(where) and ": " in each[len(where) :]]
    assert "Traceback" not in done.stderr
    assert not (own_home / "decks").exists()
    assert not (tmp_path / "gotcha").exists()


def test_all_or_none(npqlt: Run, tmp_path: Path, own_home: Path) -> None:
    """Of a folder all decks are taken in, those that rest on one another too, or none, with every reason at once."""
    folder = write(tmp_path / "mine", tea=TEA, china=CHINA, bad="area: [", worse=TEA.replace("area: tea", "area: Tea"))
    done = npqlt("deck", "add", "mine")
    assert done.returncode == 1
    assert [line.split(":")[0] for line in done.stderr.splitlines()] == ["mine/bad.yaml", "mine/worse.yaml"]
    assert not (own_home / "decks").exists()
    (folder / "bad.yaml").unlink()
    (folder / "worse.yaml").unlink()
    done = npqlt("deck", "add", "mine")
    assert (done.returncode, done.stderr) == (0, "")
    assert set(inside(own_home)) == {"npqlt-china.yaml", "npqlt-tea.yaml"}


def test_two_files_of_one_area(npqlt: Run, tmp_path: Path) -> None:
    """They are told beside one another."""
    write(tmp_path / "mine", tea=TEA, too=TEA)
    assert npqlt("deck", "add", "mine").stderr.startswith("mine/too.yaml:2: D13 the area tea is mine/tea.yaml's too")


def test_a_stranger_takes_no_place(tea: Path, npqlt: Run, own_home: Path) -> None:
    """Another deck under an own one's area, with nothing in common, is no newer version of it."""
    tea.write_text(TEA.replace("boiling", "leaf").replace("id: pot", "id: box"), "utf-8")
    done = npqlt("deck", "add", "tea.yaml")
    assert done.returncode == 1
    assert "tea.yaml:2: D13 the area tea is your own deck" in done.stderr
    assert "npqlt deck remove tea" in done.stderr
    assert inside(own_home) == {"npqlt-tea.yaml": TEA.encode()}


def test_what_other_own_decks_rest_on_stays(npqlt: Run, tmp_path: Path, own_home: Path) -> None:
    """A version without a statement that another own deck takes is refused, and so is removing the deck itself."""
    folder = write(tmp_path / "mine", tea=TEA, china=CHINA)
    npqlt("deck", "add", "mine")
    before = inside(own_home)
    write(folder, tea=TEA[: TEA.index("  - id: pot")])
    done = npqlt("deck", "add", "mine/tea.yaml")
    assert done.returncode == 1
    assert "npqlt-china.yaml:5: D14 same_as names tea/pot" in done.stderr
    done = npqlt("deck", "remove", "tea")
    assert done.returncode == 1
    assert "npqlt-china.yaml:5 takes a statement from it: remove that deck first" in done.stderr
    assert inside(own_home) == before
    assert npqlt("deck", "remove", "china").returncode == npqlt("deck", "remove", "tea").returncode == 0


def test_links_and_pipes(npqlt: Run, tmp_path: Path, own_home: Path) -> None:
    """A folder that somebody handed on reaches nothing outside it, and waits for nobody."""
    secret = write(tmp_path / "elsewhere", tea=TEA) / "tea.yaml"
    folder = write(tmp_path / "mine", china=CHINA)
    (folder / "link.yaml").symlink_to(secret)
    if hasattr(os, "mkfifo"):
        os.mkfifo(folder / "pipe.yaml")
        os.mkfifo(folder / "exceptions.txt")
    done = npqlt("deck", "add", "mine")
    assert done.returncode == 1
    assert "mine/link.yaml: D01 is a link, or no regular file: put the file itself there" in done.stderr
    assert ("mine/pipe.yaml: D01" in done.stderr) == hasattr(os, "mkfifo")
    assert not (own_home / "decks").exists()


@pytest.mark.parametrize("name", ["missing.yaml", "", "/dev/null"])
def test_no_deck_there(npqlt: Run, name: str, tmp_path: Path) -> None:
    """No file, an empty folder, and what is no file are told by name."""
    (tmp_path / "empty").mkdir()
    done = npqlt("deck", "add", name or "empty")
    assert done.returncode == 1
    assert (name or "empty") in done.stderr
    assert "Traceback" not in done.stderr


# -- not refused -------------------------------------------------------------------------------------------------------


def test_cards_that_could_be_better(npqlt: Run, tmp_path: Path) -> None:
    """Rules of a good card refuse nothing: they are counted, and `npqlt check` shows as many."""
    write(tmp_path, tea=TEA)
    done = npqlt("deck", "add", "tea.yaml")
    shown = npqlt("check", "tea.yaml").stdout.splitlines()
    assert f"Its cards could be better in {len(shown)} places: npqlt check tea.yaml" in done.stdout
    assert len(shown) > 1


def test_drafts(npqlt: Run, npqlt_json: RunJson, tmp_path: Path) -> None:
    """Drafts are taken in, and said to be some."""
    write(
        tmp_path,
        tea=TEA.replace("id: bitter, ", "id: bitter, draft: true, ").replace("id: pot\n", "id: pot\n    draft: true\n"),
    )
    assert "Drafts in it: 2. npqlt check --select C15e tea.yaml" in npqlt("deck", "add", "tea.yaml").stdout
    assert len(npqlt("check", "--select", "C15e", "tea.yaml").stdout.splitlines()) == 2
    assert npqlt_json("deck", "list")[0]["drafts"] == 2


# -- edited by hand ----------------------------------------------------------------------------------------------------


def test_broken_by_hand(tea: Path, npqlt: Run, npqlt_json: RunJson, own_home: Path) -> None:
    """The built-in decks go on; every start says which file is left out, by line, until it is mended."""
    npqlt("review", "tea", "--limit", "1", given="\n3\nq\n")
    path = own_home / "decks" / "npqlt-tea.yaml"
    path.write_text(TEA.replace("title: Tea", "titel: Tea"), "utf-8")
    keys = ("area", "learn_how_to", "learn_that", "notes", "number", "source", "title")
    for arguments in ([], ["areas"], ["review"], ["find", "memory"], ["export", "3", "-o", "x.apkg"], [], ["review"]):
        done = npqlt(*arguments, given="q\n")
        assert done.returncode == 0, arguments
        assert done.stderr.splitlines()[1:] == [
            f"{path}:4: D03 the deck has no key 'titel': use one of {', '.join(keys)}",
            "Left out until that is mended: your own decks in these files.",
        ]
    assert npqlt_json("areas")[-1]["slug"] == "high-expectations"
    (row,) = npqlt_json("deck", "list")
    assert (row["area"], row["file"], row["cards"]) == ("tea", str(path), 0)
    assert [problem["code"] for problem in row["problems"]] == ["D04", "D03"]
    assert f"tea: left out, {path}:2: D04" in npqlt("deck", "list").stdout
    path.write_text(TEA, "utf-8")
    done = npqlt("areas")
    assert done.stderr == ""
    assert npqlt_json("areas")[-1]["new"] == 3


def test_broken_by_hand_and_chosen_in_the_settings(tea: Path, npqlt: Run, npqlt_json: RunJson, own_home: Path) -> None:
    """Where the settings name the broken deck among others, those are asked; where they name it alone, it is told."""
    npqlt("config", "set", "areas", "3, tea")
    (own_home / "decks" / "npqlt-tea.yaml").write_text("area: [", "utf-8")
    done = npqlt("review", given="q\n")
    assert (done.returncode, "How Pupils Learn" in done.stdout) == (0, True)
    assert npqlt_json()["today"]["new"] == 10
    (own_home / "settings.yaml").write_text("areas: tea\n", "utf-8")
    done = npqlt("review", given="q\n")
    assert done.returncode == 2
    assert "D01" in done.stderr
    assert "settings.yaml: areas: " in done.stderr


def test_removed_and_chosen_in_the_settings(tea: Path, npqlt: Run) -> None:
    """Whoever removes a deck that the settings name is told to name others."""
    npqlt("config", "set", "areas", "tea")
    done = npqlt("deck", "remove", "tea")
    assert done.returncode == 0
    assert "npqlt config unset areas" in done.stderr


def test_a_broken_one_is_removed_or_renewed(tea: Path, npqlt: Run, own_home: Path) -> None:
    """By the area it had; adding the file again puts it right."""
    path = own_home / "decks" / "npqlt-tea.yaml"
    path.write_text("area: [", "utf-8")
    assert npqlt("deck", "add", "tea.yaml").returncode == 0
    assert inside(own_home) == {"npqlt-tea.yaml": TEA.encode(), "old/npqlt-tea.yaml": b"area: ["}
    path.write_text("area: [", "utf-8")
    assert npqlt("deck", "remove", "tea").returncode == 0
    assert npqlt("areas").stderr == ""


def test_odd_files_in_the_folder(tea: Path, npqlt: Run, own_home: Path) -> None:
    """A pipe, a folder and a link to nowhere that are named like decks are left out, and nothing waits for them."""
    folder = own_home / "decks"
    (folder / "folder.yaml").mkdir()
    (folder / "link.yaml").symlink_to(folder / "nowhere")
    if hasattr(os, "mkfifo"):
        os.mkfifo(folder / "pipe.yaml")
    done = npqlt("areas")
    assert done.returncode == 0
    assert "Tea" in done.stdout
    assert done.stderr.count("D01 is no regular file") == len(list(folder.glob("*.yaml"))) - 1


def test_a_file_by_any_name(tea: Path, npqlt: Run, own_home: Path, tmp_path: Path) -> None:
    """A file that somebody renamed is renewed where it stands, and no other deck's file is written over."""
    folder = own_home / "decks"
    (folder / "npqlt-tea.yaml").rename(folder / "npqlt-china.yaml")
    write(tmp_path, china=CHINA, tea=TEA + "# Newer.\n")
    assert npqlt("deck", "add", "china.yaml").returncode == 0
    assert npqlt("deck", "add", "tea.yaml").returncode == 0
    found = inside(own_home)
    assert (found["npqlt-china.yaml"], found["npqlt-china-.yaml"]) == ((TEA + "# Newer.\n").encode(), CHINA.encode())


# -- list and remove ---------------------------------------------------------------------------------------------------


def test_list(npqlt: Run, npqlt_json: RunJson, tmp_path: Path, own_home: Path) -> None:
    """Own decks with their files; in words where there are none."""
    assert npqlt("deck", "list").stdout == "No decks of your own yet: npqlt deck add FILE\n"
    assert npqlt_json("deck", "list") == []
    write(tmp_path, tea=TEA)
    npqlt("deck", "add", "tea.yaml")
    file = own_home / "decks" / "npqlt-tea.yaml"
    assert npqlt("deck", "list").stdout == f"tea: Tea, 2 statements, 4 cards\n  {file}\n"
    assert npqlt_json("deck", "list") == [
        {
            "area": "tea",
            "title": "Tea",
            "file": str(file),
            "source": "Grandmother, as she told it.",
            "statements": 2,
            "cards": 4,
            "drafts": 0,
            "problems": [],
        }
    ]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("3", "how-pupils-learn is a built-in deck"),
        ("how", "is a built-in deck"),
        ("coffee", "there is no area “coffee”"),
    ],
)
def test_what_cannot_be_removed(tea: Path, npqlt: Run, name: str, words: str) -> None:
    """A built-in deck stays, and a name that means nothing is told."""
    done = npqlt("deck", "remove", name)
    assert done.returncode == 2
    assert words in done.stderr


def test_nothing_to_remove(npqlt: Run) -> None:
    """Without own decks there is none to remove."""
    done = npqlt("deck", "remove", "tea")
    assert (done.returncode, done.stdout) == (2, "")
    assert "you have no decks of your own" in done.stderr


def test_an_unwritable_place(npqlt: Run, tmp_path: Path, own_home: Path) -> None:
    """It is told, and nothing is changed."""
    (own_home / "decks").write_text("a file", "utf-8")
    write(tmp_path, tea=TEA)
    done = npqlt("deck", "add", "tea.yaml")
    assert done.returncode == 1
    assert "cannot be kept there" in done.stderr
    assert (own_home / "decks").read_text("utf-8") == "a file"


def test_check_names_what_it_leaves_out(tea: Path, npqlt: Run, own_home: Path) -> None:
    """Without a path the built-in decks are checked, and it is said that own ones are not."""
    done = npqlt("check")
    assert (done.returncode, done.stdout) == (0, "")
    assert f"Not checked: your own decks (npqlt check {own_home / 'decks'})." in done.stderr
    assert npqlt("check", str(own_home / "decks")).returncode == 1


def test_own_decks_that_are_the_decks(npqlt: Run, own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where NPQLT_CARDS_DECKS names the place of own decks, they are the decks, once."""
    write(own_home / "decks", tea=TEA)
    monkeypatch.setenv("NPQLT_CARDS_DECKS", str(own_home / "decks"))
    done = npqlt("areas")
    assert (done.returncode, done.stderr) == (0, "")
    assert npqlt("deck", "list").stdout.startswith("No decks of your own")
    assert "name another folder there" in npqlt("deck", "add", str(own_home / "decks")).stderr


# -- an upgrade --------------------------------------------------------------------------------------------------------


@pytest.fixture
def release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The built-in decks in a folder of their own, where a new release of them can come."""
    folder = tmp_path / "release"
    shutil.copytree(built_in_decks(), folder)
    monkeypatch.setenv("NPQLT_CARDS_DECKS", str(folder))
    return folder


def upgrade(release: Path) -> None:
    """One area gone, one question new, and one sentence reworded."""
    (release / "9-implementation.yaml").rename(release / "9-implementation.txt")
    path = release / "3-how-pupils-learn.yaml"
    text = path.read_text("utf-8").replace("held, but its", "held; but its")
    more = "    ask:\n      - {id: brand-new, form: fact, q: What is new?, a: This.}\n"
    path.write_text(text.replace("    ask:\n", more, 1), "utf-8")


@pytest.mark.parametrize("verb", [[], ["review", "--linear"], ["review"]])
def test_what_an_upgrade_changed_is_said_once(
    verb: list[str], release: Path, npqlt: Run, npqlt_json: RunJson, tmp_path: Path
) -> None:
    """One line at the next start, with as many cards as `npqlt compare` shows; none at the first, nor a second time."""
    assert "The decks changed" not in npqlt(*verb, given="q\n").stdout
    shutil.copytree(release, tmp_path / "old")
    upgrade(release)
    found = json.loads(npqlt("compare", "old", "release", "--json").stdout)
    counts = [len(found[name]) for name in ("added", "reworded", "retired")]
    npqlt_json()
    npqlt("areas")
    told = " ".join(npqlt(*verb, given="q\n").stdout.split())
    assert counts == [1, 5, 157]
    assert "The decks changed: 1 card new, 5 reworded, 157 retired (npqlt compare OLD shows which)." in told
    assert "The decks changed" not in npqlt(*verb, given="q\n").stdout


def test_news_waits_for_who_can_hear_it(release: Path, npqlt: Run, npqlt_json: RunJson) -> None:
    """Two upgrades between two starts are told as one; JSON is read by programs, and leaves it to be told."""
    npqlt()
    upgrade(release)
    npqlt_json()
    (release / "8-professional-development.yaml").unlink()
    assert "1 card new, 5 reworded, 270 retired" in npqlt().stdout


def test_own_decks_are_no_news(release: Path, npqlt: Run, tmp_path: Path) -> None:
    """Adding, editing and removing a deck of one's own is told by the verb, not at the next start."""
    npqlt()
    write(tmp_path, tea=TEA)
    for arguments in (["add", "tea.yaml"], ["remove", "tea"]):
        assert npqlt("deck", *arguments).returncode == 0
        assert "The decks changed" not in npqlt().stdout


def test_progress_is_kept_through_an_upgrade(
    release: Path, npqlt: Run, npqlt_json: RunJson, log: Callable[[], list[dict[str, Any]]], at: Callable[..., None]
) -> None:
    """Answers stay; a retired card that is due comes no more, and comes back due with the card."""
    at(1)
    npqlt("review", "implementation", "--limit", "2", given="\n4\n\n4\nq\n")
    at(25)
    due = [row["id"] for row in npqlt_json("cards", "--state", "due")]
    assert len(due) == 2
    kept = log()
    upgrade(release)
    assert npqlt_json("cards", "--state", "due") == []
    assert npqlt_json()["today"]["due"] == 0
    assert log() == kept
    (release / "9-implementation.txt").rename(release / "9-implementation.yaml")
    assert [row["id"] for row in npqlt_json("cards", "--state", "due")] == due
