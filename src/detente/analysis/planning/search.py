"""Least trust, then fewest steps: an exhaustive search over the states from the status quo to the target.

What a plan asks is the largest cost of any state that it visits, and a state's cost depends on the state
alone, so least trust is a bottleneck path. Where nothing ties the moves (`Lattice.free`) it is attained by
steps of one set of performers each; steps of several matter elsewhere, and to save steps.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from heapq import heappop, heappush
from itertools import pairwise

import numpy as np

from detente.analysis.planning.lattice import Lattice
from detente.analysis.planning.quest import Bundle
from detente.analysis.planning.transitions import Group, Numbers, Transitions

Progress = Callable[[int, int], None]
Stop = Callable[[], bool]


class Stopped(Exception):
    """A search was stopped before it had an answer."""


def _never() -> bool:
    return False


MOST_PAIRS = 1_000_000
"""Steps of several performers are tried for brevity as long as this many pairs of states suffice."""

MOST_OPENED = 2**13
"""With more states than this that nothing ties, only steps of one set of performers are tried."""

TIE = 1e-9
"""Gains closer than this count as equal, so that rounding does not choose the plan."""


def least_trust(
    lattice: Lattice,
    progress: Progress | None = None,
    stop: Stop = _never,
    below: int | None = None,
) -> int | None:
    """The least rank at which some plan leads from the start to the target, proven; None if none does.

    Args:
        lattice: the states.
        progress: called with (states opened, states in all) now and then.
        stop: true when it is time to stop.
        below: only ranks below this are of interest.

    Raises:
        Stopped: `stop` became true.
    """
    top = len(lattice.levels) if below is None else below
    if lattice.free:
        return _least_threshold(lattice, top)
    return _bottleneck(lattice, top, progress, stop)


def _least_threshold(lattice: Lattice, top: int) -> int | None:
    """`least_trust` where steps of one group each suffice.

    Halves the ranks until the least is left at which the target can be reached; at the highest of all it can, unless
    somebody does not bear what is in between.
    """
    groups = Transitions(lattice).groups()
    low, high = int(lattice.rank[0]), top - 1
    sure = top == len(lattice.levels) and not lattice.borne
    if low > high or (not sure and _layers(lattice, groups, high)[-1] < 0):
        return None
    while low < high:
        middle = (low + high) // 2
        if _layers(lattice, groups, middle)[-1] >= 0:
            high = middle
        else:
            low = middle + 1
    return high


def _layers(lattice: Lattice, groups: list[Group], most: int) -> Numbers:
    """Steps of one group each that lead to every state through ranks of `most` at the most; -1 where none do.

    Goes on no further than the target.
    """
    allowed = lattice.rank <= most
    depth = np.full(lattice.size, -1, dtype=np.int64)
    depth[0] = 0
    reached = depth == 0
    now = 0
    while reached.any() and depth[-1] < 0:
        now += 1
        before = depth >= 0
        reached = reduce(np.logical_or, (group.onward(before) for group in groups))
        reached &= allowed & ~before
        depth[reached] = now
    return depth


def _bottleneck(lattice: Lattice, top: int, progress: Progress | None, stop: Stop) -> int | None:
    """`least_trust` in general, as a bottleneck shortest path.

    A state's label is the least, over all ways to it, of the highest rank visited.
    """
    steps = Transitions(lattice)
    valid = lattice.valid
    label = np.full(lattice.size, top, dtype=np.int64)
    label[0] = lattice.rank[0]
    if label[0] >= top:
        return None
    waiting = [(int(label[0]), 0)]
    opened = 0
    while waiting:
        level, state = heappop(waiting)
        if lattice.done[state]:
            return level
        if level > label[state]:
            continue
        for fan in (*steps.single(state), *steps.several(state, top - 1)):
            reached = np.maximum(fan.ranks, level)
            better = valid[fan.ends] & (reached < label[fan.ends])
            for end, new in zip(fan.ends[better].tolist(), reached[better].tolist(), strict=True):
                if new < label[end]:
                    label[end] = new
                    heappush(waiting, (new, end))
        opened += 1
        if opened % 512 == 0:
            if progress is not None:
                progress(opened, lattice.size)
            if stop():
                raise Stopped
    return None


@dataclass(frozen=True)
class Way:
    """A way from the start to the target.

    Attributes:
        states: all states, both ends included.
        guarantors: for each step who makes it atomic, or None.
        fewest: whether no way at the same trust has fewer steps, proven.
    """

    states: tuple[int, ...]
    guarantors: tuple[str | None, ...]
    fewest: bool

    def bundles(self, lattice: Lattice, most: int) -> tuple[Bundle, ...]:
        """The moves of each step, which visit no rank above `most`, and whether it is atomic."""
        steps = Transitions(lattice)
        return tuple(
            (steps.moves(here, there, guarantor, most), guarantor is not None)
            for (here, there), guarantor in zip(pairwise(self.states), self.guarantors, strict=True)
        )


def _single_steps(lattice: Lattice, most: int) -> Way:
    """`fewest_steps` by steps of one group each, where those suffice for the trust."""
    groups = Transitions(lattice).groups()
    depth = _layers(lattice, groups, most)
    states, guarantors = [lattice.size - 1], []
    while states[-1] != 0:
        here = np.zeros(lattice.size, dtype=bool)
        here[states[-1]] = True
        before = []
        for number, group in enumerate(groups):
            found = np.flatnonzero(group.backward(here) & (depth == depth[states[-1]] - 1))
            if found.size:
                best = int(found[np.argmax(lattice.gains[found])])
                before.append((-lattice.gains[best], number, best))
        _, number, state = min(before)
        states.append(state)
        guarantors.append(groups[number].guarantor)
    return Way(tuple(reversed(states)), tuple(reversed(guarantors)), fewest=False)


def fewest_steps(
    lattice: Lattice,
    most: int,
    progress: Progress | None = None,
    stop: Stop = _never,
    pairs: int = MOST_PAIRS,
) -> Way:
    """The shortest way that visits no state of a rank above `most`; of the shortest, the one whose gains come earliest.

    Breadth first, a step at a time. The way must exist (`least_trust` has found that it does). Steps of several sets
    of performers are tried as long as their number allows; whether they all were is told by `fewest`.
    """
    if lattice.free and lattice.size > MOST_OPENED:
        return _single_steps(lattice, most)
    steps = Transitions(lattice)
    allowed = lattice.valid & (lattice.rank <= most)
    straight = all(axis.straight for axis in lattice.axes)
    last = steps.last(most) if straight else np.where(lattice.done, 0, -1)
    depth = np.full(lattice.size, -1, dtype=np.int64)
    came = np.full(lattice.size, -1, dtype=np.int64)
    by = np.zeros(lattice.size, dtype=np.int64)
    early = np.zeros(lattice.size)
    depth[0] = 0
    layer = np.zeros(1, dtype=np.int64)
    names = (None, *steps.guarantors)
    opened = now = 0
    fewest = True
    while True:
        final = layer[last[layer] >= 0]
        if final.size:
            break
        if not layer.size:  # only a step of several sets of performers leads there
            assert pairs < lattice.size**2, "a way at this rank was found before"
            return fewest_steps(lattice, most, progress, stop, pairs=lattice.size**2)
        now += 1
        for state in layer.tolist():
            fans = list(steps.single(state))
            if steps.pairs < pairs:
                fans.extend(steps.several(state, most))
            else:
                fewest = False
            for fan in fans:
                ends = fan.ends[(fan.ranks <= most) & allowed[fan.ends]]
                ends = ends[(depth[ends] < 0) | (depth[ends] == now)]
                gains = early[state] + lattice.gains[ends]
                new = (depth[ends] < 0) | (gains > early[ends] + TIE)
                ends = ends[new]
                depth[ends], came[ends], early[ends] = now, state, gains[new]
                by[ends] = names.index(fan.guarantor)
            opened += 1
            if opened % 512 == 0:
                if progress is not None:
                    progress(opened, lattice.size)
                if stop():
                    raise Stopped
        layer = np.flatnonzero(depth == now)
    best = int(final[np.argmax(early[final])])
    states, guarantors = [best], []
    if straight:
        states, guarantors = [lattice.size - 1, best], [names[last[best]]]
    while states[-1] != 0:
        guarantors.append(names[by[states[-1]]])
        states.append(int(came[states[-1]]))
    return Way(tuple(reversed(states)), tuple(reversed(guarantors)), fewest)
