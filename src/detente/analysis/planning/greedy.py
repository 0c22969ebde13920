"""A plan for what is too large to search: always the move that asks least."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from detente.analysis.planning.breakdown import asked
from detente.analysis.planning.lattice import Axis
from detente.errors import TooLarge
from detente.model.case import Case, Indices
from detente.model.move import Move

Bundle = tuple[tuple[Move, ...], bool]


def greedy(
    case: Case, scale: Sequence[int], axes: Sequence[Axis], start: Indices, target: Indices
) -> tuple[Bundle, ...]:
    """The move whose state asks least (then the one that gains most), again and again.

    Moves of the same performers that follow each other make one step: the states between them are not visited.

    Raises:
        TooLarge: no move can be made although the target is not reached: needs or rules stand in the way of this
            order, and whether another leads there is not known.
    """
    utilities = case.utilities
    done = [0] * len(axes)
    state, stays = list(start), list(start)
    before = start  # the state in which the step at hand begins
    steps: list[Bundle] = []
    while tuple(state) != target:
        best: tuple[Fraction, Fraction, int] | None = None
        for k, axis in enumerate(axes):
            if done[k] == len(axis.moves):
                continue
            move = axis.moves[done[k]]
            if move.needs is not None and not move.needs.holds(state):
                continue
            after, left = list(state), list(stays)
            after[axis.variable] = move.end
            left[axis.variable] = axis.stays[done[k] + 1]
            if not case.valid(after):
                continue
            last = tuple(after) == target
            cost = Fraction(0) if last else asked(case, scale, target, tuple(left), start)
            gain = sum(
                (Fraction(utilities.units(p, after), whole) for p, whole in enumerate(scale)),
                Fraction(0),
            )
            if best is None or (cost, -gain, k) < best:
                best = (cost, -gain, k)
        if best is None:
            raise TooLarge(
                "too many states lie between today and the target to search them all, and the order that asks "
                "least at every move comes to a dead end; give ranges larger increments, or plan for a nearer target"
            )
        k = best[2]
        move = axes[k].moves[done[k]]
        done[k] += 1
        ready = move.needs is None or move.needs.holds(before)
        if steps and steps[-1][0][-1].by == move.by and ready:
            steps[-1] = ((*steps[-1][0], move), False)
        else:
            before = tuple(state)
            steps.append(((move,), False))
        state[move.variable] = move.end
        stays[move.variable] = axes[k].stays[done[k]]
    return tuple(steps)
