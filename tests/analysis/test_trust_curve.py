"""The trust curve against trying everything: each settlement's least trust, and what each concept then chooses."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import prod

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.analysis.plan_brute import World
from tests.analysis.plan_cases import best_by_brute_force, plan_cases
from tests.analysis.plan_worlds import worlds

from detente.analysis.frontier import frontier
from detente.analysis.selection import SELECTED
from detente.analysis.settlement import settle
from detente.analysis.trust_curve import best_within, trust_curve
from detente.errors import InputError, NoAgreement
from detente.model.case import Case, Party
from detente.model.issue import Item, Items, Options, Range
from detente.model.move import MoveRule
from detente.model.preference import Preference, Table, Worth


def small(case):
    """Whether the case has a zone of possible agreement, few outcomes in it, and what is proven least everywhere.

    Of ranges whose moves differ by where they begin or end not all is proven.
    """
    for rule in case.moves:
        if isinstance(case.issues[rule.issue], Range) and (rule.start or rule.end):
            return False
    found = frontier(case)
    return found.acceptable and sum(point.ways for point in found.acceptable) <= 6


def by_trying(case, found, point):
    """The least trust over every outcome behind a point; None if no plan leads to any."""
    asked = []
    for target in found.outcomes_of(point):
        if target == case.status_quo:
            return Fraction(0)
        best = best_by_brute_force(case, target, found)
        if best is not None:
            asked.append(best[0])
    return min(asked, default=None)


def score(concept, case, ideal, points, point):
    """What a concept maximises, written down once more; `points` are those that it may choose from."""
    of = [point.utilities[p] for p in case.parties]
    d = [case.utilities.value(p, units) for p, units in enumerate(case.reservations)]
    gains = [u - least for u, least in zip(of, d, strict=True)]
    if concept == "nash":
        able = [
            p
            for p, party in enumerate(case.parties)
            if any(other.utilities[party] > d[p] for other in points)
        ]
        return prod(gains[p] for p in able)
    if concept == "kalai_smorodinsky":
        spans = [high - least for high, least in zip(ideal, d, strict=True)]
        return sorted(g / span for g, span in zip(gains, spans, strict=True) if span)
    if concept == "egalitarian":
        return sorted(gains)
    if concept == "utilitarian":
        return sum(of)
    return sorted(u - high for u, high in zip(of, ideal, strict=True))


@given(plan_cases(most_moves=5))
def test_every_settlement_asks_what_trying_everything_finds(drawn):
    case, _ = drawn
    assume(small(case))
    found = frontier(case)
    curve = trust_curve(case, found)
    assert [point.point for point in curve.points] == list(found.acceptable)
    for point in curve.points:
        least = by_trying(case, found, point.point)
        assert point.trust == least
        assert point.optimal
        assert point.reachable is (least is not None)
        assert least is None or point.bound == least
        assert case.utilities.of(point.target) == point.utilities
    assert curve.optimal
    assert curve.left_out == 0


@given(plan_cases(most_moves=5))
def test_at_every_trust_each_concept_chooses_the_best_that_can_be_reached(drawn):
    case, _ = drawn
    assume(small(case))
    found = settle(case)
    curve = trust_curve(case, found)
    ideal = [found.ideal[party] for party in case.parties]
    for trust in {point.trust for point in curve.points if point.trust is not None}:
        reached = [p for p in curve.points if p.trust is not None and p.trust <= trust]
        for concept in SELECTED:
            chosen = curve.within(trust, concept)
            best = max(score(concept, case, ideal, reached, point) for point in reached)
            assert score(concept, case, ideal, reached, chosen) == best
    for concept in SELECTED:
        asked = [threshold.trust for threshold in curve.best[concept]]
        assert asked == sorted(set(asked))
        everything = all(point.trust is not None for point in curve.points)
        if everything:
            assert curve.best[concept][-1].point.point == found.by_concept[concept].point
        for point in curve.points:
            assert (concept in point.settlements) == (
                point.point == found.by_concept[concept].point
            )


@given(plan_cases(most_moves=5), st.sampled_from(SELECTED), st.data())
def test_the_best_within_a_trust_is_that_of_the_whole_curve(drawn, concept, data):
    case, _ = drawn
    assume(small(case))
    curve = trust_curve(case)
    known = sorted({point.trust for point in curve.points if point.trust is not None})
    trust = data.draw(st.sampled_from([*known, Fraction(0), Fraction(1, 7), Fraction(5)]))
    found = best_within(case, trust, concept)
    expected = curve.within(trust, concept)
    assert found.optimal
    if expected is None:
        assert found.point is None
        assert (found.nearest and found.nearest.trust) == (known[0] if known else None)
    else:
        assert found.point.point == expected.point
        assert found.point.trust == expected.trust
        assert found.nearest is None


@given(plan_cases(most_moves=5), st.sampled_from([Fraction(0), Fraction(1, 5), Fraction(1)]))
def test_with_a_limit_only_what_asks_as_little_is_told_apart(drawn, most):
    case, _ = drawn
    assume(small(case))
    whole, limited = trust_curve(case), trust_curve(case, most=most)
    for one, other in zip(whole.points, limited.points, strict=True):
        if one.trust is not None and one.trust <= most:
            assert other == one
        else:
            assert other.trust is None
            assert other.optimal
            assert other.reachable is None


def barter(worth):
    """Things of a and of b, by (what it is worth to a, and to b)."""
    items = tuple(
        Item(f"t{k}", "a" if k % 2 else "b", ("b" if k % 2 else "a",)) for k in range(len(worth))
    )
    preferences = {
        party: Preference(
            {"things": Fraction(1)},
            {
                "things": Worth(
                    {
                        item.name: {party: Fraction(pair[number])}
                        for item, pair in zip(items, worth, strict=True)
                    }
                )
            },
        )
        for number, party in enumerate("ab")
    }
    return Case(
        "barter", {p: Party(p) for p in "ab"}, {"things": Items("things", items)}, preferences
    )


def test_another_outcome_of_the_same_utilities_may_ask_for_less_trust():
    """`y` and `z` are worth the same to all, but only the move to `z` can be taken back."""

    def wants(of_i, of_j):
        return Preference(
            {"i": Fraction(1), "j": Fraction(1)},
            {
                "i": Table({"x": Fraction(0), "y": Fraction(of_i), "z": Fraction(of_i)}),
                "j": Table({"x": Fraction(0), "y": Fraction(of_j)}),
            },
            reservation=Fraction(-9),
        )

    case = Case(
        "two ways",
        {p: Party(p) for p in "ab"},
        {
            "i": Options("i", ("x", "y", "z"), status_quo="x"),
            "j": Options("j", ("x", "y"), status_quo="x"),
        },
        {"a": wants(1, -3), "b": wants(-1, 3)},
        moves=(
            MoveRule("i", end="y", by=("b",)),
            MoveRule("i", end="z", by=("b",), revocable=True),
            MoveRule("j", by=("a",)),
        ),
    )
    curve = trust_curve(case)
    (both,) = (p for p in curve.points if p.point.ways == 2 and case.outcome(p.target)["j"] == "y")
    assert case.outcome(both.target)["i"] == "z"
    assert (both.tried, both.optimal, both.trust) == (2, True, 0)
    one = trust_curve(case, outcomes=1)
    assert [point.tried for point in one.points] == [1] * len(one.points)
    assert any("another of those may ask for less trust" in note for note in one.notes)
    assert not one.optimal


def test_what_is_left_out_is_counted_and_said():
    case = barter([(1, 2), (3, 5), (2, 7), (1, 3), (9, 4), (3, 8), (5, 6), (2, 9)])
    whole = trust_curve(case)
    some = trust_curve(case, points=7)
    assert whole.left_out == 0
    assert whole.notes == ()
    assert len(some.points) == 7
    assert some.left_out == len(whole.points) - 7
    assert any(f"{some.left_out} of {len(whole.points)}" in note for note in some.notes)
    assert not some.optimal
    assert set(some.points) <= set(whole.points)
    chosen = {concept for point in some.points for concept in point.settlements}
    assert chosen == set(SELECTED), "the settlements of the concepts come first"
    places = [whole.points.index(point) for point in some.points if not point.settlements]
    assert max(places) - min(places) >= len(whole.points) // 2, "the others are spread"


def test_a_search_that_is_stopped_says_what_it_has_not_looked_at():
    case = barter([(1, 2), (3, 5), (2, 7), (1, 3), (9, 4), (3, 8), (5, 6), (2, 9)])
    calls = []

    def stop():
        calls.append(True)
        return len(calls) > 3

    seen = []
    curve = trust_curve(case, stop=stop, progress=lambda done, whole: seen.append((done, whole)))
    total = len(frontier(case).acceptable)
    assert len(curve.points) == 3
    assert curve.left_out == total - 3
    assert seen == [(0, total), (1, total), (2, total)]
    found = best_within(case, Fraction(0), stop=lambda: True)
    assert (found.point, found.nearest, found.optimal) == (None, None, False)


def test_settlements_are_looked_at_where_the_frontier_is_not_listed():
    case = barter([(1, 2), (3, 5), (2, 7), (1, 3)])
    direct = settle(case, listed=0)
    assert direct.frontier is None
    curve = trust_curve(case, direct)
    whole = trust_curve(case)
    assert {point.point.units for point in curve.points} == {
        point.point.units for point in whole.points if point.settlements
    }
    assert any("too many points to be listed" in note for note in curve.notes)
    assert not best_within(case, Fraction(9), found=direct).optimal


def test_where_nothing_is_acceptable_there_is_no_curve():
    case = barter([(1, 2), (3, 5)])
    rich = {p: replace(x, reservation=Fraction(99)) for p, x in case.preferences.items()}
    with pytest.raises(NoAgreement):
        trust_curve(replace(case, preferences=rich))


def test_a_plan_needs_a_status_quo_and_a_concept_that_chooses():
    case = barter([(1, 2), (3, 5)])
    with pytest.raises(InputError, match="does not choose among outcomes"):
        best_within(case, Fraction(1), "adjusted_winner")
    issue = Options("i", ("x", "y"))
    table = Table({"x": Fraction(0), "y": Fraction(1)})
    some = Preference({"i": Fraction(1)}, {"i": table}, reservation=Fraction(0))
    undecided = Case("open", {p: Party(p) for p in "ab"}, {"i": issue}, {"a": some, "b": some})
    with pytest.raises(InputError, match="status_quo"):
        trust_curve(undecided)


@settings(max_examples=max(10, settings.default.max_examples // 3))
@given(worlds(most_moves=3, parties=(2, 3)))
def test_with_dates_limits_and_wherever_things_stand_it_is_what_trying_everything_finds(world):
    case = world.case
    found = frontier(case)
    assume(small(case))
    curve = trust_curve(case, found, limits=world.limits, standing=world.standing)
    for point in curve.points:
        best = [
            World(case, target, world.standing, world.limits).fast()
            for target in found.outcomes_of(point.point)
        ]
        asked = [each.trust for each in best if each is not None]
        assert point.trust == min(asked, default=None)
        assert point.optimal
        assert point.reachable is bool(asked)


def test_of_a_frontier_within_a_tolerance_not_all_outcomes_are_known():
    case = barter([(1, 2), (3, 5), (2, 7), (1, 3), (9, 4), (3, 8), (5, 6), (2, 9)])
    thin = replace(frontier(case), exact=False, bound={"a": Fraction(1)}, _lost=(1, 0))
    curve = trust_curve(case, thin)
    assert any("not exact" in note for note in curve.notes)
    assert all(point.tried == 1 for point in curve.points)
    for point in curve.points:
        assert point.optimal is (point.trust == 0)
