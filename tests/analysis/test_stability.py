"""Graph models: what the definitions say, what was published, and what must not matter."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.analysis.stability_brute import models, stable
from tests.published import published

import detente
from detente.analysis.stability import CONCEPTS, graph_model, option_form, stability
from detente.analysis.stability import reach as reach_module
from detente.analysis.stability.graph import GraphModel
from detente.analysis.stability.movement import Arcs, Cells, Mover


def by_the_definitions(model):
    return [
        {party: stable(model, [p], state) for p, party in enumerate(model.parties)}
        for state in range(model.count)
    ]


@given(models())
def test_every_state_is_as_stable_as_the_definitions_say(model):
    found = stability(model)
    assert [found.of(state) for state in model.states] == by_the_definitions(model)


@given(models(most_states=5))
def test_the_compiled_search_says_the_same_as_the_plain_one(model):
    plain = stability(model).flags
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reach_module, "_LARGE", 0)
        assert (stability(model).flags == plain).all()


@given(models())
def test_nash_lies_within_the_others_and_all_within_general_metarationality(model):
    nash, gmr, smr, seq = stability(model).flags
    for inner, outer in ((nash, smr), (nash, seq), (smr, gmr), (seq, gmr)):
        assert (inner <= outer).all()


@given(models(), st.data())
def test_what_states_and_parties_are_called_and_how_they_are_ordered_does_not_matter(model, data):
    states = data.draw(st.permutations(range(model.count)))
    parties = data.draw(st.permutations(range(len(model.parties))))
    new_state, new_party = np.argsort(states), np.argsort(parties)

    def moved(mover):
        members = tuple(sorted(int(new_party[p]) for p in mover.members))
        if isinstance(mover.moves, Cells):
            return Mover(members, Cells(mover.moves.cell[states]))
        sources, ends = new_state[mover.moves.sources], new_state[mover.moves.ends]
        return Mover(members, Arcs.of(model.count, sources, ends))

    other = GraphModel(
        tuple(states),
        tuple(model.parties[p] for p in parties),
        model.worth[states][:, parties],
        tuple(moved(mover) for mover in reversed(model.movers)),
    )
    before, after = stability(model), stability(other)
    assert all(before.of(state) == after.of(state) for state in model.states)


@given(models(), st.data())
def test_what_is_equally_good_as_before_counts_as_a_sanction(model, data):
    party = data.draw(st.integers(0, len(model.parties) - 1))
    worth = model.worth.copy()
    worth[:, party] = 0
    flags = stability(GraphModel(model.states, model.parties, worth, model.movers)).flags
    assert flags[:, party].all()


@pytest.mark.parametrize("name", ["prisoners_dilemma", "chicken"])
def test_textbook_models_have_their_equilibria(shared, name):
    known = published(shared, "graph-model-2x2")["models"][name]
    found = stability(graph_model(known["moves"], known["prefers"]))
    assert {c: list(states) for c, states in found.equilibria.items()} == known["equilibria"]


@pytest.mark.parametrize("us", ["us_book", "us_file"])
@pytest.mark.parametrize("strike", ["reversible", "strike_irreversible"])
def test_the_cuban_missile_crisis_has_its_equilibria(shared, us, strike):
    known = published(shared, "cuban-missile-graph-model")
    model = option_form(
        known["options"],
        {"us": known["prefers"][us], "ussr": known["prefers"]["ussr"]},
        exclude=[{"withdraw": True, "escalate": True}],
        one_way={"air_strike": True} if strike != "reversible" else None,
    )
    number = {"air_strike": 1, "blockade": 2, "withdraw": 4, "escalate": 8}
    found = {
        concept: sorted(sum(number[option] for option in state) for state in states)
        for concept, states in stability(model).equilibria.items()
    }
    assert found == known["also_computed"][f"{us}_{strike}"]
    if (us, strike) == ("us_book", "reversible"):
        assert found["seq"] == known["published_result"]["equilibria"]["seq"]


def test_the_euphrates_crisis_has_its_equilibria_and_smr_is_not_gmr(shared):
    known = published(shared, "syria-iraq-graph-model")
    every = [*known["options"]["syria"], *known["options"]["iraq"]]
    taken = {
        number: tuple(o for o, flag in zip(every, flags, strict=True) if flag == "Y")
        for number, flags in known["states"].items()
    }
    model = option_form(
        known["options"],
        {party: [taken[n] for n in ranking] for party, ranking in known["prefers"].items()},
        exclude=[{"release_water": True, "escalate": True}],
    )
    found = stability(model)
    equilibria = {
        concept: [number for number, state in taken.items() if state in states]
        for concept, states in found.equilibria.items()
    }
    assert equilibria == known["published_result"]["equilibria"]
    assert found.of(())["syria"] == ("nash", "gmr", "smr", "seq")
    assert found.of(())["iraq"] == ("gmr",)


def test_opponents_may_take_several_turns_to_answer():
    """b and c answer a's move only by b, then c, then b again: a program that lets each move once misses it."""
    model = graph_model(
        {"a": [(0, 1)], "b": [(1, 2), (3, 4)], "c": [(2, 3)]},
        {"a": [1, 2, 3, 0, 4], "b": [[0, 1, 2, 3, 4]], "c": [[0, 1, 2, 3, 4]]},
    )
    assert stability(model).of(0)["a"] == ("gmr", "smr")


