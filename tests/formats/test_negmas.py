"""Scenarios that others wrote for NegMAS: read as NegMAS reads them, written so that they read back the same."""

import itertools
import json
import shutil
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from tests.formats.scenarios import (
    SCENARIOS,
    complaint,
    folders,
    made,
    mutilated,
    read_or_refused,
    some_outcomes,
    utilities,
    written_and_read_back,
)
from tests.strategies import cases

from detente.errors import InputError
from detente.formats import load, negmas, save
from detente.formats.negmas import center as centre
from detente.formats.recognition import format_of
from detente.formats.scenario.additive import additive
from detente.formats.scenario.names import stems
from detente.model.issue import Options, Range

PLAIN = [name for name in folders("negmas-yaml") if name != "job_hunt"]
DOMAIN = """\
issues:
- name: days
  type: ContiguousIssue
  values: [0, 2]
- name: pay
  type: DiscreteCardinalIssue
  values: [100, 150, 200]
- {name: seat, type: CategoricalIssue, values: [window, 'yes', 'no']}
name: office
type: DiscreteCartesianOutcomeSpace
"""
ANN = """\
name: ann
reserved_value: 0.25
type: LinearAdditiveUtilityFunction
values:
- {type: AffineFun, slope: -0.5, bias: 1}
- mapping: {100: 0.0, 150: 0.5, 200: 1.0}
  type: TableFun
- mapping:
    'no': 0.1
    window: 1
    'yes': 1e-05
  type: TableFun
weights: [0.5, 0.25, 0.25]
"""
BEN = """\
type: negmas.preferences.crisp.linear.LinearAdditiveUtilityFunction
reserved_value: -0.1
values:
- type: IdentityFun
- {type: LinearFun, slope: 0.01}
- {type: ConstFun, bias: 0.5}
weights: [0.5, 0.25, 0.25]
"""
FILES = {"ann.yml": ANN, "ben.yml": BEN, "office.yml": DOMAIN}


def plain(path):
    """A YAML file, its words as written."""
    return YAML(typ="base").load(path.read_text("utf-8"))


def additive_worth(function, outcome):
    """What a function gives an outcome, written as text, by its tables."""
    return sum(
        Fraction(weight) * Fraction(value["mapping"][chosen])
        for weight, value, chosen in zip(
            function["weights"], function["values"], outcome, strict=True
        )
    )


@pytest.mark.parametrize("name", PLAIN)
def test_utilities_are_those_of_the_files_digit_by_digit(shared, name):
    folder = SCENARIOS / "negmas-yaml" / name
    case = load(folder)
    assert format_of(folder) == "negmas"
    assert list(case.parties) == ["prof1", "prof2"]
    for party in case.parties:
        function = plain(folder / f"{party}.yml")
        for indices in some_outcomes(case):
            labels = case.outcome(indices).values()
            assert case.utilities.of(indices)[party] == additive_worth(function, labels)
        assert case.preferences[party].reservation == Fraction(function["reserved_value"])
    assert case.notes == ()


def test_every_kind_of_issue_and_function_is_read(tmp_path):
    made(tmp_path, FILES)
    case = load(tmp_path)
    assert case.issues["days"] == Range("days", Fraction(0), Fraction(2))
    assert case.issues["pay"] == Range("pay", Fraction(100), Fraction(200), Fraction(50))
    assert case.issues["seat"] == Options("seat", ("window", "yes", "no"))
    ann = case.utilities.of((1, 2, 1))["ann"]
    assert ann == Fraction(1, 4) + Fraction(1, 4) + Fraction(1, 400_000)
    assert case.utilities.of((2, 0, 0))["ben"] == Fraction(1) + Fraction(1, 4) + Fraction(1, 8)
    assert case.preferences["ben"].reservation == Fraction(-1, 10)
    assert case.notes == ()
    json_folder = made(
        tmp_path / "json",
        {
            name.replace(".yml", ".json"): json.dumps(YAML(typ="safe").load(text))
            for name, text in FILES.items()
        },
    )
    again = load(json_folder / "office.json", parties=["ann", "ben"])
    assert again.preferences == case.preferences


