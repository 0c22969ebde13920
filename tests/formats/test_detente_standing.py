"""Standing files: where things stand, told by itself or by a plan of which some steps are done."""

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies import FEW, cases

from detente import load, plan
from detente.analysis.verification.proposal import written
from detente.errors import InputError
from detente.formats.detente.standing import read_standing, standing_document
from detente.model.standing import Standing, standing
from detente.model.term import Term

CAPTIVES = Path(__file__).resolve().parents[1] / "data" / "captives.yaml"


@pytest.fixture
def case():
    found = load(CAPTIVES)
    treaty = Term("treaty", ("crossing",), date(2025, 1, 1))
    return replace(found, terms=(treaty,))


@pytest.fixture
def told(case, tmp_path):
    """Where things stand by a text, or the messages where it is wrong."""

    def read(text, done=None, name="state.yaml"):
        path = tmp_path / name
        path.write_text(text)
        try:
            return read_standing(case, str(path), done)
        except InputError as error:
            return [str(problem).removeprefix(f"{path}:") for problem in error.problems]

    return read


def test_what_is_not_mentioned_is_as_it_was(case, told):
    found = told("outcome: {crossing: by day, captives: {boris: east}}\non: 2024-04-02\n")
    assert case.outcome(found.state) == {
        "captives": {"ana": "east", "boris": "east", "carla": "east"},
        "crossing": "by day",
        "convoys": 0,
    }
    assert found.day == date(2024, 4, 2)
    assert told("{}") == Standing(case.status_quo, case.status_quo)


def test_what_stays_is_worked_out_unless_it_is_said(case, told):
    found = told("outcome: {crossing: by day, captives: {boris: east}}\n")
    assert found == standing(case, found.state)
    assert case.outcome(found.stays)["crossing"] == "closed"  # revocable
    assert case.outcome(found.stays)["captives"]["boris"] == "east"
    said = told("outcome: {crossing: by day, captives: {boris: east}}\nstays: {crossing: by day}\n")
    assert case.outcome(said.stays)["crossing"] == "by day"
    assert case.outcome(said.stays)["captives"]["boris"] == "east"


def test_a_refusal_may_mean_an_issue_an_item_or_one_value(case, told):
    names = [variable.name for variable in case.variables]
    ana, boris, carla, crossing, convoys = range(5)
    assert names == ["captives.ana", "captives.boris", "captives.carla", "crossing", "convoys"]
    assert told("refused: [crossing]").refused == {(crossing, None)}
    assert told("refused: captives.carla").refused == {(carla, None)}
    assert told("refused: [{issue: captives, item: ana}]").refused == {(ana, None)}
    assert told("refused: [captives]").refused == {(ana, None), (boris, None), (carla, None)}
    assert told("refused: [{issue: captives, to: west}]").refused == {
        (ana, 1),
        (boris, 0),
        (carla, 1),
    }
    assert told("refused: [{issue: convoys, to: 3}]").refused == {(convoys, 3)}


def test_terms_that_have_lapsed_are_named(told):
    assert told("lapsed: treaty").lapsed == {"treaty"}
    assert told("lapsed: [traety]") == ["1:10: there is no term 'traety'; did you mean 'treaty'?"]


def test_every_mistake_is_told_at_once_with_its_place(told):
    wrong = told(
        "on: 2024-02-30\n"
        "outcom: {}\n"
        "outcome: {crosing: closed, captives: {boris: nobody}, convoys: 9}\n"
        "refused: [{issue: captives, item: anna}, {issue: crossing, to: shut}, 3, {item: ana}]\n"
        "lapsed: [[treaty]]\n"
    )
    assert wrong == [
        "1:5: 'on' is a date: write year, month and day, as in 2023-01-30",
        "2:1: 'outcom' says nothing of where things stand; did you mean 'outcome'?",
        "3:11: no issue is called 'crosing'; did you mean 'crossing'?",
        "3:46: captives.boris has no value 'nobody'; it can be west, east",
        "3:64: convoys has no value '9'; it can be 0, 1, 2, 3, 4",
        "4:35: captives has no item 'anna'; did you mean 'ana'?",
        "4:64: crossing has no value 'shut'; it can be closed, by day, always open",
        "4:71: no issue is called '3'; there are: captives, crossing, convoys, captives.ana, "
        "captives.boris, captives.carla",
        "4:74: what is refused is written {issue: NAME, item: NAME, to: VALUE}; only 'issue' must be there",
        "5:10: each entry of 'lapsed' is the name of a term",
    ]


