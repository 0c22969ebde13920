"""Dominance: against the definition, on small numbers with many ties and on numbers of any length."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.analysis import brute

from detente.analysis.pareto import Collector, distinct, ranks, undominated, whole

LONG = 10**40


@st.composite
def point_lists(draw: st.DrawFn) -> list[tuple[int, ...]]:
    parties = draw(st.integers(1, 5))
    number = draw(
        st.sampled_from(
            [
                st.integers(-2, 2),
                st.integers(-1000, 1000),
                st.integers(-2, 2).map(lambda k: k * LONG),
                st.integers(LONG, LONG + 3),
            ]
        )
    )
    return draw(st.lists(st.tuples(*[number] * parties), max_size=40))


@given(point_lists())
def test_a_point_is_kept_exactly_if_nothing_dominates_it_and_of_equals_the_first(points):
    if not points:
        assert len(undominated(np.empty((0, 2), dtype=np.int64))) == 0
        return
    kept = undominated(whole(points)).tolist()
    assert sorted((points[i] for i in kept), reverse=True) == brute.undominated(points)
    assert kept == sorted(points.index(points[i]) for i in kept)


@given(point_lists(), st.data())
def test_points_shown_chunk_by_chunk_leave_what_all_at_once_would(points, data):
    parties = len(points[0]) if points else 2
    collector = Collector(parties)
    costs = np.array(
        data.draw(st.lists(st.integers(0, 2), min_size=len(points), max_size=len(points))),
        dtype=np.int64,
    )
    start = 0
    while start < len(points):
        stop = start + data.draw(st.integers(1, 9))
        chunk = whole(points[start:stop])
        ids = np.arange(start, start + len(chunk))
        collector.show(chunk, ids, np.ones(len(chunk), dtype=np.int64), costs[start:stop])
        start = stop
    kept = [tuple(row) for row in collector.points.tolist()]
    assert sorted(kept, reverse=True) == brute.undominated(points)
    cheapest = [
        min((costs[i], i) for i, other in enumerate(points) if other == point) for point in kept
    ]
    assert list(zip(collector.costs, collector.ids, strict=True)) == cheapest
    assert sorted(collector.ids.tolist()) == collector.ids.tolist()
    assert collector.ways.tolist() == [points.count(point) for point in kept]


@given(point_lists().filter(bool))
def test_distinct_rows_come_greatest_first_with_the_first_of_equals(points):
    first, member = distinct(whole(points))
    rows = [points[i] for i in first]
    assert rows == sorted(set(points), reverse=True)
    assert [points.index(row) for row in rows] == first.tolist()
    assert [rows[k] for k in member] == points


@pytest.mark.parametrize("parties", [3, 4, 6, 17])
def test_many_points_in_blocks_agree_with_comparing_all_pairs(parties):
    # A sphere's surface, roughened: some points are dominated, many are not, and some are equal.
    generator = np.random.default_rng(parties)
    directions = generator.normal(size=(2500, parties))
    directions /= np.linalg.norm(directions, axis=1)[:, None]
    points = (directions * generator.uniform(0.6, 1, (2500, 1)) * 60).astype(np.int64)
    at_least = np.ones((2500, 2500), dtype=bool)
    more = np.zeros((2500, 2500), dtype=bool)
    for column in points.T:
        at_least &= column[:, None] >= column[None, :]
        more |= column[:, None] > column[None, :]
    free = np.flatnonzero(~(at_least & more).any(axis=0))
    assert {tuple(row) for row in points[undominated(points)]} == {
        tuple(row) for row in points[free]
    }


def test_a_hundred_thousand_points_with_thousands_undominated_take_seconds_at_most():
    generator = np.random.default_rng(0)
    directions = np.abs(generator.normal(size=(100_000, 3)))
    directions /= np.linalg.norm(directions, axis=1)[:, None]
    points = (directions * generator.uniform(0.95, 1, (100_000, 1)) * 10**6).astype(np.int64)
    kept = points[undominated(points)]
    assert len(kept) > 2000
    for row in points[::997]:
        assert (kept >= row).all(axis=1).any()
    for row in kept[::97]:
        assert not ((points >= row).all(axis=1) & (points > row).any(axis=1)).any()


def test_numbers_too_long_for_a_double_are_still_compared_exactly():
    huge = 10**400
    points = [(huge + k, huge - k % 7) for k in range(50)]
    collector = Collector(2)
    for k, row in enumerate(points):
        collector.show(
            whole([row]), np.array([k]), np.ones(1, dtype=np.int64), np.zeros(1, dtype=np.int64)
        )
    assert sorted(map(tuple, collector.points.tolist()), reverse=True) == brute.undominated(points)


def test_ranks_keep_the_order_of_each_column_and_nothing_else():
    assert ranks(whole([[LONG, 1], [-LONG, 1], [0, 0]])).tolist() == [[2, 1], [0, 1], [1, 0]]
