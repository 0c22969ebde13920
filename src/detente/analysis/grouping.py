"""Which variables must be looked at together, because a rule or an interaction ties them.

Works in one canonical order, parties by name, variables by name, values by label (the numbers of a
range ascending), so that no answer hangs on the order in which a case happens to list things.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import gcd, prod

import numpy as np

from detente.analysis.pareto import FITS, Matrix
from detente.errors import NoAgreement
from detente.model.case import Case
from detente.model.rule import All, Any_, Condition, Grid, Not


@dataclass(frozen=True)
class Bonus:
    """An interaction: what each party gets besides where a condition holds, in the agenda's units."""

    condition: Condition
    worth: tuple[int, ...]


@dataclass(frozen=True)
class Group:
    """Variables tied to each other, directly or through others, and to none outside.

    Attributes:
        variables: indices into the case's variables, in order of name.
        values: for each of them the value indices that can occur, in order of label.
        today: for each of them the status quo's value index; -1 where the case leaves it open.
        adds: `adds[p][k][i]`, what the i-th of those values adds for party p.
        rules: the conditions that tie them, with the names of the rules they come from.
        bonuses: the interactions that tie them.
    """

    variables: tuple[int, ...]
    values: tuple[tuple[int, ...], ...]
    today: tuple[int, ...]
    adds: tuple[tuple[tuple[int, ...], ...], ...]
    rules: tuple[tuple[str, Condition], ...]
    bonuses: tuple[Bonus, ...]

    @property
    def shape(self) -> tuple[int, ...]:
        """Number of values of each variable."""
        return tuple(map(len, self.values))

    @property
    def combinations(self) -> int:
        """Number of ways to combine their values, valid or not."""
        return prod(self.shape)


