"""Settlements of long agendas: what is printed stays readable, and the whole frontier is not needed."""

from __future__ import annotations

import re

import pytest
from tests.analysis.examples import additive

import detente
from detente.report.naming import signed
from detente.report.trades import trades


@pytest.fixture
def agenda(tmp_path):
    """Writes a random case of so many parties and issues; returns its path."""

    def made(parties: int, issues: int):
        path = tmp_path / f"{parties}x{issues}.yaml"
        detente.save(additive(parties, issues, 6, 100, seed=1, status_quo="v0"), path)
        return path

    return made


@pytest.mark.parametrize("issues", [30, 60])
def test_of_many_changes_the_largest_are_shown_and_the_rest_summed_up(run, agenda, issues):
    path = agenda(2, issues)
    lines = run("settle", path).out.splitlines()
    first = lines.index("Nash in full")
    last = next(n for n, line in enumerate(lines) if n > first and not line.strip())
    assert last - first <= 2 + 3 * 10  # gets, gives, and what is all the same
    summed = [line for line in lines[first:last] if "smaller matters" in line]
    assert summed
    changed = detente.settle(detente.load(path)).by_concept["nash"].point.indices
    listed = [line for line in lines if re.fullmatch(r"  - issue \d\d: v\d", line)]
    assert len(listed) == sum(value != 0 for value in changed)


@pytest.mark.parametrize(("parties", "issues"), [(2, 30), (2, 60), (4, 30), (4, 60)])
def test_trades_over_many_issues_take_a_few_sentences(parties, issues):
    case = additive(parties, issues, 6, 100, seed=1, status_quo="v0")
    found = trades(case, detente.settle(case).by_concept["nash"].point.indices)
    assert found is not None
    assert len(found.sentences) <= 8
    assert max(map(len, found.sentences)) < 600
    said = sum(len(set(re.findall(r"issue \d\d", line))) for line in found.sentences)
    rest = sum(map(int, re.findall(r"(\d+) smaller matter", " ".join(found.sentences))))
    assert said + rest == len(found.trades)


def test_what_is_summed_up_among_many_parties_says_how_much():
    case = additive(4, 30, 6, 100, seed=1, status_quo="v0")
    found = trades(case, detente.settle(case).by_concept["nash"].point.indices)
    line = next(line for line in found.sentences if line.startswith("So it goes on"))
    named = {t for line in found.sentences for t in re.findall(r"issue \d\d", line)}
    rest = [trade for trade in found.trades if trade.title not in named]
    for party in case.parties:
        worth = sum(trade.worth[party] for trade in rest)
        assert f"{signed(worth)} to {party}" in line


def test_settlements_and_plans_need_no_list_of_all_points(run, agenda):
    path = agenda(5, 16)
    case = detente.load(path)
    found = detente.settle(case)
    assert found.frontier is None
    said = " ".join(run("settle", path).out.split())
    assert "The settlements were found without the list. They are exact all the same." in said
    settled = run("settle", path, "--json").document
    assert settled["exact"] is True
    assert settled["bound"] == {}
    planned = run("plan", path, "--to", "nash", "--json").document
    nash = {p: float(u) for p, u in found.by_concept["nash"].utilities.items()}
    for document in (settled["settlements"]["nash"], planned["target"]):
        assert {p: float(u) for p, u in document["utilities"].items()} == nash
    assert detente.plan(case, "nash").scale == detente.plan(case, "nash", found=found).scale
