"""Domains that others wrote for GeniusWeb: read as GeniusWeb reads them, written so that they read back the same."""

import shutil
from fractions import Fraction

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
from detente.formats import geniusweb, load
from detente.formats.recognition import format_of
from detente.formats.scenario.additive import additive
from detente.formats.scenario.bids import least_at
from detente.formats.scenario.normal import normal
from detente.model.issue import Options, Range

DOMAINS = folders("geniusweb")
WITH_SPECIALS = [name for name in DOMAINS if name != "Party"]
DOMAIN = """{
 "name": "shed",
 "issuesValues": {
  "colour": {"values": ["red", "blue"]},
  "price": {"range": {"low": 10, "high": 25.5, "step": 5}}
 }
}"""
PROFILE = """{
 "LinearAdditiveUtilitySpace": {
  "issueUtilities": {
   "colour": {"discreteutils": {"valueUtilities": {"red": 0.5, "blue": 1}}},
   "price": {"numberutils": {"lowValue": 10, "lowUtility": 1, "highValue": 25.5, "highUtility": 0.0}}
  },
  "issueWeights": {"colour": 0.25, "price": 0.75},
  "domain": %s,
  "name": "ann",
  "reservationBid": {"issuevalues": {"colour": "red", "price": 15.0}}
 }
}""" % DOMAIN.replace("\n", "\n  ")  # noqa: UP031
OTHER = (
    PROFILE.replace("discreteutils", "DiscreteValueSetUtilities")
    .replace("numberutils", "NumberValueSetUtilities")
    .replace('"colour": 0.25, "price": 0.75', '"price": 0.1, "colour": 0.9')
    .replace('{"issuevalues": {"colour": "red", "price": 15.0}}', "null")
)
FILES = {"ann.json": PROFILE, "ben.json": OTHER, "shed.json": DOMAIN}


def space_of(path):
    """A profile, with exact numbers, by whichever name its utilities go."""
    space = exact_json(path)["LinearAdditiveUtilitySpace"]
    scores = {
        issue: next(iter(found.values()))["valueUtilities"]
        for issue, found in space["issueUtilities"].items()
    }
    return space, scores


@pytest.mark.parametrize("name", DOMAINS)
def test_utilities_are_those_of_the_files_digit_by_digit(shared, name):
    folder = SCENARIOS / "geniusweb" / name
    case = load(folder)
    assert format_of(folder) == "geniusweb"
    for party in case.parties:
        space, scores = space_of(folder / f"{party}.json")

        def worth(outcome, space=space, scores=scores):
            return sum(space["issueWeights"][i] * scores[i][v] for i, v in outcome.items())

        for indices in some_outcomes(case):
            assert case.utilities.of(indices)[party] == worth(case.outcome(indices))
        bid = space.get("reservationBid")
        reservation = worth(bid["issuevalues"]) if bid else 0
        assert case.preferences[party].reservation == reservation
    given_bids = name == "Party"
    assert given_bids != any("there is no reservation bid" in note for note in case.notes)


@pytest.mark.parametrize("name", WITH_SPECIALS)
def test_the_frontier_is_the_one_that_its_authors_published(shared, name):
    folder = SCENARIOS / "geniusweb" / name
    case = load(folder)
    specials = exact_json(folder / "specials.json")
    assert case.outcomes == specials["size"]
    theirs = {tuple(case.indices(one["bid"])) for one in specials["pareto_front"]}
    worth = {tuple(case.utilities.of(indices).values()) for indices in theirs}
    found = frontier(case).points
    assert {tuple(case.utilities.of(point.indices).values()) for point in found} == worth
    assert len(found) == len(theirs)


@pytest.mark.parametrize("name", WITH_SPECIALS)
def test_the_nash_point_is_the_one_that_its_authors_published(shared, name):
    folder = SCENARIOS / "geniusweb" / name
    case = load(folder)
    theirs = exact_json(folder / "specials.json")["nash"]["bid"]
    ours = settle(case).by_concept["nash"]
    assert list(ours.utilities.values()) == list(case.utilities.of(case.indices(theirs)).values())


@pytest.mark.parametrize(("name", "right"), [("domain01", True), ("domain49", False)])
def test_their_kalai_point_is_right_only_where_it_has_the_largest_smallest_share(
    shared, name, right
):
    # domain49: (0.7199, 0.7731) are the most equal utilities, but (0.9199, 0.7640) has the larger smallest one.
    folder = SCENARIOS / "geniusweb" / name
    case = load(folder)
    theirs = case.utilities.of(case.indices(exact_json(folder / "specials.json")["kalai"]["bid"]))
    smallest = {
        point.indices: min(case.utilities.of(point.indices).values())
        for point in frontier(case).points
    }
    assert (min(theirs.values()) == max(smallest.values())) == right
    ours = settle(case).by_concept["kalai_smorodinsky"].utilities
    assert (list(ours.values()) == list(theirs.values())) == right


