"""What helps: every change is tried again by brute force, and none that helps is missed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.analysis.plan_brute import World
from tests.analysis.plan_worlds import worlds

from detente.analysis.frontier import frontier
from detente.analysis.improvement import KINDS, alteration, what_helps
from detente.analysis.improvement.amount import smallest
from detente.analysis.planning import plan
from detente.errors import NoAgreement, NoPlan
from detente.model.case import Case, Party, ThirdParty
from detente.model.issue import Options, Range
from detente.model.limits import Limits
from detente.model.move import MoveRule
from detente.model.preference import Piecewise, Preference, Table
from detente.model.rule import In, Rule
from detente.model.standing import standing
from detente.model.term import Term


def proven(world):
    """Whether the planner proves all it says: of ranges whose moves differ by where they begin or end it may not."""
    return not any(
        isinstance(world.case.issues[rule.issue], Range) and (rule.start or rule.end)
        for rule in world.case.moves
    )


tiny = worlds(most_moves=3, parties=(2, 3)).filter(proven)
FEWER = settings(max_examples=max(10, settings.default.max_examples // 3))


def brute(world, case=None, target=None, standing=None, limits=None):
    """The least trust of any plan, on the scale of the world's own case; None without any."""
    changed = World(case or world.case, target or world.target, standing, limits or world.limits)
    changed.__dict__["scale"] = world.scale
    best = changed.fast()
    return None if best is None else best.trust


def helps(world):
    """What helps in a world, with its frontier."""
    found = frontier(world.case)
    return what_helps(
        world.case, world.target, found=found, limits=world.limits, standing=world.standing
    )


def steps_of(world):
    """The steps of the plan as things are; none if there is no plan."""
    try:
        return plan(
            world.case,
            world.target,
            found=frontier(world.case),
            limits=world.limits,
            standing=world.standing,
        ).steps
    except NoPlan:
        return ()


@FEWER
@given(tiny)
def test_every_change_asks_what_trying_everything_finds_and_less_than_before(world):
    found = helps(world)
    assert found.before == brute(world, standing=world.standing)
    for change in found:
        assert change.kind in KINDS
        assert change.before == found.before
        assert change.optimal
        assert change.bound == change.trust
        assert found.before is None or change.trust < found.before
        assert change.trust == brute(
            world, change.case, change.target, change.standing, change.limits
        )


@FEWER
@given(tiny)
def test_the_least_trust_comes_first_and_the_order_is_always_the_same(world):
    found = helps(world)
    assert [change.trust for change in found] == sorted(change.trust for change in found)
    assert found == helps(world)
    assert len({(c.kind, c.moves, c.party, c.name, c.rule) for c in found}) == len(found)


@FEWER
@given(tiny)
def test_no_move_that_could_be_taken_back_and_no_need_or_rule_that_could_go_is_missed(world):
    found = helps(world)
    case = world.case
    steps = steps_of(world)
    for move in (move for step in steps for move in step.moves):
        ranged = case.variables[move.variable].numbers is not None
        if not move.revocable and not ranged:
            expect(found, world, alteration.revocable(case, move), "revocable", moves=(move,))
    for rule in case.rules:
        without = replace(case, rules=tuple(each for each in case.rules if each is not rule))
        expect(found, world, without, "rule", name=rule.name)
    for rule in case.moves:
        if rule.needs is not None:
            free = tuple(replace(r, needs=None) if r is rule else r for r in case.moves)
            expect(found, world, replace(case, moves=free), "needs", rule=rule)


def expect(found, world, case, kind, **about):
    """A change is listed exactly if brute force finds that it helps, and with the same trust."""
    trust = brute(world, case, standing=world.standing)
    listed = [
        change.trust
        for change in found
        if change.kind == kind and all(getattr(change, k) == v for k, v in about.items())
    ]
    better = trust is not None and (found.before is None or trust < found.before)
    assert set(listed) == ({trust} if better else set())


@FEWER
@given(tiny)
def test_a_deposit_is_the_smallest_that_does_all_that_a_deposit_can(world):
    found = helps(world)
    assume(found.before)
    for party in world.case.parties:
        listed = [c for c in found if (c.kind, c.party) == ("deposit", party)]
        most = brute(
            world,
            alteration.deposited(world.case, party, Fraction(1000)),
            standing=world.standing,
        )
        assert most <= found.before
        if most == found.before:
            assert not listed
            continue
        (change,) = listed
        assert change.trust == most
        assert change.amount > 0
        # where what comes later is discounted, it is the smallest to within a thousandth of the scale
        rounded = world.case.preferences[party].discount not in (None, 1)
        margin = world.scale[party] / 999 if rounded else Fraction(1, 1000)
        less = alteration.deposited(world.case, party, change.amount - margin)
        assert brute(world, less, standing=world.standing) > most


