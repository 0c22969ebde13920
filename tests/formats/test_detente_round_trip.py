"""What is saved is what was loaded."""

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from tests.strategies import FEW, WILD, cases

import detente
from detente.errors import InputError
from detente.formats.detente.emit import plain_or_quoted, to_yaml
from detente.formats.detente.mistakes import Mistakes
from detente.formats.detente.reading import read
from detente.formats.detente.tree import parse
from detente.formats.detente.writing import text_of
from detente.model.case import Case, Source
from detente.model.rule import All, Any_, In, Not, Rule, Sum

EXAMPLES = [
    path
    for path in sorted((Path(__file__).parents[2] / "examples").glob("*.yaml"))
    if "parties:" in path.read_text(encoding="utf-8")
]


def again(case: Case, folder, suffix: str = ".yaml") -> Case:
    path = folder / f"again{suffix}"
    return read(path, {path.resolve(): text_of(case, path)})


def same(one: Case, other: Case) -> bool:
    """Equal, and in the same order."""
    return (
        one == other
        and list(one.parties) == list(other.parties)
        and list(one.issues) == list(other.issues)
        and one.variables == other.variables
    )


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("round-trip")


@settings(max_examples=60)
@given(cases())
def test_a_case_is_the_same_after_it_is_saved_and_loaded(folder, case):
    assert same(again(case, folder), case)


@settings(max_examples=60)
@given(cases(**FEW, wild=True, extras=True, status_quo=None), st.sampled_from([".yaml", ".json"]))
def test_names_that_yaml_would_misread_survive(folder, case, suffix):
    assert same(again(case, folder, suffix), case)


@given(WILD | st.text(), st.booleans())
def test_any_text_reads_back_as_it_was_written(text, flow):
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        return
    written = plain_or_quoted(text, flow)
    mistakes = Mistakes("")
    _, tree = parse(f"[{written}]" if flow else f"key: {written}\n", mistakes)
    assert not mistakes.problems
    assert (tree[0] if flow else tree["key"]) == text


@given(st.text(st.sampled_from("ab \n#:-'\"|>é\t{[,&*"), max_size=300) | st.text(max_size=150))
def test_long_text_reads_back_as_it_was_written(text):
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        return
    mistakes = Mistakes("")
    _, tree = parse(to_yaml({"about": text, "parts": [{"about": text}]}), mistakes)
    assert not mistakes.problems
    assert tree["about"] == text == tree["parts"][0]["about"]


@settings(max_examples=20)
@given(cases(**FEW, extras=True))
def test_other_programs_read_the_same_tree_from_both_forms(folder, case):
    from detente.formats.detente.emit import to_json
    from detente.formats.detente.writing import case_tree

    def plain(node):
        if isinstance(node, dict):
            return {str(key): plain(value) for key, value in node.items()}
        return [plain(entry) for entry in node] if isinstance(node, list) else str(node)

    tree = case_tree(case, "x")
    by_json = json.loads(to_json(tree))
    by_yaml = YAML(typ="safe", pure=True).load(to_yaml(tree))
    assert plain(by_json) == plain(by_yaml)


def test_saving_and_loading_go_by_the_name_of_the_file(tmp_path):
    case = detente.load(write(tmp_path / "first.yaml", CASE))
    assert case.name == "first"
    for name in ("other.yaml", "other.json", "first.yaml"):
        detente.save(case, tmp_path / name)
        assert detente.load(tmp_path / name) == case
    assert json.loads((tmp_path / "other.json").read_text())["name"] == "first"
    assert "name:" not in (tmp_path / "first.yaml").read_text().replace("- name:", "")


def test_a_saved_case_is_pleasant_to_read(tmp_path):
    case = detente.load(write(tmp_path / "case.yaml", CASE))
    detente.save(case, tmp_path / "case.yaml")
    assert (tmp_path / "case.yaml").read_text() == CASE


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_the_shipped_examples_stay_what_they_are(example, tmp_path):
    case = detente.load(example)
    for name in ("case.yaml", "case.json"):
        detente.save(case, tmp_path / name)
        assert same(detente.load(tmp_path / name), case)


