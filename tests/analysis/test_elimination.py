"""Elimination: against every outcome, by every road through it, and on published domains."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.analysis import brute
from tests.analysis.examples import conflict, options, shuffled, small
from tests.strategies import cases, conditions

from detente.analysis.assembly import eliminated
from detente.analysis.elimination.automaton import FAILS, HOLDS, automaton
from detente.analysis.elimination.bounds import Relaxation
from detente.analysis.elimination.engine import eliminate
from detente.analysis.elimination.layers import arrange, layers
from detente.analysis.extent import extent
from detente.analysis.frontier import frontier
from detente.analysis.grouping import agenda
from detente.errors import ConditionTooLarge, NoAgreement, TooLarge
from detente.formats import load
from detente.model.case import Case
from detente.model.preference import Interaction
from detente.model.rule import All, Any_, In, Not, Rule, Sum

TIED = cases(issues=(2, 4), values=(1, 4), moves=False, status_quo=None)
FEWER = settings(max_examples=max(10, settings.default.max_examples // 3))
"""For properties that are tried by several roads."""

ENGINE = "detente.analysis.elimination.engine."


@contextmanager
def by_way_of(road: str) -> Iterator[None]:
    """Everything that is tied is eliminated, whatever its size: without bounds, or with them."""
    with pytest.MonkeyPatch.context() as patch:
        if road != "scan":
            patch.setattr("detente.analysis.assembly.MOST", 0)
        if road not in ("scan", "plain"):
            patch.setattr(ENGINE + "FEW", 0)
            patch.setattr(ENGINE + "SOME", 0)
            patch.setattr(ENGINE + "_FIRST_WIDTH", 1)
            patch.setattr(ENGINE + "WIDE", 0 if road == "telling early" else 1 << 60)
        if road == "any shares":
            # Whatever the shares are, what they prove has to be a bound.
            draw = np.random.default_rng(7)

            def shares(self: Relaxation, *_: object) -> np.ndarray:
                return draw.normal(0, 0.3, int(self.net.sizes[self.net.layer].sum()))

            patch.setattr(Relaxation, "shares", shares)
        yield


ROADS = ["plain", "bounded", "telling early", "any shares"]


@pytest.mark.parametrize("road", ROADS)
@FEWER
@given(case=TIED)
def test_the_frontier_is_what_no_valid_outcome_dominates(road, case):
    small(case)
    with by_way_of(road):
        found = frontier(case)
    brute.check_frontier(found)


@given(case=TIED)
def test_the_outcome_kept_changes_the_least(case):
    assume(case.status_quo is not None)
    small(case)
    known = case.utilities
    least: dict[tuple[int, ...], int] = {}
    for outcome in brute.valid_outcomes(case):
        units = tuple(known.units(p, outcome) for p in range(len(case.parties)))
        changes = sum(a != b for a, b in zip(outcome, case.status_quo, strict=True))
        least[units] = min(changes, least.get(units, changes))
    with by_way_of("plain"):
        for point in frontier(case).points:
            changes = sum(a != b for a, b in zip(point.indices, case.status_quo, strict=True))
            assert changes == least[point.units]


@pytest.mark.parametrize("road", ["plain", "bounded"])
@FEWER
@given(data=st.data())
def test_no_answer_hangs_on_the_order_of_the_case(road, data):
    case = small(data.draw(TIED))
    other = data.draw(shuffled(case))

    def told(case: Case) -> dict[object, object]:
        found = frontier(case)
        return {
            tuple(sorted(found.utilities(point).items())): (found.outcome(point), point.ways)
            for point in found.points
        }

    with by_way_of(road):
        assert told(case) == told(other)


@pytest.mark.parametrize("road", ROADS[:3])
@FEWER
@given(case=TIED, large=st.sampled_from([10**20, 10**45]))
def test_numbers_of_any_size_are_added_exactly(road, case, large):
    """The second party's utilities are made enormous, and then told apart by their last digits."""
    small(case)
    name = list(case.parties)[1]
    wish = case.preferences[name]
    far = replace(
        wish,
        weights={issue: weight * large + 1 for issue, weight in wish.weights.items()},
        interactions=tuple(replace(one, worth=one.worth * large) for one in wish.interactions),
        reservation=None,
    )
    case = replace(case, preferences={**case.preferences, name: far})
    with by_way_of(road):
        found = frontier(case)
    brute.check_frontier(found)


@pytest.mark.parametrize("road", ["scan", "plain", "bounded"])
@FEWER
@given(case=TIED)
def test_every_outcome_behind_a_point_is_found_once(road, case):
    known = small(case).utilities
    every: dict[tuple[int, ...], set[tuple[int, ...]]] = {}
    for outcome in brute.valid_outcomes(case):
        units = tuple(known.units(p, outcome) for p in range(len(case.parties)))
        every.setdefault(units, set()).add(outcome)
    with by_way_of(road):
        found = frontier(case)
        for point in found.points:
            behind = list(found.outcomes_of(point))
            assert len(behind) == point.ways
            assert set(behind) == every[point.units]


