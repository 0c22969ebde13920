"""The four solution concepts of the graph model: which states are stable for a party, and against what."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detente.analysis.stability.graph import GraphModel
from detente.analysis.stability.reach import Turns

CONCEPTS: dict[str, str] = {
    "nash": "Nash",
    "gmr": "General metarational",
    "smr": "Symmetric metarational",
    "seq": "Sequential",
}
"""The concepts, in the order in which results have them, with their names for people."""


def stable_for(model: GraphModel, party: int) -> NDArray[np.bool_]:
    """Which states are stable for a party, in the sense of each concept.

    An *improvement* from s is a state that the party reaches by one move of its own and that it prefers to s. The
    others' *answers* to it are all states that they reach from there by moves in turn, nobody twice in a row; with
    the party's own moves they are asked about:

    - Nash: there is no improvement.
    - GMR: every improvement has an answer that the party does not prefer to s (equal counts: it gained nothing).
    - SMR: ... from which, moreover, no further move of the party's own leads to a state that it prefers to s.
    - SEQ: every improvement has an answer that the party does not prefer to s and in which every move is better for
      its own mover than where that mover stood.

    A move that several must make together is no move of any one of them, and so never an improvement here. It can be
    part of an answer if all who make it are among the others; in SEQ it must be better for all of them.

    Args:
        model: the graph model.
        party: index of the party.

    Returns:
        Shape (4, n), a row for each of `CONCEPTS`.

    Source: Fang, Hipel and Kilgour (1993), Interactive Decision Making: The Graph Model for Conflict Resolution.
    """
    worth = model.worth[:, party]
    own = model.moves_of(party)
    best = own.most(worth)
    others = [mover for mover in model.movers if party not in mover.members]
    any_answer = Turns.of(model.count, others)
    good_answer = Turns.of(model.count, others, model.worth)
    threatened = any_answer.least(worth)
    caught = any_answer.least(np.maximum(worth, best))
    answered = good_answer.least(worth)
    found = [best <= worth]
    for least in (threatened, caught, answered):
        # Of an improvement remains what the worst answer leaves; the best such must be no gain.
        found.append(own.most(np.minimum(worth, least)) <= worth)
    return np.stack(found)
