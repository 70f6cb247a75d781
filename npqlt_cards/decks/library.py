"""All the decks of a folder together: twins resolved, cards made, and the parsed form kept until a file changes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, timezone
from functools import cached_property
from pathlib import Path
from typing import Any

from npqlt_cards import __version__
from npqlt_cards.decks.areas import Area
from npqlt_cards.decks.cards import Card
from npqlt_cards.decks.files import deck_files, fingerprint, own_deck_files
from npqlt_cards.decks.ledger import read_ledger
from npqlt_cards.decks.records import Deck, Mend, Note, Statement, context_line
from npqlt_cards.errors import Problem, ProblemsError
from npqlt_cards.files import write_whole

_CACHE_FILE = "decks.json"
_FORM = " ".join([__version__, *Deck._fields, *Statement._fields, *Note._fields, *Mend._fields])  # what the cache holds


@dataclass(frozen=True)
class Library:
    """The decks in the framework's order (those without an area number last), each statement under its own area.

    ``own`` are the areas of the learner's own decks, which come after all others; ``left_out`` tells why some of their
    files are not among them.
    """

    decks: tuple[Deck, ...]
    own: frozenset[str] = frozenset()
    left_out: tuple[Problem, ...] = ()

    @cached_property
    def statements(self) -> dict[str, Statement]:
        """Every statement by its id; a twin carries the words of its other place."""
        own = {s.id: s for deck in self.decks for s in deck.statements}
        return {id_: _with_words(s, own) for id_, s in own.items()}

    @cached_property
    def areas(self) -> tuple[Area, ...]:
        """Every area, in order."""
        return tuple(Area(deck.area, deck.number, deck.title) for deck in self.decks)

    @cached_property
    def titles(self) -> dict[str, str]:
        """Every area's title by its slug, in order."""
        return {deck.area: deck.title for deck in self.decks}

    @cached_property
    def numbers(self) -> dict[str, int | None]:
        """Every area's number by its slug, in order; None for an appendix."""
        return {deck.area: deck.number for deck in self.decks}

    @cached_property
    def sources(self) -> dict[str, str]:
        """What each area's deck says of whose words its statements are; "" where it says nothing."""
        return {deck.area: deck.source for deck in self.decks}

    def credit(self, areas: Iterable[str]) -> str:
        """Whose words the statements of some areas are, each source named once: it stands where they are handed out."""
        return " ".join(dict.fromkeys(source for area in areas if (source := self.sources.get(area))))

    @cached_property
    def card_counts(self) -> dict[str, int]:
        """How many cards each statement holds, for those that hold any."""
        counts: dict[str, int] = {}
        for note in self.notes.values():
            counts[note.statement] = counts.get(note.statement, 0) + len(note.numbers)
        return counts

    @cached_property
    def notes(self) -> dict[str, Note]:
        """Every note by its id, in syllabus order."""
        return {note.id: note for deck in self.decks for note in deck.notes}

    @property
    def newest(self) -> date:
        """The day, in UTC, on which a built-in card last changed: it and the program's version name a release."""
        seconds = max((note.changed for deck in self.built_in for note in deck.notes), default=0)
        return datetime.fromtimestamp(seconds, timezone.utc).date()

    @property
    def edition(self) -> str:
        """Which edition of the framework the decks are of, in words: the page has no date or number of its own."""
        return f"the edition that prints {sum(len(deck.statements) for deck in self.built_in)} statements"

    @property
    def built_in(self) -> list[Deck]:
        """The decks that are not the learner's own."""
        return [deck for deck in self.decks if deck.area not in self.own]

    @cached_property
    def twins(self) -> dict[str, tuple[Statement, ...]]:
        """For a statement that another area prints too: its twins there."""
        found: dict[str, tuple[Statement, ...]] = {}
        for statement in self.statements.values():
            if statement.same_as:
                found[statement.same_as] = (*found.get(statement.same_as, ()), statement)
        return found

    @cached_property
    def cards_by_area(self) -> dict[str, list[Card]]:
        """Each area's cards in syllabus order, a twin's under both of its areas."""
        by_statement: dict[str, list[Card]] = {}
        for note in self.notes.values():
            by_statement.setdefault(note.statement, []).extend(self.cards_of(note))
        return {
            deck.area: [card for s in deck.statements for card in by_statement.get(s.same_as or s.id, ())]
            for deck in self.decks
        }

    def cards_of(self, note: Note) -> Iterator[Card]:
        """The cards of one note."""
        statement = self.statements[note.statement]
        twins = self.twins.get(statement.id, ())
        context = context_line(self.titles[statement.area], statement, note)
        areas = (statement.area, *(twin.area for twin in twins))
        for number in note.numbers:
            yield Card(
                id=f"{note.id}:{number}",
                note=note.id,
                number=number,
                statement=statement.id,
                areas=areas,
                form=note.form,
                context=context,
                text=note.text,
                answer=note.answer,
                source=statement.text,
                remark=note.remark,
            )

    def cards(self, areas: Sequence[str] = ()) -> list[Card]:
        """The cards of some areas, or of all, each once, in syllabus order."""
        found: dict[str, Card] = {}
        for area in areas or self.titles:
            for card in self.cards_by_area[area]:
                found.setdefault(card.id, card)
        return list(found.values())

    def marked_twins(self, statement: Statement) -> list[Statement]:
        """The twins that a statement's notes bear the marks of, in Anki and in the ledger.

        A built-in statement bears none of an own deck's: it is the same note, whatever decks somebody has beside it.
        """
        twins = self.twins.get(statement.id, ())
        return [twin for twin in twins if statement.area in self.own or twin.area not in self.own]

    def seen(self, note: Note) -> str:
        """A fingerprint over all that a learner sees of a note: what the ledger dates."""
        statement = self.statements[note.statement]
        twins = [f"{twin.area} {twin.number}" for twin in self.marked_twins(statement)]
        gloss = statement.gloss_for(note)
        place = [self.titles[statement.area], statement.kind, statement.number, statement.stem or "", gloss]
        words = [note.form, note.text, note.answer, note.remark, statement.text, statement.dated]
        return fingerprint([*words, *place, *twins])


