"""Dominance: against the definition, on small numbers with many ties and on numbers of any length."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.analysis import brute

from detente.analysis import pareto
from detente.analysis.dominance import division, filtering
from detente.analysis.pareto import Collector, distinct, ranks, undominated, whole
from detente.analysis.summing import Vectors, add
from detente.errors import TooLarge

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


@st.composite
def tables(draw: st.DrawFn, least: int = 1) -> np.ndarray:
    """Points with ties and duplicates of every kind of number, sometimes more than a block of the loops holds."""
    parties = draw(st.integers(least, 7))
    count = draw(st.one_of(st.integers(0, 60), st.integers(200, 900)))
    generator = np.random.default_rng(draw(st.integers(0, 2**32)))
    kind = draw(st.sampled_from(["ties", "wide", "front", "extreme", "doubles", "skewed", "long"]))
    if kind == "ties":
        return generator.integers(-2, 3, (count, parties))
    if kind == "wide":
        return generator.integers(-(10**6), 10**6, (count, parties))
    if kind == "extreme":
        far = np.array([-(2**63), -(2**63) + 1, -1, 0, 1, 2**63 - 2, 2**63 - 1])
        return far[generator.integers(0, len(far), (count, parties))]
    if kind == "long":
        return generator.integers(-3, 3, (count, parties)).astype(object) * LONG
    directions = generator.normal(size=(count, parties))
    directions /= np.maximum(np.linalg.norm(directions, axis=1)[:, None], 1e-9)
    if kind == "front":  # roughened, so that a few are dominated and a few are equal
        return (directions * generator.uniform(0.9, 1, (count, 1)) * 30).astype(np.int64)
    if kind == "skewed":
        return np.exp(40 * directions)
    few = np.array([-np.inf, -1e308, -1.5, -0.0, 0.0, 5e-324, 1.0, 1 + 2**-52, 1e308, np.inf])
    return few[generator.integers(0, len(few), (count, parties))]


def by_definition(points: np.ndarray) -> tuple[list[int], list[int]]:
    """The undominated, by comparing all pairs: the first of equal ones, and all of them."""
    at_least = np.ones((len(points), len(points)), dtype=bool)
    more = np.zeros_like(at_least)
    for column in points.T:
        at_least &= (column[:, None] >= column[None, :]).astype(bool)
        more |= (column[:, None] > column[None, :]).astype(bool)
    free = ~(at_least & more).any(axis=0)
    repeated = np.tril(at_least & ~more, -1).any(axis=1)
    return np.flatnonzero(free & ~repeated).tolist(), np.flatnonzero(free).tolist()


@pytest.mark.parametrize("many", [0, 10**9], ids=["compiled", "numpy"])
@given(tables())
def test_both_ways_give_the_undominated_by_definition(many, points):
    first, every = by_definition(points)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pareto, "MANY", many)
        patch.setattr("detente.analysis.dominance.filtering._LITTLE", 16)
        assert undominated(points).tolist() == first
        assert undominated(points, keep_duplicates=True).tolist() == every


@given(tables(least=4), st.sampled_from([0, 1]))
def test_dividing_finds_the_same_down_to_small_pieces(points, pairs):
    # As compiled, small pieces are compared pair by pair; uncompiled, the pieces can be made smaller.
    if points.dtype == object or len(points) > 300:
        points = points[:300].astype(np.float64)
    with pytest.MonkeyPatch.context() as patch:
        for loop in ("_cross", "_pairs"):
            patch.setattr(division, loop, getattr(division, loop).py_func)
        patch.setattr(division, "_FEW", 3)
        patch.setattr(division, "_PAIRS", pairs)
        patch.setattr(filtering, "divide", division.divide.py_func)
        assert (
            sorted(filtering.exact(np.ascontiguousarray(points)).tolist())
            == (by_definition(points)[0])
        )


def test_points_are_not_written_to_and_need_not_lie_in_one_piece():
    points = np.random.default_rng(0).random((60_000, 4))
    before = points.copy()
    kept = undominated(points[::2, ::2])
    assert (points == before).all()
    assert kept.tolist() == undominated(points[::2, ::2].tolist()).tolist()


@pytest.mark.parametrize("many", [0, 10**9], ids=["compiled", "numpy"])
@pytest.mark.parametrize("parties", [1, 2, 3, 6])
@pytest.mark.parametrize("kind", [float, object])
def test_a_number_that_is_not_one_is_refused(many, parties, kind, monkeypatch):
    monkeypatch.setattr(pareto, "MANY", many)
    points = np.random.default_rng(0).random((9000, parties)).astype(kind)
    points[4500, parties - 1] = np.nan
    with pytest.raises(ValueError, match="NaN"):
        undominated(points)


@pytest.mark.parametrize("points", [[[1, 2], ["a", "b"]], 5, np.zeros((2, 2, 2)), np.zeros((3, 0))])
def test_what_is_not_a_table_of_numbers_is_refused(points):
    with pytest.raises(ValueError, match="rows of numbers"):
        undominated(points)


@pytest.mark.parametrize("parties", [2, 3, 4, 6])
@pytest.mark.parametrize("kind", ["cube", "sphere", "grid"])
def test_a_hundred_thousand_points_are_told_apart_as_by_numpy(parties, kind):
    generator = np.random.default_rng(parties)
    points = generator.random((100_000 if kind == "cube" else 21_000, parties))
    if kind == "grid":
        points = np.floor(points * 12)
    if kind == "sphere":
        points = np.abs(generator.normal(size=points.shape)) + 1e-3
        points = (points / np.linalg.norm(points, axis=1)[:, None] * 500).astype(np.int64)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pareto, "MANY", 10**9)
        expected = undominated(points).tolist(), undominated(points, keep_duplicates=True).tolist()
    assert undominated(points).tolist() == expected[0]
    assert undominated(points, keep_duplicates=True).tolist() == expected[1]


@pytest.mark.parametrize("many", [0, 10**9], ids=["compiled", "numpy"])
@given(point_lists(), st.data())
def test_points_shown_chunk_by_chunk_leave_what_all_at_once_would(many, points, data):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pareto, "MANY", many)
        patch.setattr(pareto, "_WAIT", data.draw(st.sampled_from([0, 12, 1000])))
        _show_chunk_by_chunk(points, data)


def _show_chunk_by_chunk(points, data):
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


@pytest.mark.parametrize("many", [0, 10**9], ids=["compiled", "numpy"])
@given(st.data(), st.integers(1, 4), st.booleans())
def test_sums_of_two_fronts_are_those_of_all_pairs(many, data, parties, long):
    number = st.integers(-6, 6).map(lambda k: k * (LONG if long else 1))
    lists = st.lists(st.tuples(*[number] * parties), min_size=1, max_size=25)
    sets = []
    for _ in range(2):
        points = whole(brute.undominated(data.draw(lists)))
        points = points[data.draw(st.permutations(range(len(points))))]
        small = st.lists(st.integers(0, 3), min_size=len(points), max_size=len(points))
        ways = np.array(data.draw(small), dtype=object if long else np.int64) + 1
        sets.append(Vectors(points, np.array(data.draw(small), dtype=np.int64), ways))
    one, other = sets
    pairs = [
        (
            tuple((one.points[i] + other.points[j]).tolist()),
            int(one.costs[i] + other.costs[j]),
            i,
            j,
        )
        for i in range(len(one.points))
        for j in range(len(other.points))
    ]
    expected = []
    for point in brute.undominated([pair[0] for pair in pairs]):
        equal = [pair for pair in pairs if pair[0] == point]
        _, cost, i, j = min(equal, key=lambda pair: pair[1:])
        ways = sum(one.ways[i] * other.ways[j] for *_, i, j in equal)
        expected.append((i * len(other.points) + j, point, cost, ways))
    shares = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pareto, "MANY", many)
        found, ids = add(one, other, len(expected), shares.append)
        rows = map(tuple, found.points.tolist())
        assert list(zip(ids, rows, found.costs, found.ways, strict=True)) == sorted(expected)
        with pytest.raises(TooLarge, match=f"more than {len(expected) - 1:,} outcomes"):
            add(one, other, len(expected) - 1, shares.append)
    assert all(0 <= share <= 1 for share in shares)


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