@given(case=TIED)
def test_the_extent_is_that_of_all_valid_outcomes(case):
    every = list(brute.vectors(small(case)))
    with by_way_of("bounded"):
        ends = extent(case)
    assert ends == tuple((min(u), max(u)) for u in zip(*every, strict=True))


def test_the_extent_of_large_figures_beside_small_ones_does_not_wrap_around():
    large = 4 * 10**18
    case = options(
        {"x": 2, "y": 2},
        {"a": {"x": [0, 1], "y": [0, 1]}, "b": {"x": [0, large], "y": [0, 2 * large]}},
        (Rule("tie", Not(All((In(0, frozenset([0])), In(1, frozenset([0])))))),),
    )
    assert extent(case) == frontier(case).extent == ((1, 2), (large, 3 * large))


@given(st.data())
def test_an_automaton_decides_as_the_condition_does(data):
    case = small(data.draw(cases(issues=(1, 4), values=(1, 4), rules=False, moves=False)))
    condition = data.draw(conditions(case))
    order = data.draw(st.permutations(range(len(case.sizes))))
    settled = data.draw(st.sets(st.sampled_from(order), max_size=1)) if len(order) > 1 else set()
    fixed = {v: data.draw(st.integers(0, case.sizes[v] - 1)) for v in settled}
    order = [v for v in order if v not in fixed]
    values = [range(case.sizes[v]) for v in order]
    assume(condition.scope - fixed.keys())
    found = automaton(condition, order, values, fixed)
    for choice in product(*values):
        outcome = [0] * len(case.sizes)
        for v, value in [*zip(order, choice, strict=True), *fixed.items()]:
            outcome[v] = value
        state = 0
        for v, step in zip(found.variables, found.steps, strict=True):
            state = int(step[state, outcome[v]])
            if state < 0:
                break
        assert state in (HOLDS, FAILS)
        assert (state == HOLDS) == condition.holds(outcome)


def chain(length: int, values: int = 10, apart: int = 3) -> Case:
    """Neighbours may not be too far apart."""
    sizes = {f"i{k:02}": values for k in range(length)}
    rules = tuple(
        Rule(
            f"step {v}",
            Any_(
                tuple(
                    All((In(v, frozenset([a])), In(v + 1, frozenset(
                        b for b in range(values) if abs(a - b) <= apart))))
                    for a in range(values)
                )
            ),
        )
        for v in range(length - 1)
    )  # fmt: skip
    draw = np.random.default_rng(3)
    scores = {
        party: {name: draw.integers(0, 40, size).tolist() for name, size in sizes.items()}
        for party in ("a", "b")
    }
    return options(sizes, scores, rules)


def test_a_long_chain_of_rules_is_no_wider_than_a_short_one():
    """Against dynamic programming over the last value alone, on sets of pairs."""
    case = chain(25)
    known = case.utilities
    fronts: dict[int, list[tuple[int, int]]] = {}
    for v in range(len(case.sizes)):
        fresh: dict[int, list[tuple[int, int]]] = {}
        for value in range(10):
            add = known.tables[0][v][value], known.tables[1][v][value]
            before = [
                pair for last, front in fronts.items() if abs(last - value) <= 3 for pair in front
            ] or ([(0, 0)] if v == 0 else [])
            sums = sorted({(a + add[0], b + add[1]) for a, b in before}, reverse=True)
            kept: list[tuple[int, int]] = []
            for pair in sums:
                if not kept or pair[1] > kept[-1][1]:
                    kept.append(pair)
            fresh[value] = kept
        fronts = fresh
    every = brute.undominated([pair for front in fronts.values() for pair in front])
    found = frontier(case)
    assert [point.units for point in found.points] == every
    assert all(case.valid(point.indices) for point in found.points)
    ready = agenda(case)
    assert layers(ready, ready.groups[0]).states <= 10


def test_a_sum_over_many_issues_is_followed_by_its_parts():
    """A bound on how many of 24 concessions may be made, which ties them all together."""
    sizes = {f"i{k:02}": 2 for k in range(24)}
    count = Sum(tuple((v, (Fraction(0), Fraction(1))) for v in range(24)), high=Fraction(9))
    case = conflict(sizes, (Rule("at most nine", count),))
    ready = agenda(case)
    assert eliminated(ready, ready.groups[0])
    assert layers(ready, ready.groups[0]).states <= 11
    found = frontier(case)
    assert max(sum(point.indices) for point in found.points) == 9
    # Conceding in order of what it is worth against what it costs is best, nine times at most.
    free = frontier(replace(case, rules=()))
    assert {p.units for p in free.points if sum(p.indices) <= 9} <= {p.units for p in found.points}


