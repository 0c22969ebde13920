"""`detente exchange`: who could be exchanged for whom."""

from pathlib import Path

import pytest

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"

CASE = """\
detente: 1
title: Four for three
parties: {north: Northland, south: the Southern Isles}
third_parties: {lion: {title: the Red Lion, roles: [guarantor]}}
issues:
  people: {items: {pilot: north, nurse: north, cook: north, clerk: north, agent: south, guard: south, guide: south}}
  bridge: {options: [shut, open], status_quo: shut}
preferences:
  north:
    issues:
      people: {weight: 1, items: {pilot: 6, nurse: 1, cook: 1, clerk: 2, agent: 9, guard: 5, guide: 4}}
      bridge: {weight: 1, table: {shut: 0, open: 3}}
  south:
    issues:
      people: {weight: 1, items: {pilot: 10, nurse: 6, cook: 4, clerk: 5, agent: 7, guard: 2, guide: 1}}
      bridge: {weight: 1, table: {shut: 0, open: 3}}
moves:
  - {issue: people, guarantor: lion}
"""


@pytest.fixture
def case(tmp_path):
    path = tmp_path / "case.yaml"
    path.write_text(CASE)
    return path


def test_the_page_tells_every_exchange_and_one_in_full(run, case):
    ran = run("exchange", case, COLUMNS="100")
    assert ran.status == 0
    assert (
        "Each side could hand over, at most: 4 by Northland and 3 by the Southern Isles." in ran.out
    )
    for name in ("Nash", "all for all", "one for one throughout", "1 for 1", "2 for 2", "3 for 3"):
        assert f"\n{name} " in ran.out
    assert "guaranteed by the Red Lion" in ran.out
    assert "With nobody to guarantee anything" in ran.out
    # in the middle of a sentence: the Southern Isles hand over
    shown = run("exchange", case, "--show", "2").out
    assert "\n2 for 2\n" in shown


def test_json_holds_what_is_on_the_page(run, case):
    found = run("exchange", case, "--json").document
    assert found["sides"] == ["north", "south"]
    assert found["guarantor"] == {"name": "lion", "named": True}
    names = [one["name"] for one in found["exchanges"]]
    assert names[-3:] == ["1 for 1", "2 for 2", "3 for 3"]
    for one in found["exchanges"]:
        given, got = one["items"]["north"], one["items"]["south"]
        assert sorted(name for step in one["chain"] for name in step) == sorted(given + got)
        assert sorted(name for group in one["swaps"]["groups"] for name in group) == sorted(
            given + got
        )
        assert one["swaps"]["trust"] == 0 <= one["bound"] <= one["trust"]
        assert one["acceptable"] == all(
            worth >= found["reservation"][party] for party, worth in one["utilities"].items()
        )
        if one["kind"] == "equal":
            assert one["name"] == f"{len(given)} for {len(got)}"
            assert len(given) == len(got)


def test_the_swaps_are_written_as_a_plan_that_the_checker_accepts(run, case, tmp_path):
    path = tmp_path / "swaps.json"
    assert run("exchange", case, "--show", "all", "-o", path).status == 0
    checked = run("verify", case, path, "--never-worse", "--json")
    assert checked.status == 0, checked.out
    assert checked.document["trust"] == 0


def test_limits_on_swaps_and_on_numbers_are_kept(run, case):
    found = run("exchange", case, "--at-most", 3, "--ratio", "3:2", "--json").document
    within = next(one for one in found["exchanges"] if one["kind"] == "ratio")
    given, got = (len(within["items"][side]) for side in ("north", "south"))
    assert 2 * given <= 3 * got
    assert 2 * got <= 3 * given
    assert all(one["swaps"]["largest"] <= 3 for one in found["exchanges"] if one["swaps"])


def test_nothing_acceptable_is_the_answer_no(run, case):
    text = case.read_text().replace(
        "north:\n    issues:", "north:\n    reservation: 500\n    issues:"
    )
    case.write_text(text)
    ran = run("exchange", case, COLUMNS="100")
    assert ran.status == 1
    assert "None of the exchanges below is acceptable to both sides." in ran.out
    assert "* Not acceptable to both sides, or against a rule." in ran.out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--issue", "bridge"], "no issue of items is called 'bridge'; there are people"),
        (["--by", "nasch"], "did you mean 'nash'"),
        (["--by", "adjusted_winner"], "an exchange is chosen by one of"),
        (["--show", "9"], "no exchange here is called '9'"),
        (["--between", "north"], "name two parties"),
        (["--between", "north,west"], "no party is called 'west'"),
        (["--ratio", "1:2"], "less than one for one"),
        (["--ratio", "few"], "is not a ratio"),
        (["--at-most", "0"], "at-most"),
    ],
)
def test_what_makes_no_sense_is_told(run, case, words, message):
    ran = run("exchange", case, *words)
    assert ran.status == 2
    assert message in ran.err


def test_a_case_without_a_guarantor_says_that_somebody_would_be_needed(run, case):
    case.write_text(case.read_text().replace("{issue: people, guarantor: lion}", "{issue: people}"))
    found = run("exchange", case, "--json").document
    assert not found["guarantor"]["named"]
    assert found["exchanges"][0]["swaps"]["trust"] == 0
    assert "the case names nobody for all of them" in " ".join(run("exchange", case).out.split())


def test_thirty_for_twenty_is_answered_with_what_belongs_together_going_together(run):
    ran = run("exchange", EXAMPLES / "thirty-for-twenty.yaml", "--json")
    assert ran.status == 0
    boat = {"sailor 1", "sailor 2", "sailor 3"}
    found = ran.document["exchanges"]
    assert sum(one["kind"] == "equal" for one in found) == 20
    for one in found:
        assert len(boat & set(one["items"]["south"])) in (0, 3)
        for group in one["swaps"]["groups"]:
            assert len(boat & set(group)) in (0, 3)
        assert one["swaps"]["fewest"]
        assert one["swaps"]["trust"] == 0