@pytest.mark.parametrize(
    ("function", "scores"),
    [
        ("{type: QuadraticFun, a2: 1, a1: -1, bias: 0.5}", ["1/2", "1/2", "5/2"]),
        ("{type: PolynomialFun, coefficients: [0, 0, 1]}", ["0", "1", "8"]),
        ("{type: TriangularFun, start: 0, middle: 1, end: 2, bias: 0.1}", ["1/10", "11/10", "1/10"]),
        ("{type: TrapezoidalFun, start: 0, rise_end: 0, fall_start: 1, end: 3}", ["1", "1", "1/2"]),
        ("{type: BiasedFun, fun: {type: LinearFun, slope: 2}, bias: 1}", ["1", "3", "5"]),
        ("{type: AggregatingFun, funs: [{type: IdentityFun}, {type: ConstFun, bias: 1}], weights: [2, 3]}",
         ["3", "5", "7"]),
        ("{0: 0.5, 1: 0, 2.0: 1}", ["1/2", "0", "1"]),
        ("[0.5, 0.25, 1e-3]", ["1/2", "1/4", "1/1000"]),
        ("{type: GaussianFun, center: 1, sigma: 1}", ["0.6065306597126334", "1.0", "0.6065306597126334"]),
        ("{type: ExponentialFun, tau: 1, base: 2}", ["1", "2", "4"]),
    ],
)  # fmt: skip
def test_value_functions_are_those_of_negmas(tmp_path, function, scores):
    ann = ANN.replace("{type: AffineFun, slope: -0.5, bias: 1}", function)
    made(tmp_path, {**FILES, "ann.yml": ann})
    case = load(tmp_path)
    ((*found,),) = case.preferences["ann"].values["days"].of(case.issues["days"])
    assert found == [Fraction(score) for score in scores]


@pytest.mark.parametrize(
    ("issue", "labels"),
    [
        ("{name: days, type: ContiguousIssue, values: 3}", ["0", "1", "2"]),
        ("{name: days, type: ContiguousIssue, values: [1, 9, 4]}", ["1", "5", "9"]),
        ("{name: days, type: negmas.outcomes.DiscreteOrdinalIssue, values: [0.5, 1, 4]}", ["0.5", "1", "4"]),
        ("{name: days, type: CategoricalIssue, values: [2, 1, 0]}", ["2", "1", "0"]),
        ("{name: days, values: [0, 1, 2, 3]}", ["0", "1", "2", "3"]),
        ("{name: days, values: 3}", ["0", "1", "2"]),
        ("{name: days, type: SingletonIssue, values: 3}", ["3"]),
    ],
)  # fmt: skip
def test_issues_are_those_of_negmas(tmp_path, issue, labels):
    domain = DOMAIN.replace("name: days\n  type: ContiguousIssue\n  values: [0, 2]", issue)
    made(tmp_path, {**FILES, "office.yml": domain})
    case = load(tmp_path)
    assert list(case.issues["days"].variables[0].labels) == labels
    worth = [case.utilities.of((k, 0, 0))["ben"] for k in range(len(labels))]
    assert [u - Fraction(3, 8) for u in worth] == [Fraction(label) / 2 for label in labels]


def test_a_continuum_is_taken_on_a_grid_and_said_to_be(tmp_path):
    domain = DOMAIN.replace("ContiguousIssue", "ContinuousIssue").replace("[0, 2]", "[0.0, 2.0]")
    made(tmp_path, {**FILES, "office.yml": domain})
    case = load(tmp_path)
    assert case.issues["days"].continuous
    assert any("a grid of 21 points" in note for note in case.notes)


