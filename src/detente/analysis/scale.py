"""What a party's exposure and temptation are measured against."""

from __future__ import annotations

from detente.analysis.frontier import Frontier, least_units
from detente.model.case import Case


def scales(case: Case, frontier: Frontier) -> tuple[int, ...]:
    """For each party, in its units: `I_p - d_p` where positive, else the range of its utility over valid outcomes, else 1.

    `I_p` is the largest utility over valid outcomes that give every party at least its reservation value; if there are
    none, the range is used.
    """
    ideal = frontier.ideal
    found = []
    for p, reservation in enumerate(case.reservations):
        span = 0 if ideal is None else ideal[p] - reservation
        if span <= 0:
            span = max(point.units[p] for point in frontier.points) - least_units(case, p)
        found.append(span if span > 0 else case.utilities.denominators[p])
    return tuple(found)
