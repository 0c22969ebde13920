"""No deal: the conflict is minimal and complete, and nothing comes nearer than the nearest outcome."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.analysis import brute
from tests.analysis.examples import additive, conflict, options, small
from tests.strategies import cases

from detente.analysis.disagreement import explain_no_agreement
from detente.analysis.frontier import frontier
from detente.errors import TooLarge
from detente.model.case import Case
from detente.model.rule import All, Any_, In, Not, Rule

FEWER = settings(max_examples=max(10, settings.default.max_examples // 2))


@st.composite
def refusals(draw: st.DrawFn) -> Case:
    """A case whose parties ask for much; often too much."""
    case = draw(cases(issues=(1, 3), values=(1, 3), moves=False, reservations=False))
    small(case)
    every = list(brute.vectors(replace(case, rules=())))
    preferences = {}
    for p, (name, preference) in enumerate(case.preferences.items()):
        reached = sorted({row[p] for row in every})
        units = draw(st.sampled_from(reached[-4:]))
        reservation = case.utilities.value(p, units + draw(st.integers(0, 1)))
        preferences[name] = replace(preference, reservation=reservation)
    return replace(case, preferences=preferences)


def agreement(case: Case, parties: tuple[str, ...], rules: tuple[str, ...]) -> bool:
    """Whether some outcome obeys these rules and satisfies these parties, by looking at all."""
    kept = tuple(rule for rule in case.rules if rule.name in rules)
    required = [p for p, name in enumerate(case.parties) if name in parties]
    return any(
        all(row[p] >= case.reservations[p] for p in required)
        for row in brute.vectors(replace(case, rules=kept))
    )


def check_conflict(case: Case, parties: tuple[str, ...], rules: tuple[str, ...]) -> None:
    assert not agreement(case, parties, rules)
    for party in parties:
        assert agreement(case, tuple(p for p in parties if p != party), rules)
    for rule in rules:
        assert agreement(case, parties, tuple(r for r in rules if r != rule))


@given(refusals())
def test_the_conflict_rules_out_agreement_and_each_part_of_it_is_needed(case):
    found_frontier = frontier(case)
    assume(not found_frontier.acceptable)
    found = explain_no_agreement(case, found_frontier)
    assert found.minimal
    assert found.parties or found.rules
    check_conflict(case, found.parties, found.rules)


@given(refusals())
@FEWER
def test_no_smaller_set_of_reasons_rules_out_agreement(case):
    assume(not frontier(case).acceptable)
    found = explain_no_agreement(case)
    reasons = [*case.parties, *(rule.name for rule in case.rules)]
    for size in range(len(found.parties) + len(found.rules)):
        for few in combinations(reasons, size):
            parties = tuple(name for name in few if name in case.parties)
            assert agreement(case, parties, tuple(name for name in few if name not in parties))


def test_one_claim_that_nothing_meets_is_named_before_two_that_exclude_each_other():
    scores = {"a": {"x": [0, 9]}, "b": {"x": [9, 0]}, "c": {"x": [1, 1]}}
    case = options({"x": 2}, scores, reservation=Fraction(2))
    found = explain_no_agreement(case)
    assert (found.parties, found.rules, found.minimal) == (("c",), (), True)


@given(refusals())
@FEWER
def test_no_valid_outcome_comes_nearer_than_the_nearest(case):
    assume(not frontier(case).acceptable)
    nearest = explain_no_agreement(case).nearest
    every = list(brute.vectors(case))
    spans = [
        max(column) - min(column) or case.utilities.denominators[p]
        for p, column in enumerate(zip(*every, strict=True))
    ]

    def shortfalls(row: tuple[int, ...]) -> list[Fraction]:
        lacks = [max(0, d - u) for u, d in zip(row, case.reservations, strict=True)]
        return sorted(
            (Fraction(lack, span) for lack, span in zip(lacks, spans, strict=True)), reverse=True
        )

    assert shortfalls(nearest.point.units) == min(map(shortfalls, every))
    assert nearest.share == shortfalls(nearest.point.units)[0]
    assert case.valid(nearest.point.indices)
    for p, party in enumerate(case.parties):
        lack = case.reservations[p] - nearest.point.units[p]
        assert nearest.short[party] == case.utilities.value(p, max(0, lack))


@given(cases(issues=(1, 3), values=(1, 3), moves=False), st.data())
@FEWER
def test_rules_that_leave_no_outcome_are_explained_by_rules_alone(case, data):
    small(case)
    outcomes = brute.valid_outcomes(case)
    # Forbid one by one what the rules of the case still allow, by one rule a value of an issue.
    issue = data.draw(st.integers(0, len(case.sizes) - 1))
    left = {outcome[issue] for outcome in outcomes}
    more = tuple(Rule(f"not {k}", Not(In(issue, frozenset([k])))) for k in sorted(left))
    case = replace(case, rules=(*case.rules, *more))
    found = explain_no_agreement(case)
    assert found.parties == ()
    assert found.nearest is None
    assert found.minimal
    check_conflict(case, found.parties, found.rules)


def test_two_claims_that_exclude_each_other_are_named_and_the_third_party_is_not():
    scores = {
        "a": {"x": [0, 5, 10], "y": [0, 1, 1]},
        "b": {"x": [10, 5, 0], "y": [0, 1, 1]},
        "c": {"x": [0, 0, 0], "y": [2, 2, 0]},
    }
    case = options(
        {"x": 3, "y": 3}, scores, (Rule("y", In(1, frozenset([0, 1]))),), reservation=Fraction(1)
    )
    case = replace(
        case,
        preferences={
            **case.preferences,
            **{n: replace(case.preferences[n], reservation=Fraction(8)) for n in ("a", "b")},
        },
    )  # fmt: skip
    found = explain_no_agreement(case)
    assert (found.parties, found.rules) == (("a", "b"), ())
    assert found.nearest.outcome == {"x": "v1", "y": "v1"}
    assert found.nearest.short == {"a": 2, "b": 2, "c": 0}
    assert found.nearest.share == Fraction(2, 11)


def test_a_rule_that_takes_the_only_agreement_away_is_named():
    case = options(
        {"x": 2, "y": 2},
        {"a": {"x": [0, 5], "y": [0, 1]}, "b": {"x": [0, 0], "y": [0, 4]}},
        (
            Rule("apart", Not(All((In(0, frozenset([1])), In(1, frozenset([1])))))),
            Rule("of no account", Any_((In(0, frozenset([0])), In(0, frozenset([1]))))),
        ),
        reservation=Fraction(4),
    )
    found = explain_no_agreement(case)
    assert (found.parties, found.rules) == (("a", "b"), ("apart",))


def test_with_room_for_agreement_there_is_nothing_to_explain():
    with pytest.raises(ValueError, match="room for agreement"):
        explain_no_agreement(conflict({"x": 2}))


def test_a_rule_whose_absence_cannot_be_judged_stays_and_is_marked_unproven(monkeypatch):
    case = options(
        {"x": 2, "y": 2},
        {"a": {"x": [0, 5], "y": [0, 1]}, "b": {"x": [5, 0], "y": [0, 0]}},
        (Rule("fixed", In(1, frozenset([0]))),),
        reservation=Fraction(5),
    )
    known = frontier(case)

    def too_large(*_: object, **__: object) -> None:
        raise TooLarge("too much")

    monkeypatch.setattr("detente.analysis.settlement.frontier_of", too_large)
    monkeypatch.setattr("detente.analysis.optimum.solutions.Optima.__init__", too_large)
    found = explain_no_agreement(case, known)
    assert not found.minimal
    assert found.rules == ("fixed",)


@given(refusals())
def test_without_the_frontier_the_same_is_in_the_way_and_the_same_outcome_comes_nearest(case):
    small(case)
    known = reasons(case)

    def too_large(*_: object, **__: object) -> None:
        raise TooLarge("too much")

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("detente.analysis.settlement.frontier_of", too_large)
        assert reasons(case) == known


def reasons(case):
    """Why there is no agreement, and what comes nearest; whatever is raised instead."""
    try:
        found = explain_no_agreement(case)
    except ValueError as error:
        return str(error)
    near = found.nearest
    return (
        found.parties,
        found.rules,
        found.minimal,
        near and (near.utilities, near.short, near.share, near.point.ways),
    )


def test_many_parties_over_many_issues_are_told_what_stands_in_the_way():
    case = additive(
        5, 20, 5, 100, seed=1, reservations=[Fraction(n) for n in (1400, 1400, 1400, 0, 0)]
    )
    found = explain_no_agreement(case)
    assert found.parties == ("p0", "p1", "p2")
    assert found.nearest is not None
    known = case.utilities
    assert known.of(found.nearest.point.indices) == found.nearest.utilities
