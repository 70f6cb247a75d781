"""Statistics as lines of text: every bar and shade has its number beside it, and no line is wider than it may be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from textwrap import wrap
from typing import NamedTuple

from npqlt_cards.days import date_of
from npqlt_cards.schedule import MINUTE_MS
from npqlt_cards.stats import Due, Month, Retention, Stats, retrievability
from npqlt_cards.store.figures import Coverage, Standing
from npqlt_cards.store.projection import Tally
from npqlt_cards.terminal.words import in_words
from npqlt_cards.wording import counted

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MOST_MONTHS = 12  # of retention on screen; --json has all of them
_MOST_WEEKS = 53
_LONGEST_BAR = 60
_UNBROKEN = "\xa0"


class Pen(NamedTuple):
    """What charts are drawn with: four shades from light to dark, and a bar's characters."""

    shades: str
    full: str
    parts: str  # what ends a bar, by eighths
    late: str
    dash: str


BLOCKS = Pen("░▒▓█", "█", "▏▎▍▌▋▊▉", "▒", "–")
ASCII = Pen(".:+#", "#", "", "=", "-")


def charts(stats: Stats, width: int, unicode: bool = True) -> Iterator[str]:
    """Everything, for a screen of some width; without ``unicode`` in plain ASCII but for the areas' own titles."""
    pen = BLOCKS if unicode else ASCII
    width = max(width, 30)
    for lines in (
        _scope(stats, width),
        _today(stats, width),
        _retention(stats.retention, width),
        _calendars(stats, width, pen),
        _forecast(stats.forecast, width, pen),
        _cards(stats, width),
        _statements(stats, width),
    ):
        found = list(lines)
        yield from found
        if found:
            yield ""


# -- sections ----------------------------------------------------------------------------------------------------------


def _scope(stats: Stats, width: int) -> Iterable[str]:
    """What the figures are of, where areas were named."""
    if stats.narrowed:
        titles = ", ".join(row.area.title for row in stats.areas)
        yield from wrap(f"Forecast, cards and statements: {titles}.", width)
        yield from wrap("Today, retention and the calendar: all areas.", width)


def _today(stats: Stats, width: int) -> Iterable[str]:
    today, left = stats.today, stats.left
    yield f"Today, {_day_in_words(stats.day)}"
    yield from _paragraph(_done(today) if today.answers else "Nothing answered yet today.", width)
    if today.crammed:
        yield from _paragraph(f"{counted(today.crammed, 'answer')} in cram.", width)
    yield from _paragraph(f"Left for today: {left.reviews + left.learning} due, {left.new} new.", width)


def _done(tally: Tally) -> str:
    answers = f"{counted(tally.answers, 'answer')}, {tally.recalled} recalled"
    kinds = f"{counted(tally.introduced, 'new card')}, {counted(tally.reviewed, 'review')}"
    return f"{answers} ({_percent(tally.recalled / tally.answers)}), {in_words(tally.took_ms)}: {kinds}."


def _retention(months: Sequence[Month], width: int) -> Iterable[str]:
    yield "True retention by month"
    if not months:
        yield from _paragraph("No reviews yet: it begins when cards come back after their first days.", width)
        return
    rows = [(_month(each.month), (_recalled(each.young), _recalled(each.mature))) for each in months[-_MOST_MONTHS:]]
    yield from _table(("young cards", "mature cards"), rows, width)
    if len(months) > _MOST_MONTHS:
        yield from _paragraph(f"The last {_MOST_MONTHS} of {len(months)} months; --json has them all.", width)


def _recalled(kept: Retention) -> str:
    return f"{_percent(kept.share)} ({kept.recalled} of {kept.answers})" if kept.share is not None else "none"


