"""Statistics: what has been learnt, how well it is kept, and what is to come, as one record.

What the words mean:

- **True retention** is the share of answers to cards in the review phase that were a recall (any grade but Again). A
  card counts as *young* where its interval was less than 21 days when it was answered, and as *mature* from 21 days on,
  as in Anki. Answers in a cram are no part of it: they move no schedule.
- A card is *new* before its first answer, then *learning* (relearning too), then *young* or *mature* by its present
  interval. *Suspended* cards are counted apart from all of these, and are left out of the forecast.
- **Retrievability** is FSRS's chance that a card would be recalled today, as a mean over the cards that were answered
  and are not suspended.
- A statement is *seen* once any of its cards was answered, *unseen* before, and *secure* while every one of its cards
  has an interval of 21 days or more. Secure statements are seen ones too.
- The **forecast** is what falls due as things stand: without the answers still to be given, and without daily limits.
  Today's figure holds what is overdue, which is told apart too, and every card that waits for a learning step.
- A statement that two areas print, a twin, counts in each of them, and once in a total.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from npqlt_cards.days import iso_day
from npqlt_cards.decks.areas import Area
from npqlt_cards.queue import Counts
from npqlt_cards.store.figures import FORECAST_DAYS, Coverage, Figures, Group, Standing
from npqlt_cards.store.projection import Tally


class Retention(NamedTuple):
    """Answers to cards in the review phase, and how many of them were a recall."""

    answers: int = 0
    recalled: int = 0

    @property
    def share(self) -> float | None:
        """The share recalled, from 0 to 1; None without answers."""
        return self.recalled / self.answers if self.answers else None

    def to_json(self) -> dict[str, Any]:
        """The promised form."""
        return {"answers": self.answers, "recalled": self.recalled, "share": _rounded(self.share)}


class Month(NamedTuple):
    """True retention in one month (``2026-11``), of young and of mature cards."""

    month: str
    young: Retention
    mature: Retention

    def to_json(self) -> dict[str, Any]:
        """The promised form."""
        return {"month": self.month, "young": self.young.to_json(), "mature": self.mature.to_json()}


class Due(NamedTuple):
    """How many cards a study day brings; of today's, how many were due on an earlier one."""

    day: int
    due: int
    overdue: int

    def to_json(self) -> dict[str, Any]:
        """The promised form."""
        return {"day": iso_day(self.day), "due": self.due, "overdue": self.overdue}


class AreaRow(NamedTuple):
    """An area with how its cards and its statements stand."""

    area: Area
    standing: Standing
    coverage: Coverage

    def to_json(self) -> dict[str, Any]:
        """The promised form of its cards."""
        slug, number, title = self.area
        return {"area": slug, "title": title, "number": number, **standing_json(self.standing)}


class Stats(NamedTuple):
    """All statistics of one study day. ``days`` has each study day with an answer, and ``today`` is ``day``'s.

    ``standing`` and ``coverage`` are the totals of ``areas``, in which a twin counts once. ``narrowed`` says whether
    areas were named: then ``forecast`` and all that is by area is theirs alone, and everything else is of all areas.
    """

    day: int
    today: Tally
    left: Counts
    retention: list[Month]
    days: list[tuple[int, Tally]]
    forecast: list[Due]
    areas: list[AreaRow]
    standing: Standing
    coverage: Coverage
    narrowed: bool

    def to_json(self) -> dict[str, Any]:
        """The promised form, each day as ``2026-11-24``."""
        return {
            "today": self._today_json(),
            "retention": [month.to_json() for month in self.retention],
            "days": [
                {"day": iso_day(day), "answers": tally.answers, "crammed": tally.crammed, "took_ms": tally.took_ms}
                for day, tally in self.days
            ],
            "forecast": [due.to_json() for due in self.forecast],
            "areas": [row.to_json() for row in self.areas],
            "cards": standing_json(self.standing),
            "statements": {
                **coverage_json(self.coverage),
                "areas": [{"area": row.area.slug, **coverage_json(row.coverage)} for row in self.areas],
            },
        }

    def _today_json(self) -> dict[str, Any]:
        names = ("answers", "recalled", "introduced", "reviewed", "crammed", "took_ms")
        counts = {name: getattr(self.today, name) for name in names}
        return {"day": iso_day(self.day), **counts, "due": self.left.reviews + self.left.learning, "new": self.left.new}


def statistics(figures: Figures, areas: Sequence[Area], day: int, left: Counts, narrowed: bool = False) -> Stats:
    """The statistics of a study day: the figures of ``areas``, and what is left of the day."""
    return Stats(
        day=day,
        today=dict(figures.tallies).get(day, Tally()),
        left=left,
        retention=months(figures.tallies),
        days=figures.tallies,
        forecast=forecast(figures, day),
        areas=[AreaRow(area, *totals(g for g in figures.groups if area.slug in g.areas)) for area in areas],
        standing=totals(figures.groups)[0],
        coverage=totals(figures.groups)[1],
        narrowed=narrowed,
    )


def months(tallies: Iterable[tuple[int, Tally]]) -> list[Month]:
    """True retention by month, for the months with an answer to a card in the review phase."""
    found: dict[str, Tally] = {}
    for day, tally in tallies:
        month = iso_day(day)[:7]
        found[month] = Tally(*map(sum, zip(found.get(month, Tally()), tally, strict=True)))
    return [
        Month(month, Retention(sums.young, sums.young_recalled), Retention(sums.mature, sums.mature_recalled))
        for month, sums in sorted(found.items())
        if sums.reviewed
    ]


def forecast(figures: Figures, day: int) -> list[Due]:
    """What falls due on each of 30 study days from today on."""
    now = totals(figures.groups)[0]
    today = Due(day, now.overdue + now.learning + figures.due.get(day, 0), now.overdue)
    return [today, *(Due(each, figures.due.get(each, 0), 0) for each in range(day + 1, day + FORECAST_DAYS))]


def totals(groups: Iterable[Group]) -> tuple[Standing, Coverage]:
    """The cards and statements of some groups together, each once."""
    standing, coverage = Standing(), Coverage()
    for group in groups:
        standing = Standing._make(map(sum, zip(standing, group.standing, strict=True)))
        coverage = Coverage._make(map(sum, zip(coverage, group.coverage, strict=True)))
    return standing, coverage


def retrievability(standing: Standing) -> float | None:
    """The mean chance of recall; None where no card was answered."""
    return standing.recall / standing.answered if standing.answered else None


def standing_json(standing: Standing) -> dict[str, Any]:
    """Cards in the promised form."""
    names = ("new", "learning", "young", "mature", "suspended")
    counts = {name: getattr(standing, name) for name in names}
    return {**counts, "retrievability": _rounded(retrievability(standing))}


def coverage_json(coverage: Coverage) -> dict[str, Any]:
    """Statements in the promised form."""
    return {"unseen": coverage.statements - coverage.seen, "seen": coverage.seen, "secure": coverage.secure}


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)
