"""What could we agree on: the exact Pareto frontier of a case.

Variables that a rule or an interaction ties together make one part, whose combinations are all
looked through; every other variable is a part by itself; the parts are then merged one by one.
Nothing is sampled and nothing is rounded.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from detente.analysis.continuum import grid_bound
from detente.analysis.grouping import Agenda, agenda
from detente.analysis.merge import merge
from detente.analysis.pareto import Numbers
from detente.analysis.scan import Part, check_size, scan
from detente.errors import NoAgreement
from detente.model.case import Case, Indices, Outcome
from detente.model.number import shown

Progress = Callable[[int, int], None]
"""Called now and then with (work done, work in all)."""

_SHOWN = 12
"""Points that a frontier shows when it is printed."""

_MERGE = 1 << 18
"""What merging a part counts for in the progress: as much as looking at this many combinations."""


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

    def __repr__(self) -> str:
        exact = "exact" if self.exact else "on a grid"
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


def frontier(case: Case, progress: Progress | None = None) -> Frontier:
    """The exact frontier of a case: every utility vector that no valid outcome's dominates.

    The answer does not hang on the order in which the case lists parties, issues or values. Among
    the outcomes with the utilities of a point the one is kept that changes the fewest variables of
    the status quo (nothing is handed over without need), and of those the first: groups of tied
    variables in order of their first name, variables in order of name, values in order of label
    (numbers ascending).

    A party without a reservation value, where the status quo does not give one either, accepts
    everything here.

    Args:
        case: a case in which every party's preferences are known.
        progress: called now and then with (work done, work in all).

    Raises:
        NoAgreement: the rules leave no outcome at all.
        TooLarge: rules or interactions tie more combinations together than can be looked through,
            or the frontier itself is too large.
        InputError: a party's preferences are not in the case.
    """
    ready = agenda(case)
    parts = _scanned(ready, progress)
    whole, chosen = _merged(ready, parts, progress)
    extent = [(0, 0)] * len(ready.parties)
    for p, party in enumerate(ready.parties):
        extent[party] = (
            ready.offset[p] + ready.unit[p] * whole.least[p],
            ready.offset[p] + ready.unit[p] * whole.most[p],
        )
    known = case.utilities.reservations
    points = [
        Point(
            tuple(indices),
            units,
            int(ways),
            all(d is None or u >= d for u, d in zip(units, known, strict=True)),
        )
        for indices, units, ways in zip(
            chosen.tolist(), ready.units(whole.points), whole.ways.tolist(), strict=True
        )
    ]
    points.sort(key=lambda point: point.units, reverse=True)
    bound = grid_bound(case)
    return Frontier(case, tuple(points), not bound, bound, tuple(extent))


def _work(ready: Agenda) -> int:
    """Units of work in all, for the progress."""
    return sum(group.combinations + _MERGE for group in ready.groups)


def _scanned(ready: Agenda, progress: Progress | None) -> list[Part]:
    """The undominated combinations of each group.

    Raises:
        NoAgreement: the rules leave no outcome.
        TooLarge: a group has too many combinations.
    """
    for group in ready.groups:
        check_size(ready, group)
    total = _work(ready)
    parts = []
    before = 0
    for group in ready.groups:

        def tell(done: int, before: int = before) -> None:
            if progress is not None:
                progress(before + done, total)

        part = scan(ready, group, tell)
        if part is None:
            names = ", ".join(sorted({repr(name) for name, _ in group.rules}))
            raise NoAgreement(
                f"{ready.case.name}: the rules leave no outcome at all: "
                f"no combination of values obeys {names} together"
            )
        parts.append(part)
        before += group.combinations
    return parts


def _merged(
    ready: Agenda, parts: Sequence[Part], progress: Progress | None
) -> tuple[Part, Numbers]:
    """All parts put together, and for each point the value index of every variable."""
    parties = len(ready.parties)
    nothing = (0,) * parties
    whole = Part(
        np.zeros((1, parties), dtype=np.int64),
        np.zeros(1, dtype=np.int64),
        np.zeros(1, dtype=np.int64),
        np.ones(1, dtype=ready.count_dtype),
        nothing,
        nothing,
    )
    chosen = np.zeros((1, len(ready.case.variables)), dtype=np.int64)
    for v, value in ready.fixed.items():
        chosen[:, v] = value
    total = _work(ready)
    for left, (group, part) in enumerate(zip(ready.groups, parts, strict=True), -len(parts)):

        def tell(done: int, of: int, left: int = left) -> None:
            if progress is not None:
                progress(total + _MERGE * left + _MERGE * done // of, total)

        whole = merge(whole, part, tell)
        chosen = chosen[whole.ids // len(part.points)]
        at = np.unravel_index(part.ids[whole.ids % len(part.points)], group.shape)
        for v, values, index in zip(group.variables, group.values, at, strict=True):
            chosen[:, v] = np.array(values)[index]
    if progress is not None:
        progress(total, total)
    return whole, chosen
