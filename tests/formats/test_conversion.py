"""Conversion: an equal case in another format, and every loss said aloud."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from tests.strategies import FEW, cases

from detente.errors import InputError
from detente.formats import conversion, load, save
from detente.formats.detente.mistakes import Mistakes
from detente.formats.detente.tree import parse
from detente.formats.recognition import format_of

DATA = Path(__file__).resolve().parents[1] / "data"
GENIUS = DATA / "genius"
SCENARIOS = Path(__file__).resolve().parents[3] / "shared" / "scenarios"
DOMAINS = [
    f"{kind}/{folder.name}"
    for kind in ("genius", "genius-multiparty", "genius-real-valued")
    for folder in sorted((SCENARIOS / kind).glob("*"))
    if folder.name != "2nd_hand_car"  # its price is not additive; see test_genius
]
COMMENTED = """\
# yaml-language-server: $schema=elsewhere/detente-case-1.schema.json
detente: 1 # the version
# What they quarrel over.
parties: {ann: Ann, ben: Ben}
issues:
  fence: {options: [high, low], status_quo: high} # 2 m, 1 m
preferences:
  ann: {issues: {fence: {weight: 1, table: {high: 0, low: 1}}}}
  ben: {issues: {fence: {weight: 1, table: {high: 1, low: 0}}}}
