"""FSRS-6's formulas for what is kept of an answer, as numbers alone: for a log that is replayed, answer by answer.

The fsrs package schedules each answer that is given. To replay a million, its cards and dates take six times as long as
the numbers, so these stand here too: what open-spaced-repetition publishes as "The Algorithm", FSRS-6, written in the
package's own order of operations. ``tests/test_fsrs6.py`` holds them to the package to the last bit.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import e

_AGAIN, _HARD, _GOOD, _EASY = 1, 2, 3, 4
_LOWEST_STABILITY = 0.001  # days
_EASIEST, _HARDEST = 1.0, 10.0


class Formulas:
    """The formulas with 21 weights, a desired retention, and a longest interval in days."""

    def __init__(self, weights: Sequence[float], desired_retention: float, longest: int) -> None:
        w = weights
        self._decay, self._longest = -w[20], longest
        self._factor: float = 0.9 ** (1 / self._decay) - 1
        self._wait: float = desired_retention ** (1 / self._decay) - 1
        self._growth, self._growth_fading, self._growth_by_lapse = e ** w[8], -w[9], w[10]
        self._bonus = {_HARD: w[15], _GOOD: 1.0, _EASY: w[16]}
        self._forgetting = w[11], -w[12], w[13], w[14], e ** (w[17] * w[18])
        self._same_day = {grade: e ** (w[17] * (grade - 3 + w[18])) for grade in (_AGAIN, _HARD, _GOOD, _EASY)}
        self._same_day_fading = -w[19]
        self._harder = {grade: -(w[6] * (grade - 3)) for grade in (_AGAIN, _HARD, _GOOD, _EASY)}
        self._pull: float = w[7] * (w[4] - e ** (w[5] * 3) + 1)
        self._rest = 1 - w[7]

    def recall(self, stability: float, days: int) -> float:
        """The forgetting curve: the chance of recall so many days after an answer that left this stability (days)."""
        return float((1 + self._factor * days / stability) ** self._decay)

    def stability(self, stability: float, difficulty: float, days: int, grade: int) -> float:
        """The stability (days) after an answer, so many study days after the one that left the one given."""
        if days < 1:
            grown = self._same_day[grade] * stability**self._same_day_fading
            after = stability * (grown if grade == _AGAIN or grown > 1.0 else 1.0)
        elif grade == _AGAIN:
            scale, ease, memory, lapse, most = self._forgetting
            forgotten = e ** ((1 - self.recall(stability, days)) * lapse)
            after = min(scale * difficulty**ease * ((stability + 1) ** memory - 1) * forgotten, stability / most)
        else:
            surprise = e ** ((1 - self.recall(stability, days)) * self._growth_by_lapse) - 1
            fading = stability**self._growth_fading
            after = stability * (1 + self._growth * (11 - difficulty) * fading * surprise * self._bonus[grade])
        return after if after > _LOWEST_STABILITY else _LOWEST_STABILITY

    def difficulty(self, difficulty: float, grade: int) -> float:
        """The difficulty after an answer, from 1 to 10."""
        moved = difficulty + (10.0 - difficulty) * self._harder[grade] / 9.0
        return min(max(self._pull + self._rest * moved, _EASIEST), _HARDEST)

    def interval(self, stability: float) -> int:
        """The days until the chance of recall has fallen to the desired retention; at least one."""
        return min(max(round(stability / self._factor * self._wait), 1), self._longest)
