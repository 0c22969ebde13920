"""Results print well where they are looked at: short by `repr`, a few lines by `str`."""

from pathlib import Path

import pytest

import detente

CASE = Path(__file__).parents[2] / "catalog" / "nash-1950-barter.yaml"


@pytest.fixture(scope="module")
def results():
    case = detente.load(CASE)
    plan = detente.plan(case)
    settlements = detente.settle(case)
    return {
        "case": case,
        "frontier": detente.frontier(case),
        "settlements": settlements,
        "settlement": settlements.by_concept["nash"],
        "plan": plan,
        "verification": detente.verify(case, plan),
    }


@pytest.mark.parametrize(
    "name", ["case", "frontier", "settlements", "settlement", "plan", "verification"]
)
def test_a_result_at_the_prompt_is_a_line_and_not_the_whole_case(results, name):
    assert len(repr(results[name])) <= 120
    assert "\n" not in repr(results[name])


def test_a_result_says_what_matters_most(results):
    assert repr(results["case"]) == "Case('nash-1950-barter', 2 parties, 1 issue)"
    assert repr(results["plan"]) == (
        "Plan('nash-1950-barter', to nash, 5 steps, trust 0.111, proven least)"
    )
    assert repr(results["verification"]) == "Verification(holds=True, trust 0.111)"


def test_a_printed_plan_has_a_line_for_each_step(results):
    plan = results["plan"]
    first, *steps = str(plan).splitlines()
    assert first.startswith("5 steps to nash, trust 0.111 (proven least; all at once 0.5")
    assert len(steps) == len(plan.steps)
    move = plan.steps[0].moves[0]
    assert plan.case.variables[move.variable].name in steps[0]
