"""Pairs, and groups of pieces: held against trying everything."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.analysis.exchange import grouped as groups
from detente.analysis.exchange.matching import most_pairs
from detente.analysis.exchange.pairing import paired


@st.composite
def tables(draw):
    rows, columns = draw(st.integers(0, 5)), draw(st.integers(1, 5))
    one = st.none() | st.integers(-9, 9) | st.integers(-(10**30), 10**30)
    return [[draw(one) for _ in range(columns)] for _ in range(rows)]


def best_pairs(worth, a=0, used=frozenset()):
    """The greatest number of pairs, and their worth, by trying every choice for each row."""
    if a == len(worth):
        return 0, 0
    found = best_pairs(worth, a + 1, used)
    for b, one in enumerate(worth[a]):
        if one is not None and b not in used:
            number, total = best_pairs(worth, a + 1, used | {b})
            found = max(found, (number + 1, total + one))
    return found


@given(tables())
def test_no_other_choice_of_pairs_is_larger_or_of_more_worth(worth):
    pairs = most_pairs(worth)
    assert len({a for a, _ in pairs}) == len({b for _, b in pairs}) == len(pairs)
    assert (len(pairs), sum(worth[a][b] for a, b in pairs)) == best_pairs(worth)


@st.composite
def graphs(draw):
    count = draw(st.integers(1, 7))
    edges = [pair for pair in combinations(range(count), 2) if draw(st.booleans())]
    fits = [[w for e in edges if v in e for w in e if w != v] for v in range(count)]
    return fits, [draw(st.booleans()) for _ in range(count)]


def most_edges(fits, needy, v=0, used=frozenset()):
    """The largest number of disjoint edges that cover the needy; None if none do."""
    if v == len(fits):
        return 0
    if v in used:
        return most_edges(fits, needy, v + 1, used)
    found = [] if needy[v] else [most_edges(fits, needy, v + 1, used)]
    for w in fits[v]:
        if w > v and w not in used:
            rest = most_edges(fits, needy, v + 1, used | {v, w})
            found.append(None if rest is None else rest + 1)
    return max((one for one in found if one is not None), default=None)


@given(graphs())
def test_no_other_pairing_that_covers_the_needy_is_larger(graph):
    fits, needy = graph
    pairs = paired(fits, needy)
    best = most_edges(fits, needy)
    if pairs is None:
        assert best is None
        return
    covered = [v for pair in pairs for v in pair]
    assert len(set(covered)) == len(covered) == 2 * best
    assert all(w in fits[v] for v, w in pairs)
    assert all(v in covered for v, needs in enumerate(needy) if needs)


def partitions(rest, most):
    """Every division into groups of at most so many."""
    if not rest:
        yield []
        return
    first, others = rest[0], rest[1:]
    for size in range(min(most, len(rest))):
        for with_it in combinations(others, size):
            left = [j for j in others if j not in with_it]
            for further in partitions(left, most):
                yield [[first, *with_it], *further]


def good(gains, group):
    return all(sum(gains[j][p] for j in group) >= 0 for p in range(len(gains[0])))


@st.composite
def pieces(draw, least=1, most=7):
    parties = draw(st.integers(1, 3))
    one = st.tuples(*[st.integers(-6, 7)] * parties)
    return draw(st.lists(one, min_size=least, max_size=most))


@given(pieces(), st.integers(1, 7))
def test_no_division_has_fewer_groups(gains, most):
    found, sure = groups.grouped(gains, [1] * len(gains), most)
    best = min(
        (
            len(division)
            for division in partitions(list(range(len(gains))), most)
            if all(good(gains, group) for group in division)
        ),
        default=None,
    )
    assert sure
    assert (found and len(found)) == best


@given(pieces(8, 30), st.integers(3, 8))
def test_a_division_that_is_mended_together_is_one(gains, most):
    count = -(-len(gains) // most) + 1
    found = groups._mended(gains, [1] * len(gains), most, count)
    if found is not None:
        assert sorted(j for group in found for j in group) == list(range(len(gains)))
        assert len(found) <= count
        assert all(len(group) <= most and good(gains, group) for group in found)


@pytest.mark.parametrize("most", [3, 4, 6])
def test_a_hundred_pieces_of_two_sides_are_divided_into_as_few_groups_as_there_can_be(most):
    gains = [(-1 - j % 4, 6 + j % 7) for j in range(60)] + [
        (9 + j % 5, -2 - j % 3) for j in range(40)
    ]
    found, sure = groups.grouped(gains, [1] * 100, most)
    assert sure
    assert len(found) == -(-100 // most)
