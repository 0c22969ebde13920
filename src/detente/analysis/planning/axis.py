"""The ways of one variable from where it stands to where the plan leads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import prod

from detente.errors import NoPlan
from detente.model.case import Case
from detente.model.issue import Range
from detente.model.move import Move
from detente.model.rule import All, Any_, Condition, In, Not
from detente.model.standing import Standing

FINEST = 60_000
"""Ranges that the case leaves to the planner are split as finely as keeps the number of states below this."""

MOST_STEPS = 20_000_000
"""They are split no finer, too, than keeps the steps that lead on along one of them, from all states, below this."""

MOST_FINE = 5_000
"""Up to so many stops, of all ranges together, are looked at where moves are made one at a time."""

MOST_STOPS = 12
"""Up to so many stops of a range every move from one to another is looked at, where rules tell them apart."""

MOST_NODES = 80
"""Up to so many nodes an issue's ways round by other values are tried."""


@dataclass(frozen=True)
class Edge:
    """A move between two nodes of an axis."""

    start: int
    end: int
    move: Move


@dataclass(frozen=True)
class Axis:
    """One variable on its way from its value now to its value in the target.

    A node is a value together with what the way to it has left behind: the values that may not be visited again, and
    what stays if the plan breaks off. Node 0 is where the variable stands; every edge leads to a later node.

    Attributes:
        variable: index of the variable.
        values: value index at each node.
        stays: value index that stays at each node if the plan breaks off: the end of the last irrevocable move made,
            else the value that stays where the plan begins.
        edges: the moves, ordered by where they begin.
        first_final: the nodes from this one on are ends of the way; they differ in what stays.
    """

    variable: int
    values: tuple[int, ...]
    stays: tuple[int, ...]
    edges: tuple[Edge, ...]
    first_final: int

    @cached_property
    def onward(self) -> tuple[tuple[Edge, ...], ...]:
        """The edges that begin at each node."""
        found: list[list[Edge]] = [[] for _ in self.values]
        for edge in self.edges:
            found[edge.start].append(edge)
        return tuple(map(tuple, found))

    @cached_property
    def straight(self) -> bool:
        """Whether there is one way only, so that a node is the number of moves made."""
        return all((edge.start, edge.end) == (k, k + 1) for k, edge in enumerate(self.edges))

    @property
    def moves(self) -> tuple[Move, ...]:
        """The moves of a straight axis in order."""
        return tuple(edge.move for edge in self.edges)

    def way(self, start: int, end: int) -> tuple[Move, ...]:
        """The fewest moves from one node to another; the first of equals."""
        came: dict[int, tuple[int, Move] | None] = {start: None}
        layer = [start]
        while end not in came:
            further = []
            for node in layer:
                for edge in self.onward[node]:
                    if edge.end <= end and edge.end not in came:
                        came[edge.end] = (node, edge.move)
                        further.append(edge.end)
            layer = further
        found: list[Move] = []
        step = came[end]
        while step is not None:
            found.append(step[1])
            step = came[step[0]]
        return tuple(reversed(found))


def axes(
    case: Case,
    standing: Standing,
    target: Sequence[int],
    *,
    finest: int = FINEST,
    round_about: bool = False,
    chains: bool = False,
) -> tuple[Axis, ...]:
    """The variables that change, each with its moves.

    Args:
        case: the case.
        standing: where things stand, and what is refused.
        target: value index of each variable at the end.
        finest: ranges are split as finely as keeps the number of states below this.
        round_about: whether an issue may go round by other values, none of them twice.
        chains: whether every axis is to be one chain of moves, at the cost of some ways along ranges.

    Raises:
        NoPlan: no moves lead from one value to another.
    """
    found: dict[int, Axis] = {}
    for v, (here, there) in enumerate(zip(standing.state, target, strict=True)):
        if here == there:
            continue
        if isinstance(case.issues[case.variables[v].issue], Range):
            if standing.refuses(v, there):
                raise _refused(case, v, here, there)
            if not chains and particular(case, standing, v) and abs(there - here) <= MOST_STOPS:
                stops = _stops(case, standing, v, there)
                if stops is None:
                    raise _refused(case, v, here, there)
                found[v] = stops
            continue
        found[v] = _network(case, standing, v, there, round_about)
    parts = _parts(case, standing, target, found, finest)
    for v, count in parts.items():
        whole = case.changes.move(v, standing.state[v], target[v])
        found[v] = chain(v, case.changes.split(whole, count), standing.stays[v])
    return tuple(found[v] for v in sorted(found))