def _calendars(stats: Stats, width: int, pen: Pen) -> Iterable[str]:
    """Two grids of the same weeks: answers by day, and minutes by day."""
    answers = {day: tally.answers for day, tally in stats.days if day <= stats.day}
    if not answers:
        yield "Calendar"
        yield from _paragraph("No answers yet: type npqlt review to give the first.", width)
        return
    minutes = {day: _minutes(tally.took_ms) for day, tally in stats.days if day <= stats.day}
    cell = len(str(max(*answers.values(), *minutes.values()))) + 2
    mondays = _mondays(min(answers), stats.day, (width - 4) // cell)
    span = counted(len(mondays), "week")
    yield f"Answers by day, {span}"
    yield from _grid(answers, mondays, stats.day, cell, width, pen)
    yield ""
    yield f"Minutes by day, {span}" + (", cram included" if any(tally.crammed for _, tally in stats.days) else "")
    yield from _grid(minutes, mondays, stats.day, cell, width, pen)
    yield from _paragraph(_in_all(stats), width)


def _mondays(first: int, today: int, most: int) -> Sequence[int]:
    """The Mondays of the weeks from the first answer to today, as many of the last as there is room for."""
    this = today - date_of(today).weekday()
    weeks = (this - first + 6) // 7 + 1
    return range(this - 7 * (max(1, min(weeks, most, _MOST_WEEKS)) - 1), this + 1, 7)


def _grid(
    counts: Mapping[int, int], mondays: Sequence[int], today: int, cell: int, width: int, pen: Pen
) -> Iterable[str]:
    """A row for each weekday and a column for each week, the present one last."""
    most = max((count for day, count in counts.items() if day >= mondays[0]), default=0)
    step = max(1, -(-most // len(pen.shades)))
    yield from _heading(mondays, cell)
    for row, weekday in enumerate(_WEEKDAYS):
        days = [monday + row for monday in mondays if monday + row <= today]
        yield f"{weekday} {''.join(_cell(counts.get(day, 0), step, cell, pen) for day in days)}".rstrip()
    yield from _listed(_legend(step, pen), "   ", width)


def _in_all(stats: Stats) -> str:
    answers = counted(sum(tally.answers for _, tally in stats.days), "answer")
    crammed = sum(tally.crammed for _, tally in stats.days)
    cram = f" and {crammed} in cram" if crammed else ""
    took = _time(sum(tally.took_ms for _, tally in stats.days))
    return f"In all: {answers}{cram} on {counted(len(stats.days), 'day')}, {took}."


def _heading(mondays: Sequence[int], cell: int) -> Iterable[str]:
    """The months, each over its first Monday that is shown, and below them the Mondays' days of the month."""
    months, days = "", ""
    for column, monday in enumerate(map(date_of, mondays)):
        if (column == 0 or monday.day <= 7) and len(months) <= column * cell:
            months = f"{months:<{column * cell}}{_MONTHS[monday.month - 1]} "
        days += f"{monday.day:>{cell - 1}} "
    return [f"    {months}".rstrip(), f"    {days}".rstrip()]


def _cell(count: int, step: int, cell: int, pen: Pen) -> str:
    shade = pen.shades[min(-(-count // step), len(pen.shades)) - 1] if count else " "
    return f"{count or pen.dash:>{cell - 2}}{shade} "


def _legend(step: int, pen: Pen) -> Iterable[str]:
    ranges = [(level * step + 1, (level + 1) * step) for level in range(len(pen.shades))]
    spans = [str(low) if low == high else f"{low}{pen.dash}{high}" for low, high in ranges]
    return [f"{shade} {span}" for shade, span in zip(pen.shades, spans, strict=True)]


def _forecast(forecast: Sequence[Due], width: int, pen: Pen) -> Iterable[str]:
    yield f"Due in the next {len(forecast)} days"
    most = max(each.due for each in forecast)
    if not most:
        yield from _paragraph("Nothing, as things stand.", width)
        return
    digits = len(str(most))
    room = min(width - len("Tue 24 Nov  ") - digits - 1, _LONGEST_BAR)
    for each in forecast:
        late = max(room * each.overdue // most, int(each.overdue > 0))
        bar = pen.late * late + _bar(room * each.due / most - late, pen)
        weekday = _WEEKDAYS[date_of(each.day).weekday()]
        yield f"{weekday} {_day_in_words(each.day):>6}  {each.due:>{digits}} {bar}".rstrip()
    total = sum(each.due for each in forecast)
    overdue = f", {forecast[0].overdue} of them overdue ({pen.late})" if forecast[0].overdue else ""
    yield from _paragraph(f"In all: {total}{overdue}.", width)


def _bar(length: float, pen: Pen) -> str:
    """A bar so many columns long; anything above nothing shows."""
    steps = len(pen.parts) + 1
    whole, part = divmod(max(round(length * steps), int(length > 0), 0), steps)
    return pen.full * whole + (pen.parts[part - 1] if part else "")


def _cards(stats: Stats, width: int) -> Iterable[str]:
    yield "Cards by area"
    names = ("new", "learning", "young", "mature", "suspended", "recall")
    yield from _by_area(stats, names, lambda standing, _: _standing_cells(standing), width)


def _standing_cells(standing: Standing) -> tuple[str, ...]:
    counts = (standing.new, standing.learning, standing.young, standing.mature, standing.suspended)
    share = retrievability(standing)
    return (*map(str, counts), _percent(share) if share is not None else "none")


def _statements(stats: Stats, width: int) -> Iterable[str]:
    yield "Statements by area (secure ones are among the seen)" if width >= 60 else "Statements by area"
    yield from _by_area(stats, ("unseen", "seen", "secure"), lambda _, coverage: _coverage_cells(coverage), width)


def _coverage_cells(coverage: Coverage) -> tuple[str, ...]:
    return str(coverage.statements - coverage.seen), str(coverage.seen), str(coverage.secure)


def _by_area(
    stats: Stats, names: Sequence[str], cells: Callable[[Standing, Coverage], tuple[str, ...]], width: int
) -> Iterable[str]:
    rows = [(f"{row.area.number or '':>2} {row.area.title}", cells(row.standing, row.coverage)) for row in stats.areas]
    if len(rows) > 1:
        rows.append(("   All of them", cells(stats.standing, stats.coverage)))
    yield from _table(names, rows, width)


# -- pieces ------------------------------------------------------------------------------------------------------------


def _table(names: Sequence[str], rows: Sequence[tuple[str, Sequence[str]]], width: int) -> Iterable[str]:
    """Columns under their names; where they do not fit, each row's cells in words below its label."""
    first = max((len(label) for label, _ in rows), default=0)
    widths = (
        [max(len(name), *(len(cells[place]) for _, cells in rows)) for place, name in enumerate(names)] if rows else []
    )
    if 2 + first + sum(2 + each for each in widths) <= width:
        for label, cells in [("", names), *rows]:
            columns = "".join(f"  {cell:>{each}}" for cell, each in zip(cells, widths, strict=False))
            yield f"  {label:<{first}}{columns}".rstrip()
        return
    for label, cells in rows:
        yield from _paragraph(label.strip(), width)
        said = [f"{name} {cell}" for name, cell in zip(names, cells, strict=True)]
        yield from _listed(said, ", ", width)


def _listed(items: Iterable[str], between: str, width: int) -> Iterable[str]:
    """Items in a row, no line broken within one where it can be helped."""
    joined = between.join(item.replace(" ", _UNBROKEN) for item in items)
    for line in wrap(joined, width, initial_indent="    ", subsequent_indent="    "):
        yield line.replace(_UNBROKEN, " ")


def _paragraph(text: str, width: int) -> Iterable[str]:
    return wrap(text, width, initial_indent="  ", subsequent_indent="  ")


def _percent(share: float | None) -> str:
    return f"{100 * (share or 0):.0f} %"


def _minutes(took_ms: int) -> int:
    """Whole minutes, at least one where there is anything."""
    return max(round(took_ms / MINUTE_MS), int(took_ms > 0))


def _time(took_ms: int) -> str:
    """Time spent, in hours and minutes."""
    hours, minutes = divmod(_minutes(took_ms), 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


def _day_in_words(day: int) -> str:
    """``24 Nov``."""
    on = date_of(day)
    return f"{on.day} {_MONTHS[on.month - 1]}"


def _month(month: str) -> str:
    """``Nov 2026`` from ``2026-11``."""
    on = date.fromisoformat(f"{month}-01")
    return f"{_MONTHS[on.month - 1]} {on.year}"
