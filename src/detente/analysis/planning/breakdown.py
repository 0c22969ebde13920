"""What each party risks, and what it would gain, where a plan breaks off."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from detente.model.case import Case, Indices


def amounts(case: Case, target: Indices, stays: Indices, start: Indices) -> list[tuple[int, int]]:
    """For each party its exposure and its temptation, in its units, where a plan breaks off.

    Args:
        case: the case.
        target: where the plan leads.
        stays: what stays if it breaks off now.
        start: where it began.
    """
    utilities = case.utilities
    found = []
    for p, reservation in enumerate(case.reservations):
        lost = utilities.units(p, start) - utilities.units(p, stays)
        gained = reservation - lost - utilities.units(p, target) - utilities.penalties[p]
        found.append((max(lost, 0), max(gained, 0)))
    return found


def shares(
    case: Case, scale: Sequence[int], target: Indices, stays: Indices, start: Indices
) -> list[tuple[Fraction, Fraction]]:
    """The `amounts` as shares of each party's scale."""
    return [
        (Fraction(exposure, whole), Fraction(temptation, whole))
        for (exposure, temptation), whole in zip(
            amounts(case, target, stays, start), scale, strict=True
        )
    ]


def asked(
    case: Case, scale: Sequence[int], target: Indices, stays: Indices, start: Indices
) -> Fraction:
    """What visiting one state asks: the largest of its `shares`."""
    return max(max(pair) for pair in shares(case, scale, target, stays, start))
