"""Which values moves can reach, against a search through all states."""

from dataclasses import replace

from hypothesis import given, settings
from tests.strategies import cases

from detente.model.case import Case, Party
from detente.model.issue import Options
from detente.model.move import MoveRule
from detente.model.needs import reachable, stuck
from detente.model.rule import All, In


def searched(case: Case) -> list[set[int]]:
    """The values that occur in any state to which single moves lead, needs held as they are."""
    found = {case.status_quo}
    edge = [case.status_quo]
    while edge:
        state = edge.pop()
        for variable, value in enumerate(state):
            for after in case.changes.next_values(variable, value):
                move = case.changes.move(variable, value, after)
                if move.needs is not None and not move.needs.holds(state):
                    continue
                there = (*state[:variable], after, *state[variable + 1 :])
                if there not in found:
                    found.add(there)
                    edge.append(there)
    return [{state[variable] for state in found} for variable in range(len(case.sizes))]


@settings(max_examples=40)
@given(cases(issues=(1, 3), values=(1, 3), interactions=False, rules=False))
def test_what_a_search_reaches_is_called_reachable(case):
    reach = reachable(case.changes, case.status_quo)
    for variable, values in enumerate(searched(case)):
        assert values <= reach[variable]


def test_a_circle_is_named_move_by_move():
    names = "abcd"
    issues = {name: Options(name, ("no", "yes"), status_quo="no") for name in names}
    needs = {"a": (1,), "b": (2,), "c": (0,), "d": (0,)}
    moves = tuple(
        MoveRule(name, needs=All(tuple(In(v, frozenset([1])) for v in needs[name])))
        for name in names
    )
    case = Case("case", {"p": Party("p"), "q": Party("q")}, issues, moves=moves)
    (found,) = stuck(case.changes, case.status_quo)
    assert found.circle
    assert sorted(found.rules) == [0, 1, 2]  # d only waits for a
    free = replace(case, moves=moves[:2] + moves[3:])
    assert stuck(free.changes, free.status_quo) == ()


def test_a_move_may_wait_for_itself():
    issues = {"a": Options("a", ("no", "yes"), status_quo="no")}
    case = Case(
        "case",
        {},
        issues,
        moves=(MoveRule("a", start="no", end="yes", needs=In(0, frozenset([1]))),),
    )
    (found,) = stuck(case.changes, case.status_quo)
    assert found.circle
    assert found.rules == (0,)
