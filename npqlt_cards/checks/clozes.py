"""Rules 1 to 5, 7 and 9 as they bear on deletions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from npqlt_cards import cloze
from npqlt_cards.checks.subject import ClozeCard, Finding, Placed, Subject, gaps, nested
from npqlt_cards.checks.words import HEDGES, QUANTITIES, STOP_WORDS, content, count, listed, shared, words
from npqlt_cards.cloze import Gap
from npqlt_cards.decks.records import LEARN_HOW_TO, take_back
from npqlt_cards.wording import counted, quoted

MOST_WORDS, MOST_LETTERS = 6, 45
LEAST_VISIBLE, LEAST_SHARE, LONGEST_FRONT = 8, 0.6, 40
MOST_DELETIONS, MOST_ITEMS = 3, 6

_MARKUP = re.compile(r"(?P<open>\{\{c[1-9][0-9]{0,2}::)|(?P<close>\}\})|(?P<hint>::)|(?P<stray>[{}])")
_HTML = re.compile(r"</?[A-Za-z][^<>]*>|&(?:[A-Za-z]+|#[0-9]+);")
_CLAUSE_ENDS = re.compile(
    r"[;:.?!()–—]|, (?:which|who|whose|where|when|while|but|so|because|if|although|as|that|by|with|including)\b"
)
_BETWEEN_ITEMS = re.compile(r"[,;]|\b(?:and|or)\b")
_ITEMS = re.compile(r"(?P<first>[^,]+)(?:, (?P<middle>[^,]+?))+,? (?:and|or) (?P<last>.+)")


def stray_markup(subject: Subject) -> Iterator[Finding]:
    """Cloze markup that is unclosed, unopened, misspelt, numbered 0, or where no deletion can be.

    A slip in the markup shows on the card, or hides half the sentence.
    """
    for deck, statement in subject.own:
        for sentence in statement.sentences:
            if wrong := _wrong_markup(sentence):
                yield Finding(deck.file, statement.line, statement.id, f"stray markup {quoted(wrong)}")
        for words_ in (statement.stem or "", statement.gloss, statement.dated):
            if wrong := _any_markup(words_):
                yield Finding(deck.file, statement.line, statement.id, f"markup {quoted(wrong)} outside a statement")
    for deck in subject.decks:
        if wrong := _any_markup(deck.source):
            yield Finding(deck.file, deck.line, deck.area, f"markup {quoted(wrong)} outside a statement")
    for placed in subject.placed:
        shown = [placed.note.remark] if placed.note.form == "cloze" else [placed.note.text, placed.note.answer]
        if wrong := _any_markup(" ".join([*shown, placed.note.remark])):
            yield placed.finding(f"markup {quoted(wrong)} outside a statement")


def _wrong_markup(text: str) -> str:
    if html := _HTML.search(text):
        return html[0]
    depth, hints = 0, 0
    for match in _MARKUP.finditer(text):
        if match["open"]:
            depth, hints = depth + 1, 0
        elif match["close"]:
            depth -= 1
        elif match["hint"]:
            hints += 1
        if match["stray"] or depth < 0 or (match["hint"] and (not depth or hints > 1)):
            return text[match.start() : match.start() + 12]
    return "{{ without }}" if depth else ""


def _any_markup(text: str) -> str:
    found = re.search(r"\{\{|\}\}|\bc[0-9]+::", text) or _HTML.search(text)
    return found[0] if found else ""


def empty_deletion(subject: Subject) -> Iterator[Finding]:
    """A deletion that hides nothing, or a hint that says nothing.

    A gap with nothing behind it asks for nothing.
    """
    for deck, statement in subject.own:
        for gap in (gap for sentence in statement.sentences for gap in gaps(sentence)):
            text = "".join(node for node in gap.nodes if isinstance(node, str))
            if not text.strip() and not any(isinstance(node, Gap) for node in gap.nodes):
                yield Finding(deck.file, statement.line, statement.id, f"deletion c{gap.numbers[0]} is empty")
            elif gap.hint is not None and not gap.hint.strip():
                yield Finding(deck.file, statement.line, statement.id, f"hint of c{gap.numbers[0]} is empty")


def idle_mend(subject: Subject) -> Iterator[Finding]:
    """A mend that changes nothing, or that cannot be taken back to what was printed.

    A mend that cannot be taken back hides what was printed.
    """
    for deck, statement in subject.own:
        for mend in take_back(statement.text, statement.mends)[1]:
            yield Finding(deck.file, statement.line, statement.id, f"mend of “{mend.printed}” does not take back")
    for deck in subject.decks:
        for (stem, mends), (_, practices) in zip(deck.stems, subject.groups(deck), strict=False):
            for mend in take_back(stem, mends)[1]:
                line, id_ = practices[0].line, practices[0].id
                yield Finding(deck.file, line, id_, f"mend of “{mend.printed}” in the stem does not take back")


def broken_numbers(subject: Subject) -> Iterator[Finding]:
    """Numbers of deletions that do not run c1, c2, … without a gap.

    Anki keys a card’s history on its number.
    """
    for placed in _clozes(subject):
        numbers = placed.note.numbers
        if numbers != list(range(1, len(numbers) + 1)):
            yield placed.finding(f"numbers {', '.join(f'c{n}' for n in numbers)} are not c1 to c{len(numbers)}")


def nested_deletions(subject: Subject) -> Iterator[Finding]:
    """A deletion inside another, or one that belongs to several cards.

    Nested gaps cannot be answered one at a time.
    """
    for placed in _clozes(subject):
        found = list(nested(cloze.parse(placed.note.text)))
        if any(depth or len(gap.numbers) > 1 for gap, depth in found):
            yield placed.finding("a deletion stands in another or has several numbers")


def many_deletions(subject: Subject) -> Iterator[Finding]:
    """More than three deletions in a note, or more than six where they are the items of a list.

    Many gaps in one sentence are learnt as its shape, not its sense.
    """
    for placed in _clozes(subject):
        most = MOST_ITEMS if _is_list(placed.note.text) else MOST_DELETIONS
        if len(placed.note.numbers) > most:
            yield placed.finding(f"{len(placed.note.numbers)} deletions (at most {most})")


def _is_list(text: str) -> bool:
    """Whether all that stands between the deletions is what parts the items of a list."""
    tree = cloze.parse(text)
    at = [place for place, node in enumerate(tree) if isinstance(node, Gap)]
    inner = tree[at[0] + 1 : at[-1]] if at else []
    return all(_BETWEEN_ITEMS.search(node) for node in inner if isinstance(node, str))


def many_words(subject: Subject) -> Iterator[Finding]:
    """A deletion of more than six words.

    Nobody recalls a long run of words exactly.
    """
    for card, hidden in _deletions(subject):
        if count(hidden) > MOST_WORDS:
            yield card.finding(f"deletion of {count(hidden)} words (at most {MOST_WORDS})")


def many_letters(subject: Subject) -> Iterator[Finding]:
    """A deletion of more than 45 characters.

    Nobody recalls a long run of words exactly.
    """
    for card, hidden in _deletions(subject):
        if len(hidden) > MOST_LETTERS:
            yield card.finding(f"deletion of {len(hidden)} characters (at most {MOST_LETTERS})")


def two_clauses(subject: Subject) -> Iterator[Finding]:
    """A deletion that runs over the end of a clause: a stop, a bracket, a dash, or a comma and a joining word.

    A gap over two clauses asks for two things.
    """
    for card, hidden in _deletions(subject):
        if end := _CLAUSE_ENDS.search(hidden.strip(" ,;:.?!()–—")):
            yield card.finding(f"deletion runs over “{end[0].strip()}”, the end of a clause")


def no_content(subject: Subject) -> Iterator[Finding]:
    """A deletion without a word that carries meaning.

    A gap for grammar trains nothing.
    """
    for card, hidden in _deletions(subject):
        if hidden.strip() and not content(hidden):
            yield card.finding(f"deletion “{hidden}” has no word that carries meaning")


def stop_word_at_edge(subject: Subject) -> Iterator[Finding]:
    """A deletion that begins or ends with a stop word.

    The small words belong to the cue.
    """
    for card, hidden in _deletions(subject):
        edges = hidden.casefold().split()
        if content(hidden) and (stops := {edges[0], edges[-1]} & (STOP_WORDS - QUANTITIES)):
            yield card.finding(f"deletion “{hidden}” has {listed(sorted(stops))} at its edge")


def ragged_edge(subject: Subject) -> Iterator[Finding]:
    """A deletion that begins or ends with punctuation or a space, or that cuts a word.

    Stops and halves of words belong to the cue.
    """
    for card in subject.cloze_cards:
        pieces = cloze.back(card.note.text, card.number)
        runs = [(active, cloze.shown(run)) for active, run in groupby(pieces, key=lambda piece: piece.active)]
        for at, (active, text) in enumerate(runs):
            before = runs[at - 1][1] if at else ""
            after = runs[at + 1][1] if at + 1 < len(runs) else ""
            cut = _joined(before[-1:], text[:1]) or _joined(text[-1:], after[:1])
            if active and (cut or not (text[:1].isalnum() and text[-1:].isalnum())):
                yield card.finding(f"deletion “{text}” has a ragged edge")


def _joined(left: str, right: str) -> bool:
    return left.isalnum() and right.isalnum()


def opening_gerund(subject: Subject) -> Iterator[Finding]:
    """A deletion of a practice's opening gerund: its grammar, not its idea.

    The gerund only carries the practice; its object is the idea.
    """
    for card in subject.cloze_cards:
        tree = cloze.parse(card.note.text)
        if card.statement.kind == LEARN_HOW_TO and tree and isinstance(tree[0], Gap):
            opening = words(card.hidden[0]) if card.number in tree[0].numbers else []
            if any(word.endswith("ing") for word in opening[:2]):
                yield card.finding(f"deletion “{card.hidden[0]}” takes the opening gerund")


def bare_hedge(subject: Subject) -> Iterator[Finding]:
    """A deletion that hides a hedge and nothing else.

    “Likely” or “may” fits anywhere.
    """
    for card, hidden in _deletions(subject):
        meant = [word for word in words(hidden) if word not in STOP_WORDS or word in HEDGES]
        if meant and all(word in HEDGES for word in meant):
            yield card.finding(f"deletion “{hidden}” is a bare hedge")


def few_words_left(subject: Subject) -> Iterator[Finding]:
    """Fewer than eight words in view; for a practice its stem's words count.

    With little in view there is nothing to cue the answer.
    """
    for card in subject.cloze_cards:
        left = count(card.visible) + count(card.statement.stem or "")
        if left < LEAST_VISIBLE:
            yield card.finding(f"c{card.number} leaves {counted(left, 'word')} in view (at least {LEAST_VISIBLE})")


def small_share_left(subject: Subject) -> Iterator[Finding]:
    """Less than 60 % of the sentence's words in view.

    With little in view there is nothing to cue the answer.
    """
    for card in subject.cloze_cards:
        left, all_ = count(card.visible), count(cloze.plain(card.note.text))
        if left < LEAST_SHARE * all_:
            yield card.finding(f"c{card.number} leaves {left} of {all_} words in view (at least {LEAST_SHARE:.0%})")


def long_front(subject: Subject) -> Iterator[Finding]:
    """A cloze front of more than 40 words; those of questions are C10b's.

    A front is read in one breath.
    """
    for card in subject.cloze_cards:
        shown = count(card.visible) + count(card.hint)
        if shown > LONGEST_FRONT:
            yield card.finding(f"front of {shown} words (at most {LONGEST_FRONT})")


def leak(subject: Subject) -> Iterator[Finding]:
    """A meaning-carrying word of what is hidden, or its relative, in the sentence in view, hint, stem or gloss.

    What stands in view is read, not recalled.
    """
    for card in subject.cloze_cards:
        hidden = " ".join(card.hidden)
        places = {"sentence": card.visible, "hint": card.hint, "stem": card.statement.stem or ""}
        for place, text in {**places, "gloss": card.statement.gloss_for(card.note)}.items():
            if given := shared(hidden, text):
                yield card.finding(f"c{card.number}: {listed(given)} or a relative stands in the {place}")


def two_ideas_hidden(subject: Subject) -> Iterator[Finding]:
    """A deletion of two ideas: “and” or “or” between two parts of several words.

    Half an answer cannot be marked.
    """
    for card, hidden in _deletions(subject):
        parts = re.split(r",? (?:and|or) ", hidden)
        if len(parts) == 2 and "," not in hidden and all(len(content(part)) > 1 for part in parts):
            yield card.finding(f"deletion “{hidden}” joins two ideas")


def items_together(subject: Subject) -> Iterator[Finding]:
    """Several items of a list hidden at once: two deletions of one number, or “a, b and c” in one deletion.

    Items hidden together fail as a unit.
    """
    for card in subject.cloze_cards:
        if len(card.hidden) > 1:
            yield card.finding(f"c{card.number} hides {len(card.hidden)} things at once")
        elif any(_hides_list(hidden) for hidden in card.hidden):
            yield card.finding(f"deletion “{card.hidden[0]}” hides the items of a list together")


def _hides_list(hidden: str) -> bool:
    """Whether it is a list of things; adjectives with one noun (“social, emotional and mental health”) are none."""
    found = _ITEMS.fullmatch(hidden)
    return found is not None and count(found["last"]) <= max(count(found["first"]), count(found["middle"]))


def _clozes(subject: Subject) -> list[Placed]:
    return [placed for placed in subject.placed if placed.note.form == "cloze"]


def _deletions(subject: Subject) -> Iterator[tuple[ClozeCard, str]]:
    for card in subject.cloze_cards:
        for hidden in card.hidden:
            yield card, hidden
