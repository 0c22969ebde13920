"""Bargaining solutions: which of several points is fair, and in what sense.

Each function takes `points`, a row for each point and a column for each party; `disagreement`, what
no deal is worth to each; and some `ideal`, the most each can have at points that give everybody at
least that. All are whole numbers or fractions, so that equal is equal. Only points that give every
party at least its disagreement value are considered.

Among points that a criterion ranks equal the leximin of gains decides (the largest smallest gain,
then the largest second smallest, and so on), then lexicographic order: the point that is best for
the party of the first column, then of the second. Columns in order of the parties' names make the
answer independent of the order in which a case lists them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm, prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.errors import NoAgreement

Number = int | Fraction
Doubles = NDArray[np.float64]
Row = Sequence[Number]


@dataclass(frozen=True)
class Choice:
    """What a solution concept picks.

    Attributes:
        index: of the point.
        ties: number of other points that the criterion ranks equal, before ties are broken.
        score: the criterion's value at the point; None where it is not defined.
    """

    index: int
    ties: int
    score: Number | None


def nash(points: Sequence[Row], disagreement: Row) -> Choice:
    """The Nash bargaining solution: the largest product of gains over the disagreement point.

    A party that gains at no point is left out of the product, which would be 0 everywhere. If the
    product is 0 everywhere even so, all points tie.

    Raises:
        NoAgreement: no point gives every party at least its disagreement value.

    Source: Nash, J. (1950), The Bargaining Problem, Econometrica 18(2), 155-162.

    >>> nash([[0, 9], [5, 6], [9, 1]], [0, 0])
    Choice(index=1, ties=0, score=30)
    """
    gains = _gains(points, disagreement)
    able = [p for p, best in enumerate(map(max, zip(*gains.values(), strict=True))) if best > 0]

    def product(index: int) -> Number:
        return prod(gains[index][p] for p in able) if able else 0

    return _choose(points, gains, product, product)


def kalai_smorodinsky(points: Sequence[Row], disagreement: Row, ideal: Row) -> Choice:
    """The Kalai-Smorodinsky solution: the largest smallest share of the greatest possible gain.

    A party's share is its gain divided by `ideal - disagreement`. Points with the same smallest
    share are compared by the second smallest, and so on (leximin; Imai 1983 for more than two
    parties). A party that can gain nothing has no share and is left out; if none can gain, the
    score is None.

    Raises:
        NoAgreement: no point gives every party at least its disagreement value.

    Source: Kalai, E. and Smorodinsky, M. (1975), Other Solutions to Nash's Bargaining Problem,
    Econometrica 43(3), 513-518.

    >>> kalai_smorodinsky([[0, 9], [5, 6], [9, 1]], [0, 0], [9, 9])
    Choice(index=1, ties=0, score=Fraction(5, 9))
    """
    gains = _gains(points, disagreement)
    spans = [high - low for high, low in zip(_plain(ideal), _plain(disagreement), strict=True)]

    least = lcm(*(Fraction(span).numerator for span in spans if span > 0))
    # What a share is multiplied by to make whole numbers of whole gains, which compare more quickly.
    scale = [Fraction(least) / span if span > 0 else None for span in spans]
    factors = [n if n is None or n.denominator > 1 else n.numerator for n in scale]

    def shares(index: int) -> list[Number]:
        pairs = zip(gains[index], factors, strict=True)
        return sorted(gain * factor for gain, factor in pairs if factor is not None)

    def smallest(index: int) -> Number | None:
        return next((Fraction(share) / least for share in shares(index)), None)

    return _choose(points, gains, shares, smallest)


def egalitarian(points: Sequence[Row], disagreement: Row) -> Choice:
    """The egalitarian solution: the leximin of gains; utilities must be comparable.

    Raises:
        NoAgreement: no point gives every party at least its disagreement value.

    Source: Kalai, E. (1977), Proportional Solutions to Bargaining Situations, Econometrica 45(7),
    1623-1630.

    >>> egalitarian([[0, 9], [5, 6], [9, 1]], [0, 2])
    Choice(index=1, ties=0, score=4)
    """
    gains = _gains(points, disagreement)
    return _choose(points, gains, lambda index: sorted(gains[index]), lambda i: min(gains[i]))


def utilitarian(points: Sequence[Row], disagreement: Row) -> Choice:
    """The utilitarian solution: the largest sum of utilities; utilities must be comparable.

    Raises:
        NoAgreement: no point gives every party at least its disagreement value.

    >>> utilitarian([[0, 11], [5, 6], [9, 1]], [0, 0])
    Choice(index=1, ties=1, score=11)
    """
    gains = _gains(points, disagreement)
    rows = {index: _plain(points[index]) for index in gains}
    return _choose(points, gains, lambda index: sum(rows[index]), lambda index: sum(rows[index]))


def equal_loss(points: Sequence[Row], disagreement: Row, ideal: Row) -> Choice:
    """The equal-loss solution: the smallest largest loss `ideal - utility`.

    Points with the same largest loss are compared by the second largest, and so on. Utilities must
    be comparable.

    Raises:
        NoAgreement: no point gives every party at least its disagreement value.

    Source: Chun, Y. (1988), The Equal-Loss Principle for Bargaining Problems, Economics Letters
    26(2), 103-106.

    >>> equal_loss([[0, 9], [5, 6], [9, 1]], [0, 0], [9, 9])
    Choice(index=1, ties=0, score=4)
    """
    gains = _gains(points, disagreement)
    best = _plain(ideal)

    def losses(index: int) -> list[Number]:
        row = _plain(points[index])
        return sorted((high - u for high, u in zip(best, row, strict=True)), reverse=True)

    return _choose(
        points, gains, lambda index: [-loss for loss in losses(index)], lambda i: losses(i)[0]
    )


def contenders(concept: str, gains: Doubles, most: Doubles) -> NDArray[np.int64]:
    """Indices of points among which a concept's best are, all that tie with it included.

    Told by rounded numbers, generously, so that only these need to be compared exactly.

    Args:
        concept: its name, as in `CONCEPTS`.
        gains: over the disagreement value, a row for each acceptable point, a column for each party.
        most: the ideal less the disagreement value.
    """
    everybody = np.arange(len(gains))
    if concept == "nash":
        able = gains.max(axis=0) > 0
        if not able.any() or not (gains[:, able] > 0).all(axis=1).any():
            return everybody
        with np.errstate(divide="ignore"):
            score = np.log(gains[:, able]).sum(axis=1)
    elif concept == "kalai_smorodinsky":
        able = most > 0
        if not able.any():
            return everybody
        score = (gains[:, able] / most[able]).min(axis=1)
    elif concept == "egalitarian":
        score = gains.min(axis=1)
    elif concept == "utilitarian":
        score = gains.sum(axis=1)
    else:
        score = (gains - most).min(axis=1)
    if not np.isfinite(score.max()):
        return everybody
    # Errors of rounding are parts in 10**15 of what is added up.
    slack = 1e-9 * max(
        1.0 if concept == "nash" else 0.0, float(np.abs(score).max()), *most.tolist()
    )
    found: NDArray[np.int64] = np.flatnonzero(score >= score.max() - slack)
    return found


def _plain(row: Row) -> list[Number]:
    """The numbers as Python's own, which never overflow (a row may be a row of a numpy array)."""
    return [n if type(n) is int or isinstance(n, Fraction) else int(n) for n in row]


def _gains(points: Sequence[Row], disagreement: Row) -> dict[int, list[Number]]:
    """The gains of each point that gives every party at least its disagreement value.

    Raises:
        NoAgreement: there is no such point.
    """
    base = _plain(disagreement)
    found = {}
    for index, row in enumerate(points):
        gains = [u - d for u, d in zip(_plain(row), base, strict=True)]
        if min(gains) >= 0:
            found[index] = gains
    if not found:
        raise NoAgreement("no point gives every party at least what no deal is worth to it")
    return found


def _choose(
    points: Sequence[Row],
    gains: dict[int, list[Number]],
    criterion: Callable[[int], Any],
    score: Callable[[int], Number | None],
) -> Choice:
    """The point that the criterion ranks highest, ties broken as the module says."""
    ranked = {index: criterion(index) for index in gains}
    best = max(ranked.values())
    tied = [index for index, rank in ranked.items() if rank == best]
    index = max(tied, key=lambda i: (sorted(gains[i]), _plain(points[i])))
    return Choice(index, len(tied) - 1, score(index))
