"""`detente stability`: which outcomes would hold."""

import json
import re

import pytest
from tests.published import published

import detente

SENSES = ["nash", "gmr", "smr", "seq"]
NOT_PLAIN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2500-\u257f]")

CHICKEN = """\
detente: 1
title: Two drivers
parties: {ann: , bob: }
issues:
  ann's wheel: {options: [swerve, straight], status_quo: swerve}
  bob's wheel: {options: [swerve, straight], status_quo: swerve}
preferences:
  ann:
    issues: {ann's wheel: {weight: 0}, bob's wheel: {weight: 0}}
    interactions:
      - {when: {ann's wheel: straight, bob's wheel: swerve}, worth: 3}
      - {when: {ann's wheel: swerve, bob's wheel: swerve}, worth: 2}
      - {when: {ann's wheel: swerve, bob's wheel: straight}, worth: 1}
  bob:
    issues: {ann's wheel: {weight: 0}, bob's wheel: {weight: 0}}
    interactions:
      - {when: {ann's wheel: swerve, bob's wheel: straight}, worth: 3}
      - {when: {ann's wheel: swerve, bob's wheel: swerve}, worth: 2}
      - {when: {ann's wheel: straight, bob's wheel: swerve}, worth: 1}
moves:
  - {issue: ann's wheel, by: ann, revocable: true}
  - {issue: bob's wheel, by: bob, revocable: true}
"""


@pytest.fixture
def chicken(tmp_path):
    path = tmp_path / "chicken.yaml"
    path.write_text(CHICKEN, "utf-8")
    return path


def wheels(ann, bob):
    return {"ann's wheel": ann, "bob's wheel": bob}


def test_the_document_has_the_states_and_the_equilibria_of_chicken(run, chicken, shared):
    known = published(shared, "graph-model-2x2")["models"]["chicken"]
    states = {number: wheels(*values) for number, values in known["states"].items()}
    ran = run("stability", chicken, "--json")
    assert (ran.status, ran.err) == (0, "")
    found = ran.document
    assert (found["size"], found["whole"]) == (4, True)
    assert sorted(found["equilibria"]) == sorted(SENSES)
    for sense, listed in found["equilibria"].items():
        assert [n for n, state in states.items() if state in listed] == known["equilibria"][sense]
        assert found["counts"][sense] == len(listed)
    for entry in found["states"]:
        assert set(entry["stable"]) == {"ann", "bob"}
        everybody = set(entry["stable"]["ann"]) & set(entry["stable"]["bob"])
        assert entry["equilibrium"] == [sense for sense in SENSES if sense in everybody]
        for sense in SENSES:
            assert (entry["outcome"] in found["equilibria"][sense]) == (sense in everybody)
    assert found["status_quo"]["outcome"] == wheels("swerve", "swerve")
    assert found["status_quo"]["equilibrium"] == ["gmr", "smr"]
    assert found["settlements"]["nash"]["outcome"] == wheels("swerve", "swerve")


def test_every_state_of_a_case_is_listed_with_what_the_analysis_says_of_it(run, data):
    found = run("stability", data / "captives.yaml", "--json").document
    case = detente.load(data / "captives.yaml")
    known = detente.stability(case)
    assert len(found["states"]) == found["size"] == known.model.count
    for at, entry in enumerate(found["states"]):
        assert entry["number"] == at
        indices = case.indices(entry["outcome"])
        assert {p: tuple(s) for p, s in entry["stable"].items()} == known.of(indices)
        assert entry["utilities"] == {p: float(u) for p, u in case.utilities.of(indices).items()}


def test_only_equilibria_in_one_sense_and_so_many(run, data):
    whole = run("stability", data / "captives.yaml", "--json").document
    ran = run("stability", data / "captives.yaml", "--json", "--only", "seq").document
    assert [s["outcome"] for s in ran["states"]] == whole["equilibria"]["seq"]
    few = run("stability", data / "captives.yaml", "--json", "--only", "SEQ", "--most", 3).document
    assert few["states"] == ran["states"][:3]
    assert few["counts"] == whole["counts"]
    none = run("stability", data / "captives.yaml", "--json", "--most", 0).document
    assert none["states"] == none["equilibria"]["gmr"] == []