def _with_words(statement: Statement, own: Mapping[str, Statement]) -> Statement:
    if not statement.same_as or statement.same_as not in own:
        return statement
    holder = own[statement.same_as]
    return statement._replace(sentences=holder.sentences, mends=holder.mends, dated=holder.dated)


# -- loading ---------------------------------------------------------------------------------------------------------


def load_library(folder: Path, cache: Path, own: Path | None = None) -> Library:
    """The decks of a folder, and the learner's own beside them, parsed anew only where a file changed since last time.

    Raises ProblemsError with the problems of every deck file of ``folder``. What is wrong with an own deck leaves that
    one out, and is told in the library's ``left_out``. A cache that cannot be read or written is done without.
    """
    kept = _read_cache(cache / _CACHE_FILE)
    files: dict[str, Any] = {}
    decks, problems = _decks(deck_files(folder), kept, files)
    if problems:
        raise ProblemsError(problems)
    library = assemble(decks)
    if paths := own_deck_files(folder, own):
        odd = [path for path in paths if not path.is_file()]  # reading a pipe would never end
        decks, left_out = _decks([path for path in paths if path not in odd], kept, files)
        library = stand_beside(library, decks, [*map(_no_file, odd), *left_out])
    if files != {key: kept.get(key) for key in files}:
        _write_cache(cache / _CACHE_FILE, files)
    return _dated(library, folder)


def _decks(paths: Iterable[Path], kept: Mapping[str, Any], files: dict[str, Any]) -> tuple[list[Deck], list[Problem]]:
    """The decks of some files, kept or read, and what is wrong with the others; what to keep goes into ``files``."""
    decks: list[Deck] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            files[str(path)], deck = _known(path, kept.get(str(path))) or _parsed(path)
            decks.append(deck)
        except ProblemsError as error:
            problems.extend(error.problems)
    return decks, problems


def _no_file(path: Path) -> Problem:
    return Problem("D01", str(path), 0, "is no regular file", "put the file itself there")


def assemble(decks: Iterable[Deck]) -> Library:
    """Decks as one library. Raises ProblemsError where areas clash, or a twin's other place is missing."""
    ordered = in_order(decks)
    problems = conflicts(ordered)
    if problems:
        raise ProblemsError(problems)
    return Library(ordered)


def stand_beside(library: Library, decks: Sequence[Deck], problems: Iterable[Problem] = ()) -> Library:
    """The library with the learner's own decks after its own, but for those that clash; ``problems`` are told too.

    Numbers name the built-in areas: an own deck has none here. Its file's number only orders it among own ones.
    """
    own = [deck._replace(number=None) for deck in in_order(decks)]
    left_out = list(problems)
    while found := [*_kept_words(own), *conflicts([*library.decks, *own])]:  # each out may orphan another's twin
        left_out += found
        files = {problem.file for problem in found}
        own = [deck for deck in own if deck.file not in files]
    told = sorted(left_out, key=lambda problem: (problem.file, problem.line))
    return Library((*library.decks, *own), frozenset(deck.area for deck in own), tuple(told))


def _kept_words(own: Iterable[Deck]) -> Iterator[Problem]:
    """Words that mean something else where an area is named."""
    for deck in own:
        if deck.area == "all":
            what = "the area all would not be told from all areas"
            yield Problem("D06", deck.file, deck.line, what, "choose another word")
        if deck.area.isdigit():
            what = f"the area {deck.area} is a number, and numbers name the built-in decks"
            yield Problem("D06", deck.file, deck.line, what, "choose a word")


