"""What could we agree on: the exact Pareto frontier of a case.

Variables that no rule and no interaction ties are merged one by one, keeping only undominated
utility vectors (Nemhauser and Ullmann 1969, Discrete Dynamic Programming and Capital Allocation,
Management Science 15(9), 494-505). Since utilities add up over the parts, what is dominated within
a part is dominated in the whole. Variables that are tied make one part, whose combinations are all
looked through. Nothing is sampled and nothing is rounded.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from detente.analysis.continuum import grid_bound
from detente.analysis.grouping import Agenda, agenda
from detente.analysis.pareto import Collector, Numbers
from detente.analysis.scan import Part, check_size, scan
from detente.errors import NoAgreement, TooLarge
from detente.model.case import Case, Indices, Outcome

Progress = Callable[[int, int], None]
"""Called now and then with (work done, work in all)."""

LARGEST = 200_000
"""Undominated vectors, of the whole or on the way to it, that are kept; above it the frontier is too large."""

_CHUNK = 1 << 18
"""Pairs of points added up together when two parts are merged."""


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
        """The largest utility of each party over acceptable points, in units; None without any.

        It is also the largest over all acceptable outcomes: what dominates an acceptable outcome
        is acceptable too.
        """
        reached = [point.units for point in self.acceptable]
        return tuple(map(max, zip(*reached, strict=True))) if reached else None


def frontier(case: Case, progress: Progress | None = None) -> Frontier:
    """The exact frontier of a case: every utility vector that no valid outcome's dominates.

    The answer does not hang on the order in which the case lists parties, issues or values. Among
    the outcomes with the utilities of a point the first is kept: groups of tied variables in order
    of their first name, variables in order of name, values in order of label (numbers ascending).

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
        low, high = sum(part.least[p] for part in parts), sum(part.most[p] for part in parts)
        extent[party] = (
            ready.offset[p] + ready.unit[p] * low,
            ready.offset[p] + ready.unit[p] * high,
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


def least_units(case: Case, party: int) -> int:
    """The least utility of a party (by its index) over all valid outcomes, in its units.

    Whoever has the frontier reads it there: `extent[party][0]`.

    Raises:
        NoAgreement, TooLarge, InputError: as `frontier`.
    """
    ready = agenda(case)
    p = ready.parties.index(party)
    low = sum(part.least[p] for part in _scanned(ready, None))
    return ready.offset[p] + ready.unit[p] * low


def _work(ready: Agenda) -> tuple[int, int]:
    """Units of work, for the progress: in all, and for each merge (each counts like a chunk)."""
    looked = sum(group.combinations for group in ready.groups)
    return looked + _CHUNK * len(ready.groups), _CHUNK


def _scanned(ready: Agenda, progress: Progress | None) -> list[Part]:
    """The undominated combinations of each group.

    Raises:
        NoAgreement: the rules leave no outcome.
        TooLarge: a group has too many combinations.
    """
    for group in ready.groups:
        check_size(ready, group)
    total, _ = _work(ready)
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
                f"{ready.case.name}: the rules leave no outcome at all: no combination of values obeys {names} together"
            )
        parts.append(part)
        before += group.combinations
    return parts


def _merged(
    ready: Agenda, parts: Sequence[Part], progress: Progress | None
) -> tuple[Part, Numbers]:
    """The undominated sums over all parts, with the value index of each variable for each of them.

    A candidate is numbered (point of what is merged so far) x (points of the next part) + (point
    of the next part), so both remain in the order of their outcomes, and the first of equal ones
    is kept.

    Raises:
        TooLarge: too many undominated vectors.
    """
    parties = len(ready.parties)
    nothing = (0,) * parties
    whole = Part(
        np.zeros((1, parties), dtype=np.int64),
        np.zeros(1, dtype=np.int64),
        np.ones(1, dtype=ready.count_dtype),
        nothing,
        nothing,
    )
    chosen = np.zeros((1, len(ready.case.variables)), dtype=np.int64)
    for v, value in ready.fixed.items():
        chosen[:, v] = value
    total, each = _work(ready)
    for k, (group, part) in enumerate(zip(ready.groups, parts, strict=True)):
        kept = Collector(parties)
        width = max(1, _CHUNK // len(part.points))
        for start in range(0, len(whole.points), width):
            rows = slice(start, start + width)
            sums = whole.points[rows, None, :] + part.points[None, :, :]
            ways = whole.ways[rows, None] * part.ways[None, :]
            first = start * len(part.points)
            kept.show(sums.reshape(-1, parties), first + np.arange(ways.size), ways.reshape(-1))
            if len(kept.points) > LARGEST:
                raise TooLarge(
                    f"{ready.case.name}: more than {LARGEST:,} undominated utility vectors; give ranges larger steps, "
                    "write utilities with fewer digits, or settle some issues beforehand"
                )
            if progress is not None:
                progress(total - each * (len(parts) - k) + each * start // len(whole.points), total)
        whole = Part(kept.points, kept.ids, kept.ways, nothing, nothing)
        chosen = chosen[kept.ids // len(part.points)]
        at = np.unravel_index(part.ids[kept.ids % len(part.points)], group.shape)
        for v, values, index in zip(group.variables, group.values, at, strict=True):
            chosen[:, v] = np.array(values)[index]
    if progress is not None:
        progress(total, total)
    return whole, chosen
