"""What can still be reached: held against trying every plan to every outcome."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import product
from math import prod

import pytest
from hypothesis import assume, given, settings
from tests.analysis.plan_brute import TooMany, World
from tests.analysis.plan_worlds import worlds

from detente.analysis.remaining import best_left, obstacles, remaining, still, stopping
from detente.analysis.scale import measured
from detente.model.case import Case, Party
from detente.model.issue import Options
from detente.model.limits import Limits
from detente.model.move import MoveRule
from detente.model.preference import Preference, Table
from detente.model.rule import In
from detente.model.standing import Standing
from detente.model.term import Term

MOST_OUTCOMES = 40


def reachable(world):
    """Every valid outcome that some plan leads to."""
    found = []
    for target in product(*map(range, world.case.sizes)):
        if world.case.valid(target):
            there = World(world.case, target, world.at, Limits())
            if there.at.state == target or there.fast() is not None:
                found.append(target)
    return found


@given(worlds(features=("standing", "needs", "dates", "terms", "rules"), most_moves=4))
@settings(max_examples=60)
def test_the_best_that_is_left_is_the_best_of_all_that_plans_lead_to(world):
    case = world.case
    assume(prod(case.sizes) <= MOST_OUTCOMES)
    try:
        there = reachable(world)
    except TooMany:
        assume(False)
    reach = still(case, world.at)
    assert all(value in reach[v] for target in there for v, value in enumerate(target))

    found = measured(case)
    left = remaining(case, world.at, found=found)
    known = case.utilities
    base = [known.value(p, units) for p, units in enumerate(case.reservations)]
    if left.over_stopping:
        base = list(stopping(case, world.at).values())
    gains = {t: [u - d for u, d in zip(known.of(t).values(), base, strict=True)] for t in there}
    good = [sorted(g) for g in gains.values() if min(g) >= 0]
    second = best_left(left, "egalitarian", found=found)
    assume(second.sure)
    if second.plan is None:
        assert not good
    else:
        assert sorted(gains[second.plan.target]) == max(good)
        assert second.plan.target in there


def two(**said):
    """`a` and `b` have three matters of yes and no; each likes the others' and dislikes its own."""
    issues = {f"i{k}": Options(f"i{k}", ("no", "yes"), status_quo="no") for k in range(3)}
    wants = {
        p: Preference(
            dict.fromkeys(issues, Fraction(1)),
            {
                name: Table({"no": Fraction(0), "yes": Fraction(-1 if "aba"[k] == p else 4)})
                for k, name in enumerate(issues)
            },
        )
        for p in "ab"
    }
    moves = tuple(MoveRule(n, start="no", end="yes", by=("aba"[k],)) for k, n in enumerate(issues))
    return replace(Case("two", {p: Party(p) for p in "ab"}, issues, wants, moves=moves), **said)


START = (0, 0, 0)


def kinds(case, standing, target=(1, 1, 1)):
    return [(o.variable, o.kind) for o in obstacles(case, standing, target)]


def test_what_is_refused_is_out_of_reach_and_named():
    case = two()
    where = Standing(START, START, refused=frozenset([(1, None)]))
    assert still(case, where) == ({0, 1}, {0}, {0, 1})
    assert kinds(case, where) == [(1, "refused")]


def test_what_needs_something_refused_is_followed_back_to_it():
    case = two()
    rules = (*case.moves[:2], replace(case.moves[2], needs=In(1, frozenset([1]))))
    where = Standing(START, START, refused=frozenset([(1, 1)]))
    found = obstacles(replace(case, moves=rules), where, (1, 0, 1))
    assert [(o.variable, o.kind, o.lacking) for o in found] == [
        (2, "needs", (1,)),
        (1, "refused", ()),
    ]


def test_a_term_that_has_lapsed_and_a_date_that_is_over_are_told_apart():
    case = two(
        as_of=date(2024, 1, 1),
        terms=(Term("treaty", ("i0",), date(2024, 3, 1)),),
        moves=(
            *two().moves[:1],
            MoveRule("i1", start="no", end="yes", by=("b",), latest=date(2024, 2, 1)),
            MoveRule("i2", start="no", end="yes", by=("a",), duration=5),
        ),
    )
    early = Standing(START, START, date(2024, 1, 2))
    late = Standing(START, START, date(2024, 3, 1))
    assert kinds(case, early) == []
    assert kinds(case, late) == [(0, "lapsed"), (1, "late")]
    assert kinds(case, replace(early, lapsed=frozenset(["treaty"]))) == [(0, "lapsed")]


def test_where_nothing_in_reach_beats_no_deal_what_beats_stopping_is_looked_for():
    case = two()
    # a has made both of its moves, and b's is still to come: with b's it stands 2 above today, without it 2 below.
    done = Standing((1, 0, 1), (1, 0, 1))
    left = remaining(case, done, found=measured(case))
    assert not left.over_stopping
    assert left.settlements.by_concept["nash"].point.indices == (1, 1, 1)
    refused = replace(done, refused=frozenset([(1, None)]))
    left = remaining(case, refused, found=measured(case))
    assert left.over_stopping
    assert stopping(case, refused) == {"a": -2, "b": 8}
    assert left.settlements.by_concept["nash"].point.indices == (
        1,
        0,
        1,
    )  # to stop here is the best there is


@pytest.mark.parametrize("concept", ["nash", "egalitarian", "utilitarian"])
def test_a_plan_for_what_is_left_starts_where_things_stand(concept):
    case = two()
    where = Standing((1, 0, 0), (1, 0, 0), refused=frozenset([(2, 1)]))
    left = remaining(case, where, found=measured(case))
    second = best_left(left, concept, found=measured(case))
    assert second.plan.start == (1, 0, 0)
    assert second.plan.target == (1, 1, 0)
    assert second.sure
