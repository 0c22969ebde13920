"""The planner against a search over all subsets of moves, written on its own: 11 to 18 moves in any order."""

from fractions import Fraction
from functools import reduce
from math import lcm
from random import Random

import numpy as np
import pytest

from detente.analysis.planning import plan
from detente.analysis.scale import measured, scales
from detente.analysis.verification import verify
from detente.model.case import Case, Party, ThirdParty
from detente.model.issue import Options
from detente.model.move import MoveRule
from detente.model.preference import Preference, Table
from detente.model.rule import In


class Subsets:
    """Moves that are made or not, each by one party: every set of them is a state, a bit for each move.

    Without a guarantor a step of several performers visits what one of them after the other would, so that steps of
    one performer, of any number of its moves, or of one guarantor reach the least trust.
    """

    def __init__(
        self, seed, moves, parties, *, either=True, guarantors=0, needs=0, reservations=False
    ):
        dice = Random(seed)
        self.count, self.names = moves, "abcd"[:parties]
        self.by = [dice.randrange(parties) for _ in range(moves)]
        self.worth = [self._drawn(dice, who, either) for who in self.by]
        self.revocable = [dice.random() < 0.25 for _ in range(moves)] if either else [False] * moves
        self.guarantor = [
            dice.choice("gh") if dice.random() < guarantors else None for _ in self.by
        ]
        # what a move needs comes before it in number, so that no two wait for each other
        self.needs = [
            dice.randrange(k) if k and dice.random() < needs else None for k in range(moves)
        ]
        self.penalties = [dice.choice([0, 0, 5]) if either else 0 for _ in self.names]
        self.reservations = [
            dice.randint(-5, 5) if reservations and dice.random() < 0.5 else None
            for _ in self.names
        ]
        self.case = self._case()
        self.found = measured(self.case)
        self.scale = [
            self.case.utilities.value(p, units) for p, units in enumerate(scales(self.found))
        ]

    def _drawn(self, dice, who, either):
        low = -9 if either else 0
        return [
            -dice.randint(1, 40) if p == who else dice.randint(low, 30)
            for p in range(len(self.names))
        ]

    def _case(self):
        issues = {
            f"m{k:02}": Options(f"m{k:02}", ("no", "yes"), status_quo="no")
            for k in range(self.count)
        }
        wants = {
            name: Preference(
                dict.fromkeys(issues, Fraction(1)),
                {
                    issue: Table({"no": Fraction(0), "yes": Fraction(self.worth[k][p])})
                    for k, issue in enumerate(issues)
                },
                reservation=None
                if self.reservations[p] is None
                else Fraction(self.reservations[p]),
                penalty=Fraction(self.penalties[p]),
            )
            for p, name in enumerate(self.names)
        }
        moves = tuple(
            MoveRule(
                issue,
                by=(self.names[self.by[k]],),
                needs=None if self.needs[k] is None else In(self.needs[k], frozenset([1])),
                revocable=self.revocable[k],
                guarantor=self.guarantor[k],
            )
            for k, issue in enumerate(issues)
        )
        third = {name: ThirdParty(name, roles=("guarantor",)) for name in "gh"}
        parties = {name: Party(name) for name in self.names}
        return Case("subsets", parties, issues, wants, moves=moves, third_parties=third)

    def sums(self, numbers):
        """For every set of moves the sum of a number for each."""
        return reduce(
            lambda so_far, n: np.concatenate([so_far, so_far + n]), numbers, np.zeros(1, int)
        )

    def costs(self):
        """For every set what it asks, in `1 / whole`, and that whole."""
        whole = lcm(*(int(s) for s in self.scale))
        most = np.zeros(1 << self.count, dtype=int)
        for p in range(len(self.names)):
            row = [worth[p] for worth in self.worth]
            stays = self.sums([0 if r else n for n, r in zip(row, self.revocable, strict=True)])
            d = self.reservations[p] or 0
            tempted = d + stays - sum(row) - self.penalties[p]
            most = np.maximum(most, np.maximum(-stays, tempted) * (whole // int(self.scale[p])))
        most[-1] = 0  # the end is not visited
        return most, whole

    def groups(self):
        """Moves that one step can hold without a visit on the way: of one performer, or of one guarantor."""
        moves = range(self.count)
        found = [[k for k in moves if self.by[k] == p] for p in range(len(self.names))]
        return found + [[k for k in moves if self.guarantor[k] == g] for g in "gh"]

    def grown(self, states, group):
        """The sets that some of a group's moves lead to from some of `states`, what they need being there before."""
        if not any(self.needs[k] is not None for k in group):
            return self._spread(states, group)
        result = states.copy()
        for k in group:  # one move at a time: with needs only orders are tried
            along = states & self._met(k)
            result |= self._spread(along, [k])
        return result

    def _met(self, move):
        if self.needs[move] is None:
            return np.ones(1 << self.count, dtype=bool)
        return (np.arange(1 << self.count) >> self.needs[move] & 1).astype(bool)

    def _spread(self, states, group):
        spread = states.copy()
        for k in group:
            pairs = spread.reshape(-1, 2, 1 << k)
            pairs[:, 1] |= pairs[:, 0]
        return spread

    def reaches(self, allowed):
        """Whether all moves can be made through allowed sets only."""
        here = np.zeros(1 << self.count, dtype=bool)
        here[0] = allowed[0]
        while True:
            before = int(here.sum())
            for group in self.groups():
                here = self.grown(here, group) & allowed
            if here[-1]:
                return True
            if int(here.sum()) == before:
                return False

    def least(self):
        """The least trust."""
        costs, whole = self.costs()
        levels = np.unique(costs)
        low, high = 0, len(levels) - 1
        while low < high:
            middle = (low + high) // 2
            if self.reaches(costs <= levels[middle]):
                high = middle
            else:
                low = middle + 1
        return Fraction(int(levels[low]), whole)

    def fewest(self, trust):
        """The fewest steps within a trust, for two parties: both may act in a step, each half being visited."""
        costs, whole = self.costs()
        allowed = costs <= trust * whole
        one, other = (
            self.sums([1 << k if self.by[k] == p else 0 for k in range(self.count)]) for p in (0, 1)
        )
        one, other = np.unique(one), np.unique(other)
        layer, seen, steps = np.zeros(1, int), np.zeros(1 << self.count, dtype=bool), 0
        while not seen[-1]:
            steps += 1
            reached = np.zeros(1 << self.count, dtype=bool)
            for state in layer.tolist():
                first = one[(one & state) == 0] | state
                second = other[(other & state) == 0] | state
                first, second = first[allowed[first]], second[allowed[second]]
                ends = first[:, None] | second[None, :]
                reached[ends[allowed[ends]]] = True
                for group in self.groups()[2:]:
                    here = np.zeros(1 << self.count, dtype=bool)
                    here[state] = True
                    reached |= self._spread(here, group) & allowed
            layer = np.flatnonzero(reached & ~seen)
            seen |= reached
        return steps


def judged(world):
    """Holds the planner against the search over subsets."""
    ours = plan(world.case, (1,) * world.count, found=world.found)
    least = world.least()
    assert ours.certificate.bound <= least <= ours.trust
    assert verify(world.case, ours, found=world.found).holds
    if ours.certificate.optimal:
        assert ours.trust == least
    return ours, least


@pytest.mark.parametrize("parties", [2, 3, 4])
@pytest.mark.parametrize("seed", range(4))
def test_twelve_moves_of_either_sign(seed, parties):
    ours, _ = judged(Subsets(seed, 12, parties, reservations=True))
    assert ours.certificate.optimal


@pytest.mark.parametrize("parties", [2, 3])
@pytest.mark.parametrize("seed", range(4))
def test_twelve_moves_with_guarantors(seed, parties):
    ours, _ = judged(Subsets(seed, 12, parties, guarantors=0.4))
    assert ours.certificate.optimal


@pytest.mark.parametrize("parties", [2, 3])
@pytest.mark.parametrize("seed", range(4))
def test_twelve_moves_that_need_one_another(seed, parties):
    """All worths of a party's moves run one way, so that orders of single moves reach the least trust."""
    ours, _ = judged(Subsets(seed, 12, parties, either=False, needs=0.5))
    assert ours.certificate.optimal


@pytest.mark.parametrize("seed", range(6))
def test_the_fewest_steps_of_eleven_moves(seed):
    world = Subsets(seed, 11, 2, guarantors=0.3 * (seed % 2))
    ours, least = judged(world)
    assert ours.certificate.optimal
    assert ours.certificate.fewest
    assert len(ours.steps) == world.fewest(least)


@pytest.mark.parametrize("needs", [0, 0.5])
@pytest.mark.parametrize("seed", range(1, 5))
def test_eighteen_moves_of_which_no_more_than_the_trust_is_proven(seed, needs):
    ours, _ = judged(Subsets(seed, 18, 3, either=False, needs=needs))
    assert ours.certificate.optimal
