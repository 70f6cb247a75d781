"""Nothing in a stranger's text gives orders to a terminal, whatever verb shows it and by whichever way it came in."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from terminals import FRONT, Terminal

from npqlt_cards.places import built_in_decks
from npqlt_cards.wording import unseen

Npqlt = Callable[..., "CompletedProcess[str]"]
HOSTILE = "\x1b]0;owned\x07\x1b[2J\x9b31m\x7f\x08\u202egnp.exe\u2066\u200b\U000e0041"
# What we draw with ourselves: weights and colours, a screen emptied, the cursor at home, hidden or shown; a new line.
OURS = re.compile(r"\x1b\[(?:\d{1,3}(?:;\d{1,3})*)?m|\x1b\[2J|\x1b\[H|\x1b\[\?25[hl]|\r+\n")
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="only Linux takes any bytes as a file's name")
FLAG = {"day": 20_000, "kind": "flag", "at": "2024-10-04T08:00:00Z"}


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """Files of strangers: a log with flags, a page, a deck, a ledger, exceptions."""
    rows = [
        {**FLAG, "id": "one", "card": f"gone/{HOSTILE}#q:1", "about": HOSTILE},
        {**FLAG, "id": "two", "card": "assessment/information-for-teaching#cloze:1", "about": HOSTILE},
    ]
    (tmp_path / "log.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    (tmp_path / "wrong.jsonl").write_text(json.dumps({**rows[0], HOSTILE: 1, "kind": HOSTILE}), "utf-8")
    page = (
        f"Ti\u202etle\x9b\nLearn that… Learn how to…\n1. Wo{HOSTILE[6:].replace(chr(0x1B), '')}rds.\nDo by:\n• this.\n"
    )
    page = re.sub("[\x00-\x08\x0e-\x1f\x7f]", "", page)
    (tmp_path / "page.txt").write_text(page, "utf-8")
    (folder := tmp_path / "strange").mkdir()
    shutil.copy(built_in_decks() / "7-assessment.yaml", folder)  # a good one among them
    quoted = json.dumps(HOSTILE)
    (folder / "a.yaml").write_text(f"{quoted}: x\narea: {quoted}\ntitle: {quoted}\nlearn_that: []\n", "utf-8")
    (folder / "b.yaml").write_text("area: !<tag:%1b%5d0;x%07,y> z\n", "utf-8")
    (folder / "ledger.jsonl").write_text(json.dumps({"note": HOSTILE, "changed": HOSTILE}) + "\n", "utf-8")
    (folder / "exceptions.txt").write_text(f"X99 {HOSTILE}: no\n{HOSTILE}\n", "utf-8")
    return tmp_path


VERBS = [
    *(["import", "log.jsonl"], ["import", "wrong.jsonl"], ["flags"], ["flags", "--json"]),
    *(["cards", "--state", "flagged"], ["cards", "--state", "flagged", "--json"], ["suspend", HOSTILE], ["undo"]),
    *(["flags", "--done", HOSTILE], ["find", f"x{HOSTILE}"], ["find", f"memory{HOSTILE}", "--json"], [HOSTILE]),
    *(["find", "memory", "-a", HOSTILE], ["cards", HOSTILE], ["stats", HOSTILE], ["statements", HOSTILE]),
    *(["review", HOSTILE], ["review", "--minutes", HOSTILE], [f"--{HOSTILE}"], ["config", "get", HOSTILE]),
    *(["config", "set", "order", HOSTILE], ["config", "set", "areas", HOSTILE], ["check", "strange"]),
    *(["check", "strange", "--json"], ["check", HOSTILE], ["check", "--select", HOSTILE], ["compare", "strange"]),
    *(["ledger", "update", "strange"], ["compare", HOSTILE], ["import", HOSTILE], ["framework", "read", "page.txt"]),
    *(["framework", "read", "page.txt", "--json"], ["framework", "read", HOSTILE]),
    *(["framework", "draft", "page.txt", "-o", "drafts"], ["export", "--log", "-o", f"out{HOSTILE}.jsonl"]),
    *(["export", "7", "-o", f"out{HOSTILE}/x.apkg"], ["export", "--each", "-o", f"each{HOSTILE}"]),
]


def raw(text: str) -> str:
    """The first letter in what was shown that a terminal would obey and that is not of our drawing; "" for none."""
    bare = OURS.sub("\n", text)
    return unseen(bare) or ("\r" if "\r" in bare else "")


def test_no_verb_gives_orders(npqlt: Npqlt, hostile: Path) -> None:
    """Every verb, with hostile words wherever they can stand, in files, names and arguments: all is shown spelt out."""
    seen = ""
    for arguments in VERBS:
        done = npqlt(*arguments)
        assert (raw(done.stdout), raw(done.stderr)) == ("", ""), arguments
        assert "Traceback" not in done.stderr, done.stderr
        seen += done.stdout + done.stderr
    assert seen.count("\\u001b") > len(VERBS) / 2  # the words did arrive


def test_json_means_the_same(npqlt: Npqlt, hostile: Path) -> None:
    """What is spelt out in a JSON document is the same text to who reads it."""
    assert npqlt("import", "log.jsonl").returncode == 0
    assert {flag["why"] for flag in json.loads(npqlt("flags", "--json").stdout)} == {HOSTILE}


@LINUX
def test_file_names(npqlt: Npqlt, hostile: Path) -> None:
    """A file's name is shown spelt out in problems, and a name that is no text does not end the command."""
    odd = f"odd\x1b]0;x\u202e{os.fsdecode(bytes([0xFF]))}.yaml"
    (hostile / "strange" / "b.yaml").rename(hostile / "strange" / odd)
    done = npqlt("check", "strange")
    assert (done.returncode, raw(done.stdout)) == (1, "")
    assert "odd\\u001b]0;x\\u202e\\udcff.yaml" in done.stdout