def test_nobody_moves_twice_in_a_row_to_answer():
    model = graph_model(
        {"a": [(0, 1)], "b": [(1, 2), (2, 3)], "c": []},
        {"a": [1, 2, 0, 3], "b": [[0, 1, 2, 3]], "c": [[0, 1, 2, 3]]},
    )
    assert stability(model).of(0)["a"] == ()


def test_a_joint_move_answers_if_all_who_make_it_are_others_and_is_nobodys_own_improvement():
    moves = {"a": [(0, 1)], ("b", "c"): [(1, 2)], ("a", "b"): [(2, 1)]}
    same = [[0, 1, 2]]
    model = graph_model(moves, {"a": [1, 0, 2], "b": same, "c": same})
    found = stability(model)
    assert found.of(0)["a"] == ("gmr", "smr")  # from 2 only a and b together lead on
    assert found.of(2)["a"] == ("nash", "gmr", "smr", "seq")
    gladly = graph_model(moves, {"a": [1, 0, 2], "b": [2, 0, 1], "c": [2, 0, 1]})
    assert "seq" in stability(gladly).of(0)["a"]
    one_loses = graph_model(moves, {"a": [1, 0, 2], "b": [2, 0, 1], "c": [0, 1, 2]})
    assert "seq" not in stability(one_loses).of(0)["a"]


def test_a_move_that_both_can_make_by_themselves_is_listed_with_both():
    common = graph_model({"a": [(0, 1)], "b": [(0, 1)]}, {"a": [1, 0], "b": [1, 0]})
    assert stability(common).of(0) == {"a": (), "b": ()}


@pytest.mark.parametrize(
    ("moves", "prefers", "message"),
    [
        ({}, {"a": [1]}, "two parties"),
        ({}, {"a": [1, 2], "b": [1]}, "b does not rank 2"),
        ({}, {"a": [1, 2], "b": [1, 2, 1]}, "b ranks 1 twice"),
        ({}, {"a": [1, 2], "b": [1, [2, 3]]}, "b ranks 3, which is no state"),
        ({"a": [(1, 3)]}, {"a": [1, 2], "b": [1, 2]}, "from 1 to 3"),
        ({"c": [(1, 2)]}, {"a": [1, 2], "b": [1, 2]}, "'c'"),
        ({(): [(1, 2)]}, {"a": [1, 2], "b": [1, 2]}, "nobody"),
        ({}, {"a": "12", "b": [1, 2]}, "list of states"),
    ],
)
def test_a_model_that_makes_no_sense_is_refused(moves, prefers, message):
    with pytest.raises(ValueError, match=message):
        graph_model(moves, prefers)


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"exclude": [{"sleep": True}]}, "'sleep'"),
        ({"one_way": {"sleep": True}}, "'sleep'"),
        ({"options": {"a": ["x"], "b": ["x"]}}, "same name"),
        ({"prefers": {"a": [0, 1, 2, 9], "b": [0, 1, 2, 3]}}, "state 9"),
        ({"prefers": {"a": [("z",), 1, 2, 3], "b": [0, 1, 2, 3]}}, "name options"),
    ],
)
def test_an_option_form_that_makes_no_sense_is_refused(more, message):
    given_ = {
        "options": {"a": ["x"], "b": ["y"]},
        "prefers": {"a": [0, 1, 2, 3], "b": [0, 1, 2, 3]},
        **more,
    }
    with pytest.raises(ValueError, match=message):
        option_form(**given_)


def test_a_model_tells_of_itself_and_of_states_it_does_not_have():
    model = graph_model({"a": [(0, 1)]}, {"a": [1, 0], "b": [[0, 1]]})
    found = detente.stability(model)
    assert repr(model) == "GraphModel(2 states, 2 parties)"
    assert repr(found) == "Stability(2 states; equilibria: nash 1, gmr 1, smr 1, seq 1)"
    assert "Nash: 1 equilibria  1" in str(found)
    assert tuple(found.equilibria) == tuple(CONCEPTS)
    with pytest.raises(ValueError, match="9"):
        found.of(9)


def test_option_forms_may_have_states_that_are_liked_equally():
    for order in permutations(["x", "y"]):
        model = option_form(
            {"a": [order[0]], "b": [order[1]]}, {"a": [[0, 1, 2, 3]], "b": [[(), ("x", "y"), 1, 2]]}
        )
        assert stability(model).flags.all()
