"""What a picture of the frontier shows: the points, and the marks for settlements and status quo."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from detente.analysis.frontier import Frontier
from detente.analysis.settlement import Settlements
from detente.errors import InputError
from detente.model.case import Case, Indices
from detente.report.picture import thinned
from detente.report.words import concept_title

MOST_POINTS = 2000
"""Above this many points only some are drawn."""

_MOST_VALUES = 120_000
"""Values of issues that the points drawn may have in all: the page holds the outcome of each."""


@dataclass(frozen=True)
class Spot:
    """A settlement, or several that coincide, or the status quo.

    Attributes:
        kinds: concepts, or `status_quo`, or `target`.
        utilities: by party.
        point: number of the frontier's point that it is, or None.
        indices: its outcome, where one is known.
    """

    kinds: tuple[str, ...]
    utilities: tuple[Fraction, ...]
    point: int | None
    indices: Indices | None = None

    @property
    def lines(self) -> tuple[str, ...]:
        """Its label."""
        return tuple(spot_title(kind) for kind in self.kinds)


def spot_title(kind: str) -> str:
    """What a mark of the picture is called."""
    return {"status_quo": "Status quo", "target": "Target of the plan"}.get(kind) or concept_title(
        kind
    )


def reservations(case: Case) -> tuple[Fraction, ...] | None:
    """What no deal is worth to each party; None where the case does not say."""
    try:
        units = case.reservations
    except InputError:
        return None
    return tuple(case.utilities.value(p, own) for p, own in enumerate(units))


def spots(
    frontier: Frontier, settlements: Settlements | None, target: Sequence[int] | None = None
) -> list[Spot]:
    """What the picture marks; settlements with the same utilities share one mark."""
    case = frontier.case
    found: dict[tuple[Fraction, ...], list[str]] = {}
    outcomes: dict[tuple[Fraction, ...], Indices] = {}
    for concept, settlement in (settlements.by_concept if settlements else {}).items():
        worth = tuple(settlement.utilities[party] for party in case.parties)
        found.setdefault(worth, []).append(concept)
    for kind, indices in (("target", target), ("status_quo", case.status_quo)):
        if indices is None:
            continue
        worth = tuple(case.utilities.of(indices)[party] for party in case.parties)
        outcomes.setdefault(worth, tuple(indices))
        if kind == "status_quo" or worth not in found:
            found.setdefault(worth, []).append(kind)
    units: dict[tuple[Fraction, ...], tuple[Fraction, ...]] = {
        worth: tuple(
            value * own for value, own in zip(worth, case.utilities.denominators, strict=True)
        )
        for worth in found
    }
    wanted = set(units.values())
    known: dict[tuple[Fraction | int, ...], int] = {
        point.units: k for k, point in enumerate(frontier.points) if point.units in wanted
    }
    return [
        Spot(tuple(kinds), worth, known.get(units[worth]), outcomes.get(worth))
        for worth, kinds in found.items()
    ]


def entry_numbers(marked: Sequence[Spot], numbers: Sequence[int]) -> list[int]:
    """For each mark the number under which the page keeps its outcome.

    Points drawn come first, in order; marks that are no point of the frontier follow.
    """
    at = {number: k for k, number in enumerate(numbers)}
    found = []
    extra = len(numbers)
    for spot in marked:
        known = None if spot.point is None else at.get(spot.point)
        if known is None:
            known = extra
            extra += 1
        found.append(known)
    return found


def drawn(frontier: Frontier, marked: Iterable[Spot] = (), most: int = MOST_POINTS) -> list[int]:
    """Numbers of the points that the picture shows: all of them, or some where there are too many."""
    keep = [spot.point for spot in marked if spot.point is not None]
    most = min(most, max(100, _MOST_VALUES // max(1, len(frontier.case.variables))))
    return thinned([point.units for point in frontier.points], most, keep)
