"""`detente plan`: from where things stand, within limits, stopped by hand or by the clock."""

import json
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.cli.conftest import environment

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"

TWO = """\
detente: 1
title: Two barter
as_of: 2024-01-01
parties: {a: Ann, b: Bob}
third_parties: {n: {title: the notary, roles: [guarantor]}}
issues:
  things: {items: {cup: a, pot: a, pan: b, jug: b}}
  door: {options: [shut, open], status_quo: shut}
preferences:
  a:
    issues:
      things: {weight: 1, items: {cup: 1, pot: 2, pan: 6, jug: 5}}
      door: {weight: 3, table: {shut: 0, open: 1}}
  b:
    issues:
      things: {weight: 1, items: {cup: 5, pot: 6, pan: 2, jug: 1}}
      door: {weight: 1, table: {shut: 1, open: 0}}
moves:
  - {issue: things, duration: 10}
  - {issue: door, by: b, from: shut, to: open, latest: 2024-03-01, revocable: true}
terms:
  lease: {title: the lease, issues: [door], ends: 2024-06-01, after: {door: shut}}
"""


@pytest.fixture
def case(tmp_path):
    path = tmp_path / "two.yaml"
    path.write_text(TWO)
    return path


@pytest.fixture
def state(tmp_path):
    def write(text):
        path = tmp_path / "state.yaml"
        path.write_text(text)
        return path

    return write


def test_a_plan_goes_on_from_its_own_steps(run, case, tmp_path):
    whole = run("plan", case, "-o", tmp_path / "plan.json", "--json").document
    assert whole["standing"] is None
    assert len(whole["steps"]) > 2
    rest = run("plan", case, "--from", tmp_path / "plan.json", "--done", 1, "--json").document
    assert rest["start"]["outcome"] == rest["standing"]["outcome"] != whole["start"]["outcome"]
    assert rest["target"] == whole["target"]
    assert rest["trust"] <= whole["trust"]
    assert rest["remaining"]["wanted"] is None
    assert rest["remaining"]["settlements"]["nash"]["trust"] == rest["trust"]
    page = run("plan", case, "--from", tmp_path / "plan.json", "--done", 1).out
    assert "Where things stand on" in page
    assert "From where things stand to the Nash settlement" in page


def test_a_plan_that_was_made_on_the_way_tells_where_it_began(run, case, state, tmp_path):
    began = state("outcome: {things: {pan: a}}\non: 2024-01-20\n")
    run("plan", case, "--from", began, "-o", tmp_path / "rest.json")
    rest = run("plan", case, "--from", tmp_path / "rest.json", "--done", 1, "--json").document
    assert rest["standing"]["outcome"]["things"]["pan"] == "a"
    assert rest["standing"]["on"] >= "2024-01-20"


def test_what_is_refused_is_told_and_the_best_that_is_left_planned_for(run, case, state):
    where = state("refused: [things.pan]\n")
    page = run("plan", case, "--from", where)
    assert page.status == 0
    assert "The Nash settlement can no longer be reached." in page.out
    assert "Pan cannot come to Ann: that change is refused." in page.out
    assert "the Nash settlement of what is left" in page.out
    found = run("plan", case, "--from", where, "--json").document
    assert found["remaining"]["obstacles"][0] == {
        "issue": "things",
        "item": "pan",
        "to": "a",
        "kind": "refused",
        "message": "Pan cannot come to Ann: that change is refused.",
    }
    assert found["target"]["outcome"]["things"]["pan"] == "b"
    assert found["target"] == {
        key: found["remaining"]["settlements"]["nash"][key] for key in ("utilities", "outcome")
    }


def test_dates_that_are_over_and_terms_that_have_lapsed_stand_in_the_way(run, case, state):
    assert "it would have to be complete by 1 March 2024" in (
        run("plan", case, "--from", state("on: 2024-03-02\n")).out
    )
    assert "the lease has lapsed" in run("plan", case, "--from", state("lapsed: [lease]\n")).out


def test_a_treaty_that_has_lapsed_leaves_what_does_not_need_it(run, state):
    where = state("on: 2023-06-01\nlapsed: new_start\noutcome: {zone: in force}\n")
    ran = run("plan", EXAMPLES / "small-steps.yaml", "--from", where, "--json")
    assert ran.status == 0
    kinds = {one["issue"]: one["kind"] for one in ran.document["remaining"]["obstacles"]}
    assert kinds["inspections"] == "lapsed"
    moved = {m["issue"] for step in ran.document["steps"] for m in step["moves"]}
    assert moved
    assert not moved & {"inspections", "quota", "data"}


