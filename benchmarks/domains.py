"""What the benchmarks are run on: random preferences from fixed seeds, and cases made of them."""

import random
from fractions import Fraction
from pathlib import Path

from detente.model.case import Case, Party
from detente.model.issue import Options
from detente.model.preference import Interaction, Preference, Table
from detente.model.rule import All, In, Not, Rule

SHARED = Path(__file__).resolve().parents[2] / "shared" / "scenarios"
"""Scenarios that others published; not part of the project, so what needs them is left out without."""


def tables(issues, values, most, seed, parties=2):
    """Random scores 0..most: for each party, a table for each issue, a score for each value."""
    dice = random.Random(seed)
    return [
        [[dice.randint(0, most) for _ in range(values)] for _ in range(issues)]
        for _ in range(parties)
    ]


def case(scores, boxes=None, rules=(), reservations=None):
    """A case of additive preferences, with boxes as interactions.

    Args:
        scores: for each party, a table for each issue, a score for each value.
        boxes: for each party, its `boxes.Box`es.
        rules: conditions that every outcome obeys.
        reservations: what no deal is worth to each party; 0 where nothing is said.
    """
    names = [f"issue {v:03}" for v in range(len(scores[0]))]
    parties = [f"party {p}" for p in range(len(scores))]
    issues = {
        name: Options(name, tuple(map(str, range(len(table)))))
        for name, table in zip(names, scores[0], strict=True)
    }
    preferences = {}
    for p, party in enumerate(parties):
        worth = [{str(k): Fraction(w) for k, w in enumerate(table)} for table in scores[p]]
        preferences[party] = Preference(
            weights=dict.fromkeys(names, Fraction(1)),
            values={name: Table(row) for name, row in zip(names, worth, strict=True)},
            interactions=tuple(map(interaction, boxes[p])) if boxes else (),
            reservation=Fraction(reservations[p] if reservations else 0),
        )
    ruled = tuple(Rule(f"rule {k}", condition) for k, condition in enumerate(rules))
    return Case("made", {p: Party(p) for p in parties}, issues, preferences, ruled)


def interaction(box):
    """A box as a bonus."""
    ranges = [In(v, frozenset(range(low, high + 1))) for v, low, high in box.ranges]
    inside = ranges[0] if len(ranges) == 1 else All(tuple(ranges))
    return Interaction(inside if box.inside else Not(inside), Fraction(box.worth))


def of_boxes(domain):
    """The case of a `boxes.Boxes`."""
    nothing = [[[0] * size for size in domain.sizes] for _ in domain.parties]
    return case(nothing, domain.parties)


def units(frontier):
    """The points of a frontier as whole numbers: utilities where every score was one."""
    known = frontier.case.utilities.denominators
    if any(unit != 1 for unit in known):
        raise ValueError(f"not whole numbers: {known}")
    return [point.units for point in frontier.points]
