"""The states between the status quo and the target, and what each of them asks of the parties.

Each variable that changes is an axis; a position on it says how many of its moves have been made. Utilities, walk-away
values and costs are arrays over all positions, so that the search only looks numbers up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import lcm, prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.errors import NoPlan, TooLarge
from detente.model.case import Case, Indices
from detente.model.move import Move

FINEST = 60_000
"""Ranges that the case leaves to the planner are split as finely as keeps the number of states below this."""

MOST_STEPS = 20_000_000
"""They are split no finer, too, than keeps the steps that lead on along one of them, from all states, below this."""

LARGEST = 2**21
"""Above this many states the search is not exhaustive."""

LARGEST_TIED = 2**18
"""The same where needs or rules tie the moves together: then states are opened one by one."""


@dataclass(frozen=True)
class Axis:
    """One variable on its way from its value today to its value in the target.

    Attributes:
        variable: index of the variable.
        moves: in order; position k means that the first k have been made.
        values: value index at each position.
        stays: value index that stays at each position if the plan breaks off: the end of the last irrevocable move
            made, else today's value.
    """

    variable: int
    moves: tuple[Move, ...]

    @cached_property
    def values(self) -> tuple[int, ...]:  # noqa: D102
        return (self.moves[0].start, *(move.end for move in self.moves))

    @cached_property
    def stays(self) -> tuple[int, ...]:  # noqa: D102
        left = [self.moves[0].start]
        for move in self.moves:
            left.append(left[-1] if move.revocable else move.end)
        return tuple(left)


def axes(
    case: Case, start: Sequence[int], target: Sequence[int], finest: int = FINEST
) -> tuple[Axis, ...]:
    """The variables that change, each with its moves.

    Raises:
        NoPlan: no moves lead from one value to another.
    """
    paths: list[tuple[Move, ...]] = []
    free: dict[int, int] = {}  # into how many parts each range goes that the case leaves to us
    for v, (here, there) in enumerate(zip(start, target, strict=True)):
        if here == there:
            continue
        path = case.changes.path(v, here, there)
        variable = case.variables[v]
        if path is None:
            raise NoPlan(
                f"no moves lead from {variable.labels[here]!r} to {variable.labels[there]!r} on "
                f"{variable.name}; list the missing change under 'moves'"
            )
        if variable.numbers is not None:
            demanded = case.changes.increments(path[0])
            if demanded is None:
                free[len(paths)] = abs(there - here)
            else:
                path = case.changes.split(path[0], demanded)
        paths.append(path)
    others = prod(len(path) + 1 for k, path in enumerate(paths) if k not in free)
    while free:
        longest = max(free, key=free.__getitem__)
        states = others * prod(parts + 1 for parts in free.values())
        if free[longest] == 1 or (states <= finest and states * free[longest] <= MOST_STEPS):
            break
        free[longest] -= 1
    for k, parts in free.items():
        paths[k] = case.changes.split(paths[k][0], parts)
    return tuple(Axis(path[0].variable, path) for path in paths)


@dataclass(frozen=True)
class Lattice:
    """All states of a plan from `start` to `target`, numbered in mixed radix over the axes.

    Attributes:
        case: the case.
        start: value index of each variable at the outset.
        axes: the variables that change.
        scale: for each party what its exposure and temptation are measured against, in its units.
    """

    case: Case
    start: Indices
    axes: tuple[Axis, ...]
    scale: tuple[int, ...]

    def __post_init__(self) -> None:
        """Refuse what would take too long.

        Raises:
            TooLarge: more than `LARGEST` states, or `LARGEST_TIED`.
        """
        if self.size > LARGEST or (self.size > LARGEST_TIED and not self.free):
            raise TooLarge(f"{self.size:,} states lie between the start and the target")

    @cached_property
    def shape(self) -> tuple[int, ...]:
        """Number of positions on each axis."""
        return tuple(len(axis.moves) + 1 for axis in self.axes)

    @property
    def size(self) -> int:
        """Number of states."""
        return prod(self.shape)

    @property
    def end(self) -> int:
        """Number of the target's state; the start is 0."""
        return self.size - 1

    @cached_property
    def strides(self) -> tuple[int, ...]:
        """By how much a state's number grows with one move on each axis."""
        return tuple(prod(self.shape[k + 1 :]) for k in range(len(self.shape)))

    def positions(self, state: int) -> tuple[int, ...]:
        """Moves made on each axis."""
        return tuple(
            state // stride % count for stride, count in zip(self.strides, self.shape, strict=True)
        )

    def indices(self, state: int) -> Indices:
        """The state as a value index for each variable."""
        found = list(self.start)
        for axis, position in zip(self.axes, self.positions(state), strict=True):
            found[axis.variable] = axis.values[position]
        return tuple(found)

    def _grid(self, broken_off: bool) -> dict[int, NDArray[Any]]:
        """Value indices by variable, each along its own axis: in the state, or in what stays of it."""
        grid: dict[int, NDArray[Any]] = {v: np.array(value) for v, value in enumerate(self.start)}
        for k, axis in enumerate(self.axes):
            along = [1] * len(self.axes)
            along[k] = -1
            values = axis.stays if broken_off else axis.values
            grid[axis.variable] = np.array(values).reshape(along)
        return grid

    def _over(self, mask: NDArray[Any]) -> NDArray[Any]:
        """A value for each state, flat."""
        return np.ascontiguousarray(np.broadcast_to(mask, self.shape)).reshape(-1)

    def units(self, party: int, broken_off: bool = False) -> NDArray[Any]:
        """Utility to a party, in its units, of each state, or of what stays of it if the plan breaks off."""
        utilities = self.case.utilities
        grid = self._grid(broken_off)
        table = utilities.tables[party]
        worths = utilities.interactions[party]
        largest = sum(max(map(abs, row)) for row in table) + sum(abs(worth) for _, worth in worths)
        dtype: Any = np.int64 if largest < 2**60 else object
        total = np.array(0, dtype=dtype)
        for v, row in enumerate(table):
            total = total + np.array(row, dtype=dtype)[grid[v]]
        for condition, worth in worths:
            total = total + np.where(condition.mask(grid), worth, 0).astype(dtype)
        return self._over(total)

    @cached_property
    def valid(self) -> NDArray[np.bool_]:
        """Whether each state obeys every rule."""
        grid = self._grid(broken_off=False)
        found: NDArray[np.bool_] = np.array(True)
        for rule in self.case.rules:
            found = found & rule.condition.mask(grid)
        return self._over(found).astype(bool)

    @cached_property
    def free(self) -> bool:
        """Whether steps of one set of performers each suffice for the least trust.

        They do where no need and no rule stands in the way of any move in any state, and no two different
        sets of performers overlap: a step of several then visits every state that some order of the single
        ones visits. (Where `a` and `b` each make a move of their own and one together, the last of them to act
        in a common step completes two moves at once, which no single step does.)
        """
        moves = [move for axis in self.axes for move in axis.moves]
        makers = {move.by for move in moves}
        apart = sum(map(len, makers)) == len({party for by in makers for party in by})
        return apart and all(move.needs is None for move in moves) and bool(self.valid.all())

    @cached_property
    def open(self) -> tuple[tuple[NDArray[np.bool_] | None, ...], ...]:
        """For each axis and move, whether what it needs holds in each state; None where it needs nothing."""
        grid = self._grid(broken_off=False)
        return tuple(
            tuple(
                None if move.needs is None else self._over(move.needs.mask(grid)).astype(bool)
                for move in axis.moves
            )
            for axis in self.axes
        )

    @cached_property
    def _cost(self) -> tuple[NDArray[np.int64], tuple[Fraction, ...]]:
        """Rank of each state's cost, and the cost behind each rank.

        The cost is the largest exposure or temptation of any party in that state, divided by the party's scale: trust
        as the design defines it, for one state. Costs are compared as whole numbers over one common denominator.
        """
        utilities = self.case.utilities
        unit = lcm(*self.scale)
        worst: NDArray[Any] | None = None
        for p, reservation in enumerate(self.case.reservations):
            own = self.units(p)
            left = self.units(p, broken_off=True)
            factor = unit // self.scale[p]
            if own.dtype == object or int(np.abs(left).max()) * 4 * factor >= 2**62:
                own, left = own.astype(object), left.astype(object)
            exposure = own[0] - left
            temptation = reservation - exposure - own[self.end] - utilities.penalties[p]
            asked = np.maximum(np.maximum(exposure, temptation), 0) * factor
            worst = asked if worst is None else np.maximum(worst, asked)
        assert worst is not None
        worst[self.end] = 0  # in the target the plan is done: it is not counted
        levels, rank = np.unique(worst, return_inverse=True)
        return rank.reshape(-1).astype(np.int64), tuple(
            Fraction(int(level), unit) for level in levels
        )

    @property
    def rank(self) -> NDArray[np.int64]:
        """Rank of each state's cost, lowest 0."""
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
        for p, scale in enumerate(self.scale):
            total += (self.units(p) / scale).astype(float)
        return total
