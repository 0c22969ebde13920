"""A plan for what is too large to search: always the move that asks least. Comes with a floor, not with a proof."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from detente.analysis.planning.lattice import Axis
from detente.errors import TooLarge
from detente.model.case import Case, Indices
from detente.model.move import Move

Bundle = tuple[tuple[Move, ...], bool]


def asked(
    case: Case,
    scale: Sequence[int],
    target: Indices,
    state: Indices,
    stays: Indices,
    start: Indices,
) -> Fraction:
    """What visiting one state asks: the largest exposure or temptation, as a share of the party's scale."""
    utilities = case.utilities
    most = Fraction(0)
    for p, reservation in enumerate(case.reservations):
        exposure = utilities.units(p, start) - utilities.units(p, stays)
        temptation = reservation - exposure - utilities.units(p, target) - utilities.penalties[p]
        most = max(most, Fraction(max(exposure, temptation), scale[p]))
    return most


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
            cost = (
                Fraction(0)
                if last
                else asked(case, scale, target, tuple(after), tuple(left), start)
            )
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


def floor(
    case: Case, scale: Sequence[int], axes: Sequence[Axis], start: Indices, target: Indices
) -> Fraction:
    """What no plan of these moves can ask less than, told from its two ends.

    Every plan visits the start. Where every move costs its performers something (or nothing) and takes nothing from the
    others, and nobody guarantees any, the plan also visits a state after some first moves of one side only, which asks
    at least what the mildest of them asks alone, and likewise a state before some last moves of one side.
    """
    at_start = asked(case, scale, target, start, start, start)
    if not axes or not _concessions(case, axes):
        return at_start
    stays_at_end = list(target)
    for axis in axes:
        stays_at_end[axis.variable] = axis.stays[-1]
    first, last = [], []
    for axis in axes:
        v = axis.variable
        if len(axes) > 1 or len(axis.moves) > 1:
            begun = [_with(start, v, values[1]) for values in (axis.values, axis.stays)]
            first.append(asked(case, scale, target, begun[0], begun[1], start))
        before = _with(target, v, axis.values[-2]), _with(tuple(stays_at_end), v, axis.stays[-2])
        last.append(asked(case, scale, target, *before, start))
    return max(at_start, min(first, default=at_start), min(last))


def _with(state: Indices, variable: int, value: int) -> Indices:
    return (*state[:variable], value, *state[variable + 1 :])


def _concessions(case: Case, axes: Sequence[Axis]) -> bool:
    """Whether every move can only cost its performers and only help the others, and nobody guarantees any."""
    utilities = case.utilities
    if any(utilities.interactions):
        return False
    for axis in axes:
        for k, move in enumerate(axis.moves):
            if move.guarantor is not None:
                return False
            for p, party in enumerate(utilities.parties):
                row = utilities.tables[p][axis.variable]
                change = row[axis.stays[k + 1]] - row[axis.stays[k]]
                if change > 0 if party in move.by else change < 0:
                    return False
    return True
