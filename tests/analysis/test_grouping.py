"""What is tied together and how much of it can be looked through."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.analysis.examples import conflict

from detente.analysis.frontier import frontier
from detente.analysis.grouping import agenda, conjuncts
from detente.errors import TooLarge
from detente.model.rule import All, Any_, In, Not, Rule


def test_a_rule_is_cut_into_the_parts_that_must_all_hold():
    x, y, z = (In(v, frozenset([0])) for v in range(3))
    assert list(conjuncts(All((x, All((y, Not(Not(z)))))))) == [x, y, z]
    assert list(conjuncts(Not(Any_((x, Not(y)))))) == [Not(x), y]
    assert list(conjuncts(Any_((x, All((y, z)))))) == [Any_((x, All((y, z))))]


def test_rules_join_issues_directly_and_through_others():
    sizes = dict.fromkeys("abcdef", 2)
    either = [Rule(f"{v}{w}", Any_((In(v, frozenset([0])), In(w, frozenset([0])))))
              for v, w in ((0, 3), (3, 5), (1, 2))]  # fmt: skip
    both = Rule("both", All((either[1].condition, either[2].condition)))
    groups = agenda(conflict(sizes, (either[0], both))).groups
    assert [group.variables for group in groups] == [(0, 3, 5), (1, 2), (4,)]
    assert [sorted({name for name, _ in group.rules}) for group in groups] == [
        ["03", "both"],
        ["both"],
        [],
    ]


def test_rules_over_one_issue_only_take_values_away_and_join_nothing():
    sizes = {f"i{k}": 10 for k in range(12)}
    ties = Any_(tuple(Not(In(v, frozenset([0]))) for v in range(12)))
    fixed = tuple(Rule(f"only {v}", In(v, frozenset([0, 9]))) for v in range(12))
    assert [g.shape for g in agenda(conflict(sizes, fixed)).groups] == [(2,)] * 12
    both = agenda(conflict(sizes, (*fixed, Rule("not all", ties)))).groups
    assert [group.shape for group in both] == [(2,) * 12]


def test_an_issue_that_a_rule_settles_no_longer_joins_others():
    sizes = {"hub": 2, **{f"i{k}": 10 for k in range(9)}}
    star = tuple(
        Rule(f"spoke {v}", Any_((In(0, frozenset([0])), In(v, frozenset(range(5))))))
        for v in range(1, 10)
    )
    assert [len(group.variables) for group in agenda(conflict(sizes, star)).groups] == [10]
    settled = conflict(sizes, (*star, Rule("hub is 1", In(0, frozenset([1])))))
    assert [group.shape for group in agenda(settled).groups] == [(5,)] * 9
    assert all(max(point.indices) <= 4 for point in frontier(settled).points)


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


def test_more_undominated_outcomes_than_fit_into_memory_are_refused():
    sizes = {f"i{k}": 200 + k for k in range(3)}
    with pytest.raises(TooLarge, match="more than 1,000 outcomes"):
        frontier(conflict(sizes), memory=1)
