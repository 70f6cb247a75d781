"""Questions from a practice: a gerund or a command, of which the reader is the subject."""

from __future__ import annotations

import re
from collections.abc import Iterator

from npqlt_cards.draft import lexicon as lex
from npqlt_cards.draft.asked import Asked, as_command, as_doing, asked, base_of, before, inverted, lower_first
from npqlt_cards.draft.clauses import parse, without_brackets
from npqlt_cards.draft.lists import lists
from npqlt_cards.draft.tags import tagged

# No aim follows these: they want a “to” of their own (“opportunities to revisit”), or do what follows it.
_WANT_TO = lex.words_of(
    "opportunity opportunities need needs ability way ways approach approaches chance time how what which where "
    "able ready right power permission attempt effort efforts willingness capacity tendency freedom desire "
    "decision confidence responsibility motivation are is likely unlikely pupils teachers colleagues children "
    "them staff others leaders parents students people families or and not"
)
_AIMS = lex.words_of(
    "ensure identify prevent increase improve reduce check avoid support build make develop promote help create "
    "enable secure strengthen raise inform encourage allow establish determine monitor extend address minimise "
    "maximise facilitate foster enhance deepen provide understand review plan tailor engage embed"
)
_CONTROL = lex.words_of("supporting encouraging enabling helping asking allowing requiring expecting inviting")


def practice_contrast(text: str) -> Iterator[Asked]:
    """“Prioritising a, rather than b” → what would you prioritise, rather than b."""
    said, other = before(text, ", rather than ", " rather than ", ", instead of ", " instead of ")
    command = as_command(said)
    if not other or not command or "," in said:
        return
    if tagged(other)[0].tag == "G":
        yield asked("fact", f"what would you do instead of {other}", command, other)
        return
    verb, _, object_ = command.partition(" ")
    if object_ and tagged(object_)[0].tag in ("D", "A", "N"):
        yield asked("fact", f"what would you {verb}, rather than {other}", object_, other)


def practice_so_that(text: str) -> Iterator[Asked]:
    """“Adapting lessons so that …” → what adapting lessons is for: the nearest gerund before it is what is meant."""
    how = re.search(
        r"\bhow to (?P<doing>[^,()]+?),? (?P<aim>(?:so that|to ensure|in order to) .+)$", without_brackets(text)
    )
    if how and (doing := as_doing(how["doing"])):
        yield asked("why", f"what is the purpose of {doing}", how["aim"], doing)
        return
    said, aim = before(text, ", so that ", " so that ", " in order to ")
    opens = "so that" if "so that" in text else "in order to"
    doing = _nearest_doing(said)
    if aim and doing:
        yield asked("why", f"what is the purpose of {doing}", f"{opens} {aim}", doing)


def practice_aim(text: str) -> Iterator[Asked]:
    """“Providing scaffolds for discussion to increase …” → what is the purpose of providing scaffolds …."""
    text = without_brackets(text).replace(" in order to ", " to ")
    tokens = tagged(text)
    at = next((at for at, token in enumerate(tokens) if token.tag == "T"), 0)
    if at < 2 or at + 1 >= len(tokens) or tokens[at + 1].low not in _AIMS or text.startswith("Ensuring"):
        return
    last = tokens[at - 1] if tokens[at - 1].low != "," else tokens[at - 2]
    earlier = {token.low for token in tokens[:at]}
    doing = as_doing(text[: last.end])
    people = "for" in earlier and last.low in lex.PEOPLE
    if (
        last.tag == "N"
        and last.low not in _WANT_TO
        and not earlier & (_CONTROL | {"and", "how"})
        and doing
        and not people
    ):
        yield asked("why", f"what is the purpose of {doing}", text[tokens[at].start :], doing)


def practice_means(text: str) -> Iterator[Asked]:
    """“Improve vocabulary (e.g. through …)” → how would you improve vocabulary, for example."""
    found = re.search(r" \((?:e\.g\.|including) (?P<means>(?:by|through) [^()]+)\)\.?$", text)
    if not found and text.startswith("Ensuring"):
        return
    if not found:
        said, means = before(text.rstrip("."), " by ", " using ")
        word = "using" if text[len(said) :].lstrip(" ,").startswith("using") else "by"
        if means and tagged(means)[0].tag in ("G", "D", "A", "N", "L") and "(" not in said:
            yield from _how(said, f"{word} {means}")
        return
    yield from _how(text[: found.start()], found["means"], ", for example")


def practice_how_for_example(text: str) -> Iterator[Asked]:
    """“Describing how X can improve Y (e.g. by …)” → how can X improve Y, for example."""
    found = re.match(r"\w+ing how (?P<clause>[^(),;]+) \((?:e\.g\.) (?P<means>(?:by|through) [^()]+)\)", text)
    clause = parse(found["clause"]) if found else None
    if found and clause:
        yield asked("why", f"how {inverted(clause, clause.rest())}, for example", found["means"], clause.subject)


def practice_it_is_best(text: str) -> Iterator[Asked]:
    """“Explaining that it is best to … by …” → how is it best to …."""
    found = re.search(
        r"\bit is (?P<how>best|better|helpful|important) to (?P<doing>[^,;()]+?) by (?P<means>\w+ing [^;()]+)$", text
    )
    if found:
        yield asked("why", f"how is it {found['how']} to {found['doing']}", f"by {found['means']}", found["doing"])


