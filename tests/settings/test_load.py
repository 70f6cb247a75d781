"""Settings files from strangers: read strictly, every problem told by line with what is allowed; kept once read."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from npqlt_cards.errors import Problem, ProblemsError
from npqlt_cards.settings import Preferences, load_preferences
from npqlt_cards.settings.load import LARGEST_FILE


def load(tmp_path: Path, data: bytes | str) -> Preferences:
    """What a file of this content means."""
    path = tmp_path / "settings.yaml"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return load_preferences(path, tmp_path / "cache")


def problems(tmp_path: Path, data: bytes | str) -> list[Problem]:
    """What is wrong with it."""
    with pytest.raises(ProblemsError) as raised:
        load(tmp_path, data)
    found = list(raised.value.problems)
    assert all(problem.file == str(tmp_path / "settings.yaml") and problem.repair for problem in found)
    assert all(str(problem).isprintable() for problem in found)
    return found


def test_no_file(tmp_path: Path) -> None:
    """Without a file, or a folder to hold it, the defaults count, and nothing is written."""
    (tmp_path / "file").write_text("")
    for path in (tmp_path / "settings.yaml", tmp_path / "no" / "settings.yaml", tmp_path / "file" / "settings.yaml"):
        assert load_preferences(path, tmp_path / "cache") == Preferences()
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("data", [b"", b"\n\n", b"# only a remark\n", b"---\n", b"\xef\xbb\xbf", b"{}", b"---\n...\n"])
def test_nothing_in_it(tmp_path: Path, data: bytes) -> None:
    """A file that sets nothing means the defaults."""
    assert load(tmp_path, data) == Preferences()


EVERYTHING = f"""\
desired_retention: 0.85
learning_steps: [30s, 5m]
relearning_steps:
  - 1m  # soon
  # and then
  - 1d
maximum_interval: "365"
rollover_hour: 05
new_per_day: 0
reviews_per_day: 9999
order: new-first
learn_ahead_minutes: 0
areas:
- How Pupils
- 9
leech_lapses: 4
fsrs_parameters: [{", ".join(["0.7"] * 4)}, 1.5{", 0.2" * 11}, 1.5{", 0.2" * 4}]
"""


@pytest.mark.parametrize("change", ["as it is", "crlf", "cr", "bom", "no final newline", "braces"])
def test_everything(tmp_path: Path, change: str) -> None:
    """Each setting in some form it may have, with any line ends, a byte order mark, or no newline at the end."""
    data = {
        "as it is": EVERYTHING.encode(),
        "crlf": EVERYTHING.replace("\n", "\r\n").encode(),
        "cr": EVERYTHING.replace("\n", "\r").encode(),
        "bom": b"\xef\xbb\xbf" + EVERYTHING.encode(),
        "no final newline": EVERYTHING.rstrip("\n").encode(),
        "braces": b"--- {order: new-first, new_per_day: 0}",
    }[change]
    found = load(tmp_path, data)
    if change == "braces":
        assert found == Preferences(order="new-first", new_per_day=0)
        return
    weights = (0.7,) * 4 + (1.5,) + (0.2,) * 11 + (1.5,) + (0.2,) * 4
    areas = ("how-pupils", "9")
    assert found == Preferences(
        0.85, (30, 300), (60, 86_400), 365, 5, 0, 9_999, "new-first", 0, areas, 4, weights
    )  # fmt: skip


def test_all_problems_at_once(tmp_path: Path) -> None:
    """Everything wrong is told in the file's order, each with its line and what is allowed."""
    text = (
        "new_per_dya: 5\nrollover_hour: 24\nleech_lapses: [8]\nlearning_steps:\n  - 1m\n  - {a: b}\norder:\nareas: {}\n"
    )
    assert [(p.code, p.line) for p in problems(tmp_path, text)] == [
        ("S03", 1),
        ("S04", 2),
        ("S02", 3),
        ("S02", 5),
        ("S04", 7),
        ("S02", 8),
    ]
    told = str(problems(tmp_path, text)[1])
    assert told.endswith(":2: S04 rollover_hour cannot be '24': write a whole number from 0 to 23")


