"""GRIT: which of its rules a plan keeps, which it breaks and where, and which nobody can know from a plan."""

from __future__ import annotations

import pytest
from tests.analysis.treaty import ANNA, INSPECTIONS, ZONE, plan_of, treaty

from detente.analysis.verification import GRIT_RULES, grit
from detente.model.limits import Limits

ALONE = (
    "{issue: inspections, by: [a, b], duration: 3}",
    "{issue: inspections, by: b, duration: 3}",
)
PLAN = plan_of(INSPECTIONS, ANNA, ZONE)


def judged(rule, case, plan, **more):
    """(whether it holds, step) of each finding on a rule; the messages too."""
    found = [finding for finding in grit(case, plan, **more) if finding.rule == rule]
    return [(finding.holds, finding.step) for finding in found], [f.message for f in found]


def test_each_rule_is_judged_or_said_not_to_be_known_in_the_order_of_the_rules():
    found = grit(treaty(), PLAN)
    assert list(dict.fromkeys(finding.rule for finding in found)) == list(GRIT_RULES)
    unknown = {finding.rule for finding in found if finding.holds is None}
    assert unknown == {
        "intent", "announced", "as_announced", "invited", "persistent", "matched", "bearable", "precise",
    }  # fmt: skip
    assert all(finding.step == 0 for finding in found if finding.holds is not False)
    assert all(finding.message for finding in found)


def test_a_step_is_announced_if_a_day_before_it_begins_is_given():
    def plan(first, second, third):
        moves = ({**INSPECTIONS, "announced": first}, ANNA, ZONE)
        return plan_of(
            moves[0], {"moves": [ANNA], "announced": second}, {"moves": [ZONE], "announced": third}
        )

    # the steps begin on 20, 23 and 28 January
    assert judged("announced", treaty(), plan("2026-01-19", "2026-01-22", "2026-01-20")) == (
        [(True, 0)],
        ["every step is announced before it begins"],
    )
    holds, messages = judged("announced", treaty(), plan("2026-01-20", "2026-01-24", "2026-01-27"))
    assert holds == [(False, 1), (False, 2)]
    assert messages == [
        "it is announced only on 2026-01-20, on the very day on which it begins",
        "it is announced on 2026-01-24, 1 day after it begins (2026-01-23)",
    ]
    holds, messages = judged("announced", treaty(), plan("2026-01-19", None, None))
    assert holds == [(None, 0)]
    assert messages == ["the plan does not say when steps 2 and 3 are announced ('announced')"]
    undated = treaty(("as_of: 2026-01-20\n", ""))
    assert judged("announced", undated, plan("2026-01-19", "2026-01-19", "2026-01-19"))[0] == [
        (None, 0)
    ]


def test_a_step_that_cannot_be_done_cannot_be_carried_out_as_announced():
    holds, (message,) = judged("as_announced", treaty(), plan_of(ANNA, ANNA, ZONE))
    assert holds == [(False, 2)]
    assert (
        message == "it cannot be carried out as the plan has it: Anna is at 'b' by then, not at 'a'"
    )
    assert judged("as_announced", treaty(), PLAN)[0] == [(None, 0)]


def test_a_step_of_several_is_not_one_sided():
    assert judged("one_sided", treaty(), PLAN) == (
        [(False, 1)],
        ["it takes Avaria and Bessia together"],
    )
    assert judged("one_sided", treaty(ALONE), PLAN)[0] == [(True, 0)]
    assert judged("one_sided", treaty(ALONE), plan_of(INSPECTIONS, [ANNA, ZONE]))[0] == [(False, 2)]


def test_steps_are_answered_where_the_others_follow_with_something_of_worth():
    assert judged("answered", treaty(ALONE), PLAN)[0] == [(True, 0)]
    assert judged("answered", treaty(), plan_of(ANNA)) == (
        [(False, 0)],
        ["every step is made by Avaria; nobody answers"],
    )
    # Avaria hands Anna over, worth 4 to Bessia; Bessia's answer is to suspend what it had resumed, worth -6 to Avaria
    stops = {"issue": "inspections", "from": "resumed", "to": "suspended"}
    holds, (message,) = judged("answered", treaty(ALONE), plan_of(INSPECTIONS, ANNA, stops))
    assert holds == [(False, 3)]
    assert message == (
        "what is done in answer to Avaria in step 3 is worth −6 to Avaria: no answer in kind"
    )