def test_one_change_at_a_time_means_fewer_moves(run, data):
    several = run("stability", data / "captives.yaml", "--json").document["counts"]["nash"]
    single = run("stability", data / "captives.yaml", "--json", "--one-change").document
    assert single["counts"]["nash"] >= several


def test_coalitions_are_told_for_every_state(run, chicken):
    found = run("stability", chicken, "--coalitions", "--json").document
    assert found["coalitions_looked_at"] == 4
    by_outcome = {tuple(s["outcome"].values()): s["coalitions"] for s in found["states"]}
    assert by_outcome["straight", "straight"] == [{"members": ["ann", "bob"], "stable": []}]
    assert by_outcome["swerve", "swerve"] == [{"members": ["ann", "bob"], "stable": SENSES}]
    assert found["coalition_equilibria"]["nash"] == [
        wheels("swerve", "straight"),
        wheels("straight", "swerve"),
    ]
    assert "coalitions" not in run("stability", chicken, "--json").document["states"][0]


def test_a_plans_states_are_told_step_by_step(run, data, tmp_path):
    case, plan = data / "captives.yaml", tmp_path / "plan.json"
    made = run("plan", case, "-o", plan, "--json").document
    ran = run("stability", case, "--plan", plan, "--json")
    assert ran.status == 0
    states = ran.document["states"]
    assert [state["step"] for state in states] == list(range(len(made["steps"]) + 1))
    assert states[0]["outcome"] == made["start"]["outcome"]
    assert states[-1]["outcome"] == made["target"]["outcome"]
    assert [s["utilities"] for s in states[1:]] == [step["utilities"] for step in made["steps"]]
    whole = {
        json.dumps(s["outcome"]): s["stable"]
        for s in run("stability", case, "--json").document["states"]
    }
    assert all(whole[json.dumps(s["outcome"])] == s["stable"] for s in states)
    page = run("stability", case, "--plan", plan).out
    assert f"After step {len(made['steps'])}, where the plan ends" in page.splitlines()


def test_of_a_case_that_is_too_large_a_plan_is_looked_at_by_itself(run, tmp_path):
    case, plan = tmp_path / "many.yaml", tmp_path / "plan.yaml"
    names = [f"i{k}" for k in range(24)]
    lines = ["detente: 1", "parties: {a: , b: }", "issues:"]
    lines += [f"  {n}: {{options: [no, yes], status_quo: no}}" for n in names]
    lines.append("preferences:")
    owner = {name: "ab"[k % 2] for k, name in enumerate(names)}
    for party in "ab":
        worth = {name: -1 if owner[name] == party else 3 for name in names}
        lines += [f"  {party}:", "    issues:"]
        lines += [f"      {n}: {{weight: 1, table: {{no: 0, yes: {worth[n]}}}}}" for n in names]
    lines.append("moves:")
    lines += [f"  - {{issue: {n}, by: {owner[n]}, revocable: true}}" for n in names]
    case.write_text("\n".join(lines) + "\n", "utf-8")
    plan.write_text(
        "steps:\n  - moves: [{issue: i0, from: no, to: yes}]\n"
        "  - moves: [{issue: i1, from: no, to: yes}]\n",
        "utf-8",
    )
    refused = run("stability", case, "--json")
    assert refused.status == 2
    assert "--plan" in refused.document["problems"][0]["message"]
    found = run("stability", case, "--plan", plan, "--json").document
    assert (found["size"], found["whole"]) == (4, False)
    assert [s["stable"]["a"] for s in found["states"]] == [
        SENSES,
        [],  # a would rather not have gone first, and b can only make it worse off by doing nothing
        ["gmr", "smr", "seq"],
    ]
    said = " ".join(run("stability", case, "--plan", plan).out.split())
    assert "too many outcomes to look at them all" in said


def test_an_outcome_is_told_in_full(run, data, tmp_path):
    path = tmp_path / "there.yaml"
    path.write_text("crossing: always open\nconvoys: 4\n", "utf-8")
    found = run("stability", data / "captives.yaml", "--outcome", path, "--json").document
    assert len(found["states"]) == 1
    assert found["states"][0]["outcome"]["convoys"] == 4
    assert "status_quo" not in found
    page = run("stability", data / "captives.yaml", "--outcome", path).out
    assert "The outcome asked about" in page.splitlines()


