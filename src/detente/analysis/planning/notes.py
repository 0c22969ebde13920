"""What else the reader of a plan must know."""

from __future__ import annotations

from collections.abc import Sequence

from detente.analysis.planning.lattice import Axis
from detente.analysis.planning.plan import Certificate
from detente.model.case import Case, Indices
from detente.model.number import shown


def notes(
    case: Case,
    scale: Sequence[int],
    ways: Sequence[Axis],
    target: Indices,
    certificate: Certificate,
    shortest: bool,
) -> tuple[str, ...]:
    """Who is worse off at the target, why some trust is asked in any case, whether a shorter plan may exist."""
    longer = "A plan of the same trust with fewer steps may exist: not all were tried."
    return (
        *_below(case, target),
        *_last(case, scale, ways, certificate),
        *(() if shortest else (longer,)),
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
    certificate: Certificate,
) -> tuple[str, ...]:
    """Why no finite plan is free of risk, and the cheapest help, where the last move costs its performer something.

    Source: the floor of safe exchange, after Sandholm and Lesser (1995): what comes last is not enforced by anything
    that comes after it.
    """
    if not certificate.bound or not ways:
        return ()
    utilities = case.utilities
    dearest = []  # for each move that may come last, whom it costs most, as a share of what that party can gain
    for axis in ways:
        move = axis.moves[-1]
        costs = []
        for p, party in enumerate(case.parties):
            row = utilities.tables[p][axis.variable]
            if party in move.by:
                cost = utilities.value(p, row[axis.stays[-2]] - row[axis.stays[-1]])
                costs.append((cost / utilities.value(p, scale[p]), cost, party, axis.variable))
        dearest.append(max(costs))
    share, cost, party, variable = min(dearest)
    if share <= 0:
        return ()
    return (
        "No plan of these moves asks no trust at all: whoever moves last gains by not moving, since nothing "
        f"comes after it. The cheapest help: a deposit of {shown(cost)} by "
        f"{case.parties[party].title or party}, or a guarantor, for the last move on "
        f"{case.title_of(variable)}.",
    )
