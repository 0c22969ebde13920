"""What else the reader of a plan must know."""

from __future__ import annotations

from collections.abc import Sequence

from detente.analysis.planning.quest import Answer, Quest
from detente.model.case import Case, Indices
from detente.model.move import Move
from detente.model.number import shown


def notes(quest: Quest, found: Answer) -> tuple[str, ...]:
    """Who is worse off at the target, why some trust is asked in any case, whether a shorter plan may exist."""
    longer = "A plan of the same trust with fewer steps may exist: not all were tried."
    undated = (
        "The dates of moves and terms are left aside: the case does not say on which day it begins."
    )
    moves = [move for bundle, _ in found.bundles for move in bundle]
    return (
        *_below(quest.case, quest.target),
        *_last(quest, found, moves),
        *(() if found.fewest else (longer,)),
        *((undated,) if _undated(quest, moves) else ()),
    )


def _undated(quest: Quest, moves: Sequence[Move]) -> bool:
    """Whether dates are given that cannot be placed."""
    given = any(move.earliest or move.latest for move in moves) or bool(quest.case.terms)
    return given and quest.calendar.start is None


def _below(case: Case, target: Indices) -> tuple[str, ...]:
    """A note for each party that the target leaves worse off than no deal."""
    utilities = case.utilities
    return tuple(
        f"{case.parties[party].title or party} is worse off at the target than with no deal, by "
        f"{shown(utilities.value(p, case.reservations[p] - utilities.units(p, target)))}: "
        "its temptation to stop begins there"
        for p, party in enumerate(case.parties)
        if utilities.units(p, target) < case.reservations[p]
    )


def _last(quest: Quest, found: Answer, moves: Sequence[Move]) -> tuple[str, ...]:
    """Why no finite plan is free of risk, and the cheapest help, where the last move costs its performer something.

    Source: the floor of safe exchange, after Sandholm and Lesser (1995): what comes last is not enforced by anything
    that comes after it.
    """
    if not found.bound or not moves:
        return ()
    case, utilities = quest.case, quest.case.utilities
    stays = list(quest.standing.stays)
    last: dict[
        int, tuple[Move, int, int]
    ] = {}  # what stays before and after the last move of each variable
    for move in moves:
        before = stays[move.variable]
        if not move.revocable:
            stays[move.variable] = move.end
        last[move.variable] = (move, before, stays[move.variable])
    dearest = []  # for each move that may come last, whom it costs most, as a share of what that party can gain
    for variable, (move, before, left) in last.items():
        costs = []
        for p, party in enumerate(case.parties):
            row = utilities.tables[p][variable]
            if party in move.by:
                cost = utilities.value(p, row[before] - row[left])
                costs.append((cost / utilities.value(p, quest.scale[p]), cost, party, variable))
        if costs:
            dearest.append(max(costs))
    if not dearest:
        return ()
    share, cost, party, variable = min(dearest)
    if share <= 0:
        return ()
    return (
        "No plan of these moves asks no trust at all: whoever moves last gains by not moving, since nothing "
        f"comes after it. The cheapest help against that: a deposit of {shown(cost)} by "
        f"{case.parties[party].title or party}, or a guarantor, for the last move on "
        f"{case.title_of(variable)}; what is risked by moving first is another matter.",
    )
