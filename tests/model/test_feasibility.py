"""Whether any outcome obeys the rules, against trying them all."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.strategies import cases, conditions

from detente.model.feasibility import contradictions
from detente.model.rule import All, Any_, In, Not


@settings(max_examples=60)
@given(st.data(), cases(issues=(1, 3), values=(1, 3), interactions=False, rules=False, moves=False))
def test_contradictions_are_exactly_those_that_trying_everything_finds(data, case):
    wanted = data.draw(st.lists(conditions(case), min_size=1, max_size=5))
    found = contradictions(wanted, case.sizes)
    outcomes = list(product(*map(range, case.sizes)))

    def met(indices) -> bool:
        return any(all(wanted[index].holds(outcome) for index in indices) for outcome in outcomes)

    assert bool(found) == (not met(range(len(wanted))))
    for group in found:
        assert not met(group)
        for index in group:
            assert met([other for other in group if other != index])


def test_rules_that_share_nothing_are_looked_at_apart():
    sizes = (1000,) * 6
    pairs = [Any_((In(2 * k, frozenset([1])), In(2 * k + 1, frozenset([2])))) for k in range(3)]
    assert contradictions(pairs, sizes) == ()
    against = All((Not(In(4, frozenset([1]))), Not(In(5, frozenset([2])))))
    assert contradictions([*pairs, against], sizes) == ((2, 3),)


def test_too_many_outcomes_are_left_alone_unless_plainly_impossible():
    sizes = (2000, 2000)
    one = All((In(0, frozenset([1])), In(1, frozenset([1]))))
    other = Any_((In(0, frozenset([2])), In(1, frozenset([2]))))
    assert contradictions([one, other], sizes) == ()
    assert contradictions([one, In(0, frozenset())], sizes) == ((1,),)
