"""The parts of a case, and the sums of one point of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from detente.analysis.pareto import Matrix, Numbers
from detente.analysis.scan import Part

Doubles = NDArray[np.float64]


@dataclass(frozen=True)
class Sums:
    """Parts whose utilities add up.

    Utilities have one column more than there are parties: their sum on a common scale, which the
    utilitarian solution makes as large as it can. Scaled utilities lie between 0 and 1 in each column.

    Attributes:
        parts: the undominated points of each part.
        common: for each party what one unit of the agenda is on the common scale.
    """

    parts: tuple[Part, ...]
    common: tuple[int, ...]

    @property
    def columns(self) -> int:
        """Number of columns."""
        return len(self.common) + 1

    @cached_property
    def points(self) -> tuple[Matrix, ...]:
        """For each part its points, a row each."""
        found: list[Matrix] = []
        for part in self.parts:
            total = (part.points.astype(object) * np.array(self.common, dtype=object)).sum(axis=1)
            rows = np.concatenate([part.points.astype(object), total[:, None]], axis=1)
            found.append(rows.astype(self._dtype))
        return tuple(found)

    @cached_property
    def _dtype(self) -> type:
        """int64 where every sum surely fits, else Python's integers."""
        most = 0
        for p, size in enumerate([*self.common, 0]):
            for part in self.parts:
                if p < len(self.common):
                    most += size * max(abs(int(n)) for n in part.points[:, p])
        return np.int64 if most < 2**62 else object

    @cached_property
    def low(self) -> tuple[int, ...]:
        """The least that each column can come to."""
        return tuple(sum(int(n) for n in column) for column in self._ends(np.min))

    @cached_property
    def span(self) -> tuple[int, ...]:
        """The most that each column can come to, less the least; at least 1."""
        high = [sum(int(n) for n in column) for column in self._ends(np.max)]
        return tuple(max(1, b - a) for a, b in zip(self.low, high, strict=True))

    def _ends(self, end: object) -> list[list[int]]:
        """Column by column the least or the greatest number of each part."""
        assert callable(end)
        rows = [end(points, axis=0).tolist() for points in self.points]
        return [[row[p] for row in rows] for p in range(self.columns)]

    @cached_property
    def starts(self) -> Numbers:
        """Where the rows of each part begin in `scaled`."""
        sizes = [len(points) for points in self.points]
        return np.concatenate([[0], np.cumsum(sizes)])[:-1].astype(np.int64)

    @cached_property
    def scaled(self) -> Doubles:
        """The points of all parts one after another, scaled."""
        found = np.empty((sum(map(len, self.points)), self.columns))
        for start, points in zip(self.starts, self.points, strict=True):
            least = points.min(axis=0)
            for p, size in enumerate(self.span):
                # Python's whole numbers of any size divide to the nearest double.
                column = [int(n) / size for n in points[:, p] - least[p]]
                found[start : start + len(points), p] = column
        return found

    def place(self, row: Sequence[int | Fraction]) -> Doubles:
        """A sum, or anything like one, scaled."""
        return np.array(
            [_ratio(n - a, size) for n, a, size in zip(row, self.low, self.span, strict=True)]
        )

    def places(self, rows: Matrix) -> Doubles:
        """Likewise for many."""
        if rows.dtype != object:
            scaled: Doubles = (rows - np.array(self.low)) / np.array(self.span, dtype=np.float64)
            return scaled
        return np.array([self.place(row) for row in rows.tolist()]).reshape(len(rows), -1)

    def most(self, weights: Doubles) -> tuple[float, Doubles]:
        """The largest weighted sum, and sums that reach it (a mean of such where several do)."""
        values = self.scaled @ weights
        best = np.maximum.reduceat(values, self.starts)
        sizes = np.diff(np.append(self.starts, len(values)))
        top = (values >= np.repeat(best, sizes)).astype(np.float64)
        top /= np.repeat(np.add.reduceat(top, self.starts), sizes)
        return float(best.sum()), top @ self.scaled


def _ratio(number: int | Fraction, size: int) -> float:
    """Number / size; the largest double where it is too large."""
    try:
        return float(number / size)
    except OverflowError:
        return 1e300 if number > 0 else -1e300
