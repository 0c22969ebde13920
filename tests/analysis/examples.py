"""Cases that several tests of the analysis use: written out, published, or put in another order."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from detente.model.case import Case, Party
from detente.model.issue import Item, Items, Options
from detente.model.preference import Interaction, Preference, Table, Worth
from detente.model.rule import All, Any_, Condition, In, Not, Rule, Sum


def small(case: Case) -> Case:
    assume(case.outcomes <= 600)
    return case


def options(
    sizes: dict[str, int],
    scores: dict[str, dict[str, list[int]]],
    rules: tuple[Rule, ...] = (),
    bonuses: dict[str, tuple[Interaction, ...]] | None = None,
    reservation: Fraction | None = Fraction(0),
) -> Case:
    """A case of named values v0, v1, ... whose scores are given."""
    return Case(
        "written",
        {party: Party(party) for party in scores},
        {name: Options(name, tuple(f"v{k}" for k in range(size))) for name, size in sizes.items()},
        {
            party: Preference(
                dict.fromkeys(sizes, Fraction(1)),
                {
                    name: Table({f"v{k}": Fraction(n) for k, n in enumerate(row)})
                    for name, row in rows.items()
                },
                (bonuses or {}).get(party, ()),
                reservation=reservation,
            )
            for party, rows in scores.items()
        },
        rules,
    )


def additive(
    parties: int,
    issues: int,
    values: int,
    most: int,
    seed: int,
    reservations: list[Fraction] | None = None,
    scale: tuple[Fraction, ...] | None = None,
    status_quo: str | None = None,
) -> Case:
    """Random whole scores 0..most, each party's times its scale; no deal is worth 0, or today."""
    dice = random.Random(seed)
    names = [f"issue {v:02}" for v in range(issues)]
    labels = [f"v{k}" for k in range(values)]
    people = [f"p{p}" for p in range(parties)]
    return Case(
        "made",
        {p: Party(p) for p in people},
        {name: Options(name, tuple(labels), status_quo=status_quo) for name in names},
        {
            person: Preference(
                dict.fromkeys(names, Fraction(1)),
                {
                    name: Table(
                        {
                            label: dice.randint(0, most) * (scale[p] if scale else Fraction(1))
                            for label in labels
                        }
                    )
                    for name in names
                },
                reservation=reservations[p]
                if reservations
                else None
                if status_quo
                else Fraction(0),
            )
            for p, person in enumerate(people)
        },
    )


def conflict(sizes: dict[str, int], rules: tuple[Rule, ...] = ()) -> Case:
    """Two parties who want opposite things of each issue, by unlike amounts."""
    a = {n: [(j + 1) * k for k in range(size)] for j, (n, size) in enumerate(sizes.items())}
    b = {n: [(7 * j % 5 + 1) * (size - k) for k in range(size)]
         for j, (n, size) in enumerate(sizes.items())}  # fmt: skip
    return options(sizes, {"a": a, "b": b}, rules)


def bill_and_jack(published: dict[str, Any]) -> Case:
    """Nash's barter, from the published table."""
    goods = published["items"]
    other = {"bill": "jack", "jack": "bill"}
    items = tuple(
        Item(name, good["held_by"], (other[good["held_by"]],)) for name, good in goods.items()
    )
    return Case(
        "bill and jack",
        {name: Party(name) for name in other},
        {"goods": Items("goods", items)},
        {
            party: Preference(
                {"goods": Fraction(1)},
                {
                    "goods": Worth(
                        {name: {party: Fraction(good[party])} for name, good in goods.items()}
                    )
                },
            )
            for party in other
        },
    )


def _mapped(condition: Condition, variables: dict[int, int], values: list[list[int]]) -> Condition:
    """A condition over variables and values that have been moved; `values[v][new] = old`."""
    match condition:
        case In(v, held):
            return In(variables[v], frozenset(k for k, old in enumerate(values[v]) if old in held))
        case Not(part):
            return Not(_mapped(part, variables, values))
        case All(parts):
            return All(tuple(_mapped(part, variables, values) for part in parts))
        case Any_(parts):
            return Any_(tuple(_mapped(part, variables, values) for part in parts))
        case Sum(terms, low, high):
            moved = tuple(
                (variables[v], tuple(adds[old] for old in values[v])) for v, adds in terms
            )
            return Sum(moved, low, high)
    raise AssertionError(condition)


@st.composite
def shuffled(draw: st.DrawFn, case: Case) -> Case:
    """The same case with its parties, issues and (unless a ladder or numbers) values in another order."""
    issues = draw(st.permutations(list(case.issues.values())))
    moved = []
    values: dict[str, list[int]] = {}
    for issue in issues:
        if isinstance(issue, Options) and not issue.ladder:
            order = draw(st.permutations(range(len(issue.values))))
            issue = replace(issue, values=tuple(issue.values[old] for old in order))
            values[issue.name] = list(order)
        elif isinstance(issue, Items):
            issue = replace(issue, items=tuple(draw(st.permutations(issue.items))))
        moved.append(issue)
    parties = draw(st.permutations(list(case.parties.values())))
    other = Case(
        case.name,
        {party.name: party for party in parties},
        {issue.name: issue for issue in moved},
    )
    where = {variable.name: v for v, variable in enumerate(other.variables)}
    variables = {v: where[variable.name] for v, variable in enumerate(case.variables)}
    maps = [
        values.get(variable.name, list(range(len(variable.labels)))) for variable in case.variables
    ]
    preferences = {
        name: replace(
            preference,
            interactions=tuple(
                replace(term, condition=_mapped(term.condition, variables, maps))
                for term in draw(st.permutations(preference.interactions))
            ),
        )
        for name, preference in case.preferences.items()
    }
    rules = tuple(
        replace(rule, condition=_mapped(rule.condition, variables, maps))
        for rule in draw(st.permutations(case.rules))
    )
    return replace(other, preferences=preferences, rules=rules)
