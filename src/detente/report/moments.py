"""Every moment of a plan in words: what each side has given and not yet received, and where it would stand then."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Protocol

from detente.analysis.planning.plan import Plan, Visited
from detente.model.case import Case, Indices
from detente.model.lapse import lapses
from detente.report.facts import date_words
from detente.report.ledger import Line, changes
from detente.report.naming import amount, capital, does, listed, mentioned, plural, the

_MOST_NAMED = 3


class When(Protocol):
    """A moment of a plan, as far as the time goes."""

    @property
    def step(self) -> int:
        """Number of the step; 0 before the first."""

    @property
    def acted(self) -> tuple[str, ...]:
        """Those who have acted in it, where others have not."""


def when_words(plan: Plan, moment: When) -> str:
    """When: `after step 3 of 8`, `during step 3 of 8, when only Ukraine has acted`."""
    if moment.step == 0:
        return "before the first step"
    if not moment.acted:
        return f"after step {moment.step} of {len(plan.steps)}"
    who = listed(the(plan.case, party) for party in moment.acted)
    alone = len(moment.acted) == 1
    verb = does(plan.case, moment.acted[0], "has", "have") if alone else "have"
    return f"during step {moment.step} of {len(plan.steps)}, when only {who} {verb} acted"


def things_words(case: Case, lines: Sequence[Line]) -> str:
    """Changes by title, with the value where an issue is named rather than an item; the dearest first."""
    lines = sorted(lines, key=lambda line: -abs(line.worth))
    said = []
    most = _MOST_NAMED if len(lines) > _MOST_NAMED + 1 else len(lines)
    for line in lines[:most]:
        held = line.after.startswith("held by ") or line.after in ("applies", "does not apply")
        said.append(line.title if held else f"{mentioned(line.title)} ({line.after})")
    if len(lines) > most:
        said.append(f"{len(lines) - most} other things")
    return listed(said)


def others(case: Case, party: str) -> str:
    """The other side, or the others."""
    rest = [name for name in case.parties if name != party]
    return the(case, rest[0]) if len(rest) == 1 else "the others"


def _worth_then(case: Case, state: Indices, lapsed: Sequence[str]) -> Indices:
    """A state with the issues of lapsed terms at the values that hold afterwards."""
    found = list(state)
    for lapse in lapses(case):
        if lapse.term in lapsed:
            for v, value in lapse.after:
                found[v] = value
    return tuple(found)


def no_deal(case: Case, lapsed: Sequence[str]) -> dict[str, Fraction]:
    """`d_p`: what no deal is worth to each party once some terms have lapsed, on its own scale.

    A reservation value that is given stays; where none is, it is what the status quo is worth by then.
    """
    today = case.status_quo
    assert today is not None
    worth = case.utilities.of(_worth_then(case, today, lapsed))
    return {
        party: worth[party] if preference.reservation is None else preference.reservation
        for party, preference in case.preferences.items()
    }


def walk_away(case: Case, moment: Visited) -> dict[str, Fraction]:
    """`v_p`: what each party is left with if the plan breaks off at a moment, on its own scale."""
    today = case.status_quo
    assert today is not None
    least = no_deal(case, moment.lapsed)
    stays = case.utilities.of(_worth_then(case, moment.stays, moment.lapsed))
    before = case.utilities.of(_worth_then(case, today, moment.lapsed))
    return {party: least[party] + stays[party] - before[party] for party in case.parties}


def moment_sentence(plan: Plan, moment: Visited, party: str) -> str:
    """What a party has given for good and not yet received at a moment, and where it would stand if all stopped.

    `Russia has given Viktor Bout for good and not yet received Paul Whelan; if the United States stopped here, it would
    stand 3 below no deal`. Empty where it has given nothing, risks nothing and is not tempted.
    """
    case = plan.case
    today = case.status_quo
    assert today is not None
    exposure, temptation = moment.exposure[party], moment.temptation[party]
    given = [line for line in changes(case, today, moment.stays, party)[party] if line.worth < 0]
    if not (given or exposure or temptation):
        return ""
    ahead = changes(case, moment.state, plan.target, party)[party]
    missing = [line for line in ahead if line.worth > 0]
    who = the(case, party)
    has, it = ("have", "they") if plural(case, party) else ("has", "it")
    parts = []
    if given:
        parts.append(f"given {things_words(case, given)} for good")
    if missing:
        parts.append(f"not yet received {things_words(case, missing)}")
    stands = walk_away(case, moment)[party] - no_deal(case, moment.lapsed)[party]
    where = (
        f"{amount(abs(stands))} {'below' if stands < 0 else 'above'} no deal"
        if stands
        else "just as with no deal"
    )
    said = f"if {others(case, party)} stopped here, {it if parts else who} would stand {where}"
    if parts:
        said = f"{who} {has} {' and '.join(parts)}; {said}"
    if temptation:
        said += f"; by stopping {it}{'self' if it == 'it' else ''} {it} would gain {amount(temptation)} over going on"
    return capital(said) + "."


def moment_title(plan: Plan, moment: Visited) -> str:
    """When a moment is, with the day and what has lapsed by then."""
    title = capital(when_words(plan, moment))
    if moment.day is not None:
        title += f" ({date_words(moment.day)})"
    titles = {term.name: term.title or term.name for term in plan.case.terms}
    if moment.lapsed:
        gone = listed(titles.get(term, term) for term in moment.lapsed)
        title += f"; {gone} {'has' if len(moment.lapsed) == 1 else 'have'} lapsed"
    return title


def moments_words(plan: Plan) -> list[tuple[str, list[str]]]:
    """Every moment at which there is something to say: when it is, and a sentence for each party that it concerns."""
    found = []
    for moment in plan.moments:
        said = [moment_sentence(plan, moment, party) for party in plan.case.parties]
        if any(said):
            found.append((moment_title(plan, moment), [text for text in said if text]))
    return found
