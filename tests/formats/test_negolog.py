"""Domains that others wrote for NegoLog: read as NegoLog reads them, written so that they read back the same."""

import json
import shutil
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.formats.scenarios import (
    SCENARIOS,
    complaint,
    exact_json,
    folders,
    made,
    mutilated,
    read_or_refused,
    some_outcomes,
    utilities,
    written_and_read_back,
)
from tests.strategies import cases

from detente.analysis.frontier import frontier
from detente.analysis.settlement import settle
from detente.errors import InputError
from detente.formats import load, negolog
from detente.formats.recognition import format_of
from detente.formats.scenario.additive import additive
from detente.formats.scenario.normal import normal

DOMAINS = folders("negolog")
A = """{
 "reservationValue": 0.1,
 "issueWeights": {"price": 0.3, "colour": 0.7},
 "issues": {
  "price": {"low": 1.0, "high": 0.25},
  "colour": {"red": 0.5, "blue": 1}
 }
}"""
B = """{
 "reservationValue": 0,
 "issueWeights": {"colour": 0.5, "price": 0.5},
 "issues": {
  "colour": {"blue": 0, "red": 1e-05},
  "price": {"low": 0.125, "high": 1.0}
 }
}"""


@pytest.mark.parametrize("name", DOMAINS)
def test_utilities_are_those_of_the_files_digit_by_digit(shared, name):
    folder = SCENARIOS / "negolog" / name
    case = load(folder)
    assert format_of(folder) == "negolog"
    assert list(case.parties) == ["profileA", "profileB"]
    files = [exact_json(folder / f"profile{letter}.json") for letter in "AB"]
    for indices in some_outcomes(case):
        outcome, worth = case.outcome(indices), case.utilities.of(indices)
        for party, file in zip(case.parties, files, strict=True):
            assert worth[party] == sum(
                file["issueWeights"][issue] * file["issues"][issue][value]
                for issue, value in outcome.items()
            )
    for preference, file in zip(case.preferences.values(), files, strict=True):
        assert preference.reservation == file["reservationValue"]
    assert case.notes == ()


@pytest.mark.parametrize("name", DOMAINS)
def test_the_authors_count_of_outcomes_and_nash_point_are_right(shared, name):
    folder = SCENARIOS / "negolog" / name
    case = load(folder)
    specs = exact_json(folder / "specs.json")
    assert case.outcomes == specs["NumberOfBids"]
    ours = [float(u) for u in settle(case).by_concept["nash"].utilities.values()]
    assert ours == pytest.approx([float(specs["Nash_A"]), float(specs["Nash_B"])])


@pytest.mark.parametrize("name", DOMAINS)
def test_what_the_authors_call_kalai_is_the_largest_sum(shared, name):
    # nenv.BidSpace takes the bid of the largest sum for the Kalai point, so it is not compared with Kalai-Smorodinsky.
    folder = SCENARIOS / "negolog" / name
    case = load(folder)
    specs = exact_json(folder / "specs.json")
    sums = [
        sum(case.utilities.of(point.indices).values(), Fraction(0))
        for point in frontier(case).points
    ]
    largest = float(max(sums))
    assert float(specs["Kalai_A"] + specs["Kalai_B"]) == pytest.approx(largest)
    assert float(specs["Social Welfare"]) == pytest.approx(largest)


@pytest.mark.parametrize("given", ["", "profileA.json", "profileB.json", "specs.json"])
def test_the_folder_or_any_of_its_files_opens_it(tmp_path, given):
    made(tmp_path, {"profileA.json": A, "profileB.json": B, "specs.json": '{"NumberOfBids": 4}'})
    case = load(tmp_path / given)
    assert case.outcomes == 4
    assert list(case.issues) == ["price", "colour"]
    assert case.utilities.of((0, 0))["profileB"] == Fraction(1, 16) + Fraction(1, 200_000)
    assert load(tmp_path, parties=["profileB", "profileA"]).parties.keys() == {
        "profileB",
        "profileA",
    }


