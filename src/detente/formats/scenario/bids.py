"""The outcome whose utility comes nearest to a figure from above."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from fractions import Fraction
from math import prod

from detente.model.number import common_denominator

MOST_SUMS = 300_000
"""Different sums of half the issues, up to which the search is made."""


def least_at(adds: Sequence[Sequence[Fraction]], wanted: Fraction) -> tuple[int, ...] | None:
    """The outcome of the least utility that is `wanted` or more; None where there is none.

    The issues are taken in two halves, whose sums are put together (Horowitz and Sahni 1974).

    Args:
        adds: what each value of each issue adds to the utility.
        wanted: the utility.

    Raises:
        OverflowError: there are too many different sums.
    """
    unit = common_denominator([wanted, *(add for row in adds for add in row)])
    rows = [[int(add * unit) for add in row] for row in adds]
    goal = int(wanted * unit)
    cut, half = 0, prod(len(row) for row in rows) ** 0.5
    size = 1.0
    while cut < len(rows) and size * len(rows[cut]) <= half:
        size *= len(rows[cut])
        cut += 1
    first, second = _sums(rows[:cut]), _sums(rows[cut:])
    ordered = sorted(second)
    best: tuple[int, tuple[int, ...]] | None = None
    for total in sorted(first):
        place = bisect_left(ordered, goal - total)
        if place < len(ordered):
            reached = total + ordered[place]
            if best is None or reached < best[0]:
                best = reached, first[total] + second[ordered[place]]
    return None if best is None else best[1]


def _sums(rows: Sequence[Sequence[int]]) -> dict[int, tuple[int, ...]]:
    """Every sum of one entry a row, with the entries that first make it."""
    found: dict[int, tuple[int, ...]] = {0: ()}
    for row in rows:
        grown: dict[int, tuple[int, ...]] = {}
        for total, chosen in found.items():
            for place, add in enumerate(row):
                grown.setdefault(total + add, (*chosen, place))
        if len(grown) > MOST_SUMS:
            raise OverflowError(f"more than {MOST_SUMS:,} different sums")
        found = grown
    return found
