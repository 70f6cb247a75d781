"""The README: every command in it works as printed, and its figures are the decks'."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import program
import pytest

pytestmark = pytest.mark.whole

README = (Path(__file__).parent.parent / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"(<!-- [^\n]* -->\n)?```sh\n(.*?)```", README, re.DOTALL)
IN_TURN = "<!-- in turn, beside coffee.yaml -->"
COMMANDS = [line for marker, block in BLOCKS if not marker for line in block.splitlines()]


def test_every_command_is_run() -> None:
    """Each shell line is an npqlt command run below, or one of the two set-up commands that .ci/run takes from here."""
    markers = [marker.strip() for marker, _ in BLOCKS if marker]
    assert markers == ["<!-- set up and review -->", IN_TURN, "<!-- set up and test -->"]
    assert len(COMMANDS) >= 9
    assert all(command.split()[0] == "npqlt" for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_commands(command: str, tmp_path: Path) -> None:
    """The command ends well in an empty folder, or in one with the files that the README shows."""
    for name, text in re.findall(r"<!-- ([a-z]+\.yaml) -->\n```yaml\n(.*?)```", README, re.DOTALL):
        if name in command:
            (tmp_path / name).write_text(text, "utf-8")
    done = program.npqlt(*shlex.split(command)[1:], given="\n3\nq\n", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout


def test_deck_of_your_own(tmp_path: Path) -> None:
    """The deck printed in the README breaks no rule; it is added, asked, listed and removed as printed."""
    (text,) = re.findall(r"<!-- coffee.yaml -->\n```yaml\n(.*?)```", README, re.DOTALL)
    (tmp_path / "coffee.yaml").write_text(text, "utf-8")
    (block,) = [block for marker, block in BLOCKS if marker.strip() == IN_TURN]
    shown = ""
    for line in block.splitlines():
        done = program.npqlt(*shlex.split(line)[1:], given="\n3\nq\n", cwd=tmp_path)
        assert (done.returncode, done.stderr) == (0, "")
        shown += done.stdout
    assert "Coffee (coffee): added, 4 cards on 1 statement." in shown
    assert "could be better" not in shown
    assert "Coffee that is ground too [...] for its brewer" in shown


def test_inline_commands(tmp_path: Path) -> None:
    """Commands named in the text exist, with the options named there."""
    helped: dict[str, str] = {}
    for command in re.findall(r"`npqlt ([a-z]+[^`]*)`", README):
        verb, *words = command.split()
        while verb not in helped or ("Commands:" in helped[verb] and words and words[0].isalpha()):
            if verb in helped:  # a group: the next word is a command of it
                verb = f"{verb} {words.pop(0)}"
            done = program.npqlt(*verb.split(), "--help")
            assert done.returncode == 0, verb
            helped[verb] = done.stdout
        for option in re.findall(r"--[a-z]+", command):
            assert option in helped[verb]


def test_session_on_show(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The session printed in the README is what the program shows for that card."""
    monkeypatch.setenv("NPQLT_CARDS_NOW", "2026-11-24T08:00:00+00:00")
    done = program.npqlt("review", "how", given="\n3\n" * 9, cwd=tmp_path)
    shown = " ".join(done.stdout.split())
    for block in re.findall(r"```text\n(.*?)```", README, re.DOTALL):
        for paragraph in block.split("\n\n")[1:]:
            assert " ".join(paragraph.split()) in shown
