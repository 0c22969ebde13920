"""What a party's exposure and temptation are measured against."""

from __future__ import annotations

from detente.analysis.assembly import Progress
from detente.analysis.frontier import MEMORY, Frontier, frontier
from detente.analysis.settlement import Ideals, ideals
from detente.errors import NoAgreement
from detente.model.case import Case


def measured(
    case: Case, progress: Progress | None = None, *, memory: int = MEMORY
) -> Frontier | Ideals:
    """What `scales` needs to know of a case: the ideals, or its frontier where nothing is acceptable to all.

    Raises:
        NoAgreement: the rules leave no outcome.
        InputError: a party has no reservation value.
        TooLarge: as `ideals` and `frontier`.
    """
    try:
        return ideals(case, progress, memory=memory)
    except NoAgreement:
        return frontier(case, progress, memory=memory)


def scales(found: Frontier | Ideals) -> tuple[int, ...]:
    """What a plan's exposure and temptation are divided by, for each party, in its units.

    `I_p - d_p` where that is positive, else the range of its utility over valid outcomes, else 1 on its own scale;
    `I_p` is the largest utility over valid outcomes that give every party at least its reservation value.
    """
    case = found.case
    known = case.utilities
    if isinstance(found, Frontier):
        ideal = found.ideal
    else:
        ideal = tuple(
            int(found.ideal[name] * size)
            for name, size in zip(known.parties, known.denominators, strict=True)
        )
    scale = []
    for p, reservation in enumerate(case.reservations):
        span = 0 if ideal is None else ideal[p] - reservation
        if span <= 0:
            span = found.extent[p][1] - found.extent[p][0]
        scale.append(span if span > 0 else known.denominators[p])
    return tuple(scale)
