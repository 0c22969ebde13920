"""Stability worked out from the definitions alone, and random small graph models to hold it against."""

from __future__ import annotations

from itertools import chain, combinations

import numpy as np
from hypothesis import strategies as st

from detente.analysis.stability.graph import GraphModel
from detente.analysis.stability.movement import Arcs, Cells, Mover


@st.composite
def models(draw, most_parties=4, most_states=6, joint=True):
    """A graph model with ties, moves in one direction only, joint moves, and moves kept as cells."""
    parties = tuple("abcd"[: draw(st.integers(2, most_parties))])
    count = draw(st.integers(1, most_states))
    state = st.integers(0, count - 1)
    worth = [[draw(st.integers(0, 3)) for _ in parties] for _ in range(count)]
    groups = [(p,) for p in range(len(parties))]
    if joint:
        every = chain.from_iterable(
            combinations(range(len(parties)), size) for size in range(2, len(parties) + 1)
        )
        groups += draw(st.lists(st.sampled_from(sorted(every)), max_size=2, unique=True))
    movers = []
    for members in groups:
        if draw(st.integers(0, 2)) == 0:
            found = np.unique([draw(st.integers(0, 2)) for _ in range(count)], return_inverse=True)
            movers.append(Mover(members, Cells(found[1].reshape(-1).astype(np.int32))))
            continue
        pairs = draw(st.sets(st.tuples(state, state), max_size=2 * count))
        pairs = np.array(sorted((s, t) for s, t in pairs if s != t), dtype=np.int32).reshape(-1, 2)
        movers.append(Mover(members, Arcs.of(count, pairs[:, 0], pairs[:, 1])))
    return GraphModel(tuple(range(count)), parties, np.array(worth), tuple(movers))


def arcs(model):
    """By mover its moves as pairs of states."""
    return {
        mover.members: {
            (s, int(t)) for s in range(model.count) for t in mover.moves.after(s) if s != t
        }
        for mover in model.movers
    }


def prefers(model, party, one, other):
    """Whether a party strictly prefers one state to another."""
    return model.worth[one, party] > model.worth[other, party]


def reached(model, moves, start, members, improving=False):
    """All states that the movers within `members` bring about from `start` by turns, nobody twice in a row.

    Joint moves may follow on each other. With `improving` each move is better for all who make it.
    """
    allowed = {
        who: {
            (s, t) for s, t in pairs if not improving or all(prefers(model, p, t, s) for p in who)
        }
        for who, pairs in moves.items()
        if set(who) <= set(members)
    }
    found, waiting = set(), [(start, None)]
    while waiting:
        here, last = waiting.pop()
        for who, pairs in allowed.items():
            if who == last and len(who) == 1:
                continue
            for s, t in pairs:
                if s == here and (t, who) not in found:
                    found.add((t, who))
                    waiting.append((t, who))
    return {t for t, _ in found}


def stable(model, members, state):
    """The concepts in whose sense a state is stable for a coalition (of one: for a party)."""
    moves = arcs(model)
    members = tuple(members)
    others = [p for p in range(len(model.parties)) if p not in members]

    def own(here):
        if len(members) == 1:
            return {t for s, t in moves.get(members, ()) if s == here}
        return reached(model, moves, here, members)

    def gain(there):
        return all(prefers(model, p, there, state) for p in members)

    better = {t for t in own(state) if gain(t)}
    found = [] if better else ["nash"]
    answers = {t: reached(model, moves, t, others) for t in better}
    if all(any(not gain(u) for u in answers[t]) for t in better):
        found.append("gmr")
    if all(
        any(not gain(u) and not any(gain(w) for w in own(u)) for u in answers[t]) for t in better
    ):
        found.append("smr")
    if all(
        any(not gain(u) for u in reached(model, moves, t, others, improving=True)) for t in better
    ):
        found.append("seq")
    return tuple(found)
