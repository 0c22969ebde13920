"""What pictures and pages say of a plan's moments agrees with the planner and the checker, whatever the case has."""

from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import assume, given, settings
from tests.analysis.plan_worlds import worlds

from detente.analysis.frontier import frontier
from detente.analysis.planning import plan
from detente.analysis.verification import proposal
from detente.analysis.verification.proposal import written
from detente.errors import DetenteError
from detente.report import calendar_picture, plan_picture
from detente.report.course import course, dates, proposed
from detente.report.lane_picture import lanes

few = settings(max_examples=max(10, settings().max_examples // 2))


def way_of(world):
    """A plan for a random world; most worlds have one."""
    try:
        found = plan(
            world.case,
            world.target,
            standing=world.standing,
            limits=world.limits,
            found=frontier(world.case),
        )
    except DetenteError:
        found = None
    assume(found is not None and found.steps)
    return found


@few
@given(worlds())
def test_every_moment_s_exposure_is_what_walking_away_lacks_and_the_worst_is_the_plan_s(world):
    found = way_of(world)
    way = course(found)
    for moment in way.moments:
        for party in way.case.parties:
            lacking = moment.no_deal[party] - moment.left[party]
            assert moment.exposure[party] == max(0, lacking)
    for party in way.case.parties:
        for kind in ("exposure", "temptation"):
            most = max(getattr(moment, kind)[party] for moment in way.moments)
            assert most == getattr(found, kind)[party]


@few
@given(worlds())
def test_a_plan_found_and_the_same_plan_read_are_drawn_alike(world):
    found = way_of(world)
    case = world.case
    mine = course(found)
    theirs, _ = proposed(case, proposal(case, written(found)), world.standing)
    assert len(theirs.moments) == len(mine.moments)
    assert {m.acted for m in theirs.moments} == {m.acted for m in mine.moments}
    for kind in ("exposure", "temptation", "left", "worth", "no_deal"):
        for party in case.parties:
            ours = sorted(getattr(m, kind)[party] for m in mine.moments)
            assert sorted(getattr(m, kind)[party] for m in theirs.moments) == ours
    if mine.dated:
        assert [(s.begins, s.ends) for s in theirs.steps] == [
            (s.begins, s.ends) for s in mine.steps
        ]


@few
@given(worlds())
def test_pictures_of_any_plan_are_well_formed_and_show_every_moment(world):
    way = course(way_of(world))
    for by_day in (False, True):
        span = dates(way) if by_day else None
        for lane in lanes(way, span):
            assert len(lane.stretches) + len(lane.halfway) == len(way.moments)
            for before, after in pairwise(lane.stretches):
                assert before.ends == pytest.approx(after.begins)
            assert all(each.begins <= each.ends for each in (*lane.stretches, *lane.halfway))
        for size in (plan_picture.WIDE, plan_picture.NARROW):
            drawing = plan_picture.plan_picture(way, size, key=True, by_day=by_day)
            ElementTree.fromstring(drawing)
            assert "nan" not in drawing
    changed = {move.variable for step in way.steps for move in step.moves}
    for size in (calendar_picture.WIDE, calendar_picture.NARROW):
        drawing = calendar_picture.calendar_picture(way, size)
        ElementTree.fromstring(drawing)
        assert "nan" not in drawing
        assert drawing.count('class="move-bar"') >= len(changed)