@FEWER
@given(tiny)
def test_no_two_moves_or_steps_that_a_guarantor_could_make_one_are_missed(world):
    found = helps(world)
    assume(found.before)
    case = world.case
    steps = [step.moves for step in steps_of(world)]
    sets = [*steps, *(a + b for a, b in pairwise(steps))]
    moves = [move for step in steps for move in step]
    sets += [(a, b) for k, a in enumerate(moves) for b in moves[k + 1 :]]
    for together in sets:
        by = alteration.guarantor_for(case, together)
        trust = brute(world, alteration.guaranteed(case, together, by), standing=world.standing)
        if len({move.by for move in together}) > 1 and trust < found.before:
            assert any(
                c.kind == "guarantor" and set(c.moves) <= set(together) and c.trust <= trust
                for c in found
            )
    for change in found:
        if change.kind == "guarantor":
            for move in change.moves:  # nobody is named in vain
                rest = [other for other in change.moves if other != move]
                assert len(rest) < 2 or not any(
                    c.kind == "guarantor" and set(c.moves) <= set(rest) and c.trust <= change.trust
                    for c in found
                )


@given(tiny, st.data())
def test_what_is_said_of_some_moves_is_said_of_no_others(world, data):
    case = world.case
    every = [
        case.changes.move(v, start, end)
        for v, size in enumerate(case.sizes)
        for start in range(size)
        for end in range(size)
        if start != end
    ]
    chosen = data.draw(st.lists(st.sampled_from(every), min_size=1, max_size=3, unique=True))
    changed = alteration.specially(case, chosen, guarantor="x")
    for move in every:
        after = changed.changes.move(move.variable, move.start, move.end)
        meant = move in chosen or any(  # of a range every move is
            case.variables[move.variable].numbers and move.variable == other.variable
            for other in chosen
        )
        assert after == (replace(move, guarantor="x") if meant else move)
    for v, size in enumerate(case.sizes):
        for value in range(size):
            assert set(case.changes.next_values(v, value)) == set(
                changed.changes.next_values(v, value)
            )


@given(st.integers(-20, 20), st.integers(1, 40), st.data())
def test_the_smallest_amount_is_found_by_halving(low, width, data):
    first = data.draw(st.integers(low + 1, low + width))
    assert smallest(lambda n: n >= first, low, low + width) == first


# -- by hand ---------------------------------------------------------------------------------------


def side(reservation=None, **values):
    """What a side wants: for each issue the worth of its values."""
    functions = {
        name: worth
        if isinstance(worth, Piecewise)
        else Table({k: Fraction(v) for k, v in worth.items()})
        for name, worth in values.items()
    }
    return Preference(
        dict.fromkeys(values, Fraction(1)),
        functions,
        reservation=None if reservation is None else Fraction(reservation),
    )


def two(issues, a, b, **more):
    """A case of two sides."""
    return Case("two", {p: Party(p) for p in "ab"}, issues, {"a": a, "b": b}, **more)


GIVE = {
    "i": Options("i", ("no", "yes"), status_quo="no"),
    "j": Options("j", ("no", "yes"), status_quo="no"),
}
WANTS_J = side(i={"no": 0, "yes": -4}, j={"no": 0, "yes": 10})
WANTS_I = side(i={"no": 0, "yes": 10}, j={"no": 0, "yes": -4})
BOTH = (MoveRule("i", by=("a",)), MoveRule("j", by=("b",)))


def kinds(found):
    """The changes by kind, the best of each."""
    best = {}
    for change in found:
        best.setdefault(change.kind, change)
    return best


def test_an_exchange_of_two_promises_by_hand():
    """Each gives 4 and gets 10: whoever is first risks 4 of the 10 - 4 = 6 that it could gain."""
    case = two(GIVE, WANTS_J, WANTS_I, moves=BOTH)
    found = what_helps(case)
    assert found.before == Fraction(4, 6)
    best = kinds(found)
    assert best["guarantor"].trust == 0
    assert case.as_of is None
    assert {"latest", "earliest", "term"}.isdisjoint(best)
    assert "deposit" not in best  # whoever is first is exposed whatever the other pays for stopping
    # with the first move revocable nobody is exposed, and the last to move is not tempted
    assert best["revocable"].trust == 0
    assert best["revocable"].before == Fraction(2, 3)
    # one half of what a gives comes first and the other last: 2 of 6 are at risk
    assert best["halves"].trust == Fraction(2, 6)
    changed = best["halves"]
    assert changed.case.outcome(changed.target) == {"i": "yes", "j": "yes"}


