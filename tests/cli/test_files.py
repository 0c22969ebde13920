"""Commands that write files: whole or not at all, and never over an input."""

import json
import os

import pytest


def test_set_changes_a_value_and_nothing_else(run, data, tmp_path):
    path = tmp_path / "case.yaml"
    before = (data / "captives.yaml").read_text()
    path.write_text(before)
    ran = run(
        "set", path, "issues.convoys.status_quo=2", "preferences.east.issues.convoys.weight=1/3"
    )
    assert ran.status == 2  # convoys need an open crossing, and today's is closed
    assert path.read_text() == before
    ran = run("set", path, "preferences.east.issues.convoys.weight=1/3", "--json")
    assert ran.status == 0
    assert ran.document == {
        "changed": [{"key": "preferences.east.issues.convoys.weight", "to": "1/3"}]
    }
    assert path.read_text() == before.replace(
        "convoys: {weight: 20, linear: [0, 1]}", 'convoys: {weight: "1/3", linear: [0, 1]}'
    )
    assert run("set", path, "title=A = B").out == "title is now A = B\n"
    assert 'title: "A = B"\n' in path.read_text()


@pytest.mark.parametrize("name", ["case.json", "other.yaml", "made/case.yml"])
def test_convert_writes_the_same_case(run, data, tmp_path, name):
    out = tmp_path / name
    ran = run("convert", data / "captives.yaml", out, "--json")
    assert ran.status == 0
    assert ran.document["written"] == str(out)
    if name.endswith(".json"):
        json.loads(out.read_text(encoding="utf-8"))
    for command in ("frontier", "settle", "plan"):
        ours = run(command, data / "captives.yaml", "--json")
        assert run(command, out, "--json") == ours


def test_convert_says_whose_preferences_the_file_holds(run, data, tmp_path):
    ran = run("convert", data / "captives.yaml", tmp_path / "case.json")
    assert "with the preferences of Arden and Belmar" in " ".join(ran.out.split())


def test_convert_keeps_comments_where_it_can_and_says_where_it_cannot(run, tmp_path, data):
    case = tmp_path / "case.yaml"
    case.write_text("# why\n" + (data / "captives.yaml").read_text())
    assert run("convert", case, tmp_path / "moved.yaml", "--json").document["notes"] == []
    assert (tmp_path / "moved.yaml").read_text().startswith("# why\n")
    told = run("convert", case, tmp_path / "case.json", "--json").document["notes"]
    assert told == ["comments are not carried over: JSON has none"]


def test_convert_reads_a_genius_folder(run, shared, tmp_path):
    folder, out = shared / "scenarios" / "genius" / "CameraA", tmp_path / "camera.yaml"
    assert run("convert", folder, out).status == 0
    ours, theirs = (run("frontier", path, "--json").document for path in (out, folder))
    assert ours["points"] == theirs["points"]


def test_convert_overwrites_only_when_told_to(run, data, tmp_path):
    out = tmp_path / "case.json"
    out.write_text("mine")
    ran = run("convert", data / "wages.yaml", out)
    assert ran.status == 2
    assert "--force overwrites it" in ran.err
    assert out.read_text() == "mine"
    assert run("convert", data / "wages.yaml", out, "--force").status == 0
    assert out.read_text() != "mine"


def test_no_output_goes_over_the_case_even_by_another_name(run, data, tmp_path):
    case, link = tmp_path / "case.yaml", tmp_path / "link.json"
    text = (data / "wages.yaml").read_text()
    case.write_text(text)
    link.symlink_to(case)
    for words in (["convert", case, link, "--force"], ["plan", case, "-o", link]):
        ran = run(*words)
        assert ran.status == 2
        assert "this would overwrite the input" in ran.err
    assert case.read_text() == text


def test_a_plan_does_not_go_over_the_outcome_that_it_was_asked_for(run, data, tmp_path):
    there = tmp_path / "there.json"
    there.write_text('{"wage": 3}')
    ran = run("plan", data / "wages.yaml", "--to", there, "-o", there)
    assert ran.status == 2
    assert there.read_text() == '{"wage": 3}'


@pytest.mark.parametrize("case", ["wages", "captives", "no-agreement"])
def test_report_writes_one_page_and_makes_its_folder(run, data, tmp_path, case):
    out = tmp_path / "a" / "b" / "page.html"
    ran = run("report", data / f"{case}.yaml", "-o", out, "--json")
    assert ran.status == 0
    assert ran.document["written"] == str(out)
    text = out.read_text(encoding="utf-8")
    assert text.startswith("<!DOCTYPE html>")
    assert text.rstrip().endswith("</html>")
    assert os.listdir(out.parent) == ["page.html"]


def test_report_leads_where_it_is_told_to(run, data, tmp_path):
    run("report", data / "captives.yaml", "-o", tmp_path / "nash.html")
    run("report", data / "captives.yaml", "-o", tmp_path / "fair.html", "--to", "utilitarian")
    assert "the Nash settlement" in (tmp_path / "nash.html").read_text()
    assert "the Utilitarian settlement" in (tmp_path / "fair.html").read_text()


def test_report_shows_a_case_without_a_status_quo(run, shared, tmp_path):
    out = tmp_path / "page.html"
    assert run("report", shared / "scenarios" / "genius" / "CameraA", "-o", out).status == 0
    assert "does not say how every issue stands today" in out.read_text()


def test_a_file_that_was_there_keeps_its_mode_and_a_link_stays_a_link(run, data, tmp_path):
    real, link = tmp_path / "real.json", tmp_path / "link.json"
    real.write_text("{}")
    real.chmod(0o640)
    link.symlink_to(real)
    assert run("plan", data / "wages.yaml", "-o", link).status == 0
    assert link.is_symlink()
    assert real.stat().st_mode & 0o777 == 0o640
    assert json.loads(real.read_text())["steps"]


@pytest.mark.skipif(not os.path.exists("/dev/stdout"), reason="needs /dev/stdout")
def test_a_device_is_written_to_as_it_is(start, data):
    ran = start("report", data / "wages.yaml", "-o", "/dev/stdout")
    assert ran.status == 0
    assert ran.out.startswith("<!DOCTYPE html>")
