"""`detente verify`: any plan, from anywhere on the way, within limits, against GRIT; pages and documents."""

import json

import pytest
from tests.analysis.treaty import TEXT

TABLE = """| Step | Issue | To | By |
|---|---|---|---|
| 1 | Inspections | resumed | Avaria and Bessia |
| 2 | Anna | Bessia | Avaria |
| 3 | The zone | agreed | Bessia |
"""


@pytest.fixture
def case(tmp_path):
    path = tmp_path / "treaty.yaml"
    path.write_text(TEXT)
    return path


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "plan.md"
    path.write_text(TABLE)
    return path


def test_a_table_is_checked_and_the_page_says_when_it_is_worst(run, case, table):
    ran = run("verify", case, table)
    assert (ran.status, ran.err) == (0, "")
    assert "The plan holds: 3 steps" in ran.out
    said = " ".join(ran.out.split())
    assert (
        "After step 2 of 3 (5 February 2026); treaty has lapsed: Avaria has given Anna for good and not yet received "
        "“The zone” (agreed); if Bessia stopped here, it would stand 4 below no deal." in said
    )
    assert (
        "After step 2 of 3 (28 January 2026): If Avaria stopped here, Bessia would stand 9 above no deal; by stopping "
        "itself it would gain 1 over going on." in said
    )
    assert "GRIT" not in ran.out


def test_the_document_has_every_moment_the_days_and_the_scales(run, case, table):
    found = run("verify", case, table, "--json").document
    assert found["holds"] is True
    assert found["scale"] == {"a": 14, "b": 9}
    assert found["days"][2] == {"begins": "2026-01-28", "ends": "2026-02-07"}
    assert found["moments"][3] == {
        "step": 2,
        "acted": [],
        "day": "2026-02-05",
        "lapsed": ["treaty"],
        "walk_away": {"a": 0, "b": 5},
        "exposure": {"a": 4, "b": 0},
        "temptation": {"a": 0, "b": 0},
    }
    assert found["notes"] == []
    assert "grit" not in found


def test_limits_are_given_on_the_command_line(run, case, table):
    ran = run("verify", case, table, "--at-risk", "a=3.5", "--never-worse", "--json")
    assert ran.status == 1
    worse, tolerance, last = ran.document["violations"]
    assert worse == {
        "step": 2,
        "rule": "worse",
        "message": "it leaves Avaria worse off than before by 4 (6 instead of 10)",
        "party": "a",
        "amount": 4,
    }
    assert tolerance == {
        "step": 2,
        "rule": "tolerance",
        "message": "after it, on 2026-02-05, Avaria stands 4 below no deal, 0.5 more than the 3.5 that it bears",
        "party": "a",
        "day": "2026-02-05",
        "amount": 0.5,
    }
    assert (last["step"], last["rule"], last["party"]) == (3, "worse", "b")
    assert run("verify", case, table, "--at-risk", "a=4", "--at-risk", "b=0").status == 0
    ran = run("verify", case, table, "--at-risk", "c=4")
    assert ran.status == 2
    assert "no party is called 'c'" in ran.err


def test_a_tolerance_in_the_case_counts_and_the_command_line_replaces_it(run, case, table):
    case.write_text(TEXT.replace("  a:\n    issues", "  a:\n    tolerance: 3\n    issues"))
    assert run("verify", case, table).status == 1
    assert run("verify", case, table, "--at-risk", "a=4").status == 0


def test_the_rest_of_a_plan_is_checked_from_where_things_stand(run, case, tmp_path):
    (tmp_path / "now.yaml").write_text("on: 2026-01-25\noutcome: {inspections: resumed}\n")
    (tmp_path / "rest.csv").write_text("issue,to\nAnna,b\nzone,agreed\n")
    ran = run("verify", case, tmp_path / "rest.csv", "--from", tmp_path / "now.yaml", "--json")
    assert ran.status == 0
    assert ran.document["days"][0] == {"begins": "2026-01-25", "ends": "2026-01-30"}
    told = {
        "start": {"outcome": {"inspections": "resumed"}},
        "steps": [{"moves": [{"issue": "zone", "to": "agreed"}]}],
    }
    (tmp_path / "rest.json").write_text(json.dumps(told))
    ran = run("verify", case, tmp_path / "rest.json")
    assert ran.status == 1
    said = " ".join(ran.out.split())
    assert "said to start with Inspections at 'resumed'; things stand at 'suspended'" in said
    assert "say where things stand with --from" in ran.out
    assert run("verify", case, tmp_path / "rest.json", "--from", tmp_path / "now.yaml").status == 0
    refused = "on: 2026-01-25\noutcome: {inspections: resumed}\nrefused: [zone]\n"
    (tmp_path / "now.yaml").write_text(refused)
    ran = run("verify", case, tmp_path / "rest.csv", "--from", tmp_path / "now.yaml")
    assert ran.status == 1
    assert "Step 2: The zone cannot be moved to 'agreed': that is refused." in ran.out


