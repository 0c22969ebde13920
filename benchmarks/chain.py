"""A chain of issues, each tied to the next by rules: ours in full, and one point of it by a solver."""

import random

import detente
import domains
import measure
from detente.model.rule import All, In, Not

ISSUES, VALUES, MOST = 60, 5, 100
MIDDLE = ISSUES * MOST * 3 // 4
"""What the first party is to have at least; the second party's best then is the point."""

SCORES = domains.tables(ISSUES, VALUES, MOST, seed=1)
_dice = random.Random(2)
PAIRS = [  # (issue, values, the next issue, others): not together
    (v, _dice.sample(range(VALUES), 2), v + 1, _dice.sample(range(VALUES), 2))
    for v in range(ISSUES - 1)
    for _ in range(2)
]


def frontier():
    """The whole frontier, the case built included."""
    rules = [
        Not(All((In(first, frozenset(values)), In(second, frozenset(others)))))
        for first, values, second, others in PAIRS
    ]
    return domains.units(detente.frontier(domains.case(SCORES, rules=rules)))


def compare(point, distribution):
    """Our whole frontier measured against one point of a solver, a function without arguments."""
    measure.compare(
        f"whole frontier of a chain of {ISSUES} x {VALUES} with rules",
        frontier,
        point,
        None,
        distribution,
        lambda mine, theirs: theirs == min(units for units in mine if units[0] >= MIDDLE),
        note="the solver finds one point by epsilon-constraint, in two solves; we find all of them",
    )
