"""Adjusted Winner: each contested good to whom it is worth more, at most one of them shared."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Split:
    """The one good that two parties share.

    Attributes:
        issue: name of the issue.
        item: name of the item, for an issue of items.
        shares: by party; they sum to 1. A share of a good that is not an item is the share of the
            way to that party's favourite value.
        favourites: by party, its favourite value as the case labels it (for an item: the holder).
        value: for a range whose value both score linearly, the number that gives these shares.
    """

    issue: str
    item: str | None
    shares: dict[str, Fraction]
    favourites: dict[str, str]
    value: Fraction | None = None


@dataclass(frozen=True)
class Good:
    """A variable on which the parties want different values.

    Attributes:
        variable: name of the variable.
        favourites: by party, index of its favourite value.
        points: by party, what is at stake for it, out of 100 over all goods.
        winner: who got it in the winner phase.
        tied: whether both gave it the same points.
    """

    variable: str
    favourites: dict[str, int]
    points: dict[str, Fraction]
    winner: str
    tied: bool


@dataclass(frozen=True)
class Phases:
    """How Adjusted Winner came to its answer; points are out of 100 for each party.

    Attributes:
        goods: every contested good, in order of name.
        untied: totals of the winner phase before the tied goods were given out.
        won: totals after the winner phase.
        transferred: names of the goods that then passed, whole or in part, in that order.
        totals: points of each party in the end: equal, unless there is nothing to contest.
    """

    goods: tuple[Good, ...]
    untied: dict[str, Fraction]
    won: dict[str, Fraction]
    transferred: tuple[str, ...]
    totals: dict[str, Fraction]
