"""The exact frontier: against looking at every outcome, under relabelling, and on published domains."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.analysis import brute
from tests.analysis.examples import bill_and_jack, conflict, options, shuffled, small
from tests.strategies import cases

from detente.analysis.frontier import Frontier, frontier, least_units
from detente.errors import InputError, NoAgreement, TooLarge
from detente.formats import load
from detente.model.case import Case, Party
from detente.model.issue import Range
from detente.model.preference import (
    Interaction,
    Interval,
    Piecewise,
    Preference,
    Table,
    ValueFunction,
)
from detente.model.rule import All, Any_, In, Not, Rule

SMALL = cases(issues=(1, 4), values=(1, 3), moves=False, status_quo=None)


FEWER = settings(max_examples=max(10, settings.default.max_examples // 2))
"""For properties whose examples take longest."""


def as_table(found: Frontier) -> list[tuple[tuple[int, ...], int]]:
    return [(point.units, point.ways) for point in found.points]


@given(SMALL)
def test_the_frontier_is_what_no_valid_outcome_dominates(case):
    every = brute.vectors(small(case))
    found = frontier(case)
    assert found.exact
    assert found.bound == {}
    assert [point.units for point in found.points] == brute.undominated(list(every))
    assert [point.ways for point in found.points] == [every[p.units] for p in found.points]
    for point in found.points:
        assert case.valid(point.indices)
        assert tuple(case.utilities.units(p, point.indices) for p in range(len(case.parties))) == (
            point.units
        )
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
    assert least_units(case, 0) == found.extent[0][0]
    inside = [
        row
        for row in every
        if all(d is None or u >= d for u, d in zip(row, case.utilities.reservations, strict=True))
    ]
    assert found.ideal == (tuple(map(max, zip(*inside, strict=True))) if inside else None)


@FEWER
@given(cases(issues=(1, 4), values=(1, 3), rules=False, interactions=False, moves=False))
def test_where_nothing_is_tied_the_outcome_kept_is_the_first_by_names_and_labels(case):
    small(case)
    known = case.utilities
    order = sorted(range(len(case.variables)), key=lambda v: case.variables[v].name)

    def place(v: int, index: int) -> object:
        variable = case.variables[v]
        return index if variable.numbers is not None else variable.labels[index]

    first: dict[tuple[int, ...], tuple[int, ...]] = {}
    for outcome in sorted(
        brute.valid_outcomes(case), key=lambda o: [place(v, o[v]) for v in order]
    ):
        units = tuple(known.units(p, outcome) for p in range(len(known.parties)))
        first.setdefault(units, outcome)
    for point in frontier(case).points:
        assert point.indices == first[point.units]


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


def test_rules_over_one_issue_only_take_values_away_and_join_nothing():
    sizes = {f"i{k}": 10 for k in range(12)}
    ties = Any_(tuple(Not(In(v, frozenset([0]))) for v in range(12)))
    fixed = tuple(Rule(f"only {v}", In(v, frozenset([0, 9]))) for v in range(12))
    assert frontier(conflict(sizes, fixed)).points
    with pytest.raises(TooLarge):
        frontier(conflict(sizes, (Rule("not all", ties),)))
    # With two values left of each, the rule that joins all twelve is easily looked through.
    assert frontier(conflict(sizes, (*fixed, Rule("not all", ties)))).points


def test_an_issue_that_a_rule_settles_no_longer_joins_others():
    sizes = {"hub": 2, **{f"i{k}": 10 for k in range(9)}}
    star = tuple(
        Rule(f"spoke {v}", Any_((In(0, frozenset([0])), In(v, frozenset(range(5))))))
        for v in range(1, 10)
    )
    with pytest.raises(TooLarge, match="tie hub, i0"):
        frontier(conflict(sizes, star))
    settled = frontier(conflict(sizes, (*star, Rule("hub is 1", In(0, frozenset([1]))))))
    assert all(max(point.indices) <= 4 for point in settled.points)


def test_too_much_tied_together_names_the_rules_the_issues_and_how_much():
    sizes = {f"i{k}": 10 for k in range(8)}
    rule = Rule("the knot", Any_(tuple(In(v, frozenset([1, 2])) for v in range(8))))
    bonus = Interaction(All((In(0, frozenset([1])), In(1, frozenset([1])))), Fraction(2))
    case = conflict(sizes, (rule,))
    case = replace(
        case,
        preferences={
            **case.preferences,
            "b": replace(case.preferences["b"], interactions=(bonus,)),
        },
    )
    with pytest.raises(TooLarge) as error:
        frontier(case)
    text = str(error.value)
    for part in ("'the knot'", "interactions in the preferences of b", "i0, i1", "100,000,000"):
        assert part in text
    assert "preferences of a" not in text


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


def test_a_million_outcomes_tied_together_are_looked_through():
    sizes = {f"i{k}": 10 for k in range(6)}
    rules = tuple(
        Rule(f"chain {v}", Any_((Not(In(v, frozenset([0]))), In(v + 1, frozenset(range(5))))))
        for v in range(5)
    )
    case = conflict(sizes, rules)
    seen: list[tuple[int, int]] = []
    found = frontier(case, lambda done, total: seen.append((done, total)))
    assert all(case.valid(point.indices) for point in found.points)
    done = [d for d, _ in seen]
    assert done == sorted(done)
    assert seen[-1][0] == seen[-1][1] == max(done)
    assert {total for _, total in seen} == {seen[-1][1]}
    # The chain can be had without rules by merging, and then keeping what obeys them is not enough:
    # some points of the ruled frontier lie below the free one.
    free = frontier(replace(case, rules=()))
    assert {p.units for p in found.points} != {p.units for p in free.points}


def test_utilities_with_many_digits_are_compared_to_the_last():
    tiny = Fraction(1, 10**30)
    scores = {"a": {"x": [1, 1, 0], "y": [0, 1]}, "b": {"x": [1, 1, 2], "y": [1, 0]}}
    base = options({"x": 3, "y": 2}, scores)
    table = Table({"v0": Fraction(1), "v1": 1 + tiny, "v2": Fraction(0)})
    preference = replace(base.preferences["a"], values={**base.preferences["a"].values, "x": table})
    case = replace(base, preferences={**base.preferences, "a": preference})
    assert all(point.indices[0] != 0 for point in frontier(case).points)
    assert any(point.indices[0] == 0 for point in frontier(base).points)


# --- continuous ranges


@st.composite
def curves(draw: st.DrawFn) -> Piecewise:
    places = sorted(draw(st.sets(st.integers(0, 12), min_size=1, max_size=5)))
    points = tuple((Fraction(p, 2), Fraction(draw(st.integers(-5, 5)))) for p in places)
    clip = draw(st.none() | st.just((Fraction(0), Fraction(2))))
    return Piecewise(points, clip=clip)


@FEWER
@given(st.data(), st.sampled_from([Fraction(1), Fraction(2), Fraction(3, 2)]))
def test_no_outcome_off_the_grid_beats_it_by_more_than_the_bound(data, step):
    names = ("x", "y")
    issues = {name: Range(name, Fraction(0), Fraction(6), step, continuous=True) for name in names}
    curve: dict[str, dict[str, ValueFunction]] = {
        party: {name: data.draw(curves()) for name in names} for party in ("a", "b")
    }
    case = Case(
        "continuous",
        {party: Party(party) for party in curve},
        issues,
        {
            party: Preference(
                {"x": Fraction(2), "y": Fraction(1)}, values, reservation=Fraction(-99)
            )
            for party, values in curve.items()
        },
    )
    found = frontier(case)
    assert not found.exact
    grid = [found.utilities(point) for point in found.points]
    for x, y in product([Fraction(k, 4) for k in range(25)], repeat=2):
        there = {
            party: 2 * values["x"].at(x) + values["y"].at(y)  # type: ignore[union-attr]
            for party, values in curve.items()
        }
        assert any(all(point[p] + found.bound[p] >= there[p] for p in there) for point in grid)


def test_the_bound_is_what_a_kink_between_grid_values_can_hide():
    peak = Piecewise(((Fraction(0), Fraction(0)), (Fraction(1), Fraction(1)), (Fraction(2), Fraction(0))))  # fmt: skip
    flat = Piecewise(((Fraction(0), Fraction(3)),))
    case = Case(
        "peak",
        {"a": Party("a"), "b": Party("b")},
        {"x": Range("x", Fraction(0), Fraction(2), Fraction(2), continuous=True)},
        {
            "a": Preference({"x": Fraction(10)}, {"x": peak}, reservation=Fraction(0)),
            "b": Preference({"x": Fraction(10)}, {"x": flat}, reservation=Fraction(0)),
        },
    )
    assert frontier(case).bound == {"a": 10, "b": 0}


# --- published results


def test_nash_s_bill_and_jack_have_eleven_undominated_gains(shared):
    text = (shared / "published" / "nash-1950-bill-jack.yaml").read_text(encoding="utf-8")
    published = yaml.safe_load(text)
    found = frontier(bill_and_jack(published))
    start = published["status_quo_utilities"]
    gains = [
        [u["bill"] - start["bill"], u["jack"] - start["jack"]]
        for u in map(found.utilities, found.points)
    ]
    expected = published["also_computed"]
    assert sorted(gains) == expected["frontier_of_gains"]
    inside = [found.utilities(point) for point in found.acceptable]
    assert [[u["bill"] - 12, u["jack"] - 6] for u in inside][::-1] == expected["frontier_in_zone"]
    ideal = {"bill": found.ideal[0] - 12, "jack": found.ideal[1] - 6}
    assert ideal == expected["ideal_in_zone"]
    assert sum(point.ways for point in found.points) > len(found.points)


@pytest.mark.parametrize(
    ("domain", "size", "acceptable"),
    [
        ("genius/Energy", 204, 204),
        ("genius/SupermarketA", 39, 25),
        ("genius/CarA", 53, 40),
        ("genius/CameraA", 17, 13),
        ("genius/AMPOvsCity", 192, None),
        ("genius/7issues", 338, None),
        ("genius-multiparty/Terra", 93, 79),
        ("genius-multiparty/AgentHp2", 589, None),
    ],
)
def test_frontiers_of_genius_domains_have_the_published_sizes(shared, domain, size, acceptable):
    found = frontier(load(shared / "scenarios" / domain))
    assert found.exact
    assert len(found.points) == size
    if acceptable is not None:
        assert len(found.acceptable) == acceptable


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
