"""`detente convert --to`: which format, where it may be written, and what is said of the losses."""

import os

import pytest

FORMATS = ("genius", "negmas", "geniusweb", "negolog")


@pytest.mark.parametrize("to", FORMATS)
def test_a_case_goes_into_a_folder_that_every_command_reads(run, data, tmp_path, to):
    out = tmp_path / "new" / "folder"
    ran = run("convert", data / "captives.yaml", out, "--to", to, "--json")
    assert ran.status == 0
    assert ran.document["written"] == str(out)
    assert any("status quo" in note for note in ran.document["notes"])
    assert len(os.listdir(out)) >= 2
    assert run("check", out).status == 0
    assert run("frontier", out, "--json").status == 0


def test_losses_are_told_on_the_page(run, data, tmp_path):
    ran = run("convert", data / "captives.yaml", tmp_path / "out", "--to", "negmas")
    assert "- the status quo is lost" in ran.out
    assert "with the preferences of Arden and Belmar" in " ".join(ran.out.split())


@pytest.mark.parametrize("name", ["out", "out.d/inner"])
def test_a_folder_needs_a_format(run, data, tmp_path, name):
    ran = run("convert", data / "captives.yaml", tmp_path / name)
    assert ran.status == 2
    assert "--to genius, negmas, geniusweb or negolog for a folder" in ran.err
    assert not (tmp_path / name).exists()


def test_a_folder_with_something_in_it_is_written_into_only_when_told_to(run, data, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    assert run("convert", data / "captives.yaml", out, "--to", "negmas").status == 0
    (out / "mine.txt").write_text("mine")
    before = sorted(os.listdir(out))
    ran = run("convert", data / "captives.yaml", out, "--to", "negmas")
    assert ran.status == 2
    assert "--force writes into it all the same" in ran.err
    ran = run("convert", data / "captives.yaml", out, "--to", "negmas", "--force", "--json")
    assert ran.document["notes"][-1] == "other files were in the folder and still are: mine.txt"
    assert sorted(os.listdir(out)) == before


@pytest.mark.parametrize(
    ("name", "to", "told"),
    [
        ("out.yaml", "negmas", "a folder is written; give the name of one, not of a file"),
        ("out.xml", "detente", "the name of this file should end in .yaml or .yml or .json"),
        ("out.docx", None, "the name of this file should end in .yaml or .yml or .json"),
        ("here.txt", "negolog", "a folder is written; give the name of one, not of a file"),
    ],
)
def test_what_does_not_fit_the_format_is_refused(run, data, tmp_path, name, to, told):
    (tmp_path / "here.txt").write_text("mine")
    words = ["convert", data / "captives.yaml", tmp_path / name, *(["--to", to] if to else [])]
    ran = run(*words)
    assert ran.status == 2
    assert told in ran.err
    assert (tmp_path / "here.txt").read_text() == "mine"


def test_nothing_is_written_among_the_input(run, data, tmp_path):
    for to in ("negmas", "geniusweb"):
        run("convert", data / "captives.yaml", tmp_path / "first", "--to", "negmas", "--force")
        ran = run("convert", tmp_path / "first", tmp_path / "first", "--to", to, "--force")
        assert ran.status == 2
        assert "this would write among the input" in ran.err


def test_a_damaged_scenario_is_told_in_lines(run, data, tmp_path):
    run("convert", data / "captives.yaml", tmp_path / "out", "--to", "geniusweb")
    (profile, *_) = sorted(
        path for path in (tmp_path / "out").iterdir() if "captives" not in path.name
    )
    profile.write_text(profile.read_text()[:200])
    ran = run("check", tmp_path / "out")
    assert ran.status == 2
    assert f"{profile}:" in ran.err
    assert "the file breaks off here" in ran.err
    assert "Traceback" not in ran.err