def test_numbers_and_both_names_of_the_utilities_are_read(tmp_path):
    made(tmp_path, {**FILES, "specials.json": "{}"})
    case = load(tmp_path)
    assert case.issues["colour"] == Options("colour", ("red", "blue"))
    assert case.issues["price"] == Range("price", Fraction(10), Fraction(25), Fraction(5))
    ann = [case.utilities.of((1, k))["ann"] for k in range(4)]
    assert ann == [Fraction(1, 4) + Fraction(3, 4) * (1 - Fraction(10 * k, 31)) for k in range(4)]
    assert case.preferences["ann"].reservation == case.utilities.of((0, 1))["ann"]
    assert case.preferences["ben"].reservation == 0
    assert case.notes == (
        "price: the range ends at 25.5, which its steps do not reach; the last value is 25, as in GeniusWeb",
        "ben: there is no reservation bid: any agreement is better than none, and no deal is worth 0",
        "GeniusWeb rounds the utility of a number to 8 decimals; here it is exact on its line",
        "passed over, being neither domain nor profile: 'specials.json'",
    )
    assert list(load(tmp_path / "shed.json", parties=["ben", "ann"]).parties) == ["ben", "ann"]


def test_without_a_domain_file_the_profiles_own_domain_is_taken(tmp_path):
    made(tmp_path, {"ann.json": PROFILE, "ben.json": OTHER})
    case = load(tmp_path)
    assert case.outcomes == 8
    assert "there is no domain file; the domain is the one in ann's profile" in case.notes


def test_a_partial_reservation_bid_counts_as_in_geniusweb(tmp_path):
    made(tmp_path, {**FILES, "ann.json": PROFILE.replace(', "price": 15.0}}', "}}")})
    case = load(tmp_path)
    assert case.preferences["ann"].reservation == Fraction(1, 8)
    assert any("says nothing of price" in note for note in case.notes)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"colour": 0.25', '"colour": 0.35', "ann.json:7:3: the weights add up to 1.1, and GeniusWeb demands 1"),
        ('"colour": 0.25, ', "", "ann.json:7:3: there is no weight for 'colour'; add it"),
        ('"price": 0.75', '"prise": 0.75', "ann.json:7:36: 'prise' is no issue of the domain; did you mean 'price'?"),
        ('"colour": 0.25', '"colour": -0.25', "the weight of 'colour' is -0.25; weights are 0 or more"),
        ('"red": 0.5, ', "", "ann.json:4:33: 'colour' has no utility for 'red'; add it"),
        ('"red": 0.5', '"red": 1.5', "ann.json:4:59: the utility of 'red' is 1.5; in GeniusWeb utilities lie between"),
        ('"red": 0.5', '"read": 0.5', "ann.json:4:52: 'colour' has no value 'read'; did you mean 'red'?"),
        ('"red": 0.5', '"red": "half"', "ann.json:4:59: the utility of 'red' is the text 'half', not a number"),
        ('"lowValue": 10', '"lowValue": 5', "the utilities of 'price' go from 5 to 25.5, its values do not"),
        ('"highValue": 25.5', '"highValue": 10', "'highValue' of 'price' must be above its 'lowValue'"),
        ('"lowUtility": 1, ', "", "'lowUtility' of 'price' is missing; add it"),
        ('"numberutils"', '"discreteutils"', "'price' has a range of numbers, so the utilities of 'price' are of"),
        ('"price": 15.0', '"price": 16', "'price' has no value '16'; there are: 10, 15, 20, 25"),
        ('"price": 15.0', '"size": 16', "'size' is no issue of the domain; there are: colour, price"),
        ('["red", "blue"]', '["red", "green"]', "'colour' has other values here than in the domain"),
        ('"LinearAdditiveUtilitySpace"', '"SumOfGroupsUtilitySpace"', "2:2: a SumOfGroupsUtilitySpace adds up"),
        ('"issueWeights"', '"weights"', "'issueWeights' is missing here"),
    ],
)  # fmt: skip
def test_a_damaged_profile_has_its_line(tmp_path, old, new, told):
    assert old in PROFILE
    made(tmp_path, {**FILES, "ann.json": PROFILE.replace(old, new, 1)})
    assert told in complaint(tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('["red", "blue"]', "[]", "shed.json:4:24: the values of 'colour' should be a list of some, not an empty list"),
        ('["red", "blue"]', '["red", ["blue"]]', "shed.json:4:32: a value should be text"),
        ('{"values": ["red", "blue"]}', '{"valeus": []}', "shed.json:4:3: the values of 'colour' should be"),
        ('"step": 5', '"step": 0', "shed.json:5:22: the step of 'price' is not above 0"),
        ('"step": 5', '"step": 1e-9', "'price' has 15,500,000,001 values; that is too many"),
        ('"high": 25.5', '"high": 5', "the range of 'price' ends below its beginning"),
        (', "step": 5', "", "'step' is missing from the range of 'price'"),
        (DOMAIN[3:], "", "shed.json:2:1: the file breaks off here"),
    ],
)  # fmt: skip
def test_a_damaged_domain_has_its_line(tmp_path, old, new, told):
    assert old in DOMAIN
    damaged = DOMAIN.replace(old, new, 1)
    made(
        tmp_path,
        {**FILES, "shed.json": damaged if "issuesValues" in damaged else '{\n"issuesValues": '},
    )
    found = complaint(tmp_path)
    assert told in found or "breaks off here" in found


