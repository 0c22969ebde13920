"""Plans: least trust against trying everything, the published barter of Nash, and the planner against the checker."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import permutations
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.analysis.plan_cases import best_by_brute_force, document, plan_cases
from tests.published import published

from detente.analysis.frontier import frontier
from detente.analysis.planning import axis as axis_module
from detente.analysis.planning import lattice, plan, search
from detente.analysis.planning.breakdown import Breakdown
from detente.analysis.planning.floor import floor
from detente.analysis.scale import scales
from detente.analysis.verification import verify
from detente.errors import InputError, NoPlan, TooLarge
from detente.model.case import Case, Party
from detente.model.issue import Item, Items, Options, Range
from detente.model.move import MoveRule
from detente.model.preference import Piecewise, Preference, Table, Worth
from detente.model.rule import In
from detente.model.standing import Standing


@given(plan_cases())
def test_no_plan_asks_less_trust_and_none_of_that_trust_is_shorter(drawn):
    case, target = drawn
    found = frontier(case)
    best = best_by_brute_force(case, target, found)
    if case.status_quo == target:
        assert plan(case, target, found=found).steps == ()
        return
    if best is None:
        if max(case.sizes) == 2:
            with pytest.raises(NoPlan):
                plan(case, target, found=found)
        return
    ours = plan(case, target, found=found)
    assert ours.certificate.optimal
    assert ours.certificate.bound == ours.trust
    # the brute force keeps to the fewest moves of each issue; ways round by a third value may do better
    assert (ours.trust, len(ours.steps)) <= best
    if max(case.sizes) == 2:
        assert (ours.trust, len(ours.steps)) == best


@given(plan_cases(rules=False))
def test_where_there_are_too_many_states_to_open_the_trust_is_still_the_least(drawn):
    case, target = drawn
    found = frontier(case)
    best = best_by_brute_force(case, target, found)
    if case.status_quo == target or best is None:
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search, "MOST_OPENED", 0)
        ours = plan(case, target, found=found)
    assert ours.trust == best[0]
    assert len(ours.steps) >= best[1]
    assert verify(case, document(ours), found=found).holds


@given(plan_cases(most_moves=10))
def test_the_checker_accepts_every_plan_and_finds_the_same_figures(drawn):
    case, target = drawn
    found = frontier(case)
    try:
        ours = plan(case, target, found=found)
    except NoPlan:
        return
    checked = verify(case, document(ours), found=found)
    assert checked.violations == ()
    assert checked.holds
    assert (checked.exposure, checked.temptation, checked.trust) == (
        ours.exposure,
        ours.temptation,
        ours.trust,
    )


@given(plan_cases(parties=2, rules=False), st.integers(2, 9))
def test_trust_does_not_hang_on_the_scale_of_a_utility(drawn, factor):
    case, target = drawn
    first = next(iter(case.preferences))
    old = case.preferences[first]
    scaled = replace(
        old,
        weights={issue: weight * factor for issue, weight in old.weights.items()},
        reservation=None if old.reservation is None else old.reservation * factor,
        penalty=old.penalty * factor,
    )
    larger = replace(case, preferences={**case.preferences, first: scaled})
    try:
        ours = plan(case, target)
    except NoPlan:
        return
    # a party that can gain nothing and lose nothing has the scale 1, which no rescaling touches
    if ours.scale[first] != 1 or case.utilities.denominators[0] != 1:
        assert plan(larger, target).trust == ours.trust


def barter(shared):
    """Nash's example: Bill and Jack barter nine objects."""
    data = published(shared, "nash-1950-bill-jack")
    names = tuple(data["parties"])
    items = tuple(
        Item(name, row["held_by"], tuple(p for p in names if p != row["held_by"]))
        for name, row in data["items"].items()
    )
    preferences = {
        party: Preference(
            {"objects": Fraction(1)},
            {
                "objects": Worth(
                    {name: {party: Fraction(row[party])} for name, row in data["items"].items()}
                )
            },
        )
        for party in names
    }
    issues = {"objects": Items("objects", items)}
    return Case("barter", {p: Party(p) for p in names}, issues, preferences), data


