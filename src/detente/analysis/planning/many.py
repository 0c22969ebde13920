"""Plans of many moves: one order, cut into few steps, with what is proven of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import prod

from detente.analysis.planning.account import moments, trust_of
from detente.analysis.planning.axis import Axis
from detente.analysis.planning.floor import Floor
from detente.analysis.planning.merging import merged
from detente.analysis.planning.ordering import Ordering, ordering
from detente.analysis.planning.quest import Answer, Bundle, Quest
from detente.analysis.planning.swapping import swapped
from detente.model.move import Move

FEW = (50, 400)
"""Beams as wide as this look for an order of few steps."""


def many(
    quest: Quest,
    ways: Sequence[Axis],
    lowest: Floor,
    stop: Callable[[], bool],
    *,
    detours: bool,
    trust_only: bool = False,
) -> Answer | None:
    """The best order of many moves that can be found; None if none was."""
    if quest.limits.never_worse:
        return _never_worse(quest, ways, lowest, stop)
    problem = ordering(quest, ways)
    if problem is None:
        return None
    from detente.analysis.planning.beam import Beam
    from detente.analysis.planning.large import search

    at_once = _at_once(quest, problem)
    if at_once is not None and trust_of(quest, moments(quest, at_once)) == lowest.trust:
        why = "one step that is guaranteed does it all"
        return Answer(at_once, lowest.trust, lowest.trust, True, True, why)
    sought = search(problem, lowest.trust, stop)
    if sought.trust is None:
        return None
    bound = lowest.trust if detours else sought.bound
    proven = sought.proven() and bound == sought.trust
    why = _why(quest, problem, lowest, bound, proven)
    if trust_only:
        return Answer((), sought.trust, bound, proven, False, why)
    best = bundled(quest, problem, sought.order)
    beam = Beam(problem)
    for width in FEW:
        if stop() or width > beam.widest // 4:
            break
        order = beam.order(sought.trust, width, few=True)
        if order is not None:
            bundles = bundled(quest, problem, order)
            if len(bundles) < len(best) and _trust(quest, bundles) <= sought.trust:
                best = bundles
    best = merged(quest, best, sought.trust)
    return Answer(best, _trust(quest, best), bound, proven, False, why)


def _never_worse(
    quest: Quest, ways: Sequence[Axis], lowest: Floor, stop: Callable[[], bool]
) -> Answer | None:
    """Steps that leave nobody worse off: all at once if one guarantor stands for it, or swaps of a few moves."""
    moves = tuple(move for axis in ways for move in axis.moves)
    found = swapped(quest, ways, lambda: True) if _stands_for(quest, moves) else None
    if found is None or _trust(quest, found) > lowest.trust:
        found = swapped(quest, ways, stop) or found
    if found is None:
        return None
    trust = _trust(quest, found)
    size = prod(len(axis.values) for axis in ways)
    why = (
        f"{number(size)} states lie between where things stand and the target, too many to search them all; the "
        "floor is what the first, the last and the largest moves ask"
    )
    return Answer(found, trust, lowest.trust, trust == lowest.trust, len(found) == 1, why)


def number(count: int) -> str:
    """A number of states as people can read it."""
    return f"{count:,}" if count < 10**15 else f"some 10^{len(str(count)) - 1}"


def _trust(quest: Quest, bundles: Sequence[Bundle]) -> Fraction:
    return trust_of(quest, moments(quest, bundles))


def _why(quest: Quest, problem: Ordering, lowest: Floor, bound: Fraction, proven: bool) -> str:
    """What the bound rests on."""
    many_states = f"{number(problem.states)} states lie between where things stand and the target"
    if bound == lowest.trust:
        name = "" if lowest.variable is None else quest.case.title_of(lowest.variable)
        ground = {
            "start": "every plan begins where things stand, and that asks as much",
            "ends": f"whatever the order, the first and the last move ask as much ({name})",
            "largest": f"whatever the order, one large move asks as much ({name})",
        }[lowest.why]
        return f"{many_states}; {ground}"
    if proven:
        return f"{many_states}; all that less trust would reach were searched, and the target is not among them"
    return f"{many_states}, too many to search them all"


def _at_once(quest: Quest, problem: Ordering) -> tuple[Bundle, ...] | None:
    """Everything in one step, where one guarantor stands for all of it and nothing has to come first."""
    return ((problem.move, True),) if _stands_for(quest, problem.move) else None


def _stands_for(quest: Quest, moves: Sequence[Move]) -> bool:
    """Whether one guarantor stands for all of some moves, and nothing has to come first."""
    named = {move.guarantor for move in moves}
    if len(named) != 1 or None in named:
        return False
    state = quest.standing.state
    return all(move.needs is None or move.needs.holds(state) for move in moves)


def bundled(quest: Quest, problem: Ordering, order: Sequence[int]) -> tuple[Bundle, ...]:
    """An order of single moves as few steps: what one set of performers does in a row is one step.

    As far as what each move needs holds before the step begins. What is left at the end is one step, guaranteed if that
    is why it could be left.
    """
    state = list(quest.standing.state)
    steps: list[list[Move]] = []
    before = tuple(state)
    moves = [problem.move[edge] for edge in order]
    close = _close(moves)
    for number, move in enumerate(moves):
        ready = move.needs is None or move.needs.holds(before)
        joins = bool(steps) and steps[-1][-1].by == move.by and ready
        if number == close:
            before = tuple(state)
            steps.append(list(moves[number:]))
            break
        if joins:
            steps[-1].append(move)
        else:
            before = tuple(state)
            steps.append([move])
        state[move.variable] = move.end
    return tuple((tuple(step), _guaranteed(step)) for step in steps)


def _close(moves: Sequence[Move]) -> int:
    """Where the last moves begin that one guarantor stands for; past the end where one set performs them too."""
    at = len(moves)
    while (
        at
        and moves[at - 1].guarantor is not None
        and moves[at - 1].guarantor == moves[-1].guarantor
    ):
        at -= 1
    return at if len({move.by for move in moves[at:]}) > 1 else len(moves)


def _guaranteed(step: Sequence[Move]) -> bool:
    """Whether a step of several sets of performers is guaranteed."""
    return len({move.by for move in step}) > 1