@dataclass(frozen=True)
class Agenda:
    """A case made ready for the analysis.

    Utilities are shifted and divided so that the numbers are as small as they can be: `offset[p] +
    unit[p] * number` is the utility in the case's units. Parties stand in order of name.

    Attributes:
        case: the case.
        parties: for each party in order of name its index in the case.
        unit: for each such party what one unit here is worth in the case's units.
        offset: what is added to all its outcomes, in the case's units.
        fixed: the one value of each variable that has no other.
        groups: the variables that are still open, in order of the name of each group's first
            variable.
    """

    case: Case
    parties: tuple[int, ...]
    unit: tuple[int, ...]
    offset: tuple[int, ...]
    fixed: dict[int, int]
    groups: tuple[Group, ...]

    @cached_property
    def dtype(self) -> type:
        """int64 if every utility, in units of the agenda, surely fits; else Python's integers."""
        for p in range(len(self.parties)):
            most = sum(max(map(abs, adds)) for group in self.groups for adds in group.adds[p])
            most += sum(abs(bonus.worth[p]) for group in self.groups for bonus in group.bonuses)
            if most >= FITS:
                return object
        return np.int64

    @cached_property
    def count_dtype(self) -> type:
        """Likewise for numbers of outcomes."""
        return np.int64 if prod(group.combinations for group in self.groups) < FITS else object

    def units(self, points: Matrix) -> list[tuple[int, ...]]:
        """Utilities in the case's units and its order of parties, a tuple for each row."""
        columns: list[list[int]] = [[]] * len(self.parties)
        for p, party in enumerate(self.parties):
            columns[party] = [self.offset[p] + self.unit[p] * n for n in points[:, p].tolist()]
        return list(zip(*columns, strict=True))

    def numbers(self, units: Sequence[int]) -> tuple[int, ...]:
        """The reverse for one outcome's utilities: numbers of the agenda, in its order of parties."""
        each = zip(self.parties, self.offset, self.unit, strict=True)
        return tuple((units[party] - offset) // size for party, offset, size in each)

    def settled(self) -> list[int]:
        """A value index for each variable of the case: that of the fixed ones, and 0 for the open ones."""
        return [self.fixed.get(v, 0) for v in range(len(self.case.variables))]


def conjuncts(condition: Condition) -> Iterator[Condition]:
    """Conditions all of which must hold where the given one does, as small as can easily be found."""
    match condition:
        case All(parts):
            for part in parts:
                yield from conjuncts(part)
        case Not(Not(part)):
            yield from conjuncts(part)
        case Not(Any_(parts)):
            for part in parts:
                yield from conjuncts(Not(part))
        case _:
            yield condition


class _Narrowing:
    """What is left of each variable's values once rules over a single open variable have been applied."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.values: list[tuple[int, ...]] = [
            tuple(range(len(v.labels)))
            if v.numbers is not None
            else tuple(sorted(range(len(v.labels)), key=v.labels.__getitem__))
            for v in case.variables
        ]
        self._sets = [frozenset(values) for values in self.values]

    def open(self, condition: Condition) -> list[int]:
        """The variables of the condition that can still take several values, in order of name."""
        names = self.case.variables
        return sorted(
            (v for v in condition.scope if len(self.values[v]) > 1), key=lambda v: names[v].name
        )

    def certain(self, condition: Condition) -> bool:
        """Whether the condition surely holds."""
        return condition.certain(self._sets)

    def impossible(self, condition: Condition) -> bool:
        """Whether the condition surely does not hold."""
        return not condition.possible(self._sets)

    def grid(self, variables: Sequence[int], scope: frozenset[int]) -> Grid:
        """All combinations of the variables, in an axis each; the others in scope as they are fixed."""
        found = {v: np.array([self.values[v][0]]) for v in scope}
        for axis, v in enumerate(variables):
            shape = [1] * len(variables)
            shape[axis] = -1
            found[v] = np.array(self.values[v]).reshape(shape)
        return found

    def where(self, condition: Condition, variable: int) -> list[bool]:
        """For each value of the one open variable whether the condition holds."""
        held = condition.mask(self.grid([variable], condition.scope))
        return [bool(h) for h in np.broadcast_to(held, len(self.values[variable]))]

    def keep(self, variable: int, held: list[bool]) -> None:
        """Drop the values of the variable for which `held` is false."""
        kept = tuple(v for v, h in zip(self.values[variable], held, strict=True) if h)
        self.values[variable], self._sets[variable] = kept, frozenset(kept)

    def apply(self, rules: list[tuple[str, Condition]]) -> list[tuple[str, Condition]]:
        """Apply the rules over at most one open variable until none is left; return the others.

        Raises:
            NoAgreement: a rule cannot be obeyed.
        """
        while True:
            left = []
            narrowed = False
            for name, condition in rules:
                if self.certain(condition):
                    continue
                among = self.open(condition)
                if len(among) > 1 and not self.impossible(condition):
                    left.append((name, condition))
                    continue
                held = self.where(condition, among[0]) if len(among) == 1 else [False]
                if not among and condition.holds([values[0] for values in self.values]):
                    continue
                if not any(held):
                    raise NoAgreement(
                        f"{self.case.name}: the rules leave no outcome at all; the last one looked "
                        f"at is {name!r}, which cannot be obeyed together with those before it"
                    )
                self.keep(among[0], held)
                narrowed = True
            rules = left
            if not narrowed:
                return rules


def agenda(case: Case) -> Agenda:
    """The case with its open variables grouped.

    Raises:
        NoAgreement: the rules leave no outcome. (That they leave one is not certain before the
            groups are scanned.)
        InputError: a party's preferences are not in the case.
    """
    known = case.utilities
    names = sorted(range(len(known.parties)), key=known.parties.__getitem__)
    narrowing = _Narrowing(case)
    rules = [
        (rule.name, part)
        for rule in sorted(case.rules, key=lambda rule: rule.name)
        for part in conjuncts(rule.condition)
    ]
    rules = narrowing.apply(rules)
    offset = [0] * len(names)
    adds = [
        [[known.tables[p][v][i] for i in values] for v, values in enumerate(narrowing.values)]
        for p in names
    ]
    worth: dict[Condition, list[int]] = {}
    for k, p in enumerate(names):
        for condition, units in known.interactions[p]:
            worth.setdefault(condition, [0] * len(names))[k] += units
    bonuses: list[tuple[Condition, list[int]]] = []
    for condition, units_of in worth.items():
        if not any(units_of) or narrowing.impossible(condition):
            continue
        among = narrowing.open(condition)
        if not among or narrowing.certain(condition):
            if condition.holds([values[0] for values in narrowing.values]):
                offset = [sum(pair) for pair in zip(offset, units_of, strict=True)]
        elif len(among) == 1:
            held = narrowing.where(condition, among[0])
            for k, units in enumerate(units_of):
                row = adds[k][among[0]]
                adds[k][among[0]] = [a + units * h for a, h in zip(row, held, strict=True)]
        else:
            bonuses.append((condition, units_of))
    unit = []
    for k in range(len(names)):
        least = [min(row) for row in adds[k]]
        offset[k] += sum(least)
        adds[k] = [[a - low for a in row] for row, low in zip(adds[k], least, strict=True)]
        size = gcd(*(a for row in adds[k] for a in row), *(units[k] for _, units in bonuses)) or 1
        unit.append(size)
        adds[k] = [[a // size for a in row] for row in adds[k]]
    tied = [
        Bonus(condition, tuple(units // size for units, size in zip(units_of, unit, strict=True)))
        for condition, units_of in bonuses
    ]
    fixed = {v: values[0] for v, values in enumerate(narrowing.values) if len(values) == 1}
    return Agenda(
        case,
        tuple(names),
        tuple(unit),
        tuple(offset),
        fixed,
        tuple(_groups(narrowing, adds, rules, tied)),
    )


def _groups(
    narrowing: _Narrowing,
    adds: list[list[list[int]]],
    rules: list[tuple[str, Condition]],
    bonuses: list[Bonus],
) -> Iterator[Group]:
    """The connected components of the graph in which a rule or interaction joins its open variables."""
    variables = narrowing.case.variables
    today = [-1 if value is None else value for value in narrowing.case.today]
    by_name = sorted(range(len(variables)), key=lambda v: variables[v].name)
    group_of = {v: [v] for v in by_name if len(narrowing.values[v]) > 1}
    for condition in [*(rule for _, rule in rules), *(bonus.condition for bonus in bonuses)]:
        among = narrowing.open(condition)
        for v in among[1:]:
            whole, part = group_of[among[0]], group_of[v]
            if whole is not part:
                whole.extend(part)
                group_of.update(dict.fromkeys(part, whole))
    done = set()
    for v in by_name:
        if v not in group_of or v in done:
            continue
        members = sorted(group_of[v], key=lambda m: variables[m].name)
        done.update(members)
        inside = set(members)
        yield Group(
            tuple(members),
            tuple(narrowing.values[m] for m in members),
            tuple(today[m] for m in members),
            tuple(tuple(tuple(row[m]) for m in members) for row in adds),
            tuple((name, rule) for name, rule in rules if inside & set(narrowing.open(rule))),
            tuple(b for b in bonuses if inside & set(narrowing.open(b.condition))),
        )
