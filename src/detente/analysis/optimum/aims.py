"""In what sense sums are best: as large as can be by the worst-off column, or by the product of gains."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil, floor, prod

import numpy as np

from detente.analysis.optimum.search import Region
from detente.analysis.optimum.sums import Doubles, Sums
from detente.analysis.optimum.weights import around, level, product
from detente.analysis.pareto import Matrix

MARGIN = 1e-9
"""What the rounding of sums of doubles about 1 can come to, generously."""

_CLOSE = 1e-9
_COMPARED = 200
_REGIONS = 40
_DEPTHS = -1, -1, -1, 0, -1, 0, -1, 0, -1, 1, -1, 2
"""Round by round how many columns with the least shares are told apart though all may have more; -1: none."""


def corner(sums: Sums, weights: Doubles, least: Sequence[int]) -> Region:
    """All sums that have at least so much in each column."""
    place = sums.place([max(n, low) for n, low in zip(least, sums.low, strict=True)])
    margin = MARGIN * (1 + np.abs(weights * place).sum(axis=1))
    return Region(weights, weights @ place - margin)


def out_of_reach(sums: Sums, region: Region) -> bool:
    """Whether some weighting proves that no sum lies in a region."""
    values = np.maximum.reduceat(sums.scaled @ region.weights.T, sums.starts, axis=0)
    return bool((values.sum(axis=0) < region.least).any())


def _best(rows: Matrix, rough: Doubles) -> Matrix:
    """The rows that are about the best, not too many of them."""
    near = rough >= rough.max() - _CLOSE * max(1.0, abs(float(rough.max())))
    return rows[np.flatnonzero(near)[:_COMPARED]]


@dataclass
class Worst:
    """As much as can be had by the column that has least, then by the one that has least but for it.

    A column's share is what it has over its base, divided by its way.

    Attributes:
        what: what is looked for, in words.
        sums: the parts.
        least: what each column must come to.
        base: for each column.
        way: for each column 0 or more; columns with 0 have no share.
        strict: whether sums that are only just as good need not be found.
        apart: whether of sums with an equal least share those with a larger second least are better;
            else all of them are found.
    """

    what: str
    sums: Sums
    least: Sequence[int]
    base: Sequence[int | Fraction]
    way: Sequence[int | Fraction]
    strict: bool = False
    apart: bool = True
    _weights: dict[tuple[int, ...], Doubles] = field(default_factory=dict)

    def key(self, row: Sequence[int]) -> list[Fraction]:
        """The shares, the least first."""
        return sorted(Fraction(row[p] - self.base[p]) / self.way[p] for p in self._shared)

    @property
    def _shared(self) -> list[int]:
        return [p for p, way in enumerate(self.way) if way > 0]

    def better(self, one: Sequence[int] | None, rows: Matrix) -> Sequence[int] | None:
        """The best of a known sum and some others that are acceptable."""
        shared = self._shared
        base = self.sums.place(self.base)[shared]
        way = np.array([self.way[p] / self.sums.span[p] for p in shared], dtype=np.float64)
        rough = ((self.sums.places(rows)[:, shared] - base) / way).min(axis=1)
        found = max(map(tuple, _best(rows, rough).tolist()), key=self.key)
        return found if one is None or self.key(found) > self.key(one) else one

    def regions(self, best: Sequence[int] | None, round_: int) -> list[Region]:
        """Regions that together hold all acceptable sums at least as good; finer ones round by round."""
        if best is None:
            return [corner(self.sums, self._around(()), self.least)]
        key = self.key(best)
        for depth in range(_DEPTHS[round_] if self.apart else -1, -1, -1):
            found = self._split(key, (), depth)
            if len(found) <= _REGIONS:
                return found
        return self._split(key, (), -1)

    def _split(self, key: list[Fraction], fixed: tuple[int, ...], depth: int) -> list[Region]:
        """Regions for sums in which the columns `fixed` have, in turn, the least shares of the key.

        A sum at least as good has either more than the next share of the key in all other columns,
        or just that in one of them.
        """
        weights = self._around(fixed)
        strict = corner(self.sums, weights, self._corner(key, fixed, more=True))
        if self.strict:
            return [strict]
        whole = corner(self.sums, weights, self._corner(key, fixed, more=False))
        if out_of_reach(self.sums, whole):
            return []
        none = out_of_reach(self.sums, strict)
        if len(fixed) == len(key) - 1 or depth < (not none):
            return [whole]
        found = [] if none else [strict]
        depth -= not none
        for p in self._shared:
            # Of columns with equal shares the order does not matter.
            again = bool(fixed) and key[len(fixed)] == key[len(fixed) - 1] and p < fixed[-1]
            if p not in fixed and not again:
                found += self._split(key, (*fixed, p), depth)
        return found

    def _corner(self, key: list[Fraction], fixed: tuple[int, ...], *, more: bool) -> list[int]:
        """The least that each column has in a region."""
        found = list(self.least)
        for p in self._shared:
            share = key[fixed.index(p)] if p in fixed else key[len(fixed)]
            number = self.base[p] + share * self.way[p]
            whole = floor(number) + 1 if more and p not in fixed else ceil(number)
            found[p] = max(found[p], whole)
        return found

    def _around(self, fixed: tuple[int, ...]) -> Doubles:
        """Weightings for the regions with some columns fixed."""
        if fixed not in self._weights:
            sums = self.sums
            base = sums.place([max(n, low) for n, low in zip(self.least, sums.low, strict=True)])
            way = np.zeros(sums.columns)
            for p in self._shared:
                if p not in fixed:
                    base[p] = sums.place(self.base)[p]
                    way[p] = self.way[p] / sums.span[p]
            used = np.ones(sums.columns, dtype=bool)
            used[-1] = way[-1] > 0
            base[~used] = -np.inf
            self._weights[fixed] = around(level(sums, base, way)[0], used)
        return self._weights[fixed]


@dataclass
class Product:
    """The largest product of gains over a base.

    Attributes:
        what: what is looked for, in words.
        sums: the parts.
        least: what each column must come to.
        base: for each column.
        able: the columns that can gain.
        most: for each column the most that it can have in an acceptable sum.
    """

    what: str
    sums: Sums
    least: Sequence[int]
    base: Sequence[int | Fraction]
    able: Sequence[int]
    most: Sequence[int]
    _weights: Doubles | None = None

    def key(self, row: Sequence[int]) -> Fraction:
        """The product of gains."""
        return Fraction(prod(row[p] - self.base[p] for p in self.able))

    def better(self, one: Sequence[int] | None, rows: Matrix) -> Sequence[int] | None:
        """The best of a known sum and some others that are acceptable."""
        able = list(self.able)
        gains = self.sums.places(rows)[:, able] - self.sums.place(self.base)[able]
        with np.errstate(divide="ignore"):
            rough = np.log(np.maximum(gains, 0.0)).sum(axis=1)
        found = max(map(tuple, _best(rows, np.maximum(rough, -1e9)).tolist()), key=self.key)
        return found if one is None or self.key(found) > self.key(one) else one

    def regions(self, best: Sequence[int] | None, round_: int) -> list[Region]:
        """The region of all acceptable sums at least as good."""
        sums, able = self.sums, list(self.able)
        if self._weights is None:
            used = np.arange(sums.columns) < sums.columns - 1
            base = np.where(used, np.maximum(sums.place(self.base), -1e6), -np.inf)
            self._weights = around(
                product(sums, base, np.isin(np.arange(sums.columns), able).astype(np.float64)), used
            )
        weights = self._weights
        region = corner(sums, weights, self.least)
        if best is None or self.key(best) == 0:
            return [region]
        base = sums.place(self.base)
        logs = np.log(sums.place(best)[able] - base[able])
        # No weighted sum of gains is smaller than this where the product is at least as large.
        with np.errstate(divide="ignore"):
            each = (logs.sum() + np.log(weights[:, able]).sum(axis=1)) / len(able)
        whole = len(able) * np.exp(each) + weights[:, :-1] @ base[:-1]
        margin = MARGIN * (1 + np.abs(weights[:, :-1] * base[:-1]).sum(axis=1) + np.exp(each))
        # Nor has anybody less than with the most for all others.
        tops = np.log(np.maximum(sums.place(self.most)[able] - base[able], 1e-300))
        alone = base.copy()
        alone[able] += np.exp(logs.sum() - tops.sum() + tops)
        alone[:-1] = np.maximum(alone[:-1], sums.place(self.least)[:-1])
        alone[-1] = 0.0
        # What is left of a gain over a base far away is rounded as the base is.
        rounding = np.abs(weights * alone).sum(axis=1)
        rounding += np.abs(weights[:, :-1] * base[:-1]).sum(axis=1)
        lowest = weights @ alone - MARGIN * (1 + rounding)
        return [Region(weights, np.maximum(np.maximum(region.least, whole - margin), lowest))]
