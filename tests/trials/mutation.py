"""Mutation testing: each change that mutmut makes to the code must fail one of the tests that belong to its module.

``python -m tests.trials.mutation run`` takes mutmut's own verbs and arguments. Two things are ours:

- mutmut passes over functions with a decorator, as it would copy the decorator with each mutant. Here it stays on the
  one function that is called, and the mutants behind that go without, so that what is cached is mutated like all else.
- Each module answers to its own tests alone, not to whatever else comes by: a mutant that only a far test kills says
  that the near ones are too weak.
"""

from __future__ import annotations

import libcst as cst
import mutmut.__main__ as mutmut
from libcst import matchers
from mutmut.mutation import file_mutation
from mutmut.state import state

_STORE = [
    f"npqlt_cards.store.{name}."
    for name in (
        *("backups", "copies", "figures", "health", "lines", "lists", "merge"),
        *("progress", "restoring", "salvage", "shelf"),
    )
]
OWN_TESTS = {
    "npqlt_cards.schedule.": ("tests/test_schedule.py",),
    "npqlt_cards.queue.": ("tests/test_queue.py",),
    "npqlt_cards.cloze.": ("tests/test_cloze.py",),
    "npqlt_cards.store.book.": (
        "tests/store/test_book.py",
        "tests/store/test_opening.py",
        "tests/store/test_projection.py",
        "tests/store/test_shelf.py",
        # What it only hands on to another module answers to that one's tests.
        *(f"tests/store/test_{name}.py" for name in ("lists", "figures", "progress", "merge")),
        "tests/test_session.py",
    ),
    "npqlt_cards.store.opening.": ("tests/store/test_opening.py", "tests/store/test_book.py"),
    "npqlt_cards.store.projection.": (
        "tests/store/test_projection.py",
        "tests/store/test_merge.py",
        "tests/store/test_book.py",
        "tests/store/test_lists.py",
    ),
    "npqlt_cards.store.schema.": ("tests/store/",),
    **{name: (f"tests/store/test_{name.split('.')[2]}.py",) for name in _STORE},
    "npqlt_cards.framework.": ("tests/framework/",),
}

_BUILT_IN = matchers.Decorator(matchers.Name("staticmethod") | matchers.Name("classmethod"))
_skips = file_mutation.MutationVisitor._skip_node_and_children
_arranged = file_mutation.function_trampoline_arrangement
_collected = mutmut.collect_or_load_stats


def _ours(node: cst.CSTNode) -> bool:
    """Whether a node is a function with decorators that mutmut knows nothing of."""
    return (
        isinstance(node, cst.FunctionDef)
        and bool(node.decorators)
        and not any(matchers.matches(each, _BUILT_IN) for each in node.decorators)
    )


def _skips_none_of_ours(self: file_mutation.MutationVisitor, node: cst.CSTNode) -> bool:
    return not _ours(node) and _skips(self, node)


def _arranged_behind_decorators(function, mutants, class_name):  # type: ignore[no-untyped-def]
    """What mutmut makes of a function, with the decorators on none but the first: the one that is called."""
    found = _arranged(function, mutants, class_name)
    if _ours(function):
        declared, (called, *copies), assigned, names = found
        found = declared, [called, *(copy.with_changes(decorators=[]) for copy in copies)], assigned, names
    return found


def _collected_of_own_tests(*arguments, **named) -> None:  # type: ignore[no-untyped-def]
    """Which tests call which function: of each its own ones, the quickest first, as most mutants die at once."""
    _collected(*arguments, **named)
    callers, duration = state().tests_by_mangled_function_name, state().duration_by_test
    for function, tests in callers.items():
        own = next((paths for room, paths in OWN_TESTS.items() if function.startswith(room)), ())
        callers[function] = sorted((test for test in tests if test.startswith(own)), key=lambda test: duration[test])


def main() -> None:
    """Mutmut's command line."""
    file_mutation.MutationVisitor._skip_node_and_children = _skips_none_of_ours  # type: ignore[method-assign]
    file_mutation.function_trampoline_arrangement = _arranged_behind_decorators
    mutmut.collect_or_load_stats = _collected_of_own_tests
    mutmut.cli()


if __name__ == "__main__":
    main()
