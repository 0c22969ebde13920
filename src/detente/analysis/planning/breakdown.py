"""What each party risks, and what it would gain, where a plan breaks off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from detente.model.case import Case, Indices
from detente.model.lapse import Lapse

Amounts = tuple[Fraction, Fraction]
"""Exposure and temptation of a party, in its units."""


@dataclass(frozen=True)
class Breakdown:
    """What breaking off asks of each party, on the way to one target.

    Attributes:
        case: the case; what no deal is worth, and what has changed, is reckoned from its status quo.
        scale: what exposure and temptation are measured against, for each party, in its units.
        target: where the plan leads.
    """

    case: Case
    scale: Sequence[int]
    target: Indices

    @cached_property
    def _start(self) -> Indices:
        assert self.case.status_quo is not None
        return self.case.status_quo

    @cached_property
    def _discounts(self) -> tuple[Fraction | None, ...]:
        found = (self.case.preferences[party].discount for party in self.case.parties)
        return tuple(None if factor == 1 else factor for factor in found)

    @property
    def discounted(self) -> bool:
        """Whether it matters to somebody how many days are left."""
        return any(factor is not None for factor in self._discounts)

    def amounts(
        self, stays: Sequence[int], lapsed: Sequence[Lapse] = (), left: int = 0
    ) -> list[Amounts]:
        """For each party its exposure and its temptation, in its units, below 0 counted as 0.

        Args:
            stays: what stays if the plan breaks off now.
            lapsed: terms that have lapsed by then.
            left: days until the plan would be complete.
        """
        case, utilities = self.case, self.case.utilities
        now, then = self._start, stays
        if lapsed:
            now, then = after(now, lapsed), after(stays, lapsed)
        found = []
        for p, (party, reservation) in enumerate(zip(case.parties, case.reservations, strict=True)):
            today = utilities.units(p, now)
            change = utilities.units(p, then) - today
            given = case.preferences[party].reservation
            no_deal = today if given is None else reservation
            goal: int | Fraction = utilities.units(p, self.target)
            factor = self._discounts[p]
            if factor is not None and left:
                goal = goal * factor**left
            gained = Fraction(no_deal + change - goal - utilities.penalties[p])
            found.append((Fraction(max(-change, 0)), max(gained, Fraction(0))))
        return found

    def walk_away(self, stays: Sequence[int], lapsed: Sequence[Lapse] = ()) -> list[Fraction]:
        """What each party is left with, on its own scale, where a plan breaks off; arguments as `amounts`."""
        case, utilities = self.case, self.case.utilities
        now, then = after(self._start, lapsed), after(stays, lapsed)
        found = []
        for p, party in enumerate(case.parties):
            today = utilities.units(p, now)
            given = case.preferences[party].reservation
            no_deal = today if given is None else case.reservations[p]
            found.append(utilities.value(p, no_deal + utilities.units(p, then) - today))
        return found

    def asked(self, stays: Sequence[int], lapsed: Sequence[Lapse] = (), left: int = 0) -> Fraction:
        """What visiting one state asks: the largest amount as a share of its party's scale."""
        return max(
            max(pair) / whole
            for pair, whole in zip(self.amounts(stays, lapsed, left), self.scale, strict=True)
        )


def after(outcome: Sequence[int], lapsed: Sequence[Lapse]) -> Indices:
    """An outcome with the issues of lapsed terms at the values that hold then."""
    found = list(outcome)
    for lapse in lapsed:
        for variable, value in lapse.after:
            found[variable] = value
    return tuple(found)
