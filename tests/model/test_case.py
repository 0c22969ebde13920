"""The case: outcomes and indices, exact utilities, reservation values."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies import cases

from detente.errors import InputError
from detente.model.case import Case, Party
from detente.model.issue import Item, Items, Options, Range
from detente.model.preference import Interaction, Piecewise, Preference, Table, Worth
from detente.model.rule import In


@st.composite
def outcomes(draw):
    case = draw(cases())
    return case, tuple(draw(st.integers(0, size - 1)) for size in case.sizes)


@given(outcomes())
def test_an_outcome_written_for_people_reads_back_as_the_same(drawn):
    case, indices = drawn
    assert case.indices(case.outcome(indices)) == indices


@given(outcomes())
def test_utility_is_the_weighted_sum_of_scores_and_interactions_exactly(drawn):
    case, indices = drawn
    if case.unknown:
        return
    for party, utility in case.utilities.of(indices).items():
        preference = case.preferences[party]
        expected = sum(
            (term.worth for term in preference.interactions if term.condition.holds(indices)),
            Fraction(0),
        )
        place = 0
        for issue in case.issues.values():
            for row in range(len(issue.variables)):
                if issue.name in preference.values:
                    scores = preference.values[issue.name].of(issue)[row]
                    weight = preference.weights.get(issue.name, 0)
                    expected += weight * scores[indices[place]]
                place += 1
        assert utility == expected


@pytest.fixture
def case():
    issues = {
        "price": Range(
            "price", Fraction(0), Fraction(1), Fraction(1, 4), status_quo=Fraction(1, 2)
        ),
        "term": Options("term", ("short", "long"), status_quo="short"),
        "site": Items("site", (Item("mine", "a", ("b",)),)),
    }
    values = {
        "price": Piecewise(((Fraction(0), Fraction(0)), (Fraction(1), Fraction(1, 3)))),
        "term": Table({"short": Fraction(0), "long": Fraction("0.1")}),
        "site": Worth({"mine": {"a": Fraction(2)}}),
    }
    weights = dict.fromkeys(issues, Fraction(1))
    bonus = Interaction(In(1, frozenset([1])), Fraction(1, 7))
    preference = Preference(weights, values, (bonus,))
    return Case("c", {p: Party(p) for p in "ab"}, issues, dict.fromkeys("ab", preference))


def test_the_status_quo_is_what_no_deal_is_worth_if_nothing_is_said(case):
    assert case.status_quo == (2, 0, 0)
    assert case.utilities.denominators == (420, 420)
    assert [case.utilities.value(0, units) for units in case.reservations] == [Fraction(13, 6)] * 2


def test_an_unknown_value_is_named_with_those_there_are(case):
    with pytest.raises(ValueError, match="term has no value 'medium'; it can be short, long"):
        case.indices({"term": "medium"})
    with pytest.raises(ValueError, match="price has no value"):
        case.indices({"price": 0.3})
    with pytest.raises(ValueError, match="no issue is called"):
        case.indices({"prize": 0})
    with pytest.raises(ValueError, match="site has no item 'mill'"):
        case.indices({"site": {"mill": "a"}})
    with pytest.raises(ValueError, match="who holds each item"):
        case.indices({"site": "a"})


def test_what_is_not_mentioned_stays_as_it_is(case):
    assert case.indices({"price": "1/4"}) == (1, 0, 0)


def test_hidden_preferences_are_asked_for(case):
    hidden = replace(case, preferences={"a": case.preferences["a"]})
    with pytest.raises(InputError, match="preferences of b are not in the case"):
        hidden.utilities


def test_no_reservation_value_and_no_status_quo_is_said(case):
    issues = {**case.issues, "term": replace(case.issues["term"], status_quo=None)}
    with pytest.raises(InputError, match="a, b: no reservation value"):
        replace(case, issues=issues).reservations


@given(cases())
def test_outcomes_are_counted(case):
    if case.outcomes <= 500:
        assert case.outcomes == len(list(product(*map(range, case.sizes))))


@given(
    st.lists(st.tuples(st.fractions(0, 9, max_denominator=6), st.fractions(-3, 3, max_denominator=7)),
             min_size=1, max_size=5, unique_by=lambda point: point[0]),
    st.fractions(-1, 10, max_denominator=12),
)  # fmt: skip
def test_a_line_between_points_is_followed_exactly(points, place):
    points.sort()
    found = Piecewise(tuple(points)).at(place)
    below = [point for point in points if point[0] <= place]
    above = [point for point in points if point[0] >= place]
    if not below or not above:
        assert found == (above or below[::-1])[0][1]
    elif below[-1] == above[0]:
        assert found == above[0][1]
    else:
        (x0, y0), (x1, y1) = below[-1], above[0]
        assert (found - y0) * (x1 - x0) == (place - x0) * (y1 - y0)
