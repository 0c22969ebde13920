"""Constraint rules: each outcome is worth what GENIUS's `ConstraintUtilitySpace` makes of the file."""

import random
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from detente.formats import save
from detente.formats.detente.reading import read
from detente.formats.genius import load


class Ranked:
    """GENIUS's own evaluation, done a second time, straight from the XML and in doubles."""

    def __init__(self, profile: Path, items: dict[int, list[str]]) -> None:
        rules = next(ET.parse(profile).getroot().iter("rules"))
        self.ranks = {}
        for issue in rules.find("ranks").findall("issue"):
            index = int(issue.get("index"))
            named = {
                item.get("value", items[index][int(item.get("index")) - 1]): int(item.get("rank"))
                for item in issue.findall("item")
            }
            self.ranks[index] = named, max(named.values())
        lists = rules.find("constraints")
        self.constraints = [] if lists is None else lists.findall("constraint")

    def utility(self, bid: dict[int, str]) -> float:
        for one in self.constraints:
            if "ZeroOutcome" in one.get("type") and self.outcome_is_void(one, bid):
                return 0.0
        total = 0.0
        for index, (ranks, top) in self.ranks.items():
            if not any(
                self.issue_is_void(one, bid)
                for one in self.constraints
                if one.get("index") == str(index)
            ):
                total += ranks.get(bid[index], 0) / top
        return total / len(self.ranks)

    def outcome_is_void(self, one: ET.Element, bid: dict[int, str]) -> bool:
        checks = {
            int(check.get("index")): check.get("condition")
            for check in one.findall("checkassignment")
        }
        if one.get("type") == "inclusiveZeroOutcomeConstraint":
            for index, asked in checks.items():
                if "numeric" in asked:
                    number = int(bid[index])
                    if ("positive" in asked and number < 0) or ("negative" in asked and number > 0):
                        return False
                elif asked not in bid[index]:
                    return False
            return True
        first, second = sorted(checks)
        number = int(bid[first]) if checks[first].startswith("numeric=") else 0
        counts = {"numeric=positive": number > 0, "numeric=negative": number < 0}
        return counts.get(checks[first], False) and checks[second] not in bid[second]

    def issue_is_void(self, one: ET.Element, bid: dict[int, str]) -> bool:
        kind, here = one.get("type"), bid[int(one.get("index"))]
        equal = all(
            bid[int(value.get("index"))] == value.get("value")
            for value in one.findall("valueassignment")
        )
        if kind == "zeroConstraint":
            return equal
        if kind == "conditionalZeroConstraint":
            return equal and one.get("value") not in here
        total = sum(int(bid[int(item.get("index"))]) for item in one.findall("item"))
        if not int(one.get("min")) <= total <= int(one.get("max")):
            return False
        if kind == "sumZeroConstraint":
            return one.get("value") in here
        if kind == "sumZeroNotConstraint":
            return one.get("value") not in here
        assert kind == "sumZeroConstraintList"
        return any(value.get("value") in here for value in one.findall("condition"))


@pytest.fixture(scope="module")
def railway(shared):
    folder = shared / "scenarios" / "genius-nonlinear" / "Railway"
    return folder, load(folder)


def test_utilities_are_those_of_the_files(railway):
    folder, case = railway
    chance = random.Random(1)
    items = {index: list(v.labels) for index, v in enumerate(case.variables, 1)}
    seconds = {party: Ranked(folder / f"{party}.xml", items) for party in case.parties}
    void = dict.fromkeys(case.parties, 0)
    for _ in range(1000):
        outcome = tuple(chance.randrange(size) for size in case.sizes)
        bid = {index: items[index][value] for index, value in enumerate(outcome, 1)}
        for party, utility in case.utilities.of(outcome).items():
            assert float(utility) == pytest.approx(seconds[party].utility(bid), abs=1e-12)
            void[party] += utility == 0
    assert void["NS"] > 30  # outcomes that a constraint makes worth nothing are among them
    assert void["MinisterProfile"] == 0


def test_what_the_files_leave_open_is_said(railway):
    notes = "\n".join(railway[1].notes)
    assert "MinisterProfile: ranks that name no value are taken by their index" in notes
    assert "MinisterProfile (MoneyFlowToProRail): '500' has no rank and scores 0" in notes
    assert "no value is or contains 'ProRail=reorganize'" in notes


def test_a_case_of_ranks_can_be_kept_as_a_case_file(railway, tmp_path):
    """Sums that constraints ask for are spelled out, as a case file has none inside a condition."""
    case = railway[1]
    save(case, tmp_path / "railway.yaml")
    again = read(tmp_path / "railway.yaml")
    chance = random.Random(2)
    for _ in range(100):
        outcome = tuple(chance.randrange(size) for size in case.sizes)
        assert again.utilities.of(outcome) == case.utilities.of(outcome)
