"""Many moves as whole numbers: what each changes for each party, and what must come before it.

For the searches that make one move at a time through more states than can be listed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from math import floor, prod

import numpy as np
from numpy.typing import NDArray

from detente.analysis.planning.axis import Axis
from detente.analysis.planning.breakdown import after
from detente.analysis.planning.program import Program, compiled_conditions
from detente.analysis.planning.quest import Quest
from detente.model.move import Move

Numbers = NDArray[np.int64]

LARGEST = 2**40
"""Utilities in whole units may be this large, so that sums of them are exact in 64 bits."""


@dataclass(frozen=True)
class Ordering:
    """Moves along straight axes, to be made one after the other.

    Edge `first[k] + n` is move n of axis k. Levels are what stays, less the status quo, in each party's units.

    Attributes:
        axes: the straight axes.
        lengths: moves of each axis.
        first: number of each axis's first edge.
        worth: (edges, parties), what each move changes.
        group: of each edge, the number of its set of performers.
        level: (parties,) at the start.
        room: (parties,) the target's worth and the penalty over no deal: above it lies temptation.
        borne: (parties,) the largest exposure that a party bears.
        scale: what both are measured against.
        needs: conditions of edges, and the edges' numbers of them (-1: none).
        rules: conditions of every state.
    """

    axes: tuple[Axis, ...]
    lengths: Numbers
    first: Numbers
    worth: Numbers
    group: Numbers
    level: Numbers
    room: Numbers
    borne: Numbers
    scale: tuple[int, ...]
    program: Program
    need_of: Numbers
    rules: Numbers

    @property
    def states(self) -> int:
        """How many states there are."""
        return prod(int(length) + 1 for length in self.lengths)

    @cached_property
    def move(self) -> tuple[Move, ...]:
        """The move of each edge."""
        return tuple(move for axis in self.axes for move in axis.moves)

    def box(self, trust: Fraction | int, *, below: bool = False) -> tuple[Numbers, Numbers]:
        """The lowest and highest level of each party that ask `trust` at most; with `below`, that ask less.

        Levels are whole, so the bounds are.
        """
        low, high = [], []
        for p, whole in enumerate(self.scale):
            asked = trust * whole
            most = floor(asked)
            if below and most == asked:
                most -= 1
            low.append(-min(most, int(self.borne[p])))
            high.append(int(self.room[p]) + most)
        return np.array(low, dtype=np.int64), np.array(high, dtype=np.int64)

    def asked(self, order: Sequence[int]) -> Fraction:
        """What making the moves in this order asks, one at a time, the last moves of one set of performers together."""
        level = self.level.copy()
        most = self.at(level)
        end = len(order)
        while end > 1 and self.group[order[end - 2]] == self.group[order[-1]]:
            end -= 1
        for edge in order[: end - 1]:
            level += self.worth[edge]
            most = max(most, self.at(level))
        return most

    def at(self, level: Numbers) -> Fraction:
        """What breaking off at a level asks."""
        return max(
            Fraction(max(-int(level[p]), int(level[p] - self.room[p]), 0), whole)
            for p, whole in enumerate(self.scale)
        )


def ordering(quest: Quest, axes: Sequence[Axis]) -> Ordering | None:
    """The moves as whole numbers; None where interactions among them, or too large figures, do not allow it."""
    case, standing, borne = quest.case, quest.standing, quest.borne
    utilities, start = case.utilities, case.status_quo
    assert start is not None
    moving = {axis.variable for axis in axes}
    if not all(axis.straight for axis in axes) or any(
        not moving.isdisjoint(condition.scope)
        for terms in utilities.interactions
        for condition, _ in terms
    ):
        return None
    # what has lapsed stands where it fell, whatever is moved
    gone = quest.calendar.gone
    fallen = {variable for lapse in gone for variable, _ in lapse.after}
    now, stays = after(start, gone), after(standing.stays, gone)
    worth: list[list[int]] = []
    for axis in axes:
        v = axis.variable
        for here, there in pairwise(axis.stays):
            worth.append([0 if v in fallen else t[v][there] - t[v][here] for t in utilities.tables])
    level, room = [], []
    for p, party in enumerate(case.parties):
        today = utilities.units(p, now)
        given = case.preferences[party].reservation
        no_deal = today if given is None else case.reservations[p]
        level.append(utilities.units(p, stays) - today)
        room.append(utilities.units(p, quest.target) + utilities.penalties[p] - no_deal)
    largest = max(abs(figure) for row in (*worth, level, room) for figure in row)
    if largest * (len(worth) + 1) > LARGEST or max(quest.scale) > LARGEST:
        return None
    moves = [move for axis in axes for move in axis.moves]
    groups: dict[tuple[str, ...], int] = {}
    for move in moves:
        groups.setdefault(move.by, len(groups))
    conditions = [move.needs for move in moves if move.needs is not None]
    program = compiled_conditions(
        [*conditions, *(rule.condition for rule in case.rules)], axes, standing
    )
    if program is None:
        return None
    numbers = iter(range(len(conditions)))
    need_of = [-1 if move.needs is None else next(numbers) for move in moves]
    lengths = np.array([len(axis.moves) for axis in axes], dtype=np.int64)
    most = [min(int(borne[p]), LARGEST) if p in borne else LARGEST for p in range(len(level))]
    return Ordering(
        tuple(axes),
        lengths,
        np.concatenate([[0], np.cumsum(lengths)[:-1]]).astype(np.int64),
        np.array(worth, dtype=np.int64),
        np.array([groups[move.by] for move in moves], dtype=np.int64),
        np.array(level, dtype=np.int64),
        np.array(room, dtype=np.int64),
        np.array(most, dtype=np.int64),
        quest.scale,
        program,
        np.array(need_of, dtype=np.int64),
        np.arange(len(conditions), len(conditions) + len(case.rules), dtype=np.int64),
    )


def rest(problem: Ordering, nodes: Numbers) -> list[int]:
    """The edges that are not made yet, axis by axis."""
    return [
        int(edge)
        for k, first in enumerate(problem.first)
        for edge in range(first + nodes[k], first + problem.lengths[k])
    ]
