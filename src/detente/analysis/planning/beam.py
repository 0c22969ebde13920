"""Orders of many moves found by keeping the best states of each length."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from detente.analysis.planning import kernels
from detente.analysis.planning.ordering import Numbers, Ordering, rest

CANDIDATES = 40_000_000
"""A beam looks at so many moves at the most, from all of its states."""


class Beam:
    """Orders found by keeping the best states of each length.

    The best are those in which the largest moves have been made: small ones still fit where large ones do not.
    """

    def __init__(self, problem: Ordering) -> None:
        self.problem = problem
        size = np.zeros(len(problem.worth))
        for p, whole in enumerate(problem.scale):
            size = np.maximum(size, np.abs(problem.worth[:, p]) / whole)
        # what a move costs those whom it costs, and, much less, what it moves at all
        cost = np.zeros(len(problem.worth))
        for p, whole in enumerate(problem.scale):
            cost = np.maximum(cost, -problem.worth[:, p] / whole)
        self.size = size**2 + 1e-12
        self.cost = cost**2 + self.size * 1e-3
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

    @property
    def widest(self) -> int:
        """How wide a beam may be, so that it takes some seconds at the most."""
        return max(1, CANDIDATES // (len(self.problem.lengths) * len(self.problem.worth)))

    def order(
        self, trust: Fraction, width: int, *, own: bool = True, few: bool = False
    ) -> list[int] | None:
        """An order within some trust, from a beam of some width; None if it finds none.

        Args:
            trust: no state on the way may ask more.
            width: how many states of each length are kept.
            own: whether moves are large by what they cost, else by all that they change.
            few: whether the best states are those reached by the fewest steps.
        """
        sizes = self.cost if own else self.size
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
        arrays = program.arrays
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
            new = score[parent] - sizes[edge_of] + self.jitter[edge_of]
            if few:
                new = score[parent] + (group != last[parent]) - sizes[edge_of] * 1e-3
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
        return [*reversed(found), *rest(self.problem, nodes)]
