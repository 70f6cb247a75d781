"""A deck file's tree → a :class:`Deck`. Everything wrong with its form is collected and told at once, by line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from npqlt_cards.decks import nodes
from npqlt_cards.decks.nodes import Node
from npqlt_cards.decks.records import FORMS, LEARN_HOW_TO, LEARN_THAT, Deck, Mend, Note, Statement
from npqlt_cards.errors import Problem, ProblemsError, readable
from npqlt_cards.wording import quoted, unseen

_SLUG = re.compile(r"^[a-z0-9]+(?:-[a-z0-9]+)*$")
_LONGEST_ID = 100  # letters; a card's is made of three, and a log and Anki's notes have room for as many
_LONGEST = 4_000  # characters of any one text; the framework's longest statement has 420
_DECK_KEYS = {"area", "number", "title", "source", "learn_that", "learn_how_to", "notes"}
_MOST_PROBLEMS = 2_000
_STATEMENT_KEYS = {"id", "same_as", "draft", "text", "gloss", "mended", "dated", "note", "ask"}
_TWIN_KEYS = {"id", "number", "same_as", "draft"}
_GROUP_KEYS = {"stem", "mended", "practices"}
_MEND_KEYS = {"printed", "text", "why"}
_QUESTION_KEYS = {"id", "form", "draft", "q", "a", "note"}


def unholdable(words: str) -> str:
    """Why a deck cannot hold these words: an invisible character, or too many; empty where it can."""
    if odd := unseen(words):
        return f"holds the invisible character U+{ord(odd):04X}"
    return f"is longer than {_LONGEST} characters" if len(words) > _LONGEST else ""


def read_deck(path: Path, name: str | None = None) -> tuple[Deck, bytes]:
    """Read one deck file; also gives the bytes read. Raises ProblemsError with every problem of its form."""
    name = name or str(path)
    root, data = nodes.load(path, name)
    return deck_of(root, name), data


def deck_of(root: Node, name: str) -> Deck:
    """The deck in a file's tree. Raises ProblemsError with every problem of its form."""
    reader = _Reader(name)
    deck = reader.deck(root)
    if reader.problems:
        raise ProblemsError(readable(sorted(reader.problems, key=lambda problem: problem.line)))
    return deck


