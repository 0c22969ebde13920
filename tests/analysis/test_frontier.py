"""The exact frontier: against looking at every outcome, under relabelling, and on published domains."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.analysis import brute
from tests.analysis.examples import bill_and_jack, conflict, options, shuffled, small
from tests.published import published
from tests.strategies import cases

from detente.analysis.frontier import Frontier, frontier
from detente.analysis.grouping import agenda
from detente.errors import InputError, NoAgreement
from detente.model.case import Case
from detente.model.issue import Item, Items, Options
from detente.model.preference import (
    Interaction,
    Interval,
    Table,
)
from detente.model.rule import All, Any_, In, Not, Rule

SMALL = cases(issues=(1, 3), values=(1, 3), moves=False, status_quo=None)


FEWER = settings(max_examples=max(10, settings.default.max_examples // 2))
"""For properties whose examples take longest."""


def as_table(found: Frontier) -> list[tuple[tuple[int, ...], int]]:
    return [(point.units, point.ways) for point in found.points]


@given(SMALL)
def test_the_frontier_is_what_no_valid_outcome_dominates(case):
    found = frontier(small(case))
    assert found.bound == {}
    brute.check_frontier(found)
    for point in found.points:
        assert found.utilities(point) == case.utilities.of(point.indices)
        assert found.outcome(point) == case.outcome(point.indices)
        least = case.utilities.reservations
        assert point.acceptable == all(
            d is None or u >= d for u, d in zip(point.units, least, strict=True)
        )


@FEWER
@given(SMALL)
def test_ideal_and_extent_are_those_of_all_valid_outcomes(case):
    every = list(brute.vectors(small(case)))
    found = frontier(case)
    assert list(found.extent) == [(min(c), max(c)) for c in zip(*every, strict=True)]
    inside = [
        row
        for row in every
        if all(d is None or u >= d for u, d in zip(row, case.utilities.reservations, strict=True))
    ]
    assert found.ideal == (tuple(map(max, zip(*inside, strict=True))) if inside else None)


@FEWER
@given(cases(issues=(1, 3), values=(1, 3), moves=False))
def test_the_outcome_kept_changes_least_and_is_then_the_first_by_names_and_labels(case):
    small(case)
    known = case.utilities
    # What is tied comes as one block, in the place of its first variable.
    order = [v for group in agenda(case).groups for v in group.variables]
    rest = [v for v in range(len(case.sizes)) if v not in order]
    today = case.status_quo

    def place(v: int, index: int) -> object:
        variable = case.variables[v]
        return index if variable.numbers is not None else variable.labels[index]

    def rank(outcome: tuple[int, ...]) -> object:
        changed = sum(new != old for new, old in zip(outcome, today, strict=True))
        return changed, [place(v, outcome[v]) for v in order + rest]

    first: dict[tuple[int, ...], tuple[int, ...]] = {}
    for outcome in sorted(brute.valid_outcomes(case), key=rank):
        units = tuple(known.units(p, outcome) for p in range(len(known.parties)))
        first.setdefault(units, outcome)
    for point in frontier(case).points:
        assert point.indices == first[point.units]


def test_what_nobody_cares_about_stays_as_it_is():
    case = conflict({"x": 2, "y": 2})
    dull = Options("dull", ("a", "b", "c"), status_quo="b")
    thing = Items("things", (Item("ring", "b", ("a",)),))
    case = replace(case, issues={"dull": dull, **case.issues, "things": thing})
    for point in frontier(case).points:
        assert case.outcome(point.indices)["dull"] == "b"
        assert case.outcome(point.indices)["things"] == {"ring": "b"}
        assert point.ways == 6


# --- the answer does not hang on names, on order or on scale


@FEWER
@given(SMALL, st.data())
def test_the_order_of_parties_issues_values_and_rules_changes_nothing(case, data):
    small(case)
    other = data.draw(shuffled(case))

    def told(found: Frontier) -> dict[object, object]:
        return {
            tuple(sorted(found.utilities(point).items())): (found.outcome(point), point.ways)
            for point in found.points
        }

    assert told(frontier(other)) == told(frontier(case))


@FEWER
@given(SMALL, st.data())
def test_renaming_values_and_issues_moves_no_utility(case, data):
    small(case)
    fresh = iter(data.draw(st.permutations(range(40))))
    issues, named = {}, {}
    for issue in case.issues.values():
        named[issue.name] = f"n{next(fresh)}"
        issue = replace(issue, name=named[issue.name])
        issues[issue.name] = issue
    preferences = {
        party: replace(
            preference,
            weights={named[name]: weight for name, weight in preference.weights.items()},
            values={named[name]: value for name, value in preference.values.items()},
        )
        for party, preference in case.preferences.items()
    }
    other = replace(case, issues=issues, preferences=preferences)
    assert as_table(frontier(other)) == as_table(frontier(case))


@FEWER
@given(SMALL, st.sampled_from([Fraction(1, 7), Fraction(3), Fraction(10**25 + 1, 10**9)]))
def test_a_utility_on_another_scale_gives_the_same_points_and_outcomes(case, factor):
    small(case)
    first = next(iter(case.preferences))
    preference = case.preferences[first]
    other = replace(
        case,
        preferences={
            **case.preferences,
            first: replace(
                preference,
                weights={name: weight * factor for name, weight in preference.weights.items()},
                interactions=tuple(
                    replace(term, worth=term.worth * factor) for term in preference.interactions
                ),
                reservation=None
                if preference.reservation is None
                else preference.reservation * factor,
            ),
        },
    )

    def told(found: Frontier) -> list[object]:
        return [(point.indices, point.ways, point.acceptable) for point in found.points]

    before, after = frontier(case), frontier(other)
    assert told(after) == told(before)
    for old, new in zip(before.points, after.points, strict=True):
        assert after.utilities(new)[first] == factor * before.utilities(old)[first]


# --- cases written out


def test_outcomes_behind_a_point_are_counted_without_limit():
    # 70 issues on which nobody cares: 3^70 outcomes, one utility vector.
    case = options(
        {f"i{k}": 3 for k in range(70)},
        {p: {f"i{k}": [1, 1, 1] for k in range(70)} for p in ("a", "b")},
    )
    (point,) = frontier(case).points
    assert point.ways == 3**70
    assert point.indices == (0,) * 70


def test_rules_that_leave_no_outcome_say_so():
    never = Rule("never", Any_(()))
    with pytest.raises(NoAgreement, match=r"rules leave no outcome.*'never'"):
        frontier(conflict({"x": 2}, (never,)))
    apart = tuple(
        Rule(f"x {k}", Any_((In(0, frozenset([k])), In(1, frozenset([j])))))
        for k, j in product(range(2), range(2))
    )
    both = (Rule("not 0", Not(All((In(0, frozenset([0])), In(1, frozenset([0])))))),
            Rule("not 1", Not(All((In(0, frozenset([1])), In(1, frozenset([1])))))))  # fmt: skip
    with pytest.raises(NoAgreement, match="rules leave no outcome"):
        frontier(conflict({"x": 2, "y": 2}, (*apart, *both)))


def test_a_case_without_a_party_s_preferences_is_refused():
    case = conflict({"x": 2})
    with pytest.raises(InputError, match="preferences of b"):
        frontier(replace(case, preferences={"a": case.preferences["a"]}))


def test_a_party_without_reservation_value_accepts_everything():
    scores = {"a": {"x": [0, 5]}, "b": {"x": [5, 0]}}
    assert len(frontier(options({"x": 2}, scores, reservation=None)).acceptable) == 2


def test_utilities_with_many_digits_are_compared_to_the_last():
    tiny = Fraction(1, 10**30)
    scores = {"a": {"x": [1, 1, 0], "y": [0, 1]}, "b": {"x": [1, 1, 2], "y": [1, 0]}}
    base = options({"x": 3, "y": 2}, scores)
    table = Table({"v0": Fraction(1), "v1": 1 + tiny, "v2": Fraction(0)})
    preference = replace(base.preferences["a"], values={**base.preferences["a"].values, "x": table})
    case = replace(base, preferences={**base.preferences, "a": preference})
    assert all(point.indices[0] != 0 for point in frontier(case).points)
    assert any(point.indices[0] == 0 for point in frontier(base).points)


# --- published results


def test_nash_s_bill_and_jack_have_eleven_undominated_gains(shared):
    known = published(shared, "nash-1950-bill-jack")
    found = frontier(bill_and_jack(known))
    start = known["status_quo_utilities"]
    gains = [
        [u["bill"] - start["bill"], u["jack"] - start["jack"]]
        for u in map(found.utilities, found.points)
    ]
    expected = known["also_computed"]
    assert sorted(gains) == expected["frontier_of_gains"]
    inside = [found.utilities(point) for point in found.acceptable]
    assert [[u["bill"] - 12, u["jack"] - 6] for u in inside][::-1] == expected["frontier_in_zone"]
    ideal = {"bill": found.ideal[0] - 12, "jack": found.ideal[1] - 6}
    assert ideal == expected["ideal_in_zone"]
    assert sum(point.ways for point in found.points) > len(found.points)


# --- an independent solver


def test_a_solver_that_looks_for_one_point_at_a_time_finds_the_same_frontier():
    """Epsilon-constraint: the best for a, then the best for b at that, then b must have more."""
    highspy = pytest.importorskip("highspy")
    case = _knots()
    expected = [point.units for point in frontier(case).points]
    model = highspy.Highs()
    model.setOptionValue("output_flag", False)
    choose = [
        [model.addBinary() for _ in range(size)]
        for size in case.sizes
    ]  # fmt: skip
    for row in choose:
        model.addConstr(sum(row) == 1)
    for rule in case.rules:  # each forbids that all of some variables lie in given sets
        assert isinstance(rule.condition, Not)
        assert isinstance(rule.condition.part, All)
        held = rule.condition.part.parts
        chosen = [choose[part.variable][k] for part in held for k in part.values]
        model.addConstr(sum(chosen) <= len(held) - 1)
    worth = []
    for p in range(2):
        total = sum(
            adds * variable
            for row, table in zip(choose, case.utilities.tables[p], strict=True)
            for variable, adds in zip(row, table, strict=True)
        )
        for condition, units in case.utilities.interactions[p]:
            met = model.addBinary()
            sums = [sum(choose[part.variable][k] for k in part.values) for part in condition.parts]
            for part in sums:
                model.addConstr(met <= part)
            model.addConstr(met >= sum(sums) - (len(sums) - 1))
            total += units * met
        worth.append(total)

    def best(objective: object) -> int | None:
        model.maximize(objective)
        if model.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        return round(model.getObjectiveValue())

    found = []
    floor = model.addConstr(worth[1] >= -(10**6))
    while (first := best(worth[0])) is not None:
        hold = model.addConstr(worth[0] >= first)
        second = best(worth[1])
        assert second is not None
        found.append((first, second))
        model.removeConstr(hold)
        model.changeRowBounds(floor.index, second + 1, highspy.kHighsInf)
    assert found == expected
    assert len(found) > 20


def _knots() -> Case:
    """Twelve issues of five values in three knots of four, with interactions; 5^12 outcomes."""
    sizes = {f"i{k:02}": 5 for k in range(12)}
    a = {n: [(j * 3 % 7 + 1) * k + (k * k * j) % 4 for k in range(5)] for j, n in enumerate(sizes)}
    b = {n: [(j * 5 % 6 + 1) * (4 - k) + (k * j) % 3 for k in range(5)]
         for j, n in enumerate(sizes)}  # fmt: skip
    rules, bonuses = [], {"a": [], "b": []}
    for first in (0, 4, 8):
        for v in range(first, first + 3):
            rules.append(
                Rule(f"r{v}", Not(All((In(v, frozenset([3, 4])), In(v + 1, frozenset([0, 1]))))))
            )
        both = All((In(first, frozenset([1, 2])), In(first + 3, frozenset([2]))))
        bonuses["a"].append(Interaction(both, Fraction(6)))
        bonuses["b"].append(Interaction(both, Fraction(-4)))
    case = options(sizes, {"a": a, "b": b}, tuple(rules))
    return replace(
        case,
        preferences={
            party: replace(preference, interactions=tuple(bonuses[party]))
            for party, preference in case.preferences.items()
        },
    )


def test_intervals_leave_the_frontier_where_the_figures_put_it():
    case = conflict({"x": 3, "y": 3})
    wide = {"issues.x.weight": Interval(Fraction(0), Fraction(9))}
    other = replace(
        case,
        preferences={
            **case.preferences,
            "a": replace(case.preferences["a"], intervals=wide),
        },
    )
    assert as_table(frontier(other)) == as_table(frontier(case))