def particular(case: Case, standing: Standing, v: int) -> bool:
    """Whether moves of a range differ by where they begin or end, so that one move is not the same as its parts."""
    issue = case.variables[v].issue
    return any(
        rule.issue == issue and (rule.start is not None or rule.end is not None)
        for rule in case.moves
    ) or any(variable == v for variable, _ in standing.refused)


def _stops(case: Case, standing: Standing, v: int, there: int) -> Axis | None:
    """All ways of a range towards its target, by any stops between."""
    here = standing.state[v]
    sign = 1 if there > here else -1
    edges: list[tuple[tuple[int, int], tuple[int, int], Move]] = []
    nodes: dict[tuple[int, int], None] = {(here, standing.stays[v]): None}
    for value in range(here, there, sign):
        for node in [node for node in nodes if node[0] == value]:
            for after in range(value + sign, there + sign, sign):
                move = case.changes.move(v, value, after)
                if standing.refuses(v, after) or case.changes.increments(move) not in (None, 1):
                    continue
                reached = (after, node[1] if move.revocable else after)
                nodes[reached] = None
                edges.append((node, reached, move))
    useful = {node for node in nodes if node[0] == there}
    for before, reached, _ in reversed(edges):
        if reached in useful:
            useful.add(before)
    if (here, standing.stays[v]) not in useful:
        return None
    order = sorted(useful, key=lambda node: (sign * node[0], node[1]))
    place = {node: k for k, node in enumerate(order)}
    kept = [Edge(place[a], place[b], m) for a, b, m in edges if a in place and b in place]
    kept.sort(key=lambda edge: (edge.start, edge.end))
    ends = sum(node[0] == there for node in order)
    values, stays = tuple(node[0] for node in order), tuple(node[1] for node in order)
    return Axis(v, values, stays, tuple(kept), len(order) - ends)


def coarse(case: Case, standing: Standing, axes_: Sequence[Axis]) -> tuple[int, ...]:
    """The ranges that are split less finely than they can be, where that may make a difference.

    What snaps back asks the same at every stop; there only needs and rules may tell the stops apart.
    """
    conditions = [rule.condition for rule in case.rules]
    conditions += [rule.needs for rule in case.moves if rule.needs is not None]
    found = []
    for axis in axes_:
        here, there = axis.values[0], axis.values[-1]
        ranged = case.variables[axis.variable].numbers is not None
        if not ranged or len(axis.values) > abs(there - here) or not axis.straight:
            continue
        between = range(min(here, there) + 1, max(here, there))
        snaps_back = all(edge.move.revocable for edge in axis.edges)
        if not snaps_back or any(_tells(part, axis.variable, between) for part in conditions):
            found.append(axis.variable)
    return tuple(found)


def _tells(condition: Condition, variable: int, values: range) -> bool:
    """Whether a condition may tell some values of a variable from others."""
    if isinstance(condition, In):
        return condition.variable == variable and len({v in condition.values for v in values}) > 1
    if isinstance(condition, Not):
        return _tells(condition.part, variable, values)
    if isinstance(condition, All | Any_):
        return any(_tells(part, variable, values) for part in condition.parts)
    return variable in condition.scope


def chain(variable: int, moves: Sequence[Move], stays: int) -> Axis:
    """The axis of moves that follow one another."""
    left = [stays]
    for move in moves:
        left.append(left[-1] if move.revocable else move.end)
    values = (moves[0].start, *(move.end for move in moves))
    edges = tuple(Edge(k, k + 1, move) for k, move in enumerate(moves))
    return Axis(variable, values, tuple(left), edges, len(moves))


