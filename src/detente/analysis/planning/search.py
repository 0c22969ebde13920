"""Least trust, then fewest steps: an exhaustive search over the states between the status quo and the target.

What a plan asks is the largest cost of any state it visits, and a state's cost depends on the state alone, so least trust
is a bottleneck path: states are opened in ascending order of cost until the target is reached. Without a guarantor the
least trust is always attained by steps of one set of performers (a step of several visits every state that some order of
the single ones visits); steps of several performers matter where a rule forbids the states in between, and to save steps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, reduce
from heapq import heappop, heappush
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from detente.analysis.planning.lattice import Lattice

Numbers = NDArray[np.int64]
Progress = Callable[[int, int], None]

MOST_PAIRS = 60_000_000
"""Steps of several performers are tried for brevity as long as this many pairs of states suffice."""

TIE = 1e-9
"""Gains closer than this count as equal, so that rounding does not choose the plan."""


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


@dataclass
class Steps:
    """The steps that lead on from each state.

    Attributes:
        lattice: the states.
        pairs: how many pairs of states have been looked at.
    """

    lattice: Lattice
    pairs: int = 0
    _sums: dict[tuple[tuple[int, int], ...], Numbers] = field(default_factory=dict)

    @cached_property
    def guarantors(self) -> tuple[str, ...]:
        """Those that some move between the start and the target names."""
        named = {move.guarantor for axis in self.lattice.axes for move in axis.moves}
        return tuple(sorted(name for name in named if name is not None))

    def _combined(self, runs: list[tuple[int, int]]) -> Numbers:
        """All ways to make 0 to `length` moves on each axis of `runs`, as differences of state numbers; 0 first."""
        key = tuple(runs)
        known = self._sums.get(key)
        if known is None:
            known = np.zeros(1, dtype=np.int64)
            for axis, length in runs:
                own = np.arange(length + 1, dtype=np.int64) * self.lattice.strides[axis]
                known = (known[:, None] + own[None, :]).reshape(-1)
            self._sums[key] = known
        return known

    def _runs(self, state: int, guarantor: str | None) -> dict[tuple[str, ...], list[tuple[int, int]]]:
        """For each set of performers the axes that they can move on now, and how many moves in one step.

        What a move needs must hold before the step begins. With a guarantor: the axes whose next moves it can make
        atomic, whoever performs them, under one empty key.
        """
        lattice = self.lattice
        found: dict[tuple[str, ...], list[tuple[int, int]]] = {}
        for k, position in enumerate(lattice.positions(state)):
            length = 0
            moves = lattice.axes[k].moves[position:]
            for ahead, move in enumerate(moves, position):
                needed = lattice.open[k][ahead]
                fits = move.by == moves[0].by if guarantor is None else move.guarantor == guarantor
                if not fits or (needed is not None and not needed[state]):
                    break
                length += 1
            if length:
                found.setdefault(moves[0].by if guarantor is None else (), []).append((k, length))
        return found

    def single(self, state: int) -> Iterator[Fan]:
        """The steps that visit no state in between: of one set of performers, or guaranteed."""
        for guarantor in (None, *self.guarantors):
            for runs in self._runs(state, guarantor).values():
                ends = state + self._combined(runs)[1:]
                self.pairs += len(ends)
                yield Fan(ends, self.lattice.rank[ends], guarantor)

    def several(self, state: int, most: int) -> Iterator[Fan]:
        """The unguaranteed steps of several sets of performers that visit no state of a rank above `most`.

        While only some performers have acted, the moves made are those whose performers are all among them.
        """
        groups = self._runs(state, None)
        if len(groups) < 2:
            return
        rank = self.lattice.rank
        made: dict[frozenset[str], Numbers] = {}
        for k, (by, runs) in enumerate(groups.items()):
            sums = self._combined(runs)
            if len(by) == 1:  # what one party does is visited while the others have not acted yet
                sums = sums[rank[state + sums] <= max(most, int(rank[state]))]
            made[frozenset(by)] = sums.reshape([-1 if j == k else 1 for j in range(len(groups))])
        ends = state + _outer(made.values())
        self.pairs += ends.size
        ranks = rank[ends]
        parties = sorted(frozenset().union(*made))
        for count in range(1, len(parties)):
            for acted in map(frozenset, combinations(parties, count)):
                done = [sums for by, sums in made.items() if by <= acted]
                if done:
                    ranks = np.maximum(ranks, rank[state + _outer(done)])
        good = (ranks <= most) & (ends != state)
        yield Fan(ends[good], ranks[good])


def _outer(sums: Iterable[Numbers]) -> Numbers:
    """Sum of arrays that lie along different axes."""
    return reduce(np.add, sums)


def least_trust(lattice: Lattice, progress: Progress | None = None) -> int | None:
    """The least rank at which some plan leads from the start to the target, proven; None if none does.

    A bottleneck shortest path: a state's label is the least, over all ways to it, of the highest rank visited.
    """
    steps = Steps(lattice)
    valid = lattice.valid
    top = len(lattice.levels)
    jumps = not bool(valid.all())  # only a rule lets a step of several reach what single ones cannot
    label = np.full(lattice.size, top, dtype=np.int64)
    label[0] = lattice.rank[0]
    waiting = [(int(label[0]), 0)]
    opened = 0
    while waiting:
        level, state = heappop(waiting)
        if state == lattice.end:
            return level
        if level > label[state]:
            continue
        fans = list(steps.single(state))
        if jumps:
            fans.extend(steps.several(state, top))
        for fan in fans:
            reached = np.maximum(fan.ranks, level)
            better = valid[fan.ends] & (reached < label[fan.ends])
            for end, new in zip(fan.ends[better].tolist(), reached[better].tolist(), strict=True):
                if new < label[end]:
                    label[end] = new
                    heappush(waiting, (new, end))
        opened += 1
        if progress is not None and opened % 512 == 0:
            progress(opened, lattice.size)
    return None


@dataclass(frozen=True)
class Way:
    """A way from the start to the target.

    Attributes:
        states: all states, both ends included.
        guarantors: for each step who makes it atomic, or None.
        fewest: whether no way at the same trust has fewer steps, proven.
    """

    states: tuple[int, ...]
    guarantors: tuple[str | None, ...]
    fewest: bool


def fewest_steps(lattice: Lattice, most: int, progress: Progress | None = None) -> Way:
    """The shortest way that visits no state of a rank above `most`; of the shortest, the one whose gains come earliest.

    Breadth first, a step at a time. The way must exist (`least_trust` has found that it does).
    """
    steps = Steps(lattice)
    allowed = lattice.valid & (lattice.rank <= most)
    depth = np.full(lattice.size, -1, dtype=np.int64)
    came = np.full(lattice.size, -1, dtype=np.int64)
    by = np.zeros(lattice.size, dtype=np.int64)
    early = np.zeros(lattice.size)
    depth[0] = 0
    layer = np.zeros(1, dtype=np.int64)
    names = (None, *steps.guarantors)
    opened = now = 0
    fewest = True
    while depth[lattice.end] < 0:
        now += 1
        for state in layer.tolist():
            fans = list(steps.single(state))
            if steps.pairs < MOST_PAIRS:
                fans.extend(steps.several(state, most))
            else:
                fewest = False
            for fan in fans:
                ends = fan.ends[(fan.ranks <= most) & allowed[fan.ends]]
                ends = ends[(depth[ends] < 0) | (depth[ends] == now)]
                gains = early[state] + lattice.gains[ends]
                new = (depth[ends] < 0) | (gains > early[ends] + TIE)
                ends = ends[new]
                depth[ends], came[ends], early[ends] = now, state, gains[new]
                by[ends] = names.index(fan.guarantor)
            opened += 1
            if progress is not None and opened % 512 == 0:
                progress(opened, lattice.size)
        layer = np.flatnonzero(depth == now)
    states = [lattice.end]
    while states[-1] != 0:
        states.append(int(came[states[-1]]))
    states.reverse()
    return Way(tuple(states), tuple(names[by[state]] for state in states[1:]), fewest)
