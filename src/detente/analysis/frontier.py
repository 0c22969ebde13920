"""What could we agree on: the exact Pareto frontier of a case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from detente.model.case import Case, Indices, Outcome

Progress = Callable[[int, int], None]
"""Called now and then with (work done, work in all)."""


@dataclass(frozen=True)
class Point:
    """One utility vector of the frontier, with an outcome that reaches it.

    Attributes:
        indices: the outcome kept for it, a value index per variable of the case.
        units: utility of each party in its own units (`case.utilities.denominators`).
        ways: number of valid outcomes with exactly these utilities; at least 1.
        acceptable: whether every party has at least its reservation value.
    """

    indices: Indices
    units: tuple[int, ...]
    ways: int
    acceptable: bool


@dataclass(frozen=True)
class Frontier:
    """The valid outcomes that no valid outcome dominates.

    Attributes:
        case: the case that was asked.
        points: one for each distinct utility vector; best for the case's first party first.
        exact: False only where a continuous range was taken on its grid.
        bound: for each party the most by which a point off the grid can beat the grid, on its own
            scale; empty when exact.
        extent: for each party its least and its greatest utility over all valid outcomes, in units.
    """

    case: Case
    points: tuple[Point, ...]
    exact: bool
    bound: dict[str, Fraction]
    extent: tuple[tuple[int, int], ...]

    def utilities(self, point: Point) -> dict[str, Fraction]:
        """Utility of a point to each party, on the party's own scale."""
        known = self.case.utilities
        return {name: known.value(p, point.units[p]) for p, name in enumerate(known.parties)}

    def outcome(self, point: Point) -> Outcome:
        """The outcome kept for a point, as people write it."""
        return self.case.outcome(point.indices)

    @property
    def acceptable(self) -> tuple[Point, ...]:
        """The points inside the zone of possible agreement."""
        return tuple(point for point in self.points if point.acceptable)

    @property
    def ideal(self) -> tuple[int, ...] | None:
        """The largest utility of each party over acceptable points, in units; None if there are none.

        It is also the largest over all acceptable outcomes: what dominates an acceptable outcome
        is acceptable too.
        """
        reached = [point.units for point in self.acceptable]
        return tuple(map(max, zip(*reached, strict=True))) if reached else None


def frontier(case: Case, progress: Progress | None = None) -> Frontier:
    """The exact frontier of a case (being written)."""
    raise NotImplementedError
