"""The best acceptable sums by each solution concept."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, lcm

import numpy as np

from detente.analysis.assembly import Limits, nothing, part_of
from detente.analysis.grouping import agenda
from detente.analysis.optimum.aims import Product, Worst
from detente.analysis.optimum.behind import behind
from detente.analysis.optimum.search import Aim, search
from detente.analysis.optimum.sums import Sums
from detente.analysis.optimum.weights import around, level
from detente.analysis.pareto import Matrix
from detente.errors import NoAgreement
from detente.model.case import Case, Indices

Row = tuple[int, ...]


@dataclass(frozen=True)
class Optimum:
    """The best acceptable utilities by each concept, and the most that each party can have.

    Attributes:
        ideal: the largest acceptable utility of each party, in units.
        candidates: for each concept some acceptable and undominated utilities, in units; among them
            all that are best by the concept.
    """

    ideal: Row
    candidates: dict[str, list[Row]]


class Optima:
    """The search for the settlements of a case."""

    def __init__(self, case: Case, limits: Limits) -> None:
        """Makes the parts ready.

        Raises:
            NoAgreement: the rules leave no outcome.
            TooLarge: a part has too many undominated combinations.
        """
        self.ready = agenda(case)
        known = case.utilities
        unit = lcm(*known.denominators)
        common = tuple(
            size * (unit // known.denominators[party])
            for party, size in zip(self.ready.parties, self.ready.unit, strict=True)
        )
        parts = tuple(part_of(self.ready, group, limits) for group in self.ready.groups)
        self.sums = Sums(parts or (nothing(self.ready),), common)
        self._known: list[Matrix] = []

    def found(self) -> Optimum:
        """The best by each concept.

        Raises:
            NoAgreement: nothing is acceptable to all.
            TooLarge: too many ways to settle some of the issues would have to be told apart.
        """
        sums = self.sums
        parties = len(self.ready.parties)
        base, least = self._base(), self._least()
        common = [Fraction(1, size) for size in sums.common]
        ideal = [self._most(p, least) for p in range(parties)]
        spans = [high - low for high, low in zip(ideal, base, strict=True)]
        able = [p for p, span in enumerate(spans) if span > 0]
        alone = [0] * parties
        aims: dict[str, Aim] = {
            "utilitarian": Worst(
                "the utilitarian solution", sums, least, [*least[:-1], 0], [*alone, 1]
            ),
            "egalitarian": Worst("the egalitarian solution", sums, least, [*base, 0], [*common, 0]),
            "equal_loss": Worst("the equal-loss solution", sums, least, [*ideal, 0], [*common, 0]),
        }
        if able:
            aims["kalai_smorodinsky"] = Worst(
                "the Kalai-Smorodinsky solution", sums, least, [*base, 0], [*spans, 0]
            )
            aims["nash"] = Product("the Nash solution", sums, least, [*base, 0], able, [*ideal, 0])
        found = {
            concept: self._units(search(sums, aim, least, self._known))
            for concept, aim in aims.items()
        }
        for concept in ("nash", "kalai_smorodinsky"):
            found.setdefault(concept, found["egalitarian"])  # where nobody can gain there is one
        return Optimum(self._units(np.array([[*ideal, 0]], dtype=object))[0], found)

    def ideal(self) -> Row:
        """The largest acceptable utility of each party, in units, and nothing else.

        Raises:
            NoAgreement: nothing is acceptable to all.
            TooLarge: too many ways to settle some of the issues would have to be told apart.
        """
        least = self._least()
        most = [self._most(p, least) for p in range(len(self.ready.parties))]
        return self._units(np.array([[*most, 0]], dtype=object))[0]

    def _least(self) -> list[int]:
        """What an acceptable outcome gives every party at least, and all together on a common scale."""
        least = [ceil(number) for number in self._base()]
        least.append(sum(n * size for n, size in zip(least, self.sums.common, strict=True)))
        return least

    def _most(self, p: int, least: Sequence[int]) -> int:
        """The most that a party can have in an acceptable outcome."""
        sums = self.sums
        way = [int(q == p) for q in range(sums.columns)]
        aim = Worst(
            "the most that each party can have", sums, least, [*least[:-1], 0], way, strict=True
        )
        rows = search(sums, aim, least, self._known)
        found = [*self._known, rows] if len(rows) else self._known
        if not found:
            raise NoAgreement(
                f"{self.ready.case.name}: no valid outcome gives every party at least its reservation value"
            )
        return max(int(number) for rows in found for number in rows[:, p])

    def satisfies(self, parties: Collection[int]) -> bool:
        """Whether some outcome gives these parties of the case at least their reservation values.

        Raises:
            TooLarge: too many ways to settle some of the issues would have to be told apart.
        """
        sums = self.sums
        asked = [p for p, party in enumerate(self.ready.parties) if party in parties]
        if not asked:
            return True
        least = list(sums.low)
        for p in asked:
            least[p] = ceil(self._base()[p])
        way = [int(p == asked[0]) for p in range(sums.columns)]
        aim = Worst("what some can accept", sums, least, [*least[:-1], 0], way, strict=True)
        known: list[Matrix] = []
        return len(search(sums, aim, least, known)) > 0 or bool(known)

    def nearest(self, ranges: Sequence[int]) -> list[Row]:
        """Undominated utilities, in units, among them all whose largest shortfall is the smallest.

        A shortfall is what a party lacks of its reservation value, as a share of its range.

        Args:
            ranges: for each party of the case, in units.

        Raises:
            TooLarge: too many ways to settle some of the issues would have to be told apart.
        """
        sums, ready = self.sums, self.ready
        way = [
            Fraction(ranges[party], size)
            for party, size in zip(ready.parties, ready.unit, strict=True)
        ]
        aim = Worst(
            "the outcome that comes nearest", sums, sums.low, [*self._base(), 0], [*way, 0],
            apart=False,
        )  # fmt: skip
        return self._units(search(sums, aim, sums.low, []))

    def _base(self) -> list[int | Fraction]:
        """The reservation values in the agenda's units and order of parties."""
        ready = self.ready
        return [
            Fraction(ready.case.reservations[party] - offset, size)
            for party, offset, size in zip(ready.parties, ready.offset, ready.unit, strict=True)
        ]

    def _units(self, rows: Matrix) -> list[Row]:
        """Sums in the case's units and order of parties."""
        return self.ready.units(rows[:, :-1])

    def outcome(self, units: Row) -> tuple[Indices, int]:
        """The outcome kept for undominated utilities, and the number of outcomes that have them."""
        ready, sums = self.ready, self.sums
        target = list(ready.numbers(units))
        target.append(sum(n * size for n, size in zip(target, sums.common, strict=True)))
        parties = np.arange(sums.columns) < len(ready.parties)
        place = np.where(parties, sums.place(target), -np.inf)
        weights = around(level(sums, place, parties.astype(np.float64))[0], parties)
        kept = behind(sums, target, weights)
        found = ready.settled()
        for group, part, point in zip(ready.groups, sums.parts, kept.choices, strict=False):
            assert part.values is not None
            for v, values, at in zip(
                group.variables, group.values, part.values[point], strict=True
            ):
                found[v] = values[at]
        return tuple(found), kept.ways
