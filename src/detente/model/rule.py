"""Conditions over the values of several issues, and the rules that every valid outcome obeys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.model.number import common_denominator

Grid = Mapping[int, NDArray[Any]]
"""Value indices by variable, as arrays that broadcast against each other."""


@dataclass(frozen=True)
class In:
    """A variable has one of the values."""

    variable: int
    values: frozenset[int]

    @property
    def scope(self) -> frozenset[int]:
        """Indices of the variables that the condition looks at."""
        return frozenset([self.variable])

    def holds(self, outcome: Sequence[int]) -> bool:
        """Whether the outcome (a value index per variable) meets the condition."""
        return outcome[self.variable] in self.values

    def mask(self, grid: Grid) -> NDArray[np.bool_]:
        """`holds` for many outcomes at once."""
        index = grid[self.variable]
        table = np.zeros(
            max(int(index.max(initial=0)), max(self.values, default=0)) + 1, dtype=bool
        )
        table[list(self.values)] = True
        found: NDArray[np.bool_] = table[index]
        return found

    def possible(self, values: Sequence[frozenset[int]]) -> bool:
        """Whether it can hold while each variable keeps to its set of values (may say yes too often, never no)."""
        return not self.values.isdisjoint(values[self.variable])

    def certain(self, values: Sequence[frozenset[int]]) -> bool:
        """Whether it must hold while each variable keeps to its set of values (may say no too often, never yes)."""
        return values[self.variable] <= self.values


@dataclass(frozen=True)
class All:
    """Every part holds."""

    parts: tuple[Condition, ...]

    @cached_property
    def scope(self) -> frozenset[int]:  # noqa: D102  (as In)
        return frozenset().union(*(part.scope for part in self.parts))

    def holds(self, outcome: Sequence[int]) -> bool:  # noqa: D102
        return all(part.holds(outcome) for part in self.parts)

    def mask(self, grid: Grid) -> NDArray[np.bool_]:  # noqa: D102
        found: NDArray[np.bool_] = np.array(True)
        for part in self.parts:
            found = found & part.mask(grid)
        return found

    def possible(self, values: Sequence[frozenset[int]]) -> bool:  # noqa: D102
        return all(part.possible(values) for part in self.parts)

    def certain(self, values: Sequence[frozenset[int]]) -> bool:  # noqa: D102
        return all(part.certain(values) for part in self.parts)


@dataclass(frozen=True)
class Any_:
    """At least one part holds."""

    parts: tuple[Condition, ...]

    @cached_property
    def scope(self) -> frozenset[int]:  # noqa: D102
        return frozenset().union(*(part.scope for part in self.parts))

    def holds(self, outcome: Sequence[int]) -> bool:  # noqa: D102
        return any(part.holds(outcome) for part in self.parts)

    def mask(self, grid: Grid) -> NDArray[np.bool_]:  # noqa: D102
        found: NDArray[np.bool_] = np.array(False)
        for part in self.parts:
            found = found | part.mask(grid)
        return found

    def possible(self, values: Sequence[frozenset[int]]) -> bool:  # noqa: D102
        return any(part.possible(values) for part in self.parts)

    def certain(self, values: Sequence[frozenset[int]]) -> bool:  # noqa: D102
        return any(part.certain(values) for part in self.parts)


@dataclass(frozen=True)
class Not:
    """The part does not hold."""

    part: Condition

    @property
    def scope(self) -> frozenset[int]:  # noqa: D102
        return self.part.scope

    def holds(self, outcome: Sequence[int]) -> bool:  # noqa: D102
        return not self.part.holds(outcome)

    def mask(self, grid: Grid) -> NDArray[np.bool_]:  # noqa: D102
        return ~self.part.mask(grid)

    def possible(self, values: Sequence[frozenset[int]]) -> bool:  # noqa: D102
        return not self.part.certain(values)

    def certain(self, values: Sequence[frozenset[int]]) -> bool:  # noqa: D102
        return not self.part.possible(values)


@dataclass(frozen=True)
class Sum:
    """A weighted sum lies between bounds.

    Attributes:
        terms: pairs of a variable and what each of its values adds.
        low: the sum is at least this, if given.
        high: the sum is at most this, if given.
    """

    terms: tuple[tuple[int, tuple[Fraction, ...]], ...]
    low: Fraction | None = None
    high: Fraction | None = None

    @cached_property
    def scope(self) -> frozenset[int]:  # noqa: D102
        return frozenset(variable for variable, _ in self.terms)

    def _within(self, least: Fraction, most: Fraction) -> tuple[bool, bool]:
        """Whether some, and whether all, sums between `least` and `most` lie between the bounds."""
        some = (self.low is None or most >= self.low) and (self.high is None or least <= self.high)
        every = (self.low is None or least >= self.low) and (self.high is None or most <= self.high)
        return some, every

    def holds(self, outcome: Sequence[int]) -> bool:  # noqa: D102
        total = sum((adds[outcome[variable]] for variable, adds in self.terms), Fraction(0))
        return self._within(total, total)[1]

    def mask(self, grid: Grid) -> NDArray[np.bool_]:  # noqa: D102
        bounds = [bound for bound in (self.low, self.high) if bound is not None]
        unit = common_denominator([*bounds, *(add for _, adds in self.terms for add in adds)])
        total: NDArray[Any] = np.array(0, dtype=object)
        largest = sum(max(abs(int(add * unit)) for add in adds) for _, adds in self.terms)
        dtype: Any = np.int64 if largest < 2**62 else object
        total = np.array(0, dtype=dtype)
        for variable, adds in self.terms:
            total = total + np.array([int(add * unit) for add in adds], dtype=dtype)[grid[variable]]
        found: NDArray[np.bool_] = np.ones(total.shape, dtype=bool)
        if self.low is not None:
            found &= (total >= int(self.low * unit)).astype(bool)
        if self.high is not None:
            found &= (total <= int(self.high * unit)).astype(bool)
        return found

    def _span(self, values: Sequence[frozenset[int]]) -> tuple[Fraction, Fraction]:
        reached = [[adds[value] for value in values[variable]] for variable, adds in self.terms]
        return sum(map(min, reached), Fraction(0)), sum(map(max, reached), Fraction(0))

    def possible(self, values: Sequence[frozenset[int]]) -> bool:  # noqa: D102
        return self._within(*self._span(values))[0]

    def certain(self, values: Sequence[frozenset[int]]) -> bool:  # noqa: D102
        return self._within(*self._span(values))[1]


Condition = In | All | Any_ | Not | Sum


@dataclass(frozen=True)
class Rule:
    """What every valid outcome obeys.

    Attributes:
        name: how messages refer to it.
        condition: holds in exactly the outcomes that the rule allows.
        about: why the rule is there, for people.
    """

    name: str
    condition: Condition
    about: str = ""
    sources: tuple[str, ...] = ()
