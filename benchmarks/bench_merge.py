"""Additive preferences of two parties: the whole frontier, against the solver HiGHS."""

import detente
import domains
import highs
import measure

MOST = 1000  # scores are whole numbers 0..MOST
SEED = 1


def whole(scores):
    """Our frontier, the case built included."""
    return domains.units(detente.frontier(domains.case(scores)))


small = domains.tables(30, 10, MOST, SEED)
points = 10 if measure.QUICK else None
share = points / len(whole(small)) if points else 1.0
note = f"random whole scores 0..{MOST}; HiGHS by epsilon-constraint, two solves a point"
measure.compare(
    "whole frontier, 30 issues of 10 values (10^30)",
    lambda: whole(small),
    lambda: highs.frontier(small, points),
    10_000,
    "highspy",
    lambda mine, theirs: mine[:points] == theirs,
    note=note + f"; EXTRAPOLATED from its first {points} points" * bool(points),
    part=share,
)
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
