"""Splitting every issue down the middle: the naive compromise that trades are measured against."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations, product

from detente.model.case import Case, Indices

_MOST_TRIES = 20_000


def _shares(case: Case, variable: int) -> dict[int, list[Fraction]]:
    """For each party that cares about the variable, what share of its best each value gives it."""
    found = {}
    for party, tables in enumerate(case.utilities.tables):
        worth = tables[variable]
        low, high = min(worth), max(worth)
        if high > low:
            found[party] = [Fraction(units - low, high - low) for units in worth]
    return found


def _swings(case: Case) -> list[list[Fraction]]:
    """For each party the part of all that is at stake for it that hangs on each variable."""
    found = []
    for tables in case.utilities.tables:
        swings = [max(worth) - min(worth) for worth in tables]
        whole = sum(swings) or 1
        found.append([Fraction(swing, whole) for swing in swings])
    return found


def _near(case: Case, outcome: Sequence[int]) -> Iterator[list[Indices]]:
    """The valid outcomes nearest to an invalid one, by number of changes; may give up."""
    tries = 0
    for changes in (1, 2, 3):
        found: list[Indices] = []
        for places in combinations(range(len(outcome)), changes):
            for values in product(*(range(case.sizes[place]) for place in places)):
                tries += 1
                if tries > _MOST_TRIES:
                    return
                changed = list(outcome)
                for place, value in zip(places, values, strict=True):
                    changed[place] = value
                if case.valid(changed):
                    found.append(tuple(changed))
        if found:
            yield found
            return


def middle(case: Case) -> Indices | None:
    """The outcome that splits every issue down the middle; None if the rules allow none near it.

    Each issue is taken by itself, and of it the value midway between the sides' favourites: the one
    that gives the side which does worst on this issue the largest share of what the issue could
    give it (0 at the worst value for it, 1 at the best), then the next worst, and so on. Sides to
    whom the issue is all the same do not count; an issue that nobody cares about stays as it is
    today.

    What cannot be divided (an item, an issue of two values) has values that tie in this sense.
    These are shared out in turn: the largest first, each to the side that so far has the least of
    what is at stake for it.

    If the rules forbid the result, the nearest outcome that they allow is taken: fewest changes,
    then the largest smallest share over all issues.
    """
    shares = [_shares(case, variable) for variable in range(len(case.variables))]
    swings = _swings(case)
    today = case.status_quo or (0,) * len(case.variables)
    chosen = list(today)
    totals = [Fraction(0)] * len(case.parties)

    def gained(variable: int, value: int) -> list[Fraction]:
        return [
            total
            + (swings[p][variable] * shares[variable][p][value] if p in shares[variable] else 0)
            for p, total in enumerate(totals)
        ]

    ties: list[tuple[int, list[int]]] = []
    for variable, of_party in enumerate(shares):
        if not of_party:
            continue
        ranked = [sorted(row[v] for row in of_party.values()) for v in range(case.sizes[variable])]
        best = max(ranked)
        equal = [value for value, row in enumerate(ranked) if row == best]
        if len(equal) > 1:
            ties.append((variable, equal))
        else:
            chosen[variable] = equal[0]
            totals = gained(variable, equal[0])
    ties.sort(key=lambda tie: -sum(row[tie[0]] for row in swings))
    for variable, equal in ties:
        value = max(equal, key=lambda v: sorted(gained(variable, v)))
        chosen[variable] = value
        totals = gained(variable, value)
    if case.valid(chosen):
        return tuple(chosen)

    def overall(outcome: Indices) -> list[Fraction]:
        return sorted(
            sum(
                (
                    swings[p][v] * shares[v][p][outcome[v]]
                    for v in range(len(outcome))
                    if p in shares[v]
                ),
                Fraction(0),
            )
            for p in range(len(totals))
        )

    for around in _near(case, chosen):
        return max(around, key=overall)
    return None