"""


def convert(source, target, parties=None):
    """What the command does, once it has made sure that it may write there."""
    return conversion.convert(load(source, parties=parties), source, target)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder to work in, with a case that has comments."""
    (tmp_path / "fence.yaml").write_text(COMMENTED, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("ending", ["yaml", "json"])
@pytest.mark.parametrize("domain", DOMAINS)
def test_every_genius_domain_becomes_an_equal_case(shared, tmp_path, domain, ending):
    case = load(shared / "scenarios" / domain)
    target = tmp_path / f"{case.name}.{ending}"
    assert convert(shared / "scenarios" / domain, target) == list(case.notes)
    assert load(target) == case


@pytest.mark.parametrize("name", ["orchard", "ferry"])
def test_the_names_of_new_files_do_not_matter(tmp_path, name):
    convert(GENIUS / name, tmp_path / "a.yaml")
    convert(tmp_path / "a.yaml", tmp_path / "b.json")
    convert(tmp_path / "b.json", tmp_path / "c.yml")
    assert load(tmp_path / "c.yml") == load(GENIUS / name)


@settings(max_examples=25)
@given(cases(**FEW, wild=True, extras=True, status_quo=None))
def test_from_yaml_to_json_and_back_is_the_same_tree(tmp_path_factory, case):
    folder = tmp_path_factory.mktemp("there-and-back")
    save(case, folder / "case.yaml")
    convert(folder / "case.yaml", folder / "case.json")
    (folder / "back").mkdir()
    convert(folder / "case.json", folder / "back" / "case.yaml")
    assert load(folder / "back" / "case.yaml") == case
    first, second = (tree_of(folder / "case.yaml"), tree_of(folder / "case.json"))
    second.pop("$schema", None)
    assert first == second


def tree_of(path: Path) -> dict:
    """The tree of a file, all scalars as text."""
    good, tree = parse(path.read_text("utf-8"), Mistakes(""), json=path.suffix == ".json")
    assert good
    return tree


def test_comments_stay_from_yaml_to_yaml(folder):
    (folder / "deep").mkdir()
    assert convert("fence.yaml", "deep/hedge.yaml") == []
    text = Path("deep/hedge.yaml").read_text("utf-8")
    for comment in ("# the version", "# What they quarrel over.", "# 2 m, 1 m"):
        assert comment in text
    assert "elsewhere" not in text
    assert load("deep/hedge.yaml") == load("fence.yaml")
    convert("fence.yaml", "deep/fence.yaml")
    assert "name:" not in Path("deep/fence.yaml").read_text("utf-8")


def test_comments_lost_to_json_are_said_to_be(folder):
    assert convert("fence.yaml", "fence.json") == ["comments are not carried over: JSON has none"]
    assert load("fence.json") == load("fence.yaml")
    assert json.loads(Path("fence.json").read_text("utf-8"))["detente"] == 1
    assert convert("fence.json", "again.yaml") == []


def test_preferences_in_files_of_their_own_come_along(folder):
    own = COMMENTED.replace("{issues: {fence: {weight: 1, table: {high: 1, low: 0}}}}", "ben.yaml")
    Path("fence.yaml").write_text(own, "utf-8")
    Path("ben.yaml").write_text("issues: {fence: {weight: 2, table: {high: 1, low: 0}}}\n", "utf-8")
    (folder / "away").mkdir()
    said = convert("fence.yaml", "away/fence.yaml")
    assert said == ["comments are not carried over: the file is written anew"]
    assert load("away/fence.yaml") == load("fence.yaml")


def test_what_was_hidden_stays_hidden_and_is_said(folder):
    own = COMMENTED.replace("{issues: {fence: {weight: 1, table: {high: 1, low: 0}}}}", "ben.yaml")
    Path("fence.yaml").write_text(own, "utf-8")
    said = convert("fence.yaml", "away.json")
    assert any("ben" in sentence for sentence in said)
    assert load("away.json").unknown == ("ben",)


def test_entries_of_ones_own_that_are_lost_are_named(folder):
    Path("fence.yaml").write_text(COMMENTED + "x-colour: red\n", "utf-8")
    assert any("x-colour" in sentence for sentence in convert("fence.yaml", "fence.json"))
    convert("fence.yaml", "hedge.yaml")
    assert "x-colour: red" in Path("hedge.yaml").read_text("utf-8")


def test_some_of_the_parties_can_be_taken(tmp_path):
    convert(GENIUS / "ferry", tmp_path / "two.yaml", parties=["town2", "town10"])
    assert list(load(tmp_path / "two.yaml").parties) == ["town2", "town10"]


def test_nothing_is_written_where_the_source_is_wrong(folder):
    Path("fence.yaml").write_text(COMMENTED.replace("low: 1", "lov: 1"), "utf-8")
    with pytest.raises(InputError):
        convert("fence.yaml", "fence.json")
    with pytest.raises(InputError):
        convert("gone.yaml", "fence.json")
    assert not Path("fence.json").exists()


# Other programs' formats.

OTHERS = [
    f"{kind}/{folder.name}"
    for kind in ("negmas-yaml", "geniusweb", "negolog")
    for folder in sorted((SCENARIOS / kind).glob("*"))
]
FORMATS = ("negmas", "geniusweb", "negolog")


@pytest.mark.parametrize("ending", ["yaml", "json"])
@pytest.mark.parametrize("domain", OTHERS)
def test_every_published_scenario_becomes_an_equal_case(shared, tmp_path, domain, ending):
    case = load(shared / "scenarios" / domain)
    target = tmp_path / f"{case.name}.{ending}"
    assert convert(shared / "scenarios" / domain, target) == list(case.notes)
    assert load(target) == case


@pytest.mark.parametrize("to", FORMATS)
def test_a_case_goes_there_and_comes_back_with_the_same_utilities(folder, to):
    case = load("fence.yaml")
    said = conversion.convert(case, "fence.yaml", "there", to)
    assert said[0] == "the status quo is lost"
    again = load("there")
    assert format_of("there") == to
    assert list(again.issues) == ["fence"]
    for index in range(2):
        ours, theirs = case.utilities.of((index,)), again.utilities.of((index,))
        assert list(ours.values()) == list(theirs.values())
    assert again.reservations == (0, 1)


def test_what_is_lost_is_said_in_a_sentence_each(folder):
    text = COMMENTED.replace(
        "preferences:", "rules: [{name: low, require: {fence: low}}]\npreferences:"
    )
    Path("rule.yaml").write_text(text.replace("status_quo: high", "status_quo: low"), "utf-8")
    case = load("rule.yaml")
    said = conversion.convert(case, "rule.yaml", "there", "negmas")
    assert said == [
        "rules are lost ('low'): NegMAS has none, so every combination of values is possible there",
        "the status quo is lost",
        "lost: titles and descriptions",
    ]


def test_the_shipped_example_can_be_written_in_every_format(tmp_path):
    path = Path(__file__).resolve().parents[2] / "examples" / "small-steps.yaml"
    case = load(path)
    for to in FORMATS:
        said = conversion.convert(case, path, tmp_path / to, to)
        assert any(one.startswith("rules are lost") for one in said)
        again = load(tmp_path / to)
        assert again.outcomes == case.outcomes
        assert len(again.parties) == 2


def test_hidden_preferences_cannot_be_written_elsewhere(folder):
    own = COMMENTED.replace("{issues: {fence: {weight: 1, table: {high: 1, low: 0}}}}", "ben.yaml")
    Path("fence.yaml").write_text(own, "utf-8")
    for to in FORMATS:
        with pytest.raises(InputError, match="the preferences of ben are not in the case"):
            conversion.convert(load("fence.yaml"), "fence.yaml", "there", to)
    assert not Path("there").exists()


def test_files_left_in_the_folder_are_named(folder):
    Path("there").mkdir()
    Path("there/old.yml").write_text("x: 1\n", "utf-8")
    Path("there/ann.yml").write_text("x: 1\n", "utf-8")
    said = conversion.convert(load("fence.yaml"), "fence.yaml", "there", "negmas")
    assert said[-1] == "other files were in the folder and still are: old.yml"


# Which format a folder is in.


def test_a_folder_that_could_be_two_things_is_refused(folder):
    conversion.convert(load("fence.yaml"), "fence.yaml", "two", "negmas")
    conversion.convert(load("fence.yaml"), "fence.yaml", "two", "geniusweb")
    with pytest.raises(
        InputError, match=r"this folder could be GeniusWeb \(.*\) and NegMAS \(.*\);"
    ):
        load("two")
    assert list(load("two/fence.yml").parties) == ["ann", "ben"]
    assert format_of("two/fence.json") == "geniusweb"


def test_what_is_in_no_other_format_is_taken_for_a_case_file(folder):
    assert format_of(".") == "detente"
    assert format_of("fence.yaml") == "detente"
    assert format_of("gone.json") == "detente"
    assert format_of("a\0b") == "detente"
    Path("odd.yaml").write_text("detente: 1\ntype: TableFun\n", "utf-8")
    assert format_of("odd.yaml") == "detente"
    with pytest.raises(InputError, match="this is a folder; name the case file in it: fence"):
        load(".")
