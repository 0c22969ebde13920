"""Where to, under how much trust: the least trust that reaches each settlement, the best one within a given trust."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from itertools import islice

from detente.analysis.curve import CurvePoint, Threshold, TrustCurve, Within
from detente.analysis.frontier import Frontier, Point
from detente.analysis.least import least
from detente.analysis.scale import scales
from detente.analysis.selection import SELECTED, Selection
from detente.analysis.settlement import Ideals, settled
from detente.errors import InputError
from detente.model.case import Case, Indices
from detente.model.limits import Limits
from detente.model.standing import Standing

MOST_POINTS = 2_000
"""Points for which a plan is looked for where nobody says otherwise."""

MOST_OUTCOMES = 8
"""Outcomes with the same utilities for which a plan is looked for: what they ask may differ."""

ZERO = Fraction(0)

Progress = Callable[[int, int], None]
Stop = Callable[[], bool]


def trust_curve(
    case: Case,
    found: Frontier | Ideals | None = None,
    *,
    limits: Limits | None = None,
    standing: Standing | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
    most: Fraction | None = None,
    points: int = MOST_POINTS,
    outcomes: int = MOST_OUTCOMES,
) -> TrustCurve:
    """For each settlement the least trust that reaches it, and for each trust the best settlement by each concept.

    Every point of the frontier that is acceptable to all counts as a settlement. The solution concepts choose among
    what can be reached by their usual criteria; reservation values and ideal stay those of the whole case, so that
    their goal posts do not move with the trust. A concept's choice can only get better with more trust.

    Args:
        case: the case; it needs a status quo for every issue.
        found: its frontier or its settlements, if they are known already. Where the frontier has too many points to
            be listed, only the settlements of the concepts are looked at.
        limits: what else is asked of each plan.
        standing: where things stand; the status quo by default.
        progress: called with (points done, points in all).
        stop: asked before each point; true means that the points not yet looked at are left out.
        most: points that ask more trust than this need not be told apart.
        points: how many points are looked at; of more, the concepts' settlements and others spread evenly.
        outcomes: how many outcomes with the utilities of a point are tried.

    Raises:
        InputError: no status quo, or a party without preferences.
        NoAgreement: nothing is acceptable to all.

    Source: for the concepts, see `detente.analysis.solution`; for trust, `detente.plan`.
    """
    search = _Search.of(case, found, limits, standing, outcomes, stop)
    order, left_out = _spread(search.candidates, search.picked, points)
    reached: dict[Indices, CurvePoint] = {}
    for number, point in enumerate(order):
        if stop is not None and stop():
            left_out += len(order) - number
            break
        if progress is not None:
            progress(number, len(order))
        reached[point.units] = search.reach(point, most)
    curve = tuple(reached[p.units] for p in search.candidates if p.units in reached)
    known = case.utilities
    return TrustCurve(
        case,
        search.frontier,
        curve,
        _best(search.selection, curve),
        {
            party: known.value(p, size)
            for p, (party, size) in enumerate(zip(known.parties, search.scale, strict=True))
        },
        left_out,
        most,
        _notes(search, curve, left_out),
    )


def best_within(
    case: Case,
    trust: Fraction,
    concept: str = "nash",
    *,
    found: Frontier | Ideals | None = None,
    limits: Limits | None = None,
    standing: Standing | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
    points: int = MOST_POINTS,
    outcomes: int = MOST_OUTCOMES,
) -> Within:
    """The settlement that a concept chooses among all that a plan of at most some trust reaches.

    Without the whole curve: the points are tried in the concept's own order, and the first that can be reached is
    the answer. Where none can be, the least trust that reaches any is looked for.

    Args:
        case: the case; it needs a status quo for every issue.
        trust: what the plan may ask at most.
        concept: one of `SELECTED`.
        found: the frontier or the settlements, if they are known already.
        limits: what else is asked of the plan.
        standing: where things stand; the status quo by default.
        progress: called with (points tried, points in all).
        stop: asked before each point; true means that what has been found so far is given.
        points: how many points are tried at most.
        outcomes: how many outcomes with the utilities of a point are tried.

    Raises:
        InputError: no status quo, or the concept does not choose from points.
        NoAgreement: nothing is acceptable to all.
    """
    search = _Search.of(case, found, limits, standing, outcomes, stop)
    rest, skipped = _spread(search.candidates, search.picked, points)
    whole, sure = len(rest), not skipped and search.frontier is not None
    passed: list[CurvePoint] = []
    while rest:
        if stop is not None and stop():
            return Within(trust, concept, None, None, optimal=False)
        if progress is not None:
            progress(len(passed), whole)
        choice = search.selection.choice(concept, rest)
        if concept == "nash" and choice.score == 0:
            break  # who gains at some point that can be reached is not known before all are tried
        tried = search.reach(rest.pop(choice.index), trust)
        if tried.trust is not None:
            return Within(trust, concept, tried, None, sure and all(p.optimal for p in passed))
        passed.append(tried)
    tried_all = [search.reach(point, trust) for point in rest]
    reached = [point for point in tried_all if point.trust is not None]
    passed += [point for point in tried_all if point.trust is None]
    sure = sure and all(point.optimal for point in passed)
    if reached:
        choice = search.selection.choice(concept, [point.point for point in reached])
        return Within(trust, concept, reached[choice.index], None, sure)
    nearest = search.nearest(passed)
    return Within(trust, concept, None, nearest, sure)


@dataclass(frozen=True)
class _Search:
    """What looking for the trust of many points shares.

    Attributes:
        case: the case.
        frontier: the frontier that the points lie on, if it is listed.
        candidates: the acceptable points, in the frontier's order.
        picked: by the utilities of a point, the concepts that choose it from the whole frontier.
        selection: chooses among points.
        scale: for each party in its units.
        limits: what else is asked of each plan.
        standing: where things stand.
        outcomes: how many outcomes of a point are tried.
        stop: true when what is known so far is wanted.
    """

    case: Case
    frontier: Frontier | None
    candidates: tuple[Point, ...]
    picked: dict[Indices, tuple[str, ...]]
    selection: Selection
    scale: tuple[int, ...]
    limits: Limits | None
    standing: Standing | None
    outcomes: int
    stop: Stop | None = None

    @classmethod
    def of(
        cls,
        case: Case,
        found: Frontier | Ideals | None,
        limits: Limits | None,
        standing: Standing | None,
        outcomes: int,
        stop: Stop | None,
    ) -> _Search:
        if case.status_quo is None:
            raise InputError.at(
                case.name, "a plan starts from today: give every issue its 'status_quo' in the case"
            )
        known = settled(case, found)
        frontier = found if isinstance(found, Frontier) else known.frontier
        picked: dict[Indices, tuple[str, ...]] = {}
        own: dict[Indices, Point] = {}
        for concept in SELECTED:
            point = known.by_concept[concept].point
            assert point is not None
            picked[point.units] = (*picked.get(point.units, ()), concept)
            own[point.units] = point
        listed = tuple(own.values()) if frontier is None else frontier.acceptable
        candidates = tuple(sorted(listed, key=lambda point: point.units, reverse=True))
        scale = scales(frontier or known)
        selection = Selection.of(known)
        return cls(case, frontier, candidates, picked, selection, scale, limits, standing, outcomes)

    def reach(self, point: Point, most: Fraction | None) -> CurvePoint:
        """The least trust that reaches a point by any of its outcomes, as far as they are tried."""
        best: tuple[Fraction, Indices] | None = None
        bounds: list[Fraction] = []
        sure, tried = True, 0
        for target in self._outcomes(point):
            asked = least(
                self.case,
                target,
                self.scale,
                standing=self.standing,
                limits=self.limits,
                most=most if best is None else best[0],
                stop=self.stop,
            )
            tried += 1
            sure = sure and asked.optimal
            if asked.trust is not None or not asked.optimal or most is not None:
                bounds.append(asked.bound)
            if asked.trust is not None and (best is None or asked.trust < best[0]):
                best = asked.trust, target
            if best is not None and best[0] == 0:
                break
        every = tried == point.ways and self._complete
        bound = min(bounds, default=ZERO) if every else ZERO
        if best is not None and best[0] <= bound:
            sure = every = True
        optimal = sure and every
        if best is None:
            reachable = False if optimal and most is None else None
            found = CurvePoint(
                self.case, point, point.indices, None, bound, reachable, optimal, tried
            )
        else:
            trust, target = best
            bound = trust if optimal else min(bound, trust)
            found = CurvePoint(self.case, point, target, trust, bound, True, optimal, tried)
        return replace(found, settlements=self.picked.get(point.units, ()))

    def _outcomes(self, point: Point) -> Iterator[Indices]:
        """The outcome kept for a point, then others with the same utilities."""
        yield point.indices
        if point.ways > 1 and self.frontier is not None and self._complete:
            others = (x for x in self.frontier.outcomes_of(point) if x != point.indices)
            yield from islice(others, self.outcomes - 1)

    @cached_property
    def _complete(self) -> bool:
        """Whether all outcomes behind a point are known, as they are of an exact frontier."""
        if self.frontier is not None and self.candidates:
            try:
                self.frontier.outcomes_of(self.candidates[0])
            except ValueError:
                return False
        return True

    def nearest(self, passed: Sequence[CurvePoint]) -> CurvePoint | None:
        """Of some points the one that asks the least trust; the first of equals; None if none is reached."""
        best: CurvePoint | None = None
        sure = True
        for point in sorted(passed, key=lambda point: point.bound):
            if best is not None and best.trust is not None and point.bound >= best.trust:
                break
            if self.stop is not None and self.stop():
                sure = False
                break
            found = self.reach(point.point, None if best is None else best.trust)
            sure = sure and found.optimal
            if found.trust is None:
                continue
            if best is None or best.trust is None or found.trust < best.trust:
                best = found
        return best if best is None else replace(best, optimal=sure)


def _spread(
    candidates: Sequence[Point], picked: dict[Indices, tuple[str, ...]], most: int
) -> tuple[list[Point], int]:
    """The points to look at, the concepts' settlements first and then ever finer along the frontier; how many are not.

    In this order a search that is stopped early has looked everywhere a little.
    """
    first = [point for point in candidates if point.units in picked]
    rest = [point for point in candidates if point.units not in picked]
    order: dict[int, None] = {}
    stride = 1 << max(len(rest) - 1, 0).bit_length()
    while stride and len(order) < len(rest):
        order |= dict.fromkeys(range(0, len(rest), stride))
        stride //= 2
    found = [*first, *(rest[k] for k in order)]
    return found[:most], max(len(found) - most, 0)


def _best(selection: Selection, curve: Sequence[CurvePoint]) -> dict[str, tuple[Threshold, ...]]:
    """For each concept from which trust on it chooses which point."""
    by_trust: dict[Fraction, list[CurvePoint]] = {}
    for point in curve:
        if point.trust is not None:
            by_trust.setdefault(point.trust, []).append(point)
    found: dict[str, tuple[Threshold, ...]] = {}
    for concept in SELECTED:
        steps: list[Threshold] = []
        so_far: list[CurvePoint] = []
        gainers: set[int] = set()
        for trust in sorted(by_trust):
            new = by_trust[trust]
            so_far += new
            among = [*(step.point for step in steps[-1:]), *new]
            if concept == "nash":
                # a party that gains at no point that can be reached does not count in the product
                able = gainers | {p for point in new for p in selection.gainers(point.point)}
                if able != gainers:
                    gainers, among = able, so_far
            choice = selection.choice(concept, [point.point for point in among])
            chosen = among[choice.index]
            if not steps or steps[-1].point is not chosen:
                steps.append(Threshold(trust, chosen))
        found[concept] = tuple(steps)
    return found


def _notes(search: _Search, curve: Sequence[CurvePoint], left_out: int) -> tuple[str, ...]:
    """What else the reader must know."""
    said = []
    if search.frontier is None:
        said.append(
            "The frontier has too many points to be listed: only the settlements that the concepts choose were "
            "looked at"
        )
    elif not search.frontier.exact:
        said.append("The frontier is not exact: between its points others may ask for less trust")
    if left_out:
        said.append(
            f"{left_out:,} of {len(search.candidates):,} settlements were not looked at; those that were are spread "
            "along the whole frontier"
        )
    untried = [point for point in curve if not point.optimal and point.tried < point.point.ways]
    if untried:
        said.append(
            f"{len(untried):,} settlements have more outcomes that are worth the same to everybody than the "
            f"{search.outcomes} that were tried; another of those may ask for less trust"
        )
    return tuple(said)
