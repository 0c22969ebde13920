"""The changes that are thought of for an agreement, each to be tried."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from functools import partial
from itertools import chain, combinations, pairwise

from detente.analysis.improvement import alteration
from detente.analysis.improvement.amount import smallest, smallest_deposit, span
from detente.analysis.improvement.change import Change
from detente.analysis.improvement.trial import Situation
from detente.analysis.planning import Plan
from detente.model.case import Case
from detente.model.issue import Range
from detente.model.move import Move, MoveRule

MOST_PAIRS = 200
"""Pairs of moves for which a guarantor is tried."""

LONGEST = 3_652
"""Days by which a deadline or a term is put off at most: ten years."""

Candidate = Callable[[], Change | None]


def candidates(situation: Situation, base: Plan | None) -> tuple[list[Candidate], int]:
    """The changes to try, and how many more there would be.

    Args:
        situation: the agreement.
        base: the plan as things are, if there is one.
    """
    case = situation.case
    moves = _moves(situation, base)
    sets, left_out = _together(moves, base)
    ways: list[Candidate] = [
        *_finer(situation, moves),
        *(partial(_halves, situation, move) for move in moves),
        *(partial(_revocable, situation, move) for move in _irrevocable(case, moves)),
        *(partial(_guarantor, situation, each) for each in sets),
        *(partial(_deposit, situation, party) for party in case.parties),
        *(partial(_tolerance, situation, party) for party in situation.limits.borne(case)),
        *([partial(_worse, situation)] if situation.limits.never_worse else []),
        *_dated(situation),
        *_lifted(situation),
    ]
    return ways, left_out


def _moves(situation: Situation, base: Plan | None) -> tuple[Move, ...]:
    """The moves that the agreement takes: the plan's, else those of the shortest ways to it."""
    if base is not None:
        return tuple(move for step in base.steps for move in step.moves)
    case = situation.case
    found: list[Move] = []
    start = case.status_quo if situation.standing is None else situation.standing.state
    assert start is not None
    for v, (here, there) in enumerate(zip(start, situation.target, strict=True)):
        path = case.changes.path(v, here, there) or ()
        if path and case.variables[v].numbers is not None:
            path = case.changes.split(path[0], case.changes.increments(path[0]) or 1)
        found += path
    return tuple(found)


def _finer(situation: Situation, moves: Sequence[Move]) -> Iterator[Candidate]:
    """Ranges with a finer grid, so that they can go in smaller moves."""
    case = situation.case
    for v in dict.fromkeys(m.variable for m in moves if case.variables[m.variable].numbers):
        own = tuple(move for move in moves if move.variable == v)
        yield partial(_step, situation, own)


def _step(situation: Situation, own: tuple[Move, ...]) -> Change | None:
    case, v = situation.case, own[0].variable
    refined = alteration.refined(case, v)
    if refined is None:
        return None
    issue = refined.issues[case.variables[v].issue]
    assert isinstance(issue, Range)
    return situation.moved(v).change("step", refined, moves=own, amount=issue.step)


def _halves(situation: Situation, move: Move) -> Change | None:
    case = alteration.halved(situation.case, move)
    if case is None:
        return None
    place = min(move.start, move.end) + 1
    return situation.moved(move.variable, place).change("halves", case, moves=(move,))


def _irrevocable(case: Case, moves: Iterable[Move]) -> list[Move]:
    """Moves that cannot be taken back; of a range one for all."""
    found: dict[object, Move] = {}
    for move in moves:
        if not move.revocable:
            ranged = case.variables[move.variable].numbers is not None
            found.setdefault(move.variable if ranged else move, move)
    return list(found.values())


def _revocable(situation: Situation, move: Move) -> Change | None:
    case = alteration.revocable(situation.case, move)
    return situation.change("revocable", case, moves=(move,))


def _together(moves: Sequence[Move], base: Plan | None) -> tuple[list[tuple[Move, ...]], int]:
    """Moves that a guarantor may be named for together, few moves first, and how many pairs are left out.

    Any step of the plan, any two neighbouring ones, and any two moves of different performers, those that come soon
    after each other first.
    """
    steps = [] if base is None else [step.moves for step in base.steps]
    near = [first + second for first, second in pairwise(steps)]
    every = sorted(combinations(range(len(moves)), 2), key=lambda pair: (pair[1] - pair[0], pair))
    pairs = [(moves[first], moves[second]) for first, second in every]
    pairs = [pair for pair in pairs if pair[0].by != pair[1].by]
    pairs = [pair for pair in pairs if pair[0].variable != pair[1].variable]
    found: dict[frozenset[Move], tuple[Move, ...]] = {}
    for together in chain(steps, pairs[:MOST_PAIRS], near):
        if len({move.by for move in together}) > 1:
            found.setdefault(frozenset(together), together)
    return sorted(found.values(), key=len), max(0, len(pairs) - MOST_PAIRS)


def _guarantor(situation: Situation, together: tuple[Move, ...]) -> Change | None:
    """A guarantor for the moves, or for as few of them as do as much (leaving out one after the other)."""
    by = alteration.guarantor_for(situation.case, together)

    def naming(moves: tuple[Move, ...]) -> Case:
        return alteration.guaranteed(situation.case, moves, by)

    found = situation.change("guarantor", naming(together), moves=together, name=by)
    if found is None:
        return None
    for move in together:
        rest = tuple(each for each in found.moves if each != move)
        if len({each.by for each in rest}) < 2:
            continue
        less = situation.change("guarantor", naming(rest), moves=rest, name=by)
        if less is not None and less.trust <= found.trust:
            found = less
    return found


