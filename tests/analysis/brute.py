"""Answers by looking at every outcome, as the definitions say: what the analysis is held against."""

from __future__ import annotations

from collections import Counter
from itertools import product

from detente.analysis.frontier import Frontier
from detente.model.case import Case, Indices


def valid_outcomes(case: Case) -> list[Indices]:
    """Every outcome that obeys every rule."""
    return [outcome for outcome in product(*map(range, case.sizes)) if case.valid(outcome)]


def vectors(case: Case) -> Counter[tuple[int, ...]]:
    """The utilities, in units, of all valid outcomes, with the number of outcomes that have them."""
    known = case.utilities
    parties = range(len(known.parties))
    return Counter(
        tuple(known.units(p, outcome) for p in parties) for outcome in valid_outcomes(case)
    )


def dominates(above: tuple[int, ...], below: tuple[int, ...]) -> bool:
    """Nowhere less and somewhere more."""
    return above != below and all(a >= b for a, b in zip(above, below, strict=True))


def undominated(points: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """The distinct points that no other dominates, greatest first."""
    kept = set(points)
    return sorted((p for p in kept if not any(dominates(q, p) for q in kept)), reverse=True)


def check_frontier(found: Frontier) -> None:
    """Holds a frontier against every outcome: its points, how many outcomes each has, and the one kept."""
    case = found.case
    every = vectors(case)
    assert found.exact
    assert [point.units for point in found.points] == undominated(list(every))
    assert [point.ways for point in found.points] == [every[p.units] for p in found.points]
    for point in found.points:
        assert case.valid(point.indices)
        units = tuple(case.utilities.units(p, point.indices) for p in range(len(case.parties)))
        assert units == point.units