def test_nashs_barter_needs_a_ninth_of_trust_in_five_steps(shared):
    case, data = barter(shared)
    known = data["also_computed"]["steps_to_nash"]
    ours = plan(case, "nash")
    assert ours.trust == Fraction(known["least_trust"])
    assert len(ours.steps) == known["fewest_steps_at_that_trust"]
    assert ours.leap == Fraction(known["everything_at_once_unguarded"])
    assert ours.scale == {"bill": 18, "jack": 8}
    given_up = {case.variables[m.variable].item for step in ours.steps for m in step.moves}
    assert given_up == set(known["an_order_that_needs_it"])


def test_the_worst_order_of_nashs_barter_is_as_bad_as_the_leap(shared):
    case, data = barter(shared)
    known = data["also_computed"]["steps_to_nash"]
    found = frontier(case)
    orders = []
    for order in list(permutations(known["an_order_that_needs_it"]))[::97]:
        steps = [
            {
                "moves": [
                    {
                        "issue": "objects",
                        "item": name,
                        "from": data["items"][name]["held_by"],
                        "to": "jack" if data["items"][name]["held_by"] == "bill" else "bill",
                    }
                ]
            }
            for name in order
        ]
        orders.append(verify(case, {"steps": steps}, found=found).trust)
    assert min(orders) >= Fraction(known["least_trust"])
    assert max(orders) <= Fraction(known["worst_order"])


def exchange(pairs, **rule):
    """A case of hand-overs: (holder, cost to the holder, worth to the other) for each item."""
    items = tuple(
        Item(f"t{k}", holder, ("b" if holder == "a" else "a",))
        for k, (holder, _, _) in enumerate(pairs)
    )

    def worth(party):
        return {
            f"t{k}": {party: Fraction(cost if holder == party else gain)}
            for k, (holder, cost, gain) in enumerate(pairs)
        }

    preferences = {
        party: Preference({"things": Fraction(1)}, {"things": Worth(worth(party))})
        for party in "ab"
    }
    moves = (MoveRule("things", **rule),) if rule else ()
    return Case(
        "exchange",
        {p: Party(p) for p in "ab"},
        {"things": Items("things", items)},
        preferences,
        moves=moves,
    )


def test_halving_the_steps_halves_the_trust():
    """n equal pieces divide what the exchange asks by n (Sandholm and Lesser)."""
    asked = {}
    for parts in (1, 2, 4):
        case = exchange([("a", Fraction(6, parts), Fraction(10, parts))] * parts + [("b", 6, 10)])
        target = (1,) * (parts + 1)
        asked[parts] = plan(case, target).exposure["a"]
    assert plan(exchange([("a", 6, 10), ("b", 6, 10)]), (1, 1)).exposure["a"] in (0, 6)
    assert asked[1] >= asked[2] >= asked[4]


def test_a_guarantor_makes_an_exchange_ask_nothing():
    bare = plan(exchange([("a", 6, 10), ("b", 6, 10)]), (1, 1))
    guarded = plan(exchange([("a", 6, 10), ("b", 6, 10)], guarantor="g"), (1, 1))
    assert bare.trust > 0
    assert any("cheapest help" in note for note in bare.notes)
    assert guarded.trust == 0
    assert guarded.steps[0].atomic
    assert guarded.steps[0].guarantor == "g"


def test_revocable_moves_snap_back():
    pairs = [("a", 6, 10), ("b", 6, 10)]
    revocable = plan(exchange(pairs, revocable=True), (1, 1))
    assert revocable.exposure == {"a": 0, "b": 0}
    assert revocable.trust == 0


def test_a_move_waits_for_what_it_needs():
    case = exchange([("a", 1, 10), ("a", 1, 10), ("b", 1, 10)])
    last = len(case.variables) - 1
    needs = MoveRule("things", items=("t0",), needs=In(last, frozenset([1])))
    ours = plan(replace(case, moves=(needs,)), (1, 1, 1))
    order = [case.variables[m.variable].item for step in ours.steps for m in step.moves]
    assert order.index("t2") < order.index("t0")


