"""How inexact a frontier is, in figures and in words: ranges taken in steps, and tolerances."""

from __future__ import annotations

from fractions import Fraction

from detente.analysis.continuum import grid_bound
from detente.analysis.frontier import Frontier
from detente.analysis.settlement import Ideals
from detente.errors import TooLarge
from detente.report.naming import amount, everybody, listed, percent, the


def thinned(frontier: Frontier | Ideals) -> bool:
    """Whether a tolerance was made use of, so that points are left out."""
    return bool(frontier.bound) and frontier.bound != grid_bound(frontier.case)


def bound_shares(frontier: Frontier | Ideals) -> dict[str, Fraction] | None:
    """The bound as a share of each party's range of utility over the valid outcomes.

    Empty for an exact frontier; None where the ranges are too much work to tell. A party to which
    everything is worth the same can lose nothing: its share is 0.
    """
    if frontier.exact:
        return {}
    case = frontier.case
    try:
        ends = frontier.extent
    except TooLarge:
        return None
    found = {}
    for p, party in enumerate(case.parties):
        low, high = (case.utilities.value(p, end) for end in ends[p])
        found[party] = frontier.bound[party] / (high - low) if high > low else Fraction(0)
    return found


def bound_words(frontier: Frontier | Ideals) -> str:
    """What an inexact frontier leaves open; empty for an exact one."""
    if frontier.exact:
        return ""
    case = frontier.case
    within = listed(f"{amount(most)} for {the(case, p)}" for p, most in frontier.bound.items())
    continuous = bool(grid_bound(case))
    if not thinned(frontier):
        return (
            "A continuous matter was taken in steps, so the list is exact for those steps only; "
            f"values between them could be better by at most {within}."
        )
    said = "The list is not complete, as a tolerance was allowed"
    said += ", and a continuous matter was taken in steps" if continuous else ""
    said += f": every outcome is matched by one of these within {within}"
    shares = bound_shares(frontier)
    if shares:
        parts = listed(dict.fromkeys(percent(share) for share in shares.values()))
        said += f", that is {parts} of what lies between its worst and its best"
    return f"{said}. This is proven, not estimated."


def may_agree(frontier: Frontier) -> bool:
    """Whether there may be an agreement although no point of an inexact frontier is one.

    If an acceptable outcome exists, some point falls short of each reservation value by no more
    than the bound. So where none comes that near, that there is no agreement is proven after all.
    """
    if frontier.exact or frontier.acceptable:
        return False
    case = frontier.case
    needed = [
        None if units is None else case.utilities.value(p, units) - frontier.bound[party]
        for p, (party, units) in enumerate(
            zip(case.parties, case.utilities.reservations, strict=True)
        )
    ]
    return any(
        all(
            least is None or case.utilities.value(p, units) >= least
            for p, (units, least) in enumerate(zip(point.units, needed, strict=True))
        )
        for point in frontier.points
    )


def may_agree_words(frontier: Frontier) -> str:
    """That it is not known whether there is an agreement."""
    within = listed(
        f"{amount(most)} for {the(frontier.case, party)}" for party, most in frontier.bound.items()
    )
    how = (
        "a smaller tolerance, or none, would tell"
        if thinned(frontier)
        else "smaller steps of the continuous matters would tell"
    )
    return (
        f"Whether there is an agreement that {everybody(frontier.case)} can accept is not known: none "
        f"of the outcomes found is one, but others may be better by up to {within}; {how}."
    )
