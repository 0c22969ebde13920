"""The cases of the literature give their published results."""

from fractions import Fraction
from pathlib import Path

import pytest
from ruamel.yaml import YAML

import detente
from detente.analysis.planning import plan
from detente.analysis.stability import coalitions

CATALOG = Path(__file__).resolve().parents[1] / "catalog"
READ = YAML(typ="safe", pure=True).load


@pytest.fixture(scope="module")
def barter():
    return detente.load(CATALOG / "nash-1950-barter.yaml")


def test_every_case_of_the_catalog_is_in_its_table_and_names_its_source():
    table = (CATALOG / "README.md").read_text("utf-8")
    files = sorted(CATALOG.glob("*.yaml"))
    assert files
    for file in files:
        assert f"({file.name})" in table
        assert detente.load(file).sources


def test_nash_has_bill_give_four_objects_and_jack_three(barter):
    found = detente.settle(barter).by_concept["nash"]
    holders = found.outcome["objects"]
    assert {item for item in ("book", "whip", "ball", "bat", "box") if holders[item] == "jack"} == {
        "book",
        "whip",
        "ball",
        "bat",
    }
    assert {item for item in ("pen", "toy", "knife", "hat") if holders[item] == "bill"} == {
        "pen", "toy", "knife",
    }  # fmt: skip
    assert {
        party: found.utilities[party] - worth for party, worth in (("bill", 12), ("jack", 6))
    } == {
        "bill": 12,
        "jack": 5,
    }


def test_all_at_once_asks_bill_and_jack_for_one_half_and_the_best_order_for_one_ninth(barter):
    found = plan(barter)
    assert found.leap == Fraction(1, 2)
    assert found.trust == Fraction(1, 9)
    assert len(found.steps) == 5
    assert found.certificate.optimal


def test_barter_agrees_with_everything_that_was_published_or_computed_of_it(barter, shared):
    known = READ((shared / "published" / "nash-1950-bill-jack.yaml").read_text("utf-8"))
    worth = {party: known["status_quo_utilities"][party] for party in ("bill", "jack")}
    frontier = detente.frontier(barter)
    gains = sorted(
        [int(frontier.utilities(point)[party] - worth[party]) for party in ("bill", "jack")]
        for point in frontier.points
    )
    assert gains == sorted(known["also_computed"]["frontier_of_gains"])
    settlements = detente.settle(barter).by_concept
    for concept, key in (
        ("kalai_smorodinsky", "kalai_smorodinsky_gains"),
        ("egalitarian", "egalitarian_leximin_gains"),
        ("equal_loss", "equal_loss_gains"),
    ):
        expected = known["also_computed"][key]
        assert {p: settlements[concept].utilities[p] - worth[p] for p in worth} == expected
    steps = known["also_computed"]["steps_to_nash"]
    found = plan(barter)
    assert found.trust == Fraction(steps["least_trust"])
    assert len(found.steps) == steps["fewest_steps_at_that_trust"]
    assert found.leap == Fraction(steps["everything_at_once_unguarded"])


def named(case, states):
    """Outcomes as their values, issue by issue."""
    return {tuple(case.outcome(state).values()) for state in states}


def test_mutual_cooperation_is_sequentially_stable_but_not_nash():
    case = detente.load(CATALOG / "prisoners-dilemma.yaml")
    found = {c: named(case, s) for c, s in detente.stability(case).equilibria.items()}
    both = {("defect", "defect"), ("cooperate", "cooperate")}
    assert found == {"nash": {("defect", "defect")}, "gmr": both, "smr": both, "seq": both}


def test_that_both_swerve_is_held_up_by_threats_only():
    case = detente.load(CATALOG / "chicken.yaml")
    found = {c: named(case, s) for c, s in detente.stability(case).equilibria.items()}
    one = {("swerve", "straight"), ("straight", "swerve")}
    every = one | {("swerve", "swerve")}
    assert found == {"nash": one, "gmr": every, "smr": every, "seq": one}


def published_number(outcome):
    """The number of a state of the Elmira conflict."""
    order, answer, stand = outcome
    if answer == "abandon":
        return 9
    return 1 + (order == "modified") + 2 * (answer == "accept") + 4 * (stand == "insist")


def test_elmira_has_its_equilibria_and_two_of_three_leave_one_of_them_together():
    case = detente.load(CATALOG / "elmira-1991.yaml")
    found = detente.stability(case)
    numbers = {
        concept: {published_number(case.outcome(state).values()) for state in states}
        for concept, states in found.equilibria.items()
    }
    assert numbers["nash"] == numbers["seq"] == {5, 8, 9}
    told = coalitions(found.model)
    for place, state in enumerate(found.model.states):
        number = published_number(case.outcome(state).values())
        if number in (5, 8, 9):
            shaky = {who for who, senses in told.at(place).items() if "gmr" not in senses}
            assert shaky == ({("moe", "uniroyal")} if number == 5 else set())
