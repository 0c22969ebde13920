"""Conjunctions over the values of issues, as constraint rules put them, and conditions made of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from detente.model.rule import All, Any_, Condition, In, Sum

_ALWAYS = All(())
_MOST_PARTS = 400  # parts a sum is spelled out in; beyond, it is kept as a sum


@dataclass(frozen=True)
class Total:
    """The numbers of several variables add up to between two bounds.

    Attributes:
        numbers: pairs of a variable and the number of each of its values.
        low: the least sum that counts.
        high: the largest sum that counts.
    """

    numbers: tuple[tuple[int, tuple[int, ...]], ...]
    low: int
    high: int

    @property
    def span(self) -> tuple[int, int]:
        """The least and the largest that the numbers can add up to."""
        least = sum(min(numbers) for _, numbers in self.numbers)
        return least, sum(max(numbers) for _, numbers in self.numbers)


@dataclass(frozen=True)
class Clause:
    """What holds where each variable has one of some values and, if there is one, a total is met.

    Attributes:
        values: for each variable that counts, the values it may have; of nothing else.
        total: a condition on a sum besides, or None.
    """

    values: tuple[tuple[int, frozenset[int]], ...] = ()
    total: Total | None = None

    def fixed(self, variable: int, value: int) -> Clause | None:
        """What is left of it where a variable has a value; None where it cannot hold then."""
        left = tuple(pair for pair in self.values if pair[0] != variable)
        if any(place == variable and value not in values for place, values in self.values):
            return None
        total = self.total
        if total is not None:
            here = sum(numbers[value] for place, numbers in total.numbers if place == variable)
            others = tuple(pair for pair in total.numbers if pair[0] != variable)
            total = Total(others, total.low - here, total.high - here)
            least, most = total.span
            if most < total.low or total.high < least:
                return None
            if total.low <= least and most <= total.high:
                total = None
        return Clause(left, total)

    @property
    def always(self) -> bool:
        """Whether nothing is left that could fail."""
        return not self.values and self.total is None

    def condition(self) -> Condition | None:
        """The clause, `fixed` once at least and not `always`, as a condition; None if it never holds."""
        parts: list[Condition] = []
        for variable, values in self.values:
            if not values:
                return None
            parts.append(In(variable, values))
        if self.total is not None:
            met = _total_condition(self.total)
            if met is None:
                return None
            parts.append(met)
        return parts[0] if len(parts) == 1 else All(tuple(parts))


def any_of(clauses: Sequence[Clause]) -> Condition | None:
    """Where at least one clause holds; None where none ever does. None of them is `always`."""
    found = [clause.condition() for clause in dict.fromkeys(clauses)]
    parts = [part for part in found if part is not None]
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else Any_(tuple(parts))


@lru_cache(maxsize=256)
def _total_condition(total: Total) -> Condition | None:
    """A sum between bounds, spelled out value by value where that stays short; None if it never is.

    Spelled out it can be written in a case file, which knows no sum inside a condition.
    """
    count = 0

    def spelled(place: int, low: int, high: int) -> Condition | None:
        """Where the variables from `place` on add up to between the bounds."""
        nonlocal count
        least, most = Total(total.numbers[place:], low, high).span
        if low <= least and most <= high:
            return _ALWAYS
        if most < low or high < least:
            return None
        count += 1
        if count > _MOST_PARTS:
            raise OverflowError
        variable, numbers = total.numbers[place]
        like: dict[Condition, set[int]] = {}
        for value, number in enumerate(numbers):
            below = spelled(place + 1, low - number, high - number)
            if below is not None:
                like.setdefault(below, set()).add(value)
        if not like:
            return None
        parts: list[Condition] = []
        for below, values in like.items():
            here = In(variable, frozenset(values))
            parts.append(here if below == _ALWAYS else All((here, below)))
        return parts[0] if len(parts) == 1 else Any_(tuple(parts))

    try:
        return spelled(0, total.low, total.high)
    except OverflowError:
        terms = tuple((at, tuple(map(Fraction, numbers))) for at, numbers in total.numbers)
        return Sum(terms, Fraction(total.low), Fraction(total.high))


def clause_of(values: Mapping[int, frozenset[int]], total: Total | None = None) -> Clause:
    """A clause of the values each variable may have, in the order of the variables."""
    return Clause(tuple(sorted(values.items(), key=lambda pair: pair[0])), total)
