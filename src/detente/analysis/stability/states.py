"""The states of a case: every outcome that obeys the rules, found again by its values, and ranked by each party."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from detente.analysis.stability.movement import Places
from detente.errors import NoAgreement, TooLarge
from detente.model.case import Case, Indices

MOST_STATES = 2_000_000
"""States that a graph model may have."""

_MOST_ROWS = 8_000_000
"""Rows kept while states are being put together."""

_DENSE = 1 << 26
"""Combinations of values for each of which a place may be kept."""


@dataclass(frozen=True, eq=False, repr=False)
class States(Sequence[Indices]):
    """The valid outcomes of a case, in the order in which the last variable changes fastest.

    Attributes:
        values: shape (n, variables), value indices.
    """

    values: NDArray[np.int32]

    def __repr__(self) -> str:
        return f"States({len(self)})"

    def __len__(self) -> int:
        return len(self.values)

    @overload
    def __getitem__(self, at: int) -> Indices: ...
    @overload
    def __getitem__(self, at: slice) -> list[Indices]: ...
    def __getitem__(self, at: int | slice) -> Indices | list[Indices]:
        if isinstance(at, slice):
            return [tuple(row) for row in self.values[at].tolist()]
        return tuple(self.values[at].tolist())

    @cached_property
    def _columns(self) -> tuple[NDArray[np.int64], ...]:
        """For each variable its values that occur, in order."""
        return tuple(np.unique(column).astype(np.int64) for column in self.values.T)

    @cached_property
    def strides(self) -> NDArray[np.int64]:
        """What one place further among the values that occur adds to the code of a state, for each variable."""
        sizes = [len(column) for column in self._columns]
        if prod(sizes) >= 2**62:
            raise TooLarge(
                f"the outcomes of {len(sizes)} issues that change are too many to be told apart by number; fix what "
                "hardly matters"
            )
        return np.array([prod(sizes[at + 1 :]) for at in range(len(sizes))], dtype=np.int64)

    @cached_property
    def codes(self) -> NDArray[np.int64]:
        """A number for each state, ascending."""
        codes = np.zeros(len(self), dtype=np.int64)
        for v, stride in enumerate(self.strides):
            codes += self.position(v)[self.values[:, v]] * stride
        return codes

    def position(self, variable: int) -> NDArray[np.int64]:
        """For each value of a variable its place among those that occur; -1 where it does not."""
        column = self._columns[variable]
        found = np.full(int(column[-1]) + 1, -1, dtype=np.int64)
        found[column] = np.arange(len(column))
        return found

    @cached_property
    def _places(self) -> Places | None:
        """The state of each code, where that table is not too large."""
        size = prod(len(column) for column in self._columns)
        if size > _DENSE:
            return None
        table = np.full(size, -1, dtype=np.int32)
        table[self.codes] = np.arange(len(self), dtype=np.int32)
        return table

    def find(self, codes: NDArray[np.int64]) -> Places:
        """The states with some codes; -1 where there is none."""
        if self._places is not None:
            return self._places[codes]
        at = np.searchsorted(self.codes, codes)
        at[at == len(self)] = 0
        return np.where(self.codes[at] == codes, at, -1).astype(np.int32)

    def place(self, outcome: Sequence[int]) -> int | None:
        """The number of the state that is an outcome; None if there is none."""
        code = 0
        for v, value in enumerate(outcome):
            position = self.position(v)
            if not 0 <= value < len(position) or position[value] < 0:
                return None
            code += int(position[value]) * int(self.strides[v])
        found = int(self.find(np.array([code]))[0])
        return None if found < 0 else found

    def holds(self, condition: Any) -> NDArray[np.bool_]:
        """In which states a condition holds."""
        grid = {v: self.values[:, v] for v in condition.scope}
        held: NDArray[np.bool_] = np.broadcast_to(condition.mask(grid), (len(self),))
        return held


def states_of(case: Case, among: Sequence[Sequence[int]] | None = None) -> States:
    """The states of a case.

    Args:
        case: the case.
        among: for each variable the values to keep to; all if not given.

    Raises:
        NoAgreement: the rules leave no outcome.
        TooLarge: there are more than `MOST_STATES`.
    """
    choices = [range(size) for size in case.sizes] if among is None else among
    grid: dict[int, NDArray[Any]] = {}
    left = 1
    for v, values in enumerate(choices):
        if left * len(values) > _MOST_ROWS:
            raise _too_many(case)
        kept = np.array(values, dtype=np.int32)
        grid = {w: np.repeat(column, len(kept)) for w, column in grid.items()}
        grid[v] = np.tile(kept, left)
        valid = np.ones(left * len(kept), dtype=bool)
        for rule in case.rules:
            scope = rule.condition.scope
            if v in scope and max(scope) == v:
                valid &= rule.condition.mask(grid)
        grid = {w: column[valid] for w, column in grid.items()}
        left = int(valid.sum())
    if case.rules and any(not rule.condition.scope for rule in case.rules):
        empty = all(rule.condition.holds(()) for rule in case.rules if not rule.condition.scope)
        left = left if empty else 0
    if not left:
        raise NoAgreement("the rules leave no outcome at all, so there is no state to look at")
    if left > MOST_STATES:
        raise _too_many(case)
    return States(np.stack([grid[v] for v in range(len(choices))], axis=1))


def _too_many(case: Case) -> TooLarge:
    return TooLarge(
        f"the case has too many outcomes for a graph model: {case.outcomes:,} before the rules, and more than "
        f"{MOST_STATES:,} that obey them, as far as can be seen; a plan's own states can be looked at by themselves "
        "(--plan), or leave out issues that hardly matter, or give ranges larger steps"
    )


def ranks_of(case: Case, states: States) -> NDArray[np.int64]:
    """What the states are worth to each party, as ranks: shape (n, parties), 0 for the worst, equal where equal.

    Raises:
        InputError: a party's preferences are not in the case.
    """
    known = case.utilities
    found = np.empty((len(states), len(case.parties)), dtype=np.int64)
    for p in range(len(case.parties)):
        tables = known.tables[p]
        most = sum(max(map(abs, table), default=0) for table in tables)
        most += sum(abs(worth) for _, worth in known.interactions[p])
        dtype: Any = np.int64 if most < 2**62 else object
        total = np.zeros(len(states), dtype=dtype)
        for v, table in enumerate(tables):
            if any(table):
                total = total + np.array(table, dtype=dtype)[states.values[:, v]]
        for condition, worth in known.interactions[p]:
            total = total + states.holds(condition).astype(dtype) * worth
        found[:, p] = np.unique(total, return_inverse=True)[1].reshape(-1)
    return found
