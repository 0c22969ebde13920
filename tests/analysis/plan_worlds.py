"""Small random worlds for the brute force: cases with every feature of a plan, each on demand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import strategies as st
from tests.analysis.plan_brute import World

from detente.model.case import Case, Party, ThirdParty
from detente.model.issue import Item, Items, Options, Range
from detente.model.limits import Limits
from detente.model.move import MoveRule
from detente.model.preference import Interaction, Preference, Table, Worth
from detente.model.rule import All, Any_, In, Not, Rule, Sum
from detente.model.standing import Standing
from detente.model.term import Term

FEATURES = (
    "joint",
    "guarantor",
    "needs",
    "rules",
    "revocable",
    "interactions",
    "penalties",
    "reservations",
    "round",
    "increments",
    "tolerance",
    "never worse",
    "dates",
    "terms",
    "discount",
    "soonest",
    "standing",
)
TODAY = date(2023, 1, 30)
NAMES = ("a", "b", "c", "d")


@st.composite
def worlds(draw, features=FEATURES, most_moves=5, parties=(2, 4)):
    """A case with some of the features, a target, where things stand and limits.

    Args:
        draw: of Hypothesis.
        features: those that may occur.
        most_moves: how many moves may lead to the target, where each issue goes the shortest way.
        parties: fewest and most.
    """

    if len(features) > 5:  # all at once leave hardly ever a plan
        features = draw(st.sets(st.sampled_from(features), max_size=6))

    def may(feature, often=3):
        return feature in features and draw(st.integers(0, 3)) < often

    names = NAMES[: draw(st.integers(*parties))]
    issues, target = issues_and_target(draw, names, most_moves, "round" in features)
    makers = {name: draw(st.sampled_from(names)) for name in issues}
    preferences = {p: preference(draw, p, issues, makers, may) for p in names}
    bare = Case("random", {p: Party(p) for p in names}, issues, preferences)
    if may("interactions"):
        for p in names:
            terms = draw(st.lists(st.tuples(conditions(bare), worths()), max_size=2))
            wants = replace(preferences[p], interactions=tuple(Interaction(*t) for t in terms))
            preferences[p] = wants
    standing = Standing(bare.status_quo, bare.status_quo)
    dated = may("dates") or may("terms") or may("standing")
    terms = tuple(lapsing(draw, issues, "terms" in features)) if dated else ()
    if may("standing"):
        standing = stood(draw, bare, target, dated, terms)
    rules = []
    for k in range(draw(st.integers(1, 2)) if may("rules") else 0):
        condition = draw(conditions(bare, sums=True))
        if condition.holds(target) and condition.holds(standing.state):
            rules.append(Rule(f"r{k}", condition))
    moves = tuple(move_rules(draw, bare, issues, names, makers, may))
    if not may("dates"):
        moves = tuple(replace(m, earliest=None, latest=None) for m in moves)
    third = {name: ThirdParty(name, roles=("guarantor",)) for name in ("g", "h")}
    limits = Limits(
        {p: draw(worths(2, 8)) for p in names if may("tolerance", 1)},
        may("never worse", 2),
        may("soonest"),
    )
    case = replace(
        bare,
        preferences=preferences,
        rules=tuple(rules),
        moves=moves,
        third_parties=third,
        terms=terms,
        as_of=TODAY if dated else None,
    )
    return World(case, tuple(target), standing if "standing" in features else None, limits)


def worths(low=-6, high=6):
    """Small whole worths."""
    return st.integers(low, high).map(Fraction)


def issues_and_target(draw, names, most_moves, round_about):
    """Issues, and a value index for each variable that the moves lead to."""
    issues, target, left = {}, [], most_moves - draw(st.integers(0, most_moves // 3))
    while left > 0:
        name = f"i{len(issues)}"
        kind = draw(st.sampled_from(["options", "ladder", "items", "range"]))
        if kind == "items":
            count = draw(st.integers(1, min(3, left)))
            items = []
            for k in range(count):
                holder = draw(st.sampled_from(names))
                others = [p for p in names if p != holder]
                most = min(2, len(others)) if round_about else 1
                receivers = draw(st.permutations(others))[: draw(st.integers(1, most))]
                items.append(Item(f"t{k}", holder, tuple(receivers)))
                target.append(draw(st.integers(0, len(receivers))))
                left -= len(receivers)
            issues[name] = Items(name, tuple(items))
            continue
        most = 4 if round_about and kind == "options" else min(4, left + 1)
        size = draw(st.integers(2, most)) if kind != "options" or round_about else 2
        if kind == "range":
            issues[name] = Range(name, Fraction(0), Fraction(size - 1), status_quo=Fraction(0))
        else:
            values = tuple(f"v{k}" for k in range(size))
            issues[name] = Options(name, values, kind == "ladder", values[0])
        target.append(draw(st.integers(1, size - 1)) if draw(st.integers(0, 9)) else 0)
        left -= max(1, target[-1] if kind != "options" else size - 1)
    return issues, target


def preference(draw, party, issues, makers, may):
    """What one party wants: mostly that the others move."""

    def worth(maker):
        low, high = (-6, 2) if party == maker else (-2, 6)
        return draw(worths(low, high))

    values = {}
    for name, issue in issues.items():
        if isinstance(issue, Items):
            values[name] = Worth(
                {
                    item.name: {
                        item.holder: Fraction(0),
                        **{to: worth(item.holder) for to in item.receivers},
                    }
                    for item in issue.items
                }
            )
        else:
            first, *rest = issue.variables[0].labels
            values[name] = Table(
                {first: Fraction(0), **{label: worth(makers[name]) for label in rest}}
            )
    return Preference(
        dict.fromkeys(issues, Fraction(1)),
        values,
        reservation=draw(worths(-2, 2)) if may("reservations", 2) else None,
        penalty=draw(worths(0, 3)) if may("penalties") else Fraction(0),
        tolerance=draw(worths(3, 9)) if may("tolerance", 1) else None,
        discount=draw(st.sampled_from([Fraction(1, 2), Fraction(9, 10)]))
        if may("discount")
        else None,
    )


@st.composite
def conditions(draw, case, sums=False):
    """A condition over one or two variables."""
    variables = st.integers(0, len(case.variables) - 1)

    def simple():
        v = draw(variables)
        size = case.sizes[v]
        return In(
            v, frozenset(draw(st.sets(st.integers(0, size - 1), min_size=1, max_size=size - 1)))
        )

    kind = draw(st.sampled_from(["in", "if", "and", "sum"] if sums else ["in", "in", "and", "or"]))
    if kind == "in":
        return simple()
    if kind == "if":
        return Any_((Not(simple()), simple()))
    if kind == "sum":
        chosen = draw(st.sets(variables, min_size=1, max_size=3))
        terms = tuple((v, tuple(Fraction(k) for k in range(case.sizes[v]))) for v in sorted(chosen))
        return Sum(terms, None, draw(worths(1, 4)))
    return (All if kind == "and" else Any_)((simple(), simple()))


def move_rules(draw, case, issues, names, makers, may):
    """What is said of changes: first of an issue as a whole, then of particular ones."""
    for name, issue in issues.items():
        labels = issue.variables[0].labels if not isinstance(issue, Items) else ()
        for number in range(draw(st.integers(0 if may("joint", 1) else 1, 3))):
            start = end = None
            if labels and number:
                end = draw(st.sampled_from(labels))
                starts = [x for x in labels if x != end]
                if isinstance(issue, Options) and issue.ladder:
                    here = labels.index(end)
                    starts = [x for k, x in enumerate(labels) if abs(k - here) == 1]
                start = draw(st.sampled_from([None, None, *starts]))
            items = ()
            if isinstance(issue, Items) and number:
                items = (draw(st.sampled_from(issue.items)).name,)
            by = {makers[name]} if labels else set()
            if may("joint", 1):
                by = draw(st.sets(st.sampled_from(names), max_size=2))
            yield MoveRule(
                name,
                items=items,
                start=start,
                end=end,
                by=tuple(p for p in names if p in by),
                needs=draw(conditions(case)) if may("needs", 1) else None,
                revocable=may("revocable", 2),
                guarantor=draw(st.sampled_from(["g", "g", "h"])) if may("guarantor", 2) else None,
                increment=draw(st.sampled_from([Fraction(1), Fraction(3, 2), Fraction(2)]))
                if isinstance(issue, Range) and may("increments")
                else None,
                duration=draw(st.integers(0, 3)),
                earliest=draw(st.none() | days(0, 6)),
                latest=draw(st.none() | st.none() | days(3, 12)),
            )


def days(low, high):
    """A day some days from today."""
    return st.integers(low, high).map(lambda n: TODAY + timedelta(n))


def lapsing(draw, issues, wanted):
    """Terms that end on the way, or have ended."""
    for k in range(draw(st.integers(0, 2)) if wanted else 0):
        chosen = draw(st.sets(st.sampled_from(list(issues)), min_size=1, max_size=2))
        after = [
            (name, draw(st.sampled_from(issues[name].variables[0].labels)))
            for name in sorted(chosen)
            if not isinstance(issues[name], Items) and draw(st.integers(0, 3))
        ]
        yield Term(f"term{k}", tuple(sorted(chosen)), draw(days(-1, 15)), after=tuple(after))


def stood(draw, case, target, dated, terms):
    """Somewhere on the way, or off it."""
    state, stays = [], []
    for today, goal, size in zip(case.status_quo, target, case.sizes, strict=True):
        now = draw(st.sampled_from([today, today, goal, draw(st.integers(0, size - 1))]))
        state.append(now)
        stays.append(draw(st.sampled_from([today, now])))
    refused = {
        (v, draw(st.none() | st.integers(0, case.sizes[v] - 1)))
        for v in draw(st.sets(st.integers(0, len(state) - 1), max_size=1))
        if not draw(st.integers(0, 2))
    }
    return Standing(
        tuple(state),
        tuple(stays),
        draw(days(0, 5)) if dated and draw(st.booleans()) else None,
        frozenset(refused),
        frozenset(term.name for term in terms if not draw(st.integers(0, 5))),
    )


def document(case, steps, wanted):
    """A plan as somebody would write it."""
    written = []
    for step in steps:
        moves = []
        for move in step.moves:
            variable = case.variables[move.variable]
            item = {"item": variable.item} if variable.item else {}
            here, there = variable.labels[move.start], variable.labels[move.end]
            ends = {"from": here, "to": there, "by": list(move.by)}
            moves.append({"issue": variable.issue, **item, **ends})
        begins = {} if step.begins is None else {"begins": str(date.fromordinal(step.begins))}
        written.append({"moves": moves, "atomic": step.atomic, **begins})
    return {"steps": written, "target": {"outcome": case.outcome(wanted)}}
