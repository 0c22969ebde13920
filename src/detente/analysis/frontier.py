"""What could we agree on: the exact Pareto frontier of a case.

Variables that a rule or an interaction ties together make one part, whose combinations are looked
through where they are few and eliminated variable by variable where they are many; every other
variable is a part by itself; the parts are then merged one by one. Nothing is sampled and nothing is
rounded; only where a tolerance is asked for are points left out, and the answer says how much that
can matter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from detente.analysis.assembly import Limits, Progress, assembled
from detente.analysis.behind import outcomes_behind
from detente.analysis.continuum import grid_bound
from detente.analysis.extent import extent as extent_of
from detente.analysis.grouping import Agenda, agenda
from detente.model.case import Case, Indices, Outcome
from detente.model.number import exact, shown

MEMORY = 2 << 30
"""Bytes that a search may take where nobody says otherwise."""

_SHOWN = 12
"""Points that a frontier shows when it is printed."""


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


@dataclass(frozen=True, repr=False)
class Frontier:
    """The valid outcomes that no valid outcome dominates.

    Attributes:
        case: the case that was asked.
        points: one for each distinct utility vector; best for the case's first party first.
        exact: False only where a continuous range was taken on its grid, or a tolerance was used.
        bound: for each party the most by which some outcome can beat the points, on its own scale:
            every outcome is matched by a point that is for no party worse by more; empty when exact.
    """

    case: Case
    points: tuple[Point, ...]
    exact: bool
    bound: dict[str, Fraction]
    _ends: tuple[tuple[int, int], ...] | None = None
    _lost: tuple[int, ...] = ()

    def __repr__(self) -> str:
        exact = "exact" if self.exact else "within a bound"
        inside = len(self.acceptable)
        return (
            f"Frontier({self.case.name!r}, {len(self.points)} points, {inside} acceptable, {exact})"
        )

    def __str__(self) -> str:
        lines = [
            f"{len(self.points)} undominated, {len(self.acceptable)} of them acceptable to all"
        ]
        for point in self.points[:_SHOWN]:
            worth = ", ".join(f"{p} {shown(u)}" for p, u in self.utilities(point).items())
            lines.append(f"  {worth}" + ("" if point.acceptable else "  (not acceptable to all)"))
        if len(self.points) > _SHOWN:
            lines.append(f"  and {len(self.points) - _SHOWN} more")
        return "\n".join(lines)

    def utilities(self, point: Point) -> dict[str, Fraction]:
        """Utility of a point to each party, on the party's own scale."""
        known = self.case.utilities
        return {name: known.value(p, point.units[p]) for p, name in enumerate(known.parties)}

    def outcome(self, point: Point) -> Outcome:
        """The outcome kept for a point, as people write it."""
        return self.case.outcome(point.indices)

    def outcomes_of(self, point: Point) -> Iterator[Indices]:
        """Every valid outcome with exactly the utilities of a point, each once: `point.ways` of them.

        Raises:
            ValueError: the frontier is not exact, so that there may be others.
        """
        if any(self._lost):
            raise ValueError("all outcomes behind a point are known only of an exact frontier")
        return outcomes_behind(self.case, point.units, Limits.of(MEMORY, Fraction(0)))

    @cached_property
    def extent(self) -> tuple[tuple[int, int], ...]:
        """For each party its least and its greatest utility over all valid outcomes, in units.

        Raises:
            TooLarge: rules or interactions tie too many variables together to tell.
        """
        return extent_of(self.case) if self._ends is None else self._ends

    @property
    def acceptable(self) -> tuple[Point, ...]:
        """The points inside the zone of possible agreement."""
        return tuple(point for point in self.points if point.acceptable)

    @property
    def ideal(self) -> tuple[int, ...] | None:
        """The largest utility of each party over acceptable points, in units; None without any.

        It is also the largest over all acceptable outcomes: what dominates an acceptable outcome
        is acceptable too.
        """
        reached = [point.units for point in self.acceptable]
        return tuple(map(max, zip(*reached, strict=True))) if reached else None


def frontier(
    case: Case,
    progress: Progress | None = None,
    *,
    tolerance: Fraction | float | str = 0,
    memory: int = MEMORY,
) -> Frontier:
    """The frontier of a case: every utility vector that no valid outcome's dominates.

    The answer is exact, and does not hang on the order in which the case lists parties, issues or
    values. Among the outcomes with the utilities of a point one is kept that changes the fewest
    variables of the status quo (nothing is handed over without need); of several such it is always
    the same one.

    A party without a reservation value, where the status quo does not give one either, accepts
    everything here.

    Args:
        case: a case in which every party's preferences are known.
        progress: called now and then with (work done, work in all).
        tolerance: 0, or the share of each party's range of utility by which an outcome may beat
            every point that is given, for a frontier that is too large to be held. What it has
            come to is in the answer's `bound`; where there was no need for it, the answer is exact.
        memory: bytes that the search may take, roughly.

    Raises:
        NoAgreement: the rules leave no outcome at all.
        TooLarge: the frontier, or what has to be told apart to find it, does not fit into memory.
        InputError: a party's preferences are not in the case.
        ValueError: the tolerance is not between 0 and 1.
    """
    allowed = exact(tolerance)
    if not 0 <= allowed < 1:
        raise ValueError(f"a tolerance of {tolerance} is not a share between 0 and 1")
    ready = agenda(case)
    whole = assembled(ready, Limits.of(memory, allowed), progress)
    known = case.utilities.reservations
    points = [
        Point(
            tuple(indices),
            units,
            int(ways),
            all(d is None or u >= d for u, d in zip(units, known, strict=True)),
        )
        for indices, units, ways in zip(
            whole.chosen.tolist(), ready.units(whole.points), whole.ways, strict=True
        )
    ]
    points.sort(key=lambda point: point.units, reverse=True)
    bound = grid_bound(case)
    if any(whole.lost):
        for p, party in enumerate(ready.parties):
            name = case.utilities.parties[party]
            lost = case.utilities.value(party, ready.unit[p] * whole.lost[p])
            bound[name] = bound.get(name, Fraction(0)) + lost
    ends = None if whole.extent is None else _in_units(ready, whole.extent)
    return Frontier(case, tuple(points), not bound, bound, ends, whole.lost)


def _in_units(ready: Agenda, ends: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Least and greatest utilities in the case's units and its order of parties."""
    found = [(0, 0)] * len(ends)
    for p, party in enumerate(ready.parties):
        low, high = (ready.offset[p] + ready.unit[p] * end for end in ends[p])
        found[party] = low, high
    return tuple(found)
