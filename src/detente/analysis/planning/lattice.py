"""The states between where things stand and the target, and what each of them asks of the parties.

Each variable that changes is an axis; a state is a node on each. Utilities, walk-away values and costs are arrays
over all states, so that the search only looks numbers up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from math import lcm, prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.analysis.planning.axis import Axis
from detente.analysis.planning.breakdown import after
from detente.errors import TooLarge
from detente.model.case import Case, Indices
from detente.model.lapse import Lapse
from detente.model.standing import Standing

LARGEST = 2**21
"""Above this many states the search is not exhaustive."""

LARGEST_TIED = 2**18
"""The same where needs or rules tie the moves together: then states are opened one by one."""

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Lattice:
    """All states of a plan, numbered in mixed radix over the axes' nodes.

    Attributes:
        case: the case.
        standing: where the plan begins.
        axes: the variables that change.
        scale: for each party what its exposure and temptation are measured against, in its units.
        borne: by party's index the largest exposure that it bears, in its units, where it has a limit.
        never_worse: whether no step may leave anyone worse off.
        lapsed: terms that are no longer in force.
        later: sets of terms that may have lapsed later on; each state asks the least that it asks with any of them.
    """

    case: Case
    standing: Standing
    axes: tuple[Axis, ...]
    scale: tuple[int, ...]
    borne: Mapping[int, Fraction] = field(default_factory=dict)
    never_worse: bool = False
    lapsed: tuple[Lapse, ...] = ()
    later: tuple[tuple[Lapse, ...], ...] = ()

    def __post_init__(self) -> None:
        """Refuse what would take too long.

        Raises:
            TooLarge: more than `LARGEST` states, or `LARGEST_TIED`.
        """
        if self.size > LARGEST or (self.size > LARGEST_TIED and not self.free):
            raise TooLarge(f"{self.size:,} states lie between the start and the target")

    @cached_property
    def shape(self) -> tuple[int, ...]:
        """Number of nodes of each axis."""
        return tuple(len(axis.values) for axis in self.axes)

    @property
    def size(self) -> int:
        """Number of states."""
        return prod(self.shape)

    @cached_property
    def done(self) -> Mask:
        """Whether each state is the target: they differ in what stays, where ways to it do."""
        return self.over(
            [[node >= axis.first_final for node in range(len(axis.values))] for axis in self.axes]
        )

    @cached_property
    def strides(self) -> tuple[int, ...]:
        """By how much a state's number grows from one node of each axis to the next."""
        return tuple(prod(self.shape[k + 1 :]) for k in range(len(self.shape)))

    def nodes(self, state: int) -> tuple[int, ...]:
        """The node on each axis."""
        return tuple(
            state // stride % count for stride, count in zip(self.strides, self.shape, strict=True)
        )

    def left(self, state: int) -> Indices:
        """What stays if the plan breaks off in a state, terms that have lapsed aside."""
        found = list(self.standing.stays)
        for axis, node in zip(self.axes, self.nodes(state), strict=True):
            found[axis.variable] = axis.stays[node]
        return tuple(found)

    def _grid(self, broken_off: bool) -> dict[int, NDArray[Any]]:
        """Value indices by variable, each along its own axis: in the state, or in what stays of it."""
        base = self.standing.stays if broken_off else self.standing.state
        grid: dict[int, NDArray[Any]] = {v: np.array(value) for v, value in enumerate(base)}
        for k, axis in enumerate(self.axes):
            along = [1] * len(self.axes)
            along[k] = -1
            values = axis.stays if broken_off else axis.values
            grid[axis.variable] = np.array(values).reshape(along)
        return grid

    def _flat(self, mask: NDArray[Any]) -> NDArray[Any]:
        """A value for each state, flat."""
        return np.ascontiguousarray(np.broadcast_to(mask, self.shape)).reshape(-1)

    def over(self, along: Sequence[Sequence[bool]]) -> Mask:
        """Whether in each state all axes are at a node that is marked."""
        found: Mask = np.array(True)
        for k, marks in enumerate(along):
            shape = [1] * len(self.shape)
            shape[k] = -1
            found = found & np.array(marks, dtype=bool).reshape(shape)
        return self._flat(found)

    def units(
        self, party: int, broken_off: bool = False, lapsed: tuple[Lapse, ...] = ()
    ) -> NDArray[Any]:
        """Utility to a party, in its units, of each state, or of what stays of it if the plan breaks off."""
        utilities = self.case.utilities
        grid = self._grid(broken_off)
        for lapse in lapsed:
            grid |= {variable: np.array(value) for variable, value in lapse.after}
        table = utilities.tables[party]
        worths = utilities.interactions[party]
        largest = sum(max(map(abs, row)) for row in table) + sum(abs(worth) for _, worth in worths)
        dtype: Any = np.int64 if largest < 2**60 else object
        total = np.array(0, dtype=dtype)
        for v, row in enumerate(table):
            total = total + np.array(row, dtype=dtype)[grid[v]]
        for condition, worth in worths:
            total = total + np.where(condition.mask(grid), worth, 0).astype(dtype)
        return self._flat(total)

    @cached_property
    def valid(self) -> Mask:
        """Whether each state obeys every rule."""
        grid = self._grid(broken_off=False)
        found: NDArray[np.bool_] = np.array(True)
        for rule in self.case.rules:
            found = found & rule.condition.mask(grid)
        return self._flat(found).astype(bool)

    @cached_property
    def free(self) -> bool:
        """Whether steps of one set of performers each suffice for the least trust.

        They do where no need and no rule stands in the way of any move in any state, and no two different
        sets of performers overlap: a step of several then visits every state that some order of the single
        ones visits. (Where `a` and `b` each make a move of their own and one together, the last of them to act
        in a common step completes two moves at once, which no single step does.) Where no step may leave anyone worse
        off, a step of several may do what no single one may.
        """
        moves = [edge.move for axis in self.axes for edge in axis.edges]
        makers = {move.by for move in moves}
        apart = sum(map(len, makers)) == len({party for by in makers for party in by})
        unneeding = all(move.needs is None for move in moves)
        straight = all(axis.straight for axis in self.axes)
        return apart and unneeding and straight and not self.never_worse and bool(self.valid.all())

    @cached_property
    def open(self) -> tuple[tuple[Mask | None, ...], ...]:
        """For each axis and edge, whether what its move needs holds in each state; None where it needs nothing."""
        grid = self._grid(broken_off=False)
        return tuple(
            tuple(
                None
                if edge.move.needs is None
                else self._flat(edge.move.needs.mask(grid)).astype(bool)
                for edge in axis.edges
            )
            for axis in self.axes
        )

    @cached_property
    def worths(self) -> tuple[NDArray[Any], ...]:
        """For each party the utility of each state, in its units."""
        return tuple(self.units(p) for p in range(len(self.scale)))

    def _asked(self, lapsed: tuple[Lapse, ...]) -> tuple[NDArray[Any], Mask]:
        """What each state asks once some terms have lapsed, in shares of one unit; and whether somebody bears it not.

        The largest exposure or temptation of any party, divided by the party's scale: trust as the design defines it,
        for one state.
        """
        utilities = self.case.utilities
        unit = lcm(*self.scale)
        assert self.case.status_quo is not None
        start, target = after(self.case.status_quo, lapsed), self.target
        worst: NDArray[Any] | None = None
        unborne: Mask = np.zeros(self.size, dtype=bool)
        for p, party in enumerate(self.case.parties):
            left = self.units(p, broken_off=True, lapsed=lapsed)
            factor = unit // self.scale[p]
            before, then = utilities.units(p, start), utilities.units(p, target)
            given = self.case.preferences[party].reservation
            reservation = before if given is None else self.case.reservations[p]
            largest = max(int(np.abs(left).max()), abs(before), abs(then), abs(reservation))
            if (4 * largest + abs(utilities.penalties[p])) * factor >= 2**62:
                left = left.astype(object)
            exposure = before - left
            temptation = reservation - exposure - then - utilities.penalties[p]
            asked = np.maximum(np.maximum(exposure, temptation), 0) * factor
            worst = asked if worst is None else np.maximum(worst, asked)
            if p in self.borne:
                unborne |= (exposure > self.borne[p].__floor__()).astype(bool)
        assert worst is not None
        return worst, unborne

    @cached_property
    def _cost(self) -> tuple[NDArray[np.int64], tuple[Fraction, ...]]:
        """Rank of each state's cost, and the cost behind each rank.

        Costs are compared as whole numbers over one common denominator.
        """
        unit = lcm(*self.scale)
        worst, unborne = self._asked(self.lapsed)
        for lapsed in self.later:
            other, other_unborne = self._asked(lapsed)
            worst, unborne = np.minimum(worst, other), unborne & other_unborne
        worst[self.done] = 0  # in the target the plan is done: it is not counted
        unborne[self.done] = False
        levels, rank = np.unique(worst, return_inverse=True)
        rank = rank.reshape(-1).astype(np.int64)
        rank[unborne] = len(levels)
        return rank, tuple(Fraction(int(level), unit) for level in levels)

    @cached_property
    def target(self) -> Indices:
        """Where the plan leads, as value indices."""
        found = list(self.standing.state)
        for axis in self.axes:
            found[axis.variable] = axis.values[-1]
        return tuple(found)

    @property
    def rank(self) -> NDArray[np.int64]:
        """Rank of each state's cost, lowest 0; `len(levels)` where somebody does not bear it."""
        return self._cost[0]

    @property
    def levels(self) -> tuple[Fraction, ...]:
        """The cost behind each rank: the trust that visiting such a state asks."""
        return self._cost[1]

    @cached_property
    def gains(self) -> NDArray[np.float64]:
        """Sum over the parties of the utility of each state, each on its scale: to prefer gains that come early.

        Only breaks ties between plans of the same trust and length, so doubles will do.
        """
        total = np.zeros(self.size)
        for worth, scale in zip(self.worths, self.scale, strict=True):
            total += (worth / scale).astype(float)
        return total
