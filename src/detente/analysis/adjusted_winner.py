"""Adjusted Winner: each contested good to whom it is worth more, at most one of them shared.

Source: Brams, S. J. and Taylor, A. D. (1996), Fair Division: From Cake-Cutting to Dispute
Resolution, Cambridge University Press.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from detente.analysis.grouping import Group, agenda
from detente.model.case import Case, Outcome
from detente.model.number import plain


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


@dataclass(frozen=True)
class Division:
    """What Adjusted Winner arrives at.

    Attributes:
        utilities: by party, on its own scale; a shared good counts in proportion to the share.
        outcome: as people write it; see `Settlement.outcome` for a shared good.
        split: the shared good, if any.
        phases: how it came about.
    """

    utilities: dict[str, Fraction]
    outcome: Outcome
    split: Split | None
    phases: Phases


class Award(NamedTuple):
    """What `divide` arrives at; parties are 0 and 1, goods are numbered as they were given.

    Attributes:
        winner: who gets each good in the winner phase.
        untied: totals before the tied goods are given out.
        won: totals after the winner phase.
        passed: goods that pass afterwards, in order.
        share: the first party's share of each good in the end.
        totals: points of each party in the end.
    """

    winner: list[int]
    untied: tuple[Fraction, Fraction]
    won: tuple[Fraction, Fraction]
    passed: list[int]
    share: list[Fraction]
    totals: tuple[Fraction, Fraction]


def divide(points: Sequence[tuple[Fraction, Fraction]]) -> Award:
    """The winner phase and the transfers.

    Each good goes to the party that gives it more points. Goods that both give the same go, those
    of most points first, to whoever is behind (to the first party where nobody is). Then goods pass
    from the leader to the other in ascending order of the leader's points over the other's, earlier
    goods first among equals, until the totals are equal; the last one may pass in part.

    Args:
        points: for each good what it is worth to the first party and to the second, all above 0.

    >>> camp_david = [(35, 55), (10, 5), (20, 10), (10, 5), (5, 20), (20, 5)]
    >>> award = divide([(Fraction(a), Fraction(b)) for a, b in camp_david])
    >>> award.won, award.passed, award.share[0], award.totals[0]
    ((Fraction(60, 1), Fraction(75, 1)), [0], Fraction(1, 6), Fraction(395, 6))
    """
    winner = [0 if first > second else 1 for first, second in points]
    totals = [Fraction(0), Fraction(0)]
    tied = [g for g, (first, second) in enumerate(points) if first == second]
    for good, side in enumerate(winner):
        if good not in tied:
            totals[side] += points[good][side]
    untied = totals[0], totals[1]
    for good in sorted(tied, key=lambda g: -points[g][0]):
        winner[good] = 0 if totals[0] <= totals[1] else 1
        totals[winner[good]] += points[good][0]
    won = totals[0], totals[1]

    share = [Fraction(1 - side) for side in winner]
    leader = 0 if totals[0] > totals[1] else 1
    other = 1 - leader
    passed = []
    held = [good for good, side in enumerate(winner) if side == leader]
    for good in sorted(held, key=lambda g: points[g][leader] / points[g][other]):
        lead = totals[leader] - totals[other]
        if lead == 0:
            break
        loss, gain = points[good][leader], points[good][other]
        part = min(Fraction(1), lead / (loss + gain))
        share[good] += part if leader == 1 else -part
        totals[leader] -= part * loss
        totals[other] += part * gain
        passed.append(good)
    return Award(winner, untied, won, passed, share, (totals[0], totals[1]))


class _Contest(NamedTuple):
    """A good: its group of one variable, each party's favourite place in it, what is at stake."""

    group: Group
    best: tuple[int, int]
    stakes: tuple[int, int]


def _contest(group: Group) -> _Contest:
    first, second = group.adds[0][0], group.adds[1][0]
    places = range(len(first))
    best = (
        max(places, key=lambda i: (first[i], second[i], -i)),
        max(places, key=lambda i: (second[i], first[i], -i)),
    )
    return _Contest(
        group, best, (first[best[0]] - first[best[1]], second[best[1]] - second[best[0]])
    )


