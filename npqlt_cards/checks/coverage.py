"""What the decks cover: each statement's cards by form, groups without a scenario, the mix of each area."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from npqlt_cards.checks.subject import Subject
from npqlt_cards.checks.whole import mix_of
from npqlt_cards.decks.records import FORMS
from npqlt_cards.wording import counted


def coverage(subjects: Iterable[Subject]) -> dict[str, Any]:
    """``{"areas": […], "statements": […], "groups_without_scenario": […], "totals": {…}}``.

    A twin's cards count where they are held: its own row names that place in ``same_as`` and has none.
    """
    areas: list[dict[str, Any]] = []
    statements: list[dict[str, Any]] = []
    groups: list[dict[str, Any]] = []
    total: Counter[str] = Counter()
    for subject in subjects:
        for deck in subject.decks:
            mix = mix_of(deck)
            total += mix
            areas.append({"area": deck.area, "number": deck.number, "title": deck.title, **_counts(mix)})
            for stem, practices in subject.groups(deck):
                if not any("scenario" in subject.forms.get(practice.id, []) for practice in practices):
                    groups.append({"area": deck.area, "number": practices[0].number.split(".")[0], "stem": stem})
        statements.extend(_rows(subject))
    totals = {"statements": len(statements), **_counts(total)}
    return {"areas": areas, "statements": statements, "groups_without_scenario": groups, "totals": totals}


def _rows(subject: Subject) -> Iterable[dict[str, Any]]:
    for deck, s in subject.statements:
        mix = Counter() if s.same_as else Counter(subject.forms.get(s.id, []))
        names = {"id": s.id, "area": deck.area, "kind": s.kind, "number": s.number, "same_as": s.same_as}
        yield {**names, **_counts(mix)}


def _counts(mix: Counter[str]) -> dict[str, Any]:
    cards = sum(mix.values())
    open_ = round((mix["why"] + mix["scenario"]) / cards, 3) if cards else None
    return {"cards": cards, **{form: mix[form] for form in FORMS}, "why_and_scenario": open_}


def coverage_text(found: dict[str, Any]) -> str:
    """The same as a table for people."""
    head = f"{'':<34} {'cards':>5} {'cloze':>5} {'fact':>5} {'why':>5} {'scen.':>5} {'why+sc.':>7}"
    lines = []
    for area in found["areas"]:
        lines += [_line(f"{area['number'] or ''} {area['title']}".strip(), area)]
        lines += [_line(_label(s), s) for s in found["statements"] if s["area"] == area["area"]]
        lines += [""]
    lines += ["Areas"]
    lines += [_line(f"{area['number'] or ' '} {area['title']}", area) for area in found["areas"]]
    lines += [_line(f"All ({counted(found['totals']['statements'], 'statement')})", found["totals"]), ""]
    for group in found["groups_without_scenario"]:
        lines += [f"No scenario: {group['area']}, Learn how to {group['number']}: {group['stem']}"]
    if not found["groups_without_scenario"]:
        lines += ["Every how-to group has a scenario."]
    return "\n".join([head, *lines])


def coverage_markdown(found: dict[str, Any]) -> str:
    """The areas and their totals as a Markdown table."""
    head = [
        "| Area | Statements | Cards | Cloze | Fact | Why | Scenario | Why and scenario |",
        "|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
    own = Counter(s["area"] for s in found["statements"])
    rows = [_row(f"{area['number'] or ''} {area['title']}".strip(), own[area["area"]], area) for area in found["areas"]]
    return "\n".join([*head, *rows, _row("**All**", found["totals"]["statements"], found["totals"])])


def _row(name: str, statements: int, row: dict[str, Any]) -> str:
    share = "" if row["why_and_scenario"] is None else f"{row['why_and_scenario']:.0%}"
    return f"| {' | '.join([name, str(statements), *(str(row[form]) for form in ('cards', *FORMS)), share])} |"


def _label(statement: dict[str, Any]) -> str:
    slug = statement["id"].rpartition("/")[2]
    twin = f" = {statement['same_as']}" if statement["same_as"] else ""
    return f"  {statement['number']:>4} {slug}{twin}"


def _line(label: str, row: dict[str, Any]) -> str:
    share = "" if row["why_and_scenario"] is None else f"{row['why_and_scenario']:.0%}"
    forms = " ".join(f"{row[form]:>5}" for form in ("cards", *FORMS))
    return f"{label:<34} {forms} {share:>7}".rstrip()
