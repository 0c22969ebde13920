"""What `detente plan` answers from where things stand: plans that hold, and reasons that are so."""

import json
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.analysis.plan_worlds import worlds

from detente.analysis.remaining import still, stopping
from detente.analysis.scale import measured
from detente.analysis.settlement import settle
from detente.analysis.verification import verify
from detente.cli.documents import jsonable
from detente.cli.output import json_text
from detente.cli.plan_page import print_answer
from detente.cli.planned import Question, answered, document_of
from detente.errors import NoAgreement, TooLarge

FEATURES = ("standing", "needs", "dates", "terms", "rules", "revocable", "guarantor", "tolerance")


@given(
    worlds(features=FEATURES, most_moves=4), st.booleans(), st.none() | st.sampled_from([0, 1, 9])
)
@settings(max_examples=60)
def test_the_plan_that_is_answered_holds_or_there_is_a_reason(world, by_concept, most):
    case = world.case
    to, known = world.target, measured(case)
    if by_concept:
        try:
            to, known = "nash", settle(case)
        except NoAgreement:
            return
    elif not case.valid(to):
        return
    trust = None if most is None else Fraction(most, 9)
    question = Question(case, to, world.at, world.limits, trust, known)
    try:
        answer = answered(question, None, lambda: False)
    except TooLarge:
        return
    found = answer.plan
    document = document_of(answer, None)
    assert json.loads(json_text(document)) == json.loads(json.dumps(jsonable(document)))
    print_answer(answer, None, True, None)
    if found is None:
        assert not answer.holds
        assert answer.because or answer.obstacles or answer.within
        return
    assert found.start == world.at.state
    checked = verify(case, found, standing=world.at, limits=world.limits, found=known)
    assert checked.holds, checked.violations
    assert checked.trust == found.trust
    assert not answer.holds or trust is None or found.trust <= trust
    if answer.obstacles:
        reach = still(case, world.at)
        assert all(one.value not in reach[one.variable] for one in answer.obstacles)
    if answer.because:  # the best that is left: nobody would rather stop, or have no deal
        worth = case.utilities.of(found.target)
        left = stopping(case, world.at)
        least = {
            p: case.utilities.value(k, units)
            for k, (p, units) in enumerate(zip(case.parties, case.reservations, strict=True))
        }
        over = answer.left is not None and answer.left.over_stopping
        assert all(worth[party] >= (left if over else least)[party] for party in case.parties)
