"""What can still be reached from where things stand, and what stands in the way of the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from detente.analysis.frontier import MEMORY, Frontier
from detente.analysis.planning import Bound, Plan, plan
from detente.analysis.planning.calendar import Calendar, Late
from detente.analysis.restriction import restricted
from detente.analysis.selection import SELECTED
from detente.analysis.settlement import Ideals, Settlement, Settlements, settle
from detente.errors import NoAgreement, NoPlan, TooLarge
from detente.model.case import Case, Indices
from detente.model.issue import Options
from detente.model.limits import Limits
from detente.model.move import Move
from detente.model.standing import Standing

Stop = Callable[[], bool]


@dataclass(frozen=True)
class Obstacle:
    """Why a variable cannot come to a value.

    Attributes:
        variable: the variable.
        value: the value index that is out of reach.
        kind: `refused`, `lapsed` (a term has), `lapses` (a term will, too soon), `late` (its latest date is over),
            `needs` (what a move needs is out of reach), or `moves` (no moves of the case lead there).
        move: the first move on the way there that cannot be made; None if no moves lead there at all.
        term: the term that has lapsed, or will.
        lacking: of `needs`, the variables that cannot come to what is needed.
    """

    variable: int
    value: int
    kind: str
    move: Move | None = None
    term: str | None = None
    lacking: tuple[int, ...] = ()


@dataclass(frozen=True, repr=False)
class Remaining:
    """What can still be reached.

    Attributes:
        case: the case.
        standing: where things stand.
        reach: for each variable the values that moves can still bring about, each by itself.
        settlements: what each concept chooses among outcomes of such values; None if none of them is as good for all
            as stopping now.
        over_stopping: whether nothing in reach gives everybody what no deal was worth at the outset, so that the
            settlements are measured against stopping now instead.
        trust: for each concept, the least trust that reaches its settlement (`trust` None: no plan leads there).
    """

    case: Case
    standing: Standing
    reach: tuple[frozenset[int], ...]
    settlements: Settlements | None
    over_stopping: bool
    trust: dict[str, Bound] = field(default_factory=dict)

    def __repr__(self) -> str:
        found = ", ".join(self.settlements.by_concept) if self.settlements else "nothing"
        return f"Remaining({self.case.name!r}, {found})"

    def reaches(self, target: Sequence[int]) -> bool:
        """Whether every variable can still come to its value, each by itself."""
        return all(value in values for value, values in zip(target, self.reach, strict=True))


def remaining(
    case: Case,
    standing: Standing,
    *,
    found: Frontier | Ideals,
    limits: Limits | None = None,
    memory: int = MEMORY,
    stop: Stop | None = None,
) -> Remaining:
    """What can still be reached from where things stand.

    The settlements are those of the case in which every variable has only the values that moves not refused, not lapsed
    and not too late can still bring it to; what no deal is worth stays what it was. Where none of that is acceptable to
    all, they are measured against what stopping now would leave.

    Args:
        case: the case.
        standing: where things stand.
        found: the frontier or the settlements of the whole case, against which trust is measured.
        limits: what else is asked of the plans.
        memory: bytes that a search may take, roughly.
        stop: true once the best found so far is to do.

    Raises:
        TooLarge: rules or interactions tie too many issues together.
    """
    reach = still(case, standing)
    allowed = dict(enumerate(reach))
    less = restricted(case, allowed, "out of reach")
    over = False
    chosen: Settlements | None
    try:
        chosen = settle(less, memory=memory)
    except NoAgreement:
        over = True
        try:
            chosen = settle(_against_stopping(less, case, standing), memory=memory)
        except NoAgreement:
            chosen = None
    trust: dict[str, Bound] = {}
    known: dict[Indices, Bound] = {}
    for concept in SELECTED:
        one = chosen.by_concept.get(concept) if chosen else None
        if one is None or one.point is None:
            continue
        target = one.point.indices
        if target not in known:
            known[target] = _least(case, target, found, standing, limits, stop)
        trust[concept] = known[target]
    return Remaining(case, standing, reach, chosen, over, trust)


def _least(
    case: Case,
    target: Indices,
    found: Frontier | Ideals,
    standing: Standing,
    limits: Limits | None,
    stop: Stop | None,
) -> Bound:
    """The least trust that is known to reach an outcome."""
    try:
        way = plan(
            case, target, standing=standing, limits=limits or Limits(), found=found, stop=stop
        )
    except NoPlan:
        return Bound(None, Fraction(0), True)
    except TooLarge:
        return Bound(None, Fraction(0), False)
    return Bound(way.trust, way.certificate.bound, way.certificate.optimal)


def stopping(case: Case, standing: Standing) -> dict[str, Fraction]:
    """What each party is left with if everything breaks off now, on its own scale; terms that have lapsed included."""
    today = case.status_quo
    assert today is not None
    gone = Calendar(case, standing).gone
    now, before = list(standing.stays), list(today)
    for lapse in gone:
        for v, value in lapse.after:
            now[v] = before[v] = value
    known = case.utilities
    base, left = known.of(before), known.of(now)
    given = {party: preference.reservation for party, preference in case.preferences.items()}
    return {
        party: (base[party] if least is None else least) + left[party] - base[party]
        for party, least in given.items()
    }


def _against_stopping(less: Case, case: Case, standing: Standing) -> Case:
    """The restricted case with what stopping now leaves as its reservation values."""
    left = stopping(case, standing)
    return replace(
        less,
        preferences={
            party: replace(preference, reservation=left[party])
            for party, preference in less.preferences.items()
        },
    )


def still(case: Case, standing: Standing) -> tuple[frozenset[int], ...]:
    """For each variable the values that moves can still bring it to, needs considered one by one.

    The least fixed point: a value is added when a move leads to it that is not refused, not lapsed and not too late,
    and whose needs can be met by values already there. Rules are left aside, so that a value that is not named is truly
    out of reach, while one that is may still turn out to be.
    """
    calendar = Calendar(case, standing)
    edges = [
        (v, here, there, move)
        for v in range(len(case.variables))
        for here, there, move in _edges(case, standing, v)
        if _blocked(calendar, standing, move) is None
    ]
    reach = [frozenset([value]) for value in standing.state]
    grown = True
    while grown:
        grown = False
        for v, here, there, move in edges:
            met = move.needs is None or move.needs.possible(reach)
            if here in reach[v] and there not in reach[v] and met:
                reach[v] |= {there}
                grown = True
    return tuple(reach)


def _edges(case: Case, standing: Standing, v: int) -> Iterator[tuple[int, int, Move]]:
    """The moves of a variable that may matter: from any value of options, else from where it is."""
    changes = case.changes
    issue = case.issues[case.variables[v].issue]
    size = case.sizes[v]
    for here in range(size) if isinstance(issue, Options) else [standing.state[v]]:
        for there in changes.next_values(v, here):
            yield here, there, changes.move(v, here, there)


def _blocked(calendar: Calendar, standing: Standing, move: Move) -> tuple[str, str | None] | None:
    """Why a move can no longer be made, whatever its needs: the kind of obstacle and the term; None if it can."""
    if standing.refuses(move.variable, move.end):
        return "refused", None
    first: Late | None = None
    # once a term has lapsed, a move to what holds from then on is possible again
    for day in (0, *(on for on, _ in calendar.coming)):
        begins = calendar.begins(day, [move])
        late = calendar.late([move], begins, calendar.ends(begins, [move]))
        if late is None:
            return None
        first = first or late
    assert first is not None
    if first.term is None:
        return "late", None
    return "lapsed" if first.term in {
        lapse.term for lapse in calendar.gone
    } else "lapses", first.term


def obstacles(case: Case, standing: Standing, target: Sequence[int]) -> tuple[Obstacle, ...]:
    """What keeps the variables from their values in an outcome, each by itself; what a move needs is followed up.

    Empty if nothing does, in which case the moves together may still not lead there.
    """
    reach = still(case, standing)
    found: list[Obstacle] = []
    waiting = [(v, value) for v, value in enumerate(target) if value not in reach[v]]
    seen = set()
    while waiting:
        v, value = waiting.pop(0)
        if (v, value) in seen:
            continue
        seen.add((v, value))
        one, further = _obstacle(case, standing, reach, v, value)
        found.append(one)
        waiting += further
    return tuple(found)


def _obstacle(
    case: Case, standing: Standing, reach: tuple[frozenset[int], ...], v: int, value: int
) -> tuple[Obstacle, list[tuple[int, int]]]:
    """Why a variable cannot come to a value, and which values of others would be needed first."""
    calendar = Calendar(case, standing)
    path = case.changes.path(v, standing.state[v], value)
    if path is None:
        return Obstacle(v, value, "moves"), []
    for move in path:
        if move.end in reach[v]:
            continue
        why = _blocked(calendar, standing, move)
        if why is not None:
            return Obstacle(v, value, why[0], move, why[1]), []
        if move.needs is not None and not move.needs.possible(reach):
            full = [frozenset(range(size)) for size in case.sizes]
            lacking = tuple(
                w
                for w in sorted(move.needs.scope)
                if not move.needs.possible(
                    [reach[u] if u == w else full[u] for u in range(len(full))]
                )
            )
            further = [
                (w, x)
                for w in lacking
                for x in range(case.sizes[w])
                if x not in reach[w]
                and move.needs.possible(
                    [frozenset([x]) if u == w else full[u] for u in range(len(full))]
                )
            ]
            return Obstacle(v, value, "needs", move, None, lacking), further[:1]
    return Obstacle(v, value, "moves", path[-1]), []


@dataclass(frozen=True)
class Second:
    """The plan for the best that can still be reached.

    Attributes:
        settlement: what the plan is for; None if nothing in reach is better than stopping.
        plan: the way there.
        sure: whether it is proven that nothing which the concept ranks higher can be reached.
    """

    settlement: Settlement | None
    plan: Plan | None
    sure: bool


MOST_TRIED = 40
"""Points of the restricted frontier that are planned for, the concept's best first."""


