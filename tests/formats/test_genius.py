"""Domains that others wrote for GENIUS: read as GENIUS reads them, or refused in plain words."""

import itertools
import random
import re
import shutil
import xml.etree.ElementTree as ET
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.analysis.frontier import frontier
from detente.errors import InputError
from detente.formats.genius import is_genius, load

DATA = Path(__file__).resolve().parents[1] / "data" / "genius"
SCENARIOS = Path(__file__).resolve().parents[3] / "shared" / "scenarios"
SETS = ("genius", "genius-multiparty", "genius-real-valued", "genius-nonlinear")


# What the files say, computed a second time: in doubles, straight from the XML, as GENIUS does.


def issues_in(root: ET.Element) -> dict[int, ET.Element]:
    return {int(issue.get("index")): issue for issue in root.iter("issue")}


def utility_of(profile: Path, domain: Path, outcome: dict) -> float:
    """GENIUS's utility of an outcome (a value for each issue name), without its ceiling of 1."""
    root = ET.parse(profile).getroot()
    names = {
        index: issue.get("name") for index, issue in issues_in(ET.parse(domain).getroot()).items()
    }
    weights = {int(w.get("index")): float(w.get("value")) for w in root.iter("weight")}
    total = 0.0
    for index, issue in issues_in(root).items():
        value = outcome[names[index]]
        evaluator = issue.find("evaluator")
        if issue.get("type") == "price":
            score = share_of_the_margin(issue, value, root, names, outcome)
        elif evaluator is None:
            scores = {
                item.get("value"): float(item.get("evaluation")) for item in issue.findall("item")
            }
            score = scores[value] / max(scores.values())
        elif evaluator.get("ftype") == "triangular":
            left, right, top = (float(evaluator.get(f"parameter{k}")) for k in range(3))
            rising, falling = (value - left) / (top - left), 1 - (value - top) / (right - top)
            score = max(0.0, rising if value < top else falling)
        elif issue.get("type") == "integer":
            slope, offset = float(evaluator.get("slope")), float(evaluator.get("offset"))
            score = min(1.0, max(0.0, offset + slope * (value - int(issue.get("lowerbound")))))
        else:
            start, slope = (float(evaluator.get(f"parameter{k}")) for k in range(2))
            score = min(1.0, max(0.0, start + slope * value))
        total += weights[index] * score
    return total


def share_of_the_margin(
    price: ET.Element, value: float, root: ET.Element, names: dict[int, str], outcome: dict
) -> float:
    """What GENIUS's `EvaluatorPrice` made of a price, while there was one."""
    low, high = (float(price.find("range").get(f"{side}bound")) for side in ("lower", "upper"))
    costs = largest = 0.0
    for index, issue in issues_in(root).items():
        each = {item.get("value"): float(item.get("cost", 0)) for item in issue.findall("item")}
        if each:
            costs += each[outcome[names[index]]]
            largest += max(each.values())
    return min(1.0, max(0.0, (value - costs - low) / (high - low - largest)))


def files_of(folder: Path) -> tuple[Path, list[Path]]:
    """The domain file, and all others that are XML."""
    domain, profiles = None, []
    for file in sorted(folder.glob("*.xml")):
        try:
            root = ET.parse(file).getroot()
        except ET.ParseError:
            continue
        if root.tag == "negotiation_template":
            domain = file
        elif root.tag == "utility_space":
            profiles.append(file)
    assert domain is not None
    return domain, profiles


# What the scenarios' own table says of them.


