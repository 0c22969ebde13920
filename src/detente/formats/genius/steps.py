"""Functions of an outcome that take few values, as steps; how GENIUS's minimum and maximum become interactions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce

from detente.model.rule import All, Any_, Condition, Not

_MOST = 200
_MOST_SUMS = 16  # each sum is reached in several ways, which are themselves made of ways


_LARGEST = 20_000  # parts of one condition: functions in functions can make it grow at each level


class TooManySteps(Exception):
    """A function takes more values, or reaches them in more ways, than can be said one by one."""


@dataclass(frozen=True)
class Steps:
    """A function of the outcome by where it reaches each value it can have.

    Attributes:
        base: its least value.
        rises: the values above, ascending, each with the condition under which it is reached.
        size: parts that each of the conditions has at most.
    """

    base: Fraction
    rises: tuple[tuple[Fraction, Condition], ...] = ()
    size: int = 1

    def __post_init__(self) -> None:
        if len(self.rises) > _MOST or self.size > _LARGEST:
            raise TooManySteps

    def reaching(self, value: Fraction) -> Condition | bool:
        """Where the function is at least a value: always, never, or under a condition."""
        if value <= self.base:
            return True
        return next((condition for rise, condition in self.rises if rise >= value), False)

    def times(self, factor: Fraction) -> Steps:
        """The function multiplied by a number."""
        if factor > 0:
            return Steps(
                self.base * factor,
                tuple((rise * factor, where) for rise, where in self.rises),
                self.size,
            )
        if factor == 0 or not self.rises:
            return Steps(self.base * factor)
        values = [self.base, *(rise for rise, _ in self.rises)]
        falls = [
            (value * factor, Not(where))
            for value, (_, where) in zip(values[:-1], self.rises, strict=True)
        ]
        return Steps(values[-1] * factor, tuple(reversed(falls)), self.size + 1)

    def terms(self, always: Condition) -> list[tuple[Condition, Fraction]]:
        """The function as a sum: conditions, and what is added where they hold."""
        found = [(always, self.base)] if self.base else []
        before = self.base
        for rise, where in self.rises:
            found.append((where, rise - before))
            before = rise
        return found


def box(worth: Fraction, where: Condition | None) -> Steps:
    """What a single box pays; `where` is None if it never does."""
    return (
        Steps(Fraction(0))
        if where is None
        else Steps(Fraction(0), ((Fraction(1), where),)).times(worth)
    )


def largest(parts: Sequence[Steps]) -> Steps:
    """The largest of some functions, at least one."""
    base = max(part.base for part in parts)
    return _stepped(base, parts, lambda value: _any([part.reaching(value) for part in parts]))


def smallest(parts: Sequence[Steps]) -> Steps:
    """The smallest of some functions, at least one."""
    base = min(part.base for part in parts)
    return _stepped(base, parts, lambda value: _all([part.reaching(value) for part in parts]))


def total(parts: Sequence[Steps]) -> Steps:
    """The sum of some functions; 0 of none."""
    return reduce(_plus, parts, Steps(Fraction(0)))


def _plus(one: Steps, other: Steps) -> Steps:
    mine = [one.base, *(rise for rise, _ in one.rises)]
    theirs = [other.base, *(rise for rise, _ in other.rises)]
    values = sorted({a + b for a in mine for b in theirs})
    if len(values) > _MOST_SUMS:
        raise TooManySteps

    def reaching(value: Fraction) -> Condition | bool:
        ways = []
        for a in mine:
            needed = next((b for b in theirs if a + b >= value), None)
            if needed is not None:
                ways.append(_all([one.reaching(a), other.reaching(needed)]))
        return _any(ways)

    rises = [(value, reaching(value)) for value in values[1:]]
    size = len(mine) * (one.size + other.size + 1)
    return Steps(values[0], tuple((v, c) for v, c in rises if not isinstance(c, bool)), size)


def _stepped(
    base: Fraction, parts: Sequence[Steps], reaching: Callable[[Fraction], Condition | bool]
) -> Steps:
    values = sorted({rise for part in parts for rise, _ in part.rises} | {p.base for p in parts})
    rises = []
    for value in values:
        where = reaching(value)
        if value > base and not isinstance(where, bool):
            rises.append((value, where))
    return Steps(base, tuple(rises), sum(part.size for part in parts) + 1)


def _any(ways: Sequence[Condition | bool]) -> Condition | bool:
    """Where at least one way is open."""
    if any(way is True for way in ways):
        return True
    found = tuple(way for way in ways if not isinstance(way, bool))
    if not found:
        return False
    return found[0] if len(found) == 1 else Any_(found)


def _all(ways: Sequence[Condition | bool]) -> Condition | bool:
    """Where every way is open."""
    if any(way is False for way in ways):
        return False
    found = tuple(way for way in ways if not isinstance(way, bool))
    if not found:
        return True
    return found[0] if len(found) == 1 else All(found)