def test_more_than_three_steps_of_one_side_in_a_row_are_too_many():
    on_off = [INSPECTIONS, {**INSPECTIONS, "from": "resumed", "to": "suspended"}] * 2
    assert judged("answered", treaty(ALONE), plan_of(*on_off[:3], ANNA))[0] == [(True, 0)]
    back = {**ANNA, "from": "b", "to": "a"}
    holds, messages = judged("answered", treaty(ALONE), plan_of(ANNA, *on_off, back))
    assert holds == [(False, 5), (False, 2)]
    assert messages == [
        "steps 2 to 5 are all made by Bessia: 4 in a row without an answer, more than 3",
        "what is done in answer to Avaria in steps 2 to 5 is worth 0 to Avaria: no answer in kind",
    ]


def test_what_a_side_gives_after_an_answer_is_no_less_than_before():
    """Bessia gives 6 of 14 to Avaria with the inspections, 8 of 14 with the zone."""
    assert judged("matched", treaty(ALONE), plan_of(INSPECTIONS, ANNA, ZONE))[0] == [(True, 0)]
    holds, (message,) = judged("matched", treaty(ALONE), plan_of(ZONE, ANNA, INSPECTIONS))
    assert holds == [(False, 3)]
    assert message == (
        "what Bessia gives from step 3 on, 42.9 % of what the others have to win, is less than the 57.1 % before the "
        "answer"
    )
    assert judged("matched", treaty(), PLAN)[0] == [(None, 0)]


def test_what_a_side_can_bear_is_judged_where_it_is_said():
    """Avaria stands 4 below no deal on the day of the lapse, after step 2."""
    holds, (message,) = judged("bearable", treaty(), PLAN)
    assert holds == [(None, 0)]
    assert message.endswith("they stand so far below no deal: Avaria 4, Bessia 0")
    both = Limits({"a": 4, "b": 0})
    assert judged("bearable", treaty(), PLAN, limits=both)[0] == [(True, 0)]
    holds, messages = judged("bearable", treaty(), PLAN, limits=Limits({"a": 3}))
    assert holds == [(False, 2), (None, 0)]
    assert messages[0] == (
        "at the worst moment Avaria stands 4 below no deal, 1 more than the 3 that it bears"
    )
    assert messages[1].endswith("Bessia 0")


def test_each_move_needs_a_verifier_named_in_the_case_or_in_the_plan():
    case = treaty(("by: b, duration: 10", "by: b, duration: 10, verifier: consul"))
    seen = {**INSPECTIONS, "verifier": "consul"}
    holds, messages = judged("verifiable", case, plan_of(seen, ANNA, ZONE))
    assert holds == [(False, 2)]
    assert messages == ["nobody is named to verify Anna"]
    assert judged("verifiable", case, plan_of(seen, {**ANNA, "verifier": "the consul"}, ZONE))[
        0
    ] == [(True, 0)]


def test_a_side_keeps_the_ability_to_retaliate_while_it_can_take_something_back():
    holds, messages = judged("retaliation", treaty(ALONE), PLAN)
    assert holds == [(False, 1), (False, 2)]
    assert messages[0] == "after it Bessia can take nothing back that another side would miss"
    revocable = treaty(("by: [a, b], duration: 3", "by: [a, b], duration: 3, revocable: true"))
    # the inspections can be suspended again by either, and either would miss them
    assert judged("retaliation", revocable, PLAN)[0] == [(True, 0)]
    own = treaty((ALONE[0], ALONE[1].replace("duration", "revocable: true, duration")))
    assert judged("retaliation", own, PLAN)[0] == [(False, 2)]  # Avaria has none


def test_a_step_on_the_same_issues_as_the_one_before_it_does_not_vary():
    off = {**INSPECTIONS, "from": "resumed", "to": "suspended"}
    assert judged("varied", treaty(), PLAN)[0] == [(True, 0)]
    assert judged("varied", treaty(), plan_of([ANNA, INSPECTIONS], off, ZONE)) == (
        [(False, 2)],
        ["it is on Inspections, as the step before it"],
    )
    assert judged("varied", treaty(), plan_of(INSPECTIONS, [off, ANNA], ZONE))[0] == [(True, 0)]


@pytest.mark.parametrize("plan", [plan_of(), plan_of([])])
def test_a_plan_without_moves_breaks_no_rule(plan):
    assert not [finding for finding in grit(treaty(), plan) if finding.holds is False]
