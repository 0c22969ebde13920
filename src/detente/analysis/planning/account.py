"""What a plan asks of each party, and when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from detente.analysis.planning.calendar import Calendar
from detente.analysis.planning.plan import (
    Certificate,
    Moment,
    Plan,
    Step,
    Visit,
    Visited,
    make,
    visits,
)
from detente.analysis.planning.quest import Answer, Bundle, Quest
from detente.model.case import Case
from detente.model.move import Move


def moments(quest: Quest, bundles: Sequence[Bundle]) -> tuple[Visited, ...]:
    """Every moment that a sequence of steps visits, in order, and what it asks of each party."""
    case, calendar = quest.case, quest.calendar
    days = _days(calendar, bundles)
    last = days[-1][1] if days else 0
    names = tuple(case.parties)
    found = []
    for visit, day in _dated(quest, bundles, days):
        lapsed = calendar.lapsed(day)
        amounts = quest.breakdown.amounts(visit.stays, lapsed, last - day)
        units = case.utilities.denominators
        exposure = {name: amounts[p][0] / units[p] for p, name in enumerate(names)}
        temptation = {name: amounts[p][1] / units[p] for p, name in enumerate(names)}
        found.append(
            Visited(
                visit.step,
                visit.acted,
                visit.state,
                visit.stays,
                calendar.date(day),
                tuple(lapse.term for lapse in lapsed),
                exposure,
                temptation,
            )
        )
    return tuple(found)


def _days(calendar: Calendar, bundles: Sequence[Bundle]) -> list[tuple[int, int]]:
    """The days on which each step begins and ends."""
    ended = 0
    found = []
    for moves, _ in bundles:
        begins = calendar.begins(ended, moves)
        ended = calendar.ends(begins, moves)
        found.append((begins, ended))
    return found


def _dated(
    quest: Quest, bundles: Sequence[Bundle], days: Sequence[tuple[int, int]]
) -> Iterator[tuple[Visit, int]]:
    """Each visited state with each day on which it counts."""
    calendar = quest.calendar
    for visit in visits(quest.standing.state, list(bundles), quest.standing.stays):
        if visit.acted:
            begins, ends = days[visit.step - 1]
        else:
            begins = days[visit.step - 1][1] if visit.step else 0
            ends = days[visit.step][1]
        yield visit, begins
        for on in calendar.between(begins, ends):
            yield visit, on


def trust_of(quest: Quest, found: Sequence[Visited]) -> Fraction:
    """The trust that visiting some moments asks."""
    units = quest.case.utilities.denominators
    return max(
        (
            max(visited.exposure[name], visited.temptation[name]) * units[p] / quest.scale[p]
            for visited in found
            for p, name in enumerate(quest.case.parties)
        ),
        default=Fraction(0),
    )


def late(quest: Quest, bundles: Sequence[Bundle]) -> str | None:
    """Why the steps, one after the other, come too late; None if they do not."""
    calendar, case = quest.calendar, quest.case
    for number, ((moves, _), (begins, ends)) in enumerate(
        zip(bundles, _days(calendar, bundles), strict=True), 1
    ):
        found = calendar.late(moves, begins, ends)
        if found is None:
            continue
        name = case.title_of(found.move.variable)
        if found.term is not None:
            title = term_title(case, found.term)
            return f"step {number} would need {title} after it has lapsed, for {name}"
        return f"step {number} would end on {calendar.date(ends)}, after the latest date of {name}"
    return None


def term_title(case: Case, name: str) -> str:
    """A term as people call it."""
    return next((term.title or term.name for term in case.terms if term.name == name), name)


def _worst(found: Sequence[Visited], party: str, kind: str) -> Moment | None:
    """The moment of a party's greatest exposure or temptation; the first of equals."""
    worst = max(found, key=lambda visited: getattr(visited, kind)[party], default=None)
    if worst is None:
        return None
    amount = getattr(worst, kind)[party]
    return Moment(worst.step, worst.acted, worst.state, worst.stays, amount)


def told(quest: Quest, concept: str | None, answer: Answer, said: tuple[str, ...]) -> Plan:
    """The plan with everything that is said of it."""
    case, calendar = quest.case, quest.calendar
    utilities, target = case.utilities, quest.target
    bundles = tuple((_lines(quest, moves), atomic) for moves, atomic in answer.bundles)
    visited = moments(quest, bundles)
    trust = trust_of(quest, visited)
    parties = tuple(case.parties)
    days = _days(calendar, bundles)
    dated = calendar.start is not None and any(
        move.duration or move.earliest or move.latest for moves, _ in bundles for move in moves
    )
    state, stays = list(quest.standing.state), list(quest.standing.stays)
    steps = []
    for (moves, atomic), (begins, ends) in zip(bundles, days, strict=True):
        make(moves, state, stays, {party for move in moves for party in move.by})
        lapsed = calendar.lapsed(ends)
        steps.append(
            Step(
                moves,
                atomic,
                tuple(state),
                utilities.of(state),
                dict(zip(parties, quest.breakdown.walk_away(tuple(stays), lapsed), strict=True)),
                calendar.date(begins) if dated else None,
                calendar.date(ends) if dated else None,
            )
        )
    nothing = Moment(0, (), target, target, Fraction(0))
    everything = tuple(move for moves, _ in bundles for move in moves)
    leap = trust_of(quest, moments(quest, [(everything, False)])) if everything else Fraction(0)
    certificate = Certificate(
        answer.bound == trust,
        answer.bound,
        trust - answer.bound,
        answer.why,
        answer.fewest,
    )
    exposed = {party: _worst(visited, party, "exposure") or nothing for party in parties}
    tempted = {party: _worst(visited, party, "temptation") or nothing for party in parties}
    return Plan(
        case,
        quest.standing.state,
        target,
        concept,
        tuple(steps),
        {party: exposed[party].amount for party in parties},
        {party: tempted[party].amount for party in parties},
        {party: utilities.value(p, quest.scale[p]) for p, party in enumerate(parties)},
        trust,
        exposed,
        tempted,
        leap,
        certificate,
        quest.standing,
        quest.limits,
        visited,
        days[-1][1] if days else 0,
        said,
    )


def _lines(quest: Quest, moves: Sequence[Move]) -> tuple[Move, ...]:
    """The moves of a step, those of a range that follow one another as few as the case allows."""
    found: list[Move] = []
    changes = quest.case.changes
    for move in moves:
        last = found[-1] if found else None
        if (
            last is not None
            and quest.case.variables[move.variable].numbers is not None
            and (last.variable, last.end, last.by) == (move.variable, move.start, move.by)
        ):
            whole = changes.move(move.variable, last.start, move.end)
            alike = replace(last, end=move.end) == whole == replace(move, start=last.start)
            if alike and changes.increments(whole) in (None, 1):
                found[-1] = whole
                continue
        found.append(move)
    return tuple(found)
