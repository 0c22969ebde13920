"""The steps that lead on from each state of a plan, and the worst state that each of them visits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, reduce
from itertools import takewhile

import numpy as np
from numpy.typing import NDArray

from detente.analysis.planning.lattice import Lattice
from detente.analysis.planning.plan import halfway
from detente.model.move import Move

Numbers = NDArray[np.int64]
Mask = NDArray[np.bool_]

KEPT = 4096
"""Sums are kept for the next state that needs them: so many, and none longer than this."""


@dataclass(frozen=True)
class Fan:
    """Steps of one kind that lead on from a state.

    Attributes:
        ends: states reached.
        ranks: for each, the highest rank of the states that the step visits, its end included.
        guarantor: who makes them atomic, or None.
    """

    ends: Numbers
    ranks: Numbers
    guarantor: str | None = None


@dataclass(frozen=True)
class Group:
    """Moves of one set of performers, or of one guarantor.

    Attributes:
        shape: number of positions on each axis.
        moves: as (axis, position before the move), ascending.
        guarantor: who makes a step of them atomic, or None.
    """

    shape: tuple[int, ...]
    moves: list[tuple[int, int]]
    guarantor: str | None

    def onward(self, states: Mask) -> Mask:
        """The states to which some of the moves lead from any of `states`, and those themselves."""
        spread = states.copy().reshape(self.shape)
        for axis, position in self.moves:
            along = np.moveaxis(spread, axis, 0)
            along[position + 1] |= along[position]
        return spread.reshape(-1)

    def backward(self, states: Mask) -> Mask:
        """The states from which some of the moves lead to any of `states`, and those themselves."""
        spread = states.copy().reshape(self.shape)
        for axis, position in reversed(self.moves):
            along = np.moveaxis(spread, axis, 0)
            along[position] |= along[position + 1]
        return spread.reshape(-1)


@dataclass
class Transitions:
    """The steps that lead on from each state.

    Attributes:
        lattice: the states.
        pairs: how many pairs of states have been looked at.
    """

    lattice: Lattice
    pairs: int = 0
    _sums: dict[tuple[tuple[int, int, int], ...], Numbers] = field(default_factory=dict)

    @cached_property
    def guarantors(self) -> tuple[str, ...]:
        """Those that some move between the start and the target names."""
        named = {move.guarantor for axis in self.lattice.axes for move in axis.moves}
        return tuple(sorted(name for name in named if name is not None))

    def _combined(self, runs: Iterable[tuple[int, int, int]]) -> Numbers:
        """All ways to make 0 to `length` moves on each axis, as differences of state numbers; 0 first.

        Of the moves on an axis only the first `free` count: the rest wait for somebody.

        Args:
            runs: (axis, length, free) for each axis.
        """
        key = tuple(runs)
        known = self._sums.get(key)
        if known is None:
            known = np.zeros(1, dtype=np.int64)
            for axis, length, free in key:
                made = np.minimum(np.arange(length + 1, dtype=np.int64), free)
                known = _outer_sum(known, made * self.lattice.strides[axis])
            if known.size <= KEPT and len(self._sums) < KEPT:
                self._sums[key] = known
        return known

    def _ready(self, state: int) -> Iterator[tuple[int, tuple[Move, ...]]]:
        """For each axis the moves that come next on it, as far as what they need holds now.

        What a move needs must hold before the step begins.
        """
        for k, position in enumerate(self.lattice.positions(state)):
            needed = self.lattice.open[k][position:]
            moves = self.lattice.axes[k].moves[position:]
            held = takewhile(
                lambda pair: pair[1] is None or bool(pair[1][state]),
                zip(moves, needed, strict=True),
            )
            ready = tuple(move for move, _ in held)
            if ready:
                yield k, ready

    def groups(self) -> list[Group]:
        """The moves that one step can combine without visiting a state in between."""
        found: dict[tuple[str, tuple[str, ...]], list[tuple[int, int]]] = {}
        for k, axis in enumerate(self.lattice.axes):
            for position, move in enumerate(axis.moves):
                found.setdefault(("", move.by), []).append((k, position))
                if move.guarantor is not None:
                    found.setdefault((move.guarantor, ()), []).append((k, position))
        shape = self.lattice.shape
        return [Group(shape, moves, guarantor or None) for (guarantor, _), moves in found.items()]

    def single(self, state: int) -> Iterator[Fan]:
        """The steps that visit no state in between: of one set of performers, or guaranteed."""
        together: dict[tuple[str, tuple[str, ...]], list[tuple[int, int, int]]] = {}
        for k, moves in self._ready(state):
            by, guarantor = moves[0].by, moves[0].guarantor
            own = _leading(move.by == by for move in moves)
            together.setdefault(("", by), []).append((k, own, own))
            if guarantor is not None:
                own = _leading(move.guarantor == guarantor for move in moves)
                together.setdefault((guarantor, ()), []).append((k, own, own))
        for (guarantor, _), runs in together.items():
            ends = state + self._combined(runs)[1:]
            self.pairs += len(ends)
            yield Fan(ends, self.lattice.rank[ends], guarantor or None)

    def several(self, state: int, most: int) -> Iterator[Fan]:
        """The unguaranteed steps of several sets of performers that visit no state of a rank above `most`.

        While only some performers have acted, the moves made are those whose performers are all among them, on each
        axis up to the first that is not.
        """
        ready = list(self._ready(state))
        makers = {move.by for _, moves in ready for move in moves}
        if len(makers) < 2:
            return
        rank = self.lattice.rank
        some = halfway(makers)
        groups: dict[tuple[str, ...], list[tuple[int, tuple[Move, ...]]]] = {}
        for k, moves in ready:
            groups.setdefault(moves[0].by, []).append((k, moves))
        done: dict[frozenset[str] | None, list[Numbers]] = {acted: [] for acted in (None, *some)}
        for place, (by, axes) in enumerate(groups.items()):
            made = {
                acted: self._combined((k, len(moves), _free(moves, acted)) for k, moves in axes)
                for acted in (None, *some)
            }
            alone = made.get(frozenset(by))
            if len(by) == 1 and alone is not None:
                # what one party does of its own is visited while the others have not acted yet
                kept = rank[state + alone] <= max(most, int(rank[state]))
                made = {acted: sums[kept] for acted, sums in made.items()}
            along = [-1 if other == place else 1 for other in range(len(groups))]
            for acted, sums in made.items():
                done[acted].append(sums.reshape(along))
        ends = state + reduce(np.add, done[None])
        self.pairs += ends.size
        ranks = rank[ends]
        for acted in some:
            ranks = np.maximum(ranks, rank[state + reduce(np.add, done[acted])])
        good = (ranks <= most) & (ends != state)
        yield Fan(ends[good], ranks[good])

    def last(self, most: int) -> Numbers:
        """For every state, whether one step leads from it to the target without visiting a rank above `most`.

        -1: none does; 0: one that nobody guarantees; k: only one that the k-th guarantor makes atomic.
        """
        lattice = self.lattice
        ready = np.ones(lattice.size, dtype=bool)
        for k, axis in enumerate(lattice.axes):
            for position, needed in enumerate(lattice.open[k]):
                if needed is not None:
                    made = [here > position for here in range(len(axis.moves) + 1)]
                    ready &= needed | self._over(k, made)
        ready[lattice.end] = False
        found = np.full(lattice.size, -1, dtype=np.int64)
        for number, guarantor in reversed(list(enumerate(self.guarantors, 1))):
            guarded = ready.copy()
            for k, axis in enumerate(lattice.axes):
                named = [move.guarantor == guarantor for move in axis.moves]
                guarded &= self._over(k, [all(named[p:]) for p in range(len(named) + 1)])
            found[guarded] = number
        unguarded = ready.copy()
        for acted in halfway({move.by for axis in lattice.axes for move in axis.moves}):
            partial = np.zeros(1, dtype=np.int64)
            for axis, stride in zip(lattice.axes, lattice.strides, strict=True):
                free = [acted.issuperset(move.by) for move in axis.moves]
                reach = [p + _leading(free[p:]) for p in range(len(free) + 1)]
                partial = _outer_sum(partial, np.array(reach, dtype=np.int64) * stride)
            unguarded &= lattice.rank[partial] <= most
        found[unguarded] = 0
        return found

    def _over(self, axis: int, along: list[bool]) -> NDArray[np.bool_]:
        """A value for each position of one axis, as a value for each state."""
        shape = [len(along) if k == axis else 1 for k in range(len(self.lattice.shape))]
        return np.broadcast_to(np.array(along).reshape(shape), self.lattice.shape).reshape(-1)


def _free(moves: tuple[Move, ...], acted: frozenset[str] | None) -> int:
    """How many of the moves are made when some have acted (None: all), up to the first that is not."""
    return len(moves) if acted is None else _leading(acted.issuperset(move.by) for move in moves)


def _leading(flags: Iterable[bool]) -> int:
    """How many flags are true before the first that is not."""
    return sum(1 for _ in takewhile(bool, flags))


def _outer_sum(first: Numbers, second: Numbers) -> Numbers:
    """All sums of one from each, the second's running fastest."""
    return (first[:, None] + second[None, :]).reshape(-1)
