"""The cases of the literature give their published results."""

from fractions import Fraction
from pathlib import Path

import pytest
from ruamel.yaml import YAML

import detente
from detente.analysis.planning import plan

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