def test_moves_that_need_each_other_have_no_plan():
    case = exchange([("a", 1, 10), ("b", 1, 10)])
    moves = (
        MoveRule("things", items=("t0",), needs=In(1, frozenset([1]))),
        MoveRule("things", items=("t1",), needs=In(0, frozenset([1]))),
    )
    with pytest.raises(NoPlan, match="no order of the moves"):
        plan(replace(case, moves=moves), (1, 1))


def test_whoever_acts_last_completes_a_joint_move_along_with_its_own():
    """All three moves at once visit {x} and {y}, never {x, y}: no order of the moves asks as little."""
    issues = {name: Options(name, ("no", "yes"), status_quo="no") for name in "xyz"}
    worth = {"a": {"x": -3, "y": -3, "z": 10}, "b": {"x": 6, "y": 6, "z": -10}}
    preferences = {
        party: Preference(
            dict.fromkeys(issues, Fraction(1)),
            {n: Table({"no": Fraction(0), "yes": Fraction(worth[party][n])}) for n in issues},
        )
        for party in "ab"
    }
    moves = (MoveRule("x", by=("a",)), MoveRule("y", by=("b",)))
    case = Case("joint", {p: Party(p) for p in "ab"}, issues, preferences, moves=moves)
    ours = plan(case, (1, 1, 1))
    assert len(ours.steps) == 1
    assert ours.exposure == {"a": 3, "b": 0}


def test_what_forty_parties_do_together_is_never_half_done():
    names = [f"p{k}" for k in range(40)]
    ours = plan(_all_gain(names, moves=()), (1, 1, 1))
    assert (ours.trust, len(ours.steps)) == (0, 1)
    checked = verify(ours.case, document(ours))
    assert checked.holds
    assert checked.trust == 0


def test_too_many_who_act_apart_in_one_step_are_refused_in_time():
    names = [f"p{k}" for k in range(40)]
    alone = tuple(MoveRule(f"i{k}", by=(name,)) for k, name in enumerate(names))
    case = _all_gain(names, alone, issues=40)
    at_once = {
        "steps": [{"moves": [{"issue": f"i{k}", "from": "x", "to": "y"} for k in range(40)]}]
    }
    with pytest.raises(TooLarge, match="step 1 can be left half done in more than"):
        verify(case, at_once)


def test_a_plan_that_runs_off_the_calendar_ends_on_its_last_day():
    case = _all_gain(["a", "b"], (MoveRule("i0", duration=10**6),))
    ours = plan(replace(case, as_of=date(9999, 12, 1)), (1, 1, 1))
    assert ours.steps[-1].ends == date.max
    assert verify(ours.case, document(ours)).holds


def _all_gain(names, moves, issues=3):
    """A case of issues of which everybody wants the other value."""
    each = {f"i{k}": Options(f"i{k}", ("x", "y"), status_quo="x") for k in range(issues)}
    table = Table({"x": Fraction(0), "y": Fraction(1)})
    wants = Preference(dict.fromkeys(each, Fraction(1)), dict.fromkeys(each, table))
    parties = {name: Party(name) for name in names}
    return Case("all gain", parties, each, dict.fromkeys(names, wants), moves=moves)


def test_adjusted_winner_is_a_target_where_it_splits_nothing():
    whole = exchange([("a", 1, 10), ("b", 1, 10)])
    assert plan(whole, "adjusted_winner").target == (1, 1)
    shared = exchange([("a", 1, 10), ("b", 1, 3)])
    with pytest.raises(InputError, match="shares an issue"):
        plan(shared, "adjusted_winner")
    with pytest.raises(InputError, match="no settlement is called"):
        plan(whole, "fairest")


def test_a_target_below_no_deal_is_planned_and_said():
    case = exchange([("a", 6, 1)])
    ours = plan(case, (1,))
    assert ours.temptation["a"] == 6
    assert any("worse off at the target" in note for note in ours.notes)


def test_a_range_is_split_where_the_case_leaves_it_to_the_planner():
    preferences = {
        "a": Preference(
            {"n": Fraction(1)}, {"n": Table({str(k): Fraction(-k) for k in range(13)})}
        ),
        "b": Preference(
            {"n": Fraction(1)}, {"n": Table({str(k): Fraction(2 * k) for k in range(13)})}
        ),
    }
    issue = Range("n", Fraction(0), Fraction(12), status_quo=Fraction(0))
    parties = {p: Party(p) for p in "ab"}
    case = Case("range", parties, {"n": issue}, preferences, moves=(MoveRule("n", by=("a",)),))
    ours = plan(case, {"n": 12})
    assert [step.after[0] for step in ours.steps][-1] == 12
    capped = replace(case, moves=(MoveRule("n", by=("a",), increment=Fraction(5)),))
    assert [len(step.moves) for step in plan(capped, {"n": 12}).steps] == [3]


