"""`detente trust`: the curve as a page and as JSON, its options, and its exit statuses."""

import json
from fractions import Fraction

import pytest

from detente.cli.options import _trust

CONCEPTS = {"nash", "kalai_smorodinsky", "egalitarian", "utilitarian", "equal_loss"}


def flat(ran):
    """A page in one line."""
    return " ".join(ran.out.split())


def test_every_point_asks_what_a_plan_to_its_outcome_asks(run, data, tmp_path):
    found = run("trust", data / "wages.yaml", "--json")
    assert found.status == 0
    document = found.document
    zone = run("frontier", data / "wages.yaml", "--acceptable", "--json").document
    assert [p["utilities"] for p in document["curve"]] == [p["utilities"] for p in zone["points"]]
    for number, point in enumerate(document["curve"]):
        file = tmp_path / f"{number}.json"
        file.write_text(json.dumps({"outcome": point["outcome"]}))
        plan = run("plan", data / "wages.yaml", "--to", file, "--json").document
        assert plan["trust"] == point["trust"] == point["bound"]
        assert (point["optimal"], point["reachable"]) == (True, True)
    assert document["least"] == min(point["trust"] for point in document["curve"])
    assert (document["optimal"], document["left_out"], document["notes"]) == (True, 0, [])


def test_the_best_of_each_concept_ends_at_its_settlement(run, data):
    document = run("trust", data / "wages.yaml", "--json").document
    settlements = run("settle", data / "wages.yaml", "--json").document["settlements"]
    assert set(document["best"]) == CONCEPTS
    for concept, thresholds in document["best"].items():
        assert thresholds[-1]["outcome"] == settlements[concept]["outcome"]
        trusts = [threshold["trust"] for threshold in thresholds]
        assert trusts == sorted(set(trusts))
        (chosen,) = (p for p in document["curve"] if concept in p["settlements"])
        assert chosen["utilities"] == settlements[concept]["utilities"]
        assert chosen["trust"] == trusts[-1]
    assert [t["utilities"]["union"] for t in document["best"]["utilitarian"]] == [
        40,
        pytest.approx(56 + 2 / 3),
        65,
    ]


def test_the_page_says_what_can_be_reached_with_how_much(run, data):
    page = run("trust", data / "wages.yaml", COLUMNS="100").out
    assert "6 settlements were looked at" in page
    assert "The least trust with which any can be reached is 0.333; less is not possible." in page
    assert "0.556             5  Utilitarian: 56.67 to the union and 66.67 to the company" in page
    assert "Next: detente plan" in page
    assert "--trust 0.334" in page


def test_only_what_can_be_reached_with_so_much(run, data):
    document = run("trust", data / "wages.yaml", "--trust", "40%", "--json").document
    reached = [point for point in document["curve"] if point["reachable"]]
    assert len(reached) == 3
    assert document["most"] == 0.4
    assert all(
        point["trust"] is None and point["optimal"]
        for point in document["curve"]
        if point not in reached
    )
    page = flat(run("trust", data / "wages.yaml", "--trust", "0.4"))
    assert "A plan that asks trust 0.4 or less leads to 3 of them." in page
    assert "more than 0.4" in page


def test_where_nothing_can_be_reached_the_answer_is_no(run, data):
    found = run("trust", data / "wages.yaml", "--trust", "0.1", "--json")
    assert found.status == 1
    assert (found.document["least"], found.document["reachable"]) == (None, None)
    page = run("trust", data / "wages.yaml", "--trust", "0.1", COLUMNS="100")
    assert page.status == 1
    assert "No plan that asks trust 0.1 or less leads to any of them." in flat(page)
    assert "Next:" not in page.out


def test_where_there_is_no_agreement_the_answer_is_no(run, data):
    found = run("trust", data / "no-agreement.yaml", "--json")
    assert found.status == 1
    assert found.document["agreement"] is False


def test_what_is_left_out_is_said(run, data):
    document = run("trust", data / "wages.yaml", "--points", "4", "--json").document
    assert len(document["curve"]) == 4
    assert document["left_out"] == 2
    assert document["optimal"] is False
    assert "2 of 6" in document["notes"][0]
    page = run("trust", data / "wages.yaml", "--points", "4")
    assert "2 of 6 settlements were not looked at" in flat(page)


def test_a_search_that_may_take_no_time_finds_nothing_and_says_so(run, data):
    found = run("trust", data / "wages.yaml", "--seconds", "0.0000001", "--json")
    assert found.status == 1
    assert (found.document["reachable"], found.document["left_out"]) == (None, 6)
    page = run("trust", data / "wages.yaml", "--seconds", "0.0000001")
    assert "6 of 6 settlements were not looked at" in page.out


def test_limits_and_where_things_stand_count(run, data, tmp_path):
    free = run("trust", data / "wages.yaml", "--json").document
    strict = run(
        "trust", data / "wages.yaml", "--at-risk", "union=0", "--at-risk", "company=0", "--json"
    )
    assert strict.status in (0, 1)
    reached = [p["trust"] for p in strict.document["curve"] if p["trust"] is not None]
    assert len(reached) < len(free["curve"])
    standing = tmp_path / "now.yaml"
    standing.write_text("outcome: {shifts: flexible}\n")
    later = run("trust", data / "wages.yaml", "--from", standing, "--json").document
    assert [p["utilities"] for p in later["curve"]] == [p["utilities"] for p in free["curve"]]
    trusts = [[p["trust"] for p in each["curve"]] for each in (free, later)]
    assert trusts[0] != trusts[1]
    assert all(now >= before for before, now in zip(*trusts, strict=True)), "the union is ahead"


@pytest.mark.parametrize(
    ("text", "said"),
    [("much", "is not a trust"), ("-1", "is below 0"), ("", "is not a trust")],
)
def test_what_is_no_trust_is_refused(run, data, text, said):
    found = run("trust", data / "wages.yaml", f"--trust={text}")
    assert found.status == 2
    assert said in found.err


def test_a_trust_that_was_printed_can_be_given_back(run, data):
    for point in run("trust", data / "wages.yaml", "--json").document["curve"]:
        found = run(
            "trust", data / "wages.yaml", "--trust", repr(point["trust"]), "--json"
        ).document
        (same,) = (p for p in found["curve"] if p["utilities"] == point["utilities"])
        assert same["trust"] == point["trust"]
    assert _trust(None, None, "0.1") == Fraction(1, 10)
    assert _trust(None, None, "10%") == Fraction(1, 10)
    assert _trust(None, None, "1/3") == Fraction(1, 3)
    assert _trust(None, None, repr(1 / 3)) >= Fraction(1, 3)
    assert float(_trust(None, None, repr(1 / 3))) == 1 / 3