def test_where_nothing_is_better_than_to_stop_the_answer_is_no(run, case, state):
    # whoever stops takes back what was open; to go on would leave it so for nothing
    ran = run("plan", case, "--from", state("refused: [things, door]\noutcome: {door: open}\n"))
    assert ran.status == 1
    assert "Nothing that can still be reached is better for all than to stop here." in ran.out
    # b has got something for good, and nothing else will move
    where = state("refused: [things, door]\noutcome: {things: {cup: b}}\n")
    ran = run("plan", case, "--from", where)
    assert ran.status == 1
    assert "Nothing in reach gives everybody as much as no deal did at the outset." in ran.out
    assert not run("plan", case, "--from", where, "--json").document["reachable"]


def test_every_moment_is_told_on_demand_and_always_in_json(run, case):
    assert "Every moment" not in run("plan", case).out
    page = run("plan", case, "--every-moment").out
    assert "Every moment" in page
    assert "for good and not yet received" in page
    found = run("plan", case, "--json").document
    moments = found["moments"]
    assert moments[0]["step"] == 0
    assert max(moment["exposure"]["a"] for moment in moments) == found["exposure"]["a"]
    assert max(moment["temptation"]["b"] for moment in moments) == found["temptation"]["b"]
    said = " ".join(text for moment in moments for text in moment["words"].values())
    for amount in {m["exposure"][p] for m in moments for p in "ab"} - {0}:
        assert f"{amount:g} below no deal" in said


def test_what_a_party_bears_is_kept_and_told(run, case):
    free = run("plan", case, "--json").document
    most = free["exposure"]["a"] or 5
    held = run("plan", case, "--at-risk", f"a={most}", "--json")
    assert held.document["limits"] == {
        "tolerance": {"a": most},
        "never_worse": False,
        "soonest": False,
    }
    assert held.document["exposure"]["a"] <= most
    assert held.document["trust"] == free["trust"]
    never = run("plan", case, "--at-risk", "a=0", "--at-risk", "b=0", "--never-worse", "--json")
    assert never.status == 1
    assert never.document["limits"]["tolerance"] == {"a": 0, "b": 0}
    assert "bears" in never.document["because"]
    page = run("plan", case, "--at-risk", "a=100").out
    assert "Ann bears to stand at most 100 below no deal" in page
    wrong = run("plan", case, "--at-risk", "an=1")
    assert wrong.status == 2
    assert "--at-risk: no party is called 'an'; did you mean 'a'?" in wrong.err
    assert run("plan", case, "--at-risk", "a").status == 2
    assert run("plan", case, "--at-risk", "a=-1").status == 2
    assert run("plan", case, "--done", "1").status == 2


def test_within_a_trust_the_best_is_planned_for_and_without_one_the_nearest_told(run, case):
    least = run("plan", case, "--json").document["trust"]
    within = run("plan", case, "--trust", "1", "--json").document
    assert within["within"]
    assert within["trust"] <= 1
    none = run("plan", case, "--trust", "0", "--json")
    assert none.status == 1
    assert not none.document["within"]
    assert 0 < none.document["nearest"]["trust"] <= least
    page = run("plan", case, "--trust", "0").out
    assert "No settlement can be reached with a trust of 0." in page


def test_what_would_help_is_listed_on_demand(run, case):
    assert "helps" not in run("plan", case, "--json").document
    assert run("plan", case, "--what-helps", "--json").document["helps"]
    assert "What would help" in run("plan", case, "--what-helps").out


def test_a_plan_stopped_by_the_clock_is_a_plan_with_its_bound(run, case):
    found = run("plan", case, "--seconds", "0.000001", "--json").document
    assert found["steps"]
    assert found["certificate"]["bound"] <= found["trust"]


WAITING = """
import sys
import detente.analysis.planning as planning
search = planning.plan
def waiting(*given, stop, **more):
    print("searching", file=sys.stderr, flush=True)
    while not stop():
        pass
    while {forever}:
        pass
    return search(*given, stop=stop, **more)
planning.plan = waiting
from detente.cli.group import detente
detente()
"""
"""The command with a search that takes until somebody stops it."""


@contextmanager
def interrupted(case, forever):
    """The command, stopped once while it searches."""
    process = subprocess.Popen(
        [sys.executable, "-c", WAITING.format(forever=forever), "plan", str(case), "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
    )
    with process:
        try:
            assert process.stderr.readline() == "searching\n"
            process.send_signal(signal.SIGINT)
            assert process.stderr.readline() == "\n"
            said = process.stderr.readline()
            assert said.startswith("stopping: what has been found so far is given")
            yield process
        finally:
            process.kill()


def test_one_interrupt_gives_the_best_plan_so_far(case):
    with interrupted(case, forever=False) as process:
        out, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert json.loads(out)["steps"]


def test_a_second_interrupt_ends_the_command(case):
    with interrupted(case, forever=True) as process:
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert out == ""
    assert "Traceback" not in err
