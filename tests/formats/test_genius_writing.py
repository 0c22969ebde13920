"""Cases written as GENIUS domains: read back with the same utilities, or on the scale that is told."""

import random
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.strategies import cases

from detente.errors import InputError
from detente.formats.genius import is_genius, load, write
from detente.model.case import Case, Party
from detente.model.issue import Options, Range
from detente.model.number import exact
from detente.model.preference import Interaction, Piecewise, Preference, Table
from detente.model.rule import All, In, Not, Sum

DATA = Path(__file__).resolve().parents[1] / "data" / "genius"
SCENARIOS = Path(__file__).resolve().parents[3] / "shared" / "scenarios"
PUBLISHED = [
    f"{kind.name}/{folder.name}"
    for kind in sorted(SCENARIOS.glob("genius*"))
    if kind.name != "geniusweb"
    for folder in sorted(kind.iterdir())
    if folder.name != "2nd_hand_car"
]


def outcomes(case: Case, count: int, seed: object = 0) -> list[tuple[int, ...]]:
    chance = random.Random(str(seed))
    return [tuple(chance.randrange(size) for size in case.sizes) for _ in range(count)]


def scales(said: list[str]) -> dict[str, tuple[Fraction, Fraction]]:
    """What the sentences tell of scales: by party, the factor and the offset."""
    told = {}
    for line in said:
        found = re.match(r"utilities of (.*) are written as (\S+) × (?:utility|\(utility \+ (\S+)\)),", line, re.DOTALL)  # fmt: skip  # noqa: E501
        if found:
            told[found[1]] = exact(found[2]), exact(found[3] or "0")
    return told


def compare(case: Case, again: Case, said: list[str], count: int = 40) -> None:
    """What was written against what is read back; parties and variables are in the same order."""
    told = scales(said)
    for outcome in outcomes(case, count, case.name):
        before, after = case.utilities.of(outcome), again.utilities.of(outcome)
        for party, other in zip(case.parties, again.parties, strict=True):
            factor, offset = told.get(party, (Fraction(1), Fraction(0)))
            assert factor > 0
            assert after[other] == factor * (before[party] + offset)
    for p, (party, other) in enumerate(zip(case.parties, again.parties, strict=True)):
        units = case.utilities.reservations[p]
        factor, offset = told.get(party, (Fraction(1), Fraction(0)))
        if units is None:
            assert any(f"no deal is worth to {party} is not known" in line for line in said)
        else:
            worth = factor * (case.utilities.value(p, units) + offset)
            assert again.preferences[other].reservation == worth


@pytest.mark.parametrize("name", PUBLISHED)
def test_what_others_wrote_is_written_and_read_back_with_its_utilities(shared, tmp_path, name):
    case = load(shared / "scenarios" / name)
    said = write(case, tmp_path / "again")
    assert is_genius(tmp_path / "again")
    again = load(tmp_path / "again")
    assert list(again.parties) == list(case.parties)
    if "become the whole numbers" not in " ".join(said):
        assert again.issues == case.issues
    compare(case, again, said)


@pytest.mark.parametrize("name", ["orchard", "ferry", "pasture", "bridge"])
def test_our_own_domains_are_written_and_read_back(tmp_path, name):
    case = load(DATA / name)
    said = write(case, tmp_path / "again")
    compare(case, load(tmp_path / "again"), said)


def test_a_domain_whose_weights_add_up_to_1_is_written_as_it_was(shared, tmp_path):
    case = load(shared / "scenarios" / "genius" / "Energy")
    said = write(case, tmp_path / "energy")
    again = load(tmp_path / "energy")
    assert not scales(said)
    for party, preference in case.preferences.items():
        assert again.preferences[party].weights == preference.weights


def test_continuous_scores_are_kept_between_the_values_of_the_grid_too(shared, tmp_path):
    case = load(shared / "scenarios" / "genius-real-valued" / "SON_with_discount")
    write(case, tmp_path / "son")
    again = load(tmp_path / "son")
    assert any(isinstance(i, Range) and i.continuous for i in case.issues.values())
    for party, preference in case.preferences.items():
        assert again.preferences[party].values == preference.values


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_any_case_is_written_as_a_domain_with_the_same_utilities(tmp_path_factory, data):
    case = data.draw(cases(wild=data.draw(st.booleans()), extras=True, status_quo=None))
    folder = tmp_path_factory.mktemp("any") / "case"
    try:
        said = write(case, folder)
    except InputError as error:
        refused = error.problems
    else:
        refused = ()
    if refused:
        assert not folder.exists()
        words = ("XML cannot", "too many hyper-rectangles", "would be called", "is blank")
        assert all(any(word in problem.message for word in words) for problem in refused)
        return
    again = load(folder)
    assert [len(v.labels) for v in again.variables] == [len(v.labels) for v in case.variables]
    compare(case, again, said, 20)
    for root in map(ET.parse, folder.glob("*.xml")):
        numbers = [
            value
            for element in root.getroot().iter()
            for key, value in element.attrib.items()
            if key in ("value", "evaluation", "slope", "offset", "utility", "maxutility")
            and element.tag not in ("item", "agent")
        ]
        assert all(re.fullmatch(r"-?\d+(\.\d+)?", number) for number in numbers)  # as Java reads


