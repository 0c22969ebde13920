"""What a plan asks of each party, and when."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from detente.analysis.planning.breakdown import amounts, asked
from detente.analysis.planning.greedy import Bundle
from detente.analysis.planning.lattice import Axis
from detente.analysis.planning.plan import Certificate, Moment, Plan, Step, Visit, visits
from detente.analysis.planning.schedule import scheduled
from detente.model.case import Case, Indices


def trust_of(
    case: Case, scale: Sequence[int], target: Indices, visited: Sequence[Visit]
) -> Fraction:
    """The trust that a sequence of visits asks."""
    return max(
        (asked(case, scale, target, visit.stays, visited[0].state) for visit in visited),
        default=Fraction(0),
    )


def _moments(case: Case, target: Indices, visited: Sequence[Visit]) -> list[tuple[Moment, Moment]]:
    """For each party the moments of its greatest exposure and temptation; the first of equals."""
    if not visited:
        nothing = Moment(0, (), target, target, Fraction(0))
        return [(nothing, nothing) for _ in case.parties]
    start = visited[0].state
    found = [amounts(case, target, visit.stays, start) for visit in visited]

    def moment(party: int, kind: int) -> Moment:
        most, at = max((amount[party][kind], -k) for k, amount in enumerate(found))
        visit = visited[-at]
        worth = case.utilities.value(party, most)
        return Moment(visit.step, visit.acted, visit.state, visit.stays, worth)

    return [(moment(p, 0), moment(p, 1)) for p in range(len(case.parties))]


def told(
    case: Case,
    concept: str | None,
    start: Indices,
    target: Indices,
    scale: tuple[int, ...],
    ways: tuple[Axis, ...],
    bundles: tuple[Bundle, ...],
    certificate: Certificate,
    said: tuple[str, ...],
) -> Plan:
    """The plan with everything that is said of it."""
    utilities = case.utilities
    visited = list(visits(start, list(bundles)))
    after = {visit.step: visit for visit in visited if not visit.acted}
    stays_at_end = list(start)
    for axis in ways:
        stays_at_end[axis.variable] = axis.stays[-1]
    after[len(bundles)] = Visit(
        len(bundles), (), target, tuple(stays_at_end)
    )  # the end is not visited
    steps = []
    for number, (moves, atomic) in enumerate(bundles, 1):
        reached = after[number]
        left = {
            party: utilities.value(
                p,
                case.reservations[p]
                + utilities.units(p, reached.stays)
                - utilities.units(p, start),
            )
            for p, party in enumerate(case.parties)
        }
        steps.append(Step(moves, atomic, reached.state, utilities.of(reached.state), left))
    dated, late = scheduled(case, tuple(steps))
    moments = dict(zip(case.parties, _moments(case, target, visited), strict=True))
    whole = {party: utilities.value(p, scale[p]) for p, party in enumerate(case.parties)}
    everything = (tuple(move for axis in ways for move in axis.moves), False)
    at_once = list(visits(start, [everything] if ways else []))
    return Plan(
        case,
        start,
        target,
        concept,
        dated,
        {party: pair[0].amount for party, pair in moments.items()},
        {party: pair[1].amount for party, pair in moments.items()},
        whole,
        trust_of(case, scale, target, visited),
        {party: pair[0] for party, pair in moments.items()},
        {party: pair[1] for party, pair in moments.items()},
        trust_of(case, scale, target, at_once),
        certificate,
        (*said, *late),
    )
