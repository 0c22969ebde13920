"""All states that some trust reaches, from the start or from the target: what is not among them is out of reach."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise

import numpy as np

from detente.analysis.planning import kernels
from detente.analysis.planning.beam import Beam
from detente.analysis.planning.ordering import Numbers, Ordering, rest
from detente.model.rule import All, Any_, Condition, In

KEPT = 2**28
"""Up to this many states, which were seen is kept in a table of all; above, in one of those seen."""


@dataclass(frozen=True)
class Explored:
    """What came of a search.

    Attributes:
        outcome: `FOUND`, `EXHAUSTED` or `GIVEN_UP`.
        order: the edges of an order, if one was found.
        nearest: the least trust that would have let some move out of the box; None if none would.
    """

    outcome: int
    order: list[int]
    nearest: Fraction | None


class Explorer:
    """All states inside a box that single moves reach."""

    def __init__(self, problem: Ordering) -> None:
        self.problem = problem
        beam = Beam(problem)
        self.guarantor = beam.guarantor
        largest = [
            max(beam.cost[first : first + length])
            for first, length in zip(problem.first, problem.lengths, strict=True)
        ]
        self.priority = np.argsort(-np.array(largest), kind="stable").astype(np.int64)
        # a state's number, in as many words of 62 bits as it needs
        stride: list[int] = []
        word: list[int] = []
        span = 1
        for length in problem.lengths.tolist():
            if span * (length + 1) >= 2**62:
                span = 1
            stride.append(span)
            word.append(word[-1] + (span == 1) if word else 0)
            span *= length + 1
        self.stride = np.array(stride, dtype=np.int64)
        self.word = np.array(word, dtype=np.int64)

    def openings(self) -> list[tuple[int, Fraction]]:
        """The edges that can be first, and what the state after each asks."""
        problem = self.problem
        nodes = np.zeros(len(problem.lengths), dtype=np.int64)
        return [
            (int(edge), problem.at(problem.level + problem.worth[edge]))
            for edge in problem.first
            if self._ready(int(edge), nodes)
        ]

    def closings(self) -> list[tuple[int, Fraction]]:
        """The edges that can be last, and what the state before each asks."""
        problem = self.problem
        end = problem.level + problem.worth.sum(0)
        found = []
        for k, edge in enumerate((problem.first + problem.lengths - 1).tolist()):
            nodes = problem.lengths.copy()
            nodes[k] -= 1
            if self._ready(edge, nodes):
                found.append((edge, problem.at(end - problem.worth[edge])))
        return found

    def _ready(self, edge: int, nodes: Numbers) -> bool:
        """Whether what an edge needs holds."""
        need = int(self.problem.need_of[edge])
        stack = np.zeros(256, dtype=bool)
        return need < 0 or kernels.holds(need, nodes, *self.problem.program.arrays, stack)

    @cached_property
    def exact(self) -> bool:
        """Whether shares can be compared as whole numbers of 64 bits."""
        largest = int(np.abs(self.problem.worth).sum()) + int(np.abs(self.problem.room).max())
        return (largest + int(np.abs(self.problem.level).max())) * max(self.problem.scale) < 2**62

    def explore(
        self,
        box: tuple[Numbers, Numbers],
        most: int,
        *,
        backward: bool,
        forced: int = -1,
        banned: int = -1,
    ) -> Explored:
        """Search through at most so many states inside a box.

        Args:
            box: the levels that are allowed.
            most: how many states.
            backward: from the target back to the start.
            forced: the edge that is made (backward: undone) first, or -1.
            banned: an edge that is not made (undone), or -1.
        """
        problem, program = self.problem, self.problem.program
        low, high = box
        if (problem.level < low).any() or (problem.level > high).any():
            return Explored(kernels.EXHAUSTED, [], None)
        states = problem.states
        words = int(self.word[-1]) + 1
        if states <= KEPT and most > states // 64:
            seen, table = np.zeros(states, dtype=np.uint8), np.zeros((1, 1), dtype=np.int64)
        else:
            size = 1 << max(12, (2 * most).bit_length())
            seen, table = np.zeros(0, dtype=np.uint8), np.full((size, words), -1, dtype=np.int64)
        path = np.zeros(len(problem.worth), dtype=np.int64)
        nearest = np.array([-1, 1], dtype=np.int64)
        outcome, _, length = kernels.explored(
            problem.lengths,
            problem.first,
            self.stride,
            self.word,
            problem.worth,
            problem.group,
            self.guarantor,
            problem.need_of,
            self.priority,
            problem.level,
            low,
            high,
            problem.rules,
            *program.arrays,
            seen,
            table,
            most,
            backward,
            forced,
            banned,
            problem.room,
            np.array(problem.scale if self.exact else [1] * len(problem.scale), dtype=np.int64),
            path,
            nearest,
        )
        share = None if nearest[0] < 0 else Fraction(int(nearest[0]), int(nearest[1]))
        if outcome != kernels.FOUND:
            return Explored(outcome, [], share)
        order = [int(edge) for edge in path[:length]]
        nodes = np.zeros(len(problem.lengths), dtype=np.int64)
        axis_of = np.repeat(np.arange(len(problem.lengths)), problem.lengths)
        for edge in order:
            nodes[axis_of[edge]] += 1
        return Explored(outcome, [*order, *rest(problem, nodes)], share)


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