def practice_when(text: str) -> Iterator[Asked]:
    """“Explaining how to … when first setting up …” → what would you explain when …; “before …ing” alike."""
    said, occasion = before(text, " when ", " before ", " while ", " whilst ")
    command = as_command(said) or _command(said)
    word = text[len(said) :].lstrip(" ,").partition(" ")[0]
    opens = tagged(occasion)[:2]
    doing = [token for token in opens if token.tag == "G"]
    if not command or not doing or "," in occasion or "," in command:
        return
    verb, _, object_ = command.partition(" ")
    if word == "before":
        yield asked("fact", f"what would you do before {occasion}", command, occasion)
    elif object_ and (tagged(object_)[0].tag in ("D", "A", "N") or object_.startswith("how ")):
        yield asked("fact", f"what would you {verb} {word} {occasion}", object_, occasion)


def practice_until(text: str) -> Iterator[Asked]:
    """“Managing expectations until …” → until when would you manage expectations."""
    said, end = before(text, " until ")
    command = as_command(said)
    end, _ = before(end, ", and then", ", then")
    if end and command and "," not in command:
        yield asked("why", f"until when would you {command}", f"until {end}", command)


def practice_basis(text: str) -> Iterator[Asked]:
    """“Adapting plans based on …” → on what basis would you adapt plans."""
    said, basis = before(text, " based on ")
    command = as_command(said)
    if basis and command and "," not in command and " and " not in command[command.find(" and ") + 5 :]:
        yield asked("fact", f"on what basis would you {command}", basis, command)


_WANTS = {
    "align": "with", "tailor": "to", "link": "to", "match": "to", "connect": "with", "combine": "with",
    "compare": "with", "integrate": "into", "embed": "in", "reinforce": "with", "supplement": "with",
    "replace": "with", "relate": "to", "adapt": "to", "equip": "with", "adjust": "to",
}  # fmt: skip


def practice_with(text: str) -> Iterator[Asked]:
    """“Tailoring the conversation to …” → to what would you tailor the conversation."""
    command = as_command(without_brackets(text))
    verb = command.partition(" ")[0]
    said, other = before(command, f" {_WANTS.get(verb, '???')} ")
    other, _ = before(other, " and focus", ", ", " so that ", " by ", " rather than ", " instead of ")
    opens = tagged(other)[:1]
    if other and said != verb and opens[0].tag in ("D", "A", "N") and not {" and ", ","} & {said}:
        yield asked("fact", f"{_WANTS[verb]} what would you {said}", other, said)


def practice_treat(text: str) -> Iterator[Asked]:
    """“Treating … as …” → how would you treat …."""
    found = re.match(r"(?:treat|regard|view|present|recognise|see) [^,;]+? (?P<as>as an? [^,;()]+)", as_command(text))
    if found:
        said = found[0][: found.start("as") - found.start()].strip()
        yield asked("fact", f"how would you {said}", found["as"], said)


def practice_things(text: str) -> Iterator[Asked]:
    """“Applying rules, sanctions and rewards in line with …” → which three things would you apply in line with …."""
    tokens = tagged(text)
    base = base_of(tokens[0].low)
    for items in lists(tokens)[:1]:
        number = {3: "three", 4: "four"}.get(len(items.spans))
        starts = 1 + (len(tokens) > 1 and tokens[1].tag == "D")
        if not base or not number or items.first > starts or items.last + 1 >= len(tokens):
            return
        if tokens[items.last + 1].tag != "P" or "(" in text:
            return
        tail, _ = before(text[tokens[items.last].end :].strip(), ", ")
        listed = text[tokens[1].start : tokens[items.last].end]
        yield asked("fact", f"which {number} things would you {base} {tail}", listed, f"{listed} {base}")


def _how(said: str, means: str, ending: str = "") -> Iterator[Asked]:
    doing = _relative(said) or as_command(said) or _command(said)
    if doing and "," not in doing:
        yield asked("why", f"how would you {doing}{ending}", means, doing)


def _command(text: str) -> str:
    """The text if it is a command already (“Improve pupils’ vocabulary”)."""
    return lower_first(text) if tagged(text)[0].tag == "V" else ""


def _relative(text: str) -> str:
    """“reduce the cost of marking” for “Sharing approaches that reduce the cost of marking”."""
    tokens = tagged(text)
    at = next((at for at, token in enumerate(tokens) if token.low == "that" and at + 1 < len(tokens)), None)
    if at is None or tokens[at - 1].tag != "N" or tokens[at + 1].tag != "V" or tokens[at + 1].low in lex.THIRD:
        return ""
    return text[tokens[at + 1].start :]


def _nearest_doing(text: str) -> str:
    """The last gerund with its object, if no comma or “and” parts it from the end: “sequencing lessons”."""
    tokens = tagged(text)
    at = next((at for at in range(len(tokens) - 2, -1, -1) if tokens[at].tag == "G"), None)
    if at is None or any(token.low in (",", "and", "(", "while", "when") for token in tokens[at:]):
        return ""
    return lower_first(text[tokens[at].start :])


PATTERNS = (
    practice_contrast,
    practice_so_that,
    practice_it_is_best,
    practice_how_for_example,
    practice_means,
    practice_aim,
    practice_treat,
    practice_until,
    practice_basis,
    practice_with,
    practice_when,
    practice_things,
)
