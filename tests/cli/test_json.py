"""With --json a command prints one document with the keys that scripts rely on, whatever the answer."""

import json

import pytest

CASES = ["wages", "captives"]


def frontier_brute_force(path):
    """The frontier by comparing every valid outcome with every other."""
    from itertools import product

    from detente.formats import load

    case = load(path)
    worth = {
        tuple(case.utilities.of(outcome).values())
        for outcome in product(*map(range, case.sizes))
        if case.valid(outcome)
    }
    best = {
        u
        for u in worth
        if not any(all(a >= b for a, b in zip(v, u, strict=True)) and v != u for v in worth)
    }
    return sorted(tuple(map(float, u)) for u in best)


@pytest.mark.parametrize("name", CASES)
def test_check_says_valid(run, data, name):
    ran = run("check", data / f"{name}.yaml", "--json")
    assert ran.status == 0
    assert ran.document["valid"] is True
    assert ran.document["problems"] == []
    assert isinstance(ran.document["outcomes"], str)


@pytest.mark.parametrize("name", CASES)
def test_frontier_is_every_undominated_utility_vector_once(run, data, name):
    ran = run("frontier", data / f"{name}.yaml", "--json")
    assert ran.status == 0
    found = ran.document
    assert found["outcomes"].isdecimal()
    assert found["exact"] is True
    assert found["bound"] == {}
    points = [tuple(point["utilities"].values()) for point in found["points"]]
    assert len(set(points)) == len(points) == found["size"]
    assert sorted(points) == frontier_brute_force(data / f"{name}.yaml")


@pytest.mark.parametrize("name", CASES)
def test_frontier_acceptable_leaves_only_the_zone(run, data, name):
    whole = run("frontier", data / f"{name}.yaml", "--json").document
    zone = run("frontier", data / f"{name}.yaml", "--json", "--acceptable").document
    assert zone["points"] == [point for point in whole["points"] if point["acceptable"]]
    assert (zone["size"], zone["acceptable"]) == (whole["size"], len(zone["points"]))


def test_a_frontier_without_an_acceptable_point_is_still_an_answer(run, data):
    ran = run("frontier", data / "no-agreement.yaml", "--json", "--acceptable")
    assert ran.status == 0
    assert ran.document["acceptable"] == 0
    assert ran.document["points"] == []
    assert ran.document["size"] > 0


@pytest.mark.parametrize("name", CASES)
def test_settle_has_the_concepts_with_utilities_and_outcome(run, data, name):
    ran = run("settle", data / f"{name}.yaml", "--json")
    assert ran.status == 0
    assert ran.document["agreement"] is True
    settlements = ran.document["settlements"]
    assert {"nash", "kalai_smorodinsky", "egalitarian", "utilitarian", "equal_loss"} <= set(
        settlements
    )
    for one in settlements.values():
        assert {"utilities", "outcome", "acceptable", "ties"} <= set(one)
        for party, worth in one["utilities"].items():
            assert worth >= ran.document["reservation"][party] or not one["acceptable"]


@pytest.mark.parametrize("command", ["settle", "plan"])
def test_no_agreement_is_status_1_with_the_reasons_and_the_nearest_outcome(run, data, command):
    ran = run(command, data / "no-agreement.yaml", "--json")
    assert ran.status == 1
    found = ran.document
    assert found["agreement"] is False
    assert found["because"] == [
        {"party": "north", "reservation": 90},
        {"party": "south", "reservation": 40},
    ]
    assert found["minimal"] is True
    assert set(found["nearest"]) >= {"utilities", "outcome", "short"}
    assert any(short > 0 for short in found["nearest"]["short"].values())
    assert set(found["nearest"]["outcome"]) == {"field", "water"}


@pytest.mark.parametrize("name", CASES)
def test_plan_has_the_keys_of_the_design_and_leads_from_today_to_the_target(run, data, name):
    ran = run("plan", data / f"{name}.yaml", "--json")
    assert ran.status == 0
    found = ran.document
    assert set(found) >= {"target", "steps", "exposure", "temptation", "trust", "certificate"}
    assert set(found["certificate"]) >= {"optimal", "bound", "gap"}
    assert set(found["target"]) == {"utilities", "outcome"}
    state = json.loads(json.dumps(found["start"]["outcome"]))
    for step in found["steps"]:
        assert set(step) >= {"moves", "utilities", "atomic"}
        for move in step["moves"]:
            where, key = (
                (state[move["issue"]], move["item"]) if "item" in move else (state, move["issue"])
            )
            assert where[key] == move["from"]
            where[key] = move["to"]
            assert move["by"]
    assert state == found["target"]["outcome"]
    assert found["steps"][-1]["utilities"] == found["target"]["utilities"]


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("to", ["nash", "utilitarian", "equal-loss", "Kalai-Smorodinsky"])
def test_a_plan_as_written_holds_and_asks_what_it_says(run, data, tmp_path, name, to):
    case, path = data / f"{name}.yaml", tmp_path / "made" / "plan.json"
    planned = run("plan", case, "--to", to, "-o", path, "--json")
    assert planned.status == 0
    assert json.loads(path.read_text(encoding="utf-8")) == planned.document
    ran = run("verify", case, path, "--json")
    assert ran.status == 0
    assert ran.document["holds"] is True
    assert ran.document["violations"] == []
    for key in ("exposure", "temptation", "trust"):
        assert ran.document[key] == pytest.approx(planned.document[key])


