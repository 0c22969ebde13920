"""Which of it is fair, and in what sense: the bargaining solutions of a case."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import numpy as np

from detente.analysis.adjusted_winner import Phases, adjusted_winner
from detente.analysis.adjusted_winner import Split as Split
from detente.analysis.assembly import ROW, Limits, Progress
from detente.analysis.continuum import grid_bound
from detente.analysis.extent import extent as extent_of
from detente.analysis.frontier import MEMORY, Frontier, Point
from detente.analysis.frontier import frontier as frontier_of
from detente.analysis.solution import (
    Choice,
    Doubles,
    contenders,
    egalitarian,
    equal_loss,
    kalai_smorodinsky,
    nash,
    utilitarian,
)
from detente.errors import NoAgreement, TooLarge
from detente.model.case import Case, Outcome
from detente.model.number import shown

CONCEPTS: dict[str, str] = {
    "nash": "the largest product of gains over no deal",
    "kalai_smorodinsky": "the largest smallest share of what each could gain at most",
    "egalitarian": "the largest smallest gain over no deal",
    "utilitarian": "the largest sum of utilities",
    "equal_loss": "the smallest largest loss against what each could have at most",
    "adjusted_winner": "each good to whom it is worth more, then one shared so that both have equal points",
}
"""What each concept looks for, in a line."""

LISTED = 200_000, 5_000
"""Points up to which the whole frontier of two parties, and of more, is looked for."""


@dataclass(frozen=True, repr=False)
class Settlement:
    """An outcome chosen by a solution concept.

    Attributes:
        concept: a key of `CONCEPTS`.
        utilities: by party, on its own scale.
        outcome: as people write it; for Adjusted Winner a shared issue or item has, in place of its
            value, `{"share": {party: number}, "between": {party: its favourite value}}` and, where
            both score a range linearly, `"value": number`.
        point: the point of the frontier; None for Adjusted Winner, which may share an issue.
        ties: number of other acceptable points that the concept's own criterion ranks equal.
        score: the criterion's value (product of gains, smallest share, smallest gain, sum, largest
            loss, points out of 100); None where it is not defined.
        split: what Adjusted Winner shares, if anything.
        acceptable: whether every party has at least its reservation value.
        phases: how Adjusted Winner came to it; None for the other concepts.
    """

    concept: str
    utilities: dict[str, Fraction]
    outcome: Outcome
    point: Point | None
    ties: int
    score: Fraction | None
    split: Split | None
    acceptable: bool
    phases: Phases | None = None

    def __repr__(self) -> str:
        worth = ", ".join(f"{party} {shown(u)}" for party, u in self.utilities.items())
        return f"Settlement({self.concept!r}, {worth})"


@dataclass(frozen=True, repr=False)
class Ideals:
    """The most that each party can have.

    Attributes:
        case: the case.
        frontier: the case's frontier; None where it has very many points, or was not asked for.
        ideal: by party, the most it can have where every party has at least its reservation value.
        reservation: by party, what no deal is worth.
    """

    case: Case
    frontier: Frontier | None
    ideal: dict[str, Fraction]
    reservation: dict[str, Fraction]

    @property
    def bound(self) -> dict[str, Fraction]:
        """As of the frontier: by party, how much better some outcome may be than all that were looked at."""
        return grid_bound(self.case) if self.frontier is None else self.frontier.bound

    @property
    def exact(self) -> bool:
        """False only where a continuous range was taken on its grid, or a tolerance was used."""
        return not self.bound

    @property
    def extent(self) -> tuple[tuple[int, int], ...]:
        """For each party its least and its greatest utility over all valid outcomes, in units.

        Raises:
            TooLarge: rules or interactions tie too many variables together to tell.
        """
        return extent_of(self.case) if self.frontier is None else self.frontier.extent

    def __repr__(self) -> str:
        worth = ", ".join(f"{party} {shown(u)}" for party, u in self.ideal.items())
        return f"Ideals({self.case.name!r}, {worth})"


@dataclass(frozen=True, repr=False)
class Settlements(Ideals):
    """The settlements of a case, and the most that each party can have.

    Attributes:
        by_concept: in the order of `CONCEPTS`; a concept that does not apply is absent.
    """

    by_concept: dict[str, Settlement]

    def __repr__(self) -> str:
        return f"Settlements({self.case.name!r}, {', '.join(self.by_concept)})"

    def __str__(self) -> str:
        width = max(map(len, self.by_concept))
        return "\n".join(
            f"{concept:{width}}  " + ", ".join(f"{p} {shown(u)}" for p, u in s.utilities.items())
            for concept, s in self.by_concept.items()
        )


def settle(
    case: Case,
    frontier: Frontier | None = None,
    *,
    progress: Progress | None = None,
    memory: int = MEMORY,
    listed: int | None = None,
) -> Settlements:
    """The settlements of a case: what each solution concept picks from the acceptable frontier.

    Where the frontier is small, it is found first. Where it is not, the best points are found without
    it, exactly all the same.

    Criteria that add or compare utilities of different parties (egalitarian, utilitarian, equal
    loss, and the breaking of ties) take every party's scale as it is written; Nash and
    Kalai-Smorodinsky do not depend on it.

    Args:
        case: the case.
        frontier: its frontier, if it has been computed already.
        progress: called now and then with (work done, work in all) while the frontier is looked for.
        memory: bytes that the search may take, roughly.
        listed: points up to which the whole frontier is looked for; some ten thousands by default.

    Raises:
        NoAgreement: no valid outcome gives every party at least its reservation value;
            `explain_no_agreement` says why.
        InputError: a party has no reservation value, or its preferences are not in the case.
        TooLarge: too many ways to settle some of the issues would have to be told apart.
    """
    disagreement = case.reservations
    known = frontier if frontier is not None else small_frontier(case, progress, memory, listed)
    picked: _Whole | _Direct
    if known is not None:
        picked = _Whole(known)
    else:
        try:
            picked = _Direct(case, memory)
        except TooLarge:
            picked = _Whole(frontier_of(case, progress, memory=memory))
    ideal = picked.ideal
    utilities = case.utilities
    # All parties on one scale, in order of name, so that whole numbers do and no answer hangs on
    # the order in which the case lists the parties.
    unit = lcm(*utilities.denominators)
    names = sorted(range(len(utilities.parties)), key=utilities.parties.__getitem__)

    def scaled(units: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(units[p] * (unit // utilities.denominators[p]) for p in names)

    base, top = scaled(disagreement), scaled(ideal)
    gainers = sum(high > low for high, low in zip(top, base, strict=True))
    concepts: dict[str, tuple[Callable[[list[tuple[int, ...]]], Choice], int]] = {
        # with the power of the unit in the score
        "nash": (lambda rows: nash(rows, base), gainers),
        "kalai_smorodinsky": (lambda rows: kalai_smorodinsky(rows, base, top), 0),
        "egalitarian": (lambda rows: egalitarian(rows, base), 1),
        "utilitarian": (lambda rows: utilitarian(rows, base), 1),
        "equal_loss": (lambda rows: equal_loss(rows, base, top), 1),
    }
    found = {}
    for concept, (choose, power) in concepts.items():
        candidates = picked.candidates(concept)
        choice = choose(list(map(scaled, candidates)))
        point = picked.point(candidates[choice.index])
        found[concept] = Settlement(
            concept,
            {name: utilities.value(p, point.units[p]) for p, name in enumerate(utilities.parties)},
            case.outcome(point.indices),
            point,
            choice.ties,
            None if choice.score is None else Fraction(choice.score) / unit**power,
            None,
            True,
        )
    reservation = by_party(case, disagreement)
    division = adjusted_winner(case)
    if division is not None:
        found["adjusted_winner"] = Settlement(
            "adjusted_winner",
            division.utilities,
            division.outcome,
            None,
            0,
            min(division.phases.totals.values()) if division.phases.goods else None,
            division.split,
            all(division.utilities[party] >= least for party, least in reservation.items()),
            division.phases,
        )
    return Settlements(
        case,
        known if isinstance(picked, _Direct) else picked.frontier,
        by_party(case, ideal),
        reservation,
        found,
    )


def settled(case: Case, known: Frontier | Ideals | None) -> Settlements:
    """The settlements, from what is known of the case already; raises what `settle` does."""
    if isinstance(known, Settlements):
        return known
    return settle(case, known.frontier if isinstance(known, Ideals) else known)


def ideals(
    case: Case,
    progress: Progress | None = None,
    *,
    memory: int = MEMORY,
    listed: int = 2_000,
) -> Ideals:
    """The most that each party can have, without the settlements.

    Args:
        case: the case.
        progress: called now and then with (work done, work in all) while the frontier is looked for.
        memory: bytes that the search may take, roughly.
        listed: points up to which the whole frontier is looked for.

    Raises:
        NoAgreement, InputError, TooLarge: as `settle`.
    """
    disagreement = case.reservations
    known = small_frontier(case, progress, memory, listed)
    if known is not None:
        most = _Whole(known).ideal
    else:
        from detente.analysis.optimum.solutions import Optima

        try:
            most = Optima(case, Limits.of(memory, Fraction(0))).ideal()
        except TooLarge:
            return settle(case, progress=progress, memory=memory)
    return Ideals(case, known, by_party(case, most), by_party(case, disagreement))


def small_frontier(
    case: Case,
    progress: Progress | None = None,
    memory: int = MEMORY,
    listed: int | None = None,
) -> Frontier | None:
    """The frontier; None where it has too many points, so that what is asked of it is better found directly.

    Args:
        case: the case.
        progress: called now and then with (work done, work in all).
        memory: bytes that the search may take, roughly.
        listed: points that are not too many; some ten thousands by default.

    Raises:
        NoAgreement: the rules leave no outcome at all.
    """
    most = LISTED[len(case.parties) > 2] if listed is None else listed
    if most <= 0:
        return None
    try:
        return frontier_of(case, progress, memory=min(memory, most * ROW))
    except TooLarge:
        return None


class _Whole:
    """Settlements chosen from the frontier."""

    def __init__(self, frontier: Frontier) -> None:
        """Takes the acceptable points.

        Raises:
            NoAgreement: there are none.
        """
        self.frontier = frontier
        ideal = frontier.ideal
        if ideal is None:
            raise NoAgreement(
                f"{frontier.case.name}: no valid outcome gives every party at least its reservation value"
            )
        self.ideal = ideal
        self._points = {point.units: point for point in frontier.acceptable}
        self._units = list(self._points)
        known = frontier.case.utilities

        def scaled(rows: Sequence[Sequence[int]]) -> Doubles:
            """Gains over no deal on each party's own scale, rounded."""
            least = np.array(frontier.case.reservations, dtype=object)
            above: Doubles = (np.array(rows, dtype=object) - least).astype(np.float64)
            return above / np.array(known.denominators, dtype=np.float64)

        self._gains: tuple[Doubles, Doubles] | None = None
        with suppress(OverflowError):  # too large for doubles
            self._gains = scaled(self._units), scaled([ideal])[0]

    def candidates(self, concept: str) -> list[tuple[int, ...]]:
        """Utilities among which the concept's best are: those that come near it in rounded numbers."""
        if self._gains is None:
            return self._units
        near = contenders(concept, *self._gains)
        return [self._units[i] for i in near.tolist()]

    def point(self, units: tuple[int, ...]) -> Point:
        """The point with these utilities."""
        return self._points[units]


class _Direct:
    """Settlements found without the frontier."""

    def __init__(self, case: Case, memory: int) -> None:
        """Finds the best points.

        Raises:
            NoAgreement: nothing is acceptable to all.
            TooLarge: too many ways to settle some of the issues would have to be told apart.
        """
        from detente.analysis.optimum.solutions import Optima

        self._optima = Optima(case, Limits.of(memory, Fraction(0)))
        self._found = self._optima.found()
        self.ideal = self._found.ideal

    def candidates(self, concept: str) -> list[tuple[int, ...]]:
        """Utilities among which the concept's best are."""
        return self._found.candidates[concept]

    def point(self, units: tuple[int, ...]) -> Point:
        """The point with these utilities."""
        indices, ways = self._optima.outcome(units)
        return Point(indices, units, ways, True)


def by_party(case: Case, units: tuple[int, ...]) -> dict[str, Fraction]:
    """Units as utilities on each party's own scale."""
    known = case.utilities
    return {name: known.value(p, units[p]) for p, name in enumerate(known.parties)}
