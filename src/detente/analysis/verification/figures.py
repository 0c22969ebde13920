"""The visited moments of a plan, and what each party stands to lose or to gain at each of them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Context, Decimal
from fractions import Fraction

from detente.analysis.verification.course import Course
from detente.analysis.verification.result import Moment
from detente.model.case import Indices

_EXACT_BITS = 2**17
_DIGITS = 80

Visit = tuple[int, tuple[str, ...], Indices, Indices, int]
"""Step, who has acted in it, state, what stays of it, number of the day."""


def visited(course: Course) -> Iterator[Visit]:
    """The moments at which somebody may walk away; not the end, where the plan is done.

    The state between two steps counts on the day on which it is reached and on each day on which a term lapses before
    the next step has ended. A step half done counts on the day on which it begins, and on each lapse before it ends.
    """
    calendar = course.calendar
    state, stays, day = course.start, course.stays, calendar.first
    for leg in course.legs:
        for when in [day, *calendar.between(day, leg.ends)]:
            yield leg.number - 1, (), state, stays, when
        for when in [leg.begins, *calendar.between(leg.begins, leg.ends)]:
            for acted, half, left in leg.halfway:
                yield leg.number, acted, half, left, when
        state, stays, day = leg.after, leg.left, leg.ends


class Figures:
    """Walk-away values, exposure and temptation, from their definitions."""

    def __init__(self, course: Course) -> None:
        self.course = course
        self.case = course.case
        self.rounded = False
        self._worth: dict[Indices, dict[str, Fraction]] = {}
        self._then = self._of(course.end)
        self._discounted: dict[tuple[str, int], Fraction] = {}

    def moments(self) -> tuple[Moment, ...]:
        """Every visited moment, in order."""
        return tuple(map(self.at, visited(self.course)))

    def at(self, visit: Visit) -> Moment:
        """What one moment means for each party."""
        step, acted, state, stays, day = visit
        case, calendar = self.case, self.course.calendar
        assert case.status_quo is not None
        left = calendar.worth_as(stays, day)
        today = self._of(calendar.worth_as(case.status_quo, day))
        after = self._of(left)
        walk_away, exposure, temptation = {}, {}, {}
        for p, party in enumerate(case.parties):
            given = case.preferences[party].reservation
            no_deal = today[party] if given is None else given
            penalty = case.utilities.value(p, case.utilities.penalties[p])
            value = no_deal + after[party] - today[party]
            walk_away[party] = value
            exposure[party] = max(Fraction(0), no_deal - value)
            going_on = self._going_on(party, self.course.last_day - day)
            temptation[party] = max(Fraction(0), value - going_on - penalty)
        return Moment(
            step,
            acted,
            state,
            stays,
            calendar.date(day),
            calendar.lapsed(day),
            walk_away,
            exposure,
            temptation,
        )

    def _of(self, values: Indices) -> dict[str, Fraction]:
        """What an outcome is worth to each party."""
        if values not in self._worth:
            self._worth[values] = self.case.utilities.of(values)
        return self._worth[values]

    def _going_on(self, party: str, days: int) -> Fraction:
        """What the end of the plan is worth so many days before."""
        factor = self.case.preferences[party].discount
        if factor is None or factor == 1 or days == 0:
            return self._then[party]
        known = self._discounted.get((party, days))
        if known is None:
            known = self._then[party] * self._power(factor, days)
            self._discounted[party, days] = known
        return known

    def _power(self, factor: Fraction, days: int) -> Fraction:
        """A power of a factor: exact, but after so many days that it would have tens of thousands of digits."""
        if factor.denominator.bit_length() * days <= _EXACT_BITS:
            return factor**days
        self.rounded = True
        context = Context(prec=_DIGITS, Emin=-(10**8), Emax=10**8)
        base = context.divide(Decimal(factor.numerator), Decimal(factor.denominator))
        found = context.power(base, days)
        # so near to 0 that its digits could not be written down, it is as good as 0
        return Fraction(found) if found.adjusted() > -1000 else Fraction(0)
