"""What a grid may miss: how much better than the grid an outcome between its values can be."""

from __future__ import annotations

from fractions import Fraction

from detente.model.case import Case
from detente.model.issue import Range
from detente.model.preference import Piecewise, Preference, ValueFunction

ZERO = Fraction(0)


def grid_bound(case: Case) -> dict[str, Fraction]:
    """By how much an outcome off the grid can beat the grid at most, for each party on its scale.

    Empty if no issue is continuous.

    Derivation. Take any outcome `x` whose continuous issues lie where they like, and move each of
    them to a neighbouring value of the grid, up or down as you wish; this gives an outcome `g` of
    the grid. Along one issue the utility of party `p` is weight times a function `f` of its own,
    so this move costs `p` at most

        weight * (max of f over the cell between the two neighbours - the lesser of f at the two
        neighbours).

    The maximum is taken over the cell, not over its ends, since `f` may rise to a kink between
    them; being piecewise linear it is greatest at an end or at a kink. The largest of these costs
    over the cells of an issue, summed over the continuous issues, bounds `u_p(x) - u_p(g)` for all
    parties at once, whichever neighbours were taken. Some point of the grid's frontier is at least
    as good as `g` for everyone; hence no outcome beats all of the grid's frontier by more than
    this bound for each party.

    Rules and interactions speak of values on the grid alone: an outcome between them is taken to
    obey a rule, or to meet a condition, as one of its neighbours does, and that neighbour is the
    `g` above.
    """
    continuous = [
        issue for issue in case.issues.values() if isinstance(issue, Range) and issue.continuous
    ]
    if not continuous:
        return {}
    return {
        party: sum((_lost(case.preferences[party], issue) for issue in continuous), ZERO)
        for party in case.parties
    }


def _lost(preference: Preference, issue: Range) -> Fraction:
    """What a party can lose at most by moving to a neighbouring grid value of one issue."""
    weight = preference.weights.get(issue.name, ZERO)
    function = preference.values.get(issue.name)
    if weight == 0 or function is None:
        return ZERO
    grid = issue.numbers
    scores = function.of(issue)[0]
    most = ZERO
    for k in range(len(grid) - 1):
        ends = scores[k], scores[k + 1]
        most = max(most, max([*ends, *_kinks(function, grid[k], grid[k + 1])]) - min(ends))
    return weight * most


def _kinks(function: ValueFunction, low: Fraction, high: Fraction) -> list[Fraction]:
    """Scores at the points that define a function and lie between two numbers, ends included.

    A table over a range says nothing between its values; a straight line is assumed there.
    """
    if not isinstance(function, Piecewise):
        return []
    scores = [score for where, score in function.points if low <= where <= high]
    if function.clip is None:
        return scores
    return [min(max(score, function.clip[0]), function.clip[1]) for score in scores]
