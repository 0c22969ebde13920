"""Rules between neighbours, against CP-SAT. HiGHS has a file of its own: one process cannot load both."""

import chain
import cpsat


def point():
    """The best for the second party where the first has at least the middle; of those the first's."""
    question = cpsat.Question(list(map(len, chain.SCORES[0])))
    for mine in chain.SCORES:
        question.add_tables(mine)
    for pair in chain.PAIRS:
        question.forbid(*pair)
    first, second = question.sums
    enough = first >= chain.MIDDLE
    best = question.best(second, enough, workers=8).value(second)
    found = question.best(first, enough, second >= best, workers=8)
    return found.value(first), best


chain.compare(point, "ortools")
