"""How much of a change is enough: the smallest amount that does all that any amount can do."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import floor

from detente.model.case import Case

FINEST = 1_000
"""Into how many parts a party's scale is divided where amounts are not whole units (utilities at a discount)."""


def smallest(enough: Callable[[int], bool], low: int, high: int) -> int:
    """The smallest whole number above `low` for which something holds; it holds for `high`, and not for `low`.

    It must hold for all above one for which it holds; else the number found is one that holds after one that does
    not.
    """
    ahead = 1
    while low + ahead < high and not enough(low + ahead):
        low, ahead = low + ahead, 2 * ahead
    high = min(high, low + ahead)
    while high - low > 1:
        middle = (low + high) // 2
        if enough(middle):
            high = middle
        else:
            low = middle
    return high


def span(case: Case, party: str) -> Fraction:
    """More than a party can gain or lose between any two outcomes, or an outcome and no deal, on its scale."""
    utilities = case.utilities
    p = utilities.parties.index(party)
    most = sum(max(map(abs, row), default=0) for row in utilities.tables[p])
    most += sum(abs(worth) for _, worth in utilities.interactions[p])
    return utilities.value(p, 4 * (most + abs(case.reservations[p])) + 1)


def smallest_deposit(
    case: Case, party: str, trust: Fraction, scale: Fraction, enough: Callable[[Fraction], bool]
) -> Fraction:
    """The smallest deposit of a party with which some trust is enough.

    Every plan's temptation of the party is a whole number of its units; the deposit brings one of them down to the
    trust's share of its scale. So only so many deposits need to be told apart, and they are told apart by halving.
    Where the party discounts what comes later they are not whole units: the deposit is then found to within a
    thousandth of the party's scale, and is enough.

    Args:
        case: the case.
        party: who pays it.
        trust: what a plan asks with any deposit, however large; without one it asks more.
        scale: what the party's temptation is measured against.
        enough: whether with a deposit no more than the trust is asked.
    """
    utilities = case.utilities
    p = utilities.parties.index(party)
    preference = case.preferences[party]
    unit = utilities.value(p, 1)
    if preference.discount not in (None, 1):
        unit = scale / FINEST
    borne = trust * scale + preference.penalty

    def amount(units: int) -> Fraction:
        return units * unit - borne

    most = smallest(
        lambda units: enough(amount(units)), floor(borne / unit), floor(span(case, party) / unit)
    )
    return amount(most)