def test_a_deposit_by_hand():
    """What a gives first costs it nothing; b then saves 4 by keeping what it owes, of the 10 that it could gain."""
    case = two(
        GIVE,
        side(i={"no": 0, "yes": 0}, j={"no": 0, "yes": 10}),
        WANTS_I,
        moves=BOTH,
    )
    found = what_helps(case)
    assert found.before == Fraction(4, 10)
    deposit = kinds(found)["deposit"]
    assert (deposit.party, deposit.amount, deposit.trust) == ("b", 4, 0)
    assert plan(deposit.case, deposit.target).trust == 0


def test_a_range_on_a_finer_grid():
    line = Piecewise(((Fraction(0), Fraction(0)), (Fraction(8), Fraction(-8))), "linear")
    gain = Piecewise(((Fraction(0), Fraction(0)), (Fraction(8), Fraction(16))), "linear")
    ranges = {
        name: Range(name, Fraction(0), Fraction(8), status_quo=Fraction(0)) for name in ("i", "j")
    }
    case = two(ranges, side(i=line, j=gain), side(i=gain, j=line), moves=BOTH)
    found = what_helps(case)
    # at best a side gives 4 for 8, worth 16 to it: 12 more than no deal; now 1 of it is at risk at a time
    assert found.before == Fraction(1, 12)
    change = kinds(found)["step"]
    assert change.amount == Fraction(1, 2)
    assert change.trust == Fraction(1, 24)  # whoever goes in halves moves first and last
    assert change.case.outcome(change.target) == case.outcome(found.target)
    assert plan(change.case, change.target).trust < found.before


def test_what_would_make_an_agreement_reachable():
    """Each of the two promises needs the other one first."""
    case = two(
        GIVE,
        WANTS_J,
        WANTS_I,
        moves=(
            MoveRule("i", by=("a",), needs=In(1, frozenset([1]))),
            MoveRule("j", by=("b",), needs=In(0, frozenset([1]))),
        ),
    )
    with pytest.raises(NoPlan):
        plan(case)
    found = what_helps(case)
    assert found.before is None
    assert {change.kind for change in found} == {"needs"}
    assert {change.rule.issue for change in found} == {"i", "j"}
    assert {change.trust for change in found} == {Fraction(2, 3)}


def test_a_rule_that_stands_in_the_way():
    case = two(
        {"i": Options("i", ("no", "half", "yes"), ladder=True, status_quo="no")},
        side(i={"no": 0, "half": -1, "yes": 3}),
        side(i={"no": 0, "half": 2, "yes": 4}),
        moves=(
            MoveRule("i", end="half", by=("a",)),
            MoveRule("i", end="yes", by=("a",), needs=In(0, frozenset([1]))),
        ),
        rules=(Rule("all of it or nothing", In(0, frozenset([0, 2]))),),
    )
    found = what_helps(case)
    assert found.before is None
    assert [change.kind for change in found] == ["needs", "rule"]
    assert found[1].name == "all of it or nothing"
    assert [change.trust for change in found] == [0, Fraction(1, 3)]


def test_a_move_that_the_case_does_not_list():
    case = two(
        {"i": Options("i", ("no", "yes", "later"), status_quo="no")},
        side(i={"no": 0, "yes": 3, "later": -1}),
        side(i={"no": 0, "yes": 4, "later": -1}),
        moves=(MoveRule("i", start="no", end="later"),),
    )
    found = what_helps(case)
    assert found.before is None
    (change,) = found
    assert change.kind == "move"
    assert plan(change.case, change.target).trust == change.trust == 0


def test_a_guarantor_that_the_case_has_is_the_one_who_is_named():
    case = two(GIVE, WANTS_J, WANTS_I, moves=BOTH)
    named = replace(
        case, third_parties={"swiss": ThirdParty("swiss", "Switzerland", ("guarantor",))}
    )
    (change,) = (change for change in what_helps(named) if change.kind == "guarantor")
    assert change.name == "swiss"
    assert plan(change.case, change.target).steps[0].guarantor == "swiss"
    (change,) = (change for change in what_helps(case) if change.kind == "guarantor")
    assert change.case.third_parties[change.name].title == "a guarantor"


