"""What a hand-out is made of."""

from __future__ import annotations

from npqlt_cards.decks.library import Library
from npqlt_cards.handout.records import Event, make_handout


def test_areas_come_in_the_frameworks_order(library: Library) -> None:
    """The order in which areas are asked for does not matter."""
    handout = make_handout(library, Event("Event 1", ("implementation", "how-pupils-learn")), "1.0")
    assert [section.area.number for section in handout.sections] == [3, 9]
    assert handout.cards == library.cards(["how-pupils-learn", "implementation"])


def test_a_shared_card_comes_once(library: Library) -> None:
    """A card of two areas stands under the first of them; asked for the other area alone, it is there too."""
    both = make_handout(library, Event("", ("school-culture", "high-expectations")), "1.0")
    alone = make_handout(library, Event("", ("high-expectations",)), "1.0")
    shared = [card for card in alone.cards if "school-culture" in card.areas]
    assert shared
    assert not {card.id for card in shared} & {card.id for card in both.sections[1].cards}
    assert len({card.id for card in both.cards}) == len(both.cards)
    assert {card.id for card in shared} <= {card.id for card in both.cards}
