"""Fewer steps at the same trust: neighbouring steps are made together where that visits nothing worse."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from detente.analysis.planning.plan import halfway, make
from detente.analysis.planning.quest import Bundle, Quest
from detente.model.move import Move


def merged(quest: Quest, bundles: Sequence[Bundle], trust: Fraction) -> tuple[Bundle, ...]:
    """Steps of which each is made together with those after it, as long as no halfway state asks more than `trust`.

    Atomic steps are left alone.
    """
    found: list[Bundle] = []
    state, stays = list(quest.standing.state), list(quest.standing.stays)
    rest = list(bundles)
    while rest:
        moves, atomic = rest.pop(0)
        while rest and not atomic and not rest[0][1]:
            together = (*moves, *rest[0][0])
            if not _fits(quest, state, stays, together, trust):
                break
            moves = together
            rest.pop(0)
        found.append((moves, atomic))
        make(moves, state, stays, {party for move in moves for party in move.by})
    return tuple(found)


def _fits(
    quest: Quest, state: list[int], stays: list[int], moves: Sequence[Move], trust: Fraction
) -> bool:
    """Whether moves can be made in one step from a state, and no halfway state asks more than `trust`."""
    if any(move.needs is not None and not move.needs.holds(state) for move in moves):
        return False
    for acted in halfway(move.by for move in moves):
        partial, left = list(state), list(stays)
        make(tuple(moves), partial, left, acted)
        amounts = quest.breakdown.amounts(left, quest.calendar.gone)
        for p, (exposure, temptation) in enumerate(amounts):
            if max(exposure, temptation) > trust * quest.scale[p]:
                return False
            if p in quest.borne and exposure > quest.borne[p]:
                return False
    return True