@pytest.mark.parametrize("settings", [f"order: '{HOSTILE[20:].strip()}'", '"\\x1b]0;x\\a\\u202e": 1', "a: !<%1b%5d> b"])
def test_settings(npqlt: Npqlt, own_home: Path, settings: str) -> None:
    """Settings with hostile keys, values and tags are refused in words that show them spelt out."""
    (own_home / "settings.yaml").write_text(settings, "utf-8")
    done = npqlt("config")
    assert (done.returncode, raw(done.stderr)) == (1, "")


@pytest.mark.parametrize("name", ["NPQLT_CARDS_NOW", "NPQLT_CARDS_DECKS", "NPQLT_CARDS_HOME"])
def test_environment(npqlt: Npqlt, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """A variable that is quoted in a message is spelt out."""
    monkeypatch.setenv(name, f"nowhere{HOSTILE}")
    done = npqlt("areas")
    assert raw(done.stdout + done.stderr) == ""


@pytest.mark.parametrize("arguments", [(), ("--linear",), ("--no-colour",)])
def test_review_in_a_terminal(
    npqlt: Npqlt, hostile: Path, own_home: Path, terminal: Callable[..., Terminal], arguments: Iterable[str]
) -> None:
    """A card whose words were tampered with in the book shows them spelt out, on a screen too."""
    import sqlite3

    assert npqlt("import", "log.jsonl").returncode == 0
    book = sqlite3.connect(own_home / "book.db")
    with book:
        for column in ("context", "text", "answer", "source", "remark"):
            book.execute(f"UPDATE card SET {column} = {column} || ?", (HOSTILE,))
    book.close()
    reviewing = terminal(100, 40, "review", *arguments)
    shown = reviewing.wait_for("q to leave" if "--linear" in arguments else FRONT)
    reviewing.press(" ")
    shown += reviewing.wait_for("4 Easy")
    reviewing.press("i")
    shown += reviewing.wait_for("New")
    reviewing.press("q")
    shown += reviewing.ended()
    assert "\\u001b" in shown
    assert raw(shown) == "", ascii(raw(shown))


def test_lists_in_a_terminal(hostile: Path, npqlt: Npqlt, terminal: Callable[..., Terminal]) -> None:
    """Flags and found words in a terminal, bold marks and all."""
    assert npqlt("import", "log.jsonl").returncode == 0
    for arguments in (["flags"], ["flags", "--json"], ["find", "memory"], ["find", f"nothing{HOSTILE}"]):
        listing = terminal(80, 40, *arguments)
        text = listing.wait_for_any("")[1]
        assert raw(text) == "", (arguments, ascii(raw(text)))


@pytest.mark.parametrize("prompt", ["f", "t"])
def test_typed(terminal: Callable[..., Terminal], npqlt: Npqlt, prompt: str) -> None:
    """What is pasted at a prompt, and what the program then says of it, has no orders in it."""
    reviewing = terminal(80, 30, "review", "7")
    reviewing.wait_for(FRONT)
    reviewing.press(prompt)
    reviewing.wait_for("wrong with it? " if prompt == "f" else "answer: ")
    reviewing.press("why\x9b31m\u202e!\n")
    reviewing.wait_for("why")
    reviewing.wait_for("\n")  # the terminal's own echo ends
    shown = reviewing.wait_for(FRONT if prompt == "f" else "4 Easy")
    assert raw(shown) == ""
    reviewing.press("q")
    reviewing.ended()
