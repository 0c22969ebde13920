"""Plans of many moves: an order found by beams, and proven by floors and by the states that less trust would reach."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from detente.analysis.planning import kernels
from detente.analysis.planning.ordering import Numbers, Ordering
from detente.model.rule import All, Any_, Condition, In

WIDTHS = (1, 16, 200, 2000)
"""Beams as wide as this are tried one after the other."""

STATES = 60_000_000
"""So many states are looked at to prove that less trust does not do, or to find a plan of less."""

KEPT = 2**28
"""Up to this many states, which were seen is kept in a table of all; above, in one of those seen."""

Stop = Callable[[], bool]


@dataclass
class Sought:
    """What is known of the least trust of an ordering.

    Attributes:
        problem: the moves.
        bound: no order asks less.
        trust: what the best order found asks; None while none is found.
        order: its edges.
        closed: none of the searches stopped early: what was not found does not exist.
    """

    problem: Ordering
    bound: Fraction
    stop: Stop
    trust: Fraction | None = None
    order: list[int] = field(default_factory=list)
    impossible: bool = False

    @property
    def proven(self) -> bool:
        """Whether nothing better can be found."""
        return self.trust == self.bound or self.impossible

    def found(self, order: Sequence[int]) -> None:
        """Keep an order if it asks less than the best so far."""
        asked = self.problem.asked(order)
        if self.trust is None or asked < self.trust:
            self.trust, self.order = asked, list(order)


def search(
    problem: Ordering, bound: Fraction, stop: Stop, *, most: Fraction | None = None
) -> Sought:
    """The best order that can be found, and the best bound that can be proven.

    Args:
        problem: the moves.
        bound: a floor that is known already.
        stop: true when it is time to stop.
        most: no order that asks more is of interest.
    """
    sought = Sought(problem, bound, stop)
    _beams(sought, most)
    if not sought.proven and problem.states < 2**62:
        _closures(sought, most)
    return sought


def _beams(sought: Sought, most: Fraction | None) -> None:
    """Wider and wider beams, each within the least trust at which it finds an order."""
    problem = sought.problem
    beam = Beam(problem)
    for width in WIDTHS:
        if sought.stop() or sought.proven:
            return
        order = beam.order(sought.bound, width)
        if order is not None:
            sought.found(order)
            return
        # double what is added to the floor until an order is found, then halve the gap
        low = sought.bound
        if sought.trust is None:
            high = max(low, Fraction(1, 64))
            while sought.trust is None and high < 2**20 and not sought.stop():
                high *= 2
                order = beam.order(high, width)
                if order is not None:
                    sought.found(order)
            if sought.trust is None:
                continue
        for _ in range(12):
            assert sought.trust is not None
            if sought.trust - low <= sought.trust / 500 or sought.stop():
                break
            middle = ((low + sought.trust) / 2).limit_denominator(10**6)
            order = beam.order(middle, width)
            if order is None:
                low = middle
            else:
                sought.found(order)


def _closures(sought: Sought, most: Fraction | None) -> None:
    """Search all that asks less than the best order, from the start and from the target, until nothing is left."""
    problem = sought.problem
    budget = 200_000
    explorer = Explorer(problem)
    while budget <= STATES and not sought.proven and not sought.stop():
        for backward in (False, True):
            while not sought.proven and not sought.stop():
                trust = sought.trust
                if trust is None:
                    box = problem.box(Fraction(2**20)) if most is None else problem.box(most)
                else:
                    box = problem.box(trust, below=True)
                outcome, order = explorer.explore(box, budget, backward=backward)
                if outcome == kernels.FOUND:
                    sought.found(order)
                    continue
                if outcome == kernels.EXHAUSTED and complete(problem):
                    if trust is None:
                        sought.impossible = most is None
                    else:
                        sought.bound = trust
                    return
                break
        budget *= 8


class Beam:
    """Orders found by keeping the best states of each length.

    The best are those in which the largest moves have been made: small ones still fit where large ones do not.
    """

    def __init__(self, problem: Ordering) -> None:
        self.problem = problem
        size = np.zeros(len(problem.worth))
        for p, whole in enumerate(problem.scale):
            size = np.maximum(size, np.abs(problem.worth[:, p]) / whole)
        self.size = size**2 + 1e-12
        random = np.random.default_rng(1)
        self.salt = random.integers(1, 2**62, len(problem.worth))
        self.jitter = random.random(len(problem.worth)) * float(self.size.max()) * 1e-6
        names: dict[str, int] = {}
        self.guarantor = np.array(
            [
                -1 if move.guarantor is None else names.setdefault(move.guarantor, len(names))
                for move in problem.move
            ],
            dtype=np.int64,
        )

    def order(self, trust: Fraction, width: int, *, few: bool = False) -> list[int] | None:
        """An order within some trust, from a beam of some width; None if it finds none.

        With `few` the best states are those reached by the fewest steps.
        """
        problem, program = self.problem, self.problem.program
        low, high = problem.box(trust)
        level = problem.level
        if (level < low).any() or (level > high).any():
            return None
        axes, edges = len(problem.lengths), len(problem.worth)
        axis_of = np.repeat(np.arange(axes), problem.lengths)
        nodes = np.zeros((1, axes), dtype=np.int64)
        levels = level.reshape(1, -1).copy()
        hashes = np.zeros(1, dtype=np.int64)
        score = np.zeros(1)
        last = np.full(1, -1, dtype=np.int64)
        parents: list[tuple[NDArray[np.int64], NDArray[np.int64]]] = []
        arrays = (
            program.start,
            program.code,
            program.marks,
            program.bounds,
            program.terms,
            program.term_axis,
            program.adds,
        )
        stack = np.zeros(256, dtype=bool)
        while True:
            ends = np.zeros(len(nodes), dtype=bool)
            for i in range(min(len(nodes), 64)):
                ends[i] = kernels.closing(
                    nodes[i],
                    problem.lengths,
                    problem.first,
                    problem.group,
                    self.guarantor,
                    problem.need_of,
                    *arrays,
                    stack,
                )
                if ends[i]:
                    return self._told(parents, i, nodes[i])
            if len(parents) == edges:
                return self._told(parents, 0, nodes[0])
            room = len(nodes) * axes
            parent = np.empty(room, dtype=np.int64)
            edge_of = np.empty(room, dtype=np.int64)
            hash_of = np.empty(room, dtype=np.int64)
            count = kernels.expanded(
                nodes,
                levels,
                hashes,
                ends,
                problem.lengths,
                problem.first,
                problem.worth,
                problem.need_of,
                self.salt,
                low,
                high,
                problem.rules,
                *arrays,
                parent,
                edge_of,
                hash_of,
            )
            if count == 0:
                return None
            parent, edge_of, hash_of = parent[:count], edge_of[:count], hash_of[:count]
            group = problem.group[edge_of]
            new = score[parent] - self.size[edge_of] + self.jitter[edge_of]
            if few:
                new = score[parent] + (group != last[parent]) - self.size[edge_of] * 1e-3
            order = np.argsort(new, kind="stable")
            _, unique = np.unique(hash_of[order], return_index=True)
            order = order[np.sort(unique)[:width]]
            parent, edge_of = parent[order], edge_of[order]
            parents.append((parent, edge_of))
            nodes = nodes[parent]
            nodes[np.arange(len(order)), axis_of[edge_of]] += 1
            levels = levels[parent] + problem.worth[edge_of]
            hashes, score, last = hash_of[order], new[order], problem.group[edge_of]

    def _told(
        self, parents: list[tuple[NDArray[np.int64], NDArray[np.int64]]], at: int, nodes: Numbers
    ) -> list[int]:
        """The edges to a state, then those that are left, as the last step."""
        found: list[int] = []
        for parent, edge_of in reversed(parents):
            found.append(int(edge_of[at]))
            at = int(parent[at])
        return [*reversed(found), *_rest(self.problem, nodes)]


def _rest(problem: Ordering, nodes: Numbers) -> list[int]:
    return [
        int(edge)
        for k, first in enumerate(problem.first)
        for edge in range(first + nodes[k], first + problem.lengths[k])
    ]


class Explorer:
    """All states inside a box that single moves reach."""

    def __init__(self, problem: Ordering) -> None:
        self.problem = problem
        beam = Beam(problem)
        self.guarantor = beam.guarantor
        largest = [
            max(beam.size[first : first + length])
            for first, length in zip(problem.first, problem.lengths, strict=True)
        ]
        self.priority = np.argsort(-np.array(largest), kind="stable").astype(np.int64)
        sizes = [int(length) + 1 for length in problem.lengths]
        stride = [1]
        for size in sizes[:-1]:
            stride.append(stride[-1] * size)
        self.stride = np.array(stride, dtype=np.int64)

    def explore(
        self, box: tuple[Numbers, Numbers], most: int, *, backward: bool
    ) -> tuple[int, list[int]]:
        """The outcome of a search through at most so many states, and the order if one was found."""
        problem, program = self.problem, self.problem.program
        low, high = box
        if (problem.level < low).any() or (problem.level > high).any():
            return kernels.EXHAUSTED, []
        states = problem.states
        if states <= KEPT:
            seen, table = np.zeros(states, dtype=np.uint8), np.zeros(1, dtype=np.int64)
        else:
            size = 1 << max(16, (2 * most).bit_length())
            seen, table = np.zeros(0, dtype=np.uint8), np.full(size, -1, dtype=np.int64)
        path = np.zeros(len(problem.worth), dtype=np.int64)
        outcome, _, length = kernels.explored(
            problem.lengths,
            problem.first,
            self.stride,
            problem.worth,
            problem.group,
            self.guarantor,
            problem.need_of,
            self.priority,
            problem.level,
            low,
            high,
            problem.rules,
            program.start,
            program.code,
            program.marks,
            program.bounds,
            program.terms,
            program.term_axis,
            program.adds,
            seen,
            table,
            most,
            backward,
            path,
        )
        if outcome != kernels.FOUND:
            return outcome, []
        order = [int(edge) for edge in path[:length]]
        nodes = np.zeros(len(problem.lengths), dtype=np.int64)
        axis_of = np.repeat(np.arange(len(problem.lengths)), problem.lengths)
        for edge in order:
            nodes[axis_of[edge]] += 1
        return outcome, [*order, *_rest(problem, nodes)]


def complete(problem: Ordering) -> bool:
    """Whether single moves do as well as steps of any kind, so that what they do not reach cannot be reached.

    They do where sets of performers are apart, nobody guarantees, no rule bears on the moves, needs only ask that
    other moves come before, and each set's moves are all good or all bad for each party: then between two levels
    inside the box lie only levels inside it.
    """
    moves = problem.move
    makers = {move.by for move in moves}
    if sum(map(len, makers)) != len({party for by in makers for party in by}):
        return False
    if any(move.guarantor is not None for move in moves) or len(problem.rules):
        return False
    for group in set(problem.group.tolist()):
        worth = problem.worth[problem.group == group]
        if ((worth > 0).any(0) & (worth < 0).any(0)).any():
            return False
    end = problem.level + problem.worth.sum(0)
    low, high = problem.box(Fraction(0))
    if (end < low).any() or (end > high).any():
        return False
    return all(move.needs is None or _growing(move.needs, problem) for move in moves)


def _growing(condition: Condition, problem: Ordering) -> bool:
    """Whether a condition that holds once holds on, as moves are made."""
    if isinstance(condition, In):
        for axis in problem.axes:
            if axis.variable == condition.variable:
                held = [value in condition.values for value in axis.values]
                return all(then or not now for now, then in pairwise(held))
        return True
    if isinstance(condition, All | Any_):
        return all(_growing(part, problem) for part in condition.parts)
    return False
