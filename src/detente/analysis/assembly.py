"""The undominated combinations of each group of variables, and all groups put together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from detente.analysis.free import FEW, chained, free, single
from detente.analysis.grouping import Agenda, Group
from detente.analysis.merge import merge
from detente.analysis.pareto import Matrix, Numbers
from detente.analysis.scan import MOST, Part, scan, together
from detente.errors import NoAgreement

Progress = Callable[[int, int], None]
"""Called now and then with (work done, work in all)."""

_MERGE = 1 << 18
"""What merging a part counts for in the progress: as much as looking at this many combinations."""

_THICK = 5_000
"""Points up to which nothing is thinned, whatever the tolerance; with three parties or more ten times that."""

SLOWER = 64
"""How much longer it takes to look at a combination where numbers do not fit into 64 bits, or so."""

ROW = 512
"""Bytes that a label or a point takes while the next ones are made from it, roughly."""


@dataclass(frozen=True)
class Limits:
    """How much the answer may take, and how exact it has to be.

    Attributes:
        rows: labels or points to keep at once at most.
        tolerance: share of each party's range by which an outcome may beat every point that is
            returned; 0 for the exact frontier.
    """

    rows: int
    tolerance: Fraction

    @classmethod
    def of(cls, memory: int, tolerance: Fraction) -> Limits:
        """The limits for so many bytes."""
        return cls(max(1000, memory // ROW), tolerance)


@dataclass(frozen=True)
class Whole:
    """The points of a case.

    Attributes:
        points: utilities in the agenda's units.
        ways: for each the number of outcomes that was found to have exactly these.
        chosen: for each and each variable of the case its value index in the outcome kept.
        extent: for each party of the agenda the least and greatest utility; None where not known.
        lost: for each party of the agenda the most by which an outcome may beat every point.
    """

    points: Matrix
    ways: list[int]
    chosen: Numbers
    extent: tuple[tuple[int, int], ...] | None
    lost: tuple[int, ...]


def assembled(ready: Agenda, limits: Limits, progress: Progress | None) -> Whole:
    """The undominated outcomes of a case, or such as come near them within the tolerance.

    Raises:
        NoAgreement: the rules leave no outcome.
        TooLarge: they do not fit into the limits.
    """
    work = _Work(ready, progress)
    budget = _Budget(ready, limits)
    at_once = chained(ready, limits.rows) if limits.tolerance == 0 else None
    blocks = [] if at_once is None else [at_once]
    blocks += [
        (
            group,
            budget.thinned(
                part_of(ready, group, limits, work.step(_size(ready, group)), budget.for_group)
            ),
        )
        for group in ready.groups
        if at_once is None or not free(group)
    ]
    whole = nothing(ready)
    chosen = np.zeros((1, len(ready.case.variables)), dtype=np.int64)
    chosen[:] = ready.settled()
    for group, part in blocks:
        assert part.values is not None
        whole = budget.thinned(merge(whole, part, work.step(_MERGE), limits.rows))
        chosen = chosen[whole.ids // len(part.points)]
        at = part.values[whole.ids % len(part.points)]
        for v, values, index in zip(group.variables, group.values, at.T, strict=True):
            chosen[:, v] = np.array(values)[index]
    work.done()
    return Whole(
        whole.points,
        whole.ways.tolist(),
        chosen,
        together(part for _, part in blocks),
        tuple(budget.lost),
    )


def nothing(ready: Agenda) -> Part:
    """No variable at all, which is worth nothing to anybody, in one way."""
    return Part(
        np.zeros((1, len(ready.parties)), dtype=np.int64),
        np.zeros(1, dtype=np.int64),
        np.zeros(1, dtype=np.int64),
        np.ones(1, dtype=ready.count_dtype),
    )


def part_of(
    ready: Agenda,
    group: Group,
    limits: Limits,
    tell: Callable[[float], None] = lambda _: None,
    slack: Callable[[], list[int] | None] = lambda: None,
) -> Part:
    """The undominated combinations of a group.

    Args:
        ready: the case made ready.
        group: one of its groups.
        limits: how much they may take.
        tell: told now and then what share of the work is done.
        slack: asked, if the group is eliminated, what may be lost.

    Raises:
        NoAgreement: the rules leave none.
        TooLarge: there are too many.
    """
    if free(group) and len(group.values[0]) <= FEW:
        return single(ready, group)
    if not eliminated(ready, group):
        part = scan(ready, group, tell, limits.rows)
        if part is not None:
            return part
    else:
        from detente.analysis.elimination.engine import eliminate

        found = eliminate(ready, group, limits.rows, slack(), tell)
        if found is not None:
            return Part(
                found.points,
                np.arange(len(found.points)),
                found.changes,
                np.array(found.ways, dtype=ready.count_dtype),
                None,
                found.values,
            )
    names = ", ".join(sorted({repr(name) for name, _ in group.rules}))
    raise NoAgreement(
        f"{ready.case.name}: the rules leave no outcome at all: "
        f"no combination of values obeys {names} together"
    )


def eliminated(ready: Agenda, group: Group) -> bool:
    """Whether a group has too many combinations to look at each."""
    most = MOST if ready.dtype is np.int64 else MOST // SLOWER
    return len(group.variables) > 1 and group.combinations > most


class _Budget:
    """What may be lost, and what has been.

    Half of it is kept for the points at the end, which makes them few; the other half is shared out
    among the steps before as they come, and what one of them had no need of is left to the others.
    """

    def __init__(self, ready: Agenda, limits: Limits) -> None:
        self.lost = [0] * len(ready.parties)
        self._all: list[int] | None = None
        self._steps = 2 * len(ready.groups)  # each group is found, and then merged
        if limits.tolerance > 0:
            ranges = [_range(ready, p, limits) for p in range(len(ready.parties))]
            self._all = [int(limits.tolerance * size) for size in ranges]

    def for_group(self) -> list[int] | None:
        """What eliminating a group may lose."""
        if self._all is None:
            return None
        return self._spend(self._share())

    def thinned(self, part: Part) -> Part:
        """A part without points that others nearly reach."""
        self._steps -= 1
        thick = _THICK if len(self.lost) == 2 else 10 * _THICK
        if self._all is None or len(part.points) <= thick:
            return part
        from detente.analysis.elimination.thinning import thin

        kept = thin(part.points, self._spend(self._share()))
        values = None if part.values is None else part.values[kept]
        return Part(
            part.points[kept],
            part.ids[kept],
            part.changes[kept],
            part.ways[kept],
            part.extent,
            values,
        )

    def _share(self) -> list[int]:
        """What the next step may lose."""
        assert self._all is not None
        if self._steps <= 0:
            return [much - lost for much, lost in zip(self._all, self.lost, strict=True)]
        return [
            max(0, much // 2 - lost) // self._steps
            for much, lost in zip(self._all, self.lost, strict=True)
        ]

    def _spend(self, each: list[int]) -> list[int]:
        self.lost = [a + b for a, b in zip(self.lost, each, strict=True)]
        return each


def _range(ready: Agenda, p: int, limits: Limits) -> int:
    """No more than the range of a party's utility over the valid outcomes, in the agenda's units."""
    from detente.analysis.extent import group_extent

    ends = [group_extent(ready, group, p, limits.rows) for group in ready.groups]
    return sum(high - low for low, high in ends)


class _Work:
    """How much of the work is done."""

    def __init__(self, ready: Agenda, progress: Progress | None) -> None:
        self._progress = progress
        self._total = sum(_size(ready, group) + _MERGE for group in ready.groups)
        self._before = self._step = 0

    def step(self, size: int) -> Callable[[float], None]:
        """Begins a step that counts for so much; the answer is told what share of it is done."""
        self._before += self._step
        self._step = size
        return self._tell

    def done(self) -> None:
        """All of it."""
        self.step(0)(0.0)

    def _tell(self, share: float) -> None:
        if self._progress is not None:
            self._progress(self._before + int(share * self._step), self._total)


def _size(ready: Agenda, group: Group) -> int:
    """What the undominated combinations of a group count for in the progress."""
    return MOST if eliminated(ready, group) else group.combinations
