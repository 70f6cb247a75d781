"""What the drafter tells: what it wrote, what it left out and why, and what is left to do."""

from __future__ import annotations

from collections import Counter
from typing import Any

from npqlt_cards.checks.table import CHECKS
from npqlt_cards.draft.records import Draft
from npqlt_cards.wording import counted


def summary(draft: Draft, folder: str) -> str:
    """The report for people, for a draft whose files stand in ``folder``."""
    found = draft.to_json()
    totals, to_do = found["totals"], found["totals"]["to_do"]
    lines = [_line(area, folder) for area in found["areas"]]
    twins = f" ({totals['twins']} of them printed in two areas)" if totals["twins"] else ""
    questions = totals["fact"] + totals["why"]
    lines += ["", f"{counted(len(found['areas']), 'area')}, {counted(totals['statements'], 'statement')}{twins}:"]
    clozes = counted(totals["clozes"], "cloze card")
    lines += [f"{clozes} and {counted(questions, 'question')} drafted; every one is marked “draft: true”."]
    lines += [*_left_out(draft), "", "Left to do, by hand:"]
    drafts = counted(totals["clozes"] + questions, "draft")
    lines += [f"- read and mend {drafts} and their ids, and take each mark away"]
    lines += [f"- {counted(to_do['cloze'], 'statement')} without a cloze"] if to_do["cloze"] else []
    lines += [f"- {counted(to_do['question'], 'statement')} without a question"] if to_do["question"] else []
    lines += [
        f"- {counted(to_do['scenario'], 'how-to group')} without a scenario: "
        "a situation at school cannot be drafted soundly"
    ]
    lines += [
        "",
        f"Next: `npqlt check {folder}` tells all of it by file and line; “to do” stands beside each statement.",
    ]
    return "\n".join(lines)


def _line(area: dict[str, Any], folder: str) -> str:
    questions = area["fact"] + area["why"]
    return (
        f"{folder}/{area['file']}: {counted(area['statements'], 'statement')}, "
        f"{counted(area['clozes'], 'cloze card')}, {counted(questions, 'question')}"
    )


def _left_out(draft: Draft) -> list[str]:
    """The reasons for leaving cards out, the commonest first."""
    if not draft.left:
        return []
    what = {check.code: check.what for check in CHECKS}
    reasons = Counter(f"{left.code} {what[left.code]}" if left.code else left.why for left in draft.left)
    lines = [f"  {count} × {reason}" for reason, count in reasons.most_common()]
    return [f"{len(draft.left)} more were tried and left out:", *lines]
