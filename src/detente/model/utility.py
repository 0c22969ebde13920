"""Utilities as exact whole numbers: one common denominator for each party, so that equal utilities are equal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from detente.model.rule import Condition


@dataclass(frozen=True)
class Utilities:
    """The utilities of all parties over value indices; units are `1 / denominators[p]` of party p's own scale.

    Attributes:
        parties: names, in the case's order; `p` below is an index into it.
        denominators: `units / denominators[p]` is the utility.
        tables: `tables[p][variable][value]`, what the value adds, in units.
        interactions: for each party, (condition, units added where it holds).
        reservations: what no deal is worth, in units; None where it is the status quo's value and there is none.
        penalties: what stopping halfway costs besides, in units.
    """

    parties: tuple[str, ...]
    denominators: tuple[int, ...]
    tables: tuple[tuple[tuple[int, ...], ...], ...]
    interactions: tuple[tuple[tuple[Condition, int], ...], ...]
    reservations: tuple[int | None, ...]
    penalties: tuple[int, ...]

    def units(self, party: int, outcome: Sequence[int]) -> int:
        """Utility of an outcome (a value index per variable) to a party, in units."""
        total = sum(table[value] for table, value in zip(self.tables[party], outcome, strict=True))
        for condition, worth in self.interactions[party]:
            if condition.holds(outcome):
                total += worth
        return total

    def value(self, party: int, units: int) -> Fraction:
        """Units as a utility on the party's own scale."""
        return Fraction(units, self.denominators[party])

    def of(self, outcome: Sequence[int]) -> dict[str, Fraction]:
        """Utility of an outcome to each party."""
        return {name: self.value(p, self.units(p, outcome)) for p, name in enumerate(self.parties)}
