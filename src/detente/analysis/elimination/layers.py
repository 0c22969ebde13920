"""A group of tied variables laid out layer by layer, as tables of whole numbers.

The variables are settled one after the other. What is still to be asked about those settled so far
is one state of each condition's automaton, packed into a few machine words. The tables say, for
each layer, each condition that looks at its variable, each state and each choice of a value, what
the next state is and whether the condition pays.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import prod

from detente.analysis.elimination.automaton import Automaton, automaton
from detente.analysis.free import undominated
from detente.analysis.grouping import Agenda, Group
from detente.analysis.pareto import Numbers
from detente.model.rule import All, Any_, Condition, In, Not, Sum

Row = tuple[int, ...]


@dataclass(frozen=True)
class Choice:
    """Values of a variable that no condition tells apart and that add the same for every party.

    Attributes:
        positions: of the values among the group's values of the variable; the one to take first.
        adds: what each party gets.
        change: 1 if none of them is the status quo's, else 0.
    """

    positions: tuple[int, ...]
    adds: Row
    change: int


@dataclass(frozen=True)
class Tie:
    """A rule or an interaction of the group, ready to be followed.

    Attributes:
        layers: those that it looks at, ascending.
        steps: for each of them `[state, choice]`: the state after it, `HOLDS` or `FAILS`.
        rule: whether it has to hold.
        worth: what it pays each party where it holds (zeros for a rule).
        word: the machine word that keeps its state between two of its layers.
        shift: and from which bit on.
        mask: as many ones as its state has bits.
    """

    layers: tuple[int, ...]
    steps: tuple[Numbers, ...]
    rule: bool
    worth: Row
    word: int
    shift: int
    mask: int


@dataclass(frozen=True)
class Layers:
    """A group ready for elimination.

    Attributes:
        order: for each layer the index of its variable in the group.
        choices: for each layer.
        ties: the rules and interactions.
        words: number of machine words that a state takes.
        states: a rough upper bound of the number of states at the widest place.
    """

    order: tuple[int, ...]
    choices: tuple[tuple[Choice, ...], ...]
    ties: tuple[Tie, ...]
    words: int
    states: float


def layers(agenda: Agenda, group: Group, tell_early: bool = False) -> Layers:
    """The layers of a group.

    Args:
        agenda: the case made ready.
        group: one of its groups.
        tell_early: whether to begin with the variables that most conditions look at, so that bounds
            soon tell the ways to settle them apart; else few conditions are open at a time.

    Raises:
        TooLarge: a condition has too many states.
    """
    index = {v: k for k, v in enumerate(group.variables)}
    conditions: list[tuple[Condition, bool, Row]] = [
        (condition, True, (0,) * len(agenda.parties)) for _, condition in group.rules
    ]
    conditions += [(bonus.condition, False, bonus.worth) for bonus in group.bonuses]
    scopes = [tuple(sorted(index[v] for v in c.scope if v in index)) for c, _, _ in conditions]
    signatures = _signatures(group, [condition for condition, _, _ in conditions])
    order = arrange(len(group.variables), scopes)
    if tell_early:
        asked = [sum(k in scope for scope in scopes) for k in range(len(order))]
        order.sort(key=lambda k: -asked[k])
    choices = tuple(_choices(group, k, signatures[k], len(agenda.parties)) for k in order)
    variables = [group.variables[k] for k in order]
    values = [
        [group.values[k][choice.positions[0]] for choice in options]
        for k, options in zip(order, choices, strict=True)
    ]
    place = {v: layer for layer, v in enumerate(variables)}
    found = []
    for condition, rule, worth in conditions:
        among = automaton(condition, variables, values, agenda.fixed)
        found.append((among, tuple(place[v] for v in among.variables), rule, worth))
    slots, words = _slots([(f[1], f[0]) for f in found])
    ties = tuple(
        Tie(at, among.steps, rule, worth, *slot)
        for (among, at, rule, worth), slot in zip(found, slots, strict=True)
    )
    return Layers(tuple(order), choices, ties, words, _widest(ties, choices))


def _widest(ties: Sequence[Tie], choices: Sequence[Sequence[Choice]]) -> float:
    """The largest number of states there can be after a layer: by conditions, or by what they look at."""
    most = 1.0
    for layer in range(len(choices) - 1):
        states = 1.0
        looked: set[int] = set()
        for tie in ties:
            if tie.layers[0] <= layer < tie.layers[-1]:
                following = next(k for k, at in enumerate(tie.layers) if at > layer)
                states *= 1 + len(tie.steps[following])
                looked.update(at for at in tie.layers if at <= layer)
        by_choice = prod((float(len(choices[at])) for at in looked), start=1.0)
        most = max(most, min(states, by_choice))
    return most


def _tests(condition: Condition) -> Iterator[tuple[int, object]]:
    """What a condition asks of single variables: a set of values, or what each value adds."""
    match condition:
        case In(v, values):
            yield v, values
        case All(parts) | Any_(parts):
            for part in parts:
                yield from _tests(part)
        case Not(part):
            yield from _tests(part)
        case Sum(terms):
            yield from terms


def _signatures(group: Group, conditions: Sequence[Condition]) -> list[list[tuple[object, ...]]]:
    """For each variable and value of the group, the answers to all that any condition asks of it."""
    index = {v: k for k, v in enumerate(group.variables)}
    found: list[list[list[object]]] = [[[] for _ in values] for values in group.values]
    for condition in conditions:
        for v, asked in _tests(condition):
            if v not in index:
                continue
            for answers, value in zip(found[index[v]], group.values[index[v]], strict=True):
                answers.append(value in asked if isinstance(asked, frozenset) else asked[value])  # type: ignore[index]
    return [[tuple(answers) for answers in of] for of in found]


def _choices(
    group: Group, k: int, signatures: list[tuple[object, ...]], parties: int
) -> tuple[Choice, ...]:
    """The choices for a variable; values that another, treated alike, beats for everyone are left out."""
    alike: dict[tuple[object, ...], dict[Row, list[int]]] = {}
    for position, signature in enumerate(signatures):
        adds = tuple(group.adds[p][k][position] for p in range(parties))
        alike.setdefault(signature, {}).setdefault(adds, []).append(position)
    found = []
    for by_adds in alike.values():
        best = set(undominated(by_adds))
        for adds, positions in by_adds.items():
            if adds in best:
                positions.sort(key=lambda i: group.values[k][i] != group.today[k])  # stable
                change = group.today[k] >= 0 and group.values[k][positions[0]] != group.today[k]
                found.append(Choice(tuple(positions), adds, int(change)))
    return tuple(found)


def arrange(variables: int, scopes: Sequence[tuple[int, ...]]) -> list[int]:
    """An order of the variables in which few scopes at a time are begun and not yet ended.

    From each variable as the first (of many, those with the fewest scopes), goes on with the one
    that then leaves the fewest scopes open; the order with the smallest sum over its places is taken.
    The number of states to be told apart after a place is at most exponential in the scopes open
    there (as with the pathwidth of the graph of issues; Dechter 1999, Bucket Elimination,
    Artificial Intelligence 113, 41-85, for an order of any kind).
    """
    scopes = sorted({scope for scope in scopes if len(scope) > 1})
    touching: list[list[int]] = [[] for _ in range(variables)]
    for s, scope in enumerate(scopes):
        for v in scope:
            touching[v].append(s)
    starts = sorted(range(variables), key=lambda v: (len(touching[v]), v))[:12]
    best: tuple[tuple[int, int], list[int]] | None = None
    for start in starts:
        missing = [len(scope) for scope in scopes]
        open_ = 0
        order: list[int] = []
        widths: list[int] = []
        # What settling a variable next would add to the number of scopes open.
        more = [sum(1 for s in touching[v]) for v in range(variables)]
        left = set(range(variables))
        following = start
        while True:
            v = following
            left.discard(v)
            order.append(v)
            for s in touching[v]:
                if missing[s] == len(scopes[s]):
                    open_ += 1
                    for other in scopes[s]:
                        more[other] -= 1
                missing[s] -= 1
                if missing[s] == 0:
                    open_ -= 1
                elif missing[s] == 1:
                    for other in scopes[s]:
                        more[other] -= 1
            widths.append(open_)
            if not left:
                break
            following = min(left, key=lambda v: (more[v], -len(touching[v]), v))
        cost = (sum(widths), max(widths))
        if best is None or cost < best[0]:
            best = cost, order
    assert best is not None
    return best[1][::-1]


def _slots(
    found: Sequence[tuple[tuple[int, ...], Automaton]],
) -> tuple[list[tuple[int, int, int]], int]:
    """For each condition where its state is kept: (word, shift, mask); and the number of words."""
    bits = [max([0, *(len(step) for step in among.steps[1:])]).bit_length() for _, among in found]
    slots: list[tuple[int, int, int]] = [(0, 0, 0)] * len(found)
    used: list[list[tuple[int, int, int]]] = []  # for each word, (until, shift, bits)
    for f in sorted(range(len(found)), key=lambda f: found[f][0][0]):
        at, size = found[f][0], bits[f]
        if len(at) == 1:
            continue
        for word in range(len(used) + 1):
            if word == len(used):
                used.append([])
            kept = sorted((shift, width) for until, shift, width in used[word] if until >= at[0])
            free = 0
            for shift, width in kept:
                if shift - free >= size:
                    break
                free = shift + width
            if free + size <= 63:
                used[word] = [one for one in used[word] if one[0] >= at[0]]
                used[word].append((at[-1], free, size))
                slots[f] = word, free, (1 << size) - 1
                break
    return slots, max(1, len(used))