@pytest.mark.parametrize(
    ("text", "worth"),
    [
        ("{type: ConstUtilityFunction, value: 0.5, reserved_value: 0}", "1/2"),
        ("{type: AffineUtilityFunction, weights: [1, 0.01], bias: 0.25, reserved_value: 0}", "13/4"),
        ("{type: LinearUtilityFunction, weights: {days: 1, pay: 0.02}, reserved_value: 0}", "4"),
        ("{type: LinearUtilityFunction, reserved_value: 0}", "101/2"),
        ("{type: LinearAdditiveUtilityFunction, values: {days: {type: IdentityFun}}, bias: -1,"
         " weights: [-1, 0.5], reserved_value: 0}", "48"),
        ("{type: ExpDiscountedUFun, discount: 0.9, reserved_value: 0,"
         " ufun: {type: ConstUtilityFunction, value: 2}}", "2"),
    ],
)  # fmt: skip
def test_utility_functions_are_those_of_negmas(tmp_path, text, worth):
    domain = DOMAIN[: DOMAIN.index("- {name: seat")] + "type: CartesianOutcomeSpace\n"
    made(tmp_path, {"ann.yml": text, "ben.yml": text, "office.yml": domain})
    case = load(tmp_path)
    # (1 day, 100): days 1, pay 100; the weight -1 turns the score of the day round
    assert case.utilities.of((2 if "[1, 0.01]" in text or "pay: 0.02" in text else 1, 0))[
        "ann"
    ] == Fraction(worth)


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("ann.yml", "[0.5, 0.25, 0.25]", "[0.5, 0.5, 0.5]", "ann: the weights add up to 1.5, not to 1"),
        ("ann.yml", "reserved_value: 0.25\n", "", "ann: there is no reserved value, so every outcome is better"),
        ("ann.yml", "0.25\n", "-.inf\n", "ann: the reserved value is -infinity, so every outcome is better"),
        ("ann.yml", "150: 0.5", "150.0: 0.5", ""),
        ("ann.yml", "150: 0.5", "'150': 0.5", "ann (pay): '150' is text in one place and a number in the other"),
        ("ann.yml", "name: ann", "extra: 1", "ann: passed over: 'extra'"),
        ("ann.yml", "weights: [0.5, 0.25, 0.25]\n", "", "ann: there are no weights; each is 1"),
        ("office.yml", "[0, 2]", "[0, 2]\n  n_values: 4", "days: 'n_values' is 4, but there are 3 values"),
        ("office.yml", "[window, ", "[window, window, ", "seat: listed twice, and counted once: 'window'"),
        ("notes.json", "", '{"type": 1}', "passed over, being neither domain nor profile: 'notes.json'"),
    ],
)  # fmt: skip
def test_what_can_be_read_in_two_ways_is_said(tmp_path, file, old, new, told):
    text = FILES.get(file, "")
    made(tmp_path, {**FILES, file: text.replace(old, new, 1) if text else new})
    notes = load(tmp_path).notes
    assert any(told in note for note in notes) if told else notes == ()