def test_grit_is_told_by_rule_and_leaves_the_exit_status_alone(run, case, table):
    ran = run("verify", case, table, "--grit")
    assert ran.status == 0
    assert "Rules of GRIT that it breaks" in ran.out
    assert "Each step is one side's own. Step 1: it takes Avaria and Bessia together." in ran.out
    assert "Rules of GRIT of which nothing is known" in ran.out
    found = run("verify", case, table, "--grit", "--json").document
    assert {
        "rule": "varied",
        "holds": True,
        "step": 0,
        "message": found["grit"][-1]["message"],
    } == found["grit"][-1]
    assert {finding["holds"] for finding in found["grit"]} == {True, False, None}
    assert all(set(finding) == {"rule", "holds", "step", "message"} for finding in found["grit"])


def test_notes_say_what_was_not_looked_at(run, case, table):
    case.write_text(TEXT.replace("as_of: 2026-01-20\n", ""))
    ran = run("verify", case, table)
    assert (
        "The case has no date ('as_of'), so the days on which terms lapse were not looked at."
        in (" ".join(ran.out.split()))
    )
    assert run("verify", case, table, "--json").document["days"] == []


def test_every_bad_cell_is_told_in_one_run(run, case, tmp_path):
    path = tmp_path / "plan.csv"
    path.write_text("step,issue,to,by\n1,inspection,resumed,a\n2,Anna,zed,bb\n")
    ran = run("verify", case, path)
    assert ran.status == 2
    assert ran.err.splitlines() == [
        f"{path}:2:3: step 1, move 1: no issue is called 'inspection'; did you mean 'inspections'?",
        f"{path}:3:8: step 2, move 1: captive.anna has no value 'zed'; it can be: a, b",
        f"{path}:3:12: step 2, move 1: 'by' is a list of a, b; no party is called 'bb'; did you mean 'b'?",
    ]
    ran = run("verify", case, path, "--json")
    assert [p["column"] for p in ran.document["problems"]] == [3, 8, 12]


def test_a_plan_by_the_planner_with_days_and_terms_holds(run, case, tmp_path):
    made = run("plan", case, "--json", "-o", tmp_path / "plan.json")
    assert made.status == 0
    ran = run("verify", case, tmp_path / "plan.json", "--json")
    assert (ran.status, ran.document["violations"]) == (0, [])
    assert ran.document["trust"] == pytest.approx(json.loads(made.out)["trust"])


def test_a_plan_says_itself_where_it_begins_and_within_what_limits(run, case, tmp_path):
    (tmp_path / "now.yaml").write_text(
        "on: 2026-01-25\noutcome: {inspections: resumed}\nrefused: [{issue: inspections, to: suspended}]\n"
    )
    path = tmp_path / "plan.json"
    made = run("plan", case, "--from", tmp_path / "now.yaml", "--at-risk", "a=4", "-o", path)
    assert made.status == 0
    ran = run("verify", case, path, "--json")
    assert (ran.status, ran.document["violations"]) == (0, [])
    assert ran.document["moments"][0]["day"] == "2026-01-25"
    assert ran.document["notes"] == [
        "where things stand when it begins is taken from the plan itself"
    ]
    plan = json.loads(path.read_text())
    plan = {key: plan[key] for key in ("steps", "standing", "target")}
    anna, zone = sorted(plan["steps"][0]["moves"], key=lambda move: move["issue"])
    plan["steps"] = [{"moves": [anna]}, {"moves": [zone]}]
    plan["limits"] = {"tolerance": {"a": 3}, "never_worse": True}
    path.write_text(json.dumps(plan))
    rules = {v["rule"] for v in run("verify", case, path, "--json").document["violations"]}
    assert rules == {"tolerance", "worse"}
    loose = run("verify", case, path, "--at-risk", "a=99", "--at-risk", "b=99", "--json").document
    assert {v["rule"] for v in loose["violations"]} == {"worse"}
    plan["standing"] = {
        "on": "soon",
        "outcome": {"inspection": "resumed"},
        "lapsed": ["truce"],
        "refused": [3],
    }
    plan["limits"] = {"tolerance": {"c": 1, "a": "much"}, "never_worse": "perhaps"}
    path.write_text(json.dumps(plan))
    ran = run("verify", case, path, "--json")
    assert ran.status == 2
    assert [p["message"].partition(";")[0] for p in ran.document["problems"]] == [
        "standing: 'on' is a date: write year, month and day, as in 2023-01-30, not 'soon'",
        "standing: no issue is called 'inspection'",
        "standing: there is no term 'truce'",
        "standing: no issue is called '3'",
        "limits: no party is called 'c'",
        "limits: a: 'much' is not a number",
        "limits: 'never_worse' is true or false",
    ]
