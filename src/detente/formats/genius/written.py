"""What both forms of a written GENIUS profile have in common."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm

from detente.formats.genius.markup import Tag


@dataclass
class Written:
    """A domain and its profiles, ready to be put into files.

    Attributes:
        issues: the domain's `issue` elements.
        profiles: for each party what stands in its profile's objective.
        attributes: of the root of a profile.
        scales: for each party that needs it (factor, offset): what is written is
            factor x (utility + offset).
        capped: parties whose utility may be above 1, which nobody has looked into.
        said: what GENIUS does not hold as the case does, a sentence each.
    """

    issues: list[Tag] = field(default_factory=list)
    profiles: dict[str, list[Tag]] = field(default_factory=dict)
    attributes: dict[str, object] = field(default_factory=dict)
    scales: dict[str, tuple[Fraction, Fraction]] = field(default_factory=dict)
    capped: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


def ten_above(number: Fraction | int) -> int:
    """The least power of ten, at least 1, that is no less than a number.

    >>> ten_above(99), ten_above(100), ten_above(101)
    (100, 100, 1000)
    """
    power = 1
    while power < number:
        power *= 10
    return power


def shared(numbers: list[Fraction]) -> int:
    """The least whole number that makes every number whole."""
    return lcm(*(number.denominator for number in numbers))


def endless(numbers: list[Fraction]) -> int:
    """The least whole number that makes every number end as a decimal when multiplied by it.

    >>> endless([Fraction(1, 6), Fraction(5, 14), Fraction(1, 8)])
    21
    """
    unit = shared(numbers)
    for prime in (2, 5):
        while unit % prime == 0:
            unit //= prime
    return unit


def issue_tag(index: int, name: str, kind: str, inside: list[Tag] | None = None) -> Tag:
    """An `issue` element: `discrete`, `integer` or `real`."""
    kinds = {"type": kind, "etype": kind, "vtype": kind}
    return Tag("issue", {"index": index, "name": name, **kinds}, inside or [])