@pytest.mark.parametrize("road", ["plain", "bounded"])
def test_rules_that_cannot_be_obeyed_together_leave_no_agreement(road):
    sizes = dict.fromkeys("abc", 3)
    unlike = tuple(
        Rule(f"{v}{w}", Not(Any_(tuple(
            All((In(v, frozenset([k])), In(w, frozenset([k])))) for k in range(2)))))
        for v, w in ((0, 1), (1, 2), (0, 2))
    )  # fmt: skip
    low = tuple(
        Rule(f"low {v}{w}", Any_((In(v, frozenset([0, 1])), In(w, frozenset()))))
        for v, w in ((0, 1), (1, 2), (2, 0))
    )
    with by_way_of(road), pytest.raises(NoAgreement, match="no outcome"):
        frontier(conflict(sizes, (*unlike, *low)))


def test_what_does_not_fit_is_refused_with_the_issues_that_are_tied():
    """A sum that has to come out exactly: nearly every sum of the first few has to be told apart."""
    sizes = {f"i{k}": 12 for k in range(6)}
    each = [977, 1009, 1151, 1303, 1499, 1733]
    terms = tuple((v, tuple(Fraction(n * k) for k in range(12))) for v, n in enumerate(each))
    total = Fraction(5 * sum(each))
    knot = Rule("knot", Sum(terms, low=total, high=total))
    ready = agenda(conflict(sizes, (knot,)))
    with pytest.raises(TooLarge, match="tie i0, i1, i2, i3, i4, i5 together"):
        eliminate(ready, ready.groups[0], 20)


def test_a_condition_that_asks_too_much_says_so(monkeypatch):
    monkeypatch.setattr("detente.analysis.elimination.automaton.MOST", 100)
    sizes = {f"i{k}": 12 for k in range(6)}
    each = [977, 1009, 1151, 1303, 1499, 1733]
    terms = tuple((v, tuple(Fraction(n * k) for k in range(12))) for v, n in enumerate(each))
    total = Fraction(5 * sum(each))
    case = conflict(sizes, (Rule("knot", Sum(terms, low=total, high=total)),))
    with by_way_of("plain"), pytest.raises(ConditionTooLarge, match="more than 100 states"):
        frontier(case)


@FEWER
@given(case=TIED, tolerance=st.sampled_from(["0.05", "0.3"]))
@pytest.mark.parametrize("road", ["plain", "bounded"])
def test_with_a_tolerance_every_outcome_is_matched_within_the_bound(road, case, tolerance):
    every = list(brute.vectors(small(case)))
    with by_way_of(road), pytest.MonkeyPatch.context() as patch:
        patch.setattr("detente.analysis.assembly._THICK", 0)
        found = frontier(case, tolerance=tolerance)
    known = case.utilities
    bound = [
        found.bound.get(name, Fraction(0)) * known.denominators[p]
        for p, name in enumerate(known.parties)
    ]
    for p, of in enumerate(zip(*every, strict=True)):
        assert bound[p] <= Fraction(tolerance) * (max(of) - min(of))
    for point in found.points:
        assert case.valid(point.indices)
        units = tuple(known.units(p, point.indices) for p in range(len(known.parties)))
        assert units == point.units
    for vector in every:
        assert any(
            all(u <= v + b for u, v, b in zip(vector, point.units, bound, strict=True))
            for point in found.points
        )


@settings(max_examples=20)
@given(st.lists(st.sets(st.integers(0, 9), min_size=1, max_size=4), max_size=12))
def test_an_order_settles_every_variable_once(scopes):
    order = arrange(10, [tuple(sorted(scope)) for scope in scopes])
    assert sorted(order) == list(range(10))


@pytest.mark.parametrize(
    ("name", "points"),
    [
        ("S-1NIKFRT-1", 4),
        ("10issueswithRV", 9),
        ("30issuesDiscountedwithRV", 57),
        ("50issues", 46),
        ("S-1NAGUNL-255", 202),
    ],
)
def test_published_domains_of_boxes(shared, name, points):
    """The counts are those that an exact solver found, one point after the other."""
    found = frontier(load(shared / "scenarios" / "genius-nonlinear" / name))
    assert found.exact
    assert len(found.points) == points
    case = found.case
    for point in found.points:
        assert point.units == tuple(
            case.utilities.units(p, point.indices) for p in range(len(case.parties))
        )


def test_a_bonus_on_many_issues_needs_no_table_of_them():
    sizes = {f"i{k:02}": 4 for k in range(20)}
    case = conflict(sizes)
    whole_deal = All(tuple(In(v, frozenset([1, 2])) for v in range(20)))
    wish = case.preferences["a"]
    bonus = Interaction(whole_deal, Fraction(500))
    case = replace(
        case,
        preferences={**case.preferences, "a": replace(wish, interactions=(bonus,))},
    )
    found = frontier(case)
    inside = [point for point in found.points if whole_deal.holds(point.indices)]
    assert inside
    # Inside the box the frontier is that of the case with the other values taken away.
    ruled = frontier(replace(case, rules=(Rule("box", whole_deal),)))
    best = {point.units for point in ruled.points}
    assert {point.units for point in inside} <= best
