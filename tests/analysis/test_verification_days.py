"""The checker reckons days as the definitions say: waiting, latest dates, terms, lapses in figures, discounts."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from tests.analysis.treaty import ANNA, INSPECTIONS, ZONE, plan_of, treaty

from detente.analysis.verification import verify
from detente.errors import InputError
from detente.model.standing import Standing, standing

PLAN = plan_of(INSPECTIONS, ANNA, ZONE)
UNDATED = ("as_of: 2026-01-20\n", "")


def rules(found):
    """(step, rule) of each violation."""
    return [(violation.step, violation.rule) for violation in found.violations]


def days(*pairs):
    """Days of 2026, each step's as 'month-day month-day'."""
    return tuple(tuple(date.fromisoformat(f"2026-{day}") for day in pair.split()) for pair in pairs)


def test_steps_follow_one_another_from_the_day_of_the_case():
    found = verify(treaty(), PLAN)
    assert found.holds
    assert found.days == days("01-20 01-23", "01-23 01-28", "01-28 02-07")


def test_a_lapse_on_the_way_turns_a_safe_plan_unsafe():
    """By hand: see 'Days, terms, discounts' in the explanation of small steps."""
    found = verify(treaty(), PLAN)
    assert found.scale == {"a": 14, "b": 9}
    assert found.exposure == {"a": 4, "b": 0}
    assert found.temptation == {"a": 0, "b": 1}
    assert found.trust == Fraction(4, 14)
    worst = found.most_exposed("a")
    assert (worst.step, worst.acted, worst.day, worst.lapsed) == (
        2,
        (),
        date(2026, 2, 5),
        ("treaty",),
    )
    assert worst.walk_away == {"a": 0, "b": 5}
    in_time = verify(treaty(("duration: 10", "duration: 8")), PLAN)
    assert in_time.days[-1] == days("01-28 02-05")[0]
    # done on the very day of the lapse: the end is not visited, and no day lies strictly between
    assert in_time.exposure == {"a": 0, "b": 0}
    assert in_time.trust == Fraction(1, 9)


def test_each_moment_that_is_visited_is_told_in_order():
    found = verify(treaty(), PLAN)
    assert [(m.step, m.acted, m.day.isoformat()[5:]) for m in found.moments] == [
        (0, (), "01-20"),
        (1, (), "01-23"),
        (2, (), "01-28"),
        (2, (), "02-05"),
    ]
    assert [m.exposure["a"] for m in found.moments] == [0, 0, 0, 4]
    assert [m.temptation["b"] for m in found.moments] == [0, 0, 1, 0]
    assert [m.walk_away["a"] for m in found.moments] == [4, 10, 6, 0]


def test_a_step_half_done_counts_on_the_day_it_begins_and_on_each_lapse_before_it_ends():
    together = plan_of(INSPECTIONS, [ANNA, ZONE])
    found = verify(treaty(("duration: 10", "duration: 20")), together)
    halfway = [(m.acted, m.day.isoformat()[5:]) for m in found.moments if m.acted]
    assert halfway == [(("a",), "01-23"), (("b",), "01-23"), (("a",), "02-05"), (("b",), "02-05")]
    # b alone on the day of the lapse: no inspections any more, the zone given for nothing
    assert found.exposure == {"a": 4, "b": 1}
    once = verify(
        treaty(("duration: 10", "duration: 13")), together
    )  # ends on the day of the lapse
    assert [m.day.isoformat()[5:] for m in once.moments if m.acted] == ["01-23", "01-23"]


def test_an_earliest_date_makes_a_step_wait_and_the_state_before_it_is_visited_longer():
    waits = treaty(("by: a, duration: 5", "by: a, duration: 5, earliest: 2026-02-10"))
    found = verify(waits, PLAN)
    assert found.days == days("01-20 01-23", "02-10 02-15", "02-15 02-25")
    assert [m.day.isoformat()[5:] for m in found.moments if m.step == 1] == ["01-23", "02-05"]


def test_a_plan_may_say_that_a_step_begins_later_but_not_sooner_than_it_can():
    later = plan_of(INSPECTIONS, {"moves": [ANNA], "begins": "2026-01-25"}, ZONE)
    found = verify(treaty(), later)
    assert found.holds
    assert found.days == days("01-20 01-23", "01-25 01-30", "01-30 02-09")
    sooner = plan_of(INSPECTIONS, {"moves": [ANNA], "begins": "2026-01-21"}, ZONE)
    found = verify(treaty(), sooner)
    (violation,) = found.violations
    assert (violation.step, violation.rule, violation.amount) == (2, "dates", 2)
    assert "2 days before the step before it ends (2026-01-23)" in violation.message
    assert found.days == verify(treaty(), PLAN).days
    earliest = treaty(("by: a, duration: 5", "by: a, duration: 5, earliest: 2026-01-30"))
    (violation,) = verify(earliest, sooner).violations
    assert "9 days before Anna may begin (2026-01-30)" in violation.message
    (violation,) = verify(
        treaty(), plan_of({"moves": [INSPECTIONS], "begins": "2026-01-01"})
    ).violations
    assert "19 days before things stand as they are (2026-01-20)" in violation.message


