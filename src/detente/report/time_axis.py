"""An axis of days: from a few days to centuries, with ticks where people expect them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from markupsafe import Markup

from detente.report.facts import MONTHS
from detente.report.picture import Scale, el, shortened, width_of

_SHORT = tuple(month[:3] for month in MONTHS)
_DAYS = (1, 2, 7, 14)
_MONTHS = (1, 3, 6, 12, 24, 60, 120, 240, 600, 1200)


@dataclass(frozen=True)
class Tick:
    """A day with its name on the axis.

    Attributes:
        place: the day's ordinal.
        text: `30 Jan`, `Feb` or `2024`.
        year: the year, where the text does not say it and it is the first of its year on the axis.
    """

    place: float
    text: str
    year: str = ""


def short_date(day: date) -> str:
    """A date in little room: `30 Jan 2023`."""
    return f"{day.day} {_SHORT[day.month - 1]} {day.year}"


def date_ticks(first: date, last: date, across: Scale, font: float) -> list[Tick]:
    """Round days between two dates, so many that their names do not touch.

    Args:
        first: first day.
        last: last day.
        across: places of days by ordinal.
        font: size of the names.
    """
    for step in _DAYS:
        ticks = _by_days(first, last, step) if _room(across, step) > font * 2.4 else []
        if ticks and _apart(ticks, across, font):
            return ticks
    for step in _MONTHS:
        ticks = _by_months(first, last, step)
        if _apart(ticks, across, font):
            return ticks
    return []


def _room(across: Scale, days: float) -> float:
    return abs(across(across.low + days) - across(across.low))


def _apart(ticks: list[Tick], across: Scale, font: float) -> bool:
    widths = [max(width_of(tick.text, font), width_of(tick.year, font)) for tick in ticks]
    return all(
        across(b.place) - across(a.place) > (widths[k] + widths[k + 1]) / 2 + font * 0.5
        for k, (a, b) in enumerate(pairwise(ticks))
    )


def _named(days: list[date], text: str) -> list[Tick]:
    found = []
    seen = 0
    for day in days:
        name = f"{day.day} {_SHORT[day.month - 1]}" if text == "day" else _SHORT[day.month - 1]
        if text == "year":
            found.append(Tick(day.toordinal(), str(day.year)))
            continue
        found.append(Tick(day.toordinal(), name, str(day.year) if day.year != seen else ""))
        seen = day.year
    return found


def _by_days(first: date, last: date, step: int) -> list[Tick]:
    """Every so many days; weeks begin on Mondays."""
    start = first.toordinal()
    if step >= 7:
        start += (1 - start) % 7  # 0001-01-01 was a Monday
    days = [date.fromordinal(k) for k in range(start, last.toordinal() + 1, step)]
    return _named(days, "day")


def _by_months(first: date, last: date, step: int) -> list[Tick]:
    """The first of every so many months; of years where they are round."""
    count = first.year * 12 + first.month - 1 + (first.day > 1)
    count += -count % step
    days = []
    while count // 12 <= last.year and count // 12 <= date.max.year:
        day = date(count // 12, count % 12 + 1, 1)
        if day > last:
            break
        days.append(day)
        count += step
    return _named(days, "year" if step >= 12 else "month")


def ending(x: float, text: str, y: float, bottom: float, width: float, font: float) -> list[Markup]:
    """An upright line for the end of a term, with its name beside its upper end.

    Args:
        x: place of the day.
        text: the name.
        y: base line of the name; the line begins there.
        bottom: where the line ends.
        width: of the picture.
        font: size of the name.
    """
    text = shortened(text, font, width - 16)
    wide = width_of(text, font)
    at, anchor = x + 5, "start"
    if at + wide > width - 4:
        at, anchor = (x - 5, "end") if x - 5 - wide >= 4 else (4.0, "start")
    return [
        el("line", x1=x, x2=x, y1=y - font, y2=bottom, class_="lapse"),
        el("text", text, x=at, y=y, text_anchor=anchor, class_="label term", font_size=font),
    ]
