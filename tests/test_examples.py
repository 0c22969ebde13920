"""The shipped examples are sound, honest about what they are, and interesting."""

import json
import re
from datetime import date
from fractions import Fraction
from pathlib import Path

import jsonschema
import pytest
from ruamel.yaml import YAML

import detente
from detente.analysis.planning import plan
from detente.analysis.settlement import settle
from detente.analysis.verification import verify

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = sorted(
    path for path in (ROOT / "examples").glob("*.yaml") if len(path.name.split(".")) == 2
)
SMALL_STEPS = ROOT / "examples" / "small-steps.yaml"
READ = YAML(typ="safe", pure=True).load


@pytest.fixture(scope="module")
def case():
    return detente.load(SMALL_STEPS)


@pytest.fixture(scope="module")
def frontier(case):
    return detente.frontier(case)


@pytest.fixture(scope="module")
def settlements(case, frontier):
    return settle(case, frontier).by_concept


@pytest.fixture(scope="module")
def steps(case, frontier):
    return plan(case, found=frontier)


@pytest.fixture(scope="module")
def facts(shared):
    return READ((shared / "cases" / "small-steps-2023.facts.yaml").read_text("utf-8"))


# Every example


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_example_loads_and_has_nothing_to_apologise_for(path):
    assert detente.load(path).notes == ()


@pytest.mark.parametrize(
    "path",
    sorted([*(ROOT / "examples").glob("*.yaml"), *(ROOT / "catalog").glob("*.yaml")]),
    ids=lambda path: path.name,
)
def test_the_schema_that_an_example_names_is_there_and_accepts_it(path):
    (name,) = re.findall(r"\A# yaml-language-server: \$schema=(\S+)\n", path.read_text("utf-8"))
    schema = json.loads((path.parent / name).resolve().read_text("utf-8"))
    tree = READ(path.read_text("utf-8"))
    jsonschema.Draft202012Validator(schema).validate(_as_json(tree))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_every_preference_of_an_example_says_whose_estimate_it_is(path):
    for preference in detente.load(path).preferences.values():
        assert preference.estimate is not None
        assert preference.estimate.by
        assert preference.estimate.on == date(2026, 11, 24)
        assert preference.estimate.basis


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_an_example_has_a_plan_that_the_checker_accepts_and_that_asks_less_than_the_leap(path):
    example = detente.load(path)
    found = plan(example)
    checked = verify(example, _document(found))
    assert checked.holds, checked.violations
    assert checked.trust == found.trust < found.leap


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_no_example_claims_to_know_what_a_party_wants(path):
    head = path.read_text("utf-8").partition("detente: 1")[0].lower()
    assert "estimate" in head or "invented" in head


# What the facts allow


def test_nothing_in_the_example_is_later_than_its_date(case):
    assert case.as_of == date(2023, 1, 30)
    assert case.record
    limit = case.as_of.isoformat()
    assert [event.what for event in case.record if event.date > limit] == []
    assert [source.title for source in case.sources.values() if source.date > limit] == []


def test_every_event_and_every_issue_has_a_source_that_exists(case):
    for name, sources in [
        *((event.what, event.sources) for event in case.record),
        *((issue.name, issue.sources) for issue in case.issues.values()),
        *((term.name, term.sources) for term in case.terms),
    ]:
        assert sources, name
        assert set(sources) <= set(case.sources), name


def test_every_source_is_used_and_has_an_address(case):
    text = SMALL_STEPS.read_text("utf-8").partition("\nsources:")[0]
    for name, source in case.sources.items():
        assert source.url.startswith("http"), name
        assert re.search(rf"\b{name}\b", text), name


def test_every_statement_says_who_made_it(case):
    assert all(event.by for event in case.record if event.kind == "statement")


def test_stalling_appears_only_where_somebody_is_quoted_as_saying_it():
    for event in READ(SMALL_STEPS.read_text("utf-8"))["record"]:
        if "stall" in str(event):
            assert event["kind"] == "statement"
            assert event["by"] == "Sergei Ryabkov"
    rest = SMALL_STEPS.read_text("utf-8").partition("\nrecord:")[0]
    assert "stall" not in rest


def test_the_session_was_postponed_and_russia_owes_a_date(case):
    (session,) = (
        event for event in case.record if event.kind == "meeting" and event.name == "cairo"
    )
    assert session.outcome.startswith("postponed by Russia")
    assert "owes a new date" in session.outcome
    assert "cancel" not in SMALL_STEPS.read_text("utf-8")


def test_two_proposals_about_the_zone_have_two_addressees(case):
    proposals = {event.by: event for event in case.record if event.kind == "proposal"}
    assert set(proposals) == {"iaea", "ru"}
    assert proposals["ru"].to == "iaea"
    assert proposals["iaea"].to != proposals["ru"].to


def test_new_start_ends_on_5_february_2026_with_its_one_extension_used(case):
    (term,) = case.terms
    assert term.ends == date(2026, 2, 5)
    assert term.extensions_at_most == term.extensions_used == 1
    assert dict(term.after)["inspections"] == "suspended"


def test_ukraine_is_no_party_and_the_case_says_so(case):
    assert "ua" not in case.parties
    assert "ua" in case.third_parties
    assert "Ukraine is not a party" in case.about


def test_quotes_are_parts_of_what_the_facts_file_quotes(case, facts):
    quoted = [statement["quote"] for statement in facts["statements"] if "quote" in statement]
    quotes = [event.quote for event in case.record if event.quote]
    assert quotes
    assert [quote for quote in quotes if not any(quote in known for known in quoted)] == []


