"""Plans of many moves, long ranges and many days: what is found holds, and what is called proven is."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import count, pairwise
from random import Random

import pytest
from hypothesis import given
from tests.analysis.plan_cases import document
from tests.analysis.plan_worlds import worlds
from tests.analysis.test_planning import exchange
from tests.analysis.test_planning_complete import judged

from detente.analysis.planning import engine, least_trust, plan
from detente.analysis.scale import measured, scales
from detente.analysis.verification import verify
from detente.errors import NoPlan
from detente.model.case import Case, Party
from detente.model.issue import Options, Range
from detente.model.limits import Limits
from detente.model.move import MoveRule
from detente.model.preference import Piecewise, Preference, Table
from detente.model.rule import In, Rule, Sum
from detente.model.term import Term


def pairs(kind, moves, seed):
    """Random hand-overs of one of three families, of which everybody gains by all together."""
    draw = Random(f"{kind} {moves} {seed}")
    while True:
        found = []
        for k in range(moves):
            cost = draw.randint(1, 100)
            gain = {
                "loose": draw.randint(50, 150),
                "uncorrelated": draw.randint(1, 110),
                "tight": max(1, round(cost * draw.uniform(0.8, 1.25))),
            }[kind]
            found.append(("ab"[k % 2], cost, gain))
        totals = [sum(g if holder != p else -c for holder, c, g in found) for p in "ab"]
        if min(totals) > 0:
            return found


def held(case, ours, **asked):
    """The plan holds and asks what it says, by the checker."""
    checked = verify(case, document(ours), **asked)
    assert checked.violations == ()
    assert (checked.exposure, checked.temptation) == (ours.exposure, ours.temptation)
    assert ours.certificate.bound <= ours.trust == checked.trust
    assert ours.certificate.optimal == (ours.certificate.gap == 0)


@pytest.mark.parametrize("kind", ["loose", "uncorrelated", "tight"])
@pytest.mark.parametrize("moves", [24, 60])
def test_many_moves_are_proven(kind, moves):
    case = exchange(pairs(kind, moves, 1))
    ours = plan(case, (1,) * moves)
    assert ours.certificate.optimal
    held(case, ours)


@pytest.mark.parametrize("seed", range(3))
def test_what_comes_first_is_kept_to_among_many(seed):
    draw = Random(seed)
    case = exchange(pairs("uncorrelated", 26, seed))
    needs = tuple(
        MoveRule("things", items=(f"t{k}",), needs=In(draw.randrange(k), frozenset([1])))
        for k in range(5, 26, 3)
    )
    case = replace(case, moves=needs)
    held(case, plan(case, (1,) * 26))


def test_a_rule_is_kept_in_every_state_among_many():
    case = exchange(pairs("loose", 24, 0))
    adds = [(v, (Fraction(0), Fraction(-1 if v % 2 else 1))) for v in range(24)]
    never_two_ahead = Rule("balance", Sum(tuple(adds), Fraction(-2), Fraction(2)))
    case = replace(case, rules=(never_two_ahead,))
    held(case, plan(case, (1,) * 24))


@pytest.mark.parametrize("calls", [0, 1, 3, 10])
@pytest.mark.parametrize("needs", [False, True])
def test_whenever_it_is_stopped_there_is_a_plan_with_its_bound(calls, needs):
    case = exchange(pairs("tight", 24, 0))
    if needs:
        first = MoveRule("things", items=("t3",), needs=In(10, frozenset([1])))
        case = replace(case, moves=(first,))
    asked = count()
    held(case, plan(case, (1,) * 24, stop=lambda: next(asked) >= calls))


def test_one_guarantor_for_forty_hand_overs_makes_one_step_of_them():
    case = exchange(pairs("tight", 40, 0), guarantor="g")
    ours = plan(case, (1,) * 40)
    assert (ours.trust, len(ours.steps), ours.steps[0].atomic) == (0, 1, True)
    held(case, ours)


@pytest.mark.parametrize("guarantor", [None, "g"])
def test_no_step_of_many_leaves_anyone_worse_off(guarantor):
    rule = {"guarantor": guarantor} if guarantor else {}
    case = exchange(pairs("loose", 22, 3), **rule)
    limits = Limits(never_worse=True)
    ours = plan(case, (1,) * 22, limits=limits)
    held(case, ours, limits=limits)
    before = ours.start
    for step in ours.steps:
        for p in range(2):
            assert case.utilities.units(p, step.after) >= case.utilities.units(p, before)
        before = step.after


def test_least_trust_is_the_trust_of_the_plan():
    case = exchange(pairs("uncorrelated", 30, 2))
    target = (1,) * 30
    ours, scale = plan(case, target), scales(measured(case))
    assert least_trust(case, target, scale=scale).trust == ours.trust
    assert least_trust(case, target, scale=scale, most=ours.trust).trust == ours.trust
    less = least_trust(case, target, scale=scale, most=ours.trust * Fraction(99, 100))
    assert (less.trust, less.optimal) == (None, True)


def pieces(parts, coins):
    """A hundred pieces, or any number, sold for money in small change; and what each is worth."""
    issues = {
        "pieces": Range("pieces", Fraction(0), Fraction(parts), status_quo=Fraction(0)),
        "paid": Range("paid", Fraction(0), Fraction(8), Fraction(8, coins), status_quo=Fraction(0)),
    }

    def line(first, last, end):
        return Piecewise(((Fraction(0), Fraction(first)), (Fraction(end), Fraction(last))))

    ones = dict.fromkeys(issues, Fraction(1))
    preferences = {
        "seller": Preference(ones, {"pieces": line(0, -6, parts), "paid": line(0, 8, 8)}),
        "buyer": Preference(ones, {"pieces": line(0, 10, parts), "paid": line(0, -8, 8)}),
    }
    moves = (MoveRule("pieces", by=("seller",)), MoveRule("paid", by=("buyer",)))
    parties = {name: Party(name) for name in preferences}
    return Case("pieces", parties, issues, preferences, moves=moves)


def test_a_long_range_is_cut_as_finely_as_helps():
    """Ten times the pieces and the change ask a tenth of the trust, however long the ranges."""
    asked = {}
    for parts in (10, 100):
        ours = plan(pieces(parts, 8 * parts), {"pieces": parts, "paid": 8})
        assert ours.certificate.optimal
        asked[parts] = ours.trust
    assert asked[10] == 10 * asked[100]


@given(worlds(features=("dates", "terms", "soonest"), most_moves=4))
def test_the_first_day_of_each_state_does_as_well_as_all_days(world):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "FEW", 0)
        judged(world)


def ladder(rungs, **term):
    """A ladder of steps of ten days each, by one side, and what the other gives for it."""
    values = tuple(f"v{k}" for k in range(rungs))
    issues = {
        "work": Options("work", values, ladder=True, status_quo="v0"),
        "pay": Options("pay", ("no", "yes"), status_quo="no"),
    }
    rise = Table({value: Fraction(k) for k, value in enumerate(values)})
    cost = Table({value: Fraction(-k, 2) for k, value in enumerate(values)})
    ones = dict.fromkeys(issues, Fraction(1))
    preferences = {
        "a": Preference(
            ones, {"work": cost, "pay": Table({"no": Fraction(0), "yes": Fraction(9)})}
        ),
        "b": Preference(
            ones, {"work": rise, "pay": Table({"no": Fraction(0), "yes": Fraction(-1)})}
        ),
    }
    steps = tuple(
        MoveRule("work", start=here, end=there, by=("a",), duration=10, needs=In(0, frozenset([k])))
        for k, (here, there) in enumerate(pairwise(values))
    )
    return Case(
        "ladder",
        {p: Party(p) for p in "ab"},
        issues,
        preferences,
        moves=(*steps, MoveRule("pay", by=("b",))),
        as_of=date(2026, 1, 1),
        **term,
    )


def test_what_cannot_be_done_in_time_is_named_with_the_day_on_which_it_could():
    case = ladder(4, terms=(Term("treaty", ("work",), date(2026, 1, 25), after=(("work", "v0"),)),))
    with pytest.raises(
        NoPlan, match="cannot be complete before 2026-01-31, and treaty lapses on 2026-01-25"
    ):
        plan(case, {"work": "v3", "pay": "yes"})
    ours = plan(case, {"work": "v2", "pay": "yes"})
    assert ours.steps[-1].ends <= date(2026, 1, 24)


def test_a_plan_ends_as_soon_as_it_can_if_that_is_asked():
    case = ladder(4)
    target = {"work": "v3", "pay": "yes"}
    soonest = plan(case, target, limits=Limits(soonest=True))
    assert soonest.days == 30
    assert soonest.trust == plan(case, target).trust
