"""Rules between neighbours, against HiGHS. CP-SAT has a file of its own: one process cannot load both."""

import chain
import highs


def point():
    """The best for the second party where the first has at least the middle; of those the first's."""
    question = highs.Question(chain.SCORES)
    for pair in chain.PAIRS:
        question.forbid(*pair)
    first, second = question.units
    _, best = question.best(second, (chain.MIDDLE, None))
    return question.best(first, (chain.MIDDLE, best))


chain.compare(point, "highspy")
