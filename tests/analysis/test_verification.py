"""The checker: it accepts what holds and names each way in which a plan does not."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from copy import deepcopy
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.analysis.plan_cases import document, plan_cases

import detente.analysis.verification as checker
from detente.analysis.frontier import frontier
from detente.analysis.planning import plan
from detente.analysis.verification import verify
from detente.errors import InputError, NoPlan
from detente.model.case import Case, Party, ThirdParty
from detente.model.issue import Item, Items, Options, Range
from detente.model.limits import Limits
from detente.model.move import MoveRule
from detente.model.preference import Piecewise, Preference, Table, Worth
from detente.model.rule import Any_, In, Rule
from detente.model.standing import standing

ONE = Fraction(1)


@pytest.fixture
def case():
    """Two sides: a ladder that both climb, a quota that `b` raises, a captive that `a` holds."""

    def linear(first, last):
        return Piecewise(((Fraction(0), Fraction(first)), (Fraction(6), Fraction(last))), "linear")

    def table(*scores):
        return Table(dict(zip(("none", "talks", "visits"), map(Fraction, scores), strict=True)))

    issues = {
        "visits": Options("visits", ("none", "talks", "visits"), True, "none"),
        "quota": Range("quota", Fraction(0), Fraction(6), status_quo=Fraction(0)),
        "captives": Items("captives", (Item("x", "a", ("b",)), Item("y", "b", ("a",)))),
    }
    weights = dict.fromkeys(issues, ONE)
    preferences = {
        "a": Preference(
            weights,
            {
                "visits": table(0, 1, 4),
                "quota": linear(0, 6),
                "captives": Worth({"x": {"a": Fraction(3)}, "y": {"a": Fraction(5)}}),
            },
        ),
        "b": Preference(
            weights,
            {
                "visits": table(0, 0, 2),
                "quota": linear(0, -3),
                "captives": Worth({"x": {"b": Fraction(5)}, "y": {"b": Fraction(3)}}),
            },
        ),
    }
    moves = (
        MoveRule("visits", revocable=True, duration=10),
        MoveRule(
            "quota",
            by=("b",),
            needs=In(0, frozenset([2])),
            increment=Fraction(3),
            latest=date(2023, 3, 31),
        ),
        MoveRule("captives", guarantor="g"),
    )
    rule = Rule("no quota before talks", Any_((In(0, frozenset([1, 2])), In(1, frozenset([0])))))
    return Case(
        "small",
        {p: Party(p) for p in "ab"},
        issues,
        preferences,
        (rule,),
        moves,
        {"g": ThirdParty("g", roles=("guarantor",))},
        as_of=date(2023, 1, 30),
    )


VISITS = {
    "moves": [
        {"issue": "visits", "from": "none", "to": "talks", "by": ["a", "b"]},
        {"issue": "visits", "from": "talks", "to": "visits", "by": ["a", "b"]},
    ]
}
QUOTA = {"moves": [{"issue": "quota", "from": 0, "to": 3, "by": ["b"]}]}
SWAP = {
    "moves": [
        {"issue": "captives", "item": "x", "from": "a", "to": "b"},
        {"issue": "captives", "item": "y", "from": "b", "to": "a"},
    ],
    "atomic": True,
}


def broken(case, *steps, **more):
    """(step, rule) of each violation."""
    found = verify(case, {"steps": list(steps), **more})
    assert found.holds == (not found.violations)
    return [(violation.step, violation.rule) for violation in found.violations]


def test_a_plan_written_by_hand_holds_and_its_figures_are_those_of_the_definitions(case):
    found = verify(case, {"steps": [VISITS, QUOTA, SWAP]})
    assert found.violations == ()
    # visits are revocable: all that stays of them is nothing; the quota costs b 1.5 and gives a 3
    assert found.exposure == {"a": 0, "b": Fraction(3, 2)}
    assert found.temptation == {"a": 0, "b": 0}


def test_halfway_through_a_step_that_nobody_guarantees_counts(case):
    unguarded = verify(case, {"steps": [{**SWAP, "atomic": False}]})
    assert unguarded.holds
    assert unguarded.exposure == {"a": 3, "b": 3}
    assert unguarded.temptation == {"a": 3, "b": 3}
    assert verify(case, {"steps": [SWAP]}).trust == 0


def test_the_target_itself_is_not_counted(case):
    assert verify(case, {"steps": [QUOTA]}).exposure == {"a": 0, "b": 0}
    assert verify(case, {"steps": []}).trust == 0


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([QUOTA], [(1, "needs"), (1, "rules")]),
        ([{"moves": VISITS["moves"] + QUOTA["moves"]}], [(1, "needs")]),
        ([VISITS, {"moves": [{"issue": "quota", "from": 0, "to": 6}]}], [(2, "moves")]),
        ([VISITS, {"moves": [{"issue": "quota", "from": 1, "to": 3}]}], [(2, "from")]),
        (
            [VISITS, {"moves": [{"issue": "quota", "from": 0, "to": 3, "by": "a"}]}],
            [(2, "performers")],
        ),
        ([{**VISITS, "atomic": True}], [(1, "guarantor")]),
        ([SWAP, SWAP], [(2, "from"), (2, "from")]),
        ([{"moves": [{"issue": "captives", "item": "x", "from": "b", "to": "a"}]}], [(1, "from")]),
    ],
)
def test_each_way_not_to_hold_is_named_with_its_step(case, steps, expected):
    assert broken(case, *steps) == expected


def test_what_is_lacking_is_named_with_where_it_stands(case):
    needs, rule = verify(case, {"steps": [QUOTA]}).violations
    assert needs.message == (
        "what quota needs is not there yet when the step begins: visits is at 'none' by then"
    )
    assert rule.message == (
        "the state after it breaks the rule 'no quota before talks': visits is at 'none' and quota is at '3' by then"
    )


def test_figures_of_a_state_that_is_never_reached_are_not_held_against_ours(case):
    assert broken(case, {**QUOTA, "utilities": {"a": 99}}, trust=1) == [(1, "needs"), (1, "rules")]


def test_two_steps_on_a_ladder_may_be_written_as_one_move(case):
    leap = {"moves": [{"issue": "visits", "from": "none", "to": "visits"}]}
    assert verify(case, {"steps": [leap, QUOTA]}) == verify(case, {"steps": [VISITS, QUOTA]})


def test_a_step_after_its_latest_date_does_not_hold(case):
    slow = replace(case, as_of=date(2023, 3, 25))
    assert broken(slow, VISITS, QUOTA) == [(2, "dates")]


def test_a_move_that_the_case_does_not_have_does_not_hold(case):
    moves = (*case.moves, MoveRule("visits", start="none", end="talks"))
    one_way = replace(
        case,
        issues={**case.issues, "visits": replace(case.issues["visits"], ladder=False)},
        moves=tuple(m for m in moves if m.issue != "visits" or m.start),
    )
    assert broken(one_way, {"moves": [{"issue": "visits", "from": "none", "to": "visits"}]}) == [
        (1, "moves")
    ]


def test_stated_figures_and_target_are_held_against_ours(case):
    told = {
        "target": {"outcome": {"visits": "visits", "quota": 3}, "utilities": {"a": 10, "b": 0.5}},
        "exposure": {"b": 0},
        "trust": 0.9,
    }
    assert broken(case, VISITS, QUOTA, **told) == [
        (0, "figures"),
        (0, "figures"),
    ]
    assert broken(case, VISITS, target={"outcome": {"visits": "visits", "quota": 3}}) == [
        (0, "target")
    ]
    assert broken(case, {**VISITS, "utilities": {"a": 7}}) == []
    assert broken(case, {**VISITS, "utilities": {"a": 12.5, "z": 1}}) == [
        (1, "figures"),
        (1, "figures"),
    ]


@pytest.mark.parametrize(
    ("plan_document", "message"),
    [
        ({}, "'steps' must be there"),
        ({"steps": 3}, "'steps' must be there"),
        ({"steps": [3]}, "step 1: a step is a mapping"),
        ({"steps": [{"moves": [{"issue": "quota"}]}]}, "step 1, move 1: a move needs"),
        (
            {"steps": [{"moves": [{"issue": "kuota", "from": 0, "to": 1}]}]},
            "no issue is called 'kuota'",
        ),
        ({"steps": [{"moves": [{"issue": "quota", "from": 0, "to": 99}]}]}, "no value '99'"),
        (
            {"steps": [{"moves": [{"issue": "captives", "from": "a", "to": "b"}]}]},
            "'item' is one of x, y",
        ),
        ({"steps": [{**QUOTA, "atomic": "yes"}]}, "'atomic' is true or false"),
        ({"steps": [QUOTA], "trust": "high"}, "not a number"),
        ({"steps": [QUOTA], "target": {"outcome": {"quota": 77}}}, "target: quota has no value"),
        (
            {"steps": [{"moves": [{"issue": "quota", "from": 0, "to": 3, "by": ["z"]}]}]},
            "'by' is a list",
        ),
    ],
)
def test_what_is_no_plan_of_the_case_is_an_input_error(case, plan_document, message):
    with pytest.raises(InputError, match=message):
        verify(case, plan_document)


def test_a_line_goes_round_by_other_values_where_the_straight_way_cannot_be_gone(case):
    """From `none` to `all` straight takes a quota of 6; by way of `some` it does not."""
    issue = Options("visits", ("none", "some", "all"), status_quo="none")
    table = Table({"none": Fraction(0), "some": Fraction(1), "all": Fraction(4)})
    wants = {
        p: replace(w, values={**w.values, "visits": table}) for p, w in case.preferences.items()
    }
    straight = MoveRule("visits", start="none", end="all", needs=In(1, frozenset([6])), by=("a",))
    moves = (straight, MoveRule("visits", end="some", by=("b",)), MoveRule("visits", by=("a",)))
    world = replace(
        case, issues={**case.issues, "visits": issue}, preferences=wants, rules=(), moves=moves
    )
    line = {"issue": "visits", "from": "none", "to": "all"}
    found = verify(world, {"steps": [{"moves": [line]}]})
    assert found.holds
    # by way of `some`: halfway b alone has acted and brought that about, which is worth 1 to both
    assert [(m.acted, m.state[0]) for m in found.moments] == [((), 0), (("a",), 0), (("b",), 1)]
    told = {
        "moves": [
            {"issue": "visits", "from": "none", "to": "some"},
            {"issue": "visits", "from": "some", "to": "all"},
        ]
    }
    assert verify(world, {"steps": [told]}) == found
    # who says that a performs it means the straight way, and that cannot be gone
    assert broken(world, {"moves": [{**line, "by": ["a"]}]}) == [(1, "needs")]
    assert broken(world, {"moves": [{**line, "by": ["a", "b"]}]}) == [
        (1, "performers"),
        (1, "needs"),
    ]


def test_an_issue_may_come_back_in_a_later_step_but_not_within_one(case):
    back = {"issue": "visits", "from": "talks", "to": "none"}
    there = VISITS["moves"][0]
    assert broken(case, {"moves": [there]}, {"moves": [back]}) == []
    assert broken(case, {"moves": [there, back]}) == [(1, "moves")]
    nothing = {"issue": "visits", "from": "none", "to": "none"}
    assert broken(case, {"moves": [nothing]}) == [(1, "moves")]


def test_one_mistake_is_told_once_and_not_by_all_that_follows(case):
    far = {"moves": [{"issue": "captives", "item": "x", "from": "b", "to": "b"}]}
    wrong = {"moves": [{"issue": "quota", "from": 1, "to": 3}]}
    after = {"moves": [{"issue": "quota", "from": 3, "to": 6}]}
    assert broken(case, VISITS, wrong, after, SWAP) == [(2, "from")]
    assert broken(case, far) == [(1, "from"), (1, "moves")]
    # a rule that stays broken is told where it is broken first
    no_talks = {"moves": [VISITS["moves"][0]]}
    ended = {"moves": [{"issue": "visits", "from": "visits", "to": "talks"}]}
    all_off = {"moves": [{"issue": "visits", "from": "talks", "to": "none"}]}
    found = broken(case, VISITS, QUOTA, ended, all_off, SWAP, no_talks)
    assert found == [(5 - 1, "rules")]


def test_a_guarantor_that_the_case_does_not_name_does_not_count(case):
    other = replace(case, third_parties={**case.third_parties, "h": ThirdParty("h", "Helvetia")})
    named = {**SWAP, "moves": [{**move, "guarantor": "h"} for move in SWAP["moves"]]}
    (first, second) = verify(other, {"steps": [named]}).violations
    assert (first.step, first.rule, first.issue) == (1, "guarantor", "captives.x")
    assert first.message == "Helvetia is not named as guarantor of x in the case; that is g"
    assert second.issue == "captives.y"
    swapped = {"moves": [{**QUOTA["moves"][0], "guarantor": "h"}]}
    (one,) = verify(other, {"steps": [VISITS, swapped]}).violations
    assert one.message.endswith("nobody is")


def test_a_plan_goes_on_from_where_things_stand(case):
    where = standing(case, (2, 3, 0, 0))
    assert broken(case, SWAP) == []
    rest = {"moves": [{"issue": "quota", "from": 3, "to": 6}]}
    found = verify(case, {"steps": [rest]}, standing=where)
    assert found.holds
    # what is sunk already is at risk from the first moment on: the quota of 3 cost b 1.5
    assert found.exposure == {"a": 0, "b": Fraction(3, 2)}
    assert verify(case, {"steps": []}, standing=where).exposure == {"a": 0, "b": 0}
    assert [v.rule for v in verify(case, {"steps": [rest]}).violations] == [
        "from",
        "needs",
        "rules",
    ]
    told = {"steps": [rest], "start": {"outcome": {"visits": "visits", "quota": 3}}}
    assert verify(case, told, standing=where).holds
    (_, _, _, *said) = verify(case, told).violations
    assert [(v.step, v.rule, v.issue) for v in said] == [
        (0, "from", "visits"),
        (0, "from", "quota"),
    ]


def test_a_tolerance_and_a_loss_from_step_to_step_are_told_with_their_amounts(case):
    """The quota costs b 1.5 for each 3; before it nothing is lost, after it nobody gives b anything."""
    wants = replace(case.preferences["b"], tolerance=Fraction(1))
    strict = replace(case, preferences={**case.preferences, "b": wants})
    (violation,) = verify(strict, {"steps": [VISITS, QUOTA, SWAP]}).violations
    assert (violation.step, violation.rule, violation.party) == (2, "tolerance", "b")
    assert violation.amount == Fraction(1, 2)
    assert violation.message == (
        "after it b stands 1.5 below no deal, 0.5 more than the 1 that it bears"
    )
    bears = Limits({"b": Fraction(3, 2)})
    assert verify(strict, {"steps": [VISITS, QUOTA, SWAP]}, limits=bears).holds
    found = verify(case, {"steps": [VISITS, QUOTA, SWAP]}, limits=Limits(never_worse=True))
    assert [(v.step, v.rule, v.party, v.amount) for v in found.violations] == [
        (2, "worse", "b", Fraction(3, 2))
    ]
    assert "worse off than before by 1.5 (3.5 instead of 5)" in found.violations[0].message


def test_a_tolerance_of_somebody_unknown_is_an_input_error(case):
    with pytest.raises(InputError, match="a tolerance of 'c', who is no party; there are: a, b"):
        verify(case, {"steps": []}, limits=Limits({"c": Fraction(1)}))


@pytest.mark.parametrize("plan_document", [[], None, 3, "steps"])
def test_what_is_no_plan_at_all_is_an_input_error(case, plan_document):
    with pytest.raises(InputError, match="a plan is a mapping with 'steps'"):
        verify(case, plan_document)


@given(plan_cases(most_moves=8), st.randoms(use_true_random=False))
def test_a_damaged_plan_never_passes_as_the_planners(drawn, random):
    """Drop a step, or swap two: the checker finds it broken, or no better than the least trust."""
    case, target = drawn
    found = frontier(case)
    try:
        ours = plan(case, target, found=found)
    except NoPlan:
        return
    if not ours.steps:
        return
    damaged = deepcopy(document(ours))
    for name in ("exposure", "temptation", "trust"):
        del damaged[name]
    steps = damaged["steps"]
    for step in steps:
        del step["utilities"]
    first, second = random.randrange(len(steps)), random.randrange(len(steps))
    if first == second:
        del steps[first]
        assert not verify(case, damaged, found=found).holds
    else:
        steps[first], steps[second] = steps[second], steps[first]
        checked = verify(case, damaged, found=found)
        assert not checked.holds or checked.trust >= ours.trust


@given(plan_cases())
def test_a_plan_can_be_checked_as_it_was_returned(drawn):
    case, target = drawn
    found = frontier(case)
    try:
        ours = plan(case, target, found=found)
    except NoPlan:
        return
    assert verify(case, ours, found=found) == verify(case, document(ours), found=found)
    assert verify(case, ours, found=found).holds


def test_a_plan_of_another_case_is_judged_by_this_one(case):
    ours = plan(case, (2, 6, 1, 1))
    other = replace(case, moves=(MoveRule("quota", by=("a",)),))
    assert not verify(other, ours).holds


def modules_behind(name, source):
    """All modules of Detente that one imports, near or far, anywhere in its text."""
    seen, waiting = set(), [name]
    while waiting:
        module = waiting.pop()
        if module in seen:
            continue
        path = source.joinpath(*module.split("."))
        path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
        if not path.exists():
            continue
        seen.add(module)
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("detente."):
                waiting += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
            elif isinstance(node, ast.Import):
                waiting += [alias.name for alias in node.names]
    return seen


def test_the_checker_imports_nothing_of_the_planner_near_or_far():
    source = Path(checker.__file__).parents[3]
    behind = set()
    for module in sorted(Path(checker.__file__).parent.glob("*.py")):
        behind |= modules_behind(f"detente.analysis.verification.{module.stem}", source)
    assert "detente.analysis.scale" in behind  # so the search does find what is imported
    assert "detente.model.lapse" in behind
    assert not [module for module in behind if "planning" in module]
    program = "import sys, detente.analysis.verification; print('\\n'.join(sys.modules))"
    ran = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(source)},
    )
    assert "detente.analysis.verification" in ran.stdout
    assert "planning" not in ran.stdout
