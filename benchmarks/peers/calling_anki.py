"""Run by a peer's own Python: one piece of work with the ``anki`` library, as a program around it would do it."""

from __future__ import annotations

import sys

from anki.collection import Collection, ExportAnkiPackageOptions, ImportAnkiPackageOptions, ImportAnkiPackageRequest

GOOD = 2


def take_in(collection: Collection, package: str) -> None:
    """Import a package with its schedule and answers."""
    options = ImportAnkiPackageOptions(with_scheduling=True, with_deck_configs=True)
    collection.import_anki_package(ImportAnkiPackageRequest(package_path=package, options=options))
    collection.set_config("fsrs", True)


def answer(collection: Collection, many: str) -> None:
    """Show the next card, and answer that many."""
    names = sorted(deck.name for deck in collection.decks.all_names_and_ids(skip_empty_default=True))
    collection.decks.set_current(collection.decks.id(names[0]))
    for number in range(int(many) + 1):
        (queued,) = collection.sched.get_queued_cards(fetch_limit=1).cards
        card = collection.get_card(queued.card.id)
        card.start_timer()
        print(card.question())
        if number < int(many):
            print(card.answer())
            built = collection.sched.build_answer(card=card, states=queued.states, rating=GOOD)
            collection.sched.answer_card(built)


def export(collection: Collection, package: str, progress: str) -> None:
    """Write everything as a package."""
    options = ExportAnkiPackageOptions(
        with_scheduling=progress == "with-progress", with_deck_configs=True, with_media=False, legacy=True
    )
    collection.export_anki_package(out_path=package, options=options, limit=None)


def main() -> None:
    """``COLLECTION VERB ARGUMENT…``."""
    path, verb, *arguments = sys.argv[1:]
    collection = Collection(path)
    {"take-in": take_in, "answer": answer, "export": export}[verb](collection, *arguments)
    collection.close()


if __name__ == "__main__":
    main()
