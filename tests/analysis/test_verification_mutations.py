"""One thing of a plan that holds is broken: the checker names it, its step and by how much, and nothing else."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from itertools import islice, pairwise

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tests.analysis.plan_worlds import TODAY, document, worlds

from detente.analysis.scale import measured
from detente.analysis.verification import verify
from detente.model.limits import Limits
from detente.model.rule import In, Not, Rule
from detente.model.standing import Standing
from detente.model.term import Term

ALL = (
    "joint",
    "guarantor",
    "revocable",
    "rules",
    "needs",
    "standing",
    "reservations",
    "interactions",
)
DATED = (*ALL, "dates")
WHAT = ("exposure", "temptation", "trust", "scale", "utilities", "walk_away")
SOME = settings(
    max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
"""Worlds take their time to draw, and not every one has a plan."""


class Held:
    """A plan that holds, as a document, and the world that it is of."""

    def __init__(self, world, steps):
        self.world, self.case, self.steps = world, world.case, steps
        self.document = document(world.case, steps, world.target)

    @cached_property
    def found(self):
        """What figures are measured against."""
        return measured(self.case)

    def checked(self, changed=None, case=None, **more):
        """What the checker says of the plan, or of another."""
        given_ = {"standing": self.world.standing, "limits": self.world.limits, **more}
        if case is None:
            given_["found"] = self.found
        return verify(case or self.case, changed or self.document, **given_)

    def states(self):
        """The state before the first step, and after each."""
        found = [self.world.at.state]
        for step in self.steps:
            now = list(found[-1])
            for move in step.moves:
                now[move.variable] = move.end
            found.append(tuple(now))
        return found


@st.composite
def held(draw, features=ALL):
    """A plan that holds, with at least one step."""
    world = draw(worlds(features=features, most_moves=4))
    if "dates" in features:
        world = replace(world, case=replace(world.case, as_of=TODAY))
    plans = [plan for plan in islice(world.plans(), 6) if plan and not world.walk(plan).faults]
    assume(plans)
    found = Held(world, draw(st.sampled_from(plans)))
    assert found.checked().holds
    return found


def broken(found):
    """(step, rule) of each violation."""
    return [(violation.step, violation.rule) for violation in found.violations]


@SOME
@given(held(), st.data())
def test_somebody_else_is_said_to_perform_a_move(plan, data):
    step = data.draw(st.integers(0, len(plan.steps) - 1))
    line = data.draw(st.integers(0, len(plan.steps[step].moves) - 1))
    move = plan.steps[step].moves[line]
    assume(plan.case.sizes[move.variable] == 2)  # else the others may have a way round
    wrong = deepcopy(plan.document)
    others = [p for p in plan.case.parties if p not in move.by] or list(plan.case.parties)[:1]
    assume(set(others) != set(move.by))
    wrong["steps"][step]["moves"][line]["by"] = others
    found = plan.checked(wrong)
    assert broken(found) == [(step + 1, "performers")]
    assert found.violations[0].issue == plan.case.variables[move.variable].name
    assert found.exposure == plan.checked().exposure


@SOME
@given(held(), st.data())
def test_a_move_is_said_to_start_where_things_do_not_stand(plan, data):
    step = data.draw(st.integers(0, len(plan.steps) - 1))
    line = data.draw(st.integers(0, len(plan.steps[step].moves) - 1))
    move = plan.steps[step].moves[line]
    labels = plan.case.variables[move.variable].labels
    wrong = deepcopy(plan.document)
    others = [label for k, label in enumerate(labels) if k not in (move.start, move.end)]
    assume(others)
    wrong["steps"][step]["moves"][line]["from"] = data.draw(st.sampled_from(others))
    found = plan.checked(wrong)
    assert (step + 1, "from") in broken(found)
    # what else is said is said of that very line, which now stands for other moves
    name = plan.case.variables[move.variable].name
    line_alone = [v for v in found.violations if v.rule != "guarantor" or v.issue is not None]
    assert {(v.step, v.issue) for v in line_alone} == {(step + 1, name)}
    assert {v.step for v in found.violations} == {step + 1}


@SOME
@given(held(), st.data())
def test_a_step_is_called_atomic_though_nobody_guarantees_it(plan, data):
    step = data.draw(st.integers(0, len(plan.steps) - 1))
    named = {move.guarantor for move in plan.steps[step].moves}
    assume(not (len(named) == 1 and None not in named))
    wrong = deepcopy(plan.document)
    wrong["steps"][step]["atomic"] = True
    found = plan.checked(wrong)
    assert broken(found) == [(step + 1, "guarantor")]
    # and it is reckoned with as what it is: nobody guarantees it
    assert found.moments == plan.checked().moments


@SOME
@given(held(), st.data())
def test_a_step_is_left_out(plan, data):
    step = data.draw(st.integers(0, len(plan.steps) - 1))
    wrong = deepcopy(plan.document)
    del wrong["steps"][step]
    found = plan.checked(wrong)
    assert not found.holds
    assert {v.rule for v in found.violations} <= {"from", "target", "needs", "rules"}
    lost = {plan.case.variables[m.variable].name for m in plan.steps[step].moves}
    assert {v.issue for v in found.violations if v.rule in ("from", "target")} <= lost


@SOME
@given(held(), st.data())
def test_it_ends_elsewhere_than_it_says(plan, data):
    v = data.draw(st.integers(0, len(plan.case.sizes) - 1))
    target = list(plan.world.target)
    target[v] = (target[v] + 1) % plan.case.sizes[v]
    assume(target[v] != plan.world.target[v])
    found = plan.checked(document(plan.case, plan.steps, tuple(target)))
    assert broken(found) == [(0, "target")]
    assert found.violations[0].issue == plan.case.variables[v].name


@SOME
@given(held(), st.data())
def test_it_states_a_figure_that_is_not_so(plan, data):
    true = plan.checked()
    party = data.draw(st.sampled_from(list(plan.case.parties)))
    off = data.draw(st.sampled_from([Fraction(1), Fraction(-1, 7), Fraction(1, 10**6)]))
    what = data.draw(st.sampled_from(WHAT))
    wrong, step = deepcopy(plan.document), 0
    if what == "trust":
        wrong["trust"], party = true.trust + off, None
    elif what == "walk_away" and len(plan.steps) > 1:
        moment = data.draw(st.sampled_from([m for m in true.moments if m.step and not m.acted]))
        step = moment.step
        wrong["steps"][step - 1]["walk_away"] = {party: moment.walk_away[party] + off}
    elif what in ("utilities", "walk_away"):
        step = data.draw(st.integers(1, len(plan.steps)))
        worth = plan.case.utilities.of(plan.states()[step])[party]
        wrong["steps"][step - 1]["utilities"] = {party: worth + off}
    else:
        wrong[what] = {party: getattr(true, what)[party] + off}
    found = plan.checked(wrong)
    assert broken(found) == [(step, "figures")]
    assert (found.violations[0].party, found.violations[0].amount) == (party, abs(off))


@SOME
@given(held())
def test_the_figures_that_are_so_are_no_mistake(plan):
    true = plan.checked()
    stated = deepcopy(plan.document)
    for name in ("exposure", "temptation", "scale"):
        stated[name] = {party: float(figure) for party, figure in getattr(true, name).items()}
    stated["trust"] = float(true.trust)
    for number, step in enumerate(stated["steps"], 1):
        worth = plan.case.utilities.of(plan.states()[number])
        step["utilities"] = {party: float(figure) for party, figure in worth.items()}
    assert plan.checked(stated).holds


@SOME
@given(held(), st.data())
def test_somebody_bears_a_little_less_than_the_plan_asks(plan, data):
    true = plan.checked()
    exposed = [party for party, most in true.exposure.items() if most]
    assume(exposed)
    party = data.draw(st.sampled_from(exposed))
    less = data.draw(st.sampled_from([Fraction(1, 3), true.exposure[party]]))
    found = plan.checked(limits=Limits({party: true.exposure[party] - less}))
    worst = true.most_exposed(party)
    assert broken(found) == [(worst.step, "tolerance")]
    assert (found.violations[0].party, found.violations[0].amount) == (party, less)
    assert found.exposure == true.exposure
    assert plan.checked(limits=Limits(true.exposure)).holds


@SOME
@given(held())
def test_a_step_leaves_somebody_worse_off(plan):
    states = [plan.case.utilities.of(state) for state in plan.states()]
    worse = [
        (step, party, before[party] - after[party])
        for step, (before, after) in enumerate(pairwise(states), 1)
        for party in plan.case.parties
        if after[party] < before[party]
    ]
    found = plan.checked(limits=Limits(never_worse=True))
    assert [(v.step, v.party, v.amount) for v in found.violations] == worse
    assert {v.rule for v in found.violations} <= {"worse"}


@SOME
@given(held(), st.data())
def test_a_move_is_refused(plan, data):
    step = data.draw(st.integers(0, len(plan.steps) - 1))
    move = data.draw(st.sampled_from(plan.steps[step].moves))
    at = plan.world.at
    every = data.draw(st.booleans())
    refused = frozenset([(move.variable, None if every else move.end)])
    found = plan.checked(standing=Standing(at.state, at.stays, at.day, refused, at.lapsed))
    steps = [
        number
        for number, each in enumerate(plan.steps, 1)
        for other in each.moves
        if other.variable == move.variable and (every or other.end == move.end)
    ]
    assert {(v.step, v.rule) for v in found.violations} == {(number, "refused") for number in steps}


@SOME
@given(held(), st.data())
def test_a_state_on_the_way_breaks_a_rule(plan, data):
    step = data.draw(st.integers(1, len(plan.steps)))
    v = data.draw(st.sampled_from([move.variable for move in plan.steps[step - 1].moves]))
    states = plan.states()
    rule = Rule("new", Not(In(v, frozenset([states[step][v]]))))
    assume(rule.condition.holds(states[0]))
    case = replace(plan.case, rules=(*plan.case.rules, rule))
    assume(any(case.valid(state) for state in states))
    found = plan.checked(case=case)
    kept = [rule.condition.holds(state) for state in states]
    first = [(k, "rules") for k in range(1, len(states)) if kept[k - 1] and not kept[k]]
    assert broken(found) == first
    assert (step, "rules") in first


@SOME
@given(held(DATED), st.data())
def test_a_step_begins_a_day_too_soon(plan, data):
    true = plan.checked()
    step = data.draw(st.integers(0, len(plan.steps) - 1))
    days = data.draw(st.integers(1, 40))
    wrong = deepcopy(plan.document)
    wrong["steps"][step]["begins"] = true.days[step][0] - timedelta(days)
    found = plan.checked(wrong)
    assert broken(found) == [(step + 1, "dates")]
    assert found.violations[0].amount == days
    assert (found.days, found.moments) == (true.days, true.moments)
    wrong["steps"][step]["begins"] = true.days[step][0]
    assert plan.checked(wrong) == true


@SOME
@given(held(DATED), st.data())
def test_a_step_ends_a_day_after_the_latest_date_of_a_move(plan, data):
    true = plan.checked()
    step = data.draw(st.integers(0, len(plan.steps) - 1))
    issue = plan.case.variables[plan.steps[step].moves[0].variable].issue
    assume(true.days[step][1] > date.min)
    latest = true.days[step][1] - timedelta(1)
    moves = tuple(
        replace(rule, latest=latest) if rule.issue == issue else replace(rule, latest=None)
        for rule in plan.case.moves
    )
    case = replace(plan.case, moves=moves)
    found = plan.checked(case=case, found=plan.found)
    late = {
        number
        for number, each in enumerate(plan.steps, 1)
        for move in each.moves
        if case.changes.move(move.variable, move.start, move.end).latest
        and true.days[number - 1][1] > latest
    }
    assert set(broken(found)) == {(number, "dates") for number in late}


@SOME
@given(held(DATED), st.data())
def test_a_term_lapses_on_the_day_a_step_on_it_ends(plan, data):
    true = plan.checked()
    step = data.draw(st.integers(1, len(plan.steps)))
    issue = plan.case.variables[plan.steps[step - 1].moves[0].variable].issue
    ends = true.days[step - 1][1]
    assume(ends > plan.case.as_of)
    case = replace(plan.case, terms=(Term("new", (issue,), ends),))
    found = plan.checked(case=case, found=plan.found)
    of_issue = {v for v, each in enumerate(plan.case.variables) if each.issue == issue}
    late = {
        number
        for number, each in enumerate(plan.steps, 1)
        for move in each.moves
        if true.days[number - 1][1] >= ends
        and (move.variable in of_issue or (move.needs and move.needs.scope & of_issue))
    }
    assert {(v.step, v.rule) for v in found.violations} == {(number, "terms") for number in late}
    assert step in late
    later = replace(plan.case, terms=(Term("new", (issue,), true.days[-1][1] + timedelta(1)),))
    assert plan.checked(case=later, found=plan.found).holds