def test_a_missing_reserved_value_is_as_little_as_the_worst_outcome(tmp_path):
    made(tmp_path, {**FILES, "ben.yml": BEN.replace("reserved_value: -0.1\n", "")})
    case = load(tmp_path)
    every = itertools.product(*(range(size) for size in case.sizes))
    worst = min(case.utilities.of(outcome)["ben"] for outcome in every)
    assert case.preferences["ben"].reservation == worst


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("ann.yml", "window: 1", "windw: 1", "ann.yml:10:5: 'seat' has no value 'windw'; did you mean 'window'?"),
        ("ann.yml", "    window: 1\n", "", "ann.yml:8:3: 'seat' has no score for 'window'; add it"),
        ("ann.yml", "window: 1", "window: one", "ann.yml:10:13: the score of 'window' is 'one', which is not a number"),
        ("ann.yml", "window: 1", "window: .nan", "ann.yml:10:13: the score of 'window' is '.nan'"),
        ("ann.yml", "window: 1", "window: '1'", "ann.yml:10:13: the score of 'window' is the text '1', not a number"),
        ("ann.yml", "window: 1", "window: 1\n    window: 2", "ann.yml:11:5: 'window' is written twice here"),
        ("ann.yml", "[0.5, 0.25, 0.25]", "[0.5, 0.5]", "ann.yml:13:10: there are 2 weights for the 3 issues"),
        ("ann.yml", "[0.5, 0.25, 0.25]", "{days: 1, paye: 1}", "'paye' is no issue of the domain; did you mean 'pay'?"),
        ("ann.yml", "- {type: AffineFun, slope: -0.5, bias: 1}\n", "", "there are 2 value functions for the 3 issues"),
        ("ann.yml", "AffineFun", "AffinFun", "'AffinFun' is no value function that is read"),
        ("ann.yml", "slope: -0.5, ", "", "ann.yml:5:3: this AffineFun has no 'slope'"),
        ("ann.yml", "0.25\n", ".inf\n", "ann.yml:2:17: the reserved value is '.inf'"),
        ("ann.yml", "type: LinearAdditive", "type: Mapping", "'MappingUtilityFunction' is no utility function"),
        ("ann.yml", "reserved", "outcome_space: {issues: [{name: pay, values: [1]}]}\nreserved",
         "ann.yml:2:1: the issues here are not those of the domain (pay)"),
        ("ben.yml", "ConstFun, bias: 0.5", "IdentityFun", "'seat' has values that are no numbers"),
        ("office.yml", "name: days", "nam: days", "office.yml:2:3: this issue has no name"),
        ("office.yml", "[0, 2]", "[2, 0]", "office.yml:4:11: the range of 'days' ends below its beginning"),
        ("office.yml", "[0, 2]", "[0, 0.5]", "'days' goes by whole numbers"),
        ("office.yml", "[0, 2]", "[0, 1e9]", "'days' has more than 100,000 values"),
        ("office.yml", "ContiguousIssue", "CallableIssue", "'days' is a CallableIssue, which makes its values"),
        ("office.yml", "ContiguousIssue", "ContigousIssue", "did you mean 'ContiguousIssue'?"),
        ("office.yml", "  type: ContiguousIssue\n", "", "the values of 'days' could be a list or the ends of a range"),
        ("office.yml", "name: pay", "name: days", "two issues are called 'days'; rename one"),
        ("office.yml", "issues:\n", "issues: 1\nx:\n", "office.yml:1:9: 'issues' should be a list of some"),
        ("office.yml", "[100, 150, 200]", "[]", "office.yml:7:11: the values of 'pay' should be a list of some"),
        ("office.yml", DOMAIN[60:], "", "office.yml"),
        ("office.yml", DOMAIN[DOMAIN.index("- name: pay") :], "", "office.yml:1:1: 'type' is missing here"),
        ("ann.yml", ANN[90:], "", "ann.yml"),
        ("ann.yml", "name: ann\n", "name: [ann\n", "ann.yml:2:15: a ',' or a ']' is missing here"),
        ("ann.yml", ANN, "", "ann.yml:1:1: the file is empty"),
        ("ann.yml", ANN, "- type: TableFun\n", "ann.yml:1:1: there should be 'key: value' entries here"),
    ],
)  # fmt: skip
def test_a_damaged_file_has_its_line(tmp_path, file, old, new, told):
    assert old in FILES[file]
    made(tmp_path, {**FILES, file: FILES[file].replace(old, new, 1)})
    assert told in complaint(tmp_path)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (ANN.encode("utf-16"), "ann.yml:1:1: the file is UTF-16"),
        (ANN.replace("name: ann", "name: ännchen").encode("latin-1"), "ann.yml:1:7: byte 7 of the file (0xe4)"),
        (b"type: TableFun\nx: " + b"[" * 3000, "more than 60 levels inside each other"),
        (b"type: TableFun\n" + b"# " * 5_000_000, "ann.yml: the file is larger than 4 MB"),
        (b"type: XFun\na: &a [1, 1, 1, 1, 1, 1, 1, 1, 1]\n" + b"".join(
            f"{b}: &{b} [{', '.join(['*' + a] * 9)}]\n".encode() for a, b in itertools.pairwise("abcdefgh")),
         "more than 200,000 things"),
    ],
)  # fmt: skip
def test_what_is_no_text_or_far_too_much_is_refused(tmp_path, data, told):
    made(tmp_path, {**FILES, "ann.yml": data})
    assert told in complaint(tmp_path)


