"""The settings of one learner, as one record."""

from __future__ import annotations

from typing import NamedTuple

from npqlt_cards import queue, schedule


class Preferences(NamedTuple):
    """Every setting by its name, with its default; the table says what each means and allows.

    Steps are in seconds, ``maximum_interval`` in days, ``rollover_hour`` in hours past local midnight. No ``areas``
    means all of them, no ``fsrs_parameters`` the default ones.
    """

    desired_retention: float = 0.9
    learning_steps: tuple[int, ...] = (60, 600)
    relearning_steps: tuple[int, ...] = (600,)
    maximum_interval: int = 36_500
    rollover_hour: int = 4
    new_per_day: int = 10
    reviews_per_day: int = 200
    order: str = "mixed"
    learn_ahead_minutes: int = 20
    areas: tuple[str, ...] = ()
    leech_lapses: int = 8
    fsrs_parameters: tuple[float, ...] = ()

    @property
    def schedule(self) -> schedule.Settings:
        """What the scheduler follows."""
        return schedule.Settings(
            desired_retention=self.desired_retention,
            learning_steps=self.learning_steps,
            relearning_steps=self.relearning_steps,
            maximum_interval=self.maximum_interval,
            rollover=self.rollover_hour,
            parameters=self.fsrs_parameters,
        )

    @property
    def plan(self) -> queue.Plan:
        """How a study day's cards are chosen."""
        limits = queue.Limits(new=self.new_per_day, reviews=self.reviews_per_day)
        return queue.Plan(limits, self.order, self.learn_ahead_minutes * schedule.MINUTE_MS)
