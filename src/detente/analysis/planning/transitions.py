"""The steps that lead on from each state of a plan, and the worst state that each of them visits."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, reduce
from itertools import product, takewhile

import numpy as np
from numpy.typing import NDArray

from detente.analysis.planning.axis import Edge
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


@dataclass(frozen=True)
class Run:
    """The ways on along one axis from its node in a state, by moves that are ready.

    Attributes:
        axis: index of the axis.
        key: what tells runs apart whose sums differ.
        paths: the moves of each way; the first is not to move. None on a straight axis, whose ways are the first
            0 to `length` of `moves`.
        offsets: by how much the state's number grows along each way.
        moves: on a straight axis the moves that are ready, in order.
    """

    axis: int
    key: tuple[int, int, int]
    offsets: Numbers
    paths: tuple[tuple[Edge, ...], ...] | None
    moves: tuple[Move, ...]

    @property
    def first(self) -> tuple[str, ...] | None:
        """The performers of every first move; None if they differ."""
        if self.paths is None:
            return self.moves[0].by
        makers = {path[0].move.by for path in self.paths if path}
        return makers.pop() if len(makers) == 1 else None

    def makers(self) -> set[tuple[str, ...]]:
        """The sets of performers of its moves."""
        if self.paths is None:
            return {move.by for move in self.moves}
        return {edge.move.by for path in self.paths for edge in path}


@dataclass
class Transitions:
    """The steps that lead on from each state.

    Attributes:
        lattice: the states.
        pairs: how many pairs of states have been looked at.
    """

    lattice: Lattice
    pairs: int = 0
    _sums: dict[Hashable, Numbers] = field(default_factory=dict)
    _runs: dict[tuple[int, int, tuple[bool, ...]], Run | None] = field(default_factory=dict)

    @cached_property
    def guarantors(self) -> tuple[str, ...]:
        """Those that some move between the start and the target names."""
        named = {edge.move.guarantor for axis in self.lattice.axes for edge in axis.edges}
        return tuple(sorted(name for name in named if name is not None))

    def _combined(self, key: Hashable, parts: Sequence[Numbers]) -> Numbers:
        """All sums of one offset from each part, the last running fastest; kept under the key."""
        known = self._sums.get(key)
        if known is None:
            known = reduce(_outer_sum, parts, np.zeros(1, dtype=np.int64))
            if known.size <= KEPT and len(self._sums) < KEPT:
                self._sums[key] = known
        return known

    def _ready(self, state: int) -> Iterator[Run]:
        """For each axis the ways on along it, as far as what the moves need holds now.

        What a move needs must hold before the step begins.
        """
        lattice = self.lattice
        for k, node in enumerate(lattice.nodes(state)):
            axis = lattice.axes[k]
            if node >= axis.first_final:
                continue
            needs = lattice.open[k]
            if axis.straight:
                length = 0
                for needed in needs[node:]:
                    if needed is not None and not needed[state]:
                        break
                    length += 1
                run = self._run(k, node, (True,) * length)
            else:
                run = self._run(
                    k, node, tuple(needed is None or bool(needed[state]) for needed in needs)
                )
            if run is not None:
                yield run

    def _run(self, k: int, node: int, ready: tuple[bool, ...]) -> Run | None:
        """The ways on from a node: on a straight axis by so many moves, else by the edges that are ready."""
        key = (k, node, ready)
        if key in self._runs:
            return self._runs[key]
        axis, stride = self.lattice.axes[k], self.lattice.strides[k]
        number = len(self._runs)
        found: Run | None = None
        if axis.straight:
            if ready:
                offsets = np.arange(len(ready) + 1, dtype=np.int64) * stride
                moves = axis.moves[node : node + len(ready)]
                found = Run(k, (k, -2, len(ready)), offsets, None, moves)
        else:
            paths: list[tuple[Edge, ...]] = [()]
            place = {edge: e for e, edge in enumerate(axis.edges)}
            for path in paths:  # grows while it is read
                here = path[-1].end if path else node
                paths.extend((*path, edge) for edge in axis.onward[here] if ready[place[edge]])
            if len(paths) > 1:
                ends = [path[-1].end if path else node for path in paths]
                offsets = (np.array(ends, dtype=np.int64) - node) * stride
                found = Run(k, (k, -1, number), offsets, tuple(paths), ())
        self._runs[key] = found
        return found

    def _kept(self, run: Run, may: Callable[[Move], bool]) -> tuple[Hashable, Numbers]:
        """The ways of a run whose moves may all be made, as a key and offsets."""
        if run.paths is None:
            free = _leading(map(may, run.moves))
            return (run.key, free), run.offsets[: free + 1]
        kept = [all(may(edge.move) for edge in path) for path in run.paths]
        return (run.key, tuple(kept)), np.unique(run.offsets[kept])

    def _made(self, run: Run, acted: frozenset[str]) -> tuple[Hashable, Numbers]:
        """Where each way of a run has led while only some have acted: up to the first move that waits for others."""
        if run.paths is None:
            free = _leading(acted.issuperset(move.by) for move in run.moves)
            return (run.key, free), np.minimum(run.offsets, free * self.lattice.strides[run.axis])
        node = run.paths[1][0].start
        reached = []
        for path in run.paths:
            free = _leading(acted.issuperset(edge.move.by) for edge in path)
            reached.append(path[free - 1].end - node if free else 0)
        made = np.array(reached, dtype=np.int64) * self.lattice.strides[run.axis]
        return (run.key, tuple(reached)), made

    def groups(self) -> list[Group]:
        """The moves that one step can combine without visiting a state in between, on straight axes."""
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
        together: dict[tuple[str, tuple[str, ...]], list[tuple[Hashable, Numbers]]] = {}
        for run in self._ready(state):
            # on a straight axis only the first move's performers, or guarantor, can begin
            makers = run.makers() if run.paths else {run.moves[0].by}
            for by in makers:
                kept = self._kept(run, lambda move, by=by: move.by == by)  # type: ignore[misc]
                together.setdefault(("", by), []).append(kept)
            for guarantor in (
                self.guarantors if run.paths else filter(None, [run.moves[0].guarantor])
            ):
                kept = self._kept(run, lambda move, g=guarantor: move.guarantor == g)  # type: ignore[misc]
                together.setdefault((guarantor, ()), []).append(kept)
        for (guarantor, _), runs in together.items():
            offsets = self._combined(
                ("single", *(key for key, _ in runs)), [part for _, part in runs]
            )
            ends = state + offsets[1:]
            self.pairs += len(ends)
            if len(ends):
                ends = self._better(state, ends)
                yield Fan(ends, self.lattice.rank[ends], guarantor or None)

    def _better(self, state: int, ends: Numbers) -> Numbers:
        """Of the states reached from `state` those that leave nobody worse off, if none may be."""
        if not self.lattice.never_worse:
            return ends
        good = np.ones(len(ends), dtype=bool)
        for worth in self.lattice.worths:
            good &= (worth[ends] >= worth[state]).astype(bool)
        return ends[good]

    def several(self, state: int, most: int) -> Iterator[Fan]:
        """The unguaranteed steps of several sets of performers that visit no state of a rank above `most`.

        While only some performers have acted, the moves made are those whose performers are all among them, on each
        axis up to the first that is not.
        """
        ready = list(self._ready(state))
        makers = {by for run in ready for by in run.makers()}
        if len(makers) < 2:
            return
        rank = self.lattice.rank
        some = halfway(makers)
        groups: dict[Hashable, list[Run]] = {}
        for run in ready:
            groups.setdefault(run.first or run.axis, []).append(run)
        mixed = {by for run in ready if run.first is None for by in run.makers()}
        done: dict[frozenset[str] | None, list[Numbers]] = {acted: [] for acted in (None, *some)}
        for place, (by, runs) in enumerate(groups.items()):
            made: dict[frozenset[str] | None, Numbers] = {
                None: self._combined(
                    ("all", *(run.key for run in runs)), [run.offsets for run in runs]
                )
            }
            for acted in some:
                pairs = [self._made(run, acted) for run in runs]
                made[acted] = self._combined(
                    ("made", *(key for key, _ in pairs)), [part for _, part in pairs]
                )
            alone = made.get(frozenset(by)) if isinstance(by, tuple) and len(by) == 1 else None
            if alone is not None and by not in mixed:
                # what one party does of its own, all of it here, is visited while the others have not acted yet
                kept = rank[state + alone] <= max(most, int(rank[state]))
                made = {acted: sums[kept] for acted, sums in made.items()}
            along = [-1 if other == place else 1 for other in range(len(groups))]
            for who, sums in made.items():
                done[who].append(sums.reshape(along))
        ends = state + reduce(np.add, done[None])
        self.pairs += ends.size
        ranks = rank[ends]
        for acted in some:
            ranks = np.maximum(ranks, rank[state + reduce(np.add, done[acted])])
        good = (ranks <= most) & (ends != state)
        if self.lattice.never_worse:
            for worth in self.lattice.worths:
                good &= (worth[ends] >= worth[state]).astype(bool)
        yield Fan(ends[good], ranks[good])

    def moves(self, state: int, end: int, guarantor: str | None, most: int) -> tuple[Move, ...]:
        """The moves of a step that was found: where several ways lead along an axis, some that visit nothing worse.

        Args:
            state: where the step begins.
            end: where it ends.
            guarantor: who makes it atomic, or None.
            most: the highest rank that it visits.
        """
        runs = {run.axis: run for run in self._ready(state)}
        nodes = self.lattice.nodes(state)
        changed, choices = [], []
        for k, there in enumerate(self.lattice.nodes(end)):
            if nodes[k] == there:
                continue
            changed.append(k)
            paths = runs[k].paths
            if paths is None:
                choices.append([self.lattice.axes[k].edges[nodes[k] : there]])
            else:
                choices.append([path for path in paths if path and path[-1].end == there])
        for chosen in product(*choices):
            made = tuple(edge.move for path in chosen for edge in path)
            if guarantor is not None:
                if all(move.guarantor == guarantor for move in made):
                    return made
            elif self._worst(state, dict(zip(changed, chosen, strict=True))) <= most:
                return made
        raise AssertionError("a step that was found can be made")

    def _worst(self, state: int, paths: Mapping[int, Sequence[Edge]]) -> int:
        """The highest rank of the states that an unguaranteed step along some axes visits before its end."""
        lattice = self.lattice
        worst = 0
        for acted in halfway(edge.move.by for path in paths.values() for edge in path):
            reached = state
            for k, path in paths.items():
                free = _leading(acted.issuperset(edge.move.by) for edge in path)
                if free:
                    reached += (path[free - 1].end - path[0].start) * lattice.strides[k]
            worst = max(worst, int(lattice.rank[reached]))
        return worst

    def last(self, most: int) -> Numbers:
        """For every state, whether one step leads from it to the target without visiting a rank above `most`.

        For straight axes. -1: none does; 0: one that nobody guarantees; k: only one that the k-th guarantor makes
        atomic.
        """
        lattice = self.lattice
        ready = np.ones(lattice.size, dtype=bool)
        for k, axis in enumerate(lattice.axes):
            for position, needed in enumerate(lattice.open[k]):
                if needed is not None:
                    made = [here > position for here in range(len(axis.moves) + 1)]
                    ready &= needed | self._over(k, made)
        ready[lattice.done] = False
        if lattice.never_worse:
            for worth in lattice.worths:
                ready &= (worth[-1] >= worth).astype(bool)
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

    def _over(self, axis: int, along: list[bool]) -> Mask:
        """A value for each node of one axis, as a value for each state."""
        every = [[True] * count for count in self.lattice.shape]
        every[axis] = along
        return self.lattice.over(every)


def _leading(flags: Iterable[bool]) -> int:
    """How many flags are true before the first that is not."""
    return sum(1 for _ in takewhile(bool, flags))


def _outer_sum(first: Numbers, second: Numbers) -> Numbers:
    """All sums of one from each, the second's running fastest."""
    return (first[:, None] + second[None, :]).reshape(-1)
