"""Settlements found without the frontier: the same as chosen from it, and where there is none to choose from."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import prod

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.analysis.examples import additive, options, shuffled, small
from tests.strategies import cases

from detente.analysis.frontier import frontier
from detente.analysis.settlement import settle
from detente.errors import NoAgreement, TooLarge
from detente.model.case import Case

CASES = cases(issues=(1, 4), values=(1, 4), moves=False)
FEWER = settings(max_examples=max(10, settings.default.max_examples // 2))


def answers(case: Case, listed: int | None):
    """Everything that a settlement says, but for which of equal outcomes it keeps."""
    try:
        found = settle(case, listed=listed)
    except NoAgreement as error:
        return str(error)
    for one in found.by_concept.values():
        if one.point is not None:
            assert case.valid(one.point.indices)
            assert case.utilities.of(one.point.indices) == one.utilities
    return found.ideal, {
        concept: (
            one.utilities,
            one.ties,
            one.score,
            one.point
            and (
                one.point.ways,
                sum(a != b for a, b in zip(one.point.indices, case.today, strict=True)),
            ),
        )
        for concept, one in found.by_concept.items()
    }


@given(CASES)
def test_the_choices_are_those_from_the_whole_frontier(case):
    small(case)
    assert answers(case, 0) == answers(case, None)


@given(CASES, st.data())
@FEWER
def test_what_is_found_directly_does_not_hang_on_the_order_of_the_case(case, data):
    small(case)
    try:
        found = settle(case, listed=0)
    except NoAgreement:
        return
    other = settle(data.draw(shuffled(case)), listed=0)
    for concept, one in found.by_concept.items():
        assert other.by_concept[concept].utilities == one.utilities
        assert other.by_concept[concept].outcome == one.outcome


SCALES = st.sampled_from([Fraction(1), Fraction(1, 100), Fraction(1, 7), Fraction(10**25)])


@given(
    st.integers(2, 4), st.integers(4, 7), st.sampled_from([1, 3, 40]), st.integers(0, 10**6),
    st.lists(SCALES, min_size=4, max_size=4), st.lists(st.integers(-3, 9), min_size=4, max_size=4),
)  # fmt: skip
@FEWER
def test_scales_and_reservation_values_of_every_size_are_kept_apart(
    parties, issues, most, seed, scales, shares
):
    reservations = [
        Fraction(share * issues * most, 14) * scale
        for share, scale in zip(shares, scales, strict=True)
    ]
    case = additive(parties, issues, 3, most, seed, reservations, tuple(scales))
    assert answers(case, 0) == answers(case, None)


@pytest.mark.parametrize(
    ("parties", "issues", "values", "most"), [(2, 40, 8, 999), (3, 14, 5, 60), (4, 10, 4, 9)]
)
def test_of_thousands_of_points_the_same_are_chosen(parties, issues, values, most):
    case = additive(parties, issues, values, most, seed=3)
    assert len(frontier(case).points) > 400
    assert answers(case, 0) == answers(case, None)


def test_a_party_that_gains_little_at_best_leaves_the_egalitarian_choice_to_the_others():
    scale = (Fraction(1, 1000), Fraction(1), Fraction(1), Fraction(2))
    case = additive(4, 9, 4, 30, seed=5, scale=scale)
    assert answers(case, 0) == answers(case, None)


def test_six_parties_have_settlements_where_the_frontier_is_refused():
    case = additive(6, 24, 5, 100, seed=1)
    with pytest.raises(TooLarge):
        frontier(case, memory=20_000 * 512)
    found = settle(case)
    assert found.frontier is None
    assert found.exact
    names = list(case.parties)
    best = {
        name: [max(case.utilities.tables[p][v]) for v in range(24)] for p, name in enumerate(names)
    }
    assert found.ideal == {
        name: case.utilities.value(p, sum(best[name])) for p, name in enumerate(names)
    }
    gains = {c: one.utilities for c, one in found.by_concept.items()}
    criteria = {
        "nash": lambda u: prod(u.values()),
        "egalitarian": lambda u: min(u.values()),
        "utilitarian": lambda u: sum(u.values()),
        "kalai_smorodinsky": lambda u: min(u[p] / found.ideal[p] for p in u),
        "equal_loss": lambda u: -max(found.ideal[p] - u[p] for p in u),
    }
    # No change on two issues betters any of them, and none betters another by its own criterion.
    for concept, criterion in criteria.items():
        own = found.by_concept[concept].point.indices
        score = criterion(gains[concept])
        assert score == max(map(criterion, gains.values()))
        for v in range(24):
            for w in range(v):
                for i in range(5):
                    for k in range(5):
                        other = list(own)
                        other[v], other[w] = i, k
                        assert criterion(case.utilities.of(other)) <= score


def test_the_highest_weighted_sums_prove_the_nash_point_of_many_parties():
    case = additive(5, 25, 6, 100, seed=2)
    found = settle(case)
    one = found.by_concept["nash"]
    # The product is at most that of equal weighted gains, for the weights that equal them here.
    weights = {p: 1 / u for p, u in one.utilities.items()}
    known = case.utilities
    most = sum(
        max(
            sum(
                weights[name] * known.value(p, known.tables[p][v][i])
                for p, name in enumerate(known.parties)
            )
            for i in range(6)
        )
        for v in range(25)
    )
    bound = float(most / 5) ** 5 * float(one.score)
    assert float(one.score) <= bound <= 1.05 * float(one.score)


def test_nothing_acceptable_is_said_without_the_frontier_too():
    case = additive(5, 25, 6, 100, seed=2, reservations=[Fraction(2000)] * 5)
    with pytest.raises(NoAgreement, match="reservation"):
        settle(case, listed=0)


def test_a_case_in_which_everything_is_settled_already_has_settlements():
    case = additive(3, 2, 1, 9, seed=1)
    assert answers(case, 0) == answers(replace(case), None)


@pytest.mark.parametrize(("parties", "issues", "values"), [(3, 20, 6), (4, 16, 5), (5, 14, 5)])
def test_a_solver_finds_the_same_smallest_gains_losses_and_sums(parties, issues, values):
    highspy = pytest.importorskip("highspy")
    case = additive(parties, issues, values, 100, seed=4)
    found = settle(case, listed=0)
    known = case.utilities
    tables = [[known.value(p, n) for row in known.tables[p] for n in row] for p in range(parties)]

    def largest(floors: list[float], sums: bool) -> float:
        """The largest sum, or the largest `z` with every utility at least `z` above its floor."""
        model = highspy.Highs()
        model.silent()
        model.setOptionValue("mip_rel_gap", 0.0)
        choose = [model.addBinary() for _ in tables[0]]
        z = model.addVariable(-highspy.kHighsInf, highspy.kHighsInf)
        for v in range(issues):
            model.addConstr(sum(choose[v * values : (v + 1) * values]) == 1)
        total = [sum(float(n) * x for n, x in zip(row, choose, strict=True)) for row in tables]
        for mine, floor in zip(total, floors, strict=True):
            model.addConstr(mine - z >= floor)
        model.maximize(sum(total) if sums else 1.0 * z)
        return model.getInfo().objective_function_value

    score = {concept: one.score for concept, one in found.by_concept.items()}
    none = [0.0] * parties
    ideal = [float(found.ideal[p]) for p in case.parties]
    assert round(largest(none, sums=False)) == score["egalitarian"]
    assert round(-largest(ideal, sums=False)) == score["equal_loss"]
    assert round(largest([-1e6] * parties, sums=True)) == score["utilitarian"]


@pytest.mark.parametrize("far", [10**6, 10**9, 10**15])
def test_no_deal_far_below_everything_leaves_the_settlements_what_they_are(far):
    draw = np.random.default_rng(5)
    sizes = {f"i{k}": 4 for k in range(6)}
    for _ in range(6):
        scores = {p: {i: draw.integers(0, 20, 4).tolist() for i in sizes} for p in ("a", "b", "c")}
        case = options(sizes, scores, reservation=Fraction(-far))
        whole, direct = settle(case, listed=10**6), settle(case, listed=0)
        for concept, found in whole.by_concept.items():
            assert direct.by_concept[concept].utilities == found.utilities