def test_a_plan_that_does_not_hold_is_status_1_with_each_violation(run, data, tmp_path):
    path = tmp_path / "plan.json"
    made = run("plan", data / "captives.yaml", "--json").document
    made["steps"][0]["moves"][0]["by"] = ["east", "west"]
    made["steps"].pop()
    made["trust"] = 0
    path.write_text(json.dumps(made))
    ran = run("verify", data / "captives.yaml", path, "--json")
    assert ran.status == 1
    assert ran.document["holds"] is False
    found = ran.document["violations"]
    assert all(set(violation) >= {"step", "rule", "message"} for violation in found)
    assert "target" in {violation["rule"] for violation in found}


def test_a_plan_leads_to_an_outcome_from_a_file_and_to_another_plans_target(run, data, tmp_path):
    case = data / "captives.yaml"
    (tmp_path / "there.yaml").write_text("captives: {ana: west}\ncrossing: by day\nconvoys: 2\n")
    first = run("plan", case, "--to", tmp_path / "there.yaml", "-o", tmp_path / "p.json", "--json")
    assert first.status == 0
    assert first.document["concept"] is None
    assert first.document["target"]["outcome"] == {
        "captives": {"ana": "west", "boris": "west", "carla": "east"},
        "crossing": "by day",
        "convoys": 2,
    }
    again = run("plan", case, "--to", tmp_path / "p.json", "--json")
    assert again.document["target"] == first.document["target"]


def test_an_outcome_that_a_rule_forbids_is_wrong_input(run, data, tmp_path):
    (tmp_path / "there.yaml").write_text("convoys: 2\n")
    ran = run("plan", data / "captives.yaml", "--to", tmp_path / "there.yaml", "--json")
    assert ran.status == 2
    assert "no convoys over a closed crossing" in ran.document["problems"][0]["message"]


def test_letters_of_every_script_stay_as_they_are(run, data, tmp_path):
    path = tmp_path / "Дело 协议.yaml"
    text = (data / "wages.yaml").read_text(encoding="utf-8")
    path.write_text(text.replace("fixed", "жёстко 固定"), encoding="utf-8")
    ran = run("frontier", path, "--json")
    assert ran.status == 0
    assert "жёстко 固定" in ran.out


def test_json_is_utf_8_in_a_locale_that_knows_only_ascii(start, data, tmp_path):
    path = tmp_path / "case.yaml"
    text = (data / "wages.yaml").read_text(encoding="utf-8")
    path.write_text(text.replace("fixed", "фикс"), encoding="utf-8")
    ran = start("frontier", path, "--json", PYTHONUTF8="0", PYTHONIOENCODING="ascii", LC_ALL="C")
    assert ran.status == 0
    assert "фикс" in ran.out
    page = start("frontier", path, PYTHONUTF8="0", PYTHONIOENCODING="ascii", LC_ALL="C")
    assert page.status == 0


def test_only_the_parties_asked_for_take_part_in_that_order(run, shared):
    folder = shared / "scenarios" / "genius-multiparty" / "Terra"
    everybody = run("check", folder, "--json").document["parties"]
    assert len(everybody) == 3
    chosen = [everybody[2], everybody[0]]
    ran = run("frontier", folder, "--parties", ",".join(chosen), "--json")
    assert ran.status == 0
    assert all(list(point["utilities"]) == chosen for point in ran.document["points"])


@pytest.mark.parametrize(
    ("name", "size", "inside"),
    [("Energy", 204, 204), ("SupermarketA", 39, 25), ("CarA", 53, 40), ("CameraA", 17, 13)],
)
def test_the_frontiers_of_genius_have_their_known_sizes(run, shared, name, size, inside):
    found = run("frontier", shared / "scenarios" / "genius" / name, "--json").document
    assert (found["size"], found["acceptable"]) == (size, inside)


def test_schema_is_a_json_schema(run):
    ran = run("schema")
    assert ran == run("schema", "--json")
    assert ran.status == 0
    assert "$schema" in ran.document
