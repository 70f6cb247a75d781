"""The benchmarks: they run, and the README shows what the last kept run found."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.whole

ROOT = Path(__file__).parent.parent


@pytest.fixture
def results(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The module that writes the README's block."""
    monkeypatch.syspath_prepend(ROOT)
    return importlib.import_module("benchmarks.results")


def test_readme(results: Any) -> None:
    """The README's block is that of the last kept run, which was of all groups and names its day and machine."""
    found = results.read(results.LAST)
    assert results.block(found) in (ROOT / "README.md").read_text("utf-8")
    assert {"date", "machine", "rounds", "programs"} < set(found)
    assert len({each["case"] for each in found["comparisons"]}) == 3
    assert len([each for each in found["figures"] if each["budget"]]) >= 15


FOUND: dict[str, Any] = {
    "date": "2026-11-04",
    "machine": {"system": "Plan 9", "cores": 8, "memory_gb": None, "python": "3.12.1", "load": 0.5},
    "programs": {"npqlt-cards": "1.0", "other": "2.0", "third": "3.0"},
    "figures": [
        {"name": "a", "holds": True, "ratio": 0.5},
        {"name": "b", "holds": False, "ratio": 1.25},
        {"name": "c", "holds": None, "ratio": None},
    ],
    "comparisons": [
        {
            "case": "",
            "name": "start",
            "unit": "s",
            "values": {"other": 0.0361, "npqlt-cards": 0.0722},
            "ratios": {"other": 0.504, "npqlt-cards": 1.0},
            "failed": {"third": "no key"},
        },
        {
            "case": "5 cards",
            "name": "memory",
            "unit": "MB",
            "values": {"third": 123.4, "npqlt-cards": 20.0},
            "ratios": {"third": 6.17, "npqlt-cards": 1.0},
            "failed": {},
        },
    ],
}


def test_block(results: Any) -> None:
    """Ours first; a dash for what a program cannot do; failures and overrun budgets told; a quicker peer below 1 ×."""
    lines = results.block(FOUND).splitlines()
    assert (lines[0], lines[-1]) == ("<!-- benchmarks -->", "<!-- /benchmarks -->")
    assert "4 November 2026 (8 cores, Plan 9, Python 3.12.1; load 0.5 before)" in lines[1]
    assert "| | npqlt | other 2.0 | third 3.0 |" in lines
    assert "| start | 72 ms | 36 ms · 0.50 × | failed |" in lines
    assert "| *5 cards* | | | |" in lines
    assert "| memory | 20 MB | – | 123 MB · 6.2 × |" in lines
    assert "`third`, start: no key." in lines
    assert "Of the project’s own 2 budgets 1 held: not b (1.25 of it)." in lines


def test_renew(results: Any, tmp_path: Path) -> None:
    """The block alone is replaced, as often as one likes; a file without the marks is refused."""
    file = tmp_path / "R.md"
    file.write_text("before\n<!-- benchmarks -->\nold\n<!-- /benchmarks -->\nafter\n", "utf-8")
    for _ in range(2):
        results.renew(file, FOUND)
        assert file.read_text("utf-8") == f"before\n{results.block(FOUND)}\nafter\n"
    file.write_text("before\n", "utf-8")
    with pytest.raises(ValueError, match="benchmarks"):
        results.renew(file, FOUND)


def test_run(tmp_path: Path) -> None:
    """A small run of one group measures against its budget, and writes down what it printed."""
    words = ["--only", "first-card", "--sizes", "30:0", "60:90", "--rounds", "1", "--json", str(tmp_path / "f.json")]
    run = [sys.executable, "-m", "benchmarks", *words]
    done = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
    figures = json.loads((tmp_path / "f.json").read_text("utf-8"))["figures"]
    assert done.returncode == any(figure["holds"] is False for figure in figures), done.stderr
    assert len(figures) == 2
    assert all(figure["name"] in done.stdout and figure["value"] > 0 for figure in figures)
