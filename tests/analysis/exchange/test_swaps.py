"""Guaranteed swaps after none of which anybody is worse off: held against every sequence."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st
from tests.exchange_cases import exchange_cases

from detente.analysis.exchange.asking import checked, guarantee
from detente.analysis.exchange.sides import sides
from detente.analysis.exchange.swaps import swaps
from detente.analysis.scale import measured


def worth(case, state):
    return [case.utilities.units(p, state) for p in range(len(case.parties))]


def good(case, before, after):
    return case.valid(after) and all(
        b >= a for a, b in zip(worth(case, before), worth(case, after), strict=True)
    )


def fewest(two, outcome, most):
    """The fewest swaps of at most so many items, by trying every sequence; None if there is none."""
    moved = frozenset(v for v in two.ends if outcome[v] == two.ends[v])

    def state(done):
        return tuple(two.ends[v] if v in done else x for v, x in enumerate(two.start))

    known = {frozenset(): 0}
    edge = [frozenset()]
    while edge:
        further = []
        for done in edge:
            left = sorted(moved - done)
            for size in range(1, min(most, len(left)) + 1):
                for group in combinations(left, size):
                    after = done | set(group)
                    if after not in known and good(two.case, state(done), state(after)):
                        known[after] = known[done] + 1
                        further.append(after)
        edge = further
    return known.get(moved)


@st.composite
def chosen(draw, **kinds):
    two = sides(draw(exchange_cases(**kinds)))
    outcome = tuple(
        two.ends[v] if v in two.ends and draw(st.integers(0, 4)) else x
        for v, x in enumerate(two.start)
    )
    return two, outcome


def check(two, outcome, found, at_most):
    moved = [v for v in two.ends if outcome[v] == two.ends[v]]
    assert sorted(v for group in found.groups for v in group) == moved
    assert found.most == max(map(len, found.groups), default=0)
    assert at_most is None or found.most <= at_most
    state = two.start
    for group in found.groups:
        after = tuple(two.ends[v] if v in group else x for v, x in enumerate(state))
        assert good(two.case, state, after)
        state = after
    assert state == outcome
    if found.fewest:
        assert len(found.groups) == fewest(two, outcome, at_most or found.most)
    if found.smallest and found.most > 1 and at_most is None:
        assert fewest(two, outcome, found.most - 1) is None


@given(chosen(ties=False), st.none() | st.integers(1, 6))
def test_what_nothing_ties_together_is_swapped_in_as_few_and_as_small_swaps_as_can_be(
    both, at_most
):
    two, outcome = both
    found = swaps(two, outcome, at_most)
    if found is None:
        assert fewest(two, outcome, at_most or 6) is None
        return
    check(two, outcome, found, at_most)
    assert found.fewest
    assert found.smallest == (at_most is None or not found.groups)


@given(chosen(), st.none() | st.integers(1, 6))
def test_swaps_hold_and_claim_only_what_is_so(both, at_most):
    two, outcome = both
    found = swaps(two, outcome, at_most)
    if found is not None:
        check(two, outcome, found, at_most)


@given(chosen())
def test_swaps_need_no_trust_where_no_deal_is_what_things_are_worth_today(both):
    two, outcome = both
    found = swaps(two, outcome)
    if found is None:
        return
    guarded = guarantee(two)
    verdict = checked(two, found.groups, outcome, measured(two.case), guarded)
    assert verdict.holds, verdict.violations
    today = two.case.utilities.of(two.start)
    at_end = two.case.utilities.of(outcome)
    for party, preference in two.case.preferences.items():
        assert verdict.exposure[party] == 0
        if preference.reservation is None or preference.reservation <= today[party]:
            assert verdict.temptation[party] == 0
        assert at_end[party] >= today[party]
