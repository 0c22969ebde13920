"""Conditions over the axes of a plan, as arrays that a compiled loop can judge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from detente.analysis.planning.axis import Axis
from detente.model.number import common_denominator
from detente.model.rule import All, Any_, Condition, In, Not, Sum
from detente.model.standing import Standing

Numbers = NDArray[np.int64]

CONSTANT, IN, NOT, ALL, ANY, SUM = range(6)
LARGEST = 2**60


@dataclass(frozen=True)
class Program:
    """Conditions in postfix: what each operation reads is what those before it have left.

    Attributes:
        start: (conditions + 1,) where the operations of each begin.
        code: (operations, 3): kind; for IN the axis and the row of `marks`, for ALL and ANY how many parts, for
            SUM the row of `bounds`, for CONSTANT whether it holds.
        marks: (rows, nodes) whether a node is one of those meant.
        bounds: (sums, 2) lowest and highest sum.
        terms: (sums + 1,) where the terms of each begin.
        term_axis: axis of each term.
        adds: (terms, nodes) what each node adds.
    """

    start: Numbers
    code: Numbers
    marks: NDArray[np.bool_]
    bounds: Numbers
    terms: Numbers
    term_axis: Numbers
    adds: Numbers

    @property
    def arrays(
        self,
    ) -> tuple[Numbers, Numbers, NDArray[np.bool_], Numbers, Numbers, Numbers, Numbers]:
        """All of them, in the order in which the loops take them."""
        return (
            self.start,
            self.code,
            self.marks,
            self.bounds,
            self.terms,
            self.term_axis,
            self.adds,
        )


@dataclass
class _Writer:
    axes: Sequence[Axis]
    standing: Standing
    code: list[tuple[int, int, int]] = field(default_factory=list)
    marks: list[list[bool]] = field(default_factory=list)
    bounds: list[tuple[int, int]] = field(default_factory=list)
    terms: list[int] = field(default_factory=lambda: [0])
    term_axis: list[int] = field(default_factory=list)
    adds: list[list[int]] = field(default_factory=list)
    large: bool = False

    def __post_init__(self) -> None:
        self.of = {axis.variable: k for k, axis in enumerate(self.axes)}
        self.width = max((len(axis.values) for axis in self.axes), default=1)

    def write(self, condition: Condition) -> None:
        if isinstance(condition, In):
            k = self.of.get(condition.variable)
            if k is None:
                holds = self.standing.state[condition.variable] in condition.values
                self.code.append((CONSTANT, int(holds), 0))
                return
            self.code.append((IN, k, len(self.marks)))
            self.marks.append(
                self._row([value in condition.values for value in self.axes[k].values])
            )
        elif isinstance(condition, Not):
            self.write(condition.part)
            self.code.append((NOT, 0, 0))
        elif isinstance(condition, All | Any_):
            for part in condition.parts:
                self.write(part)
            kind = ALL if isinstance(condition, All) else ANY
            self.code.append((kind, len(condition.parts), 0))
        else:
            self._sum(condition)

    def _row(self, figures: list[bool]) -> list[bool]:
        return figures + [False] * (self.width - len(figures))

    def _sum(self, condition: Sum) -> None:
        given = [bound for bound in (condition.low, condition.high) if bound is not None]
        unit = common_denominator([*given, *(add for _, adds in condition.terms for add in adds)])
        fixed = 0
        for variable, adds in condition.terms:
            whole = [int(add * unit) for add in adds]
            self.large |= max(map(abs, whole)) > LARGEST // (len(condition.terms) + 1)
            k = self.of.get(variable)
            if k is None:
                fixed += whole[self.standing.state[variable]]
                continue
            row = [whole[value] for value in self.axes[k].values]
            self.term_axis.append(k)
            self.adds.append(row + [0] * (self.width - len(row)))
        low = -LARGEST if condition.low is None else int(condition.low * unit) - fixed
        high = LARGEST if condition.high is None else int(condition.high * unit) - fixed
        self.large |= max(abs(low), abs(high)) > LARGEST
        self.code.append((SUM, len(self.bounds), 0))
        self.bounds.append((low, high))
        self.terms.append(len(self.term_axis))


def compiled_conditions(
    conditions: Sequence[Condition], axes: Sequence[Axis], standing: Standing
) -> Program | None:
    """The conditions over nodes of the axes, the other variables as they stand; None where figures are too large."""
    writer = _Writer(axes, standing)
    start = [0]
    for condition in conditions:
        writer.write(condition)
        start.append(len(writer.code))
    if writer.large:
        return None
    width = writer.width
    return Program(
        np.array(start, dtype=np.int64),
        np.array(writer.code, dtype=np.int64).reshape(-1, 3),
        np.array(writer.marks, dtype=bool).reshape(-1, width),
        np.array(writer.bounds, dtype=np.int64).reshape(-1, 2),
        np.array(writer.terms, dtype=np.int64),
        np.array(writer.term_axis, dtype=np.int64),
        np.array(writer.adds, dtype=np.int64).reshape(-1, width),
    )