def test_a_step_must_end_by_the_latest_date_of_each_of_its_moves():
    case = treaty(("by: b, duration: 10", "by: b, duration: 10, latest: 2026-02-04"))
    (violation,) = verify(case, PLAN).violations
    assert (violation.step, violation.rule, violation.amount) == (3, "dates", 3)
    assert (violation.issue, violation.day) == ("zone", date(2026, 2, 7))
    on_time = treaty(("by: b, duration: 10", "by: b, duration: 10, latest: 2026-02-07"))
    assert verify(on_time, PLAN).holds


def test_a_step_that_needs_a_term_must_end_before_it_lapses():
    last = plan_of(ANNA, ZONE, INSPECTIONS)  # the inspections: 4 to 7 February
    (violation,) = verify(treaty(), last).violations
    assert (violation.step, violation.rule, violation.issue) == (3, "terms", "inspections")
    assert (violation.day, violation.amount) == (date(2026, 2, 5), 2)
    assert "lapses on 2026-02-05; the step ends on 2026-02-07" in violation.message
    # ending on the day of the lapse is too late as well, the day before is not
    assert rules(verify(treaty(("duration: 3", "duration: 1")), last)) == [(3, "terms")]
    assert verify(treaty(("duration: 3", "duration: 0")), last).holds
    # long after it
    slow = treaty(("duration: 10", "duration: 40"))
    assert rules(verify(slow, last)) == [(3, "terms")]


def test_a_move_whose_needs_look_at_a_term_must_end_before_it_lapses_too():
    case = treaty(("by: b, duration: 10", "by: b, duration: 10, needs: {inspections: resumed}"))
    (violation,) = verify(case, PLAN).violations
    assert (violation.step, violation.rule) == (3, "terms")
    assert violation.message.startswith("what The zone needs rests on treaty, which lapses")


def test_after_the_lapse_an_issue_may_still_go_to_what_it_is_then():
    back = {"issue": "inspections", "from": "resumed", "to": "suspended"}
    late = treaty(("duration: 3", "duration: 0"))
    assert verify(late, plan_of(INSPECTIONS, ANNA, ZONE, back)).holds
    # begun before the lapse it is not in force yet
    straddling = treaty(("duration: 3", "duration: 0"), ("duration: 10", "duration: 1"))
    begun = {"moves": [back, ZONE], "begins": "2026-02-04"}
    assert rules(verify(straddling, plan_of(INSPECTIONS, ANNA, begun))) == [(3, "terms")]


def test_a_reservation_value_that_is_given_does_not_lapse():
    """No deal: 4 for a, today as after the lapse; with the figure given, it stays 4 where today would be worth 10."""
    better = [
        ("status_quo: suspended", "status_quo: resumed"),
        ("{issue: captive, by: a, duration: 5}", "{issue: captive, by: a, duration: 20}"),
    ]
    found = verify(treaty(*better), plan_of(ANNA, ZONE))
    lapse = next(m for m in found.moments if m.lapsed)
    assert (lapse.step, lapse.walk_away["a"]) == (0, 4)  # what no deal is worth by then
    assert lapse.exposure["a"] == 0
    given = treaty(*better, ("  a:\n    issues", "  a:\n    reservation: 10\n    issues"))
    found = verify(given, plan_of(ANNA, ZONE))
    lapse = next(m for m in found.moments if m.lapsed)
    assert lapse.walk_away["a"] == 10
    assert lapse.exposure["a"] == 0


def test_what_is_gained_later_counts_less_by_the_discount_of_each_day():
    """b after step 2 has 10; the deal, 9 to it, is 10 days off: 9 x 0.9^10 = 3.138..."""
    case = treaty(("  b:\n    issues", "  b:\n    discount: 0.9\n    issues"))
    found = verify(case, PLAN)
    then = 9 * Fraction(9, 10) ** 10
    assert found.temptation["b"] == 10 - then
    assert found.most_tempted("b").step == 2
    # at the start the deal is 18 days off and worth 9 x 0.9^18 = 1.35, no deal 1; on 23 January 9 x 0.9^15 = 1.85
    assert found.moments[0].temptation["b"] == 0
    assert found.moments[1].temptation["b"] == 6 - 9 * Fraction(9, 10) ** 15
    # without dates the days are counted all the same
    assert (
        verify(
            treaty(("  b:\n    issues", "  b:\n    discount: 0.9\n    issues"), UNDATED), PLAN
        ).temptation
        == found.temptation
    )


