"""What several movers can make of a state by turns, nobody twice in a row: searched over (state, last mover)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from detente.analysis.stability.movement import Arcs, Cells, Mover, Places
from detente.analysis.stability.turns import ARCS, BETTER, CELLS, turns

Numbers = NDArray[np.int64]

UNREACHED = np.int64(2**62)
"""Stands for: no sequence of moves leads anywhere."""

_LARGE = 40_000
"""Work from which on the compiled loop is quicker, its import and a first state included."""


@dataclass(frozen=True, eq=False)
class Turns:
    """Several movers, laid out for the search.

    Attributes:
        count: number of states.
        movers: how many movers.
        kinds: for each mover whether it has arcs, cells, or cells in which only what is better for it counts.
        again: for each mover whether it may move twice in a row: those may that can only move jointly.
        starts: for each mover where the moves to (or the members of the cell of) each state begin in `lists`.
        stops: and where they end.
        lists: for arcs the states that a move to a state comes from; for cells their members, worst first.
        ranks: for each mover what the states are worth to it; only where its cells count what is better.
        cells: for each mover the cell of each state.
        quick: whether there is so much to look through that the compiled loop is worth its import.
    """

    count: int
    movers: int
    kinds: Numbers
    again: NDArray[np.bool_]
    starts: Numbers
    stops: Numbers
    lists: Places
    ranks: Numbers
    cells: Numbers
    quick: bool

    @classmethod
    def of(
        cls,
        count: int,
        movers: Sequence[Mover],
        worth: NDArray[Any] | None = None,
        *,
        forward: bool = False,
        searches: int = 1,
    ) -> Turns:
        """The movers made ready.

        Args:
            count: number of states.
            movers: who moves by turns.
            worth: shape (n, parties); if given, only moves count that are better for every member of their mover.
            forward: whether what a state leads to is looked for, not what leads to a state.
            searches: how often it will be asked.

        Raises:
            TooLarge: joint moves lead from too many states to too many others.
        """
        kinds, again, starts, stops, lists, ranks, cells = [], [], [], [], [], [], []
        offset = work = 0
        nothing = np.zeros(count, dtype=np.int64)
        for mover in movers:
            moves = mover.moves
            kind, rank, cell = ARCS, nothing, nothing
            if isinstance(moves, Cells) and worth is not None and len(mover.members) > 1:
                moves = moves.arcs()
            if isinstance(moves, Cells):
                kind, cell = CELLS, moves.cell.astype(np.int64)
                content = moves.members
                if worth is not None:
                    kind, rank = BETTER, worth[:, mover.members[0]].astype(np.int64)
                    content = np.lexsort((rank, moves.cell)).astype(np.int32)
                start, stop = moves.starts[moves.cell], moves.starts[moves.cell + 1]
            else:
                if worth is not None:
                    moves = better(moves, worth[:, list(mover.members)])
                moves = moves if forward else moves.reversed
                content, start, stop = moves.ends, moves.starts[:-1], moves.starts[1:]
            kinds.append(kind)
            again.append(len(mover.members) > 1)
            starts.append(start + offset)
            stops.append(stop + offset)
            lists.append(content)
            ranks.append(rank)
            cells.append(cell)
            offset += len(content)
            work += len(content) * max(1, len(movers))
        return cls(
            count,
            len(movers),
            np.array(kinds, dtype=np.int64),
            np.array(again, dtype=bool),
            _flat(starts),
            _flat(stops),
            np.concatenate([np.empty(0, dtype=np.int32), *lists]),
            _flat(ranks),
            _flat(cells),
            (work + count * (len(movers) + 1)) * searches >= _LARGE,
        )

    def least(self, values: NDArray[Any], among: NDArray[Any] | None = None) -> Numbers:
        """For each state the least value that the movers can bring about from it by turns, in one move or more.

        Args:
            values: shape (n,), whole numbers.
            among: numbers of the states that count; all if not given.

        Returns:
            Shape (n,); `UNREACHED` where no move leads to a state that counts.
        """
        places = np.arange(self.count) if among is None else np.asarray(among)
        order = places[np.argsort(values[places], kind="stable")]
        return self._run(order.astype(np.int64), values.astype(np.int64))

    def reached(self, among: NDArray[Any]) -> NDArray[np.bool_]:
        """From which states the movers can bring about one of some states (with `forward`: what those lead to)."""
        found: NDArray[np.bool_] = self.least(np.zeros(self.count, np.int64), among) != UNREACHED
        return found

    def _run(self, order: Numbers, values: Numbers) -> Numbers:
        nodes = self.movers * self.count
        found = np.full(self.count, UNREACHED, dtype=np.int64)
        if not self.movers:
            return found
        shape = (self.count, self.movers)
        arrays = (order, values, self.kinds, self.again, self.starts, self.stops, self.lists)
        arrays2 = (self.ranks, self.cells, np.zeros(nodes, dtype=bool))
        marks = np.full(nodes, -1, dtype=np.int64)
        stack = np.empty(nodes, dtype=np.int64)
        if self.quick or _compiled_turns.cache_info().currsize:
            _compiled_turns()(*shape, *arrays, *arrays2, marks, stack, found)
            return found
        lists = [array.tolist() for array in (*arrays, *arrays2, marks, stack, found)]
        turns(*shape, *lists)
        return np.array(lists[-1], dtype=np.int64)


def better(moves: Arcs, worth: NDArray[Any]) -> Arcs:
    """The moves that are better for everyone concerned, from where they start.

    Args:
        moves: the moves.
        worth: shape (n, members).
    """
    chosen = np.ones(moves.size, dtype=bool)
    for column in worth.T:
        chosen &= column[moves.ends] > column[moves.sources]
    return moves.where(chosen)


def _flat(rows: Sequence[NDArray[Any]]) -> Numbers:
    return np.concatenate([np.empty(0, dtype=np.int64), *rows]).astype(np.int64)


@lru_cache(maxsize=1)
def _compiled_turns() -> Callable[..., None]:
    """The loop as machine code: importing the compiler takes longer than a small model."""
    from detente.analysis.compiling import compiled

    return cast(Callable[..., None], compiled(turns))
