"""Variables that nothing ties: all at once against one by one, and one by one against all outcomes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.analysis import brute
from tests.analysis.examples import options, small
from tests.strategies import cases

from detente.analysis.frontier import Frontier, frontier
from detente.errors import TooLarge

ADDITIVE = cases(parties=(2, 2), issues=(2, 5), values=(1, 4), rules=False, interactions=False, moves=False,
                 status_quo=None)  # fmt: skip


def random_case(issues: int, values: int, most: int, parties: int = 2):
    draw = np.random.default_rng(issues)
    sizes = {f"i{k:03}": values for k in range(issues)}
    return options(
        sizes,
        {
            f"p{p}": {name: draw.integers(0, most, size).tolist() for name, size in sizes.items()}
            for p in range(parties)
        },
    )


def merged(case, at_once: bool) -> Frontier:
    """The frontier, with the free variables taken all at once or one by one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("detente.analysis.free.MANY", 0)
        if not at_once:
            patch.setattr("detente.analysis.assembly.chained", lambda *_: None)
        return frontier(case)


@pytest.mark.parametrize("at_once", [True, False])
@given(case=ADDITIVE)
def test_the_frontier_is_what_no_outcome_dominates(at_once, case):
    found = merged(small(case), at_once)
    brute.check_frontier(found)
    today = case.status_quo
    for point in found.points:
        if today is not None:
            changes = [
                sum(a != b for a, b in zip(outcome, today, strict=True))
                for outcome in found.outcomes_of(point)
            ]
            assert sum(a != b for a, b in zip(point.indices, today, strict=True)) == min(changes)


@pytest.mark.parametrize(("issues", "most"), [(120, 3), (40, 40), (40, 1000)])
def test_all_at_once_and_one_by_one_agree_on_long_agendas(issues, most):
    """Few scores make many ties: 10^120 outcomes on a handful of points."""
    case = random_case(issues, 10, most)
    once, singly = (
        [(point.units, point.ways) for point in merged(case, at_once).points]
        for at_once in (True, False)
    )
    assert once == singly
    if most == 3:
        assert max(ways for _, ways in once) > 2**62


def test_a_hundred_issues_of_ten_values_each():
    """Against a merge of plain pairs, issue by issue."""
    case = random_case(100, 10, 100)
    front = [(0, 0)]
    for a, b in zip(*case.utilities.tables, strict=True):
        sums = {(x + u, y + v) for x, y in front for u, v in zip(a, b, strict=True)}
        front = []
        for pair in sorted(sums, reverse=True):
            if not front or pair[1] > front[-1][1]:
                front.append(pair)
    assert [point.units for point in frontier(case).points] == front


def test_more_sums_than_fit_into_memory_are_refused(monkeypatch):
    monkeypatch.setattr("detente.analysis.free.MANY", 0)
    with pytest.raises(TooLarge, match="more than 1,000 outcomes"):
        frontier(random_case(60, 10, 10**6), memory=1)


@given(st.integers(2, 5), st.integers(0, 10**6))
def test_several_parties_are_merged_as_by_the_definition(parties, seed):
    draw = np.random.default_rng(seed)
    sizes = dict.fromkeys("abcd", 4)
    scores = {
        f"p{p}": {name: draw.integers(0, 6, 4).tolist() for name in sizes} for p in range(parties)
    }
    brute.check_frontier(frontier(options(sizes, scores)))
