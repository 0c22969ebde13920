"""One passage over the layers: labels grown layer by layer, the undominated kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from detente.analysis.elimination.bounds import Tables
from detente.analysis.elimination.labels import LIMB, grow, states, undominated
from detente.analysis.elimination.layers import Layers
from detente.analysis.elimination.network import Doubles, Network
from detente.analysis.elimination.thinning import coarse
from detente.analysis.elimination.ties import Arcs, Short
from detente.analysis.pareto import FITS, Matrix, Numbers

_CHUNK = 1 << 18
"""Labels grown at once, so that memory stays flat."""


@dataclass(frozen=True)
class Passage:
    """What a passage found.

    Attributes:
        points: utilities in the agenda's units, a row for each undominated vector found.
        cut: whether labels were left out by choice, so that there may be others.
        arcs: for each layer, if they were asked for.
    """

    points: Matrix
    cut: bool
    arcs: tuple[Arcs, ...]


class Narrow(Exception):
    """There are more labels than the passage may keep."""


class Track:
    """The layers of a group ready to be passed over."""

    def __init__(self, laid: Layers, net: Network, parties: int) -> None:
        self.laid = laid
        self.net = net
        self.parties = parties
        self.limbs = self._limbs()
        self._adds = [self._limbed([option.adds for option in layer]) for layer in laid.choices]
        self._worths = self._limbed([tie.worth for tie in laid.ties])

    def _limbs(self) -> int:
        """How many limbs the largest utility takes; one where it is kept in an int64."""
        most = 0
        for p in range(self.parties):
            size = sum(max(abs(option.adds[p]) for option in layer) for layer in self.laid.choices)
            most = max(most, size + sum(abs(tie.worth[p]) for tie in self.laid.ties))
        return 1 if most < FITS else -(-most.bit_length() // LIMB)

    def _limbed(self, rows: list[tuple[int, ...]]) -> Numbers:
        """Whole numbers in limbs, a row each."""
        found = np.zeros((len(rows), self.parties * self.limbs), dtype=np.int64)
        for i, row in enumerate(rows):
            for p, number in enumerate(row):
                for q in range(self.limbs - 1, 0, -1):
                    found[i, p * self.limbs + q] = number & ((1 << LIMB) - 1)
                    number >>= LIMB
                found[i, p * self.limbs] = number
        return found

    def _points(self, utils: Numbers) -> Matrix:
        """Limbs as whole numbers."""
        if self.limbs == 1:
            return utils
        parts = utils.astype(object).reshape(len(utils), self.parties, self.limbs)
        total = parts[:, :, 0]
        for q in range(1, self.limbs):
            total = total * (1 << LIMB) + parts[:, :, q]
        return total

    def _keys(self, utils: Numbers) -> Numbers:
        """For each party numbers in the order of its utilities."""
        if self.limbs == 1:
            return utils
        found = np.empty((len(utils), self.parties), dtype=np.int64)
        for p in range(self.parties):
            columns = utils[:, p * self.limbs : (p + 1) * self.limbs]
            found[:, p] = np.unique(columns, axis=0, return_inverse=True)[1].reshape(-1)
        return found

    def pass_over(
        self,
        tables: Tables,
        corners: Doubles,
        near: Numbers,
        width: int,
        *,
        cut: bool = False,
        arcs: bool = False,
        slack: tuple[int, ...] | None = None,
        progress: Callable[[int], None] | None = None,
    ) -> Passage:
        """Settles the layers in turn.

        Args:
            tables: what labels are bounded by; see `bounds`.
            corners: where a label must be able to come to, see `corners`.
            near: the weightings that say most of each corner.
            width: labels to keep after a layer at most.
            cut: where there are more, whether to go on with the most promising; else to give up.
            arcs: whether to remember where each label comes from.
            slack: for each party what a label may fall short of another at one layer and still be
                left out for it, in the agenda's units; None for nothing.
            progress: told after each layer how many are done.

        Raises:
            Narrow: there are more labels than `width`, and they may not be cut.
        """
        net = self.net
        words = np.zeros((1, self.laid.words), dtype=np.int64)
        utils = np.zeros((1, self.parties * self.limbs), dtype=np.int64)
        bounds = tables.root[None, :].copy()
        was_cut = False
        remembered = []
        for k in range(len(net.sizes)):
            words, utils, bounds, parent, choice = self._grown(
                k, words, utils, bounds, tables, corners, near
            )
            keys, allowed = self._keys(utils), np.zeros(self.parties, dtype=np.int64)
            if slack is not None:
                keys, allowed = coarse(self._points(utils), slack)
            number = np.empty(len(words), dtype=np.int64)
            target = undominated(number, states(words, number), keys, allowed)
            own = target == np.arange(len(target))
            if slack is not None:
                target[~own] = -1  # what is nearly equal is not a tie
            kept = np.flatnonzero(own)
            if len(kept) > width:
                if not cut:
                    raise Narrow
                was_cut = True
                kept = kept[_promising(bounds[kept], width)]
            if arcs:
                place = np.full(len(target) + 1, -1, dtype=np.int32)
                place[kept] = np.arange(len(kept), dtype=np.int32)
                label = place[target]  # target -1 is the last place, which is -1
                used = np.flatnonzero(label >= 0)
                remembered.append(Arcs(parent[used], choice[used], label[used]))
            words, utils, bounds = words[kept], utils[kept], bounds[kept]
            if progress is not None:
                progress(k + 1)
            if len(words) == 0:
                break
        return Passage(self._points(utils), was_cut, tuple(remembered))

    def _grown(
        self,
        k: int,
        words: Numbers,
        utils: Numbers,
        bounds: Doubles,
        tables: Tables,
        corners: Doubles,
        near: Numbers,
    ) -> tuple[Numbers, Numbers, Doubles, Short, Short]:
        """All labels after layer k: (words, utilities, bounds, parent, choice)."""
        size = int(self.net.sizes[k])
        step = max(1, _CHUNK // size)
        parts = []
        for start in range(0, len(words), step):
            some = slice(start, start + step)
            room = len(words[some]) * size
            out = (
                np.empty((room, words.shape[1]), dtype=np.int64),
                np.empty((room, utils.shape[1]), dtype=np.int64),
                np.empty((room, bounds.shape[1])),
                np.empty(room, dtype=np.int32),
                np.empty(room, dtype=np.int32),
            )
            count = grow(
                self.net, k, words[some], utils[some], bounds[some], self.limbs, self._adds[k],
                self._worths, tables, corners, near, *out,
            )  # fmt: skip
            out[3][:count] += start
            parts.append([array[:count].copy() if count < room else array for array in out])
        found = [np.concatenate(arrays) for arrays in zip(*parts, strict=True)]
        return found[0], found[1], found[2], found[3], found[4]


def _promising(bounds: Doubles, width: int) -> Numbers:
    """Indices of about `width` labels with the highest bounds, by each weighting in equal shares."""
    share = max(1, width // bounds.shape[1])
    chosen = np.zeros(len(bounds), dtype=bool)
    for column in bounds.T:
        chosen[np.argpartition(-column, share)[:share]] = True
    return np.flatnonzero(chosen)