def in_order(decks: Iterable[Deck]) -> tuple[Deck, ...]:
    """The decks as the framework has them, those without an area number last."""
    return tuple(sorted(decks, key=lambda deck: (deck.number is None, deck.number or 0, deck.area)))


def conflicts(decks: Sequence[Deck]) -> list[Problem]:
    """What is wrong among decks that are each right by themselves: areas that clash, twins without words."""
    return [*_clashes(decks), *_lost_twins(decks)]


def _clashes(decks: Sequence[Deck]) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for deck in decks:
        if deck.area in seen:
            what = f"the area {deck.area} is {seen[deck.area]}'s too"
            yield Problem("D13", deck.file, deck.line, what, "choose another")
        seen.setdefault(deck.area, deck.file)


def _lost_twins(decks: Sequence[Deck]) -> Iterator[Problem]:
    own = {s.id: s for deck in decks for s in deck.statements}
    for deck in decks:
        for s in deck.statements:
            if s.same_as and (s.same_as not in own or own[s.same_as].same_as):
                what = f"same_as names {s.same_as}, which holds no words"
                yield Problem("D14", deck.file, s.line, what, "name a statement that does")
            elif s.same_as and own[s.same_as].area == s.area:
                what = f"same_as names {s.same_as} of the same area"
                yield Problem("D14", deck.file, s.line, what, "leave one of the two out")


def _dated(library: Library, folder: Path) -> Library:
    """The library with each note's date of change: the ledger's; for a note it does not know, its file's time."""
    ledger = read_ledger(folder)
    decks = []
    for deck in library.decks:
        saved = int(Path(deck.file).stat().st_mtime)
        notes = []
        for note in deck.notes:
            entry = ledger.get(note.id)
            changed = max(saved, entry.changed + 1 if entry else 0)
            if entry and entry.sha == library.seen(note):
                changed = entry.changed
            notes.append(note._replace(changed=changed))
        decks.append(deck._replace(notes=tuple(notes)))
    return replace(library, decks=tuple(decks))


# -- the cache -------------------------------------------------------------------------------------------------------


def _known(path: Path, kept: Any) -> tuple[Any, Deck] | None:
    """The kept form of a file that did not change: same size and time, or same bytes under another time."""
    size, time = _stamp(path)
    try:
        if size != kept["size"]:
            return None
        if time != kept["time"] and hashlib.sha256(path.read_bytes()).hexdigest() != kept["sha"]:
            return None
        return {**kept, "time": time}, _deck(kept["deck"])
    except (TypeError, KeyError, ValueError, OSError):  # not kept, or kept in another form: it is read anew
        return None


def _stamp(path: Path) -> tuple[int, int]:
    """A file's size and time of change; -1 and 0 where there is none, which reading it then tells as a problem."""
    try:
        stat = path.stat()
    except OSError:
        return -1, 0
    return stat.st_size, stat.st_mtime_ns


def _parsed(path: Path) -> tuple[Any, Deck]:
    from npqlt_cards.decks.read import read_deck  # loads yaml, which an unchanged deck does without

    size, time = _stamp(path)
    deck, data = read_deck(path)
    sha = hashlib.sha256(data).hexdigest()
    return {"size": size, "time": time, "sha": sha, "deck": _lists(deck)}, deck


def _lists(value: Any) -> Any:
    """The value as JSON gives it back."""
    return json.loads(json.dumps(value))


def _read_cache(path: Path) -> dict[str, Any]:
    with suppress(OSError, ValueError, RecursionError):
        kept = json.loads(path.read_text("utf-8"))
        if isinstance(kept, dict) and kept.get("form") == _FORM and isinstance(kept.get("files"), dict):
            return dict(kept["files"])
    return {}


def _write_cache(path: Path, files: Mapping[str, Any]) -> None:
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, json.dumps({"form": _FORM, "files": files}, ensure_ascii=False).encode())


def _deck(value: Any) -> Deck:
    """A deck from its kept form: JSON lists where it has tuples."""
    file, area, number, title, statements, notes, stems, remarks, source, line = value
    return Deck(
        file,
        area,
        number,
        title,
        tuple(map(_statement, statements)),
        tuple(Note(*note) for note in notes),
        tuple((stem, _mends(mends)) for stem, mends in stems),
        tuple(remarks),
        source,
        line,
    )


def _statement(value: Any) -> Statement:
    statement = Statement(*value)
    return statement._replace(sentences=tuple(statement.sentences), mends=_mends(statement.mends))


def _mends(value: Any) -> tuple[Mend, ...]:
    return tuple(Mend(*mend) for mend in value)