def _parts(
    case: Case, standing: Standing, target: Sequence[int], known: Mapping[int, Axis], finest: int
) -> dict[int, int]:
    """Into how many parts each range goes that changes, those aside of which the axis is known."""
    others = prod(len(axis.values) for axis in known.values())
    least: dict[int, int] = {}
    most: dict[int, int] = {}
    for v, (here, there) in enumerate(zip(standing.state, target, strict=True)):
        if here == there or v in known:
            continue
        demanded = case.changes.increments(case.changes.move(v, here, there))
        least[v] = demanded or 1
        # what snaps back asks the same however finely it is split
        snaps_back = case.changes.move(v, here, there).revocable
        most[v] = least[v] if demanded and snaps_back else abs(there - here)
    while True:
        longest = max(most, key=lambda v: most[v] - least[v], default=None)
        states = others * prod(count + 1 for count in most.values())
        if longest is None or most[longest] == least[longest]:
            return most
        if states <= finest and (finest > FINEST or states * most[longest] <= MOST_STEPS):
            return most
        most[longest] = max(least[longest], most[longest] - max(1, most[longest] // 64))


def _network(case: Case, standing: Standing, v: int, there: int, round_about: bool) -> Axis:
    """All ways of a variable that visit no value twice, or only its fewest moves."""
    here = standing.state[v]
    refusing = bool(standing.refused)
    path = (
        _allowed_path(case, standing, v, there) if refusing else case.changes.path(v, here, there)
    )
    if path is None:
        raise _refused(case, v, here, there)
    straight = chain(v, path, standing.stays[v])
    if not round_about:
        return straight
    return _round_about(case, standing, v, there) or straight


def _refused(case: Case, v: int, here: int, there: int) -> NoPlan:
    variable = case.variables[v]
    return NoPlan(
        f"no moves lead from {variable.labels[here]!r} to {variable.labels[there]!r} on "
        f"{variable.name}; list the missing change under 'moves', or plan for another outcome"
    )


def _allowed_path(case: Case, standing: Standing, v: int, there: int) -> tuple[Move, ...] | None:
    """The fewest moves to a value, none of them refused."""
    came = {standing.state[v]: standing.state[v]}
    layer = [standing.state[v]]
    while layer and there not in came:
        further = []
        for value in layer:
            for after in case.changes.next_values(v, value):
                if after not in came and not standing.refuses(v, after):
                    came[after] = value
                    further.append(after)
        layer = further
    if there not in came:
        return None
    values = [there]
    while values[-1] != standing.state[v]:
        values.append(came[values[-1]])
    values.reverse()
    return tuple(case.changes.move(v, a, b) for a, b in pairwise(values))


def _round_about(case: Case, standing: Standing, v: int, there: int) -> Axis | None:
    """All ways that visit no value twice; None if there are too many, or only one."""
    State = tuple[int, frozenset[int], int]
    start: State = (standing.state[v], frozenset([standing.state[v]]), standing.stays[v])
    edges: list[tuple[State, State, Move]] = []
    known = {start}
    layer = [start]
    while layer:
        further = []
        for node in layer:
            value, visited, stays = node
            for after in case.changes.next_values(v, value):
                if after in visited or standing.refuses(v, after):
                    continue
                move = case.changes.move(v, value, after)
                left = stays if move.revocable else after
                # at the end of the way it no longer matters what was visited
                passed = frozenset[int]() if after == there else visited | {after}
                reached: State = (after, passed, left)
                edges.append((node, reached, move))
                if reached not in known:
                    known.add(reached)
                    if len(known) > 4 * MOST_NODES:
                        return None
                    if after != there:
                        further.append(reached)
        layer = further
    useful = {node for node in known if node[0] == there}
    for before, after_, _ in reversed(edges):
        if after_ in useful:
            useful.add(before)
    if start not in useful or len(useful) > MOST_NODES:
        return None
    order = sorted(
        useful, key=lambda node: (node[0] == there, len(node[1]), node[0], node[2], sorted(node[1]))
    )
    place = {node: k for k, node in enumerate(order)}
    kept = sorted(
        (Edge(place[a], place[b], move) for a, b, move in edges if a in place and b in place),
        key=lambda edge: (edge.start, edge.end),
    )
    ends = sum(node[0] == there for node in order)
    values, stays_ = tuple(node[0] for node in order), tuple(node[2] for node in order)
    return Axis(v, values, stays_, tuple(kept), len(order) - ends)
