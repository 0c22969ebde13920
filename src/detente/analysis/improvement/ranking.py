"""What helps: every single change that would let an agreement be reached with less trust, or at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from detente.analysis.frontier import Frontier
from detente.analysis.improvement.amount import span
from detente.analysis.improvement.candidates import Candidate, candidates
from detente.analysis.improvement.change import KINDS, Change, Changes
from detente.analysis.improvement.trial import Situation
from detente.analysis.planning import Plan, plan
from detente.analysis.scale import measured, scales
from detente.analysis.settlement import Ideals, settle, settled
from detente.errors import NoPlan
from detente.model.case import Case, Indices
from detente.model.limits import Limits
from detente.model.standing import Standing


def what_helps(
    case: Case,
    to: str | Mapping[str, Any] | Sequence[int] = "nash",
    *,
    found: Frontier | Ideals | None = None,
    limits: Limits | None = None,
    standing: Standing | None = None,
    progress: Callable[[int, int], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Changes:
    """The single changes after which an agreement asks less trust, or can be reached at all; the best first.

    Each is tried by planning once more for the same agreement in the changed case, on the scale of the case as it
    is: a move that could be taken back, a guarantor for moves of one step, of two neighbouring steps or for two
    moves of different performers, a deposit, smaller moves along a range, a move in two halves, later deadlines and
    terms, and what the case need not insist on (what a move needs, a rule, a move that it does not list). Of changes
    of equal effect those come first that ask least of anybody, in the order of `KINDS`; a guarantor for more moves
    is left out where one for some of them does as much.

    Args:
        case: the case; it needs a status quo for every issue.
        to: as for `plan`.
        found: the case's frontier or its settlements, if they are known already.
        limits: what else is asked of the plan.
        standing: where things stand; the status quo by default.
        progress: called with (changes tried, changes in all).
        stop: asked before each change; true means that the changes found so far are given.

    Raises:
        InputError, NoAgreement: as `plan`.

    Source: what makes a promise believable though nobody enforces it: Schelling (1960), The Strategy of Conflict;
    hostages and deposits: Sandholm and Lesser (1995); gradual concessions: Compte and Jehiel (2004).
    """
    known = found
    if known is None:
        known = settle(case) if isinstance(to, str) else measured(case)
    asked = limits or Limits()
    base = _planned(case, to, known, asked, standing, stop)
    target = _target(case, to, known) if base is None else base.target
    like = base or _planned(case, target, known, _unlimited(case), standing, stop)
    utilities = case.utilities
    situation = Situation(
        case,
        target,
        standing,
        asked,
        {
            party: utilities.value(p, units)
            for p, (party, units) in enumerate(zip(utilities.parties, scales(known), strict=True))
        },
        None if base is None else base.trust,
        stop,
    )
    if situation.before == 0:
        return Changes(case, target, situation.before, (), 0)
    listed, left_out = candidates(situation, like)
    helpful: list[Change] = []
    for number, candidate in enumerate(listed):
        if stop is not None and stop():
            return _changes(situation, helpful, number, left_out + len(listed) - number)
        if progress is not None:
            progress(number, len(listed))
        helpful += _tried(candidate, helpful)
    return _changes(situation, helpful, len(listed), left_out)


def _planned(
    case: Case,
    to: str | Mapping[str, Any] | Sequence[int],
    known: Frontier | Ideals,
    limits: Limits,
    standing: Standing | None,
    stop: Callable[[], bool] | None,
) -> Plan | None:
    """The plan as things are; None if there is none."""
    try:
        return plan(case, to, found=known, limits=limits, standing=standing, stop=stop)
    except NoPlan:
        return None


def _unlimited(case: Case) -> Limits:
    """Limits that keep no plan from being one: its steps show which moves a guarantor may be needed for."""
    return Limits(tolerance={party: span(case, party) for party in case.parties})


def _tried(candidate: Candidate, helpful: Sequence[Change]) -> list[Change]:
    """What a candidate comes to, unless another has come to the same."""
    found = candidate()
    if found is None:
        return []
    same = (found.kind, found.party, found.name, found.rule, set(found.moves))
    known = [(c.kind, c.party, c.name, c.rule, set(c.moves)) for c in helpful]
    return [] if same in known else [found]


def _target(
    case: Case, to: str | Mapping[str, Any] | Sequence[int], known: Frontier | Ideals
) -> Indices:
    """The agreement that `plan` was asked for and to which no moves lead."""
    if isinstance(to, str):
        point = settled(case, known).by_concept[to].point
        assert point is not None
        return point.indices
    return case.indices(to) if isinstance(to, Mapping) else tuple(to)


def _changes(situation: Situation, found: Sequence[Change], tried: int, left_out: int) -> Changes:
    kept = [change for change in found if not _wasteful(change, found)]
    return Changes(
        situation.case,
        situation.target,
        situation.before,
        tuple(sorted(kept, key=_order)),
        tried,
        left_out,
    )


def _wasteful(change: Change, found: Sequence[Change]) -> bool:
    """Whether a guarantor for only some of the moves does as much."""
    return change.kind == "guarantor" and any(
        other.kind == "guarantor"
        and set(other.moves) < set(change.moves)
        and other.trust <= change.trust
        for other in found
    )


def _order(change: Change) -> tuple[Any, ...]:
    """Least trust first; then what is proven, what asks least of anybody, and an order that never changes."""
    return (
        change.trust,
        not change.optimal,
        list(KINDS).index(change.kind),
        len(change.moves),
        Fraction(0) if change.amount is None else change.amount,
        change.party or "",
        change.name or "",
        [(move.variable, move.start, move.end) for move in change.moves],
    )