def test_a_discount_over_thousands_of_years_is_rounded_and_that_is_said():
    case = treaty(
        ("  b:\n    issues", "  b:\n    discount: 0.999\n    issues"),
        ("duration: 10", "duration: 999999999"),
        UNDATED,
    )
    found = verify(case, PLAN)
    assert found.temptation["b"] == 10
    assert found.notes == (
        "the case has no date ('as_of'), so the days on which terms lapse were not looked at",
        "the discount over very many days was taken to 80 digits",
    )


def test_without_a_date_dates_and_terms_are_not_looked_at_and_that_is_said():
    case = treaty(UNDATED, ("by: b, duration: 10", "by: b, duration: 10, latest: 2026-01-01"))
    found = verify(case, plan_of(ANNA, {"moves": [ZONE], "begins": "2020-01-01"}, INSPECTIONS))
    assert found.holds
    assert found.days == ()
    assert {moment.day for moment in found.moments} == {None}
    assert found.exposure == {"a": 4, "b": 0}
    (note,) = found.notes
    assert note == (
        "the case has no date ('as_of'), so the earliest and latest dates of moves and the dates of the plan and "
        "the days on which terms lapse were not looked at"
    )


def test_without_a_date_of_the_case_the_day_of_a_plans_first_step_begins_the_calendar():
    first = {"moves": [INSPECTIONS], "begins": "2026-01-20"}
    found = verify(treaty(UNDATED), plan_of(first, ANNA, ZONE))
    assert found == verify(treaty(), PLAN)


def test_a_standing_has_a_day_of_its_own_and_what_has_lapsed_by_then_has_lapsed():
    case = treaty()
    where = standing(case, (1, 0, 0), day=date(2026, 2, 10))
    found = verify(case, plan_of(ANNA, ZONE), standing=where)
    assert found.days == days("02-10 02-15", "02-15 02-25")
    assert found.moments[0].lapsed == ("treaty",)
    # the inspections, resumed before the lapse, are of no worth any more: a, who hands Anna over, loses 4
    assert found.exposure == {"a": 4, "b": 0}
    assert rules(
        verify(
            case, plan_of(INSPECTIONS), standing=Standing((0, 0, 0), (0, 0, 0), date(2026, 2, 10))
        )
    ) == [(1, "terms")]


def test_a_term_that_a_standing_calls_lapsed_has_lapsed_from_the_start_with_or_without_dates():
    for case in (treaty(), treaty(UNDATED)):
        where = standing(case, (1, 0, 0), lapsed=frozenset({"treaty"}))
        found = verify(case, plan_of(ANNA, ZONE), standing=where)
        assert found.exposure == {"a": 4, "b": 0}
        assert {moment.lapsed for moment in found.moments} == {("treaty",)}
        again = verify(
            case,
            plan_of({**INSPECTIONS}),
            standing=Standing((0, 0, 0), (0, 0, 0), None, frozenset(), frozenset({"treaty"})),
        )
        assert rules(again) == [(1, "terms")]


def test_a_term_that_ended_before_the_case_was_written_changes_nothing():
    over = treaty(("ends: 2026-02-05", "ends: 2026-01-20"))
    found = verify(over, PLAN)
    assert found.holds
    assert found.exposure == {"a": 0, "b": 0}


def test_a_day_that_a_plan_says_it_ends_on_is_held_against_ours():
    said = plan_of({"moves": [INSPECTIONS], "ends": "2026-01-22"})
    (violation,) = verify(treaty(), said).violations
    assert (violation.rule, violation.amount) == ("figures", 1)
    assert violation.message == "it is said to end on 2026-01-22; it ends on 2026-01-23"


@pytest.mark.parametrize("day", ["soon", "2026-02-30", "2026-2-3", 20260203, ["2026-02-03"], True])
def test_what_is_no_date_is_an_input_error(day):
    with pytest.raises(InputError, match="step 1: 'begins' is a date"):
        verify(treaty(), plan_of({"moves": [INSPECTIONS], "begins": day}))


def test_a_plan_may_run_to_the_end_of_the_calendar():
    case = treaty(("duration: 10", "duration: 999999999"))
    assert verify(case, PLAN).days[-1][1] == date.max
