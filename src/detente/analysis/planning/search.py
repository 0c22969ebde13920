"""Least trust, then fewest steps: an exhaustive search over the states from the status quo to the target.

What a plan asks is the largest cost of any state that it visits, and a state's cost depends on the state
alone, so least trust is a bottleneck path. Without a guarantor it is always attained by steps of one set of
performers (a step of several visits every state that some order of the single ones visits); steps of several
matter where a rule forbids the states in between, and to save steps.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from heapq import heappop, heappush

import numpy as np

from detente.analysis.planning.lattice import Lattice
from detente.analysis.planning.transitions import Transitions

Progress = Callable[[int, int], None]

MOST_PAIRS = 60_000_000
"""Steps of several performers are tried for brevity as long as this many pairs of states suffice."""

TIE = 1e-9
"""Gains closer than this count as equal, so that rounding does not choose the plan."""


def least_trust(lattice: Lattice, progress: Progress | None = None) -> int | None:
    """The least rank at which some plan leads from the start to the target, proven; None if none does.

    A bottleneck shortest path: a state's label is the least, over all ways to it, of the highest rank visited.
    """
    steps = Transitions(lattice)
    valid = lattice.valid
    top = len(lattice.levels)
    # only a rule, or a need that a move undoes, lets a step of several reach what single ones cannot
    needs = any(needed is not None for axis in lattice.open for needed in axis)
    jumps = needs or not bool(valid.all())
    label = np.full(lattice.size, top, dtype=np.int64)
    label[0] = lattice.rank[0]
    waiting = [(int(label[0]), 0)]
    opened = 0
    while waiting:
        level, state = heappop(waiting)
        if state == lattice.end:
            return level
        if level > label[state]:
            continue
        fans = list(steps.single(state))
        if jumps:
            fans.extend(steps.several(state, top))
        for fan in fans:
            reached = np.maximum(fan.ranks, level)
            better = valid[fan.ends] & (reached < label[fan.ends])
            for end, new in zip(fan.ends[better].tolist(), reached[better].tolist(), strict=True):
                if new < label[end]:
                    label[end] = new
                    heappush(waiting, (new, end))
        opened += 1
        if progress is not None and opened % 512 == 0:
            progress(opened, lattice.size)
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


def fewest_steps(lattice: Lattice, most: int, progress: Progress | None = None) -> Way:
    """The shortest way that visits no state of a rank above `most`; of the shortest, the one whose gains come earliest.

    Breadth first, a step at a time. The way must exist (`least_trust` has found that it does).
    """
    steps = Transitions(lattice)
    allowed = lattice.valid & (lattice.rank <= most)
    last = steps.last(most)
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
        now += 1
        for state in layer.tolist():
            fans = list(steps.single(state))
            if steps.pairs < MOST_PAIRS:
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
            if progress is not None and opened % 512 == 0:
                progress(opened, lattice.size)
        layer = np.flatnonzero(depth == now)
    states = [lattice.end, int(final[np.argmax(early[final])])]
    guarantors = [names[last[states[-1]]]]
    while states[-1] != 0:
        guarantors.append(names[by[states[-1]]])
        states.append(int(came[states[-1]]))
    return Way(tuple(reversed(states)), tuple(reversed(guarantors)), fewest)
