"""Days of a plan: when each step begins and ends, and which terms are in force on a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from detente.model.case import Case, Indices
from detente.model.lapse import lapses
from detente.model.standing import Standing

LAST = date.max.toordinal()
"""The last of all days; what would end later ends then."""


@dataclass(frozen=True)
class Lapsing:
    """A term that lapses while the plan may be under way.

    Attributes:
        term: its name.
        day: number of the first day on which it is no longer in force.
        variables: those of its issues.
        after: value index of a variable from that day on, where the term says it.
    """

    term: str
    day: int
    variables: frozenset[int]
    after: dict[int, int]


class Calendar:
    """Days by number: the calendar's, or from 0 where nothing has a date."""

    def __init__(self, case: Case, standing: Standing | None, begins: date | None) -> None:
        """Begin on the standing's day, the case's, or that on which the plan says its first step begins.

        Args:
            case: the case.
            standing: where things stand.
            begins: what the plan says of its first step.
        """
        day = standing.day if standing is not None and standing.day is not None else case.as_of
        since = case.as_of  # what had lapsed by then, the status quo says
        if day is None:
            day = since = begins
        self.dated = day is not None
        self.first = day.toordinal() if day is not None else 0
        gone = standing.lapsed if standing is not None else frozenset()
        found = []
        for lapse in lapses(case):
            ends = lapse.day.toordinal()
            if lapse.term in gone:
                ends = self.first
            elif not self.dated or (since is not None and lapse.day <= since):
                continue
            found.append(
                Lapsing(lapse.term, max(ends, self.first), lapse.variables, dict(lapse.after))
            )
        self.lapses = tuple(sorted(found, key=lambda one: one.day))

    def later(self, day: int, days: int) -> int:
        """The day so many days after another."""
        return min(day + days, max(day, LAST)) if self.dated else day + days

    def number(self, day: date) -> int:
        """The number of a date; only where days are dates."""
        return day.toordinal()

    def date(self, day: int) -> date | None:
        """The date of a day; None where days are no dates."""
        return date.fromordinal(min(day, LAST)) if self.dated else None

    def lapsed(self, day: int) -> tuple[str, ...]:
        """The terms no longer in force on a day, in the order in which they lapse."""
        return tuple(lapse.term for lapse in self.lapses if lapse.day <= day)

    def worth_as(self, values: Sequence[int], day: int) -> Indices:
        """The values that count on a day: those given, but of lapsed terms what holds afterwards."""
        found = list(values)
        for lapse in self.lapses:
            if lapse.day <= day:
                for variable, value in lapse.after.items():
                    found[variable] = value
        return tuple(found)

    def between(self, first: int, last: int) -> list[int]:
        """The days strictly between two days on which some term lapses."""
        return sorted({lapse.day for lapse in self.lapses if first < lapse.day < last})