def adjusted_winner(case: Case) -> Division | None:
    """The Adjusted Winner division of a case; None where the procedure does not apply.

    It applies to two parties whose variables no rule or interaction ties (a rule over one variable
    only removes values). Each variable is a good. At stake in it for a party is what it gains
    between the value it likes best and the value the other likes best; of several favourites a
    party takes the one that is better for the other. Where both like the same value best there is
    nothing to contest. What is at stake is scaled to 100 points in all for each party, reservation
    values play no part, and in the end both have equal points. Values between the two favourites
    are not looked at: where a compromise is worth more to both than a share of the extremes, other
    settlements do better.

    Raises:
        NoAgreement: the rules leave some variable no value.
        InputError: a party's preferences are not in the case.
    """
    if len(case.parties) != 2:
        return None
    ready = agenda(case)
    if any(len(group.variables) > 1 for group in ready.groups):
        return None
    goods = [_contest(group) for group in ready.groups]
    settled = [good for good in goods if not good.stakes[0]]
    # Where one has nothing at stake the other has neither: it chose among its favourites for it.
    goods = [good for good in goods if good.stakes[0]]
    sums = [Fraction(sum(good.stakes[p] for good in goods)) for p in (0, 1)]
    points = [(100 * good.stakes[0] / sums[0], 100 * good.stakes[1] / sums[1]) for good in goods]
    award = divide(points)

    names = [case.utilities.parties[p] for p in ready.parties]
    order = sorted((0, 1), key=ready.parties.__getitem__)  # as the case lists the parties

    def by_party(pair: Sequence[Fraction]) -> dict[str, Fraction]:
        return {names[p]: pair[p] for p in order}

    indices = [0] * len(case.variables)
    for v, value in ready.fixed.items():
        indices[v] = value
    reached = [Fraction(ready.offset[0]), Fraction(ready.offset[1])]
    split: Split | None = None
    for good, share in [
        *((s, Fraction(1)) for s in settled),
        *zip(goods, award.share, strict=True),
    ]:
        shares = share, 1 - share
        indices[good.group.variables[0]] = good.group.values[0][good.best[0 if share else 1]]
        for p in (0, 1):
            adds = good.group.adds[p][0]
            worth = sum(shares[side] * adds[good.best[side]] for side in (0, 1))
            reached[p] += ready.unit[p] * worth
        if 0 < share < 1:
            variable = case.variables[good.group.variables[0]]
            labels = [variable.labels[good.group.values[0][place]] for place in good.best]
            split = Split(
                variable.issue,
                variable.item,
                by_party(shares),
                {names[p]: labels[p] for p in order},
                _between(case, good, share),
            )
    denominators = [case.utilities.denominators[p] for p in ready.parties]
    outcome = case.outcome(indices)
    if split is not None:
        _write(outcome, split)
    titles = [case.variables[good.group.variables[0]].name for good in goods]
    phases = Phases(
        tuple(
            Good(
                title,
                {names[p]: good.group.values[0][good.best[p]] for p in order},
                by_party(pair),
                names[side],
                pair[0] == pair[1],
            )
            for title, good, pair, side in zip(titles, goods, points, award.winner, strict=True)
        ),
        by_party(award.untied),
        by_party(award.won),
        tuple(titles[good] for good in award.passed),
        by_party(award.totals),
    )
    utilities = by_party([reached[p] / denominators[p] for p in (0, 1)])
    return Division(utilities, outcome, split, phases)


def _between(case: Case, good: _Contest, share: Fraction) -> Fraction | None:
    """The number that gives the first party its share, if both score linearly in between."""
    numbers = case.variables[good.group.variables[0]].numbers
    if numbers is None or len(numbers) != len(good.group.values[0]):
        return None
    low, high = sorted(good.best)
    for p in (0, 1):
        adds = good.group.adds[p][0]
        rise = adds[high] - adds[low]
        if any((adds[k] - adds[low]) * (high - low) != rise * (k - low) for k in range(low, high)):
            return None
    return numbers[good.best[1]] + share * (numbers[good.best[0]] - numbers[good.best[1]])


def _write(outcome: Outcome, split: Split) -> None:
    """Put the shared good into an outcome in place of its value."""
    shown: Outcome = {
        "share": {party: plain(share) for party, share in split.shares.items()},
        "between": dict(split.favourites),
    }
    if split.value is not None:
        shown["value"] = plain(split.value)
    if split.item is None:
        outcome[split.issue] = shown
    else:
        outcome[split.issue][split.item] = shown
