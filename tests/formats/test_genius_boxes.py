"""Sums of hyper-rectangles: each outcome is worth what GENIUS's own rules make of the file."""

import itertools
import random
import xml.etree.ElementTree as ET
from fractions import Fraction
from pathlib import Path

import pytest

from detente.formats.genius import load

SCENARIOS = Path(__file__).resolve().parents[3] / "shared" / "scenarios" / "genius-nonlinear"
BOXED = (
    "S-1NIKFRT-1",
    "10issueswithRV",
    "30issuesDiscountedwithRV",
    "50issues",
    "S-1NAGUNL-255",
)


# What the files say, computed a second time straight from the XML.


def pays(box: ET.Element, bid: dict[int, int]) -> bool:
    """Whether a box pays for a bid (a value by the index of its issue)."""

    def met(ranges: list[ET.Element]) -> bool:
        return all(
            int(r.get("min")) <= bid[int(r.get("index"))] <= int(r.get("max")) for r in ranges
        )

    excludes = box.findall("EXCLUDES")
    return not met(excludes) if excludes else met(box.findall("INCLUDES"))


def worth(function: ET.Element, bid: dict[int, int]) -> Fraction:
    """What a `ufun` makes of a bid."""
    found = [
        Fraction(box.get("utility")) * Fraction(box.get("weight", "1")) * pays(box, bid)
        for box in function.findall("hyperRectangle")
    ]
    found += [
        Fraction(inner.get("weight", "1")) * worth(inner, bid) for inner in function.findall("ufun")
    ]
    form = function.get("aggregation", "sum").lower()
    return {"min": min, "max": max}.get(form, sum)(found)


def utility_of(profile: Path, bid: dict[int, int]) -> Fraction:
    utility = next(ET.parse(profile).getroot().iter("utility"))
    return worth(utility.find("ufun"), bid) / Fraction(utility.get("maxutility"))


def bids(case, count, chance):
    """All outcomes of a small case, or many of a large one: value indices."""
    if case.outcomes <= count:
        return list(itertools.product(*map(range, case.sizes)))
    return [tuple(chance.randrange(size) for size in case.sizes) for _ in range(count)]


def compare(folder: Path, count: int = 200) -> None:
    case = load(folder)
    domain = next(
        root
        for file in folder.glob("*.xml")
        if file.name != "pareto.xml"
        and (root := ET.parse(file).getroot()).tag == "negotiation_template"
    )
    indices = [int(issue.get("index")) for issue in domain.iter("issue")]
    for outcome in bids(case, count, random.Random(folder.name)):
        values = [int(v.numbers[k]) for v, k in zip(case.variables, outcome, strict=True)]
        bid = dict(zip(indices, values, strict=True))
        for party, utility in case.utilities.of(outcome).items():
            assert utility == utility_of(folder / f"{party}.xml", bid)


@pytest.mark.parametrize("name", BOXED)
def test_utilities_are_those_of_the_files(shared, name):
    compare(shared / "scenarios" / "genius-nonlinear" / name)


def test_the_first_outcomes_of_a_published_frontier_are_worth_what_its_authors_say(shared):
    """The largest utility each party can have in S-1NIKFRT-1 is 1, as its `maxutility` is right."""
    case = load(shared / "scenarios" / "genius-nonlinear" / "S-1NIKFRT-1")
    assert [preference.reservation for preference in case.preferences.values()] == [
        Fraction(3, 5),
        Fraction(1, 2),
    ]
    assert any("discount factors are left out" in note for note in case.notes)