def test_quotes_stand_in_the_article_in_the_passage_named(case, shared):
    lines = (shared / "cases" / "article.txt").read_text("utf-8").splitlines()
    passages = [line for line in lines if line.strip()][1:]  # the first is the title
    for event in case.record:
        if event.quote:
            assert event.quote in passages[int(event.passage.removeprefix("p")) - 1], event.quote


def test_sources_are_those_of_the_facts_file(case, facts):
    for name, source in case.sources.items():
        assert source.title == facts["sources"][name]["title"]
        assert source.url == facts["sources"][name]["url"]
        assert source.date == str(facts["sources"][name].get("date", ""))


def test_dated_events_are_those_of_the_facts_file(case, facts):
    known = {str(event["date"]) for event in [*facts["events"], *facts["deadlines"]]}
    known |= {str(statement["said"]) for statement in facts["statements"]}
    for event in case.record:
        assert any(day.startswith(event.date) for day in known), event.what


def test_nobody_is_named_whom_the_facts_file_does_not_name(case, facts):
    told = str(facts["events"]) + str(facts["statements"])
    for item in case.issues["prisoners"].items:
        assert item.title in told or re.search(r"person on (Washington|Moscow)'s list", item.title)


# What makes it interesting


def test_the_two_sides_want_different_things_on_most_issues(case):
    tables = case.utilities.tables
    differs = set()
    for index, variable in enumerate(case.variables):
        best = [
            {v for v, units in enumerate(table[index]) if units == max(table[index])}
            for table in tables
        ]
        if best[0].isdisjoint(best[1]):
            differs.add(variable.issue)
    assert len(differs) > len(case.issues) / 2


def test_issues_are_of_all_three_kinds_and_neither_one_step_nor_one_side_settles_them(
    case, settlements
):
    assert {type(issue).__name__ for issue in case.issues.values()} == {"Options", "Range", "Items"}
    reached = case.indices(settlements["nash"].outcome)
    tables = case.utilities.tables
    for p in range(len(case.parties)):
        favourites = sum(
            tables[p][v][reached[v]] == max(tables[p][v]) for v in range(len(case.variables))
        )
        assert favourites < len(case.variables) / 2


def test_the_nash_settlement_is_a_trade(case, settlements):
    """Somebody gives way on one issue and gains on another, on both sides, and both gain in all."""
    reached, today = case.indices(settlements["nash"].outcome), case.status_quo
    for p, party in enumerate(case.parties):
        table = case.utilities.tables[p]
        changes = [table[v][reached[v]] - table[v][today[v]] for v in range(len(reached))]
        assert min(changes) < 0 < max(changes)
        no_deal = case.utilities.value(p, case.reservations[p])
        assert settlements["nash"].utilities[party] > no_deal


def test_the_exchange_of_prisoners_is_partial_at_the_nash_settlement(case, settlements):
    holders = settlements["nash"].outcome["prisoners"]
    moved = [
        item.name for item in case.issues["prisoners"].items if holders[item.name] != item.holder
    ]
    assert 0 < len(moved) < len(holders)


def test_fairness_depends_on_its_sense(settlements):
    chosen = {str(one.outcome) for name, one in settlements.items() if name != "adjusted_winner"}
    assert len(chosen) >= 4


def test_no_leap_but_small_steps(steps):
    assert steps.leap >= Fraction(1, 2)
    assert steps.trust <= Fraction(1, 4)
    assert steps.certificate.optimal


def test_the_plan_needs_both_moves_that_can_be_undone_and_moves_that_cannot(steps):
    moves = [move for step in steps.steps for move in step.moves]
    assert {move.revocable for move in moves} == {True, False}
    assert len(moves) <= 18


def test_the_plan_is_done_before_the_treaty_lapses(case, steps):
    assert steps.steps[-1].ends < case.terms[0].ends
    assert steps.notes == ()


@pytest.mark.parametrize(
    "concept", ["nash", "kalai_smorodinsky", "egalitarian", "utilitarian", "equal_loss"]
)
def test_every_settlement_can_be_reached_in_small_steps(case, frontier, concept):
    found = plan(case, concept, found=frontier)
    assert found.trust <= Fraction(1, 4) < found.leap


def test_a_guarantor_of_the_exchange_would_ask_for_less_trust(tmp_path, steps):
    for path in SMALL_STEPS.parent.glob("small-steps*.yaml"):
        text = path.read_text("utf-8")
        text = text.replace(
            "{issue: prisoners, duration: 14}", "{issue: prisoners, guarantor: uae, duration: 14}"
        )
        (tmp_path / path.name).write_text(text, "utf-8")
    found = plan(detente.load(tmp_path / "small-steps.yaml"))
    assert found.trust < steps.trust
    assert any(step.atomic for step in found.steps)


def test_the_example_fits_on_three_pages():
    assert len(SMALL_STEPS.read_text("utf-8").splitlines()) <= 3 * 80


def _document(found):
    """A plan as `detente plan --json` prints it."""
    from detente.cli.documents import plan_document

    return plan_document(found, detente.frontier(found.case))


def _as_json(tree):
    """The same tree with what JSON has: text keys, dates as text."""
    if isinstance(tree, dict):
        return {str(key): _as_json(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_as_json(value) for value in tree]
    return tree.isoformat() if isinstance(tree, date) else tree
