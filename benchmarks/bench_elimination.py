"""A chain of 60 issues, each tied to the next by rules: our whole frontier, one point of a solver."""

import random

import cpsat
import detente
import domains
import highs
import measure

from detente.model.rule import All, In, Not

ISSUES, VALUES, MOST = 60, 5, 100
scores = domains.tables(ISSUES, VALUES, MOST, seed=1)
dice = random.Random(2)
pairs = [  # (issue, values, the next issue, others): not together
    (v, dice.sample(range(VALUES), 2), v + 1, dice.sample(range(VALUES), 2))
    for v in range(ISSUES - 1)
    for _ in range(2)
]


def ours():
    """The whole frontier."""
    rules = [
        Not(All((In(first, frozenset(values)), In(second, frozenset(others)))))
        for first, values, second, others in pairs
    ]
    return domains.units(detente.frontier(domains.case(scores, rules=rules)))


def of_cpsat():
    """The point that is best for the second party where the first has at least the middle."""
    question = cpsat.Question([VALUES] * ISSUES)
    for mine in scores:
        question.add_tables(mine)
    for pair in pairs:
        question.forbid(*pair)
    first, second = question.sums
    found = question.best(second, first >= middle, workers=8)
    best = found.value(second)
    found = question.best(first, first >= middle, second >= best, workers=8)
    return found.value(first), best


def of_highs():
    """The same point by HiGHS."""
    question = highs.Question(scores)
    for pair in pairs:
        question.forbid(*pair)
    first, second = question.units
    _, best = question.best(second, (middle, None))
    return question.best(first, (middle, best))


middle = ISSUES * MOST * 3 // 4
for peer, theirs in (("ortools", of_cpsat), ("highspy", of_highs)):
    measure.compare(
        f"chain of {ISSUES} x {VALUES} with rules between neighbours",
        ours,
        theirs,
        None,
        peer,
        lambda mine, point: point == min(units for units in mine if units[0] >= middle),
        note="the solver finds one point by epsilon-constraint, we find the whole frontier",
    )
