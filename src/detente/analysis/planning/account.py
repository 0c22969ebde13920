"""What a plan asks of each party, and when."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from detente.analysis.planning.greedy import Bundle
from detente.analysis.planning.lattice import Axis
from detente.analysis.planning.plan import Certificate, Moment, Plan, Step, Visit, visits
from detente.analysis.planning.schedule import scheduled
from detente.model.case import Case, Indices


def asked(case: Case, scale: Sequence[int], target: Indices, visited: Sequence[Visit]) -> Fraction:
    """The trust that a sequence of visits asks."""
    moments = [_moments(case, p, target, visited) for p in range(len(case.parties))]
    return max(
        (
            moment.amount / case.utilities.value(p, scale[p])
            for p, pair in enumerate(moments)
            for moment in pair
        ),
        default=Fraction(0),
    )


def _moments(
    case: Case, party: int, target: Indices, visited: Sequence[Visit]
) -> tuple[Moment, Moment]:
    """The moments of a party's greatest exposure and of its greatest temptation; the first of equals."""
    utilities = case.utilities
    if not visited:
        nothing = Moment(0, (), target, target, Fraction(0))
        return nothing, nothing
    before = utilities.units(party, visited[0].state)
    done = utilities.units(party, target)
    exposures, temptations = [], []
    for visit in visited:
        lost = before - utilities.units(party, visit.stays)
        exposures.append(max(0, lost))
        gained = case.reservations[party] - lost - done - utilities.penalties[party]
        temptations.append(max(0, gained))
    pair = []
    for amounts in (exposures, temptations):
        most = max(amounts)
        at = visited[amounts.index(most)]
        pair.append(Moment(at.step, at.acted, at.state, at.stays, utilities.value(party, most)))
    return pair[0], pair[1]


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
    moments = {party: _moments(case, p, target, visited) for p, party in enumerate(case.parties)}
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
        asked(case, scale, target, visited),
        {party: pair[0] for party, pair in moments.items()},
        {party: pair[1] for party, pair in moments.items()},
        asked(case, scale, target, at_once),
        certificate,
        (*said, *late),
    )
