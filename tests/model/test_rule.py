"""Conditions: one outcome at a time, many at once, and with only sets of values known."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from detente.model.rule import All, Any_, In, Not, Sum

SIZES = (2, 3, 4)
leaves = st.one_of(
    st.integers(0, 2).flatmap(
        lambda v: st.builds(In, st.just(v), st.frozensets(st.integers(0, SIZES[v] - 1)))
    ),
    st.builds(
        lambda adds, low, high: Sum(tuple(enumerate(adds)), low, high),
        st.tuples(*(st.tuples(*[st.fractions(-3, 3, max_denominator=4)] * n) for n in SIZES)),
        st.none() | st.fractions(-4, 4, max_denominator=3),
        st.none() | st.fractions(-4, 4, max_denominator=3),
    ),
)
conditions = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(All, st.lists(inner, max_size=3).map(tuple)),
        st.builds(Any_, st.lists(inner, max_size=3).map(tuple)),
        st.builds(Not, inner),
    ),
    max_leaves=6,
)


@given(conditions)
def test_a_mask_over_a_grid_says_what_holds_says(condition):
    grid = {
        v: np.arange(size).reshape([-1 if k == v else 1 for k in range(3)])
        for v, size in enumerate(SIZES)
    }
    mask = np.broadcast_to(condition.mask(grid), SIZES)
    for outcome in product(*map(range, SIZES)):
        assert mask[outcome] == condition.holds(outcome)


@given(conditions, st.tuples(*(st.frozensets(st.integers(0, n - 1), min_size=1) for n in SIZES)))
def test_possible_never_misses_and_certain_never_overstates(condition, values):
    held = [condition.holds(outcome) for outcome in product(*values)]
    assert condition.possible(values) or not any(held)
    assert not condition.certain(values) or all(held)


def test_sums_are_exact():
    thirds = Sum(
        ((0, (Fraction(0), Fraction(1, 3))), (1, (Fraction(0), Fraction(2, 3)))),
        Fraction(1),
        Fraction(1),
    )
    assert thirds.holds((1, 1))
    assert not thirds.holds((1, 0))


def test_very_large_sums_do_not_overflow():
    huge = Fraction(10**30)
    condition = Sum(((0, (Fraction(0), huge)), (1, (Fraction(0), huge))), 2 * huge)
    grid = {0: np.array([0, 1]), 1: np.array([1, 1])}
    assert condition.mask(grid).tolist() == [False, True]
