"""Plans of many moves: an order found by beams, and proven by floors and by the states that less trust would reach."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from detente.analysis.planning import kernels
from detente.analysis.planning.beam import Beam
from detente.analysis.planning.closure import Explorer, complete
from detente.analysis.planning.ordering import Ordering

WIDTHS = (1, 16, 200, 1500)
"""Beams as wide as this are tried one after the other."""

MOST_PAIRS = 60
"""So many pairs of a first and a last move are tried to raise the bound."""

NEAR = 4096
"""So many states are listed at first to raise the bound."""

STATES = 3_000_000
"""So many states are looked at to prove that less trust does not do, or to find a plan of less."""

LISTED = 2**26
"""Up to this many states, all that some trust reaches are listed rather than some of them."""


Stop = Callable[[], bool]


@dataclass
class Sought:
    """What is known of the least trust of an ordering.

    Attributes:
        problem: the moves.
        bound: no order asks less.
        stop: true when it is time to stop.
        trust: what the best order found asks; None while none is found.
        order: its edges.
        impossible: whether it is proven that there is no order at all.
    """

    problem: Ordering
    bound: Fraction
    stop: Stop
    trust: Fraction | None = None
    order: list[int] = field(default_factory=list)
    impossible: bool = False

    def proven(self) -> bool:
        """Whether nothing better can be found."""
        return self.trust == self.bound or self.impossible

    def found(self, order: Sequence[int]) -> None:
        """Keep an order if it asks less than the best so far."""
        asked = self.problem.asked(order)
        if self.trust is None or asked < self.trust:
            self.trust, self.order = asked, list(order)


def search(problem: Ordering, bound: Fraction, stop: Stop) -> Sought:
    """As `_search`; where that is stopped before it has an order, some order all the same."""
    sought = _search(problem, bound, stop)
    if sought.trust is None and not sought.impossible:
        _some(sought, Beam(problem), WIDTHS[:1])
    return sought


def _search(problem: Ordering, bound: Fraction, stop: Stop) -> Sought:
    """The best order that can be found, and the best bound that can be proven.

    Beams at the bound; then, where they find nothing, the bound is raised as long as the states that it leaves can be
    listed, and beams within more trust find the best order that they can; at last all that asks less than that order
    is searched from both ends.

    Args:
        problem: the moves.
        bound: a floor that is known already.
        stop: true when it is time to stop.
    """
    sought = Sought(problem, bound, stop)
    beam = Beam(problem)
    explorer = Explorer(problem)
    if _tried(sought, beam, WIDTHS[:2]):
        return sought
    budget = NEAR
    while not sought.stop():
        raised = _raised(sought, explorer, budget)
        if sought.proven() or ((raised or budget == NEAR) and _tried(sought, beam, WIDTHS)):
            return sought
        if budget == NEAR:
            _closer(sought, beam, explorer)
        if sought.proven():
            return sought
        _improved(sought, explorer, budget)
        budget *= 8
        if sought.proven() or budget > STATES:
            return sought
    return sought


def _tried(sought: Sought, beam: Beam, widths: Sequence[int]) -> bool:
    """Whether a beam finds an order that asks no more than the bound."""
    for width in widths:
        if sought.stop() or width > beam.widest:
            return False
        for own in (True, False):
            order = beam.order(sought.bound, width, own=own)
            if order is not None:
                sought.found(order)
                return True
    return False


def _raised(sought: Sought, explorer: Explorer, budget: int) -> bool:
    """Raise the bound while it is proven that no order keeps to it.

    It is where, for each pair of a first and a last move that it allows, all the states that are left on the way from
    the one, or back from the other, can be listed, and none is the other end.
    """
    problem = sought.problem
    raised = False
    if not complete(problem) or not explorer.exact:
        return False
    while not sought.proven() and not sought.stop():
        higher = _next_bound(sought, explorer, budget)
        if higher is None or higher <= sought.bound:
            return raised
        sought.bound = higher
        raised = True
    return raised


def _next_bound(sought: Sought, explorer: Explorer, budget: int) -> Fraction | None:
    """The least trust above the bound that might do; None where the bound itself might."""
    box = sought.problem.box(sought.bound)
    openings, closings = explorer.openings(), explorer.closings()
    least = [asked for _, asked in (*openings, *closings) if asked > sought.bound]
    firsts = [edge for edge, asked in openings if asked <= sought.bound]
    lasts = [edge for edge, asked in closings if asked <= sought.bound]
    if len(firsts) * len(lasts) > MOST_PAIRS:
        return None
    for first in firsts:
        for last in lasts:
            if first == last:
                continue
            if sought.stop():
                return None
            for backward in (False, True):
                forced, banned = (last, first) if backward else (first, last)
                found = explorer.explore(
                    box, budget, backward=backward, forced=forced, banned=banned
                )
                if found.outcome == kernels.FOUND:
                    sought.found(found.order)
                    return None
                if found.outcome == kernels.EXHAUSTED:
                    if found.nearest is not None:
                        least.append(found.nearest)
                    break
            else:
                return None
    return min(least, default=None)


def _closer(sought: Sought, beam: Beam, explorer: Explorer) -> None:
    """Beams within more trust than the bound: doubled until one finds an order, then the gap is halved."""
    low = sought.bound
    _some(sought, beam, WIDTHS[:3])
    if sought.problem.states <= LISTED and complete(sought.problem) and explorer.exact:
        _halved(sought, explorer)
        return
    for width in WIDTHS[1:]:
        if width > beam.widest:
            break
        floor = low
        while sought.trust is not None and not sought.stop():
            if sought.trust - floor <= sought.trust / 300:
                break
            middle = ((floor + sought.trust) / 2).limit_denominator(10**6)
            if middle <= floor or middle >= sought.trust:
                break
            order = beam.order(middle, width) or beam.order(middle, width, own=False)
            if order is None:
                floor = middle
            else:
                sought.found(order)


def _some(sought: Sought, beam: Beam, widths: Sequence[int]) -> None:
    """Some order, within more and more trust; stops for nobody before it has one."""
    high = max(sought.bound, Fraction(1, 64))
    while sought.trust is None and high < 2**20:
        for width in widths:
            order = beam.order(high, width) if width <= beam.widest else None
            if order is not None:
                sought.found(order)
                return
        high *= 2


def _halved(sought: Sought, explorer: Explorer) -> None:
    """All states within half the gap, again and again, until there is none."""
    problem = sought.problem
    while sought.trust is not None and not sought.proven() and not sought.stop():
        middle = ((sought.bound + sought.trust) / 2).limit_denominator(10**9)
        below = middle <= sought.bound or middle >= sought.trust
        box = problem.box(sought.trust, below=True) if below else problem.box(middle)
        found = explorer.explore(box, problem.states, backward=False)
        if found.outcome == kernels.FOUND:
            sought.found(found.order)
        elif found.nearest is None or below:
            sought.bound = sought.trust
        else:
            sought.bound = min(found.nearest, sought.trust)


def _improved(sought: Sought, explorer: Explorer, budget: int) -> None:
    """Search what asks less than the best order, from the start and from the target."""
    problem = sought.problem
    for backward in (False, True):
        while not sought.proven() and not sought.stop():
            least = sought.trust
            box = problem.box(2**20 if least is None else least, below=least is not None)
            found = explorer.explore(box, budget, backward=backward)
            if found.outcome == kernels.FOUND:
                sought.found(found.order)
                continue
            if found.outcome == kernels.EXHAUSTED and complete(problem):
                if sought.trust is None:
                    sought.impossible = True
                else:
                    sought.bound = sought.trust
                return
            break
