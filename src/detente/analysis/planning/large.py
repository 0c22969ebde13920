"""Plans of many moves: an order found by beams, and proven by floors and by the states that less trust would reach."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from detente.analysis.planning import kernels
from detente.analysis.planning.ordering import Numbers, Ordering
from detente.model.rule import All, Any_, Condition, In

WIDTHS = (1, 16, 200, 1500)
"""Beams as wide as this are tried one after the other."""

CANDIDATES = 40_000_000
"""A beam looks at so many moves at the most, from all of its states."""

MOST_PAIRS = 60
"""So many pairs of a first and a last move are tried to raise the bound."""

NEAR = 4096
"""So many states are listed at first to raise the bound."""

STATES = 3_000_000
"""So many states are looked at to prove that less trust does not do, or to find a plan of less."""

LISTED = 2**26
"""Up to this many states, all that some trust reaches are listed rather than some of them."""

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

    def proven(self) -> bool:
        """Whether nothing better can be found."""
        return self.trust == self.bound or self.impossible

    def found(self, order: Sequence[int]) -> None:
        """Keep an order if it asks less than the best so far."""
        asked = self.problem.asked(order)
        if self.trust is None or asked < self.trust:
            self.trust, self.order = asked, list(order)


def search(problem: Ordering, bound: Fraction, stop: Stop) -> Sought:
    """As `_search`; where that is stopped before it has an order, some order all the same."""
    sought = _search(problem, bound, stop)
    if sought.trust is None and not sought.impossible:
        _some(sought, Beam(problem), WIDTHS[:1])
    return sought


def _search(problem: Ordering, bound: Fraction, stop: Stop) -> Sought:
    """The best order that can be found, and the best bound that can be proven.

    Beams at the bound; then, where they find nothing, the bound is raised as long as the states that it leaves can be
    listed, and beams within more trust find the best order that they can; at last all that asks less than that order
    is searched from both ends.

    Args:
        problem: the moves.
        bound: a floor that is known already.
        stop: true when it is time to stop.
    """
    sought = Sought(problem, bound, stop)
    beam = Beam(problem)
    explorer = Explorer(problem)
    if _tried(sought, beam, WIDTHS[:2]):
        return sought
    budget = NEAR
    while not sought.stop():
        raised = _raised(sought, explorer, budget)
        if sought.proven() or ((raised or budget == NEAR) and _tried(sought, beam, WIDTHS)):
            return sought
        if budget == NEAR:
            _closer(sought, beam, explorer)
        if sought.proven():
            return sought
        _improved(sought, explorer, budget)
        budget *= 8
        if sought.proven() or budget > STATES:
            return sought
    return sought


def _tried(sought: Sought, beam: Beam, widths: Sequence[int]) -> bool:
    """Whether a beam finds an order that asks no more than the bound."""
    for width in widths:
        if sought.stop() or width > beam.widest:
            return False
        for own in (True, False):
            order = beam.order(sought.bound, width, own=own)
            if order is not None:
                sought.found(order)
                return True
    return False


def _raised(sought: Sought, explorer: Explorer, budget: int) -> bool:
    """Raise the bound while it is proven that no order keeps to it.

    It is where, for each pair of a first and a last move that it allows, all the states that are left on the way from
    the one, or back from the other, can be listed, and none is the other end.
    """
    problem = sought.problem
    raised = False
    if not complete(problem) or not explorer.exact:
        return False
    while not sought.proven() and not sought.stop():
        higher = _next_bound(sought, explorer, budget)
        if higher is None or higher <= sought.bound:
            return raised
        sought.bound = higher
        raised = True
    return raised


def _next_bound(sought: Sought, explorer: Explorer, budget: int) -> Fraction | None:
    """The least trust above the bound that might do; None where the bound itself might."""
    box = sought.problem.box(sought.bound)
    openings, closings = explorer.openings(), explorer.closings()
    least = [asked for _, asked in (*openings, *closings) if asked > sought.bound]
    firsts = [edge for edge, asked in openings if asked <= sought.bound]
    lasts = [edge for edge, asked in closings if asked <= sought.bound]
    if len(firsts) * len(lasts) > MOST_PAIRS:
        return None
    for first in firsts:
        for last in lasts:
            if first == last:
                continue
            if sought.stop():
                return None
            for backward in (False, True):
                forced, banned = (last, first) if backward else (first, last)
                found = explorer.explore(
                    box, budget, backward=backward, forced=forced, banned=banned
                )
                if found.outcome == kernels.FOUND:
                    sought.found(found.order)
                    return None
                if found.outcome == kernels.EXHAUSTED:
                    if found.nearest is not None:
                        least.append(found.nearest)
                    break
            else:
                return None
    return min(least, default=None)


def _closer(sought: Sought, beam: Beam, explorer: Explorer) -> None:
    """Beams within more trust than the bound: doubled until one finds an order, then the gap is halved."""
    low = sought.bound
    _some(sought, beam, WIDTHS[:3])
    if sought.problem.states <= LISTED and complete(sought.problem) and explorer.exact:
        _halved(sought, explorer)
        return
    for width in WIDTHS[1:]:
        if width > beam.widest:
            break
        floor = low
        while sought.trust is not None and not sought.stop():
            if sought.trust - floor <= sought.trust / 300:
                break
            middle = ((floor + sought.trust) / 2).limit_denominator(10**6)
            if middle <= floor or middle >= sought.trust:
                break
            order = beam.order(middle, width) or beam.order(middle, width, own=False)
            if order is None:
                floor = middle
            else:
                sought.found(order)


def _some(sought: Sought, beam: Beam, widths: Sequence[int]) -> None:
    """Some order, within more and more trust; stops for nobody before it has one."""
    high = max(sought.bound, Fraction(1, 64))
    while sought.trust is None and high < 2**20:
        for width in widths:
            order = beam.order(high, width) if width <= beam.widest else None
            if order is not None:
                sought.found(order)
                return
        high *= 2


def _halved(sought: Sought, explorer: Explorer) -> None:
    """All states within half the gap, again and again, until there is none."""
    problem = sought.problem
    while sought.trust is not None and not sought.proven() and not sought.stop():
        middle = ((sought.bound + sought.trust) / 2).limit_denominator(10**9)
        below = middle <= sought.bound or middle >= sought.trust
        box = problem.box(sought.trust, below=True) if below else problem.box(middle)
        found = explorer.explore(box, problem.states, backward=False)
        if found.outcome == kernels.FOUND:
            sought.found(found.order)
        elif found.nearest is None or below:
            sought.bound = sought.trust
        else:
            sought.bound = min(found.nearest, sought.trust)


def _improved(sought: Sought, explorer: Explorer, budget: int) -> None:
    """Search what asks less than the best order, from the start and from the target."""
    problem = sought.problem
    for backward in (False, True):
        while not sought.proven() and not sought.stop():
            least = sought.trust
            box = problem.box(2**20 if least is None else least, below=least is not None)
            found = explorer.explore(box, budget, backward=backward)
            if found.outcome == kernels.FOUND:
                sought.found(found.order)
                continue
            if found.outcome == kernels.EXHAUSTED and complete(problem):
                if sought.trust is None:
                    sought.impossible = True
                else:
                    sought.bound = sought.trust
                return
            break


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
        return [*reversed(found), *_rest(self.problem, nodes)]


def _rest(problem: Ordering, nodes: Numbers) -> list[int]:
    return [
        int(edge)
        for k, first in enumerate(problem.first)
        for edge in range(first + nodes[k], first + problem.lengths[k])
    ]


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
        return Explored(outcome, [*order, *_rest(problem, nodes)], share)


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