def test_a_day_before_the_case_is_refused(told):
    assert told("on: 2024-02-29") == [
        "1:5: 2024-02-29 is before 2024-03-01, the day whose state of things the case describes"
    ]


@pytest.mark.parametrize("text", ["", "- a\n", "word", "{", "a: [", "outcome: 3", "outcome: [a]"])
def test_what_is_no_standing_file_is_told_with_its_place(told, text):
    messages = told(text)
    assert messages
    assert all(message.split(":")[0].isdecimal() for message in messages)


PLAN = """\
steps:
  - moves: [{issue: crossing, from: closed, to: by day}]
    ends: 2024-03-09
  - moves: [{issue: captives, item: boris, from: west, to: east}, {issue: convoys, from: 0, to: 2}]
  - moves: [{issue: captives, item: ana, from: east, to: west}]
"""


def test_a_plan_tells_where_its_first_steps_lead(case, told):
    after = told(PLAN + "done: 2\nrefused: [captives.ana]\n")
    assert case.outcome(after.state) == {
        "captives": {"ana": "east", "boris": "east", "carla": "east"},
        "crossing": "by day",
        "convoys": 2,
    }
    assert case.outcome(after.stays)["crossing"] == "closed"
    assert case.outcome(after.stays)["captives"]["boris"] == "east"
    assert after.refused == {(0, None)}
    assert after.day == date(2024, 3, 9)  # the last day that the plan tells of
    assert told(PLAN + "on: 2024-05-01\ndone: 2\n").day == date(2024, 5, 1)


def test_the_command_line_says_how_much_of_a_plan_is_done_before_the_file_does(told):
    assert told(PLAN + "done: 2\n", done=0).state == told(PLAN, done=0).state == told("{}").state


def test_mistakes_in_a_plan_are_told_with_their_place(told):
    assert told(PLAN) == [
        "1:1: the plan does not say how many of its steps are done; add a line such as 'done: 3', or say --done 3"
    ]
    assert told(PLAN, done=4) == ["1:1: 4 steps are said to be done; the plan has 3 steps"]
    assert told(PLAN + "done: two\n") == [
        "6:7: 'done' is how many steps of the plan are done, such as 3"
    ]
    assert told(PLAN.replace("from: west", "from: east"), done=2) == [
        "4:50: step 2: captives.boris is at 'west' by then, not at 'east'"
    ]
    assert told(PLAN.replace(", item: boris", ""), done=2) == [
        "4:13: step 2: say which 'item' of captives is handed over"
    ]
    assert told(PLAN + "outcome: {}\n", done=1) == [
        "6:1: a file says where things stand by 'outcome', or by the 'steps' of a plan and how many are 'done', not "
        "both; take one away"
    ]
    assert told("outcome: {}", done=1) == [
        "1:1: there are no 'steps' here that could be done; give a plan, as 'detente plan -o' writes one, or leave "
        "out --done"
    ]


def test_a_plan_that_began_elsewhere_goes_on_from_there(case, told):
    begun = told("outcome: {crossing: by day}\non: 2024-03-20\nrefused: [convoys]\n")
    document = {
        "standing": standing_document(case, begun),
        "steps": [{"moves": [{"issue": "crossing", "from": "by day", "to": "always open"}]}],
        "done": 1,
    }
    found = told(json.dumps(document), name="plan.json")
    assert case.outcome(found.state)["crossing"] == "always open"
    assert (found.day, found.refused) == (date(2024, 3, 20), begun.refused)


def test_every_number_of_steps_of_a_planners_plan_leads_where_the_plan_says(case, tmp_path):
    found = plan(case)
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(written(found), default=str))
    for done in range(len(found.steps) + 1):
        where = read_standing(case, str(path), done)
        assert where.state == found.states[done]


@st.composite
def standings(draw):
    case = draw(cases(**FEW, extras=True, wild=True))
    day = (case.as_of or date(2024, 1, 1)) + timedelta(days=draw(st.integers(0, 400)))
    values = st.tuples(*(st.integers(0, size - 1) for size in case.sizes))
    refused = st.tuples(st.integers(0, len(case.sizes) - 1), st.none() | st.just(0))
    return case, Standing(
        draw(values),
        draw(values),
        draw(st.none() | st.just(day)),
        draw(st.frozensets(refused, max_size=3)),
        frozenset(term.name for term in case.terms if draw(st.booleans())),
    )


@given(standings())
def test_a_standing_that_is_written_reads_back_the_same(tmp_path_factory, both):
    case, where = both
    path = tmp_path_factory.mktemp("standing") / "state.json"
    path.write_text(json.dumps(standing_document(case, where)), encoding="utf-8")
    assert read_standing(case, str(path)) == where
