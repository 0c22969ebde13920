"""What no plan of some moves can ask less than, told from its two ends, however many moves there are."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from detente.analysis.planning.breakdown import asked, shares
from detente.analysis.planning.lattice import Axis
from detente.model.case import Case, Indices


def floor(
    case: Case, scale: Sequence[int], axes: Sequence[Axis], start: Indices, target: Indices
) -> Fraction:
    """A lower bound on the trust of every plan of these moves.

    Every plan visits the start. Where the moves are concessions (`_concessions`), it also visits a state in which some
    first moves of one party have been made and nothing else: then that party is exposed, and the others are
    tempted, by at least as much as after the mildest first move alone. And it visits a state in which nothing but
    some last moves of one party is missing: then that party is tempted, and the others are exposed, by at least as
    much as where the mildest last move alone is missing.

    Source: after the floor of safe exchange, Sandholm and Lesser (1995): no order asks less than its last move costs.
    """
    at_start = asked(case, scale, target, start, start)
    if not _concessions(case, axes):
        return at_start
    at_end = list(target)
    for axis in axes:
        at_end[axis.variable] = axis.stays[-1]
    first, last = [], []
    for axis in axes:
        begun = _with(start, axis.variable, axis.stays[1])
        (actor,) = axis.moves[0].by
        first.append(_at_least(case, shares(case, scale, target, begun, start), exposed=actor))
        missing = _with(tuple(at_end), axis.variable, axis.stays[-2])
        (actor,) = axis.moves[-1].by
        last.append(_at_least(case, shares(case, scale, target, missing, start), tempted=actor))
    return max(at_start, min(first), min(last))


def _at_least(
    case: Case, found: list[tuple[Fraction, Fraction]], exposed: str = "", tempted: str = ""
) -> Fraction:
    """The largest share among those that more moves of the same party can only raise.

    Args:
        case: the case.
        found: exposure and temptation of each party.
        exposed: the party whose exposure counts; of the others the temptation does.
        tempted: or the party whose temptation counts; of the others the exposure does.
    """
    return max(
        exposure if party == exposed or (tempted and party != tempted) else temptation
        for party, (exposure, temptation) in zip(case.parties, found, strict=True)
    )


def _with(state: Indices, variable: int, value: int) -> Indices:
    return (*state[:variable], value, *state[variable + 1 :])


def _concessions(case: Case, axes: Sequence[Axis]) -> bool:
    """Whether each move is one party's, costs it something or nothing and takes nothing from the others.

    Nobody guarantees any, and at least two parties make some: what a single one does can be done in one step, which
    visits no state on the way.
    """
    utilities = case.utilities
    moves = [move for axis in axes for move in axis.moves]
    if any(utilities.interactions) or any(move.guarantor or len(move.by) != 1 for move in moves):
        return False
    if len({move.by for move in moves}) < 2:
        return False
    for axis in axes:
        for k, move in enumerate(axis.moves):
            for p, party in enumerate(utilities.parties):
                row = utilities.tables[p][axis.variable]
                change = row[axis.stays[k + 1]] - row[axis.stays[k]]
                if change > 0 if party in move.by else change < 0:
                    return False
    return True
