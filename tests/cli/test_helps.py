"""`detente plan --what-helps`: the list for people, and the same list for scripts."""

from collections import Counter
from pathlib import Path

VENTURE = Path(__file__).resolve().parents[2] / "examples" / "joint-venture.yaml"


def test_the_document_has_every_change_the_best_first(run):
    ran = run("plan", VENTURE, "--what-helps", "--json")
    assert ran.status == 0
    document = ran.document
    helps = document["helps"]
    assert len(helps) > 3
    trusts = [change["trust"] for change in helps]
    assert trusts == sorted(trusts)
    for change in helps:
        assert change["before"] == document["trust"] > change["trust"] == change["bound"]
        assert change["optimal"] is True
        assert change["what"]
        for move in change["moves"]:
            assert {"issue", "from", "to", "by"} <= set(move)
    assert {change["name"] for change in helps if change["kind"] == "guarantor"} == {"notary"}
    assert document["helps_tried"] >= len(helps)
    assert document["helps_left_out"] == 0


def test_the_page_lists_a_few_of_what_does_the_same_and_counts_the_rest(run):
    helps = run("plan", VENTURE, "--what-helps", "--json").document["helps"]
    page = run("plan", VENTURE, "--what-helps", COLUMNS="300").out
    page = page[page.index("What would help") :]
    listed = [change for change in helps if change["what"] in page]
    alike = Counter((change["kind"], change["trust"]) for change in listed)
    assert max(alike.values()) == 3
    assert set(alike) == {(change["kind"], change["trust"]) for change in helps}
    left = len(helps) - len(listed)
    assert left > 0
    assert f"{left} more changes are listed by --json" in page
    for change in listed:
        number = helps.index(change) + 1
        line = next(line for line in page.splitlines() if change["what"] in line)
        assert line.split()[0] == str(number)


def test_where_no_plan_leads_there_the_list_says_what_would(run, tmp_path):
    case = tmp_path / "hurry.yaml"
    case.write_text(
        """detente: 1
as_of: 2026-03-01
parties: {a: A, b: B}
issues:
  x: {options: [open, done], status_quo: open}
preferences:
  a: {issues: {x: {weight: 1, table: {open: 0, done: 1}}}}
  b: {issues: {x: {weight: 1, table: {open: 0, done: 1}}}}
moves: [{issue: x, by: a, duration: 30, latest: 2026-03-20}]
"""
    )
    ran = run("plan", case, "--what-helps", "--json")
    assert ran.status == 1
    (change,) = ran.document["helps"]
    assert (change["kind"], change["amount"], change["before"]) == ("latest", 11, None)
    page = run("plan", case, "--what-helps", COLUMNS="100")
    assert page.status == 1
    assert "make a plan possible" in " ".join(page.out.split())
    assert "a plan  A: x, from open to done, by a deadline 11 days later" in page.out
