"""The brute force that plans are held against: its quick form against its plain one, and by hand."""

from fractions import Fraction
from itertools import islice

import pytest
from hypothesis import assume, given
from tests.analysis.plan_brute import Best, World
from tests.analysis.plan_worlds import FEATURES, worlds

from detente.model.case import Case, Party
from detente.model.issue import Options
from detente.model.limits import Limits
from detente.model.move import MoveRule
from detente.model.preference import Preference, Table

MOST_PLANS = 2000


def reckoned(best, world):
    """What of a plan counts."""
    if best is None:
        return None
    rest = (best.days, best.steps) if world.limits.soonest else (best.steps,)
    return (best.trust, *rest)


def same(world):
    """Asserts that both forms find the same."""
    assume(sum(1 for _ in islice(world.plans(), MOST_PLANS + 1)) <= MOST_PLANS)
    assert reckoned(world.fast(), world) == reckoned(world.slow(), world)


@pytest.mark.parametrize("feature", FEATURES)
def test_the_quick_form_finds_what_the_plain_one_finds_with_each_feature_alone(feature):
    @given(worlds(features=(feature,), most_moves=4))
    def held(world):
        same(world)

    held()


@given(worlds(most_moves=3))
def test_the_quick_form_finds_what_the_plain_one_finds_with_all_features(world):
    same(world)


def traded(costs, **rule):
    """`a` and `b` in turn make moves that cost them so much and give the other ten."""
    issues = {f"i{k}": Options(f"i{k}", ("no", "yes"), status_quo="no") for k in range(len(costs))}
    tables = {
        p: {
            name: Table({"no": Fraction(0), "yes": Fraction(-costs[k] if "ab"[k % 2] == p else 10)})
            for k, name in enumerate(issues)
        }
        for p in "ab"
    }
    wants = {p: Preference(dict.fromkeys(issues, Fraction(1)), tables[p], **rule) for p in "ab"}
    moves = tuple(MoveRule(name, by=("ab"[k % 2],), duration=2) for k, name in enumerate(issues))
    return Case("traded", {p: Party(p) for p in "ab"}, issues, wants, moves=moves)


def test_two_moves_by_hand():
    """a gives 6 and b gives 4, each gets 10. Whoever goes first, and at once: 6 of a's 4 at stake."""
    world = World(traded([6, 4]), (1, 1), limits=Limits(soonest=True))
    assert world.scale == {"a": 4, "b": 6}
    # a first: a risks 6; b first: a, who has 10, would have 4 in the end
    assert world.fast() == world.slow() == Best(Fraction(3, 2), 2, 1)


def test_what_lies_far_off_counts_less():
    """Each day halves what the deal is worth, so that b must not go first: a would have 10 now against 4 later."""
    world = World(traded([6, 4], discount=Fraction(1, 2)), (1, 1))
    # a alone, until day 2: it risks 6 of 4; b has 10 then, against a quarter of 6 of its 6: less
    # both at once, until day 2: if b acts and a does not, a has 10 against a quarter of 4 of its 4
    assert world.fast() == Best(Fraction(3, 2), 4, 2)
    assert world.slow() == Best(Fraction(3, 2), 4, 2)
    # if a bears no more than 5, b goes first all the same, and what is left to gain has shrunk to 1
    unbearable = World(world.case, (1, 1), limits=Limits({"a": Fraction(5)}))
    assert unbearable.fast().trust == Fraction(9, 4)


def test_nobody_bears_more_than_its_tolerance():
    world = World(traded([6, 4]), (1, 1), limits=Limits({"a": Fraction(5), "b": Fraction(4)}))
    assert world.fast().trust == Fraction(3, 2)
    less = Limits({"a": Fraction(5), "b": Fraction(3)})
    assert World(traded([6, 4]), (1, 1), limits=less).fast() is None
