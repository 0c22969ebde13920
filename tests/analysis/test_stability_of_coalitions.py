"""Coalitions in graph models, and why a state is stable for a party."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from tests.analysis.stability_brute import arcs, models, prefers, reached, stable

import detente
from detente.analysis.stability import (
    coalitions,
    graph_model,
    improvement,
    reason,
    stability,
)
from detente.errors import TooLarge


@given(models(most_states=5))
def test_every_state_is_as_stable_for_a_coalition_as_the_definitions_say(model):
    found = coalitions(model)
    every = range(len(model.parties))
    for size in range(1, len(model.parties) + 1):
        for members in combinations(every, size):
            names = tuple(model.parties[p] for p in members)
            for state in range(model.count):
                assert found.at(state)[names] == stable(model, members, state)


@given(models())
def test_a_coalition_of_one_is_the_party_itself(model):
    alone, together = stability(model), coalitions(model)
    for state in range(model.count):
        told = together.at(state)
        assert {party: told[(party,)] for party in model.parties} == alone.at(state)


@given(models())
def test_for_coalitions_too_nash_lies_within_the_others(model):
    nash, gmr, smr, seq = coalitions(model).flags
    for inner, outer in ((nash, smr), (nash, seq), (smr, gmr), (seq, gmr)):
        assert (inner <= outer).all()


@given(models())
def test_everybody_together_has_nobody_to_fear(model):
    found = coalitions(model)
    assert (found.flags[:, -1] == found.flags[0, -1]).all()


@given(models())
def test_only_the_states_asked_about_are_answered(model):
    every = coalitions(model)
    last = coalitions(model, [model.count - 1])
    assert last.places == (model.count - 1,)
    assert last.at(model.count - 1) == every.at(model.count - 1)
    for concept in ("nash", "gmr", "smr", "seq"):
        known = every.equilibria(concept)
        assert last.equilibria(concept) == tuple(s for s in known if s == model.count - 1)


@given(models(most_states=5))
def test_the_improvement_of_a_coalition_is_within_its_reach_and_better_for_all_of_it(model):
    every = range(len(model.parties))
    for members in combinations(every, 2):
        for state in range(model.count):
            there = improvement(model, members, state)
            assert (there is None) == ("nash" in stable(model, members, state))
            if there is not None:
                assert there in reached(model, arcs(model), state, members)
                assert all(prefers(model, p, there, state) for p in members)


def test_both_together_leave_mutual_defection_but_not_mutual_cooperation():
    dilemma = graph_model(
        {"a": [(1, 2), (2, 1), (3, 4), (4, 3)], "b": [(1, 3), (3, 1), (2, 4), (4, 2)]},
        {"a": [2, 1, 4, 3], "b": [3, 1, 4, 2]},
    )
    found = coalitions(dilemma)
    assert found.at(3)["a", "b"] == ()
    assert found.at(0)["a", "b"] == ("nash", "gmr", "smr", "seq")
    assert found.equilibria("seq") == (0,)
    assert repr(found) == "Coalitions(3 coalitions, 4 states)"


def test_joint_moves_are_what_a_coalition_can_do():
    apart = graph_model({"a": [], "b": []}, {"a": [2, 1], "b": [2, 1]})
    joint = graph_model({("a", "b"): [(1, 2)]}, {"a": [2, 1], "b": [2, 1]})
    assert "nash" in coalitions(apart).at(0)["a", "b"]
    assert coalitions(joint).at(0)["a", "b"] == ()
    assert detente.stability(joint).of(1) == dict.fromkeys("ab", ("nash", "gmr", "smr", "seq"))


def test_more_states_than_can_be_looked_at_are_refused():
    model = graph_model({"a": [(1, 2)]}, {"a": [2, 1], "b": [2, 1]})
    with pytest.raises(TooLarge, match="fewer states"):
        coalitions(model, most_work=10)


@given(models())
def test_reasons_are_legal_moves_that_do_what_they_are_said_to_do(model):
    found = stability(model)
    moves = arcs(model)
    for state in range(model.count):
        for p in range(len(model.parties)):
            senses = found.at(state)[model.parties[p]]
            told = reason(found, state, p)
            assert (told.kind == "none") == ("nash" in senses)
            assert (told.kind == "free") == ("gmr" not in senses)
            if told.improvement is None:
                continue
            assert (state, told.improvement) in moves[(p,)]
            assert prefers(model, p, told.improvement, state)
            if told.kind == "free":
                assert told.answer == ()
                continue
            here, last = told.improvement, None
            for turn in told.answer:
                assert turn.start == here
                assert p not in turn.members
                assert (here, turn.end) in moves[turn.members]
                assert turn.members != last or len(turn.members) > 1
                if told.kind == "gladly":
                    assert all(prefers(model, q, turn.end, here) for q in turn.members)
                here, last = turn.end, turn.members
            assert not prefers(model, p, here, state)
            if told.kind == "held":
                assert not any(
                    prefers(model, p, t, state) for s, t in moves.get((p,), ()) if s == here
                )
            strongest = {"gladly": "seq", "held": "smr", "threat": "gmr"}[told.kind]
            assert strongest in senses


def test_the_improvement_told_is_one_that_no_answer_takes_away():
    model = graph_model(
        {"a": [(0, 1), (0, 2)], "b": [(1, 3)]},
        {"a": [1, 2, 0, 3], "b": [[0, 1, 2, 3]]},
    )
    told = reason(stability(model), 0, 0)
    assert (told.kind, told.improvement) == ("free", 2)
    assert np.array_equal(stability(model).flags[:, 0, 0], [False] * 4)