def test_what_the_specs_say_otherwise_is_said(tmp_path):
    specs = '{"NumberOfBids": 9, "ReservationValueProfileA": 0.2}'
    made(tmp_path, {"profileA.json": A, "profileB.json": B, "specs.json": specs, "x.json": "[]"})
    assert load(tmp_path).notes == (
        "specs.json speaks of 9 outcomes; the profiles make 4, which count",
        "profileA: specs.json gives the reservation value 0.2, the profile 0.1, which counts",
        "passed over, being no profile: 'x.json'",
    )


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"reservationValue": 0.1,', "", "no reservationValue; no deal is worth 0"),
        ('"low": 1.0', '"low": 1.5', "profileA (price): scores outside 0..1"),
        ('"price": 0.3', '"price": 0.2999999999999999', "add up to 1 − 1e-16"),
        ('"issues"', '"extra": 1, "issues"', "profileA: passed over: 'extra'"),
    ],
)
def test_what_can_be_read_in_two_ways_is_said(tmp_path, old, new, told):
    made(tmp_path, {"profileA.json": A.replace(old, new), "profileB.json": B})
    assert any(told in note for note in load(tmp_path).notes)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"price": 0.3', '"price": 0.25', "profileA.json:3:2: the weights add up to 0.95, and NegoLog demands 1"),
        ('"price": 0.3', '"price": -0.3', "profileA.json:3:28: the weight of 'price' is -0.3; weights are 0 or more"),
        ('"price": 0.3', '"price": "0.3"', "profileA.json:3:28: the weight of 'price' is the text '0.3', not"),
        ('"price": 0.3', '"price": NaN', "profileA.json:3:28: the weight of 'price' is 'NaN'"),
        ('"price": 0.3', '"price": .3', "profileA.json:3:28: '.3' is not a number as JSON writes them"),
        ('"price": 0.3', '"price": 1e400', "profileA.json:3:28: the weight of 'price' is '1e400'"),
        ('"price": 0.3', '"price": 0.3, "size": 0', "profileA.json:4:2: there are no scores for 'size'"),
        ('"low": 1.0, ', '"low": 1.0, "low": 0.5, ', "profileA.json:5:25: 'low' is written twice here"),
        ('"price": {"low"', '"prise": {"low"', "profileA.json:4:2: there are no scores for 'price'"),
        ('{"low": 1.0, "high": 0.25}', "[1, 2]", "profileA.json:5:12: the scores of 'price' should be"),
        ('{"low": 1.0, "high": 0.25}', "{}", "profileA.json:5:12: 'price' has no values"),
        (', "blue": 1}', "}", "profileB.json:5:14: 'colour' has no value 'blue' in profileA's profile"),
        ('"blue": 1}', '"blau": 1}', "profileB.json:5:14: 'colour' has no value 'blue' in profileA's profile; did you"),
        (A[A.index('"issues"'):], "", "profileA.json:4:2: the file breaks off here: the '{' of line 1 is never closed"),
        ("}\n}", "},\n}", "profileA.json:7:3: nothing comes after this ','; delete it"),
        ('"issueWeights"', "'issueWeights'", "profileA.json:3:2: a key stands between double quotation marks"),
        ("{\n", "{ // mine\n", "profileA.json:1:3: JSON has no comments"),
        (A, "[1, 2]", "profileA.json:1:1: there should be a '{...}' with keys here"),
        (A, "", "profileA.json:1:1: the file is empty"),
    ],
)  # fmt: skip
def test_a_damaged_profile_has_its_line(tmp_path, old, new, told):
    assert old in A
    made(tmp_path, {"profileA.json": A.replace(old, new, 1), "profileB.json": B})
    assert told in complaint(tmp_path)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (A.encode("utf-16"), "profileA.json:1:1: the file is UTF-16; save it as UTF-8"),
        (A.replace("red", "rot-grün").encode("latin-1"), "profileA.json:6:21: byte 149 of the file (0xfc)"),
        (b'{"issueWeights": ' + b"[" * 5000, "more than 60 levels inside each other"),
        (b'{"issueWeights": ' + b" " * 10_000_000, "the file is larger than 4 MB"),
        (b'{"issueWeights": {' + b'"a": 1, ' * 300_000, "more than 200,000 things"),
    ],
)  # fmt: skip
def test_what_is_no_text_or_no_profile_is_refused(tmp_path, data, told):
    made(tmp_path, {"profileA.json": data, "profileB.json": B})
    assert told in complaint(tmp_path)


def test_one_profile_is_too_few(tmp_path):
    made(tmp_path, {"profileA.json": A})
    assert "only one profile, 'profileA'," in complaint(tmp_path)
    made(tmp_path, {"profileB.json": B})
    with pytest.raises(InputError, match="no profile is called 'profileC'; did you mean"):
        load(tmp_path, parties=["profileC", "profileA"])


@settings(max_examples=150)
@given(st.data())
def test_whatever_is_done_to_a_file_it_is_read_or_refused(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("damaged")
    broken = data.draw(st.sampled_from([("profileA.json", A), ("profileB.json", B)]))
    made(folder, {"profileA.json": A, "profileB.json": B})
    made(folder, {broken[0]: data.draw(mutilated(broken[1]))})
    read_or_refused(folder)
    shutil.rmtree(folder)


@pytest.mark.parametrize("name", DOMAINS)
def test_a_published_domain_is_written_and_read_back_with_nothing_lost(shared, tmp_path, name):
    written_and_read_back(negolog, SCENARIOS / "negolog" / name, tmp_path)


@settings(max_examples=60)
@given(cases(parties=(2, 2), wild=True, extras=True, status_quo=None))
def test_what_was_written_is_read_back_with_the_utilities_that_were_promised(
    tmp_path_factory, case
):
    folder = tmp_path_factory.mktemp("negolog")
    said = negolog.write(case, folder)
    again = load(folder)
    promised = additive(case)
    for party, ours, theirs in zip(
        case.parties, utilities(case).values(), utilities(again).values(), strict=True
    ):
        scaled = normal(promised.terms[party])
        assert all(abs(scaled.of(u) - v) <= scaled.off for u, v in zip(ours, theirs, strict=True))
        assert scaled.off < Fraction(1, 10**18)
        assert bool(scaled.off) == any(f"utilities of {party} are off" in one for one in said)
        changed = (scaled.shift, scaled.scale) != (Fraction(0), Fraction(1))
        assert changed == any(f"the utilities u of {party} are" in one for one in said)
    shutil.rmtree(folder)


def test_a_case_of_three_is_refused_before_anything_is_written(tmp_path):
    case = load(Path(__file__).resolve().parents[1] / "data" / "genius" / "ferry")
    assert len(case.parties) > 2
    with pytest.raises(InputError, match="NegoLog knows two parties"):
        negolog.write(case, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_the_files_are_as_negolog_reads_them(tmp_path):
    made(tmp_path / "a", {"profileA.json": A, "profileB.json": B})
    negolog.write(load(tmp_path / "a"), tmp_path / "b")
    tree = json.loads((tmp_path / "b" / "profileB.json").read_text("utf-8"))
    assert tree == {
        "reservationValue": 0,
        "issueWeights": {"price": 0.5, "colour": 0.5},
        "issues": {"price": {"low": 0.125, "high": 1}, "colour": {"red": 1e-05, "blue": 0}},
    }
