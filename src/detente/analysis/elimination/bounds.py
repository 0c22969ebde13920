"""What a group can give at most, for several weightings of the parties at once.

For one weighting, the most that a group can give is at most what every factor could give alone plus
what every layer could give alone, whatever shares of a factor's worth are moved to the layers that
it looks at. With the best shares this bound is that of the linear relaxation (dual decomposition;
Komodakis, Paragios and Tziritas 2011, MRF Energy Minimization and Beyond via Dual Decomposition,
IEEE TPAMI 33(3), 531-552); with any others it is still a bound. So the shares may be numbers of
double precision, found by any means; only `MARGIN` has to allow for the rounding of their sums.

Utilities are divided by the largest that there could be, so that weighted ones are about 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from detente.analysis.elimination.layers import Layers
from detente.analysis.elimination.network import Doubles, Network
from detente.analysis.elimination.shares import descend, prepare, sweep

MARGIN = 1e-9
"""What the rounding of sums of doubles about 1 can come to, generously."""


class Tables(NamedTuple):
    """What labels are bounded by, a row for each weighting.

    Attributes:
        weights: of the parties, over their utilities in the agenda's units.
        phi: the shares.
        before: for each state of an entry, the most that its factor can still give.
        change: for each choice, what it changes the bound by, factors aside.
        gain: for each cell, what its factor changes the bound by.
        later, rest: see `shares.prepare`.
        root: the bound at the start.
    """

    weights: Doubles
    phi: Doubles
    before: Doubles
    change: Doubles
    gain: Doubles
    later: Doubles
    rest: Doubles
    root: Doubles


class Relaxation:
    """The bounds of a group.

    Attributes:
        span: for each party the largest utility that the group could have, were all its parts to
            agree, less the least.
    """

    def __init__(self, laid: Layers, net: Network, parties: int) -> None:
        self.net = net
        self._adds = np.array(
            [choice.adds for options in laid.choices for choice in options], dtype=np.float64
        ).reshape(-1, parties)
        self._worths = np.array([tie.worth for tie in laid.ties], dtype=np.float64)
        self._worths = self._worths.reshape(-1, parties)
        blocks = [self._adds[a:b] for a, b in zip(net.choice_at, net.choice_at[1:], strict=False)]
        span = np.sum([block.max(axis=0) - block.min(axis=0) for block in blocks], axis=0)
        span += np.abs(self._worths).sum(axis=0)
        self.span: Doubles = np.maximum(span, 1.0)

    def shares(
        self, weights: Doubles, start: Doubles | None, target: float, sweeps: int, rounds: int
    ) -> Doubles:
        """Shares that bound a weighting well.

        Args:
            weights: of the parties.
            start: shares to begin with.
            target: what the weighting is known to reach; the steps aim there.
            sweeps: passes over the layers, to begin with.
            rounds: subgradient steps at most.
        """
        size = int(self.net.sizes[self.net.layer].sum())
        phi = np.zeros(size) if start is None else start.copy()
        forth = np.arange(len(self.net.sizes))
        worths, unary = self._worths @ weights, self._adds @ weights
        for i in range(sweeps):
            sweep(self.net, forth[::-1].copy() if i % 2 else forth, worths, unary, phi)
        descend(self.net, worths, unary, phi, target, rounds)
        return phi

    def tables(self, weights: Sequence[Doubles], phi: Sequence[Doubles]) -> Tables:
        """The tables of some weightings with their shares."""
        net, many = self.net, len(weights)
        choices, layers = len(self._adds), len(net.sizes)
        made = Tables(
            np.array(weights, dtype=np.float64).reshape(many, self._adds.shape[1]),
            np.array(phi, dtype=np.float64).reshape(many, -1) if many else np.zeros((0, 0)),
            np.zeros((many, int((net.states + 1).sum()))),
            np.zeros((many, choices)),
            np.zeros((many, len(net.after))),
            np.zeros((many, layers, choices)),
            np.zeros((many, layers)),
            np.zeros(many),
        )
        for w in range(many):
            worths, unary = self._worths @ made.weights[w], self._adds @ made.weights[w]
            made.root[w] = prepare(
                net, worths, unary, made.phi[w], made.before[w], made.change[w], made.gain[w],
                made.later[w], made.rest[w],
            )  # fmt: skip
        return made
