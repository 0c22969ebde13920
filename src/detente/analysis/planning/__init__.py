"""How to get there: a sequence of small steps from the status quo to a settlement, asking the least trust."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from detente.analysis.frontier import Frontier, frontier
from detente.analysis.planning.greedy import Bundle, floor, greedy
from detente.analysis.planning.lattice import LARGEST, Axis, Lattice, axes
from detente.analysis.planning.plan import Certificate, Moment, Plan, Step, Visit, visits
from detente.analysis.planning.schedule import scheduled
from detente.analysis.planning.search import fewest_steps, least_trust
from detente.analysis.scale import scales
from detente.analysis.settlement import settle
from detente.errors import InputError, NoPlan, TooLarge
from detente.model.case import Case, Indices
from detente.model.number import shown

__all__ = ["Certificate", "Moment", "Plan", "Step", "plan"]


def plan(
    case: Case,
    to: str | Mapping[str, Any] | Sequence[int] = "nash",
    *,
    found: Frontier | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Plan:
    """The plan that asks the least trust on the way from the status quo to a target; among those, the fewest steps.

    The search is exhaustive, and the plan proven, up to some two million states between the two (20 moves that can be
    made in any order; more where moves come in ladders). Beyond that the plan is a greedy one, and its certificate says
    how far from the floor it is.

    Args:
        case: the case; it needs a status quo for every issue.
        to: a solution concept (`nash`, `kalai_smorodinsky`, ...), an outcome by issue, or value indices.
        found: the case's frontier, if it is known already.
        progress: called with (states opened, states in all) now and then.

    Raises:
        InputError: no status quo, or the target is not an outcome of the case.
        NoAgreement: a concept was named and no outcome is acceptable to all.
        NoPlan: the moves, their needs and the rules do not lead there.

    Source: zero trust is a safe exchange in the sense of Sandholm and Lesser (1995), Equilibrium analysis of
    the possibilities of unenforced exchange in multiagent systems, IJCAI-95, 694-703.
    """
    start = case.status_quo
    if start is None:
        raise InputError.at(
            case.name, "a plan starts from today: give every issue its 'status_quo' in the case"
        )
    found = found if found is not None else frontier(case)
    concept = to if isinstance(to, str) else None
    target = _target(case, to, found)
    scale = scales(found)
    ways = axes(case, start, target)
    bundles, certificate, shortest = _search(case, scale, ways, start, target, progress)
    return _told(case, concept, start, target, scale, ways, bundles, certificate, shortest)


def _target(case: Case, to: str | Mapping[str, Any] | Sequence[int], found: Frontier) -> Indices:
    """The outcome to plan for, as value indices."""
    if isinstance(to, str):
        settlements = settle(case, found).by_concept
        if to not in settlements:
            raise InputError.at(
                case.name, f"no settlement is called {to!r}; there are {', '.join(settlements)}"
            )
        point = settlements[to].point
        if point is None:
            raise InputError.at(
                case.name,
                f"{to} shares an issue between the sides, which is no outcome that moves can lead to; "
                "choose another settlement, or give the outcome itself",
            )
        return point.indices
    if isinstance(to, Mapping):
        try:
            target = case.indices(to)
        except ValueError as error:
            raise InputError.at(case.name, f"the target: {error}") from None
    else:
        target = tuple(to)
    broken = [rule.name for rule in case.rules if not rule.condition.holds(target)]
    if broken:
        raise InputError.at(case.name, f"the target breaks the rule {', '.join(map(repr, broken))}")
    return target


def _search(
    case: Case,
    scale: tuple[int, ...],
    ways: tuple[Axis, ...],
    start: Indices,
    target: Indices,
    progress: Callable[[int, int], None] | None,
) -> tuple[tuple[Bundle, ...], Certificate, bool]:
    """Steps to the target, what is proven of them, and whether their number is proven least."""
    if not ways:
        return (), Certificate(True, Fraction(0), Fraction(0), "nothing has to change"), True
    try:
        lattice = Lattice(case, start, ways, scale)
    except TooLarge:
        bundles = greedy(case, scale, ways, start, target)
        least = floor(case, scale, ways, start, target)
        trust = _asked(case, scale, target, list(visits(start, list(bundles))))
        why = (
            f"more than {LARGEST:,} states lie between today and the target, too many to search them all; the floor is "
            "what the first and the last moves ask whatever the order"
        )
        return bundles, Certificate(trust == least, least, trust - least, why), False
    rank = least_trust(lattice, progress)
    if rank is None:
        raise NoPlan(
            "no order of the moves leads from the status quo to the target: what some move needs, or a rule, stands in "
            "the way of every one"
        )
    way = fewest_steps(lattice, rank, progress)
    trust = lattice.levels[rank]
    why = f"all {lattice.size:,} states between today and the target were searched"
    bundles = tuple(
        _bundle(lattice, here, there, guarantor)
        for here, there, guarantor in zip(way.states, way.states[1:], way.guarantors, strict=False)
    )
    return bundles, Certificate(True, trust, Fraction(0), why), way.fewest


def _bundle(lattice: Lattice, here: int, there: int, guarantor: str | None) -> Bundle:
    """The moves between two states of the lattice."""
    made = zip(lattice.axes, lattice.positions(here), lattice.positions(there), strict=True)
    moves = tuple(move for axis, before, after in made for move in axis.moves[before:after])
    return moves, guarantor is not None


def _asked(case: Case, scale: Sequence[int], target: Indices, visited: Sequence[Visit]) -> Fraction:
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


def _told(
    case: Case,
    concept: str | None,
    start: Indices,
    target: Indices,
    scale: tuple[int, ...],
    ways: tuple[Axis, ...],
    bundles: tuple[Bundle, ...],
    certificate: Certificate,
    shortest: bool,
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
        _asked(case, scale, target, visited),
        {party: pair[0] for party, pair in moments.items()},
        {party: pair[1] for party, pair in moments.items()},
        _asked(case, scale, target, at_once),
        certificate,
        (
            *_below(case, target),
            *_last(case, scale, ways, target, certificate),
            *late,
            *_longer(shortest),
        ),
    )


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


def _last(
    case: Case,
    scale: Sequence[int],
    ways: Sequence[Axis],
    target: Indices,
    certificate: Certificate,
) -> tuple[str, ...]:
    """Why no finite plan is free of risk, and the cheapest help, where the last move costs its performer something.

    Source: the floor of safe exchange, after Sandholm and Lesser (1995): what comes last is not enforced by anything
    that comes after it.
    """
    if not certificate.bound or not ways:
        return ()
    utilities = case.utilities
    cheapest: tuple[Fraction, str] | None = None
    for axis in ways:
        move = axis.moves[-1]
        for p, party in enumerate(case.parties):
            if party not in move.by:
                continue
            row = utilities.tables[p][axis.variable]
            cost = utilities.value(p, row[axis.stays[-2]] - row[axis.stays[-1]])
            if cost <= 0:
                return ()
            share = cost / utilities.value(p, scale[p])
            help_ = (
                f"a deposit of {shown(cost)} by {case.parties[party].title or party}, or a guarantor, for the last "
                f"move on {case.variables[axis.variable].name}"
            )
            if cheapest is None or share < cheapest[0]:
                cheapest = (share, help_)
    if cheapest is None:
        return ()
    return (
        "No plan of these moves asks no trust at all: whoever moves last gains by not moving, since "
        f"nothing comes after it. The cheapest help: {cheapest[1]}.",
    )


def _longer(shortest: bool) -> tuple[str, ...]:
    return (
        ()
        if shortest
        else ("A plan of the same trust with fewer steps may exist: not all were tried.",)
    )
