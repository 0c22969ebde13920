"""The undominated combinations of a group of tied variables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

import numpy as np

from detente.analysis.elimination.bounds import Relaxation, Tables
from detente.analysis.elimination.corners import corners
from detente.analysis.elimination.layers import Layers, layers
from detente.analysis.elimination.network import Doubles, network
from detente.analysis.elimination.passage import Narrow, Passage, Track
from detente.analysis.elimination.ties import Ties
from detente.analysis.grouping import Agenda, Group
from detente.analysis.pareto import Matrix, Numbers, undominated
from detente.errors import TooLarge

FEW = 4096
"""States at the widest place, up to which nothing needs to be bounded."""

SOME = 20_000
"""Labels after a layer, up to which it is not worth while to bound them."""

WIDE = 1 << 24
"""States at the widest place, from which on the order of variables is chosen to let bounds tell early."""

_FIRST_WIDTH, _WIDER = 100, 4
_WEIGHTINGS = 24
_NAMED = 8  # issues that a message names


@dataclass(frozen=True)
class Eliminated:
    """The undominated combinations of a group.

    Attributes:
        points: utilities in the agenda's units, a row for each distinct vector.
        ways: for each the number of combinations with these utilities.
        changes: for each the number of variables that the one kept changes.
        values: for each and each variable of the group the position of the value of the one kept.
        ties: all the combinations, by the number of the point; None where the points are not exact.
    """

    points: Matrix
    ways: list[int]
    changes: Numbers
    values: Numbers
    ties: Ties | None


class Search:
    """The search for the undominated combinations of one group."""

    def __init__(
        self,
        agenda: Agenda,
        group: Group,
        most: int,
        slack: Sequence[int] | None = None,
        progress: Callable[[float], None] | None = None,
    ) -> None:
        self._agenda = agenda
        self._group = group
        self._most = most
        self._parties = len(agenda.parties)
        # Half of what may be lost is lost layer by layer, half by what is near a known point.
        shares = None if slack is None else [much // 2 for much in slack]
        self._near_enough = shares
        self._per_layer = (
            None if shares is None else tuple(much // len(group.variables) for much in shares)
        )
        self._progress = progress
        self._passages = 0
        self._aimed: dict[tuple[float, ...], tuple[float, Doubles]] = {}

    def run(self) -> Eliminated | None:
        """The undominated combinations; None if the rules leave none.

        Raises:
            TooLarge: there are too many labels.
        """
        laid = layers(self._agenda, self._group)
        track = Track(laid, network(laid), self._parties)
        plain = Relaxation(laid, track.net, self._parties)
        narrow = laid.states <= FEW
        try:
            width = self._most if narrow else min(self._most, SOME)
            return self._result(
                laid, self._pass(track, plain, plain.tables([], []), None, width, cut=False)
            )
        except Narrow:
            if narrow:
                # So many undominated labels in so few states: it is the frontier that is too large.
                raise TooLarge(self._too_many()) from None
        if laid.states > WIDE:
            laid = layers(self._agenda, self._group, tell_early=True)
            track = Track(laid, network(laid), self._parties)
        return self._bounded(track)

    def _pass(
        self,
        track: Track,
        relaxation: Relaxation,
        tables: Tables,
        known: Matrix | None,
        width: int,
        cut: bool,
    ) -> Passage:
        """A passage that leaves out what cannot be new beside the points known."""
        if known is None:
            bounding = np.zeros((0, len(tables.weights))), np.zeros((0, 1), dtype=np.int64)
        else:
            bounding = corners(known, relaxation.span, tables, self._near_enough)
        layers_in_all = len(track.net.sizes)
        # How many passages it takes cannot be known: each counts for half of what is left.
        left = 0.5**self._passages
        self._passages += 1

        def tell(done: int) -> None:
            if self._progress is not None:
                self._progress(1 - left + left / 2 * done / layers_in_all)

        return track.pass_over(
            tables, *bounding, width, cut=cut, arcs=True, slack=self._per_layer, progress=tell
        )

    def _bounded(self, track: Track) -> Eliminated | None:
        """By passages of the most promising labels, wider and wider, until none has to be cut."""
        relaxation = Relaxation(track.laid, track.net, self._parties)
        weights = _lattice(relaxation.span)
        phi = [relaxation.shares(one, None, 0.0, 20, 300) for one in weights]
        known: Matrix | None = None
        kept: Eliminated | None = None
        width = _FIRST_WIDTH
        while True:
            last = width >= self._most
            try:
                passage = self._pass(
                    track,
                    relaxation,
                    relaxation.tables(weights, phi),
                    known,
                    min(width, self._most),
                    not last,
                )
            except Narrow:
                raise TooLarge(self._too_many()) from None
            if not passage.cut and self._near_enough is None:
                return self._result(track.laid, passage)
            if self._near_enough is not None:
                kept = _joined(kept, self._result(track.laid, passage))
                if not passage.cut:
                    return kept
            if len(passage.points):
                rows = passage.points if known is None else np.concatenate([known, passage.points])
                known = rows[undominated(rows)]
            if known is not None:
                done = list(zip(weights, phi, strict=True))
                weights = _normals(known, relaxation.span) if self._parties == 2 else weights
                phi = [self._improved(relaxation, one, done, known) for one in weights]
            width *= _WIDER

    def _improved(
        self,
        relaxation: Relaxation,
        weights: Doubles,
        done: Sequence[tuple[Doubles, Doubles]],
        known: Matrix,
    ) -> Doubles:
        """Better shares for a weighting, from those of the nearest that has some."""
        span = relaxation.span
        target = float((known.astype(np.float64) @ weights).max())
        key = tuple(weights.tolist())
        if key in self._aimed and self._aimed[key][0] == target:
            return self._aimed[key][1]  # they would come out the same
        start = min(done, key=lambda pair: float(np.abs((pair[0] - weights) * span).sum()))[1]
        phi = relaxation.shares(weights, start, target, 3, 1000)
        self._aimed[key] = target, phi
        return phi

    def _result(self, laid: Layers, passage: Passage) -> Eliminated | None:
        """What a passage that was not cut has found."""
        if len(passage.points) == 0:
            return None
        ties = Ties(laid, passage.arcs, len(passage.points))
        ways, changes, values = ties.counted()
        exact = self._near_enough is None
        return Eliminated(passage.points, ways, changes, values, ties if exact else None)

    def _too_many(self) -> str:
        case = self._agenda.case
        tied = [case.variables[v].name for v in self._group.variables]
        if len(tied) > _NAMED:
            tied = [*tied[:_NAMED], f"and {len(tied) - _NAMED} more"]
        names = ", ".join(tied)
        return (
            f"rules or interactions tie {names} together, and more than {self._most:,} ways to settle "
            "some of them have to be told apart; allow more memory, or leave out a rule that joins "
            "issues without need"
        )


def _joined(one: Eliminated | None, other: Eliminated | None) -> Eliminated | None:
    """The undominated points of both."""
    if one is None or other is None:
        return other if one is None else one
    points = np.concatenate([one.points, other.points])
    best = undominated(points)
    ways = [*one.ways, *other.ways]
    return Eliminated(
        points[best],
        [ways[i] for i in best.tolist()],
        np.concatenate([one.changes, other.changes])[best],
        np.concatenate([one.values, other.values])[best],
        None,
    )


def _lattice(span: Doubles) -> list[Doubles]:
    """Weightings all over, among them nearly all the weight on each party."""
    parties = len(span)
    parts = {1: 1, 2: 4, 3: 4, 4: 3}.get(parties, 2)
    found = []
    for bars in combinations(range(parts + parties - 1), parties - 1):
        ends = [-1, *bars, parts + parties - 1]
        share = np.array([b - a - 1 for a, b in pairwise(ends)], dtype=float)
        share = np.maximum(share / parts, 1e-4)
        found.append(share / share.sum() / span)
    return found


def _normals(points: Matrix, span: Doubles) -> list[Doubles]:
    """Weightings under which two neighbours on the convex hull of the points are equal, and both ends.

    With two parties. Of many, some evenly spread.
    """
    scaled = points.astype(np.float64) / span
    hull: list[Doubles] = []
    for point in scaled[np.lexsort((-scaled[:, 1], scaled[:, 0]))]:
        while len(hull) > 1 and _turns_left(hull[-2], hull[-1], point):
            hull.pop()
        hull.append(point)
    found = [np.array([1 - 1e-4, 1e-4])]
    for a, b in zip(hull[::-1], hull[-2::-1], strict=False):
        normal = np.array([b[1] - a[1], a[0] - b[0]])
        if (normal > 0).all():
            found.append(normal / normal.sum())
    found.append(np.array([1e-4, 1 - 1e-4]))
    if len(found) > _WEIGHTINGS:
        at = np.unique(np.linspace(0, len(found) - 1, _WEIGHTINGS).round().astype(int))
        found = [found[i] for i in at]
    return [one / span for one in found]


def _turns_left(a: Doubles, b: Doubles, c: Doubles) -> bool:
    """Whether b is at or below the line from a to c."""
    return bool((b[0] - a[0]) * (c[1] - b[1]) - (b[1] - a[1]) * (c[0] - b[0]) >= 0)


def eliminate(
    agenda: Agenda,
    group: Group,
    most: int,
    slack: Sequence[int] | None = None,
    progress: Callable[[float], None] | None = None,
) -> Eliminated | None:
    """The undominated combinations of a group of tied variables; None if the rules leave none.

    Args:
        agenda: the case made ready.
        group: one of its groups.
        most: labels to keep at once at most.
        slack: for each party of the agenda, by how much a valid combination may beat every one that
            is returned, in the agenda's units; None for nothing at all.
        progress: told now and then what share of the work is done, by and by less and less at a time.

    Raises:
        TooLarge: there are too many labels.
    """
    return Search(agenda, group, most, slack, progress).run()
