"""Additive preferences of two parties: the whole frontier, against the solver HiGHS."""

import random

import detente
import domains
import highs
import measure

MOST = 1000  # scores are whole numbers 0..MOST
SEED = 1


def whole(scores):
    """Our frontier, the case built included."""
    return domains.units(detente.frontier(domains.case(scores)))


def compare(what, scores, aim, note):
    """Our whole frontier against that by HiGHS."""
    measure.compare(
        what,
        lambda: whole(scores),
        lambda: highs.frontier(scores),
        aim,
        "highspy",
        lambda mine, theirs: mine == theirs,
        note=f"{note}; HiGHS by epsilon-constraint, two solves a point",
    )


def opposed(seed):
    """What is good for the one is on the whole bad for the other."""
    dice = random.Random(seed + 1)  # not the numbers that the first were made of
    first = domains.tables(30, 10, MOST, SEED)[0]
    second = [[MOST - w + dice.randint(0, 2 * MOST) for w in table] for table in first]
    return [first, second]


compare(
    "whole frontier, 30 issues of 10 values (10^30)",
    domains.tables(30, 10, MOST, SEED),
    10_000,
    f"random whole scores 0..{MOST}",
)
if measure.QUICK:
    measure.skip("whole frontier, 30 x 10, opposed", "takes HiGHS too long for a quick run")
else:
    note = f"second's scores are {MOST} less the first's, and 0..{2 * MOST} at random"
    compare("whole frontier, 30 x 10, opposed", opposed(SEED), None, note)
large = domains.tables(100, 10, MOST, SEED)
measure.compare(
    "whole frontier of 100 x 10 (10^100); HiGHS: one point",
    lambda: whole(large),
    lambda: highs.largest_smallest(large),
    1,
    "highspy",
    lambda mine, theirs: max(map(min, mine)) == theirs,
    note=f"random whole scores 0..{MOST}; HiGHS finds one max-min point, we find the whole frontier",
)
