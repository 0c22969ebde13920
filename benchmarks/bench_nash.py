"""The Nash bargaining solution of 50 issues of 10 values, against the solver CP-SAT."""

import cpsat
import detente
import domains
import measure

MOST = 100
scores = domains.tables(50, 10, MOST, seed=1)


def ours():
    """The utilities of our Nash point; the case built included."""
    found = detente.settle(domains.case(scores)).by_concept["nash"]
    return [int(utility) for utility in found.utilities.values()]


def theirs():
    """The utilities of CP-SAT's: the product as a variable of its own."""
    question = cpsat.Question([len(table) for table in scores[0]])
    for mine in scores:
        question.add_tables(mine)
    product = question.model.new_int_var(0, question.most[0] * question.most[1], "product")
    question.model.add_multiplication_equality(product, question.sums)
    found = question.best(product, workers=1)
    return [found.value(total) for total in question.sums]


def same(mine, peers):
    """Whether both reach the same product."""
    return mine[0] * mine[1] == peers[0] * peers[1]


note = f"random whole scores 0..{MOST}; CP-SAT with 1 worker, with which it is on the whole faster than with 8"
measure.compare(
    "Nash point, 50 issues of 10 values", ours, theirs, 1000, "ortools", same, note=note
)
