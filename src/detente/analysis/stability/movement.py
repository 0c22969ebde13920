"""Where a mover can go in one move: as arcs, or as cells within which every state leads to every other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.errors import TooLarge

Places = NDArray[np.int32]
"""Numbers of states."""

Offsets = NDArray[np.int64]

MOST_ARCS = 100_000_000
"""Arcs of one mover that are held at once."""


@dataclass(frozen=True, eq=False)
class Arcs:
    """Moves listed one by one.

    Attributes:
        starts: shape (n + 1,); the moves from state s are `ends[starts[s]:starts[s + 1]]`.
        ends: states that they lead to.
    """

    starts: Offsets
    ends: Places

    @classmethod
    def of(cls, count: int, sources: NDArray[Any], ends: NDArray[Any]) -> Arcs:
        """Arcs from pairs of states, in any order.

        Args:
            count: number of states.
            sources: the states moved from.
            ends: the states moved to.
        """
        order = np.argsort(sources, kind="stable")
        starts = np.concatenate([[0], np.cumsum(np.bincount(sources, minlength=count))])
        return cls(starts.astype(np.int64), ends[order].astype(np.int32))

    @property
    def count(self) -> int:
        """Number of states."""
        return len(self.starts) - 1

    @property
    def size(self) -> int:
        """Number of moves."""
        return len(self.ends)

    @cached_property
    def sources(self) -> Places:
        """For each move the state that it starts from."""
        return np.repeat(np.arange(self.count, dtype=np.int32), np.diff(self.starts))

    @cached_property
    def reversed(self) -> Arcs:
        """The same moves, led back."""
        return Arcs.of(self.count, self.ends, self.sources)

    def where(self, chosen: NDArray[np.bool_]) -> Arcs:
        """Only some of the moves, a flag each."""
        kept = np.concatenate([[0], np.cumsum(chosen)])
        return Arcs(kept[self.starts].astype(np.int64), self.ends[chosen])

    def most(self, values: NDArray[Any]) -> NDArray[Any]:
        """For each state the largest value of those that one move leads to; -1 where there is none."""
        found = np.full(self.count, -1, dtype=values.dtype)
        some = np.flatnonzero(np.diff(self.starts))
        if len(some):
            found[some] = np.maximum.reduceat(values[self.ends], self.starts[some])
        return found

    def after(self, state: int) -> Places:
        """The states that one move leads to."""
        return self.ends[self.starts[state] : self.starts[state + 1]]


@dataclass(frozen=True, eq=False)
class Cells:
    """Moves from every state of a cell to every other one of it.

    So it is where a mover can change its own matters at will and back: thousands of arcs to a state need
    not be held one by one.

    Attributes:
        cell: shape (n,), the number of each state's cell, from 0 on.
    """

    cell: Places

    @property
    def count(self) -> int:
        """Number of states."""
        return len(self.cell)

    @property
    def size(self) -> int:
        """Number of moves."""
        sizes = np.diff(self.starts)
        return int((sizes * (sizes - 1)).sum())

    @cached_property
    def members(self) -> Places:
        """All states, cell by cell."""
        return np.argsort(self.cell, kind="stable").astype(np.int32)

    @cached_property
    def starts(self) -> Offsets:
        """Where each cell begins in `members`, and where the last one ends."""
        return np.concatenate([[0], np.cumsum(np.bincount(self.cell))]).astype(np.int64)

    def most(self, values: NDArray[Any]) -> NDArray[Any]:
        """For each state the largest value in its cell, its own included."""
        if not self.count:
            return values
        found: NDArray[Any] = np.maximum.reduceat(values[self.members], self.starts[:-1])[self.cell]
        return found

    def after(self, state: int) -> Places:
        """The states that one move leads to."""
        here = self.cell[state]
        inside: Places = self.members[self.starts[here] : self.starts[here + 1]]
        others: Places = inside[inside != state]
        return others

    def arcs(self) -> Arcs:
        """The same moves, one by one.

        Raises:
            TooLarge: there are more than `MOST_ARCS`.
        """
        if self.size > MOST_ARCS:
            raise TooLarge(
                f"these moves lead from every one of many states to every other, {self.size:,} ways in all, "
                f"more than {MOST_ARCS:,}; rules that exclude states, or coarser values, make them fewer"
            )
        blocks = [(inside, inside) for inside in self._cells()]
        sources = [np.repeat(a, len(b)) for a, b in blocks]
        ends = [np.tile(b, len(a)) for a, b in blocks]
        source, end = np.concatenate([[], *sources]), np.concatenate([[], *ends])
        moved = source != end
        return Arcs.of(self.count, source[moved].astype(np.int32), end[moved])

    def _cells(self) -> Iterator[Places]:
        for start, stop in zip(self.starts[:-1], self.starts[1:], strict=True):
            if stop > start:
                yield self.members[start:stop]


Movement = Arcs | Cells


@dataclass(frozen=True, eq=False)
class Mover:
    """Who moves, and where to.

    Attributes:
        members: indices of the parties, ascending: one for what a party does by itself, several for what they
            can only do together.
        moves: where to.
    """

    members: tuple[int, ...]
    moves: Movement