def test_a_range_of_thousands_of_values_is_split_no_finer_than_can_be_searched():
    wants = Preference({"n": Fraction(1)}, {"n": Piecewise(((Fraction(0), Fraction(0)),))})
    issue = Range("n", Fraction(0), Fraction(90_000), status_quo=Fraction(0))
    case = Case("long", {p: Party(p) for p in "ab"}, {"n": issue}, dict.fromkeys("ab", wants))
    [axis] = axis_module.axes(case, Standing((0,), (0,)), (90_000,))
    assert 1_000 < len(axis.moves) <= axis_module.MOST_STEPS**0.5
    assert (axis.values[0], axis.values[-1]) == (0, 90_000)


def test_a_case_without_a_status_quo_says_what_is_missing():
    issue = Options("x", ("p", "q"))
    preference = Preference({"x": Fraction(0)}, {}, reservation=Fraction(0))
    case = Case("bare", {p: Party(p) for p in "ab"}, {"x": issue}, dict.fromkeys("ab", preference))
    with pytest.raises(InputError, match="status_quo"):
        plan(case, {"x": "q"})


@pytest.mark.parametrize("seed", range(3))
def test_sixteen_moves_in_any_order_are_searched_to_the_end(seed):
    pairs = [
        ("ab"[k % 2], 1 + (k * 37 + seed * 11) % 100, 1 + (k * 53 + seed * 29) % 110)
        for k in range(16)
    ]
    case = exchange(pairs)
    ours = plan(case, (1,) * 16)
    assert ours.certificate.optimal
    assert "65,536" in ours.certificate.why
    assert verify(case, document(ours)).holds


def test_twenty_moves_in_any_order_are_proven_too():
    pairs = [("ab"[k % 2], 1 + (k * 37) % 100, 1 + (k * 53) % 110) for k in range(20)]
    case = exchange(pairs)
    ours = plan(case, (1,) * 20)
    assert ours.certificate.optimal
    assert any("fewer steps may exist" in note for note in ours.notes)
    assert verify(case, document(ours)).trust == ours.trust


def test_what_is_too_large_to_search_comes_with_a_floor():
    pairs = [("ab"[k % 2], 1 + (k * 37) % 100, 50 + (k * 53) % 100) for k in range(40)]
    case = exchange(pairs)
    ours = plan(case, (1,) * 40)
    assert ours.certificate.bound <= ours.trust
    assert ours.certificate.gap == ours.trust - ours.certificate.bound
    assert ours.certificate.bound > 0
    assert verify(case, document(ours)).holds


@given(plan_cases(most_moves=10))
def test_a_plan_that_is_not_searched_for_holds_and_asks_what_it_says(drawn):
    case, target = drawn
    found = frontier(case)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lattice, "LARGEST", 0)
        try:
            ours = plan(case, target, found=found)
        except TooLarge:
            return
    checked = verify(case, document(ours), found=found)
    assert checked.violations == ()
    assert checked.trust == ours.trust
    assert ours.certificate.bound <= ours.trust
    assert ours.certificate.optimal == (ours.certificate.gap == 0)


@st.composite
def concessions(draw):
    """Hand-overs that can only cost their holder and only help the other, some of them revocable."""
    some = st.tuples(st.sampled_from("ab"), st.integers(0, 6), st.integers(0, 6))
    case = exchange(draw(st.lists(some, min_size=1, max_size=6)))
    moves = [
        MoveRule("things", items=(item.name,), revocable=draw(st.booleans()))
        for item in case.issues["things"].items
    ]
    penalties = {
        party: replace(wants, penalty=Fraction(draw(st.integers(0, 2))))
        for party, wants in case.preferences.items()
    }
    return replace(case, moves=tuple(moves), preferences=penalties), (1,) * len(moves)


