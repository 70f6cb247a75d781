"""What a run found, kept as JSON, and the README's block that shows it."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

LAST = Path(__file__).parent / "results" / "last.json"
_OPENS, _CLOSES = "<!-- benchmarks -->\n", "<!-- /benchmarks -->"
_OURS = "npqlt-cards"


def machine() -> dict[str, Any]:
    """How large this machine is, what runs on it, and how busy it is at this moment; no names."""
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 0
    return {
        "system": platform.system(),
        "cores": os.cpu_count(),
        "memory_gb": round(pages / 2**30) or None,
        "python": platform.python_version(),
        "load": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None,
    }


def keep(path: Path, found: Mapping[str, Any]) -> None:
    """Write a run's results."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", "utf-8")


def read(path: Path) -> Any:
    """The results that :func:`keep` wrote."""
    return json.loads(path.read_text("utf-8"))


def renew(path: Path, found: Mapping[str, Any]) -> None:
    """Put the block into a file between its two marks. Raises ValueError if they are not there."""
    before, opens, rest = path.read_text("utf-8").partition(_OPENS)
    _, closes, after = rest.partition(_CLOSES)
    if not opens or not closes:
        raise ValueError(f"{path} has no lines {_OPENS.strip()} and {_CLOSES}")
    path.write_text(f"{before}{block(found)}{after}", "utf-8")


def block(found: Mapping[str, Any]) -> str:
    """The README's block: a table of the programs side by side, and how the budgets of this project stand."""
    return "\n".join([_OPENS.strip(), *_introduction(found), "", *_table(found), "", *_remarks(found), _CLOSES])


def _introduction(found: Mapping[str, Any]) -> Iterator[str]:
    here = found["machine"]
    memory = f", {here['memory_gb']} GB" if here["memory_gb"] else ""
    day = date.fromisoformat(found["date"])
    load = "" if here["load"] is None else f"; load {here['load']} before"
    size = f"{here['cores']} cores{memory}, {here['system']}, Python {here['python']}{load}"
    yield f"Measured on {day.day} {day:%B %Y} ({size}): medians of whole processes taken in turn, and how many"
    yield "times ours each is. Below 1 × the other one is better; a dash means that it has no such thing."


def _table(found: Mapping[str, Any]) -> Iterator[str]:
    programs = list(found["programs"])
    heads = ["npqlt", *(f"{name} {found['programs'][name]}" for name in programs if name != _OURS)]
    yield f"| | {' | '.join(heads)} |"
    yield f"|---|{'--:|' * len(programs)}"
    case = ""
    for each in found["comparisons"]:
        if each["case"] != case:
            case = each["case"]
            yield f"| *{case}* |{' |' * len(programs)}"
        yield f"| {each['name']} | {' | '.join(_cell(each, name) for name in [_OURS, *programs[1:]])} |"


def _cell(each: Mapping[str, Any], program: str) -> str:
    if program in each["failed"]:
        return "failed"
    if program not in each["values"]:
        return "–"
    value = _quantity(each["values"][program], each["unit"])
    return value if program == _OURS else f"{value} · {_short(each['ratios'][program])} ×"


def _quantity(value: float, unit: str) -> str:
    return f"{value * 1000:,.0f} ms" if unit == "s" and value < 0.9995 else f"{_short(value)} {unit}"


def _short(value: float) -> str:
    """Two figures, or all before the point."""
    return f"{value:,.0f}" if value >= 9.95 else f"{value:.1f}" if value >= 0.95 else f"{value:.2f}"


def _remarks(found: Mapping[str, Any]) -> Iterator[str]:
    yield "`anki` is the library below Anki’s window, called by a script. `spacedrep` takes a process for each card"
    yield "and for each answer; it always exports all that it has. The export of apyanki (`apy`) is its backup."
    for each in found["comparisons"]:
        for program, why in each["failed"].items():
            yield f"`{program}`, {each['name']}: {why}."
    held = [each for each in found["figures"] if each["holds"] is not None]
    over = "; ".join(f"{each['name']} ({each['ratio']:.2f} of it)" for each in held if not each["holds"])
    kept = sum(each["holds"] for each in held)
    yield f"Of the project’s own {len(held)} budgets {kept} held{': not ' if over else ''}{over}."
