"""Settlements: each concept against its definition over every valid outcome, and published answers."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from math import prod

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.analysis import brute
from tests.analysis.examples import bill_and_jack, options, shuffled, small
from tests.published import published
from tests.strategies import cases

from detente.analysis.frontier import frontier
from detente.analysis.settlement import CONCEPTS, settle
from detente.analysis.solution import (
    egalitarian,
    equal_loss,
    kalai_smorodinsky,
    nash,
    utilitarian,
)
from detente.errors import InputError, NoAgreement

CASES = cases(issues=(1, 3), values=(1, 3), moves=False)
FEWER = settings(max_examples=max(10, settings.default.max_examples // 2))

Vector = dict[str, Fraction]


def acceptable(case) -> list[Vector]:
    """The utilities of every valid outcome that gives every party at least its reservation value."""
    known = case.utilities
    return [
        {name: known.value(p, row[p]) for p, name in enumerate(known.parties)}
        for row in brute.vectors(case)
        if all(u >= d for u, d in zip(row, case.reservations, strict=True))
    ]


def criteria(case, zone: list[Vector]):
    """For each concept what it makes as large as it can, as the design defines it."""
    known = case.utilities
    least = {name: known.value(p, case.reservations[p]) for p, name in enumerate(known.parties)}
    ideal = {name: max(u[name] for u in zone) for name in known.parties}
    able = [name for name in known.parties if ideal[name] > least[name]]
    return {
        "nash": lambda u: prod(u[p] - least[p] for p in able),
        "kalai_smorodinsky": lambda u: sorted(
            (u[p] - least[p]) / (ideal[p] - least[p]) for p in able
        ),
        "egalitarian": lambda u: sorted(u[p] - least[p] for p in u),
        "utilitarian": lambda u: sum(u.values()),
        "equal_loss": lambda u: [-x for x in sorted((ideal[p] - u[p] for p in u), reverse=True)],
    }


@given(CASES)
def test_each_settlement_is_the_best_acceptable_outcome_by_its_own_criterion(case):
    small(case)
    zone = acceptable(case)
    if not zone:
        with pytest.raises(NoAgreement):
            settle(case)
        return
    found = settle(case)
    known = case.utilities
    least = {name: known.value(p, case.reservations[p]) for p, name in enumerate(known.parties)}
    assert found.reservation == least
    assert found.ideal == {name: max(u[name] for u in zone) for name in known.parties}
    front = [found.frontier.utilities(point) for point in found.frontier.acceptable]
    for concept, criterion in criteria(case, zone).items():
        settlement = found.by_concept[concept]
        mine = settlement.utilities
        best = criterion(mine)
        assert best == max(map(criterion, zone))
        rivals = [u for u in front if criterion(u) == best]
        assert settlement.ties == len(rivals) - 1

        def rank(u: Vector) -> object:
            return sorted(u[p] - least[p] for p in u), [u[p] for p in sorted(u)]

        assert rank(mine) == max(map(rank, rivals))
        assert settlement.acceptable
        assert mine == known.of(settlement.point.indices)
        assert settlement.outcome == case.outcome(settlement.point.indices)
        assert settlement.split is None


@given(CASES)
@FEWER
def test_scores_are_the_criterion_in_the_parties_own_units(case):
    small(case)
    zone = acceptable(case)
    assume(zone)
    found = settle(case)
    gains = {c: [s.utilities[p] - found.reservation[p] for p in found.reservation]
             for c, s in found.by_concept.items()}  # fmt: skip
    able = [p for p in found.ideal if found.ideal[p] > found.reservation[p]]
    score = {concept: s.score for concept, s in found.by_concept.items()}
    nash_point = found.by_concept["nash"].utilities
    assert score["nash"] == (
        prod(nash_point[p] - found.reservation[p] for p in able) if able else 0
    )
    assert score["egalitarian"] == min(gains["egalitarian"])
    assert score["utilitarian"] == sum(found.by_concept["utilitarian"].utilities.values())
    loss_point = found.by_concept["equal_loss"].utilities
    assert score["equal_loss"] == max(found.ideal[p] - loss_point[p] for p in loss_point)
    shares = [
        (found.by_concept["kalai_smorodinsky"].utilities[p] - found.reservation[p])
        / (found.ideal[p] - found.reservation[p])
        for p in able
    ]
    assert score["kalai_smorodinsky"] == (min(shares) if shares else None)


@given(CASES, st.data())
@FEWER
def test_settlements_do_not_hang_on_the_order_of_parties_issues_or_values(case, data):
    small(case)
    assume(frontier(case).acceptable)
    other = settle(data.draw(shuffled(case)))
    for concept, settlement in settle(case).by_concept.items():
        mirrored = other.by_concept[concept]
        assert mirrored.utilities == settlement.utilities
        assert mirrored.outcome == settlement.outcome
        assert (mirrored.ties, mirrored.score) == (settlement.ties, settlement.score)


@given(CASES, st.sampled_from([Fraction(1, 3), Fraction(7)]))
@FEWER
def test_nash_and_kalai_smorodinsky_do_not_depend_on_a_party_s_scale(case, factor):
    small(case)
    assume(frontier(case).acceptable)
    first = next(iter(case.preferences))
    old = case.preferences[first]
    rescaled = replace(
        old,
        weights={name: weight * factor for name, weight in old.weights.items()},
        interactions=tuple(replace(t, worth=t.worth * factor) for t in old.interactions),
        reservation=None if old.reservation is None else old.reservation * factor,
    )
    before = settle(case)
    after = settle(replace(case, preferences={**case.preferences, first: rescaled}))
    for concept in ("nash", "kalai_smorodinsky"):
        one, two = before.by_concept[concept], after.by_concept[concept]
        assert one.ties == two.ties
        if one.ties == 0:  # ties are broken by comparing gains, and that does depend on the scale
            assert one.outcome == two.outcome


def test_concepts_come_in_the_order_of_their_list_and_each_is_described():
    case = options({"x": 2, "y": 2}, {"a": {"x": [0, 3], "y": [0, 2]}, "b": {"x": [2, 0], "y": [3, 0]}})  # fmt: skip
    assert list(settle(case).by_concept) == list(CONCEPTS)


def test_a_frontier_that_is_at_hand_is_not_computed_again(monkeypatch):
    case = options({"x": 2}, {"a": {"x": [0, 1]}, "b": {"x": [1, 0]}})
    known = frontier(case)
    monkeypatch.setattr("detente.analysis.settlement.frontier_of", None)
    assert settle(case, known).frontier is known


def test_an_empty_zone_and_an_unknown_reservation_value_are_told_apart():
    scores = {"a": {"x": [0, 5]}, "b": {"x": [5, 0]}}
    with pytest.raises(NoAgreement, match="reservation value"):
        settle(options({"x": 2}, scores, reservation=Fraction(3)))
    with pytest.raises(InputError, match="no reservation value"):
        settle(options({"x": 2}, scores, reservation=None))


def test_results_print_in_a_line_or_a_line_each():
    case = options({"x": 14}, {"a": {"x": range(14)}, "b": {"x": range(14, 0, -1)}})
    found = settle(replace(case, name="n"))
    assert repr(found.frontier) == "Frontier('n', 14 points, 14 acceptable, exact)"
    assert str(found.frontier).splitlines()[1:3] == ["  a 13, b 1", "  a 12, b 2"]
    assert str(found.frontier).endswith("and 2 more")
    assert repr(found).startswith("Settlements('n', nash, kalai_smorodinsky")
    assert str(found).splitlines()[0] == "nash               a 7, b 7"


# --- degenerate zones


def test_a_party_that_can_gain_nothing_is_left_out_of_product_and_shares():
    # The second party never gets more than 0; without it the first two share 10.
    points = [[2, 0, 8], [5, 0, 5], [9, 0, 1]]
    assert (nash(points, [0, 0, 0]).index, nash(points, [0, 0, 0]).score) == (1, 25)
    choice = kalai_smorodinsky(points, [0, 0, 0], [9, 0, 8])
    assert (choice.index, choice.score) == (1, Fraction(5, 9))


def test_where_the_product_is_nothing_everywhere_the_leximin_of_gains_decides():
    points = [[0, 9, 1], [9, 0, 1], [0, 4, 4]]
    assert nash(points, [0, 0, 0]).index == 2
    assert nash(points, [0, 0, 0]).ties == 2
    assert nash(points, [0, 0, 0]).score == 0


def test_a_single_acceptable_point_is_what_every_concept_picks():
    points = [[3, 3], [9, 2], [2, 9]]
    for choice in (
        nash(points, [3, 3]),
        kalai_smorodinsky(points, [3, 3], [3, 3]),
        egalitarian(points, [3, 3]),
        utilitarian(points, [3, 3]),
        equal_loss(points, [3, 3], [3, 3]),
    ):
        assert (choice.index, choice.ties) == (0, 0)
    assert kalai_smorodinsky(points, [3, 3], [3, 3]).score is None


def test_ties_fall_to_the_party_of_the_first_column():
    points = [[1, 4], [4, 1]]
    for choice in (
        nash(points, [0, 0]),
        kalai_smorodinsky(points, [0, 0], [4, 4]),
        egalitarian(points, [0, 0]),
        utilitarian(points, [0, 0]),
        equal_loss(points, [0, 0], [4, 4]),
    ):
        assert (choice.index, choice.ties) == (1, 1)


def test_rows_of_numpy_do_not_overflow():
    points = np.array([[2**40, 2**40], [2**41, 2**38]])
    assert nash(points, np.array([0, 0])).score == 2**80


# --- published results


def test_nash_s_bill_and_jack_settle_as_published(shared):
    known = published(shared, "nash-1950-bill-jack")
    found = settle(bill_and_jack(known))
    start = known["status_quo_utilities"]

    def gains(concept: str) -> dict[str, Fraction]:
        utilities = found.by_concept[concept].utilities
        return {party: utilities[party] - start[party] for party in start}

    printed = known["published_result"]["nash"]
    computed = known["also_computed"]
    assert gains("nash") == printed["gains"]
    assert found.by_concept["nash"].score == printed["product"]
    assert found.by_concept["nash"].ties == 0
    goods = found.by_concept["nash"].outcome["goods"]
    held = {name: good["held_by"] for name, good in known["items"].items()}
    moved = {name for name, holder in goods.items() if holder != held[name]}
    given_by = {party: {n for n in moved if held[n] == party} for party in start}
    assert given_by == {"bill": set(printed["bill_gives"]), "jack": set(printed["jack_gives"])}
    assert gains("kalai_smorodinsky") == computed["kalai_smorodinsky_gains"]
    assert found.by_concept["kalai_smorodinsky"].score == Fraction(5, 8)
    assert gains("egalitarian") == computed["egalitarian_leximin_gains"]
    assert found.by_concept["egalitarian"].point.ways == 3
    assert gains("equal_loss") == computed["equal_loss_gains"]
    assert sum(gains("utilitarian").values()) == computed["utilitarian_sum"]
    assert found.by_concept["utilitarian"].ties == len(computed["utilitarian_gains"]) - 1
    assert list(gains("utilitarian").values()) in computed["utilitarian_gains"]


def test_kalai_and_smorodinsky_s_second_player_loses_nothing_where_more_is_possible(shared):
    """Their two sets, filled with points a thirteenth of a hundredth apart along the boundary."""
    known = published(shared, "kalai-smorodinsky-1975")
    for name, edges in known["sets"].items():
        vertices = [tuple(Fraction(str(n)) for n in vertex) for vertex in edges[1:]]
        points = [
            (a[0] + (b[0] - a[0]) * k / 1300, a[1] + (b[1] - a[1]) * k / 1300)
            for a, b in pairwise(vertices)
            for k in range(1301)
        ]
        expected = {
            concept: [Fraction(str(n)) for n in point]
            for concept, point in known["published_result"][name].items()
        }
        assert list(points[nash(points, [0, 0]).index]) == expected["nash"]
        shares = kalai_smorodinsky(points, [0, 0], [1, 1])
        assert list(points[shares.index]) == expected["kalai_smorodinsky"]
        if name == "T":
            for key, concept in (("T_egalitarian", egalitarian), ("T_utilitarian", utilitarian)):
                answer = [Fraction(str(n)) for n in known["also_computed"][key]]
                assert list(points[concept(points, [0, 0]).index]) == answer