def test_files_that_are_no_domain_are_said_to_be_so(tmp_path):
    made(tmp_path, FILES)
    with pytest.raises(InputError, match="this is one party's utility function"):
        load(tmp_path / "ann.yml")
    assert load(tmp_path / "office.yml").outcomes == 27
    made(tmp_path, {"second.yml": DOMAIN})
    assert "several domains here, 'office.yml', 'second.yml'" in complaint(tmp_path)
    (tmp_path / "second.yml").unlink()
    (tmp_path / "office.yml").unlink()
    assert "there is no NegMAS domain here" in complaint(tmp_path)


@pytest.mark.parametrize("cut", [40, 60, 90, 150])
def test_a_damaged_profile_that_is_not_asked_for_is_nobodys_trouble(tmp_path, cut):
    made(tmp_path, {**FILES, "cam.yml": ANN[:cut]})
    assert "cam.yml" in complaint(tmp_path)
    assert list(load(tmp_path, parties=["ben", "ann"]).parties) == ["ben", "ann"]


@settings(max_examples=200)
@given(st.data())
def test_whatever_is_done_to_a_file_it_is_read_or_refused(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("damaged")
    name = data.draw(st.sampled_from(sorted(FILES)))
    made(folder, {**FILES, name: data.draw(mutilated(FILES[name]))})
    read_or_refused(folder)
    shutil.rmtree(folder)


@pytest.mark.parametrize("name", PLAIN)
def test_a_published_scenario_is_written_and_read_back_with_nothing_lost(shared, tmp_path, name):
    written_and_read_back(negmas, SCENARIOS / "negmas-yaml" / name, tmp_path)


@settings(max_examples=60)
@given(cases(parties=(2, 3), wild=True, extras=True, status_quo=None))
def test_what_was_written_is_read_back_with_the_same_utilities(tmp_path_factory, case):
    folder = tmp_path_factory.mktemp("negmas")
    said = negmas.write(case, folder)
    again = load(folder)
    assert len(again.parties) == len(case.parties)
    files = stems(list(case.parties), taken=stems([case.name]).values())
    theirs = utilities(again)
    for party, ours in utilities(case).items():
        off = Fraction(0)
        if any(f"utilities of {party} are off" in one for one in said):
            off = Fraction(1, 10**19)
        found = theirs[files[party]]
        assert all(abs(u - v) <= off for u, v in zip(ours, found, strict=True))
        known = additive(case).reservations[party]
        if known is not None:
            assert abs(known - again.preferences[files[party]].reservation) < Fraction(1, 10**19)
    shutil.rmtree(folder)


# Several deals at once.


def sides_and_edges(folder):
    """The files of a scenario of several deals, words as written."""
    center = plain(folder / "center.yml")
    edges = [plain(path) for path in sorted((folder / "edges").glob("*.yml"))]
    return center, edges


def test_the_centre_has_the_best_of_its_deals_and_each_edge_its_own(shared):
    folder = SCENARIOS / "negmas-yaml" / "job_hunt"
    case = load(folder)
    center, edges = sides_and_edges(folder)
    assert list(case.parties) == [
        "Employee",
        "employer01",
        "employer02",
        "employer03",
        "employer04",
    ]
    assert case.sizes == (31, 31, 31, 31)
    deals = [None, *itertools.product("012345", ["100", "150", "200", "250", "300"])]

    def worth(function, deal):
        return (
            Fraction(function["reserved_value"]) if deal is None else additive_worth(function, deal)
        )

    for indices in [*some_outcomes(case, 500), (0, 0, 0, 0), (0, 0, 0, 1)]:
        made_deals = [deals[index] for index in indices]
        sides = [worth(f, deal) for f, deal in zip(center["side_ufuns"], made_deals, strict=True)]
        expected = max(sides) if any(made_deals) else Fraction(center["reserved_value"])
        found = case.utilities.of(indices)
        assert found.pop("Employee") == expected
        assert list(found.values()) == [worth(f, d) for f, d in zip(edges, made_deals, strict=True)]
    assert case.status_quo == (0, 0, 0, 0)
    assert case.outcome((0, 1, 30, 0)) == {
        "deal with employer01": "no deal",
        "deal with employer02": "days 0, salary 100",
        "deal with employer03": "days 5, salary 300",
        "deal with employer04": "no deal",
    }
    assert [move.by for move in case.moves] == [("Employee", f"employer0{k}") for k in range(1, 5)]


def test_some_of_the_deals_can_be_taken(shared):
    folder = SCENARIOS / "negmas-yaml" / "job_hunt"
    case = load(folder / "center.yml", parties=["employer03", "Employee", "employer01"])
    assert list(case.parties) == ["employer03", "Employee", "employer01"]
    assert case.sizes == (31, 31)
    whole = load(folder)
    for one, three in itertools.product(range(31), range(0, 31, 7)):
        ours, theirs = case.utilities.of((one, three)), whole.utilities.of((one, 0, three, 0))
        assert ours == {party: theirs[party] for party in case.parties}
    with pytest.raises(InputError, match="every deal here is one with 'Employee'"):
        load(folder, parties=["employer01", "employer02"])


def test_the_case_of_several_deals_can_be_kept_as_a_case_file(shared, tmp_path):
    case = load(SCENARIOS / "negmas-yaml" / "job_hunt")
    save(case, tmp_path / "job_hunt.yaml")
    assert load(tmp_path / "job_hunt.yaml") == case


@given(
    st.lists(
        st.lists(st.integers(-3, 6).map(Fraction), min_size=1, max_size=4), min_size=1, max_size=3
    ),
    st.none() | st.integers(-3, 6).map(Fraction),
    st.integers(-3, 6).map(Fraction),
)
def test_the_best_of_several_worths_is_written_as_a_sum(rows, floor, reservation):
    found = centre.best([tuple(row) for row in rows], floor).with_none(reservation)
    for outcome in itertools.product(*(range(len(row)) for row in rows)):
        worth = sum(row[k] for row, k in zip(found.rows, outcome, strict=True))
        worth += sum(term.worth for term in found.interactions if term.condition.holds(outcome))
        known = [row[k] for row, k in zip(rows, outcome, strict=True)]
        expected = max([*known, *([] if floor is None else [floor])])
        assert worth == (expected if any(outcome) else reservation)


@given(
    st.lists(
        st.lists(st.integers(0, 4).map(Fraction), min_size=1, max_size=4), min_size=1, max_size=3
    ),
    st.integers(0, 9).map(Fraction),
    st.booleans(),
)
def test_a_total_is_told_by_the_values_that_make_it(rows, total, spelt_out):
    adds = [tuple(row) for row in rows]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(centre, "_SPELT_OUT", 1_000 if spelt_out else 0)
        condition = centre.totalling(adds, total)
    for outcome in itertools.product(*(range(len(row)) for row in rows)):
        comes_to = sum(row[k] for row, k in zip(rows, outcome, strict=True)) == total
        assert (condition is not None and condition.holds(outcome)) == comes_to


SPACE = "{type: DiscreteCartesianOutcomeSpace, issues: [{name: q, type: ContiguousIssue, values: [1, 2]}]}"
EDGE = "{type: LinearAdditiveUtilityFunction, reserved_value: 0.1, values: [{1: 0.0, 2: 1.0}], weights: [1]}"
CENTER = f"""\
type: anl2025.ufun.%s
name: Hub
reserved_value: 0.05
outcome_spaces: [{SPACE}, {SPACE}]
%s
"""
SIDES = f"side_ufuns: [{EDGE}, {EDGE}]"
TARGET = "evaluator: {type: anl2025.scenarios.target_quantity.TargetEvaluator, values: {1: 0.5, 2: 0.7, 3: 1}}"


@pytest.mark.parametrize(
    ("kind", "rest", "worths"),
    [
        ("MaxCenterUFun", SIDES, {(0, 0): "0.05", (0, 1): "0.1", (1, 1): "0", (2, 0): "1"}),
        ("LinearCombinationCenterUFun", f"{SIDES}\nweights: [1, 3]",
         {(0, 0): "0.05", (0, 2): "0.775", (2, 0): "0.325", (1, 2): "0.75"}),
        ("LambdaCenterUFun", TARGET, {(0, 0): "0.05", (1, 0): "0.5", (1, 1): "0.7", (1, 2): "1", (2, 2): "0"}),
    ],
)  # fmt: skip
def test_the_utilities_of_centres_are_those_of_anl2025(tmp_path, kind, rest, worths):
    made(tmp_path, {"center.yml": CENTER % (kind, rest), "edges/a.yml": EDGE, "edges/b.yml": EDGE})
    case = load(tmp_path)
    for outcome, worth in worths.items():
        assert case.utilities.of(outcome)["Hub"] == Fraction(worth)
    save(case, tmp_path / "kept.yaml")
    kept = load(tmp_path / "kept.yaml")
    for outcome in itertools.product(range(3), range(3)):
        assert kept.utilities.of(outcome) == case.utilities.of(outcome)
    assert any("in the order of the files in 'edges'" in note for note in case.notes)


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"center.yml": CENTER % ("MeanSMCenterUFun", "")}, "center.yml:1:1: a 'MeanSMCenterUFun' is not read"),
        ({"center.yml": CENTER % ("LambdaCenterUFun", "evaluator: {type: mine.Evaluator}")},
         "center.yml:5:12: the centre's utility is a program (mine.Evaluator), which is not run"),
        ({"center.yml": CENTER % ("MaxCenterUFun", "")}, "'side_ufuns' should be a list of 2 utility functions"),
        ({"center.yml": CENTER % ("LinearCombinationCenterUFun", SIDES)}, "'weights' should be a list of 2 numbers"),
        ({"edges/c.yml": EDGE}, "there are 2 outcome spaces for the 3 edges (a, b, c)"),
        ({"edges/b.yml": EDGE.replace("2: 1.0", "3: 1.0")}, "b.yml:1:78: 'q' has no value '3'"),
    ],
)  # fmt: skip
def test_a_centre_that_cannot_be_read_has_its_line(tmp_path, files, told):
    center = CENTER % ("MaxCenterUFun", SIDES)
    made(tmp_path, {"center.yml": center, "edges/a.yml": EDGE, "edges/b.yml": EDGE, **files})
    assert told in complaint(tmp_path)


def test_a_centre_without_edges_is_refused(tmp_path):
    made(tmp_path, {"center.yml": CENTER % ("MaxCenterUFun", SIDES)})
    assert "needs a file in the folder 'edges'; there are none" in complaint(tmp_path)


@settings(max_examples=60)
@given(st.data())
def test_whatever_is_done_to_a_centre_it_is_read_or_refused(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("damaged")
    kind, rest = data.draw(
        st.sampled_from([("MaxCenterUFun", SIDES), ("LambdaCenterUFun", TARGET)])
    )
    files = {"center.yml": CENTER % (kind, rest), "edges/a.yml": EDGE, "edges/b.yml": EDGE}
    name = data.draw(st.sampled_from(sorted(files)))
    made(folder, {**files, name: data.draw(mutilated(files[name]))})
    read_or_refused(folder)
    shutil.rmtree(folder)