def _deposit(situation: Situation, party: str) -> Change | None:
    """The smallest deposit that does as much as the largest."""
    case = situation.case
    most = situation.asked(alteration.deposited(case, party, span(case, party)), situation.before)
    trust = most.trust
    if trust is None or (situation.before is not None and trust >= situation.before):
        return None
    if situation.before is None:
        return None  # where no plan leads there no deposit makes one

    def enough(amount: Fraction) -> bool:
        return situation.asked(alteration.deposited(case, party, amount), trust).trust is not None

    amount = smallest_deposit(case, party, trust, situation.scale[party], enough)
    changed = alteration.deposited(case, party, amount)
    return situation.change("deposit", changed, party=party, amount=amount)


def _tolerance(situation: Situation, party: str) -> Change | None:
    """The smallest tolerance with which a plan asks as little as with any."""
    case = situation.case
    p = case.utilities.parties.index(party)
    unit = case.utilities.value(p, 1)
    borne = situation.limits.borne(case)[party]

    def bearing(amount: Fraction) -> Situation:
        tolerance = {**situation.limits.tolerance, party: amount}
        return replace(situation, limits=replace(situation.limits, tolerance=tolerance))

    trust = bearing(span(case, party)).asked(case, situation.before).trust
    if trust is None or (situation.before is not None and trust >= situation.before):
        return None

    def enough(units: int) -> bool:
        return bearing(units * unit).asked(case, trust).trust is not None

    amount = smallest(enough, int(borne // unit), int(span(case, party) / unit)) * unit
    return bearing(amount).change("tolerance", case, party=party, amount=amount)


def _worse(situation: Situation) -> Change | None:
    limits = replace(situation.limits, never_worse=False)
    return replace(situation, limits=limits).change("worse", situation.case)


def _dated(situation: Situation) -> Iterator[Candidate]:
    """Dates put off, where there is a date to count from."""
    case = situation.case
    day = case.as_of if situation.standing is None else situation.standing.day or case.as_of
    if day is None:
        return
    for number, rule in enumerate(case.moves):
        if rule.latest is not None:
            yield partial(_latest, situation, number)
        if rule.earliest is not None and rule.earliest > day:
            yield partial(_earliest, situation, number)
    for term in case.terms:
        if term.ends > day:
            yield partial(_term, situation, term.name)


def _meant(situation: Situation, rule: MoveRule) -> tuple[Move, ...]:
    """The moves that a move rule is about, among those that the agreement takes by the shortest ways."""
    case = situation.case
    return tuple(move for move in _moves(situation, None) if alteration.rule_of(case, move) is rule)


def _put_off(
    situation: Situation, kind: str, case: Callable[[int], Case], **said: object
) -> Change | None:
    """The fewest days by which something is put off so that the plan asks as little as with ten years."""
    trust = situation.asked(case(LONGEST), situation.before).trust
    if trust is None or (situation.before is not None and trust >= situation.before):
        return None
    days = smallest(lambda days: situation.asked(case(days), trust).trust is not None, 0, LONGEST)
    return situation.change(kind, case(days), amount=Fraction(days), **said)  # type: ignore[arg-type]


def _latest(situation: Situation, number: int) -> Change | None:
    rule = situation.case.moves[number]
    latest = rule.latest
    assert latest is not None

    def later(days: int) -> Case:
        return alteration.with_dates(
            situation.case, number, earliest=rule.earliest, latest=latest + timedelta(days)
        )

    return _put_off(situation, "latest", later, moves=_meant(situation, rule), rule=rule)


def _earliest(situation: Situation, number: int) -> Change | None:
    rule = situation.case.moves[number]
    case = alteration.with_dates(situation.case, number, latest=rule.latest)
    moves = _meant(situation, rule)
    return situation.change("earliest", case, moves=moves, rule=rule)


def _term(situation: Situation, term: str) -> Change | None:
    return _put_off(
        situation, "term", lambda days: alteration.prolonged(situation.case, term, days), name=term
    )


def _lifted(situation: Situation) -> Iterator[Candidate]:
    """What the case insists on: needs, rules, moves that it does not list."""
    case = situation.case
    for number, rule in enumerate(case.moves):
        if rule.needs is not None:
            yield partial(_needs, situation, number)
    for named in case.rules:
        yield partial(_rule, situation, named.name)
    start = case.status_quo if situation.standing is None else situation.standing.state
    assert start is not None
    for v, (here, there) in enumerate(zip(start, situation.target, strict=True)):
        if here != there and case.changes.path(v, here, there) is None:
            yield partial(_allowed, situation, case.changes.move(v, here, there))


def _needs(situation: Situation, number: int) -> Change | None:
    case, rule = situation.case, situation.case.moves[number]
    changed = alteration.without_needs(case, number)
    moves = _meant(situation, rule)
    return situation.change("needs", changed, moves=moves, rule=rule)


def _rule(situation: Situation, name: str) -> Change | None:
    return situation.change("rule", alteration.without_rule(situation.case, name), name=name)


def _allowed(situation: Situation, move: Move) -> Change | None:
    return situation.change("move", alteration.specially(situation.case, [move]), moves=(move,))