def test_what_breaks_a_rule_is_no_state(run, data, tmp_path):
    path = tmp_path / "there.yaml"
    path.write_text("convoys: 2\n", "utf-8")
    ran = run("stability", data / "captives.yaml", "--outcome", path)
    assert ran.status == 2
    assert f"{path}: the outcome asked about: this breaks the rule" in ran.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--plan", "a", "--outcome", "b"], "contradict"),
        (["--only", "nash", "--plan", "a"], "does not go with"),
        (["--only", "fair"], "fair"),
        (["--most", "-1"], "most"),
    ],
)
def test_options_that_make_no_sense_are_refused(run, data, words, said):
    ran = run("stability", data / "captives.yaml", *words)
    assert ran.status == 2
    assert said in ran.err


@pytest.mark.parametrize("columns", ["20", "40", "72", "100"])
@pytest.mark.parametrize("more", [[], ["--coalitions"]])
def test_the_page_is_plain_and_no_wider_than_the_terminal(run, data, columns, more):
    for name in ("captives", "wages", "no-agreement"):
        ran = run("stability", data / f"{name}.yaml", *more, COLUMNS=columns)
        assert (ran.status, ran.err) == (0, "")
        for line in ran.out.splitlines():
            assert not NOT_PLAIN.search(line)
            assert len(line) <= int(columns)
            assert line == line.rstrip()


def test_the_page_says_why_in_moves_and_answers(run, chicken):
    said = " ".join(run("stability", chicken).out.split())
    assert "It would hold by threats only" in said
    assert (
        "Ann could go from 2 to 3 by itself: ann's wheel from swerve to straight. But bob could answer, going from "
        "1 to 0 itself: bob's wheel from swerve to straight. That would leave ann at 0"
    ) in said
    together = " ".join(run("stability", chicken, "--coalitions").out.split())
    assert "No sides together could leave it so that each of them gains." in together


def test_the_page_says_what_no_side_can_change_alone(run, data, tmp_path):
    said = " ".join(run("stability", data / "captives.yaml").out.split())
    assert "No side can change these alone" not in said  # what both opened each can close
    text = (
        (data / "captives.yaml").read_text("utf-8").replace("revocable: true", "revocable: false")
    )
    (tmp_path / "case.yaml").write_text(text, "utf-8")
    said = " ".join(run("stability", tmp_path / "case.yaml").out.split())
    assert "No side can change these alone: The crossing." in said
    wages = tmp_path / "wages.yaml"
    wages.write_text((data / "wages.yaml").read_text("utf-8").split("moves:")[0], "utf-8")
    assert "Here no side can change anything alone" in " ".join(run("stability", wages).out.split())


def test_rules_that_leave_nothing_are_a_no(run, tmp_path, chicken):
    chicken.write_text(CHICKEN + "rules:\n  - forbid: {ann's wheel: [swerve, straight]}\n", "utf-8")
    ran = run("stability", chicken, "--json")
    assert ran.status in (1, 2)
    assert "Traceback" not in ran.err


def test_the_page_says_what_cannot_be_taken_back(run, data, chicken):
    said = " ".join(run("stability", data / "captives.yaml").out.split())
    assert "What is done about these cannot be taken back: Ana, Boris and Carla." in said
    assert "cannot be taken back" not in run("stability", chicken).out


def test_where_nobody_can_do_anything_alone_the_page_says_how_to_ask(run, data, tmp_path):
    wages = tmp_path / "wages.yaml"
    wages.write_text((data / "wages.yaml").read_text("utf-8").split("moves:")[0], "utf-8")
    said = " ".join(run("stability", wages).out.split())
    assert "say in the case under 'moves' what each side can do by itself" in said
    assert "How many outcomes would hold" not in said
    said = " ".join(run("stability", wages, "--coalitions").out.split())
    assert (
        "Both sides together could leave it for something that is better for each of them" in said
    )
    assert re.search(r"worth \S+ to the union and \S+ to the company say\.", said)