class _Reader:
    """Walks the tree; a wrong value is noted and read as empty, so that the walk goes on to the next one."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.problems: list[Problem] = []
        self.area = ""
        self.ids: dict[str, int] = {}

    def _note(self, code: str, line: int, message: str, repair: str) -> None:
        self.problems.append(Problem(code, self.name, line, message, repair))
        if len(self.problems) == _MOST_PROBLEMS:  # whatever it is, it is no deck
            raise ProblemsError(readable(self.problems))

    # -- values ------------------------------------------------------------------------------------------------------

    def _mapping(self, node: Node, allowed: set[str], what: str) -> dict[str, Node]:
        if not isinstance(node.value, dict):
            self._note("D02", node.line, f"{what} must be a mapping", "write “key: value” lines")
            return {}
        for key in (key for key in node.value if key not in allowed):
            known = ", ".join(sorted(allowed))
            self._note("D03", node.keys[key], f"{what} has no key {quoted(key)}", f"use one of {known}")
        return {key: node.value[key] for key in node.value if key in allowed}

    def _list(self, node: Node | None, what: str) -> list[Node]:
        if node is None or node.value == "":
            return []
        if not isinstance(node.value, list):
            self._note("D02", node.line, f"{what} must be a list", "begin each entry with “- ”")
            return []
        return node.value

    def _words(self, at: dict[str, Node], key: str, what: str, line: int, needed: bool = True) -> str:
        node = at.get(key)
        if node is None:
            if needed:
                self._note("D04", line, f"{what} has no {key}", f"add “{key}: …”")
            return ""
        return self._plain(node, f"{key} of {what}", needed)

    def _plain(self, node: Node, what: str, needed: bool = True) -> str:
        if not isinstance(node.value, str):
            self._note("D02", node.line, f"{what} must be words", "write it as one text")
            return ""
        if len(node.value) > _LONGEST:
            self._note("D02", node.line, f"{what} is longer than {_LONGEST} characters", "cards are short: cut it")
            return ""
        if odd := unseen(node.value):
            self._note("D05", node.line, f"{what} holds the invisible character U+{ord(odd):04X}", "delete it")
        if needed and not node.value.strip():
            self._note("D04", node.line, f"{what} is empty", "write it, or leave the key out")
        return " ".join(node.value.split())

    def _slug(self, at: dict[str, Node], key: str, what: str, line: int) -> str:
        slug = self._words(at, key, what, line)
        if slug and not _SLUG.match(slug):
            repair = "use lower-case letters, digits and single hyphens"
            self._note("D06", at[key].line, f"{key} {quoted(slug)} of {what} is not an id", repair)
        elif len(slug) > _LONGEST_ID:
            what = f"{key} {quoted(slug)} of {what} is longer than {_LONGEST_ID} letters"
            self._note("D06", at[key].line, what, "choose a shorter one")
        return slug

    def _draft(self, at: dict[str, Node], what: str) -> bool:
        """Whether the mark of a draft stands here; it is taken away with its line, so nothing but “true” is of use."""
        node = at.get("draft")
        if node is not None and node.value != "true":
            self._note("D02", node.line, f"draft of {what} is not “true”", "write “draft: true”, or delete the line")
        return node is not None

    # -- the file ----------------------------------------------------------------------------------------------------

    def deck(self, root: Node) -> Deck:
        at = self._mapping(root, _DECK_KEYS, "the deck")
        self.area = self._slug(at, "area", "the deck", root.line)
        title = self._words(at, "title", "the deck", root.line)
        source = self._words(at, "source", "the deck", root.line, needed=False)
        statements: list[Statement] = []
        notes: list[Note] = []
        stems: list[tuple[str, tuple[Mend, ...]]] = []
        for statement, more in [*self._learn_that(at), *self._learn_how_to(at, stems)]:
            statements.append(statement)
            notes.extend(more)
        remarks = tuple(self._plain(node, "a note") for node in self._list(at.get("notes"), "notes"))
        if not statements and not self.problems:
            self._note("D07", root.line, "the deck has no statements", "add learn_that or learn_how_to")
        number = self._area_number(at.get("number"))
        line = root.keys.get("area", root.line)
        held = (tuple(statements), tuple(notes), tuple(stems), remarks)
        return Deck(self.name, self.area, number, title, *held, source, line)

    def _area_number(self, node: Node | None) -> int | None:
        if node is None or node.value in ("null", "~", ""):
            return None
        return int(number) if (number := self._digits(node, "number of the deck")) else None

    def _digits(self, node: Node, what: str) -> str:
        if isinstance(node.value, str) and re.fullmatch(r"[1-9][0-9]{0,3}", node.value):
            return node.value
        self._note("D02", node.line, f"{what} must be a whole number", "write it in digits")
        return ""

    def _learn_that(self, at: dict[str, Node]) -> Iterator[tuple[Statement, list[Note]]]:
        due = 1
        for node in self._list(at.get("learn_that"), "learn_that"):
            entry = self._mapping(node, _STATEMENT_KEYS | {"number"}, "a statement")
            if "number" in entry:
                number = self._digits(entry["number"], "number of a statement")
                if number and int(number) != due:
                    self._note("D08", entry["number"].line, f"statement {number} stands where {due} is due", "renumber")
            else:
                self._note("D04", node.line, "a statement has no number", "add the number the framework prints")
            yield self._statement(node, entry, LEARN_THAT, str(due), None)
            due += 1

    def _learn_how_to(
        self, at: dict[str, Node], stems: list[tuple[str, tuple[Mend, ...]]]
    ) -> Iterator[tuple[Statement, list[Note]]]:
        for count, node in enumerate(self._list(at.get("learn_how_to"), "learn_how_to"), start=1):
            group = self._mapping(node, _GROUP_KEYS, "a group")
            stem = self._words(group, "stem", "a group", node.line)
            stems.append((stem, self._mends(group.get("mended"), stem)))
            practices = self._list(group.get("practices"), "practices")
            if not practices:
                self._note("D07", node.line, "a group has no practices", "add them under “practices:”")
            for place, practice in enumerate(practices, start=1):
                entry = self._mapping(practice, _STATEMENT_KEYS, "a practice")
                yield self._statement(practice, entry, LEARN_HOW_TO, f"{count}.{place}", stem)

    # -- statements --------------------------------------------------------------------------------------------------

    def _statement(
        self, node: Node, at: dict[str, Node], kind: str, number: str, stem: str | None
    ) -> tuple[Statement, list[Note]]:
        what = f"statement {number}"
        slug = self._slug(at, "id", what, node.line)
        full = f"{self.area}/{slug}"
        self._once(full, node.line)
        twin = self._words(at, "same_as", what, node.line, needed=False) or None
        if twin:
            for key in at.keys() - _TWIN_KEYS:
                self._note("D09", at[key].line, f"{what} has same_as and {key}", "keep its words in the other place")
            draft = self._draft(at, what)
            return Statement(full, self.area, kind, number, stem, (), same_as=twin, line=node.line, draft=draft), []
        sentences = self._sentences(at.get("text"), what, node.line)
        words = {key: self._words(at, key, what, node.line, needed=False) for key in ("gloss", "dated", "note")}
        statement = Statement(full, self.area, kind, number, stem, sentences, None, words["gloss"], words["dated"])
        mends = self._mends(at.get("mended"), statement.text)
        statement = statement._replace(mends=mends, line=node.line, draft=self._draft(at, what))
        notes = [*self._clozes(statement, at, words["note"]), *self._questions(statement, at)]
        return statement, notes

    def _once(self, id_: str, line: int) -> None:
        if id_ in self.ids:
            self._note(
                "D10", line, f"the id {id_} stands at line {self.ids[id_]} too", "choose another, once and for all"
            )
        self.ids.setdefault(id_, line)

    def _sentences(self, node: Node | None, what: str, line: int) -> tuple[str, ...]:
        if node is None or node.value == []:
            self._note("D04", line, f"{what} has no text", "add its words as the framework prints them")
            return ()
        parts = node.value if isinstance(node.value, list) else [node]
        return tuple(self._plain(part, f"text of {what}") for part in parts)

    def _clozes(self, statement: Statement, at: dict[str, Node], remark: str) -> Iterator[Note]:
        node = at.get("text")
        parts = node.value if node and isinstance(node.value, list) else [node] * len(statement.sentences)
        for count, (sentence, part) in enumerate(zip(statement.sentences, parts, strict=True), start=1):
            note_id = f"{statement.id}#cloze" + (f"-{count}" if count > 1 else "")
            note = Note(note_id, statement.id, "cloze", sentence, remark=remark, line=part.line, draft=statement.draft)
            if note.numbers:
                yield note

    def _questions(self, statement: Statement, at: dict[str, Node]) -> Iterator[Note]:
        for node in self._list(at.get("ask"), "ask"):
            entry = self._mapping(node, _QUESTION_KEYS, "a question")
            what = f"a question of {statement.id}"
            slug = self._slug(entry, "id", what, node.line)
            if slug.startswith("cloze"):
                self._note("D06", entry["id"].line, f"the id {slug} is kept for clozes", "choose another")
            form = self._words(entry, "form", what, node.line)
            if form and form not in FORMS[1:]:
                self._note(
                    "D11", entry["form"].line, f"{quoted(form)} is not a form", f"use one of {', '.join(FORMS[1:])}"
                )
            question = self._words(entry, "q", what, node.line)
            answer = self._words(entry, "a", what, node.line)
            remark = self._words(entry, "note", what, node.line, needed=False)
            note_id = f"{statement.id}#{slug}"
            self._once(note_id, node.line)
            draft = self._draft(entry, what)
            yield Note(note_id, statement.id, form, question, answer, remark, line=node.line, draft=draft)

    def _mends(self, node: Node | None, text: str) -> tuple[Mend, ...]:
        found = []
        for child in self._list(node, "mended"):
            entry = self._mapping(child, _MEND_KEYS, "a mend")
            values = [self._words(entry, key, "a mend", child.line) for key in ("printed", "text", "why")]
            mend = Mend(*values)
            if mend.text and mend.text not in text:
                self._note(
                    "D12", child.line, f"the mended words {quoted(mend.text)} do not stand in the text", "mend the mend"
                )
            found.append(mend)
        return tuple(found)
