"""Interactions as hyper-rectangles: any condition falls into boxes that do not overlap, some into one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from detente.model.rule import All, Any_, Condition, In, Not, Sum

MOST_BOXES = 1_000
"""Boxes that one interaction may fall into."""

Range = tuple[int, int, int]
"""A variable, and the first and the last value index that it may have."""


@dataclass(frozen=True)
class Box:
    """A hyper-rectangle.

    Attributes:
        ranges: what narrows it, a range a variable.
        excludes: whether it pays outside the ranges, and not inside.
    """

    ranges: tuple[Range, ...]
    excludes: bool = False


class TooManyBoxes(Exception):
    """A condition does not fall into few enough boxes."""


def boxes(condition: Condition, sizes: Sequence[int]) -> list[Box]:
    """Boxes that do not overlap and together are where a condition holds.

    One box where the condition is an interval for each of some variables, or all but that.

    Args:
        condition: any.
        sizes: number of values of each variable.

    Raises:
        TooManyBoxes: it takes more than `MOST_BOXES`.
    """
    inside = _intervals(condition, sizes)
    if inside is not None:
        return [Box(inside)]
    outside = _intervals(_negated(condition, sizes), sizes)
    if outside:
        return [Box(outside, excludes=True)]
    scope = sorted(condition.scope)
    found: list[Box] = []
    for ranges in _fallen(condition, scope, sizes):
        if len(found) == MOST_BOXES:
            raise TooManyBoxes
        found.append(Box(ranges))
    return found


def _intervals(condition: Condition, sizes: Sequence[int]) -> tuple[Range, ...] | None:
    """The ranges of a condition that is an interval for each variable it looks at; else None."""
    parts = list(condition.parts) if isinstance(condition, All) else [condition]
    values: dict[int, frozenset[int]] = {}
    for part in parts:
        if isinstance(part, Not) and isinstance(part.part, In):
            part = In(part.part.variable, _all(part.part.variable, sizes) - part.part.values)
        if not isinstance(part, In):
            return None
        known = values.get(part.variable, _all(part.variable, sizes))
        values[part.variable] = known & part.values
    ranges = []
    for variable, chosen in sorted(values.items()):
        if not chosen or max(chosen) - min(chosen) + 1 != len(chosen):
            return None
        if len(chosen) < sizes[variable]:
            ranges.append((variable, min(chosen), max(chosen)))
    return tuple(ranges)


def _negated(condition: Condition, sizes: Sequence[int]) -> Condition:
    """Where a condition does not hold, so far as that is plainly a conjunction."""
    if isinstance(condition, Not):
        return condition.part
    if isinstance(condition, Any_):
        return All(tuple(_negated(part, sizes) for part in condition.parts))
    if isinstance(condition, In):
        return In(condition.variable, _all(condition.variable, sizes) - condition.values)
    return Not(condition)


def _all(variable: int, sizes: Sequence[int]) -> frozenset[int]:
    return frozenset(range(sizes[variable]))


def _fallen(
    condition: Condition | bool, scope: Sequence[int], sizes: Sequence[int]
) -> Iterator[tuple[Range, ...]]:
    """Ranges of boxes, variable by variable; neighbouring values with the same rest go together."""
    if condition is False:
        return
    if condition is True:
        yield ()
        return
    variable, rest = scope[0], scope[1:]
    runs: list[tuple[int, int, Condition | bool]] = []
    for value in range(sizes[variable]):
        left = _fixed(condition, variable, value, sizes)
        if runs and runs[-1][2] == left:
            runs[-1] = (runs[-1][0], value, left)
        else:
            runs.append((value, value, left))
    for first, last, left in runs:
        here = () if (first, last) == (0, sizes[variable] - 1) else ((variable, first, last),)
        for ranges in _fallen(left, rest, sizes):
            yield (*here, *ranges)


def _fixed(
    condition: Condition, variable: int, value: int, sizes: Sequence[int]
) -> Condition | bool:
    """What is left of a condition where a variable has a value."""
    if variable not in condition.scope:
        return condition
    if isinstance(condition, In):
        return value in condition.values
    if isinstance(condition, Not):
        left = _fixed(condition.part, variable, value, sizes)
        return not left if isinstance(left, bool) else Not(left)
    if isinstance(condition, Sum):
        return _sum_fixed(condition, variable, value)
    decided = isinstance(condition, Any_)  # what a single part decides for the whole
    parts: list[Condition] = []
    for part in condition.parts:
        left = _fixed(part, variable, value, sizes)
        if left is decided:
            return decided
        if not isinstance(left, bool):
            parts.append(left)
    if not parts:
        return not decided
    if len(parts) == 1:
        return parts[0]
    return Any_(tuple(parts)) if decided else All(tuple(parts))


def _sum_fixed(condition: Sum, variable: int, value: int) -> Condition | bool:
    here = sum((adds[value] for at, adds in condition.terms if at == variable), Fraction(0))
    terms = tuple(term for term in condition.terms if term[0] != variable)
    low = None if condition.low is None else condition.low - here
    high = None if condition.high is None else condition.high - here
    least = sum((min(adds) for _, adds in terms), Fraction(0))
    most = sum((max(adds) for _, adds in terms), Fraction(0))
    if (low is not None and most < low) or (high is not None and least > high):
        return False
    low = None if low is None or low <= least else low
    high = None if high is None or high >= most else high
    return True if low is None and high is None else Sum(terms, low, high)