# What is said, and what is refused.


def small(**preferences: Preference) -> Case:
    return Case(
        "small",
        {party: Party(party) for party in preferences},
        {
            "tax": Range("tax", Fraction(0), Fraction(4)),
            "form": Options("form", ("a", "b", "c")),
        },
        preferences,
    )


def plain(*scores: int, reservation: Fraction | None = Fraction(0), **more: object) -> Preference:
    table = Table(dict(zip("abc", map(Fraction, scores), strict=True)))
    line = Piecewise(((Fraction(0), Fraction(0)), (Fraction(4), Fraction(1))), "linear")
    return Preference(
        {"tax": Fraction(1), "form": Fraction(1)},
        {"tax": line, "form": table},
        reservation=reservation,
        **more,
    )


def test_negative_and_large_utilities_are_moved_and_scaled_and_so_is_no_deal(tmp_path):
    case = small(x=plain(-2, 0, 5, reservation=Fraction(1)), y=plain(0, 0, 0))
    said = write(case, tmp_path / "out")
    assert "utilities of x are written as 0.1 × (utility + 2), as GENIUS" in " ".join(said)
    assert not any("of y are written" in line for line in said)
    again = load(tmp_path / "out")
    compare(case, again, said)
    assert again.preferences["x"].reservation == Fraction(3, 10)
    evaluations = [
        float(item.get("evaluation"))
        for item in ET.parse(tmp_path / "out" / "x.xml").getroot().iter("item")
    ]
    assert min(evaluations) >= 0


def test_a_reservation_value_that_nobody_knows_is_told(tmp_path):
    said = write(small(x=plain(1, 0, 0, reservation=None), y=plain(0, 1, 0)), tmp_path / "out")
    assert "what no deal is worth to x is not known; GENIUS takes it as 0" in said


def test_a_score_that_is_no_line_makes_named_values_of_numbers(tmp_path):
    bent = Piecewise(tuple((Fraction(k), Fraction(k * k, 16)) for k in range(5)))
    one = plain(0, 1, 0)
    case = small(x=replace(one, values={**one.values, "tax": bent}), y=one)
    said = write(case, tmp_path / "out")
    assert any("the numbers of 'tax' are written as named values" in line for line in said)
    again = load(tmp_path / "out")
    assert again.issues["tax"].values == ("0", "1", "2", "3", "4")
    compare(case, again, said)


def test_conjunctions_of_intervals_and_their_negations_are_one_box_each(tmp_path):
    block = All((In(0, frozenset({1, 2})), In(1, frozenset({0, 1}))))
    terms = (Interaction(block, Fraction(1, 2)), Interaction(Not(block), Fraction(1, 4)))
    case = small(x=replace(plain(0, 0, 0), interactions=terms), y=plain(0, 1, 0))
    said = write(case, tmp_path / "out")
    again = load(tmp_path / "out")
    compare(case, again, said)
    root = ET.parse(tmp_path / "out" / "x.xml").getroot()
    shapes = [[part.tag for part in box] for box in root.iter("hyperRectangle")]
    assert shapes.count(["INCLUDES", "INCLUDES"]) == 1
    assert shapes.count(["EXCLUDES", "EXCLUDES"]) == 1
    assert [term.condition for term in again.preferences["x"].interactions[-2:]] == [
        block,
        Not(block),
    ]
    assert any("the values of 'form' become the whole numbers" in line for line in said)


def test_other_conditions_fall_into_boxes_that_do_not_overlap(tmp_path):
    odd = All((In(0, frozenset({0, 2, 4})), In(1, frozenset({0, 2}))))
    total = Sum(
        ((0, tuple(map(Fraction, range(5)))), (1, (Fraction(0), Fraction(2), Fraction(4)))),
        Fraction(3),
        Fraction(5),
    )
    terms = (Interaction(odd, Fraction(-1, 3)), Interaction(total, Fraction(2, 7)))
    case = small(x=replace(plain(0, 1, 0), interactions=terms), y=plain(0, 1, 0))
    said = write(case, tmp_path / "out")
    compare(case, load(tmp_path / "out"), said, 100)