WRONG = {
    "unknown key": ("leech_lapse: 8\n", "S03", 1, "leech_lapses"),
    "unknown key, nothing near": ("\nzebra: 8\n", "S03", 2, "npqlt config"),
    "odd unknown key": ('"a\\e[31m\\n\\u202e": 8\n', "S03", 1, "npqlt config"),
    "endless unknown key": (f"? {'k' * 90_000}\n: 8\n", "S03", 1, "npqlt config"),
    "no value": ("# one\nnew_per_day:\n", "S04", 2, "0 to 9999"),
    "null": ("areas: ~\n", "S04", 1, "or all"),
    "out of range": ("desired_retention: 1\n", "S04", 1, "0.7 to 0.99"),
    "an endless number": (f"new_per_day: {'9' * 90_000}\n", "S04", 1, "0 to 9999"),
    "a wrong step": ("learning_steps: 1m 10\n", "S04", 1, "10m"),
    "many steps": (f"learning_steps: [{'1m, ' * 20_000}]\n", "S04", 1, "ten"),
    "a weight out of bounds": (f"fsrs_parameters: [{', '.join(['1'] * 21)}]\n", "S04", 1, "21 numbers"),
    "steps as a mapping": ("learning_steps:\n  first: 1m\n", "S02", 2, "spans"),
    "a list in a list": ("areas:\n  - [how]\n", "S02", 2, "areas"),
    "a repeated key": ("order: mixed\norder: mixed\n", "S01", 2, "keep one"),
    "words": ("new_per_day 10\n", "S01", 1, "new_per_day: 10"),
    "a list": ("\n- new_per_day: 10\n", "S01", 2, "new_per_day: 10"),
    "not YAML": ("order: mixed\n new_per_day: [\n", "S01", 2, "mend"),
    "a tab": ("order:\n\tmixed\n", "S01", 2, "mend"),
    "a tag": ("order: !!python/object/apply:os.system [ls]\n", "S01", 1, "plain words"),
    "an alias": ("order: &a mixed\nareas: *a\n", "S01", 1, "words"),
    "a second document": ("order: mixed\n---\norder: mixed\n", "S01", 2, "one document"),
    "deep": ("areas: " + "[" * 50_000, "S01", 1, "levels"),
    "NUL": ("order: mi\0xed\n", "S01", 1, "delete"),
    "an escape": ("# \x1b[31m\n", "S01", 1, "delete"),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong(tmp_path: Path, name: str) -> None:
    """Each is one problem, told by its line and in no time, with what to write; and nothing of it is kept."""
    data, code, line, said = WRONG[name]
    begun = time.process_time()
    (found,) = problems(tmp_path, data)
    assert time.process_time() - begun < 2
    assert (found.code, found.line) == (code, line)
    assert said in found.repair
    assert len(str(found)) < 500
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize(("encoding", "line"), [("utf-16", 1), ("latin-1", 2)])
def test_not_utf_8(tmp_path: Path, encoding: str, line: int) -> None:
    """Another encoding is told by the line of its first odd byte."""
    (found,) = problems(tmp_path, "order: mixed\n# café\n".encode(encoding))
    assert (found.code, found.line, found.repair) == ("S01", line, "save the file as UTF-8")


def test_many_problems(tmp_path: Path) -> None:
    """A file of the wrong kind does not scroll past: its first hundred problems, and how many more."""
    found = problems(tmp_path, "".join(f"a{n}: b\n" for n in range(5_000)))
    assert len(found) == 101
    assert "4,900 more" in found[-1].message


def test_too_large(tmp_path: Path) -> None:
    """A file over the limit is not read whole; one just within it is read, quickly."""
    begun = time.process_time()
    assert load(tmp_path, b"#" * LARGEST_FILE) == Preferences()
    with (tmp_path / "settings.yaml").open("wb") as file:
        file.truncate(10**12)  # a hole: nobody could read it whole
    with pytest.raises(ProblemsError, match=r"settings\.yaml: S01 is larger than 100 kB"):
        load_preferences(tmp_path / "settings.yaml", tmp_path / "cache")
    assert time.process_time() - begun < 2


def test_a_folder(tmp_path: Path) -> None:
    """What is there and cannot be read is a problem, not the defaults in silence."""
    (tmp_path / "settings.yaml").mkdir()
    with pytest.raises(ProblemsError, match=r"settings\.yaml: S01 cannot be read"):
        load_preferences(tmp_path / "settings.yaml", tmp_path / "cache")


# -- the parsed form, kept -------------------------------------------------------------------------------------------


def test_kept(tmp_path: Path) -> None:
    """The kept form means the same; a change of the same size within the same instant is seen all the same."""
    first = load(tmp_path, EVERYTHING)
    assert load(tmp_path, EVERYTHING) == first
    assert load(tmp_path, EVERYTHING.replace("0.85", "0.95")).desired_retention == 0.95


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b"null", b'{"key": 1}', b"\xff", b"[" * 100_000])
def test_broken_cache(tmp_path: Path, data: bytes) -> None:
    """A kept form that is damaged is done without, and mended."""
    load(tmp_path, EVERYTHING)
    kept = tmp_path / "cache" / "settings.json"
    good = kept.read_bytes()
    kept.write_bytes(data)
    assert load(tmp_path, EVERYTHING).desired_retention == 0.85
    assert kept.read_bytes() == good


def test_cache_that_cannot_be_written(tmp_path: Path) -> None:
    """Without a place for it, the file is read each time."""
    (tmp_path / "cache").write_text("a file")
    assert load(tmp_path, EVERYTHING).desired_retention == 0.85


def test_a_second_start_loads_no_yaml(tmp_path: Path) -> None:
    """With a file that did not change neither yaml nor fsrs is loaded: only the settings themselves."""
    load(tmp_path, EVERYTHING)
    script = f"""
import sys
from pathlib import Path
from npqlt_cards.settings import load_preferences
at = Path({str(tmp_path)!r})
assert load_preferences(at / "settings.yaml", at / "cache").desired_retention == 0.85
print(*sys.modules)
"""
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    never = {"yaml", "fsrs", "click", "difflib", "platformdirs", "sqlite3", "npqlt_cards.settings.table"}
    assert not never & set(run.stdout.split())