@given(concessions() | plan_cases(most_moves=6))
def test_the_floor_of_a_large_plan_is_below_every_plan(drawn):
    case, target = drawn
    found = frontier(case)
    best = best_by_brute_force(case, target, found)
    if best is None or case.status_quo == target:
        return
    assert lowest(case, target, found) <= best[0]


def test_the_floor_is_told_from_the_moves_that_may_come_first_and_last():
    """The first and the last are two: if a's 4 of 5 comes first, a's 5 or b's 3 comes last, and then a risks 5 or 9."""
    case = exchange([("a", 5, 9), ("b", 3, 9), ("a", 4, 9)])
    found = frontier(case)
    assert scales(found) == (5, 15)
    assert lowest(case, (1, 1, 1), found) == 1
    assert plan(case, (1, 1, 1), found=found).trust == 1


def test_what_one_party_does_alone_has_no_floor_but_the_start():
    case = exchange([("a", 5, 9), ("a", 4, 9)])
    found = frontier(case)
    assert lowest(case, (1, 1), found) == plan(case, (1, 1), found=found).trust


def test_the_largest_move_asks_half_of_what_does_not_fit():
    """b's one large gift of 20 must fit between a's exposure and temptation: (20 - 3) / 2, rounded up, of 12."""
    small = [("a", 1, 2)] * 9 + [("b", 1, 2)] * 6
    case = exchange([*small, ("a", 11, 20), ("b", 19, 12)])
    found = frontier(case)
    ours = plan(case, (1,) * len(case.variables), found=found)
    assert ours.certificate.optimal
    assert lowest(case, ours.target, found) <= ours.trust


@pytest.mark.parametrize("kind", ["loose", "uncorrelated", "tight"])
@pytest.mark.parametrize("seed", range(4))
def test_what_is_proven_of_many_moves_is_what_a_search_of_all_sets_finds(kind, seed):
    """The beams, floors and closures against the least over all orders, by dynamic programming over sets."""
    draw = Random(f"{kind} {seed}")
    pairs = []
    for k in range(14):
        cost = draw.randint(1, 100)
        gain = {
            "loose": draw.randint(50, 150),
            "uncorrelated": draw.randint(1, 110),
            "tight": max(1, round(cost * draw.uniform(0.8, 1.25))),
        }[kind]
        pairs.append(("ab"[k % 2], cost, gain))
    case = exchange(pairs)
    target = (1,) * len(pairs)
    found = frontier(case)
    ours = plan(case, target, found=found)
    assert ours.certificate.optimal
    assert ours.trust == least_over_sets(case, target, found)
    assert verify(case, document(ours), found=found).trust == ours.trust


def least_over_sets(case, target, found):
    """The least, over all orders of hand-overs, of the largest share that any set on the way asks."""
    scale, utilities = scales(found), case.utilities
    count = len(target)
    start = case.status_quo
    whole = [utilities.units(p, target) for p in range(2)]
    worth = [[row[k][1] - row[k][0] for k in range(count)] for row in utilities.tables]
    levels = np.zeros((2, 1 << count), dtype=np.int64)
    for k in range(count):
        for p in range(2):
            levels[p, 1 << k : 2 << k] = levels[p, : 1 << k] + worth[p][k]
    cost = np.zeros(1 << count, dtype=object)
    for p in range(2):
        risk = np.maximum(-levels[p], levels[p] + utilities.units(p, start) - whole[p])
        cost = np.maximum(cost, np.maximum(risk, 0).astype(object) * scale[1 - p])
    cost[-1] = 0
    best = cost.copy()
    for done in range(1, 1 << count):
        best[done] = max(
            best[done], min(best[done ^ (1 << k)] for k in range(count) if done >> k & 1)
        )
    # one side's last hand-overs in one step visit nothing in between, and here ask no less one by one
    return Fraction(int(best[-1]), scale[0] * scale[1])


def lowest(case, target, found):
    """The floor of every plan from the status quo to a target."""
    start = Standing(case.status_quo, case.status_quo)
    ways = axis_module.axes(case, start, target, round_about=True)
    return floor(case, start, Breakdown(case, scales(found), target), ways, timed=False).trust
