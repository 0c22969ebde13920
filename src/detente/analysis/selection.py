"""What each solution concept chooses among some points, with the goal posts of the whole case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import lcm
from typing import Any

from detente.analysis import solution
from detente.analysis.frontier import Point
from detente.analysis.settlement import Settlements
from detente.errors import InputError
from detente.model.case import Case

SELECTED = ("nash", "kalai_smorodinsky", "egalitarian", "utilitarian", "equal_loss")
"""The concepts that choose from a set of points (Adjusted Winner divides instead)."""


@dataclass(frozen=True)
class Selection:
    """Solution concepts over any subset of a case's acceptable points.

    The reservation values and the ideal are those of the whole case, whatever the subset: Kalai-Smorodinsky and
    equal loss measure what can be reached against what each side could hope for, not against what is left of it.

    Attributes:
        case: the case.
        ideal: for each party the most it can have where everybody has at least its reservation value, in units.
    """

    case: Case
    ideal: tuple[int, ...]

    @classmethod
    def of(cls, found: Settlements) -> Selection:
        """The selection by the settlements of a case."""
        known = found.case.utilities
        ideal = (
            int(found.ideal[name] * size)
            for name, size in zip(known.parties, known.denominators, strict=True)
        )
        return cls(found.case, tuple(ideal))

    @cached_property
    def _factors(self) -> list[tuple[int, int]]:
        """The parties in order of name, and what their units are multiplied by to have one scale for all."""
        known = self.case.utilities
        unit = lcm(*known.denominators)
        names = sorted(range(len(known.parties)), key=known.parties.__getitem__)
        return [(p, unit // known.denominators[p]) for p in names]

    def _scaled(self, units: Sequence[int]) -> tuple[int, ...]:
        return tuple(units[p] * factor for p, factor in self._factors)

    def gainers(self, point: Point) -> frozenset[int]:
        """Indices of the parties that a point gives more than no deal."""
        pairs = zip(point.units, self.case.reservations, strict=True)
        return frozenset(p for p, (units, least) in enumerate(pairs) if units > least)

    def choice(self, concept: str, points: Sequence[Point]) -> solution.Choice:
        """What a concept chooses among points that are all acceptable; ties are broken as `settle` breaks them.

        Raises:
            InputError: the concept does not choose from points.
            NoAgreement: there are no points.
        """
        if concept not in SELECTED:
            raise InputError.at(
                self.case.name,
                f"{concept} does not choose among outcomes that can be reached; choose one of {', '.join(SELECTED)}",
            )
        rows = [self._scaled(point.units) for point in points]
        goal_posts: list[Any] = [self._scaled(self.case.reservations)]
        if concept in ("kalai_smorodinsky", "equal_loss"):
            goal_posts.append(self._scaled(self.ideal))
        chosen: solution.Choice = getattr(solution, concept)(rows, *goal_posts)
        return chosen
