"""The planner against trying everything, feature by feature and all together."""

from datetime import date

import pytest
from hypothesis import assume, given
from tests.analysis.plan_brute import Done, TooMany, World
from tests.analysis.plan_worlds import FEATURES, document, worlds

from detente.analysis.planning import plan
from detente.analysis.verification import verify
from detente.errors import NoPlan
from detente.model.issue import Range

TOGETHER = (
    ("dates", "terms", "soonest", "standing"),
    ("dates", "discount", "guarantor", "soonest"),
    ("joint", "needs", "rules", "round"),
    ("revocable", "guarantor", "interactions", "penalties", "reservations"),
    ("increments", "round", "revocable", "needs"),
    ("standing", "round", "revocable", "guarantor"),
    ("tolerance", "never worse", "revocable", "penalties"),
)


def best_of(world):
    """The best there is, by brute force."""
    try:
        return world.fast()
    except TooMany:
        assume(False)


def planned(world):
    """The planner's answer; None where it says that there is none."""
    try:
        return plan(world.case, world.target, standing=world.standing, limits=world.limits)
    except NoPlan:
        return None


def judged(world):
    """Holds a plan against the best there is, and its figures against its own steps."""
    best, ours = best_of(world), planned(world)
    assert (best is None) == (ours is None)
    if ours is None:
        return
    walk = world.walk(
        [
            Done(step.moves, step.atomic, step.begins.toordinal() if step.begins else None)
            for step in ours.steps
        ]
    )
    assert walk.faults == set()
    assert ours.exposure == walk.exposure
    assert ours.temptation == walk.temptation
    assert ours.trust == walk.trust
    certificate = ours.certificate
    assert certificate.bound <= best.trust <= ours.trust
    assert certificate.gap == ours.trust - certificate.bound
    if certificate.optimal:
        assert ours.trust == best.trust
    if certificate.optimal and certificate.fewest:
        assert len(ours.steps) == best.steps
        if world.limits.soonest:
            assert walk.ends - world.start == best.days
    if ours.steps and ours.steps[-1].ends:
        assert ours.steps[-1].ends == date.fromordinal(walk.ends)
    moments(world, ours, walk)


def moments(world, ours, walk):
    """Holds every visited moment against those of the walk."""
    told = [
        (m.step, frozenset(m.acted), m.state, m.day.toordinal() if m.day else None)
        for m in ours.moments
    ]
    seen = [(s.step, s.acted, s.state, s.day if world.dated else None) for s in walk.seen]
    assert set(told) == set(seen)
    for moment in ours.moments:
        for p in world.case.parties:
            assert moment.exposure[p] <= walk.exposure[p]
            assert moment.temptation[p] <= walk.temptation[p]
    for p in world.case.parties:
        assert max((m.exposure[p] for m in ours.moments), default=0) == walk.exposure[p]
        assert max((m.temptation[p] for m in ours.moments), default=0) == walk.temptation[p]


@given(worlds(features=(), most_moves=7))
def test_no_order_or_grouping_asks_less(world):
    judged(world)


@pytest.mark.parametrize("feature", FEATURES)
def test_nothing_asks_less_with_each_feature_alone(feature):
    @given(worlds(features=(feature,), most_moves=7))
    def held(world):
        judged(world)

    held()


@pytest.mark.parametrize("features", TOGETHER, ids=" ".join)
def test_nothing_asks_less_with_features_that_meet(features):
    @given(worlds(features=features, most_moves=5))
    def held(world):
        judged(world)

    held()


@given(worlds(most_moves=6))
def test_nothing_asks_less_with_all_features(world):
    judged(world)


@given(worlds(most_moves=5))
def test_a_small_plan_is_proven(world):
    best_of(world)
    case = world.case
    # where a move of a range may be told apart from its parts, the planner proves no more than its floor
    assume(
        not any(isinstance(case.issues[m.issue], Range) and (m.start or m.end) for m in case.moves)
    )
    ours = planned(world)
    assert ours is None or (ours.certificate.optimal and ours.certificate.fewest)


@given(worlds(most_moves=6))
def test_the_checker_accepts_the_plan_and_finds_its_figures(world):
    ours = planned(world)
    if ours is None:
        return
    for asked in (
        ours,
        document(world.case, [Done(s.moves, s.atomic) for s in ours.steps], world.target),
    ):
        checked = verify(world.case, asked, standing=world.standing, limits=world.limits)
        assert checked.violations == ()
        assert checked.exposure == ours.exposure
        assert checked.temptation == ours.temptation
        assert checked.trust == ours.trust


def test_a_world_is_what_it_says():
    """Where the status quo is, and what the brute force takes the scale to be."""
    for features in ((), FEATURES):

        @given(worlds(features=features, most_moves=3))
        def held(world: World):
            assert world.case.valid(world.target)
            assert set(world.scale) == set(world.case.parties)

        held()