def test_a_case_from_genius_can_be_saved(shared, tmp_path):
    folders = sorted((shared / "scenarios" / "genius").iterdir())
    assert folders
    for folder in folders[:: max(1, len(folders) // 6)]:
        case = detente.load(folder)
        detente.save(case, tmp_path / "case.yaml")
        assert same(detente.load(tmp_path / "case.yaml"), case), folder.name


def test_what_the_format_cannot_say_is_refused_by_name(tmp_path):
    case = detente.load(write(tmp_path / "case.yaml", CASE))
    inner = Sum(((1, tuple(map(Fraction, range(4)))),), low=Fraction(1))
    for condition in (Not(inner), All(()), Any_((In(0, frozenset()), In(1, frozenset([1]))))):
        odd = replace(case, rules=(Rule("odd", condition),))
        with pytest.raises(InputError, match="case file"):
            detente.save(odd, tmp_path / "odd.yaml")
    long = replace(case, sources=case.sources | {"s" * 2000: Source("s" * 2000, "x")})
    for name in ("odd.yaml", "odd.json"):
        with pytest.raises(InputError, match="shorten it"):
            detente.save(long, tmp_path / name)
    assert not (tmp_path / "odd.yaml").exists()


def test_figures_of_any_length_stay_exact(tmp_path):
    figure = "0.1234567890123456789012345678901234567890123456789"
    case = detente.load(
        write(tmp_path / "case.yaml", CASE.replace("weight: 30", f"weight: {figure}"))
    )
    assert case.preferences["us"].weights["talks"] == Fraction(figure)
    for name in ("other.yaml", "other.json"):
        detente.save(case, tmp_path / name)
        assert detente.load(tmp_path / name) == case


def test_saving_keeps_who_may_read_the_file_and_follows_links(tmp_path):
    case = detente.load(write(tmp_path / "case.yaml", CASE))
    (tmp_path / "case.yaml").chmod(0o640)
    (tmp_path / "link.yaml").symlink_to("case.yaml")
    detente.save(case, tmp_path / "link.yaml")
    assert (tmp_path / "link.yaml").is_symlink()
    assert (tmp_path / "case.yaml").stat().st_mode & 0o777 == 0o640
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["case.yaml", "link.yaml"]


def write(path, text):
    path.write_text(text, encoding="utf-8")
    return path


CASE = """\
# yaml-language-server: $schema=detente-case-1.schema.json
detente: 1
title: Small steps
about: |
  Two lines,
  kept as they are.
as_of: 2023-01-30

parties:
  us: United States
  ru: {title: Russian Federation, about: "a party: with a colon"}

third_parties:
  iaea: {title: IAEA, roles: [broker, verifier]}

sources:
  paper: {title: A paper, date: 2023-01, url: "https://example.org"}

issues:
  talks:
    options: [no, planned, yes]
    ladder: true
    status_quo: no
    sources: [paper]
  quota:
    range: {minimum: 0, maximum: 18, step: 6, unit: a year}
    status_quo: 0
  sites:
    items:
      one: us
      two: {held_by: ru, title: The second}

preferences:
  us:
    estimate: {by: the authors, on: 2026-11-24}
    reservation: 40
    issues:
      talks: {weight: 30, table: {no: 0, planned: 0.1, yes: 1}}
      quota: {weight: {value: 20, low: 10, high: 30}, linear: [0, 1]}
      sites: {weight: 1, items: {one: 20, two: {us: 5, ru: 0}}}
    interactions:
      - {when: {talks: yes, quota: 18}, worth: "1/3", about: together}
  ru:
    issues:
      talks: {weight: 0}
      quota: {weight: 20, peaked: {at: 6, scores: [0, 1, 0.5]}, within: [0, 1]}
      sites: {weight: 1, items: {}}

rules:
  - name: first
    if: {talks: no}
    then: {quota: 0}
  - name: second
    sum: {quota: 1, sites.one: 2}
    at_most: 20

moves:
  - {issue: talks, from: no, to: planned, by: [us, ru], revocable: true, duration: 14}
  - {issue: quota, needs: {talks: yes}, increment: 6}

terms:
  treaty:
    issues: [talks]
    ends: 2026-02-05
    after: {talks: no}
    extensions: {at_most: 1, used: 1}

record:
  - {date: 2022-12-08, kind: act, what: something, by: us, sources: [paper]}
"""