def test_values_listed_twice_are_counted_once_and_said(tmp_path):
    twice = '["red", "blue", "red"]'
    made(tmp_path, {**FILES, "shed.json": DOMAIN.replace('["red", "blue"]', twice)})
    assert "colour: listed twice, and counted once: 'red'" in load(tmp_path).notes


def test_what_is_not_a_domain_is_said_to_be_so(tmp_path):
    made(tmp_path, FILES)
    with pytest.raises(InputError, match="this is one party's profile, not a domain"):
        load(tmp_path / "ann.json")
    made(tmp_path, {"shed2.json": DOMAIN})
    assert "there are several domains here, 'shed.json', 'shed2.json'" in complaint(tmp_path)
    assert load(tmp_path / "shed2.json").outcomes == 8


@settings(max_examples=150)
@given(st.data())
def test_whatever_is_done_to_a_file_it_is_read_or_refused(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("damaged")
    name = data.draw(st.sampled_from(sorted(FILES)))
    made(folder, {**FILES, name: data.draw(mutilated(FILES[name]))})
    read_or_refused(folder)
    shutil.rmtree(folder)


@pytest.mark.parametrize("name", DOMAINS)
def test_a_published_domain_is_written_and_read_back_with_nothing_lost(shared, tmp_path, name):
    written_and_read_back(geniusweb, SCENARIOS / "geniusweb" / name, tmp_path)


@settings(max_examples=60)
@given(cases(parties=(2, 3), wild=True, extras=True, status_quo=None))
def test_what_was_written_is_read_back_with_the_utilities_that_were_promised(
    tmp_path_factory, case
):
    folder = tmp_path_factory.mktemp("geniusweb")
    said = geniusweb.write(case, folder)
    again = load(folder)
    assert len(again.parties) == len(case.parties)
    promised = additive(case)
    theirs = utilities(again)
    stems = geniusweb_stems(case)
    for party, ours in utilities(case).items():
        scaled = normal(promised.terms[party])
        found = theirs[stems[party]]
        assert all(abs(scaled.of(u) - v) <= scaled.off for u, v in zip(ours, found, strict=True))
        assert scaled.off < Fraction(1, 10**18)
        given_value = promised.reservations[party]
        if any("no deal is worth" in one and party in one for one in said) or given_value is None:
            continue
        off = abs(scaled.of(given_value) - again.preferences[stems[party]].reservation)
        assert off <= scaled.off
    shutil.rmtree(folder)


def geniusweb_stems(case):
    """How the parties are called in the files."""
    from detente.formats.scenario.names import stems

    return stems(list(case.parties), taken=stems([case.name]).values())


@given(
    st.lists(
        st.lists(st.integers(-9, 9).map(Fraction), min_size=1, max_size=4), min_size=1, max_size=4
    ),
    st.integers(-20, 20).map(Fraction),
)
def test_the_bid_nearest_from_above_is_found(rows, wanted):
    import itertools

    sums = [sum(adds) for adds in itertools.product(*rows)]
    above = [total for total in sums if total >= wanted]
    found = least_at(rows, wanted)
    if not above:
        assert found is None
    else:
        assert sum(row[k] for row, k in zip(rows, found, strict=True)) == min(above)
