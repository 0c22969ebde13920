"""Graph-model stability of all states, against the matrix method in NumPy and against plain Python."""

import random
from fractions import Fraction
from itertools import product

import numpy as np

import detente
import measure
from detente.model.case import Case, Party
from detente.model.issue import Options
from detente.model.move import MoveRule
from detente.model.preference import Preference, Table

SEED = 1
MOST = 1000  # scores are whole numbers 0..MOST


class Dispute:
    """Issues of two values, each in the hands of one party; what is done can be taken back or cannot."""

    def __init__(self, parties, issues, back):
        dice = random.Random(SEED)
        self.parties, self.issues, self.back = parties, issues, back
        self.scores = [
            [[dice.randint(0, MOST) for _ in range(2)] for _ in range(issues)]
            for _ in range(parties)
        ]

    def ours(self):
        """Shape (4, parties, states), flags; the case built included."""
        names = [f"p{k}" for k in range(self.parties)]
        issues = {
            f"i{k}": Options(f"i{k}", ("no", "yes"), status_quo="no") for k in range(self.issues)
        }
        preferences = {
            name: Preference(
                dict.fromkeys(issues, Fraction(1)),
                {
                    issue: Table({"no": Fraction(no), "yes": Fraction(yes)})
                    for issue, (no, yes) in zip(issues, table, strict=True)
                },
            )
            for name, table in zip(names, self.scores, strict=True)
        }
        moves = tuple(
            MoveRule(issue, by=(names[k % self.parties],), revocable=self.back)
            for k, issue in enumerate(issues)
        )
        case = Case(
            "dispute", {name: Party(name) for name in names}, issues, preferences, (), moves
        )
        return detente.stability(case).flags

    def states(self):
        """All states, the last issue changing fastest, and what each is worth to each party."""
        states = list(product((0, 1), repeat=self.issues))
        worth = [
            [sum(row[value] for row, value in zip(table, state, strict=True)) for state in states]
            for table in self.scores
        ]
        return states, worth

    def moves(self, party):
        """For each state the states that a party can go to."""
        mine = [1 << (self.issues - 1 - k) for k in range(party, self.issues, self.parties)]
        sums = [sum(chosen) for chosen in product(*((0, bit) for bit in mine))]
        found = []
        for state in range(1 << self.issues):
            rest = state - sum(bit for bit in mine if state & bit)
            to = (rest + chosen for chosen in sums)
            found.append([t for t in to if t != state and (self.back or t & state == state)])
        return found

    def matrices(self):
        """As the matrix method has it: a matrix product for each sense and party (two parties)."""
        _, worth = self.states()
        count = 1 << self.issues
        reach = []
        for party in range(2):
            matrix = np.zeros((count, count), np.float32)
            for state, ends in enumerate(self.moves(party)):
                matrix[state, ends] = 1
            reach.append(matrix)
        rows = [np.array(row) for row in worth]
        better = [(row[None, :] > row[:, None]).astype(np.float32) for row in rows]
        found = np.empty((4, 2, count), bool)
        for i, j in ((0, 1), (1, 0)):
            gains = reach[i] * better[i]
            worse = 1 - better[i].T  # [u, s]: whether u is no better than s
            escape = reach[i] @ better[i].T > 0
            found[0, i] = ~gains.any(axis=1)
            for at, answer in (
                (1, reach[j] @ worse),
                (2, reach[j] @ (worse * ~escape)),
                (3, (reach[j] * better[j]) @ worse),
            ):
                open_ = (answer == 0).astype(np.float32)  # [t, s]: t has no answer that deters at s
                found[at, i] = np.einsum("st,ts->s", gains, open_) == 0
        return found

    def plain(self):
        """In Python, with the worst answer to each state found once (two parties)."""
        _, worth = self.states()
        moves = [self.moves(0), self.moves(1)]
        found = np.empty((4, 2, len(worth[0])), bool)
        for i, j in ((0, 1), (1, 0)):
            mine, theirs = worth[i], worth[j]
            best = [max((mine[t] for t in ends), default=-1) for ends in moves[i]]
            caught = [max(pair) for pair in zip(mine, best, strict=True)]
            never = 10**9
            worst = [
                [min((mine[u] for u in ends), default=never) for ends in moves[j]],
                [min((caught[u] for u in ends), default=never) for ends in moves[j]],
                [
                    min((mine[u] for u in ends if theirs[u] > theirs[t]), default=never)
                    for t, ends in enumerate(moves[j])
                ],
            ]
            for s, ends in enumerate(moves[i]):
                gains = [t for t in ends if mine[t] > mine[s]]
                found[0, i, s] = not gains
                for at, least in enumerate(worst, 1):
                    found[at, i, s] = all(least[t] <= mine[s] for t in gains)
        return found

    def definitions(self):
        """In Python, by the definitions: all that the others make of a state, found anew for each."""
        _, worth = self.states()
        moves = [self.moves(party) for party in range(self.parties)]
        count = len(worth[0])
        found = np.empty((4, self.parties, count), bool)
        for i in range(self.parties):
            others = [k for k in range(self.parties) if k != i]
            mine = worth[i]
            answers, glad = (
                [self.reached(moves, worth, others, t, only) for t in range(count)]
                for only in (False, True)
            )
            for s in range(count):
                gains = [t for t in moves[i][s] if mine[t] > mine[s]]
                found[0, i, s] = not gains
                found[1, i, s] = all(any(mine[u] <= mine[s] for u in answers[t]) for t in gains)
                found[2, i, s] = all(
                    any(
                        mine[u] <= mine[s] and all(mine[w] <= mine[s] for w in moves[i][u])
                        for u in answers[t]
                    )
                    for t in gains
                )
                found[3, i, s] = all(any(mine[u] <= mine[s] for u in glad[t]) for t in gains)
        return found

    @staticmethod
    def reached(moves, worth, movers, start, only):
        """What some parties make of a state by turns, nobody twice in a row; by improvements `only`."""
        seen, waiting = set(), [(start, -1)]
        while waiting:
            here, last = waiting.pop()
            for k in movers:
                if k != last:
                    for t in moves[k][here]:
                        if (t, k) not in seen and (not only or worth[k][t] > worth[k][here]):
                            seen.add((t, k))
                            waiting.append((t, k))
        return {t for t, _ in seen}


def same(mine, theirs):
    """Whether all states are stable for the same parties in the same senses."""
    return bool((mine == theirs).all())


small = Dispute(2, 11, True)
measure.compare(
    "stability of 2,048 states, two sides",
    small.ours,
    small.matrices,
    20,
    "numpy",
    same,
    note="random whole scores; the matrix method of Xu, Hipel and Kilgour (2009) with dense matrices",
)
three = Dispute(3, 9, True)
measure.compare(
    "stability of 512 states, three sides",
    three.ours,
    three.definitions,
    10,
    "Python, by the definitions",
    same,
    note="random whole scores; answers of several turns",
)
if measure.QUICK:
    measure.skip("stability of 131,072 states, two sides", "takes plain Python too long")
else:
    large = Dispute(2, 17, False)
    measure.compare(
        "stability of 131,072 states, two sides, nothing taken back",
        large.ours,
        large.plain,
        5,
        "Python, worst answers kept",
        same,
        note="random whole scores; 8 million moves",
    )
    wide = Dispute(3, 17, True)
    took, _ = measure.timed(wide.ours)
    took, _ = measure.timed(wide.ours)
    measure.report(
        "stability of 131,072 states, three sides; aim: 10 s",
        took,
        10.0,
        1,
        "The aim",
        note="random whole scores; 17 million moves, answers of any number of turns",
    )
