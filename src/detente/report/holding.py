"""Will it hold, in words: what a side could do by itself, and what the others could answer."""

from __future__ import annotations

from fractions import Fraction

from detente.analysis.stability import Reason, Stability, Turn
from detente.analysis.stability.changes import changes
from detente.analysis.stability.states import States
from detente.model.case import Case
from detente.report.naming import (
    amount,
    capital,
    listed,
    mentioned,
    performers,
    the,
    value_words,
    variable_title,
)

TITLES = {
    "nash": "Nash",
    "seq": "Sequential",
    "smr": "Symmetric metarational",
    "gmr": "General metarational",
}
"""The concepts for people, the hardest to meet first."""

MEANINGS = {
    "nash": "No side can do better for itself by moves of its own.",
    "seq": "Whichever side does so, the others gain by an answer that leaves it no better off than before.",
    "smr": "... the others have an answer that leaves it no better off, whatever it does next; it may cost them.",
    "gmr": "... the others have an answer that leaves it no better off; it may cost them.",
}

_MOST_MOVES = 6
"""Changes of one turn that are told; in a long agenda there may be dozens."""


def verdict(found: Stability, place: int) -> str:
    """Whether a state would hold, in a sentence."""
    case = _case(found)
    senses = found.senses(place)
    if "nash" in senses:
        return "It would hold: no side can do better for itself alone (Nash)."
    if "seq" in senses:
        also = " and symmetric metarational" if "smr" in senses else ""
        return (
            "It would hold if sides look one move ahead: whichever leaves it, the others gain by an answer that takes "
            f"its gain away (sequential{also})."
        )
    if "gmr" in senses:
        which = "symmetric" if "smr" in senses else "general"
        return (
            "It would hold by threats only: whichever side leaves it, the others can answer so that it gains nothing, "
            f"but not always to their own good ({which} metarational)."
        )
    shaky = [party for party, stable in found.at(place).items() if "gmr" not in stable]
    if not shaky:  # stable for each, but not in one sense
        return "It would hold for each side in some sense, but not for all in the same."
    whom = listed(the(case, party) for party in shaky)
    return f"It would not hold: {whom} would gain by leaving it, whatever is answered."


def reason_words(found: Stability, place: int, party: int, told: Reason) -> str:
    """Why a state is stable for a party, or what it would gain by leaving it, in a sentence or two.

    Args:
        found: the stability of a case.
        place: number of the state.
        party: index of the party.
        told: why.
    """
    case = _case(found)
    name = list(case.parties)[party]
    who = capital(the(case, name))
    several = len(case.parties) > 2
    other = next(each for each in case.parties if each != name)
    others = "the others" if several else the(case, other)
    if told.improvement is None:
        if not len(found.model.moves_of(party).after(place)):
            return f"{who} can change nothing here by itself."
        return f"{who} would gain by nothing that it can do by itself."
    before, better = _worth(found, place, party), _worth(found, told.improvement, party)
    own = _turn(found, Turn((party,), place, told.improvement))
    said = f"{who} could go from {amount(before)} to {amount(better)} by itself: {own}."
    if told.kind == "free":
        return f"{said} No answer of {others} would take that gain away."
    if not told.answer:
        return f"{said} But {others} could answer so that it gains nothing."
    after = _worth(found, told.answer[-1].end, party)
    answer = "; then ".join(
        f"{performers(case, [list(case.parties)[p] for p in turn.members])} by {_turn(found, turn)}"
        if several
        else _turn(found, turn)
        for turn in told.answer
    )
    left = f"That would leave {the(case, name)} at {amount(after)}"
    if told.kind == "gladly":
        return f"{said} But {others} would gain by answering: {answer}. {left}."
    threat = f"But {others} could answer, {_cost(found, told)}: {answer}. {left}"
    if told.kind == "held":
        return f"{said} {threat}, and nothing that it could do next would make up for it."
    return f"{said} {threat}."


def _cost(found: Stability, told: Reason) -> str:
    """Who would pay for an answer."""
    case = _case(found)
    names = list(case.parties)
    for turn in told.answer:
        for p in turn.members:
            before, after = _worth(found, turn.start, p), _worth(found, turn.end, p)
            if after < before:
                return (
                    f"going from {amount(before)} to {amount(after)} itself"
                    if len(names) == 2
                    else (
                        f"at a cost to {the(case, names[p])} (from {amount(before)} to {amount(after)})"
                    )
                )
    return "though without a gain at every move"


def _turn(found: Stability, turn: Turn) -> str:
    """The changes of one turn: `inspections from resumed to talks held and Ana handed over to Belmar`."""
    case = _case(found)
    start, end = found.model.states[turn.start], found.model.states[turn.end]
    said = [
        _change(case, v, here, there)
        for v, (here, there) in enumerate(zip(start, end, strict=True))  # type: ignore[call-overload]
        if here != there
    ]
    more = len(said) - _MOST_MOVES
    return listed(said if more <= 1 else [*said[:_MOST_MOVES], f"{more} more changes"])


def _change(case: Case, variable: int, here: int, there: int) -> str:
    this = case.variables[variable]
    title = mentioned(variable_title(case, variable))
    if this.item is not None:
        return f"{variable_title(case, variable)} handed over to {the(case, this.labels[there])}"
    before, after = (value_words(case, variable, value) for value in (here, there))
    if this.numbers is not None:
        unit = getattr(case.issues[this.issue], "unit", "")
        before = before.removesuffix(f" {unit}") if unit else before
    return f"{title} from {before} to {after}"


def unmoved(found: Stability) -> tuple[int, ...]:
    """The variables that differ between states, but that no side can change alone."""
    case, states = _case(found), found.model.states
    assert isinstance(states, States)
    alone = {change.variable for change in changes(case) if len(change.members) == 1}
    return tuple(
        v
        for v in range(len(case.variables))
        if v not in alone and (states.values[:, v] != states.values[0, v]).any()
    )


def one_way(found: Stability) -> tuple[int, ...]:
    """The variables that can be changed from what they are today, but not back to it by anybody."""
    case = _case(found)
    left: set[int] = set()
    back: set[int] = set()
    for change in changes(case):
        today = case.today[change.variable]
        if today is None or change.returns(today):
            back.add(change.variable)
        elif change.leaves(today):
            left.add(change.variable)
    return tuple(sorted(left - back))


def _worth(found: Stability, place: int, party: int) -> Fraction:
    utilities = _case(found).utilities
    state = found.model.states[place]
    return utilities.value(party, utilities.units(party, state))  # type: ignore[arg-type]


def _case(found: Stability) -> Case:
    assert found.case is not None
    return found.case