def rows(kind: str) -> list[tuple[str, dict[str, str]]]:
    """The rows of one section of the table of scenarios, by the scenario's name."""
    readme = SCENARIOS / "README.md"
    if not readme.is_file():
        return []
    section = readme.read_text("utf-8").split(f"\n## {kind}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    header, *body = ([cell.strip() for cell in line.strip("|").split("|")] for line in lines)
    return [(row[0], dict(zip(header, row, strict=True))) for row in body[1:]]


ADDITIVE = [(kind, *row) for kind in SETS[:2] for row in rows(kind)]
REAL = [name for name, _ in rows(SETS[2])]
NONLINEAR = [name for name, _ in rows(SETS[3])]
READABLE = [(kind, name) for kind, name, _ in ADDITIVE] + [(SETS[2], name) for name in REAL]


def named(cells: str) -> list[str]:
    """The entries of a cell, without the dots of a long one."""
    return [cell.strip() for cell in cells.split(",") if cell.strip() != "..."]


def of(*kinds: str) -> pytest.MarkDecorator:
    """The test runs on every scenario of these kinds."""
    found = [(kind, name) for kind, name in READABLE if kind in kinds]
    return pytest.mark.parametrize(("kind", "name"), found, ids=[name for _, name in found])


def test_the_table_of_scenarios_lists_what_it_should(shared):
    assert len(ADDITIVE) == 22
    assert len(NONLINEAR) == 6
    assert len(REAL) == 2


@pytest.mark.parametrize(("kind", "name", "row"), ADDITIVE, ids=[name for _, name, _ in ADDITIVE])
def test_issues_outcomes_parties_reservation_values_and_discounts_are_as_the_table_says(
    shared, kind, name, row
):
    folder = shared / "scenarios" / kind / name
    assert is_genius(folder)
    case = load(folder)
    assert case.name == name
    assert len(case.issues) == int(row["issues"])
    assert case.outcomes == int(row["outcomes"].replace(",", ""))
    assert len(case.parties) == int(row["profiles"])
    assert list(case.preferences) == list(case.parties)
    assert case.status_quo is None
    given = [preference.reservation for preference in case.preferences.values()]
    told = named(row["reserved values"])
    if told == ["-"]:
        told = ["-"] * len(given)
    for value, text in zip(given, told, strict=False):
        assert value is not None
        assert float(value) == pytest.approx(0 if text == "-" else float(text), abs=5e-5)
    factors = {text for text in named(row["discounts"]) if text not in ("-", "1")}
    said = [note for note in case.notes if "discount" in note]
    assert len(said) == bool(factors)
    for factor in factors:
        assert factor.rstrip("0")[:5] in said[0]
    assert all(preference.discount is None for preference in case.preferences.values())


@of(*SETS)
def test_utilities_are_those_of_the_files(shared, kind, name):
    folder = shared / "scenarios" / kind / name
    compare(folder, random.Random(name))


@pytest.mark.parametrize("name", ["orchard", "ferry"])
def test_utilities_of_our_own_domains_are_those_of_the_files(name):
    compare(DATA / name, random.Random(name))


def compare(folder: Path, chance: random.Random) -> None:
    """All outcomes of a small domain, some hundred of a large one, against the second computation."""
    case = load(folder)
    domain, profiles = files_of(folder)
    files = {profile.stem: profile for profile in profiles}
    assert set(files) == set(case.parties)
    if case.outcomes * len(files) <= 2_000:
        outcomes = list(itertools.product(*map(range, case.sizes)))
    else:
        drawn = [[chance.randrange(size) for size in case.sizes] for _ in range(200 // len(files))]
        edges = [[0] * len(case.sizes), [size - 1 for size in case.sizes]]
        outcomes = [tuple(indices) for indices in [*drawn, *edges]]
    for indices in outcomes:
        outcome, ours = case.outcome(indices), case.utilities.of(indices)
        for party, file in files.items():
            assert float(ours[party]) == pytest.approx(utility_of(file, domain, outcome), abs=1e-9)


@pytest.mark.parametrize(
    ("scenario", "points", "acceptable"),
    [
        ("genius/Energy", 204, 204),
        ("genius/SupermarketA", 39, 25),
        ("genius/CarA", 53, 40),
        ("genius/CameraA", 17, 13),
        ("genius/AMPOvsCity", 192, None),
        ("genius/7issues", 338, None),
        ("genius-multiparty/Terra", 93, 79),
        ("genius-multiparty/AgentHp2", 589, None),
    ],
)
def test_the_published_frontier_counts(shared, scenario, points, acceptable):
    found = frontier(load(shared / "scenarios" / scenario))
    assert found.exact
    assert len(found.points) == points
    if acceptable is not None:
        assert len(found.acceptable) == acceptable


def test_a_price_less_the_costs_of_the_other_issues_is_read_as_genius_once_did(shared):
    folder = shared / "scenarios" / "genius-real-valued" / "2nd_hand_car"
    case = load(folder)
    assert any("no longer reads" in note for note in case.notes)
    domain, _ = files_of(folder)
    # every price with the cheapest and with the dearest of everything: where the score is held
    for extra, price in itertools.product((0, 4), range(21)):
        indices = (extra, extra, extra, extra, price)
        ours = case.utilities.of(indices)["car_dealer"]
        theirs = utility_of(folder / "car_dealer.xml", domain, case.outcome(indices))
        assert float(ours) == pytest.approx(theirs, abs=1e-12)


def test_what_a_grid_of_prices_may_miss_is_said_though_the_score_is_held_in_0_to_1(shared):
    """Between two grid prices a score rises by at most the step over the largest margin, 3900."""
    case = load(shared / "scenarios" / "genius-real-valued" / "2nd_hand_car")
    step = Fraction(22666 - 13000, 20)
    assert frontier(case).bound["car_dealer"] == Fraction("0.21") * step / 3900


def test_a_discount_factor_above_1_does_not_count_as_in_genius(shared):
    case = load(shared / "scenarios" / "genius-real-valued" / "SON_with_discount")
    assert any("discount factor 2" in note for note in case.notes)


# Files and parties.


def test_agents_give_the_order_of_the_parties_and_the_others_follow_in_natural_order():
    assert list(load(DATA / "ferry").parties) == ["town10", "town2", "town1"]


def test_files_without_agents_are_in_natural_order(tmp_path):
    shutil.copytree(DATA / "ferry", tmp_path / "ferry")
    domain = tmp_path / "ferry" / "ferry.xml"
    domain.write_text(re.sub("<agent.*", "", domain.read_text("utf-8")), "utf-8")
    assert list(load(tmp_path / "ferry").parties) == ["town1", "town2", "town10"]


def test_the_domain_file_may_be_given_instead_of_the_folder():
    by_file = load(DATA / "ferry" / "ferry.xml")
    assert by_file == load(DATA / "ferry")
    assert by_file.notes == load(str(DATA / "ferry")).notes


def test_parties_can_be_picked_in_any_order():
    whole, some = load(DATA / "ferry"), load(DATA / "ferry", parties=["town1", "town10"])
    assert list(some.parties) == ["town1", "town10"]
    assert some.preferences["town1"] == whole.preferences["town1"]


@pytest.mark.parametrize(
    ("parties", "words"),
    [
        (["town1", "twon2"], "no profile is called 'twon2'; did you mean 'town2'"),
        (["a", "b"], "no profile is called 'b'"),
        (["town1"], "only one profile"),
        (["town1", "town1"], "only one profile"),
        ([], "no profiles"),
    ],
)
def test_parties_that_cannot_be_picked_are_named(parties, words):
    with pytest.raises(InputError, match=re.escape(words)):
        load(DATA / "ferry", parties)


def test_seventeen_profiles_may_be_taken_two_or_three_at_a_time(shared):
    folder = shared / "scenarios" / "genius-multiparty" / "partydomain"
    case = load(folder, parties=["party1_utility", "party4_utility", "party2_utility10"])
    assert list(case.parties) == ["party1_utility", "party4_utility", "party2_utility10"]
    assert case.preferences["party2_utility10"].reservation == Fraction("0.00621119")


def test_items_inside_similarity_functions_are_no_values():
    case = load(DATA / "ferry")
    assert case.preferences["town1"].values["Boat"].of(case.issues["Boat"]) == (
        (Fraction(1, 4), 1),
    )


def test_other_xml_files_are_passed_over_and_named():
    assert any("pareto.xml" in note for note in load(DATA / "ferry").notes)


def test_a_profile_given_as_the_domain_is_called_what_it_is():
    with pytest.raises(InputError, match="one party's profile"):
        load(DATA / "orchard" / "grower.xml")
    with pytest.raises(InputError, match="another kind"):
        load(DATA / "ferry" / "pareto.xml")
    with pytest.raises(InputError, match="no such file"):
        load(DATA / "gone")


def test_what_is_of_genius_is_known_by_its_root(tmp_path):
    assert is_genius(DATA / "orchard")
    assert is_genius(str(DATA / "ferry" / "ferry.xml"))
    assert not is_genius(DATA / "ferry" / "pareto.xml")
    assert not is_genius(DATA)
    assert not is_genius(tmp_path / "gone")
    assert not is_genius(tmp_path)
    assert not is_genius("a\0b")
    bomb = tmp_path / "bomb.xml"
    bomb.write_text('<!DOCTYPE a [<!ENTITY b "c">]><negotiation_template/>', "utf-8")
    assert is_genius(bomb)
    with pytest.raises(InputError, match="DOCTYPE"):
        load(bomb)
    assert not is_genius(Path(__file__))


@given(
    st.dictionaries(
        st.sampled_from(["p.xml", "P.XML", "p1.xml", "p2.xml", "p10.xml", "p2a.xml", "q.xml"]),
        st.just(None),
        min_size=2,
    )
)
def test_party_names_are_unique_whatever_the_files_are_called(tmp_path_factory, files):
    folder = tmp_path_factory.mktemp("names")
    shutil.copy(DATA / "ferry" / "ferry.xml", folder)
    for name in files:
        shutil.copy(DATA / "ferry" / "town1.xml", folder / name)
    assert len(load(folder).parties) == len(files)