def test_nothing_has_to_help_a_plan_that_enforces_itself():
    case = two(GIVE, WANTS_J, WANTS_I, moves=tuple(replace(rule, revocable=True) for rule in BOTH))
    found = what_helps(case)
    assert (found.before, len(found), found.tried) == (0, 0, 0)


def test_a_search_that_is_stopped_counts_what_it_left_out():
    case = two(GIVE, WANTS_J, WANTS_I, moves=BOTH)
    whole = what_helps(case)
    seen = []
    calls = []

    def stop():
        calls.append(True)
        return len(seen) >= 2

    part = what_helps(case, stop=stop, progress=lambda done, all_: seen.append((done, all_)))
    assert part.tried == 2
    assert part.tried + part.left_out == whole.tried
    assert seen == [(0, whole.tried), (1, whole.tried)]
    assert set(part) <= set(whole)


def test_without_a_zone_of_agreement_there_is_nothing_to_help():
    case = two(GIVE, side(99, i={"no": 0, "yes": -4}), WANTS_I, moves=BOTH)
    with pytest.raises(NoAgreement):
        what_helps(case)


DAY = date(2023, 1, 30)


def within(days):
    """The two promises, of which a's takes thirty days and must be kept within so many."""
    slow = replace(BOTH[0], duration=30, latest=DAY + timedelta(days))
    return two(GIVE, WANTS_J, WANTS_I, moves=(slow, BOTH[1]), as_of=DAY)


def test_a_deadline_is_put_off_by_as_few_days_as_will_do():
    found = what_helps(within(10))
    assert found.before is None
    (change,) = found
    assert (change.kind, change.amount, change.trust) == ("latest", 20, Fraction(2, 3))
    assert change.rule.latest == DAY + timedelta(10)
    assert [move.variable for move in change.moves] == [0]
    assert plan(change.case, change.target).trust == change.trust
    assert what_helps(within(30)).before == Fraction(2, 3)


def test_a_move_that_may_begin_sooner():
    case = within(40)
    late = replace(case.moves[0], earliest=DAY + timedelta(20))
    found = what_helps(replace(case, moves=(late, case.moves[1])))
    assert found.before is None
    assert [(change.kind, change.amount) for change in found] == [
        ("earliest", None),
        ("latest", 10),
    ]


def test_a_term_that_ends_later():
    term = Term("treaty", ("i",), DAY + timedelta(25), after=(("i", "no"),))
    case = two(
        GIVE,
        WANTS_J,
        WANTS_I,
        moves=(replace(BOTH[0], duration=30), BOTH[1]),
        as_of=DAY,
        terms=(term,),
    )
    found = what_helps(case)
    assert found.before is None
    (change,) = found
    # the move must have ended before the day on which the term is no longer in force
    assert (change.kind, change.name, change.amount) == ("term", "treaty", 6)
    assert plan(change.case, change.target).trust == change.trust


def test_the_smallest_tolerance_that_lets_a_plan_be():
    """Whoever is first is exposed by 4."""
    case = two(GIVE, WANTS_J, WANTS_I, moves=BOTH)
    limits = Limits(tolerance={"a": Fraction(1), "b": Fraction(3)})
    found = what_helps(case, limits=limits)
    assert found.before is None
    borne = {change.party: change.amount for change in found if change.kind == "tolerance"}
    assert borne == {"a": 4, "b": 4}
    for change in found:
        if change.kind in ("tolerance", "guarantor"):
            assert plan(change.case, change.target, limits=change.limits).trust == change.trust
    assert any(change.kind == "guarantor" for change in found), "its step exposes nobody"


def test_a_step_that_may_leave_somebody_worse_off():
    first = replace(BOTH[1], needs=In(0, frozenset([1])))
    case = two(GIVE, WANTS_J, WANTS_I, moves=(BOTH[0], first))
    found = what_helps(case, limits=Limits(never_worse=True))
    assert found.before is None
    best = kinds(found)
    assert best["worse"].trust == Fraction(2, 3)
    assert not best["worse"].limits.never_worse
    assert best["needs"].trust == Fraction(2, 3)


def test_nothing_helps_against_what_is_at_risk_already():
    """Half of the exchange is done: a has given 4 for good, and stands there whatever is changed now."""
    case = two(GIVE, WANTS_J, WANTS_I, moves=BOTH)
    found = what_helps(case, standing=standing(case, (1, 0)))
    assert found.before == Fraction(4, 6)
    assert len(found) == 0
    assert found.tried > 0
