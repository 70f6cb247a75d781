"""The one table of what can be told of a deck: code, rule of a good card, severity, why, and how to mend it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from npqlt_cards.checks import clozes, ledger, page, questions, whole
from npqlt_cards.checks.subject import Finding, Subject


@dataclass(frozen=True)
class Check:
    """A coded check. ``rule`` is the number of the rule of a good card; ``find`` yields what it found.

    The function's docstring is the documentation: its first line says what is wrong, the rest why that matters.
    """

    code: str
    rule: int
    find: Callable[[Subject], Iterable[Finding]]
    repair: str
    warning: bool = False

    @property
    def what(self) -> str:
        """What is wrong where the check finds something."""
        return self._lines()[0]

    @property
    def why(self) -> str:
        """Why it matters."""
        return " ".join(self._lines()[1:]).strip()

    def _lines(self) -> list[str]:
        return (inspect.getdoc(self.find) or "").splitlines()


@dataclass(frozen=True)
class Told:
    """A code that a reader tells, before there is a deck to check."""

    code: str
    what: str
    why: str
    repair: str
    rule: int | None = None
    warning: bool = False


CHECKS = (
    Check("C01a", 1, clozes.stray_markup, "write {{c1::words}} or {{c1::words::hint}}"),
    Check("C01b", 1, clozes.empty_deletion, "put words into it, or take the markup out"),
    Check("C01c", 1, clozes.idle_mend, "list what was printed, what stands now, in the order of the text"),
    Check("C01d", 1, page.unlike_page, "put back the page’s words, or list a mend"),
    Check("C02a", 2, clozes.broken_numbers, "number the deletions c1, c2, … in turn"),
    Check("C02b", 2, clozes.nested_deletions, "give each deletion its own words and one number"),
    Check("C02c", 2, clozes.many_deletions, "keep the ideas that matter most"),
    Check("C03a", 3, clozes.many_words, "split it or delete the idea"),
    Check("C03b", 3, clozes.many_letters, "split it or delete the idea"),
    Check("C03c", 3, clozes.two_clauses, "keep it inside one clause"),
    Check("C04a", 4, clozes.no_content, "delete the idea, not the grammar"),
    Check("C04b", 4, clozes.stop_word_at_edge, "leave it in view"),
    Check("C04c", 4, clozes.ragged_edge, "move the braces to the edges of the words"),
    Check("C04d", 4, clozes.opening_gerund, "delete the idea, not the grammar"),
    Check("C04e", 4, clozes.bare_hedge, "hide what is likely"),
    Check("C05a", 5, clozes.few_words_left, "delete fewer words"),
    Check("C05b", 5, clozes.small_share_left, "delete fewer words"),
    Check("C05c", 5, clozes.long_front, "list an exception if the sentence itself is that long"),
    Check("C07a", 7, clozes.leak, "hide another word, or change the hint"),
    Check("C07b", 7, questions.leak, "ask in other words"),
    Check("C08a", 8, questions.two_questions, "make two cards", warning=True),
    Check("C08b", 8, clozes.two_ideas_hidden, "hide one of them, or make two deletions", warning=True),
    Check("C08c", 8, questions.two_answers, "keep the one idea", warning=True),
    Check("C09a", 9, questions.long_list, "ask for one item, the others in view"),
    Check("C09b", 9, questions.unnumbered_list, "say how many, four at most"),
    Check("C09c", 9, clozes.items_together, "give each item a deletion of its own"),
    Check("C10a", 10, questions.no_question_mark, "end in a question"),
    Check("C10b", 10, questions.long_question, "shorten it"),
    Check("C10c", 10, questions.yes_or_no, "ask what, which, why or how"),
    Check("C10d", 10, questions.negative, "ask for what is the case"),
    Check("C10e", 10, questions.options, "ask openly", warning=True),
    Check("C10f", 10, questions.vague, "ask one thing"),
    Check("C10g", 10, questions.dangling, "name what is meant", warning=True),
    Check("C11a", 11, questions.long_answer, "keep the one idea"),
    Check("C11b", 11, questions.ungrounded, "use the statement’s words", warning=True),
    Check("C12a", 12, whole.no_cloze, "mark a deletion"),
    Check("C12b", 12, whole.no_question, "ask something"),
    Check("C12c", 12, whole.no_scenario, "write a scenario for one of its practices"),
    Check("C12d", 12, whole.few_open, "write more why and scenario cards"),
    Check("C13a", 13, questions.copied_run, "say it in other words"),
    Check("C13b", 13, questions.somebody_named, "give a role; a known word goes into the check’s list", warning=True),
    Check("C14a", 14, whole.equal_fronts, "change or delete one of them"),
    Check("C14b", 14, whole.alike_fronts, "make them differ in what they ask", warning=True),
    Check("C14c", 14, whole.printed_twice, "write same_as in the second place"),
    Check("C15a", 15, whole.derived_id, "name the idea"),
    Check("C15b", 15, whole.counting_id, "name the idea"),
    Check("C15c", 15, whole.undated, "add dated with a few words on what", warning=True),
    Check("C15d", 15, whole.personal_data, "delete it"),
    Check("C15e", 15, whole.draft, "read it as a learner would, mend it, then delete its “draft: true”", warning=True),
    Check("L02", 2, ledger.vanished_note, "put it back, or run `npqlt ledger update --retire ID`"),
    Check("L03", 2, ledger.vanished_card, "put it back, or run `npqlt ledger update --retire ID:NUMBER`"),
    Check("L04", 2, ledger.another_thing_hidden, "give the new idea a new number and retire this one"),
    Check("L05", 15, ledger.another_thing_asked, "give the new question a new id and retire this one"),
    Check("L06", 15, ledger.unrecorded_change, "run `npqlt ledger update`"),
    Check("L07", 15, ledger.unrecorded_note, "run `npqlt ledger update`"),
    Check("L08", 2, ledger.back_from_retirement, "choose another"),
)

TOLD = (
    Told(
        "D01",
        "A file that cannot be read as plain YAML in UTF-8.",
        "Decks come from strangers too.",
        "mend the line",
    ),
    Told(
        "D02",
        "A value of the wrong type.",
        "Every field has one form.",
        "write words, a list or a mapping, as the message says",
    ),
    Told("D03", "A key that a deck does not have.", "A misspelt key would be lost in silence.", "use a known key"),
    Told("D04", "A key that is missing or empty.", "The card would be blank.", "write it"),
    Told("D05", "An invisible character.", "It breaks search and comparison.", "delete it"),
    Told(
        "D06",
        "An id that is not lower-case words with hyphens, is too long, or is kept for clozes.",
        "Ids go into file names, tags and links.",
        "choose another",
    ),
    Told(
        "D07",
        "A deck without statements, or a group without practices.",
        "There would be nothing to learn.",
        "add them",
    ),
    Told("D08", "A statement’s number that is out of turn.", "Numbers are the framework’s.", "renumber"),
    Told(
        "D09",
        "A statement with `same_as` that has words of its own.",
        "The words stand once.",
        "keep them in one place",
    ),
    Told("D10", "An id that stands twice.", "Two cards would share one history.", "choose another"),
    Told("D11", "A form that is not fact, why or scenario.", "The forms are fixed.", "use one of them"),
    Told("D12", "A mend whose words do not stand in the text.", "It mends nothing.", "mend the mend"),
    Told("D13", "Two decks of one area.", "Their ids would clash.", "choose another area"),
    Told(
        "D14",
        "A `same_as` that names nothing, or another twin.",
        "The card would be blank.",
        "name a statement that holds words",
    ),
    Told(
        "L01",
        "A line of the ledger that cannot be read.",
        "Without it nobody knows what was published.",
        "put back the released line",
    ),
    Told(
        "X01",
        "A line of `exceptions.txt` that cannot be read, or that names no check.",
        "It would except nothing.",
        "write “CODE ID: reason”",
    ),
    Told("X02", "An exception that nothing needs any more.", "It would hide the next slip.", "delete the line"),
)

CODES = tuple(each.code for each in (*TOLD, *CHECKS))


def codes_markdown() -> str:
    """The table as Markdown, by code."""
    every: list[Check | Told] = sorted((*TOLD, *CHECKS), key=lambda each: each.code)
    head = ["| Code | Rule | Kind | What is wrong | Why it matters | What to do |", "|---|---|---|---|---|---|"]
    return "\n".join([*head, *map(_row, every)])


def _row(each: Check | Told) -> str:
    kind = "warning" if each.warning else "error"
    cells = (each.code, str(each.rule or ""), kind, each.what, each.why, each.repair)
    return f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"
