"""What is left of a condition once some of its variables are settled, as an automaton.

The variables of a condition are settled one after the other. After each of them the condition has
come down to one of a few questions about the others (a box is still met or it is not; a sum has
come to so much), and two outcomes so far that leave the same question need not be told apart. The
questions are the states of the automaton. Where none is left, because the condition surely holds
or surely does not, the condition is decided.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from detente.analysis.pareto import Numbers
from detente.errors import ConditionTooLarge
from detente.model.number import common_denominator
from detente.model.rule import All, Any_, Condition, In, Not, Sum

HOLDS, FAILS = -1, -2
"""In place of a next state: the condition is decided."""

MOST = 1 << 20
"""States of one condition at one place; above it the condition is too large."""

Residual = Condition | bool


@dataclass(frozen=True)
class Automaton:
    """A condition read variable by variable.

    Attributes:
        variables: those that it looks at and that are open, in the order in which they are settled.
        steps: for each of them, `[state, position]`: the state after it, `HOLDS` or `FAILS`, where
            `position` is that of the variable's value among its values. There is one state to
            begin with; after the last variable the condition is decided.
    """

    variables: tuple[int, ...]
    steps: tuple[Numbers, ...]


def automaton(
    condition: Condition,
    order: Sequence[int],
    values: Sequence[Sequence[int]],
    fixed: dict[int, int],
) -> Automaton:
    """The automaton of a condition, with as few states as there can be.

    Args:
        condition: a condition that the variables decide.
        order: the variables in the order in which they are settled.
        values: for each variable of the order the value indices that it can take.
        fixed: value indices of the variables that are settled from the start.

    Raises:
        ConditionTooLarge: too many questions have to be told apart.
    """
    start: Residual = condition
    for v in sorted(condition.scope & fixed.keys()):
        start = given(start, v, fixed[v])
    among = [(v, options) for v, options in zip(order, values, strict=True) if v in condition.scope]
    left = [frozenset[int]()] * (1 + max([*(v for v, _ in among), *condition.scope], default=0))
    for v, options in among:
        left[v] = frozenset(options)
    box = _box(start, among)
    if box is not None:
        return box
    if isinstance(start, Sum):
        return _sums(start, among, True)
    if isinstance(start, Not) and isinstance(start.part, Sum):
        return _sums(start.part, among, False)
    states: list[Residual] = [start]
    steps = []
    for v, options in among:
        numbers: dict[Residual, int] = {True: HOLDS, False: FAILS}
        found: list[Residual] = []
        step = np.empty((len(states), len(options)), dtype=np.int64)
        for s, state in enumerate(states):
            for i, value in enumerate(options):
                after = _decided(given(state, v, value), left)
                number = numbers.get(after)
                if number is None:
                    number = numbers[after] = len(found)
                    found.append(after)
                step[s, i] = number
        _check(len(found))
        steps.append(step)
        states = found
    return _least(tuple(v for v, _ in among), steps)


def _box(condition: Residual, among: list[tuple[int, Sequence[int]]]) -> Automaton | None:
    """The automaton of a box: values that all have to be met, or all to be missed; else None."""
    yes, no = HOLDS, FAILS
    while isinstance(condition, Not):
        condition, yes, no = condition.part, no, yes
    if isinstance(condition, In):
        condition = All((condition,))
    if not isinstance(condition, All | Any_) or len(condition.parts) != len(among):
        return None
    going_on = isinstance(condition, All)  # a value in its range leaves the question open
    end, early = (yes, no) if going_on else (no, yes)
    ranges = {part.variable: part.values for part in condition.parts if isinstance(part, In)}
    if len(ranges) != len(among):
        return None
    steps = []
    for k, (v, options) in enumerate(among):
        after = end if k == len(among) - 1 else 0
        row = [after if (value in ranges[v]) == going_on else early for value in options]
        steps.append(np.array([row], dtype=np.int64))
    return Automaton(tuple(v for v, _ in among), tuple(steps))


def given(condition: Residual, variable: int, value: int) -> Residual:
    """What is left to ask once a variable has a value; True or False where nothing is."""
    match condition:
        case In(v, values) if v == variable:
            return value in values
        case All(parts) | Any_(parts):
            ends = isinstance(condition, Any_)  # one such part decides the whole
            left: list[Condition] = []
            for part in parts:
                after = given(part, variable, value) if variable in part.scope else part
                if isinstance(after, bool):
                    if after == ends:
                        return ends
                elif after not in left:
                    left.append(after)
            if not left:
                return not ends
            if len(left) == 1:
                return left[0]
            return Any_(tuple(left)) if ends else All(tuple(left))
        case Not(part):
            after = given(part, variable, value)
            return not after if isinstance(after, bool) else Not(after)
        case Sum(terms, low, high):
            add = sum((adds[value] for v, adds in terms if v == variable), Fraction(0))
            rest = tuple((v, adds) for v, adds in terms if v != variable)
            after = Sum(
                rest, None if low is None else low - add, None if high is None else high - add
            )
            return after if rest else after.holds(())
        case _:
            return condition


def _decided(residual: Residual, left: Sequence[frozenset[int]]) -> Residual:
    """The same question, or its answer where the values that are left to its variables give it."""
    if isinstance(residual, bool | In):
        return residual
    if isinstance(residual, All | Any_) and all(isinstance(part, In) for part in residual.parts):
        return residual  # what its single parts say is what it says
    if residual.certain(left):
        return True
    return residual if residual.possible(left) else False


def _check(states: int) -> None:
    if states > MOST:
        raise ConditionTooLarge(
            f"a condition over several issues has to tell more than {MOST:,} states apart; "
            "give its ranges larger steps or split it into several"
        )


def _sums(condition: Sum, among: list[tuple[int, Sequence[int]]], holds: bool) -> Automaton:
    """The automaton of a sum within bounds, or, if not `holds`, outside them: partial sums as states."""
    bounds = [bound for bound in (condition.low, condition.high) if bound is not None]
    terms = condition.terms
    unit = common_denominator([*bounds, *(add for _, adds in terms for add in adds)])
    low = None if condition.low is None else int(condition.low * unit)
    high = None if condition.high is None else int(condition.high * unit)
    rows = []
    for v, options in among:
        of = [adds for variable, adds in terms if variable == v]
        rows.append([sum(int(adds[value] * unit) for adds in of) for value in options])
    fits = sum(max(map(abs, row)) for row in rows) < 2**61
    kind = np.int64 if fits else object
    yes, no = (HOLDS, FAILS) if holds else (FAILS, HOLDS)
    states = np.zeros(1, dtype=kind)
    steps = []
    for k, row in enumerate(rows):
        totals = states[:, None] + np.array(row, dtype=kind)[None, :]
        most = totals + sum(max(later) for later in rows[k + 1 :])
        least = totals + sum(min(later) for later in rows[k + 1 :])
        never = np.zeros(totals.shape, dtype=bool)
        surely = np.ones(totals.shape, dtype=bool)
        if low is not None:
            never |= (most < low).astype(bool)
            surely &= (least >= low).astype(bool)
        if high is not None:
            never |= (least > high).astype(bool)
            surely &= (most <= high).astype(bool)
        open_ = ~(never | surely)
        step = np.where(surely, yes, no).astype(np.int64)
        states, member = np.unique(totals[open_], return_inverse=True)
        _check(len(states))
        step[open_] = member.reshape(-1)
        steps.append(step)
    return _least(tuple(v for v, _ in among), steps)


def _least(variables: tuple[int, ...], steps: list[Numbers]) -> Automaton:
    """The same automaton with states that always lead to the same answer made one, from the end on."""
    least = list(steps)
    for k in range(len(steps) - 1, 0, -1):
        if len(least[k]) == 0:  # every state before is decided
            continue
        rows, member = np.unique(least[k], axis=0, return_inverse=True)
        member = member.reshape(-1)
        # A state all of whose next steps are decided alike is decided itself.
        alike = (rows == rows[:, :1]).all(axis=1) & (rows[:, 0] < 0)
        number = np.cumsum(~alike) - 1
        number[alike] = rows[alike, 0]
        least[k] = rows[~alike]
        before = least[k - 1]
        least[k - 1] = np.where(before >= 0, number[member[np.maximum(before, 0)]], before)
    return Automaton(variables, tuple(least))