def best_left(
    left: Remaining,
    concept: str,
    *,
    found: Frontier | Ideals,
    limits: Limits | None = None,
    stop: Stop | None = None,
) -> Second:
    """The plan for what a concept chooses among all that moves still lead to.

    Args:
        left: what can still be reached.
        concept: one of `SELECTED`.
        found: the frontier or the settlements of the whole case, against which trust is measured.
        limits: what else is asked of the plan.
        stop: true once the best found so far is to do.
    """
    if left.settlements is None:
        return Second(None, None, True)
    less = left.settlements.case
    tried: list[Indices] = []
    sure = True
    now = left.settlements
    while len(tried) < MOST_TRIED:
        one = now.by_concept[concept]
        assert one.point is not None
        target = one.point.indices
        try:
            way = plan(
                left.case,
                target,
                standing=left.standing,
                limits=limits or Limits(),
                found=found,
                stop=stop,
            )
        except NoPlan:
            tried.append(target)
        except TooLarge:  # whether there is a plan is not known
            tried.append(target)
            sure = False
        else:
            return Second(one, replace(way, concept=concept), sure)
        try:
            now = settle(_without(less, tried))
        except NoAgreement:
            return Second(None, None, sure)
        except TooLarge:
            break
    return Second(None, None, False)


def _without(case: Case, outcomes: Sequence[Indices]) -> Case:
    """The case without some outcomes."""
    from detente.model.rule import All, In, Not, Rule

    rules = tuple(
        Rule(
            f"no moves lead there ({number})",
            Not(All(tuple(In(v, frozenset([value])) for v, value in enumerate(outcome)))),
        )
        for number, outcome in enumerate(outcomes, 1)
    )
    return replace(case, rules=(*case.rules, *rules))
