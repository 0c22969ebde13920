"""Random plans: moves that cost their performer and help another, and the order that asks the least trust.

Three families, n moves that cannot be undone, each side's in turn: *loose* (whatever order is kept,
there is room), *uncorrelated*, and *tight* (what a move costs is nearly what it gives). Each also with
precedence, with three and four parties, and with rules. Totals are positive for everybody: all moves
together are an agreement. Every variant is such that an order of single moves reaches the least trust,
so that the peer's model of orders misses nothing: within one party's step all worths run one way, and
only needs, which are met before a step, tie moves of two parties together.
"""

import random
import time
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import lcm

from ortools.sat.python import cp_model

from detente.model.case import Case, Party
from detente.model.issue import Options
from detente.model.move import MoveRule
from detente.model.preference import Preference, Table
from detente.model.rule import Any_, In, Not, Rule

FAMILIES = ("loose", "uncorrelated", "tight")
VARIANTS = ("plain", "ladders", "needs", "rules", "three parties", "four parties")
RUNG = 4
"""Moves of a ladder."""


@dataclass(frozen=True)
class Made:
    """A random instance.

    Attributes:
        parties: how many.
        by: the performer of each move.
        worth: for each move what it adds to each party's utility.
        before: pairs of moves of which the first must be made before the second.
        variant: how the pairs are told: by `ladders`, `needs` or `rules`.
    """

    parties: int
    by: tuple[int, ...]
    worth: tuple[tuple[int, ...], ...]
    before: tuple[tuple[int, int], ...]
    variant: str

    @property
    def totals(self):
        """What all moves together are worth to each party."""
        return tuple(map(sum, zip(*self.worth, strict=True)))


def made(family, moves, variant="plain", seed=0):
    """The instance of a family with so many moves; the same for the same seed."""
    dice = random.Random(f"{family} {variant} {moves} {seed}")
    parties = {"three parties": 3, "four parties": 4}.get(variant, 2)
    by = tuple(k % parties for k in range(moves))
    worth = [()]
    while not all(sum(column) > 0 for column in zip(*worth, strict=True)) or not worth[0]:
        worth = [drawn(dice, family, who, parties) for who in by]
    return Made(parties, by, tuple(worth), tuple(precedence(dice, variant, by)), variant)


def drawn(dice, family, who, parties):
    """What one move is worth to each party."""
    cost = dice.randint(1, 100)
    if family == "tight":
        gain = max(1, round(cost * dice.uniform(0.8, 1.25)))
    else:
        gain = dice.randint(50, 150) if family == "loose" else dice.randint(1, 110)
    helped = dice.choice([p for p in range(parties) if p != who])
    return tuple(-cost if p == who else gain if p == helped else 0 for p in range(parties))


def precedence(dice, variant, by):
    """Pairs of moves of which the first must be made before the second."""
    moves = range(len(by))
    if variant == "ladders":
        for party in sorted(set(by)):
            own = [k for k in moves if by[k] == party]
            for here, there in pairwise(own):
                if own.index(there) % RUNG:
                    yield here, there
    for later in moves:
        if variant == "needs" and later and dice.random() < 0.5:
            yield dice.randrange(later), later
        own = [k for k in range(later) if by[k] == by[later]]
        if variant == "rules" and own and dice.random() < 0.5:
            yield dice.choice(own), later


def case(instance):
    """The instance as a case, and the outcome in which all moves are made, a value index for each issue."""
    names = [f"party {p}" for p in range(instance.parties)]
    linked = dict(instance.before) if instance.variant == "ladders" else {}
    heads = [k for k in range(len(instance.by)) if k not in linked.values()]
    issues, tables, moves, rules = {}, {name: {} for name in names}, [], []
    needed = {}
    for first, second in instance.before if instance.variant == "needs" else ():
        needed[second] = first
    variable = {k: v for v, k in enumerate(heads)}
    for head in heads:
        chain = [head]
        while chain[-1] in linked:
            chain.append(linked[chain[-1]])
        name = f"move {head:03}" if len(chain) == 1 else f"ladder {head:03}"
        values = ("no", "yes") if len(chain) == 1 else tuple(map(str, range(len(chain) + 1)))
        issues[name] = Options(name, values, ladder=len(chain) > 1, status_quo=values[0])
        for p, party in enumerate(names):
            sums = [sum(instance.worth[k][p] for k in chain[:n]) for n in range(len(chain) + 1)]
            tables[party][name] = Table(dict(zip(values, map(Fraction, sums), strict=True)))
        needs = In(variable[needed[head]], frozenset([1])) if head in needed else None
        moves.append(MoveRule(name, by=(names[instance.by[head]],), needs=needs))
    for first, second in instance.before if instance.variant == "rules" else ():
        done, asked = In(variable[second], frozenset([1])), In(variable[first], frozenset([1]))
        rules.append(Rule(f"rule {len(rules)}", Any_((Not(done), asked))))
    preferences = {p: Preference(dict.fromkeys(issues, Fraction(1)), tables[p]) for p in names}
    parties = {name: Party(name) for name in names}
    target = tuple(len(issue.values) - 1 for issue in issues.values())
    return Case("made", parties, issues, preferences, tuple(rules), tuple(moves)), target


@dataclass(frozen=True)
class Answer:
    """What a solver says: the least trust (None if it found no order), whether proven, a bound, the seconds."""

    trust: Fraction | None
    optimal: bool
    bound: Fraction
    seconds: float


def ordered(instance, scale, limit, workers=8):
    """The order of single moves that asks the least trust, found by CP-SAT within a time limit.

    The plain ordering model: which move has which place, the sums before each place, and the largest share of
    anybody's scale by which a sum lies below 0 (exposure) or above the total (temptation).

    Args:
        instance: the moves.
        scale: for each party what its exposure and temptation are divided by.
        limit: seconds.
        workers: threads.
    """
    model = cp_model.CpModel()
    moves = range(len(instance.by))
    at = [[model.new_bool_var(f"{k}@{place}") for place in moves] for k in moves]
    for k in moves:
        model.add_exactly_one(at[k])
        model.add_exactly_one(at[j][k] for j in moves)
    whole = lcm(*scale)
    most = sum(max(map(abs, row)) for row in instance.worth) * whole
    trust = model.new_int_var(0, most, "trust")
    for p, total in enumerate(instance.totals):
        low = sum(min(0, row[p]) for row in instance.worth)
        high = sum(max(0, row[p]) for row in instance.worth)
        before = 0
        for place in moves[:-1]:
            now = model.new_int_var(low, high, "")
            made_here = sum(instance.worth[k][p] * at[k][place] for k in moves)
            model.add(now == before + made_here)
            model.add(-(whole // scale[p]) * now <= trust)
            model.add((whole // scale[p]) * (now - total) <= trust)
            before = now
    if instance.before:
        places = [sum(place * at[k][place] for place in moves) for k in moves]
        for first, second in instance.before:
            model.add(places[first] + 1 <= places[second])
    model.minimize(trust)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = workers
    solver.parameters.max_time_in_seconds = limit
    start = time.perf_counter()
    status = solver.solve(model)
    seconds = time.perf_counter() - start
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    best = Fraction(round(solver.objective_value), whole) if found else None
    bound = Fraction(max(0, round(solver.best_objective_bound)), whole)
    return Answer(best, status == cp_model.OPTIMAL, bound, seconds)
