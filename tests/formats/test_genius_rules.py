"""Constraint rules: each outcome is worth what GENIUS's `ConstraintUtilitySpace` makes of the file."""

import itertools
import random
import re
import shutil
import xml.etree.ElementTree as ET
from fractions import Fraction
from pathlib import Path

import pytest

from detente.errors import InputError
from detente.formats import save
from detente.formats.detente.reading import read
from detente.formats.genius import load

BRIDGE = Path(__file__).resolve().parents[1] / "data" / "genius" / "bridge"


class Ranked:
    """GENIUS's own evaluation, done a second time, straight from the XML and in doubles."""

    def __init__(self, profile: Path, items: dict[int, list[str]]) -> None:
        rules = next(ET.parse(profile).getroot().iter("rules"))
        self.ranks = {}
        for issue in rules.find("ranks").findall("issue"):
            index = int(issue.get("index"))
            named = {
                item.get("value") or items[index][int(item.get("index")) - 1]: int(item.get("rank"))
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
        if kind != "sumZeroConstraintList":
            return False  # GENIUS passes over types it does not know
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


def compare(folder: Path) -> None:
    """Every outcome of a domain whose issues have the indices 1, 2, ..., to every party."""
    case = load(folder)
    items = {index: list(v.labels) for index, v in enumerate(case.variables, 1)}
    seconds = {party: Ranked(folder / f"{party}.xml", items) for party in case.parties}
    for outcome in itertools.product(*map(range, case.sizes)):
        bid = {index: items[index][value] for index, value in enumerate(outcome, 1)}
        for party, utility in case.utilities.of(outcome).items():
            assert float(utility) == pytest.approx(seconds[party].utility(bid), abs=1e-12)


def test_every_outcome_of_our_own_domain_is_worth_what_the_files_say():
    compare(BRIDGE)
    case = load(BRIDGE)
    north, south = case.preferences.values()
    assert (north.reservation, south.reservation) == (Fraction(1, 10), 0)
    assert south.weights["Start"] == 0  # it has no ranks
    assert south.weights["Work"] == Fraction(1, 3)


@pytest.fixture
def changed(tmp_path):
    """A function that changes a text in a profile of the bridge and gives the folder."""

    def change(party: str, old: str, new: str) -> Path:
        folder = tmp_path / "bridge"
        shutil.copytree(BRIDGE, folder)
        text = (folder / f"{party}.xml").read_text("utf-8")
        assert old in text
        (folder / f"{party}.xml").write_text(text.replace(old, new, 1), "utf-8")
        return folder

    return change


@pytest.mark.parametrize(
    ("party", "old", "new", "words"),
    [
        ("north", 'condition="numeric=positive"', 'condition="deck=new"', "changes nothing"),
        ("north", 'index="1" condition="num', 'index="4" condition="num', "changes nothing"),
        ("north", 'condition="rails=new"', 'condition="rails=gold"', "no value is or contains 'rails=gold'"),
        ("north", 'condition="numeric=negative"', 'condition="numeric"', ""),
        ("north", '<item index="1" rank="3" value="0"/>', "", "'0' has no rank and scores 0"),
        ("north", 'rank="3" value="0"', 'rank="3"', "are taken by their index"),
        ("north", 'value="40"/>', 'value="40"/><item index="9" rank="8" value="50"/>', "ranks '50'"),
        ("south", '"sumZeroConstraintList"', '"exclusiveZeroConstraint"', "'exclusiveZeroConstraint' do not"),
        ("south", 'index="2" min="30"', 'index="4" min="30"', "constraints on 'Start', which has no ranks"),
        ("south", 'value="rails=old"', 'value="rails"', ""),
        ("south", 'value="next year"', 'value="never"', "no value is or contains 'never'"),
        ("south", 'max="60"', 'max="600"', ""),
        ("south", 'min="30"', 'min="-600"', ""),
        ("south", '<item index="2"/>', '<item index="2"/><item index="2"/>', ""),
        ("south", 'type="constraint"', "", "is not of a type that says so"),
        ("south", "<ranks>", "<ranks><!-- the start has none -->", "ranks nothing of 'Start'"),
    ],
)  # fmt: skip
def test_what_a_file_leaves_open_is_done_as_in_genius_and_said(changed, party, old, new, words):
    folder = changed(party, old, new)
    assert words in "\n".join(load(folder).notes)
    compare(folder)


@pytest.mark.parametrize(
    ("party", "old", "new", "place", "words"),
    [
        ("north", 'rank="3" value="0"', 'rank="x" value="0"', "6:11", "rank 'x'"),
        ("north", 'rank="3" value="0"', 'value="0"', "6:11", "no rank"),
        ("north", '<issue index="4">', '<issue index="9">', "20:9", "no issue of index 9"),
        ("north", '<issue index="4">', '<issue index="3">', "20:9", "ranked twice"),
        ("north", 'index="2" condition', 'index="4" condition', "26:9", "'now', which is not a whole number"),
        ("north", 'index="3" condition="deck=new"', 'index="1" condition="deck=new"', "30:9", "two issues, not 1"),
        ("north", 'type="zeroConstraint" index="4"', 'index="4"', "34:9", "no type"),
        ("north", 'type="zeroConstraint" index="4"', 'type="zeroConstraint"', "34:9", "no index"),
        ("north", 'value="deck=new" min="-10" max="30"', 'min="-10" max="30"', "38:9", "which value is worth nothing"),
        ("north", 'max="30"', 'max="much"', "38:9", "max 'much'"),
        ("south", '<item index="1"/>\n        </constraint>\n      </', "</constraint></", "29:9", "sums nothing"),
        ("south", '<valueassignment index="4" value="next year"/>', "", "22:9", "asks nothing"),
        ("south", 'index="3" value="rails=old"', 'index="3"', "22:9", "no value"),
        ("south", 'index="4" value="next year"', 'index="4"', "23:11", "no value"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_with_its_place(changed, party, old, new, place, words):
    folder = changed(party, old, new)
    with pytest.raises(InputError) as caught:
        load(folder)
    said = [str(problem).replace(f"{folder}/", "") for problem in caught.value.problems]
    assert any(line.startswith(f"{party}.xml:{place}: ") and words in line for line in said)


def test_ranks_of_0_are_refused(tmp_path):
    folder = tmp_path / "bridge"
    shutil.copytree(BRIDGE, folder)
    text = (folder / "south.xml").read_text("utf-8")
    (folder / "south.xml").write_text(re.sub('rank="[0-9]"', 'rank="0"', text), "utf-8")
    with pytest.raises(InputError, match="no value of 'Work' has a rank above 0"):
        load(folder)


def test_a_sum_over_many_issues_stays_a_sum_and_is_counted_right(tmp_path):
    """Spelled out value by value it would be thousands of parts."""
    count, size = 8, 5
    issues = "".join(
        f'<issue index="{k}" name="n{k}" type="discrete">'
        + "".join(f'<item index="{v + 1}" value="{v * k * k}"/>' for v in range(size))
        + "</issue>"
        for k in range(1, count + 1)
    )
    ranks = f'<issue index="1">{"".join(f"""<item rank="{v}" value="{v}"/>""" for v in range(size))}</issue>'
    summed = "".join(f'<item index="{k}"/>' for k in range(2, count + 1))
    kind = 'type="sumZeroConstraint" index="1" value="3" min="200" max="260"'
    rule = f"<constraint {kind}>{summed}</constraint>"
    root = '<objective index="0" name="root">'
    domain = f"<negotiation_template><utility_space>{root}{issues}</objective></utility_space></negotiation_template>"
    profile = (
        f'<utility_space type="constraint">{root}<rules><ranks>{ranks}</ranks>'
        f"<constraints>{rule}</constraints></rules></objective></utility_space>"
    )
    (tmp_path / "domain.xml").write_text(domain, "utf-8")
    for party in "ab":
        (tmp_path / f"{party}.xml").write_text(profile, "utf-8")
    case = load(tmp_path)
    assert len(case.preferences["a"].interactions) == 1
    chance = random.Random(3)
    for _ in range(300):
        outcome = tuple(chance.randrange(size) for _ in range(count))
        total = sum(value * k * k for k, value in enumerate(outcome[1:], 2))
        void = outcome[0] == 3 and 200 <= total <= 260
        assert case.utilities.of(outcome)["a"] == (0 if void else Fraction(outcome[0], size - 1))
