"""`detente draw`: every picture, as SVG and as PNG, of plans found and plans read; and what it refuses."""

import struct
from pathlib import Path
from xml.etree import ElementTree

import pytest

from detente.cli.draw import PICTURES

SVG = "{http://www.w3.org/2000/svg}"
EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
CASE = EXAMPLES / "union-and-company.yaml"


def size_of(path):
    data = path.read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    return struct.unpack(">II", data[16:24])


@pytest.mark.parametrize("picture", PICTURES)
def test_every_picture_is_drawn_as_svg_and_as_png(picture, run, tmp_path):
    svg, png = tmp_path / "out" / "it.svg", tmp_path / "it.PNG"
    done = run("draw", CASE, picture, "-o", svg)
    assert (done.status, done.err) == (0, "")
    assert PICTURES[picture].split(",")[0] in " ".join(done.out.split())
    tree = ElementTree.fromstring(svg.read_text("utf-8"))
    assert "var(" not in tree.find(f"{SVG}style").text
    assert tree.find(f"{SVG}title").text
    assert run("draw", CASE, picture, "-o", png, "--width", 640, "--dark").status == 0
    assert size_of(png)[0] == 640


def test_a_png_has_two_pixels_for_each_of_the_pictures_own_if_no_width_is_given(run, tmp_path):
    assert run("draw", CASE, "calendar", "-o", tmp_path / "it.png").status == 0
    assert size_of(tmp_path / "it.png")[0] == 1920


def test_a_narrow_picture_is_laid_out_for_a_telephone(run, tmp_path):
    for width, own in ((480, 344), (481, 960)):
        run("draw", CASE, "worth", "-o", tmp_path / "it.svg", "--width", width)
        tree = ElementTree.fromstring((tmp_path / "it.svg").read_text("utf-8"))
        assert tree.get("viewBox").split()[2] == str(own)
        assert tree.get("width") == str(width)


def test_the_picture_of_a_plan_in_a_file_is_that_of_the_plan_found(run, tmp_path):
    plan = tmp_path / "plan.json"
    run("plan", CASE, "-o", plan)
    for picture in ("worth", "worth-by-date", "calendar"):
        mine, theirs = tmp_path / "mine.svg", tmp_path / "theirs.svg"
        assert run("draw", CASE, picture, "-o", mine).status == 0
        assert run("draw", CASE, picture, "-o", theirs, "--plan", plan).status == 0
        own = mine.read_text("utf-8").replace("settlement ", "target ")
        assert own == theirs.read_text("utf-8")


def test_a_plan_by_hand_that_does_not_hold_is_drawn_and_said_to_be_wrong(run, tmp_path):
    plan = tmp_path / "ours.yaml"
    plan.write_text(
        "steps:\n  - moves: [{issue: jobs, from: no promise, to: two years}]\n"
        "  - moves: [{issue: wage, from: 0, to: 2}]\n"
    )
    done = run("draw", CASE, "calendar", "-o", tmp_path / "it.svg", "--plan", plan)
    assert done.status == 0
    assert "does not hold" in done.out
    assert "step 1" in " ".join(done.out.split())
    text = (tmp_path / "it.svg").read_text("utf-8")
    assert text.count('class="move-bar"') == 2
    shown = run("draw", CASE, "calendar", "-o", tmp_path / "it.svg", "--plan", plan, "--json")
    assert set(shown.document) == {"written", "picture", "notes"}
    assert any("does not hold" in note for note in shown.document["notes"])


def test_without_dates_the_calendar_says_what_is_missing(run, tmp_path):
    done = run("draw", EXAMPLES / "joint-venture.yaml", "calendar", "-o", tmp_path / "it.svg")
    assert done.status == 0
    assert "'as_of'" in done.out


def test_where_nothing_is_acceptable_to_all_a_frontier_is_drawn_and_a_plan_is_not(
    run, data, tmp_path
):
    case = data / "no-agreement.yaml"
    done = run("draw", case, "frontier", "-o", tmp_path / "it.svg")
    assert done.status == 0
    assert "no settlement is marked" in " ".join(done.out.split())
    for picture in ("calendar", "trust", "frontier-by-trust"):
        again = run("draw", case, picture, "-o", tmp_path / "not.svg", "--json")
        assert again.status == 1
        assert again.document["agreement"] is False
    assert not (tmp_path / "not.svg").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["calender", "-o", "it.svg"], "calendar"),
        (["calendar", "-o", "it.pdf"], "should end in .svg or .png"),
        (["calendar", "-o", "it.png", "--width", "9"], "100"),
        (["trust", "-o", "it.svg", "--plan", "plan.json"], "is no picture of a plan"),
        (["trust", "-o", "it.svg", "--to", "adjusted_winner"], "it can follow"),
        (["calendar", "-o", "it.svg", "--plan", "missing.json"], "missing.json"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_a_way_out(words, said, run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plan.json").write_text('{"steps": []}')
    done = run("draw", CASE, *words)
    assert done.status == 2
    assert said in " ".join(done.err.split())
    assert not (tmp_path / "it.svg").exists()


def test_a_picture_never_overwrites_what_it_is_made_from(run, tmp_path):
    plan = tmp_path / "plan.svg"  # whatever its name says
    run("plan", CASE, "-o", tmp_path / "plan.json")
    (tmp_path / "plan.json").rename(plan)
    before = plan.read_text("utf-8")
    done = run("draw", CASE, "calendar", "-o", plan, "--plan", plan)
    assert done.status == 2
    assert "overwrite" in done.err
    assert plan.read_text("utf-8") == before


def test_a_plan_of_no_steps_is_no_picture(run, tmp_path):
    (tmp_path / "none.json").write_text('{"steps": []}')
    done = run("draw", CASE, "worth", "-o", tmp_path / "it.svg", "--plan", tmp_path / "none.json")
    assert done.status == 1
    assert "no step to be drawn" in " ".join(done.out.split())


@pytest.mark.parametrize(
    ("option", "there"), [("--trust-curve", True), ("--no-trust-curve", False)]
)
def test_the_report_has_the_trust_curve_if_it_is_asked_for(option, there, run, tmp_path):
    page = tmp_path / "it.html"
    assert run("report", CASE, "-o", page, option).status == 0
    assert ('id="trust-wide"' in page.read_text("utf-8")) == there


def test_the_report_says_why_the_trust_curve_is_left_out(run, tmp_path, monkeypatch):
    import detente.cli.report

    monkeypatch.setattr(detente.cli.report, "_LONG_PLAN", 0.0)
    page = tmp_path / "it.html"
    assert run("report", CASE, "-o", page).status == 0
    text = page.read_text("utf-8")
    assert "is left out here" in text
    assert "--trust-curve" in text
    assert 'id="trust-wide"' not in text
