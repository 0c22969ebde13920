"""`detente frontier --point`: every outcome behind a point, and where they differ."""

from itertools import product

import pytest

from detente.formats import load

TWINS = """\
detente: 1
parties: {a: Anna, b: Bert}
issues:
  price: {range: {minimum: 0, maximum: 2}, status_quo: 0}
  colour: {options: [red, green, blue], status_quo: red}
  day: {options: [today, tomorrow], status_quo: today}
  gifts:
    items:
      vase: {held_by: a, to: [b]}
preferences:
  a:
    reservation: 0
    issues:
      price: {weight: 2, linear: [0, 1]}
      colour: {weight: 1, table: {red: 1, green: 1, blue: 1}}
      day: {weight: 1, table: {today: 1, tomorrow: 0}}
      gifts: {weight: 1, items: {vase: 0}}
  b:
    reservation: 0
    issues:
      price: {weight: 2, linear: [1, 0]}
      colour: {weight: 1, table: {red: 1, green: 1, blue: 0}}
      day: {weight: 1, table: {today: 0, tomorrow: 1}}
      gifts: {weight: 1, items: {vase: 0}}
"""


def blank(issues, free):
    """A case in which nobody cares about some of the issues: points with very many outcomes."""
    lines = ["detente: 1", "parties: {a: Anna, b: Bert}", "issues:"]
    lines += [f"  i{k}: {{options: [x, y], status_quo: x}}" for k in range(issues)]
    lines += ["preferences:"]
    for party, score in (("a", "{x: 0, y: 1}"), ("b", "{x: 1, y: 0}")):
        lines += [f"  {party}:", "    reservation: 0", "    issues:"]
        lines += [
            f"      i{k}: {{weight: {0 if k < free else 1}, table: {score}}}" for k in range(issues)
        ]
    return "\n".join(lines) + "\n"


@pytest.fixture
def twins(tmp_path):
    path = tmp_path / "twins.yaml"
    path.write_text(TWINS, encoding="utf-8")
    return path


def test_every_outcome_of_every_point_is_listed_once(run, twins):
    case = load(str(twins))
    whole = run("frontier", twins, "--json").document
    for number, point in enumerate(whole["points"], 1):
        found = run("frontier", twins, "--point", number, "--json").document
        assert found["point"] == number
        assert found["utilities"] == point["utilities"]
        assert found["ways"] == point["ways"] == str(len(found["outcomes"]))
        assert found["outcomes"][0] == point["outcome"]
        equal = [
            outcome
            for outcome in product(*map(range, case.sizes))
            if case.valid(outcome)
            and {p: float(u) for p, u in case.utilities.of(outcome).items()} == point["utilities"]
        ]
        listed = [case.indices(outcome) for outcome in found["outcomes"]]
        assert sorted(listed) == sorted(equal)
        assert found["looked_at"] == len(equal)


def test_where_the_outcomes_differ_is_told_with_the_values_that_they_take(run, twins):
    found = run("frontier", twins, "--point", 2, "--json").document
    assert found["ways"] == "8"
    assert found["differ"] == [
        {"issue": "price", "values": [1, 2]},
        {"issue": "colour", "values": ["red", "green"]},
        {"issue": "day", "values": ["today", "tomorrow"]},
        {"issue": "gifts", "item": "vase", "values": ["a", "b"]},
    ]
    page = " ".join(run("frontier", twins, "--point", 2).out.split())
    assert "8 outcomes have exactly these utilities" in page
    assert "Colour: red or green" in page


def test_a_point_with_one_outcome_shows_it(run, data):
    ran = run("frontier", data / "wages.yaml", "--point", 3)
    assert ran.status == 0
    assert "One outcome has exactly these utilities." in " ".join(ran.out.split())
    assert "Working week: 36 hours" in ran.out
    assert "differ" not in ran.out


def test_points_are_numbered_as_in_the_list_also_among_the_acceptable(run, data):
    listed = run("frontier", data / "captives.yaml", "--acceptable").out
    assert "\n 2     85" in listed
    found = run("frontier", data / "captives.yaml", "--acceptable", "--point", 2, "--json").document
    assert found["utilities"] == {"east": 85, "west": 30}


def test_a_billion_outcomes_are_counted_and_only_some_listed(start, tmp_path):
    path = tmp_path / "blank.yaml"
    path.write_text(blank(34, 30), encoding="utf-8")
    ran = start("frontier", path, "--point", 1, "--json")
    assert ran.status == 0
    assert ran.document["ways"] == str(2**30)
    assert len(ran.document["outcomes"]) == 1000
    assert len({str(outcome) for outcome in ran.document["outcomes"]}) == 1000
    few = start("frontier", path, "--point", 1, "--most", 7)
    assert "1,073,741,824 outcomes have exactly these utilities" in " ".join(few.out.split())
    assert "These are 7 of 1,073,741,824" in " ".join(few.out.split())
    assert "(the first 100,000 of them)" in few.out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--point", "0"], "--point"),
        (["--point", "14"], "there is no point 14; there are points 1 to 13"),
        (["--point", "x"], "--point"),
        (["--most", "0"], "--most"),
        (["--most", "3", "--all"], "--all and --most contradict each other"),
    ],
)
def test_a_point_that_there_is_not_is_wrong_input(run, data, words, says):
    ran = run("frontier", data / "wages.yaml", *words)
    assert ran.status == 2
    assert says in ran.err
    assert ran.err.count("\n") == 1


def test_most_limits_points_as_well(run, data):
    whole = run("frontier", data / "wages.yaml", "--json").document
    few = run("frontier", data / "wages.yaml", "--json", "--most", 3).document
    assert few["size"] == whole["size"]
    assert few["points"] == [whole["points"][k] for k in (0, 6, 12)]
    assert run("frontier", data / "wages.yaml", "--json", "--most", 1).document["points"] == [
        whole["points"][0]
    ]
    assert "These are 3 of 13" in run("frontier", data / "wages.yaml", "--most", 3).out


def test_outcomes_behind_a_point_of_an_inexact_frontier_are_not_claimed(run, tmp_path):
    from .test_limits import opposed

    path = tmp_path / "large.yaml"
    path.write_text(opposed()[0], encoding="utf-8")
    ran = run("frontier", path, "--tolerance", "1%", "--point", 1)
    assert ran.status == 2
    assert "leave out --tolerance" in ran.err