def test_an_interaction_of_too_many_boxes_is_refused_and_named(shared, tmp_path):
    case = load(shared / "scenarios" / "genius-real-valued" / "2nd_hand_car")
    with pytest.raises(InputError, match="an interaction of car_dealer over 'CD player'"):
        write(case, tmp_path / "car")
    assert not (tmp_path / "car").exists()


def test_hidden_preferences_are_not_made_up(tmp_path):
    case = small(x=plain(0, 1, 0), y=plain(1, 0, 0))
    hidden = replace(case, preferences={"x": case.preferences["x"]})
    with pytest.raises(InputError, match="the preferences of y are not in the case"):
        write(hidden, tmp_path / "out")


def test_a_character_that_xml_cannot_hold_is_refused(tmp_path):
    case = small(x=plain(0, 1, 0), y=plain(1, 0, 0))
    odd = replace(case, issues={**case.issues, "tax": replace(case.issues["tax"], name="ta\x01x")})
    with pytest.raises(InputError, match=r"U\+0001, which XML cannot; rename it"):
        write(replace(odd, issues={i.name: i for i in odd.issues.values()}), tmp_path / "out")


def test_parties_keep_their_order_whatever_they_are_called(tmp_path):
    case = small(**{name: plain(0, 1, 0) for name in ("z", "domain", "a/b", "B", "b")})
    said = write(case, tmp_path / "out")
    files = sorted(file.name for file in (tmp_path / "out").iterdir())
    assert len(files) == 6
    assert len(load(tmp_path / "out").parties) == 5
    assert next(iter(load(tmp_path / "out").parties)) == "z"
    assert any("'a/b' is 'a-b'" in line for line in said)


def test_an_older_domain_of_the_same_files_is_replaced_and_nothing_else_is(tmp_path):
    case = small(x=plain(0, 1, 0), y=plain(1, 0, 0))
    folder = tmp_path / "out"
    write(case, folder)
    other = small(x=plain(1, 0, 0), y=plain(1, 0, 0))
    said = write(other, folder)
    compare(other, load(folder), said)
    (folder / "notes.txt").write_text("mine", "utf-8")
    with pytest.raises(InputError, match=r"holds other files \('notes\.txt'\)"):
        write(case, folder)
    (folder / "notes.txt").unlink()
    with pytest.raises(InputError, match=r"'x\.xml', 'y\.xml'"):
        write(small(u=plain(0, 1, 0), v=plain(1, 0, 0)), folder)
    (folder / "x.xml").write_text("<mine/>", "utf-8")
    with pytest.raises(InputError, match=r"'x\.xml'"):
        write(case, folder)
    (tmp_path / "file").write_text("mine", "utf-8")
    with pytest.raises(InputError, match="a GENIUS domain is a folder"):
        write(case, tmp_path / "file")
    assert (tmp_path / "file").read_text("utf-8") == "mine"


def test_no_deal_is_worth_what_the_status_quo_is_interactions_included(tmp_path):
    block = All((In(0, frozenset({1})), In(1, frozenset({0}))))
    wish = replace(
        plain(0, 0, 0, reservation=None), interactions=(Interaction(block, Fraction(1, 2)),)
    )
    case = small(x=wish, y=plain(0, 0, 0, reservation=None))
    issues = {
        "tax": replace(case.issues["tax"], status_quo=Fraction(1)),
        "form": replace(case.issues["form"], status_quo="a"),
    }
    said = write(replace(case, issues=issues), tmp_path / "out")
    again = load(tmp_path / "out")
    factor, _ = scales(said).get("x", (Fraction(1), 0))
    assert again.preferences["x"].reservation == factor * Fraction(3, 4)
    assert again.preferences["y"].reservation == Fraction(1, 4)
    assert any("status quo is lost" in line for line in said)


def test_a_range_of_one_value_is_written_and_read_back(tmp_path):
    one = Piecewise(((Fraction(3), Fraction(1)), (Fraction(3), Fraction(1))), "linear")
    wish = Preference({"tax": Fraction(1)}, {"tax": one}, reservation=Fraction(0))
    parties = {party: Party(party) for party in "xy"}
    tax = Range("tax", Fraction(3), Fraction(3))
    case = Case("one", parties, {"tax": tax}, dict.fromkeys("xy", wish))
    said = write(case, tmp_path / "out")
    compare(case, load(tmp_path / "out"), said)
